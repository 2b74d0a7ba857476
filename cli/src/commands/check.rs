//! `check`: drafts from files, or from records.

use super::check_records;
use crate::args::{DISCLAIMER, PolicyArgs, STDIN_TWICE, When, color_by_default, word};
use crate::baseline::{Baseline, BaselineArgs};
use crate::failure::Failure;
use crate::gate::{self, FailOn};
use crate::marked::Marked;
use crate::records::RecordsFormat;
use crate::{CLEAN, FOUND, Io, input};
use clap::Args;
use replylint::output::{self, Format, Item, Options};
use replylint::{Draft, Offsets, Report};
use std::borrow::Cow;
use std::collections::BTreeSet;
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
    #[command(flatten)]
    pub(crate) baseline: BaselineArgs,
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
    if args.output.format == Some(Format::Vale) {
        return vale_lines(args, &files, io);
    }
    let ruleset = args.policy.ruleset.load(io)?;
    let linter = args.policy.linter(&ruleset, args.output.offsets)?;
    let mut baseline = Baseline::open(&args.baseline, || ruleset.catalogue(), io)?;
    let inbound = args.inbound.as_deref().map(|path| input::text(path, io)).transpose().map_err(Failure::usage)?;
    let sources = read(&files, io)?;
    let drafts: Vec<Draft<'_>> = sources.iter().map(|source| draft(source, inbound.as_deref(), args)).collect();
    let reports = linter.lint_many(&drafts, 0);
    let checked: Vec<Checked<'_>> = sources
        .iter()
        .zip(&reports)
        .map(|(source, report)| {
            let known = baseline.known(&source.name, report);
            Checked { source, report, new: gate::without_known(report, &known), known }
        })
        .collect();

    let format = args.output.format.unwrap_or(Format::Text);
    let options = args.output.options(format, io);
    let text = match (format, baseline.is_active()) {
        (_, false) => whole(format, &checked, inbound.as_deref(), &options),
        (Format::Json | Format::Jsonl, true) => with_known(format, &checked),
        (Format::Sarif, true) => whole(format, &checked, inbound.as_deref(), &suppressing(&checked, options)),
        (Format::Text | Format::Github | Format::Vale, true) => {
            only_new(format, &checked, inbound.as_deref(), &options)
        }
    };
    io.stdout.write_all(text.as_bytes())?;
    baseline.finish(io.stderr)?;
    let code = |checked: &Checked<'_>| gate::exit_code(&checked.new, args.output.fail_on);
    Ok(checked.iter().map(code).max().unwrap_or(CLEAN))
}

/// What Vale styles say about drafts, in Vale's own lines, which quote the draft; no other rule runs.
fn vale_lines(args: &CheckArgs, files: &[PathBuf], io: &mut Io<'_>) -> Result<i32, Failure> {
    let Some(path) = &args.policy.ruleset.vale else {
        return Err(Failure::usage("`--format vale` needs `--vale PATH`"));
    };
    let sources = read(files, io)?;
    let dictionaries = args.policy.ruleset.dictionaries.read()?;
    let mut worst = None;
    for source in &sources {
        let name = is_file(source).then(|| Path::new(&source.name));
        let styles = crate::vale::load_with(path, name, &dictionaries)?;
        if worst.is_none() {
            crate::vale::tell_skipped(&styles, path, io.stderr)?;
        }
        for alert in styles.alerts(&source.text) {
            worst = worst.max(Some(alert.level));
            match sources.len() {
                1 => writeln!(io.stdout, "{alert}")?,
                _ => writeln!(io.stdout, "{}:{alert}", source.name)?,
            }
        }
    }
    Ok(if args.output.fail_on.holds_for(worst) { FOUND } else { CLEAN })
}

/// A draft that was checked, and which of its findings were known.
struct Checked<'a> {
    source: &'a Source,
    report: &'a Report,
    known: Vec<bool>,
    /// The report without them.
    new: Cow<'a, Report>,
}

/// Renders the whole reports.
fn whole(format: Format, checked: &[Checked<'_>], inbound: Option<&str>, options: &Options) -> String {
    let items: Vec<_> = checked.iter().map(|checked| item(checked.source, checked.report, inbound)).collect();
    output::render(format, &items, options)
}

/// The whole reports, with the fingerprints of what was known.
fn with_known(format: Format, checked: &[Checked<'_>]) -> String {
    let marked: Vec<Marked<'_>> =
        checked.iter().map(|checked| Marked::new(checked.report, &checked.known, None)).collect();
    match (format, marked.as_slice()) {
        (Format::Jsonl, marked) => marked.iter().map(Marked::line).collect(),
        (_, [one]) => serde_json::to_string_pretty(one).expect("plain data") + "\n",
        (_, many) => serde_json::to_string_pretty(many).expect("plain data") + "\n",
    }
}

/// What SARIF marks as suppressed goes by fingerprint alone: one that is new anywhere is not among them.
fn suppressing(checked: &[Checked<'_>], mut options: Options) -> Options {
    let prints = |wanted: bool| {
        let of = move |checked: &Checked<'_>| {
            let findings = checked.report.findings.iter().zip(checked.known.clone());
            let chosen = findings.filter(move |(_, known)| *known == wanted);
            chosen.map(|(finding, _)| finding.fingerprint.clone()).collect::<Vec<_>>()
        };
        checked.iter().flat_map(of).collect::<BTreeSet<String>>()
    };
    options.baseline = Some(prints(true).difference(&prints(false)).cloned().collect());
    options
}

/// Renders the reports without what was known, and a line that says how much that is.
fn only_new(format: Format, checked: &[Checked<'_>], inbound: Option<&str>, options: &Options) -> String {
    let items: Vec<_> = checked.iter().map(|checked| item(checked.source, &checked.new, inbound)).collect();
    let mut text = output::render(format, &items, options);
    let number = checked.iter().flat_map(|checked| &checked.known).filter(|known| **known).count();
    if format == Format::Text && number > 0 {
        let noun = if number == 1 { "finding" } else { "findings" };
        text.push_str(&format!("{number} known {noun} of the baseline not shown\n"));
    }
    text
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
    let times = files.iter().chain(&args.inbound).filter(stdin).count() + args.policy.ruleset.stdin_uses();
    if times > 1 {
        return Err(Failure::usage(STDIN_TWICE));
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
