//! Concepts: named families of words and phrases, with their inflected forms and the everyday senses to leave out.

// What the `internals` feature hands out is public to nobody else.
#![cfg_attr(not(feature = "internals"), allow(unreachable_pub))]

mod grammar;
mod inflect;

pub(crate) use grammar::{Grammar, PAST};
pub(crate) use inflect::{any_form, noun_forms, verb_forms};

/// A form of a word, as patterns name it after a colon: `{treat:past}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Form {
    Any,
    Noun,
    Singular,
    Plural,
    Verb,
    Base,
    Third,
    Past,
    Participle,
    Ing,
}

impl Form {
    pub(crate) const ALL: [(&'static str, Form); 9] = [
        ("noun", Form::Noun),
        ("singular", Form::Singular),
        ("plural", Form::Plural),
        ("verb", Form::Verb),
        ("base", Form::Base),
        ("third", Form::Third),
        ("past", Form::Past),
        ("participle", Form::Participle),
        ("ing", Form::Ing),
    ];

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(word, _)| *word == name).map(|&(_, form)| form)
    }

    /// Whether an entry that was listed as `entry` counts as `self`.
    fn covers(self, entry: Form) -> bool {
        match self {
            Form::Any => true,
            Form::Noun => matches!(entry, Form::Singular | Form::Plural),
            Form::Verb => matches!(entry, Form::Base | Form::Third | Form::Past | Form::Participle | Form::Ing),
            form => form == entry,
        }
    }
}

/// A named family of words and phrases.
#[derive(Debug, Clone, Default)]
pub struct Concept {
    /// The name that patterns use.
    pub name: String,
    entries: Vec<(String, Form)>,
    /// Patterns inside which a hit of the concept is an everyday sense and does not count.
    pub senses: Vec<String>,
}

impl Concept {
    /// An empty concept.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Adds a noun; `child/children` names an irregular plural, in a phrase the last word is inflected.
    pub fn noun(&mut self, spec: &str) {
        self.entries.extend(noun_forms(spec));
    }

    /// Adds a verb; `see/saw/seen` names irregular forms, in a phrase the first word is inflected.
    pub fn verb(&mut self, spec: &str) {
        self.entries.extend(verb_forms(spec));
    }

    /// Adds a word or phrase that stands as it is.
    pub fn word(&mut self, word: &str) {
        self.entries.push((word.to_owned(), Form::Any));
    }

    /// Takes in the entries and senses of another part of the same concept.
    pub fn extend(&mut self, other: &Concept) {
        self.entries.extend(other.entries.iter().cloned());
        self.senses.extend(other.senses.iter().cloned());
    }

    /// The words and phrases that count as `form`.
    pub(crate) fn of_form(&self, form: Form) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(move |(_, entry)| form.covers(*entry)).map(|(word, _)| word.as_str())
    }
}
