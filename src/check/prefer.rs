//! `match.prefer`: words to write otherwise, with what to write in their place in the case and the form in which they
//! stand.

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
    /// What not to write, and what to write instead, as one text or a list to choose from. A text that ends in `*`
    /// stands for the forms of a word or phrase (`log in*`: logs in, logged in), and irregular forms follow a `/` as in
    /// concepts (`buy/bought`).
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Texts>"))]
    pub(crate) instead: BTreeMap<Spanned<String>, Texts>,
}

/// One text or several.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "a text or a list of texts")]
pub(crate) enum Texts {
    /// One.
    One(String),
    /// Several, the best first.
    Many(Vec<String>),
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
