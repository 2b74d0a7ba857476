//! Regexes that run: compiled when they are first needed, behind texts that a match must hold.
//!
//! A Unicode word boundary sends the fast engine away from any text with a character beyond ASCII. So a text is also
//! kept as a *shadow*, in which every letter or digit beyond ASCII is written `_`: most patterns find the same there
//! with ASCII boundaries. Those that do not (they name such letters, or `_`) run on the text itself, with ASCII
//! boundaries where it holds no letter beyond ASCII.

use super::syntax::{self, Fault, Node, Required, Style, is_word};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use fancy_regex::RegexInput;
use once_cell::sync::OnceCell;
use regex_automata::meta;
use regex_automata::util::syntax as engine_syntax;
use regex_automata::{Anchored, Input};
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

/// How many steps the engine that backtracks may take for one match.
const MAX_STEPS: usize = 100_000;
/// How many matches the engine that backtracks may look for in one text.
const MAX_MATCHES: usize = 1_000;

/// How many places it tries one by one before it searches on from there.
const MAX_TRIES: usize = 32;

/// A search that was given up: the pattern takes too long on this text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLong;

/// A match: where, and which of the pattern's alternatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) which: usize,
}

impl Match {
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A text, and its shadow where that differs.
#[derive(Debug, Default)]
pub(super) struct Haystack {
    text: String,
    shadow: String,
    /// From shadow offset on, from text offset on.
    steps: Vec<(usize, usize)>,
    /// It holds a letter or digit beyond ASCII.
    letters: bool,
    /// It holds digits beyond ASCII, or letters that are ASCII in the other case: the shadow tells too little.
    odd: bool,
}

impl Haystack {
    pub(super) fn new(text: String) -> Self {
        let mut this = Self { text, ..Self::default() };
        if this.text.is_ascii() {
            return this;
        }
        for c in this.text.chars().filter(|c| !c.is_ascii()) {
            this.letters |= is_word(c);
            this.odd |= c.is_numeric() || matches!(c, '\u{212a}' | '\u{17f}');
        }
        if this.letters {
            let mut from = 0;
            for (at, c) in this.text.char_indices().filter(|(_, c)| !c.is_ascii() && is_word(*c)) {
                this.shadow.push_str(&this.text[from..at]);
                this.shadow.push('_');
                from = at + c.len_utf8();
                this.steps.push((this.shadow.len(), from));
            }
            this.shadow.push_str(&this.text[from..]);
        }
        this
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What literals are looked for in.
    fn shadow(&self) -> &str {
        if self.letters { &self.shadow } else { &self.text }
    }

    /// The offset in the text of an offset in the shadow.
    fn of_shadow(&self, at: usize) -> usize {
        match self.steps.partition_point(|step| step.0 <= at) {
            0 => at,
            found => self.steps[found - 1].1 + at - self.steps[found - 1].0,
        }
    }

    /// The offset in the shadow of an offset in the text.
    fn to_shadow(&self, at: usize) -> usize {
        match self.steps.partition_point(|step| step.1 <= at) {
            0 => at,
            found => self.steps[found - 1].0 + at - self.steps[found - 1].1,
        }
    }
}

/// Regexes of which the first that matches at a place counts.
pub(super) struct Pattern {
    sources: Arc<[String]>,
    /// The shadow tells as much as the text.
    blind: bool,
    fancy: bool,
    captures: bool,
    required: Option<Vec<Required>>,
    /// It is searched for from end to end, since it requires no text.
    searched: bool,
    engines: Arc<Engines>,
    /// The number that it shares with the same pattern of other rules.
    twin: Option<u32>,
}

/// What a pattern was compiled to; nothing inside where that failed.
#[derive(Default)]
struct Engines {
    ascii: OnceCell<Option<meta::Regex>>,
    unicode: OnceCell<Option<meta::Regex>>,
    backtracking: OnceCell<Option<fancy_regex::Regex>>,
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pattern").field("alternatives", &self.sources.len()).finish_non_exhaustive()
    }
}

impl Pattern {
    /// Reads regexes; compiles nothing. A fault tells which one.
    pub(super) fn new(sources: Vec<String>) -> Result<Self, (usize, Fault)> {
        Self::read(sources, false)
    }

