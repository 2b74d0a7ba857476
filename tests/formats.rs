//! Every output format over the same few reports, against golden files and the formats' own schemas.

mod common;

use common::golden;
use proptest::prelude::*;
use replylint::output::{self, Format, Item, Options};
use replylint::{Category, Offsets, Report};
use serde_json::{Value, json};

/// A report from its parts; what is not given is empty.
fn report(parts: Value) -> Report {
    let mut whole = json!({
        "schema": 1, "id": null, "verdict": "pass",
        "checked": {"phi": true, "privacy": null, "generic": true, "brand": null, "vale": null},
        "unchecked": [], "offsets": "utf-8", "findings": [], "escalations": [], "overridden": [],
        "scores": {"coverage": 400, "anchors": 1, "own_facts": 2, "reuse": null}, "incomplete": [], "skipped": [],
        "policy": {"digest": "0f".repeat(32), "engine": "0.1.0",
                   "packs": [{"id": "generic", "version": "1.0.0"}, {"id": "phi", "version": "1.0.0"}],
                   "regime": "hipaa", "regime_given": false, "practice": "general", "profile": "standard",
                   "channel": "public_review", "as_of": null}
    });
    for (key, value) in parts.as_object().unwrap() {
        whole[key] = value.clone();
    }
    serde_json::from_value(whole).unwrap()
}

/// A finding over the first place where `needle` stands.
fn finding(draft: &str, needle: &str, rule: &str, level: &str, more: Value) -> Value {
    let start = draft.find(needle).unwrap();
    let mut whole = json!({
        "rule": rule, "category": rule.split('/').next().unwrap(), "level": level,
        "span": {"start": start, "end": start + needle.len()}, "fingerprint": "00112233aabbccdd",
        "message": "says that the reader was seen here",
        "why": "Confirming an encounter confirms that the person is a patient.",
        "advice": "Thank them for the feedback; offer a private channel.",
        "cite": ["45 CFR 164.502(a)", "45 CFR 160.103"], "disputed": false, "sources": null,
        "cues": ["addressee", "past"], "fixes": [], "related": []
    });
    for (key, value) in more.as_object().unwrap() {
        whole[key] = value.clone();
    }
    whole
}

struct Case {
    name: &'static str,
    draft: &'static str,
    inbound: Option<&'static str>,
    report: Report,
}

const WIDE: &str = "Liebe Grüße 👩‍👩‍👧 家族!\r\n\tThanks, 田中様, for your visit 🦷 on Monday.\r\nBye\u{1b}[31m\r\n";
const LONG: &str = "Thank you so much for taking the time to write to us; we love to hear that everyone was friendly. \
    We hope that your root canal healed well and that the front desk answered everything you asked about the bill that \
    we sent in March. Our office is open on Mondays and Thursdays, and we would be glad if you called us at any time.";
const TURN: &str = "Hi {first_name},\nwe are sorry that the\ncrown came loose.\n-- \nThe team\n";

