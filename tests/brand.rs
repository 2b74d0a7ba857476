//! Brand files: what their sections mean to a draft, and what they refuse.

use replylint::verify;
use replylint::{Brand, Channel, Draft, Level, Linter, Report};

const HEAD: &str = "schema = 1\nbrand = \"Elm Dental\"\nregime = \"none\"\n";

fn brand(text: &str) -> Brand {
    Brand::parse(&format!("{HEAD}{text}"), "brand.toml").unwrap_or_else(|error| panic!("{error}"))
}

fn linter(text: &str) -> Linter {
    Linter::builder().brand(brand(text)).build().unwrap_or_else(|error| panic!("{error}"))
}

fn refused(text: &str) -> String {
    let brand = Brand::parse(&format!("{HEAD}{text}"), "brand.toml");
    match brand.and_then(|brand| Linter::builder().brand(brand).build()) {
        Ok(_) => panic!("it was not refused: {text}"),
        Err(error) => error.to_string(),
    }
}

/// The brand's own findings: id and words.
fn found(report: &Report, draft: &str) -> Vec<(String, String)> {
    let brand = report.findings.iter().filter(|finding| finding.rule.starts_with("brand/"));
    brand.map(|finding| (finding.rule.to_string(), draft[finding.span.range()].to_owned())).collect()
}

fn ids(linter: &Linter, draft: &Draft<'_>) -> Vec<String> {
    let report = linter.lint(draft);
    found(&report, &draft.text).into_iter().map(|(id, _)| id).collect()
}

fn on(channel: Channel, text: &str) -> Draft<'_> {
    Draft::new(text).channel(channel)
}

#[test]
fn one_voice_with_what_differs_on_a_channel() {
    let linter = linter("[voice]\nperson = \"we\"\n[voice.email]\nperson = \"both\"\n[voice.sms]\nperson = \"i\"\n");
    let say = |channel, text| ids(&linter, &on(channel, text));
    assert_eq!(say(Channel::PublicReview, "I called the desk today."), ["brand/person"]);
    assert!(say(Channel::PublicReview, "We called the desk today.").is_empty());
    assert!(say(Channel::Email, "I called the desk today.").is_empty());
    assert_eq!(say(Channel::Sms, "We called the desk today."), ["brand/person.sms"]);
}

#[test]
fn terms_stand_short_or_with_all_that_the_guide_says() {
    let linter = linter(
        r#"
[guide]
link = "https://guide.example"
[terms]
banned = ["epic", { say = "free", unless = ["no monthly fee"], quote = "An account is not free.", level = "note" }]
[[forbid]]
say = ["inconvenience"]
guideline = "apology"
channel = ["public_review"]
"#,
    );
    let text = "What an epic day, and it is free. Sorry for the inconvenience.";
    let report = linter.lint(&Draft::new(text));
    let known = [
        ("brand/forbidden-term", "epic"),
        ("brand/forbidden-term.free", "free"),
        ("brand/apology.inconvenience", "inconvenience"),
    ];
    assert_eq!(found(&report, text), known.map(|(id, words)| (id.to_owned(), words.to_owned())));
    let free = report.findings.iter().find(|finding| &*finding.rule == "brand/forbidden-term.free").expect("free");
    assert_eq!(free.level, Level::Note);
    let guide = free.guide.as_deref().expect("the guide's words");
    assert_eq!(guide.quote.as_deref(), Some("An account is not free."));
    assert_eq!(guide.link.as_deref(), Some("https://guide.example"));
    assert!(!ids(&linter, &on(Channel::Dm, "Sorry for the inconvenience.")).iter().any(|id| id.contains("apology")));
    assert!(!ids(&linter, &Draft::new("There is no monthly fee, so it is free.")).iter().any(|id| id.contains("free")));
}

#[test]
fn sign_offs_are_compared_with_the_end() {
    let linter = linter(
        r#"
[[identity.locations]]
name = "Ferris Park"
[identity]
names = ["Elm Dental"]
[voice.public_review.sign_off]
say = "The {own-name} team, {own-location}"
own_line = true
[voice.public_comment]
sign_off = "^{initials}"
[voice.dm]
sign_off = "none"
[voice.email.sign_off]
say = "Warmly,\n{first-name}"
never = ["best", "kind regards"]
"#,
    );
    let say = |channel, text| ids(&linter, &on(channel, text));
    assert!(say(Channel::PublicReview, "Thank you.\nThe Elm Dental team, Ferris Park").is_empty());
    assert_eq!(
        say(Channel::PublicReview, "Thank you. The Elm Dental team, Ferris Park"),
        ["brand/sign-off.public-review"]
    );
    assert_eq!(say(Channel::PublicReview, "Thank you.\nThe Elm Dental team"), ["brand/sign-off.public-review"]);
    assert!(say(Channel::PublicComment, "Thank you. ^RD").is_empty());
    assert_eq!(say(Channel::PublicComment, "Thank you. RD"), ["brand/sign-off.public-comment"]);
    assert_eq!(say(Channel::Dm, "Thank you.\nBest,\nMoss"), ["brand/sign-off.none.dm"]);
    assert_eq!(say(Channel::Dm, "Thank you.\n\n\u{2013} Moss"), ["brand/sign-off.none.dm"]);
    assert!(say(Channel::Dm, "Thank you.\nCall us any time.").is_empty());
    assert!(say(Channel::Dm, "Hi Ana,\nThanks for the note.").is_empty());
    assert!(say(Channel::Email, "Thank you.\n\nWarmly,\nMoss").is_empty());
    // What is missing shows where it should stand, which takes the closing word in.
    assert_eq!(say(Channel::Email, "Thank you.\n\nBest,\nMoss"), ["brand/sign-off.email"]);
}

#[test]
fn a_name_alone_signs_on_a_line_of_its_own() {
    let linter = linter("[voice]\nsign_off = \"{first-name}\"\n[limits]\nwords = 6\n");
    assert!(ids(&linter, &Draft::new("The importer is in the menu.\nMoss")).iter().all(|id| id == "brand/length"));
    assert_eq!(ids(&linter, &Draft::new("See you on Friday")), ["brand/sign-off"]);
}

