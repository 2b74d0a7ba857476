//! `match.casing`: names that are written in one way only: these capitals, spaces and hyphens.

use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The names as they are written.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) words: Vec<Spanned<String>>,
    /// Names, and other wrong spellings of each that nothing but a list can know.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Vec<String>>"))]
    pub(crate) also: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
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
