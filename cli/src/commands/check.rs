//! `check`: drafts from files, or from records.

use super::check_records;
use crate::args::{DISCLAIMER, PolicyArgs, When, color_by_default, word};
use crate::failure::Failure;
use crate::gate::{self, FailOn};
use crate::records::RecordsFormat;
use crate::{CLEAN, Io, input};
use clap::Args;
use replylint::output::{self, Format, Item, Options};
use replylint::{Draft, Offsets, Report};
use std::path::{Path, PathBuf};

/// Check drafts
///
/// Without FILE, the draft is read from stdin. What is given here cannot be weakened by a record; what is not given,
/// the record decides.
#[derive(Debug, Args)]
#[command(after_help = format!("\
Examples:
  echo 'Thank you for your visit!' | replylint check -
  replylint check reply.txt --inbound review.txt --author 'Dana K.'
  replylint check macros/*.txt --channel email --baseline known.json
  replylint check --records replies.csv --format jsonl --carry ticket > reports.jsonl

Exit codes: 0 clean; 1 findings or a verdict at or above --fail-on; 2 usage or configuration; 3 rows failed, or a
draft could not be checked (another language, nothing in it, a limit hit).

{DISCLAIMER}"))]
pub(crate) struct CheckArgs {
    /// Files of one draft each; `-` is stdin
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Records in the place of files: JSONL or CSV, with the columns `draft`, `inbound`, `channel` and so on; `-` is
    /// stdin. One report a line comes out, in the order of the rows; a row that cannot be read keeps its place
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "inbound", "author", "draft_format"])]
    pub(crate) records: Option<PathBuf>,
    /// The form of the records; the name of the file tells it
    #[arg(long, value_name = "FORMAT", value_enum, requires = "records")]
    pub(crate) records_format: Option<RecordsFormat>,
    /// A column to copy from each record to its report; may be given several times
    #[arg(long, value_name = "NAME", requires = "records", value_parser = column)]
    pub(crate) carry: Vec<String>,
    /// The message that the draft answers; `-` is stdin
    #[arg(long, value_name = "FILE")]
    inbound: Option<PathBuf>,
    /// The display name of whoever wrote it
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// How the drafts are written
    #[arg(long, value_name = "FORMAT", value_parser = word!(replylint::Format))]
    draft_format: Option<replylint::Format>,
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// How reports are written, and when they fail.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// The form of the reports; text unless said otherwise
    #[arg(long, value_name = "FORMAT", value_parser = word!(Format))]
    pub(crate) format: Option<Format>,
    /// What offsets count
    #[arg(long, value_name = "UNIT", value_parser = word!(Offsets))]
    pub(crate) offsets: Option<Offsets>,
    /// From which verdict on the exit code is 1
    #[arg(long, value_name = "VERDICT", value_enum, default_value = "revise", hide_possible_values = false)]
    pub(crate) fail_on: FailOn,
    /// Show the words that were found; `auto`: as text on a terminal
    #[arg(long, value_name = "WHEN", value_enum, default_value = "auto")]
    pub(crate) show_text: When,
    /// Color the text
    #[arg(long, value_name = "WHEN", value_enum, default_value = "auto")]
    pub(crate) color: When,
}

impl OutputArgs {
    /// The options of the renderers.
    pub(crate) fn options(&self, format: Format, io: &Io<'_>) -> Options {
        let mut options = Options::default();
        options.color = format == Format::Text && self.color.holds(color_by_default(io));
        options.show_text = self.show_text.holds(format == Format::Text && io.stdout_is_terminal);
        if io.stdout_is_terminal {
            options.width = usize::from(console::Term::stdout().size().1).clamp(40, 120);
        }
        options
    }
}

/// A draft, where it stands and what it answers.
struct Source {
    name: String,
    text: String,
}

pub(crate) fn run(args: &CheckArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    let files = match &args.records {
        Some(path) => vec![path.clone()],
        None if args.files.is_empty() => vec![PathBuf::from(input::STDIN)],
        None => args.files.clone(),
    };
    refuse_stdin_twice(args, &files)?;
    if let Some(path) = &args.records {
        return check_records::run(args, path, io);
    }
    let linter = args.policy.linter(args.output.offsets, io)?;
    let inbound = args.inbound.as_deref().map(|path| input::text(path, io)).transpose().map_err(Failure::usage)?;
    let sources = read(&files, io)?;
    let drafts: Vec<Draft<'_>> = sources.iter().map(|source| draft(source, inbound.as_deref(), args)).collect();
    let reports = linter.lint_many(&drafts, 0);

    let format = args.output.format.unwrap_or(Format::Text);
    let options = args.output.options(format, io);
    let items: Vec<Item<'_>> =
        sources.iter().zip(&reports).map(|(source, report)| item(source, report, inbound.as_deref())).collect();
    io.stdout.write_all(output::render(format, &items, &options).as_bytes())?;
    let code = |report: &Report| gate::exit_code(report, &vec![false; report.findings.len()], args.output.fail_on);
    Ok(reports.iter().map(code).max().unwrap_or(CLEAN))
}

/// Text of the draft appears only where it is asked for as such.
fn column(name: &str) -> Result<String, String> {
    match name {
        "draft" | "inbound" | "thread" => Err("the texts themselves are not carried; carry an id".to_owned()),
        name => Ok(name.to_owned()),
    }
}

fn refuse_stdin_twice(args: &CheckArgs, files: &[PathBuf]) -> Result<(), Failure> {
    let stdin = |path: &&PathBuf| path.as_os_str() == input::STDIN;
    let times = files.iter().chain(&args.inbound).filter(stdin).count() + args.policy.from_stdin();
    if times > 1 {
        return Err(Failure::usage("`-` stands for stdin in several places; stdin can be read once"));
    }
    Ok(())
}

/// Reads all files first, so that a fault of one leaves no half of the results.
fn read(files: &[PathBuf], io: &mut Io<'_>) -> Result<Vec<Source>, Failure> {
    let mut sources = Vec::with_capacity(files.len());
    let mut faults = Vec::new();
    for path in files {
        match input::text(path, io) {
            Ok(text) => sources.push(Source { name: path.display().to_string(), text }),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(sources) } else { Err(Failure::Usage(faults)) }
}

fn draft<'a>(source: &'a Source, inbound: Option<&'a str>, args: &'a CheckArgs) -> Draft<'a> {
    let mut draft = Draft::new(source.text.as_str());
    draft.id = is_file(source).then(|| source.name.as_str().into());
    draft.inbound = inbound.map(Into::into);
    draft.author = args.author.as_deref().map(Into::into);
    draft.format = args.draft_format;
    draft
}

fn item<'a>(source: &'a Source, report: &'a Report, inbound: Option<&'a str>) -> Item<'a> {
    let mut item = Item::new(report).draft(&source.text);
    if is_file(source) {
        item = item.file(&source.name);
    }
    if let Some(inbound) = inbound {
        item = item.inbound(inbound);
    }
    item
}

fn is_file(source: &Source) -> bool {
    Path::new(&source.name) != Path::new(input::STDIN)
}