    /// The same, with groups that can be asked for.
    pub(super) fn with_captures(source: String) -> Result<Self, (usize, Fault)> {
        Self::read(vec![source], true)
    }

    pub(super) fn one(source: String) -> Result<Self, Fault> {
        Self::new(vec![source]).map_err(|(_, fault)| fault)
    }

    fn read(sources: Vec<String>, captures: bool) -> Result<Self, (usize, Fault)> {
        let (mut blind, mut fancy) = (true, false);
        let mut required = Some(Vec::new());
        for (index, source) in sources.iter().enumerate() {
            let node = syntax::parse(source).map_err(|fault| (index, fault))?;
            blind &= node.is_blind();
            fancy |= node.is_fancy();
            required = required.zip(node.required()).map(|(mut all, own)| {
                all.extend(own);
                all
            });
        }
        let searched = required.is_none();
        let (sources, engines) = (sources.into(), Arc::default());
        Ok(Self { sources, blind, fancy, captures, required, searched, engines, twin: None })
    }

    /// Texts of which one must stand where the pattern matches; nothing where none is known.
    pub(super) fn required(&self) -> Option<&[Required]> {
        self.required.as_deref()
    }

    /// Lets patterns that are the same compile once and know of each other. Styles are often copies of one another.
    pub(super) fn pair<'p>(patterns: impl Iterator<Item = &'p mut Self>) {
        let mut known: std::collections::HashMap<(Arc<[String]>, bool), &'p mut Self> =
            std::collections::HashMap::new();
        let mut count = 0;
        for pattern in patterns {
            match known.entry((Arc::clone(&pattern.sources), pattern.captures)) {
                Entry::Vacant(entry) => _ = entry.insert(pattern),
                Entry::Occupied(mut entry) => {
                    let first = entry.get_mut();
                    let twin = *first.twin.get_or_insert_with(|| {
                        count += 1;
                        count
                    });
                    (pattern.twin, pattern.engines) = (Some(twin), Arc::clone(&first.engines));
                    pattern.sources = Arc::clone(&first.sources);
                }
            }
        }
    }

    /// The number that it shares with the same pattern of other rules, where there are any.
    pub(super) fn twin(&self) -> Option<u32> {
        self.twin
    }

    /// Forgets what is only needed to build a gate.
    pub(super) fn drop_required(&mut self) {
        self.required = None;
    }

    /// All matches that are not empty, in `range` alone: nothing outside is looked at.
    pub(super) fn find_all(&self, text: &Haystack, range: Range<usize>) -> Result<Vec<Match>, TooLong> {
        self.find_at(text, range, None)
    }

    /// The same where it is known where matches may begin: no others are looked for.
    pub(super) fn find_at(
        &self,
        text: &Haystack,
        range: Range<usize>,
        starts: Option<&[Start]>,
    ) -> Result<Vec<Match>, TooLong> {
        let shadowed = self.blind && !text.odd && !self.fancy;
        let ascii = shadowed || !text.letters;
        let engine = self.engine(ascii)?;
        let (slice, base) = match shadowed && text.letters {
            true => (&text.shadow[text.to_shadow(range.start)..text.to_shadow(range.end)], text.to_shadow(range.start)),
            false => (&text.text[range.clone()], range.start),
        };
        let place = |start: &Start| {
            let at = start.1 as usize;
            let at = if shadowed || !text.letters { at } else { text.of_shadow(at) };
            at.checked_sub(base).filter(|at| *at < slice.len() && slice.is_char_boundary(*at))
        };
        let places = starts.map(|starts| starts.iter().filter_map(place));
        let begins = |at: usize| engine.find(Input::new(slice).range(at..).anchored(Anchored::Yes));
        let mut found = Vec::new();
        if self.fancy {
            match places {
                Some(places) => {
                    let places = places.filter(|&at| begins(at).is_some());
                    self.backtrack_at(engine, slice, places, &mut found)?;
                }
                None => self.backtrack(engine, slice, 0, &mut found)?,
            }
        } else if let Some(places) = places {
            let mut from = 0;
            for at in places {
                let Some(one) = (at >= from).then(|| begins(at)).flatten().filter(|one| !one.is_empty()) else {
                    continue;
                };
                found.push(Match { start: one.start(), end: one.end(), which: one.pattern().as_usize() });
                from = one.end();
            }
        } else {
            for found_match in engine.find_iter(slice).filter(|found| !found.is_empty()) {
                let which = found_match.pattern().as_usize();
                found.push(Match { start: found_match.start(), end: found_match.end(), which });
            }
        }
        let map = |at: usize| if shadowed && text.letters { text.of_shadow(at + base) } else { at + base };
        found.iter_mut().for_each(|found| (found.start, found.end) = (map(found.start), map(found.end)));
        Ok(found)
    }

