//! The word table: every word that a rule knows, found with one probe of a perfect hash.
//!
//! A probe reads a *pilot* by the word's hash, and with it the one slot where the word can be. Probes of different
//! words do not wait for one another, so the processor overlaps them; that, and not the hash, is why this is several
//! times faster than a hash map, whose probes end in a mispredicted branch.

use crate::text::{SEED, Text, hash_alone, hash_in};

/// What the table says of a word: an id, which several words may share, and where its spelling stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// 0 for a word that no rule knows.
    pub(crate) id: u32,
    slot: u32,
}

/// A perfect hash from words to ids.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// The hash of its words; nearly always that of the words of texts, so that a text's words are hashed once.
    seed: u64,
    pilots: Vec<u8>,
    /// Some bits of the word's hash above its id; 0 where no word is.
    slots: Vec<u32>,
    /// The bits of a slot that are the id.
    id_mask: u32,
    /// By slot, one past the last byte of the word in `spellings`, and its length. Read only to confirm.
    places: Vec<(u32, u32)>,
    spellings: String,
}

/// How many words share a pilot, on average.
const WORDS_A_PILOT: usize = 3;

impl Words {
    /// A table of `words`, each with an id other than 0. No word may be given twice.
    pub(crate) fn new<'a>(words: impl Iterator<Item = (&'a str, u32)> + Clone) -> Self {
        let most = words.clone().map(|(_, id)| id).max().unwrap_or(0);
        let id_mask = most.checked_next_power_of_two().map_or(u32::MAX, |bound| bound | (bound - 1));
        let mut seed = SEED;
        let mut hashes = Vec::new();
        for attempt in 0.. {
            hashes.clear();
            hashes.extend(words.clone().map(|(word, _)| hash_alone(word.as_bytes(), seed)));
            // A third of the slots stays free, and more after a failure, so that pilots are found at once.
            let slots = (hashes.len() * (4 + attempt) / 3).max(1);
            if let Some((pilots, slot_of)) = place(&hashes, slots) {
                let mut table = Self { seed, pilots, id_mask, ..Self::default() };
                table.slots = vec![0; slots];
                table.places = vec![(0, 0); slots];
                table.spellings.reserve(words.clone().map(|(word, _)| word.len()).sum());
                for (((word, id), &hash), &slot) in words.zip(&hashes).zip(&slot_of) {
                    table.slots[slot as usize] = (Self::fingerprint(hash) & !id_mask) | id;
                    table.spellings.push_str(word);
                    table.places[slot as usize] = (table.spellings.len() as u32, word.len() as u32);
                }
                return table;
            }
            seed = seed.wrapping_mul(0xd129_42f0_5a1f_9a4d).wrapping_add(1);
        }
        unreachable!("some seed separates all words")
    }

    /// What a token's word is. Once in some thousand words this is wrong for a word that no rule knows, so what
    /// depends on it is asked of [`Words::confirm`].
    #[inline(always)]
    pub(crate) fn look_up(&self, text: &Text, at: usize) -> Seen {
        if self.seed == SEED {
            return self.seen(text.hash(at));
        }
        self.look_up_again(text, at)
    }

    /// The same with a hash of the table's own.
    #[cold]
    fn look_up_again(&self, text: &Text, at: usize) -> Seen {
        let token = &text.tokens()[at];
        let length = (token.end - token.start) as usize;
        self.seen(hash_in(text.folded().as_bytes(), token.start as usize, length, self.seed))
    }

    #[inline(always)]
    fn seen(&self, hash: u64) -> Seen {
        let slot = slot(hash, self.pilots[bucket(hash, self.pilots.len())], self.slots.len());
        let found = self.slots[slot];
        let differs = (found ^ Self::fingerprint(hash)) & !self.id_mask != 0;
        Seen { id: if differs { 0 } else { found & self.id_mask }, slot: slot as u32 }
    }

    /// The id of a token's word; 0 for one that is not in the table.
    #[inline]
    pub(crate) fn id_in(&self, text: &Text, at: usize) -> u32 {
        let seen = self.look_up(text, at);
        let token = &text.tokens()[at];
        let word = || &text.folded().as_bytes()[token.start as usize..token.end as usize];
        if seen.id != 0 && self.confirm(seen, word()) { seen.id } else { 0 }
    }

    /// Whether the word really is the one that [`Words::look_up`] took it for.
    #[inline]
    pub(crate) fn confirm(&self, seen: Seen, word: &[u8]) -> bool {
        let (end, length) = self.places[seen.slot as usize];
        length as usize == word.len()
            && is_same(&self.spellings.as_bytes()[(end - length) as usize..end as usize], word)
    }

    /// The id of a word that does not stand in a text that was read; 0 for one that is not in the table.
    pub(crate) fn id_of(&self, word: &str) -> u32 {
        let hash = hash_alone(word.as_bytes(), self.seed);
        let seen = self.seen(hash);
        if seen.id != 0 && self.confirm(seen, word.as_bytes()) { seen.id } else { 0 }
    }

    /// The bits of a hash of which those that are not needed for the id stand beside it.
    #[inline]
    fn fingerprint(hash: u64) -> u32 {
        hash as u32
    }
}

