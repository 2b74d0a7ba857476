//! `match.phrase`: phrase patterns, anywhere or at a given place of the draft.

use super::{Candidate, Compiler, Input, require_some};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::text::Text;
use serde::Deserialize;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Patterns of which any may match.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    any: Vec<Spanned<String>>,
    /// Where in the draft; anywhere unless said otherwise.
    at: Option<At>,
}

/// A place of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum At {
    /// Begins with the first word.
    Start,
    /// Ends with the last word.
    End,
    /// Lies in the first sentence.
    FirstSentence,
    /// Lies in the last sentence.
    LastSentence,
}

#[derive(Debug)]
pub(crate) struct Check {
    signal: [SignalId; 1],
    at: Option<At>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        require_some(&self.any, compiler)?;
        Ok(Check { signal: [compiler.phrases(&self.any)?], at: self.at })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.signal
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let hits = input.signals.of(self.signal[0]).iter();
        out.extend(
            hits.filter(|hit| self.at.is_none_or(|at| at.holds(input.text, hit.start, hit.end))).map(|&hit| hit.into()),
        );
    }
}

impl At {
    fn holds(self, text: &Text, start: u32, end: u32) -> bool {
        let tokens = text.tokens();
        let Some(last) = tokens.len().checked_sub(1) else { return false };
        match self {
            Self::Start => tokens[0].start == start,
            Self::End => tokens[last].end == end,
            Self::FirstSentence => end <= tokens[text.sentence_of(0).end - 1].end,
            Self::LastSentence => start >= tokens[text.sentence_of(last).start].start,
        }
    }
}
