//! Regexes that run: compiled when they are first needed, behind texts that a match must hold.
//!
//! A Unicode word boundary sends the fast engine away from any text with a character beyond ASCII. So a text is also
//! kept as a *shadow*, in which every letter or digit beyond ASCII is written `_`: most patterns find the same there
//! with ASCII boundaries. Those that do not (they name such letters, or `_`) run on the text itself, with ASCII
//! boundaries where it holds no letter beyond ASCII.

use super::syntax::{self, Fault, Node, Required, Style, is_word};
use once_cell::sync::OnceCell;
use regex_automata::Input;
use regex_automata::meta;
use regex_automata::util::syntax as engine_syntax;
use std::ops::Range;
use std::sync::Arc;

/// How many steps the engine that backtracks may take for one match.
const MAX_STEPS: usize = 100_000;
/// How many matches the engine that backtracks may look for in one text.
const MAX_MATCHES: usize = 1_000;

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
    engines: Box<Engines>,
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
        Ok(Self { sources: sources.into(), blind, fancy, captures, required, engines: Box::default() })
    }

    /// Texts of which one must stand where the pattern matches; nothing where none is known.
    pub(super) fn required(&self) -> Option<&[Required]> {
        self.required.as_deref()
    }

    /// Forgets what is only needed to build a gate.
    pub(super) fn drop_required(&mut self) {
        self.required = None;
    }

    /// All matches that are not empty, in `range` alone: nothing outside is looked at.
    pub(super) fn find_all(&self, text: &Haystack, range: Range<usize>) -> Result<Vec<Match>, TooLong> {
        let shadowed = self.blind && !text.odd && !self.fancy;
        let ascii = shadowed || !text.letters;
        let engine = self.engine(ascii)?;
        let (slice, base) = match shadowed && text.letters {
            true => (&text.shadow[text.to_shadow(range.start)..text.to_shadow(range.end)], text.to_shadow(range.start)),
            false => (&text.text[range.clone()], range.start),
        };
        let mut found = Vec::new();
        if self.fancy {
            self.backtrack(engine, slice, &mut found)?;
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

    /// Searches with the engine that backtracks, from the first place where what is regular of the pattern matches.
    fn backtrack(&self, relaxed: &meta::Regex, slice: &str, found: &mut Vec<Match>) -> Result<(), TooLong> {
        let mut at = 0;
        for _ in 0..MAX_MATCHES {
            let Some(first) = relaxed.find(Input::new(slice).range(at..)) else { return Ok(()) };
            let regex = self.backtracking()?;
            // It holds every alternative as a group, so that the group tells which one it was.
            let many = self.sources.len() > 1;
            let (start, end, which) = if many {
                let Some(groups) = regex.captures_from_pos(slice, first.start()).map_err(|_| TooLong)? else {
                    return Ok(());
                };
                let whole = groups.get(0).ok_or(TooLong)?;
                let which = (1..groups.len()).find(|&group| groups.get(group).is_some()).map_or(0, |group| group - 1);
                (whole.start(), whole.end(), which)
            } else {
                let Some(whole) = regex.find_from_pos(slice, first.start()).map_err(|_| TooLong)? else {
                    return Ok(());
                };
                (whole.start(), whole.end(), 0)
            };
            if end > start {
                found.push(Match { start, end, which });
                at = end;
            } else {
                at = end + slice[end..].chars().next().map_or(1, char::len_utf8);
            }
            if at >= slice.len() {
                return Ok(());
            }
        }
        Err(TooLong)
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
        let config =
            meta::Config::new().which_captures(captures).nfa_size_limit(Some(64 << 20)).onepass(false).dfa(false);
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

/// Which patterns can match at all: one search for the texts that they require.
pub(super) struct Gate {
    texts: Option<aho_corasick::AhoCorasick>,
    /// For each text: whether it must begin and end a word, and the patterns that ask for it.
    asks: Vec<Vec<(bool, bool, u32)>>,
    /// Patterns that require nothing.
    open: Vec<u32>,
    patterns: usize,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").field("patterns", &self.patterns).field("open", &self.open.len()).finish_non_exhaustive()
    }
}

impl Gate {
    /// A gate for patterns, in their order.
    pub(super) fn new<'p>(patterns: impl Iterator<Item = &'p Pattern>) -> Self {
        let mut numbers: std::collections::HashMap<&'p str, usize> = std::collections::HashMap::new();
        let mut texts: Vec<&'p str> = Vec::new();
        let mut asks: Vec<Vec<(bool, bool, u32)>> = Vec::new();
        let mut open = Vec::new();
        let mut count = 0;
        for (number, pattern) in patterns.enumerate() {
            count += 1;
            let Some(required) = pattern.required() else {
                open.push(number as u32);
                continue;
            };
            for required in required {
                let at = *numbers.entry(&required.text).or_insert_with(|| {
                    texts.push(&required.text);
                    asks.push(Vec::new());
                    texts.len() - 1
                });
                asks[at].push((required.starts, required.ends, number as u32));
            }
        }
        let engine = aho_corasick::AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(aho_corasick::MatchKind::Standard)
            .kind(Some(aho_corasick::AhoCorasickKind::ContiguousNFA))
            .build(&texts)
            .ok();
        if engine.is_none() {
            open = (0..count as u32).collect();
        }
        Self { texts: engine, asks, open, patterns: count }
    }

    /// For each pattern, whether it can match. Linear in the text and in the texts found.
    pub(super) fn awake(&self, text: &Haystack, awake: &mut Vec<bool>) {
        awake.clear();
        awake.resize(self.patterns, text.odd);
        if text.odd {
            return;
        }
        self.open.iter().for_each(|&number| awake[number as usize] = true);
        let shadow = text.shadow();
        let bytes = shadow.as_bytes();
        let word = |at: Option<&u8>| at.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        let Some(engine) = &self.texts else { return };
        for found in engine.find_overlapping_iter(shadow) {
            let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
            let (starts, ends) = (!word(before), !word(bytes.get(found.end())));
            for &(at_start, at_end, number) in &self.asks[found.pattern().as_usize()] {
                if (!at_start || starts) && (!at_end || ends) {
                    awake[number as usize] = true;
                }
            }
        }
    }
}
