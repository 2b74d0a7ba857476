//! A text as symbols: what stands for a word when it is asked whom a sentence is about.

use super::features;
use super::model::Model;
use crate::lexicon::{Ending, Grammar, PAST};
use crate::matcher::{SignalId, Signals, Vocabulary, Words};
use crate::text::{Join, Text};
use std::collections::HashMap;
use std::sync::Arc;

/// One word, or a phrase of care.
#[derive(Debug, Clone, Copy)]
pub(super) struct Symbol {
    /// First folded byte.
    pub(super) start: u32,
    /// One past the last folded byte.
    pub(super) end: u32,
    /// What it is known by: the word itself, or its class.
    pub(super) word: u32,
    /// Its class.
    pub(super) class: u8,
    /// Its row in the model.
    pub(super) row: u16,
    /// What the model says of it by itself, where that is known of the word beforehand.
    pub(super) alone: Option<i16>,
    /// What stands before it.
    pub(super) before: Join,
    /// Where the inbound says it too, if it is of care. Folded bytes of the inbound.
    pub(super) echo: Option<(u32, u32)>,
}

/// The message that a draft answers, as far as the analysis asks.
pub(crate) struct Inbound<'a> {
    pub(crate) text: Option<&'a Text>,
    pub(crate) signals: &'a Signals,
}

/// What a language says of single words: their classes, and what a model knows of them. The same for all linters.
#[derive(Debug)]
pub(crate) struct Lexicon {
    words: Words,
    /// By word id, less one.
    entries: Vec<Entry>,
    /// The last letters of words that no class holds, how many letters they must have more than, and their class.
    endings: Vec<(Box<[u8]>, usize, u8)>,
    /// The class of a digit alone; those of more digits, and of digits among letters, follow.
    digits: u8,
    /// The first class of words that say little; it and all that follow are open.
    open: u8,
    /// The names of the classes that are no evidence.
    names: Vec<String>,
}

/// How symbols are made: the classes of a language, its families of care and the words that the model knows.
#[derive(Debug)]
pub(super) struct Symbols {
    lexicon: Arc<Lexicon>,
    /// By class: its hash, and which cue it is.
    classes: Vec<Class>,
    /// The signal of each family, by class: families are the first classes.
    pub(super) families: Vec<SignalId>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    word: u32,
    /// Counted from the first class that is no family.
    class: u8,
    row: u16,
    /// What the model says of the word by itself; known of words that have a class or are known by themselves, which
    /// are most of any text.
    alone: Option<i16>,
}

#[derive(Debug, Clone)]
pub(super) struct Class {
    pub(super) name: String,
    pub(super) hash: u32,
    /// A bit for each cue, none for other classes.
    pub(super) cue: u64,
    /// Its row in the model.
    pub(super) row: Option<u16>,
}

/// The classes of words with digits: so many digits, or letters as well.
const DIGITS: [&str; 6] = ["#1", "#2", "#3", "#4", "#5", "#x"];
/// The class of a word of which nothing is known.
const UNKNOWN: &str = "?";

/// The class of an entry that has a word of its own and no class.
const NONE: u8 = u8::MAX;

impl Lexicon {
    /// `clusters` lists words of like meaning, a cluster a line.
    pub(crate) fn new(grammar: &Grammar, clusters: &str, model: &Model) -> Self {
        let mut known = Known::default();
        for (words, cluster) in clusters.lines().zip(0..) {
            let row = model.cluster_row(cluster);
            for word in words.split_ascii_whitespace() {
                *known.entry(word) = Entry { row, ..Entry::NEW };
            }
        }
        for (word, row) in model.words.iter().zip(1..) {
            *known.entry(word) = Entry { word: hash(word.as_bytes()), row, ..Entry::NEW };
        }
        let mut names: Vec<String> = grammar.classes.keys().cloned().collect();
        let digits = names.len() as u8;
        names.extend(DIGITS.into_iter().chain([PAST]).map(str::to_owned));
        let open = names.len() as u8;
        for ending in &grammar.endings {
            if !names.contains(&ending.class) {
                names.push(ending.class.clone());
            }
        }
        names.push(UNKNOWN.to_owned());
        let class_of: HashMap<&str, u8> = names.iter().map(String::as_str).zip(0..).collect();
        for (class, words) in &grammar.classes {
            words.iter().for_each(|word| known.entry(word).class = class_of[class.as_str()]);
        }
        for entry in grammar.pasts() {
            let entry = known.entry(entry);
            entry.class = if entry.class == NONE { class_of[PAST] } else { entry.class };
        }
        let ending = |ending: &Ending| (ending.ends.as_bytes().into(), ending.beyond, class_of[ending.class.as_str()]);
        let endings = grammar.endings.iter().map(ending).collect();
        let words = Words::new(known.words.iter().zip(1..));
        let mut lexicon = Self { words, entries: Vec::new(), endings, digits, open, names };
        let of_classes: Vec<u32> = lexicon.names.iter().map(|name| hash(name.as_bytes())).collect();
        for (entry, word) in known.entries.iter_mut().zip(known.words.iter()) {
            if entry.word != 0 || entry.class != NONE {
                lexicon.weigh(entry, word.as_bytes(), &of_classes, model);
            }
        }
        lexicon.entries = known.entries;
        lexicon
    }