    /// Searches with the engine that backtracks, at the places where what is regular of the pattern matches; after many
    /// of them in vain, through the rest at once.
    fn backtrack(
        &self,
        relaxed: &meta::Regex,
        slice: &str,
        mut at: usize,
        found: &mut Vec<Match>,
    ) -> Result<(), TooLong> {
        let mut tries = 0;
        for _ in 0..MAX_MATCHES {
            let Some(first) = relaxed.find(Input::new(slice).range(at..)) else { return Ok(()) };
            let first = first.start();
            let anchored = tries < MAX_TRIES;
            let one = self.backtrack_once(RegexInput::new(slice).from_pos(first).anchored(anchored))?;
            let next = |at: usize| at + slice[at..].chars().next().map_or(1, char::len_utf8);
            at = match one {
                Some(one) if one.end > one.start => {
                    found.push(one);
                    one.end
                }
                Some(one) => next(one.end),
                None if anchored => next(first),
                None => return Ok(()),
            };
            tries += usize::from(anchored && one.is_none());
            if at >= slice.len() {
                return Ok(());
            }
        }
        Err(TooLong)
    }

    /// The same where it is known where matches may begin.
    fn backtrack_at(
        &self,
        relaxed: &meta::Regex,
        slice: &str,
        places: impl Iterator<Item = usize>,
        found: &mut Vec<Match>,
    ) -> Result<(), TooLong> {
        let mut from = 0;
        for (tries, at) in places.enumerate() {
            if at < from {
                continue;
            }
            if tries == MAX_MATCHES {
                // So many tries may cost more than one search through the rest.
                return self.backtrack(relaxed, slice, at, found);
            }
            let one = self.backtrack_once(RegexInput::new(slice).from_pos(at).anchored(true))?;
            if let Some(one) = one.filter(|one| one.end > one.start) {
                found.push(one);
                from = one.end;
            }
        }
        Ok(())
    }

    fn backtrack_once(&self, input: RegexInput<'_, str>) -> Result<Option<Match>, TooLong> {
        let regex = self.backtracking()?;
        if self.sources.len() == 1 {
            let whole = regex.find_input(input).map_err(|_| TooLong)?;
            return Ok(whole.map(|whole| Match { start: whole.start(), end: whole.end(), which: 0 }));
        }
        // It holds every alternative as a group, so that the group tells which one it was.
        let Some(groups) = regex.captures_input(input).map_err(|_| TooLong)? else { return Ok(None) };
        let whole = groups.get(0).ok_or(TooLong)?;
        let which = (1..groups.len()).find(|&group| groups.get(group).is_some()).map_or(0, |group| group - 1);
        Ok(Some(Match { start: whole.start(), end: whole.end(), which }))
    }

