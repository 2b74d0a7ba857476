//! `match.reuse`: what earlier replies say already, told by a history. Silent where none is connected.

use super::{Candidate, Compiler, Input, Reused};
use crate::error::Error;
use crate::history::Found;
use crate::matcher::SignalId;
use crate::report::Level;
use serde::Deserialize;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Spec {
    /// A draft that repeats an earlier reply.
    Reply(Reply),
    /// A sentence that many replies have.
    Sentence(Sentence),
}

/// When a draft repeats an earlier reply.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Reply {
    /// The least share of its words that stand in the closest one, per mille.
    share: u32,
    /// From this share on the finding has the rule's level, below it is a note.
    strong: u32,
    /// The fewest of these words that stand in no common phrase and in no approved text.
    words: u32,
    /// The fewest of them that stand in a row, for a history of up to 10,000 replies; one more for each tenfold, since
    /// among more replies longer phrases are shared by chance.
    run: u32,
}

/// When a sentence is used too often. One of `recent` and `locations` is enough.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Sentence {
    /// The fewest uses within 30 days.
    recent: u32,
    /// The fewest locations.
    locations: u32,
    /// The fewest of its words that stand in no common phrase and in no approved text; eight at least.
    words: u32,
}

#[derive(Debug)]
pub(crate) struct Check(Spec);

impl Spec {
    #[allow(clippy::unnecessary_wraps, reason = "every kind compiles alike")]
    pub(super) fn compile(&self, _: &mut Compiler<'_>) -> Result<Check, Error> {
        Ok(Check(self.clone()))
    }
}

impl Check {
    #[allow(clippy::unused_self, reason = "every kind is asked alike")]
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let Some(found) = input.reuse else { return };
        match &self.0 {
            Spec::Reply(spec) => out.extend(spec.candidate(found)),
            Spec::Sentence(spec) => out.extend(spec.candidates(found)),
        }
    }
}

impl Reply {
    /// From the first reused word to the last.
    fn candidate(&self, found: &Found) -> Option<Candidate> {
        let by_chance = (found.replies / 1_000).checked_ilog10().unwrap_or(0);
        let (&(start, _), &(_, end)) = (found.pieces.first()?, found.pieces.last()?);
        if found.share() < self.share || found.unapproved < self.words || found.run < self.run + by_chance {
            return None;
        }
        // What a registered answer says again is right, and worth knowing at most.
        let is_answer = found.answers * 2 >= found.telling && found.answers > 0;
        let most = (is_answer || found.share() < self.strong).then_some(Level::Note);
        let approved = found.approved.filter(|_| found.telling < self.words);
        Some(Candidate { most, approved, reused: Some(Reused::Reply), ..Candidate::at(start, end) })
    }
}

impl Sentence {
    fn candidates<'a>(&'a self, found: &'a Found) -> impl Iterator<Item = Candidate> + 'a {
        (0..).zip(&found.sentences).filter_map(|(number, sentence)| {
            let often = sentence.recent >= self.recent || sentence.locations >= self.locations;
            let telling = sentence.telling >= self.words && sentence.answers * 2 < sentence.telling;
            let place = Candidate::at(sentence.start, sentence.end);
            (often && telling).then_some(Candidate { reused: Some(Reused::Sentence(number)), ..place })
        })
    }
}
