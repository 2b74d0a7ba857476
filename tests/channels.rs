//! The same words on every channel: who can read a reply, what its reader agreed to, and which law binds its sender.

use replylint::{Channel, Consent, Context, Draft, Linter, Practice, Regime, Report, Verdict};

/// Where a reply goes and what is known about its reader and its sender.
#[derive(Clone, Copy)]
struct Way {
    channel: Channel,
    context: Context,
    regime: Regime,
    practice: Practice,
}

fn to(channel: Channel) -> Way {
    Way { channel, context: Context::default(), regime: Regime::Hipaa, practice: Practice::General }
}

impl Way {
    fn agreed(mut self, consent: Consent) -> Self {
        self.context.consent = Some(consent);
        self
    }

    fn logged_in(mut self) -> Self {
        self.context.authenticated = true;
        self
    }

    fn copied(mut self) -> Self {
        self.context.copied_to_email = true;
        self
    }

    fn under(mut self, regime: Regime) -> Self {
        self.regime = regime;
        self
    }

    fn by(mut self, practice: Practice) -> Self {
        self.practice = practice;
        self
    }

    fn lint(self, text: &str) -> Report {
        static LINTER: std::sync::OnceLock<Linter> = std::sync::OnceLock::new();
        let mut draft = Draft::new(text).channel(self.channel).regime(self.regime);
        draft.practice = Some(self.practice);
        draft.context = self.context;
        LINTER.get_or_init(|| Linter::new().unwrap()).lint(&draft)
    }
}

