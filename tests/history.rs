//! Histories: the same replies give the same bytes however they came, damaged bytes are refused, and what is found lies
//! in the draft.

use proptest::prelude::*;
use replylint::{Brand, Draft, History, HistoryBuilder, HistoryError, HistoryKey, Level, Linter};

const KEY: &[u8] = b"a key of the tests, known to all";

fn key() -> HistoryKey {
    HistoryKey::new(KEY).unwrap()
}

/// A reply as the tests make it: text, id, location, day.
#[derive(Debug, Clone)]
struct Sent {
    text: String,
    id: Option<String>,
    location: Option<String>,
    day: Option<u8>,
    rating: Option<u8>,
}

impl Sent {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), id: None, location: None, day: None, rating: None }
    }

    fn at(mut self, location: &str, day: u8) -> Self {
        (self.location, self.day) = (Some(location.to_owned()), Some(day));
        self
    }

    fn id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    fn draft(&self) -> Draft<'_> {
        let mut draft = Draft::new(self.text.as_str());
        draft.id = self.id.as_deref().map(Into::into);
        draft.location = self.location.as_deref().map(Into::into);
        draft.posted_at = self.day.map(|day| format!("2026-01-{day:02}T09:00:00Z").into());
        draft.rating = self.rating;
        draft
    }
}

fn bytes(builder: HistoryBuilder) -> Vec<u8> {
    let mut bytes = Vec::new();
    builder.write(&mut bytes).unwrap();
    bytes
}

fn built(replies: &[Sent]) -> Vec<u8> {
    let mut builder = HistoryBuilder::new(key());
    replies.iter().for_each(|reply| builder.add(&reply.draft()).unwrap());
    bytes(builder)
}

fn open(bytes: Vec<u8>) -> History {
    History::open(bytes, &key()).unwrap()
}

fn merged(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut builder = HistoryBuilder::new(key());
    parts.iter().for_each(|part| builder.merge(&open(part.clone())).unwrap());
    bytes(builder)
}

/// Replies of few words, so that many share grams, sentences, ids, days and all of it.
fn sent() -> impl Strategy<Value = Sent> {
    let word = prop::sample::select(vec![
        "bread", "oven", "late", "we", "the", "was", "Friday", "sorry", "7", "door.", "Lou,", "café",
    ]);
    let text = prop::collection::vec(word, 0..30).prop_map(|words| words.join(" "));
    let id = prop::option::of(prop::sample::select(vec!["r1", "r2", "r3"]).prop_map(str::to_owned));
    let location = prop::option::of(prop::sample::select(vec!["north", "south"]).prop_map(str::to_owned));
    (text, id, location, prop::option::of(1u8..4), prop::option::of(1u8..=5))
        .prop_map(|(text, id, location, day, rating)| Sent { text, id, location, day, rating })
}

