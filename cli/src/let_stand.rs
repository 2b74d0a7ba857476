//! Whether any draft needed what a brand file lets stand.

use crate::args::today;
use replylint::{Brand, Report, Suppression};

/// The suppressions of a brand file, and whether any draft needed them.
#[derive(Debug, Default)]
pub(crate) struct LetStand(Vec<(Suppression, bool)>);

impl LetStand {
    pub(crate) fn new(brand: Option<&Brand>) -> Self {
        let all = brand.into_iter().flat_map(Brand::suppressions);
        Self(all.map(|suppression| (suppression, false)).collect())
    }

    pub(crate) fn count(&mut self, report: &Report) {
        for (suppression, used) in self.0.iter_mut().filter(|(_, used)| !used) {
            let said = suppression.said();
            *used = report.overridden.iter().any(|known| *known.reason == *said);
        }
    }

    /// What has no use any more should not stay in the file: a line for each, with its place.
    pub(crate) fn unused(&self) -> Vec<String> {
        let line = |suppression: &Suppression| {
            let Suppression { origin, line, rule, .. } = suppression;
            let over = suppression.expires.as_ref().filter(|_| suppression.is_expired(&today()));
            let why = over.map_or_else(|| "nothing needed it".to_owned(), |day| format!("it ended on {day}"));
            format!("{origin}:{line}: the suppression of `{rule}` was not used: {why}")
        };
        self.0.iter().filter(|(_, used)| !used).map(|(suppression, _)| line(suppression)).collect()
    }
}
