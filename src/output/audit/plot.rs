//! Plots as inline SVG. Every plot has a title, a sentence that says what it shows, and the numbers beneath it; colour is
//! never all that tells things apart.

use super::words::{esc, number};
use std::fmt::Write;

/// Opens a figure: its heading and what it shows, in words.
fn open(out: &mut String, id: &str, title: &str, says: &str, width: f64, height: f64) {
    let _ = write!(
        out,
        r#"<figure class="plot"><figcaption><b id="{id}-t">{title}</b><span id="{id}-d">{says}</span></figcaption><div class="scroll" tabindex="0" role="group" aria-labelledby="{id}-t"><svg class="fit" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="{id}-t {id}-d">"#
    );
}

/// Closes a figure; `numbers` is a table of what was drawn, as HTML rows.
fn close(out: &mut String, head: &[&str], rows: &str) {
    out.push_str("</svg></div>");
    if !rows.is_empty() {
        out.push_str(r#"<details class="numbers"><summary>The numbers</summary><div class="scroll" tabindex="0" role="group" aria-label="The numbers"><table><thead><tr>"#);
        for title in head {
            let _ = write!(out, r#"<th scope="col">{title}</th>"#);
        }
        let _ = write!(out, "</tr></thead><tbody>{rows}</tbody></table></div></details>");
    }
    out.push_str("</figure>");
}

/// A round number at or above that four steps divide well.
fn ceiling(top: f64) -> f64 {
    if top <= 4.0 {
        return 4.0;
    }
    let unit = 10_f64.powf((top / 4.0).log10().floor());
    // Counts have no halves.
    let half = if unit >= 10.0 { 2.5 } else { 3.0 };
    [1.0, 2.0, half, 5.0, 10.0].into_iter().map(|step| 4.0 * step * unit).find(|&end| end >= top).unwrap_or(top)
}

fn label(value: f64) -> String {
    if value.fract() == 0.0 { number(value as u64) } else { format!("{value:.1}") }
}

/// The same for plots that stand side by side, so that their letters are of one size.
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 44.0;
/// Room for half of the last label.
const RIGHT: f64 = 14.0;
const BOTTOM: f64 = 34.0;
const TOP: f64 = 10.0;

/// The frame of a plot over equal steps: axis lines with labels from 0 to `end`.
fn axis(out: &mut String, width: f64, from: f64, end: f64) {
    for step in 0..=4_u32 {
        let value = from + (end - from) * f64::from(step) / 4.0;
        let y = TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - f64::from(step) / 4.0);
        let _ = write!(
            out,
            r#"<line class="grid" x1="{LEFT}" x2="{width}" y1="{y:.1}" y2="{y:.1}"/><text class="tick end" x="{:.1}" y="{:.1}">{}</text>"#,
            LEFT - 6.0,
            y + 4.0,
            label(value)
        );
    }
}

/// How many labels fit beneath.
fn every(count: usize, width: f64, label_width: f64) -> usize {
    ((count as f64 * label_width) / (width - LEFT - RIGHT)).ceil().max(1.0) as usize
}

/// What every plot over labels has.
#[derive(Clone, Copy)]
pub(super) struct Plot<'a> {
    /// Unique on the page.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    /// What it shows, in a sentence.
    pub(super) says: &'a str,
    /// What stands under the axis, as HTML.
    pub(super) labels: &'a [String],
    /// What the labels are.
    pub(super) head: &'a str,
}

/// A series of bars, stacked over each other.
pub(super) struct Stack<'a> {
    pub(super) name: &'a str,
    /// The class of its colour.
    pub(super) class: &'a str,
    pub(super) values: Vec<u64>,
}

