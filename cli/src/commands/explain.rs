//! `explain`: everything that a rule says about itself.

use super::rules::{json, named};
use crate::args::{DISCLAIMER, ListFormat, RulesetArgs};
use crate::failure::Failure;
use crate::{CLEAN, Io};
use clap::Args;
use replylint::Exposure;
use replylint::catalogue::{EntryKind, ExampleInfo, LevelEntry, Levels, RuleInfo};
use serde_json::{Map, Value};
use std::fmt::Write;

/// Explain a rule or an escalation topic
#[derive(Debug, Args)]
#[command(after_help = format!("\
Examples:
  replylint explain phi/visit
  replylint explain escalation/press
  replylint explain brand/no-discounts --brand brand.toml

{DISCLAIMER}"))]
pub(crate) struct ExplainArgs {
    /// The rule's id, or one that it had before; or a topic
    id: String,
    #[command(flatten)]
    ruleset: RulesetArgs,
    /// The form of the page
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    format: ListFormat,
}

pub(crate) fn run(args: &ExplainArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    let infos = args.ruleset.catalogue(io)?;
    let found = named(&infos, &args.id)?;
    let text = match args.format {
        ListFormat::Json => json(&found),
        ListFormat::Text => found.iter().map(|info| page(info)).collect::<Vec<_>>().join("\n"),
    };
    io.stdout.write_all(text.as_bytes())?;
    Ok(CLEAN)
}

fn page(info: &RuleInfo) -> String {
    let mut page = Page { out: format!("{}: {}\n", info.id, info.message) };
    page.section("Why", [&info.why]);
    page.section("Do", Some(&info.advice).filter(|advice| !advice.is_empty()));
    if let Some(guide) = &info.guide {
        let quote = guide.quote.iter().map(|quote| format!("\u{201c}{quote}\u{201d}"));
        page.section("The guide says", quote.chain(guide.link.clone()));
    }
    if let Some(levels) = &info.levels {
        page.section("Level", table(levels));
    }
    for change in info.changed.iter().chain(&info.changed_in_part) {
        let mut lines = table(&change.levels);
        lines.extend(change.reason.iter().map(|reason| format!("reason     {reason}")));
        lines.extend(change.by.iter().map(|by| format!("by         {by}")));
        lines.extend(change.at.iter().map(|at| format!("at         {at}")));
        let only = [("channel    ", &change.channel), ("location   ", &change.location)];
        let only = only.into_iter().filter(|(_, list)| !list.is_empty());
        lines.extend(only.map(|(name, list)| format!("{name}{}", list.join(", "))));
        page.section(&format!("Changed in {}", change.origin), lines);
    }
    if let (EntryKind::Rule, Some(role)) = (info.kind, info.approver) {
        page.section("Needs approval", [role.to_string()]);
    }
    page.section("Cite", &info.cite);
    if let Some(sources) = &info.disputed {
        page.section("Disputed: a fault for", &sources.for_);
        page.section("Disputed: allowed by", &sources.against);
        page.section("Disputed: what follows", [DISPUTED]);
    }
    page.section("Looks for", described(&info.looks_for));
    page.section("Only where", conditions(&info.only_if));
    page.section("Not where", conditions(&info.unless));
    page.section("Fix", &info.fix);
    page.section("Hits", info.hits.iter().map(example));
    page.section("Passes", info.passes.iter().map(example));
    page.section("Known gaps", info.gaps.iter().map(example));
    let since = info.since.as_ref().map(|since| format!(", since {since}")).unwrap_or_default();
    let aliases =
        if info.aliases.is_empty() { String::new() } else { format!(", before: {}", info.aliases.join(", ")) };
    let origin =
        format!("{}{since}{aliases}, of {} {} ({}:{})", info.status, info.pack, info.version, info.origin, info.line);
    page.section("Status", [origin]);
    page.out
}

const DISPUTED: &str = "its level under the profile strict, a note under standard, nothing under lenient";

struct Page {
    out: String,
}

impl Page {
    /// A heading and lines under it; nothing where there are no lines.
    fn section<T: AsRef<str>>(&mut self, name: &str, lines: impl IntoIterator<Item = T>) {
        let mut lines = lines.into_iter().peekable();
        if lines.peek().is_some() {
            let _ = write!(self.out, "\n{name}\n");
            lines.for_each(|line| self.out.push_str(&format!("  {}\n", line.as_ref())));
        }
    }
}

fn table(levels: &Levels) -> Vec<String> {
    let line = |exposure: &Exposure| format!("{:9}  {}", exposure.as_str(), entry(levels.at(*exposure)));
    Exposure::ALL.iter().rev().map(line).collect()
}

fn entry(entry: &LevelEntry) -> String {
    let named = [("consent", &entry.consent), ("regime", &entry.regime), ("practice", &entry.practice)];
    let exceptions = named
        .iter()
        .flat_map(|(name, words)| words.iter().map(move |(word, level)| format!("; {level} with {name} {word}")));
    entry.level.clone() + &exceptions.collect::<String>()
}

/// What stands under `match`: the kind, and its keys.
fn described(spec: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for (kind, spec) in spec.as_object().into_iter().flatten() {
        lines.push(kind.clone());
        match spec {
            Value::Object(keys) => lines.extend(conditions(keys).into_iter().map(|line| format!("  {line}"))),
            other => lines.push(format!("  {}", inline(other))),
        }
    }
    lines
}

/// One line a key; lists of patterns one line an entry.
fn conditions(keys: &Map<String, Value>) -> Vec<String> {
    let mut lines = Vec::new();
    for (key, value) in keys {
        match value {
            Value::Array(list) if list.len() > 1 => {
                lines.push(format!("{key}:"));
                lines.extend(list.iter().map(|value| format!("  {}", inline(value))));
            }
            Value::Array(list) => lines.push(format!("{key}: {}", list.iter().map(inline).collect::<String>())),
            other => lines.push(format!("{key}: {}", inline(other))),
        }
    }
    lines
}

fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn example(example: &ExampleInfo) -> String {
    let mut line = format!("\"{}\"", example.draft.escape_debug());
    if let Some(flags) = &example.flags {
        let _ = write!(line, " flags \"{}\"", flags.escape_debug());
    }
    let given: Vec<String> = example.given.iter().map(|(name, value)| format!("{name} {}", inline(value))).collect();
    if !given.is_empty() {
        let _ = write!(line, " ({})", given.join(", "));
    }
    if let Some(because) = &example.because {
        let _ = write!(line, ": {because}");
    }
    line
}
