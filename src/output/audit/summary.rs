//! What to do first, in plain words, and the key figures.

use super::words::{DASH, brands, esc, is_rising, many, number, percent, place, time, time_or_dash, uses};
use crate::audit::metrics::{Group, Measures, Metrics, Share};
use std::fmt::Write;

/// How urgent a point is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    Now,
    Week,
    Watch,
}

impl Urgency {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Now => ("now", "Now"),
            Self::Week => ("week", "This week"),
            Self::Watch => ("watch", "Watch"),
        }
    }
}

struct Point {
    urgency: Urgency,
    head: String,
    detail: String,
    link: &'static str,
    more: &'static str,
}

/// The points, the worst first.
pub(super) fn summary(out: &mut String, metrics: &Metrics) {
    let mut points = Vec::new();
    for find in
        [disclosures, ignored, slots, unapproved, slow, negative_unanswered, copied, rising, brand_rules, drifting]
    {
        points.extend(find(metrics));
    }
    points.sort_by_key(|point| point.urgency);
    out.push_str(r#"<section id="todo" aria-labelledby="todo-h"><h2 id="todo-h">What to do first</h2>"#);
    if points.is_empty() {
        let words = if metrics.whole.current.replies == 0 {
            "No reply was read for this period, so there is nothing to say. Look under <a href=\"#method\">how this was measured</a> for rows that could not be read."
        } else {
            "These rules found nothing that needs attention. That is no statement that every reply was right."
        };
        let _ = write!(out, r#"<p class="clear">{words}</p>"#);
    } else {
        out.push_str(r#"<ol class="todo">"#);
        for point in &points {
            let (class, words) = point.urgency.words();
            let _ = write!(
                out,
                r##"<li class="{class}"><span class="badge">{words}</span><div><b>{}</b><p>{} <a href="#{}">{}</a></p></div></li>"##,
                point.head, point.detail, point.link, point.more
            );
        }
        out.push_str("</ol>");
    }
    out.push_str("</section>");
}

/// The name of a location, as HTML.
pub(super) fn name(group: &Group, metrics: &Metrics) -> String {
    place(group.brand.as_deref(), group.location.as_deref(), brands(metrics))
}

/// The locations with the most of something: `Elm Street (4), Oak Road (3)`.
fn most(metrics: &Metrics, count: impl Fn(&Measures) -> u64) -> String {
    let mut counted: Vec<(u64, &Group)> =
        metrics.locations.iter().map(|group| (count(&group.current), group)).collect();
    counted.retain(|(count, _)| *count > 0);
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    if metrics.locations.len() < 2 || counted.is_empty() {
        return String::new();
    }
    let named: Vec<String> =
        counted.iter().take(3).map(|(count, group)| format!("{} ({})", name(group, metrics), number(*count))).collect();
    format!(" Most at {}.", named.join(", "))
}

fn disclosures(metrics: &Metrics) -> Option<Point> {
    let found = &metrics.disclosures;
    if found.replies == 0 {
        return None;
    }
    let whole = &metrics.whole.current.disclosing;
    let head = match found.posted {
        0 => format!(
            "{} a patient or their data: change them before they go out.",
            many(found.replies, "reply discloses", "replies disclose")
        ),
        posted => {
            format!(
                "{} that someone is a patient, or their data.",
                many(posted, "posted reply discloses", "posted replies disclose")
            )
        }
    };
    let what = if found.posted > 0 {
        "Taking them down is not enough: tell the privacy officer today, who decides whether it is a reportable breach."
    } else {
        "None of them is known to be posted."
    };
    let mut detail = String::new();
    let _ =
        write!(detail, "{what} That is {} of the replies.{}", percent(whole), most(metrics, |m| m.disclosing.count));
    Some(Point { urgency: Urgency::Now, head, detail, link: "disclosures", more: "Which ones, and the steps" })
}

fn ignored(metrics: &Metrics) -> Option<Point> {
    let found = &metrics.ignored;
    if found.inbounds == 0 {
        return None;
    }
    let oldest = found.listed.iter().filter_map(|inbound| inbound.days).max();
    let waits = oldest.map(|days| format!(" The oldest waits for {}.", many(u64::from(days), "day", "days")));
    Some(Point {
        urgency: Urgency::Week,
        head: format!(
            "{} got no answer.",
            many(found.inbounds, "one- or two-star message", "one- and two-star messages")
        ),
        detail: format!(
            "Unanswered criticism is what the next reader sees first.{}{}",
            waits.unwrap_or_default(),
            most(metrics, |m| m.answered.negative.of - m.answered.negative.count)
        ),
        link: "ignored",
        more: "The list",
    })
}

fn slots(metrics: &Metrics) -> Option<Point> {
    let whole = &metrics.whole.current;
    let (slots, leftovers) = (whole.placeholder.count, whole.llm_leftover.count);
    if slots + leftovers == 0 {
        return None;
    }
    let mut parts = Vec::new();
    if slots > 0 {
        parts.push(format!("{} with an unfilled slot", many(slots, "reply", "replies")));
    }
    if leftovers > 0 {
        parts.push(format!("{} with leftovers of a language model", many(leftovers, "reply", "replies")));
    }
    Some(Point {
        urgency: Urgency::Week,
        head: format!("{} went out.", parts.join(" and ")),
        detail: format!(
            "Anyone who reads them sees a machine.{}",
            most(metrics, |m| m.placeholder.count + m.llm_leftover.count)
        ),
        link: "rules",
        more: "The findings",
    })
}

fn unapproved(metrics: &Metrics) -> Option<Point> {
    let whole = &metrics.whole.current;
    let missing = whole.approved.of - whole.approved.count;
    if missing == 0 {
        return None;
    }
    let mut topics: Vec<_> = whole.escalations.iter().filter(|topic| topic.raised > topic.satisfied).collect();
    topics.sort_by_key(|topic| std::cmp::Reverse(topic.raised - topic.satisfied));
    let named: Vec<String> = topics
        .iter()
        .take(3)
        .map(|topic| format!("{} ({}, {})", esc(&topic.topic), number(topic.raised - topic.satisfied), topic.role))
        .collect();
    Some(Point {
        urgency: Urgency::Week,
        head: format!(
            "{} without a recorded approval.",
            many(missing, "reply on a topic to escalate went out", "replies on topics to escalate went out")
        ),
        detail: format!("What was missing, and whose approval: {}.", named.join(", ")),
        link: "escalations",
        more: "All topics",
    })
}

fn slow(metrics: &Metrics) -> Option<Point> {
    let response = &metrics.whole.current.response;
    let in_time = &response.in_time;
    // A tenth may be late before it is worth a line.
    if in_time.of < 10 || in_time.per_mille? >= 900 {
        return None;
    }
    let mut late: Vec<&Group> =
        metrics.locations.iter().filter(|group| group.current.response.in_time.of >= 10).collect();
    late.sort_by_key(|group| group.current.response.in_time.per_mille);
    let named: Vec<String> = late
        .iter()
        .take(3)
        .filter(|group| group.current.response.in_time.per_mille < in_time.per_mille)
        .map(|group| format!("{} ({})", name(group, metrics), percent(&group.current.response.in_time)))
        .collect();
    let least = if named.is_empty() { String::new() } else { format!(" Least at {}.", named.join(", ")) };
    let p90 = response.calendar.p90_s.map(|p90| format!(" Nine of ten within {}.", time(p90))).unwrap_or_default();
    Some(Point {
        urgency: if in_time.per_mille? < 700 { Urgency::Week } else { Urgency::Watch },
        head: format!("{} of replies came in time.", percent(in_time)),
        detail: format!("Half came within {}.{p90}{least}", time_or_dash(response.calendar.median_s)),
        link: "speed",
        more: "Response times",
    })
}

fn negative_unanswered(metrics: &Metrics) -> Option<Point> {
    let answered = &metrics.whole.current.answered;
    if !answered.only_answered || metrics.whole.current.replies == 0 {
        return None;
    }
    Some(Point {
        urgency: Urgency::Watch,
        head: "Nothing that was read is unanswered.".to_owned(),
        detail: "Most likely the export holds answered messages alone. Export the others as well, and response rates mean something.".to_owned(),
        link: "method",
        more: "What was read",
    })
}

fn copied(metrics: &Metrics) -> Option<Point> {
    let reuse = &metrics.whole.current.reuse;
    if reuse.reused.of < 10 || reuse.reused.per_mille? < 100 {
        return None;
    }
    let first = metrics.reuse.templates.first();
    let top = first.map(|template| {
        format!(
            " The most used template stands in {} at {}.",
            many(template.current, "reply", "replies"),
            many(template.locations.len() as u64, "location", "locations")
        )
    });
    let flow = metrics.reuse.flows.iter().find(|flow| flow.from != flow.to).and_then(|flow| {
        let (from, to) = (metrics.locations.get(flow.from as usize)?, metrics.locations.get(flow.to as usize)?);
        Some(format!(" {} copies most from {} ({}).", name(to, metrics), name(from, metrics), number(flow.replies)))
    });
    Some(Point {
        urgency: if reuse.reused.per_mille? >= 300 { Urgency::Week } else { Urgency::Watch },
        head: format!("{} of replies repeat an earlier one.", percent(&reuse.reused)),
        detail: format!("Readers compare replies side by side.{}{}", top.unwrap_or_default(), flow.unwrap_or_default()),
        link: "reuse",
        more: "Templates and who copies from whom",
    })
}

fn rising(metrics: &Metrics) -> Option<Point> {
    let themes = metrics.themes.rising_terms.iter().chain(&metrics.themes.own);
    let theme =
        themes.filter(|theme| is_rising(theme)).max_by_key(|theme| theme.inbounds - theme.previous.unwrap_or(0))?;
    let places = uses(&theme.locations, metrics, 3);
    let most = if places.is_empty() { String::new() } else { format!(" Most at {places}.") };
    Some(Point {
        urgency: Urgency::Watch,
        head: format!("Complaints about “{}” are rising.", esc(&theme.name)),
        detail: format!(
            "{}, {} in the period before.{most}",
            many(theme.inbounds, "message", "messages"),
            number(theme.previous.unwrap_or(0))
        ),
        link: "themes",
        more: "All themes",
    })
}

fn brand_rules(metrics: &Metrics) -> Option<Point> {
    let off_brand = &metrics.whole.current.off_brand;
    if off_brand.count == 0 {
        return None;
    }
    let top = metrics.whole.current.guidelines.first();
    let most_broken = top.map(|top| format!(" Most broken: {} ({}).", esc(&top.guideline), number(top.findings)));
    Some(Point {
        urgency: if off_brand.per_mille? >= 100 { Urgency::Week } else { Urgency::Watch },
        head: format!("{} of replies break the brand’s guidelines.", percent(off_brand)),
        detail: format!("{}{}", most_broken.unwrap_or_default().trim_start(), most(metrics, |m| m.off_brand.count)),
        link: "rules",
        more: "Which guidelines",
    })
}

fn drifting(metrics: &Metrics) -> Option<Point> {
    let far: Vec<String> = metrics
        .voices
        .iter()
        .filter(|voice| voice.drift.as_ref().is_some_and(|drift| drift.flagged))
        .map(|voice| place(voice.brand.as_deref(), voice.location.as_deref(), brands(metrics)))
        .collect();
    if far.is_empty() {
        return None;
    }
    let more = if far.len() > 5 { format!(" and {} more", far.len() - 5) } else { String::new() };
    Some(Point {
        urgency: Urgency::Watch,
        head: format!("{} unlike the others.", many(far.len() as u64, "location writes", "locations write")),
        detail: format!("{}{more}.", far[..far.len().min(5)].join(", ")),
        link: "voice",
        more: "What is different",
    })
}

/// How a figure moved; more is worse unless `more_is_better`.
pub(super) fn change(now: &Share, before: Option<&Share>, more_is_better: bool) -> String {
    let (Some(now), Some(before)) =
        (now.per_mille, before.filter(|share| share.of >= 10).and_then(|share| share.per_mille))
    else {
        return String::new();
    };
    let was = super::words::per_mille(before);
    // Less than one per cent is noise to a reader.
    match (now.abs_diff(before) < 10, now > before) {
        (true, _) => format!(r#"<span class="same">as before ({was})</span>"#),
        (_, up) => {
            let class = if up == more_is_better { "better" } else { "worse" };
            format!(r#"<span class="{class}">{} from {was}</span>"#, if up { "▲ up" } else { "▼ down" })
        }
    }
}

/// The key figures.
pub(super) fn tiles(out: &mut String, metrics: &Metrics) {
    let now = &metrics.whole.current;
    let before = metrics.whole.previous.as_ref();
    out.push_str(r#"<section aria-labelledby="key-h"><h2 id="key-h">Key figures</h2><dl class="tiles">"#);
    let mut tile = |title: &str, value: &str, of: &str, change: &str| {
        let _ = write!(out, r#"<div><dt>{title}</dt><dd><b>{value}</b><span>{of}</span>{change}</dd></div>"#);
    };
    let counted = |share: &Share| {
        if share.of == 0 {
            "not measured".to_owned()
        } else {
            format!("{} of {}", number(share.count), number(share.of))
        }
    };
    let of = |pick: fn(&Measures) -> &Share, better: bool| change(pick(now), before.map(pick), better);
    tile("Replies that disclose", &percent(&now.disclosing), &counted(&now.disclosing), &of(|m| &m.disclosing, false));
    let response = &now.response;
    tile(
        "Answered in time",
        &percent(&response.in_time),
        &counted(&response.in_time),
        &of(|m| &m.response.in_time, true),
    );
    let nine = response
        .calendar
        .p90_s
        .map_or_else(|| "too few for P90".to_owned(), |p90| format!("nine of ten within {}", time(p90)));
    let was = before
        .and_then(|before| before.response.calendar.median_s)
        .map(|median| format!(r#"<span class="same">was {}</span>"#, time(median)));
    tile(
        "Median response",
        &time_or_dash(response.calendar.median_s),
        if response.calendar.n == 0 { "not measured" } else { &nine },
        &was.unwrap_or_default(),
    );
    let rates = &now.answered;
    if rates.only_answered {
        tile("Negative answered", DASH, "only answered messages were read", "");
    } else {
        tile(
            "Negative answered",
            &percent(&rates.negative),
            &counted(&rates.negative),
            &of(|m| &m.answered.negative, true),
        );
    }
    tile(
        "Repeat an earlier reply",
        &percent(&now.reuse.reused),
        &counted(&now.reuse.reused),
        &of(|m| &m.reuse.reused, false),
    );
    tile("Generic", &percent(&now.generic), &counted(&now.generic), &of(|m| &m.generic, false));
    tile("Break a guideline", &percent(&now.off_brand), &counted(&now.off_brand), &of(|m| &m.off_brand, false));
    if now.sentiment.by_words.count > 0 {
        let words = format!("{} messages without a rating, by their words", counted(&now.sentiment.complaining));
        tile(
            "Complaints in words",
            &percent(&now.sentiment.complaining),
            &words,
            &of(|m| &m.sentiment.complaining, false),
        );
    }
    let mean = now.sentiment.mean.map_or_else(|| DASH.to_owned(), |mean| format!("{mean:.2} ★"));
    let was = before
        .and_then(|before| before.sentiment.mean)
        .map(|mean| format!(r#"<span class="same">was {mean:.2}</span>"#));
    let rated = match now.sentiment.rated.count {
        0 => "no ratings were read".to_owned(),
        count => many(count, "rating", "ratings"),
    };
    tile("Mean rating", &mean, &rated, &was.unwrap_or_default());
    out.push_str("</dl></section>");
}
