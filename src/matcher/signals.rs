//! What a scan found: the hits of every signal.

use super::program::SignalId;
use std::ops::Range;

/// The most hits that one text may have; a text with more is reported as incomplete.
pub(crate) const MAX_HITS: usize = 20_000;

/// One hit: a range of folded bytes, for a phrase from the start of its first word to the end of its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// What was looked for.
    pub signal: SignalId,
    /// First folded byte.
    pub start: u32,
    /// One past the last folded byte.
    pub end: u32,
}

impl Hit {
    /// The folded bytes.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The hits in one text: by signal, then by place; none inside another of the same signal.
#[derive(Debug, Default, Clone)]
pub struct Signals {
    hits: Vec<Hit>,
    limited: bool,
}

impl Signals {
    /// All hits.
    #[must_use]
    pub fn all(&self) -> &[Hit] {
        &self.hits
    }

    /// The hits of one signal, by place.
    #[must_use]
    pub fn of(&self, signal: SignalId) -> &[Hit] {
        let start = self.hits.partition_point(|hit| hit.signal < signal);
        let end = start + self.hits[start..].partition_point(|hit| hit.signal == signal);
        &self.hits[start..end]
    }

    /// Whether there were more hits than are kept.
    #[must_use]
    pub fn limited(&self) -> bool {
        self.limited
    }

    pub(crate) fn clear(&mut self) {
        self.hits.clear();
        self.limited = false;
    }

    pub(crate) fn push(&mut self, hit: Hit) {
        if self.hits.len() < MAX_HITS {
            self.hits.push(hit);
        } else {
            self.limited = true;
        }
    }

    /// Sorts the hits and drops those inside another of the same signal.
    pub(crate) fn settle(&mut self) {
        self.hits.sort_unstable_by_key(|hit| (hit.signal, hit.start, std::cmp::Reverse(hit.end)));
        let mut last: Option<Hit> = None;
        self.hits.retain(|hit| {
            let inside = last.is_some_and(|last| last.signal == hit.signal && hit.end <= last.end);
            if !inside {
                last = Some(*hit);
            }
            !inside
        });
    }
}