#[test]
fn a_location_says_what_differs_there() {
    let linter = linter(
        r#"
[[identity.locations]]
name = "Elm Street"
[[identity.locations]]
name = "Mill Road"
[voice]
person = "we"
[locations."Elm Street".voice]
person = "both"
[locations."Mill Road".rules."brand/person"]
level = "note"
reason = "they are new"
"#,
    );
    let at = |location: &str| {
        let mut draft = Draft::new("I called the desk today.");
        draft.location = Some(location.to_owned().into());
        linter.lint(&draft)
    };
    assert!(found(&at("Elm Street"), "I called the desk today.").is_empty());
    assert_eq!(at("Mill Road").findings[0].level, Level::Note);
    assert_eq!(at("Mill Road").overridden[0].reason.as_ref(), "they are new");
    assert_eq!(at("").findings[0].level, Level::Revise);
}

#[test]
fn what_was_looked_at_may_stand_until_its_day() {
    let text = r#"
[terms]
banned = ["epic"]
[[suppress]]
rule = "brand/forbidden-term"
text = "Epic Pass"
reason = "the name of a ticket"
author = "Ruth"
expires = 2026-12-31
"#;
    let draft = "Bring your epic pass for an epic day.";
    let with =
        |day: &str| Linter::builder().brand(brand(text)).as_of(day).build().expect("a linter").lint(&Draft::new(draft));
    let before = with("2026-12-31");
    assert_eq!(found(&before, draft).len(), 1);
    assert_eq!(before.findings[0].span.start, 28);
    let suppression = &brand(text).suppressions()[0];
    assert_eq!(*before.overridden[0].reason, suppression.said());
    assert_eq!(before.overridden[0].by.as_deref(), Some("Ruth"));
    assert_eq!(found(&with("2027-01-01"), draft).len(), 2);
    assert!(suppression.is_expired("2027-01-01") && !suppression.is_expired("2026-12-31"));
    let notices = brand(text).review(Some("2027-01-01"));
    assert!(notices.iter().any(|notice| notice.code == "expired" && notice.line == 7), "{notices:?}");
}

#[test]
fn errors_say_where_and_what_to_write() {
    for (text, wanted) in [
        ("[voice]\npersn = \"we\"\n", "brand.toml:5:1: unknown field `persn`"),
        ("[voice]\npersn = \"we\"\n", "did you mean `person`?"),
        ("[voice]\nperson = \"they\"\n", "brand.toml:5:10: write `\"we\"`, `\"i\"`, `\"both\"`"),
        ("[voice]\nemoji = -1\n", "brand.toml:5:9: write a whole number"),
        ("[limits.public_review]\nwords = 20\nmin_words = 30\n", "brand.toml:6:13: on `public_review` no reply can"),
        ("[terms]\nbanned = [\"{nonesuch}\"]\n", "brand.toml:5:13: rule `brand/forbidden-term`: pattern `{nonesuch}`"),
        ("[terms]\nbanned = [\n  \"fine\",\n  \"(open\",\n]\n", "brand.toml:7:"),
        ("[[forbid]]\nsay = \"x\"\nguideline = \"apolgy\"\n", "did you mean `apology`?"),
        (
            "[[suppress]]\nrule = \"brand/nope\"\ntext = \"x\"\nreason = \"y\"\nauthor = \"z\"\n",
            "brand.toml:5:8: there is no rule `brand/nope`",
        ),
        (
            "[voice]\nsign_off = \"Best, {nam}\"\n",
            "brand.toml:5:12: rule `brand/sign-off`: a sign-off knows no `{nam}`",
        ),
        ("[locations.Elm.voice]\nperson = \"i\"\n", "brand.toml:4:12: there is no location `Elm`"),
        (
            "[escalate.approvers]\npresss = \"Dag\"\n",
            "brand.toml:5:1: there is no topic `presss`; did you mean `press`?",
        ),
        ("packs = [\"clams\"]\n", "brand.toml:4:10: there is no optional pack `clams`"),
        ("[voice]\nperson = { is = \"we\", level = \"grave\" }\n", "brand.toml:5:31: "),
    ] {
        let error = refused(text);
        assert!(error.contains(wanted), "{text}\n{error}\nhas no {wanted}");
    }
}

#[test]
fn a_file_stands_over_the_one_that_it_extends() {
    let own = format!("{HEAD}extends = \"group.toml\"\n[terms]\nbanned = [\"gnarly\"]\n[voice]\nperson = \"both\"\n");
    let group = "schema = 1\nbrand = \"group\"\n[terms]\nbanned = [\"epic\"]\n[voice]\nperson = \"we\"\n";
    let read = |group: &'static str| {
        Brand::parse_with(&own, "own.toml", |from, name| {
            assert_eq!((from, name), ("own.toml", "group.toml"));
            Ok((name.to_owned(), group.to_owned()))
        })
    };
    let both = Linter::builder().brand(read(group).expect("two files")).build().expect("a linter");
    let draft = "I had an epic, gnarly day.";
    let words = found(&both.lint(&Draft::new(draft)), draft);
    assert_eq!(words.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>(), ["epic", "gnarly"]);
    let bad = "schema = 1\nbrand = \"group\"\n[terms]\nbanned = [\"a\", \"{nonesuch}\"]\n";
    let error = read(bad).and_then(|brand| Linter::builder().brand(brand).build()).expect_err("a bad pattern");
    assert!(error.to_string().starts_with("group.toml:4:18: "), "{error}");
}

