//! `audit`: what the replies of an export really say, as a page, as figures and as a short table.

use super::check_records::{plural, progress};
use crate::args::{DISCLAIMER, PolicyArgs};
use crate::audit::{self, DayOrder, Export, ExportFormat, Field, Preset, Reading, Tally, parse_map, preset, presets};
use crate::failure::Failure;
use crate::gate::{self, FailOn};
use crate::records::cannot_be_read;
use crate::{CLEAN, Io, UNCHECKED, history_file, input};
use clap::{Args, ValueEnum};
use replylint::audit::metrics::{Group, Measures, Metrics, Share};
use replylint::audit::{Audit, AuditError, AuditOptions, MetricsOptions};
use replylint::output::audit::{AuditPage, audit_page};
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI32, Ordering};

/// Audit what was sent
///
/// Reads exports of past replies, lints every one, and says what to do first: disclosures, unanswered criticism, response
/// times, copies, complaints. An export is CSV, JSONL, a JSON document, Parquet or Arrow; its columns are told by a preset,
/// by --map, or guessed from their names and shown. A row that makes no sense is counted, named and left out.
#[derive(Debug, Args)]
#[command(after_help = format!("\
Examples:
  replylint audit reviews.csv --brand brand.toml --out report.html --json metrics.json
  replylint audit reviews.json --preset google-business-profile --out report.html --period 2026-Q3
  replylint audit export.csv --map 'draft=Reply,inbound=Review,rating=Stars' --time-zone America/New_York
  replylint audit today.csv --state replies.audit --out report.html

Presets. Documented are columns that the vendor's public documentation names; the others are guessed
from their names. What is read from which column is printed before the rows are read, and --map goes
before both.
  {}

Exit codes: 0 the audit was made; 1 a verdict at or above --fail-on, where it is given; 2 usage or configuration;
3 rows could not be read.

{DISCLAIMER}", presets().iter().map(Preset::told).collect::<Vec<_>>().join("\n  ")))]
pub(crate) struct AuditArgs {
    /// Exports of past replies; `-` is stdin
    #[arg(value_name = "EXPORT", required_unless_present_any = ["state", "merge"])]
    exports: Vec<PathBuf>,
    /// The report: one HTML page that needs no network
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// All figures as JSON; `-` is stdout
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    what: WhatArgs,
    #[command(flatten)]
    policy: PolicyArgs,
}

/// How exports are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
struct ReadArgs {
    /// The tool that wrote the export
    #[arg(long, value_name = "NAME", value_parser = |name: &str| preset(name))]
    preset: Option<&'static Preset>,
    /// Which column holds what, as `draft=Reply,inbound=Review`; may be given several times
    #[arg(long, value_name = "FIELD=COLUMN,…", value_parser = Map::parse)]
    map: Vec<Map>,
    /// The time zone of times that name none, and of locations for which the brand file has none
    #[arg(long, value_name = "ZONE", value_parser = |name: &str| audit::zone(name).map(|_| name.to_owned()))]
    time_zone: Option<String>,
    /// Which number of 03/04/2026 is the month, where the export does not tell
    #[arg(long, value_name = "ORDER", value_enum)]
    dates: Option<Dates>,
    /// The form of the exports; their names tell it
    #[arg(long, value_name = "FORMAT", value_enum)]
    export_format: Option<ExportFormat>,
}

/// What the report is about.
#[derive(Debug, Args)]
#[command(next_help_heading = "Report")]
struct WhatArgs {
    /// The days that it is about: 2026-Q3, 2026-07, 2026 or 2026-07-01..2026-09-30; all that was read unless said
    /// otherwise. They are compared with as many days before
    #[arg(long, value_name = "PERIOD", value_parser = audit::period)]
    period: Option<(String, String)>,
    /// Within how much opening time a message should be answered; two hours unless said otherwise
    #[arg(long, value_name = "TIME", value_parser = audit::seconds)]
    target: Option<u64>,
    /// Within how much time a message should be answered that came outside opening hours; a day unless said otherwise
    #[arg(long, value_name = "TIME", value_parser = audit::seconds)]
    target_closed: Option<u64>,
    /// Name the agents, who stand under pseudonyms otherwise
    #[arg(long)]
    by_agent: bool,
    /// Show the texts of replies and messages; the report then holds whatever the export holds
    #[arg(long)]
    show_text: bool,
    /// A state to add to: read where it exists, written when all is done. It holds hashes and figures, and texts with
    /// --show-text
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// A state of other rows to add; may be given several times
    #[arg(long, value_name = "FILE")]
    merge: Vec<PathBuf>,
    /// The file of the key that the state's hashes and pseudonyms are made with, at least 16 bytes
    #[arg(long, value_name = "FILE")]
    state_key: Option<PathBuf>,
    /// From which verdict of any reply on the exit code is 1
    #[arg(long, value_name = "VERDICT", value_enum, default_value = "never", hide_possible_values = false)]
    fail_on: FailOn,
}

