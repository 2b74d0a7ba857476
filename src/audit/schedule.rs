//! When a location is open: weekly hours in its own time zone, holidays, daylight saving.
//!
//! Zones come from a database inside the program, so that the system's files and its clock are never asked.

use super::time::{DAY, day_of, weekday};
use crate::text::hours::{self, Week};
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// The opening hours of a location.
///
/// ```
/// use replylint::audit::Schedule;
/// let schedule = Schedule::new("America/New_York", &["Mon-Fri 9:00-17:00"], &["2026-12-25"])?;
/// // On Friday the 6th of March 2026 at four in the afternoon, to the Monday after the clocks were set, at ten.
/// let (from, to) = (1_772_830_800, 1_773_064_800);
/// assert_eq!(schedule.open_seconds(from, to), Some(2 * 3_600));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone)]
pub struct Schedule {
    zone: TimeZone,
    /// For each day of the week, Monday first, when it opens and closes, in seconds of the wall clock. What closes after
    /// midnight closes after the 86,400th.
    week: Week,
    holidays: BTreeSet<i32>,
}

/// Seconds beyond which no calendar goes.
const FAR: i64 = 1 << 40;
/// The most days of a span whose opening time is asked for: twenty years.
const LONGEST: i64 = 366 * 20;

impl Schedule {
    /// Reads hours as brand files write them, a line each: `Mon-Fri 9:00-17:00`, `Sat, Sun 10am-2:30pm`,
    /// `Mon-Thu 8-12, 13-17`, `daily 9-21`, `Fri 18:00-2:00` into the night, `Sun closed`, `Mon-Sun 24 hours`. Holidays
    /// are days, `2026-12-25`, on which it stays closed. `time_zone` is a name of the IANA database.
    ///
    /// # Errors
    ///
    /// A sentence that says which of them cannot be read; without any hours, too.
    pub fn new<T: AsRef<str>>(time_zone: &str, hours: &[T], holidays: &[T]) -> Result<Self, String> {
        let zone = zone(time_zone)?;
        let mut week = Week::default();
        for line in hours {
            hours::read_line(line.as_ref(), &mut week)
                .ok_or_else(|| format!("the hours `{}` cannot be read; write `Mon-Fri 9:00-17:00`", line.as_ref()))?;
        }
        if week.iter().all(Vec::is_empty) {
            return Err("no opening hours are given".to_owned());
        }
        let days = holidays.iter().map(|day| {
            let found = day_of(day.as_ref()).and_then(|day| i32::try_from(day).ok());
            found.ok_or_else(|| format!("the holiday `{}` is no day; write `2026-12-25`", day.as_ref()))
        });
        Ok(Self { zone, week, holidays: days.collect::<Result<_, _>>()? })
    }

    /// How many seconds it is open between two times, both in seconds since the first of 1970. None where they lie more
    /// than twenty years apart; 0 where the second is not later. Takes time linear in the days between; many such
    /// questions are answered faster by [`Schedule::timeline`].
    #[must_use]
    pub fn open_seconds(&self, from: i64, to: i64) -> Option<u64> {
        Some(self.timeline(from, to.max(from))?.open_seconds(from, to))
    }

    /// When it is open from one time to another. None where they lie more than twenty years apart.
    #[must_use]
    pub fn timeline(&self, from: i64, to: i64) -> Option<Timeline> {
        let [first, last] = [from, to].map(|seconds| self.day(seconds));
        // What opens on the day before may close on the first one.
        let (first, last) = (first.checked_sub(1)?, last);
        if i64::from(last) - i64::from(first) > LONGEST {
            return None;
        }
        let mut spans: Vec<(i64, i64)> = Vec::new();
        for day in first..=last {
            if self.holidays.contains(&day) {
                continue;
            }
            for &(opens, closes) in &self.week[weekday(day)] {
                let span = (self.instant(day, opens), self.instant(day, closes));
                if span.0 < span.1 {
                    spans.push(span);
                }
            }
        }
        spans.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::with_capacity(spans.len());
        for (opens, closes) in spans {
            match merged.last_mut().filter(|last| last.1 >= opens) {
                Some(last) => last.1 = last.1.max(closes),
                None => merged.push((opens, closes)),
            }
        }
        let mut before = 0;
        let sums = merged.iter().map(|&(opens, closes)| {
            let sum = before;
            before += closes - opens;
            sum
        });
        let sums = sums.collect();
        Some(Timeline { spans: merged, sums })
    }

    /// The day of the calendar there.
    pub(super) fn day(&self, seconds: i64) -> i32 {
        local_day(&self.zone, seconds)
    }

    /// When the wall clock of a day shows so many seconds after midnight. What it never shows, since clocks were set
    /// forward, is as much later; of what it shows twice, it is the first.
    fn instant(&self, day: i32, seconds: i64) -> i64 {
        instant(&self.zone, i64::from(day) * DAY + seconds)
    }
}

/// When a location is open, for many questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// When it opens and closes, in order, none overlapping.
    spans: Vec<(i64, i64)>,
    /// For each span, how many seconds it was open before.
    sums: Vec<i64>,
}

impl Timeline {
    /// How many seconds it is open between two times; 0 where the second is not later. Logarithmic.
    #[must_use]
    pub fn open_seconds(&self, from: i64, to: i64) -> u64 {
        u64::try_from(self.until(to) - self.until(from)).unwrap_or(0)
    }

