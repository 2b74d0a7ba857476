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
    /// The place in a text. Linear in the last line, logarithmic in the rest.
    pub(super) fn of(self, text: &Text) -> Bounds {
        let tokens = text.tokens();
        let all = Bounds { first: 0, last: u32::MAX, begins: None, ends: None };
        let Some(last) = tokens.len().checked_sub(1) else { return all };
        match self {
            Self::Anywhere => all,
            Self::Start => Bounds { begins: Some(tokens[0].start), ..all },
            Self::FirstSentence => Bounds { last: tokens[text.sentence_of(0).end - 1].end, ..all },
            Self::LastSentence => Bounds { first: tokens[text.sentence_of(last).start].start, ..all },
            Self::LastLine => {
                let line = line_around(text.folded(), tokens[last].start as usize);
                Bounds { first: line.start as u32, ..all }
            }
            Self::End => Bounds { ends: Some(tokens[last].end), ..all },
        }
    }

    /// Whether what is missing there is shown at the end of the draft.
    pub(super) fn is_last(self) -> bool {
        matches!(self, Self::LastSentence | Self::LastLine | Self::End)
    }
}

/// Where something must stand, in folded bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    first: u32,
    last: u32,
    begins: Option<u32>,
    ends: Option<u32>,
}

impl Bounds {
    /// Whether folded bytes lie there.
    pub(super) fn hold(self, start: u32, end: u32) -> bool {
        self.first <= start
            && end <= self.last
            && self.begins.is_none_or(|begins| begins == start)
            && self.ends.is_none_or(|ends| ends == end)
    }
}

/// The bytes of the line around a place, without its line break.
pub(super) fn line_around(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let at = at.min(bytes.len());
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |found| found + 1);
    start..memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found)
}
