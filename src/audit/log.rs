//! Logarithms that are the same on every platform: those of the standard library are the system's, whose last digit
//! differs. Only operations are used that IEEE 754 rounds exactly.

/// The natural logarithm of a positive number, to about 15 digits; 0 for anything else.
pub(super) fn ln(number: f64) -> f64 {
    if !(number.is_normal() && number > 0.0) {
        return 0.0;
    }
    let bits = number.to_bits();
    let mut exponent = (bits >> 52) as i64 - 1_023;
    let mut mantissa = f64::from_bits(bits & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000);
    // From 0.7 to 1.4, where the series is short.
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1;
    }
    // ln m = 2 (s + s³/3 + s⁵/5 + …) with s = (m - 1) / (m + 1), which is at most 0.172.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut sum = 0.0;
    for odd in [21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0] {
        sum = sum * square + 1.0 / odd;
    }
    2.0 * s * sum + exponent as f64 * std::f64::consts::LN_2
}

/// The logarithm to base 2.
pub(super) fn log2(number: f64) -> f64 {
    ln(number) / std::f64::consts::LN_2
}

/// A number with so many decimals, at most six.
pub(super) fn rounded(number: f64, decimals: u32) -> f64 {
    let scale = f64::from(10_u32.pow(decimals.min(6)));
    let scaled = (number * scale + 0.5).floor() / scale;
    // No negative zero.
    if scaled == 0.0 { 0.0 } else { scaled }
}

/// A ratio with two decimals, rounded half up; none of none.
pub(super) fn ratio(count: u64, of: u64) -> Option<f64> {
    let hundredths = |of: u64| (u128::from(count) * 200 + u128::from(of)) / (2 * u128::from(of));
    (of > 0).then(|| hundredths(of) as f64 / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_those_of_mathematics() {
        let mut number = 1e-12;
        while number < 1e12 {
            let error = (ln(number) - f64::ln(number)).abs() / f64::ln(number).abs().max(1.0);
            assert!(error < 1e-14, "{number}: {error}");
            number *= 1.037;
        }
        assert_eq!((ln(1.0), log2(8.0), ln(0.0), ln(-1.0), ln(f64::NAN)), (0.0, 3.0, 0.0, 0.0, 0.0));
        assert!((log2(10.0) - std::f64::consts::LOG2_10).abs() < 1e-14);
    }

    #[test]
    fn numbers_are_rounded() {
        assert_eq!((rounded(1.005_1, 2), rounded(-0.001, 2), rounded(-1.236, 2)), (1.01, 0.0, -1.24));
        assert_eq!((ratio(1, 3), ratio(2, 3), ratio(1, 0)), (Some(0.33), Some(0.67), None));
        assert!(rounded(-0.001, 2).is_sign_positive());
    }
}
