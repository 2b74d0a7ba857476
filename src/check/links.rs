//! `match.links`: where links may lead, and what may not stand for one.

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
    /// The only hosts that links may lead to, with the hosts below them; the brand's own pages are always allowed.
    pub(crate) only: Option<Vec<String>>,
    /// Whether addresses of link shorteners may stand, which hide where a link leads.
    pub(crate) shorteners: Option<bool>,
    /// Patterns that say nothing of where a link leads, as `click here`.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) text: Vec<Spanned<String>>,
    /// The most that there may be.
    pub(crate) max: Option<u32>,
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
