//! The shared golden cases through the command line: the same bytes as from Rust.

use replylint_cli::{Io, run};
use serde_json::Value;
use std::path::Path;

#[test]
fn the_shared_cases_give_the_same_bytes() {
    let doors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/doors");
    let cases = std::fs::read_to_string(doors.join("cases.jsonl")).unwrap();
    let reports = std::fs::read_to_string(doors.join("reports.jsonl")).unwrap();
    assert_eq!(cases.lines().count(), reports.lines().count());
    for (case, expected) in cases.lines().zip(reports.lines()) {
        let case: Value = serde_json::from_str(case).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut args: Vec<String> =
            ["replylint", "check", "--records", "-", "--records-format", "jsonl", "--format", "jsonl"]
                .map(Into::into)
                .to_vec();
        for (name, value) in case["settings"].as_object().unwrap() {
            args.extend([format!("--{}", name.replace('_', "-")), value.as_str().unwrap().to_owned()]);
        }
        let mut file = |option: &str, name: String, text: &Value| {
            let path = folder.path().join(name);
            std::fs::write(&path, text.as_str().unwrap()).unwrap();
            args.extend([option.to_owned(), path.to_str().unwrap().to_owned()]);
        };
        if !case["brand"].is_null() {
            file("--brand", "brand.toml".to_owned(), &case["brand"]);
        }
        for (index, pack) in case["packs"].as_array().unwrap().iter().enumerate() {
            file("--pack", format!("pack-{index}.toml"), pack);
        }
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let record = case["record"].to_string();
        let mut io = Io {
            stdin: &mut record.as_bytes(),
            stdout: &mut stdout,
            stderr: &mut stderr,
            stdout_is_terminal: false,
            stderr_is_terminal: false,
        };
        let code = run(args.into_iter().map(Into::into).collect(), &mut io);
        assert!(code != 2, "{}: {}", case["name"], String::from_utf8_lossy(&stderr));
        assert_eq!(String::from_utf8(stdout).unwrap().trim_end(), expected, "{}", case["name"]);
    }
}
