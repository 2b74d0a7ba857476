//! `match.move`: sentences of a draft that do one of a few things, by the stretch that tells.

use super::{Candidate, Compiler, Input};
use crate::analysis::Move;
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// What the sentence does: one of these.
    of: Vec<Move>,
    /// How much it must weigh as that, in 24ths of a log-odds; 0 is as likely as not.
    #[serde(default)]
    least: i32,
    /// A draft that says more of its own is left alone; none is unless said otherwise.
    most_own: Option<i32>,
}

#[derive(Debug)]
pub(crate) struct Check {
    of: Vec<Move>,
    least: i32,
    most_own: Option<i32>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        if self.of.is_empty() {
            return Err(Error::new(compiler.origin, "`of` is empty").remedy("write at least one move"));
        }
        Ok(Check { of: self.of.clone(), least: self.least, most_own: self.most_own })
    }
}

impl Check {
    #[allow(clippy::unused_self, reason = "every kind is asked alike")]
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let Some(moves) = input.moves else { return };
        if self.most_own.is_some_and(|most| moves.surplus > most) {
            return;
        }
        let tokens = input.text.tokens();
        for sentence in &moves.said.sentences {
            let heaviest = self.of.iter().copied().max_by_key(|of| sentence.weight(*of));
            let Some(of) = heaviest.filter(|of| sentence.weight(*of) >= self.least) else { continue };
            let (from, to) = moves.of.stretch(input.text, moves.said, sentence, of);
            out.push(Candidate::at(tokens[from].start, tokens[to - 1].end));
        }
    }
}
