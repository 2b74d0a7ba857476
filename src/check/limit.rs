//! `match.limit`: how much or how many a draft may hold, and must.

use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// What is counted.
    pub(crate) of: Option<Of>,
    /// Patterns that are counted instead.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) any: Vec<Spanned<String>>,
    /// The most that there may be; of `sentence_words` and `paragraph_sentences` in each.
    pub(crate) max: Option<u32>,
    /// The least that there must be.
    pub(crate) min: Option<u32>,
    /// The sign-off at the end does not count.
    #[serde(default)]
    pub(crate) body: bool,
}

/// What may be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Of {
    /// Runs of characters without a blank that hold a letter or a digit.
    Words,
    /// Code points, a line break as one; blanks around the draft do not count. No platform's own weighting is done.
    Characters,
    /// Sentences.
    Sentences,
    /// Stretches between blank lines.
    Paragraphs,
    /// Lines that are not blank.
    Lines,
    /// Links, with or without a scheme.
    Links,
    /// Hashtags.
    Hashtags,
    /// Handles of people.
    Mentions,
    /// Emoji; a sequence that is shown as one counts as one.
    Emoji,
    /// Exclamation marks.
    Exclamations,
    /// Questions: question marks in a row are one.
    Questions,
    /// Phone numbers.
    Phones,
    /// Mail addresses.
    Emails,
    /// Words of two letters or more in capitals.
    Capitals,
    /// Lines that begin with a bullet or a number.
    ListItems,
    /// The words of each sentence.
    SentenceWords,
    /// The sentences of each paragraph.
    ParagraphSentences,
}

#[derive(Debug)]
pub(crate) struct Check {}

impl Spec {
    pub(super) fn compile(&self, _: &mut Compiler<'_>) -> Result<Check, Error> {
        Ok(Check {})
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, _: &Input<'_>, _: &mut Vec<Candidate>) {}
}