/// Bars over labels. Several series stand on each other, in their order.
pub(super) fn bars(out: &mut String, plot: Plot<'_>, series: &[Stack<'_>]) {
    let Plot { id, title, says, labels, head } = plot;
    let count = labels.len().max(1);
    let width = WIDTH;
    let step = (width - LEFT - RIGHT) / count as f64;
    let total = |at: usize| series.iter().map(|stack| stack.values[at]).sum::<u64>();
    let end = ceiling((0..labels.len()).map(total).max().unwrap_or(0) as f64);
    open(out, id, title, says, width, HEIGHT);
    axis(out, width, 0.0, end);
    let plot = HEIGHT - TOP - BOTTOM;
    let skip = every(count, width, 52.0);
    let mut rows = String::new();
    for (at, name) in labels.iter().enumerate() {
        let x = LEFT + at as f64 * step;
        let mut y = TOP + plot;
        let _ = write!(rows, r#"<tr><th scope="row">{name}</th>"#);
        for stack in series {
            let value = stack.values[at];
            let _ = write!(rows, r#"<td class="n">{}</td>"#, number(value));
            if value > 0 {
                let height = plot * value as f64 / end;
                y -= height;
                let _ = write!(
                    out,
                    r#"<rect class="{}" x="{:.1}" y="{y:.1}" width="{:.1}" height="{:.1}"><title>{name}: {} {}</title></rect>"#,
                    stack.class,
                    x + step * 0.12,
                    (step * 0.76).max(1.0),
                    // A line of the ground keeps the parts of a bar apart.
                    (height - 1.0).max(0.8),
                    number(value),
                    stack.name
                );
            }
        }
        rows.push_str("</tr>");
        if at % skip == 0 {
            let _ = write!(
                out,
                r#"<text class="tick mid" x="{:.1}" y="{:.1}">{name}</text>"#,
                x + step / 2.0,
                HEIGHT - BOTTOM + 16.0
            );
        }
    }
    let mut titles = vec![head];
    titles.extend(series.iter().map(|stack| stack.name));
    if series.len() > 1 {
        legend(out, series, width);
    }
    close(out, &titles, &rows);
}

fn legend(out: &mut String, series: &[Stack<'_>], width: f64) {
    let mut x = width;
    for stack in series {
        x -= 24.0 + stack.name.len() as f64 * 6.6;
        let _ = write!(
            out,
            r#"<rect class="{}" x="{x:.1}" y="1" width="10" height="10"/><text class="tick" x="{:.1}" y="10">{}</text>"#,
            stack.class,
            x + 14.0,
            stack.name
        );
    }
}

/// A line over labels, with gaps where nothing was measured; the axis goes from `from` to `end`.
pub(super) fn line(out: &mut String, plot: Plot<'_>, of: &str, values: &[Option<f64>], (from, end): (f64, f64)) {
    let Plot { id, title, says, labels, head } = plot;
    let count = labels.len().max(1);
    let width = if count > 12 { 560.0 } else { 440.0 };
    let step = (width - LEFT - RIGHT) / count as f64;
    open(out, id, title, says, width, HEIGHT);
    axis(out, width, from, end);
    let plot = HEIGHT - TOP - BOTTOM;
    let point = |at: usize, value: f64| {
        (LEFT + (at as f64 + 0.5) * step, TOP + plot * (1.0 - ((value - from) / (end - from)).clamp(0.0, 1.0)))
    };
    let mut path = String::new();
    let mut joined = false;
    for (at, value) in values.iter().enumerate() {
        if let Some(value) = value {
            let (x, y) = point(at, *value);
            let _ = write!(path, "{}{x:.1} {y:.1}", if joined { "L" } else { "M" });
        }
        joined = value.is_some();
    }
    let _ = write!(out, r#"<path class="stroke" d="{path}"/>"#);
    let skip = every(count, width, 52.0);
    let mut rows = String::new();
    for (at, name) in labels.iter().enumerate() {
        let shown = values[at].map_or_else(|| super::words::DASH.to_owned(), |value| format!("{value:.2}"));
        let _ = write!(rows, r#"<tr><th scope="row">{name}</th><td class="n">{shown}</td></tr>"#);
        if let Some(value) = values[at] {
            let (x, y) = point(at, value);
            let _ = write!(
                out,
                r#"<circle class="dot" cx="{x:.1}" cy="{y:.1}" r="3"><title>{name}: {value:.2}</title></circle>"#
            );
        }
        if at % skip == 0 {
            let (x, _) = point(at, from);
            let _ = write!(out, r#"<text class="tick mid" x="{x:.1}" y="{:.1}">{name}</text>"#, HEIGHT - BOTTOM + 16.0);
        }
    }
    close(out, &[head, of], &rows);
}

/// Who copies from whom. `names` are plain text; `flows` are from, to and a count.
pub(super) fn matrix(
    out: &mut String,
    id: &str,
    title: &str,
    says: &str,
    names: &[String],
    flows: &[(usize, usize, u64)],
) {
    let cell = 15.0;
    let left = 170.0;
    let top = 150.0;
    let side = names.len() as f64 * cell;
    let (width, height) = (left + side + 8.0, top + side + 8.0);
    open(out, id, title, says, width, height);
    let _ = write!(
        out,
        r#"<text class="tick" x="2" y="{:.1}">copied by ↓</text><text class="tick" x="{left}" y="11">first written at →</text>"#,
        top - 6.0
    );
    let cut = |name: &str, length: usize| {
        let short: String = name.chars().take(length).collect();
        if short.len() < name.len() { format!("{}…", esc(short.trim_end())) } else { esc(name) }
    };
    let _ = write!(out, r#"<rect class="edge" x="{left}" y="{top}" width="{side}" height="{side}"/>"#);
    for (at, name) in names.iter().enumerate() {
        let middle = at as f64 * cell + cell * 0.75;
        let _ = write!(
            out,
            r#"<text class="tick end" x="{:.1}" y="{:.1}">{}</text><text class="tick" transform="translate({:.1} {:.1}) rotate(-90)">{}</text>"#,
            left - 6.0,
            top + middle,
            cut(name, 24),
            left + middle,
            top - 6.0,
            cut(name, 19)
        );
        let line = at as f64 * cell;
        let _ = write!(
            out,
            r#"<line class="grid" x1="{left}" x2="{:.1}" y1="{:.1}" y2="{:.1}"/><line class="grid" x1="{:.1}" x2="{:.1}" y1="{top}" y2="{:.1}"/>"#,
            left + side,
            top + line,
            top + line,
            left + line,
            left + line,
            top + side
        );
    }
    let most = flows.iter().filter(|(from, to, _)| from != to).map(|flow| flow.2).max().unwrap_or(1) as f64;
    let mut rows = String::new();
    for (at, &(from, to, count)) in flows.iter().enumerate() {
        // Own repeats are grey, so that copies between locations stand out; areas grow with the counts.
        let class = if from == to { "own" } else { "flow" };
        let size = (cell - 2.0) * (count as f64 / most).sqrt().clamp(0.25, 1.0);
        let inset = (cell - size) / 2.0;
        let words = format!(
            "{} copied {} from {}",
            esc(&names[to]),
            super::words::many(count, "reply", "replies"),
            esc(&names[from])
        );
        let _ = write!(
            out,
            r#"<rect class="{class}" x="{:.1}" y="{:.1}" width="{size:.1}" height="{size:.1}"><title>{words}</title></rect>"#,
            left + from as f64 * cell + inset,
            top + to as f64 * cell + inset
        );
        if at < 100 {
            let _ = write!(
                rows,
                r#"<tr><th scope="row">{}</th><td>{}</td><td class="n">{}</td></tr>"#,
                esc(&names[to]),
                esc(&names[from]),
                number(count)
            );
        }
    }
    close(out, &["Copied by", "First written at", "Replies"], &rows);
}

/// A place on a scale, with the bound that chance stays below.
pub(super) struct Dot {
    pub(super) name: String,
    pub(super) value: f64,
    pub(super) bound: f64,
    pub(super) flagged: bool,
}

/// One line for each dot, a bar from 0 to the bound behind it.
pub(super) fn dots(out: &mut String, id: &str, title: &str, says: &str, dots: &[Dot]) {
    let row = 22.0;
    let left = 190.0;
    let width = 640.0;
    let height = dots.len() as f64 * row + 34.0;
    let top = dots.iter().map(|dot| dot.value.max(dot.bound)).fold(0.0_f64, f64::max).max(0.01) * 1.08;
    let x = |value: f64| left + (width - left - 12.0) * value / top;
    open(out, id, title, says, width, height);
    let mut rows = String::new();
    for (at, dot) in dots.iter().enumerate() {
        let y = at as f64 * row + row / 2.0;
        let name = if dot.name.chars().count() > 28 {
            format!("{}…", esc(dot.name.chars().take(27).collect::<String>().trim_end()))
        } else {
            esc(&dot.name)
        };
        let far = if dot.flagged { "beyond chance" } else { "within chance" };
        let _ = write!(
            out,
            r#"<text class="tick end" x="{:.1}" y="{:.1}">{name}</text><rect class="chance" x="{left}" y="{:.1}" width="{:.1}" height="{:.1}"/><circle class="{}" cx="{:.1}" cy="{y:.1}" r="5"><title>{}: {:.4}, {far}</title></circle>"#,
            left - 8.0,
            y + 4.0,
            y - 6.0,
            (x(dot.bound) - left).max(1.0),
            12.0,
            if dot.flagged { "far" } else { "near" },
            x(dot.value),
            esc(&dot.name),
            dot.value
        );
        let _ = write!(
            rows,
            r#"<tr><th scope="row">{}</th><td class="n">{:.4}</td><td class="n">{:.4}</td><td>{far}</td></tr>"#,
            esc(&dot.name),
            dot.value,
            dot.bound
        );
    }
    let y = height - 10.0;
    let _ = write!(
        out,
        r#"<rect class="chance" x="{left}" y="{:.1}" width="22" height="10"/><text class="tick" x="{:.1}" y="{y:.1}">what chance explains</text><circle class="far" cx="{:.1}" cy="{:.1}" r="5"/><text class="tick" x="{:.1}" y="{y:.1}">further than that</text>"#,
        y - 9.0,
        left + 28.0,
        left + 180.0,
        y - 4.0,
        left + 190.0
    );
    close(out, &["Location", "Distance", "Chance stays below", ""], &rows);
}
