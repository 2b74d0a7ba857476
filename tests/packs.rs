//! Every example of every built-in rule, alone and with all packs together.

use replylint::verify::verify;
use replylint::{Linter, Pack};

#[test]
fn every_example_does_what_it_says() {
    let linter = Linter::new().expect("the built-in packs build");
    let mut examples = 0;
    let mut failures = Vec::new();
    for pack in Pack::builtin() {
        let outcome = verify(&pack, &linter);
        examples += outcome.examples;
        failures.extend(outcome.failures.iter().map(ToString::to_string));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(examples > 0, "no example was run");
}