fn cases() -> Vec<Case> {
    let case = |name, draft, inbound, parts| Case { name, draft, inbound, report: report(parts) };
    let inbound = "My root canal was a horror 😡 and the bill is wrong.";
    let at = inbound.find("root canal").unwrap();
    vec![
        case("pass", "Thank you for your feedback.", None, json!({"id": "r0"})),
        case(
            "notes",
            "We value your feedback.",
            None,
            json!({"findings": [finding("We value your feedback.", "value your feedback", "generic/stock-phrase", "note", json!({
                "message": "is a phrase that every business writes", "why": "", "cite": [],
                "advice": "say what you will do with it"}))],
                "policy": {"digest": "aa", "engine": "0.1.0", "packs": [], "regime": "none", "regime_given": true,
                    "practice": "general", "profile": "lenient", "channel": "email", "as_of": "2026-01-01"}}),
        ),
        case(
            "wide",
            WIDE,
            None,
            json!({"verdict": "block", "findings": [
                finding(WIDE, "👩‍👩‍👧 家族", "privacy/identifier-name", "revise", json!({"fingerprint": "1111111111111111"})),
                finding(WIDE, "your visit 🦷 on Monday", "phi/visit", "block", json!({})),
                finding(WIDE, "🦷", "brand/emoji", "note", json!({"message": "has an emoji <that> the \"guide\" & we avoid",
                    "fixes": [{"title": "remove it", "applicability": "safe", "edits": [
                        {"start": WIDE.find("🦷").unwrap(), "end": WIDE.find("🦷").unwrap() + 4, "text": ""}]}]})),
            ]}),
        ),
        case(
            "long",
            LONG,
            Some(inbound),
            json!({"id": "r7", "verdict": "block", "findings": [
                finding(LONG, "your root canal healed", "phi/treatment", "block", json!({
                    "message": "says that the reader received a treatment",
                    "related": [{"in": "inbound", "start": at, "end": at + 10, "message": "comes from the message"},
                                {"in": "draft", "start": 12, "end": 16, "message": "is the person spoken to"}]})),
                finding(LONG, "the bill that we sent", "phi/billing", "revise", json!({
                    "disputed": true, "message": "speaks of the reader's bill",
                    "sources": {"for": ["HHS enforcement"], "against": ["a practice consultant", "a columnist"]}})),
            ], "escalations": [
                {"topic": "a complaint about billing", "role": "legal", "why": "Amounts may be argued over later.", "cite": [], "satisfied_by": null},
                {"topic": "a bad outcome", "role": "clinical", "why": "The message reports harm.",
                 "advice": "Ask a clinician to call & <listen>.", "cite": [], "satisfied_by": "Dr. B"}]}),
        ),
        case(
            "turn",
            TURN,
            None,
            json!({"verdict": "revise", "findings": [
                finding(TURN, "{first_name}", "generic/placeholder", "revise", json!({"message": "leaves a slot open", "cite": []})),
                finding(TURN, "that the\ncrown came loose", "phi/treatment", "revise", json!({})),
            ],
            "checked": {"phi": true, "privacy": null, "generic": true, "brand": false, "vale": false},
            "unchecked": [{"category": "brand", "reason": "language"}, {"category": "vale", "reason": "language"}],
            "incomplete": ["findings"],
            "skipped": [{"start": TURN.find("-- ").unwrap(), "end": TURN.len(), "reason": "signature"}],
            "overridden": [{"rule": "generic/deflection", "reason": "legal wants it", "by": "J. Doe", "at": "2026-03-01"},
                           {"rule": "phi/denial", "reason": "reviewed", "by": null, "at": null}]}),
        ),
        case(
            "html",
            "<p>Hi&nbsp;<b>Ann</b>,</p>\n<p>your <i>root canal</i> is fine.</p>",
            None,
            json!({"verdict": "block", "findings": [finding(
                "<p>Hi&nbsp;<b>Ann</b>,</p>\n<p>your <i>root canal</i> is fine.</p>",
                "your <i>root canal", "phi/treatment", "block", json!({}))]}),
        ),
        case(
            "empty",
            "",
            None,
            json!({"id": "r9", "verdict": "unchecked", "unchecked": [{"category": "phi", "reason": "empty"}],
                   "checked": {"phi": false, "privacy": null, "generic": null, "brand": null, "vale": null},
                   "offsets": "chars"}),
        ),
    ]
}

impl Case {
    fn item(&self) -> Item<'_> {
        let item = Item::new(&self.report).file("drafts/reply.txt").draft(self.draft);
        self.inbound.map_or(item, |inbound| item.inbound(inbound))
    }
}

fn options(change: impl FnOnce(&mut Options)) -> Options {
    let mut options = Options::default();
    change(&mut options);
    options
}

#[test]
fn text_without_the_draft() {
    for case in cases() {
        let hidden = output::render(Format::Text, &[case.item()], &Options::default());
        golden(&format!("formats/{}.hidden.txt", case.name), &hidden);
    }
    let case = &cases()[3];
    let bare = output::render(Format::Text, &[Item::new(&case.report)], &options(|o| o.width = 60));
    golden("formats/long.bare.txt", &bare);
    let row = case.item().record("replies.jsonl", 17);
    golden("formats/long.row.txt", &output::render(Format::Text, &[row], &options(|o| o.color = true)));
}

