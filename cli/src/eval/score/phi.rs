//! How well disclosures are found, and how often safe drafts are flagged.

use super::super::corpus::fields::Fields;
use super::super::corpus::phi::{self, Case, Label};
use super::super::corpus::{Head, Shape};
use super::super::kinds::{self, Section};
use super::super::result::Better;
use super::super::spans::{occurrences, outside, touch};
use super::super::tally::{At, Count, Spec, Tally};
use super::{Scorer, channel, unit};
use replylint::{Draft, Report};
use std::collections::{BTreeMap, BTreeSet};

const SPECS: &[Spec] = &[
    Spec { id: "recall", title: "violations flagged", better: Better::Higher, interval: true },
    Spec { id: "false_alarms", title: "ok cases flagged", better: Better::Lower, interval: true },
    Spec { id: "disputed", title: "disputed cases flagged", better: Better::Neither, interval: true },
    Spec { id: "pairs", title: "minimal pairs told apart", better: Better::Higher, interval: true },
    Spec { id: "spans", title: "gold spans hit, in flagged violations", better: Better::Higher, interval: true },
    Spec { id: "any_span", title: "flagged violations with a span hit", better: Better::Higher, interval: true },
    Spec { id: "kinds", title: "violations with a right kind", better: Better::Higher, interval: true },
    Spec {
        id: "outside",
        title: "flagged characters outside the labelled spans, in violations",
        better: Better::Lower,
        interval: false,
    },
];

/// The members of a pair so far.
#[derive(Default)]
struct Pair {
    fold: Option<u8>,
    violations: u64,
    oks: u64,
    wrong: u64,
}

/// Counts disclosures.
pub(crate) struct PhiScorer {
    section: &'static Section,
    pairs: BTreeMap<String, Pair>,
    unknown_kinds: BTreeSet<String>,
}

impl PhiScorer {
    pub(crate) fn new() -> Self {
        Self { section: kinds::of(Shape::Phi), pairs: BTreeMap::new(), unknown_kinds: BTreeSet::new() }
    }
}

impl Scorer for PhiScorer {
    type Case = Case;
    const SHAPE: Shape = Shape::Phi;
    const SPECS: &'static [Spec] = SPECS;

    fn read(&self, fields: Fields) -> Result<(Case, Draft<'static>, Vec<String>), String> {
        phi::read(fields)
    }

    fn head(case: &Case) -> &Head {
        &case.head
    }

    fn score(&mut self, case: &Case, draft: &Draft<'_>, report: &Report, tally: &mut Tally) {
        let Head { id, fold } = &case.head;
        let flags: Vec<_> = report.findings.iter().filter(|finding| self.section.flags(finding)).collect();
        let flagged = !flags.is_empty();
        tally.case(case.label.as_str());
        self.unknown_kinds.extend(case.kinds.iter().filter(|kind| !self.section.kinds.contains_key(*kind)).cloned());

        let plain = At::new(*fold).with("channel", channel(report)).with("regime", report.policy.regime.as_str());
        let mut at = case.kinds.iter().fold(plain, |at, kind| at.with("kind", kind));
        if let Some(stratum) = &case.stratum {
            at = at.with("stratum", stratum);
        }
        let mistake = |error: &str, tally: &mut Tally| {
            tally.mistake(error, (id, *fold), &case.kinds, (&report.findings, self.section), &draft.text);
        };
        match case.label {
            Label::Violation => {
                tally.trial("recall", id, flagged, &at);
                let rules = |kind: &String| flags.iter().any(|finding| self.section.finds(&finding.rule, kind));
                tally.trial("kinds", id, case.kinds.iter().any(rules), &at);
                if flagged {
                    score_spans(case, &draft.text, &flags, &at, tally);
                } else {
                    mistake("miss", tally);
                }
            }
            Label::Ok => {
                let at = match case.hard {
                    Some(hard) => at.with("hard", hard.to_string()),
                    None => at,
                };
                tally.trial("false_alarms", id, flagged, &at);
                if flagged {
                    mistake("false_alarm", tally);
                }
            }
            Label::Disputed => tally.trial("disputed", id, flagged, &at),
        }
        if let (Some(name), false) = (&case.pair, case.label == Label::Disputed) {
            let pair = self.pairs.entry(name.clone()).or_insert_with(|| Pair { fold: *fold, ..Pair::default() });
            let violation = case.label == Label::Violation;
            pair.violations += u64::from(violation);
            pair.oks += u64::from(!violation);
            pair.wrong += u64::from(flagged != violation);
        }
    }

    fn finish(self, _: &BTreeSet<String>, tally: &mut Tally) {
        for (name, pair) in &self.pairs {
            if pair.violations > 0 && pair.oks > 0 {
                tally.trial("pairs", name, pair.wrong == 0, &At::new(pair.fold));
            }
        }
        for kind in self.unknown_kinds {
            tally.note(format!("kind `{kind}` is mapped to no rule: cases of it alone never have a right kind"));
        }
        tally.note(self.section.flag_note());
        tally.note("disputed cases are never errors");
    }
}

fn score_spans(case: &Case, text: &str, flags: &[&replylint::Finding], at: &At, tally: &mut Tally) {
    let found: Vec<_> = flags.iter().map(|finding| finding.span.range()).collect();
    let mut labelled = Vec::new();
    let mut any = false;
    for (index, gold) in case.spans.iter().filter_map(|gold| gold.text.as_deref()).enumerate() {
        let places = occurrences(text, gold);
        let hit = places.iter().any(|place| found.iter().any(|found| touch(place, found)));
        tally.trial("spans", &unit(&case.head.id, index), hit, at);
        any |= hit;
        labelled.extend(places);
    }
    if !case.spans.is_empty() {
        tally.trial("any_span", &case.head.id, any, at);
    }
    let (hits, of) = outside(text, found, labelled);
    // Strata are too many for a figure that counts characters.
    let mut at = at.clone();
    at.groups.retain(|(by, _)| *by != "stratum");
    tally.amount("outside", Count { hits, of }, &at);
}