/// Whether two words of one length are the same. Most are short, and told by their ends without a call.
#[inline]
fn is_same(one: &[u8], other: &[u8]) -> bool {
    match one.len() {
        4..=8 => one.first_chunk::<4>() == other.first_chunk() && one.last_chunk::<4>() == other.last_chunk(),
        9..=16 => one.first_chunk::<8>() == other.first_chunk() && one.last_chunk::<8>() == other.last_chunk(),
        0..4 => one.iter().zip(other).all(|(one, other)| one == other),
        _ => one == other,
    }
}

#[inline]
fn bucket(hash: u64, buckets: usize) -> usize {
    (((hash >> 32) * buckets as u64) >> 32) as usize
}

#[inline]
fn slot(hash: u64, pilot: u8, slots: usize) -> usize {
    let mixed = (hash ^ u64::from(pilot).wrapping_mul(0x9fb2_1c65_1e98_df25)).wrapping_mul(0xa076_1d64_78bd_642f);
    (((mixed >> 32) * slots as u64) >> 32) as usize
}

/// Finds pilots that give every hash a slot of its own: the largest buckets first, while there is room.
fn place(hashes: &[u64], slots: usize) -> Option<(Vec<u8>, Vec<u32>)> {
    let buckets = hashes.len().div_ceil(WORDS_A_PILOT).max(1);
    let mut starts = vec![0u32; buckets + 1];
    for &hash in hashes {
        starts[bucket(hash, buckets) + 1] += 1;
    }
    let largest = starts.iter().copied().max().unwrap_or(0) as usize;
    let mut by_size = vec![Vec::new(); largest + 1];
    for (bucket, &size) in starts[1..].iter().enumerate() {
        by_size[size as usize].push(bucket);
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut members = vec![0u32; hashes.len()];
    for (word, &hash) in hashes.iter().enumerate() {
        let at = &mut next[bucket(hash, buckets)];
        members[*at as usize] = word as u32;
        *at += 1;
    }
    let mut pilots = vec![0u8; buckets];
    let mut slot_of = vec![0u32; hashes.len()];
    let mut taken = vec![false; slots];
    let mut tried = Vec::with_capacity(largest);
    for &bucket in by_size[1.min(largest)..].iter().rev().flatten() {
        let words = &members[starts[bucket] as usize..starts[bucket + 1] as usize];
        let fitting = (0..=u8::MAX).find(|&pilot| {
            tried.clear();
            let fits = words.iter().all(|&word| {
                let slot = slot(hashes[word as usize], pilot, slots);
                let free = !std::mem::replace(&mut taken[slot], true);
                if free {
                    tried.push(slot);
                }
                free
            });
            if !fits {
                tried.iter().for_each(|&slot| taken[slot] = false);
            }
            fits
        })?;
        pilots[bucket] = fitting;
        for (&word, &slot) in words.iter().zip(&tried) {
            slot_of[word as usize] = slot as u32;
        }
    }
    Some((pilots, slot_of))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_of(table: &Words, text: &str, start: usize, end: usize) -> u32 {
        let seen = table.seen(hash_in(text.as_bytes(), start, end - start, table.seed));
        if seen.id != 0 && table.confirm(seen, &text.as_bytes()[start..end]) { seen.id } else { 0 }
    }

    #[test]
    fn every_word_is_found_and_no_other() {
        for count in [0u32, 1, 2, 3, 50, 5000] {
            let words: Vec<String> = (0..count).map(|n| format!("w{}", n * 7919)).collect();
            let table = Words::new(words.iter().zip(1..).map(|(word, id)| (word.as_str(), id)));
            for (word, id) in words.iter().zip(1..) {
                assert_eq!(id_of(&table, word, 0, word.len()), id);
                let padded = format!("{word} and more than sixteen bytes");
                assert_eq!(id_of(&table, &padded, 0, word.len()), id);
                assert_ne!(id_of(&table, &padded, 0, word.len() - 1), id);
            }
            for n in 0..5000 {
                let other = format!("x{n}");
                assert_eq!(id_of(&table, &other, 0, other.len()), 0);
            }
        }
    }

    #[test]
    fn long_words_differ_in_every_byte() {
        let long = "a".repeat(40);
        let words: Vec<String> = (0..40).map(|at| format!("{}b{}", &long[..at], &long[at + 1..])).collect();
        let table = Words::new(words.iter().zip(1..).map(|(word, id)| (word.as_str(), id)));
        for (word, id) in words.iter().zip(1..) {
            assert_eq!(id_of(&table, word, 0, word.len()), id);
        }
        assert_eq!(id_of(&table, &long, 0, 40), 0);
    }

    #[test]
    fn words_may_share_an_id() {
        let words = ["smith", "jones", "brown"];
        let table = Words::new(words.iter().map(|word| (*word, 7)));
        assert!(words.iter().all(|word| id_of(&table, word, 0, word.len()) == 7 && table.id_of(word) == 7));
        assert_eq!((table.id_of("smit"), table.id_of("")), (0, 0));
    }
}
