//! Shapes: regexes over the folded text, for what has a form rather than words (numbers, slots, links).

use super::pattern::Fault;
use super::trigger::{self, Prefix, Trigger};
use once_cell::sync::OnceCell;
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::meta::Regex;
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Hir, HirKind, Repetition};

/// The longest match, in folded bytes.
const MAX_LENGTH: usize = 2048;
/// How often an unbounded repetition repeats at the most: outermost, and inside another repetition.
const MAX_REPEATS: [u32; 2] = [64, 16];
/// The most memory that the table of states of one shape may take, in bytes.
const MAX_STATES: usize = 1 << 16;

/// A compiled shape. The regex itself is compiled when it is first needed.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// The regex with every repetition bounded, so that matching is linear and a match has a longest length.
    pub(crate) hir: Hir,
    /// What the first bytes of a match may be.
    pub(crate) prefix: Prefix,
    trigger: Option<Trigger>,
    regex: OnceCell<Regex>,
    automaton: OnceCell<Option<Automaton>>,
}

impl Shape {
    pub(crate) fn new(regex: &str) -> Result<Self, Fault> {
        let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
        let hir = parser.parse(regex).map_err(|error| {
            let (at, what) = match &error {
                regex_syntax::Error::Parse(e) => (e.span().start.offset, e.kind().to_string()),
                regex_syntax::Error::Translate(e) => (e.span().start.offset, e.kind().to_string()),
                _ => (0, "the regex does not parse".to_owned()),
            };
            Fault::new(at, what, "see the syntax of the `regex` crate; classes are ASCII, the text is lower case")
        })?;
        let hir = if is_bounded(&hir) { hir } else { bound(&hir, 0) };
        if hir.properties().minimum_len() == Some(0) {
            return Err(Fault::new(0, "the regex matches the empty string", "make at least one part of it required"));
        }
        match hir.properties().maximum_len() {
            Some(length) if length <= MAX_LENGTH => {}
            _ => {
                return Err(Fault::new(
                    0,
                    format!("the regex can match more than {MAX_LENGTH} bytes"),
                    "bound its repetitions, as in `{1,20}`",
                ));
            }
        }
        let prefix = Prefix::of_shape(&hir);
        let trigger = trigger::derive(&hir, &prefix);
        Ok(Self { hir, prefix, trigger, regex: OnceCell::new(), automaton: OnceCell::new() })
    }

    /// What gives away that the shape may begin somewhere. A shape without a trigger is tried everywhere, which makes
    /// it dear.
    pub(crate) fn trigger(&self) -> Option<Trigger> {
        self.trigger
    }

    /// The most bytes of a match.
    pub(crate) fn longest(&self) -> usize {
        self.hir.properties().maximum_len().unwrap_or(MAX_LENGTH)
    }

    /// Where the match that begins at `start` ends, if there is one.
    pub(crate) fn end_of(&self, text: &[u8], start: usize) -> Option<usize> {
        match self.automaton.get_or_init(|| Automaton::new(&self.hir)) {
            Some(automaton) => automaton.end_of(text, start),
            None => {
                let input = Input::new(text).range(start..).anchored(Anchored::Yes);
                self.regex().search_half(&input).map(|end| end.offset())
            }
        }
    }

    /// The compiled regex.
    pub(crate) fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| {
            Regex::builder()
                .syntax(syntax::Config::new().unicode(false).utf8(false))
                .configure(Regex::config().utf8_empty(false).nfa_size_limit(None))
                .build_from_hir(&self.hir)
                .expect("a bounded regex within the length limit compiles")
        })
    }
}

/// Whether a regex is what [`bound`] makes of it.
fn is_bounded(hir: &Hir) -> bool {
    hir.properties().maximum_len().is_some() && hir.properties().explicit_captures_len() == 0
}

/// Bounds every repetition.
fn bound(hir: &Hir, depth: usize) -> Hir {
    match hir.kind() {
        _ if is_bounded(hir) => hir.clone(),
        HirKind::Repetition(repetition) => {
            let inner = if repetition.max.is_none_or(|max| max > 1) { depth + 1 } else { depth };
            let most = MAX_REPEATS[depth.min(MAX_REPEATS.len() - 1)].max(repetition.min);
            Hir::repetition(Repetition {
                min: repetition.min,
                max: Some(repetition.max.unwrap_or(most)),
                greedy: repetition.greedy,
                sub: Box::new(bound(&repetition.sub, inner)),
            })
        }
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(|part| bound(part, depth)).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(|part| bound(part, depth)).collect()),
        // Groups need not be captured: only the whole match counts.
        HirKind::Capture(group) => bound(&group.sub, depth),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => hir.clone(),
    }
}

/// A shape as a table of states, which tells where a match ends that begins at a given place.
#[derive(Debug, Clone)]
struct Automaton {
    states: dense::DFA<Vec<u32>>,
    /// The first state, by the byte before the match; the last one is for a match at the start of the text.
    starts: Vec<StateID>,
}

impl Automaton {
    /// The table, unless it would be too large.
    fn new(hir: &Hir) -> Option<Self> {
        let nfa = thompson::Compiler::new()
            .configure(thompson::Config::new().utf8(false).which_captures(WhichCaptures::None))
            .build_from_hir(hir)
            .ok()?;
        let config = dense::Config::new()
            .start_kind(StartKind::Anchored)
            .accelerate(false)
            .dfa_size_limit(Some(MAX_STATES))
            .determinize_size_limit(Some(MAX_STATES));
        let states = dense::Builder::new().configure(config).build_from_nfa(&nfa).ok()?;
        let before = (0..=u8::MAX).map(Some).chain([None]);
        let start = |before| states.start_state(&start::Config::new().anchored(Anchored::Yes).look_behind(before)).ok();
        let starts = before.map(start).collect::<Option<_>>()?;
        Some(Self { states, starts })
    }

    /// The search that the automaton brings along, without what it does for longer texts: most tries fail within a
    /// few bytes.
    #[inline]
    fn end_of(&self, text: &[u8], start: usize) -> Option<usize> {
        let before = start.checked_sub(1).map_or(self.starts.len() - 1, |before| usize::from(text[before]));
        let mut state = self.starts[before];
        let mut end = None;
        for (at, &byte) in (start..).zip(&text[start..]) {
            state = self.states.next_state(state, byte);
            if self.states.is_special_state(state) {
                // A match is known one byte later.
                if self.states.is_match_state(state) {
                    end = Some(at);
                } else if self.states.is_dead_state(state) {
                    return end;
                }
            }
        }
        let state = self.states.next_eoi_state(state);
        if self.states.is_match_state(state) { Some(text.len()) } else { end }
    }
}