    /// Completes an entry by all that its word alone tells.
    fn weigh(&self, entry: &mut Entry, spelling: &[u8], of_classes: &[u32], model: &Model) {
        if entry.class == NONE {
            entry.class = self.shape_of(spelling);
        }
        let class = of_classes[usize::from(entry.class)];
        if entry.word == 0 {
            entry.word = class;
        }
        let mut alone = 0;
        features::of_word(entry.word, class, spelling, entry.class >= self.open, |feature| {
            alone += model.weight(feature);
        });
        entry.alone = i16::try_from(alone).ok();
    }

    /// The class of a word that is in none of the lists.
    fn shape_of(&self, word: &[u8]) -> u8 {
        let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
        if digits > 0 {
            let most = DIGITS.len() - 1;
            return self.digits + if digits == word.len() { digits.min(most) - 1 } else { most } as u8;
        }
        let fits = |(ends, beyond, _): &&(Box<[u8]>, usize, u8)| word.len() > *beyond && word.ends_with(ends);
        self.endings.iter().find(fits).map_or(self.names.len() as u8 - 1, |ending| ending.2)
    }
}

/// The words of a lexicon while it is collected.
#[derive(Default)]
struct Known {
    words: Vocabulary,
    entries: Vec<Entry>,
}

impl Known {
    fn entry(&mut self, word: &str) -> &mut Entry {
        let number = self.words.number(word) as usize;
        if number == self.entries.len() {
            self.entries.push(Entry::NEW);
        }
        &mut self.entries[number]
    }
}

impl Entry {
    const NEW: Self = Self { word: 0, class: NONE, row: 0, alone: None };
}

impl Symbols {
    /// `families` are the known families of the grammar with their signals.
    pub(super) fn new(grammar: &Grammar, lexicon: Arc<Lexicon>, families: &[(&str, SignalId)], model: &Model) -> Self {
        let names = families.iter().map(|(name, _)| format!("@{name}"));
        let cue = |name: &str| grammar.cues.iter().position(|cue| cue == name).map_or(0, |bit| 1 << bit);
        let classes = names
            .chain(lexicon.names.iter().cloned())
            .map(|name| Class { hash: hash(name.as_bytes()), cue: cue(&name), row: model.class_row(&name), name })
            .collect();
        Self { lexicon, classes, families: families.iter().map(|&(_, signal)| signal).collect() }
    }

    pub(super) fn class(&self, symbol: &Symbol) -> &Class {
        &self.classes[symbol.class as usize]
    }

    pub(super) fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// Whether a symbol is a word or phrase of care.
    pub(super) fn is_care(&self, symbol: &Symbol) -> bool {
        (symbol.class as usize) < self.families.len()
    }

    /// Whether a symbol is a word that no class and no family holds.
    pub(super) fn is_open(&self, symbol: &Symbol) -> bool {
        usize::from(symbol.class) >= self.families.len() + usize::from(self.lexicon.open)
    }

