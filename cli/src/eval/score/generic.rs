//! How well generic replies are told from specific ones, and what makes them generic.

use super::super::corpus::fields::Fields;
use super::super::corpus::generic::{self, Case, Label};
use super::super::corpus::{Gold, Head, Shape};
use super::super::kinds::{self, LabelRules, Section, any};
use super::super::result::Better;
use super::super::spans::{occurrences, share_half};
use super::super::tally::{At, ByFold, Part, Spec, Tally};
use super::baseline::{Sample, predict};
use super::{Scorer, channel, unit};
use replylint::report::Place;
use replylint::{Draft, Finding, Report};
use std::collections::{BTreeMap, BTreeSet};

const SPECS: &[Spec] = &[
    Spec { id: "accuracy", title: "labels right", better: Better::Higher, interval: true },
    Spec { id: "baseline", title: "labels right by length and digits alone", better: Better::Neither, interval: true },
    Spec { id: "false_alarms", title: "specific taken for generic", better: Better::Lower, interval: true },
    Spec { id: "misses", title: "generic passed as specific", better: Better::Lower, interval: true },
    Spec { id: "kind_recall", title: "labelled kinds that were reported", better: Better::Higher, interval: true },
    Spec { id: "kind_precision", title: "reported kinds that are labelled", better: Better::Higher, interval: true },
    Spec {
        id: "spans",
        title: "gold spans hit: same kind, half of the shorter shared",
        better: Better::Higher,
        interval: true,
    },
];

type Confusion = [[u64; 3]; 3];

/// Counts generic replies.
pub(crate) struct GenericScorer {
    section: &'static Section,
    confusion: ByFold<Confusion>,
    samples: Vec<(Sample, String, At)>,
    unknown_kinds: BTreeSet<String>,
}

impl GenericScorer {
    pub(crate) fn new() -> Self {
        Self {
            section: kinds::of(Shape::Generic),
            confusion: ByFold::default(),
            samples: Vec::new(),
            unknown_kinds: BTreeSet::new(),
        }
    }
}

impl Scorer for GenericScorer {
    type Case = Case;
    const SHAPE: Shape = Shape::Generic;
    const SPECS: &'static [Spec] = SPECS;

    fn read(&self, fields: Fields) -> Result<(Case, Draft<'static>, Vec<String>), String> {
        generic::read(fields)
    }

    fn head(case: &Case) -> &Head {
        &case.head
    }

    fn score(&mut self, case: &Case, draft: &Draft<'_>, report: &Report, tally: &mut Tally) {
        let Head { id, fold } = &case.head;
        tally.case(case.label.as_str());
        let section = self.section;
        // A kind says what is there, not what must be changed: findings count from `note` up.
        let found: Vec<_> = report.findings.iter().filter(|one| !one.disputed && section.tests(one)).collect();
        let label = predicted(section.label.as_ref(), &report.findings);
        self.confusion.of(*fold)[case.label as usize][label as usize] += 1;

        let at = At::new(*fold).with("channel", channel(report)).with("regime", report.policy.regime.as_str());
        let labelled = at.clone().with("label", case.label.as_str());
        tally.trial("accuracy", id, label == case.label, &labelled);
        match case.label {
            Label::Specific => tally.trial("false_alarms", id, label == Label::Generic, &at),
            Label::Generic => tally.trial("misses", id, label == Label::Specific, &at),
            Label::Mixed => {}
        }
        let mistake = match (case.label, label) {
            (Label::Specific, Label::Generic) => Some("false_alarm"),
            (Label::Generic, Label::Specific) => Some("miss"),
            _ => None,
        };
        if let Some(error) = mistake {
            let kinds: Vec<_> = std::iter::once(case.label.as_str().to_owned()).chain(case.kinds.clone()).collect();
            tally.mistake(error, (id, *fold), &kinds, (&report.findings, section), &draft.text);
        }
        self.samples.push((Sample::new(&draft.text, case.label, *fold), id.clone(), labelled));

        let gold: BTreeSet<&str> = case.kinds.iter().map(String::as_str).collect();
        let reported: BTreeSet<&str> = found.iter().flat_map(|finding| section.kinds_of(&finding.rule)).collect();
        for kind in &gold {
            let at = at.clone().with("kind", *kind);
            tally.trial("kind_recall", &format!("{id}/{kind}"), reported.contains(kind), &at);
        }
        for kind in &reported {
            let at = at.clone().with("kind", *kind);
            tally.trial("kind_precision", &format!("{id}/{kind}"), gold.contains(kind), &at);
        }
        for (index, span) in case.spans.iter().enumerate() {
            let hit =
                found.iter().any(|finding| section.finds(&finding.rule, &span.kind) && hits(finding, span, draft));
            tally.trial("spans", &unit(id, index), hit, &at.clone().with("kind", &span.kind));
        }
        let spans = case.spans.iter().map(|span| &span.kind);
        let unknown = case.kinds.iter().chain(spans).filter(|kind| !section.kinds.contains_key(*kind));
        self.unknown_kinds.extend(unknown.cloned());
    }

