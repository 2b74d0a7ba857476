//! Corpora that make no sense.

use crate::support::{Dir, phi, text};
use replylint_cli::eval::Options;
use serde_json::{Value, json};

/// The error that a second line gives, after a good first one.
fn error_of(line: &str) -> String {
    let dir = Dir::new();
    let good = phi("good", "Thanks.", "ok", &[], json!({}));
    let file = dir.write("phi.jsonl", format!("{good}\n\n{line}\n"));
    let error = text(std::slice::from_ref(&file), &Options::default()).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    let place = format!("{}:3: ", file.display());
    error.to_string().strip_prefix(&place).unwrap_or_else(|| panic!("{error} does not begin with {place}")).to_owned()
}

fn bad(change: Value) -> String {
    error_of(&phi("bad", "Secret words.", "ok", &[], change).to_string())
}

#[test]
fn errors_name_file_line_and_field() {
    assert!(error_of("{\"id\":").starts_with("the line is not JSON"));
    assert_eq!(error_of("[1]"), "the line is not a JSON object");
    assert!(error_of("{\"id\":\"x\"}").contains("no known shape"));
    assert!(bad(json!({"label": "fine"})).contains("unknown `label`"));
    assert!(bad(json!({"label": "generic"})).contains("this one is of the generic shape"));
    assert_eq!(bad(json!({"id": "good"})), "the id of this case is taken by phi.jsonl:1");
    assert_eq!(bad(json!({"id": 7})), "`id` is not a string");
    assert_eq!(bad(json!({"kinds": "x"})), "`kinds` is not a list");
    assert_eq!(bad(json!({"spans": [1]})), "`spans` is not a list of strings");
    assert_eq!(bad(json!({"fold": 5})), "`fold` is not a number from 1 to 4");
    assert_eq!(bad(json!({"hard": "yes"})), "`hard` is not true or false");
    assert!(bad(json!({"chanel": "dm"})).contains("did you mean `channel`"));
    assert!(bad(json!({"channel": "fax"})).contains("unknown channel"));
    assert!(bad(json!({"context": {"consents": 1}})).contains("`context`"));
    assert!(bad(json!({"draft": null})).contains("`draft`"));
}

#[test]
fn a_span_must_stand_in_its_text() {
    let error = bad(json!({"spans": ["words", "hidden matter"]}));
    assert_eq!(error, "number 2 of `spans` does not stand in the draft");
}

#[test]
fn other_shapes_are_read_as_strictly() {
    let dir = Dir::new();
    let fails = |line: Value| text(&[dir.lines("x.jsonl", &[line])], &Options::default()).unwrap_err().to_string();
    let brand = |violations: Value| json!({"id": "b", "brand": "b", "draft": "d", "violations": violations});
    assert!(fails(brand(json!([{"guideline": "x", "txt": null}]))).ends_with("unknown field `txt` in `violations`"));
    assert!(fails(brand(json!([{"text": null}]))).ends_with("the case has no `guideline`"));
    assert!(fails(brand(json!([{"guideline": "x", "text": ""}]))).contains("write null"));
    let generic = |span: Value| json!({"id": "g", "draft": "d", "label": "mixed", "kinds": [], "spans": [span]});
    assert!(fails(generic(json!({"kind": "k", "text": "z"}))).ends_with("does not stand in the draft"));
    assert!(fails(generic(json!({"kind": "k", "text": "d", "in": "x"}))).contains("`in` of a span"));
    assert!(fails(json!({"id": "r", "reply": "x", "brand": "b", "location": "l"})).ends_with("no `variation`"));
}

#[test]
fn files_and_options_must_fit() {
    let dir = Dir::new();
    let fails = |files: &[std::path::PathBuf], options: &Options| text(files, options).unwrap_err().to_string();
    assert!(fails(&[], &Options::default()).contains("at least one corpus"));
    assert!(fails(&[dir.path().join("none.jsonl")], &Options::default()).contains("none.jsonl"));
    assert!(fails(&[dir.path().to_owned()], &Options::default()).contains("holds no .jsonl file"));
    assert!(fails(&[dir.write("empty.jsonl", "\n")], &Options::default()).ends_with("the file holds no case"));
    assert!(fails(&[dir.write("bytes.jsonl", b"\xff\n")], &Options::default()).ends_with(":1: the line is not UTF-8"));
    assert!(fails(&[], &Options { folds: vec![5], ..Options::default() }).contains("there is no fold 5"));
}

#[test]
fn fields_of_no_meaning_are_noted_once() {
    let dir = Dir::new();
    let lines: Vec<_> = ["a", "b"].map(|id| phi(id, "Thanks.", "ok", &[], json!({"source_page": "x"}))).into();
    let (shown, _) = text(&[dir.lines("phi.jsonl", &lines)], &Options::default()).unwrap();
    assert_eq!(shown.matches("field `source_page` was not read").count(), 1);
}

#[test]
fn a_corpus_larger_than_a_batch_is_whole() {
    let dir = Dir::new();
    let lines: Vec<_> =
        (0..1300).map(|index| phi(&format!("c{index}"), "Your visit.", "violation", &[], json!({}))).collect();
    let (shown, _) = text(&[dir.lines("phi.jsonl", &lines)], &Options::default()).unwrap();
    assert!(shown.contains("100.0% [99.7, 100.0] 1300/1300"), "{shown}");
}

#[test]
fn a_corpus_cannot_steer_the_terminal() {
    let dir = Dir::new();
    let more = json!({"kinds": ["\u{1b}[2J"], "specialty": "\u{1b}]0;x\u{7}"});
    let files = [dir.lines("phi.jsonl", &[phi("\u{1b}[31m", "A \u{1b}[1m word.", "violation", &[], more)])];
    let options = Options { errors: true, show_text: true, ..Options::default() };
    let (shown, _) = text(&files, &options).unwrap();
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{7}'), "{shown:?}");
}
