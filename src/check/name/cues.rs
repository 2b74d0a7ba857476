//! What tells that a word may be a name, and what around it tells whose: lists that packs write, compiled once.

use crate::check::Compiler;
use crate::error::Error;
use crate::matcher::{SignalId, Vocabulary, Words};
use crate::text::Text;
use std::sync::Arc;
use toml::Spanned;

/// The lists, by the bit that stands for each.
pub(super) const GIVEN: u32 = 1;
pub(super) const WORD_GIVEN: u32 = 1 << 1;
pub(super) const SURNAME: u32 = 1 << 2;
pub(super) const WORD_SURNAME: u32 = 1 << 3;
pub(super) const TITLE: u32 = 1 << 4;
pub(super) const CLINICIAN: u32 = 1 << 5;
pub(super) const CREDENTIAL: u32 = 1 << 6;
pub(super) const ROLE: u32 = 1 << 7;
pub(super) const CONTACT: u32 = 1 << 8;
pub(super) const VALEDICTION: u32 = 1 << 9;
pub(super) const ADDRESS: u32 = 1 << 10;
pub(super) const POSSESSION: u32 = 1 << 11;
pub(super) const SEEN: u32 = 1 << 12;
pub(super) const CARE: u32 = 1 << 13;
pub(super) const NOT: u32 = 1 << 14;
pub(super) const PLACE: u32 = 1 << 15;
pub(super) const PARTICLE: u32 = 1 << 16;

pub(super) const PASSING: u32 = 1 << 17;
/// The last word of a phrase of several words.
pub(super) const PHRASE_END: u32 = 1 << 18;
pub(super) const BELONGING: u32 = 1 << 19;
pub(super) const ACT: u32 = 1 << 20;
pub(super) const RECALLED: u32 = 1 << 21;
pub(super) const OPENER: u32 = 1 << 22;
pub(super) const NEEDY: u32 = 1 << 23;
pub(super) const DIMINUTIVE: u32 = 1 << 24;

const LISTS: [(u32, &str); 24] = [
    (GIVEN, "given-name"),
    (WORD_GIVEN, "word-name"),
    (SURNAME, "surname"),
    (WORD_SURNAME, "word-surname"),
    (TITLE, "name-title"),
    (CLINICIAN, "name-clinician"),
    (CREDENTIAL, "name-credential"),
    (ROLE, "name-role"),
    (CONTACT, "name-contact"),
    (VALEDICTION, "name-valediction"),
    (ADDRESS, "name-address"),
    (POSSESSION, "name-possession"),
    (SEEN, "name-seen"),
    (CARE, "name-care"),
    (NOT, "name-not"),
    (PLACE, "name-place"),
    (PARTICLE, "name-particle"),
    (PASSING, "name-passing"),
    (BELONGING, "name-belonging"),
    (ACT, "name-act"),
    (RECALLED, "name-recalled"),
    (OPENER, "name-opener"),
    (NEEDY, "name-needy"),
    (DIMINUTIVE, "name-diminutive"),
];

/// Where a look for names begins. The signals have consecutive numbers, in this order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seed {
    /// A greeting, at whose end a name may follow.
    Hail,
    /// A title.
    Title,
    /// A relative.
    Kin,
    /// A word that is a name and hardly anything else.
    Given,
    /// The same of surnames.
    Surname,
    /// A word that may be a name, where the sentence asks for one.
    Word,
}

const SEEDS: [(Seed, &[&str]); 6] = [
    (Seed::Hail, &["{name-hail}"]),
    (Seed::Title, &["{name-title}"]),
    (Seed::Kin, &["(your|his|her|their|my) ..1 ({kin}|{child})", "{name-diminutive}"]),
    (Seed::Given, &["{given-name}"]),
    (Seed::Surname, &["{surname}"]),
    (
        Seed::Word,
        &[
            "{word-name} s ..1 {name-possession}",
            "{word-name} ({surname}|{word-surname})",
            "(thanks|thank you|sorry|welcome) ..2 {word-name}",
            "{name-seen} {word-name}",
        ],
    ),
];

