//! Generic replies: labels, kinds, spans, the baseline.

use crate::support::{all, corpus, count};
use replylint_cli::eval::Options;
use serde_json::{Value, json};

fn case(id: &str, draft: &str, label: &str, kinds: &[&str], spans: &[(&str, &str)], fold: u8) -> Value {
    let spans: Vec<_> = spans.iter().map(|(kind, text)| json!({"kind": kind, "text": text})).collect();
    json!({"id": id, "inbound": "Is it open?", "draft": draft, "label": label, "kinds": kinds, "spans": spans, "fold": fold})
}

fn cases() -> Vec<Value> {
    let stock = "boilerplate_phrase";
    vec![
        case("a", "This could be anyone.", "generic", &["no_reference_to_inbound"], &[], 1),
        case(
            "b",
            "Do reach out, we strive daily: doors open at 9.",
            "mixed",
            &[stock],
            &[(stock, "Do reach out"), (stock, "we strive daily to please".get(..15).unwrap())],
            2,
        ),
        case("c", "Doors open at 9 on Monday.", "specific", &[], &[], 2),
        case("d", "Here could be anyone at 9.", "specific", &[], &[], 3),
        case("e", "So long.", "generic", &[stock], &[(stock, "So long")], 3),
    ]
}

#[test]
fn labels_are_read_from_findings() {
    let corpus = corpus(&cases(), &Options::default());
    assert_eq!(all(&corpus, "accuracy"), (3, 5));
    assert_eq!(all(&corpus, "false_alarms"), (1, 2));
    assert_eq!(all(&corpus, "misses"), (1, 2));
    let confusion = corpus.confusion.as_ref().unwrap();
    assert_eq!((confusion["generic"]["generic"], confusion["specific"]["generic"]), (1, 1));
    let number = |id: &str| corpus.numbers.iter().find(|number| number.id == id).unwrap().parts["all"];
    assert_eq!(number("macro_f1"), 0.666667);
    assert_eq!(all(&corpus, "baseline").1, 5);
    assert!(number("baseline_macro_f1") <= 1.0);
}

#[test]
fn kinds_have_precision_and_recall() {
    let corpus = corpus(&cases(), &Options::default());
    assert_eq!(count(&corpus, "kind_recall", "kind", "boilerplate_phrase"), (1, 2));
    assert_eq!(count(&corpus, "kind_precision", "kind", "boilerplate_phrase"), (1, 1));
    assert_eq!(count(&corpus, "kind_precision", "kind", "no_reference_to_inbound"), (1, 2));
    assert_eq!(all(&corpus, "spans"), (2, 3));
}

#[test]
fn what_no_rule_looks_for_is_said() {
    let corpus = corpus(&cases(), &Options::default());
    let notes = corpus.notes.join("\n");
    assert!(notes.contains("the linter has no rule for asks_for_info_already_given"), "{notes}");
    assert!(!notes.contains("no rule of the linter makes a draft generic"), "{notes}");
}

#[test]
fn a_span_may_lie_in_the_inbound() {
    let mut open = case("a", "Thanks.", "generic", &["unanswered_question"], &[], 1);
    open["spans"] = json!([{"kind": "unanswered_question", "text": "Is it open?", "in": "inbound"}]);
    assert_eq!(all(&corpus(&[open], &Options::default()), "spans"), (0, 1));
}
