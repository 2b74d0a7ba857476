//! `match.unnoticed`: at least half of the inbound is complaint, and the draft takes up nothing of it. What counts as
//! a sign of notice stands in the rule's guards.

use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::{Hit, SignalId};
use crate::text::Text;
use serde::Deserialize;
use toml::Spanned;

/// A longer inbound is left alone, in words.
const LONGEST: usize = 2_000;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Patterns of complaint and distress, in the inbound.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    complaint: Vec<Spanned<String>>,
    /// Patterns of praise, in the inbound.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    praise: Vec<Spanned<String>>,
    /// Patterns that complain where nothing in the inbound praises or asks.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    weak: Vec<Spanned<String>>,
    /// How much the draft must weigh as one that takes no notice of a complaint, at least; in 24ths of a log-odds.
    least: i32,
}

#[derive(Debug)]
pub(crate) struct Check {
    complaint: SignalId,
    praise: SignalId,
    weak: SignalId,
    least: i32,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        Ok(Check {
            complaint: compiler.phrases(&self.complaint)?,
            praise: compiler.phrases(&self.praise)?,
            weak: compiler.phrases(&self.weak)?,
            least: self.least,
        })
    }
}

impl Check {
    #[allow(clippy::unused_self, reason = "every kind is asked alike")]
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let (Some(inbound), Some(moves)) = (input.inbound, input.moves) else { return };
        let complaints = input.inbound_signals.of(self.complaint);
        let (tokens, read) = (input.text.tokens(), inbound.tokens().len());
        if tokens.is_empty() || read > LONGEST || input.draft.rating.is_some_and(|stars| stars >= 4) {
            return;
        }
        let praises = input.inbound_signals.of(self.praise);
        let weak = || {
            let open = praises.is_empty() && !inbound.folded().contains('?');
            open && !input.inbound_signals.of(self.weak).is_empty()
        };
        let mostly = || 2 * share(inbound, complaints, praises) >= read && !complaints.is_empty();
        let complains = input.draft.rating.is_some_and(|stars| stars <= 2) || mostly() || weak();
        // Nor does a question stand in such a reply; a figure is hardly ever part of a phrase that fits any message.
        let says_more = input.text.folded().bytes().any(|byte| byte.is_ascii_digit() || byte == b'?');
        let takes_up = || moves.asked.is_some_and(|asked| asked.shares_content(inbound, input.text, moves.said));
        let blank = || moves.sound(inbound, input.text).is_none_or(|(_, sound)| sound.blank >= self.least);
        if complains && !says_more && !takes_up() && blank() {
            let first = input.text.sentence_of(0);
            out.push(Candidate::at(tokens[first.start].start, tokens[first.end - 1].end));
        }
    }
}

/// How many words stand in sentences that complain; of one that praises as well, only the clauses that do nothing but
/// complain.
pub(super) fn share(inbound: &Text, complaints: &[Hit], praises: &[Hit]) -> usize {
    let tokens = inbound.tokens();
    let within = |hits: &[Hit], place: &std::ops::Range<usize>| {
        let (start, end) = (tokens[place.start].start, tokens[place.end - 1].end);
        let first = hits.partition_point(|hit| hit.start < start);
        hits.get(first).is_some_and(|hit| hit.end <= end)
    };
    let (mut at, mut words) = (0, 0);
    while at < tokens.len() {
        let sentence = inbound.sentence_of(at);
        let part = if within(praises, &sentence) { inbound.clause_of(at) } else { sentence };
        at = part.end.max(at + 1);
        if within(complaints, &part) && !within(praises, &part) {
            words += part.len();
        }
    }
    words
}
