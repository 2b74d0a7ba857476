//! `docs/kinds.md` names every kind, and its examples do what they say.

use replylint::verify::verify;
use replylint::{Linter, Pack};

fn page() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/kinds.md")).unwrap().replace("\r\n", "\n")
}

#[test]
fn the_examples_of_the_page_run() {
    let page = page();
    let blocks = page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let mut rules = 0;
    for block in blocks {
        let text = format!("schema = 1\npack = \"page\"\nversion = \"1.0.0\"\n{block}");
        let pack = Pack::parse(&text, "docs/kinds.md").unwrap_or_else(|error| panic!("{error}\n{block}"));
        let linter = Linter::builder().pack(pack.clone()).build().unwrap_or_else(|error| panic!("{error}\n{block}"));
        let outcome = verify(&pack, &linter);
        let failures: Vec<String> = outcome.failures.iter().map(ToString::to_string).collect();
        assert!(failures.is_empty(), "{}", failures.join("\n"));
        assert!(outcome.examples >= 2, "{block}");
        rules += outcome.rules;
    }
    assert!(rules >= 13, "{rules} examples");
}

#[cfg(feature = "schema")]
#[test]
fn every_kind_has_a_row() {
    let schema = replylint::schema::pack();
    let of = |value: &serde_json::Value| value["required"][0].as_str().map(str::to_owned);
    let rule = &schema["$defs"]["RuleTable"]["properties"]["match"];
    let name = rule["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
    let kinds: Vec<String> = schema["$defs"][name]["oneOf"].as_array().unwrap().iter().filter_map(of).collect();
    assert!(kinds.len() > 30, "{kinds:?}");
    let page = page();
    let rows: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("| `")?.split("` | ").next()).take(kinds.len()).collect();
    let mut missing: Vec<&String> = kinds.iter().filter(|kind| !rows.contains(&kind.as_str())).collect();
    missing.sort();
    assert!(missing.is_empty(), "{missing:?} have no row");
}
