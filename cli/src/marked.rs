//! A report with what the command line knows beyond it.

use replylint::Report;
use serde::Serialize;
use serde_json::{Map, Value};

/// A report, followed by what was known of it before and by columns of its record.
#[derive(Serialize)]
pub(crate) struct Marked<'a> {
    #[serde(flatten)]
    report: &'a Report,
    /// Fingerprints of the findings that stand in the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    carried: Option<&'a Map<String, Value>>,
}

impl<'a> Marked<'a> {
    pub(crate) fn new(report: &'a Report, known: &[bool], carried: Option<&'a Map<String, Value>>) -> Self {
        let findings = report.findings.iter().zip(known);
        let known = findings.filter(|(_, known)| **known).map(|(finding, _)| finding.fingerprint.as_str());
        Self { report, baseline: Some(known.collect()), carried }
    }

    /// Says whether there is a baseline at all.
    pub(crate) fn when(mut self, baseline: bool) -> Self {
        self.baseline = self.baseline.filter(|_| baseline);
        self
    }

    /// The whole as JSON on one line, line break included.
    pub(crate) fn line(&self) -> String {
        json_line(self)
    }
}

// Structs, maps, words and numbers: nothing that JSON cannot say.
pub(crate) fn json_line(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data") + "\n"
}
