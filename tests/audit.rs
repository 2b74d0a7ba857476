//! Audits add up: the same rows give the same state and the same figures, in whatever order and from whatever parts they
//! came. And the figures are those that a hand or a slow loop calculates.
#![cfg(feature = "audit")]

use proptest::prelude::*;
use replylint::audit::metrics::{Metrics, Share};
use replylint::audit::{Audit, AuditError, AuditOptions, MetricsOptions};
use replylint::{Brand, Draft, HistoryKey, Linter, Report};
use std::sync::LazyLock;

#[path = "../benches/support/export.rs"]
mod export;
use export::{Export, Row};

static LINTER: LazyLock<Linter> = LazyLock::new(|| Linter::new().unwrap());

fn linted(rows: impl Iterator<Item = Row>) -> Vec<(Row, Report)> {
    rows.map(|row| (row.clone(), LINTER.lint(&row.draft()))).collect()
}

/// Rows of an export, some of which stand there twice, or again without an id, or without a time.
static ROWS: LazyLock<Vec<(Row, Report)>> = LazyLock::new(|| {
    let export = Export::new(5, 240, 4);
    let mut rows: Vec<Row> = export.rows().collect();
    let again: Vec<Row> = rows.iter().step_by(9).cloned().collect();
    rows.extend(again);
    for number in (0..40).step_by(4) {
        rows[number].id = String::new();
        rows[number + 1].posted_at = None;
        rows[number + 2].received_at = String::new();
    }
    linted(rows.into_iter())
});

fn audited<'a>(rows: impl IntoIterator<Item = &'a (Row, Report)>, options: &AuditOptions) -> Audit {
    let mut audit = Audit::new(options.clone());
    rows.into_iter().for_each(|(row, report)| audit.add(&row.draft(), report).unwrap());
    audit
}

fn period() -> MetricsOptions {
    MetricsOptions::new().period("2025-07-01", "2025-12-27").time_zone("America/New_York")
}

fn json(audit: &Audit) -> String {
    serde_json::to_string(&audit.metrics(&period()).unwrap()).unwrap()
}

static WHOLE: LazyLock<(Vec<u8>, String)> = LazyLock::new(|| {
    let audit = audited(&*ROWS, &AuditOptions::new());
    (audit.to_bytes(), json(&audit))
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_parts_in_any_order_give_the_same_bytes_and_figures(
        order in Just((0..ROWS.len()).collect::<Vec<usize>>()).prop_shuffle(),
        part_of in prop::collection::vec(0usize..4, ROWS.len()),
        through_bytes in prop::collection::vec(any::<bool>(), 4),
    ) {
        let options = AuditOptions::new();
        let mut parts: Vec<Audit> = (0..4).map(|_| Audit::new(options.clone())).collect();
        for at in order {
            let (row, report) = &ROWS[at];
            parts[part_of[at]].add(&row.draft(), report).unwrap();
        }
        let mut whole = Audit::new(options.clone());
        for (part, through_bytes) in parts.into_iter().zip(through_bytes).rev() {
            let part = if through_bytes { Audit::from_bytes(&part.to_bytes(), options.clone()).unwrap() } else { part };
            whole.merge(part).unwrap();
        }
        prop_assert_eq!(whole.len(), ROWS.len() as u64);
        prop_assert!(whole.to_bytes() == WHOLE.0);
        prop_assert_eq!(json(&whole), WHOLE.1.clone());
        let read = Audit::from_bytes(&WHOLE.0, options).unwrap();
        prop_assert_eq!(read.len(), ROWS.len() as u64);
        prop_assert!(read.to_bytes() == WHOLE.0);
    }

    #[test]
    fn a_damaged_state_is_refused(at in any::<prop::sample::Index>(), flip in 1u8..=255, cut in any::<prop::sample::Index>()) {
        let mut bytes = WHOLE.0.clone();
        let place = at.index(bytes.len());
        bytes[place] ^= flip;
        prop_assert!(Audit::from_bytes(&bytes, AuditOptions::new()).is_err());
        prop_assert!(Audit::from_bytes(&WHOLE.0[..cut.index(WHOLE.0.len())], AuditOptions::new()).is_err());
    }
}

#[test]
fn only_what_was_made_alike_is_merged() {
    let brand =
        "schema = 1\nbrand = \"x\"\n[approved]\nholding = \"Thank you for telling us, our manager will call.\"\n";
    let brand = Brand::parse(brand, "brand.toml").unwrap();
    let key = HistoryKey::new(&[7; 32]).unwrap();
    for (options, what) in [
        (AuditOptions::new().key(key), "keys"),
        (AuditOptions::new().brand(&brand), "registered texts"),
        (AuditOptions::new().name_agents(true), "settings of what is kept"),
        (AuditOptions::new().keep_text(true), "settings of what is kept"),
    ] {
        let mut audit = Audit::new(AuditOptions::new());
        assert_eq!(audit.merge(Audit::new(options.clone())), Err(AuditError::Different { what }));
        let error = Audit::from_bytes(&WHOLE.0, options).unwrap_err();
        assert_eq!(error, AuditError::Different { what });
    }
    assert_eq!(Audit::from_bytes(b"{}", AuditOptions::new()).unwrap_err().code(), "not-a-state");
    let mut newer = WHOLE.0.clone();
    newer[8] = 9;
    assert_eq!(Audit::from_bytes(&newer, AuditOptions::new()).unwrap_err().code(), "version");
}

fn metrics(rows: &[Draft<'_>], options: &MetricsOptions) -> Metrics {
    let mut audit = Audit::new(AuditOptions::new());
    rows.iter().for_each(|row| audit.add(row, &LINTER.lint(row)).unwrap());
    audit.metrics(options).unwrap()
}

fn share(share: Share) -> (u64, u64) {
    (share.count, share.of)
}

/// A reply with a text of its own.
fn reply<'a>(id: &'a str, location: &'a str, text: &'a str, received: &'a str, posted: &'a str) -> Draft<'a> {
    let mut draft = Draft::new(text);
    draft.id = Some(id.into());
    draft.location = Some(location.into());
    draft.inbound = Some("The waiting room was full.".into());
    draft.received_at = (!received.is_empty()).then(|| received.into());
    draft.posted_at = (!posted.is_empty()).then(|| posted.into());
    draft
}