fn replies() -> impl Strategy<Value = Vec<Sent>> {
    prop::collection::vec(sent(), 0..25)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_does_not_matter(replies in replies(), seed in any::<u64>()) {
        let mut turned = replies.clone();
        let length = turned.len().max(1) as u64;
        for at in 0..turned.len() {
            turned.swap(at, ((seed >> (at % 48)) % length) as usize);
        }
        prop_assert_eq!(built(&replies), built(&turned));
    }

    #[test]
    fn merging_is_building_and_knows_neither_order_nor_steps(a in replies(), b in replies(), c in replies()) {
        let [one, two, three] = [&a, &b, &c].map(|part| built(part));
        let whole = built(&[a, b, c].concat());
        prop_assert_eq!(&merged(&[one.clone(), two.clone(), three.clone()]), &whole);
        prop_assert_eq!(&merged(&[three.clone(), one.clone(), two.clone()]), &whole);
        prop_assert_eq!(&merged(&[merged(&[one.clone(), two.clone()]), three.clone()]), &whole);
        prop_assert_eq!(&merged(&[one.clone(), merged(&[two.clone(), three.clone()])]), &whole);
        // Segments beside one another are the same as well.
        prop_assert_eq!(&merged(&[[one, two, three].concat()]), &whole);
    }

    #[test]
    fn a_changed_byte_is_refused(replies in replies(), at in any::<prop::sample::Index>(), change in 1u8..) {
        let mut bytes = built(&replies);
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        prop_assert!(History::open(bytes, &key()).is_err());
    }

    #[test]
    fn a_cut_is_refused(replies in replies(), at in any::<prop::sample::Index>()) {
        let mut bytes = built(&replies);
        bytes.truncate(at.index(bytes.len()));
        prop_assert!(History::open(bytes, &key()).is_err());
    }

    #[test]
    fn any_bytes_are_refused_without_a_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let head = built(&[])[..40].to_vec();
        prop_assert!(History::open(bytes.clone(), &key()).is_err());
        bytes.splice(..head.len().min(bytes.len()), head);
        prop_assert!(History::open(bytes, &key()).is_err());
    }

    #[test]
    fn what_is_found_lies_in_the_draft(replies in replies(), draft in "\\PC{0,120}", own in sent()) {
        let history = open(built(&replies));
        for text in [draft.as_str(), own.text.as_str(), &format!("{draft}\n{}", own.text)] {
            let reuse = history.query(&Draft::new(text));
            prop_assert!(reuse.share <= 1000 && reuse.reused <= reuse.words);
            let spans = reuse.spans.iter().chain(reuse.sentences.iter().map(|sentence| &sentence.span));
            for span in spans {
                prop_assert!(text.get(span.range()).is_some_and(|part| !part.is_empty()));
            }
            prop_assert!(reuse.spans.windows(2).all(|two| two[0].end <= two[1].start));
        }
    }

    #[test]
    fn the_same_again_is_found_whole(replies in replies(), at in any::<prop::sample::Index>()) {
        prop_assume!(!replies.is_empty());
        let again = Sent { id: None, ..replies[at.index(replies.len())].clone() };
        let reuse = open(built(&replies)).query(&again.draft());
        // Words at the ends may lie in no gram that was kept.
        prop_assert!(reuse.words < 8 || reuse.reused + 6 >= reuse.words, "{} of {}", reuse.reused, reuse.words);
    }
}

const LIFT: &str = "Hi Ana, the lift was out for nine days since the part came by ship, and the stairs are no answer for a \
                    pram. Come back on Friday and we carry it up ourselves.";

#[test]
fn every_byte_is_covered() {
    let whole = built(&[Sent::new(LIFT).at("north", 3).id("r1"), Sent::new("Bread is late.").at("south", 1)]);
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        assert!(History::open(bytes, &key()).is_err(), "byte {at}");
    }
    for length in 0..whole.len() {
        assert!(History::open(whole[..length].to_vec(), &key()).is_err(), "{length} bytes");
    }
    for more in [&b"\0"[..], b"RLHIST\x1a\n", &whole[..whole.len() - 1]] {
        assert!(History::open([&whole, more].concat(), &key()).is_err());
    }
}

#[test]
fn what_is_wrong_is_said() {
    let whole = built(&[Sent::new(LIFT)]);
    let fault = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = whole.clone();
        change(&mut bytes);
        History::open(bytes, &key()).unwrap_err()
    };
    assert!(matches!(fault(&|bytes| bytes.clear()), HistoryError::NotAHistory));
    assert!(matches!(fault(&|bytes| bytes[0] = b'X'), HistoryError::NotAHistory));
    assert!(matches!(fault(&|bytes| bytes[8] = 9), HistoryError::Version { found: 9, .. }));
    assert!(matches!(fault(&|bytes| bytes[12] = 9), HistoryError::Masking { found: 9, .. }));
    assert!(matches!(fault(&|bytes| bytes[44] ^= 1), HistoryError::Damaged { part: "header" }));
    assert!(matches!(fault(&|bytes| bytes[145] ^= 1), HistoryError::Damaged { part: "replies" }));
    assert!(matches!(fault(&|bytes| bytes.truncate(200)), HistoryError::Truncated { found: 200, .. }));
    let other = HistoryKey::new(b"the key of another tenant").unwrap();
    assert!(matches!(History::open(whole.clone(), &other), Err(HistoryError::WrongKey)));
    let mut builder = HistoryBuilder::new(other);
    assert!(matches!(builder.merge(&open(whole)), Err(HistoryError::WrongKey)));
}

#[test]
fn no_text_is_kept() {
    let whole = built(&[Sent::new(LIFT).at("Northgate", 3).id("ticket-1")]);
    for word in ["Ana", "lift", "Northgate", "ticket", "pram"] {
        assert!(!whole.windows(word.len()).any(|part| part == word.as_bytes()), "{word}");
    }
    // Without the key nobody can say which history holds a guess: under another key all hashes are others.
    let mut builder = HistoryBuilder::new(HistoryKey::new(b"the key of another tenant").unwrap());
    builder.add(&Sent::new(LIFT).at("Northgate", 3).id("ticket-1").draft()).unwrap();
    let other = bytes(builder);
    let same = whole.iter().zip(&other).skip(144).filter(|(a, b)| a == b).count();
    assert!(same * 3 < whole.len(), "{same} of {}", whole.len());
    assert!(!format!("{:?}", open(whole)).contains("Ana"));
}