    /// What the groups of every match captured, the whole match first.
    pub(super) fn captures_all(
        &self,
        text: &Haystack,
        range: Range<usize>,
    ) -> Result<Vec<Vec<Option<Range<usize>>>>, TooLong> {
        let slice = &text.text[range.clone()];
        let moved = |start: usize, end: usize| start + range.start..end + range.start;
        let mut all = Vec::new();
        if self.fancy {
            let regex = self.backtracking()?;
            for groups in regex.captures_iter(slice) {
                let groups = groups.ok().filter(|_| all.len() < MAX_MATCHES).ok_or(TooLong)?;
                all.push((0..groups.len()).map(|i| groups.get(i).map(|m| moved(m.start(), m.end()))).collect());
            }
            return Ok(all);
        }
        let engine = self.engine(!text.letters)?;
        for groups in engine.captures_iter(slice) {
            let spans = (0..groups.group_len()).map(|i| groups.get_group(i).map(|m| moved(m.start, m.end)));
            all.push(spans.collect());
        }
        Ok(all)
    }

    /// Whether it matches anywhere in a string.
    pub(super) fn is_in(&self, text: &str) -> Result<bool, TooLong> {
        let engine = self.engine(text.is_ascii())?;
        if !engine.is_match(text) {
            return Ok(false);
        }
        if !self.fancy {
            return Ok(true);
        }
        let regex = self.backtracking()?;
        regex.is_match(text).map_err(|_| TooLong)
    }

    /// A text with the first match replaced; `$1` in the template stands for what a group captured.
    pub(super) fn replace(&self, text: &str, template: &str) -> Result<String, TooLong> {
        if self.fancy {
            let regex = self.backtracking()?;
            return regex.try_replacen(text, 0, template).map(|text| text.into_owned()).map_err(|_| TooLong);
        }
        let engine = self.engine(text.is_ascii())?;
        let mut out = String::new();
        let mut from = 0;
        for groups in engine.captures_iter(text).take(MAX_MATCHES) {
            let Some(whole) = groups.get_match() else { continue };
            out.push_str(&text[from..whole.start()]);
            groups.interpolate_string_into(text, template, &mut out);
            from = whole.end();
        }
        out.push_str(&text[from..]);
        Ok(out)
    }

    /// The engine that runs in linear time; for a pattern that needs another it finds all that may match.
    fn engine(&self, ascii: bool) -> Result<&meta::Regex, TooLong> {
        let cell = if ascii { &self.engines.ascii } else { &self.engines.unicode };
        cell.get_or_init(|| self.compile(ascii)).as_ref().ok_or(TooLong)
    }

    fn backtracking(&self) -> Result<&fancy_regex::Regex, TooLong> {
        self.engines.backtracking.get_or_init(|| self.compile_backtracking()).as_ref().ok_or(TooLong)
    }

    fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        self.sources.iter().filter_map(|source| syntax::parse(source).ok())
    }

    fn compile(&self, ascii: bool) -> Option<meta::Regex> {
        let style = Style { ascii, relaxed: self.fancy, fancy: false, captures: self.captures && !self.fancy };
        let written: Vec<String> = self.nodes().map(|node| node.write(style)).collect();
        let captures = match style.captures {
            true => regex_automata::nfa::thompson::WhichCaptures::All,
            false => regex_automata::nfa::thompson::WhichCaptures::Implicit,
        };
        // What to look for first takes longest to work out, and the gate knows where most patterns begin.
        let config = meta::Config::new()
            .which_captures(captures)
            .nfa_size_limit(Some(64 << 20))
            .auto_prefilter(self.searched)
            .onepass(false)
            .dfa(false);
        meta::Builder::new()
            .configure(config)
            .syntax(engine_syntax::Config::new().nest_limit(500))
            .build_many(&written)
            .ok()
    }

    fn compile_backtracking(&self) -> Option<fancy_regex::Regex> {
        let style = Style { ascii: false, relaxed: false, fancy: true, captures: self.captures };
        let many = self.sources.len() > 1;
        let write = |node: Node| {
            let text = node.write(Style { captures: style.captures || has_backs(&node), ..style });
            if many { format!("({text})") } else { text }
        };
        let written: Vec<String> = self.nodes().map(write).collect();
        fancy_regex::RegexBuilder::new(&written.join("|")).backtrack_limit(MAX_STEPS).build().ok()
    }
}

