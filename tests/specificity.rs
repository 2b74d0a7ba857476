//! What makes a reply interchangeable, on the door that users come through.

use replylint::{Channel, Draft, Level, Linter, Profile, Regime, Report, Verdict};

const INBOUND: &str =
    "The zipper on my tent broke the first night and the refund still isn't here. Do you repair zippers?";
const STOCK: &str = "Thank you for reaching out. We are sorry to hear about your experience and strive to do better.";
const ANSWER: &str =
    "Yes, we repair zippers for free. Bring the tent to any shop; the refund went out on Monday and takes four days.";

fn lint(profile: Profile, regime: Regime, draft: &str) -> Report {
    let linter = Linter::builder().profile(profile).regime(regime).build().unwrap();
    linter.lint(&Draft::new(draft).inbound(INBOUND).channel(Channel::PublicReview))
}

fn level(report: &Report, rule: &str) -> Option<Level> {
    report.findings.iter().find(|finding| &*finding.rule == rule).map(|finding| finding.level)
}

#[test]
fn a_stock_reply_is_to_be_revised_and_an_answer_is_not() {
    let stock = lint(Profile::Standard, Regime::None, STOCK);
    assert_eq!(level(&stock, "generic/interchangeable"), Some(Level::Revise));
    assert_eq!(level(&stock, "generic/unanswered-question"), Some(Level::Revise));
    let answer = lint(Profile::Standard, Regime::None, ANSWER);
    assert_eq!(answer.verdict, Verdict::Pass, "{:?}", answer.findings);
}

#[test]
fn an_open_question_is_shown_where_the_inbound_asks_it() {
    let report = lint(Profile::Standard, Regime::None, STOCK);
    let found = report.findings.iter().find(|finding| &*finding.rule == "generic/unanswered-question").unwrap();
    assert_eq!(&INBOUND[found.related[0].start..found.related[0].end], "Do you repair zippers");
}

#[test]
fn where_health_rules_hold_nobody_is_pressed_to_say_more() {
    let report = lint(Profile::Strict, Regime::Hipaa, STOCK);
    assert_eq!(level(&report, "generic/interchangeable"), Some(Level::Note));
    for finding in &report.findings {
        let advice = finding.advice.to_lowercase();
        assert!(!advice.contains("mention") && !advice.contains("their detail"), "{}: {advice}", finding.rule);
    }
}

#[test]
fn a_stricter_profile_passes_no_more() {
    let drafts = [
        STOCK,
        ANSWER,
        "Sorry! A new one is on its way.",
        "We hear you about the zipper.",
        "Zippers are a pain, agreed.",
    ];
    for draft in drafts {
        let counts = [Profile::Lenient, Profile::Standard, Profile::Strict].map(|profile| {
            let report = lint(profile, Regime::None, draft);
            report.findings.iter().filter(|finding| finding.rule.starts_with("generic/inter")).count()
        });
        assert!(counts.is_sorted(), "{draft}: {counts:?}");
    }
}

#[test]
fn the_scores_say_what_it_rests_on() {
    let report = lint(Profile::Standard, Regime::None, ANSWER);
    assert_eq!(report.scores.anchors, Some(4), "{:?}", report.scores);
    assert!(report.scores.coverage < Some(300) && report.scores.own_facts.is_some());
    let alone = Linter::new().unwrap().lint(&Draft::new(ANSWER));
    assert_eq!(alone.scores.anchors, None);
}
