//! `match.deflection`: the reader is sent elsewhere by a reply that answers nothing itself.

use super::{Candidate, Compiler, Input, require_some};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Patterns that send the reader elsewhere.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    any: Vec<Spanned<String>>,
    /// Patterns of a reason, a named contact or a next step, anywhere in the draft.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    reason: Vec<Spanned<String>>,
    /// Whether the draft gives one of these.
    reasoned: bool,
    /// Patterns of a complaint or a wish, in the inbound; a question mark is one.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    wanted: Vec<Spanned<String>>,
    /// Patterns of praise, in the inbound: a message with neither complaint nor wish is one that praises.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    praise: Vec<Spanned<String>>,
    /// Regexes of what holds figures and is no fact: phones, addresses, links.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    contact: Vec<Spanned<String>>,
}

#[derive(Debug)]
pub(crate) struct Check {
    any: [SignalId; 1],
    reason: SignalId,
    reasoned: bool,
    wanted: SignalId,
    praise: SignalId,
    contact: SignalId,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        require_some(&self.any, compiler)?;
        Ok(Check {
            any: [compiler.phrases(&self.any)?],
            reason: compiler.phrases(&self.reason)?,
            reasoned: self.reasoned,
            wanted: compiler.phrases(&self.wanted)?,
            praise: compiler.phrases(&self.praise)?,
            contact: compiler.shapes(&self.contact)?,
        })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.any
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let Some(inbound) = input.inbound else { return };
        let asks = inbound.folded().contains('?') || input.draft.rating.is_some_and(|stars| stars <= 3);
        let says = |signal: SignalId| !input.inbound_signals.of(signal).is_empty();
        let wants = asks || says(self.wanted) || !says(self.praise);
        let reasoned = !input.signals.of(self.reason).is_empty();
        if wants && reasoned == self.reasoned && !self.answers(input) {
            out.extend(input.signals.of(self.any[0]).iter().map(|&hit| hit.into()));
        }
    }

    /// Whether the draft states a figure: what answers a question or a complaint hardly ever does without.
    fn answers(&self, input: &Input<'_>) -> bool {
        let contacts = input.signals.of(self.contact);
        let inside = |at: u32| contacts.iter().any(|hit| hit.start <= at && at < hit.end);
        let bytes = input.text.folded().bytes();
        (0..).zip(bytes).any(|(at, byte)| byte.is_ascii_digit() && !inside(at))
    }
}
