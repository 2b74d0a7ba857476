//! Reports in the forms that people and programs read: one file and one line of `Format::form` each.
//!
//! ```
//! use replylint::output::{self, Format, Item, Options};
//! # fn show(report: &replylint::Report, draft: &str) -> String {
//! let item = Item::new(report).file("reply.txt").draft(draft);
//! output::render(Format::Text, &[item], &Options::default())
//! # }
//! ```
//!
//! Every form is deterministic and ends with a line break unless it is empty. Offsets that do not fit the draft are
//! moved to the nearest place that does; nothing here panics or fails.

#[cfg(feature = "audit")]
pub mod audit;
mod feedback;
mod github;
mod html;
mod json;
mod place;
mod sarif;
mod text;
mod vale;

use crate::draft::words;
use crate::report::{Level, Report, Verdict};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

words! {
    /// A form of output.
    pub Format: "output format" {
        /// For people, on a terminal.
        Text = "text",
        /// One indented JSON document.
        Json = "json",
        /// One report a line.
        Jsonl = "jsonl",
        /// SARIF 2.1.0, for code-scanning tools.
        Sarif = "sarif",
        /// Workflow commands that GitHub shows as annotations.
        Github = "github",
        /// Findings of Vale rules, one a line, as that linter writes them.
        Vale = "vale",
    }
}

/// What a form does, and whether it can be written report by report.
struct Form {
    render: fn(&[Item<'_>], &Options) -> String,
    streams: bool,
}

impl Format {
    /// The table of forms.
    fn form(self) -> Form {
        match self {
            Self::Text => Form { render: text::render, streams: true },
            Self::Json => Form { render: json::render_pretty, streams: false },
            Self::Jsonl => Form { render: json::render_lines, streams: true },
            Self::Sarif => Form { render: sarif::render, streams: false },
            Self::Github => Form { render: github::render, streams: true },
            Self::Vale => Form { render: vale::render, streams: true },
        }
    }

    /// Whether the output of many reports is the output of each, one after the other. Where it is not, all reports
    /// have to be given to [`render`] at once.
    #[must_use]
    pub fn streams(self) -> bool {
        self.form().streams
    }
}

/// Renders reports. One report as `json` is an object, any other number of them is an array.
#[must_use]
pub fn render(format: Format, items: &[Item<'_>], options: &Options) -> String {
    (format.form().render)(items, options)
}

/// A report to render, with what is known about where its draft stands.
///
/// `Debug` shows no text.
#[derive(Clone, Copy)]
pub struct Item<'a> {
    report: &'a Report,
    file: Option<&'a str>,
    row: Option<usize>,
    draft: Option<&'a str>,
    inbound: Option<&'a str>,
}

impl<'a> Item<'a> {
    /// A report of which nothing else is known.
    #[must_use]
    pub fn new(report: &'a Report) -> Self {
        Self { report, file: None, row: None, draft: None, inbound: None }
    }

    /// The draft is the whole of this file.
    #[must_use]
    pub fn file(mut self, path: &'a str) -> Self {
        self.file = Some(path);
        self.row = None;
        self
    }

    /// The draft stands in a record of this file; the record begins on this line, counted from 1. Places inside the
    /// draft are then never given as if they were places in the file.
    #[must_use]
    pub fn record(mut self, path: &'a str, line: usize) -> Self {
        self.file = Some(path);
        self.row = Some(line);
        self
    }

    /// The draft, as it was linted. Lines and columns need it; its text appears only where [`Options::show_text`]
    /// asks for it.
    #[must_use]
    pub fn draft(mut self, text: &'a str) -> Self {
        self.draft = Some(text);
        self
    }

    /// The message that the draft answers.
    #[must_use]
    pub fn inbound(mut self, text: &'a str) -> Self {
        self.inbound = Some(text);
        self
    }

    /// The report with offsets in bytes of the draft, all within it; as it is when there is no draft.
    fn in_bytes(&self) -> Cow<'a, Report> {
        match self.draft {
            Some(draft) => Cow::Owned(self.report.with_offsets(draft, self.inbound, crate::Offsets::Utf8)),
            None => Cow::Borrowed(self.report),
        }
    }

    /// What people call the draft.
    fn name(&self) -> String {
        match (self.file, self.row, &self.report.id) {
            (Some(file), Some(row), Some(id)) => format!("{file}:{row} ({id})"),
            (Some(file), Some(row), None) => format!("{file}:{row}"),
            (Some(file), None, _) => file.to_owned(),
            (None, _, Some(id)) => id.clone(),
            (None, _, None) => "draft".to_owned(),
        }
    }
}

impl fmt::Debug for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item")
            .field("file", &self.file)
            .field("row", &self.row)
            .field("draft_bytes", &self.draft.map(str::len))
            .field("inbound_bytes", &self.inbound.map(str::len))
            .finish_non_exhaustive()
    }
}

