//! No rule file and no text makes it panic, and what is found lies in the text.

use proptest::prelude::*;
use replylint::vale::Styles;
use std::collections::BTreeMap;

/// Pieces that regexes are made of, good and bad.
const PIECES: &[&str] = &[
    "a",
    "b+",
    "(",
    ")",
    "[",
    "]",
    "[^a-z]",
    "|",
    "?",
    "*",
    "{2}",
    "{",
    "}",
    "\\b",
    "\\w",
    "\\",
    "(?i)",
    "(?=",
    "(?!x)",
    "(?<=a)",
    "(?<!",
    "(?:",
    ".",
    "^",
    "$",
    "é",
    "\\p{L}",
    "\\1",
    "(?>",
    "[a-z-[aeiou]]",
    "+?",
    "++",
    " ",
    "%s",
    "😊",
    "\\d",
    "\\x41",
    "\\u00e9",
    "(?P<n>a)",
    "[\\w-_]",
    "\\Z",
    "(?x) ",
    "#",
    "-",
    "_",
    "[[:alpha:]]",
    "&&",
    "~~",
    "--",
    "<",
    ">",
    "$1",
];

/// Lines that rule files are made of.
const LINES: &[&str] = &[
    "extends: existence",
    "extends: substitution",
    "extends: occurrence",
    "extends: repetition",
    "extends: consistency",
    "extends: conditional",
    "extends: capitalization",
    "extends: metric",
    "extends: readability",
    "extends: spelling",
    "extends: S.B",
    "message: \"%s %s\"",
    "message: x",
    "level: error",
    "scope: sentence",
    "scope: [paragraph, raw]",
    "ignorecase: true",
    "nonword: true",
    "tokens: [a, b]",
    "tokens:\n  - 'R'",
    "swap:\n  'R': 'R'",
    "swap: {a: b}",
    "token: 'R'",
    "max: 1",
    "min: 2",
    "either: {'R': b}",
    "first: 'R'",
    "second: 'R'",
    "match: $title",
    "match: $sentence",
    "match: 'R'",
    "formula: words / sentences",
    "condition: '> 1'",
    "metrics: [SMOG]",
    "grade: 3",
    "raw: ['R']",
    "exceptions: ['R']",
    "action: {name: edit, params: [regex, 'R', '$1']}",
    "action: {name: replace}",
    "limit: 1",
    "alpha: true",
    "append: true",
    "vocab: false",
    "tokens+: [c]",
    "- x",
    "? y",
    "a: &x [*x]",
    "\t",
];

fn regex() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..8).prop_map(|parts| parts.concat())
}

fn rule() -> impl Strategy<Value = String> {
    (prop::collection::vec(prop::sample::select(LINES), 1..7), regex()).prop_map(|(lines, regex)| {
        let regex = regex.replace('\'', "''");
        lines.iter().map(|line| line.replace('R', &regex) + "\n").collect()
    })
}

fn text() -> impl Strategy<Value = String> {
    let part = prop::sample::select(&[
        "a",
        "b",
        "ab",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "é",
        "😊",
        "A",
        "Thank you",
        "the the",
        ".",
        "! ",
        "5",
        "’",
        "&rsquo;",
        "_",
        "漢",
        "\u{301}",
        "İ",
        "\u{212a}",
    ]);
    prop::collection::vec(part, 0..30).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_rule_on_any_text(one in rule(), other in rule(), text in text()) {
        let files = BTreeMap::from([("s/S/A.yml".to_owned(), one), ("s/S/B.yml".to_owned(), other)]);
        let styles = Styles::load(&files, "s").unwrap();
        let alerts = styles.alerts(&text);
        for alert in &alerts {
            prop_assert!(text.get(alert.span.clone()).is_some());
        }
        prop_assert_eq!(alerts, styles.alerts(&text));
        let _ = styles.verify();
    }

    #[test]
    fn any_file_at_all(one in ".{0,200}", ini in ".{0,200}", text in "\\PC{0,60}") {
        let files = BTreeMap::from([("s/S/A.yml".to_owned(), one), (".vale.ini".to_owned(), ini)]);
        let _ = Styles::load(&files, "s").unwrap().alerts(&text);
        let _ = Styles::load(&files, ".vale.ini");
    }

    /// A text with letters beyond ASCII is searched in another way: it must find the same words.
    #[test]
    fn accents_and_emoji_hide_nothing(before in "[a-z é😊’]{0,20}", after in "[ é😊’a-z]{0,20}") {
        let rule = "extends: existence\nmessage: x\ntokens: [zebra, 'z\\w+a', '(?<!q)zebra']\n".to_owned();
        let files = BTreeMap::from([("s/S/A.yml".to_owned(), rule)]);
        let text = format!("{before} zebra {after}");
        let alerts = Styles::load(&files, "s").unwrap().alerts(&text);
        prop_assert!(alerts.iter().any(|alert| &text[alert.span.clone()] == "zebra"));
    }
}

#[test]
fn a_rule_that_takes_too_long_is_given_up_and_said() {
    let rule =
        "extends: existence\nmessage: x\nnonword: true\ntokens: ['(?=(a+)+b)(a+)+c(?!d)', '(a|aa)+(?=$)(?<=b)']\n";
    let files = BTreeMap::from([("s/S/A.yml".to_owned(), rule.to_owned())]);
    let styles = Styles::load(&files, "s").unwrap();
    let linter = replylint::Linter::builder().without_builtin().vale(styles).build().unwrap();
    let text = format!("{}c", "a".repeat(60));
    let report = linter.lint(&replylint::Draft::new(text));
    assert_eq!(report.incomplete, [replylint::report::Limit::Steps]);
    assert_eq!(report.checked.vale, Some(false));
    assert_eq!(report.verdict, replylint::Verdict::Unchecked);
}

/// A long text costs what its length says: counts go on, and what is too much for a report is said.
#[test]
fn long_texts() {
    let rules = [
        ("Many", "extends: existence\nmessage: x\ntokens: [a]\n"),
        ("Count", "extends: occurrence\nmessage: \"%s words\"\nmax: 20000\ntoken: '\\b\\w+\\b'\n"),
        ("Same", "extends: repetition\nmessage: x\ntokens: ['\\w+']\n"),
    ];
    let files: BTreeMap<String, String> =
        rules.iter().map(|(name, text)| (format!("s/S/{name}.yml"), (*text).to_owned())).collect();
    let styles = Styles::load(&files, "s").unwrap();
    let text = "a a. ".repeat(20_000);
    let alerts = styles.alerts(&text);
    assert!(alerts.iter().any(|alert| alert.message == "40000 words"));
    assert_eq!(alerts.len(), 2_000 + 1 + 2_000);
    let linter = replylint::Linter::builder().without_builtin().vale(styles).build().unwrap();
    let report = linter.lint(&replylint::Draft::new(text));
    assert_eq!(report.findings.len(), 1_000);
    assert!(report.incomplete.contains(&replylint::report::Limit::Findings));
}
