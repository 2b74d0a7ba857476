//! The report itself. The order of its fields is part of the contract.

use super::{Item, Options};
use crate::report::Report;
use serde::Serialize;

impl Report {
    /// The report as JSON on one line, without a line break at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        line(self)
    }

    /// The report as indented JSON, without a line break at the end.
    #[must_use]
    pub fn to_json_pretty(&self) -> String {
        pretty(self)
    }
}

// A report is structs, lists, words and numbers: nothing in it that JSON cannot say.
fn line<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("reports are plain data")
}

pub(super) fn pretty<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string_pretty(value).expect("reports are plain data")
}

pub(super) fn render_pretty(items: &[Item<'_>], _: &Options) -> String {
    let mut out = match items {
        [item] => pretty(item.report),
        _ => pretty(&items.iter().map(|item| item.report).collect::<Vec<_>>()),
    };
    out.push('\n');
    out
}

pub(super) fn render_lines(items: &[Item<'_>], _: &Options) -> String {
    items.iter().flat_map(|item| [line(item.report), "\n".to_owned()]).collect()
}
