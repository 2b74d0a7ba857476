//! What rules count, and what they show of it.

use super::{error, findings, flagged};
use replylint::{Brand, Draft, Linter};

/// What a limit of one counts of, flags and relates.
fn over(of: &str, max: u32, draft: &str) -> Option<(String, Vec<String>)> {
    let rule = format!("match.limit = {{ of = \"{of}\", max = {max} }}");
    let found = findings(&rule, &Draft::new(draft));
    let first = found.first()?;
    let related = first.related.iter().map(|place| draft[place.start..place.end].to_owned());
    Some((draft[first.span.range()].to_owned(), related.collect()))
}

#[test]
fn each_sort_is_counted_as_it_is_documented() {
    let text =
        |flagged: &str, related: &[&str]| Some((flagged.to_owned(), related.iter().map(|r| (*r).to_owned()).collect()));
    assert_eq!(over("words", 2, "One two, three four."), text("three four.", &[]));
    assert_eq!(over("characters", 4, "  ab\r\ncdef  "), text("def", &[]));
    assert_eq!(over("characters", 7, "ab\r\ncdef"), None);
    assert_eq!(over("characters", 3, "é👍🏽xy"), text("xy", &[]));
    assert_eq!(over("sentences", 1, "One. Two. Three."), text("Two. Three", &[]));
    assert_eq!(over("paragraphs", 1, "One.\nTwo.\n\nThree.\n \nFour."), text("Three.\n \nFour", &[]));
    assert_eq!(over("lines", 2, "One\n\nTwo\nThree\n"), text("Three", &[]));
    assert_eq!(over("links", 0, "a.example/b and c.com"), text("a.example/b", &["c.com"]));
    assert_eq!(over("mentions", 0, "Hi @sam, @kim"), text("@sam", &["@kim"]));
    assert_eq!(over("emoji", 1, "👍🏽 👩‍⚕️ 1️⃣"), text("👩‍⚕️", &["1️⃣"]));
    assert_eq!(over("exclamations", 1, "¡Hola! So! Yes!!"), text("!", &["!", "!"]));
    assert_eq!(over("questions", 1, "¿Qué? So?! a.com/?x=1"), text("?!", &[]));
    assert_eq!(over("phones", 0, "Call 412-555-0107 or 412-555-0108"), text("412-555-0107", &["412-555-0108"]));
    assert_eq!(over("emails", 0, "a@b.example"), text("a@b.example", &[]));
    assert_eq!(over("capitals", 1, "The VA and FDA, I am A2"), text("FDA", &[]));
    assert_eq!(over("list_items", 2, "- a\n* b\n• c\n4. d\n4.5 e"), text("• c", &["4. d"]));
    assert_eq!(over("sentence_words", 2, "One two. Three four five."), text("Three four five", &[]));
    assert_eq!(over("paragraph_sentences", 1, "One.\n\nTwo. Three."), text("Two. Three", &[]));
}

#[test]
fn a_report_says_how_many() {
    let rule = "match.limit = { of = \"words\", max = 2, min = 2 }";
    let cues =
        |draft| findings(rule, &Draft::new(draft)).iter().flat_map(|found| found.cues.clone()).collect::<Vec<_>>();
    assert_eq!(cues("One two three."), ["3 words".into()]);
    assert_eq!(cues("One."), ["1 word".into()]);
    assert!(cues("One two.").is_empty() && cues("").is_empty());
}

#[test]
fn a_pattern_may_stand_at_most_so_often() {
    let rule = "match.limit = { any = [\"sorry\", \"apologi(s|z)e\"], max = 1 }";
    assert_eq!(flagged(rule, "Sorry. We are sorry, so sorry."), ["sorry"]);
    assert!(flagged(rule, "Sorry.").is_empty() && flagged(rule, "").is_empty());
    let least = "match.limit = { any = [\"thanks\"], min = 1 }";
    assert_eq!(flagged(least, "We mended it."), ["We mended it"]);
    assert!(flagged(least, "Thanks.").is_empty());
}

#[test]
fn limits_that_no_draft_can_meet_are_refused() {
    assert!(error("match.limit = { max = 1 }").contains("nothing to count"));
    assert!(error("match.limit = { of = \"words\", any = [\"a\"], max = 1 }").contains("or two things"));
    assert!(error("match.limit = { of = \"words\" }").contains("no number"));
    assert!(error("match.limit = { of = \"words\", min = 2, max = 1 }").contains("`min` is more than `max`"));
}

#[test]
fn the_body_ends_where_the_sign_off_begins() {
    let rule = "schema = 1\nbrand = \"Mend\"\n[identity]\nsign_off = [\"[the] mend bench [team]\", \"(best|warm) regards\"]\n\
        [[rule]]\nid = \"brand/length\"\nlevel = \"revise\"\nmessage = \"m\"\nwhy = \"w\"\ndo = \"d\"\n\
        match.limit = { of = \"words\", max = 3, body = true }\n";
    let linter = Linter::builder().without_builtin().brand(Brand::parse(rule, "brand.toml").unwrap()).build().unwrap();
    let flagged = |draft: &str| {
        linter
            .lint(&Draft::new(draft))
            .findings
            .iter()
            .map(|found| draft[found.span.range()].to_owned())
            .collect::<Vec<_>>()
    };
    for passes in [
        "We mended it.\nWarm regards,\nNell from the Mend Bench team",
        "We mended it. The Mend Bench team",
        "We mended it.\n\nNell, The Mend Bench team\n",
        "The Mend Bench team",
        "",
    ] {
        assert!(flagged(passes).is_empty(), "{passes}");
    }
    assert_eq!(flagged("We mended it well.\nThe Mend Bench team"), ["well."]);
    assert_eq!(
        flagged("The Mend Bench team says so, and this line is no sign-off at all."),
        ["team says so, and this line is no sign-off at all."]
    );
}