    /// The symbols of a text, in order. Linear in its words and care hits, but for a sort of the hits.
    pub(super) fn read(
        &self,
        text: &Text,
        signals: &Signals,
        inbound: &Inbound<'_>,
        hits: &mut Vec<(u32, u32, u8)>,
        out: &mut Vec<Symbol>,
    ) {
        out.clear();
        hits.clear();
        for (family, &signal) in self.families.iter().enumerate() {
            hits.extend(signals.of(signal).iter().map(|hit| (hit.start, u32::MAX - hit.end, family as u8)));
        }
        // By place, the longest first, then the family that names before others.
        hits.sort_unstable();
        let folded = text.folded().as_bytes();
        let mut hits = hits.iter().peekable();
        let mut tokens = text.tokens().iter().enumerate().peekable();
        while let Some((at, token)) = tokens.next() {
            while hits.next_if(|hit| hit.0 < token.start).is_some() {}
            if let Some(&(start, end, class)) = hits.next_if(|hit| hit.0 == token.start) {
                let end = u32::MAX - end;
                let word = self.classes[class as usize].hash;
                let mut last = at;
                while let Some((next, _)) = tokens.next_if(|(_, token)| token.start < end) {
                    last = next;
                }
                // A phrase has the row of its last word, which is the noun of most.
                let row = self.entry(text, last).map_or(0, |entry| entry.row);
                let echo = self.echo(&text.folded()[start as usize..end as usize], class, inbound);
                out.push(Symbol { start, end, word, class, row, alone: None, before: token.before, echo });
                continue;
            }
            let Entry { mut word, mut class, row, alone } = self.entry(text, at).unwrap_or(Entry::NEW);
            if class == NONE {
                class = self.lexicon.shape_of(&folded[token.start as usize..token.end as usize]);
                word = self.classes[self.families.len() + usize::from(class)].hash;
            }
            out.push(Symbol {
                start: token.start,
                end: token.end,
                word,
                class: self.families.len() as u8 + class,
                row,
                alone,
                before: token.before,
                echo: None,
            });
        }
    }

    #[inline]
    fn entry(&self, text: &Text, at: usize) -> Option<Entry> {
        let Lexicon { words, entries, .. } = &*self.lexicon;
        (words.id_in(text, at) as usize).checked_sub(1).map(|at| entries[at])
    }

    /// Where the inbound says a word or phrase of care as the draft does.
    fn echo(&self, said: &str, class: u8, inbound: &Inbound<'_>) -> Option<(u32, u32)> {
        const MOST: usize = 16;
        let other = inbound.text?;
        let hits = inbound.signals.of(self.families[usize::from(class)]);
        let hit = hits.iter().take(MOST).find(|hit| same_stem(&other.folded()[hit.range()], said))?;
        Some((hit.start, hit.end))
    }
}

/// Whether two words are forms of one: `crown` and `crowns` are, `swollen` and `swelling` are not.
fn same_stem(one: &str, other: &str) -> bool {
    fn letters(word: &str) -> impl Iterator<Item = u8> {
        word.bytes().filter(|byte| !byte.is_ascii_whitespace())
    }
    let shared = letters(one).zip(letters(other)).take_while(|(a, b)| a == b).count();
    let lengths = [letters(one).count(), letters(other).count()];
    let [short, long] = [lengths[0].min(lengths[1]), lengths[0].max(lengths[1])];
    shared == long || shared >= 4 && shared + 1 >= short && long - shared <= 4
}

/// The hash of a phrase, in which any white space counts as one space.
pub(super) fn hash_phrase(bytes: &[u8]) -> u32 {
    let is_space = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
    let kept = (0..bytes.len()).filter(|&at| !(is_space(at) && is_space(at + 1)));
    hash_of(kept.map(|at| if is_space(at) { b' ' } else { bytes[at] }))
}

/// FNV-1a, spread.
pub(super) fn hash(bytes: &[u8]) -> u32 {
    hash_of(bytes.iter().copied())
}

fn hash_of(bytes: impl Iterator<Item = u8>) -> u32 {
    let hash = bytes.fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (one, other) in [("crown", "crowns"), ("biopsy", "biopsies"), ("treat", "treated"), ("flu", "flu")] {
            assert!(same_stem(one, other) && same_stem(other, one), "{one} {other}");
        }
        for (one, other) in [("flu", "fluid"), ("cast", "castor oil"), ("mole", "molar"), ("", "a")] {
            assert!(!same_stem(one, other) && !same_stem(other, one), "{one} {other}");
        }
    }
}
