//! Periods and spans of time as people write them.

use jiff::ToSpan;
use jiff::civil::Date;

/// The first and the last day of `2026-Q3`, `2026-07`, `2026` or `2026-07-01..2026-09-30`.
///
/// # Errors
///
/// A sentence with what to write.
pub fn period(text: &str) -> Result<(String, String), String> {
    let refused = || "write a period as 2026-Q3, 2026-07, 2026 or 2026-07-01..2026-09-30".to_owned();
    let text = text.trim();
    let (from, to) = if let Some((from, to)) = text.split_once("..") {
        (day(from).ok_or_else(refused)?, day(to).ok_or_else(refused)?)
    } else {
        let (year, rest) = text.split_at_checked(4).ok_or_else(refused)?;
        let year: i16 = year.parse().map_err(|_| refused())?;
        let (month, months) = match rest.as_bytes() {
            [] => (1, 12),
            [b'-', b'Q' | b'q', quarter @ b'1'..=b'4'] => ((quarter - b'1') as i8 * 3 + 1, 3),
            [b'-', a @ b'0'..=b'1', b @ b'0'..=b'9'] => (((a - b'0') * 10 + b - b'0') as i8, 1),
            _ => return Err(refused()),
        };
        let from = Date::new(year, month, 1).map_err(|_| refused())?;
        (from, from.saturating_add(months.months()).saturating_sub(1.day()))
    };
    if from > to {
        return Err(format!("the period ends on {to}, before it begins on {from}"));
    }
    Ok((from.to_string(), to.to_string()))
}

fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    text.parse().ok().filter(|_| text.len() == 10)
}

/// The seconds of `2h`, `90m`, `1h30m`, `1d`.
///
/// # Errors
///
/// A sentence with what to write.
pub fn seconds(text: &str) -> Result<u64, String> {
    let refused = || "write a time as 2h, 90m, 1h30m or 1d".to_owned();
    let (mut total, mut number) = (0_u64, None::<u64>);
    for c in text.trim().chars() {
        number = match (c, number) {
            ('0'..='9', number) => {
                let digit = u64::from(c as u8 - b'0');
                Some(number.unwrap_or(0).checked_mul(10).and_then(|n| n.checked_add(digit)).ok_or_else(refused)?)
            }
            (' ', None) => None,
            (unit, Some(count)) => {
                let of = match unit {
                    's' => 1,
                    'm' => 60,
                    'h' => 3_600,
                    'd' => 86_400,
                    _ => return Err(refused()),
                };
                total = count.checked_mul(of).and_then(|n| n.checked_add(total)).ok_or_else(refused)?;
                None
            }
            _ => return Err(refused()),
        };
    }
    if number.is_some() || total == 0 { Err(refused()) } else { Ok(total) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_a_first_and_a_last_day() {
        for (text, from, to) in [
            ("2026-Q3", "2026-07-01", "2026-09-30"),
            ("2026-q1", "2026-01-01", "2026-03-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2026-12", "2026-12-01", "2026-12-31"),
            ("2026", "2026-01-01", "2026-12-31"),
            ("2026-07-01..2026-07-01", "2026-07-01", "2026-07-01"),
        ] {
            assert_eq!(period(text).unwrap(), (from.to_owned(), to.to_owned()), "{text}");
        }
        for text in ["", "Q3", "2026-Q5", "2026-13", "2026-00", "2026-07-02..2026-07-01", "2026-07-01..", "é026"] {
            assert!(period(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_add_up() {
        for (text, of) in [("2h", 7_200), ("90m", 5_400), ("1h30m", 5_400), ("1d", 86_400), ("1h 5s", 3_605)] {
            assert_eq!(seconds(text), Ok(of), "{text}");
        }
        for text in ["", "2", "h", "0h", "2x", "99999999999999999999h", "-1h"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
