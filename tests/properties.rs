//! What holds for every draft.

use proptest::prelude::*;
use replylint::{Channel, Draft, Format, Linter, Offsets, Pack, Regime, Report};

fn linter() -> &'static Linter {
    static LINTER: std::sync::OnceLock<Linter> = std::sync::OnceLock::new();
    LINTER.get_or_init(|| Linter::new().unwrap())
}

/// Text that has something to find, and text that has nothing in common with any.
fn drafts() -> impl Strategy<Value = String> {
    let phrases = prop::sample::select(vec![
        "Thank you for your recent visit",
        "Call us at (412) 555-0107",
        "We guarantee it",
        "Hi {{first_name}}",
        "SSN 219-09-9999",
        "your appointment on 3/14/2026",
        "As an AI language model",
        "jane@mail.example",
        "!!",
        "WE ARE SORRY FOR THIS",
        "your balance of $42",
        "é",
        "👩‍⚕️",
        "\u{200b}",
        "ｖｉｓｉｔ",
        "\n\n",
        "- ",
        "<b>",
        "&amp;",
        "> ",
        "\u{202e}",
    ]);
    let any = prop_oneof![phrases.prop_map(str::to_owned), "\\PC{0,12}", any::<String>()];
    prop::collection::vec(any, 0..8).prop_map(|parts| parts.join(" "))
}

fn spans_lie_in(report: &Report, draft: &str) {
    for finding in &report.findings {
        assert!(draft.get(finding.span.range()).is_some_and(|text| !text.is_empty()), "{:?}", finding.span);
        assert_eq!(finding.fingerprint.len(), 16);
    }
}

proptest! {
    #[test]
    fn lint_never_fails_and_spans_lie_in_the_draft(text in drafts(), inbound in drafts(), html: bool) {
        let format = if html { Format::Html } else { Format::Text };
        for &regime in Regime::ALL {
            let report = linter().lint(&Draft::new(text.as_str()).inbound(inbound.as_str()).format(format).regime(regime));
            spans_lie_in(&report, &text);
            prop_assert!(regime != Regime::None || report.findings.iter().all(|f| f.category.as_str() != "phi"));
        }
    }

    #[test]
    fn the_same_draft_gives_the_same_bytes(text in drafts()) {
        static AGAIN: std::sync::OnceLock<Linter> = std::sync::OnceLock::new();
        let again = AGAIN.get_or_init(|| Linter::new().unwrap());
        let draft = Draft::new(text.as_str());
        prop_assert_eq!(linter().lint(&draft).to_json(), again.lint(&draft).to_json());
    }

    #[test]
    fn debug_shows_no_text(text in "[a-z]{12,20}") {
        let draft = Draft::new(format!("Thanks for your visit {text}")).inbound(text.clone());
        let report = linter().lint(&draft);
        for shown in [format!("{draft:?}"), format!("{report:?}"), report.to_json()] {
            prop_assert!(!shown.contains(&text));
        }
    }
}

#[test]
fn many_equal_one_by_one_in_order() {
    let texts: Vec<String> =
        (0..1_000).map(|i| format!("Reply {i}: thank you for your visit{}", "!".repeat(i % 4))).collect();
    let drafts: Vec<Draft<'_>> = texts.iter().map(|text| Draft::new(text.as_str())).collect();
    let single: Vec<Report> = drafts.iter().map(|draft| linter().lint(draft)).collect();
    for threads in [0, 1, 2, 7] {
        assert_eq!(linter().lint_many(&drafts, threads), single, "{threads} threads");
    }
}

#[test]
fn the_order_of_packs_does_not_matter() {
    let pack = |name: &str, word: &str| {
        let text = format!(
            "schema = 1\npack = \"{name}\"\nversion = \"1.0.0\"\n[[rule]]\nid = \"brand/{name}\"\nlevel = \"revise\"\n\
             message = \"m\"\nwhy = \"w\"\ndo = \"d\"\nmatch.phrase.any = [\"{word}\"]\n"
        );
        Pack::parse(&text, &format!("{name}.toml")).unwrap()
    };
    let (a, b) = (pack("one", "apple"), pack("two", "pear"));
    let build = |x: &Pack, y: &Pack| Linter::builder().pack(x.clone()).pack(y.clone()).build().unwrap();
    let draft = Draft::new("An apple and a pear.");
    assert_eq!(build(&a, &b).lint(&draft).to_json(), build(&b, &a).lint(&draft).to_json());
}

#[test]
fn what_is_set_for_all_drafts_is_never_weakened_by_one() {
    let strict = Linter::builder().regime(Regime::Hipaa).channel(Channel::PublicReview).build().unwrap();
    let mut draft = Draft::new("x").regime(Regime::None).channel(Channel::Portal);
    draft.context.authenticated = true;
    let policy = strict.lint(&draft).policy;
    assert_eq!((policy.regime, policy.channel), (Regime::Hipaa, Channel::PublicReview));
    let policy = strict.lint(&Draft::new("x").regime(Regime::Part2).channel(Channel::Dm)).policy;
    assert_eq!((policy.regime, policy.channel), (Regime::Part2, Channel::Dm));
}

#[test]
fn offsets_are_those_of_the_unit_that_was_asked_for() {
    let text = "👩‍⚕️ é – Hi {{first_name}}!";
    let byte = linter().lint(&Draft::new(text)).findings[0].span;
    for &unit in Offsets::ALL {
        let span = Linter::builder().offsets(unit).build().unwrap().lint(&Draft::new(text)).findings[0].span;
        let count = |end: usize| match unit {
            Offsets::Utf8 => end,
            Offsets::Utf16 => text[..end].encode_utf16().count(),
            Offsets::Chars => text[..end].chars().count(),
        };
        assert_eq!((span.start, span.end), (count(byte.start), count(byte.end)), "{unit}");
    }
}
