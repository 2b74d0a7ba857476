//! What rules write in the place of their findings.

use super::{applied, error, findings};
use proptest::prelude::*;
use replylint::report::Applicability;
use replylint::{Draft, Format};

const TERMS: &str = r#"[rule.match.prefer.instead]
"log in*" = "sign in"
"purchase*" = "buy/bought"
"participate*" = "take/took/taken part"
"utilize*" = "use"
"helpline" = "order desk"
"ATM" = "cash machine"
"login" = ["sign-in", "access"]
"form" = "order form"
"(kind|kindly) note" = "note"
"#;

const NAMES: &str = r#"match.casing = { words = ["GitHub", "Mend Bench", "Ten-Winter Promise"], also = { "MossLine" = ["moss lime"] } }"#;

/// The texts that the fixes of a draft's only finding make, and whether the first is safe.
fn fixed(rule: &str, draft: &str) -> (Vec<String>, bool) {
    let found = findings(rule, &Draft::new(draft));
    assert_eq!(found.len(), 1, "{draft}");
    let safe = found[0].fixes.iter().all(|fix| fix.applicability == Applicability::Safe);
    (found[0].fixes.iter().map(|fix| applied(draft, fix)).collect(), safe)
}

#[test]
fn terms_keep_their_case_and_form() {
    for (draft, want) in [
        ("Please log in.", "Please sign in."),
        ("Logging in takes a minute.", "Signing in takes a minute."),
        ("Now Log In here.", "Now Sign In here."),
        ("She logs in daily.", "She signs in daily."),
        ("You purchased two.", "You bought two."),
        ("PURCHASES ARE FINAL", "BUYS ARE FINAL"),
        ("We participated.", "We took part."),
        ("Participating is free.", "Taking part is free."),
        ("Call a helpline now.", "Call an order desk now."),
        ("A helpline is open.", "An order desk is open."),
        ("The ATM is outside.", "The cash machine is outside."),
        ("ATM fees apply.", "Cash machine fees apply."),
        ("Fill in the form.", "Fill in the order form."),
    ] {
        let (texts, safe) = fixed(TERMS, draft);
        let safe_form = !draft.contains("articipated");
        assert_eq!((texts[0].as_str(), safe), (want, safe_form), "{draft}");
    }
}

#[test]
fn names_are_written_as_they_are() {
    for (draft, want) in [
        ("On Git-hub™ now.", "On GitHub™ now."),
        ("The Mend bench is open.", "The Mend Bench is open."),
        ("TEN-WINTER PROMISE", "Ten-Winter Promise"),
        ("Our tenwinter promise.", "Our Ten-Winter Promise."),
        ("A Moss-Lime coat, Mossline's.", "A MossLine coat, Mossline's."),
    ] {
        let found = findings(NAMES, &Draft::new(draft));
        assert_eq!(applied(draft, &found[0].fixes[0]), want, "{draft}");
        assert_eq!(found[0].fixes[0].applicability, Applicability::Safe);
    }
    assert!(findings(NAMES, &Draft::new("GitHub’s Mend\nBench, Ten‑Winter Promise")).is_empty());
    let page = Draft::new("<p>Mend <b>Bench</b> at git<i>hub</i></p>").format(Format::Html);
    let found = findings(NAMES, &page);
    assert_eq!(found.len(), 1, "tags are no capitals");
    assert!(found[0].fixes.is_empty() && page.text[found[0].span.range()].starts_with("git"));
    let loud = "match.casing.words = [\"Zing!\"]";
    let found = findings(loud, &Draft::new("Try zing! or Zing."));
    assert_eq!((found.len(), applied("Try zing! or Zing.", &found[0].fixes[0]).as_str()), (1, "Try Zing! or Zing."));
    assert!(error("match.casing = { words = [\"MossLine\", \"Moss Line\"] }").contains("one name in two spellings"));
    assert!(error("match.casing = { words = [\"!\"] }").contains("has no letters"));
    assert!(error("match.casing = {}").contains("`words` is empty"));
}

#[test]
fn what_is_not_sure_is_only_suggested() {
    assert_eq!(
        fixed(TERMS, "We have participated."),
        (vec!["We have took part.".into(), "We have taken part.".into()], false)
    );
    assert_eq!(
        fixed(TERMS, "Your login is new."),
        (vec!["Your sign-in is new.".into(), "Your access is new.".into()], false)
    );
    assert_eq!(fixed(TERMS, "Kindly note the time."), (vec!["Note the time.".into()], false));
}

#[test]
fn a_page_keeps_its_tags() {
    let rule = "match.prefer.instead = { \"terms\" = \"terms & conditions\", \"log in\" = \"sign in\" }";
    let draft = Draft::new("<p>See the <b>terms</b>, log <i>in</i>.</p>").format(Format::Html);
    let found = findings(rule, &draft);
    assert_eq!(
        applied(&draft.text, &found[0].fixes[0]),
        "<p>See the <b>terms &amp; conditions</b>, log <i>in</i>.</p>"
    );
    assert_eq!((found.len(), found[1].fixes.len()), (2, 0), "no fix reaches across tags");
}

#[test]
fn entries_that_contradict_one_another_are_refused() {
    let fault = error("match.prefer.instead = { \"a b\" = \"c d\", \"c d*\" = \"e\" }");
    assert!(
        fault.contains("test.toml:10:") && fault.contains("is to be written otherwise, and instead of `a b`"),
        "{fault}"
    );
    assert!(error("match.prefer.instead = { \"github\" = \"GitHub\" }").contains("use `match.casing`"));
    assert!(error("match.prefer.instead = { \"x y\" = \" \" }").contains("nothing to write instead of `x y`"));
    assert!(error("match.prefer.instead = { \"x y\" = [] }").contains("nothing to write instead of `x y`"));
    assert!(error("match.prefer.instead = {}").contains("`instead` is empty"));
    assert!(error("match.prefer.instead = { \"[x\" = \"y\" }").contains("never closed"));
}

