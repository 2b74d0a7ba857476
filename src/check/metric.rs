//! `match.metric`: a formula over what can be counted in a draft.

use super::{Candidate, Compiler, Detail, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::text::formula::{COUNTS, Formula};
use serde::Deserialize;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Numbers and `words`, `sentences`, `characters`, `syllables`, `complex_words`, `long_words`,
    /// `polysyllabic_words` and `paragraphs`, with `+ - * /`, brackets and `sqrt(…)`. A division by nothing gives no
    /// finding.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(crate) formula: Spanned<String>,
    /// The highest value that it may have.
    pub(crate) max: Option<f64>,
    /// The lowest value that it may have.
    pub(crate) min: Option<f64>,
    /// Shorter drafts are not judged; every draft with a word is unless said otherwise.
    pub(crate) at_least_words: Option<u32>,
    /// The sign-off at the end is left out.
    #[serde(default)]
    pub(crate) body: bool,
}

#[derive(Debug)]
pub(crate) struct Check {
    formula: Formula,
    max: f64,
    min: f64,
    at_least_words: u32,
    body: bool,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let (min, max) = (self.min.unwrap_or(f64::NEG_INFINITY), self.max.unwrap_or(f64::INFINITY));
        if min.is_nan() || max.is_nan() || min > max || self.min.is_none() && self.max.is_none() {
            let what = "the metric has no limits that a value can keep";
            return Err(Error::new(compiler.origin, what).remedy("write `max`, `min` or both, the lower as `min`"));
        }
        let formula = Formula::parse(self.formula.as_ref(), |_| None).map_err(|(at, what)| {
            let span = self.formula.span();
            let plain = span.len() == self.formula.as_ref().len() + 2;
            Error::new(compiler.origin, format!("formula `{}`: {what}", self.formula.as_ref()))
                .at(compiler.source, if plain { span.start + 1 + at } else { span.start })
                .remedy(format!("write numbers, {} and `+ - * / ( ) sqrt(…)`", COUNTS.map(|(name, _)| name).join(", ")))
        })?;
        Ok(Check { formula, max, min, at_least_words: self.at_least_words.unwrap_or(1).max(1), body: self.body })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let counts = input.measured.borrow_mut().counts(input, self.body);
        let value = self.formula.value(&counts, 0.0);
        let judged = counts.words >= self.at_least_words && value.is_finite();
        if judged && (value > self.max || value < self.min) {
            out.extend(Candidate::whole(input.text));
        }
    }

    pub(super) fn detail(&self, input: &Input<'_>) -> Detail {
        let counts = input.measured.borrow_mut().counts(input, self.body);
        let cue = format!("value {:.2}", self.formula.value(&counts, 0.0));
        Detail { cues: vec![cue.into()], ..Detail::default() }
    }
}
