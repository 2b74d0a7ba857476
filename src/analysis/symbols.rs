//! A text as symbols: what stands for a word when it is asked whom a sentence is about.

use super::model::Model;
use crate::lexicon::{Grammar, PAST};
use crate::matcher::{SignalId, Signals, Words};
use crate::text::{Join, Text, Token};
use std::collections::HashMap;

/// One word, or a phrase of care.
#[derive(Debug, Clone, Copy)]
pub(super) struct Symbol {
    /// First folded byte.
    pub(super) start: u32,
    /// One past the last folded byte.
    pub(super) end: u32,
    /// What it is known by: the word itself, or its class.
    pub(super) word: u32,
    /// The word or phrase as it stands.
    pub(super) literal: u32,
    /// Its class.
    pub(super) class: u8,
    /// Its row in the model.
    pub(super) row: u16,
    /// What stands before it.
    pub(super) before: Join,
}

/// How symbols are made: the classes of a language, its families of care and the words that the model knows.
#[derive(Debug)]
pub(super) struct Symbols {
    words: Words,
    /// By word id, less one.
    entries: Vec<Entry>,
    /// By class: its hash, and which cue it is.
    classes: Vec<Class>,
    /// The signal of each family, by class: families are the first classes.
    pub(super) families: Vec<SignalId>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    word: u32,
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

impl Symbols {
    /// `families` are the known families and circumstances, by what they are called, with their signals; `clusters` lists words of like meaning, a
    /// cluster a line.
    pub(super) fn new(grammar: &Grammar, clusters: &str, families: &[(&str, SignalId)], model: &Model) -> Self {
        let names = families.iter().map(|(name, _)| format!("@{name}"));
        let names = names.chain(grammar.classes.keys().cloned()).chain(SHAPES.map(str::to_owned));
        let cue = |name: &str| grammar.cues.iter().position(|cue| cue == name).map_or(0, |bit| 1 << bit.min(63));
        let classes: Vec<Class> = names
            .map(|name| Class { hash: hash(name.as_bytes()), cue: cue(&name), row: model.class_row(&name), name })
            .collect();
        let class_of: HashMap<&str, u8> = classes.iter().zip(0..).map(|(class, i)| (class.name.as_str(), i)).collect();
        let mut table: HashMap<&str, Entry> = HashMap::new();
        for (words, cluster) in clusters.lines().zip(0..) {
            let row = model.cluster_row(cluster);
            table.extend(words.split_ascii_whitespace().map(|word| (word, Entry { word: 0, class: NONE, row })));
        }
        for (word, row) in model.words.iter().zip(1..) {
            table.insert(word, Entry { word: hash(word.as_bytes()), class: NONE, row });
        }
        let listed = grammar.classes.iter();
        let listed = listed.flat_map(|(class, words)| words.iter().map(move |word| (word.as_str(), class.as_str())));
        for (word, class) in listed.chain(grammar.pasts().map(|word| (word, PAST))) {
            table.entry(word).or_insert(Entry { word: 0, class: NONE, row: 0 }).class = class_of[class];
        }
        let words = Words::new(table.keys().zip(1..).map(|(word, id)| (*word, id)));
        Self {
            words,
            entries: table.into_values().collect(),
            families: families.iter().map(|&(_, signal)| signal).collect(),
            classes,
        }
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
                let literal = hash(&folded[start as usize..end as usize]);
                let word = self.classes[class as usize].hash;
                let mut last = token;
                while let Some(next) = tokens.next_if(|token| token.start < end) {
                    last = next;
                }
                // A phrase has the row of its last word, which is the noun of most.
                let row = self.entry(folded, last).map_or(0, |entry| entry.row);
                out.push(Symbol { start, end, word, literal, class, row, before: token.before });
                continue;
            }
            let spelling = &folded[token.start as usize..token.end as usize];
            let entry = self.entry(folded, token);
            let class = match entry {
                Some(entry) if entry.class != NONE => entry.class,
                _ => self.shape_of(spelling),
            };
            out.push(Symbol {
                start: token.start,
                end: token.end,
                word: entry
                    .map(|entry| entry.word)
                    .filter(|word| *word != 0)
                    .unwrap_or(self.classes[class as usize].hash),
                literal: hash(spelling),
                class,
                row: entry.map_or(0, |entry| entry.row),
                before: token.before,
            });
        }
    }

    fn entry(&self, folded: &[u8], token: &Token) -> Option<Entry> {
        let seen = self.words.look_up(folded, token);
        let known = seen.id != 0 && self.words.confirm(seen, &folded[token.start as usize..token.end as usize]);
        known.then(|| self.entries[seen.id as usize - 1])
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

/// FNV-1a, spread.
pub(super) fn hash(bytes: &[u8]) -> u32 {
    let hash = bytes.iter().fold(0x811c_9dc5u32, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 15)
}
