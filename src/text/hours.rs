//! Weekly opening hours, as brand files write them.

/// For each day of the week, Monday first, when it opens and closes, in seconds of the wall clock. What closes after
/// midnight closes after the 86,400th.
pub(crate) type Week = [Vec<(i64, i64)>; 7];

/// Seconds of a day.
const DAY: i64 = 86_400;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Day(usize),
    Every,
    /// Seconds after midnight, and whether it said whether before or after noon.
    Time(i64, bool),
    Closed,
    AllDay,
    Dash,
    Comma,
}

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Reads one line into a week: `Mon-Fri 9:00-17:00`, `Sat, Sun 10am-2:30pm`, `Mon-Thu 8-12, 13-17`, `daily 9-21`,
/// `Fri 18:00-2:00` into the night, `Sun closed`, `Mon-Sun 24 hours`. Nothing where it cannot be read; the week may have
/// been changed then. Linear.
pub(crate) fn read_line(line: &str, week: &mut Week) -> Option<()> {
    let parts = parts(line)?;
    let mut at = 0;
    let mut days: Vec<usize> = Vec::new();
    // A new list of days begins after times.
    let mut has_times = false;
    while at < parts.len() {
        let next = |offset: usize| parts.get(at + offset).copied();
        match parts[at] {
            Part::Comma => at += 1,
            day @ (Part::Day(_) | Part::Every) => {
                if std::mem::take(&mut has_times) {
                    days.clear();
                }
                match (day, next(1), next(2)) {
                    (Part::Day(from), Some(Part::Dash), Some(Part::Day(to))) => {
                        days.extend((0..7).map(|step| (from + step) % 7).take((to + 7 - from) % 7 + 1));
                        at += 3;
                    }
                    (Part::Day(day), ..) => {
                        days.push(day);
                        at += 1;
                    }
                    _ => {
                        days.extend(0..7);
                        at += 1;
                    }
                }
            }
            Part::Closed | Part::AllDay => {
                let is_open = parts[at] == Part::AllDay;
                let all: Vec<usize> = if days.is_empty() && is_open { (0..7).collect() } else { days.clone() };
                if all.is_empty() {
                    return None;
                }
                if is_open {
                    all.iter().for_each(|&day| week[day].push((0, DAY)));
                }
                has_times = true;
                at += 1;
            }
            Part::Time(opens, opens_says) => {
                let (Some(Part::Dash), Some(Part::Time(closes, closes_says))) = (next(1), next(2)) else { return None };
                if days.is_empty() {
                    return None;
                }
                // `9-5pm`: what is said of the end is not meant for the beginning, unless it would close before.
                let opens = if closes_says && !opens_says && opens + DAY / 2 < closes && opens < 6 * 3_600 {
                    opens + DAY / 2
                } else {
                    opens
                };
                let closes = if closes <= opens { closes + DAY } else { closes };
                days.iter().for_each(|&day| week[day].push((opens, closes)));
                has_times = true;
                at += 3;
            }
            Part::Dash => return None,
        }
    }
    has_times.then_some(())
}

fn parts(line: &str) -> Option<Vec<Part>> {
    let line = line.to_lowercase().replace(['–', '—', '−'], "-").replace('.', ":");
    let line =
        line.replace("a:m:", "am").replace("p:m:", "pm").replace("24 hours", " all-day ").replace("24/7", " all-day ");
    let mut parts = Vec::new();
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let run = |is: fn(&u8) -> bool| bytes[at..].iter().take_while(|byte| is(byte)).count();
        if line[at..].starts_with("all-day") {
            parts.push(Part::AllDay);
            at += "all-day".len();
        } else if bytes[at].is_ascii_digit() {
            let length = run(|byte| byte.is_ascii_digit() || *byte == b':');
            let (hour, minute) = line[at..at + length].split_once(':').unwrap_or((&line[at..at + length], "0"));
            let (mut hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
            at += length;
            at += bytes[at..].iter().take_while(|byte| **byte == b' ').count().min(1);
            let half = line[at..].get(..2);
            if let Some(half @ ("am" | "pm")) = half {
                if !(1..=12).contains(&hour) {
                    return None;
                }
                hour = hour % 12 + if half == "pm" { 12 } else { 0 };
                at += 2;
            }
            if hour > 24 || minute > 59 || hour == 24 && minute > 0 {
                return None;
            }
            parts.push(Part::Time(hour * 3_600 + minute * 60, matches!(half, Some("am" | "pm"))));
        } else if bytes[at].is_ascii_alphabetic() {
            let length = run(u8::is_ascii_alphabetic);
            let word = &line[at..at + length];
            at += length;
            match word {
                "and" => parts.push(Part::Comma),
                "to" | "till" | "until" | "through" => parts.push(Part::Dash),
                "open" | "from" | "hours" => {}
                "closed" => parts.push(Part::Closed),
                "noon" => parts.push(Part::Time(DAY / 2, true)),
                "midnight" => parts.push(Part::Time(DAY, true)),
                "daily" | "everyday" => parts.push(Part::Every),
                _ => {
                    let day = DAYS
                        .iter()
                        .position(|day| word.len() > 1 && day.starts_with(word.trim_end_matches('s')))
                        .or_else(|| DAYS.iter().position(|day| *day == word))?;
                    parts.push(Part::Day(day));
                }
            }
        } else {
            match bytes[at] {
                b'-' => parts.push(Part::Dash),
                b',' | b';' | b'&' | b'/' => parts.push(Part::Comma),
                b' ' | b':' | b'\t' => {}
                _ => return None,
            }
            at += 1;
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(line: &str) -> Option<[Vec<(i64, i64)>; 7]> {
        let mut week = Default::default();
        read_line(line, &mut week).map(|()| week)
    }

    fn day(line: &str, day: usize) -> Vec<(i64, i64)> {
        let hours = hours(line).unwrap_or_else(|| panic!("{line}"));
        hours[day].iter().map(|(opens, closes)| (opens / 60, closes / 60)).collect()
    }

    #[test]
    fn hours_are_read() {
        for (line, number, wanted) in [
            ("Mon-Fri 9:00-17:00", 4, vec![(540, 1020)]),
            ("Mon-Fri 9:00-17:00", 5, vec![]),
            ("Monday to Friday from 9:30 am to 6 pm", 0, vec![(570, 1080)]),
            ("Sat, Sun 10am–2:30pm", 6, vec![(600, 870)]),
            ("Mon-Thu 8-12, 13-17; Fri 8-12", 3, vec![(480, 720), (780, 1020)]),
            ("Mon-Thu 8-12, 13-17; Fri 8-12", 4, vec![(480, 720)]),
            ("Fri-Mon 18.00-2.00", 0, vec![(1080, 1560)]),
            ("daily 9-21", 2, vec![(540, 1260)]),
            ("Sun closed", 6, vec![]),
            ("open 24 hours", 6, vec![(0, 1440)]),
            ("Tues & Thurs 12-5pm", 3, vec![(720, 1020)]),
            ("Wed 1-5pm", 2, vec![(780, 1020)]),
            ("Wed 9am-noon", 2, vec![(540, 720)]),
            ("Wed 9-24:00", 2, vec![(540, 1440)]),
        ] {
            assert_eq!(day(line, number), wanted, "{line}");
        }
        for line in ["", "whenever", "Mon-Fri", "9-17", "Mon 9", "Mon 25-26", "Mon 13pm-14pm", "Mon - 9-10", "été 9-10"]
        {
            assert!(hours(line).is_none(), "{line}");
        }
    }
}
