//! The catalogue of rules in `rules/README.md` says what the packs say. `UPDATE=1 cargo test` rewrites it.

use replylint::catalogue::{EntryKind, ExampleInfo, LevelEntry, RuleInfo, catalogue};
use replylint::{Exposure, Pack};
use serde_json::{Map, Value};
use std::fmt::Write;

#[test]
fn the_catalogue_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/README.md");
    let fresh = page(&catalogue(&Pack::builtin(), None));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &fresh).expect("the catalogue can be written");
    }
    let stands = std::fs::read_to_string(path).unwrap_or_default();
    assert!(stands == fresh, "rules/README.md is stale; `UPDATE=1 cargo test --test docs` rewrites it");
}

#[test]
fn every_entry_says_all_that_a_reader_needs() {
    for info in catalogue(&Pack::builtin(), None) {
        assert!(!info.message.is_empty() && !info.why.is_empty(), "{}", info.id);
        assert!(info.looks_for.is_object(), "{}", info.id);
        assert_eq!(info.levels.is_some(), info.kind == EntryKind::Rule, "{}", info.id);
        assert_eq!(info.category.is_some(), info.kind == EntryKind::Rule, "{}", info.id);
        assert!(info.kind == EntryKind::Escalation || !info.advice.is_empty(), "{}", info.id);
    }
}

const BEGINNING: &str = "\
# Rules

Generated from the packs in this folder by `UPDATE=1 cargo test --test docs`; edits here are overwritten. The examples are
made up, and run as tests.

A level is `note`, `revise` or `block`; `off` reports nothing. *Public* is a reply that everyone or a platform can read,
*unsecured* one that goes over e-mail, text message or an open ticket, *secured* one that only the authenticated recipient
can read. That no rule objects means that these rules found nothing, never that a reply complies with the law.
";

fn page(infos: &[RuleInfo]) -> String {
    let mut out = BEGINNING.to_owned();
    for (kind, heading) in [(EntryKind::Rule, "Rules"), (EntryKind::Escalation, "Escalation topics")] {
        let infos: Vec<&RuleInfo> = infos.iter().filter(|info| info.kind == kind).collect();
        if infos.is_empty() {
            continue;
        }
        let _ = write!(out, "\n## {heading}\n\n{}", index(&infos));
        infos.iter().for_each(|info| out.push_str(&entry(info)));
    }
    out
}

fn index(infos: &[&RuleInfo]) -> String {
    let mut out = "| id | public | unsecured | secured | |\n|---|---|---|---|---|\n".to_owned();
    for info in infos {
        let level = |exposure| info.levels.as_ref().map_or_else(String::new, |levels| short(levels.at(exposure)));
        let levels = [Exposure::Public, Exposure::Unsecured, Exposure::Secured].map(level).join(" | ");
        let _ = writeln!(out, "| `{}` | {levels} | {} |", info.id, cell(&info.message));
    }
    out
}

fn short(entry: &LevelEntry) -> String {
    let maps = [&entry.consent, &entry.regime, &entry.practice];
    let exceptions = maps.into_iter().flatten().map(|(word, level)| format!(", {level} with {word}"));
    entry.level.clone() + &exceptions.collect::<String>()
}

fn entry(info: &RuleInfo) -> String {
    let status = if info.status == "stable" { String::new() } else { format!(" ({})", info.status) };
    let mut out = format!("\n### `{}`{status}\n\n{}\n", info.id, sentence(&info.message));
    let mut part = |name: &str, text: &str| {
        if !text.is_empty() {
            let _ = write!(out, "\n**{name}** {text}\n");
        }
    };
    part("Why.", &info.why);
    part("Do.", &info.advice);
    part("Cite.", &info.cite.join("; "));
    if let Some(sources) = &info.disputed {
        part("A fault for", &format!("{}.", sources.for_.join("; ")));
        part("Allowed by", &format!("{}.", sources.against.join("; ")));
    }
    if let (EntryKind::Rule, Some(role)) = (info.kind, info.approver) {
        part("Needs approval:", role.as_str());
    }
    part("Before:", &info.aliases.join(", "));
    part("Only where", &conditions(&info.only_if));
    part("Not where", &conditions(&info.unless));
    examples(&mut out, "Hits", &info.hits);
    examples(&mut out, "Passes", &info.passes);
    examples(&mut out, "Known gaps", &info.gaps);
    out
}

fn conditions(keys: &Map<String, Value>) -> String {
    let words = |value: &Value| match value {
        Value::Array(list) => list.iter().map(|value| code(&plain(value))).collect::<Vec<_>>().join(", "),
        other => code(&plain(other)),
    };
    keys.iter().map(|(key, value)| format!("{} {}", key.replace('_', " "), words(value))).collect::<Vec<_>>().join("; ")
}

fn examples(out: &mut String, name: &str, examples: &[ExampleInfo]) {
    if examples.is_empty() {
        return;
    }
    let _ = write!(out, "\n{name}:\n\n");
    for example in examples {
        let _ = write!(out, "- {}", code(&example.draft));
        if let Some(flags) = &example.flags {
            let _ = write!(out, " flags {}", code(flags));
        }
        let given = example.given.iter().map(|(name, value)| format!("{name} {}", code(&plain(value))));
        let given = given.collect::<Vec<_>>().join(", ");
        if !given.is_empty() {
            let _ = write!(out, " ({given})");
        }
        match &example.because {
            Some(because) => {
                let _ = writeln!(out, ": {because}");
            }
            None => out.push('\n'),
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Text as code: line breaks and odd characters spelled out, in more backticks than it holds.
fn code(text: &str) -> String {
    let shown: String = text
        .chars()
        .flat_map(|c| match c {
            '\n' | '\r' | '\t' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {
                c.escape_default().collect::<Vec<_>>()
            }
            c => vec![c],
        })
        .collect();
    let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest > 0 { format!("{fence} {shown} {fence}") } else { format!("{fence}{shown}{fence}") }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn sentence(phrase: &str) -> String {
    let mut chars = phrase.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", chars.as_str())
}
