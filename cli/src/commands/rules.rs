//! `rules`: what is loaded, one line each.

use crate::args::{DISCLAIMER, ListFormat, RulesetArgs};
use crate::failure::Failure;
use crate::{CLEAN, Io};
use clap::Args;
use replylint::advice::{SafeSentence, safe_sentences};
use replylint::catalogue::{self, EntryKind, Levels, RuleInfo};

/// List rules and escalation topics
#[derive(Debug, Args)]
#[command(after_help = format!("\
Examples:
  replylint rules
  replylint rules phi
  replylint rules phi/visit --format json
  replylint rules --brand brand.toml
  replylint rules --safe

The levels are those of a reply that everyone can read, of one over an unsecured channel, and of one that only the
authenticated recipient can read; one level stands for all three.

{DISCLAIMER}"))]
pub(crate) struct RulesArgs {
    /// An id, or the first part of ids
    id: Option<String>,
    /// List sentences that are safe to say in public, by situation, instead of rules
    #[arg(long, conflicts_with_all = ["id", "RulesetArgs"])]
    safe: bool,
    #[command(flatten)]
    ruleset: RulesetArgs,
    /// The form of the list
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    format: ListFormat,
}

pub(crate) fn run(args: &RulesArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    if args.safe {
        let text = match args.format {
            ListFormat::Json => serde_json::to_string_pretty(safe_sentences()).expect("plain data") + "\n",
            ListFormat::Text => safe_sentences().iter().map(safe).collect(),
        };
        io.stdout.write_all(text.as_bytes())?;
        return Ok(CLEAN);
    }
    let infos = args.ruleset.catalogue(io)?;
    let chosen: Vec<&RuleInfo> = match &args.id {
        None => infos.iter().collect(),
        Some(id) => chosen(&infos, id)?,
    };
    let text = match args.format {
        ListFormat::Json => json(&chosen),
        ListFormat::Text => list(&chosen),
    };
    io.stdout.write_all(text.as_bytes())?;
    Ok(CLEAN)
}

/// The entries that an id names; an error that suggests others where there is none.
pub(super) fn named<'a>(infos: &'a [RuleInfo], id: &str) -> Result<Vec<&'a RuleInfo>, Failure> {
    let found = catalogue::find(infos, id);
    if !found.is_empty() {
        return Ok(found);
    }
    let id: String = id.chars().take(60).collect();
    let near = catalogue::near(infos, &id);
    let remedy = match near.as_slice() {
        [] => "`replylint rules` lists the ids".to_owned(),
        near => format!("did you mean `{}`?", near.join("`, `")),
    };
    Err(Failure::usage(format!("there is no rule `{}`; {remedy}", id.escape_debug())))
}

pub(crate) fn json(infos: &[&RuleInfo]) -> String {
    serde_json::to_string_pretty(infos).expect("plain data") + "\n"
}

/// A level for all exposures, or the three of them.
pub(super) fn levels_in_short(levels: &Levels) -> String {
    let entries = [&levels.public, &levels.unsecured, &levels.secured];
    match entries.windows(2).all(|pair| pair[0] == pair[1]) {
        true => levels.public.level.clone(),
        false => entries.map(|entry| entry.level.as_str()).join("/"),
    }
}

fn chosen<'a>(infos: &'a [RuleInfo], id: &str) -> Result<Vec<&'a RuleInfo>, Failure> {
    let under: Vec<&RuleInfo> =
        infos.iter().filter(|info| info.id.split('/').next() == Some(id.trim_end_matches('/'))).collect();
    if under.is_empty() { named(infos, id) } else { Ok(under) }
}

fn list(infos: &[&RuleInfo]) -> String {
    let rows: Vec<[String; 3]> = infos.iter().map(|info| row(info)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (id, level, status) = (width(0), width(1), width(2));
    let line = |(row, info): (&[String; 3], &&RuleInfo)| {
        format!("{:id$}  {:level$}  {:status$}  {}\n", row[0], row[1], row[2], info.message)
    };
    rows.iter().zip(infos).map(line).collect()
}

/// One line: the situation, for whom the sentence is written where it is for somebody, and the sentence.
fn safe(sentence: &SafeSentence) -> String {
    let regime = sentence.regime.map(|regime| regime.as_str());
    let practice = sentence.practice.map(|practice| practice.as_str());
    let whom = [regime, practice].into_iter().flatten().collect::<Vec<_>>().join(" ");
    format!("{:15}  {whom:10}  {}\n", sentence.situation, sentence.text)
}

fn row(info: &RuleInfo) -> [String; 3] {
    let level = match (info.kind, info.levels_in_force()) {
        (EntryKind::Rule, Some(levels)) => levels_in_short(levels),
        _ => "escalate".to_owned(),
    };
    [info.id.clone(), level, info.status.clone()]
}
