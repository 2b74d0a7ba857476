//! Known findings, for libraries of macros: they do not fail a check again.
//!
//! An entry is the draft's id or file, the rule and the finding's fingerprint, which is stable under edits elsewhere in
//! the draft. The file holds no text.

use crate::Io;
use crate::failure::Failure;
use crate::input;
use clap::Args;
use replylint::Report;
use replylint::catalogue::RuleInfo;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The version of the file's shape.
const SCHEMA: u32 = 1;
/// How many stale entries are named.
const SHOWN: usize = 10;

/// Where known findings stand.
#[derive(Debug, Args)]
#[command(next_help_heading = "Baseline")]
pub(crate) struct BaselineArgs {
    /// Known findings, which do not count for the exit code
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the findings of this run as known, with which the exit code counts none of them
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    /// The version of replylint that wrote it.
    engine: String,
    /// By the draft's id or file.
    findings: BTreeMap<String, BTreeSet<Entry>>,
}

/// A known finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    fingerprint: String,
    /// The version of the rule's pack when someone accepted the finding.
    version: String,
}

/// Known findings, and what is seen of them in this run.
pub(crate) struct Baseline {
    /// By draft.
    known: BTreeMap<String, KnownDraft>,
    path: Option<PathBuf>,
    write: Option<(PathBuf, BTreeMap<String, BTreeSet<Entry>>)>,
    /// The version of the pack of each rule.
    versions: BTreeMap<String, String>,
}

#[derive(Default)]
struct KnownDraft {
    /// The draft was checked in this run; of others nobody knows whether their findings are still there.
    seen: bool,
    findings: BTreeMap<(String, String), Known>,
}

struct Known {
    version: String,
    seen: bool,
}

impl Baseline {
    /// Reads the known findings, and makes sure that those of this run can be written.
    pub(crate) fn open(
        args: &BaselineArgs,
        rules: impl FnOnce() -> Vec<RuleInfo>,
        io: &mut Io<'_>,
    ) -> Result<Self, Failure> {
        let mut baseline = Self { known: BTreeMap::new(), path: None, write: None, versions: BTreeMap::new() };
        if let Some(path) = &args.baseline {
            baseline.read(path, io)?;
        }
        if let Some(path) = &args.write_baseline {
            refuse_unwritable(path)?;
            baseline.write = Some((path.clone(), BTreeMap::new()));
        }
        if baseline.is_active() {
            baseline.versions = rules().into_iter().map(|rule| (rule.id, rule.version)).collect();
        }
        Ok(baseline)
    }

    /// Whether there is anything to compare with or to write.
    pub(crate) fn is_active(&self) -> bool {
        self.path.is_some() || self.write.is_some()
    }

    /// Says which findings of a report are known, and remembers them all.
    pub(crate) fn known(&mut self, draft: &str, report: &Report) -> Vec<bool> {
        let mut known = vec![false; report.findings.len()];
        if !self.is_active() {
            return known;
        }
        let mut entries = self.known.get_mut(draft);
        if let Some(entries) = &mut entries {
            entries.seen = true;
        }
        for (finding, known) in report.findings.iter().zip(&mut known) {
            let key = (finding.rule.to_string(), finding.fingerprint.clone());
            if let Some(entry) = entries.as_mut().and_then(|entries| entries.findings.get_mut(&key)) {
                entry.seen = true;
                *known = true;
            }
            if let Some((_, written)) = &mut self.write {
                *known = true;
                let version = self.versions.get(&key.0).cloned().unwrap_or_default();
                let entry = Entry { rule: key.0, fingerprint: key.1, version };
                written.entry(draft.to_owned()).or_default().insert(entry);
            }
        }
        known
    }

    /// Writes what was to be written, and tells of entries that are out of date.
    pub(crate) fn finish(self, err: &mut dyn Write) -> Result<(), Failure> {
        if self.write.is_none() {
            self.tell_of_stale(err);
        }
        let Some((path, findings)) = self.write else { return Ok(()) };
        let number: usize = findings.values().map(BTreeSet::len).sum();
        let file = File { schema: SCHEMA, engine: env!("CARGO_PKG_VERSION").to_owned(), findings };
        let text = serde_json::to_string_pretty(&file).expect("plain data") + "\n";
        // Beside it first, so that a failure leaves the old file.
        let beside = beside(&path);
        let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, &path));
        written.map_err(|error| cannot_be_written(&path, &error))?;
        let noun = if number == 1 { "finding" } else { "findings" };
        let _ = writeln!(err, "note: {}: {number} known {noun} written", path.display());
        Ok(())
    }

    fn read(&mut self, path: &Path, io: &mut Io<'_>) -> Result<(), Failure> {
        let text = input::text(path, io).map_err(Failure::usage)?;
        let file: File = serde_json::from_str(&text).map_err(|error| {
            let place = format!("{}:{}:{}", path.display(), error.line(), error.column());
            Failure::usage(format!("{place}: is no baseline; write one with `--write-baseline`"))
        })?;
        if file.schema != SCHEMA {
            let what = format!("{}: has schema {}, this version reads {SCHEMA}", path.display(), file.schema);
            return Err(Failure::usage(format!("{what}; write it anew with `--write-baseline`")));
        }
        for (draft, entries) in file.findings {
            let entry = |Entry { rule, fingerprint, version }| ((rule, fingerprint), Known { version, seen: false });
            self.known.entry(draft).or_default().findings.extend(entries.into_iter().map(entry));
        }
        self.path = Some(path.to_owned());
        Ok(())
    }

    /// Errors about notes have nowhere to go.
    fn tell_of_stale(&self, err: &mut dyn Write) {
        let Some(path) = &self.path else { return };
        let path = path.display();
        let entries = || {
            let drafts = self.known.iter().filter(|(_, entries)| entries.seen);
            drafts.flat_map(|(draft, entries)| entries.findings.iter().map(move |(key, known)| (draft, key, known)))
        };
        let stale: Vec<_> = entries().filter(|(_, _, known)| !known.seen).collect();
        for (draft, (rule, fingerprint), _) in stale.iter().take(SHOWN) {
            let _ = writeln!(err, "note: {path}: no longer found: {draft} {rule} {fingerprint}");
        }
        if stale.len() > SHOWN {
            let _ = writeln!(err, "note: {path}: {} more are no longer found", stale.len() - SHOWN);
        }
        let changed: BTreeSet<&str> = entries()
            .filter(|(_, (rule, _), known)| {
                known.seen && self.versions.get(rule).is_some_and(|version| *version != known.version)
            })
            .map(|(_, (rule, _), _)| rule.as_str())
            .collect();
        if !changed.is_empty() {
            let rules = changed.into_iter().collect::<Vec<_>>().join(", ");
            let _ = writeln!(err, "note: {path}: accepted under another version of these rules: {rules}");
        }
    }
}

/// Found out before a long run, not after it.
fn refuse_unwritable(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Err(Failure::usage(format!("{}: is a directory; name a file", path.display())));
    }
    let beside = beside(path);
    std::fs::write(&beside, "")
        .and_then(|()| std::fs::remove_file(&beside))
        .map_err(|error| cannot_be_written(path, &error))
}

fn cannot_be_written(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("{}: cannot be written: {}", path.display(), input::reason(error)))
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}
