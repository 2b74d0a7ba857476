//! What tells that a word may be a name, and what around it tells whose: lists that packs write, compiled once.

use crate::check::Compiler;
use crate::error::Error;
use crate::matcher::SignalId;
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

const LISTS: [(u32, &str); 18] = [
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
    (Seed::Kin, &["(your|his|her|their|my) ..1 ({kin}|{child})"]),
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

/// Where a word stands in the spellings, and the lists that hold it.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    start: u32,
    end: u32,
    lists: u32,
}

/// Everything that the search for names compares with.
#[derive(Debug)]
pub(crate) struct Cues {
    signals: Vec<SignalId>,
    /// The single words of all lists, one after the other.
    spellings: String,
    /// Open addressing by the word; a slot without lists is free.
    slots: Vec<Slot>,
    /// Phrases of several words, with their lists.
    phrases: Vec<(Box<str>, u32)>,
}

/// A hash of a word by its length and its ends, which tell most words apart, and by its middle where it is long.
fn hash(word: &[u8]) -> u64 {
    let four = |bytes: Option<&[u8; 4]>| bytes.map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)));
    let eight = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes));
    let mix = |hash: u64, part: u64| ((hash ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15)).rotate_left(29);
    let length = word.len() as u64;
    let ends = match word {
        [] => length,
        [one] => mix(length, u64::from(*one)),
        [first, .., last] if word.len() < 4 => mix(length, four(Some(&[*first, word[1], *last, 0]))),
        _ if word.len() < 8 => mix(mix(length, four(word.first_chunk())), four(word.last_chunk())),
        _ => mix(mix(length, eight(word.first_chunk())), eight(word.last_chunk())),
    };
    let middle = word.get(8..word.len().saturating_sub(8)).unwrap_or_default();
    middle.chunks_exact(8).fold(ends, |hash, part| mix(hash, eight(part.first_chunk())))
}

impl Cues {
    /// The cues, compiled for the first rule that asks for names and shared by the others.
    pub(super) fn shared(compiler: &mut Compiler<'_>) -> Result<Arc<Self>, Error> {
        if let Some(known) = compiler.known.cues.get() {
            return Ok(Arc::clone(known));
        }
        let cues = Arc::new(Self::new(compiler)?);
        Ok(Arc::clone(compiler.known.cues.get_or_init(|| cues)))
    }

    fn new(compiler: &mut Compiler<'_>) -> Result<Self, Error> {
        let mut words: Vec<(&str, u32)> = Vec::new();
        let mut phrases = Vec::new();
        for (list, concept) in LISTS {
            let Some(entries) = compiler.program.words_of(concept) else {
                return Err(Error::new(compiler.origin, format!("`match.name` reads the concept `{concept}`"))
                    .remedy("load the built-in packs, or declare it with `[[concept]]`"));
            };
            for entry in entries {
                match entry.contains([' ', '-']) {
                    true => {
                        words.extend(entry.rsplit([' ', '-']).next().map(|last| (last, PHRASE_END)));
                        phrases.push((entry.replace('-', " ").into(), list));
                    }
                    false => words.push((entry, list)),
                }
            }
        }
        // At most half full, so that a word that is no cue is told apart at once.
        let mut table = Self {
            signals: Vec::new(),
            spellings: String::new(),
            slots: vec![Slot::default(); (2 * words.len() + 1).next_power_of_two()],
            phrases,
        };
        for (word, list) in words {
            let at = table.slot(word);
            if table.slots[at].lists == 0 {
                let start = table.spellings.len() as u32;
                table.spellings.push_str(word);
                table.slots[at] = Slot { start, end: table.spellings.len() as u32, lists: 0 };
            }
            table.slots[at].lists |= list;
        }
        for (_, patterns) in SEEDS {
            let spanned: Vec<Spanned<String>> =
                patterns.iter().map(|&pattern| Spanned::new(0..0, pattern.to_owned())).collect();
            table.signals.push(compiler.phrases(&spanned)?);
        }
        Ok(table)
    }

    /// The concepts that are read.
    pub(crate) fn concepts() -> impl Iterator<Item = &'static str> {
        LISTS.iter().map(|&(_, concept)| concept).chain(["name-hail", "kin", "child"])
    }

    /// The signals of all seeds.
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.signals
    }

    pub(super) fn signal(&self, seed: Seed) -> SignalId {
        self.signals[seed as usize]
    }

    /// The lists that a word stands in.
    pub(super) fn lists(&self, word: &str) -> u32 {
        self.slots[self.slot(word)].lists
    }

    /// The slot of a word, or the free one where it would stand.
    fn slot(&self, word: &str) -> usize {
        let hash = hash(word.as_bytes());
        let mut at = (hash ^ hash >> 29) as usize & (self.slots.len() - 1);
        loop {
            let Slot { start, end, lists } = self.slots[at];
            if lists == 0 || self.spellings[start as usize..end as usize] == *word {
                return at;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Whether a text ends with a phrase of a list, as words.
    pub(super) fn ends_with_phrase(&self, words: &[&str], list: u32) -> bool {
        self.phrases.iter().filter(|(_, lists)| lists & list != 0).any(|(phrase, _)| {
            let mut behind = words.iter().rev();
            phrase.rsplit(' ').all(|word| behind.next() == Some(&word))
        })
    }
}
