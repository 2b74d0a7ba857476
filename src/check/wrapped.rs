//! `match.wrapped`: a draft that stands between quotation marks as a whole.

use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// How many words the draft has at least; a word or two are a quotation.
    min_words: u32,
}

#[derive(Debug)]
pub(crate) struct Check {
    min_words: u32,
}

impl Spec {
    #[allow(clippy::unnecessary_wraps, reason = "every kind compiles alike")]
    pub(super) fn compile(&self, _: &mut Compiler<'_>) -> Result<Check, Error> {
        Ok(Check { min_words: self.min_words })
    }
}

impl Check {
    #[allow(clippy::unused_self, reason = "every kind is asked alike")]
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let folded = input.text.folded();
        let start = folded.len() - folded.trim_start().len();
        let end = folded.trim_end().len();
        let inner = folded.get(start..end).and_then(|whole| whole.strip_prefix('"')?.strip_suffix('"'));
        // With more marks inside, the outer ones may belong to two quotations.
        let wraps = inner.is_some_and(|inner| !inner.contains('"'));
        if wraps && input.text.tokens().len() >= self.min_words as usize {
            out.push(Candidate::at(start as u32, end as u32));
        }
    }
}