    /// Whether it is open at a time. Logarithmic.
    #[must_use]
    pub fn is_open(&self, at: i64) -> bool {
        self.last(at).is_some_and(|(span, _)| at < span.1)
    }

    fn last(&self, at: i64) -> Option<((i64, i64), i64)> {
        let number = self.spans.partition_point(|span| span.0 <= at).checked_sub(1)?;
        Some((self.spans[number], self.sums[number]))
    }

    fn until(&self, at: i64) -> i64 {
        self.last(at).map_or(0, |(span, sum)| sum + at.min(span.1) - span.0)
    }
}

/// A time zone of the IANA database.
pub(super) fn zone(name: &str) -> Result<TimeZone, String> {
    let unknown = |_| format!("there is no time zone `{name}`; write one of the IANA database, as `America/New_York`");
    TimeZoneDatabase::bundled().get(name).map_err(unknown)
}

/// The day of the calendar in a zone.
pub(super) fn local_day(zone: &TimeZone, seconds: i64) -> i32 {
    let offset = Timestamp::from_second(seconds).map_or(0, |time| i64::from(zone.to_offset(time).seconds()));
    // Days beyond those of any calendar are cut off, so that they fit.
    (seconds.clamp(-FAR, FAR) + offset).div_euclid(DAY) as i32
}

/// The instant at which a wall clock of a zone shows a time, in seconds as if the zone were UTC.
pub(super) fn instant(zone: &TimeZone, local: i64) -> i64 {
    let base: Option<DateTime> =
        DateTime::constant(1970, 1, 1, 0, 0, 0, 0).checked_add(SignedDuration::from_secs(local)).ok();
    let time = base.and_then(|time| zone.to_ambiguous_timestamp(time).compatible().ok());
    time.map_or(local, Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::time::Moment;

    fn at(time: &str) -> i64 {
        Moment::parse(time).unwrap().seconds
    }

    #[test]
    fn opening_time_is_that_of_the_wall_clock() {
        // Clocks in New York go forward on the 8th of March 2026 and back on the 1st of November.
        let night = Schedule::new("America/New_York", &["daily 0:00-24:00"], &[]).unwrap();
        let open = |schedule: &Schedule, from: &str, to: &str| schedule.open_seconds(at(from), at(to)).unwrap() / 60;
        assert_eq!(open(&night, "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"), 23 * 60);
        assert_eq!(open(&night, "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"), 25 * 60);
        let day = Schedule::new("America/New_York", &["Mon-Fri 9-17"], &["2026-03-10"]).unwrap();
        // Friday 16:00 in winter time to Monday 10:00 in summer time: an hour of each day.
        assert_eq!(open(&day, "2026-03-06T21:00:00Z", "2026-03-09T14:00:00Z"), 120);
        // Over the holiday of Tuesday: what is left of Monday, and an hour of Wednesday.
        assert_eq!(open(&day, "2026-03-09T14:00:00Z", "2026-03-11T14:00:00Z"), 7 * 60 + 60);
        assert_eq!(open(&day, "2026-03-11T14:00:00Z", "2026-03-11T13:00:00Z"), 0);
        assert_eq!(open(&day, "2026-03-07T14:00:00Z", "2026-03-07T18:00:00Z"), 0);
        // In the hour that the clocks skip a bar closes an hour later, and is open from 20:00 for six hours less it.
        let bar = Schedule::new("America/New_York", &["Sat 20:00-2:30"], &[]).unwrap();
        assert_eq!(open(&bar, "2026-03-07T12:00:00Z", "2026-03-08T12:00:00Z"), 6 * 60 + 30);
        assert_eq!(open(&bar, "2026-10-31T12:00:00Z", "2026-11-01T12:00:00Z"), 7 * 60 + 30);
    }

    #[test]
    fn timelines_know_when_it_is_open() {
        let schedule = Schedule::new("Europe/Berlin", &["Mon-Fri 9-12, 11-17", "Sat closed"], &[]).unwrap();
        let timeline = schedule.timeline(at("2026-03-23T00:00:00Z"), at("2026-04-06T00:00:00Z")).unwrap();
        for (time, is_open) in [
            ("2026-03-27T08:00:00Z", true),
            ("2026-03-27T15:59:59Z", true),
            ("2026-03-27T16:00:00Z", false),
            ("2026-03-28T10:00:00Z", false),
            ("2026-03-30T07:00:00Z", true),
            ("2026-03-30T06:59:59Z", false),
        ] {
            assert_eq!(timeline.is_open(at(time)), is_open, "{time}");
        }
        assert_eq!(timeline.open_seconds(at("2026-03-23T00:00:00Z"), at("2026-03-30T00:00:00Z")), 5 * 8 * 3_600);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert!(Schedule::new("Mars/Base", &["daily 9-17"], &[]).unwrap_err().contains("Mars/Base"));
        assert!(Schedule::new("Europe/Berlin", &["sometimes"], &[]).unwrap_err().contains("sometimes"));
        assert!(Schedule::new("Europe/Berlin", &["daily 9-17"], &["Easter"]).unwrap_err().contains("Easter"));
        assert!(Schedule::new::<&str>("Europe/Berlin", &[], &[]).is_err());
        let schedule = Schedule::new("Europe/Berlin", &["daily 9-17"], &[]).unwrap();
        assert_eq!(schedule.open_seconds(0, i64::MAX / 4), None);
        assert_eq!(schedule.open_seconds(i64::MIN / 4, i64::MAX / 4), None);
    }
}