    fn finish(self, rules: &BTreeSet<String>, tally: &mut Tally) {
        let (labels, own) = predict(&self.samples.iter().map(|(sample, ..)| *sample).collect::<Vec<_>>());
        let mut baseline = ByFold::<Confusion>::default();
        for ((sample, id, at), label) in self.samples.iter().zip(labels) {
            tally.trial("baseline", id, sample.label == label, at);
            baseline.of(sample.fold)[sample.label as usize][label as usize] += 1;
        }
        tally.number(("macro_f1", "macro-F1 over generic, mixed, specific"), ("all", ""), |part| {
            macro_f1(&sum(&self.confusion, part))
        });
        let name = ("baseline_macro_f1", "macro-F1 by length and digits alone");
        tally.number(name, ("all", ""), |part| macro_f1(&sum(&baseline, part)));
        tally.confusion(named(&sum(&self.confusion, Part::All)));

        tally.note("kinds and spans: findings that are not disputed, at note or above");
        if own {
            tally.note("the length-and-digits baseline was fitted to the cases it is measured on: there are no folds");
        }
        if let Some(label) = &self.section.label {
            tally.note(label.note());
            let has = |entries: &[String]| rules.iter().any(|rule| any(entries, rule));
            if !has(&label.generic) {
                tally.note("no rule of the linter makes a draft generic: every label read is mixed or specific");
            }
            if !has(&label.mixed) {
                tally.note("no rule of the linter finds stock phrases: no label read is mixed");
            }
        }
        let without = self.section.kinds.iter().filter(|(_, entries)| !rules.iter().any(|rule| any(entries, rule)));
        let without: Vec<_> = without.map(|(kind, _)| kind.as_str()).collect();
        if !without.is_empty() {
            tally.note(format!("the linter has no rule for {}", without.join(", ")));
        }
        for kind in self.unknown_kinds {
            tally.note(format!("kind `{kind}` is mapped to no rule"));
        }
    }
}

/// The label that the findings amount to.
fn predicted(rules: Option<&LabelRules>, findings: &[Finding]) -> Label {
    let Some(rules) = rules else { return Label::Specific };
    let undisputed = || findings.iter().filter(|finding| !finding.disputed);
    if undisputed().any(|finding| any(&rules.generic, &finding.rule)) {
        Label::Generic
    } else if undisputed().filter(|finding| any(&rules.mixed, &finding.rule)).count() >= rules.mixed_at_least {
        Label::Mixed
    } else {
        Label::Specific
    }
}

/// Whether a finding shares half of the shorter with a labelled span.
fn hits(finding: &Finding, gold: &Gold, draft: &Draft<'_>) -> bool {
    let Some(text) = &gold.text else { return false };
    if gold.in_inbound {
        let inbound = draft.inbound.as_deref().unwrap_or_default();
        let places = occurrences(inbound, text);
        let related = finding.related.iter().filter(|related| related.place == Place::Inbound);
        return related
            .map(|related| related.start..related.end)
            .any(|range| places.iter().any(|place| share_half(inbound, place, &range)));
    }
    occurrences(&draft.text, text).iter().any(|place| share_half(&draft.text, place, &finding.span.range()))
}

fn sum(confusion: &ByFold<Confusion>, part: Part) -> Confusion {
    let mut sum = Confusion::default();
    for one in confusion.part(part) {
        for (row, counts) in sum.iter_mut().zip(one) {
            row.iter_mut().zip(counts).for_each(|(cell, count)| *cell += count);
        }
    }
    sum
}

/// The mean F1 over the labels that occur, as a label or as a prediction.
fn macro_f1(confusion: &Confusion) -> Option<f64> {
    let f1s: Vec<f64> = (0..3)
        .filter_map(|label| {
            let right = confusion[label][label];
            let labelled: u64 = confusion[label].iter().sum();
            let read: u64 = confusion.iter().map(|row| row[label]).sum();
            (labelled + read > 0).then(|| 2.0 * right as f64 / (labelled + read) as f64)
        })
        .collect();
    (!f1s.is_empty()).then(|| f1s.iter().sum::<f64>() / f1s.len() as f64)
}

fn named(confusion: &Confusion) -> BTreeMap<String, BTreeMap<String, u64>> {
    let name = |label: Label| label.as_str().to_owned();
    let row = |label: Label| {
        let read = Label::ALL.into_iter().map(|read| (name(read), confusion[label as usize][read as usize]));
        (name(label), read.collect())
    };
    Label::ALL.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macro_f1_is_the_mean_over_the_labels_that_occur() {
        assert_eq!(macro_f1(&[[0; 3]; 3]), None);
        assert_eq!(macro_f1(&[[2, 0, 0], [0, 0, 0], [0, 0, 3]]), Some(1.0));
        let mixed = macro_f1(&[[2, 0, 2], [0, 1, 1], [0, 0, 4]]).unwrap();
        let (generic, middle, specific) = (4.0 / 6.0, 2.0 / 3.0, 8.0 / 11.0);
        assert!((mixed - (generic + middle + specific) / 3.0).abs() < 1e-12);
    }
}
