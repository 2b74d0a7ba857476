//! Many short lists in a few allocations.

use crate::text::{SEED, hash_alone};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map for words and numbers of packs. Its hash is quick and no guard against keys that were chosen to collide:
/// whoever writes a pack would slow down nothing but its loading.
pub(crate) type QuickMap<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

/// A set of such.
pub(crate) type QuickSet<K> = HashSet<K, BuildHasherDefault<Quick>>;

/// The hasher of a [`QuickMap`].
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Quick(u64);

impl Quick {
    #[inline]
    fn add(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        bytes.chunks(8).for_each(|chunk| {
            let mut padded = [0; 8];
            padded[..chunk.len()].copy_from_slice(chunk);
            self.add(u64::from_le_bytes(padded));
        });
    }

    fn write_u8(&mut self, number: u8) {
        self.add(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.add(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.add(number as u64);
    }

    fn finish(&self) -> u64 {
        // The upper bits know the key best, and a map looks at the lower ones as well.
        self.0 ^ self.0 >> 32
    }
}

/// For each number below a bound, a list.
#[derive(Debug)]
pub(crate) struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Groups pairs of number and item; a list keeps the order in which its items were given.
    pub(crate) fn new(bound: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0u32; bound + 1];
        for (number, _) in pairs.clone() {
            starts[number as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut items = vec![0; starts[bound] as usize];
        for (number, item) in pairs {
            let at = &mut next[number as usize];
            items[*at as usize] = item;
            *at += 1;
        }
        Self { starts, items }
    }

    /// The list of one number.
    #[inline]
    pub(crate) fn of(&self, number: u32) -> &[u32] {
        let number = number as usize;
        &self.items[self.starts[number] as usize..self.starts[number + 1] as usize]
    }
}

/// Phrases, each a list of words by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PhraseList {
    words: Vec<u32>,
    /// One past the last word of each.
    ends: Vec<u32>,
}

impl PhraseList {
    /// The same phrases in order, each once, without empty ones.
    pub(crate) fn sorted(mut self) -> Self {
        // Most lists are of single words.
        if (1..).zip(&self.ends).all(|(words, &end)| words == end) {
            self.words.sort_unstable();
            self.words.dedup();
            self.ends.truncate(self.words.len());
            return self;
        }
        // Most phrases differ in their first two words, which one number compares.
        let word = |phrase: &[u32], at: usize| phrase.get(at).map_or(0, |&word| u64::from(word) + 1);
        let key = |phrase: &[u32]| word(phrase, 0) << 32 | word(phrase, 1);
        let mut all: Vec<(u64, &[u32])> =
            self.iter().filter(|phrase| !phrase.is_empty()).map(|phrase| (key(phrase), phrase)).collect();
        all.sort_unstable();
        all.dedup();
        let mut sorted = Self { words: Vec::with_capacity(self.words.len()), ends: Vec::with_capacity(all.len()) };
        all.into_iter().for_each(|(_, phrase)| sorted.push(phrase.iter().copied()));
        sorted
    }

    /// Adds a phrase.
    pub(crate) fn push(&mut self, phrase: impl Iterator<Item = u32>) {
        self.begin(phrase);
        self.end();
    }

    /// Adds words to the phrase that [`PhraseList::end`] will end.
    pub(crate) fn begin(&mut self, words: impl Iterator<Item = u32>) {
        self.words.extend(words);
    }

    /// Ends a phrase.
    pub(crate) fn end(&mut self) {
        self.ends.push(self.words.len() as u32);
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The words of one.
    pub(crate) fn get(&self, number: usize) -> &[u32] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[start as usize..self.ends[number] as usize]
    }

    /// All of them, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u32]> + Clone {
        (0..self.len()).map(|number| self.get(number))
    }

    /// The most words of one.
    pub(crate) fn longest(&self) -> Option<usize> {
        self.iter().map(<[u32]>::len).max()
    }

    /// A hash of them all.
    pub(crate) fn hash(&self) -> u64 {
        let mix = |hash: u64, &word: &u32| (hash.rotate_left(5) ^ u64::from(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        self.ends.iter().fold(self.words.iter().fold(0, mix), mix)
    }
}

/// Words, numbered from 0 in the order in which they were first met.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    spellings: String,
    /// One past the last byte of each word.
    ends: Vec<u32>,
    /// Open addressing, at most half full: some bits of a word's hash, and its number plus one; 0 for a free slot.
    slots: Vec<(u32, u32)>,
}

impl Vocabulary {
    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A word by number.
    pub(crate) fn get(&self, number: u32) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.spellings[start as usize..self.ends[number as usize] as usize]
    }

    /// All words, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let word = &self.spellings[start..end as usize];
            start = end as usize;
            word
        })
    }

    /// The number of a word, new or known.
    pub(crate) fn number(&mut self, word: &str) -> u32 {
        if 2 * self.len() >= self.slots.len() {
            self.grow();
        }
        let hash = hash_alone(word.as_bytes(), SEED) as u32;
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].1 != 0 {
            let (known, after) = self.slots[at];
            if known == hash && self.get(after - 1) == word {
                return after - 1;
            }
            at = (at + 1) & mask;
        }
        self.spellings.push_str(word);
        self.ends.push(self.spellings.len() as u32);
        self.slots[at] = (hash, self.len() as u32);
        self.len() as u32 - 1
    }

    fn grow(&mut self) {
        let size = (4 * self.len()).next_power_of_two().max(1 << 13);
        let old = std::mem::replace(&mut self.slots, vec![(0, 0); size]);
        for (hash, after) in old.into_iter().filter(|slot| slot.1 != 0) {
            let mut at = hash as usize & (size - 1);
            while self.slots[at].1 != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = (hash, after);
        }
    }
}
