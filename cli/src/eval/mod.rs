//! `replylint eval`: how well the rules do on labelled corpora.
//!
//! A corpus is JSON lines in one of four shapes, told apart by their fields: `phi` (disclosures), `generic` (replies
//! that would fit anywhere), `reuse` (a history of replies, some from a template) and `brand` (violations of a brand's
//! guidelines). Every figure is a share with its counts and a 95% interval, by part of the corpus: fold 1 is held out
//! and stands beside folds 2 to 4.
//!
//! Intervals take cases for independent. Cases that answer the same message are not quite, so real uncertainty is
//! somewhat larger.

mod compare;
mod corpus;
mod error;
pub mod interval;
mod kinds;
pub mod result;
mod reuse;
pub mod rules;
mod run;
mod score;
mod spans;
mod table;
mod tally;

pub use corpus::reuse::Reply;
pub use error::EvalError;
pub use reuse::Histories;
pub use score::reuse::{Judgement, Reuse};

use replylint::{LinterBuilder, Pack};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OutputFormat {
    /// For people.
    #[default]
    Table,
    /// For programs, and for [`Options::compare`].
    Json,
}

/// What to evaluate and how to write it.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Compare the JSON results in two directories instead of evaluating.
    pub compare: Option<(PathBuf, PathBuf)>,
    /// How results are written.
    pub format: OutputFormat,
    /// Count only cases of these folds; all cases where it is empty.
    pub folds: Vec<u8>,
    /// Brand files, for the drafts of those brands in brand corpora.
    pub brands: Vec<PathBuf>,
    /// Add the outcome of every case to JSON results; [`Options::compare`] needs it.
    pub cases: bool,
    /// List misses and false alarms.
    pub errors: bool,
    /// Let the list of errors show drafts.
    pub show_text: bool,
}

/// What is evaluated.
pub struct Subject<'a> {
    /// The linter, without a brand. What it fixes (regime, channel, profile) a case cannot weaken, so leave them open
    /// unless the figures are to be about that policy.
    pub builder: LinterBuilder,
    /// The ids of its rules, so that a figure without a rule behind it is not taken for a failure.
    pub rules: BTreeSet<String>,
    /// The detector of reuse, if there is one.
    pub reuse: Option<&'a mut dyn Reuse>,
}

impl Subject<'_> {
    /// The linter that a builder gives with the built-in packs and these more; `packs` must be in the builder already.
    #[must_use]
    pub fn new(builder: LinterBuilder, packs: &[Pack]) -> Self {
        Self { builder, rules: rules::of_packs(Pack::builtin().iter().chain(packs)), reuse: None }
    }
}

/// Evaluates `files` (a directory stands for its `.jsonl` files), or compares results. Writes the results to `out` and
/// warnings to `err`, and gives the exit code.
///
/// # Errors
///
/// A file that cannot be read, a line that makes no sense, a brand file that is refused, or options that do not fit
/// together; see [`EvalError::exit_code`].
pub fn run(
    files: &[PathBuf],
    options: &Options,
    mut subject: Subject<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<i32, EvalError> {
    if let Some(fold) = options.folds.iter().find(|fold| !(1..=4).contains(*fold)) {
        return Err(EvalError::Usage(format!("there is no fold {fold}; folds are 1 to 4")));
    }
    if let Some((a, b)) = &options.compare {
        if !files.is_empty() {
            return Err(EvalError::Usage("a comparison reads results, no corpora; give no files with it".to_owned()));
        }
        compare::compare(a, b, options, out)?;
        return Ok(0);
    }
    if files.is_empty() {
        return Err(EvalError::Usage("name at least one corpus".to_owned()));
    }
    let mut run = run::Run::new(options, &mut subject)?;
    for path in run::expand(files, "jsonl")? {
        run.file(&path)?;
    }
    let (results, warnings) = run.finish();
    for warning in warnings {
        writeln!(err, "replylint eval: {warning}")?;
    }
    match options.format {
        OutputFormat::Table => table::write(&results, out)?,
        OutputFormat::Json => write_json(&results, out)?,
    }
    Ok(0)
}

fn write_json(value: &impl serde::Serialize, out: &mut dyn Write) -> Result<(), EvalError> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}