/// The columns of one `--map`.
#[derive(Debug, Clone)]
struct Map(Vec<(Field, String)>);

impl Map {
    fn parse(text: &str) -> Result<Self, String> {
        parse_map(text).map(Self)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dates {
    /// 03/04 is the fourth of March
    MonthFirst,
    /// 03/04 is the third of April
    DayFirst,
}

pub(super) fn run(args: &AuditArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    if args.exports.iter().filter(|path| is_stdin(path)).count() + args.policy.ruleset.stdin_uses() > 1 {
        return Err(Failure::usage(crate::args::STDIN_TWICE));
    }
    let ruleset = args.policy.ruleset.load(io)?;
    let linter = args.policy.linter(&ruleset, None)?;
    let brand = ruleset.brand();

    let mut kept = AuditOptions::new().name_agents(args.what.by_agent).keep_text(args.what.show_text);
    if let Some(path) = &args.what.state_key {
        kept = kept.key(history_file::key(path).map_err(Failure::usage)?);
    }
    let mut about = MetricsOptions::new();
    if let Some(brand) = brand {
        kept = kept.brand(brand);
        about = about.brand(brand);
    }
    if let Some(day) = &args.policy.as_of {
        about = about.as_of(day);
    }
    if let Some((from, to)) = &args.what.period {
        about = about.period(from, to);
    }
    if let Some(seconds) = args.what.target {
        about = about.open_target(seconds);
    }
    if let Some(seconds) = args.what.target_closed {
        about = about.closed_target(seconds);
    }
    if let Some(zone) = &args.read.time_zone {
        about = about.time_zone(zone);
    }

    let mut audit = Audit::new(kept.clone());
    for path in args.what.state.iter().filter(|path| path.exists()).chain(&args.what.merge) {
        let other = state(path, &kept).map_err(Failure::usage)?;
        audit.merge(other).map_err(|error| of_file(path, &error))?;
    }

    let mut page = AuditPage::default();
    page.title = brand.map(|brand| brand.name().to_owned());
    page.show_text = args.what.show_text;
    let mut work = Work { args, linter: &linter, audit, tally: Tally::default(), page, code: CLEAN, broken: false };
    for path in &args.exports {
        work.read(path, io)?;
    }
    let Work { audit, tally, mut page, code, broken, .. } = work;
    let metrics = audit.metrics(&about).map_err(|error| Failure::usage(error.to_string()))?;
    page.failed = tally.failed;
    page.faults = tally.faults;

    // The state first: what was added is not lost where a report cannot be written.
    if let (Some(path), false) = (&args.what.state, broken) {
        let bytes = audit.to_bytes();
        history_file::write(path, |out| Ok(out.write_all(&bytes)?)).map_err(Failure::usage)?;
    }
    if let Some(path) = &args.out {
        let html = audit_page(&metrics, &page);
        history_file::write(path, |out| Ok(out.write_all(html.as_bytes())?)).map_err(Failure::usage)?;
    }
    let json_to_stdout = args.json.as_deref().is_some_and(is_stdin);
    if let Some(path) = &args.json {
        let json = serde_json::to_string_pretty(&metrics).map_err(std::io::Error::other)? + "\n";
        match json_to_stdout {
            true => io.stdout.write_all(json.as_bytes())?,
            false => history_file::write(path, |out| Ok(out.write_all(json.as_bytes())?)).map_err(Failure::usage)?,
        }
    }
    if !json_to_stdout {
        io.stdout.write_all(short(&metrics, args).as_bytes())?;
    }
    tell_faults(&page, io)?;
    Ok(if page.failed > 0 || broken { UNCHECKED } else { code })
}

/// What the exports are read into.
struct Work<'a> {
    args: &'a AuditArgs,
    linter: &'a replylint::Linter,
    audit: Audit,
    tally: Tally,
    page: AuditPage,
    code: i32,
    broken: bool,
}

impl Work<'_> {
    fn read(&mut self, path: &Path, io: &mut Io<'_>) -> Result<(), Failure> {
        let name = if is_stdin(path) { "stdin".to_owned() } else { path.display().to_string() };
        let read = &self.args.read;
        let reading = Reading {
            map: read.map.iter().flat_map(|map| map.0.iter().cloned()).collect(),
            preset: read.preset,
            zone: read.time_zone.as_deref().map(audit::zone).transpose().map_err(Failure::usage)?,
            order: read.dates.map(|dates| match dates {
                Dates::MonthFirst => DayOrder::MonthFirst,
                Dates::DayFirst => DayOrder::DayFirst,
            }),
            // What is given for the policy holds whatever a row says.
            channel: read.preset.map(|preset| preset.channel),
            form: read.export_format.or_else(|| is_stdin(path).then_some(ExportFormat::Jsonl)),
        };
        let bar = progress(io);
        let (mut export, length) = if is_stdin(path) {
            (Export::open(Box::new(bar.wrap_read(&mut *io.stdin)), &name, &reading), 0)
        } else {
            let file = input::open(path).map_err(Failure::usage)?;
            let length = file.metadata().map_or(0, |metadata| metadata.len());
            bar.set_length(length);
            match Export::is_table(&name, &reading) {
                true => (Export::of_table(file, &name, &reading), length),
                false => (Export::open(Box::new(bar.wrap_read(file)), &name, &reading), length),
            }
        };
        let export = export.as_mut().map_err(|fault| Failure::usage(fault.clone()))?;
        writeln!(io.stderr, "{name}: {}", export.mapping().describe())?;
        let fail_on = self.args.what.fail_on;
        let code = AtomicI32::new(self.code);
        let each = |report: &replylint::Report| {
            if fail_on != FailOn::Never {
                code.fetch_max(gate::exit_code(report, fail_on), Ordering::Relaxed);
            }
        };
        let (linter, audit, tally) = (self.linter, &mut self.audit, &mut self.tally);
        let mut next = audit::read(export, &name, tally);
        let mut ended = Ok(());
        while let (Some(portion), read) = next {
            // Tables are not read from their beginning to their end.
            if let Some(rows) = export.total().filter(|&rows| rows > 0) {
                bar.set_position((length as f64 * export.rows() as f64 / rows as f64) as u64);
            }
            bar.set_message(plural(tally.rows as usize, "row"));
            // The next portion is read while this one is linted.
            let added;
            (added, next) = std::thread::scope(|scope| {
                let adding = scope.spawn(|| audit::add(&portion, linter, audit, 0, each));
                let next = match &read {
                    Ok(()) => audit::read(export, &name, tally),
                    Err(_) => (None, Ok(())),
                };
                (adding.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), next)
            });
            added.map_err(|error| of_file(path, &error))?;
            ended = ended.and(read);
        }
        self.code = code.into_inner();
        if let Err(error) = ended {
            bar.finish_and_clear();
            writeln!(io.stderr, "error: {}", cannot_be_read(&name, &error))?;
            self.page.notes.push(format!("{name} could not be read to its end: what follows is missing."));
            self.broken = true;
        }
        bar.finish_and_clear();
        let unused = export.mapping().unused();
        if !unused.is_empty() {
            let shown: Vec<String> =
                unused.iter().take(20).map(|name| format!("\"{}\"", name.escape_debug())).collect();
            let more = if unused.len() > 20 { ", …" } else { "" };
            writeln!(io.stderr, "note: {name}: not read: {}{more}", shown.join(", "))?;
        }
        for note in export.notes() {
            writeln!(io.stderr, "note: {name}: {note}")?;
            self.page.notes.push(format!("{name}: {note}."));
        }
        self.page.sources.push(format!("{name}: {}.", export.mapping().describe()));
        Ok(())
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == input::STDIN
}

