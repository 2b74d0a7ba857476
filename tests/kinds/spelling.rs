//! Words that a dictionary does not know.

use super::pack;
use replylint::report::Applicability;
use replylint::{Brand, Draft, Finding, Linter, Pack};

const AFFIXES: &str = "SET UTF-8\nTRY esianrtolcdugmphbyfvkwz'\nWORDCHARS '\nSFX S Y 1\nSFX S 0 s .\n";
const WORDS: &str = "19\nthe\nwe\nwill\ncall\nyou\nabout\ncoat/S\ndon't\nthank\nfor\nwriting\nyour\nof\nis\nto\nand\nshop\nnice\nfound\n";

fn build(rule: &str) -> Result<Linter, replylint::Error> {
    let brand = "schema = 1\nbrand = \"Stalder\"\n[identity]\nnames = [\"Stalder Outfitters\"]\n";
    let brand = Brand::parse(brand, "brand.toml").unwrap();
    let builder = Linter::builder().without_builtin().brand(brand).dictionary("en", AFFIXES, WORDS);
    builder.pack(pack(&[rule])).build()
}

fn findings(draft: &Draft<'_>) -> Vec<Finding> {
    build("match.spelling = { language = \"en\", words = [\"MossLine\"] }").unwrap().lint(draft).findings
}

#[test]
fn unknown_words_are_flagged_with_what_was_meant() {
    let draft = Draft::new("We wil call you about teh Coats, and don’t mossline.");
    let found = findings(&draft);
    let words: Vec<&str> = found.iter().map(|finding| &draft.text[finding.span.range()]).collect();
    assert_eq!(words, ["wil", "teh"]);
    let fixes: Vec<&str> = found[0].fixes.iter().map(|fix| fix.edits[0].text.as_str()).collect();
    assert!(fixes.contains(&"will") && fixes.len() <= 3, "{fixes:?}");
    assert!(found.iter().flat_map(|found| &found.fixes).all(|fix| fix.applicability == Applicability::Suggested));
}

#[test]
fn what_somebody_else_wrote_is_right() {
    let text =
        "Thank you for writing to Stalder about the Zorbcoat, Quib: @quibbler, quib.example/zonk, A12, NASA and x.";
    assert!(findings(&Draft::new(text).inbound("My Zorbcoat is nice").author("Quib Smith")).is_empty());
    assert!(!findings(&Draft::new(text)).is_empty());
}

#[test]
fn other_languages_are_not_read() {
    let spanish =
        "Gracias por su comentario, nos alegra mucho saber que le gustaron los zapatos que usted compró con nosotros.";
    assert!(findings(&Draft::new(spanish)).is_empty());
}

#[test]
fn a_dictionary_must_be_there_and_one() {
    let fault = build("match.spelling = { language = \"es\" }").unwrap_err().to_string();
    assert!(fault.contains("no dictionary of `es` was given") && fault.contains("test.toml:10:"), "{fault}");
    let digest = |linter: &Linter| linter.lint(&Draft::new("x")).policy.digest;
    let other = Linter::builder()
        .without_builtin()
        .pack(Pack::parse("schema = 1\npack = \"p\"\nversion = \"1\"\n", "p").unwrap());
    let plain = digest(&other.clone().build().unwrap());
    assert_ne!(
        plain,
        digest(&other.dictionary("en", AFFIXES, WORDS).build().unwrap()),
        "a dictionary is part of the policy"
    );
}
