//! The rules of `tests/packs` and their examples.

use replylint::verify::verify;
use replylint::{Linter, Pack};

#[test]
fn every_example_does_what_it_says() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/kinds.toml")).unwrap();
    let pack = Pack::parse(&text, "kinds.toml").unwrap();
    let linter = Linter::builder().pack(pack.clone()).build().unwrap();
    let outcome = verify(&pack, &linter);
    let failures: Vec<String> = outcome.failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(outcome.examples >= 6 * outcome.rules, "{} examples", outcome.examples);
}