#[test]
fn a_reply_counts_once() {
    let day = "2026-03-02T10:00:00Z";
    let long = "The roof over the third court was mended and the nets are new since Monday.";
    let mut same_without_id = reply("", "Elm", long, "2026-03-01T10:00:00Z", day);
    same_without_id.id = None;
    let rows = [
        reply("1", "Elm", long, "2026-03-01T10:00:00Z", day),
        // Exported again, and by a tool that gives no ids.
        reply("1", "Elm", long, "2026-03-01T10:00:00Z", day),
        same_without_id,
        // The same id elsewhere, and the same text on another day, are others.
        reply("1", "Oak", long, "2026-03-01T10:00:00Z", day),
        reply("2", "Elm", long, "2026-03-01T10:00:00Z", "2026-03-03T10:00:00Z"),
        // Exported before and after it was answered.
        reply("3", "Elm", "", "2026-03-01T10:00:00Z", ""),
        reply("3", "Elm", "We close at nine.", "2026-03-01T10:00:00Z", day),
    ];
    for turned in [false, true] {
        let mut rows = rows.to_vec();
        if turned {
            rows.reverse();
        }
        let metrics = metrics(&rows, &MetricsOptions::new());
        assert_eq!((metrics.rows.added, metrics.rows.duplicates), (7, 3));
        assert_eq!((metrics.rows.replies, metrics.rows.unanswered), (4, 0));
    }
}

