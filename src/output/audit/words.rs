//! Figures in words and safe HTML: how numbers, shares, times and days are written on the page.

use super::super::html::escape as escape_into;
use crate::audit::metrics::{LocationUse, Metrics, ReplyRef, Share, Theme};

/// Text as HTML.
pub(super) fn esc(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(&mut out, text);
    out
}

/// `1,234`.
pub(super) fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 reply`, `1,234 replies`.
pub(super) fn many(count: u64, one: &str, more: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { more })
}

/// `12.3%`, or a dash where there was nothing to take a share of.
pub(super) fn percent(share: &Share) -> String {
    share.per_mille.map_or_else(|| DASH.to_owned(), per_mille)
}

/// `12.3%`.
pub(super) fn per_mille(share: u32) -> String {
    match share % 10 {
        0 => format!("{}%", share / 10),
        rest => format!("{}.{rest}%", share / 10),
    }
}

/// `12.3% (37 of 301)`; of less than ten the counts alone, since a percentage of them says more than is known.
pub(super) fn share(share: &Share) -> String {
    match share.of {
        0 => DASH.to_owned(),
        1..10 => format!("{} of {}", share.count, share.of),
        of => format!("{} ({} of {})", percent(share), number(share.count), number(of)),
    }
}

/// What stands where nothing was measured.
pub(super) const DASH: &str = "–";

/// `45 s`, `12 min`, `3 h 20 min`, `2 d 5 h`.
///
/// Its spaces break no line.
pub(super) fn time(seconds: u64) -> String {
    let two = |big: u64, of: &str, small: u64, unit: &str| match small {
        0 => format!("{big} {of}"),
        small => format!("{big} {of} {small} {unit}"),
    };
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..86_400 => two(seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
        86_400..864_000 => two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h"),
        _ => format!("{} d", number(seconds / 86_400)),
    }
    .replace(' ', "\u{a0}")
}

pub(super) fn time_or_dash(seconds: Option<u64>) -> String {
    seconds.map_or_else(|| DASH.to_owned(), time)
}

/// `Mar 31, 2026` of a day or a time; as it is where it is neither.
pub(super) fn day(text: &str) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let parts = || {
        let year = text.get(..4)?;
        let month = text.get(5..7)?.parse::<usize>().ok()?.checked_sub(1)?;
        let day = text.get(8..10)?.parse::<u32>().ok()?;
        Some(format!("{} {day}, {}", MONTHS.get(month)?, year.parse::<u32>().ok()?))
    };
    parts().unwrap_or_else(|| esc(text))
}

/// `Mar 31`.
pub(super) fn short_day(text: &str) -> String {
    let day = day(text);
    day.split(',').next().unwrap_or(&day).to_owned()
}

/// Whether places must be told by their brands as well.
pub(super) fn brands(metrics: &Metrics) -> bool {
    metrics.brands.len() > 1
}

/// The first places of a list with their uses, as HTML.
pub(super) fn uses(list: &[LocationUse], metrics: &Metrics, most: usize) -> String {
    let one = |used: &LocationUse| {
        let place = place(used.brand.as_deref(), used.location.as_deref(), brands(metrics));
        format!("{place} ({})", number(used.uses))
    };
    list.iter().take(most).map(one).collect::<Vec<_>>().join(", ")
}

/// A place by its brand and its name, as HTML.
pub(super) fn place(brand: Option<&str>, location: Option<&str>, brands: bool) -> String {
    let name = location.map_or_else(|| "<i>no location</i>".to_owned(), esc);
    match brand.filter(|_| brands) {
        Some(brand) => format!("{}: {name}", esc(brand)),
        None => name,
    }
}

/// What a reply is found by in the export.
pub(super) fn reference(reply: &ReplyRef) -> String {
    reply.id.as_deref().map_or_else(|| "<i>no id</i>".to_owned(), |id| format!("<code>{}</code>", esc(id)))
}

/// The key of a name in the order that people expect: `Store 9` before `Store 10`.
pub(super) fn natural(name: Option<&str>) -> Vec<(String, u64)> {
    let mut key: Vec<(String, u64)> = vec![Default::default()];
    let mut in_number = false;
    for c in name.unwrap_or_default().chars() {
        if let Some(digit) = c.to_digit(10) {
            in_number = true;
            if let Some((_, number)) = key.last_mut() {
                *number = number.saturating_mul(10).saturating_add(digit.into());
            }
            continue;
        }
        if std::mem::take(&mut in_number) {
            key.push(Default::default());
        }
        if let Some((word, _)) = key.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    key
}

/// Whether a theme has grown by more than chance explains, of two counts in periods of the same length: twice their
/// standard deviation, and three times for a term that was picked from thousands.
pub(super) fn is_rising(theme: &Theme) -> bool {
    let Some(before) = theme.previous else { return false };
    let deviations = if theme.z.is_some() { 3 } else { 2 };
    let growth = theme.inbounds.saturating_sub(before);
    theme.inbounds >= 5 && growth * growth > deviations * deviations * (theme.inbounds + before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!([number(7), number(1_234), number(1_000_000)], ["7", "1,234", "1,000,000"]);
        let of = |count, of, per_mille| share(&Share { count, of, per_mille });
        assert_eq!([of(37, 301, Some(123)), of(3, 7, Some(429)), of(0, 0, None)], ["12.3% (37 of 301)", "3 of 7", "–"]);
        let times = [45, 725, 12_000, 190_800].map(|seconds| time(seconds).replace('\u{a0}', " "));
        assert_eq!(times, ["45 s", "12 min", "3 h 20 min", "2 d 5 h"]);
        assert_eq!(
            [day("2026-03-31"), day("2026-03-31T10:00:00Z"), day("soon")],
            ["Mar 31, 2026", "Mar 31, 2026", "soon"]
        );
        assert_eq!(place(Some("B"), Some("<x>"), true), "B: &lt;x&gt;");
    }

    #[test]
    fn names_with_numbers_stand_in_the_order_of_their_numbers() {
        let mut names = ["Store 10", "store 9 B", "Store 9", "Annex", "Store 2, 11", "Store 2, 2"];
        names.sort_by_cached_key(|name| natural(Some(name)));
        assert_eq!(names, ["Annex", "Store 2, 2", "Store 2, 11", "Store 9", "store 9 B", "Store 10"]);
        assert_eq!(natural(Some("99999999999999999999999")), [(String::new(), u64::MAX)]);
    }

    #[test]
    fn a_theme_rises_where_chance_does_not_explain_it() {
        let theme = |inbounds, before: Option<u64>, z: Option<f64>| {
            let share = Share { count: 0, of: 0, per_mille: None };
            let (name, weeks, locations, examples) = Default::default();
            is_rising(&Theme { name, inbounds, previous: before, negative: share, z, weeks, locations, examples })
        };
        assert!(theme(26, Some(11), None) && !theme(26, Some(11), Some(2.2)) && theme(40, Some(11), Some(4.0)));
        assert!(!theme(4, Some(0), None) && theme(5, Some(0), None));
        assert!(!theme(5, Some(9), None) && !theme(500, Some(490), None) && !theme(50, None, None));
    }
}
