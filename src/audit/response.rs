//! Response times and shares, as figures of an audit are made: small enough to be used in anyone's own dashboard.
//!
//! ```
//! use replylint::audit::response::{Histogram, median, p90, percentile};
//! let mut times = vec![60, 120, 300, 90, 7_200];
//! times.sort_unstable();
//! assert_eq!((median(&times), p90(&times), percentile(&times, 900)), (Some(120), None, Some(7_200)));
//! let mut histogram = Histogram::new();
//! times.iter().for_each(|&time| histogram.add(time));
//! assert_eq!(histogram.percentile(500), Some(121));
//! ```

use super::metrics::{Share, TimeBin, Times};
use std::collections::BTreeMap;

/// Under so many times no 90th percentile is given.
pub const P90_NEEDS: usize = 10;

/// The smallest time that at least so many per mille do not exceed (nearest rank), of times in ascending order; none of
/// none. Takes constant time.
#[must_use]
pub fn percentile(sorted: &[u64], per_mille: u32) -> Option<u64> {
    sorted.get(rank(sorted.len() as u64, per_mille)? as usize).copied()
}

/// The place of a percentile among so many, from 0.
fn rank(number: u64, per_mille: u32) -> Option<u64> {
    let place = (u128::from(number) * u128::from(per_mille.min(1_000))).div_ceil(1_000).max(1) as u64;
    (number > 0).then(|| place - 1)
}

/// The smallest time that half of them do not exceed.
#[must_use]
pub fn median(sorted: &[u64]) -> Option<u64> {
    percentile(sorted, 500)
}

/// The smallest time that nine of ten do not exceed; none of fewer than ten, where it would be the longest.
#[must_use]
pub fn p90(sorted: &[u64]) -> Option<u64> {
    if sorted.len() < P90_NEEDS { None } else { percentile(sorted, 900) }
}

/// A share, rounded half up; its `per_mille` is none of none.
#[must_use]
pub fn share(count: u64, of: u64) -> Share {
    let per_mille = |of: u64| ((u128::from(count) * 2_000 + u128::from(of)) / (2 * u128::from(of))) as u32;
    Share { count, of, per_mille: (of > 0).then(|| per_mille(of)) }
}

/// Where bins of a plot begin, in seconds: a minute to four weeks.
const BINS: &[u64] = &[
    0, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800, 259_200, 604_800, 1_209_600,
    2_419_200,
];

/// The figures of times in seconds, in any order, which are sorted.
#[must_use]
pub fn times(times: &mut [u64]) -> Times {
    times.sort_unstable();
    let n = times.len() as u64;
    let sum: u128 = times.iter().map(|&time| u128::from(time)).sum();
    let mut histogram: Vec<TimeBin> = Vec::new();
    let mut begin = 0;
    for (number, &from_s) in BINS.iter().enumerate() {
        let to_s = BINS.get(number + 1).copied();
        let end = to_s.map_or(times.len(), |to| times.partition_point(|&time| time < to));
        histogram.push(TimeBin { from_s, to_s, n: (end - begin) as u64 });
        begin = end;
    }
    while histogram.last().is_some_and(|bin| bin.n == 0) {
        histogram.pop();
    }
    Times {
        n,
        average_s: sum.checked_div(u128::from(n)).map(|mean| mean as u64),
        median_s: median(times),
        p90_s: p90(times),
        longest_s: times.last().copied(),
        histogram,
    }
}

/// Times as counts in logarithmic bins, 32 to each doubling: those of two days or locations add up exactly, and a
/// percentile is within 1.6 per cent of the one of the times themselves. Below 64 seconds it is exact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram {
    bins: BTreeMap<u16, u64>,
    count: u64,
    sum: u128,
}

/// Bits of a time that a bin tells apart, the first one left out.
const BITS: u32 = 5;

impl Histogram {
    /// Without times.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a time in seconds.
    pub fn add(&mut self, seconds: u64) {
        *self.bins.entry(bin(seconds)).or_default() += 1;
        self.count += 1;
        self.sum += u128::from(seconds);
    }

    /// Adds the times of another one. In whatever order, the result is the same.
    pub fn merge(&mut self, other: &Self) {
        for (&bin, count) in &other.bins {
            *self.bins.entry(bin).or_default() += count;
        }
        self.count += other.count;
        self.sum += other.sum;
    }

    /// How many times were added.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The mean, exact and rounded down.
    #[must_use]
    pub fn average(&self) -> Option<u64> {
        self.sum.checked_div(u128::from(self.count)).map(|mean| mean as u64)
    }