#[test]
fn response_times_are_those_of_the_clock_and_of_the_hours() {
    let brand = "schema = 1\nbrand = \"Courts\"\n[[identity.locations]]\nname = \"Elm\"\nhours = [\"Mon-Fri 9:00-17:00\"]\n\
                 time_zone = \"America/New_York\"\nholidays = [2026-03-10]\n[[identity.locations]]\nname = \"Oak\"\n";
    let brand = Brand::parse(brand, "brand.toml").unwrap();
    let rows = [
        // Friday 16:00 to Monday 10:00, over the day on which clocks go forward: 65 hours, of which two are open.
        reply("1", "Elm", "Court one is dry.", "2026-03-06T21:00:00Z", "2026-03-09T14:00:00Z"),
        // The same without zones: the wall clock of the place.
        reply("2", "Elm", "Court two is dry.", "2026-03-06T16:00:00", "2026-03-09T10:00:00"),
        // Monday 16:00 to Wednesday 10:30, over the holiday: 42.5 hours, 2.5 of them open, which is late.
        reply("3", "Elm", "Court three is dry.", "2026-03-09T20:00:00Z", "2026-03-11T14:30:00Z"),
        // Saturday noon to Sunday 11:00, clocks set: 22 hours, none open, in time since it was closed.
        reply("4", "Elm", "Court four is dry.", "2026-03-07T17:00:00Z", "2026-03-08T15:00:00Z"),
        // Hours that are not known: 24 hours of the calendar.
        reply("5", "Oak", "Court five is dry.", "2026-03-07T17:00:00Z", "2026-03-08T17:00:00Z"),
        reply("6", "Oak", "Court six is dry.", "2026-03-07T17:00:00Z", "2026-03-08T17:00:01Z"),
        // Days alone, and a reply before its inbound, tell no time.
        reply("7", "Elm", "Court seven is dry.", "2026-03-06", "2026-03-07"),
        reply("8", "Elm", "Court eight is dry.", "2026-03-06T21:00:00Z", "2026-03-06T20:00:00Z"),
    ];
    let metrics = metrics(&rows, &MetricsOptions::new().brand(&brand));
    let whole = &metrics.whole.current.response;
    let hour = 3_600;
    assert_eq!((whole.calendar.n, metrics.rows.reversed), (6, 1));
    // Of 22, 24, 24 and a second, 42.5, 65 and 65 hours the third.
    assert_eq!(whole.calendar.median_s, Some(24 * hour + 1));
    assert_eq!(whole.calendar.average_s, Some((2 * 65 * hour + 42 * hour + hour / 2 + 22 * hour + 48 * hour + 1) / 6));
    assert_eq!((whole.calendar.p90_s, whole.calendar.longest_s), (None, Some(65 * hour)));
    let open = whole.open_hours.as_ref().unwrap();
    assert_eq!((open.n, open.median_s, open.longest_s), (4, Some(2 * hour), Some(2 * hour + hour / 2)));
    assert_eq!(share(whole.in_time_open), (2, 3));
    assert_eq!(share(whole.in_time_closed), (2, 3));
    assert_eq!(share(whole.in_time), (4, 6));
    // Posted at Elm with a time: Monday twice, Wednesday, Sunday, and Friday at three.
    assert_eq!(share(whole.off_hours), (1, 5));
    let problems: Vec<bool> = metrics.schedules.iter().map(|schedule| schedule.problem.is_some()).collect();
    assert_eq!(problems, [false, true]);
    // The first Monday is that of the week of the 6th.
    assert_eq!(metrics.weeks, ["2026-03-02", "2026-03-09"]);
    assert_eq!(metrics.whole.weeks.iter().map(|week| week.replies).collect::<Vec<_>>(), [5, 3]);
}

#[test]
fn response_rates_go_by_inbounds_and_leave_out_the_young() {
    let inbound = |id: &'static str, rating: u8, received: &'static str| {
        let mut row = reply(id, "Elm", "", received, "");
        row.rating = Some(rating);
        row
    };
    let mut answered = reply("1", "Elm", "We close at nine.", "2026-03-01T10:00:00Z", "2026-03-09T10:00:00Z");
    answered.rating = Some(1);
    let mut answered_later = reply("2", "Elm", "We close at ten.", "2026-02-27T10:00:00Z", "2026-03-02T10:00:00Z");
    answered_later.rating = Some(5);
    let rows = [
        answered,
        // Its inbound lies in the period before.
        answered_later,
        inbound("3", 2, "2026-03-05T10:00:00Z"),
        inbound("4", 1, "2026-03-02T10:00:00Z"),
        inbound("5", 3, "2026-03-02T10:00:00Z"),
        // Eleven hours old: open. A day alone may have come at its end.
        inbound("6", 1, "2026-03-06T12:00:00Z"),
        inbound("7", 5, "2026-03-06"),
        inbound("8", 5, "2026-03-05"),
    ];
    let options = MetricsOptions::new().period("2026-03-01", "2026-03-07").as_of("2026-03-06T23:00:00Z");
    let metrics = metrics(&rows, &options);
    let rates = &metrics.whole.current.answered;
    assert_eq!(share(rates.negative), (1, 3));
    assert_eq!(share(rates.neutral), (0, 1));
    assert_eq!(share(rates.positive), (0, 0));
    assert_eq!((share(rates.all), rates.open, rates.only_answered), ((1, 4), 3, false));
    let ignored: Vec<(Option<&str>, Option<u32>)> =
        metrics.ignored.listed.iter().map(|own| (own.inbound.id.as_deref(), own.days)).collect();
    assert_eq!(ignored, [(Some("4"), Some(4)), (Some("3"), Some(1))]);
    assert_eq!(metrics.whole.previous.as_ref().map(|own| share(own.answered.positive)), Some((1, 1)));
    let sentiment = metrics.whole.current.sentiment;
    // Stars of the period: 1, 2, 1, 3, 1, 5, 5.
    assert_eq!((sentiment.stars, sentiment.mean), ([3, 1, 1, 0, 2], Some(2.57)));
}