#[test]
fn what_a_file_leaves_unclear_is_listed() {
    let text = r#"
channels = ["public_review", "sms"]
[[identity.locations]]
name = "Elm Street"
[limits.sms]
characters = 10
[voice.sms]
sign_off = "The Elm Dental team"
[terms]
prefer = { "fix" = "mend" }
banned = ["mend", "epic", "Fix"]
casing = ["Epic"]
[[require]]
say = "hello"
channel = ["portal"]
location = ["Elm Stret"]
"#;
    let codes: Vec<&str> = brand(text).review(None).iter().map(|notice| notice.code).collect();
    for code in
        ["no-approver", "no-contact", "no-limit", "cannot-hold", "contradiction", "never-fires", "unknown-location"]
    {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
    assert_eq!(codes.iter().filter(|code| **code == "contradiction").count(), 3);
}

#[test]
fn examples_of_entries_run_as_those_of_packs() {
    let good = "[[forbid]]\nsay = \"epic\"\nchannel = [\"dm\"]\nhits = [\"An epic day.\"]\npasses = [\"A day.\"]\n";
    let bad = "[[forbid]]\nsay = \"epic\"\nhits = [\"A fine day.\"]\n";
    let run = |text: &str| verify::verify_brand(&brand(text), &linter(text));
    let outcome = run(good);
    assert!(outcome.failures.is_empty() && outcome.examples == 2, "{outcome:?}");
    let failure = &run(bad).failures[0];
    assert_eq!((failure.line, failure.rule.as_str()), (4, "brand/forbidden-term.epic"));
}

const HOLD: &str = r#"
[identity]
names = ["Elm Dental"]
[voice]
sign_off = "The Elm Dental team"
[escalate]
approvers = { press = "Dag Nilsen", else = "Nell Burke" }
topics = { tires = ["tire* ..2 burst", "burst tire*"] }
ignore = { minor = "the desk decides" }
[[escalate.hold]]
say = "Thank you for telling us. Nell Burke would like to speak with you at 555-0107."
also = "Our line, 555-0122, is open day and night."
topics = ["tires", "legal-threat"]
[limits]
min_words = 30
"#;

#[test]
fn only_the_holding_text_stands_until_somebody_approved() {
    let linter = linter(HOLD);
    let hold = "Thank you for telling us. Nell Burke would like to speak with you at 555-0107.\nThe Elm Dental team";
    let also = "Thank you for telling us. Nell Burke would like to speak with you at 555-0107. Our line, 555-0122, is \
                open day and night.\nThe Elm Dental team";
    let more = "We are sorry. We replaced the part.\nThe Elm Dental team";
    let asked = "Why did my tire burst?";
    let lint = |text: &'static str| linter.lint(&Draft::new(text).inbound(asked));
    for text in [hold, also] {
        let report = lint(text);
        assert!(found(&report, text).is_empty(), "{:?}", found(&report, text));
        assert_eq!(report.escalations.len(), 1, "{:?}", report.escalations);
        assert_eq!(report.escalations[0].satisfied_by.as_deref(), Some("holding text"));
        assert_eq!(report.escalations[0].approver.as_deref(), Some("Nell Burke"));
    }
    let report = lint(more);
    assert_eq!(found(&report, more)[0].0, "brand/escalation");
    assert_eq!(report.escalations[0].satisfied_by, None);
    let mut approved = Draft::new(more).inbound(asked);
    approved.approvals = serde_json::from_str(r#"[{ "role": "legal", "by": "Nell Burke" }]"#).expect("an approval");
    assert!(ids(&linter, &approved).is_empty());
    // Without the topic, the limits hold and the text is free.
    assert_eq!(ids(&linter, &Draft::new(more).inbound("Nice shop.")), ["brand/length.short"]);
    // Who says the words alone is held to no length, though the message is not at hand.
    assert!(ids(&linter, &Draft::new(hold)).is_empty());
    assert_eq!(ids(&linter, &Draft::new(more)), ["brand/length.short"]);
}

#[test]
fn a_hold_without_a_text_leaves_sentences_of_a_kind() {
    let linter = linter(
        "[escalate.topics]\npress = [\"reporter*\"]\n[[escalate.hold]]\nmay_add = [\"pass* ..4 on\", \"Dag\"]\ntopics = [\"press\"]\n",
    );
    let asked = |text: &'static str| ids(&linter, &Draft::new(text).inbound("I am a reporter."));
    assert!(asked("I have passed this on. Dag will call.").is_empty());
    assert_eq!(asked("I have passed this on. We sell more tents."), ["brand/escalation"]);
    let error = refused("[[escalate.hold]]\ntopics = [\"press\"]\n");
    assert!(error.contains("brand.toml:4:1: the entry does not say what it is about"), "{error}");
}

#[test]
fn a_regex_that_may_begin_anywhere_is_named() {
    let codes = |text: &str| brand(text).review(None).into_iter().map(|notice| notice.code).collect::<Vec<_>>();
    assert!(codes("[[forbid]]\nregex = ['[a-z][^.]{16,40}[.]']\n").contains(&"no-trigger"));
    assert!(!codes("[[forbid]]\nregex = ['#[0-9]{4,9}']\n").contains(&"no-trigger"));
    let rule = |spec: &str| {
        let head = "[[rule]]\nid = \"brand/x\"\nlevel = \"note\"\nmessage = \"says it\"\nwhy = \"w\"\ndo = \"d\"\n";
        codes(&format!("{head}match.{spec}\n")).contains(&"no-trigger")
    };
    let slow = "'[a-z][^.]{16,40}[.]'";
    for spec in [
        format!("limit = {{ regex = [{slow}], max = 1 }}"),
        format!("require = {{ regex = [{slow}] }}"),
        format!("require = {{ any = [\"a\"], when_regex = [{slow}] }}"),
        format!("require.any_of = [{{ any = [\"a\"] }}, {{ regex = [{slow}] }}]"),
        format!("slot.any = [{slow}]"),
    ] {
        assert!(rule(&spec), "{spec}");
        assert!(!rule(&spec.replace(slow, "'#[0-9]{4,9}'")), "{spec}");
    }
}

#[test]
fn claims_are_named_by_what_they_are_about() {
    let text = "We promise that your claim will be approved. That was our mistake. You must have misread the sign.";
    let on = |claims: &str| ids(&linter(&format!("[claims]\n{claims}\n")), &Draft::new(text));
    assert!(on("promise = \"forbid\"").iter().any(|id| id.starts_with("brand/promise.")));
    let own = on("fault = \"own\"");
    assert!(
        own.iter().any(|id| id == "brand/fault.blame") && !own.iter().any(|id| id == "brand/fault.admit"),
        "{own:?}"
    );
    assert!(on("fault = \"never-admit\"").iter().any(|id| id == "brand/fault.admit"));
    let error = refused("[claims]\npromis = \"forbid\"\n");
    assert!(error.contains("brand.toml:5:1: no rule is about `promis`; did you mean `promise`?"), "{error}");
    let error = refused("[claims]\npromise = \"perhaps\"\n");
    assert!(error.contains("brand.toml:5:11: `perhaps` is no decision"), "{error}");
    let error = refused("[claims]\npromise = { is = \"forbid\", unless = [\"if\"] }\n");
    assert!(error.contains("brand.toml:5:38: `unless` does not reach the rules of the packs"), "{error}");
}

#[test]
fn examples_of_claims_run_on_the_rules_of_the_packs() {
    let run = |text: &str| verify::verify_brand(&brand(text), &linter(text));
    let good =
        "[claims]\nfault = { is = \"never-admit\", hits = [\"That was our mistake.\"], passes = [\"A day.\"] }\n";
    let outcome = run(good);
    assert!(outcome.failures.is_empty() && outcome.examples >= 2, "{outcome:?}");
    let bad = "[claims]\nfault = { is = \"never-admit\", hits = [\"A day.\"], passes = [\"That was our mistake.\"] }\n";
    let rules: Vec<String> = run(bad).failures.into_iter().map(|failure| failure.rule).collect();
    assert!(rules.iter().all(|rule| rule == "brand/fault.admit") && rules.len() >= 2, "{rules:?}");
    let error = refused("[claims]\nfault = { is = \"never-admit\", message = \"no\" }\n");
    assert!(error.contains("brand.toml:5:9: `message` does not reach the rules of the packs"), "{error}");
}

#[test]
fn a_claim_of_one_channel_holds_on_no_other() {
    let linter = linter("[claims]\ncompensation = { is = \"forbid\", channel = [\"public_review\"] }\n");
    let offer = "Have 10% off your next coat on us.";
    assert!(ids(&linter, &on(Channel::PublicReview, offer)).iter().any(|id| id == "brand/compensation.offer"));
    assert!(ids(&linter, &on(Channel::Email, offer)).is_empty());
}

#[test]
fn a_rule_that_is_always_on_gives_way_to_those_of_the_pack() {
    let linter = linter("[claims]\nguarantee = \"forbid\"\n");
    let found = ids(&linter, &Draft::new("We guarantee that the new part will hold."));
    assert_eq!(found, ["brand/claim.guarantee"]);
}

#[test]
fn what_signs_a_draft_instead_is_where_the_finding_stands() {
    let linter = linter("[voice]\nsign_off = \"Warmly, / {first-name}\"\n");
    let draft = "Thank you, Sam. The lift runs again.\nBest regards,\nDana";
    let report = linter.lint(&Draft::new(draft));
    assert_eq!(found(&report, draft), [("brand/sign-off".to_owned(), "Best regards,\nDana".to_owned())]);
}

#[test]
fn a_pack_that_is_off_is_named_to_be_used() {
    let text = "Leave us a review and get 10% off.";
    let fires = |linter: Linter| {
        linter.lint(&Draft::new(text)).findings.iter().any(|f| &*f.rule == "brand/review-incentive.offer")
    };
    assert!(!fires(Linter::new().expect("a linter")));
    assert!(fires(linter("packs = [\"reviews\"]\n")));
    assert!(fires(Linter::builder().optional_pack("reviews").and_then(|builder| builder.build()).expect("a linter")));
    // Named twice, it is loaded once.
    let both = Linter::builder().optional_pack("reviews").expect("a pack").brand(brand("packs = [\"reviews\"]\n"));
    assert!(both.build().is_ok());
}

#[test]
fn limits_by_channel() {
    let linter =
        linter("[limits]\nwords = 5\nhashtags = 0\n[limits.email]\nwords = 8\n[limits.sms]\ncharacters = 10\n");
    let say = |channel, text| ids(&linter, &on(channel, text));
    assert_eq!(say(Channel::Dm, "one two three four five six"), ["brand/length"]);
    assert!(say(Channel::Email, "one two three four five six").is_empty());
    assert_eq!(say(Channel::Sms, "one two three"), ["brand/length.characters.sms"]);
    assert_eq!(say(Channel::Email, "see #this"), ["brand/hashtag"]);
}

#[test]
fn preferred_terms_have_a_fix() {
    let linter = linter("[terms]\nprefer = { \"purchase*\" = \"buy/bought\" }\ncasing = [\"MossLine\"]\n");
    let draft = "You purchased the Mossline.";
    let report = linter.lint(&Draft::new(draft));
    assert_eq!(found(&report, draft).len(), 2, "{:?}", found(&report, draft));
    let fixes: Vec<&str> =
        report.findings.iter().flat_map(|f| &f.fixes).map(|fix| fix.edits[0].text.as_str()).collect();
    assert_eq!(fixes, ["bought", "MossLine"]);
}

#[test]
fn every_block_of_the_page_on_brand_files_is_one() {
    let page = std::fs::read_to_string("docs/brand.md").expect("the page");
    let blocks: Vec<&str> = page.split("```toml\n").skip(1).filter_map(|part| part.split("```").next()).collect();
    assert!(blocks.len() > 9, "the blocks were found");
    for block in blocks {
        let text =
            if block.contains("schema = 1") { block.to_owned() } else { format!("schema = 1\nbrand = \"x\"\n{block}") };
        let brand = Brand::parse(&text, "docs/brand.md").unwrap_or_else(|error| panic!("{error}\n{block}"));
        // A dictionary is handed over by the program; everything else works as it stands.
        let linter = Linter::builder().brand(brand.clone()).build().unwrap_or_else(|error| panic!("{error}\n{block}"));
        let outcome = verify::verify_brand(&brand, &linter);
        assert!(outcome.failures.is_empty(), "{:?}", outcome.failures);
    }
}

#[test]
fn the_page_on_brand_files_names_every_key() {
    let page = std::fs::read_to_string("docs/brand.md").expect("the page");
    let schema: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string("schemas/brand.schema.json").expect("the schema")).expect("JSON");
    let tables = [
        "Voice",
        "VoiceOn",
        "Person",
        "ThirdPerson",
        "Contractions",
        "Emoji",
        "Exclamations",
        "Capitals",
        "Count",
        "Grade",
        "Greeting",
        "Repetition",
        "SignOff",
        "Terms",
        "Term",
        "Casing",
        "Competitors",
        "Spelling",
        "Claim",
        "Limits",
        "LimitsOn",
        "Links",
        "Range",
        "Least",
        "Require",
        "Forbid",
        "Escalate",
        "Topic",
        "Hold",
        "SuppressTable",
        "LocationPolicy",
        "LocationChange",
        "Identity",
        "Location",
        "LiveVariables",
        "GuideTable",
    ];
    let known = |key: &str| page.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == key);
    let mut missing = Vec::new();
    for (name, table) in [("the file", &schema)].into_iter().chain(tables.map(|name| (name, &schema["$defs"][name]))) {
        let keys = table["properties"].as_object().unwrap_or_else(|| panic!("{name} is no table of the schema"));
        missing.extend(keys.keys().filter(|key| !known(key)).map(|key| format!("{key} of {name}")));
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_example_brands_do_what_their_examples_say() {
    for name in ["bank", "dental", "helpdesk", "hospital", "outdoor"] {
        let origin = format!("examples/brands/{name}.toml");
        let text = std::fs::read_to_string(&origin).expect("the example");
        let brand = Brand::parse(&text, &origin).unwrap_or_else(|error| panic!("{error}"));
        let linter = Linter::builder().brand(brand.clone()).build().unwrap_or_else(|error| panic!("{error}"));
        let outcome = verify::verify_brand(&brand, &linter);
        assert!(outcome.failures.is_empty() && outcome.examples > 80, "{name}: {outcome:?}");
    }
}

#[test]
fn the_example_means_what_it_says_and_leaves_nothing_unclear() {
    let text = std::fs::read_to_string("examples/brand.toml").expect("the example");
    let brand = Brand::parse(&text, "examples/brand.toml").expect("a brand file");
    let linter = Linter::builder().brand(brand.clone()).build().expect("a linter");
    let outcome = verify::verify_brand(&brand, &linter);
    assert!(outcome.failures.is_empty() && outcome.examples > 3, "{outcome:?}");
    assert_eq!(verify::review_brand(&brand, &linter, Some("2026-11-22")), []);
}

#[test]
fn own_texts_are_read_with_the_brands_own_rules() {
    let text = "[terms]\nbanned = [\"reach out\"]\n[escalate]\napprovers = { else = \"Ann\" }\nhold = [\"Please reach out to Ann.\"]\n";
    let notices = verify::review_brand(&brand(text), &linter(text), None);
    let notice = notices.iter().find(|notice| notice.code == "own-text").expect("a notice");
    assert!(notice.line == 8 && notice.message.contains("`reach out`"), "{notice}");
}

#[test]
fn required_words_follow_a_shape_and_holding_texts_may_be_added_to() {
    let require = linter("[[require]]\nsay = \"APY\"\nwith_regex = ['[0-9]+(\\.[0-9]+)?%']\n");
    assert_eq!(ids(&require, &Draft::new("Savings now earn 4.25% a year.")), ["brand/disclosure.apy"]);
    assert!(ids(&require, &Draft::new("Savings now earn 4.25% APY.")).is_empty());
    let hold = linter("[[escalate.hold]]\nsay = \"Please call Ann.\"\nmay_add = \"988\"\ntopics = [\"press\"]\n");
    let lint = |text| ids(&hold, &Draft::new(text).inbound("I am a reporter and would like a comment."));
    assert!(lint("Please call Ann. You can call or text 988 at any time.").is_empty());
    assert_eq!(lint("Please call Ann. The story is wrong."), ["brand/escalation"]);
}

#[test]
fn rules_of_one_entry_prove_its_examples_together() {
    let run = |text: &str| verify::verify_brand(&brand(text), &linter(text)).failures;
    let text = r##"
[identity]
names = ["Elm Dental"]
[voice.sign_off]
say = "Warmly,\nMoss"
never = ["best"]
hits = ["Thank you.", "Thank you.\nBest,\nMoss"]
passes = ["Thank you.\nWarmly,\nMoss"]
[voice.exclamations]
max = 1
none_about = ["bug*"]
hits = ["We are here! We are open!", "The bug is gone!"]
passes = ["We are open!"]
[terms.competitors]
names = ["Oak Dental"]
compare = ["second to none"]
hits = ["Oak Dental is nice.", "We are second to none."]
[[forbid]]
say = ["ticket"]
regex = ['#[0-9]{4,9}']
hits = ["Your ticket is here.", "It is #12345."]
passes = ["It is #12."]
"##;
    assert_eq!(run(text), []);
    // One of them must fire all the same, and none on what passes.
    let wrong = "[[forbid]]\nsay = [\"ticket\"]\nregex = ['#[0-9]{4,9}']\nhits = [\"Hello.\"]\npasses = [\"#12345\"]\n";
    let failures = run(wrong);
    let names: Vec<&str> = failures.iter().map(|failure| failure.example.as_str()).collect();
    assert_eq!(names, ["hits[1]", "passes[1]", "passes[1]"], "{failures:?}");
}

#[test]
fn a_signature_behind_the_last_sentence_is_one() {
    let linter = linter("[identity]\nnames = [\"Millbrook\"]\n[voice]\nsign_off = \"none\"\n");
    for text in [
        "It is on. \u{2013} Ana",
        "We are open today. - Rosa",
        "We are open today! -Rosa",
        "Your order is on its way ^RD",
        "Your order is on its way. ~Rosa Diaz",
        "Your order is on its way. Thanks, Millbrook",
        "Your order is on its way. Kind regards, Rosa",
        "Your order is on its way. Thanks \u{2013} Rosa",
        "Hi Ana,\nYour order is on its way. Warmly, the Millbrook team",
    ] {
        assert_eq!(ids(&linter, &Draft::new(text)), ["brand/sign-off.none"], "{text}");
    }
    for text in [
        "Thanks, Ana",
        "Thanks, Ana! Your order is on its way.",
        "Your order is on its way. Thanks, Ana!",
        "We are open on Monday - Friday",
        "We send you our thanks, Ana",
        "Please ask for Rosa, Ana",
        "Your order is on its way - and it is early",
        "Your table is at the window. The number is 412-555-0107",
    ] {
        assert!(ids(&linter, &Draft::new(text)).is_empty(), "{text}");
    }
}

#[test]
fn wrong_spellings_may_have_signs() {
    let text = r#"
[terms]
casing = [
  { write = "Lumen & Oak Dental", not = ["L&O", "lumen oak"] },
  { write = "Saint Alder", not = ["St. Alder's", "St Alder", "Alder's"] },
]
"#;
    let linter = linter(text);
    for (draft, wrong) in [
        ("Call L&O today.", "L&O"),
        ("Call l & o today.", "l & o"),
        ("Call Lumen Oak today.", "Lumen Oak"),
        ("Call lumen & oak dental today.", "lumen & oak dental"),
        ("Call St. Alder's today.", "St. Alder's"),
        ("Call St Alder\u{2019}s today.", "St Alder\u{2019}s"),
        ("Call Alder's today.", "Alder's"),
    ] {
        let report = linter.lint(&Draft::new(draft));
        let words: Vec<String> = found(&report, draft).into_iter().map(|(_, words)| words).collect();
        assert_eq!(words, [wrong], "{draft}");
    }
    for draft in [
        "Call Lumen & Oak Dental today.",
        "Call Lumen & Oak today.",
        "Lo and behold, the L O is open.",
        "Call Saint Alder today.",
    ] {
        assert!(ids(&linter, &Draft::new(draft)).is_empty(), "{draft}");
    }
}

#[test]
fn hosts_are_required_as_they_are_written() {
    let linter = linter(
        "[[require]]\nsay = [\"status.zed.example\"]\n[[require]]\nsay = [\"help@zed.example\"]\nwith = [\"write\"]\n",
    );
    for draft in ["See status.zed.example.", "See https://Status.zed.example/now today."] {
        assert!(ids(&linter, &Draft::new(draft)).is_empty(), "{draft}");
    }
    for draft in ["See zed.example.", "See mystatus.zed.example.", "The status of Zed is an example."] {
        assert_eq!(ids(&linter, &Draft::new(draft)), ["brand/disclosure.status-zed-example"], "{draft}");
    }
    assert!(ids(&linter, &Draft::new("See status.zed.example or write to help@zed.example.")).is_empty());
    let lacks = ids(&linter, &Draft::new("See status.zed.example or write to us."));
    assert_eq!(lacks, ["brand/disclosure.write"]);
}

#[test]
fn what_must_stand_may_be_a_shape() {
    let case = linter("[[require]]\nregex = ['\\bcase [0-9]{6}\\b']\nat_most = 1\n");
    assert_eq!(ids(&case, &Draft::new("We look into it.")), ["brand/disclosure.shape"]);
    assert!(ids(&case, &Draft::new("We look into Case 123456.")).is_empty());
    let twice = ids(&case, &Draft::new("Case 123456 follows case 123455."));
    assert_eq!(twice, ["brand/disclosure.shape.repeated"]);
    let either =
        linter("[[require]]\nsay = \"your case number\"\nregex = ['\\bcase [0-9]{6}\\b']\nwhere = \"last_sentence\"\n");
    assert!(ids(&either, &Draft::new("Thanks. It is case 123456.")).is_empty());
    assert!(ids(&either, &Draft::new("Thanks. Quote your case number.")).is_empty());
    assert_eq!(ids(&either, &Draft::new("Case 123456 is new. Thanks.")), ["brand/disclosure.your-case-number"]);
}

#[test]
fn words_near_a_shape_may_be_asked_for() {
    let near = linter("[[require]]\nsay = \"APY\"\nwith_regex = ['[0-9]+(\\.[0-9]+)?%']\nnear = 2\n");
    assert!(ids(&near, &Draft::new("It earns 4.25% APY.")).is_empty());
    let far = "It earns 4.25% APY, and the other one, which is for children, earns 3.5% today.";
    assert_eq!(ids(&near, &Draft::new(far)), ["brand/disclosure.apy"]);
}

#[test]
fn addresses_are_told_as_they_are_written_beside_a_shape_and_when_counted() {
    let terms = linter("[[require]]\nsay = \"zed.example\"\nwith_regex = ['[0-9]+%']\nat_most = 1\n");
    assert!(ids(&terms, &Draft::new("Save 5%, see zed.example.")).is_empty());
    assert_eq!(ids(&terms, &Draft::new("Save 5%, ask Zed. Example: none.")), ["brand/disclosure.zed-example"]);
    let words = "Zed's example is not zed example, see zed.example.";
    assert!(ids(&terms, &Draft::new(words)).is_empty());
    let twice = "See zed.example or zed.example.";
    assert_eq!(ids(&terms, &Draft::new(twice)), ["brand/disclosure.zed-example.repeated"]);
}

#[test]
fn a_regex_with_an_emoji_is_refused() {
    let error = refused("[[require]]\nsay = \"thank you\"\nwith_regex = ['\u{1f499}']\n");
    assert!(error.contains("finds no emoji") && error.contains("brand.toml:6"), "{error}");
}

#[test]
fn an_own_rule_may_have_the_id_of_one_in_a_pack_that_is_not_named() {
    let own = "[[forbid]]\nid = \"blame\"\nsay = [\"blue moon\"]\nguideline = \"fault\"\n";
    for claims in
        ["", "[claims]\npromise = \"forbid\"\n", "[claims]\nfault = \"own\"\n", "[claims]\nfault = \"neither\"\n"]
    {
        let linter = linter(&format!("{claims}{own}"));
        assert_eq!(ids(&linter, &Draft::new("It was a blue moon.")), ["brand/fault.blame"], "{claims}");
    }
    assert!(refused(&format!("packs = [\"claims\"]\n{own}")).contains("already taken"));
}

/// Two locations, of which one is open on Saturday mornings.
const HOURS: &str = r#"
[identity]
names = ["Elm Dental"]
[[identity.locations]]
name = "Elm Street"
contacts = ["(412) 555-0108"]
hours = ["Mon-Thu 8:00-17:00", "Fri 8-12", "Sat 9am-1pm", "Sun closed"]
holidays = [2026-12-25, "2026-07-03"]
[[identity.locations]]
name = "Mill Road"
contacts = ["(412) 555-0109"]
hours = ["Mon-Fri 10-18, 19-21"]
"#;

fn hours(location: &str, text: &str) -> Vec<String> {
    let mut draft = Draft::new(text);
    if !location.is_empty() {
        draft.location = Some(location.into());
    }
    let report = linter(HOURS).lint(&draft);
    let own = report.findings.iter().filter(|finding| &*finding.rule == "brand/hours");
    own.map(|finding| text[finding.span.range()].to_owned()).collect()
}

#[test]
fn hours_that_the_location_does_not_keep_are_found() {
    for (location, text, flags) in [
        ("Elm Street", "We open at 8 on Saturdays.", "open at 8 on Saturdays"),
        ("Elm Street", "On Saturdays we open at 8:30 am.", "Saturdays we open at 8:30 am"),
        ("Elm Street", "We're open Sundays 10-4.", "open Sundays 10-4"),
        (
            "Elm Street",
            "Our doors are open from 9 a.m. to 3 p.m. on Saturdays.",
            "open from 9 a.m. to 3 p.m. on Saturdays",
        ),
        ("Elm Street", "We are closed on Mondays.", "closed on Mondays"),
        ("Elm Street", "On Mondays we are closed.", "Mondays we are closed"),
        ("Elm Street", "We are open every day.", "open every day"),
        ("Elm Street", "We close at 4 on weekdays.", "close at 4 on weekdays"),
        ("Elm Street", "We are open until 6 on Thursdays.", "open until 6 on Thursdays"),
        ("Elm Street", "We are open Monday to Friday, 8 to 5.", "open Monday to Friday, 8 to 5"),
        ("Elm Street", "Our office is open Mon\u{2013}Thu 8\u{2013}5, Sat 9\u{2013}2.", "Sat 9\u{2013}2"),
        ("Elm Street", "We are open on December 25 from 10 to 2.", "open on December 25 from 10 to 2"),
        ("Elm Street", "Our office is open on July 3rd.", "open on July 3rd"),
        ("Mill Road", "We are open on Saturdays.", "open on Saturdays"),
        ("Mill Road", "We open at noon on Mondays.", "open at noon on Mondays"),
        ("", "We are open on Sundays.", "open on Sundays"),
        ("Elm Street", "Our Mill Road office is open Saturdays from 9 to 1.", "open Saturdays from 9 to 1"),
        ("Elm Street", "Open Sundays 10-4!", "Open Sundays 10-4"),
    ] {
        assert_eq!(hours(location, text), [flags], "{location}: {text}");
    }
}

#[test]
fn hours_that_it_keeps_and_what_is_not_plain_pass() {
    for (location, text) in [
        ("Elm Street", "We open at 9 on Saturdays."),
        ("Elm Street", "We're open Saturdays 9-1, and Monday to Thursday from 8 to 5."),
        ("Elm Street", "We are open Monday through Thursday 8am to 5pm, Friday 8 to noon, and Saturday 9 to 1."),
        ("Elm Street", "We are closed on Sundays."),
        ("Elm Street", "We close at noon on Fridays."),
        ("Mill Road", "We are open 10 to 9 on weekdays."),
        ("Mill Road", "On Mondays we open again at 7 pm."),
        ("Mill Road", "We are closed on weekends."),
        ("", "We open at 8 on Mondays."),
        ("", "We open at 10 on Mondays."),
        ("", "We are open on Saturdays."),
        ("Elm Street", "Are we open on Sundays?"),
        ("Elm Street", "We will be closed on Monday and Tuesday."),
        ("Elm Street", "We are not open on Saturdays at 8."),
        ("Elm Street", "The pharmacy next door opens at 7 on Saturdays."),
        ("Elm Street", "Our next appointment is on Saturday at 8."),
        ("Elm Street", "We met you on Sunday at 10."),
        ("Elm Street", "We can call you on Sunday between 10 and 4."),
        ("Elm Street", "We are closed on Monday."),
        ("Elm Street", "We are closed this Monday."),
        ("Elm Street", "We are open 24 hours after your call on Monday."),
        ("Elm Street", "On Mondays we keep 8 chairs open."),
        ("Elm Street", "We opened our second office on Sunday, May 3."),
        ("Elm Street", "We are closed on December 25."),
        ("Oak Hill", "We are open on Sundays."),
    ] {
        assert!(hours(location, text).is_empty(), "{location}: {text}: {:?}", hours(location, text));
    }
}

#[test]
fn hours_of_one_location_and_of_none_and_those_that_no_rule_can_read() {
    let open = |text: &str, draft: &str| ids(&linter(text), &Draft::new(draft));
    let one = "[[identity.locations]]\nname = \"Elm\"\nhours = [\"Mon-Fri 9-17\"]\n";
    let said = "We are open on Sundays.";
    assert_eq!(open(one, said), ["brand/hours"]);
    assert!(open(&format!("{one}[[identity.locations]]\nname = \"Oak\"\n"), said).is_empty(), "Oak may be open");
    let unread =
        "[[identity.locations]]\nname = \"Elm\"\ncontacts = [\"(412) 555-0108\"]\nhours = [\"by appointment\"]\n";
    assert!(open(unread, said).is_empty());
    let notices = brand(unread).review(None);
    assert!(notices.iter().any(|notice| notice.code == "hours-unread" && notice.line == 7), "{notices:?}");
    let report = linter(one).lint(&Draft::new(said));
    let finding = report.findings.iter().find(|finding| &*finding.rule == "brand/hours").expect("a finding");
    assert_eq!(
        (finding.level, finding.cues.iter().map(|cue| &**cue).collect::<Vec<_>>()),
        (Level::Revise, vec!["Mon-Fri 9-17"])
    );
    let off = format!("{one}[rules.\"brand/hours\"]\nlevel = \"off\"\nreason = \"they move with the tide\"\n");
    assert!(open(&off, said).is_empty());
}

/// A way to reach the brand, and a disclaimer of two sentences.
const ANY_OF: &str = r#"
[[require]]
id = "help"
any_of = [
  { say = ["555-0107"], where = "last_line" },
  { say = ["elm.example/help", "our help page"] },
  { regex = ['\bticket [0-9]{4}\b'] },
]
quote = "Always leave a way to reach us."
hits = ["We will call.", "Call 555-0107 now.\nWe are here."]
passes = ["We are here.\nCall 555-0107.", "See our help page.", "See elm.example/help for more.", "It is ticket 1234."]
[[require]]
id = "advice"
with = ["loan*"]
say = ["This is not advice. Rates change every day.", "rates are not advice"]
"#;

#[test]
fn either_of_several_ways_will_do_each_in_its_own_place() {
    let linter = linter(ANY_OF);
    let outcome = verify::verify_brand(&brand(ANY_OF), &linter);
    assert!(outcome.failures.is_empty(), "{outcome:?}");
    let say = |text: &str| ids(&linter, &Draft::new(text));
    let with_help = |text: &str| format!("{text}\nCall 555-0107.");
    assert_eq!(say("We will call."), ["brand/disclosure.help"]);
    assert_eq!(say(&with_help("A loan is open to you.")), ["brand/disclosure.advice"]);
    assert!(say(&with_help("A loan is open to you. This is not advice. Rates change every day.")).is_empty());
    assert!(say(&with_help("A loan is open. These rates are not advice.")).is_empty());
    for apart in
        ["This is not advice. We like you. Rates change every day.", "Rates change every day. This is not advice."]
    {
        assert_eq!(say(&with_help(&format!("A loan is open to you. {apart}"))), ["brand/disclosure.advice"], "{apart}");
    }
}

#[test]
fn ways_that_say_nothing_are_refused() {
    let error = refused("[[require]]\nany_of = [{ where = \"end\" }]\n");
    assert!(error.contains("brand.toml:5:") && error.contains("says nothing"), "{error}");
    let error = refused("[[require]]\nwhere = \"end\"\nany_of = [{ say = [\"a\"] }]\n");
    assert!(error.contains("`where` and `own_line` beside `any_of`"), "{error}");
    let error = refused("[[require]]\nany_of = [{ say = [\"a\"], were = \"end\" }]\n");
    assert!(error.contains("unknown field `were`"), "{error}");
    let error = refused("[[require]]\nany_of = [{ say = [\"a (b\"] }]\n");
    assert!(error.contains("brand.toml:5:"), "{error}");
}

/// The notices of a file, as code and line.
fn notices(text: &str) -> Vec<(String, usize, String)> {
    let brand = brand(text);
    let linter = Linter::builder().brand(brand.clone()).build().expect("a linter");
    let all = verify::review_brand(&brand, &linter, None).into_iter();
    let unclear = all.filter(|notice| !["no-approver", "no-limit"].contains(&notice.code));
    unclear.map(|notice| (notice.code.to_owned(), notice.line - 3, notice.message)).collect()
}

#[test]
fn what_contradicts_itself_is_told() {
    for (text, code, line, words) in [
        ("[voice]\nemoji = { max = 0, only = [\"😊\"] }\n", "contradiction", 2, "`max = 0` leaves none"),
        (
            "[[require]]\nsay = [\"not advice\"]\n[[forbid]]\nsay = [\"advice\"]\n",
            "own-text",
            2,
            "the text holds `advice`",
        ),
        (
            "[voice.email]\nsign_off = \"Warmly, Acme\"\n[[forbid]]\nsay = [\"warmly\"]\nchannel = [\"email\"]\n",
            "own-text",
            2,
            "the text holds `Warmly`",
        ),
        (
            "[[forbid]]\nsay = [\"sorry\", \"alas\"]\nunless = [\"Sorry\"]\n",
            "never-fires",
            2,
            "`sorry` stands under `unless`",
        ),
        ("[terms]\nbanned = [{ say = \"epic\", channel = [\"sms\"] }]\n", "never-fires", 2, "does not answer"),
        (
            "[[require]]\nsay = [\"one\"]\nwhere = \"end\"\n[[require]]\nsay = [\"two\"]\nwhere = \"end\"\n",
            "contradiction",
            4,
            "as its end and `one` as well",
        ),
    ] {
        let file = if code == "never-fires" { format!("channels = [\"email\"]\n{text}") } else { text.to_owned() };
        let line = line + usize::from(code == "never-fires");
        let found = notices(&file);
        assert!(
            found.iter().any(|(known, at, what)| known == code && *at == line && what.contains(words)),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn what_agrees_with_itself_is_not_told() {
    for text in [
        "[voice]\nemoji = { max = 2, only = [\"😊\"] }\n",
        "[[require]]\nsay = [\"not advice\"]\n[[forbid]]\nsay = [\"legal counsel\"]\n",
        "[[require]]\nsay = [\"one\"]\nwhere = \"end\"\nchannel = [\"email\"]\n[[require]]\nsay = [\"two\"]\nwhere = \"end\"\nchannel = [\"sms\"]\n",
        "[[require]]\nsay = [\"one\"]\nwhere = \"end\"\n[[require]]\nsay = [\"two\"]\nwhere = \"last_line\"\n",
        "[[require]]\nsay = [\"call one\"]\nwhere = \"end\"\n[[require]]\nsay = [\"one\"]\nwhere = \"end\"\n",
        "[[forbid]]\nsay = [\"sorry\"]\nunless = [\"not sorry\"]\n",
    ] {
        assert!(notices(text).is_empty(), "{text}: {:?}", notices(text));
    }
}
