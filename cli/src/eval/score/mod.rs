//! Scoring: what the findings of a case say about the labels, for each shape of corpus.

pub(crate) mod baseline;
pub(crate) mod brand;
pub(crate) mod generic;
pub(crate) mod phi;
pub(crate) mod reuse;

use super::corpus::fields::Fields;
use super::corpus::{Head, Shape};
use super::tally::{Spec, Tally};
use replylint::{Draft, Report};
use std::collections::BTreeSet;

/// What the findings of one shape of corpus are held against.
pub(crate) trait Scorer {
    /// One labelled case.
    type Case;
    /// The shape that it reads.
    const SHAPE: Shape;
    /// The measures that it takes.
    const SPECS: &'static [Spec];

    /// Reads a line. Returns the names of the fields that mean nothing, too.
    fn read(&self, fields: Fields) -> Result<(Self::Case, Draft<'static>, Vec<String>), String>;

    /// What every case has.
    fn head(case: &Self::Case) -> &Head;

    /// Counts what one case gave.
    fn score(&mut self, case: &Self::Case, draft: &Draft<'_>, report: &Report, tally: &mut Tally);

    /// Counts what can only be told when all cases are in. `rules` are the ids that the linter knows.
    fn finish(self, rules: &BTreeSet<String>, tally: &mut Tally);
}

/// The channel's word, as drafts that name none are linted.
pub(crate) fn channel(report: &Report) -> &'static str {
    report.policy.channel.as_str()
}

/// The name of one of several units of a case.
pub(crate) fn unit(id: &str, index: usize) -> String {
    format!("{id}#{}", index + 1)
}
