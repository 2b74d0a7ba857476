//! An audit as one HTML page that needs nothing else: no network, no other file. Everything that was not written here is
//! escaped, and the page forbids itself all scripts and styles but its own.
//!
//! ```
//! use replylint::audit::{Audit, AuditOptions, MetricsOptions};
//! use replylint::output::audit::{AuditPage, audit_page};
//! # fn show(audit: &Audit) -> Result<String, replylint::audit::AuditError> {
//! let metrics = audit.metrics(&MetricsOptions::new())?;
//! Ok(audit_page(&metrics, &AuditPage::default()))
//! # }
//! ```

mod places;
mod plot;
mod sections;
mod summary;
mod table;
mod words;

use crate::audit::metrics::Metrics;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use words::{day, esc, many, number};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// What the page says besides the figures. The default says nothing and shows no text of any reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditPage {
    /// Whose replies they are.
    pub title: Option<String>,
    /// What was read, a sentence for each source: its name, and what was read from which column.
    pub sources: Vec<String>,
    /// What was assumed, in sentences.
    pub notes: Vec<String>,
    /// How many rows could not be read.
    pub failed: u64,
    /// The first of them.
    pub faults: Vec<RowFault>,
    /// Show the texts that the audit was told to keep.
    pub show_text: bool,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The source.
    pub source: String,
    /// The number of the row, counted from 1, the header left out.
    pub row: u64,
    /// Why, without any text of the row.
    pub reason: String,
}

/// The page. Linear in the metrics, and the same bytes for the same input.
#[must_use]
pub fn audit_page(metrics: &Metrics, page: &AuditPage) -> String {
    let mut out = String::with_capacity(1 << 16);
    let title = match &page.title {
        Some(title) => format!("What {} really said", esc(title)),
        None => "What the replies really said".to_owned(),
    };
    let _ = write!(
        out,
        r##"<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">
<link rel="icon" href="data:,"><title>{title}</title>
<style>{STYLE}</style></head><body>
<a class="skip" href="#main">Skip to the summary</a>
<header><h1>{title}</h1>"##,
        digest(STYLE),
        digest(SCRIPT),
    );
    head(&mut out, metrics);
    out.push_str("</header><main id=\"main\" tabindex=\"-1\">");
    summary::summary(&mut out, metrics);
    summary::tiles(&mut out, metrics);
    sections::disclosures(&mut out, metrics, page);
    sections::ignored(&mut out, metrics, page);
    places::overview(&mut out, metrics);
    sections::time_line(&mut out, metrics);
    sections::speed(&mut out, metrics);
    sections::rules(&mut out, metrics);
    sections::escalations(&mut out, metrics);
    sections::reuse(&mut out, metrics, page);
    sections::themes(&mut out, metrics, page);
    sections::voice(&mut out, metrics);
    sections::agents(&mut out, metrics);
    places::details(&mut out, metrics);
    sections::method(&mut out, metrics, page);
    let _ = write!(
        out,
        "</main><footer><p>{}</p><p>Made by replylint {} on the machine where it ran; this page loads nothing and sends nothing.</p></footer>\n<script>{SCRIPT}</script>\n</body></html>\n",
        esc(&metrics.notice),
        esc(&metrics.engine)
    );
    out
}

fn head(out: &mut String, metrics: &Metrics) {
    let period = &metrics.period;
    let days = match (&period.from, &period.to) {
        (Some(from), Some(to)) if from == to => day(from),
        (Some(from), Some(to)) => format!("{} to {}", day(from), day(to)),
        _ => "Times unknown".to_owned(),
    };
    let before = match metrics.previous.as_ref().map(|previous| (&previous.from, &previous.to)) {
        Some((Some(from), Some(to))) => format!(", compared with {} to {}", day(from), day(to)),
        _ => String::new(),
    };
    let places = metrics.locations.len() as u64;
    let at = if places > 1 { format!(" at {}", many(places, "location", "locations")) } else { String::new() };
    let _ = write!(
        out,
        r#"<p class="period">{days}{before}. {}{at}.</p><p class="notice"><b>A screening aid, not a statement of compliance.</b> It shows what these rules found in replies. Nothing found never means that a reply obeys the law or the guide.</p>"#,
        many(metrics.whole.current.replies, "reply", "replies"),
    );
    out.push_str(r#"<nav aria-label="Parts of this page"><ul>"#);
    for (id, name) in [
        ("todo", "What to do"),
        ("disclosures", "Disclosures"),
        ("ignored", "Unanswered"),
        ("locations", "Locations"),
        ("weeks", "Over time"),
        ("speed", "Response times"),
        ("rules", "Rules"),
        ("reuse", "Copies"),
        ("themes", "Complaints"),
        ("voice", "Voice"),
        ("agents", "Agents"),
        ("method", "How it was measured"),
    ] {
        let _ = write!(out, r##"<li><a href="#{id}">{name}</a></li>"##);
    }
    out.push_str("</ul></nav>");
}

/// The base64 of the SHA-256 of a text, as a content security policy has it.
fn digest(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for part in Sha256::digest(text.as_bytes()).chunks(3) {
        let bits = part.iter().enumerate().fold(0_u32, |bits, (at, &byte)| bits | u32::from(byte) << (16 - 8 * at));
        for at in 0..4 {
            let letter =
                if at <= part.len() { char::from(LETTERS[(bits >> (18 - 6 * at)) as usize & 63]) } else { '=' };
            out.push(letter);
        }
    }
    out
}

/// Opens a section with a heading.
fn section(out: &mut String, id: &str, title: &str) {
    let _ = write!(out, r#"<section id="{id}" aria-labelledby="{id}-h"><h2 id="{id}-h">{title}</h2>"#);
}

/// A section's words where there is nothing to show.
fn empty(out: &mut String, words: &str) {
    let _ = write!(out, r#"<p class="soft">{words}</p></section>"#);
}

/// How many of how many are listed, where not all are.
fn listed(shown: usize, all: u64) -> String {
    if (shown as u64) < all {
        format!(" The first {} of {}.", number(shown as u64), number(all))
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn digests_are_base64() {
        // The well-known digest of nothing.
        assert_eq!(digest(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
