//! How well violations of a brand's guidelines are found, and how often clean drafts are flagged.

use super::super::corpus::brand::{self, Case};
use super::super::corpus::fields::Fields;
use super::super::corpus::{Gold, Head, Shape};
use super::super::kinds::{self, Section};
use super::super::result::Better;
use super::super::spans::{occurrences, touch};
use super::super::tally::{At, Count, Spec, Tally};
use super::{Scorer, channel, unit};
use replylint::{Draft, Finding, Report};
use std::collections::{BTreeMap, BTreeSet};

const SPECS: &[Spec] = &[
    Spec { id: "false_alarms", title: "clean drafts flagged", better: Better::Lower, interval: true },
    Spec { id: "faulty", title: "drafts with violations flagged", better: Better::Higher, interval: true },
    Spec { id: "recall", title: "violations found", better: Better::Higher, interval: true },
    Spec { id: "precision", title: "findings that match a violation", better: Better::Higher, interval: true },
];

/// Counts violations.
pub(crate) struct BrandScorer {
    section: &'static Section,
    guidelines: BTreeSet<String>,
    /// By rule, brand and fold: findings that match, out of all.
    findings: BTreeMap<(String, String, Option<u8>), Count>,
}

impl BrandScorer {
    pub(crate) fn new() -> Self {
        Self { section: kinds::of(Shape::Brand), guidelines: BTreeSet::new(), findings: BTreeMap::new() }
    }

    fn matches(&self, finding: &Finding, gold: &Gold, text: &str) -> bool {
        let overlaps = |gold: &String| occurrences(text, gold).iter().any(|place| touch(place, &finding.span.range()));
        self.section.finds(&finding.rule, &gold.kind) && gold.text.as_ref().is_none_or(overlaps)
    }
}

impl Scorer for BrandScorer {
    type Case = Case;
    const SHAPE: Shape = Shape::Brand;
    const SPECS: &'static [Spec] = SPECS;

    fn read(&self, fields: Fields) -> Result<(Case, Draft<'static>, Vec<String>), String> {
        brand::read(fields)
    }

    fn head(case: &Case) -> &Head {
        &case.head
    }

    fn score(&mut self, case: &Case, draft: &Draft<'_>, report: &Report, tally: &mut Tally) {
        let Head { id, fold } = &case.head;
        let clean = case.violations.is_empty();
        tally.case(if clean { "clean" } else { "violations" });
        let flags: Vec<_> = report.findings.iter().filter(|finding| self.section.flags(finding)).collect();
        let at = At::new(*fold).with("brand", &case.brand).with("channel", channel(report));
        tally.trial(if clean { "false_alarms" } else { "faulty" }, id, !flags.is_empty(), &at);
        let mistake = |error: &str, kinds: &[String], tally: &mut Tally| {
            tally.mistake(error, (id, *fold), kinds, (&report.findings, self.section), &draft.text);
        };

        let mut missed = Vec::new();
        for (index, gold) in case.violations.iter().enumerate() {
            let hit = flags.iter().any(|finding| self.matches(finding, gold, &draft.text));
            tally.trial("recall", &unit(id, index), hit, &at.clone().with("guideline", &gold.kind));
            if !hit {
                missed.push(gold.kind.clone());
            }
        }
        let mut stray = false;
        for finding in &flags {
            let right = case.violations.iter().any(|gold| self.matches(finding, gold, &draft.text));
            stray |= !right;
            let count = self.findings.entry((finding.rule.to_string(), case.brand.clone(), *fold)).or_default();
            count.of += 1;
            count.hits += u64::from(right);
        }
        if !missed.is_empty() {
            mistake("miss", &missed, tally);
        }
        if stray {
            mistake("false_alarm", &[], tally);
        }
        self.guidelines.extend(case.violations.iter().map(|gold| gold.kind.clone()));
    }

    fn finish(self, _: &BTreeSet<String>, tally: &mut Tally) {
        for ((rule, brand, fold), count) in &self.findings {
            let guidelines = self.guidelines.iter().filter(|guideline| self.section.finds(rule, guideline));
            let at = At::new(*fold).with("brand", brand).with("rule", rule);
            tally.amount("precision", *count, &guidelines.fold(at, |at, guideline| at.with("guideline", guideline)));
        }
        tally.f1(("f1", "F1 of violations"), "precision", "recall");
        tally.note(format!("{}; so does a rule that guards a listed guideline", self.section.flag_note()));
        tally.note("a violation is found where the guideline agrees and the texts overlap; without a text the guideline is enough");
    }
}
