//! `match.require`: what must stand in a draft, in a given place, or wherever something else stands.

use super::{Candidate, Compiler, Input, Where};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Patterns of which one must stand.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) any: Vec<Spanned<String>>,
    /// Where; anywhere unless said otherwise.
    #[serde(rename = "where", default)]
    pub(crate) place: Where,
    /// The pattern must be a line of its own, with nothing else on it.
    #[serde(default)]
    pub(crate) line: bool,
    /// It is only required where one of these stands.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) when: Vec<Spanned<String>>,
    /// Within how many words of that; anywhere in the draft unless said otherwise.
    pub(crate) near: Option<u32>,
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
