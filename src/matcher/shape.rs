//! Shapes: regexes over the folded text, for what has a form rather than words (numbers, slots, links).

use super::pattern::Fault;
use super::trigger::{self, ByteSet, Prefix, Trigger};
use once_cell::sync::OnceCell;
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::hybrid::dfa as lazy;
use regex_automata::meta::Regex;
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::util::pool::Pool;
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Hir, HirKind, Repetition};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::ops::Deref;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Weak};

/// The longest match, in folded bytes.
const MAX_LENGTH: usize = 2048;
/// How often an unbounded repetition repeats at the most: outermost, and inside another repetition.
const MAX_REPEATS: [u32; 2] = [64, 16];
/// The most memory that the table of states of one shape may take, in bytes.
const MAX_STATES: usize = 1 << 16;
/// After so many tries, all states of a shape are worked out beforehand: they are found a little faster then, but to
/// work them out takes as long as some ten thousand tries.
const OFTEN: u32 = 1 << 13;

/// A compiled shape. The regex itself is compiled when it is first needed.
#[derive(Debug)]
pub(crate) struct Shape {
    source: Box<str>,
    form: OnceCell<Form>,
    regex: OnceCell<Regex>,
    /// How often it was tried, as far as that matters.
    tries: AtomicU32,
    growing: OnceCell<Option<Growing>>,
    automaton: OnceCell<Option<Automaton>>,
}

/// What a shape is known by before it is tried.
#[derive(Debug)]
pub(crate) struct Form {
    /// The regex with every repetition bounded, so that matching is linear and a match has a longest length.
    pub(crate) hir: Hir,
    /// What the first bytes of a match may be.
    pub(crate) prefix: Prefix,
    /// With which bytes a match may begin inside a word.
    pub(crate) inside: ByteSet,
    trigger: Option<Trigger>,
}

/// The shapes in use, by regex.
type InUse = HashMap<Box<str>, Weak<Shape>, BuildHasherDefault<DefaultHasher>>;
static IN_USE: Mutex<InUse> = Mutex::new(InUse::with_hasher(BuildHasherDefault::new()));

impl Deref for Shape {
    type Target = Form;

    fn deref(&self) -> &Form {
        self.form.get_or_init(|| match Form::new(&self.source) {
            Ok(form) => form,
            Err(fault) => panic!("the regex of a pack that comes along is wrong: {}", fault.what),
        })
    }
}

impl Form {
    fn new(regex: &str) -> Result<Self, Fault> {
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
        let inside = trigger::first_inside_word(&hir);
        Ok(Self { hir, prefix, inside, trigger })
    }
}

impl Shape {
    pub(crate) fn new(regex: &str) -> Result<Self, Fault> {
        let form = Form::new(regex)?;
        Ok(Self { form: form.into(), ..Self::trusted(regex) })
    }

    /// A shape whose regex is known to be right: it is parsed when it is first needed.
    fn trusted(regex: &str) -> Self {
        let (form, compiled) = (OnceCell::new(), OnceCell::new());
        let (growing, automaton) = (OnceCell::new(), OnceCell::new());
        Self { source: regex.into(), form, regex: compiled, tries: AtomicU32::new(0), growing, automaton }
    }

    /// The shape that linters with the same regex share, so that it is compiled once. `is_trusted` says that the regex
    /// is known to be right.
    pub(crate) fn shared(regex: &str, is_trusted: bool) -> Result<Arc<Self>, Fault> {
        // Nobody waits: whoever finds the table taken, as in a process that was forked meanwhile, makes a shape of its own.
        let known = || IN_USE.try_lock().ok()?.get(regex)?.upgrade();
        if let Some(shape) = known() {
            return Ok(shape);
        }
        let shape = Arc::new(if is_trusted { Self::trusted(regex) } else { Self::new(regex)? });
        if let Ok(mut known) = IN_USE.try_lock() {
            if known.len() == known.capacity() {
                known.retain(|_, shape| shape.strong_count() > 0);
            }
            known.insert(regex.into(), Arc::downgrade(&shape));
        }
        Ok(shape)
    }

    /// What gives away that the shape may begin somewhere. A shape without a trigger is tried everywhere, which makes
    /// it dear.
    pub(crate) fn trigger(&self) -> Option<Trigger> {
        self.trigger
    }

    /// Whether every text must be searched for a regex, since nothing gives away where it begins. Not for one that
    /// does not parse.
    pub(crate) fn begins_anywhere(regex: &str) -> bool {
        Self::new(regex).is_ok_and(|shape| shape.trigger().is_none())
    }

    /// The most bytes of a match.
    pub(crate) fn longest(&self) -> usize {
        self.hir.properties().maximum_len().unwrap_or(MAX_LENGTH)
    }

