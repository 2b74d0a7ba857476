//! The shared golden cases through the Rust door. The command line and the Python package run the same file and must
//! give the same bytes.

mod common;

use replylint::{Brand, Linter, LinterBuilder, Offsets, Pack, record};
use serde_json::Value;

fn word<T: std::str::FromStr<Err = String>>(case: &Value, name: &str) -> Option<T> {
    case["settings"].get(name).map(|value| value.as_str().unwrap().parse().unwrap())
}

fn with<T>(
    builder: LinterBuilder,
    value: Option<T>,
    set: impl FnOnce(LinterBuilder, T) -> LinterBuilder,
) -> LinterBuilder {
    match value {
        Some(value) => set(builder, value),
        None => builder,
    }
}

fn build(case: &Value) -> Linter {
    let mut builder = Linter::builder().offsets(word::<Offsets>(case, "offsets").unwrap_or(Offsets::Utf8));
    builder = with(builder, word(case, "regime"), LinterBuilder::regime);
    builder = with(builder, word(case, "practice"), LinterBuilder::practice);
    builder = with(builder, word(case, "profile"), LinterBuilder::profile);
    builder = with(builder, word(case, "channel"), LinterBuilder::channel);
    builder = with(builder, case["settings"]["as_of"].as_str(), LinterBuilder::as_of);
    for pack in case["packs"].as_array().unwrap() {
        builder = builder.pack(Pack::parse(pack.as_str().unwrap(), "pack.toml").unwrap());
    }
    let brand = case["brand"].as_str().map(|text| Brand::parse(text, "brand.toml").unwrap());
    with(builder, brand, LinterBuilder::brand).build().unwrap()
}

#[test]
fn the_shared_cases_give_their_reports() {
    let cases = include_str!("golden/doors/cases.jsonl");
    let mut reports = String::new();
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let Value::Object(fields) = case["record"].clone() else { panic!("a record") };
        let (draft, _) = record::read(fields, &[]).unwrap();
        reports.push_str(&build(&case).lint(&draft).to_json());
        reports.push('\n');
    }
    common::golden("doors/reports.jsonl", &reports);
}