#[test]
fn findings_are_counted_by_rule_and_what_was_posted_comes_with_steps() {
    let posted = "2026-03-02T10:00:00Z";
    let rows = [
        reply("1", "Elm", "We are glad that your root canal went well!", "", posted),
        reply("2", "Elm", "Hi {{first_name}}, the courts are dry.", "", posted),
        reply("3", "Oak", "The courts are dry since the roof was mended.", "", posted),
        reply("4", "Oak", "Your test results came back and your diagnosis is confirmed.", "", ""),
    ];
    let found = metrics(&rows, &MetricsOptions::new());
    let whole = &found.whole.current;
    assert_eq!((share(whole.disclosing), share(whole.placeholder)), ((2, 4), (1, 4)));
    // Against the reports themselves.
    let reports: Vec<Report> = rows.iter().map(|row| LINTER.lint(row)).collect();
    let all = reports.iter().map(|report| report.findings.len() as u64).sum::<u64>();
    assert_eq!(whole.rules.iter().map(|rule| rule.findings).sum::<u64>(), all);
    assert_eq!(whole.levels.values().sum::<u64>(), all);
    for rule in &whole.rules {
        let own = reports.iter().map(|report| {
            report.findings.iter().filter(|own| *own.rule == *rule.rule && own.level == rule.level).count() as u64
        });
        assert_eq!(own.sum::<u64>(), rule.findings, "{}", rule.rule);
        assert!((rule.per_100 - rule.findings as f64 * 25.0).abs() < 1e-9);
    }
    for report in &reports {
        let same = reports.iter().filter(|other| other.verdict == report.verdict).count() as u64;
        assert_eq!(whole.verdicts[&report.verdict], same);
    }
    assert_eq!((found.disclosures.replies, found.disclosures.posted), (2, 1));
    assert!(found.disclosures.steps.iter().any(|step| step.contains("privacy officer")));
    assert!(found.disclosures.listed.iter().all(|own| own.rules.iter().all(|rule| rule.starts_with("phi/"))));
    let ranks: Vec<_> = found.locations.iter().map(|group| (group.name.as_str(), group.ranks)).collect();
    let [elm, oak] = [ranks[0].1.unwrap(), ranks[1].1.unwrap()];
    assert_eq!(elm.disclosing, oak.disclosing, "equals share a place");
    assert_eq!(elm.generic.unwrap().place, 1);
    assert_eq!(found.locations.iter().map(|group| group.current.replies).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn planted_templates_disclosures_and_themes_are_found() {
    let export = Export::new(3, 6_000, 8);
    let brand = Brand::parse(&export.brand(), "brand.toml").unwrap();
    let rows = linted(export.rows());
    let audit = audited(&rows, &AuditOptions::new());
    let options =
        MetricsOptions::new().brand(&brand).period("2025-09-28", "2025-12-26").theme("parking", &["parking", "parked"]);
    let metrics = audit.metrics(&options).unwrap();
    let all = audit.metrics(&MetricsOptions::new().brand(&brand)).unwrap();

    // Against what was planted.
    let planted: Vec<&Row> = rows.iter().map(|(row, _)| row).filter(|row| row.is_disclosing).collect();
    let is_told = |report: &Report| report.findings.iter().any(|own| own.rule.starts_with("phi/"));
    let found = rows.iter().filter(|(row, report)| row.is_disclosing && is_told(report)).count();
    assert!(found * 10 >= planted.len() * 9, "{found} of {}", planted.len());
    assert!(all.whole.current.disclosing.count >= found as u64);
    let from_templates = rows.iter().filter(|(row, _)| row.template.is_some()).count() as u64;
    let reuse = all.whole.current.reuse;
    assert!(reuse.reused.count.abs_diff(from_templates) * 20 < from_templates, "{reuse:?} of {from_templates}");
    assert!(reuse.from_elsewhere.count > 0 && reuse.unique.count > reuse.unique.of / 3);
    assert_eq!(all.reuse.flows.iter().map(|flow| flow.replies).sum::<u64>(), reuse.reused.count);
    let top = &all.reuse.templates[0];
    assert!(top.uses >= 100 && top.locations.len() == 8, "{top:?}");
    assert!(all.reuse.sentences[0].uses >= 100 && all.reuse.sentences[0].words >= 8);

    assert_eq!(metrics.themes.own[0].name, "parking");
    let parking = &metrics.themes.own[0];
    let slow = rows.iter().map(|(row, _)| row).filter(|row| {
        row.inbound.contains("parking") && ("2025-09-28".."2025-12-27").contains(&&row.received_at[..10])
    });
    assert!(parking.inbounds.abs_diff(slow.count() as u64) <= 3, "the ends of the period lie in other time zones");
    assert_eq!(parking.locations[0].location.as_deref(), Some("Location 07"));
    let terms: Vec<&str> = metrics.themes.negative_terms.iter().map(|theme| theme.name.as_str()).collect();
    assert!(terms.contains(&"parking lot") && terms.iter().any(|term| term.contains("rude")), "{terms:?}");
    let rising: Vec<&str> = metrics.themes.rising_terms.iter().map(|theme| theme.name.as_str()).collect();
    assert!(rising.iter().any(|term| term.contains("parking")), "{rising:?}");
    // Every fourth location greets in its own way and shouts.
    let mut voices: Vec<(f64, &str)> = (metrics.voices.iter())
        .filter_map(|voice| Some((voice.drift.as_ref()?.divergence, voice.location.as_deref()?)))
        .collect();
    voices.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut furthest = [voices[0].1, voices[1].1];
    furthest.sort_unstable();
    assert_eq!(furthest, ["Location 00", "Location 04"], "{voices:?}");
    let own = metrics.voices[0].drift.as_ref().unwrap();
    assert!(own.flagged && own.drivers.iter().any(|driver| driver.feature == "[exclamation mark]"), "{own:?}");
}

#[test]
fn nothing_of_a_text_is_kept_unless_it_is_asked_for() {
    let text = "The zanzibarian hatstand was mended, dear Quentin Ollerenshaw.";
    let mut row = reply("id-17", "Elm", text, "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z");
    row.inbound = Some("Marmaduke sold me a wobbly hatstand.".into());
    row.author = Some("Quentin O.".into());
    row.agent = Some("Persephone".into());
    let report = LINTER.lint(&row);
    let state = |options: AuditOptions| {
        let mut audit = Audit::new(options);
        audit.add(&row, &report).unwrap();
        let json = serde_json::to_string(&audit.metrics(&MetricsOptions::new()).unwrap()).unwrap();
        (String::from_utf8_lossy(&audit.to_bytes()).into_owned(), json, format!("{audit:?}"))
    };
    let has = |text: &str, word: &str| text.to_lowercase().contains(&word.to_lowercase());
    let (bytes, json, debug) = state(AuditOptions::new());
    for word in ["zanzibar", "hatstand", "quentin", "marmaduke", "persephone", "ollerenshaw"] {
        assert!(!has(&bytes, word) && !has(&json, word) && !has(&debug, word), "{word}");
    }
    assert!(has(&bytes, "id-17") && has(&bytes, "Elm"));
    let (bytes, json, debug) = state(AuditOptions::new().keep_text(true).name_agents(true));
    assert!(
        has(&bytes, "zanzibarian") && has(&bytes, "marmaduke") && has(&json, "persephone") && !has(&debug, "zanzibar")
    );
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let audit = Audit::new(AuditOptions::new());
    for options in [
        MetricsOptions::new().as_of("soon"),
        MetricsOptions::new().period("2026-03-09", "2026-03-01"),
        MetricsOptions::new().period("2026-02-30", "2026-03-01"),
        MetricsOptions::new().time_zone("Mars/Base"),
    ] {
        assert_eq!(audit.metrics(&options).unwrap_err().code(), "option", "{options:?}");
    }
    let metrics = audit.metrics(&MetricsOptions::new()).unwrap();
    assert_eq!((metrics.whole.current.replies, metrics.period.days, metrics.weeks.len()), (0, 0, 0));
    assert!(metrics.themes.not_measured.is_some());
}
