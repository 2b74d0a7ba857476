//! A text as symbols: what stands for a word when it is asked whom a sentence is about.

use super::model::Model;
use crate::lexicon::{Grammar, PAST};
use crate::matcher::{SignalId, Signals, Vocabulary, Words};
use crate::text::{Join, Text, Token};
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
    /// What stands before it.
    pub(super) before: Join,
}

/// What a language says of single words: their classes, and what a model knows of them. The same for all linters.
#[derive(Debug)]
pub(crate) struct Lexicon {
    words: Words,
    /// By word id, less one.
    entries: Vec<Entry>,
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

/// Classes that shapes of words make.
const SHAPES: [&str; 11] = ["#1", "#2", "#3", "#4", "#5", "#x", PAST, "?ing", "?ly", "?s", "?"];

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
            *known.entry(word) = Entry { word: hash(word.as_bytes()), class: NONE, row };
        }
        let names = grammar.classes.keys().map(String::as_str).chain(SHAPES);
        let class_of: HashMap<&str, u8> = names.zip(0..).collect();
        let listed = grammar.classes.iter();
        let listed = listed.flat_map(|(class, words)| words.iter().map(move |word| (word.as_str(), class.as_str())));
        for (word, class) in listed.chain(grammar.pasts().map(|word| (word, PAST))) {
            known.entry(word).class = class_of[class];
        }
        Self { words: Words::new(known.words.iter().zip(1..)), entries: known.entries }
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
    const NEW: Self = Self { word: 0, class: NONE, row: 0 };
}

impl Symbols {
    /// `families` are the known families of the grammar with their signals.
    pub(super) fn new(grammar: &Grammar, lexicon: Arc<Lexicon>, families: &[(&str, SignalId)], model: &Model) -> Self {
        let names = families.iter().map(|(name, _)| format!("@{name}"));
        let names = names.chain(grammar.classes.keys().cloned()).chain(SHAPES.map(str::to_owned));
        let cue = |name: &str| grammar.cues.iter().position(|cue| cue == name).map_or(0, |bit| 1 << bit.min(63));
        let classes = names
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
        symbol.class as usize >= self.classes.len() - 4
    }

    /// The symbols of a text, in order. Linear in its words and care hits, but for a sort of the hits.
    pub(super) fn read(&self, text: &Text, signals: &Signals, hits: &mut Vec<(u32, u32, u8)>, out: &mut Vec<Symbol>) {
        out.clear();
        hits.clear();
        for (family, &signal) in self.families.iter().enumerate() {
            hits.extend(signals.of(signal).iter().map(|hit| (hit.start, u32::MAX - hit.end, family as u8)));
        }
        // By place, the longest first, then the family that names before others.
        hits.sort_unstable();
        let folded = text.folded().as_bytes();
        let mut hits = hits.iter().peekable();
        let mut tokens = text.tokens().iter().peekable();
        while let Some(token) = tokens.next() {
            while hits.next_if(|hit| hit.0 < token.start).is_some() {}
            if let Some(&(start, end, class)) = hits.next_if(|hit| hit.0 == token.start) {
                let end = u32::MAX - end;
                let word = self.classes[class as usize].hash;
                let mut last = token;
                while let Some(next) = tokens.next_if(|token| token.start < end) {
                    last = next;
                }
                // A phrase has the row of its last word, which is the noun of most.
                let row = self.entry(folded, last).map_or(0, |entry| entry.row);
                out.push(Symbol { start, end, word, class, row, before: token.before });
                continue;
            }
            let spelling = &folded[token.start as usize..token.end as usize];
            let entry = self.entry(folded, token);
            let class = match entry {
                Some(entry) if entry.class != NONE => self.families.len() as u8 + entry.class,
                _ => self.shape_of(spelling),
            };
            out.push(Symbol {
                start: token.start,
                end: token.end,
                word: entry
                    .map(|entry| entry.word)
                    .filter(|word| *word != 0)
                    .unwrap_or(self.classes[class as usize].hash),
                class,
                row: entry.map_or(0, |entry| entry.row),
                before: token.before,
            });
        }
    }

    fn entry(&self, folded: &[u8], token: &Token) -> Option<Entry> {
        let Lexicon { words, entries } = &*self.lexicon;
        let seen = words.look_up(folded, token);
        let known = seen.id != 0 && words.confirm(seen, &folded[token.start as usize..token.end as usize]);
        known.then(|| entries[seen.id as usize - 1])
    }

    fn shape_of(&self, word: &[u8]) -> u8 {
        let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
        let shape = if digits == word.len() {
            digits.min(5) - 1
        } else if digits > 0 {
            5
        } else if word.len() > 4 && word.ends_with(b"ed") {
            6
        } else if word.len() > 5 && word.ends_with(b"ing") {
            7
        } else if word.len() > 4 && word.ends_with(b"ly") {
            8
        } else if word.len() > 3 && word.ends_with(b"s") {
            9
        } else {
            10
        };
        (self.classes.len() - SHAPES.len() + shape) as u8
    }
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
