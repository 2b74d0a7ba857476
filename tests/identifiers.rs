//! The eighteen identifiers of Safe Harbor, one a sentence, and what looks like one and is none.

use replylint::{Brand, Draft, Linter, Regime};

fn linter() -> &'static Linter {
    static LINTER: std::sync::OnceLock<Linter> = std::sync::OnceLock::new();
    LINTER.get_or_init(|| Linter::new().unwrap())
}

fn identifiers(linter: &Linter, text: &str) -> Vec<String> {
    let report = linter.lint(&Draft::new(text));
    let found = report.findings.iter().filter(|finding| finding.rule.contains("/identifier-"));
    found.map(|finding| format!("{}: {}", finding.rule, &text[finding.span.range()])).collect()
}

/// The kind of each sentence's one identifier, and the text that the span must cover at least half of.
const SENTENCES: &[(&str, &str, &str)] = &[
    // A: names.
    ("name", "Mr. Okafor waited longer than he should have.", "Okafor"),
    ("name", "Maria Lopez was next in line.", "Maria Lopez"),
    ("name", "we moved dana's appointment to the morning", "dana"),
    ("name", "Your daughter Mei was brave.", "Mei"),
    ("handle", "We answered @maria.lopez84 in the thread.", "@maria.lopez84"),
    // B: geography.
    ("geography", "We sent the forms to your home at 66 Juniper Lane, apt 4.", "66 Juniper Lane, apt 4"),
    ("geography", "She lives on Poplar Street.", "Poplar Street"),
    ("geography", "Your ZIP code 15217 is outside our route.", "15217"),
    ("geography", "You live in Shaler, PA 15116, so parking is free.", "Shaler, PA 15116"),
    ("geography", "Your address is P.O. Box 1187.", "P.O. Box 1187"),
    // C: dates, ages.
    ("date", "You came in on 3/14/2026.", "3/14/2026"),
    ("date", "You were admitted on 2026-03-14.", "2026-03-14"),
    ("date", "Your surgery was on March 14th.", "March 14th"),
    ("date", "You were here on the 14th.", "14th"),
    ("date", "You came in last Tuesday.", "last Tuesday"),
    ("date", "Your stay ended on 14 March 2026.", "14 March 2026"),
    ("date", "You were seen on 03.14.2026.", "03.14.2026"),
    ("birth-date", "We have DOB 11/30/58 in the log.", "11/30/58"),
    ("birth-date", "He was born on the 4th of July, 1958.", "4th of July, 1958"),
    ("birth-date", "It says date of birth: 1958-11-30.", "1958-11-30"),
    ("age-over-89", "We love our 93-year-old regular.", "93-year-old"),
    ("age-over-89", "She is 97 years old.", "97 years old"),
    ("age-over-89", "At ninety-four, she is our oldest.", "ninety-four"),
    ("age-over-89", "He is 91 y/o.", "91 y/o"),
    // D: phones.
    ("phone", "We called you twice at 412-555-0188.", "412-555-0188"),
    ("phone", "Your number is five five five, oh one three nine.", "five five five, oh one three nine"),
    ("phone", "We reached you on 4 1 2 5 5 5 0 1 8 8.", "4 1 2 5 5 5 0 1 8 8"),
    ("phone", "We texted you at the phone ending in 8812.", "ending in 8812"),
    // E: fax.
    ("fax", "We sent it to your fax 412-555-0188.", "412-555-0188"),
    ("fax", "It went to her work fax: (412) 555-0189.", "(412) 555-0189"),
    // F: mail.
    ("email", "We wrote to you at jane.doe@mail.example.", "jane.doe@mail.example"),
    ("email", "Your address is jane dot doe at mail dot com.", "jane dot doe at mail dot com"),
    ("email", "We emailed you at jane.doe [at] mail [dot] com.", "jane.doe [at] mail [dot] com"),
    // G: SSN.
    ("ssn", "We matched it by SSN 219-09-9999.", "219-09-9999"),
    ("ssn", "Your social ends in 8812.", "8812"),
    ("ssn", "We have the last four of your social as 8812.", "8812"),
    ("ssn", "The last four 8812 matched.", "8812"),
    // H: record numbers.
    ("mrn", "We looked at MRN 7730461.", "7730461"),
    ("mrn", "Your medical record number is 88-22190.", "88-22190"),
    ("mrn", "See chart #A44123.", "#A44123"),
    // I: plans.
    ("plan-number", "The card reads 1EG4-TE5-MK73.", "1EG4-TE5-MK73"),
    ("plan-number", "We billed member ID QRT550913268.", "QRT550913268"),
    ("plan-number", "Your policy no. 7781204 was active.", "7781204"),
    ("plan-number", "Your insurance ID is W88 120 4417.", "W88 120 4417"),
    // J: accounts.
    ("account", "We refunded account 31-90552.", "31-90552"),
    ("account", "The number was 4111 1111 1111 1111.", "4111 1111 1111 1111"),
    ("account", "It went to the Visa ending in 4242.", "Visa ending in 4242"),
    ("account", "Your claim number is 20260314-77.", "20260314-77"),
    // K: licences.
    ("licence", "Your driver's license D4471902 was copied.", "D4471902"),
    ("licence", "Your passport number 512345678 is blurred.", "512345678"),
    // L: vehicles.
    ("vehicle", "The car with VIN 1M8GDM9AXKP042788 was towed.", "1M8GDM9AXKP042788"),
    ("vehicle", "Your car with plates 7KLM234 blocked the ramp.", "7KLM234"),
    // M: devices.
    ("device", "Your pump has serial number A99120045.", "A99120045"),
    ("device", "It reads (01)09506000134352(17)251231.", "(01)09506000134352(17)251231"),
    ("device", "Your implant is from lot number 77A-2210.", "77A-2210"),
    // N, O: links, addresses of computers.
    ("url", "See oak.example/records/jane-doe for it.", "oak.example/records/jane-doe"),
    ("url", "Open https://oak.example/view?patient=8812 please.", "https://oak.example/view?patient=8812"),
    ("ip", "Your login was from 198.51.100.9.", "198.51.100.9"),
    ("ip", "We see 2001:db8:85a3:0:0:8a2e:370:7334 in the log.", "2001:db8:85a3:0:0:8a2e:370:7334"),
    // P, Q: body measures, pictures.
    ("biometric", "We still hold your fingerprint.", "fingerprint"),
    ("photo", "We attached smile_after.png.", "smile_after.png"),
    ("photo", "See IMG_4471.HEIC in the thread.", "IMG_4471.HEIC"),
    // R: other codes.
    ("mrn", "Your case number is 4471-22.", "4471-22"),
    ("code", "Your confirmation code is HX77Q2.", "HX77Q2"),
    ("code", "We opened ticket #88214 for your refill.", "#88214"),
];