    /// Where the match that begins at `start` ends, if there is one, and how far the text was looked at.
    pub(crate) fn end_of(&self, text: &[u8], start: usize) -> (Option<usize>, usize) {
        if let Some(Some(automaton)) = self.automaton.get() {
            return automaton.end_of(text, start);
        }
        // Tries that threads forget to count cost little.
        let tries = self.tries.load(Ordering::Relaxed);
        if tries < OFTEN {
            self.tries.store(tries + 1, Ordering::Relaxed);
        } else if let Some(automaton) = self.automaton.get_or_init(|| Automaton::new(&nfa(&self.hir)?)) {
            return automaton.end_of(text, start);
        }
        let growing = self.growing.get_or_init(|| Growing::new(nfa(&self.hir)?));
        match growing.as_ref().and_then(|growing| growing.end_of(text, start)) {
            Some(end) => end,
            None => {
                let input = Input::new(text).range(start..).anchored(Anchored::Yes);
                let end = self.regex().search_half(&input).map(|end| end.offset());
                (end, text.len().min(start + self.longest()))
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

/// What the tables of a shape are worked out from.
fn nfa(hir: &Hir) -> Option<NFA> {
    let config = thompson::Config::new().utf8(false).which_captures(WhichCaptures::None);
    thompson::Compiler::new().configure(config).build_from_hir(hir).ok()
}

/// A shape as a table of states that grows as texts ask for them: most shapes are tried now and then and fail within a
/// few bytes, so most of their states are never needed.
#[derive(Debug)]
struct Growing {
    states: lazy::DFA,
    /// The states found so far, for each thread that tries the shape at the same time.
    found: Pool<lazy::Cache, NewCache>,
}

/// How often a growing table that became too large is begun anew; then it tells nothing any more.
const MOST_CLEARED: usize = 3;

/// Makes room for states.
type NewCache = Box<dyn Fn() -> lazy::Cache + Send + Sync + UnwindSafe + RefUnwindSafe>;

impl Growing {
    fn new(nfa: NFA) -> Option<Self> {
        let config = lazy::Config::new()
            .cache_capacity(4 * MAX_STATES)
            .skip_cache_capacity_check(true)
            .minimum_cache_clear_count(Some(MOST_CLEARED));
        let states = lazy::Builder::new().configure(config).build_from_nfa(nfa).ok()?;
        let own = states.clone();
        Some(Self { states, found: Pool::new(Box::new(move || own.create_cache())) })
    }

    /// See [`Shape::end_of`]. Nothing where the states do not tell.
    fn end_of(&self, text: &[u8], start: usize) -> Option<(Option<usize>, usize)> {
        let mut found = self.found.get();
        let found = &mut *found;
        let before = start.checked_sub(1).map(|before| text[before]);
        let config = start::Config::new().anchored(Anchored::Yes).look_behind(before);
        let mut state = self.states.start_state(found, &config).ok()?;
        let mut end = None;
        for (at, &byte) in (start..).zip(&text[start..]) {
            state = self.states.next_state(found, state, byte).ok()?;
            if state.is_tagged() {
                // A match is known one byte later.
                if state.is_match() {
                    end = Some(at);
                } else if state.is_dead() {
                    return Some((end, at + 1));
                } else if state.is_quit() {
                    return None;
                }
            }
        }
        let state = self.states.next_eoi_state(found, state).ok()?;
        Some((if state.is_match() { Some(text.len()) } else { end }, text.len()))
    }
}

/// A shape as a table of all its states, which tells where a match ends that begins at a given place.
#[derive(Debug)]
struct Automaton {
    states: dense::DFA<Vec<u32>>,
    /// The first state, by the byte before the match; the last one is for a match at the start of the text.
    starts: Vec<StateID>,
}

impl Automaton {
    /// The table, unless it would be too large.
    fn new(nfa: &NFA) -> Option<Self> {
        let config = dense::Config::new()
            .start_kind(StartKind::Anchored)
            .accelerate(false)
            .dfa_size_limit(Some(MAX_STATES))
            .determinize_size_limit(Some(MAX_STATES));
        let states = dense::Builder::new().configure(config).build_from_nfa(nfa).ok()?;
        let before = (0..=u8::MAX).map(Some).chain([None]);
        let start = |before| states.start_state(&start::Config::new().anchored(Anchored::Yes).look_behind(before)).ok();
        let starts = before.map(start).collect::<Option<_>>()?;
        Some(Self { states, starts })
    }

    /// The search that the automaton brings along, without what it does for longer texts: most tries fail within a
    /// few bytes.
    #[inline]
    fn end_of(&self, text: &[u8], start: usize) -> (Option<usize>, usize) {
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
                    return (end, at + 1);
                }
            }
        }
        let state = self.states.next_eoi_state(state);
        (if self.states.is_match_state(state) { Some(text.len()) } else { end }, text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tables_tell_the_same_end() {
        let text = b"ab 12-34 \xc3\xa9a1 abab. order #12 ab\n12 aab";
        for regex in [
            r"\b\d{2}",
            r"(?:ab)+\b",
            r"\Bb",
            r"(?m)^12|b$",
            r"order (?:no|#) ?\d+",
            r"[a-z]+?b",
            r"a\b|ab\.",
            r"[^ ]+",
        ] {
            let shape = Shape::new(regex).unwrap();
            let growing = Growing::new(nfa(&shape.hir).unwrap()).unwrap();
            let automaton = Automaton::new(&nfa(&shape.hir).unwrap()).unwrap();
            for start in 0..text.len() {
                let input = Input::new(text).range(start..).anchored(Anchored::Yes);
                let end = shape.regex().search_half(&input).map(|end| end.offset());
                let (found, looked_at) = automaton.end_of(text, start);
                assert_eq!(found, end, "{regex} at {start}");
                assert!(found.unwrap_or(start) <= looked_at && looked_at <= text.len());
                assert_eq!(growing.end_of(text, start), Some((end, looked_at)), "{regex} at {start}");
            }
        }
    }
}