#[test]
fn slots_are_masked() {
    let one = "Hi Ana, thanks for the photo! Call 555-0101 or write to ana@mail.example before 9:30, says Dov. Your bread \
               waits at https://bread.example/a. \n- Lou, Harbor";
    let two = "Hi Kimberly, thanks for the photo! Call 555.0199 or write to kim@post.example before 11:00, says Eve. Your \
               bread waits at https://bread.example/kim/2. \n- Pat, Station Road";
    let reuse = open(built(&[Sent::new(one)])).query(&Draft::new(two));
    assert_eq!(reuse.reused, reuse.words, "all but the slots is the same");
    let mut named = Draft::new("so ana maria, the bread that you liked is back on the shelf since this morning");
    named.author = Some("Ana Maria".into());
    let mut other = Draft::new("so lou, the bread that you liked is back on the shelf since this morning");
    other.author = Some("lou".into());
    let mut builder = HistoryBuilder::new(key());
    builder.add(&named).unwrap();
    let reuse = open(bytes(builder)).query(&other);
    assert_eq!(reuse.reused, reuse.words, "names of the record are slots");
}

#[test]
fn templates_are_told_apart_and_counted() {
    let siblings = [
        "Sorry about the wait, {}. We were two people short that day and the queue showed it, so a third baker starts soon.",
        "Sorry about the wait, {}. The oven door broke at noon and nothing could be baked until the smith came by at four.",
    ];
    let mut replies = Vec::new();
    for (kind, template) in siblings.iter().enumerate() {
        for (at, name) in ["Ana", "Bo", "Cleo", "Dov", "Eve"].iter().enumerate() {
            let place = format!("place {}", at % (kind + 2));
            replies.push(Sent::new(&template.replace("{}", name)).at(&place, at as u8 + 1).id(&format!("{kind}-{at}")));
        }
    }
    let history = open(built(&replies));
    let stats = history.stats();
    assert_eq!((stats.templates, stats.templated, stats.locations), (2, 10, 3));
    for (kind, template) in siblings.iter().enumerate() {
        let source = history.query(&Draft::new(template.replace("{}", "Fay"))).source.unwrap();
        assert_eq!((source.uses, source.locations), (5, kind as u32 + 2));
        assert_eq!((source.first.as_deref(), source.last.as_deref()), (Some("2026-01-01"), Some("2026-01-05")));
        let like = history.ids_like(&Draft::new(template.replace("{}", "Fay")));
        let wanted: Vec<u32> = (0..5).map(|at| key().id(&format!("{kind}-{at}"))).collect();
        assert!(like.len() == 5 && wanted.iter().all(|id| like.contains(id)));
    }
    // Split over several segments, uses and locations add up.
    let parts: Vec<Vec<u8>> = replies.chunks(3).map(built).collect();
    let split = open(parts.concat());
    assert_eq!(split.segments(), 4);
    let source = split.query(&Draft::new(siblings[1].replace("{}", "Fay"))).source.unwrap();
    assert_eq!((source.uses, source.locations), (5, 3));
}

fn linter(replies: &[Sent], brand: &str) -> Linter {
    let brand =
        Brand::parse(&format!("schema = 1\nbrand = \"acme\"\nregime = \"none\"\n{brand}"), "brand.toml").unwrap();
    Linter::builder().brand(brand).history(open(built(replies))).build().unwrap()
}

const RULE: &str = "generic/reused-reply";

#[test]
fn there_are_three_outcomes() {
    let replies = [Sent::new(LIFT).at("north", 1), Sent::new(LIFT).at("south", 2)];
    let draft = Draft::new(LIFT.replace("Ana", "Bo"));
    let found = |linter: &Linter| linter.lint(&draft).findings.into_iter().find(|finding| *finding.rule == *RULE);

    let vary = found(&linter(&replies, "")).unwrap();
    assert_eq!(vary.level, Level::Revise);
    assert_eq!(&*vary.message, "repeats an earlier reply: template 1, 2 uses at 2 locations");
    let span = &draft.text[vary.span.range()];
    assert!(span.starts_with("Hi") && span.ends_with("ourselves"), "{span}");

    let answer = found(&linter(&replies, &format!("[answers]\nlift = \"{}\"\n", LIFT.replace("Ana", "Cleo")))).unwrap();
    assert_eq!(answer.level, Level::Note);

    let approved = linter(&replies, &format!("[approved]\nlift = \"{}\"\n", LIFT.replace("Ana", "Cleo")));
    assert!(found(&approved).is_none());
    let report = approved.lint(&draft);
    assert!(report.scores.reuse.unwrap() > 900);
    let reason = report.overridden.iter().find(|overridden| *overridden.rule == *RULE).unwrap();
    assert_eq!(&*reason.reason, "approved text `lift`");
}

