//! Findings in replies that are posted already say what to do now.

use replylint::{Category, Draft, Linter, Pack, Report};

const LEAK: &str = "Hi {{first_name}}! We know exactly who you are, and SSN 219-09-9991 is in the file.";

fn lint(linter: &Linter, posted: bool) -> Report {
    let mut draft = Draft::new(LEAK);
    draft.posted_at = posted.then_some("2026-03-01T09:00:00Z".into());
    linter.lint(&draft)
}

#[test]
fn a_posted_disclosure_is_taken_down_and_told() {
    let linter = Linter::new().unwrap();
    let (before, after) = (lint(&linter, false), lint(&linter, true));
    assert!(before.findings.iter().any(|finding| finding.category == Category::Generic));
    assert!(before.findings.iter().filter(|finding| finding.category == Category::Phi).count() > 1);
    assert_eq!(before.policy.digest, after.policy.digest, "the same policy");
    for (before, after) in before.findings.iter().zip(&after.findings) {
        assert_eq!((&before.rule, before.span, before.level), (&after.rule, after.span, after.level));
        if before.category != Category::Phi {
            assert_eq!(before, after);
            continue;
        }
        let more = after.advice.strip_prefix(&*before.advice).expect("the rule's own advice stays");
        assert!(more.contains("take it down") && more.contains("privacy officer"), "{more}");
        assert!(after.cite.iter().any(|source| &**source == "45 CFR 164.402"), "{:?}", after.cite);
        assert!(!before.cite.iter().any(|source| &**source == "45 CFR 164.402"), "{:?}", before.cite);
    }
}

#[test]
fn a_pack_of_ones_own_adds_to_it() {
    let house = "schema = 1\npack = \"zz-house\"\nversion = \"1.0.0\"\n\n[[posted]]\ncategory = \"phi\"\n\
        do = \"Ring extension 9.\"\ncite = [\"45 CFR 164.402\", \"House manual 3\"]\n";
    let linter = Linter::builder().pack(Pack::parse(house, "house.toml").unwrap()).build().unwrap();
    let report = lint(&linter, true);
    let finding = report.findings.iter().find(|finding| finding.category == Category::Phi).unwrap();
    assert!(finding.advice.contains("take it down") && finding.advice.ends_with(" Ring extension 9."));
    let named = |source: &str| finding.cite.iter().filter(|known| &***known == source).count();
    assert_eq!((named("45 CFR 164.402"), named("House manual 3")), (1, 1), "each source once");
}