    /// The percentile by nearest rank: the middle of the bin that it lies in.
    #[must_use]
    pub fn percentile(&self, per_mille: u32) -> Option<u64> {
        let rank = rank(self.count, per_mille)?;
        let mut seen = 0;
        self.bins.iter().find_map(|(&bin, count)| {
            seen += count;
            (seen > rank).then(|| middle(bin))
        })
    }

    /// The bins with their counts, by time: the first second of each, one past its last, and how many.
    pub fn bins(&self) -> impl Iterator<Item = (u64, u64, u64)> {
        self.bins.iter().map(|(&bin, &count)| (start(bin), start(bin).saturating_add(width(bin)), count))
    }
}

fn bin(seconds: u64) -> u16 {
    let shift = (63 - seconds.max(1).leading_zeros()).saturating_sub(BITS);
    // The bins of a doubling follow those of the one before.
    ((u64::from(shift) << BITS) + (seconds >> shift)) as u16
}

fn shift_of(bin: u16) -> u32 {
    (u32::from(bin) >> BITS).saturating_sub(1)
}

fn start(bin: u16) -> u64 {
    let shift = shift_of(bin);
    (u64::from(bin) - (u64::from(shift) << BITS)) << shift
}

fn width(bin: u16) -> u64 {
    1 << shift_of(bin)
}

fn middle(bin: u16) -> u64 {
    start(bin) + width(bin) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn percentiles_are_those_of_the_nearest_rank() {
        // Calculated by hand: of 1..=10 nine do not exceed 9, of 1..=11 ten do not exceed 10.
        let ten: Vec<u64> = (1..=10).collect();
        let eleven: Vec<u64> = (1..=11).collect();
        assert_eq!((median(&ten), p90(&ten)), (Some(5), Some(9)));
        assert_eq!((median(&eleven), p90(&eleven)), (Some(6), Some(10)));
        assert_eq!((p90(&ten[..9]), percentile(&ten[..9], 900), percentile(&[], 500)), (None, Some(9), None));
        assert_eq!(
            (percentile(&ten, 0), percentile(&ten, 1_000), percentile(&ten, 5_000)),
            (Some(1), Some(10), Some(10))
        );
    }

    #[test]
    fn shares_are_rounded_half_up() {
        assert_eq!(share(1, 3).per_mille, Some(333));
        assert_eq!(share(2, 3).per_mille, Some(667));
        assert_eq!(share(1, 2_000).per_mille, Some(1));
        assert_eq!(share(0, 0).per_mille, None);
    }

    #[test]
    fn times_are_summed_up() {
        let summed = times(&mut [600, 30, 90_000, 60]);
        assert_eq!((summed.n, summed.average_s, summed.median_s), (4, Some(22_672), Some(60)));
        assert_eq!((summed.p90_s, summed.longest_s), (None, Some(90_000)));
        let filled: Vec<(u64, u64)> =
            summed.histogram.iter().filter(|bin| bin.n > 0).map(|bin| (bin.from_s, bin.n)).collect();
        assert_eq!(filled, [(0, 1), (60, 1), (300, 1), (86_400, 1)]);
        assert_eq!(times(&mut []), Times::default());
    }

    proptest! {
        #[test]
        fn histograms_are_close_and_add_up(
            mut times in prop::collection::vec(0u64..10_000_000, 1..200),
            split in 0usize..200,
            per_mille in 0u32..=1_000,
        ) {
            let mut whole = Histogram::new();
            times.iter().for_each(|&time| whole.add(time));
            let (mut one, mut other) = (Histogram::new(), Histogram::new());
            for (at, &time) in times.iter().enumerate() {
                if at < split { one.add(time) } else { other.add(time) }
            }
            let mut turned = other.clone();
            turned.merge(&one);
            one.merge(&other);
            prop_assert_eq!(&one, &whole);
            prop_assert_eq!(&turned, &whole);
            let mean = times.iter().sum::<u64>() / times.len() as u64;
            prop_assert_eq!((whole.count(), whole.average()), (times.len() as u64, Some(mean)));
            times.sort_unstable();
            let exact = percentile(&times, per_mille).unwrap();
            let close = whole.percentile(per_mille).unwrap();
            prop_assert!(close.abs_diff(exact) as f64 <= exact as f64 * 0.016, "{} for {}", close, exact);
        }

        #[test]
        fn bins_hold_what_falls_into_them(seconds in any::<u64>(), shift in 0u32..64) {
            let seconds = seconds >> shift;
            let bin = bin(seconds);
            prop_assert!(start(bin) <= seconds && seconds - start(bin) < width(bin));
            prop_assert!(bin == 0 || start(bin - 1).saturating_add(width(bin - 1)) == start(bin));
        }
    }
}
