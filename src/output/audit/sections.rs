//! The sections of the page: what was found, how fast, what is copied, what customers say, how it was measured.

use super::plot::{self, Dot, Plot, Stack};
use super::table::{Cell, count, figure, html, none, numbers, prose, table, words as column};
use super::words::{
    self, DASH, brands, day, esc, is_rising, many, number, per_mille, percent, place, reference, share, short_day,
    time, time_or_dash,
};
use super::{AuditPage, empty, listed, section};
use crate::audit::metrics::{Group, LocationUse, Measures, Metrics, Rank, ReplyRef, Share, Theme};
use crate::report::{Category, Level};
use std::fmt::Write;

/// A share as a cell.
pub(super) fn share_cell(of: &Share) -> Cell {
    match of.per_mille {
        Some(value) if of.of < 10 => figure(f64::from(value), format!("{} of {}", of.count, of.of)),
        Some(value) => figure(f64::from(value), percent(of)),
        None => none(),
    }
}

pub(super) fn time_cell(seconds: Option<u64>) -> Cell {
    seconds.map_or_else(none, |seconds| figure(seconds as f64, time(seconds)))
}

/// What a level asks for.
pub(super) fn level_words(level: Level) -> &'static str {
    match level {
        Level::Block => "must not be posted",
        Level::Revise => "to be changed",
        Level::Note => "a hint",
    }
}

/// What a category is about.
fn category_words(category: Category) -> &'static str {
    match category {
        Category::Phi => "Health information",
        Category::Privacy => "Personal data",
        Category::Generic => "Generic wording",
        Category::Brand => "The brand’s guidelines",
        Category::Vale => "Vale rules",
    }
}

