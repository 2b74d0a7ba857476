//! No text makes a rule fail, whatever it looks for, and every span lies in the draft.

use super::pack;
use proptest::prelude::*;
use replylint::{Brand, Draft, Format, Linter, Pack};
use std::sync::OnceLock;

/// Every kind, with as little as possible between it and the text.
const RULES: &[&str] = &[
    "match.prefer.instead = { \"a*\" = \"an other\", \"log in*\" = [\"sign in\", \"x\"], \"(b|c) ..2 d\" = \"e\", \"ж\" = \"ß\" }",
    "match.casing = { words = [\"GitHub\", \"Mend Bench\", \"éé\", \"aB cD-eF\"] }",
    "match.require = { any = [\"a\"], where = \"last_line\", line = true }",
    "match.require = { any = [\"a\"], when = [\"b\", \"the\"], near = 3 }",
    "match.forbid = { any = [\"a\", \"the\"], except = \"end\" }",
    "match.limit = { of = \"words\", max = 1, body = true }",
    "match.limit = { of = \"characters\", max = 3, min = 2, body = true }",
    "match.limit = { of = \"sentences\", max = 0 }",
    "match.limit = { of = \"paragraphs\", max = 0 }",
    "match.limit = { of = \"lines\", max = 1 }",
    "match.limit = { of = \"links\", max = 0 }",
    "match.limit = { of = \"hashtags\", max = 0 }",
    "match.limit = { of = \"mentions\", max = 0 }",
    "match.limit = { of = \"emoji\", max = 0 }",
    "match.limit = { of = \"exclamations\", max = 0 }",
    "match.limit = { of = \"questions\", max = 0 }",
    "match.limit = { of = \"phones\", max = 0 }",
    "match.limit = { of = \"emails\", max = 0 }",
    "match.limit = { of = \"capitals\", max = 0 }",
    "match.limit = { of = \"list_items\", max = 0 }",
    "match.limit = { of = \"sentence_words\", max = 1, body = true }",
    "match.limit = { of = \"paragraph_sentences\", max = 1, min = 1 }",
    "match.limit = { any = [\"a\"], max = 0, min = 0 }",
    "match.emoji = { max = 0, only = [\"👍\"], emoticons = true }",
    "match.links = { only = [\"a.example\"], shorteners = false, text = [\"here\"], max = 0 }",
    "match.consistency = { either = [[\"a\", \"b\", \"the\"]] }",
    "match.repetition = {}",
    "match.capitalization = { of = \"sentences\", style = \"sentence\" }",
    "match.capitalization = { of = \"lines\", style = \"title\" }",
    "match.capitalization = { of = \"draft\", style = \"lower\" }",
    "match.capitalization = { of = \"draft\", style = \"upper\" }",
    "match.readability = { measure = \"smog\", max = 0.0, at_least_words = 0, body = true }",
    "match.metric = { formula = \"sqrt(words) - sentences / paragraphs\", max = 0 }",
    "match.exactly = { texts = [\"A b. C d.\"], sign_off = true }",
    #[cfg(feature = "spelling")]
    "match.spelling = { language = \"en\" }",
];

fn linter() -> &'static Linter {
    static LINTER: OnceLock<Linter> = OnceLock::new();
    LINTER.get_or_init(|| {
        let brand = "schema = 1\nbrand = \"Mend\"\n[identity]\nsign_off = [\"the\", \"mend bench\"]\n";
        let packs: Vec<Pack> = RULES.iter().map(|rule| pack(&[rule])).collect();
        let packs = packs.into_iter().enumerate().map(|(index, pack)| {
            let text = pack
                .text()
                .replace("\"test\"", &format!("\"test-{index}\""))
                .replace("test-0", &format!("kind-{index}"));
            Pack::parse(&text, "any.toml").unwrap()
        });
        let builder = Linter::builder().without_builtin().brand(Brand::parse(brand, "brand.toml").unwrap());
        let builder = builder.dictionary("en", "SET UTF-8\nTRY esianrtolcdugmphbyfvkwz\n", "3\nthe\nmend\nbench\n");
        packs.fold(builder, replylint::LinterBuilder::pack).build().unwrap()
    })
}

fn drafts() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "a",
        "the",
        "The the",
        "log in",
        "LOG  IN",
        "b x d",
        "git-hub",
        "mend bench",
        "The Mend Bench",
        ". ",
        "\n",
        "\n\n",
        "\r\n",
        "- ",
        "4. ",
        "!",
        "?!",
        "https://",
        "a.example/b",
        "b.com",
        "@",
        "@a",
        "#",
        "#a",
        "x@y.co",
        "412-555-0107",
        "+44 20 7946 0958",
        "1️⃣",
        "👩‍⚕️",
        "🇺🇸",
        "🇺",
        "\u{200d}",
        "\u{fe0f}",
        ":)",
        "<3",
        "here",
        "É",
        "é",
        "e\u{301}",
        "ß",
        "İ",
        "ŉ",
        "ﬁ",
        "ǅ",
        "&amp;",
        "<b>",
        "</b>",
        "<br>",
        "> ",
        "-- \n",
        "｛",
        "０",
        "ａ",
        "\u{202e}",
        "ｌ o g",
        "m e n d",
    ]);
    let any = prop_oneof![4 => parts.prop_map(str::to_owned), 1 => "\\PC{0,12}", 1 => any::<String>()];
    let joins = prop::sample::select(vec!["", " ", " "]);
    prop::collection::vec((any, joins), 0..14)
        .prop_map(|parts| parts.into_iter().map(|(part, join)| part + join).collect())
}

proptest! {
    #[test]
    fn no_text_makes_a_kind_fail(draft in drafts(), inbound in drafts(), html: bool) {
        let format = if html { Format::Html } else { Format::Text };
        let report = linter().lint(&Draft::new(draft.as_str()).inbound(inbound).format(format));
        for finding in &report.findings {
            let text = draft.get(finding.span.range());
            prop_assert!(text.is_some_and(|text| !text.is_empty()), "{} at {:?} of {draft:?}", finding.rule, finding.span);
            for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
                prop_assert!(draft.get(edit.start..edit.end).is_some(), "{} edits {edit:?} of {draft:?}", finding.rule);
            }
            for related in &finding.related {
                prop_assert!(draft.get(related.start..related.end).is_some());
            }
        }
    }
}

#[test]
#[ignore = "measures time: the full run has it"]
fn time_is_linear() {
    let repeated = [
        "log in ",
        "git-hub ",
        "The the ",
        "@a#b",
        "412-555-0107 ",
        "👍",
        "a.b.c/",
        ":)",
        "the. ",
        "b ",
        "\n",
        "((",
        "- x\n",
        "color colour ",
    ];
    for part in repeated {
        // The best of a few runs: others may use the machine.
        let lint = |count: usize| {
            let draft = part.repeat(count);
            let run = |_| {
                let start = std::time::Instant::now();
                let _ = linter().lint(&Draft::new(draft.as_str()));
                start.elapsed().as_secs_f64()
            };
            (0..3).map(run).fold(f64::INFINITY, f64::min)
        };
        // Eight times the text may not take 32 times as long; what is quadratic takes 64 times.
        let (short, long) = (lint(500).max(0.002), lint(4_000));
        assert!(long < 32.0 * short, "{part:?}: {short} and {long} seconds");
    }
}
