//! `match.consistency`: ways to write one thing, of which a draft shall keep to one.

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
    /// Groups of patterns; of each group a draft shall hold one.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Vec<String>>"))]
    pub(crate) either: Vec<Vec<Spanned<String>>>,
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