fn of_file(path: &Path, error: &AuditError) -> Failure {
    Failure::usage(format!("{}: {error}", path.display()))
}

/// Reads a state.
pub(crate) fn state(path: &Path, options: &AuditOptions) -> Result<Audit, String> {
    let mut bytes = Vec::new();
    input::open(path)?
        .read_to_end(&mut bytes)
        .map_err(|error| format!("{}: cannot be read: {}", path.display(), input::reason(&error)))?;
    Audit::from_bytes(&bytes, options.clone()).map_err(|error| format!("{}: {error}", path.display()))
}

fn tell_faults(page: &AuditPage, io: &mut Io<'_>) -> Result<(), Failure> {
    const SHOWN: usize = 20;
    if page.failed == 0 {
        return Ok(());
    }
    writeln!(io.stderr, "{} could not be read and left out:", plural(page.failed as usize, "row"))?;
    for fault in page.faults.iter().take(SHOWN) {
        writeln!(io.stderr, "  {}: row {}: {}", fault.source, fault.row, fault.reason)?;
    }
    if page.failed > SHOWN as u64 {
        writeln!(io.stderr, "  … the report lists the first {}", page.faults.len())?;
    }
    Ok(())
}

/// The figures in short, for a terminal.
fn short(metrics: &Metrics, args: &AuditArgs) -> String {
    let mut out = String::new();
    let now = &metrics.whole.current;
    let before = metrics.whole.previous.as_ref();
    let days = match (&metrics.period.from, &metrics.period.to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        _ => "times unknown".to_owned(),
    };
    let _ = writeln!(
        out,
        "{}, {}, {days}",
        plural(now.replies as usize, "reply").replace("replys", "replies"),
        plural(metrics.locations.len(), "location")
    );
    let mut line = |title: &str, now: &Share, before: Option<&Share>| {
        if now.of == 0 {
            return;
        }
        let was = before.and_then(|before| before.per_mille).map(|was| format!("  before {}", percent(was)));
        let share = now.per_mille.map(percent).unwrap_or_default();
        let count = format!("{} of {}", now.count, now.of);
        let line = format!("  {title:<26}{share:>7}  {count:<20}{}", was.unwrap_or_default());
        let _ = writeln!(out, "{}", line.trim_end());
    };
    let mut row = |title: &str, pick: fn(&Measures) -> &Share| line(title, pick(now), before.map(pick));
    row("disclose", |m| &m.disclosing);
    row("break a guideline", |m| &m.off_brand);
    row("generic", |m| &m.generic);
    row("repeat an earlier reply", |m| &m.reuse.reused);
    row("answered in time", |m| &m.response.in_time);
    if !now.answered.only_answered {
        row("negative answered", |m| &m.answered.negative);
    }
    if let Some(median) = now.response.calendar.median_s {
        let p90 = now.response.calendar.p90_s.map(|p90| format!(", 90% within {}", hours(p90))).unwrap_or_default();
        let _ = writeln!(out, "  {:<26}{:>7}{p90}", "median response", hours(median));
    }
    let mut worst: Vec<&Group> = metrics.locations.iter().filter(|group| group.current.disclosing.count > 0).collect();
    worst.sort_by_key(|group| std::cmp::Reverse(group.current.disclosing.count));
    if metrics.locations.len() > 1 && !worst.is_empty() {
        out.push_str("most disclosures:\n");
        for group in worst.iter().take(5) {
            let of = &group.current.disclosing;
            let _ = writeln!(out, "  {:<40} {} of {}", crop(&group.name), of.count, of.of);
        }
    }
    if metrics.disclosures.posted > 0 {
        out.push_str("posted replies disclose: taking them down is not enough, tell the privacy officer\n");
    }
    for (what, path) in [("report", &args.out), ("figures", &args.json), ("state", &args.what.state)] {
        if let Some(path) = path {
            let _ = writeln!(out, "{what}: {}", path.display());
        }
    }
    out
}

/// A name as it fits a line, without what would move a terminal's cursor.
fn crop(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(40).collect()
}

fn percent(per_mille: u32) -> String {
    format!("{}.{}%", per_mille / 10, per_mille % 10)
}

fn hours(seconds: u64) -> String {
    match seconds {
        0..3_600 => format!("{}m", seconds / 60),
        3_600..172_800 => format!("{}h{:02}m", seconds / 3_600, seconds % 3_600 / 60),
        _ => format!("{}d{:02}h", seconds / 86_400, seconds % 86_400 / 3_600),
    }
}
