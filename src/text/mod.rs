//! A draft as the rules see it: a folded copy with an exact map back to the source, its words, clauses and
//! sentences, and what of it is not the draft at all (quoted history, signatures).
//!
//! This module knows nothing of rules. Offsets called *folded* are bytes of [`Text::folded`]; offsets called
//! *source* are bytes of the string that was given.

pub(crate) mod emoji;
mod emoji_table;
mod fold;
pub(crate) mod formula;
mod hash;
pub(crate) mod hours;
mod html;
mod language;
mod map;
mod quote;
pub mod readability;
mod segment;
pub(crate) mod sentences;
mod spacing;
mod tables;
mod tokens;
pub(crate) mod units;
mod words;

pub(crate) use hash::{SEED, hash_alone, hash_in};
use std::ops::Range;

/// How the source is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Markup {
    /// Plain text.
    #[default]
    Plain,
    /// HTML, as rich-text editors hand it over.
    Html,
}

/// A word of the folded text: a run of ASCII letters, digits and `_`, or of letters beyond ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First folded byte.
    pub start: u32,
    /// One past the last folded byte.
    pub end: u32,
    /// Which word of the text it belongs to, counted from 0: a clitic (`'s`, `n't`, `'ve`) shares the word before it.
    pub word: u32,
    /// What stands between this token and the one before it.
    pub before: Join,
}

/// What stands between two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Join {
    /// Spaces and light punctuation: a phrase and a gap may cross it.
    Soft,
    /// A clause begins here: a phrase may cross it, a gap may not.
    Clause,
    /// A full stop, a line of its own, a symbol: nothing crosses it.
    Hard,
    /// A sentence begins here: nothing crosses it.
    Sentence,
}

/// A part of the source that is not the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Source bytes.
    pub span: Range<usize>,
    /// Why it was left out.
    pub reason: SkipReason,
}

/// Why a part of the source was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// Earlier messages quoted below or between.
    QuotedHistory,
    /// A signature block.
    Signature,
}

/// The language of a text, as far as this version can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English, or too short to speak against it.
    English,
    /// Spanish, also with English words among it.
    Spanish,
    /// Some other language, or none.
    Unknown,
}

impl Language {
    /// Its two-letter code.
    #[must_use]
    pub fn code(self) -> Option<&'static str> {
        match self {
            Self::English => Some("en"),
            Self::Spanish => Some("es"),
            Self::Unknown => None,
        }
    }
}

/// Longer texts are read up to here, so that every folded offset fits in 32 bits.
const LIMIT: usize = 1 << 30;

/// A text that was read. The same value can be filled again and again; its buffers are reused.
///
/// It holds copies of the text, and its `Debug` shows none of it.
#[derive(Default, Clone)]
pub struct Text {
    /// What an HTML source says, as plain text.
    page: html::Page,
    folded: fold::Folded,
    /// The folded text with letter-spaced words joined, if there are any.
    joined: String,
    joins: map::Map,
    is_joined: bool,
    tokens: Vec<Token>,
    /// By token, the hash of its word.
    hashes: Vec<u64>,
    /// The tokens that begin a clause.
    clauses: Vec<u32>,
    /// The tokens that begin a sentence.
    sentences: Vec<u32>,
    skipped: Vec<Skipped>,
    /// The same, found in plain text, with spans of that.
    left_out: Vec<Skipped>,
    truncated: bool,
    /// How much of the source was read.
    read: usize,
    /// The source is HTML.
    is_page: bool,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text")
            .field("folded_len", &self.folded().len())
            .field("tokens", &self.tokens.len())
            .field("skipped", &self.skipped.len())
            .finish_non_exhaustive()
    }
}

impl Text {
    /// An empty text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads `source`, replacing what was read before. Linear in its length.
    pub fn read(&mut self, source: &str, markup: Markup) {
        self.read_within(source, markup, LIMIT);
    }

