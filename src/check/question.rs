//! `match.question`: a question of the inbound that the draft leaves open.

use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// How sure it may be, at most, that the draft answers, in 24ths of a log-odds, for the lenient, the standard and
    /// the strict profile.
    at_most: [i32; 3],
}

#[derive(Debug)]
pub(crate) struct Check {
    at_most: [i32; 3],
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        if !self.at_most.is_sorted() {
            return Err(Error::new(compiler.origin, "`at_most` asks less of a stricter profile")
                .remedy("write the least number first"));
        }
        Ok(Check { at_most: self.at_most })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let Some(moves) = input.moves else { return };
        let open = moves.questions.iter().filter(|asked| asked.answered <= self.at_most[input.profile as usize]);
        out.extend(open.filter_map(|asked| {
            Some(Candidate { inbound: Some((asked.start, asked.end)), ..Candidate::whole(input.text)? })
        }));
    }
}
