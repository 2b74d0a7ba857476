//! `replylint eval`: how well the rules do on labelled corpora.

use crate::Io;
use crate::args::{DISCLAIMER, ListFormat};
use crate::eval::{self, EvalError, Histories, Options, OutputFormat, Subject};
use crate::failure::Failure;
use crate::input;
use clap::{Args, ValueEnum};
use replylint::Linter;
use std::path::PathBuf;

/// Measure the rules on labelled corpora: recall, false alarms, spans and kinds, with 95% intervals
#[derive(Debug, Args)]
#[command(after_help = format!("\
Examples:
  replylint eval phi.jsonl generic.jsonl
  replylint eval --format json --cases corpora/ > after/all.json
  replylint eval --compare before after
  replylint eval --fold 2 --fold 3 --fold 4 --errors phi.jsonl

{DISCLAIMER}"))]
pub(crate) struct EvalArgs {
    /// Corpora of labelled cases, one JSON object a line; a folder stands for its .jsonl files
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Compare the JSON results in two folders, made with --cases, instead of evaluating
    #[arg(long, num_args = 2, value_names = ["DIR_A", "DIR_B"], conflicts_with = "files")]
    compare: Option<Vec<PathBuf>>,
    /// How the results are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    format: ListFormat,
    /// Count only the cases of this fold; may be given several times
    #[arg(long, value_name = "N")]
    fold: Vec<u8>,
    /// A brand file, for the drafts of that brand; may be given several times
    #[arg(long, value_name = "FILE")]
    brand: Vec<PathBuf>,
    /// A rule pack besides the built-in ones; may be given several times
    #[arg(long, value_name = "FILE")]
    pack: Vec<PathBuf>,
    /// Add the outcome of every case to JSON results
    #[arg(long)]
    cases: bool,
    /// List misses and false alarms
    #[arg(long)]
    errors: bool,
    /// Whether the list of errors shows drafts
    #[arg(long, value_name = "WHEN", value_enum, default_value = "never")]
    show_text: ShowText,
}

/// Whether drafts may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ShowText {
    /// Show them
    Always,
    /// Never show them
    Never,
}

pub(crate) fn run(args: &EvalArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    let packs = input::packs(&args.pack, io)?;
    let builder = packs.iter().cloned().fold(Linter::builder(), replylint::LinterBuilder::pack);
    let options = Options {
        compare: args.compare.as_ref().map(|dirs| (dirs[0].clone(), dirs[1].clone())),
        format: if args.format == ListFormat::Json { OutputFormat::Json } else { OutputFormat::Table },
        folds: args.fold.clone(),
        brands: args.brand.clone(),
        cases: args.cases,
        errors: args.errors,
        show_text: args.show_text == ShowText::Always,
    };
    let refuse = |error| match error {
        EvalError::Output(error) => Failure::Output(error),
        error => Failure::usage(error.to_string()),
    };
    let mut histories = Histories::new(builder.clone()).map_err(refuse)?;
    let subject = Subject { reuse: Some(&mut histories), ..Subject::new(builder, &packs) };
    eval::run(&args.files, &options, subject, io.stdout, io.stderr).map_err(refuse)
}
