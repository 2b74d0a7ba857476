//! The grammar of a language as data: its closed word classes, and which concepts tell of care.

use crate::error::Error;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A language file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grammar {
    /// The version of the format: 1.
    #[allow(dead_code)]
    schema: u32,
    /// The language's two-letter code. The concepts of other languages than English begin with it and a hyphen.
    pub(crate) language: String,
    /// The concepts that tell of care, the graver first.
    pub(crate) families: Vec<String>,
    /// The concepts that stand around care: they name a stretch only where no family does.
    pub(crate) circumstances: Vec<String>,
    /// The classes whose company decides: whom a sentence is about, when, and whether it is so.
    pub(crate) cues: Vec<String>,
    /// Words by class; a word belongs to one.
    pub(crate) classes: BTreeMap<String, Vec<String>>,
    /// Words that no class holds, in the past tense.
    pasts: Pasts,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pasts {
    words: Vec<String>,
}

impl Grammar {
    /// Reads a language file.
    ///
    /// # Errors
    ///
    /// Text that is no TOML, an unknown key, a word in two classes, a cue that is no class.
    pub(crate) fn parse(text: &str, origin: &str) -> Result<Self, Error> {
        let grammar: Self = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            Error::new(origin, error.message().trim().replace('\n', "; ")).at(text, at)
        })?;
        let mut class_of = BTreeMap::new();
        for (class, words) in &grammar.classes {
            for word in words {
                if let Some(other) = class_of.insert(word, class) {
                    let what = format!("`{word}` stands in the classes `{other}` and `{class}`");
                    return Err(Error::new(origin, what).remedy("leave it in one of them"));
                }
            }
        }
        if let Some(cue) = grammar.cues.iter().find(|cue| *cue != PAST && !grammar.classes.contains_key(*cue)) {
            return Err(
                Error::new(origin, format!("the cue `{cue}` is no class")).remedy("declare it under `[classes]`")
            );
        }
        Ok(grammar)
    }

    /// Families and circumstances, by what they are called whatever the language.
    pub(crate) fn evidence(&self) -> impl Iterator<Item = (&str, &str)> {
        let called = |concept: &str| concept.strip_prefix(self.language.as_str())?.strip_prefix('-').map(str::len);
        let all = self.families.iter().chain(&self.circumstances).map(String::as_str);
        all.map(move |concept| (concept, &concept[called(concept).map_or(0, |length| concept.len() - length)..]))
    }

    /// Words in the past tense that no class holds.
    pub(crate) fn pasts(&self) -> impl Iterator<Item = &str> {
        let held = |word: &str| self.classes.values().any(|words| words.iter().any(|other| other == word));
        self.pasts.words.iter().map(String::as_str).filter(move |word| !held(word))
    }
}

/// The class of words in the past tense.
pub(crate) const PAST: &str = "past";

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "schema = 1\nlanguage = \"xx\"\nfamilies = []\ncircumstances = []\ncues = [\"you\"]\npasts.words = [\"ran\", \"you\"]\n";

    #[test]
    fn a_word_belongs_to_one_class() {
        let grammar = Grammar::parse(&format!("{HEAD}[classes]\nyou = [\"you\"]\n"), "xx.toml").unwrap();
        assert_eq!(grammar.pasts().collect::<Vec<_>>(), ["ran"]);
        let twice = Grammar::parse(&format!("{HEAD}[classes]\nyou = [\"you\"]\nwe = [\"you\"]\n"), "xx.toml");
        assert!(twice.unwrap_err().to_string().contains("`you` stands in the classes"));
        let unknown = Grammar::parse(&format!("{HEAD}[classes]\nwe = [\"we\"]\n"), "xx.toml");
        assert!(unknown.unwrap_err().to_string().contains("the cue `you` is no class"));
    }
}
