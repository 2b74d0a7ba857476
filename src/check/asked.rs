//! `match.asked`: the draft asks for a kind of thing, and the inbound holds a thing of that kind.

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
    /// The kinds of things.
    things: Vec<Thing>,
}

/// One kind of thing.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Thing {
    /// Patterns of asking for it, in the draft.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    asked: Vec<Spanned<String>>,
    /// Patterns of stating it, in the inbound.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    given: Vec<Spanned<String>>,
    /// Regexes over the folded text that state it, in the inbound.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    shape: Vec<Spanned<String>>,
}

#[derive(Debug)]
pub(crate) struct Check {
    /// By kind: how it is asked for.
    asked: Vec<SignalId>,
    /// By kind: how it is stated.
    given: Vec<[SignalId; 2]>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let (mut asked, mut given) = (Vec::new(), Vec::new());
        for thing in &self.things {
            super::require_some(&thing.asked, compiler)?;
            asked.push(compiler.phrases(&thing.asked)?);
            given.push([compiler.phrases(&thing.given)?, compiler.shapes(&thing.shape)?]);
        }
        Ok(Check { asked, given })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.asked
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        for (&asked, given) in self.asked.iter().zip(&self.given) {
            if given.iter().any(|&signal| !input.inbound_signals.of(signal).is_empty()) {
                out.extend(input.signals.of(asked).iter().map(|&hit| hit.into()));
            }
        }
    }
}
