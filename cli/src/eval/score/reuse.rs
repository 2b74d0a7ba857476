//! How well replies made from one template are recognised in a history.

use super::super::corpus::Shape;
use super::super::corpus::reuse::{Case, Reply};
use super::super::kinds::{self, any};
use super::super::result::Better;
use super::super::tally::{At, Count, Spec, Tally};
use std::collections::{BTreeMap, BTreeSet};

/// What is measured.
pub(crate) const SPECS: &[Spec] = &[
    Spec { id: "false_alarms", title: "replies from no template flagged", better: Better::Lower, interval: true },
    Spec { id: "recall", title: "replies from a template seen before flagged", better: Better::Higher, interval: true },
    Spec { id: "first", title: "first replies of a template flagged", better: Better::Neither, interval: true },
    Spec {
        id: "pair_precision",
        title: "pairs reported that share a template",
        better: Better::Higher,
        interval: false,
    },
    Spec { id: "pair_recall", title: "pairs that share a template reported", better: Better::Higher, interval: false },
];

/// A detector of reuse that reads a history reply by reply.
pub trait Reuse {
    /// Compares a reply with those that were given before, then adds it to them.
    fn judge(&mut self, reply: &Reply) -> Judgement;
}

/// What a detector says of a reply.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judgement {
    /// Whether it would be reported.
    pub flagged: bool,
    /// The ids of the earlier replies that it repeats.
    pub like: Vec<String>,
}

/// Counts reuse.
#[derive(Default)]
pub(crate) struct ReuseScorer {
    /// The templates of earlier replies, numbered, by reply.
    earlier: BTreeMap<String, Option<String>>,
    used: BTreeMap<String, u64>,
    last: Option<String>,
}

impl ReuseScorer {
    /// Says that nothing can be measured, and why.
    pub(crate) fn not_measured(rules: &BTreeSet<String>, tally: &mut Tally) {
        let known = kinds::of(Shape::Reuse).kinds.values().any(|entries| rules.iter().any(|rule| any(entries, rule)));
        let why = if known { "no history is connected" } else { "no reuse rules" };
        SPECS.iter().for_each(|spec| tally.not_measured(spec.id, why));
    }

    pub(crate) fn label(case: &Case) -> &'static str {
        if case.template.is_some() { "template" } else { "no template" }
    }

    pub(crate) fn score(&mut self, case: &Case, judgement: &Judgement, tally: &mut Tally) {
        let id = &case.head.id;
        let at = At::new(case.head.fold).with("variation", &case.variation).with("brand", &case.reply.brand);
        let at = at.with("location", &case.reply.location);
        let before = case.template.as_ref().map(|template| self.used.entry(template.clone()).or_default());
        let measure = match &before {
            None => "false_alarms",
            Some(0) => "first",
            Some(_) => "recall",
        };
        tally.trial(measure, id, judgement.flagged, &at);

        let like: BTreeSet<&String> = judgement.like.iter().collect();
        let same = |other: &&&String| case.template.is_some() && self.earlier.get(**other) == Some(&case.template);
        let right = like.iter().filter(same).count() as u64;
        tally.amount("pair_precision", Count { hits: right, of: like.len() as u64 }, &at);
        if let Some(before) = before {
            tally.amount("pair_recall", Count { hits: right, of: *before }, &at);
            *before += 1;
        }
        self.earlier.insert(id.clone(), case.template.clone());
        if self.last > case.reply.posted_at && case.reply.posted_at.is_some() {
            tally.note("the replies are not in the order of time; they were read as they stand");
        }
        self.last.clone_from(&case.reply.posted_at);
    }

    pub(crate) fn finish(tally: &mut Tally) {
        tally.f1(("pair_f1", "F1 of pairs"), "pair_precision", "pair_recall");
    }
}
