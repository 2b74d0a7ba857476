//! `check --records`: one report a line, in the order of the rows, in bounded memory.

use super::check::CheckArgs;
use crate::baseline::Baseline;
use crate::failure::Failure;
use crate::gate;
use crate::input;
use crate::let_stand::LetStand;
use crate::marked::{Marked, json_line};
use crate::records::{self, FailedRow, RecordsFormat, Row, cannot_be_read};
use crate::{CLEAN, Io, UNCHECKED};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use replylint::output::{self, Format, Item, Options};
use replylint::record::{self, RecordError};
use replylint::{Draft, Linter, Report, Verdict};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;

/// A batch ends with as many rows…
const BATCH_ROWS: usize = 1_000;
/// …or as many bytes, whichever comes first.
const BATCH_BYTES: usize = 16 << 20;
/// The most names of unknown columns that are counted.
const MAX_NAMES: usize = 1_000;

pub(super) fn run(args: &CheckArgs, path: &Path, io: &mut Io<'_>) -> Result<i32, Failure> {
    let format = args.output.format.unwrap_or(Format::Jsonl);
    if !format.streams() {
        return Err(Failure::usage(format!(
            "records are reported one by one, which `--format {format}` cannot do; write `--format jsonl`"
        )));
    }
    let form = args.records_format.or_else(|| RecordsFormat::of(path)).ok_or_else(|| {
        Failure::usage(format!(
            "{}: the name does not tell the form; write `--records-format jsonl` or `--records-format csv`",
            path.display()
        ))
    })?;
    let ruleset = args.policy.ruleset.load(io)?;
    let linter = args.policy.linter(&ruleset, args.output.offsets)?;
    let baseline = Baseline::open(&args.baseline, || ruleset.catalogue(), io)?;
    let options = args.output.options(format, io);
    let bar = progress(io);
    let Io { stdin, stdout, stderr, .. } = io;
    let (input, name): (Box<dyn Read + '_>, String) = if path.as_os_str() == input::STDIN {
        (Box::new(bar.wrap_read(stdin)), "stdin".to_owned())
    } else {
        let file = input::open(path).map_err(Failure::usage)?;
        if let Ok(metadata) = file.metadata() {
            bar.set_length(metadata.len());
        }
        (Box::new(bar.wrap_read(file)), path.display().to_string())
    };
    let mut rows = records::rows(form, input, &name, &["draft"]).map_err(Failure::usage)?;

    let mut check = Check {
        args,
        linter,
        format,
        options,
        name: &name,
        baseline,
        rows: 0,
        tally: Tally::default(),
        let_stand: LetStand::new(ruleset.brand()),
    };
    let mut broken = None;
    while broken.is_none() {
        let mut batch = Batch::default();
        while batch.slots.len() < BATCH_ROWS && batch.bytes < BATCH_BYTES {
            match rows.next() {
                Some(Ok(row)) => check.take(row, &mut batch),
                Some(Err(error)) => {
                    broken = Some(error);
                    break;
                }
                None => break,
            }
        }
        if batch.slots.is_empty() {
            break;
        }
        check.report(&batch, *stdout)?;
        stdout.flush()?;
        bar.set_message(format!("{} rows", check.rows));
    }
    bar.finish_and_clear();
    check.tally.summarise(check.rows, *stderr);
    if broken.is_none() {
        for unused in check.let_stand.unused() {
            let _ = writeln!(stderr, "note: {unused}");
        }
    }
    let code = check.tally.code;
    // Of a run that broke off, nobody knows what else is known.
    if broken.is_none() {
        check.baseline.finish(*stderr)?;
    }
    Ok(match broken {
        None => code,
        Some(error) => {
            let _ = writeln!(stderr, "error: {}", cannot_be_read(&name, &error));
            code.max(UNCHECKED)
        }
    })
}

/// Rows that are linted together.
#[derive(Default)]
struct Batch {
    drafts: Vec<Draft<'static>>,
    slots: Vec<Slot>,
    bytes: usize,
}

/// A row's place in the output.
struct Slot {
    row: usize,
    line: usize,
    carried: Option<Map<String, Value>>,
    /// What kept the row from being linted, and its id.
    fault: Option<(RecordError, Option<String>)>,
}

struct Check<'a> {
    args: &'a CheckArgs,
    linter: Linter,
    format: Format,
    options: Options,
    name: &'a str,
    baseline: Baseline,
    rows: usize,
    tally: Tally,
    let_stand: LetStand,
}

