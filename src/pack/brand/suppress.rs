//! `[[suppress]]`: findings that somebody looked at and let stand: by rule and by the words that were found, since a
//! reply cannot hold a comment.

use crate::text::{Markup, Text};
use serde::Deserialize;
use std::sync::Arc;
use toml::Spanned;

/// A finding that is let stand.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct SuppressTable {
    /// The rule's id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(crate) rule: Spanned<String>,
    /// The words that were found, or a stretch of the draft around them. Case, quotes and spacing do not matter.
    pub(crate) text: String,
    /// Why it may stand.
    pub(crate) reason: String,
    /// Who decided.
    pub(crate) author: String,
    /// The last day on which it holds, as `2026-12-31`.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(crate) expires: Option<Spanned<toml::Value>>,
}

/// One suppression of a brand file, for whoever counts which are used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suppression {
    /// The rule's id.
    pub rule: String,
    /// The words that may stand.
    pub text: String,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub author: String,
    /// The last day on which it holds, as `2026-12-31`.
    pub expires: Option<String>,
    /// The file.
    pub origin: String,
    /// The line on which it begins, counted from 1.
    pub line: usize,
}

impl Suppression {
    /// Whether its time is over on a day, written `2026-12-31`.
    #[must_use]
    pub fn is_expired(&self, as_of: &str) -> bool {
        self.expires.as_deref().is_some_and(|expires| expires < as_of)
    }

    /// What the `overridden` entry of a report says where this suppression kept a finding out.
    #[must_use]
    pub fn said(&self) -> String {
        said(&self.text, &self.reason)
    }
}

/// What reports say of it.
fn said(text: &str, reason: &str) -> String {
    format!("suppressed for `{text}`: {reason}")
}

/// A suppression, ready to be asked.
#[derive(Debug)]
pub(crate) struct Suppressed {
    pub(crate) rule: Arc<str>,
    pub(crate) folded: String,
    pub(crate) said: Arc<str>,
    pub(crate) author: Arc<str>,
    pub(crate) expires: Option<Arc<str>>,
}

impl SuppressTable {
    /// The day, or what is wrong with it.
    pub(super) fn day(&self) -> Result<Option<String>, (String, usize)> {
        let Some(expires) = &self.expires else { return Ok(None) };
        let text = match expires.as_ref() {
            toml::Value::String(text) => text.clone(),
            toml::Value::Datetime(date) if date.time.is_none() => date.to_string(),
            _ => String::new(),
        };
        let is_day = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
        if text.len() == 10 && text.bytes().enumerate().all(is_day) {
            Ok(Some(text))
        } else {
            Err(("`expires` is no day".to_owned(), expires.span().start))
        }
    }

    pub(super) fn ready(&self, rule: Arc<str>, folder: &mut Text) -> Suppressed {
        folder.read(&self.text, Markup::Plain);
        Suppressed {
            rule,
            folded: folder.folded().trim().to_owned(),
            said: said(&self.text, &self.reason).into(),
            author: self.author.as_str().into(),
            expires: self.day().ok().flatten().map(Into::into),
        }
    }
}