/// Everything that the search for names compares with.
#[derive(Debug)]
pub(crate) struct Cues {
    signals: Vec<SignalId>,
    /// The single words of all lists.
    words: Words,
    /// By word id, less one, the lists that hold it.
    lists: Vec<u32>,
    /// Phrases of several words, with their lists.
    phrases: Vec<(Box<str>, u32)>,
}

impl Cues {
    /// The cues, compiled for the first rule that asks for names and shared by the others.
    pub(in crate::check) fn shared(compiler: &mut Compiler<'_>) -> Result<Arc<Self>, Error> {
        if let Some(known) = compiler.known.cues.get() {
            return Ok(Arc::clone(known));
        }
        let cues = Arc::new(Self::new(compiler)?);
        Ok(Arc::clone(compiler.known.cues.get_or_init(|| cues)))
    }

    fn new(compiler: &mut Compiler<'_>) -> Result<Self, Error> {
        let (mut words, mut lists) = (Vocabulary::default(), Vec::new());
        let mut add = |word: &str, list: u32| {
            let number = words.number(word) as usize;
            lists.resize(lists.len().max(number + 1), 0);
            lists[number] |= list;
        };
        let mut phrases = Vec::new();
        for (list, concept) in LISTS {
            let Some(entries) = compiler.program.words_of(concept) else {
                return Err(Error::new(compiler.origin, format!("`match.name` reads the concept `{concept}`"))
                    .remedy("load the built-in packs, or declare it with `[[concept]]`"));
            };
            for entry in entries {
                match entry.contains([' ', '-']) {
                    true => {
                        entry.rsplit([' ', '-']).take(1).for_each(|last| add(last, PHRASE_END));
                        phrases.push((entry.replace('-', " ").into(), list));
                    }
                    false => add(entry, list),
                }
            }
        }
        let mut signals = Vec::new();
        for (_, patterns) in SEEDS {
            let spanned: Vec<Spanned<String>> =
                patterns.iter().map(|&pattern| Spanned::new(0..0, pattern.to_owned())).collect();
            signals.push(compiler.phrases(&spanned)?);
        }
        Ok(Self { signals, words: Words::new(words.iter().zip(1..)), lists, phrases })
    }

    /// The concepts that are read.
    pub(crate) fn concepts() -> impl Iterator<Item = &'static str> {
        LISTS.iter().map(|&(_, concept)| concept).chain(["name-hail", "kin", "child"])
    }

    /// The signals of all seeds.
    pub(in crate::check) fn signals(&self) -> &[SignalId] {
        &self.signals
    }

    pub(super) fn signal(&self, seed: Seed) -> SignalId {
        self.signals[seed as usize]
    }

    /// The lists that a word of a text stands in.
    pub(super) fn lists_of(&self, text: &Text, at: usize) -> u32 {
        (self.words.id_in(text, at) as usize).checked_sub(1).map_or(0, |number| self.lists[number])
    }

    /// The lists that a word stands in.
    pub(super) fn lists(&self, word: &str) -> u32 {
        let id = self.words.id_of(word) as usize;
        id.checked_sub(1).map_or(0, |number| self.lists[number])
    }

    /// Whether a word is a given name and hardly anything else.
    pub(in crate::check) fn is_given(&self, word: &str) -> bool {
        self.lists(word) & GIVEN != 0
    }

    /// Whether a text ends with a phrase of a list, as words.
    pub(super) fn ends_with_phrase(&self, words: &[&str], list: u32) -> bool {
        self.phrases.iter().filter(|(_, lists)| lists & list != 0).any(|(phrase, _)| {
            let mut behind = words.iter().rev();
            phrase.rsplit(' ').all(|word| behind.next() == Some(&word))
        })
    }
}
