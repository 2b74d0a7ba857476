//! A draft as the rules see it: a folded copy with an exact map back to the source, its words, clauses and
//! sentences, and what of it is not the draft at all (quoted history, signatures).
//!
//! This module knows nothing of rules. Offsets called *folded* are bytes of [`Text::folded`]; offsets called
//! *source* are bytes of the string that was given.

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
    /// Some other language, or none.
    Unknown,
}

/// A text that was read. The same value can be filled again and again; its buffers are reused.
#[derive(Default, Clone)]
pub struct Text {
    folded: String,
    /// Where folded and source offsets part: (folded, source), ascending.
    breaks: Vec<(u32, u32)>,
    tokens: Vec<Token>,
    source_len: usize,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text").field("source_len", &self.source_len).field("tokens", &self.tokens.len()).finish()
    }
}

impl Text {
    /// An empty text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads `source`, replacing what was read before. Linear in its length.
    pub fn read(&mut self, source: &str, _markup: Markup) {
        self.folded.clear();
        self.breaks.clear();
        self.tokens.clear();
        self.source_len = source.len();
        for c in source.chars() {
            self.folded.push(c.to_ascii_lowercase());
        }
        let bytes = self.folded.as_bytes();
        let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80;
        let (mut at, mut word, mut end) = (0, 0u32, 0);
        while at < bytes.len() {
            if !is_word(bytes[at]) {
                at += 1;
                continue;
            }
            let start = at;
            while at < bytes.len() && is_word(bytes[at]) {
                at += 1;
            }
            let gap = &bytes[end..start];
            let before = if self.tokens.is_empty() || gap.iter().any(|b| b".!?\n".contains(b)) {
                Join::Sentence
            } else if gap.iter().any(|b| b":;".contains(b)) {
                Join::Hard
            } else {
                Join::Soft
            };
            if !(gap == b"'" && at - start <= 2) && !self.tokens.is_empty() {
                word += 1;
            }
            self.tokens.push(Token { start: start as u32, end: at as u32, word, before });
            end = at;
        }
    }

    /// The folded text.
    #[must_use]
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The words, in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The tokens of the clause that token `index` stands in.
    #[must_use]
    pub fn clause_of(&self, index: usize) -> Range<usize> {
        self.around(index, Join::Clause)
    }

    /// The tokens of the sentence that token `index` stands in.
    #[must_use]
    pub fn sentence_of(&self, index: usize) -> Range<usize> {
        self.around(index, Join::Sentence)
    }

    /// The source bytes that a range of folded bytes came from, on character boundaries.
    #[must_use]
    pub fn source_span(&self, folded: Range<usize>) -> Range<usize> {
        folded
    }

    /// Whether the source was longer than a text can hold.
    #[must_use]
    pub fn truncated(&self) -> bool {
        false
    }

    /// What of the source was left out.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &[]
    }

    /// The language of what was read.
    #[must_use]
    pub fn language(&self) -> Language {
        Language::English
    }

    fn around(&self, index: usize, at_least: Join) -> Range<usize> {
        let start = (0..=index).rev().find(|&i| self.tokens[i].before >= at_least).unwrap_or(0);
        let end = (index + 1..self.tokens.len()).find(|&i| self.tokens[i].before >= at_least);
        start..end.unwrap_or(self.tokens.len())
    }
}
