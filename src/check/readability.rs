//! `match.readability`: how hard a draft is to read, as a school grade.

use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The formula.
    pub(crate) measure: Measure,
    /// The highest grade that it may have.
    pub(crate) max: f64,
    /// Shorter drafts are not judged, since the formulas say little about them; 20 words unless said otherwise.
    pub(crate) at_least_words: Option<u32>,
    /// The sign-off at the end is left out.
    #[serde(default)]
    pub(crate) body: bool,
}

/// A formula. All of them count words, sentences, syllables and letters, and give a school grade of the United States.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Measure {
    /// The Flesch-Kincaid grade level.
    FleschKincaid,
    /// The Gunning fog index.
    GunningFog,
    /// The SMOG grade.
    Smog,
    /// The Coleman-Liau index.
    ColemanLiau,
    /// The automated readability index.
    Ari,
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
