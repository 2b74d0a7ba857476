//! Reuse: with and without a detector.

use crate::support::{Dir, all, count, results, text};
use replylint_cli::eval::{Judgement, Options, Reply, Reuse};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn case(id: &str, reply: &str, template: Option<&str>, variation: &str, day: u8) -> Value {
    json!({"id": id, "brand": "b", "location": "l", "posted_at": format!("2026-01-{day:02}T00:00:00Z"),
           "inbound_rating": 4, "reply": reply, "template": template, "variation": variation})
}

fn cases() -> Vec<Value> {
    vec![
        case("1", "warm words", Some("t"), "slots", 1),
        case("2", "warm words", Some("t"), "slots", 2),
        case("3", "own words", None, "original", 3),
        case("4", "warm words", None, "courtesy", 4),
        case("5", "other words", Some("t"), "synonyms", 5),
    ]
}

/// Calls a reply reused that was given before, word for word.
#[derive(Default)]
struct Verbatim(BTreeMap<String, Vec<String>>);

impl Reuse for Verbatim {
    fn judge(&mut self, reply: &Reply) -> Judgement {
        let seen = self.0.entry(reply.text.clone()).or_default();
        let like = seen.clone();
        seen.push(reply.id.clone());
        Judgement { flagged: !like.is_empty(), like }
    }
}

#[test]
fn replies_and_pairs_are_counted() {
    let dir = Dir::new();
    let files = [dir.lines("reuse.jsonl", &cases())];
    let corpus = results(&files, &Options::default(), Some(&mut Verbatim::default())).corpora.remove(0);
    assert_eq!(all(&corpus, "false_alarms"), (1, 2));
    assert_eq!(count(&corpus, "false_alarms", "variation", "courtesy"), (1, 1));
    assert_eq!(all(&corpus, "recall"), (1, 2));
    assert_eq!(count(&corpus, "recall", "variation", "synonyms"), (0, 1));
    assert_eq!(all(&corpus, "first"), (0, 1));
    assert_eq!(all(&corpus, "pair_precision"), (1, 3));
    assert_eq!(all(&corpus, "pair_recall"), (1, 3));
    let f1 = corpus.numbers.iter().find(|number| number.id == "pair_f1" && number.by == "all").unwrap();
    assert_eq!(f1.parts["all"], 0.333333);
    assert!(corpus.notes.is_empty(), "{:?}", corpus.notes);
}

#[test]
fn without_rules_nothing_is_measured() {
    let dir = Dir::new();
    let (shown, _) = text(&[dir.lines("reuse.jsonl", &cases())], &Options::default()).unwrap();
    assert!(
        shown.contains("reuse: 5 cases (2 no template, 3 template) in reuse.jsonl\n  not measured: no reuse rules")
    );
}

#[test]
fn a_history_out_of_order_is_noted() {
    let dir = Dir::new();
    let lines: Vec<_> = cases().into_iter().rev().collect();
    let files = [dir.lines("reuse.jsonl", &lines)];
    let corpus = results(&files, &Options::default(), Some(&mut Verbatim::default())).corpora.remove(0);
    assert!(corpus.notes[0].contains("not in the order of time"));
}
