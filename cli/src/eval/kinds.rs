//! Which rules find what the corpora call a fault: `kinds.toml`, read.

use super::corpus::Shape;
use replylint::{Finding, Level};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What one corpus shape puts under test.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Section {
    /// Findings of these categories count.
    pub(crate) categories: Vec<String>,
    /// From the corpus's kinds to rules.
    pub(crate) kinds: BTreeMap<String, Vec<String>>,
    /// How findings amount to a label.
    #[serde(default)]
    pub(crate) label: Option<LabelRules>,
}

/// How findings amount to `generic`, `mixed` or `specific`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LabelRules {
    /// Any of these at `revise` or above.
    pub(crate) generic: Vec<String>,
    /// Several of these at any level.
    pub(crate) mixed: Vec<String>,
    /// How many.
    pub(crate) mixed_at_least: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    phi: Section,
    generic: Section,
    reuse: Section,
    brand: Section,
}

static FILE: LazyLock<File> =
    LazyLock::new(|| toml::from_str(include_str!("kinds.toml")).unwrap_or_else(|error| panic!("kinds.toml: {error}")));

/// What a shape puts under test.
pub(crate) fn of(shape: Shape) -> &'static Section {
    match shape {
        Shape::Phi => &FILE.phi,
        Shape::Generic => &FILE.generic,
        Shape::Reuse => &FILE.reuse,
        Shape::Brand => &FILE.brand,
    }
}

/// Whether a rule is the one that an entry names, or continues it.
pub(crate) fn stands_for(entry: &str, rule: &str) -> bool {
    rule.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '/', '.']))
}

impl Section {
    /// Whether a rule finds a kind.
    pub(crate) fn finds(&self, rule: &str, kind: &str) -> bool {
        match self.kinds.get(kind) {
            Some(entries) => any(entries, rule),
            None => stands_for(&format!("brand/{}", kind.replace('_', "-")), rule),
        }
    }

    /// The kinds that a rule finds.
    pub(crate) fn kinds_of<'a>(&'a self, rule: &'a str) -> impl Iterator<Item = &'a str> {
        self.kinds.iter().filter(move |(_, entries)| any(entries, rule)).map(|(kind, _)| kind.as_str())
    }

    /// Whether a finding is under test, whatever its level.
    pub(crate) fn tests(&self, finding: &Finding) -> bool {
        self.categories.iter().any(|category| category == finding.category.as_str())
            || self.kinds_of(&finding.rule).next().is_some()
    }

    /// What flags a draft, in words.
    pub(crate) fn flag_note(&self) -> String {
        let categories = self.categories.join(" or ");
        format!("flagged: a finding of category {categories} that is not disputed, at revise or above")
    }

    /// Whether a finding flags its draft: under test, not disputed, at `revise` or above.
    pub(crate) fn flags(&self, finding: &Finding) -> bool {
        !finding.disputed && finding.level >= Level::Revise && self.tests(finding)
    }
}

impl LabelRules {
    /// How findings amount to a label, in words.
    pub(crate) fn note(&self) -> String {
        let (generic, mixed) = (self.generic.join(" or "), self.mixed.join(" or "));
        format!(
            "label read, whatever the level: generic where {generic} stands; else mixed where {} of {mixed} stand; else \
             specific",
            self.mixed_at_least
        )
    }
}

/// Whether any entry stands for a rule.
pub(crate) fn any(entries: &[String], rule: &str) -> bool {
    entries.iter().any(|entry| stands_for(entry, rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_stands_for_what_continues_it() {
        assert!(stands_for("phi/identifier", "phi/identifier-phone"));
        assert!(stands_for("phi", "phi/visit"));
        assert!(stands_for("phi/visit", "phi/visit.bare"));
        assert!(!stands_for("phi/visit", "phi/visits"));
        assert!(!stands_for("phi/identifier-phone", "phi/identifier"));
    }

    #[test]
    fn the_file_is_whole() {
        for shape in Shape::ALL {
            let section = of(shape);
            for (kind, entries) in &section.kinds {
                let rules = entries.iter().filter(|entry| !replylint_category(entry)).collect::<Vec<_>>();
                assert!(rules.is_empty(), "{kind}: {rules:?} begin with no category");
                assert_eq!(entries.is_empty(), kind.starts_with("ok_"), "{kind}");
            }
        }
        assert!(of(Shape::Generic).label.is_some());
    }

    #[test]
    fn guidelines_that_are_not_listed_are_their_own_rules() {
        let brand = of(Shape::Brand);
        assert!(brand.finds("brand/sign-off", "sign_off"));
        assert!(brand.finds("brand/privacy", "privacy") && brand.finds("phi/visit", "privacy"));
        assert!(!brand.finds("brand/emoji", "sign_off"));
    }

    fn replylint_category(entry: &str) -> bool {
        let category = entry.split('/').next().unwrap_or_default();
        replylint::Category::ALL.iter().any(|known| known.as_str() == category)
    }
}
