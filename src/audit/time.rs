//! Times as rows write them: RFC 3339, or a day alone, or a time that names no zone.

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// A time of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// Seconds since the first of 1970. Of a time without a zone, as if it were UTC.
    pub(super) seconds: i64,
    /// Minutes that its zone is ahead of UTC; none where it names none.
    pub(super) offset: Option<i16>,
    /// A day alone.
    pub(super) is_day: bool,
}

impl Moment {
    /// Reads `2026-03-01`, `2026-03-01T10:00:00Z`, `2026-03-01 10:00+02:00` and the like; fractions of seconds are cut
    /// off. Years from 1900 to 9999.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let day = day_of(text.get(..10)?)?;
        let rest = &text.as_bytes()[10..];
        if rest.is_empty() {
            return Some(Self { seconds: day * DAY, offset: None, is_day: true });
        }
        if !matches!(rest[0], b'T' | b't' | b' ') {
            return None;
        }
        let two = |at: usize| -> Option<i64> {
            let [tens, ones] = rest.get(at..at + 2)?.try_into().ok()?;
            let digits = u8::is_ascii_digit(&tens) && u8::is_ascii_digit(&ones);
            digits.then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
        };
        let (hour, minute) = (two(1)?, two(4)?);
        let mut at = 6;
        let mut second = 0;
        if rest.get(at) == Some(&b':') {
            second = two(at + 1)?;
            at += 3;
        }
        if matches!(rest.get(at), Some(b'.' | b',')) {
            at += 1;
            at += rest[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        }
        // A leap second is the second after it.
        if rest[3] != b':' || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let rest = &rest[at..];
        let offset = match rest {
            [] => None,
            [b'Z' | b'z'] => Some(0),
            [sign @ (b'+' | b'-'), digits @ ..] => {
                let digits: Vec<u8> = digits.iter().copied().filter(|byte| *byte != b':').collect();
                let number = |range: std::ops::Range<usize>| -> Option<i16> {
                    std::str::from_utf8(digits.get(range)?).ok()?.parse().ok()
                };
                let (hours, minutes) = (number(0..2)?, if digits.len() > 2 { number(2..4)? } else { 0 });
                if digits.len() > 4 || hours > 23 || minutes > 59 {
                    return None;
                }
                Some(if *sign == b'-' { -(hours * 60 + minutes) } else { hours * 60 + minutes })
            }
            _ => return None,
        };
        let local = day * DAY + hour * 3_600 + minute * 60 + second;
        Some(Self { seconds: local - i64::from(offset.unwrap_or(0)) * 60, offset, is_day: false })
    }

    /// The day as it is written, counted from the first of 1970.
    pub(super) fn written_day(self) -> i32 {
        ((self.seconds + i64::from(self.offset.unwrap_or(0)) * 60).div_euclid(DAY)) as i32
    }

    /// As rows write it.
    pub(super) fn show(self) -> String {
        let local = self.seconds + i64::from(self.offset.unwrap_or(0)) * 60;
        let day = show_day(local.div_euclid(DAY) as i32);
        if self.is_day {
            return day;
        }
        let second = local.rem_euclid(DAY);
        let time = format!("{day}T{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60);
        match self.offset {
            None => time,
            Some(0) => time + "Z",
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                let offset = offset.unsigned_abs();
                format!("{time}{sign}{:02}:{:02}", offset / 60, offset % 60)
            }
        }
    }
}

/// The day of `2026-03-01`, counted from the first of 1970.
pub(super) fn day_of(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |range: std::ops::Range<usize>| -> Option<i64> {
        let digits = &bytes[range];
        digits.iter().all(u8::is_ascii_digit).then(|| digits.iter().fold(0, |n, d| n * 10 + i64::from(d - b'0')))
    };
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    if year < 1900 || !(1..=12).contains(&month) || day < 1 || day > days_of_month(year, month) {
        return None;
    }
    // The year begins in March, so that the leap day is its last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - EPOCH)
}

fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The first of March of the year 0 lies so many days before the first of 1970.
const EPOCH: i64 = 719_468;

/// A day as rows write it.
pub(super) fn show_day(day: i32) -> String {
    let days = i64::from(day) + EPOCH;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    format!("{:04}-{month:02}-{date:02}", year + era * 400 + i64::from(month <= 2))
}

/// The Monday of a day's week. The first of 1970 was a Thursday.
pub(super) fn monday_of(day: i32) -> i32 {
    day - (day + 3).rem_euclid(7)
}

/// The day of the week, Monday is 0.
pub(super) fn weekday(day: i32) -> usize {
    (day + 3).rem_euclid(7) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_shown() {
        for (text, seconds, shown) in [
            ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
            ("2026-03-08T01:30:00-05:00", 1_772_951_400, "2026-03-08T01:30:00-05:00"),
            ("2026-03-08 06:30:00.25z", 1_772_951_400, "2026-03-08T06:30:00Z"),
            ("2026-03-08T06:30", 1_772_951_400, "2026-03-08T06:30:00"),
            ("2026-03-08t12:00:00+0530", 1_772_951_400, "2026-03-08T12:00:00+05:30"),
            ("2000-02-29", 951_782_400, "2000-02-29"),
            ("1969-12-31T23:59:59Z", -1, "1969-12-31T23:59:59Z"),
        ] {
            let moment = Moment::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((moment.seconds, moment.show().as_str()), (seconds, shown), "{text}");
            assert_eq!(Moment::parse(&moment.show()), Some(moment));
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "soon",
            "2026-3-1",
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-01-01X10:00",
            "2026-01-01T25:00:00Z",
            "2026-01-01T10",
            "2026-01-01T10:00:00+99:00",
            "2026-01-01T10:00:00Zz",
            "2026-01-01T1é:00",
            "é026-01-01T",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_come_back_and_weeks_begin_on_monday() {
        for day in (-25_000..100_000).step_by(13) {
            assert_eq!(day_of(&show_day(day)), Some(i64::from(day)));
            assert_eq!((weekday(monday_of(day)), day - monday_of(day)), (0, weekday(day) as i32));
        }
        assert_eq!(show_day(monday_of(day_of("2026-11-22").unwrap() as i32)), "2026-11-16");
    }
}
