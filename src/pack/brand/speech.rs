//! The words of a language that the sections of a brand file stand for. English alone so far.

use once_cell::sync::Lazy;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How a brand may speak, as `rules/language/en.brand.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Speech {
    /// Words with which one speaks of oneself, and the business of itself.
    pub(super) first_singular: Vec<String>,
    pub(super) first_plural: Vec<String>,
    /// A pattern of what a business does.
    pub(super) acts: String,
    /// A pattern of where nothing can be contracted.
    pub(super) stressed: String,
    /// Patterns of comparing with `{}`.
    pub(super) compares: Vec<String>,
    /// Contractions of `not`, and what they stand for.
    pub(super) negative: BTreeMap<String, String>,
    /// Other contractions of one meaning.
    pub(super) plain: BTreeMap<String, String>,
    /// Contractions of several meanings.
    pub(super) open: BTreeMap<String, Vec<String>>,
    /// Full forms that sound stiff, and their contractions.
    pub(super) stiff: BTreeMap<String, String>,
}

/// Read when a brand file first asks.
pub(super) fn english() -> &'static Speech {
    static ENGLISH: Lazy<Speech> = Lazy::new(|| {
        let text = include_str!("../../../rules/language/en.brand.toml");
        toml::from_str(text).unwrap_or_else(|error| panic!("rules/language/en.brand.toml: {error}"))
    });
    &ENGLISH
}