    fn read_within(&mut self, source: &str, markup: Markup, limit: usize) {
        let mut end = source.len().min(limit);
        while !source.is_char_boundary(end) {
            end -= 1;
        }
        self.truncated = end < source.len();
        self.read = end;
        self.is_page = markup == Markup::Html;
        let source = &source[..end];

        self.folded.clear();
        self.skipped.clear();
        self.page.clear();
        let plain = match markup {
            Markup::Plain => source,
            Markup::Html => {
                self.page.read(source, &mut self.skipped);
                self.page.text()
            }
        };
        quote::find(plain, &mut self.left_out);
        let mut at = 0;
        for out in &self.left_out {
            self.folded.push(plain, at..out.span.start);
            self.folded.leave_out(out.span.clone());
            at = out.span.end;
            let span = self.page.source_span(out.span.clone());
            self.skipped.push(Skipped { span, reason: out.reason });
        }
        self.folded.push(plain, at..plain.len());
        // A signature of the page may lie in history that the plain text tells.
        self.skipped.sort_unstable_by_key(|s| (s.span.start, std::cmp::Reverse(s.span.end)));
        let mut end = 0;
        self.skipped.retain(|s| {
            s.span.start >= end && !s.span.is_empty() && {
                end = s.span.end;
                true
            }
        });

        self.is_joined = false;
        let spaced = tokens::find(&self.folded.text, &mut self.tokens);
        if spaced || spacing::may_be_tied(&self.folded.text) {
            self.is_joined = spacing::join(&self.folded.text, &mut self.joined, &mut self.joins);
            if self.is_joined {
                tokens::find(&self.joined, &mut self.tokens);
            }
        }
        let folded = if self.is_joined { &self.joined } else { &self.folded.text };
        let map = &self.folded.map;
        let joins = self.is_joined.then_some(&self.joins);
        let capital = |at: u32| {
            let at = joins.map_or(at as usize, |joins| joins.start(at as usize));
            let at = map.start(at);
            match plain.as_bytes().get(at) {
                Some(byte) if byte.is_ascii() => byte.is_ascii_uppercase(),
                _ => plain.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_uppercase),
            }
        };
        segment::mark(folded, &mut self.tokens, &mut self.clauses, &mut self.sentences, capital);
        let hash =
            |token: &Token| hash_in(folded.as_bytes(), token.start as usize, (token.end - token.start) as usize, SEED);
        self.hashes.clear();
        self.hashes.extend(self.tokens.iter().map(hash));
    }

    /// The folded text. A byte of 0x80 or more is part of a letter; 0x01 stands for an emoji or another symbol.
    #[must_use]
    pub fn folded(&self) -> &str {
        if self.is_joined { &self.joined } else { &self.folded.text }
    }

    /// The words, in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The hash of a token's word, under [`SEED`].
    #[inline]
    pub(crate) fn hash(&self, token: usize) -> u64 {
        self.hashes[token]
    }

    /// The tokens of the clause that token `index` stands in. Logarithmic.
    #[must_use]
    pub fn clause_of(&self, index: usize) -> Range<usize> {
        self.around(&self.clauses, index)
    }

    /// The tokens of the sentence that token `index` stands in. Logarithmic.
    #[must_use]
    pub fn sentence_of(&self, index: usize) -> Range<usize> {
        self.around(&self.sentences, index)
    }

    /// The source bytes that a range of folded bytes came from, on character boundaries: a letter with its marks, an
    /// entity as a whole. In HTML a range that tags interrupt takes the tags at its ends with it. Logarithmic, and
    /// linear in the tags inside.
    #[must_use]
    pub fn source_span(&self, folded: Range<usize>) -> Range<usize> {
        let plain = self.plain_span(self.widened(folded));
        self.page.source_span(plain)
    }

    /// What a reader sees of the source, before it was folded: the source itself, or what a page shows. `source` must be
    /// the text that was read.
    pub(crate) fn plain<'s>(&'s self, source: &'s str) -> &'s str {
        if self.is_page { self.page.text() } else { source.get(..self.read).unwrap_or_default() }
    }

    /// The bytes of [`Text::plain`] that folded bytes came from, with what was dropped behind them. Logarithmic.
    pub(crate) fn plain_range(&self, folded: Range<usize>) -> Range<usize> {
        self.plain_span(self.widened(folded))
    }

    /// The folded bytes that bytes of [`Text::plain`] became; where nothing is left of them, the character that stands
    /// there instead. Logarithmic.
    pub(crate) fn folded_range(&self, plain: Range<usize>) -> Range<usize> {
        let start = self.folded_at(plain.start);
        let end = self.folded_at(plain.end).max(start);
        if start < end {
            return start..end;
        }
        let before = self.folded()[..start].chars().next_back().map_or(0, char::len_utf8);
        let after = self.folded()[start..].chars().next().map_or(0, char::len_utf8);
        if before > 0 { start - before..start } else { start..start + after }
    }

    /// Parts of [`Text::plain`] that were not read: history and signatures.
    pub(crate) fn left_out(&self) -> &[Skipped] {
        &self.left_out
    }

    /// The sentences, as ranges of tokens.
    pub(crate) fn sentences(&self) -> impl Iterator<Item = Range<usize>> {
        let ends = self.sentences.iter().skip(1).map(|start| *start as usize).chain([self.tokens.len()]);
        self.sentences.iter().map(|start| *start as usize).zip(ends).map(|(start, end)| start..end)
    }

    /// The first folded byte that came from `plain` or from behind it.
    fn folded_at(&self, plain: usize) -> usize {
        let text = self.folded();
        let from = |at: usize| self.folded.map.start(if self.is_joined { self.joins.start(at) } else { at });
        let (mut low, mut high) = (0, text.len());
        while low < high {
            let middle = low.midpoint(high);
            if from(middle) < plain { low = middle + 1 } else { high = middle }
        }
        while !text.is_char_boundary(low) {
            low += 1;
        }
        low
    }

    /// The source of a token. `source` must be the text that was read.
    #[must_use]
    pub fn source_of<'s>(&self, source: &'s str, token: usize) -> &'s str {
        let token = self.tokens[token];
        source.get(self.source_span(token.start as usize..token.end as usize)).unwrap_or_default()
    }

    /// Whether folding hid more than case, accents and typography in a range of folded bytes: letters that look like
    /// others, width forms, invisible characters within a word, a letter-spaced word. Logarithmic, and linear in the
    /// range.
    #[must_use]
    pub fn changed_inside(&self, folded: Range<usize>) -> bool {
        let folded = self.widened(folded);
        if self.is_joined && self.joins.changes_inside(folded.clone()) {
            return true;
        }
        let range = self.unjoined(folded);
        let bytes = self.folded.text.as_bytes();
        let from = self.folded.disguises.partition_point(|d| (d.at as usize) < range.start);
        let inside = self.folded.disguises[from..].iter().take_while(|d| (d.at as usize) < range.end);
        inside.into_iter().any(|d| {
            let at = d.at as usize;
            !d.dropped || at > range.start && tokens::is_word(bytes[at - 1]) && tokens::is_word(bytes[at])
        })
    }

    /// The source of bytes of [`Text::plain`].
    #[cfg(feature = "vale")]
    pub(crate) fn source_of_plain(&self, plain: Range<usize>) -> Range<usize> {
        if self.is_page { self.page.source_span(plain) } else { plain }
    }

    /// What of the source was left out, in order.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// The language of what was read. Told on each call, from the first words.
    #[must_use]
    pub fn language(&self) -> Language {
        language::of(self.folded(), &self.tokens, self.folded.other_script)
    }

    /// Whether the source was too long (more than a gibibyte) and only its beginning was read.
    #[must_use]
    pub fn truncated(&self) -> bool {
        self.truncated
    }

    fn around(&self, starts: &[u32], index: usize) -> Range<usize> {
        let next = starts.partition_point(|start| *start as usize <= index);
        let start = next.checked_sub(1).map_or(0, |i| starts[i] as usize);
        start..starts.get(next).map_or(self.tokens.len(), |start| *start as usize)
    }

    /// A folded range in bounds and on character boundaries.
    fn widened(&self, folded: Range<usize>) -> Range<usize> {
        let text = self.folded();
        let mut end = folded.end.min(text.len());
        let mut start = folded.start.min(end);
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        start..end
    }

    /// A folded range, before letter-spaced words were joined.
    fn unjoined(&self, folded: Range<usize>) -> Range<usize> {
        if self.is_joined { self.joins.start(folded.start)..self.joins.tight_end(folded.end) } else { folded }
    }

    fn plain_span(&self, folded: Range<usize>) -> Range<usize> {
        let range = self.unjoined(folded);
        let start = self.folded.map.start(range.start);
        start..self.folded.map.end(range.end).max(start)
    }
}
