//! Concepts: named families of words and phrases, with their inflected forms and the everyday senses to leave out.

// What the `internals` feature hands out is public to nobody else.
#![cfg_attr(not(feature = "internals"), allow(unreachable_pub))]

mod grammar;
mod inflect;

pub(crate) use grammar::{Ending, Grammar, PAST};
pub(crate) use inflect::{any_form, forms_of, noun_forms, verb_forms};

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
    pub(crate) fn covers(self, entry: Form) -> bool {
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
    /// Its words and phrases, one after the other.
    spellings: String,
    /// First byte of each in `spellings`, one past its last, and its form.
    entries: Vec<(u32, u32, Form)>,
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
        noun_forms(spec, |pieces, form| self.push(&pieces, form));
    }

    /// Adds a verb; `see/saw/seen` names irregular forms, in a phrase the first word is inflected.
    pub fn verb(&mut self, spec: &str) {
        verb_forms(spec, |pieces, form| self.push(&pieces, form));
    }

    /// Adds a word or phrase that stands as it is.
    pub fn word(&mut self, word: &str) {
        self.push(&[word], Form::Any);
    }

    fn push(&mut self, pieces: &[&str], form: Form) {
        let start = self.spellings.len() as u32;
        pieces.iter().for_each(|piece| self.spellings.push_str(piece));
        self.entries.push((start, self.spellings.len() as u32, form));
    }

    /// Takes in the entries and senses of another part of the same concept.
    pub fn extend(&mut self, other: &Concept) {
        let base = self.spellings.len() as u32;
        self.spellings.push_str(&other.spellings);
        self.entries.extend(other.entries.iter().map(|&(start, end, form)| (base + start, base + end, form)));
        self.senses.extend(other.senses.iter().cloned());
    }

    /// All words and phrases, each with its form.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, Form)> {
        self.entries.iter().map(|&(start, end, form)| (&self.spellings[start as usize..end as usize], form))
    }
}
