//! `match.unnoticed`: at least half of the inbound is complaint, and the draft takes up nothing of it. What counts as
//! a sign of notice stands in the rule's guards.

use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::{Hit, SignalId};
use crate::text::Text;
use serde::Deserialize;
use std::collections::HashSet;
use toml::Spanned;

/// How much of the inbound is compared with the draft, in words.
const LONGEST: usize = 2_000;
/// The shortest word that shows of what a message speaks, in bytes.
const TELLING: usize = 4;
/// How many bytes of a word stand for all its forms.
const STEM: usize = 5;

/// The concept that lists longer words that say nothing of what a message is about.
pub(super) const COMMON: &str = "common-word";

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
}

#[derive(Debug)]
pub(crate) struct Check {
    complaint: SignalId,
    praise: SignalId,
    weak: SignalId,
    common: HashSet<Box<str>>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let common = compiler.program.words_of(COMMON).into_iter().flatten().map(Into::into).collect();
        Ok(Check {
            complaint: compiler.phrases(&self.complaint)?,
            praise: compiler.phrases(&self.praise)?,
            weak: compiler.phrases(&self.weak)?,
            common,
        })
    }
}

impl Check {
    #[allow(clippy::unused_self, reason = "every kind is asked alike")]
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let Some(inbound) = input.inbound else { return };
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
        if complains && !says_more && taken_up(inbound, input.text, &self.common) == 0 {
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

/// How many of the inbound's telling words the draft says again, by their first letters.
fn taken_up(inbound: &Text, draft: &Text, common: &HashSet<Box<str>>) -> usize {
    let stem = |word: &str| {
        let end = (0..=word.len().min(STEM)).rev().find(|&end| word.is_char_boundary(end));
        word[..end.unwrap_or(0)].to_owned()
    };
    let telling = |text: &Text| -> HashSet<String> {
        let folded = text.folded();
        let words = text.tokens().iter().take(LONGEST).map(|token| &folded[token.start as usize..token.end as usize]);
        words.filter(|word| word.len() >= TELLING && !common.contains(*word)).map(stem).collect()
    };
    telling(inbound).intersection(&telling(draft)).count()
}
