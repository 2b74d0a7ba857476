//! The places of a draft that rules name: where a pattern must stand, or may not.

use crate::text::Text;
use serde::Deserialize;
use std::ops::Range;

/// A place of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Where {
    /// Any place.
    #[default]
    Anywhere,
    /// Begins with the first word.
    Start,
    /// Lies in the first sentence.
    FirstSentence,
    /// Lies in the last sentence.
    LastSentence,
    /// Lies in the last line that holds a word.
    LastLine,
    /// Ends with the last word.
    End,
}

impl Where {
    /// Whether folded bytes lie there. Linear in the last line, logarithmic in the rest.
    pub(super) fn holds(self, text: &Text, start: u32, end: u32) -> bool {
        let tokens = text.tokens();
        let Some(last) = tokens.len().checked_sub(1) else { return false };
        match self {
            Self::Anywhere => true,
            Self::Start => tokens[0].start == start,
            Self::FirstSentence => end <= tokens[text.sentence_of(0).end - 1].end,
            Self::LastSentence => start >= tokens[text.sentence_of(last).start].start,
            Self::LastLine => start as usize >= line_around(text.folded(), tokens[last].start as usize).start,
            Self::End => tokens[last].end == end,
        }
    }

    /// Whether what is missing there is shown at the end of the draft.
    pub(super) fn is_last(self) -> bool {
        matches!(self, Self::LastSentence | Self::LastLine | Self::End)
    }
}

/// The bytes of the line around a place, without its line break.
pub(super) fn line_around(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let at = at.min(bytes.len());
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |found| found + 1);
    start..memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found)
}
