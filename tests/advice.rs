//! The safe sentences are what they are called, alone and together.

use replylint::advice::{SafeSentence, Situation, safe_sentences};
use replylint::{Category, Channel, Draft, Linter, Practice, Profile, Regime, Report, Verdict};
use std::collections::BTreeSet;

fn lint(linter: &Linter, sentence: &SafeSentence, text: &str) -> Report {
    let mut draft = Draft::new(text).channel(Channel::PublicReview).inbound("I waited for an hour and left in tears.");
    draft.regime = sentence.regime;
    draft.practice = sentence.practice;
    linter.lint(&draft)
}

fn strict() -> Linter {
    Linter::builder().profile(Profile::Strict).build().unwrap()
}

#[test]
fn every_sentence_is_clean_under_the_strict_profile() {
    let linter = strict();
    let mut wrong = Vec::new();
    for sentence in safe_sentences() {
        let report = lint(&linter, sentence, &sentence.text);
        // One sentence alone says little, which is noted.
        let found = report.findings.iter().filter(|finding| finding.category != Category::Generic);
        let found = found.map(|finding| (&*finding.rule, &sentence.text[finding.span.range()]));
        let found: Vec<_> = found.collect();
        let routes: Vec<&str> = report.escalations.iter().map(|route| &*route.topic).collect();
        if report.verdict != Verdict::Pass || !found.is_empty() || !routes.is_empty() {
            wrong.push(format!("`{}`: {} {found:?} {routes:?}", sentence.text, report.verdict));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sentences_of_one_kind_of_practice_make_a_safe_reply() {
    let linter = strict();
    for practice in [None, Some(Practice::Behavioral), Some(Practice::Sud)] {
        let chosen: Vec<&SafeSentence> =
            safe_sentences().iter().filter(|sentence| sentence.practice == practice).collect();
        assert!(chosen.len() >= 5, "{practice:?}");
        for three in chosen.windows(3) {
            let reply = three.iter().map(|sentence| &*sentence.text).collect::<Vec<_>>().join(" ");
            assert_eq!(lint(&linter, three[0], &reply).verdict, Verdict::Pass, "{reply}");
        }
    }
}

#[test]
fn there_is_something_for_every_situation_and_nothing_twice() {
    let texts: BTreeSet<&str> = safe_sentences().iter().map(|sentence| &*sentence.text).collect();
    assert_eq!(texts.len(), safe_sentences().len());
    for &situation in Situation::ALL {
        let here = safe_sentences().iter().filter(|sentence| sentence.situation == situation).count();
        assert!(here >= 4, "{situation}: {here}");
    }
    let notice = |sentence: &&SafeSentence| sentence.practice == Some(Practice::Sud);
    assert!(safe_sentences().iter().filter(notice).all(|sentence| sentence.regime == Some(Regime::Part2)));
}
