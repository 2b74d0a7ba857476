//! Names of people, in every manner, and the names that are nobody's business but the practice's own.

use replylint::{Brand, Channel, Draft, Linter, Regime};

fn linter() -> &'static Linter {
    static LINTER: std::sync::OnceLock<Linter> = std::sync::OnceLock::new();
    LINTER.get_or_init(|| Linter::new().unwrap())
}

/// The findings about names, as `rule: text`.
fn names(linter: &Linter, draft: &Draft<'_>) -> Vec<String> {
    let report = linter.lint(draft);
    let named = |rule: &str| !rule.starts_with("generic/") && (rule.contains("name") || rule.contains("handle"));
    report
        .findings
        .iter()
        .filter(|finding| named(&finding.rule))
        .map(|finding| format!("{}: {}", finding.rule, &draft.text[finding.span.range()]))
        .collect()
}

/// Collects what differs, so that one run shows all of it.
fn expect(cases: &[(&str, &str, &str)], rule: &str) {
    let mut wrong = Vec::new();
    for &(text, author, wanted) in cases {
        let mut draft = Draft::new(text);
        if !author.is_empty() {
            draft = draft.author(author);
        }
        let found = names(linter(), &draft);
        if found != [format!("{rule}: {wanted}")] {
            wrong.push(format!("{text} ({author}): wanted {wanted}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn expect_silence(linter: &Linter, texts: &[&str]) {
    let mut wrong = Vec::new();
    for &text in texts {
        let found = names(linter, &Draft::new(text));
        if !found.is_empty() {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn somebody_spoken_of_is_named_in_every_manner() {
    expect(
        &[
            // Titles.
            ("Mr. Okafor waited longer than he should have.", "", "Mr. Okafor"),
            ("We are sorry that mrs jones had to wait.", "", "mrs jones"),
            ("The form of Ms. Adeyemi-Cole is ready.", "", "Ms. Adeyemi-Cole"),
            ("MRS. O'NEILL WAS VERY KIND.", "", "MRS. O'NEILL"),
            ("Mx. Delacroix was in the room.", "", "Mx. Delacroix"),
            ("Miss Novak came by.", "", "Miss Novak"),
            ("We told Mr. de la Cruz about it.", "", "Mr. de la Cruz"),
            // Possessives.
            ("Dana's appointment had to be moved.", "", "Dana"),
            ("We looked at priya's results again.", "", "priya"),
            ("JAMAL'S SURGERY WENT FIRST.", "", "JAMAL"),
            ("James' refill is ready.", "", "James"),
            ("Zoë’s chart is complete.", "", "Zoë"),
            ("Rose's biopsy was sent out.", "", "Rose"),
            ("Okafor's claim was paid.", "", "Okafor"),
            // Relatives.
            ("Your son Leo did well.", "", "Leo"),
            ("It was nice to see your daughter, Mei.", "", "Mei"),
            ("Your wife Hope was with you.", "", "Hope"),
            ("Please tell your mother Xóchitl that we are sorry.", "", "Xóchitl"),
            // Full names, initials.
            ("We spoke about Maria Lopez at length.", "", "Maria Lopez"),
            ("we spoke about maria lopez at length", "", "maria lopez"),
            ("The bill of Samuel L. Jackson is open.", "", "Samuel L. Jackson"),
            ("It was filed under J. Alvarez by mistake.", "", "J. Alvarez"),
            ("The visit of Mark Miller is on the list.", "", "Mark Miller"),
            ("We wrote to Thị Nguyen-Park about it.", "", "Thị Nguyen-Park"),
            // Alone, with a word of care.
            ("We saw Dana right after lunch.", "", "Dana"),
            ("Dana was seen right after lunch.", "", "Dana"),
            ("The refill for Kwame is late.", "", "Kwame"),
            ("we treated fatima with respect", "", "fatima"),
        ],
        "phi/identifier-name",
    );
}

#[test]
fn somebody_addressed_without_a_known_author() {
    expect(
        &[
            ("Hi Dana, the lot is full by nine.", "", "Dana"),
            ("hi dana, the lot is full by nine", "", "dana"),
            ("HI DANA, THE LOT IS FULL BY NINE.", "", "DANA"),
            ("Dear Will, the lot is full by nine.", "", "Will"),
            ("Dear Grace! The lot is full by nine.", "", "Grace"),
            ("Hello José, the lot is full by nine.", "", "José"),
            ("Hey Anne-Marie, the lot is full by nine.", "", "Anne-Marie"),
            ("Good morning, Siobhán, the lot is full by nine.", "", "Siobhán"),
            ("Hello again Kofi, the lot is full by nine.", "", "Kofi"),
            ("Dear Quvenzhané, the lot is full by nine.", "", "Quvenzhané"),
            ("Dana, we are sorry about the lot.", "", "Dana"),
            ("Thank you for the words, Dana!", "", "Dana"),
            ("thanks again, dana!", "", "dana"),
            ("Thank you, Rose! The lot is full by nine.", "", "Rose"),
            ("Sorry Marcus, the lot is full by nine.", "", "Marcus"),
        ],
        "phi/identifier-name.addressed",
    );
    expect(
        &[
            ("Dear Mr. Okafor, the lot is full by nine.", "", "Mr. Okafor"),
            ("thank you maria lopez, the lot is full by nine", "", "maria lopez"),
        ],
        "phi/identifier-name.in-full",
    );
}

#[test]
fn the_display_name_decides_about_an_address() {
    expect(
        &[
            ("Hi Dana, the lot is full by nine.", "Dana K.", "Dana"),
            ("hi dana, the lot is full by nine", "DANA KOWALSKI", "dana"),
            ("Hi Zoe, the lot is full by nine.", "Zoë B", "Zoe"),
            ("Hi Dana K., the lot is full by nine.", "Dana K.", "Dana K"),
            ("Hi Alexandra, the lot is full by nine.", "Alex", "Alexandra"),
            ("Hi Xolani, the lot is full by nine.", "xolani_84", "Xolani"),
        ],
        "phi/identifier-name.shown",
    );
    expect(
        &[
            ("Hi Dana, the lot is full by nine.", "A Google User", "Dana"),
            ("hi dana, the lot is full by nine", "toothless_in_ohio", "dana"),
            ("Hi Marcus, the lot is full by nine.", "Dana K.", "Marcus"),
            ("Dear Mrs. Kowalski, the lot is full by nine.", "Dana K.", "Mrs. Kowalski"),
            ("Hi Dana Kowalski, the lot is full by nine.", "Dana K.", "Dana Kowalski"),
            ("Thank you, Dana!", "D. K.", "Dana"),
        ],
        "phi/re-identification.name",
    );
}

#[test]
fn a_letter_to_the_wrong_person() {
    let to = |text: &'static str, author: &'static str, channel| {
        names(linter(), &Draft::new(text).author(author).channel(channel))
    };
    let text = "Hi Marcus, the forms are ready.";
    assert_eq!(to(text, "Dana K.", Channel::Portal), ["phi/wrong-recipient.name: Marcus"]);
    assert_eq!(to(text, "Dana K.", Channel::Email), ["phi/wrong-recipient.name: Marcus"]);
    assert_eq!(to(text, "Marcus", Channel::Portal), [""; 0]);
    assert_eq!(to(text, "user_8812", Channel::Portal), [""; 0]);
    assert_eq!(to("Dear Mr. Kowalski, the forms are ready.", "M. Kowalski", Channel::Portal), [""; 0]);
}

#[test]
fn an_inbound_that_shows_the_name() {
    let draft = Draft::new("Hi Dana, the lot is full by nine.").author("A Google User").inbound("Rude! Dana from Ohio");
    assert_eq!(names(linter(), &draft), ["phi/identifier-name.shown: Dana"]);
    let draft = Draft::new("Leo's surgery was late.").inbound("Our Leo waited for hours");
    assert_eq!(names(linter(), &draft), ["phi/identifier-name.repeated: Leo"]);
}

#[test]
fn words_and_the_practices_own_people_stay_silent() {
    expect_silence(
        linter(),
        &[
            "We will mark it and hope to see May bring joy.",
            "Grace under pressure is what we aim for, and faith in people.",
            "May we ask you to bill this to the desk?",
            "Mark your calendar: June, July and August are open.",
            "Summer hours start in April. Art hangs in the hall.",
            "Dawn to dusk, the sky over the lot is lit. Iris scans are not used.",
            "Hi there, the lot is full by nine.",
            "Hello everyone, the lot is full by nine.",
            "Dear valued guest, the lot is full by nine.",
            "Dear Hope Dental family, the lot is full by nine.",
            "Hi all, the lot is full by nine.",
            "Hello and thank you for the note.",
            "Dr. Okafor reads every note.",
            "Dr. Maria Lopez reads every note.",
            "Doctor Patel and Nurse Kim read every note.",
            "Maria Lopez, RN, reads every note.",
            "Maria Lopez, DDS, reads every note.",
            "Our hygienist Ana reads every note.",
            "Our office manager, Sue, reads every note.",
            "Sue, our office manager, reads every note.",
            "Kim (front desk) reads every note.",
            "Please ask for Kim.",
            "Please ask for Maria Lopez.",
            "Call Dana at (412) 555-0107.",
            "Please contact our patient advocate, Dana, at the desk.",
            "Please speak with Ana Ruiz in our billing office.",
            "Reach out to Jamal Washington, our privacy officer.",
            "I am Maria Lopez, and I run this office.",
            "My name is Maria Lopez and I run this office.",
            "We will share it with Maria Lopez and her team.",
            "Maria and the whole team say hello.",
            "Maria Lopez will call back.",
            "The lot is full by nine. Sincerely, Maria Lopez",
            "The lot is full by nine.\nBest regards,\nMaria Lopez\nOffice Manager",
            "The lot is full by nine.\n- Ana, office manager",
            "The lot is full by nine. — Ana",
            "The lot is full by nine.\n\nWarmly,\nKim",
            "the lot is full by nine. thanks, ana, office manager",
            "Our office is on Madison Avenue.",
            "We are in San Jose, near the Jordan Park.",
            "St. Mary Hospital and Santa Clara are our neighbours.",
            "Martin Luther King Day is a holiday.",
            "The Charlotte Clinic and the Austin Center are open.",
            "We miss the old sign as well.",
            "We would not miss it for anything.",
            "Thank you, and see you at the fair.",
            "Thank you so much!",
            "Today's schedule is full.",
            "Monday's clinic is open.",
            "Invisalign's maker has a new plant.",
            "Kim's bedside manner is known.",
            "Ana was a great help with this review.",
            "Ana's kindness is known.",
            "Johns Hopkins has a page on it.",
            "Jordan Dental moved to Lake Street.",
            "The Alvarez Building has a ramp.",
            "Kelly Clarkson Park is near.",
            "Your mother will find a ramp at the side door.",
            "Your partner Monday through Friday is the desk.",
            "Thanks, Team Oak",
            "Thank you,\nThe Oak Team",
            "Stay safe, everyone!",
        ],
    );
}

#[test]
fn the_brands_people_stay_silent_in_any_manner() {
    let brand =
        "schema = 1\nbrand = \"oak\"\n[identity]\nnames = [\"Hartley Dental\"]\nstaff = [\"Ana Ruiz\", \"Zoë Park\"]\n";
    let linter = Linter::builder().brand(Brand::parse(brand, "brand.toml").unwrap()).build().unwrap();
    expect_silence(
        &linter,
        &["We saw Ana right after lunch.", "Ana Ruiz was there.", "Zoe's appointment book is full.", "Thank you, Ana!"],
    );
    let mut draft = Draft::new("Maria Lopez had this visit on her list.");
    draft.agent = Some("Maria Lopez".into());
    assert_eq!(names(&linter, &draft), [""; 0]);
}

#[test]
fn other_regimes_have_rules_of_their_own() {
    let under = |text: &'static str, author: &'static str| {
        names(linter(), &Draft::new(text).author(author).regime(Regime::None))
    };
    assert_eq!(under("Dear Ms. Kowalski, the soup is back.", "Dana K."), ["privacy/identifier-name: Ms. Kowalski"]);
    assert_eq!(under("Hi Dana, the soup is back.", "Dana K."), [""; 0]);
}

#[test]
#[ignore = "measures time: the full run has it"]
fn many_names_cost_no_more_than_their_length() {
    let time = |times: usize| {
        let (text, author) = ("Hi Dana, we saw Leo. ".repeat(times), "Marcus ".repeat(times));
        let draft = Draft::new(text.as_str()).author(author.as_str()).inbound(text.as_str());
        let start = std::time::Instant::now();
        assert!(!linter().lint(&draft).findings.is_empty());
        start.elapsed()
    };
    time(100);
    let (short, long) = (time(500), time(4_000));
    assert!(long < short * 40 + std::time::Duration::from_millis(200), "{short:?} {long:?}");
}