fn when(reply: &ReplyRef) -> Cell {
    html(
        reply
            .at
            .as_deref()
            .map_or_else(|| DASH.to_owned(), |at| format!(r#"<time datetime="{}">{}</time>"#, esc(at), day(at))),
    )
}

fn quote(text: Option<&str>, page: &AuditPage) -> String {
    text.filter(|_| page.show_text).map(|text| format!("<blockquote>{}</blockquote>", esc(text))).unwrap_or_default()
}

fn message(metrics: &Metrics, rule: &str) -> String {
    metrics.rules.iter().find(|text| text.rule == rule).map_or_else(|| esc(rule), |text| esc(&text.message))
}

fn places(uses: &[LocationUse], metrics: &Metrics, most: usize) -> String {
    let more = if uses.len() > most { format!(" and {} more", uses.len() - most) } else { String::new() };
    format!("{}{more}", words::uses(uses, metrics, most))
}

pub(super) fn disclosures(out: &mut String, metrics: &Metrics, page: &AuditPage) {
    section(out, "disclosures", "Replies that disclose");
    let found = &metrics.disclosures;
    if found.replies == 0 {
        return empty(
            out,
            "These rules found no reply that says something about a patient or gives away personal data.",
        );
    }
    if !found.steps.is_empty() {
        let _ = write!(
            out,
            r#"<div class="steps"><p><b>What to do about the {} posted</b></p><ol>"#,
            if found.posted == 1 { "one that is".to_owned() } else { format!("{} that are", number(found.posted)) }
        );
        for step in &found.steps {
            let _ = write!(out, "<li>{}</li>", esc(step));
        }
        out.push_str("</ol></div>");
    }
    let rows: Vec<Vec<Cell>> = found
        .listed
        .iter()
        .map(|listed| {
            let reply = &listed.reply;
            let what: Vec<String> = listed.rules.iter().map(|rule| message(metrics, rule)).collect();
            vec![
                html(reference(reply)),
                html(place(reply.brand.as_deref(), reply.location.as_deref(), brands(metrics))),
                html(level_words(listed.level)).alarm(listed.level == Level::Block),
                html(format!("{}{}", what.join("; "), quote(reply.text.as_deref(), page))),
                html(reply.agent.as_deref().map_or_else(|| DASH.to_owned(), esc)),
                html(format!(
                    "{}{}",
                    listed.channel.as_str().replace('_', " "),
                    if listed.posted { "" } else { ", not posted" }
                )),
                when(reply),
            ]
        })
        .collect();
    let caption = format!(
        "{} of {} disclose.{} The id finds the reply in the export.",
        number(found.replies),
        many(metrics.whole.current.replies, "reply", "replies"),
        listed(rows.len(), found.replies)
    );
    let columns = [
        column("Reply"),
        column("Location"),
        column("Level"),
        prose("What it says"),
        column("Agent"),
        column("Channel"),
        column("Date"),
    ];
    table(out, "t-disclosures", &caption, &columns, &rows);
    out.push_str("</section>");
}

pub(super) fn ignored(out: &mut String, metrics: &Metrics, page: &AuditPage) {
    section(out, "ignored", "Unanswered criticism");
    let found = &metrics.ignored;
    let rates = &metrics.whole.current.answered;
    let mut rows = String::new();
    for (words, rate) in [
        ("One and two stars", &rates.negative),
        ("Three stars", &rates.neutral),
        ("Four and five stars", &rates.positive),
        ("Without a rating", &rates.unrated),
    ] {
        if rate.of > 0 {
            let _ = write!(rows, "<li>{words}: {} answered.</li>", share(rate));
        }
    }
    if rates.only_answered {
        out.push_str("<p>What was read holds no unanswered message at all; most likely they were not exported, and response rates would say nothing.</p>");
    } else if !rows.is_empty() {
        let open = match rates.open {
            0 => String::new(),
            open => format!(
                "<li>{} still within the target, counted neither way.</li>",
                many(open, "message is", "messages are")
            ),
        };
        let _ = write!(out, r#"<ul class="plain">{rows}{open}</ul>"#);
    }
    if found.inbounds == 0 {
        return empty(out, "No one- or two-star message of this period is waiting for an answer.");
    }
    let cells: Vec<Vec<Cell>> = found
        .listed
        .iter()
        .map(|waiting| {
            let inbound = &waiting.inbound;
            vec![
                html(format!("{}{}", reference(inbound), quote(inbound.text.as_deref(), page))),
                figure(f64::from(waiting.rating), format!("{} ★", waiting.rating)),
                waiting.days.map_or_else(none, |days| figure(f64::from(days), number(u64::from(days)))),
                html(place(inbound.brand.as_deref(), inbound.location.as_deref(), brands(metrics))),
                when(inbound),
            ]
        })
        .collect();
    let caption = format!("The longest waiting first.{}", listed(cells.len(), found.inbounds));
    let columns = [
        column("Message"),
        numbers("Stars", ""),
        numbers("Days", "Days since it came"),
        column("Location"),
        column("Came"),
    ];
    table(out, "t-ignored", &caption, &columns, &cells);
    out.push_str("</section>");
}

/// Plots over the weeks.
pub(super) fn time_line(out: &mut String, metrics: &Metrics) {
    section(out, "weeks", "Over time");
    let weeks = &metrics.whole.weeks;
    if metrics.weeks.is_empty() || weeks.is_empty() {
        return empty(out, "Times are not known, so nothing can be shown over time.");
    }
    let labels: Vec<String> = metrics.weeks.iter().map(|week| short_day(week)).collect();
    out.push_str(r#"<div class="plots">"#);
    weekly_findings(out, "p-findings", &labels, weeks);
    weekly_ratings(out, "p-ratings", &labels, weeks);
    let negative: Vec<u64> =
        weeks.iter().map(|week| week.negative - week.negative_answered.min(week.negative)).collect();
    let answered: Vec<u64> = weeks.iter().map(|week| week.negative_answered.min(week.negative)).collect();
    if negative.iter().chain(&answered).any(|&count| count > 0) {
        let says = "One- and two-star messages by the week in which they came, and whether they were answered since.";
        let series = [
            Stack { name: "answered", class: "blue", values: answered },
            Stack { name: "not answered", class: "bad", values: negative },
        ];
        plot::bars(
            out,
            Plot { id: "p-negative", title: "Criticism, week by week", says, labels: &labels, head: "Week of" },
            &series,
        );
    }
    let disclosing: Vec<u64> = weeks.iter().map(|week| week.disclosing).collect();
    let total: u64 = disclosing.iter().sum();
    if total > 0 {
        let series = [Stack { name: "disclosing replies", class: "bad", values: disclosing }];
        plot::bars(
            out,
            Plot {
                id: "p-disclosing",
                title: "Replies that disclose",
                says: "Replies with a finding about health or personal data, by week.",
                labels: &labels,
                head: "Week of",
            },
            &series,
        );
    }
    out.push_str("</div></section>");
}

pub(super) fn weekly_findings(out: &mut String, id: &str, labels: &[String], weeks: &[crate::audit::metrics::Week]) {
    let block: Vec<u64> = weeks.iter().map(|week| week.block).collect();
    let revise: Vec<u64> = weeks.iter().map(|week| week.revise).collect();
    let series = [
        Stack { name: "must not be posted", class: "bad", values: block },
        Stack { name: "to be changed", class: "warn", values: revise },
    ];
    let says = "Findings of all rules, by the week in which the reply was posted (weeks begin on Monday).";
    plot::bars(out, Plot { id, title: "Findings, week by week", says, labels, head: "Week of" }, &series);
}

/// Where there are messages without a rating: how many complain by their words.
fn weekly_complaints(out: &mut String, id: &str, labels: &[String], weeks: &[crate::audit::metrics::Week]) {
    if weeks.iter().all(|week| week.by_words == 0) {
        return;
    }
    let share = |week: &crate::audit::metrics::Week| {
        (week.by_words > 0).then(|| week.complaining as f64 * 100.0 / week.by_words as f64)
    };
    let shares: Vec<Option<f64>> = weeks.iter().map(share).collect();
    let says = "Of the messages without a rating whose words praise or complain, per cent that complain, by week. Gaps are \
                weeks without such messages.";
    let plot = Plot { id: &format!("{id}-w"), title: "Complaints in words", says, labels, head: "Week of" };
    plot::line(out, plot, "Complain, per cent", &shares, (0.0, 100.0));
}

pub(super) fn weekly_ratings(out: &mut String, id: &str, labels: &[String], weeks: &[crate::audit::metrics::Week]) {
    weekly_complaints(out, id, labels, weeks);
    let ratings: Vec<Option<f64>> = weeks.iter().map(|week| week.rating).collect();
    if ratings.iter().all(Option::is_none) {
        return;
    }
    let says = "The mean rating of the messages that came in each week, from one to five stars. Gaps are weeks without ratings.";
    let plot = Plot { id, title: "Ratings over time", says, labels, head: "Week of" };
    plot::line(out, plot, "Mean rating", &ratings, (1.0, 5.0));
}

pub(super) fn speed(out: &mut String, metrics: &Metrics) {
    section(out, "speed", "Response times");
    let response = &metrics.whole.current.response;
    if response.calendar.n == 0 {
        return empty(
            out,
            "No reply has both the time of its message and its own, so response times were not measured.",
        );
    }
    let targets = &metrics.targets;
    let _ = write!(
        out,
        "<p>In time means within {} of opening hours for what came while a location was open, and within {} for all else.</p>",
        time(targets.open_s),
        time(targets.closed_s)
    );
    let line = |times: &crate::audit::metrics::Times| {
        format!(
            "half within {}, nine of ten within {}, {} on average, the longest {} ({} measured)",
            time_or_dash(times.median_s),
            times.p90_s.map_or_else(|| "– (too few)".to_owned(), time),
            time_or_dash(times.average_s),
            time_or_dash(times.longest_s),
            number(times.n)
        )
    };
    let _ = write!(out, r#"<ul class="plain"><li><b>By the calendar:</b> {}.</li>"#, line(&response.calendar));
    match &response.open_hours {
        Some(times) => {
            let _ = write!(out, "<li><b>In opening hours:</b> {}.</li>", line(times));
        }
        None => out.push_str("<li><b>In opening hours:</b> not measured, since no opening hours are known. They stand in the brand file, under the locations.</li>"),
    }
    for (words, share_of) in [
        ("Answered in time", &response.in_time),
        ("Came while open, answered in time", &response.in_time_open),
        ("Came while closed or hours unknown, answered in time", &response.in_time_closed),
        ("Replies posted while closed", &response.off_hours),
    ] {
        if share_of.of > 0 {
            let _ = write!(out, "<li><b>{words}:</b> {}.</li>", share(share_of));
        }
    }
    out.push_str(r#"</ul><div class="plots">"#);
    let mut histogram = |id: &str, title: &str, times: &crate::audit::metrics::Times| {
        if times.histogram.is_empty() {
            return;
        }
        let labels: Vec<String> = times
            .histogram
            .iter()
            .map(|bin| bin.to_s.map_or_else(|| format!("{} +", time(bin.from_s)), |to| format!("&lt; {}", time(to))))
            .collect();
        let values = times.histogram.iter().map(|bin| bin.n).collect();
        let says = "How many replies came within which time. Each bar counts what the one before does not.";
        plot::bars(
            out,
            Plot { id, title, says, labels: &labels, head: "Within" },
            &[Stack { name: "replies", class: "blue", values }],
        );
    };
    histogram("p-calendar", "Response time by the calendar", &response.calendar);
    if let Some(times) = &response.open_hours {
        histogram("p-open", "Response time in opening hours", times);
    }
    out.push_str("</div></section>");
}

pub(super) fn rules(out: &mut String, metrics: &Metrics) {
    section(out, "rules", "What the rules found");
    let whole = &metrics.whole.current;
    if whole.rules.is_empty() {
        return empty(out, "Nothing.");
    }
    // The worst first, then those found most.
    let order = |level: Level| [Level::Block, Level::Revise, Level::Note].iter().position(|own| *own == level);
    let mut found: Vec<_> = whole.rules.iter().collect();
    found.sort_by_key(|found| (order(found.level), std::cmp::Reverse(found.findings)));
    let rows: Vec<Vec<Cell>> = found
        .into_iter()
        .map(|found| {
            let text = metrics.rules.iter().find(|text| text.rule == found.rule);
            let more = text.map_or_else(String::new, |text| {
                format!(
                    "{}<details><summary>Why, and what to do instead</summary><p>{}</p><p>{}</p></details>",
                    esc(&text.message),
                    esc(&text.why),
                    esc(&text.advice)
                )
            });
            let at = metrics
                .locations
                .iter()
                .filter(|group| group.current.rules.iter().any(|own| own.rule == found.rule))
                .count();
            vec![
                html(format!("<code>{}</code>", esc(&found.rule))),
                html(level_words(found.level)).alarm(found.level == Level::Block),
                html(more),
                count(found.findings),
                count(found.replies),
                figure(found.per_100, format!("{:.2}", found.per_100)),
                count(at as u64),
            ]
        })
        .collect();
    let columns = [
        column("Rule"),
        column("Level"),
        prose("What is wrong"),
        numbers("Findings", ""),
        numbers("Replies", "Replies with at least one"),
        numbers("Per 100", "Findings per 100 replies"),
        numbers("Locations", "Locations where it was found"),
    ];
    table(out, "t-rules", "Findings by rule and level, in this period.", &columns, &rows);
    if !whole.overridden.is_empty() {
        out.push_str("<h3>What the policy let stand</h3>");
        let rows: Vec<Vec<Cell>> = whole
            .overridden
            .iter()
            .map(|used| {
                vec![
                    html(format!("<code>{}</code>", esc(&used.rule))),
                    html(esc(&used.reason)),
                    html(used.by.as_deref().map_or_else(|| DASH.to_owned(), esc)),
                    count(used.replies),
                ]
            })
            .collect();
        let columns = [column("Rule"), prose("Reason given"), column("By"), numbers("Replies", "")];
        table(out, "t-overridden", "Exceptions and changed levels that were used.", &columns, &rows);
    }
    if !whole.unchecked.is_empty() || !whole.incomplete.is_empty() {
        out.push_str(r#"<h3>What was not checked</h3><ul class="plain">"#);
        for unchecked in &whole.unchecked {
            let _ = write!(
                out,
                "<li>{} in {}: {}.</li>",
                category_words(unchecked.category),
                many(unchecked.replies, "reply", "replies"),
                super::super::unchecked_reason(unchecked.reason)
            );
        }
        for (&limit, &replies) in &whole.incomplete {
            let _ =
                write!(out, "<li>{}: {}.</li>", many(replies, "reply", "replies"), super::super::limit_words(limit));
        }
        out.push_str("</ul>");
    }
    out.push_str("</section>");
}

pub(super) fn escalations(out: &mut String, metrics: &Metrics) {
    let whole = &metrics.whole.current;
    section(out, "escalations", "Topics that somebody has to approve");
    if whole.escalations.is_empty() {
        return empty(out, "None was raised.");
    }
    let rows: Vec<Vec<Cell>> = whole
        .escalations
        .iter()
        .map(|topic| {
            let missing = topic.raised - topic.satisfied.min(topic.raised);
            vec![
                html(esc(&topic.topic)),
                html(topic.role.as_str()),
                count(topic.raised),
                count(topic.satisfied),
                count(missing).alarm(missing > 0),
            ]
        })
        .collect();
    let caption = format!(
        "{} of the replies had to be approved; of these, {} were, by a recorded approval or a holding text.",
        share(&whole.escalated),
        share(&whole.approved)
    );
    let columns = [
        column("Topic"),
        column("Who approves"),
        numbers("Raised", "Replies in which it was raised"),
        numbers("Approved", ""),
        numbers("Missing", ""),
    ];
    table(out, "t-escalations", &caption, &columns, &rows);
    out.push_str("</section>");
}

/// At most so many locations stand in the matrix.
const MATRIX: usize = 40;

pub(super) fn reuse(out: &mut String, metrics: &Metrics, page: &AuditPage) {
    section(out, "reuse", "Copies and templates");
    let rates = &metrics.whole.current.reuse;
    if rates.reused.of == 0 {
        return empty(out, "No reply is long enough to be compared (eight words).");
    }
    let _ = write!(
        out,
        r#"<ul class="plain"><li><b>Repeat an earlier reply:</b> {}.</li><li><b>… of another location:</b> {}.</li><li><b>Unlike any reply of the 90 days before:</b> {}.</li><li><b>Made from a template:</b> {}.</li></ul><p class="soft">Approved texts of the brand file are nobody’s copy and are left out.</p>"#,
        share(&rates.reused),
        share(&rates.from_elsewhere),
        share(&rates.unique),
        share(&rates.templated)
    );
    flows(out, metrics);
    let reuse = &metrics.reuse;
    if !reuse.templates.is_empty() {
        out.push_str("<h3>Templates</h3>");
        let rows: Vec<Vec<Cell>> = reuse
            .templates
            .iter()
            .map(|template| {
                let first = &template.first;
                vec![
                    html(format!("{}{}", reference(first), quote(first.text.as_deref(), page))),
                    count(template.current),
                    count(template.previous),
                    count(template.uses),
                    count(template.locations.len() as u64),
                    count(template.agents),
                    template.likeness.map_or_else(none, |likeness| figure(f64::from(likeness), per_mille(likeness))),
                    html(place(first.brand.as_deref(), first.location.as_deref(), brands(metrics))),
                    html(first.at.as_deref().map_or_else(|| DASH.to_owned(), day)),
                    html(places(&template.locations, metrics, 3)),
                ]
            })
            .collect();
        let caption = format!(
            "Replies made from the same text. The first use says where it comes from.{}",
            listed(rows.len(), reuse.templates_in_all)
        );
        let columns = [
            column("First reply"),
            numbers("Uses", "In this period"),
            numbers("Before", "In the period before"),
            numbers("In all", "In all that was read"),
            numbers("Locations", ""),
            numbers("Agents", ""),
            numbers("Alike", "Mean share of text taken from the closest earlier use"),
            column("Comes from"),
            column("First used"),
            prose("Used most at"),
        ];
        table(out, "t-templates", &caption, &columns, &rows);
    }
    if !reuse.sentences.is_empty() {
        out.push_str("<h3>Sentences</h3>");
        let rows: Vec<Vec<Cell>> = reuse
            .sentences
            .iter()
            .map(|sentence| {
                let first = &sentence.first;
                let text = match sentence.text.as_deref().filter(|_| page.show_text) {
                    Some(text) => format!("<blockquote>{}</blockquote>", esc(text)),
                    None => format!("{} in {}", many(sentence.words, "word", "words"), reference(first)),
                };
                vec![
                    html(text),
                    count(sentence.current),
                    count(sentence.previous),
                    count(sentence.uses),
                    count(sentence.locations.len() as u64),
                    html(first.at.as_deref().map_or_else(|| DASH.to_owned(), day)),
                    html(places(&sentence.locations, metrics, 3)),
                ]
            })
            .collect();
        let caption = format!(
            "Sentences of eight words or more that are said again and again.{}",
            listed(rows.len(), reuse.sentences_in_all)
        );
        let columns = [
            prose("Sentence"),
            numbers("Uses", "In this period"),
            numbers("Before", "In the period before"),
            numbers("In all", "In all that was read"),
            numbers("Locations", ""),
            column("First said"),
            prose("Said most at"),
        ];
        table(out, "t-sentences", &caption, &columns, &rows);
    }
    out.push_str("</section>");
}

/// The matrix of who copies from whom.
fn flows(out: &mut String, metrics: &Metrics) {
    let known = |index: u32| (index as usize) < metrics.locations.len();
    let flows: Vec<_> = metrics.reuse.flows.iter().filter(|flow| known(flow.from) && known(flow.to)).collect();
    if metrics.locations.len() < 2 || flows.is_empty() {
        return;
    }
    // Those that take part in most copies between locations.
    let mut parts: Vec<(u64, usize)> = (0..metrics.locations.len()).map(|at| (0, at)).collect();
    for flow in flows.iter().filter(|flow| flow.from != flow.to) {
        parts[flow.from as usize].0 += flow.replies;
        parts[flow.to as usize].0 += flow.replies;
    }
    parts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    parts.retain(|part| part.0 > 0);
    parts.truncate(MATRIX);
    if parts.is_empty() {
        return;
    }
    let mut chosen: Vec<usize> = parts.iter().map(|part| part.1).collect();
    chosen.sort_unstable();
    let names: Vec<String> = chosen.iter().map(|&at| metrics.locations[at].name.clone()).collect();
    let index = |at: u32| chosen.binary_search(&(at as usize)).ok();
    let drawn: Vec<(usize, usize, u64)> =
        flows.iter().filter_map(|flow| Some((index(flow.from)?, index(flow.to)?, flow.replies))).collect();
    let cut = if chosen.len() < metrics.locations.len() {
        format!(" Shown are the {} of {} locations that take most part.", chosen.len(), metrics.locations.len())
    } else {
        String::new()
    };
    let says = format!(
        "Each square is a location that repeats replies first written at another; the larger, the more. Grey squares on the diagonal are repeats of one’s own.{cut}"
    );
    plot::matrix(out, "p-matrix", "Who copies from whom", &says, &names, &drawn);
}

pub(super) fn themes(out: &mut String, metrics: &Metrics, page: &AuditPage) {
    section(out, "themes", "What customers complain about");
    let themes = &metrics.themes;
    if let Some(why) = &themes.not_measured {
        return empty(out, &esc(why));
    }
    if themes.own.is_empty() && themes.negative_terms.is_empty() && themes.rising_terms.is_empty() {
        return empty(out, "No theme stands out: none is in five messages of two authors or more.");
    }
    let _ = write!(
        out,
        "<p>From {} with text, {} of them negative: one or two stars{}.</p>",
        many(themes.inbounds, "message", "messages"),
        number(themes.negative),
        if metrics.whole.current.sentiment.by_words.count > 0 {
            ", or complaining words where no rating tells (a small list of English words judges them)"
        } else {
            ""
        }
    );
    let mut list = |id: &str, title: &str, caption: &str, themes: &[Theme]| {
        if themes.is_empty() {
            return;
        }
        let _ = write!(out, "<h3>{title}</h3>");
        let rows: Vec<Vec<Cell>> = themes
            .iter()
            .map(|theme| {
                let quotes: String =
                    theme.examples.iter().map(|example| quote(example.text.as_deref(), page)).collect();
                vec![
                    html(format!("{}{quotes}", esc(&theme.name))),
                    count(theme.inbounds).alarm(is_rising(theme)),
                    theme.previous.map_or_else(none, count),
                    share_cell(&theme.negative),
                    theme.z.map_or_else(none, |z| figure(z, format!("{z:.1}"))),
                    html(spark(&theme.weeks)),
                    html(places(&theme.locations, metrics, 3)),
                ]
            })
            .collect();
        let columns = [
            column("Theme"),
            numbers("Messages", "In this period"),
            numbers("Before", "In the period before"),
            numbers("Negative", "Of those whose rating, or else whose words, tell"),
            numbers("Clarity", "Log-odds over its standard deviation: from 2 on hardly chance"),
            column("By week"),
            prose("Most at"),
        ];
        table(out, id, caption, &columns, &rows);
    };
    list("t-own", "Your own themes", "Groups of keywords of the brand file.", &themes.own);
    list(
        "t-rising",
        "On the rise",
        "Words that criticism has more often than in the period before.",
        &themes.rising_terms,
    );
    list(
        "t-terms",
        "What criticism is about",
        "Words that negative messages have and others have not.",
        &themes.negative_terms,
    );
    out.push_str("</section>");
}

/// A row of little bars. The numbers beside it say the same, so that it is hidden from those who cannot see it.
fn spark(values: &[u64]) -> String {
    let top = values.iter().copied().max().unwrap_or(0);
    if top == 0 || values.len() < 2 {
        return String::new();
    }
    let step = (90.0 / values.len() as f64).min(8.0);
    let mut out = String::from(r#"<svg width="92" height="22" viewBox="0 0 92 22" aria-hidden="true">"#);
    for (at, &value) in values.iter().enumerate() {
        let height = 20.0 * value as f64 / top as f64;
        if value > 0 {
            let _ = write!(
                out,
                r#"<rect class="blue" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}"/>"#,
                at as f64 * step,
                22.0 - height.max(1.0),
                (step - 1.0).max(0.8),
                height.max(1.0)
            );
        }
    }
    out.push_str("</svg>");
    out
}

/// At most so many locations stand in the plot of voices.
const VOICES: usize = 25;

pub(super) fn voice(out: &mut String, metrics: &Metrics) {
    section(out, "voice", "Who writes unlike the others");
    let mut known: Vec<_> =
        metrics.voices.iter().filter_map(|voice| voice.drift.as_ref().map(|drift| (voice, drift))).collect();
    if known.is_empty() {
        return empty(out, "Not measured: it takes two locations with enough replies in English.");
    }
    known.sort_by(|a, b| {
        let order = |drift: &crate::audit::metrics::Drift| (drift.flagged, drift.divergence - drift.expected);
        order(b.1).partial_cmp(&order(a.1)).unwrap_or(std::cmp::Ordering::Equal)
    });
    let dots: Vec<Dot> = known
        .iter()
        .take(VOICES)
        .map(|(voice, drift)| Dot {
            name: place_text(voice.brand.as_deref(), voice.location.as_deref(), brands(metrics)),
            value: drift.divergence,
            bound: drift.expected,
            flagged: drift.flagged,
        })
        .collect();
    let cut = if known.len() > dots.len() {
        format!(" The furthest {} of {}.", dots.len(), known.len())
    } else {
        String::new()
    };
    let says = format!(
        "The distance of a location’s words, greetings and habits from the other locations of its brand (Jensen-Shannon divergence, 0 to 1). The bar is what chance alone explains for as many replies.{cut}"
    );
    plot::dots(out, "p-voice", "Distance from the others", &says, &dots);
    let rows: Vec<Vec<Cell>> = known
        .iter()
        .filter(|(_, drift)| drift.flagged)
        .map(|(voice, drift)| {
            let (more, less): (Vec<_>, Vec<_>) = drift.drivers.iter().partition(|driver| driver.here > driver.others);
            let list = |drivers: &[&crate::audit::metrics::Driver]| {
                drivers.iter().map(|driver| esc(&driver.feature)).collect::<Vec<_>>().join(", ")
            };
            vec![
                html(place(voice.brand.as_deref(), voice.location.as_deref(), brands(metrics))),
                count(voice.replies),
                figure(drift.divergence, format!("{:.4}", drift.divergence)),
                html(list(&more)),
                html(list(&less)),
            ]
        })
        .collect();
    if !rows.is_empty() {
        let columns = [
            column("Location"),
            numbers("Replies", ""),
            numbers("Distance", ""),
            prose("Says more often"),
            prose("Says less often"),
        ];
        table(
            out,
            "t-voice",
            "Locations further from the others than 95 of 100 random draws, and what drives it.",
            &columns,
            &rows,
        );
    }
    out.push_str("</section>");
}

fn place_text(brand: Option<&str>, location: Option<&str>, brands: bool) -> String {
    let name = location.unwrap_or("no location");
    match brand.filter(|_| brands) {
        Some(brand) => format!("{brand}: {name}"),
        None => name.to_owned(),
    }
}

pub(super) fn agents(out: &mut String, metrics: &Metrics) {
    section(out, "agents", "Agents");
    if metrics.agents.is_empty() {
        return empty(out, "No row names who answered.");
    }
    let rows: Vec<Vec<Cell>> =
        metrics.agents.iter().map(|group| group_row(group, esc(&group.name), &metrics.whole.current)).collect();
    let who = if metrics.agents_are_pseudonyms {
        "Agents stand under a pseudonym; <code>--by-agent</code> names them."
    } else {
        "Figures of people: handle them as such."
    };
    let caption = format!("{who}{}", listed(rows.len(), metrics.agents_in_all));
    table(out, "t-agents", &caption, &group_columns("Agent"), &rows);
    out.push_str("</section>");
}

/// The columns of a table of groups.
pub(super) fn group_columns(of: &'static str) -> [super::table::Column; 10] {
    [
        column(of),
        numbers("Replies", ""),
        numbers("Disclose", "Replies with a finding about health or personal data that must be changed"),
        numbers("Off brand", "Replies that break a guideline of the brand"),
        numbers("Generic", "Replies with a finding of that kind that must be changed"),
        numbers("Repeated", "Replies that take a third of their text from an earlier one"),
        numbers("Median", "Median response time by the calendar"),
        numbers("In time", "Answered within the target"),
        numbers("Neg. answered", "One- and two-star messages that were answered"),
        numbers("Rating", "Mean rating"),
    ]
}

/// A row of a table of groups. Figures of the worst tenth stand out, where there are ten or more and they are worse than
/// the whole.
pub(super) fn group_row(group: &Group, name: String, whole: &Measures) -> Vec<Cell> {
    let now = &group.current;
    let worst = |rank: Option<Rank>| rank.is_some_and(|rank| rank.of >= 10 && rank.place * 10 <= rank.of);
    let ranks = group.ranks.unwrap_or_default();
    let high = |pick: fn(&Measures) -> &Share, rank| {
        share_cell(pick(now)).alarm(worst(rank) && pick(now).per_mille > pick(whole).per_mille)
    };
    let low = |pick: fn(&Measures) -> &Share, rank| {
        share_cell(pick(now)).alarm(worst(rank) && pick(now).per_mille < pick(whole).per_mille)
    };
    let median = |of: &Measures| of.response.calendar.median_s;
    vec![
        html(name),
        count(now.replies),
        share_cell(&now.disclosing).alarm(now.disclosing.count > 0),
        high(|of| &of.off_brand, ranks.off_brand),
        high(|of| &of.generic, ranks.generic),
        high(|of| &of.reuse.reused, ranks.reused),
        time_cell(median(now)).alarm(worst(ranks.response) && median(now) > median(whole)),
        low(|of| &of.response.in_time, ranks.in_time),
        if now.answered.only_answered { none() } else { low(|of| &of.answered.negative, ranks.negative_answered) },
        now.sentiment.mean.map_or_else(none, |mean| figure(mean, format!("{mean:.2}"))),
    ]
}

pub(super) fn method(out: &mut String, metrics: &Metrics, page: &AuditPage) {
    section(out, "method", "How this was measured");
    let rows = &metrics.rows;
    let _ = write!(
        out,
        r#"<h3>What was read</h3><ul class="plain"><li>{}: {}, {} without a reply, {}.</li>"#,
        many(rows.added, "row", "rows"),
        many(rows.replies, "reply", "replies"),
        many(rows.unanswered, "message", "messages"),
        many(rows.duplicates, "duplicate left out", "duplicates left out"),
    );
    for source in &page.sources {
        let _ = write!(out, "<li>{}</li>", esc(source));
    }
    for note in &page.notes {
        let _ = write!(out, "<li>{}</li>", esc(note));
    }
    for (number_of, one, more) in [
        (
            rows.undated_replies,
            "reply has no day and counts in no period.",
            "replies have no day and count in no period.",
        ),
        (rows.undated_inbounds, "message has no time.", "messages have no time."),
        (
            rows.reversed,
            "reply is older than the message that it answers; no response time was taken from it.",
            "replies are older than the message that they answer; no response time was taken from them.",
        ),
    ] {
        if number_of > 0 {
            let _ = write!(out, "<li>{}</li>", many(number_of, one, more));
        }
    }
    if let Some(as_of) = &metrics.as_of {
        let _ = write!(out, "<li>As of {}.</li>", day(as_of));
    }
    out.push_str("</ul>");
    if page.failed > 0 {
        let _ = write!(out, "<h3>{} could not be read</h3>", many(page.failed, "row", "rows"));
        let cells: Vec<Vec<Cell>> = page
            .faults
            .iter()
            .map(|fault| vec![html(esc(&fault.source)), count(fault.row), html(esc(&fault.reason))])
            .collect();
        let caption = format!("They were left out of everything.{}", listed(cells.len(), page.failed));
        table(out, "t-faults", &caption, &[column("Export"), numbers("Row", ""), prose("Why")], &cells);
    }
    let problems: Vec<Vec<Cell>> = metrics
        .schedules
        .iter()
        .filter_map(|schedule| {
            let problem = schedule.problem.as_deref()?;
            Some(vec![
                html(place(schedule.brand.as_deref(), schedule.location.as_deref(), brands(metrics))),
                html(schedule.time_zone.as_deref().map_or_else(|| DASH.to_owned(), esc)),
                html(esc(problem)),
            ])
        })
        .collect();
    if !problems.is_empty() {
        out.push_str("<h3>Opening hours that are not known</h3>");
        let columns = [column("Location"), column("Time zone"), prose("What is missing")];
        table(out, "t-hours", "There, response times were measured by the calendar alone.", &columns, &problems);
    }
    out.push_str(
        r#"<h3>What the words mean</h3><ul class="plain">
<li><b>Shares</b> of fewer than ten are given as counts. The period before is as long as this one.</li>
<li><b>Median</b>: half of the times are no longer. <b>Nine of ten within</b>: the nearest rank, and nothing for fewer than ten times.</li>
<li><b>Answered</b> counts by the day on which a message came; those that are still within the target count neither way.</li>
<li><b>Ratings</b> are what customers gave. A message without one is judged by a small list of English words, and counted apart.</li>
<li><b>Figures in red</b> are disclosures, and in tables of ten or more the worst tenth.</li>
<li>Small numbers swing: a location with ten replies and one finding is not worse than one with a hundred and nine.</li></ul>"#,
    );
    if metrics.policies.len() > 1 {
        let _ = write!(
            out,
            "<p>The replies were checked under {} policies; figures of different rules are added up.</p>",
            metrics.policies.len()
        );
    }
    for policy in metrics.policies.iter().take(5) {
        let _ = write!(
            out,
            r#"<p class="soft">Policy <code>{}</code>: {}.</p>"#,
            esc(&policy.digest),
            many(policy.replies, "reply", "replies")
        );
    }
    out.push_str("</section>");
}
