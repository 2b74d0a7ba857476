//! What is decided of an export from its first rows, and what is counted while it is read: apart from each other, so that
//! one decision holds for all partitions of an export and their counts add up.

use super::columns::{Field, Mapping};
use super::moment::DayOrder;
use super::preset::Preset;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is decided of an export from its first rows, and holds for all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub(super) mapping: Mapping,
    pub(super) order: Option<DayOrder>,
    pub(super) notes: Vec<String>,
}

/// What was met while rows were read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub(super) without_zone: usize,
    pub(super) left_out: BTreeMap<Field, usize>,
}

impl Settled {
    /// What is read from where.
    #[must_use]
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// The names or paths of all columns that are read, those of a preset's conversations too.
    #[must_use]
    pub fn paths(&self, preset: Option<&Preset>) -> Vec<String> {
        self.mapping.paths(preset)
    }

    /// What was assumed, in sentences without a capital and without a full stop.
    #[must_use]
    pub fn notes(&self, seen: &Seen) -> Vec<String> {
        let mut notes = self.notes.clone();
        let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        if seen.without_zone > 0 {
            notes.push(format!(
                "{} without a zone: read as the location's own time where the brand file has its zone, else as UTC; \
                 `--time-zone` says otherwise",
                counted(seen.without_zone, "time")
            ));
        }
        for (field, count) in &seen.left_out {
            notes.push(format!("{} of {field} could not be read and left out", counted(*count, "value")));
        }
        notes
    }
}

impl Seen {
    /// Adds what was met in other rows.
    pub fn add(&mut self, other: &Self) {
        self.without_zone += other.without_zone;
        for (field, count) in &other.left_out {
            *self.left_out.entry(*field).or_default() += count;
        }
    }
}