fn has_backs(node: &Node) -> bool {
    match node {
        Node::Back(_) => true,
        Node::Repeat { node, .. }
        | Node::Capture(node, _)
        | Node::Group(node, _)
        | Node::Atomic(node)
        | Node::Look { node, .. } => has_backs(node),
        Node::Concat(all) | Node::Alt(all) => all.iter().any(has_backs),
        _ => false,
    }
}

/// A pattern by its number, and a byte of the shadow at which a match of it may begin.
pub(super) type Start = (u32, u32);

/// What a gate found out about a text.
#[derive(Debug, Default)]
pub(super) struct Awake {
    patterns: Vec<bool>,
    /// Sorted.
    starts: Vec<Start>,
    /// The starts tell nothing.
    blurred: bool,
}

impl Awake {
    /// Whether a pattern can match.
    pub(super) fn may_match(&self, pattern: usize) -> bool {
        self.patterns[pattern]
    }

    /// The same for either of two texts; where matches may begin is no longer known.
    pub(super) fn or(&mut self, other: &Self) {
        self.patterns.iter_mut().zip(&other.patterns).for_each(|(here, there)| *here |= there);
        self.blurred = true;
    }
}

/// What a text stands for at the gate: whether it must begin and end a word, and a pattern that asks for it, with the bytes
/// of a match that stand before it.
#[derive(Debug, Clone, Copy)]
struct Ask {
    starts: bool,
    ends: bool,
    pattern: u32,
    lead: Option<usize>,
}

/// Which patterns can match at all, and where: one search for the texts that they require.
pub(super) struct Gate {
    texts: Box<[Box<str>]>,
    /// Made from the texts when it is first needed; nothing inside where they are too many.
    engine: OnceCell<Option<AhoCorasick>>,
    asks: Vec<Vec<Ask>>,
    /// Patterns that require nothing.
    open: Vec<u32>,
    /// By pattern, whether each of its texts tells where a match begins.
    tells: Vec<bool>,
}

/// More places than bytes, so many times: then it is not worth while to try them one by one.
const MOST_PLACES: usize = 8;

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (patterns, open) = (self.tells.len(), self.open.len());
        f.debug_struct("Gate").field("patterns", &patterns).field("open", &open).finish_non_exhaustive()
    }
}

