//! `match.regex`: what has a shape rather than words.

use super::{Candidate, Compiler, Input, require_some};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::matcher::identifiers::Validator;
use serde::Deserialize;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Regexes over the folded text (lower case, plain quotes), of which any may match.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) any: Vec<Spanned<String>>,
    /// A check on what matched.
    validate: Option<Validator>,
}

#[derive(Debug)]
pub(crate) struct Check {
    signal: [SignalId; 1],
    validator: Validator,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        require_some(&self.any, compiler)?;
        Ok(Check { signal: [compiler.shapes(&self.any)?], validator: self.validate.unwrap_or(Validator::None) })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.signal
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let hits = input.signals.of(self.signal[0]).iter();
        out.extend(hits.filter(|hit| self.validator.accepts(&input.text.folded()[hit.range()])).map(|&hit| hit.into()));
    }
}
