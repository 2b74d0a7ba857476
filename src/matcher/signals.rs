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
    /// A bit for each signal that has hits, which some others share: most that are asked for have none.
    present: [u64; 16],
    /// Buffers for many hits: where those of each signal begin, and the hits as they were found.
    starts: Vec<u32>,
    found: Vec<Hit>,
    /// A buffer for few.
    keys: Vec<u64>,
}

/// From so many hits on it pays to put them by signal first.
const MANY: usize = 256;

impl Signals {
    /// All hits.
    #[must_use]
    pub fn all(&self) -> &[Hit] {
        &self.hits
    }

    /// The hits of one signal, by place.
    #[must_use]
    pub fn of(&self, signal: SignalId) -> &[Hit] {
        if self.present[signal as usize / 64 % 16] >> (signal % 64) & 1 == 0 {
            return &[];
        }
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
        self.present = [0; 16];
    }

    pub(crate) fn push(&mut self, hit: Hit) {
        if self.limited {
            return;
        }
        // An engine may report a hit many times over; only when the room for that is used up are they sorted out, so
        // that a hit costs the same however many there are.
        if self.hits.len() >= 2 * MAX_HITS {
            self.settle();
        }
        if !self.limited {
            self.hits.push(hit);
        }
    }

    /// The same order, by signal without comparing any: the hits of one signal are found in order, nearly.
    fn sort_many(&mut self) {
        let Self { hits, starts, found, .. } = self;
        let signals = hits.iter().map(|hit| hit.signal).max().map_or(0, |last| last as usize + 1);
        starts.clear();
        starts.resize(signals + 1, 0);
        hits.iter().for_each(|hit| starts[hit.signal as usize + 1] += 1);
        for signal in 1..starts.len() {
            starts[signal] += starts[signal - 1];
        }
        found.clear();
        found.extend_from_slice(hits);
        for hit in found.iter() {
            let at = &mut starts[hit.signal as usize];
            hits[*at as usize] = *hit;
            *at += 1;
        }
        let mut rest = hits.as_mut_slice();
        let mut done = 0;
        // By now each start is where the next signal's hits begin.
        for &end in &starts[..signals] {
            let (own, later) = std::mem::take(&mut rest).split_at_mut((end - done) as usize);
            own.sort_unstable_by_key(|hit| u64::from(hit.start) << 32 | u64::from(!hit.end));
            (rest, done) = (later, end);
        }
    }

    /// Sorts the hits and drops those inside another of the same signal.
    pub(crate) fn settle(&mut self) {
        let (signals, ends) = self.hits.iter().fold((0, 0), |(s, e), hit| (s | hit.signal, e | hit.end));
        if self.hits.len() < MANY && signals >> 24 == 0 && ends >> 20 == 0 {
            self.sort_few();
        } else if self.hits.len() < MANY {
            let key = |hit: &Hit| u128::from(hit.signal) << 64 | u128::from(hit.start) << 32 | u128::from(!hit.end);
            self.hits.sort_unstable_by_key(key);
        } else {
            self.sort_many();
        }
        let mut last: Option<Hit> = None;
        let present = &mut self.present;
        self.hits.retain(|hit| {
            let inside = last.is_some_and(|last| last.signal == hit.signal && hit.end <= last.end);
            if !inside {
                last = Some(*hit);
                present[hit.signal as usize / 64 % 16] |= 1 << (hit.signal % 64);
            }
            !inside
        });
        if self.hits.len() > MAX_HITS {
            self.hits.truncate(MAX_HITS);
            self.limited = true;
        }
    }

    /// By signal, then by place, the longest first, of hits that fit one number each: numbers alone sort faster.
    fn sort_few(&mut self) {
        const PLACE: u32 = 20;
        const MASK: u64 = (1 << PLACE) - 1;
        let Self { hits, keys, .. } = self;
        let key = |hit: &Hit| {
            u64::from(hit.signal) << (2 * PLACE) | u64::from(hit.start) << PLACE | (u64::from(!hit.end) & MASK)
        };
        keys.clear();
        keys.extend(hits.iter().map(key));
        keys.sort_unstable();
        for (hit, key) in hits.iter_mut().zip(keys) {
            let place = |key: u64| (key & MASK) as u32;
            *hit = Hit { signal: (*key >> (2 * PLACE)) as u32, start: place(*key >> PLACE), end: place(!*key) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(signal: SignalId, start: usize, end: usize) -> Hit {
        Hit { signal, start: start as u32, end: end as u32 }
    }

    #[test]
    fn a_hit_inside_another_of_its_signal_is_dropped() {
        let mut signals = Signals::default();
        for hit in [hit(1, 4, 9), hit(0, 5, 6), hit(1, 5, 9), hit(1, 4, 9), hit(1, 8, 12), hit(1, 4, 5)] {
            signals.push(hit);
        }
        signals.settle();
        assert_eq!(signals.all(), [hit(0, 5, 6), hit(1, 4, 9), hit(1, 8, 12)]);
        assert_eq!((signals.of(0).len(), signals.of(1).len(), signals.of(2).len()), (1, 2, 0));
    }

    #[test]
    fn only_different_hits_count_towards_the_limit() {
        let mut signals = Signals::default();
        for at in 0..10 * MAX_HITS {
            signals.push(hit(0, at % 100, at % 100 + 1));
        }
        signals.settle();
        assert_eq!((signals.all().len(), signals.limited()), (100, false));

        for at in 0..10 * MAX_HITS {
            signals.push(hit(1, at, at + 1));
        }
        signals.settle();
        assert_eq!((signals.all().len(), signals.limited()), (MAX_HITS, true));
        signals.clear();
        assert_eq!((signals.all().len(), signals.limited()), (0, false));
    }
}
