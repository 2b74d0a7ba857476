//! Intervals at 95% for a share, and for the difference of two shares over the same cases.

/// The 97.5% quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The Wilson score interval of `hits` out of `of`. `None` where nothing was counted.
#[must_use]
pub fn wilson(hits: u64, of: u64) -> Option<(f64, f64)> {
    if of == 0 {
        return None;
    }
    let n = of as f64;
    let share = hits as f64 / n;
    let scale = 1.0 + Z * Z / n;
    let centre = (share + Z * Z / (2.0 * n)) / scale;
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt() / scale;
    // At the ends the bound is exact; the arithmetic misses it by a rounding error.
    let low = if hits == 0 { 0.0 } else { centre - half };
    let high = if hits == of { 1.0 } else { centre + half };
    Some((low, high))
}

/// How two results over the same cases differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Paired {
    /// Hit in both.
    pub both: u64,
    /// Hit in the second alone.
    pub gained: u64,
    /// Hit in the first alone.
    pub lost: u64,
    /// Hit in neither.
    pub neither: u64,
}

impl Paired {
    /// Counts one case.
    pub fn add(&mut self, first: bool, second: bool) {
        match (first, second) {
            (true, true) => self.both += 1,
            (false, true) => self.gained += 1,
            (true, false) => self.lost += 1,
            (false, false) => self.neither += 1,
        }
    }

    /// How many cases were counted.
    #[must_use]
    pub fn of(&self) -> u64 {
        self.both + self.gained + self.lost + self.neither
    }

    /// The second share less the first.
    #[must_use]
    pub fn difference(&self) -> Option<f64> {
        let of = self.of();
        (of > 0).then(|| (self.gained as f64 - self.lost as f64) / of as f64)
    }

    /// The interval of the difference after Newcombe (1998, method 10): the Wilson intervals of the two shares, joined
    /// with the correlation of the pairs.
    #[must_use]
    pub fn interval(&self) -> Option<(f64, f64)> {
        let n = self.of() as f64;
        let (hits_a, hits_b) = (self.both + self.lost, self.both + self.gained);
        let (low_a, high_a) = wilson(hits_a, self.of())?;
        let (low_b, high_b) = wilson(hits_b, self.of())?;
        let (a, b) = (hits_a as f64 / n, hits_b as f64 / n);
        let margins = hits_a as f64 * (n - hits_a as f64) * hits_b as f64 * (n - hits_b as f64);
        let cross = self.both as f64 * self.neither as f64 - self.gained as f64 * self.lost as f64;
        let corrected = if cross > n / 2.0 { cross - n / 2.0 } else { cross.min(0.0) };
        let phi = if margins > 0.0 { corrected / margins.sqrt() } else { 0.0 };
        let join = |one: f64, other: f64| (one * one - 2.0 * phi * one * other + other * other).max(0.0).sqrt();
        let difference = b - a;
        let low = difference - join(b - low_b, high_a - a);
        let high = difference + join(high_b - b, a - low_a);
        Some((low.max(-1.0), high.min(1.0)))
    }

    /// The exact two-sided p-value of McNemar's test: how easily chance alone gives a split of gained and lost as
    /// uneven as this one.
    #[must_use]
    pub fn mcnemar(&self) -> f64 {
        let n = self.gained + self.lost;
        let fewer = self.gained.min(self.lost);
        let mut log_choose = 0.0_f64;
        let mut tail = 0.0_f64;
        for k in 0..=fewer {
            if k > 0 {
                log_choose += ((n - k + 1) as f64 / k as f64).ln();
            }
            tail += (log_choose - n as f64 * std::f64::consts::LN_2).exp();
        }
        (2.0 * tail).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: Option<(f64, f64)>, low: f64, high: f64) {
        let (got_low, got_high) = got.unwrap();
        assert!((got_low - low).abs() < 5e-5 && (got_high - high).abs() < 5e-5, "{got_low} {got_high}");
    }

    /// Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I,
    /// method 3.
    #[test]
    fn wilson_gives_the_published_values() {
        close(wilson(81, 263), 0.2553, 0.3662);
        close(wilson(15, 148), 0.0624, 0.1605);
        close(wilson(0, 20), 0.0, 0.1611);
        close(wilson(1, 29), 0.0061, 0.1718);
    }

    #[test]
    fn wilson_holds_at_the_ends() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(0, 7).unwrap().0, 0.0);
        assert_eq!(wilson(7, 7).unwrap().1, 1.0);
        let (low, high) = wilson(3, 11).unwrap();
        let (other_low, other_high) = wilson(8, 11).unwrap();
        assert!((low - (1.0 - other_high)).abs() < 1e-12 && (high - (1.0 - other_low)).abs() < 1e-12);
    }

    /// Newcombe, Improved confidence intervals for the difference between binomial proportions based on paired data,
    /// Statistics in Medicine 17 (1998), method 10.
    #[test]
    fn the_paired_interval_gives_the_published_values() {
        close(Paired { both: 36, gained: 12, lost: 2, neither: 0 }.interval(), 0.0569, 0.3404);
        close(Paired { both: 20, gained: 12, lost: 2, neither: 16 }.interval(), 0.0562, 0.3292);
    }

    #[test]
    fn a_paired_interval_turns_with_its_sides() {
        let one = Paired { both: 20, gained: 12, lost: 2, neither: 16 };
        let other = Paired { gained: 2, lost: 12, ..one };
        let ((low, high), (other_low, other_high)) = (one.interval().unwrap(), other.interval().unwrap());
        assert!((low + other_high).abs() < 1e-12 && (high + other_low).abs() < 1e-12);
        assert_eq!(one.difference(), Some(0.2));
        assert_eq!(Paired::default().interval(), None);
    }

    #[test]
    fn mcnemar_counts_the_tail() {
        let p = |gained, lost| Paired { gained, lost, ..Paired::default() }.mcnemar();
        assert_eq!(p(0, 0), 1.0);
        assert!((p(1, 0) - 1.0).abs() < 1e-12);
        assert!((p(6, 0) - 2.0 / 64.0).abs() < 1e-12);
        assert!((p(2, 12) - 2.0 * (1.0 + 14.0 + 91.0) / 16384.0).abs() < 1e-12);
        assert!(p(3000, 2000) < 1e-6 && p(3000, 2000) >= 0.0);
    }
}