/// How to render. The default shows no colour and no text of the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Colours for a terminal (`text`).
    pub color: bool,
    /// Show the words that were found (`text`, with the feature `render`; `sarif`, as snippets).
    pub show_text: bool,
    /// Columns of the terminal (`text`); 0 never breaks a line.
    pub width: usize,
    /// Say once which regime was assumed when nobody gave one (`text`). Whoever renders report by report switches it
    /// off after the first.
    pub regime_hint: bool,
    /// Fingerprints of known findings; `sarif` marks them as suppressed.
    pub baseline: Option<BTreeSet<String>>,
}

impl Default for Options {
    fn default() -> Self {
        Self { color: false, show_text: false, width: 100, regime_hint: true, baseline: None }
    }
}

/// The gravest verdict.
fn worst(items: &[Item<'_>]) -> Verdict {
    items.iter().map(|item| item.report.verdict).max().unwrap_or(Verdict::Pass)
}

/// How many findings have this level.
fn count(report: &Report, level: Level) -> usize {
    report.findings.iter().filter(|finding| finding.level == level).count()
}

/// `1 place`, `2 places`.
fn plural(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// A phrase as a sentence: a capital first, a full stop last.
fn sentence(phrase: &str) -> String {
    let phrase = phrase.trim();
    let mut chars = phrase.chars();
    let Some(first) = chars.next() else { return String::new() };
    let mut out: String = first.to_uppercase().chain(chars).collect();
    if !out.ends_with(['.', '!', '?', ':', ')']) {
        out.push('.');
    }
    out
}

/// Why categories were not checked, in words.
fn unchecked_reason(reason: crate::report::UncheckedReason) -> &'static str {
    use crate::report::UncheckedReason as Reason;
    match reason {
        Reason::Empty => "the draft holds no words",
        Reason::Language => "the draft is in a language that the rules do not cover",
        Reason::Limit => "a limit was hit",
    }
}

/// A limit, in words.
fn limit_words(limit: crate::report::Limit) -> &'static str {
    use crate::report::Limit;
    match limit {
        Limit::Findings => "there are more findings than a report holds",
        Limit::Length => "the draft is longer than the rules read",
        Limit::Steps => "a rule took too long on the draft and was given up",
    }
}

/// Categories that were not checked, together by reason, in the report's order.
fn unchecked_groups(report: &Report) -> Vec<(crate::report::UncheckedReason, String)> {
    let mut groups: Vec<(crate::report::UncheckedReason, String)> = Vec::new();
    for entry in &report.unchecked {
        match groups.iter_mut().find(|(reason, _)| *reason == entry.reason) {
            Some((_, names)) => {
                names.push_str(", ");
                names.push_str(entry.category.as_str());
            }
            None => groups.push((entry.reason, entry.category.to_string())),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_from_their_words() {
        for &format in Format::ALL {
            assert_eq!(format.as_str().parse(), Ok(format));
        }
        let error = "xml".parse::<Format>().unwrap_err();
        assert_eq!(error, "unknown output format `xml`; write one of text, json, jsonl, sarif, github, vale");
    }

    #[test]
    fn phrases_become_sentences() {
        assert_eq!(sentence("says so"), "Says so.");
        assert_eq!(sentence("Why?"), "Why?");
        assert_eq!(sentence(""), "");
    }
}