impl Gate {
    /// A gate for patterns, in their order.
    pub(super) fn new<'p>(patterns: impl Iterator<Item = &'p Pattern>) -> Self {
        let mut numbers: std::collections::HashMap<&'p str, usize> = std::collections::HashMap::new();
        let mut texts: Vec<&'p str> = Vec::new();
        let mut asks: Vec<Vec<Ask>> = Vec::new();
        let (mut open, mut tells) = (Vec::new(), Vec::new());
        for (number, pattern) in patterns.enumerate() {
            let Some(required) = pattern.required() else {
                open.push(number as u32);
                tells.push(false);
                continue;
            };
            tells.push(required.iter().all(|required| required.lead.is_some()));
            for required in required {
                let at = *numbers.entry(&required.text).or_insert_with(|| {
                    texts.push(&required.text);
                    asks.push(Vec::new());
                    texts.len() - 1
                });
                let Required { starts, ends, lead, .. } = *required;
                asks[at].push(Ask { starts, ends, pattern: number as u32, lead });
            }
        }
        let texts = texts.into_iter().map(Box::from).collect();
        Self { texts, engine: OnceCell::new(), asks, open, tells }
    }

    /// What searches for the texts.
    pub(super) fn engine(&self) -> Option<&AhoCorasick> {
        let build = || {
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::Standard)
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(self.texts.iter().map(|text| &**text))
                .ok()
        };
        self.engine.get_or_init(build).as_ref()
    }

    /// Which patterns can match, and where. Linear in the text and in the texts found.
    pub(super) fn awake(&self, text: &Haystack) -> Awake {
        let mut awake = Awake { patterns: vec![text.odd; self.tells.len()], blurred: text.odd, ..Awake::default() };
        let Some(engine) = self.engine().filter(|_| !text.odd) else {
            awake.patterns.fill(true);
            awake.blurred = true;
            return awake;
        };
        self.open.iter().for_each(|&number| awake.patterns[number as usize] = true);
        let shadow = text.shadow();
        let bytes = shadow.as_bytes();
        let word = |at: Option<&u8>| at.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        for found in engine.find_overlapping_iter(shadow) {
            let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
            let (starts, ends) = (!word(before), !word(bytes.get(found.end())));
            for ask in &self.asks[found.pattern().as_usize()] {
                if (ask.starts && !starts) || (ask.ends && !ends) {
                    continue;
                }
                awake.patterns[ask.pattern as usize] = true;
                let start = ask.lead.and_then(|lead| found.start().checked_sub(lead));
                if let Some(start) = start.filter(|_| self.tells[ask.pattern as usize] && !awake.blurred) {
                    awake.starts.push((ask.pattern, start as u32));
                }
            }
            awake.blurred |= awake.starts.len() > MOST_PLACES * bytes.len() + 256;
        }
        awake.starts.sort_unstable();
        awake.starts.dedup();
        awake
    }

    /// Where matches of a pattern may begin, in order; nothing where they may begin anywhere.
    pub(super) fn starts<'a>(&self, awake: &'a Awake, pattern: usize) -> Option<&'a [Start]> {
        if awake.blurred || !self.tells[pattern] {
            return None;
        }
        let number = pattern as u32;
        let from = awake.starts.partition_point(|start| start.0 < number);
        let length = awake.starts[from..].partition_point(|start| start.0 == number);
        Some(&awake.starts[from..from + length])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PATTERNS: &[&[&str]] = &[
        &[r"(?m)\b(?:really|very|so|in order to)\b"],
        &[r"(?i)(?m)\b(?:utilize|use[sd]?)\b", r"(?i)(?m)\b(?:used to|us)\b", r"(?m)\b(?:u)\b"],
        &[r"(?m)\b(?:(?:am|are|is|was) ?[a-z]+ed)\b"],
        &[r"(?m)(?:[a-c]?at|x{2,3}so|é so)"],
        &[r"(?m)(?:\$\d+|so\s+very|(?:a|ab)c)"],
        &[r"(?m)\b(?:so(?! very)|(?<!not )really)\b"],
        &[r"(?m)(?:.so|\wat)"],
        &[r"(?m)\b(?:(?:un|in)?usable|(?:re|de)(?:use|so)d?)\b"],
    ];

    proptest! {
        /// Where the gate says that matches may begin, all of them do.
        #[test]
        fn the_gate_leaves_no_match_out(words in prop::collection::vec(
            prop::sample::select(&["so", "So", "very", "really", "not ", "use", "used to", "us", "u", "é", "_", "😊", "$5",
                "is", "was", "treated", "at", "cat", "bat", "xx", "abc", "ac", "unusable", "deuse", "\n", ".", "in order to"]),
            0..12,
        ), joint in prop::sample::select(&[" ", ""])) {
            let text = Haystack::new(words.join(joint));
            let patterns: Vec<Pattern> = PATTERNS
                .iter()
                .map(|sources| Pattern::new(sources.iter().map(|&source| source.to_owned()).collect()).unwrap())
                .collect();
            let gate = Gate::new(patterns.iter());
            let awake = gate.awake(&text);
            let whole = 0..text.text().len();
            for (number, pattern) in patterns.iter().enumerate() {
                let all = pattern.find_all(&text, whole.clone()).unwrap();
                prop_assert!(all.is_empty() || awake.may_match(number));
                let found = pattern.find_at(&text, whole.clone(), gate.starts(&awake, number)).unwrap();
                prop_assert_eq!(&found, &all, "{:?}", PATTERNS[number]);
            }
        }
    }

    #[test]
    fn most_patterns_tell_where_they_begin() {
        let patterns: Vec<Pattern> = PATTERNS
            .iter()
            .map(|sources| Pattern::new(sources.iter().map(|&s| s.to_owned()).collect()).unwrap())
            .collect();
        let gate = Gate::new(patterns.iter());
        assert_eq!(gate.tells, [true, true, true, false, false, true, false, true]);
    }
}
