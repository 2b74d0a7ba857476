//! The guards that brand rules share: topic, location, rating, language.

use super::{error, findings};
use replylint::{Draft, Linter, Pack};

const RULE: &str = "match.phrase.any = [\"mended\"]\n";

fn fires(guard: &str, change: impl FnOnce(&mut Draft<'_>)) -> bool {
    let mut draft = Draft::new("Thank you for the coat, which we have mended for you this week.");
    change(&mut draft);
    !findings(&format!("{RULE}{guard}"), &draft).is_empty()
}

#[test]
fn a_location_is_that_of_the_record() {
    let guard = "only_if.location = [\"Elm Street\"]";
    assert!(fires(guard, |draft| draft.location = Some("elm street ".into())));
    assert!(!fires(guard, |draft| draft.location = Some("Oak Street".into())) && !fires(guard, |_| ()));
    let guard = "unless.location = [\"Elm Street\"]";
    assert!(!fires(guard, |draft| draft.location = Some("Elm Street".into())) && fires(guard, |_| ()));
}

#[test]
fn a_rating_that_nobody_gave_is_in_no_range() {
    let guard = "only_if.rating = { max = 3 }";
    assert!(fires(guard, |draft| draft.rating = Some(3)) && fires(guard, |draft| draft.rating = Some(1)));
    assert!(!fires(guard, |draft| draft.rating = Some(4)) && !fires(guard, |_| ()));
    let guard = "unless.rating = { min = 4 }";
    assert!(fires(guard, |draft| draft.rating = Some(3)) && fires(guard, |_| ()));
    assert!(!fires(guard, |draft| draft.rating = Some(5)));
    assert!(error(&format!("{RULE}only_if.rating = {{ min = 4, max = 3 }}")).contains("no stars lie between 4 and 3"));
}

#[test]
fn a_language_is_that_of_the_draft() {
    assert!(fires("only_if.language = [\"en\"]", |_| ()) && !fires("unless.language = [\"en\", \"es\"]", |_| ()));
    assert!(!fires("only_if.language = [\"es\"]", |_| ()) && fires("unless.language = [\"es\"]", |_| ()));
    let fault = error(&format!("{RULE}only_if.language = [\"eng\"]"));
    assert!(fault.contains("unknown language `eng`") && fault.contains("test.toml:11:"), "{fault}");
}

#[test]
fn a_topic_is_raised_by_either_message() {
    let pack = |guard: &str| {
        let text = format!(
            "schema = 1\npack = \"house\"\nversion = \"1\"\n[[rule]]\nid = \"brand/x\"\nlevel = \"revise\"\nmessage = \"m\"\nwhy = \"w\"\n\
             do = \"d\"\n{RULE}{guard}\n[[escalation]]\ntopic = \"refund\"\nrole = \"legal\"\nwhy = \"w\"\nany = [\"refund*\"]\n"
        );
        Linter::builder().without_builtin().pack(Pack::parse(&text, "house.toml").unwrap()).build()
    };
    let fires = |guard: &str, draft: &Draft<'_>| !pack(guard).unwrap().lint(draft).findings.is_empty();
    let asked = Draft::new("We mended it.").inbound("I want a refund");
    let said = Draft::new("We mended it and will refund you.");
    let neither = Draft::new("We mended it.").inbound("Thanks");
    let only = "only_if.topic = [\"refund\"]";
    assert!(fires(only, &asked) && fires(only, &said) && !fires(only, &neither));
    let unless = "unless.topic = [\"refund\"]";
    assert!(!fires(unless, &asked) && !fires(unless, &said) && fires(unless, &neither));
    let fault = pack("only_if.topic = [\"refunds\"]").unwrap_err().to_string();
    assert!(fault.contains("did you mean `refund`?") && fault.contains("house.toml:11:"), "{fault}");
}
