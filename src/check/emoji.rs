//! `match.emoji`: how many emoji, and which.

use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The most that there may be.
    pub(crate) max: Option<u32>,
    /// The only ones that may stand, in any skin tone.
    pub(crate) only: Option<Vec<String>>,
    /// Those that may not stand, in any skin tone.
    #[serde(default)]
    pub(crate) never: Vec<String>,
    /// Emoticons such as `:)` count as well.
    #[serde(default)]
    pub(crate) emoticons: bool,
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