/// Collects what differs, so that one run shows all of it.
fn expect(cases: &[(&str, Way, Verdict)]) {
    let mut wrong = Vec::new();
    for &(text, way, verdict) in cases {
        let report = way.lint(text);
        if report.verdict != verdict {
            let found: Vec<String> =
                report.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.level)).collect();
            let channel = way.channel;
            wrong.push(format!("`{text}` ({channel}): {} instead of {verdict}; {found:?}", report.verdict));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

use Channel::{Dm, Email, Portal, PublicComment, PublicPost, PublicReview, Sms, Ticket};
use Consent::{Reminders, UnencryptedOk};
use Verdict::{Block, Escalate, Pass, Revise};

const CROWN: &str = "Your crown is ready, so please call us to set a time.";
const RESULT: &str = "Your biopsy results came back and everything is benign.";
const REMINDER: &str =
    "Reminder: your appointment is on March 3 at 9:40, north door. Questions? Call us at 701-555-0150.";
const BALANCE: &str = "Your balance of $240 from the root canal is due on Friday.";
const NUMBER: &str = "We have your SSN 219-09-9991 on file.";
const CHART: &str = "The chart of Maria Lopez was locked.";
const ASK: &str = "Which symptoms do you have, and since when?";
const PLAIN: &str = "The lot behind the building is free before nine.";

#[test]
fn everyone_reads_a_public_reply() {
    expect(&[
        (CROWN, to(PublicReview), Block),
        (CROWN, to(PublicComment), Block),
        (CROWN, to(PublicPost), Block),
        (RESULT, to(PublicReview), Block),
        (BALANCE, to(PublicReview), Block),
        (REMINDER, to(PublicComment), Block),
        (NUMBER, to(PublicReview), Block),
        (CHART, to(PublicReview), Block),
        ("Which doctor did you see?", to(PublicReview), Block),
        (PLAIN, to(PublicReview), Pass),
        // Nobody can agree for the public, and being logged in somewhere else changes nothing.
        (RESULT, to(PublicReview).agreed(UnencryptedOk), Block),
        (RESULT, to(PublicReview).logged_in(), Block),
    ]);
}

#[test]
fn a_platform_reads_direct_messages() {
    expect(&[
        (CROWN, to(Dm), Block),
        (RESULT, to(Dm), Block),
        (REMINDER, to(Dm), Block),
        (REMINDER, to(Dm).agreed(Reminders), Block),
        (RESULT, to(Dm).agreed(UnencryptedOk), Block),
        (RESULT, to(Dm).logged_in(), Block),
        (ASK, to(Dm), Block),
        ("Please call 701-555-0150; nothing about health can be read here.", to(Dm), Pass),
        (PLAIN, to(Dm), Pass),
    ]);
}

#[test]
fn whoever_handles_a_message_reads_it() {
    expect(&[
        (RESULT, to(Sms), Revise),
        (RESULT, to(Email), Revise),
        (RESULT, to(Ticket), Revise),
        (BALANCE, to(Email), Revise),
        (CROWN, to(Sms), Revise),
        (NUMBER, to(Email), Revise),
        (ASK, to(Sms), Revise),
        (ASK, to(Email), Revise),
        (ASK, to(Ticket), Revise),
        (PLAIN, to(Sms), Pass),
        ("You can reach the desk at 701-555-0150.", to(Email), Pass),
    ]);
}

#[test]
fn a_reminder_says_time_place_and_whom_to_call() {
    expect(&[
        (REMINDER, to(Sms), Revise),
        (REMINDER, to(Sms).agreed(Reminders), Pass),
        (REMINDER, to(Email).agreed(Reminders), Pass),
        (REMINDER, to(Sms).agreed(UnencryptedOk), Pass),
        ("See you tomorrow at 2:15, 310 Birch Avenue, suite 8.", to(Sms).agreed(Reminders), Pass),
        ("Dana, your visit is on Friday at noon. Reply C to confirm.", to(Sms).agreed(Reminders), Pass),
        // A reminder does not carry the case.
        (RESULT, to(Sms).agreed(Reminders), Revise),
        (BALANCE, to(Email).agreed(Reminders), Revise),
        ("Reminder: your HIV test is at 8.", to(Sms).agreed(Reminders), Block),
        (ASK, to(Sms).agreed(Reminders), Revise),
    ]);
}

#[test]
fn a_warned_reader_may_prefer_plain_mail() {
    expect(&[
        (RESULT, to(Email).agreed(UnencryptedOk), Pass),
        (RESULT, to(Sms).agreed(UnencryptedOk), Pass),
        (CROWN, to(Sms).agreed(UnencryptedOk), Pass),
        (BALANCE, to(Email).agreed(UnencryptedOk), Pass),
        (RESULT, to(Ticket).agreed(UnencryptedOk), Pass),
        ("We tried your number 412-555-0188 twice.", to(Email).agreed(UnencryptedOk), Pass),
        ("Your date of birth 04/17/2019 is on the form.", to(Email).agreed(UnencryptedOk), Pass),
        // What nobody asked for stays worth a look, and a password is no health information.
        (NUMBER, to(Email).agreed(UnencryptedOk), Pass),
        ("Your new password is Spring2024!", to(Email).agreed(UnencryptedOk), Revise),
    ]);
    let report = to(Email).agreed(UnencryptedOk).lint(NUMBER);
    assert!(report.findings.iter().any(|finding| &*finding.rule == "phi/identifier-ssn"), "a note is left");
}

#[test]
fn who_is_logged_in_reads_their_own_record() {
    expect(&[
        (RESULT, to(Portal), Pass),
        (CROWN, to(Portal), Pass),
        (BALANCE, to(Portal), Pass),
        (NUMBER, to(Portal), Pass),
        (ASK, to(Portal), Pass),
        ("Take two tablets of ibuprofen with food.", to(Portal), Pass),
        (RESULT, to(Ticket).logged_in(), Pass),
        (ASK, to(Ticket).logged_in(), Pass),
        (RESULT, to(Ticket).logged_in().copied(), Revise),
        (RESULT, to(Ticket).copied(), Revise),
        (REMINDER, to(Ticket).logged_in().copied().agreed(Reminders), Pass),
    ]);
}

#[test]
fn advice_to_a_stranger_needs_a_clinician() {
    expect(&[
        ("Double your dose until Friday.", to(Sms), Escalate),
        ("Double your dose until Friday.", to(Sms).agreed(UnencryptedOk), Escalate),
        ("Double your dose until Friday.", to(Portal), Pass),
    ]);
}

#[test]
fn what_a_clinician_writes_to_a_reader_who_is_logged_in_is_their_work() {
    const SIDE: &str = "Hives are a known side effect of the cream; stop it tonight.";
    expect(&[
        (SIDE, to(Portal), Pass),
        ("Records requests can be made here: send me a copy of the chart form.", to(Portal), Pass),
        ("My lawyer will answer this.", to(Portal), Escalate),
    ]);
    assert!(to(Email).lint(SIDE).escalations.iter().any(|route| &*route.topic == "adverse-event"));
    let inbound = Draft::new("Thank you.").channel(Portal).inbound("the cream gave me hives");
    assert_eq!(Linter::new().unwrap().lint(&inbound).verdict, Escalate, "the inbound is always read");
}

#[test]
fn the_law_that_binds_the_sender_decides() {
    use Practice::{Behavioral, Sud};
    use Regime::{None, Part2};
    expect(&[
        (RESULT, to(PublicReview).under(None), Pass),
        (CHART, to(PublicReview).under(None), Pass),
        (NUMBER, to(PublicReview).under(None), Block),
        ("Your new password is Spring2024!", to(PublicReview).under(None), Block),
        ("We called you twice at 412-555-0188.", to(PublicReview).under(None), Revise),
        (PLAIN, to(PublicReview).under(None), Pass),
        (RESULT, to(PublicReview).under(Part2), Block),
        ("Federal law protects your records.", to(PublicReview).under(Part2), Block),
        ("Federal law protects your records.", to(Portal).under(Part2), Pass),
        ("We are so proud of you.", to(PublicReview).under(Part2), Block),
        ("We are so proud of you.", to(Sms).under(Part2).agreed(UnencryptedOk), Pass),
        ("Nobody is told whether anyone is in our care.", to(PublicReview).under(Part2), Pass),
        (RESULT, to(PublicReview).by(Behavioral), Block),
        (RESULT, to(Portal).by(Sud), Pass),
    ]);
}

#[test]
fn for_a_therapist_even_thanks_are_disputed() {
    use Practice::{Behavioral, Sud};
    const THANKS: &str = "Thank you for the kind words.";
    const NOTICE: &str = "This notice stands under every review: our ethics code keeps us from answering reviews.";
    let disputed = |way: Way, text: &str| way.lint(text).findings.iter().any(|finding| finding.disputed);
    assert!(!disputed(to(PublicReview), THANKS));
    for practice in [Behavioral, Sud] {
        assert!(disputed(to(PublicReview).by(practice), THANKS));
        assert!(disputed(to(Dm).by(practice), THANKS));
        assert!(!disputed(to(Portal).by(practice), THANKS));
        assert!(!disputed(to(PublicReview).by(practice), NOTICE));
    }
    assert!(disputed(to(PublicReview).under(Regime::Part2), THANKS));
    assert!(!disputed(to(PublicReview).under(Regime::Part2), NOTICE));
    assert!(!disputed(to(PublicReview).under(Regime::None).by(Behavioral), THANKS));
}
