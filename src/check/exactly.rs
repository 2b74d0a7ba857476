//! `match.exactly`: a draft that must say one of a few texts and nothing else. The order of their sentences, the case
//! and the spacing are free.

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
    /// The texts.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) texts: Vec<Spanned<String>>,
    /// A sign-off may stand below.
    #[serde(default)]
    pub(crate) sign_off: bool,
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
