//! What an audit is told: once for what it keeps of a row, and once for what its figures are about.

use crate::history::HistoryKey;
use crate::pack::{Brand, LocationInfo};
use std::collections::{BTreeMap, BTreeSet};

/// What an audit keeps of a row. Audits are merged only where these are the same.
#[derive(Debug, Clone, Default)]
pub struct AuditOptions {
    pub(super) key: Option<HistoryKey>,
    pub(super) names_agents: bool,
    pub(super) keeps_text: bool,
    pub(super) registered: Vec<String>,
}

impl AuditOptions {
    /// Agents are pseudonymous, texts are not kept, and hashes have a key that everybody knows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The tenant's key, so that nobody without it can test guesses against a state that was written. Winnowing chooses
    /// by hashes, so that shares of reuse may differ by a little from key to key.
    #[must_use]
    pub fn key(mut self, key: HistoryKey) -> Self {
        self.key = Some(key);
        self
    }

    /// Keeps agents' names. Without it they stand under a pseudonym that the key decides.
    #[must_use]
    pub fn name_agents(mut self, yes: bool) -> Self {
        self.names_agents = yes;
        self
    }

    /// Keeps the texts of replies and inbounds, so that figures can be shown with them. The state then holds whatever
    /// the export holds.
    #[must_use]
    pub fn keep_text(mut self, yes: bool) -> Self {
        self.keeps_text = yes;
        self
    }

    /// The brand whose registered texts (`[approved]`, `[answers]`) count as nobody's copy. May be called for several
    /// brands.
    #[must_use]
    pub fn brand(mut self, brand: &Brand) -> Self {
        self.registered.extend(brand.file.approved.values().map(|text| text.as_ref().clone()));
        self.registered.extend(brand.file.answers.values().cloned());
        self.registered.sort_unstable();
        self.registered.dedup();
        self
    }
}

/// What the figures of an audit are about. May differ from call to call.
#[derive(Debug, Clone, Default)]
pub struct MetricsOptions {
    pub(super) as_of: Option<String>,
    pub(super) period: Option<(String, String)>,
    pub(super) open_target_s: Option<u64>,
    pub(super) closed_target_s: Option<u64>,
    pub(super) brands: BTreeSet<String>,
    /// By brand and location; where there is one brand, also without it.
    pub(super) schedules: BTreeMap<(Option<String>, String), LocationInfo>,
    pub(super) time_zone: Option<String>,
    /// Groups of keywords, by name.
    pub(super) themes: BTreeMap<String, Vec<String>>,
}

impl MetricsOptions {
    /// All that was read, as one period, with targets of two hours and a day.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The day or the time that it is, `2026-03-31` or RFC 3339. Without it, it is when the last row was written.
    #[must_use]
    pub fn as_of(mut self, time: &str) -> Self {
        self.as_of = Some(time.to_owned());
        self
    }

    /// The first and the last day of the period, `2026-03-01`, both included. It is compared with as many days before.
    #[must_use]
    pub fn period(mut self, from: &str, to: &str) -> Self {
        self.period = Some((from.to_owned(), to.to_owned()));
        self
    }

    /// Seconds of opening time within which what came in opening hours should be answered: two hours unless said
    /// otherwise.
    #[must_use]
    pub fn open_target(mut self, seconds: u64) -> Self {
        self.open_target_s = Some(seconds);
        self
    }

    /// Seconds within which anything else should be answered: 24 hours unless said otherwise. What is unanswered and
    /// younger is open, not missed.
    #[must_use]
    pub fn closed_target(mut self, seconds: u64) -> Self {
        self.closed_target_s = Some(seconds);
        self
    }

    /// The hours, time zones and holidays of a brand's locations, and its groups of keywords (`[themes]`). May be called
    /// for several brands; a single one also stands for rows that name another brand or none.
    #[must_use]
    pub fn brand(mut self, brand: &Brand) -> Self {
        // Rows may call the only brand by another name, or by none.
        self.brands.insert(brand.name().to_owned());
        let is_only = self.brands.len() == 1;
        self.schedules.retain(|(brand, _), _| brand.is_some());
        for location in brand.locations() {
            if is_only {
                self.schedules.insert((None, location.name.clone()), location.clone());
            }
            self.schedules.insert((Some(brand.name().to_owned()), location.name.clone()), location);
        }
        self.themes.extend(brand.themes().map(|(name, keywords)| (name.to_owned(), keywords.to_vec())));
        self
    }

    /// The time zone of locations for which no brand file names one, `America/New_York`.
    #[must_use]
    pub fn time_zone(mut self, name: &str) -> Self {
        self.time_zone = Some(name.to_owned());
        self
    }

    /// A group of keywords; phrases of which any counts. `wait*` stands for every word of the vocabulary that begins so;
    /// words without a meaning of their own, such as `the`, do not count in a phrase.
    #[must_use]
    pub fn theme(mut self, name: &str, keywords: &[&str]) -> Self {
        self.themes.insert(name.to_owned(), keywords.iter().map(|&word| word.to_owned()).collect());
        self
    }
}
