//! The grammar of a language as data: its closed word classes, and which concepts tell of care.

use crate::error::Error;
use crate::trusted;
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
    /// What the end of a word that is in no class says of it; the first that fits counts.
    pub(crate) endings: Vec<Ending>,
    /// What classes and evidence are to the reading of a disclosure.
    pub(crate) roles: Roles,
    /// Words by class; a word belongs to one.
    pub(crate) classes: BTreeMap<String, Vec<String>>,
    /// Words that stand twice in a row on purpose: `that that`, `very very`, interjections.
    #[serde(default)]
    pub(crate) doubled: Vec<String>,
    /// Words that lead from what a number belongs to up to the number: `number`, `no`, `is`.
    #[serde(default)]
    pub(crate) number_links: Vec<String>,
    /// The digits as words.
    #[serde(default)]
    pub(crate) digit_words: Vec<String>,
    /// Words in the past tense; a class that holds one goes before.
    pasts: Pasts,
}

/// The end of words of one class.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    /// The last letters.
    pub(crate) ends: String,
    /// How many letters the word must have more than.
    pub(crate) beyond: usize,
    /// Its class; one that begins with `?` says little of the word.
    pub(crate) class: String,
}

/// Names of classes, and of evidence behind an `@`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Roles {
    /// The reader.
    pub(crate) reader: Vec<String>,
    /// Somebody else.
    pub(crate) person: Vec<String>,
    /// A child.
    pub(crate) child: Vec<String>,
    /// The business.
    pub(crate) us: Vec<String>,
    /// What was.
    pub(crate) past: Vec<String>,
    /// What will be.
    pub(crate) future: Vec<String>,
    /// What is.
    pub(crate) present: Vec<String>,
    /// What is not.
    pub(crate) negation: Vec<String>,
    /// Another time.
    pub(crate) repetition: Vec<String>,
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
        let written = || {
            toml::from_str(text).map_err(|error| {
                let at = error.span().map_or(0, |span| span.start);
                Error::new(origin, error.message().trim().replace('\n', "; ")).at(text, at)
            })
        };
        let grammar: Self = trusted::read(text).map_or_else(written, Ok)?;
        let mut class_of = BTreeMap::new();
        for (class, words) in &grammar.classes {
            for word in words {
                if let Some(other) = class_of.insert(word, class) {
                    let what = format!("`{word}` stands in the classes `{other}` and `{class}`");
                    return Err(Error::new(origin, what).remedy("leave it in one of them"));
                }
            }
        }
        let is_class = |name: &String| name == PAST || grammar.classes.contains_key(name);
        if let Some(cue) = grammar.cues.iter().find(|cue| !is_class(cue)) {
            return Err(
                Error::new(origin, format!("the cue `{cue}` is no class")).remedy("declare it under `[classes]`")
            );
        }
        let is_evidence = |name: &str| grammar.evidence().any(|(_, known)| known == name);
        let known = |name: &String| name.strip_prefix('@').map_or_else(|| is_class(name), is_evidence);
        if let Some(name) = grammar.roles.names().find(|name| !known(name)) {
            return Err(Error::new(origin, format!("the role of `{name}`, which is no class"))
                .remedy("name a class, or a concept behind an `@`"));
        }
        // Sets of them are kept as bits.
        let classes = grammar.evidence().count() + grammar.classes.len() + grammar.endings.len() + 8;
        if grammar.cues.len() > 64 || classes > 128 {
            return Err(Error::new(origin, "the language has more than 64 cues or 128 classes").remedy("merge some"));
        }
        Ok(grammar)
    }

    /// Families and circumstances, by what they are called whatever the language.
    pub(crate) fn evidence(&self) -> impl Iterator<Item = (&str, &str)> {
        let called = |concept: &str| concept.strip_prefix(self.language.as_str())?.strip_prefix('-').map(str::len);
        let all = self.families.iter().chain(&self.circumstances).map(String::as_str);
        all.map(move |concept| (concept, &concept[called(concept).map_or(0, |length| concept.len() - length)..]))
    }

    /// Words in the past tense, some of which a class holds.
    pub(crate) fn pasts(&self) -> impl Iterator<Item = &str> {
        self.pasts.words.iter().map(String::as_str)
    }
}

impl Roles {
    fn names(&self) -> impl Iterator<Item = &String> {
        let Self { reader, person, child, us, past, future, present, negation, repetition } = self;
        [reader, person, child, us, past, future, present, negation, repetition].into_iter().flatten()
    }
}

/// The class of words in the past tense.
pub(crate) const PAST: &str = "past";

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "schema = 1\nlanguage = \"xx\"\nfamilies = [\"xx-test\"]\ncircumstances = []\ncues = [\"you\"]\n\
        pasts.words = [\"ran\"]\nendings = []\n[roles]\nreader = [\"you\", \"@test\"]\nperson = []\nchild = []\nus = []\n\
        past = [\"past\"]\nfuture = []\npresent = []\nnegation = []\nrepetition = []\n[classes]\n";

    fn fault(text: &str) -> String {
        Grammar::parse(text, "xx.toml").unwrap_err().to_string()
    }

    #[test]
    fn a_grammar_agrees_with_itself() {
        let grammar = Grammar::parse(&format!("{HEAD}you = [\"you\"]\n"), "xx.toml").unwrap();
        assert_eq!(grammar.evidence().collect::<Vec<_>>(), [("xx-test", "test")]);
        let twice = fault(&format!("{HEAD}you = [\"you\"]\nwe = [\"you\"]\n"));
        assert!(twice.contains("`you` stands in the classes"), "{twice}");
        assert!(fault(&format!("{HEAD}we = [\"we\"]\n")).contains("the cue `you` is no class"));
        let role = format!("{HEAD}you = [\"you\"]\n").replace("@test", "@nothing");
        assert!(fault(&role).contains("the role of `@nothing`"));
        let many: String = (0..130).map(|n| format!("c{n} = []\n")).collect();
        assert!(fault(&format!("{HEAD}you = []\n{many}")).contains("more than 64 cues or 128 classes"));
    }
}
