//! The bytes of both formats. `BLESS=1 cargo test` writes them anew.

use crate::support::{Dir, phi, text};
use replylint_cli::eval::{Options, OutputFormat};
use serde_json::{Value, json};
use std::path::Path;

fn check(name: &str, format: OutputFormat) {
    let dir = Dir::new();
    let cases: Vec<Value> = vec![
        phi(
            "a",
            "About your visit.",
            "violation",
            &["your visit"],
            json!({"kinds": ["confirms_visit_or_date"], "fold": 1, "specialty": "dental"}),
        ),
        phi("b", "About the crème.", "violation", &["crème"], json!({"kinds": ["medication"], "fold": 2})),
        phi("c", "Call us.", "ok", &[], json!({"kinds": ["ok_offline_invite"], "fold": 2, "hard": false})),
        phi("d", "Nothing to say.", "violation", &["Nothing"], json!({"kinds": ["condition"]})),
    ];
    let options = Options { format, cases: true, errors: true, ..Options::default() };
    let (written, warnings) = text(&[dir.lines("phi.jsonl", &cases)], &options).unwrap();
    assert_eq!(warnings, "");
    let written = written.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/eval/golden").join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &written).expect("the golden file");
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, golden, "{name} changed; look at the difference, then bless it");
}

#[test]
fn json_is_stable() {
    check("phi.json", OutputFormat::Json);
}

#[test]
fn the_table_is_stable() {
    check("phi.txt", OutputFormat::Table);
}
