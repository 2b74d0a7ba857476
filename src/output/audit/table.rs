//! Tables. They are whole without a script; the script adds sorting, filtering and folding.

use super::words::DASH;
use std::fmt::Write;

/// A column.
pub(super) struct Column {
    title: &'static str,
    numeric: bool,
    long: bool,
    hint: Option<&'static str>,
}

/// A column of words.
pub(super) const fn words(title: &'static str) -> Column {
    Column { title, numeric: false, long: false, hint: None }
}

/// A column of sentences or lists, which need room.
pub(super) const fn prose(title: &'static str) -> Column {
    Column { title, numeric: false, long: true, hint: None }
}

/// A column of numbers; `hint` says what is counted.
pub(super) const fn numbers(title: &'static str, hint: &'static str) -> Column {
    Column { title, numeric: true, long: false, hint: if hint.is_empty() { None } else { Some(hint) } }
}

/// A cell: HTML, and the number that it is sorted by.
pub(super) struct Cell {
    html: String,
    value: Option<f64>,
    alarm: bool,
}

/// A cell of words, as HTML.
pub(super) fn html(html: impl Into<String>) -> Cell {
    Cell { html: html.into(), value: None, alarm: false }
}

/// A cell of a number, with how it is written.
pub(super) fn figure(value: f64, html: impl Into<String>) -> Cell {
    Cell { html: html.into(), value: Some(value), alarm: false }
}

/// A count.
pub(super) fn count(value: u64) -> Cell {
    figure(value as f64, super::words::number(value))
}

/// A cell without a figure.
pub(super) fn none() -> Cell {
    Cell { html: DASH.to_owned(), value: None, alarm: false }
}

impl Cell {
    /// The figure needs attention.
    pub(super) fn alarm(mut self, yes: bool) -> Self {
        self.alarm = yes;
        self
    }
}

/// A table; `id` is unique on the page. The first column names the row.
pub(super) fn table(out: &mut String, id: &str, caption: &str, columns: &[Column], rows: &[Vec<Cell>]) {
    let _ = write!(
        out,
        r#"<div class="scroll" tabindex="0" role="group" aria-labelledby="{id}-c"><table id="{id}" class="data"><caption id="{id}-c">{caption}</caption><thead><tr>"#
    );
    for column in columns {
        let class = if column.numeric { r#" class="n""# } else { "" };
        let hint = column.hint.map(|hint| format!(r#" title="{hint}""#)).unwrap_or_default();
        let _ = write!(out, r#"<th scope="col"{class}{hint}>{}</th>"#, column.title);
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        out.push_str("<tr>");
        for (at, (cell, column)) in row.iter().zip(columns).enumerate() {
            let (tag, scope) = if at == 0 { ("th", r#" scope="row""#) } else { ("td", "") };
            let mut classes = Vec::new();
            if column.numeric {
                classes.push("n");
            }
            if column.long {
                classes.push("long");
            }
            if cell.alarm {
                classes.push("alarm");
            }
            let class = if classes.is_empty() { String::new() } else { format!(r#" class="{}""#, classes.join(" ")) };
            let value = match (cell.value, column.numeric) {
                (Some(value), _) => format!(r#" data-v="{value}""#),
                // What was not measured comes last.
                (None, true) => r#" data-v="""#.to_owned(),
                (None, false) => String::new(),
            };
            let _ = write!(out, "<{tag}{scope}{class}{value}>{}</{tag}>", cell.html);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>");
}
