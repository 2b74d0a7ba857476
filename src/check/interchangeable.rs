//! `match.interchangeable`: a draft that could go under most other messages of its kind.

use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// How much of its own a draft must say, in 24ths of a log-odds, for the lenient, the standard and the strict
    /// profile.
    least: [i32; 3],
    /// Of the drafts that say less, those like one of these.
    any: Vec<Description>,
}

/// What such a draft is like. A key that is left out does not matter.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Description {
    /// How much of it stands in common sequences of replies, at least, per mille.
    coverage: Option<u32>,
    /// How many words it has, at most.
    words: Option<u32>,
    /// Whether it takes up words of the message; never so where the message is not known.
    takes_up: Option<bool>,
}

#[derive(Debug)]
pub(crate) struct Check {
    spec: Spec,
}

/// A message with fewer words that say something asks for no more than thanks.
const LEAST_CONTENT: u32 = 3;
/// Where the message is not known, a draft of fewer words is taken for a part of one.
const LEAST_WORDS: usize = 12;
/// From how many words on a draft takes up the message.
const ANCHORS: u32 = 2;

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        if !self.least.is_sorted() {
            return Err(Error::new(compiler.origin, "`least` asks less of a stricter profile")
                .remedy("write the least number first"));
        }
        if self.any.is_empty() {
            return Err(Error::new(compiler.origin, "`any` is empty").remedy("write `{}` for every such draft"));
        }
        Ok(Check { spec: self.clone() })
    }
}

impl Check {
    #[allow(clippy::unused_self, reason = "every kind is asked alike")]
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let Some(moves) = input.moves else { return };
        let contentless = moves.content.is_some_and(|content| content < LEAST_CONTENT);
        if contentless || moves.surplus >= self.spec.least[input.profile as usize] {
            return;
        }
        let words = input.text.tokens().len();
        if moves.content.is_none() && words < LEAST_WORDS {
            return;
        }
        let takes_up = moves.said.anchors >= ANCHORS;
        let fits = |like: &Description| {
            like.coverage.is_none_or(|least| moves.said.coverage() >= least)
                && like.words.is_none_or(|most| words <= most as usize)
                && like.takes_up.is_none_or(|asked| moves.content.is_some() && asked == takes_up)
        };
        if self.spec.any.iter().any(fits) {
            out.extend(Candidate::whole(input.text));
        }
    }
}
