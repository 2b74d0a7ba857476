//! Disclosures: recall, false alarms, spans, kinds, pairs.

use crate::support::{all, corpus, count, measure, phi, text};
use replylint_cli::eval::Options;
use serde_json::{Value, json};

fn cases() -> Vec<Value> {
    vec![
        phi(
            "a",
            "About your visit.",
            "violation",
            &["your visit"],
            json!({"kinds": ["confirms_visit_or_date"], "fold": 1, "pair": "p", "specialty": "dental"}),
        ),
        phi(
            "b",
            "Call us any time.",
            "ok",
            &[],
            json!({"kinds": ["ok_offline_invite"], "fold": 1, "pair": "p", "hard": false}),
        ),
        phi(
            "c",
            "About your visit and your filling.",
            "violation",
            &["your filling"],
            json!({"kinds": ["medication"], "fold": 2, "channel": "dm"}),
        ),
        phi(
            "d",
            "Your bill is settled.",
            "violation",
            &["Your bill"],
            json!({"kinds": ["billing_or_insurance"], "fold": 3, "pair": "q"}),
        ),
        phi(
            "e",
            "Plan your visit online.",
            "ok",
            &[],
            json!({"kinds": ["ok_education"], "fold": 3, "pair": "q", "hard": true, "regime": "none"}),
        ),
        phi(
            "f",
            "Thanks to a loyal patient.",
            "disputed",
            &["loyal patient"],
            json!({"kinds": ["implied_confirmation"], "pair": "p"}),
        ),
        phi("g", "About your visit.", "disputed", &[], json!({"kinds": ["implied_confirmation"]})),
    ]
}

#[test]
fn recall_and_false_alarms_stand_apart() {
    let corpus = corpus(&cases(), &Options::default());
    assert_eq!((corpus.cases, corpus.labels["violation"], corpus.labels["disputed"]), (7, 3, 2));
    assert_eq!(all(&corpus, "recall"), (2, 3), "a note flags nothing");
    assert_eq!(all(&corpus, "false_alarms"), (1, 2));
    assert_eq!(all(&corpus, "disputed"), (1, 2), "a disputed finding flags nothing");
    assert_eq!(count(&corpus, "false_alarms", "hard", "true"), (1, 1));
    assert_eq!(count(&corpus, "false_alarms", "hard", "false"), (0, 1));
    assert_eq!(count(&corpus, "false_alarms", "regime", "none"), (1, 1));
    assert_eq!(count(&corpus, "recall", "channel", "public_review"), (1, 2));
    assert_eq!(count(&corpus, "recall", "channel", "dm"), (1, 1));
    assert_eq!(count(&corpus, "recall", "kind", "billing_or_insurance"), (0, 1));
    assert_eq!(count(&corpus, "recall", "stratum", "dental"), (1, 1));
    let rate = measure(&corpus, "recall").groups[0].parts["all"];
    assert_eq!((rate.rate, rate.low, rate.high), (0.666667, Some(0.20766), Some(0.938508)));
}

#[test]
fn spans_kinds_and_pairs_are_counted() {
    let corpus = corpus(&cases(), &Options::default());
    assert_eq!(all(&corpus, "spans"), (2, 2), "only flagged violations count");
    assert_eq!(all(&corpus, "any_span"), (2, 2));
    assert_eq!(all(&corpus, "kinds"), (1, 3));
    assert_eq!(all(&corpus, "outside"), (10, 10 + 22));
    assert_eq!(measure(&corpus, "outside").groups[0].parts["all"].low, None, "characters do not stand for themselves");
    assert_eq!(all(&corpus, "pairs"), (1, 2), "a disputed member is left out");
}

#[test]
fn pairs_of_one_label_are_skipped() {
    let lines = [
        phi("a", "Thanks.", "ok", &[], json!({"pair": "p"})),
        phi("b", "Thank you.", "ok", &[], json!({"pair": "p"})),
        phi("c", "Your visit.", "disputed", &[], json!({"pair": "p"})),
    ];
    assert_eq!(all(&corpus(&lines, &Options::default()), "pairs"), (0, 0));
}

#[test]
fn spans_beyond_ascii_and_overlapping_ones_are_counted_in_characters() {
    let lines =
        [phi("a", "Ünder the crème 🦷 and the crème.", "violation", &["crème 🦷", "the crème", "🦷 and"], json!({}))];
    let corpus = corpus(&lines, &Options::default());
    assert_eq!(all(&corpus, "spans"), (2, 3));
    assert_eq!(all(&corpus, "any_span"), (1, 1));
    assert_eq!(all(&corpus, "outside"), (0, 18), "any occurrence of a span will do");
}

#[test]
fn folds_are_parts_and_can_be_chosen() {
    let corpus_of = |folds: &[u8]| corpus(&cases(), &Options { folds: folds.to_vec(), ..Options::default() });
    let whole = corpus_of(&[]);
    let parts = &measure(&whole, "recall").groups[0].parts;
    assert_eq!((parts["1"].of, parts["2-4"].of, parts.get("none")), (1, 2, None));
    assert_eq!(measure(&whole, "disputed").groups[0].parts["none"].of, 2);
    let some = corpus_of(&[2, 3]);
    assert_eq!(some.cases, 3);
    assert!(some.notes.iter().any(|note| note.starts_with("4 cases of other folds")), "{:?}", some.notes);
    assert!(!measure(&some, "recall").groups[0].parts.contains_key("1"));
}

#[test]
fn text_is_shown_only_when_asked_for() {
    let dir = crate::support::Dir::new();
    let files = [dir.lines("phi.jsonl", &cases())];
    let errors = Options { errors: true, ..Options::default() };
    let (shown, _) = text(&files, &errors).unwrap();
    assert!(shown.contains("  d; billing_or_insurance; below: phi/billing\n"), "{shown}");
    assert!(shown.contains("  e; ok_education; flagged by phi/visit\n"), "{shown}");
    assert!(!shown.contains("settled") && !shown.contains("online"));
    let (shown, _) = text(&files, &Options { show_text: true, ..errors }).unwrap();
    assert!(shown.contains("    Your bill is settled.\n"), "{shown}");
    let (quiet, _) = text(&files, &Options { show_text: true, cases: true, ..Options::default() }).unwrap();
    assert!(!quiet.contains("settled"), "only the list of errors shows text");
}
