//! The JSON Schemas that ship are those of the types, and what ships fits them.
#![cfg(feature = "schema")]

mod common;

use replylint::{Pack, schema};
use serde_json::{Value, json};

fn fits(schema: &Value, instance: &Value) -> bool {
    jsonschema::validator_for(schema).expect("the schema is one").is_valid(instance)
}

#[test]
fn the_files_are_those_of_the_types() {
    for (name, schema) in [
        ("report", schema::report()),
        ("record", schema::record()),
        ("pack", schema::pack()),
        ("brand", schema::brand()),
        #[cfg(feature = "audit")]
        ("metrics", schema::metrics()),
    ] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/{name}.schema.json"));
        common::compare(&path, &(serde_json::to_string_pretty(&schema).unwrap() + "\n"));
    }
}

#[test]
fn the_built_in_packs_fit_and_a_misspelt_key_does_not() {
    let schema = schema::pack();
    for pack in Pack::builtin() {
        let value: Value = toml::from_str::<toml::Table>(pack.text()).map(|table| json!(table)).unwrap();
        assert!(fits(&schema, &value), "{}", pack.origin());
        let mut wrong = value;
        wrong["rule"] = json!([{"idd": "brand/x"}]);
        assert!(!fits(&schema, &wrong), "{}", pack.origin());
    }
}

#[test]
fn records_fit_and_wrong_ones_do_not() {
    let schema = schema::record();
    assert!(fits(&schema, &json!({"draft": "x", "channel": "dm", "context": {"authenticated": true}, "other": 1})));
    for wrong in [json!({}), json!({"draft": "x", "channel": "fax"}), json!({"draft": "x", "context": {"auth": true}})]
    {
        assert!(!fits(&schema, &wrong), "{wrong}");
    }
}

#[cfg(feature = "audit")]
#[test]
fn figures_fit() {
    use replylint::audit::{Audit, AuditOptions, Metrics, MetricsOptions};
    let mut audit = Audit::new(AuditOptions::new());
    let linter = replylint::Linter::new().unwrap();
    for text in ["We are glad that your root canal went well!", "Hi {{first_name}}, thank you.", ""] {
        let mut draft = replylint::Draft::new(text);
        draft.location = Some("Elm Street".into());
        draft.rating = Some(1);
        draft.received_at = Some("2026-03-01T10:00:00Z".into());
        draft.posted_at = Some("2026-03-02T10:00:00Z".into());
        audit.add(&draft, &linter.lint(&draft)).unwrap();
    }
    let metrics = audit.metrics(&MetricsOptions::new().period("2026-03-01", "2026-03-31")).unwrap();
    let value = serde_json::to_value(&metrics).unwrap();
    let schema = schema::metrics();
    assert!(fits(&schema, &value));
    assert_eq!(serde_json::from_value::<Metrics>(value.clone()).unwrap(), metrics);
    let mut wrong = value;
    wrong["whole"]["current"]["replies"] = json!("two");
    assert!(!fits(&schema, &wrong));
}
