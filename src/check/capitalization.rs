//! `match.capitalization`: where capitals must stand, and where they may not.

use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// What is looked at, each one by itself.
    pub(crate) of: Of,
    /// How it must be written.
    pub(crate) style: Style,
    /// Words that are written as they are here, whatever the style.
    #[serde(default)]
    pub(crate) except: Vec<String>,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Of {
    /// Every sentence.
    Sentences,
    /// The draft as a whole.
    Draft,
    /// Every line.
    Lines,
}

/// A way to use capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Style {
    /// The first word has a capital, and not most of the others.
    Sentence,
    /// Words of four letters and more have one, and so have the first and the last.
    Title,
    /// No word has one.
    Lower,
    /// Nothing but capitals.
    Upper,
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
