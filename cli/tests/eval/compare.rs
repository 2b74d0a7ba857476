//! Two results side by side.

use crate::support::{Dir, phi, results, text};
use replylint_cli::eval::{Options, OutputFormat};
use serde_json::{Value, json};

/// Results on a corpus whose first `flagged` of 50 violations are flagged, and one case that B alone has.
fn save(dir: &Dir, side: &str, flagged: std::ops::Range<usize>) {
    let draft = |index: usize| if flagged.contains(&index) { "Your visit." } else { "Your day." };
    let case = |index: usize| {
        let spans: &[&str] = if flagged.contains(&index) { &["visit"] } else { &[] };
        phi(&format!("v{index}"), draft(index), "violation", spans, json!({"fold": 2}))
    };
    let mut lines: Vec<Value> = (0..50).map(case).collect();
    if side == "b" {
        lines.push(phi("extra", "Your visit.", "violation", &[], json!({"fold": 3})));
    }
    let files = [dir.lines(&format!("{side}.jsonl"), &lines)];
    let results = results(&files, &Options { cases: true, ..Options::default() }, None);
    dir.write(&format!("{side}/phi.json"), serde_json::to_string(&results).unwrap());
}

fn compare(dir: &Dir, format: OutputFormat) -> Result<String, String> {
    let compare = Some((dir.path().join("a"), dir.path().join("b")));
    let written = text(&[], &Options { compare, format, ..Options::default() });
    written.map(|(out, _)| out).map_err(|error| error.to_string())
}

#[test]
fn cases_are_compared_one_by_one() {
    let dir = Dir::new();
    // 10 lost, 20 gained, 20 kept, none in neither.
    save(&dir, "a", 0..30);
    save(&dir, "b", 10..50);
    let result: Value = serde_json::from_str(&compare(&dir, OutputFormat::Json).unwrap()).unwrap();
    let recall = result["paired"].as_array().unwrap().iter().find(|one| one["measure"] == "recall").unwrap();
    let part = &recall["parts"]["2-4"];
    assert_eq!((&part["gained"], &part["lost"], &part["of"]), (&json!(20), &json!(10), &json!(50)));
    assert_eq!((&part["a"], &part["b"], &part["difference"]), (&json!(0.6), &json!(0.8), &json!(0.2)));
    assert_eq!((&part["only_a"], &part["only_b"]), (&json!(0), &json!(1)));
    let bound = |name: &str| part[name].as_f64().unwrap();
    assert!(bound("low") < 0.0 && bound("high") > 0.2 && (bound("p") - 0.098737).abs() < 1e-6, "{part}");
    let table = compare(&dir, OutputFormat::Table).unwrap();
    assert!(table.contains("60.0% ->  80.0%  +20.0 ["), "{table}");
    assert!(table.contains("gained 20, lost 10 of 50  p 0.099  (only in A 0, only in B 1)"), "{table}");
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let dir = Dir::new();
    assert!(compare(&dir, OutputFormat::Table).unwrap_err().contains("not a directory"));
    dir.write("a/notes.txt", "");
    dir.write("b/notes.txt", "");
    assert!(compare(&dir, OutputFormat::Table).unwrap_err().contains("holds no .json file"));
    dir.write("a/phi.json", "{}");
    assert!(compare(&dir, OutputFormat::Table).unwrap_err().contains("phi.json:1: not a result"));
    let files = [dir.lines("c.jsonl", &[phi("v", "Your visit.", "violation", &[], json!({}))])];
    let bare = results(&files, &Options::default(), None);
    dir.write("a/phi.json", serde_json::to_string(&bare).unwrap());
    assert!(compare(&dir, OutputFormat::Table).unwrap_err().contains("--cases"));
    save(&dir, "a", 0..9);
    dir.write("a/again.json", std::fs::read(dir.path().join("a/phi.json")).unwrap());
    assert!(compare(&dir, OutputFormat::Table).unwrap_err().contains("stand in another file"));
    let both = Options { compare: Some((dir.path().into(), dir.path().into())), ..Options::default() };
    assert!(text(&files, &both).unwrap_err().to_string().contains("give no files"));
}
