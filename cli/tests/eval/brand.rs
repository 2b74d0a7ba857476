//! Violations of a brand's guidelines.

use crate::support::{Dir, all, count, results, rule, text};
use replylint_cli::eval::Options;
use replylint_cli::eval::result::Corpus;
use serde_json::{Value, json};

fn case(id: &str, brand: &str, draft: &str, violations: &[(&str, Option<&str>)]) -> Value {
    let one = |(guideline, text): &(&str, Option<&str>)| json!({"guideline": guideline, "text": text});
    json!({"id": id, "brand": brand, "channel": "email", "draft": draft, "violations": violations.iter().map(one).collect::<Vec<_>>()})
}

fn evaluate(dir: &Dir) -> Corpus {
    let acme = [
        case("a1", "acme", "All is well.", &[]),
        case(
            "a2",
            "acme",
            "A smiley, cheaply made.",
            &[("emoji", Some("smiley")), ("forbidden_term", Some("cheaply"))],
        ),
        case("a3", "acme", "A smiley, twice a smiley.", &[("emoji", Some("twice")), ("sign_off", None)]),
        case("a4", "acme", "Cheaply does it.", &[]),
    ];
    let other = [case("o1", "other", "A smiley here.", &[("emoji", None)])];
    dir.lines("brands/acme.jsonl", &acme);
    dir.lines("brands/other.jsonl", &other);
    dir.write("brands/other.md", "No smileys.");
    let file =
        ["schema = 1\nbrand = \"acme\"\n", &rule("brand/forbidden-term-cheap", "revise", &["cheaply"], "")].concat();
    let brands = vec![dir.write("acme.toml", file)];
    let options = Options { brands, errors: true, ..Options::default() };
    results(&[dir.path().join("brands")], &options, None).corpora.remove(0)
}

#[test]
fn violations_are_matched_by_guideline_and_text() {
    let corpus = evaluate(&Dir::new());
    assert_eq!(corpus.files, ["acme.jsonl", "other.jsonl"]);
    assert_eq!(all(&corpus, "false_alarms"), (1, 2));
    assert_eq!(all(&corpus, "faulty"), (3, 3));
    assert_eq!(all(&corpus, "recall"), (3, 5));
    assert_eq!(count(&corpus, "recall", "guideline", "forbidden_term"), (1, 1), "a rule may continue its guideline");
    assert_eq!(count(&corpus, "recall", "guideline", "emoji"), (2, 3), "the texts must overlap where there is one");
    assert_eq!(count(&corpus, "recall", "guideline", "sign_off"), (0, 1));
    assert_eq!(count(&corpus, "recall", "brand", "other"), (1, 1));
    assert_eq!(all(&corpus, "precision"), (3, 6));
    assert_eq!(count(&corpus, "precision", "guideline", "emoji"), (2, 4));
    let f1 = |by: &str| corpus.numbers.iter().find(|number| number.by == by).unwrap().parts["all"];
    assert_eq!((f1("all"), f1("guideline")), (0.545455, 0.571429));
}

#[test]
fn brands_without_a_file_are_named() {
    let corpus = evaluate(&Dir::new());
    let note = "no brand file for `other` (its guideline in prose is other.md): its drafts were checked with the \
                common rules alone";
    assert!(corpus.notes.iter().any(|own| own == note), "{:?}", corpus.notes);
    let errors: Vec<_> = corpus.errors.unwrap().into_iter().map(|one| (one.error, one.id)).collect();
    assert!(errors.contains(&("miss".to_owned(), "a3".to_owned())));
    assert!(errors.contains(&("false_alarm".to_owned(), "a4".to_owned())));
}

#[test]
fn a_brand_file_that_fits_nothing_is_a_warning() {
    let dir = Dir::new();
    let files = [dir.lines("b.jsonl", &[case("a", "other", "Hello.", &[])])];
    let file = dir.write("acme.toml", "schema = 1\nbrand = \"acme\"\n");
    let options = Options { brands: vec![file.clone()], ..Options::default() };
    let (_, warnings) = text(&files, &options).unwrap();
    assert!(warnings.contains("the brand file of `acme` was not used"), "{warnings}");
    let twice = Options { brands: vec![file.clone(), file], ..Options::default() };
    assert!(text(&files, &twice).unwrap_err().to_string().contains("two brand files are named `acme`"));
}

#[test]
fn suppressions_that_no_draft_needed_are_warnings() {
    let dir = Dir::new();
    let files = [dir.lines("b.jsonl", &[case("a", "acme", "Bring your Epic Pass.", &[])])];
    let suppress = |text: &str| {
        format!(
            "[[suppress]]\nrule = \"brand/forbidden-term\"\ntext = \"{text}\"\nreason = \"our {text}\"\nauthor = \"ann\"\n"
        )
    };
    let both = [suppress("epic pass"), suppress("epic card")].concat();
    let head = "schema = 1\nbrand = \"acme\"\n[terms]\nbanned = [\"epic\"]\n";
    let file = dir.write("acme.toml", format!("{head}{both}"));
    let options = Options { brands: vec![file], ..Options::default() };
    let (_, warnings) = text(&files, &options).unwrap();
    assert!(warnings.contains("acme.toml:10: the suppression of `brand/forbidden-term` was not used"), "{warnings}");
    assert!(!warnings.contains("acme.toml:5"), "{warnings}");
}