#[test]
fn every_identifier_is_found_and_is_of_its_kind() {
    let mut wrong = Vec::new();
    for &(kind, text, value) in SENTENCES {
        let found = identifiers(linter(), text);
        let rule = format!("phi/identifier-{kind}");
        let fits = |found: &String| {
            let (id, span) = found.split_once(": ").unwrap();
            let covered = if value.contains(span) {
                span.len()
            } else if span.contains(value) {
                value.len()
            } else {
                0
            };
            id.starts_with(&rule) && covered * 2 > value.len()
        };
        if !found.iter().any(fits) {
            wrong.push(format!("{kind}: {text}: {found:?}"));
        }
    }
    assert!(SENTENCES.len() >= 52);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_only_looks_like_an_identifier_stays_silent() {
    let decoys = [
        "Please call us at (412) 555-0107.",
        "Our phone is 412-555-0107 and our fax is 412-555-0119.",
        "Call us at four one two, five five five, oh one three nine.",
        "Text us at 412.555.0107 any time.",
        "Reach our office manager at 412-555-0107.",
        "Front desk: 503-555-0164.",
        "Write to us at hello@oak.example.",
        "Our privacy officer answers at privacy@oak.example.",
        "Write to hello at oak dot com.",
        "Fax us at 207-555-0119.",
        "We are at 310 Birch Avenue, suite 8.",
        "Our new office at 2200 Lake Avenue has parking.",
        "Find us on Elm Street, Pittsburgh, PA 15201.",
        "Our ZIP code is 15201.",
        "Our mailing address is P.O. Box 12.",
        "We serve all of Pennsylvania.",
        "You can reach us from anywhere in Ohio.",
        "See www.oak.example for hours.",
        "Book at https://oak.example/new.",
        "Our page is facebook.example/oakdental.",
        "Follow us @oakdental on all channels.",
        "Our handle is @oak_dental.",
        "We opened in 1998.",
        "We opened on May 1, 1998.",
        "Flu shots start on October 3.",
        "We are closed on Monday, December 25.",
        "Our hours change on 11/1.",
        "We are open 24/7.",
        "The desk is staffed from 9 to 5.",
        "A new sign went up last Tuesday.",
        "Our phones were down on 10/9.",
        "The fair is on the 14th.",
        "He is 45 years old.",
        "We turn 25 this year.",
        "Our 92-year-old building has one elevator.",
        "The practice turned 100 this year.",
        "We welcome children aged 3 and up.",
        "Nine out of ten calls are answered in two minutes.",
        "One, two, three: that is how many steps it takes.",
        "Never post a Social Security number here.",
        "Our social team posts on Fridays.",
        "Please have the chart number at hand when you call.",
        "The member ID is on the front of the card.",
        "Our group plan covers 12 people.",
        "A Medicare number has eleven characters, for example 1EG4-TE5-MK72.",
        "Sign in to the account page to pay.",
        "We opened 14 accounts today.",
        "Dr. Imani, NPI 1245319599, sees walk-ins.",
        "State license MT-70914 can be looked up.",
        "Please write the plate on the parking slip.",
        "Garage level 2 is open; lot 7 is not.",
        "Affected serial numbers start with TR.",
        "Version 4.1.2 fixes it.",
        "The ratio was 10:20.",
        "Our own router answers on 192.0.2.1 at night.",
        "We do not use fingerprint readers.",
        "Our logo is in logo.png.",
        "Please save it as a jpg.",
        "A code is sent by text when you sign in.",
        "In any case, 3 of us read every note.",
        "Just in case, 2 people check each form.",
        "Our ticket counter closes at 4.",
        "We take 1 in 4 calls on the first ring.",
        "Our rating is 4.8 of 5 with 312 reviews.",
        "Parking costs $12, and $4 after 6.",
        "The building has 14 floors and 200 rooms.",
        "Suite 400 is on the left.",
        "COVID-19 rules ended in 2023.",
        "We follow 45 CFR 164.514 and ISO 9001.",
        "Batch 7 of the cookies is out at noon.",
    ];
    assert!(decoys.len() >= 60);
    let wrong: Vec<String> = decoys
        .iter()
        .map(|text| (text, identifiers(linter(), text)))
        .filter(|(_, found)| !found.is_empty())
        .map(|(text, found)| format!("{text}: {found:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_brands_own_details_stay_silent_in_any_sentence() {
    let brand = r#"
        schema = 1
        brand = "oak"
        [identity]
        names = ["Oak Dental"]
        contacts = ["(412) 555-0107", "hello@oak.example", "412-555-0119"]
        pages = ["oak.example"]
        own_identifiers = ["1245319599"]
        staff = ["Ana Ruiz"]
        [[identity.locations]]
        name = "Shadyside"
        address = "12 Elm Street, Pittsburgh, PA 15201"
    "#;
    let linter = Linter::builder().brand(Brand::parse(brand, "brand.toml").unwrap()).build().unwrap();
    for text in [
        "We called you from 412-555-0107.",
        "We wrote to you from hello@oak.example.",
        "Your fax went to fax 412-555-0119.",
        "We saw you walk in at 12 Elm Street.",
        "Your form is at oak.example/records/forms now.",
        "Your letter names NPI 1245319599.",
        "We told Ana Ruiz about your note.",
    ] {
        assert_eq!(identifiers(&linter, text), [""; 0], "{text}");
    }
    assert_eq!(identifiers(&linter, "We called you at 412-555-0188."), ["phi/identifier-phone: 412-555-0188"]);
}

#[test]
fn other_regimes_have_rules_of_their_own() {
    for (text, rule) in [
        ("We matched it by SSN 219-09-9999.", "privacy/identifier-ssn"),
        ("The number was 4111 1111 1111 1111.", "privacy/identifier-account"),
        ("Your new password is Spring2024!", "privacy/identifier-secret"),
    ] {
        let report = linter().lint(&Draft::new(text).regime(Regime::None));
        let rules: Vec<&str> = report.findings.iter().map(|finding| &*finding.rule).collect();
        assert_eq!(rules, [rule], "{text}");
    }
}