impl Check<'_> {
    /// Puts a row into the batch.
    fn take(&mut self, row: Row, batch: &mut Batch) {
        self.rows += 1;
        batch.bytes += row.bytes;
        let mut slot = Slot { row: self.rows, line: row.line, carried: None, fault: None };
        match row.record {
            Err(error) => slot.fault = Some((error, None)),
            Ok(record) => {
                let carry = &self.args.carry;
                let value = |name: &String| (name.clone(), record.get(name).cloned().unwrap_or(Value::Null));
                slot.carried = (!carry.is_empty()).then(|| carry.iter().map(value).collect());
                let id = records::id_of(&record);
                match record::read(record, carry) {
                    Ok((draft, ignored)) => {
                        self.tally.ignore(ignored.into_iter().filter(|name| !carry.contains(name)));
                        batch.drafts.push(draft);
                    }
                    Err(error) => slot.fault = Some((error, id)),
                }
            }
        }
        batch.slots.push(slot);
    }

    /// Lints a batch and writes what came of it.
    fn report(&mut self, batch: &Batch, out: &mut dyn Write) -> Result<(), Failure> {
        let reports = self.linter.lint_many(&batch.drafts, 0);
        let mut linted = reports.iter().zip(&batch.drafts);
        for slot in &batch.slots {
            let text = match &slot.fault {
                Some((error, id)) => {
                    self.tally.failed += 1;
                    self.tally.code = UNCHECKED;
                    self.failed(slot, error, id.as_deref())
                }
                None => {
                    let Some((report, draft)) = linted.next() else { break };
                    self.let_stand.count(report);
                    let known = self.baseline.known(report.id.as_deref().unwrap_or(self.name), report);
                    *self.tally.verdicts.entry(report.verdict).or_default() += 1;
                    let new = gate::without_known(report, &known);
                    self.tally.code = self.tally.code.max(gate::exit_code(&new, self.args.output.fail_on));
                    self.linted(slot, report, &new, &known, draft)
                }
            };
            out.write_all(text.as_bytes())?;
        }
        Ok(())
    }

    fn linted(&mut self, slot: &Slot, report: &Report, new: &Report, known: &[bool], draft: &Draft<'_>) -> String {
        if self.format == Format::Jsonl {
            return match self.baseline.is_active() || slot.carried.is_some() {
                true => Marked::new(report, known, slot.carried.as_ref()).when(self.baseline.is_active()).line(),
                false => report.to_json() + "\n",
            };
        }
        let mut item = Item::new(new).record(self.name, slot.line).draft(&draft.text);
        if let Some(inbound) = &draft.inbound {
            item = item.inbound(inbound);
        }
        let text = output::render(self.format, &[item], &self.options);
        // Said once is enough.
        self.options.regime_hint &= report.policy.regime_given;
        text
    }

    fn failed(&self, slot: &Slot, error: &RecordError, id: Option<&str>) -> String {
        match self.format {
            Format::Jsonl => {
                let carried = slot.carried.as_ref();
                json_line(&FailedRow { schema: replylint::report::SCHEMA, row: slot.row, id, error, carried })
            }
            Format::Github => format!("::error file={},line={}::{}: {error}\n", self.name, slot.line, error.code),
            _ => format!("{}:{}: error[{}]: {error}\n", self.name, slot.line, error.code),
        }
    }
}

/// What is counted over all rows.
#[derive(Default)]
struct Tally {
    verdicts: BTreeMap<Verdict, usize>,
    failed: usize,
    ignored: BTreeMap<String, usize>,
    code: i32,
}

impl Tally {
    fn ignore(&mut self, names: impl Iterator<Item = String>) {
        for name in names {
            if self.ignored.len() < MAX_NAMES || self.ignored.contains_key(&name) {
                *self.ignored.entry(name).or_default() += 1;
            }
        }
    }

    /// Errors about the summary have nowhere to go.
    fn summarise(&self, rows: usize, err: &mut dyn Write) {
        debug_assert!(self.failed == 0 || self.code != CLEAN);
        if !self.ignored.is_empty() {
            let shown = self.ignored.iter().take(20).map(|(name, rows)| {
                let name: String = name.chars().take(40).collect();
                format!("`{}` ({})", name.escape_debug(), plural(*rows, "row"))
            });
            let more = if self.ignored.len() > 20 { ", …" } else { "" };
            let list = shown.collect::<Vec<_>>().join(", ");
            let _ = writeln!(err, "note: columns that mean nothing here: {list}{more}; `--carry NAME` copies one");
        }
        let mut parts: Vec<String> =
            self.verdicts.iter().rev().map(|(verdict, rows)| format!("{rows} {verdict}")).collect();
        if self.failed > 0 {
            parts.push(format!("{} failed", self.failed));
        }
        let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
        let _ = writeln!(err, "{}{parts}", plural(rows, "row"));
    }
}

pub(super) fn plural(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// A bar for a person who waits; where the reports themselves run over the terminal, it would only be in the way.
pub(super) fn progress(io: &Io<'_>) -> ProgressBar {
    if !io.stderr_is_terminal || io.stdout_is_terminal {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {msg} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