/// Words that the rules here object to, among others, with blanks and marks between.
fn drafts() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "log in",
        "Logged in",
        "LOGGING IN",
        "logs\u{a0}in",
        "purchase",
        "Purchases",
        "a",
        "an",
        "helpline",
        "Helpline",
        "ATM",
        "utilizes",
        "the",
        "form",
        "order form",
        "order",
        "desk",
        "sign in",
        "github",
        "Git-Hub",
        "GITHUB",
        "GitHub",
        "mend bench",
        "Mend\nBench",
        "mend-bench",
        "MENDBENCH",
        "Mossline",
        "moss line",
        "we",
        "é",
        "👩‍⚕️",
        "\u{200b}",
        "ｌｏｇ in",
        "@github",
        "github.example/a",
        "#mossline",
        "#",
        "Ten winter promise",
        "tenwinter",
        "promise",
    ]);
    let joins = prop::sample::select(vec![" ", " ", " ", ". ", ", ", "\n", "! ", "-", "/", "("]);
    prop::collection::vec((words, joins), 1..9)
        .prop_map(|parts| parts.iter().flat_map(|(word, join)| [*word, *join]).collect())
}

/// Applying each safe fix, alone, leaves no finding of the rule in its place.
fn settles(rule: &str, draft: &str) -> Result<(), TestCaseError> {
    for finding in findings(rule, &Draft::new(draft)) {
        for fix in finding.fixes.iter().filter(|fix| fix.applicability == Applicability::Safe) {
            let after = applied(draft, fix);
            let last = fix.edits.iter().map(|edit| edit.start).max().unwrap_or_default();
            let grown: isize =
                fix.edits.iter().map(|edit| edit.text.len() as isize - (edit.end - edit.start) as isize).sum();
            let end = (fix.edits.iter().map(|edit| edit.end).max().unwrap_or_default() as isize + grown) as usize;
            let capital = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
            let text = &draft[finding.span.range()];
            let fix_begins = fix.edits.iter().find(|edit| edit.start == last).is_some_and(|edit| capital(&edit.text));
            prop_assert!(rule != TERMS || text == "ATM" || capital(text) == fix_begins, "{draft:?} became {after:?}");
            let again = findings(rule, &Draft::new(after.as_str()));
            let here = again.iter().find(|found| found.span.start < end && last < found.span.end);
            prop_assert!(here.is_none(), "{draft:?} became {after:?}");
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_safe_fix_of_a_term_settles_it(draft in drafts()) {
        settles(TERMS, &draft)?;
    }

    #[test]
    fn a_safe_fix_of_a_name_settles_it(draft in drafts()) {
        settles(NAMES, &draft)?;
    }
}

#[test]
fn doubled_words_are_written_once() {
    let rule = "match.repetition = {}";
    for (draft, want) in [
        ("Call the the shop.", "Call the shop."),
        ("The the THE shop.", "The shop."),
        ("We sent it to\nto you.", "We sent it to you."),
    ] {
        assert_eq!(fixed(rule, draft), (vec![want.to_owned()], true), "{draft}");
    }
    for draft in ["We are in. In time.", "So so good, ha ha.", "No, no: bye-bye it's it.", "1 1 _ _ B B"] {
        assert!(findings(rule, &Draft::new(draft)).is_empty(), "{draft}");
    }
    assert!(findings("match.repetition.except = [\"Pago\"]", &Draft::new("A pago pago shop.")).is_empty());
}

#[test]
fn capitals_are_put_where_they_belong() {
    let rule = |of: &str, style: &str| {
        format!("match.capitalization = {{ of = \"{of}\", style = \"{style}\", except = [\"GitHub\", \"npm\"] }}")
    };
    for (of, style, draft, want, safe) in [
        ("sentences", "sentence", "Thanks. it is here.", "Thanks. It is here.", true),
        ("lines", "title", "Order Is Ready\nhow to come in", "Order Is Ready\nHow to Come In", true),
        ("draft", "lower", "We like GitHub and You.", "we like GitHub and you.", false),
        ("draft", "upper", "Sale at npm", "SALE AT npm", false),
    ] {
        assert_eq!(fixed(&rule(of, style), draft), (vec![want.to_owned()], safe), "{draft}");
        assert!(findings(&rule(of, style), &Draft::new(want)).is_empty(), "{want}");
    }
}

#[test]
fn safe_fixes_wake_no_other_rule() {
    let house = super::pack(&[TERMS, NAMES]);
    let linter = replylint::Linter::builder().pack(house).build().unwrap();
    let rules =
        |draft: &str| linter.lint(&Draft::new(draft)).findings.into_iter().map(|found| found.rule).collect::<Vec<_>>();
    for draft in [
        "Hello, please Log In at the Mossline site and you can see what you purchased.",
        "Thanks! WE UTILIZE THE HELPLINE. A helpline is open until five.",
        "We are logging in to Git-hub, and the mend bench has purchases.",
    ] {
        let before = rules(draft);
        let report = linter.lint(&Draft::new(draft));
        let fixes = report.findings.iter().flat_map(|found| &found.fixes);
        let safe: Vec<_> = fixes.filter(|fix| fix.applicability == Applicability::Safe).collect();
        assert!(!safe.is_empty(), "{draft}");
        for fix in safe {
            let after = applied(draft, fix);
            assert!(rules(&after).iter().all(|rule| before.contains(rule)), "{after}");
        }
    }
}