#[cfg(feature = "render")]
#[test]
fn text_with_the_draft() {
    for case in cases() {
        let shown = output::render(Format::Text, &[case.item()], &options(|o| o.show_text = true));
        golden(&format!("formats/{}.shown.txt", case.name), &shown);
    }
    let all = options(|o| (o.show_text, o.color) = (true, true));
    golden("formats/wide.color.txt", &output::render(Format::Text, &[cases()[2].item()], &all));
}

#[test]
fn pass_never_speaks_of_compliance() {
    let text = output::render(Format::Text, &[cases()[0].item()], &Options::default());
    assert!(text.contains("these rules found nothing") && !text.contains("compl"), "{text}");
}

#[test]
fn the_regime_is_named_once_and_only_when_nobody_gave_it() {
    let cases = cases();
    let items: Vec<_> = cases.iter().map(Case::item).collect();
    let text = output::render(Format::Text, &items, &Options::default());
    assert_eq!(text.matches("--regime none").count(), 1);
    assert!(!output::render(Format::Text, &[items[1]], &Options::default()).contains("--regime"), "given");
    assert!(!output::render(Format::Text, &[items[6]], &Options::default()).contains("--regime"), "phi unchecked");
    assert!(!output::render(Format::Text, &items, &options(|o| o.regime_hint = false)).contains("--regime"));
}

#[test]
fn json() {
    let cases = cases();
    golden("formats/long.json", &output::render(Format::Json, &[cases[3].item()], &Options::default()));
    let items: Vec<_> = cases.iter().map(Case::item).collect();
    let lines = output::render(Format::Jsonl, &items, &Options::default());
    golden("formats/all.jsonl", &lines);
    let back: Vec<Report> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(back.iter().eq(cases.iter().map(|case| &case.report)));
    assert_eq!(cases[3].report.to_json(), lines.lines().nth(3).unwrap());
    let list = output::render(Format::Json, &items, &Options::default());
    assert_eq!(serde_json::from_str::<Vec<Report>>(&list).unwrap(), back);
}

#[test]
fn streaming_formats_may_be_written_one_by_one() {
    let cases = cases();
    let items: Vec<_> = cases.iter().map(Case::item).collect();
    for &format in Format::ALL.iter().filter(|format| format.streams() && **format != Format::Text) {
        let one_by_one: String =
            items.iter().map(|&item| output::render(format, &[item], &Options::default())).collect();
        assert_eq!(one_by_one, output::render(format, &items, &Options::default()), "{format}");
    }
}

fn sarif_schema() -> jsonschema::Validator {
    // Its pattern of languages has a bracket too many, which only ECMAScript's lax mode reads as itself.
    let schema = include_str!("data/sarif-schema-2.1.0.json").replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}\\\\]?$");
    jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap()
}

