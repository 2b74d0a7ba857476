//! What a report means for the exit code.

use crate::{CLEAN, FOUND, UNCHECKED};
use clap::ValueEnum;
use replylint::{Finding, Level, Report, Verdict};
use std::borrow::Cow;

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

impl FailOn {
    /// Whether findings fail, by the gravest of them.
    pub(crate) fn holds_for(self, worst: Option<Level>) -> bool {
        match self {
            Self::Note => worst.is_some(),
            Self::Revise => worst >= Some(Level::Revise),
            Self::Escalate | Self::Block => worst >= Some(Level::Block),
            Self::Never => false,
        }
    }
}

/// The exit code that one report asks for.
pub(crate) fn exit_code(report: &Report, fail_on: FailOn) -> i32 {
    let found = match fail_on {
        FailOn::Note => !report.findings.is_empty() || report.verdict >= Verdict::Revise,
        FailOn::Revise => report.verdict >= Verdict::Revise,
        FailOn::Escalate => report.verdict >= Verdict::Escalate,
        FailOn::Block => report.verdict >= Verdict::Block,
        FailOn::Never => false,
    };
    match found {
        true => FOUND,
        // Also where a graver verdict hides it: what was not checked never passes a gate.
        false if !report.unchecked.is_empty() => UNCHECKED,
        false => CLEAN,
    }
}

/// The report without the findings of the baseline, and without the approvals that only they ask for.
pub(crate) fn without_known<'a>(report: &'a Report, known: &[bool]) -> Cow<'a, Report> {
    if !known.contains(&true) {
        return Cow::Borrowed(report);
    }
    let mut new = report.clone();
    let mut known = known.iter();
    new.findings.retain(|_| known.next() != Some(&true));
    new.escalations.retain(|escalation| {
        let asks = |finding: &Finding| finding.rule == escalation.topic;
        !report.findings.iter().any(asks) || new.findings.iter().any(asks)
    });
    new.verdict = new.judged();
    Cow::Owned(new)
}
