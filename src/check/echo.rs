//! `match.echo`: a word or phrase of care that the inbound said and a disclosure of the draft says again.

use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;

/// As a pack writes it: an empty table.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Spec {}

#[derive(Debug)]
pub(crate) struct Check;

impl Spec {
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "every kind compiles alike")]
    pub(super) fn compile(&self, _: &mut Compiler<'_>) -> Result<Check, Error> {
        Ok(Check)
    }
}

impl Check {
    #[allow(clippy::unused_self, reason = "every kind is asked alike")]
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    #[allow(clippy::unused_self, reason = "every kind runs alike")]
    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        out.extend((0..).zip(input.disclosures).filter_map(|(number, found)| {
            let (start, end) = found.echo?.draft;
            Some(Candidate { disclosure: Some(number), ..Candidate::at(start, end) })
        }));
    }
}
