//! Times as exports write them, turned into RFC 3339. What a time leaves open is settled once for a file, and said.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which number of `03/04/2026` is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayOrder {
    /// 03/04 is the fourth of March.
    MonthFirst,
    /// 03/04 is the third of April.
    DayFirst,
}

impl fmt::Display for DayOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MonthFirst => "month-first",
            Self::DayFirst => "day-first",
        })
    }
}

/// What is known about times that leave something open.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    /// The zone of times that name none; without one they stay the wall clock of their location.
    pub(crate) zone: Option<TimeZone>,
    /// The order of days and months in times that are numbers with slashes or dots.
    pub(crate) order: Option<DayOrder>,
}

/// What a time leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Open {
    /// It names no zone.
    pub(crate) zone: bool,
    /// It is a day without a time.
    pub(crate) day: bool,
    /// Its day and month stand in an order that its form does not tell.
    pub(crate) order: bool,
    /// The order that it must be, as one of its numbers is no month.
    pub(crate) must_be: Option<DayOrder>,
}

/// A time zone by its IANA name.
///
/// # Errors
///
/// A sentence with what to write.
pub fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| {
        let shown: String = name.chars().take(40).collect();
        format!("there is no time zone `{}`; write a name such as America/New_York or UTC", shown.escape_debug())
    })
}

/// What a time looks like, before anything was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Instant(Timestamp),
    /// Year, month, day.
    Local(DateTime),
    /// A day in the order year, month, day.
    Day(Date),
    /// Two numbers, of which one is the day, with a year, and perhaps a time.
    Slashed {
        first: i8,
        second: i8,
        year: i16,
        time: Option<Time>,
    },
}

/// What a time leaves open, or nothing where it is no time at all.
pub(crate) fn open(text: &str) -> Option<Open> {
    Some(match shape(text)? {
        Shape::Instant(_) => Open::default(),
        Shape::Local(_) => Open { zone: true, ..Open::default() },
        Shape::Day(_) => Open { day: true, ..Open::default() },
        Shape::Slashed { first, second, time, .. } => Open {
            zone: time.is_some(),
            day: time.is_none(),
            order: true,
            must_be: match (first > 12, second > 12) {
                (true, false) => Some(DayOrder::DayFirst),
                (false, true) => Some(DayOrder::MonthFirst),
                _ => None,
            },
        },
    })
}

/// The time in RFC 3339, without an offset where no zone is known, or the day as `2026-11-22` where no more is said. The error says what is wrong with it and
/// repeats nothing.
pub(crate) fn read(text: &str, clock: &Clock) -> Result<String, &'static str> {
    let local = |time: DateTime| -> Result<String, &'static str> {
        let Some(zone) = &clock.zone else { return Ok(time.strftime("%Y-%m-%dT%H:%M:%S").to_string()) };
        // Clocks that are put forward skip times, and those put back have them twice: the earlier one, as jiff has it.
        let zoned: Zoned = zone.to_zoned(time).map_err(|_| "is out of range")?;
        Ok(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    };
    match shape(text).ok_or("is no time that is understood; write 2026-11-22T14:05:00Z")? {
        Shape::Instant(instant) => {
            let text = text.trim();
            // An offset says which day it was there.
            match text.parse::<Timestamp>() {
                Ok(_) if text.as_bytes().get(10) == Some(&b'T') => Ok(text.to_owned()),
                _ => Ok(instant.to_string()),
            }
        }
        Shape::Local(time) => local(time),
        Shape::Day(date) => Ok(date.to_string()),
        Shape::Slashed { first, second, year, time } => {
            let (month, day) = match clock.order.ok_or("does not tell the day from the month")? {
                DayOrder::MonthFirst => (first, second),
                DayOrder::DayFirst => (second, first),
            };
            let date =
                Date::new(year, month, day).map_err(|_| "is no day in the order of days and months of this file")?;
            time.map_or_else(|| Ok(date.to_string()), |time| local(date.to_datetime(time)))
        }
    }
}

/// Seconds or milliseconds since 1970, as numbers write them.
pub(crate) fn of_number(number: f64) -> Option<String> {
    // Before 2100 in seconds, after 1973 in milliseconds.
    let millis = match number {
        n if (1e8..4.2e9).contains(&n) => n * 1e3,
        n if (1e11..4.2e12).contains(&n) => n,
        _ => return None,
    };
    Some(Timestamp::from_millisecond(millis as i64).ok()?.to_string())
}

/// Years in which replies were written.
const YEARS: std::ops::Range<i16> = 1970..2100;

