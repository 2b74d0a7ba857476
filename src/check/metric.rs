//! `match.metric`: a formula over what can be counted in a draft.

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
    /// Numbers and `words`, `sentences`, `characters`, `syllables`, `complex_words`, `long_words`, `polysyllabic_words`
    /// and `paragraphs`, with `+ - * /`, brackets and `sqrt(…)`.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(crate) formula: Spanned<String>,
    /// The highest value that it may have.
    pub(crate) max: Option<f64>,
    /// The lowest value that it may have.
    pub(crate) min: Option<f64>,
    /// Shorter drafts are not judged; every draft is unless said otherwise.
    pub(crate) at_least_words: Option<u32>,
    /// The sign-off at the end is left out.
    #[serde(default)]
    pub(crate) body: bool,
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
