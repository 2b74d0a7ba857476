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