fn shape(text: &str) -> Option<Shape> {
    let text = text.trim();
    if text.len() > 40 || !text.is_ascii() {
        return None;
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(Shape::Instant(instant));
    }
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return of_number(text.parse().ok()?)?.parse().ok().map(Shape::Instant);
    }
    // `2026-11-22 14:05:00 UTC`, `2026-11-22 14:05:00 +0000`
    for zone in [" UTC", " GMT", "Z"] {
        if let Some(time) = text.strip_suffix(zone).and_then(|text| text.trim().parse::<DateTime>().ok()) {
            return TimeZone::UTC.to_timestamp(time).ok().map(Shape::Instant);
        }
    }
    for form in [
        "%Y-%m-%d %H:%M:%S %z",
        "%Y-%m-%dT%H:%M:%S%z",
        "%Y-%m-%d %H:%M:%S%z",
        "%Y-%m-%d %H:%M:%S %:z",
        "%a, %d %b %Y %H:%M:%S %z",
    ] {
        if let Ok(instant) = Timestamp::strptime(form, text) {
            return Some(Shape::Instant(instant));
        }
    }
    if text.len() == 10
        && let Ok(date) = text.parse::<Date>()
    {
        return Some(Shape::Day(date));
    }
    if text.as_bytes().get(4) == Some(&b'-')
        && let Ok(time) = text.parse::<DateTime>()
    {
        return Some(Shape::Local(time));
    }
    for form in [
        "%Y-%m-%d %H:%M",
        "%Y/%m/%d %H:%M:%S",
        "%Y/%m/%d %H:%M",
        "%B %d, %Y %I:%M %p",
        "%B %d, %Y %H:%M",
        "%b %d, %Y %I:%M %p",
        "%b %d, %Y %H:%M",
        "%d %b %Y %H:%M:%S",
        "%d %b %Y %H:%M",
        "%d %B %Y %H:%M",
        "%d-%b-%Y %H:%M:%S",
        "%b %d, %Y %H:%M:%S",
        "%B %d, %Y %I:%M:%S %p",
        "%b %d, %Y %I:%M:%S %p",
    ] {
        if let Some(time) = DateTime::strptime(form, text).ok().filter(|time| YEARS.contains(&time.year())) {
            return Some(Shape::Local(time));
        }
    }
    for form in ["%Y/%m/%d", "%B %d, %Y", "%b %d, %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y"] {
        if let Some(date) = Date::strptime(form, text).ok().filter(|date| YEARS.contains(&date.year())) {
            return Some(Shape::Day(date));
        }
    }
    slashed(text)
}

/// `3/4/2026`, `03.04.2026 14:05`, `3/4/26 2:05 PM`, `3/4/2026, 2:05:09 PM`.
fn slashed(text: &str) -> Option<Shape> {
    let (date, time) = match text.split_once([' ', ',', 'T']) {
        Some((date, time)) => (date, Some(time.trim_start_matches([' ', ',']))),
        None => (text, None),
    };
    let mut parts = date.split(['/', '.', '-']);
    let mut number = || parts.next().filter(|part| part.len() <= 4)?.parse::<i16>().ok();
    let (first, second, year) = (number()?, number()?, number()?);
    let year = if (0..100).contains(&year) { 2_000 + year } else { year };
    if parts.next().is_some() || !(1..=31).contains(&first) || !(1..=31).contains(&second) || !YEARS.contains(&year) {
        return None;
    }
    if first > 12 && second > 12 {
        return None;
    }
    let time = match time.filter(|time| !time.is_empty()) {
        None => None,
        Some(time) => Some(
            ["%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M%p", "%I:%M:%S%p"]
                .into_iter()
                .find_map(|form| Time::strptime(form, time).ok())?,
        ),
    };
    Some(Shape::Slashed { first: first as i8, second: second as i8, year, time })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_in(text: &str, zone_name: &str, order: Option<DayOrder>) -> Result<String, &'static str> {
        read(text, &Clock { zone: Some(zone(zone_name).expect("known")), order })
    }

    #[test]
    fn documented_shapes_are_read() {
        for (text, expected) in [
            ("2014-10-02T15:01:23Z", "2014-10-02T15:01:23Z"),
            ("2014-10-02T15:01:23.045123456Z", "2014-10-02T15:01:23.045123456Z"),
            ("2014-10-02T15:01:23+05:30", "2014-10-02T15:01:23+05:30"),
            ("2016-08-29 00:41:13", "2016-08-29T00:41:13-04:00"),
            ("2026-01-05T09:30:00", "2026-01-05T09:30:00-05:00"),
            ("2017-11-14 21:45:08 UTC", "2017-11-14T21:45:08Z"),
            ("2017-11-14 21:45:08 +0200", "2017-11-14T19:45:08Z"),
            ("1400857494", "2014-05-23T15:04:54Z"),
            ("1400857494123", "2014-05-23T15:04:54.123Z"),
            ("Mar 4, 2026 2:05 PM", "2026-03-04T14:05:00-05:00"),
            ("4 Mar 2026 14:05", "2026-03-04T14:05:00-05:00"),
            ("2026-03-04", "2026-03-04"),
            ("March 4, 2026", "2026-03-04"),
        ] {
            assert_eq!(read_in(text, "America/New_York", None).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn the_order_of_days_and_months_is_never_assumed() {
        assert!(read_in("03/04/2026 2:05 PM", "UTC", None).is_err());
        let month_first = |text| read_in(text, "UTC", Some(DayOrder::MonthFirst));
        assert_eq!(month_first("03/04/2026 2:05 PM").as_deref(), Ok("2026-03-04T14:05:00+00:00"));
        assert_eq!(month_first("3/4/26").as_deref(), Ok("2026-03-04"));
        assert_eq!(
            read_in("3.4.2026 14:05", "UTC", Some(DayOrder::DayFirst)).as_deref(),
            Ok("2026-04-03T14:05:00+00:00")
        );
        assert!(month_first("13/04/2026").is_err());
        assert_eq!(open("13/04/2026").and_then(|open| open.must_be), Some(DayOrder::DayFirst));
        assert_eq!(open("04/13/2026").and_then(|open| open.must_be), Some(DayOrder::MonthFirst));
    }

    #[test]
    fn without_a_zone_it_stays_the_wall_clock() {
        let clock = Clock { zone: None, order: None };
        assert_eq!(read("2026-07-01 09:30", &clock).as_deref(), Ok("2026-07-01T09:30:00"));
    }

    #[test]
    fn other_things_are_no_times() {
        for text in ["", "yesterday", "13/13/2026", "2026-02-30", "12", "Dear Mrs Jones", "99/99/9999", "1/2/3/4"] {
            assert!(read_in(text, "UTC", Some(DayOrder::DayFirst)).is_err(), "{text}");
        }
        assert!(zone("Mars/Olympus").unwrap_err().contains("America/New_York"));
    }
}
