//! What needs a brand file, a record or a platform: live variables, locations, business names; and what holds for the
//! generic rules as a whole.

use replylint::{Brand, Channel, Draft, Level, Linter, Regime, Verdict};

const BRAND: &str = r#"
schema = 1
brand = "Alder Outfitters"
regime = "none"

[identity]
names = ["Alder Outfitters"]
staff = ["Ines Holm"]
services = ["ski waxing"]

[[identity.locations]]
name = "Harbor Street"

[[identity.locations]]
name = "Mill Pond"

[[identity.locations]]
name = "Mill Pond Annex"
"#;

fn linter() -> &'static Linter {
    static LINTER: std::sync::OnceLock<Linter> = std::sync::OnceLock::new();
    LINTER.get_or_init(|| Linter::builder().brand(Brand::parse(BRAND, "alder.toml").unwrap()).build().unwrap())
}

fn on(platform: &str) -> Linter {
    Linter::builder().platform(platform).regime(Regime::None).build().unwrap()
}

/// The findings of a rule or of its variants, as level and text.
fn found(linter: &Linter, draft: &Draft<'_>, rule: &str) -> Vec<(Level, String)> {
    let report = linter.lint(draft);
    let mine = report.findings.iter().filter(|finding| finding.rule.starts_with(rule));
    mine.map(|finding| (finding.level, draft.text[finding.span.range()].to_owned())).collect()
}

fn at<'a>(location: &'a str, text: &'a str) -> Draft<'a> {
    let mut draft = Draft::new(text);
    draft.location = Some(location.into());
    draft
}

#[test]
fn a_platform_knows_its_own_slots_and_no_others() {
    for (platform, own, foreign) in [
        ("zendesk", "{{ticket.requester.first_name}}", "{{recipient.first_name}}"),
        ("zendesk", "{{dc.opening_hours}}", "%{ticket.number}"),
        ("freshdesk", "{{ticket.agent.name}}", "{{current_user.name}}"),
        ("frescout", "", ""),
        ("freescout", "{%customer.firstName,fallback=friend%}", "{{customer.firstName}}"),
        ("zammad", "#{ticket.customer.firstname}", "#{customer.firstname}"),
        ("front", "{{recipient.first_name}}", "{{ticket.id}}"),
        ("gorgias", "{{ticket.customer.firstname}}", "{{ticket.requester.name}}"),
        ("hubspot", "{{ contact.firstname }}", "{{ placeholder.discount }}"),
        ("osticket", "%{ticket.name.first}", "{{ticket.name}}"),
        ("intercom", "{{user.name|fallback:\"there\"}}", "{{contact.name}}"),
        ("chatwoot", "{{ contact.first_name || 'there' }}", "{{contact.firstname}}"),
    ] {
        if own.is_empty() {
            let error = Linter::builder().platform(platform).build().unwrap_err().to_string();
            assert!(error.contains("unknown platform `frescout`") && error.contains("freescout"), "{error}");
            continue;
        }
        let linter = on(platform);
        let draft = format!("Hello {own}, the skis are waxed.");
        assert_eq!(found(&linter, &Draft::new(draft.as_str()), "generic/placeholder"), [], "{platform} {own}");
        let draft = format!("Hello {foreign}, the skis are waxed.");
        let open = found(&linter, &Draft::new(draft.as_str()), "generic/placeholder");
        assert_eq!(open, [(Level::Block, foreign.to_owned())], "{platform} {foreign}");
        // Without a platform every slot is open.
        let draft = format!("Hello {own}, the skis are waxed.");
        assert!(!found(&Linter::new().unwrap(), &Draft::new(draft.as_str()), "generic/placeholder").is_empty());
    }
}

#[test]
fn the_caller_s_platform_counts_before_the_brand_s() {
    let brand = |platform: &str| {
        let text = BRAND.replace("regime = \"none\"", &format!("regime = \"none\"\nplatform = \"{platform}\""));
        Brand::parse(&text, "alder.toml").unwrap()
    };
    let draft = Draft::new("Ticket {{ticket.id}} is open.");
    let of_brand = Linter::builder().brand(brand("zendesk")).build().unwrap();
    assert_eq!(found(&of_brand, &draft, "generic/placeholder"), []);
    let of_caller = Linter::builder().brand(brand("zendesk")).platform("zammad").build().unwrap();
    assert_eq!(found(&of_caller, &draft, "generic/placeholder").len(), 1);
    let (one, other) = (of_brand.lint(&draft).policy.digest, of_caller.lint(&draft).policy.digest);
    assert_ne!(one, other, "the platform is part of the policy");
    let error = Linter::builder().brand(brand("zendesc")).build().unwrap_err().to_string();
    assert!(error.starts_with("alder.toml:5:12: unknown platform `zendesc`"), "{error}");
}

