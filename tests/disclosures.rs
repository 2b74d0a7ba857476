//! What must not change what a draft discloses: typography, what stands around a sentence, how letters are written.

use replylint::{Category, Draft, Level, Linter};
use std::collections::BTreeSet;

/// Every so many of the drafts that the model was learned from, without their marks.
fn drafts(every: usize) -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/disclosure/corpus");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let lines = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect::<String>();
    let draft = |line: &str| {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let mut text = String::new();
        for part in case["d"].as_str().unwrap().split("{{") {
            let part = match part.split_once("}}") {
                Some((marked, rest)) => marked.split_once('|').map_or(marked, |(_, text)| text).to_owned() + rest,
                None => part.to_owned(),
            };
            text.push_str(&part);
        }
        text
    };
    lines.lines().step_by(every).map(draft).collect()
}

/// The disclosures that ask for a change. Identifiers and names are shapes and need their spaces and capitals.
fn fired(linter: &Linter, text: &str) -> BTreeSet<String> {
    let report = linter.lint(&Draft::new(text));
    let grave = report.findings.iter().filter(|f| f.category == Category::Phi && f.level >= Level::Revise);
    grave.filter(|f| !f.cues.is_empty()).map(|f| f.rule.to_string()).collect()
}

#[test]
fn typography_never_changes_what_is_disclosed() {
    let linter = Linter::new().unwrap();
    type Change = fn(&str) -> String;
    let changes: [(&str, Change); 5] = [
        ("curly quotes", |text| text.replace('\'', "\u{2019}")),
        ("double spaces", |text| text.replace(' ', "  ")),
        ("a trailing emoji", |text| format!("{text} 😊")),
        ("zero-width characters", |text| text.replace('a', "a\u{200b}")),
        ("width forms", |text| text.chars().map(|c| if c == 'e' { 'ｅ' } else { c }).collect()),
    ];
    for text in drafts(31).iter().filter(|text| !text.contains(['@', '/', '\u{2018}'])) {
        let plain = fired(&linter, text);
        for (name, change) in &changes {
            assert_eq!(fired(&linter, &change(text)), plain, "{name}: {text}");
        }
    }
}

#[test]
fn a_safe_sentence_never_removes_a_disclosure() {
    let linter = Linter::new().unwrap();
    let safe =
        ["Thank you for writing.", "We cannot say whether anyone is a patient here.", "Our office opens at eight."];
    for text in drafts(17) {
        let alone = fired(&linter, &text);
        for sentence in safe {
            let stop = if text.trim_end().ends_with(['.', '!', '?']) { " " } else { ".\n\n" };
            for around in [format!("{sentence} {text}"), format!("{text}{stop}{sentence}")] {
                let with = fired(&linter, &around);
                assert!(alone.is_subset(&with), "{alone:?} {with:?}: {around}");
            }
        }
    }
}

#[test]
fn case_changes_little() {
    let linter = Linter::new().unwrap();
    let drafts = drafts(13);
    let flagged = |change: fn(&str) -> String| {
        drafts.iter().map(|text| !fired(&linter, &change(text)).is_empty()).collect::<Vec<bool>>()
    };
    let as_is = flagged(str::to_owned);
    let count = as_is.iter().filter(|flagged| **flagged).count();
    assert!(count > 100, "{count}");
    for change in [str::to_lowercase as fn(&str) -> String, str::to_uppercase] {
        let changed = flagged(change);
        let lost = as_is.iter().zip(&changed).filter(|(before, after)| **before && !**after).count();
        let new = as_is.iter().zip(&changed).filter(|(before, after)| !**before && **after).count();
        assert!(lost * 10 <= count && new * 20 <= as_is.len() - count, "{lost} lost, {new} new of {count}");
    }
}
