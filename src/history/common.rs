//! Phrases that stand in the replies of many: repeating one is no copying. The history's own counts are no measure of
//! that, since those who copy most would hide themselves.

use super::gram::{self, GRAM};
use super::mask::{Names, mask};
use crate::text::{Markup, Text};
use once_cell::sync::Lazy;

/// Courtesies, written for this list, one a line.
const COURTESIES: &str = include_str!("courtesy.txt");

/// Sorted hashes of common grams ([`gram::gram`]): of the courtesies and of the table in `gram`. Made when it is first
/// asked for.
pub(crate) fn common() -> &'static [u32] {
    static COMMON: Lazy<Vec<u32>> = Lazy::new(|| {
        let (mut text, names, mut words) = (Text::new(), Names::default(), Vec::new());
        let mut grams = gram::COMMON.to_vec();
        for line in COURTESIES.lines() {
            text.read(line, Markup::Plain);
            mask(&text, line, &names, &mut words);
            grams.extend(words.windows(GRAM).map(|four| gram::gram([0, 1, 2, 3].map(|at| four[at].hash))));
        }
        grams.sort_unstable();
        grams.dedup();
        grams
    });
    &COMMON
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courtesies_are_common() {
        let common = common();
        assert!(common.len() > 400 && common.windows(2).all(|two| two[0] < two[1]));
        let words = ["taking", "the", "time", "to"].map(|word| gram::word(word.as_bytes()));
        assert!(common.binary_search(&gram::gram(words)).is_ok());
    }
}
