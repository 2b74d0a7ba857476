//! `match.tone`: a draft that sounds as if it answered another message: glad under a complaint, sorry under praise, or
//! without any notice of a complaint. Stars tell what the inbound is, and how its words weigh where a rule relies on them.

use super::{Candidate, Compiler, Input};
use crate::analysis::Voice;
use crate::draft::words;
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;

words! {
    /// What the inbound is.
    pub(crate) Feeling: "feeling" {
        /// A complaint: one or two stars.
        Gripe = "gripe",
        /// Praise: five stars.
        Praise = "praise",
    }
}

/// As a pack writes it. Weights are 24ths of a log-odds; 0 is as likely as not.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// What the draft sounds like.
    of: Voice,
    /// How much it must weigh as that, at least.
    least: i32,
    /// What the inbound is.
    under: Feeling,
    /// How much the words of the inbound must weigh as that, at least, where its stars do not tell; it is not judged
    /// then unless this is given.
    sure: Option<i32>,
    /// How much they must weigh, at least, where its stars tell; nothing unless this is given.
    starred: Option<i32>,
    /// A draft that says more of its own is left alone.
    most_own: i32,
}

#[derive(Debug)]
pub(crate) struct Check {
    spec: Spec,
}

impl Spec {
    #[allow(clippy::unnecessary_wraps, reason = "every kind is compiled alike")]
    pub(super) fn compile(&self, _: &mut Compiler<'_>) -> Result<Check, Error> {
        Ok(Check { spec: self.clone() })
    }
}

impl Check {
    #[allow(clippy::unused_self, reason = "every kind is asked alike")]
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let spec = &self.spec;
        let (Some(moves), Some(inbound)) = (input.moves, input.inbound) else { return };
        // Of three stars, or four, words tell.
        let (told, contrary) = match (spec.under, input.draft.rating) {
            (_, None) => (false, false),
            (Feeling::Gripe, Some(stars)) => (stars <= 2, stars >= 4),
            (Feeling::Praise, Some(stars)) => (stars >= 5, stars <= 3),
        };
        let least = if told { Some(spec.starred.unwrap_or(i32::MIN)) } else { spec.sure };
        let Some(least) = least.filter(|_| !contrary) else { return };
        if moves.surplus > spec.most_own || input.text.tokens().is_empty() {
            return;
        }
        let Some((tones, sound)) = moves.sound(inbound, input.text) else { return };
        let feels = match spec.under {
            Feeling::Gripe => sound.gripe,
            Feeling::Praise => sound.praise.min(-sound.gripe),
        };
        if feels >= least && sound.of(spec.of) >= spec.least {
            let (start, end) = tones.loudest(input.text, spec.of);
            out.push(Candidate::at(start, end));
        }
    }
}
