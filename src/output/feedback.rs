//! What a language model needs to mend its own draft.

use super::{plural, sentence, unchecked_groups, unchecked_reason};
use crate::report::{Finding, Level, Report, Verdict};
use std::fmt::Write;

impl Report {
    /// A short instruction for whoever wrote the draft, a language model above all: what is wrong, why, and what to do
    /// instead. It quotes nothing of the draft, so it needs the draft beside it.
    ///
    /// Findings of one rule are named once, the gravest first.
    #[must_use]
    pub fn feedback(&self) -> String {
        feedback(self)
    }
}

fn feedback(report: &Report) -> String {
    let mut out = String::new();
    // One entry a rule and level, in order of place; the sort below keeps that order within a level.
    let mut rules: Vec<(&Finding, usize)> = Vec::new();
    for finding in &report.findings {
        match rules.iter_mut().find(|(first, _)| {
            first.rule == finding.rule && first.level == finding.level && first.message == finding.message
        }) {
            Some((_, places)) => *places += 1,
            None => rules.push((finding, 1)),
        }
    }
    rules.sort_by_key(|(finding, _)| std::cmp::Reverse(finding.level));
    out.push_str(match report.worst() {
        Some(Level::Block) => "The draft must not be sent as it is. Rewrite it so that none of this is left:\n",
        Some(Level::Revise) => "The draft should be changed before it is sent:\n",
        Some(Level::Note) => "The draft may be sent as far as these rules go. Worth considering:\n",
        None if report.verdict == Verdict::Unchecked => "Not everything in the draft could be checked.\n",
        None => "These rules found nothing to change in the draft.\n",
    });
    for (number, (finding, places)) in rules.iter().enumerate() {
        let must = match finding.level {
            Level::Block => "must change",
            Level::Revise => "should change",
            Level::Note => "consider",
        };
        let _ = write!(out, "{}. [{must}] {}", number + 1, sentence(&finding.message));
        if *places > 1 {
            let _ = write!(out, " ({})", plural(*places, "place"));
        }
        for (label, text) in [("Why", &finding.why), ("Instead", &finding.advice)] {
            if !text.is_empty() {
                let _ = write!(out, " {label}: {}", sentence(text));
            }
        }
        let _ = writeln!(out, " ({})", finding.rule);
    }
    for escalation in report.escalations.iter().filter(|escalation| escalation.satisfied_by.is_none()) {
        let advice = escalation.advice.as_deref().unwrap_or_default();
        let words = [&*escalation.topic, &*escalation.why, advice].map(sentence).join(" ");
        let _ = writeln!(
            out,
            "A person must approve this ({}): {} Do not settle it in the draft; a holding line is safe.",
            escalation.role,
            words.trim_end()
        );
    }
    for (reason, categories) in unchecked_groups(report) {
        let _ = writeln!(out, "Not checked ({categories}): {}.", unchecked_reason(reason));
    }
    if matches!(report.worst(), Some(Level::Revise | Level::Block)) {
        out.push_str("Keep what is not named here. Do not put other details of the person in its place.\n");
    }
    out
}