#[test]
fn a_reply_names_the_location_that_answers() {
    for (location, text, level) in [
        ("Harbor Street", "Thank you for visiting our Mill Pond shop.", Some(Level::Block)),
        ("Harbor Street", "We are sorry about your time at Mill Pond.", Some(Level::Block)),
        ("Mill Pond", "Greetings from everyone at Harbor Street.", Some(Level::Block)),
        ("Harbor Street", "Thank you for visiting our Harbor Street shop.", None),
        // Another location as an offer.
        ("Harbor Street", "The Mill Pond shop has two left.", None),
        ("Harbor Street", "Thank you for visiting; our Mill Pond shop also waxes skis.", None),
        // One location's name within another's.
        ("Mill Pond", "Thank you for visiting Mill Pond Annex.", None),
        // A location that the brand file does not know.
        ("store-17", "Thank you for visiting our Mill Pond shop.", None),
    ] {
        let found = found(linter(), &at(location, text), "generic/wrong-name.location");
        assert_eq!(found.first().map(|(level, _)| *level), level, "{location}: {text} {found:?}");
    }
    let draft = at("Harbor Street", "Sorry about your visit to Mill Pond.").inbound("Mill Pond had no boots.");
    assert_eq!(found(linter(), &draft, "generic/wrong-name.location"), [], "the inbound names it");
}

#[test]
fn a_reply_names_the_business_that_answers() {
    for (text, wanted) in [
        ("Here at Birch & Barrow we wax by hand.", Some((Level::Block, "Birch & Barrow"))),
        ("Greetings from all of us at Pine Valley Skis.", Some((Level::Block, "Pine Valley Skis"))),
        ("Thank you for choosing Pine Valley.", Some((Level::Revise, "Pine Valley"))),
        ("At Pine Valley, we wax by hand.", Some((Level::Revise, "Pine Valley"))),
        ("Here at Alder Outfitters we wax by hand.", None),
        ("Here at Alder we wax by hand.", None),
        ("Greetings from all of us at Mill Pond.", None),
        ("At Christmas, we wax by hand.", None),
        ("Thank you for choosing Ski Waxing, we open at nine.", None),
        ("Here at last: new skis.", None),
        ("The team at the front desk wax by hand.", None),
    ] {
        let found = found(linter(), &Draft::new(text), "generic/wrong-name.business");
        let first = found.first().map(|(level, text)| (*level, text.as_str()));
        assert_eq!(first, wanted, "{text}");
    }
    let draft = Draft::new("Here at Pine Valley we wax by hand.").inbound("Are you the Pine Valley people?");
    assert_eq!(found(linter(), &draft, "generic/wrong-name.business"), [], "the inbound names it");
    let mut draft = Draft::new("Here at Pine Valley we wax by hand.").regime(Regime::None);
    assert_eq!(found(&Linter::new().unwrap(), &draft, "generic/wrong-name.business"), [], "nobody said who we are");
    draft.brand = Some("Birch & Barrow".into());
    assert_eq!(found(&Linter::new().unwrap(), &draft, "generic/wrong-name.business").len(), 1, "the record says it");
}

#[test]
fn staff_may_be_greeted_and_named() {
    let draft = Draft::new("Hi Ines, the boots are in.").author("Dmitri Volkov");
    assert_eq!(found(linter(), &draft, "generic/wrong-name"), [], "a name of the staff");
}

#[test]
fn stars_decide_before_words() {
    let mut draft = Draft::new("We are so happy you loved the skis!").inbound("Skis broke, staff rude.");
    draft.rating = Some(5);
    assert_eq!(found(linter(), &draft, "generic/sentiment-mismatch"), []);
    draft.rating = Some(1);
    let levels: Vec<_> = found(linter(), &draft, "generic/sentiment-mismatch").into_iter().map(|f| f.0).collect();
    assert_eq!(levels, [Level::Block]);
    draft.rating = None;
    let levels: Vec<_> = found(linter(), &draft, "generic/sentiment-mismatch").into_iter().map(|f| f.0).collect();
    assert_eq!(levels, [Level::Revise]);
}

#[test]
fn what_blocks_blocks_on_every_channel() {
    for &channel in Channel::ALL {
        for text in
            ["Hi {{name}}, the skis are waxed.", "Hi null, the skis are waxed.", "The skis are waxed.<|im_end|>"]
        {
            assert_eq!(linter().lint(&Draft::new(text).channel(channel)).verdict, Verdict::Block, "{channel} {text}");
        }
    }
}

#[test]
fn advice_never_asks_for_the_person_s_detail() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/generic/feeling.toml")).unwrap();
    let advice = text.lines().filter(|line| line.starts_with("do = "));
    for line in advice {
        assert!(!line.contains("mention their") && !line.contains("their detail"), "{line}");
    }
}
