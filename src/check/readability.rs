//! `match.readability`: how hard a draft is to read, as a school grade.

use super::{Candidate, Compiler, Detail, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::text::readability::Measure;
use serde::Deserialize;

/// The fewest words that are judged where nobody says otherwise.
const WORDS: u32 = 20;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The formula.
    pub(crate) measure: Measure,
    /// The highest grade that it may have.
    pub(crate) max: f64,
    /// Shorter drafts are not judged, since the formulas say little about them; 20 words unless said otherwise.
    pub(crate) at_least_words: Option<u32>,
    /// The sign-off at the end is left out.
    #[serde(default)]
    pub(crate) body: bool,
}

#[derive(Debug)]
pub(crate) struct Check {
    measure: Measure,
    max: f64,
    at_least_words: u32,
    body: bool,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        if !self.max.is_finite() {
            return Err(Error::new(compiler.origin, "`max` is no grade").remedy("write a number, as 8.0"));
        }
        let at_least_words = self.at_least_words.unwrap_or(WORDS);
        Ok(Check { measure: self.measure, max: self.max, at_least_words, body: self.body })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        // The formulas' words are made of tokens, of which there are no fewer.
        if (input.text.tokens().len() as u32) < self.at_least_words {
            return;
        }
        let counts = input.measured.borrow_mut().counts(input, self.body);
        if counts.words >= self.at_least_words && counts.value(self.measure) > self.max {
            out.extend(Candidate::whole(input.text));
        }
    }

    pub(super) fn detail(&self, input: &Input<'_>) -> Detail {
        let counts = input.measured.borrow_mut().counts(input, self.body);
        let cue = format!("grade {:.1}", counts.value(self.measure));
        Detail { cues: vec![cue.into()], ..Detail::default() }
    }
}
