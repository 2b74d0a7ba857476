//! The locations: one table of all, and each of them by itself.

use super::sections::{group_columns, group_row, level_words, weekly_findings, weekly_ratings};
use super::summary::{change, name};
use super::table::{Cell, table};
use super::words::{DASH, esc, many, natural, number, share, short_day, time, time_or_dash};
use super::{empty, section};
use crate::audit::metrics::{Group, Measures, Metrics, Rank, Share};
use std::fmt::Write;

pub(super) fn overview(out: &mut String, metrics: &Metrics) {
    section(out, "locations", "Locations");
    if metrics.locations.is_empty() {
        return empty(out, "No row names a location.");
    }
    let mut order: Vec<(usize, &Group)> = metrics.locations.iter().enumerate().collect();
    // Worst first; without disclosures, where most is written.
    order.sort_by(|a, b| {
        let key = |group: &Group| (group.current.disclosing.count, group.current.replies);
        key(b.1).cmp(&key(a.1)).then(a.0.cmp(&b.0))
    });
    let rows: Vec<Vec<Cell>> = order
        .iter()
        .map(|(at, group)| {
            let link = format!(r##"<a href="#l{at}">{}</a>"##, name(group, metrics));
            group_row(group, link, &metrics.whole.current)
        })
        .collect();
    let caption = "Most disclosures first. A name leads to all figures of that location.";
    table(out, "t-locations", caption, &group_columns("Location"), &rows);
    out.push_str("</section>");
}

/// With more locations than this, each is drawn with less.
const DRAWN: usize = 120;

pub(super) fn details(out: &mut String, metrics: &Metrics) {
    if metrics.locations.is_empty() {
        return;
    }
    section(out, "each", "Location by location");
    let labels: Vec<String> = metrics.weeks.iter().map(|week| short_day(week)).collect();
    let mut order: Vec<(usize, &Group)> = metrics.locations.iter().enumerate().collect();
    order.sort_by_cached_key(|(at, group)| (natural(group.brand.as_deref()), natural(group.location.as_deref()), *at));
    for (at, group) in order {
        let now = &group.current;
        let _ = write!(
            out,
            r#"<details class="place" id="l{at}"><summary><b>{}</b><span>{}</span><span>{} disclose</span><span>median {}</span></summary><div>"#,
            name(group, metrics),
            many(now.replies, "reply", "replies"),
            number(now.disclosing.count),
            time_or_dash(now.response.calendar.median_s),
        );
        measures(out, group);
        out.push_str(r#"<div class="cols">"#);
        findings(out, now);
        voice(out, metrics, at);
        templates(out, metrics, group);
        hours(out, metrics, at);
        out.push_str("</div>");
        if metrics.locations.len() <= DRAWN
            && metrics.locations.len() > 1
            && group.weeks.len() == labels.len()
            && labels.len() > 1
        {
            out.push_str(r#"<div class="plots">"#);
            if group.weeks.iter().any(|week| week.block + week.revise > 0) {
                weekly_findings(out, &format!("l{at}-f"), &labels, &group.weeks);
            }
            weekly_ratings(out, &format!("l{at}-r"), &labels, &group.weeks);
            out.push_str("</div>");
        }
        out.push_str("</div></details>\n");
    }
    out.push_str("</section>");
}

/// All measures with the period before and the rank.
fn measures(out: &mut String, group: &Group) {
    let now = &group.current;
    let before = group.previous.as_ref();
    let ranks = group.ranks.unwrap_or_default();
    out.push_str(r#"<div class="scroll" tabindex="0" role="group" aria-label="Figures"><table><thead><tr><th scope="col">Measure</th><th scope="col">Now</th><th scope="col">Change</th><th scope="col">Rank (1 needs attention first)</th></tr></thead><tbody>"#);
    let mut row = |title: &str, value: &str, change: &str, rank: Option<Rank>| {
        let rank = rank.map_or_else(|| DASH.to_owned(), |rank| format!("{} of {}", rank.place, rank.of));
        let _ = write!(out, r#"<tr><th scope="row">{title}</th><td>{value}</td><td>{change}</td><td>{rank}</td></tr>"#);
    };
    let mut line = |title: &str, pick: fn(&Measures) -> &Share, better: bool, rank: Option<Rank>| {
        let of = pick(now);
        if of.of > 0 {
            row(title, &share(of), &change(of, before.map(pick), better), rank);
        }
    };
    line("Disclose", |m| &m.disclosing, false, ranks.disclosing);
    line("Break a guideline", |m| &m.off_brand, false, ranks.off_brand);
    line("Generic", |m| &m.generic, false, ranks.generic);
    line("Unfilled slot", |m| &m.placeholder, false, ranks.placeholder);
    line("Model leftovers", |m| &m.llm_leftover, false, ranks.llm_leftover);
    line("Leave a question open", |m| &m.unanswered_question, false, ranks.unanswered_question);
    let complain = "Messages that complain, by their words where no rating tells";
    line(complain, |m| &m.sentiment.complaining, false, ranks.complaining);
    line("In the wrong key", |m| &m.sentiment_mismatch, false, ranks.sentiment_mismatch);
    line("Repeat an earlier reply", |m| &m.reuse.reused, false, ranks.reused);
    line("Take it from elsewhere", |m| &m.reuse.from_elsewhere, false, ranks.from_elsewhere);
    line("Unlike the 90 days before", |m| &m.reuse.unique, true, ranks.unique);
    line("Answered in time", |m| &m.response.in_time, true, ranks.in_time);
    line("Posted while closed", |m| &m.response.off_hours, false, ranks.off_hours);
    if !now.answered.only_answered {
        line("Messages answered", |m| &m.answered.all, true, ranks.answered);
        line("Negative answered", |m| &m.answered.negative, true, ranks.negative_answered);
    }
    line("Topics approved", |m| &m.approved, true, ranks.approved);
    let times = &now.response.calendar;
    if times.n > 0 {
        let was = before.and_then(|before| before.response.calendar.median_s);
        let was = was.map(|was| format!(r#"<span class="same">was {}</span>"#, time(was))).unwrap_or_default();
        let nine =
            times.p90_s.map_or_else(|| "too few for P90".to_owned(), |p90| format!("nine of ten within {}", time(p90)));
        row("Response time", &format!("{}, {nine}", time_or_dash(times.median_s)), &was, ranks.response);
    }
    if let Some(times) = &now.response.open_hours {
        row("… in opening hours", &time_or_dash(times.median_s), "", ranks.open_hours);
    }
    if let Some(mean) = now.sentiment.mean {
        let was = before.and_then(|before| before.sentiment.mean);
        let was = was.map(|was| format!(r#"<span class="same">was {was:.2}</span>"#)).unwrap_or_default();
        row(
            "Mean rating",
            &format!("{mean:.2} of {}", many(now.sentiment.rated.count, "rating", "ratings")),
            &was,
            ranks.rating,
        );
    }
    out.push_str("</tbody></table></div>");
}

fn findings(out: &mut String, now: &Measures) {
    if now.rules.is_empty() {
        return;
    }
    out.push_str(r#"<div><h3>What was found most</h3><ul class="plain">"#);
    for found in now.rules.iter().take(6) {
        let _ = write!(
            out,
            "<li><code>{}</code>: {}, {}</li>",
            esc(&found.rule),
            many(found.findings, "finding", "findings"),
            level_words(found.level)
        );
    }
    out.push_str("</ul></div>");
}

fn voice(out: &mut String, metrics: &Metrics, at: usize) {
    let Some(voice) = metrics.voices.get(at) else { return };
    let shown: Vec<_> = voice.features.iter().filter_map(|feature| Some((feature, feature.here?))).collect();
    if shown.is_empty() {
        return;
    }
    out.push_str(r#"<div><h3>How it writes</h3>"#);
    if let Some(drift) = &voice.drift {
        let far = if drift.flagged {
            "further from the others than chance explains"
        } else {
            "no further from the others than chance explains"
        };
        let _ = write!(out, "<p>{far} ({:.4}, chance stays below {:.4}).</p>", drift.divergence, drift.expected);
    }
    out.push_str(r#"<div class="scroll" tabindex="0" role="group" aria-label="Voice"><table><thead><tr><th scope="col">Habit</th><th scope="col" class="n">Here</th><th scope="col" class="n">Others</th></tr></thead><tbody>"#);
    for (feature, here) in shown {
        let others = feature.others.map_or_else(|| DASH.to_owned(), |others| format!("{others}"));
        let _ = write!(
            out,
            r#"<tr><th scope="row">{} <span class="soft">({})</span></th><td class="n">{here}</td><td class="n">{others}</td></tr>"#,
            esc(&feature.name),
            esc(&feature.unit)
        );
    }
    out.push_str("</tbody></table></div></div>");
}

fn templates(out: &mut String, metrics: &Metrics, group: &Group) {
    let own = metrics.reuse.templates.iter().enumerate().filter_map(|(at, template)| {
        let used =
            template.locations.iter().find(|used| used.brand == group.brand && used.location == group.location)?;
        Some((at, template, used.uses))
    });
    let own: Vec<_> = own.take(5).collect();
    if own.is_empty() {
        return;
    }
    out.push_str(r#"<div><h3>Templates it uses</h3><ul class="plain">"#);
    for (_, template, uses) in own {
        let _ = write!(
            out,
            "<li>{} of {}, first at {} ({})</li>",
            number(uses),
            many(template.uses, "use", "uses"),
            super::words::place(
                template.first.brand.as_deref(),
                template.first.location.as_deref(),
                metrics.brands.len() > 1
            ),
            super::words::reference(&template.first)
        );
    }
    out.push_str("</ul></div>");
}

fn hours(out: &mut String, metrics: &Metrics, at: usize) {
    let Some(schedule) = metrics.schedules.get(at) else { return };
    if schedule.hours.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "<div><h3>Opening hours</h3><p>{} ({}{})</p></div>",
        schedule.hours.iter().map(|line| esc(line)).collect::<Vec<_>>().join("; "),
        schedule.time_zone.as_deref().map_or_else(|| "time zone unknown".to_owned(), esc),
        if schedule.holidays > 0 {
            format!(", {}", many(u64::from(schedule.holidays), "holiday", "holidays"))
        } else {
            String::new()
        }
    );
}
