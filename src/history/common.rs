//! Phrases that stand in the replies of many: repeating one is no copying. The history's own counts are no measure of
//! that, since those who copy most would hide themselves.

// What the `internals` feature hands out is public to nobody else.
#![cfg_attr(not(feature = "internals"), allow(unreachable_pub))]

use super::bytes::u32_at;
use super::gram::{self, GRAM};
use super::mask::{Names, mask};
use crate::draft::Draft;
use crate::text::{Markup, Text};
use once_cell::sync::Lazy;

/// Sorted hashes of common grams ([`gram::gram`]), 32 bits each, little-endian, gathered by `tools/history/grams.py`.
const TABLE: &[u8] = include_bytes!("../../rules/language/en.grams");
/// Courtesies that the table's replies are too few for, written for this list, one a line.
const COURTESIES: &str = include_str!("courtesy.txt");

/// Hashes of grams, to be asked for one.
#[derive(Debug)]
pub(crate) struct Background {
    /// Sorted.
    grams: Vec<u32>,
    /// Where the hashes with the same first bits begin, and where the last of them end.
    starts: Vec<u32>,
}

/// How many first bits are looked up.
const FIRST_BITS: u32 = 12;

impl Background {
    fn new(mut grams: Vec<u32>) -> Self {
        grams.sort_unstable();
        grams.dedup();
        let start = |first: u32| grams.partition_point(|gram| gram >> (32 - FIRST_BITS) < first) as u32;
        let starts = (0..=1 << FIRST_BITS).map(start).collect();
        Self { grams, starts }
    }

    /// Whether a gram is common. Takes constant time where hashes are spread evenly.
    pub(crate) fn has(&self, gram: u32) -> bool {
        let first = (gram >> (32 - FIRST_BITS)) as usize;
        let Some(&[begin, end]) = self.starts.get(first..first + 2) else { return false };
        self.grams[begin as usize..end as usize].contains(&gram)
    }
}

static NONE: Background = Background { grams: Vec::new(), starts: Vec::new() };

impl Default for &Background {
    fn default() -> Self {
        &NONE
    }
}

/// Common grams: those of the table and of the courtesies. Made ready when it is first asked for.
pub(crate) fn common() -> &'static Background {
    static COMMON: Lazy<Background> = Lazy::new(|| {
        let mut grams: Vec<u32> = TABLE.chunks_exact(4).map(|four| u32_at(four, 0)).collect();
        COURTESIES.lines().for_each(|line| grams.extend(masked_grams(&Draft::new(line))));
        Background::new(grams)
    });
    &COMMON
}

/// Tells what is common in one version from what is in another: FNV-1a.
pub(crate) fn common_checksum() -> u64 {
    let bytes = TABLE.iter().chain(COURTESIES.as_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The masked 4-grams of a reply in plain text, as the table holds them; what the table is made from.
#[must_use]
pub fn masked_grams(reply: &Draft<'_>) -> Vec<u32> {
    let (mut text, mut names, mut words) = (Text::new(), Names::default(), Vec::new());
    text.read(&reply.text, Markup::Plain);
    names.read(reply);
    mask(&text, &reply.text, &names, &mut words);
    words.windows(GRAM).map(|four| gram::gram([0, 1, 2, 3].map(|at| four[at].hash))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courtesies_are_common() {
        let words = ["taking", "the", "time", "to"].map(|word| gram::word(word.as_bytes()));
        assert!(common().has(gram::gram(words)));
        let words = ["harbour", "at", "sunrise", "it"].map(|word| gram::word(word.as_bytes()));
        assert!(!common().has(gram::gram(words)));
    }

    #[test]
    fn the_table_is_sorted_and_whole() {
        let grams: Vec<u32> = TABLE.chunks_exact(4).map(|four| u32_at(four, 0)).collect();
        assert!(TABLE.len() % 4 == 0 && grams.len() > 100);
        assert!(grams.windows(2).all(|two| two[0] < two[1]));
    }

    #[test]
    fn a_background_has_what_was_put_into_it() {
        let grams = [0, 1, 0xfffff, 0x10_0000, 0x8000_0000, u32::MAX - 1, u32::MAX];
        let background = Background::new(grams.to_vec());
        assert!(grams.iter().all(|&gram| background.has(gram)));
        assert!(![2, 0xffffe, 0x10_0001, 0x7fff_ffff, u32::MAX - 2].iter().any(|&gram| background.has(gram)));
    }
}
