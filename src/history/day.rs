//! Days, counted from the first of 1970; 0 where none is known.

/// The day of a time in RFC 3339, or 0. Days before 1970 and after 2149 are not told apart from none.
pub(super) fn of(time: &str) -> u16 {
    let number = |range: std::ops::Range<usize>| {
        let digits = time.get(range).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        digits.parse::<u32>().ok()
    };
    let dashed = time.get(4..5) == Some("-") && time.get(7..8) == Some("-");
    let (Some(year), Some(month), Some(day), true) = (number(0..4), number(5..7), number(8..10), dashed) else {
        return 0;
    };
    if year < 1970 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return 0;
    }
    // The year begins in March, so that the leap day is its last; 400 years have 146,097 days.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_year = (153 * month + 2) / 5 + day - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + of_year;
    u16::try_from(days - EPOCH).unwrap_or(0)
}

/// The first of March of the year 0 lies so many days before the first of 1970.
const EPOCH: u32 = 719_468;

/// A day as records write it, `2026-11-22`.
pub(super) fn show(day: u16) -> Option<String> {
    if day == 0 {
        return None;
    }
    let days = u32::from(day) + EPOCH;
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let year = year + days / 146_097 * 400 + u32::from(month >= 10);
    let month = if month < 10 { month + 3 } else { month - 9 };
    Some(format!("{year:04}-{month:02}-{date:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_and_shown() {
        assert_eq!((of("1970-01-01"), of("1970-01-02T23:59:59Z"), of("2000-02-29")), (0, 1, 11_016));
        for day in 1..=u16::MAX {
            let shown = show(day).unwrap();
            assert_eq!(of(&shown), day, "{shown}");
        }
        assert_eq!(show(of("2026-11-22T10:00:00+02:00")).as_deref(), Some("2026-11-22"));
    }

    #[test]
    fn what_is_no_day_is_none() {
        for time in
            ["", "yesterday", "2026-13-01", "2026/01/01", "1969-12-31", "2150-01-01", "é026-01-01", "2026-01-00"]
        {
            assert_eq!(of(time), 0, "{time}");
        }
        assert_eq!(show(0), None);
    }
}
