//! What a report means for the exit code.

use crate::{CLEAN, FOUND, UNCHECKED};
use clap::ValueEnum;
use replylint::{Level, Report, Verdict};

/// From which verdict on a check fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Any finding
    Note,
    /// Something to change, to approve or not to send
    Revise,
    /// Something to approve or not to send
    Escalate,
    /// Something not to send
    Block,
    /// No finding; what could not be checked still ends with code 3
    Never,
}

/// The exit code that one report asks for; `known` says which of its findings stand in the baseline.
pub(crate) fn exit_code(report: &Report, known: &[bool], fail_on: FailOn) -> i32 {
    let verdict = verdict_of_new(report, known);
    let found = match fail_on {
        FailOn::Note => known.iter().any(|known| !known) || verdict >= Verdict::Revise,
        FailOn::Revise => verdict >= Verdict::Revise,
        FailOn::Escalate => verdict >= Verdict::Escalate,
        FailOn::Block => verdict >= Verdict::Block,
        FailOn::Never => false,
    };
    match found {
        true => FOUND,
        // Also where a graver verdict hides it: what was not checked never passes a gate.
        false if !report.unchecked.is_empty() => UNCHECKED,
        false => CLEAN,
    }
}

/// The verdict without the findings of the baseline, and without the approvals that only they ask for.
pub(crate) fn verdict_of_new(report: &Report, known: &[bool]) -> Verdict {
    if !known.contains(&true) {
        return report.verdict;
    }
    let findings = || report.findings.iter().zip(known);
    let new = || findings().filter(|(_, known)| !**known).map(|(finding, _)| finding);
    let open = report.escalations.iter().any(|escalation| {
        let asked_for_by_known = findings().any(|(finding, _)| finding.rule == escalation.topic)
            && new().all(|finding| finding.rule != escalation.topic);
        escalation.satisfied_by.is_none() && !asked_for_by_known
    });
    match new().map(|finding| finding.level).max() {
        Some(Level::Block) => Verdict::Block,
        _ if open => Verdict::Escalate,
        Some(Level::Revise) => Verdict::Revise,
        _ if !report.unchecked.is_empty() => Verdict::Unchecked,
        _ => Verdict::Pass,
    }
}