#[track_caller]
fn valid(validator: &jsonschema::Validator, value: &Value) {
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn sarif() {
    let cases = cases();
    let mut items: Vec<_> = cases.iter().map(Case::item).collect();
    let validator = sarif_schema();
    let known = options(|o| o.baseline = Some(["1111111111111111".to_owned()].into()));
    let shown = options(|o| o.show_text = true);
    let hidden = Options::default();
    items.push(Item::new(&cases[3].report));
    items.push(cases[3].item().record("replies.jsonl", 17));
    for (name, items, options) in [
        ("all", &items[..], &hidden),
        ("wide.known", &items[2..3], &known),
        ("wide.shown", &items[2..3], &shown),
        ("none", &[], &hidden),
    ] {
        let log = output::render(Format::Sarif, items, options);
        valid(&validator, &serde_json::from_str(&log).unwrap());
        let version = concat!(r#""semanticVersion": ""#, env!("CARGO_PKG_VERSION"));
        golden(&format!("formats/{name}.sarif"), &log.replace(version, r#""semanticVersion": "0.0.0"#));
    }
    assert!(!validator.is_valid(&json!({"version": "2.1.0"})), "the schema is read");
}

#[test]
fn sarif_regions_agree_with_the_text() {
    let cases = cases();
    let log: Value =
        serde_json::from_str(&output::render(Format::Sarif, &[cases[2].item()], &options(|o| o.show_text = true)))
            .unwrap();
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        let number = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap();
        let found = region["snippet"]["text"].as_str().unwrap();
        let (start, length) = (number("charOffset"), number("charLength"));
        assert_eq!(WIDE.chars().skip(start).take(length).collect::<String>(), found);
        assert_eq!(&WIDE[number("byteOffset")..number("byteOffset") + number("byteLength")], found);
        let line = WIDE.lines().nth(number("startLine") - 1).unwrap();
        assert!(line.chars().skip(number("startColumn") - 1).collect::<String>().starts_with(found));
    }
}

#[test]
fn github() {
    let cases = cases();
    let mut items: Vec<_> = cases.iter().map(Case::item).collect();
    items.push(cases[3].item().record("a,b:c.jsonl", 17));
    items.push(Item::new(&cases[3].report));
    golden("formats/all.github.txt", &output::render(Format::Github, &items, &options(|o| o.show_text = true)));
}

#[test]
fn html() {
    for case in cases() {
        golden(&format!("formats/{}.highlight.html", case.name), &(case.report.highlight(case.draft) + "\n"));
        golden(&format!("formats/{}.table.html", case.name), &(case.report.table() + "\n"));
    }
}

#[test]
fn masking_keeps_every_place() {
    for case in cases() {
        let masked = case.report.mask(case.draft, '*');
        assert_eq!(masked.chars().count(), case.draft.chars().count());
        assert_eq!(masked.lines().count(), case.draft.lines().count());
    }
    let cases = cases();
    assert_eq!(
        cases[4].report.mask(TURN, '█'),
        "Hi {first_name},\nwe are sorry ████████\n████████████████.\n-- \nThe team\n"
    );
    assert_eq!(
        cases[4].report.mask_categories(TURN, '*', &[Category::Generic]),
        "Hi ************,\nwe are sorry that the\ncrown came loose.\n-- \nThe team\n"
    );
    assert!(!cases[4].report.mask_categories(TURN, '*', Category::ALL).contains("crown"));
}

#[test]
fn feedback() {
    for case in cases() {
        golden(&format!("formats/{}.feedback.txt", case.name), &case.report.feedback());
    }
}

/// Nothing that was not asked for shows words of the draft.
#[test]
fn drafts_stay_out_of_the_output() {
    const SECRET: &str = "xylophonist";
    let draft = format!("Dear {SECRET},\n{SECRET} was {SECRET} here.");
    let found = report(json!({"verdict": "block", "findings": [
        finding(&draft, &format!("Dear {SECRET}"), "phi/visit", "block", json!({
            "related": [{"in": "draft", "start": 5, "end": 16, "message": "named"},
                        {"in": "inbound", "start": 0, "end": 11, "message": "named"}],
            "fixes": [{"title": "remove", "applicability": "suggested", "edits": [{"start": 0, "end": 16, "text": ""}]}]}))]}));
    let item = Item::new(&found).file("a.txt").draft(&draft).inbound(SECRET);
    let whole = options(|o| o.show_text = true);
    for &format in Format::ALL {
        assert!(!output::render(format, &[item], &Options::default()).contains(SECRET), "{format}");
        let shows = format == Format::Sarif || (format == Format::Text && cfg!(feature = "render"));
        assert_eq!(output::render(format, &[item], &whole).contains(SECRET), shows, "{format}");
    }
    for text in [found.table(), found.feedback(), format!("{item:?} {found:?}")] {
        assert!(!text.contains(SECRET));
    }
    assert_eq!(found.mask(&draft, '*').matches(SECRET).count(), 2);
}

#[test]
fn offsets_convert_there_and_back() {
    for case in cases() {
        for &unit in Offsets::ALL {
            let there = case.report.with_offsets(case.draft, case.inbound, unit);
            assert_eq!(there.offsets, unit);
            let back = there.with_offsets(case.draft, case.inbound, case.report.offsets);
            assert_eq!(back, case.report, "{} in {unit}", case.name);
            // Whatever the unit, what is rendered is the same where offsets are not shown.
            let item = Item::new(&there).file("drafts/reply.txt").draft(case.draft);
            let same = Item::new(&case.report).file("drafts/reply.txt").draft(case.draft);
            let (a, b) = (there.highlight(case.draft), case.report.highlight(case.draft));
            assert_eq!(a, b);
            let render = |item| output::render(Format::Github, &[item], &Options::default());
            assert_eq!(render(item), render(same));
        }
    }
    let wide = &cases()[2];
    let utf16 = wide.report.with_offsets(WIDE, None, Offsets::Utf16);
    let span = utf16.findings[1].span;
    let found: Vec<u16> = WIDE.encode_utf16().skip(span.start).take(span.end - span.start).collect();
    assert_eq!(String::from_utf16(&found).unwrap(), "your visit 🦷 on Monday");
    let long = &cases()[3];
    let lost = long.report.with_offsets(LONG, None, Offsets::Chars);
    assert_eq!(lost.findings[0].related.len(), 1, "the place in the unknown inbound is dropped");
}

/// Marked text without its marks.
fn stripped(html: &str) -> String {
    let mut out = String::new();
    for part in html.split('<') {
        out.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    for (entity, text) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#13;", "\r"), ("&amp;", "&")]
    {
        out = out.replace(entity, text);
    }
    out.replace('\u{200b}', "")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Offsets may be anything: no format panics, marks and masks keep the rest of the draft.
    #[test]
    fn any_offsets_render(draft in "([a-d <&\"'\t\r\n\u{b}\u{85}\u{2028}\u{301}\u{1b}\u{202e}]|[é漢👩\u{200d}\u{fe0f}]|\\PC){0,60}",
                          spans in proptest::collection::vec((0usize..90, 0usize..90), 0..5),
                          unit in proptest::sample::select(Offsets::ALL), width in 0usize..40, far in 0usize..3) {
        let draft = draft.repeat(1 + far * 40);
        let findings: Vec<Value> = spans.iter().enumerate().map(|(at, &(start, end))| {
            let (start, end) = (start << (at * far), end << (at * far));
            let mut one = finding("x", "x", "phi/visit", ["note", "revise", "block"][at % 3], json!({
                "related": [{"in": "inbound", "start": end, "end": start, "message": "m"}],
                "fixes": [{"title": "t", "applicability": "safe", "edits": [{"start": start, "end": end, "text": "<"}]}]}));
            one["span"] = json!({"start": start, "end": end});
            one
        }).collect();
        let found = report(json!({"offsets": unit, "findings": findings, "skipped": [{"start": 3, "end": 99, "reason": "signature"}]}));
        let everything = options(|o| (o.show_text, o.width, o.color) = (true, width, true));
        for &format in Format::ALL {
            for item in [Item::new(&found), Item::new(&found).draft(&draft), Item::new(&found).draft(&draft).inbound(&draft)] {
                let _ = output::render(format, &[item], &everything);
                let _ = output::render(format, &[item.record("f", 3)], &Options::default());
            }
        }
        let controls = |c: char| if c.is_control() && !matches!(c, '\r' | '\n' | '\t') { '\u{fffd}' } else { c };
        prop_assert_eq!(stripped(&found.highlight(&draft)), draft.chars().map(controls).collect::<String>());
        prop_assert_eq!(found.mask(&draft, '*').chars().count(), draft.chars().count());
    }
}

#[cfg(feature = "schema")]
#[test]
fn reports_fit_their_schema() {
    let validator = jsonschema::validator_for(&replylint::schema::report()).unwrap();
    for case in cases() {
        valid(&validator, &serde_json::to_value(&case.report).unwrap());
    }
    for (key, value) in [("verdict", json!("fine")), ("offsets", json!(8)), ("findings", json!([{}]))] {
        let mut wrong = serde_json::to_value(&cases()[0].report).unwrap();
        wrong[key] = value;
        assert!(!validator.is_valid(&wrong), "{key}");
    }
}
