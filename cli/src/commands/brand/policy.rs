//! The policy that follows from a brand file, as people read it: what holds everywhere, and on each channel.

use crate::commands::rules::levels_in_short;
use replylint::Brand;
use replylint::catalogue::{EntryKind, LevelChange, RuleInfo};
use serde_json::Value;
use std::fmt::Write;

/// How many entries of a list are shown.
const SHOWN: usize = 5;

/// One page.
pub(super) fn page(brand: &Brand, infos: &[RuleInfo]) -> String {
    let mut out = format!("{} ({})\n", brand.name(), brand.origin());
    for (origin, _) in brand.extended() {
        let _ = writeln!(out, "over {origin}");
    }
    let rows: Vec<[String; 3]> = brand
        .locations()
        .into_iter()
        .map(|location| {
            let contacts =
                if location.contacts.is_empty() { "no contact".to_owned() } else { location.contacts.join(", ") };
            let closed = if location.holidays.is_empty() {
                None
            } else {
                Some(format!("closed {}", location.holidays.join(", ")))
            };
            let open: Vec<String> = location.hours.into_iter().chain(location.time_zone).chain(closed).collect();
            [location.name, contacts, open.join("; ")]
        })
        .collect();
    table(&mut out, "Locations", &rows);
    let own: Vec<&RuleInfo> =
        infos.iter().filter(|info| info.kind == EntryKind::Rule && info.pack == brand.name()).collect();
    let everywhere: Vec<&RuleInfo> = own.iter().copied().filter(|info| channels(info).is_empty()).collect();
    section(&mut out, "On every channel", &everywhere);
    for channel in brand.channels() {
        let here: Vec<&RuleInfo> =
            own.iter().copied().filter(|info| channels(info).contains(&channel.as_str())).collect();
        section(&mut out, &format!("On {channel}"), &here);
    }
    let changed = infos.iter().flat_map(|info| {
        let parts = info.changed.iter().chain(&info.changed_in_part);
        parts.map(move |change| (info, change))
    });
    let rows: Vec<[String; 3]> = changed.map(|(info, change)| change_row(info, change)).collect();
    table(&mut out, "Rules that the brand decided on", &rows);

    let routes: Vec<&RuleInfo> = infos.iter().filter(|info| info.kind == EntryKind::Escalation).collect();
    let mut rows: Vec<[String; 3]> = Vec::new();
    for info in routes {
        let topic = info.id.trim_start_matches("escalation/");
        let who = match brand.approver_of(topic) {
            _ if brand.is_ignored(topic) => "not routed".to_owned(),
            Some(person) => person.to_owned(),
            None => "nobody is named".to_owned(),
        };
        let role = info.approver.map(|role| role.to_string()).unwrap_or_default();
        let row = [topic.to_owned(), role, who];
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    table(&mut out, "Who approves", &rows);
    let rows: Vec<[String; 3]> = brand
        .suppressions()
        .iter()
        .map(|known| {
            let until = known.expires.as_ref().map_or("for good".to_owned(), |day| format!("until {day}"));
            [known.rule.clone(), until, format!("\"{}\": {} ({})", known.text, known.reason, known.author)]
        })
        .collect();
    table(&mut out, "Let stand", &rows);
    out
}

fn channels(info: &RuleInfo) -> Vec<&str> {
    info.only_if.get("channel").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn section(out: &mut String, title: &str, infos: &[&RuleInfo]) {
    let rows: Vec<[String; 3]> = infos.iter().map(|info| row(info)).collect();
    table(out, title, &rows);
}

fn table(out: &mut String, title: &str, rows: &[[String; 3]]) {
    if rows.is_empty() {
        return;
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (first, second) = (width(0), width(1));
    let _ = writeln!(out, "\n{title}");
    for [a, b, c] in rows {
        let _ = writeln!(out, "{}", format!("  {a:first$}  {b:second$}  {c}").trim_end());
    }
}

fn row(info: &RuleInfo) -> [String; 3] {
    let level = info.levels_in_force().map(levels_in_short).unwrap_or_default();
    let name = info.id.strip_prefix("brand/").unwrap_or(&info.id).to_owned();
    let mut says = said(&info.looks_for);
    let conditions =
        [("topic", "where raised"), ("location", "at"), ("draft_has", "with"), ("inbound_has", "in answer to")];
    for (key, word) in conditions {
        if let Some(list) = info.only_if.get(key) {
            let _ = write!(says, "; {word} {}", short(list));
        }
    }
    for (key, value) in &info.unless {
        let word = if key == "location" { "not at" } else { "unless" };
        let _ = write!(says, "; {word} {}", short(value));
    }
    [name, level, says]
}

fn change_row(info: &RuleInfo, change: &LevelChange) -> [String; 3] {
    let mut says = change.reason.clone().unwrap_or_default();
    for (word, list) in [("on", &change.channel), ("at", &change.location)] {
        if !list.is_empty() {
            let _ = write!(says, " ({word} {})", list.join(", "));
        }
    }
    [info.id.clone(), levels_in_short(&change.levels), says]
}

/// What stands under `match`, in a line.
fn said(spec: &Value) -> String {
    let kinds = spec.as_object().into_iter().flatten().map(|(kind, keys)| {
        let keys: Vec<String> = match keys {
            Value::Object(keys) => {
                let filled = keys.iter().filter(|(_, value)| !matches!(value, Value::Array(list) if list.is_empty()));
                filled
                    .map(|(key, value)| if key == "any" { short(value) } else { format!("{key} {}", short(value)) })
                    .collect()
            }
            other => vec![short(other)],
        };
        format!("{kind}: {}", keys.join(", "))
    });
    kinds.collect::<Vec<_>>().join("; ")
}

/// A value in a few words.
fn short(value: &Value) -> String {
    match value {
        Value::String(text) => text.replace('\n', " / "),
        Value::Array(list) => some(list.iter().map(short), list.len()),
        Value::Object(map) => {
            let entries = map.iter().filter(|(_, value)| !matches!(value, Value::Array(list) if list.is_empty()));
            some(entries.map(|(key, value)| format!("{key} -> {}", short(value))), map.len())
        }
        other => other.to_string(),
    }
}

fn some(items: impl Iterator<Item = String>, number: usize) -> String {
    let mut shown: Vec<String> = items.take(SHOWN).collect();
    if number > SHOWN {
        shown.push(format!("{} more", number - SHOWN));
    }
    shown.join(", ")
}