#[test]
fn courtesies_alone_are_no_reuse() {
    let lines = [
        "Thank you so much for taking the time to leave us a review, Ana! We hope to see you again soon.",
        "We are sorry to hear about your experience, Bo. Please contact us at 555-0101 so that we can make this right.",
        "Thank you for the kind words and for sharing your experience with us. We look forward to seeing you again soon!",
    ];
    let mut replies = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        for place in ["north", "south", "west", "east"] {
            replies.push(Sent::new(line).at(place, at as u8 + 1));
        }
    }
    let linter = linter(&replies, "");
    for line in lines {
        let report = linter.lint(&Draft::new(line));
        assert!(report.scores.reuse.unwrap() > 800, "it is said again");
        assert!(!report.findings.iter().any(|finding| finding.rule.starts_with("generic/reused")), "{line}");
    }
}

#[test]
fn a_reply_of_its_own_id_is_left_out() {
    let linter = linter(&[Sent::new(LIFT).id("r1")], "");
    let mut draft = Draft::new(LIFT);
    assert!(linter.lint(&draft).findings.iter().any(|finding| *finding.rule == *RULE));
    draft.id = Some("r1".into());
    let report = linter.lint(&draft);
    assert!(!report.findings.iter().any(|finding| *finding.rule == *RULE));
    assert_eq!(report.scores.reuse, Some(0));
}

#[test]
fn days_and_locations_make_a_sentence_a_habit() {
    let sentence = "Every bench along the quay was built by pupils of the school next door.";
    let fires = |replies: &[Sent], day: &'static str| {
        let mut draft = Draft::new(format!(
            "Gulls again. {sentence} Number nine is mine and it has the best of the view, since the crane that stood \
             before it went to the museum last autumn with a band playing and half of the town on the pier, soaked. \
             Bring bread for the ducks but none for the gulls, who have a warden now, two fines to their name, and a \
             cousin in the council who drinks with mine every other week of the year."
        ));
        draft.posted_at = Some(day.into());
        let report = linter(replies, "").lint(&draft);
        report.findings.iter().any(|finding| &*finding.rule == "generic/reused-sentence")
    };
    let sent = |text: &str, location: &str, day| Sent::new(&format!("{text} {sentence}")).at(location, day);
    let three = [sent("It rains.", "north", 1), sent("Try the plum.", "north", 2), sent("We moved.", "north", 3)];
    assert!(fires(&three, "2026-01-20"), "three times within a month");
    assert!(!fires(&three, "2026-06-20"), "long ago");
    assert!(!fires(&three[..2], "2026-01-20"), "twice in one place");
    assert!(fires(&[sent("It rains.", "north", 1), sent("We moved.", "south", 2)], "2026-06-20"), "in two places");
}

#[test]
fn the_history_is_part_of_the_policy() {
    let digest = |linter: &Linter| linter.lint(&Draft::new("Bread.")).policy.digest;
    let with = linter(&[Sent::new(LIFT)], "");
    let other = linter(&[Sent::new(LIFT), Sent::new("Bread is late.")], "");
    assert_ne!(digest(&with), digest(&other));
    assert_eq!(digest(&with), digest(&other.with_history(open(built(&[Sent::new(LIFT)])))));
    let without = Linter::new().unwrap();
    assert_eq!(without.lint(&Draft::new("Bread.")).scores.reuse, None);
}

#[test]
fn long_and_hostile_drafts_are_answered() {
    let history = open(built(&[Sent::new(LIFT), Sent::new(&"the bread ".repeat(3_000))]));
    for part in ["the bread ", "a ", "1-1-1-", "@", "https://", "x.com ", "Ab Cd ", "\n- a", "^", "😀", "e\u{301}"] {
        let text = part.repeat(100_000 / part.len());
        let reuse = history.query(&Draft::new(text.as_str()));
        assert!(reuse.spans.iter().all(|span| text.get(span.range()).is_some()));
    }
}
