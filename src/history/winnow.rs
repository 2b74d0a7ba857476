//! Winnowing: of every four grams in a row the one with the smallest hash is kept, so that two texts which share seven
//! words in a row share at least one that was kept (Schleimer, Wilkerson and Aiken 2003).

use super::gram::GRAM;
use super::key::HistoryKey;
use super::mask::Word;

/// How many grams compete.
pub(super) const WINDOW: usize = 4;

/// A gram that was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Print {
    /// The number of its first word.
    pub(super) at: u32,
    /// Its keyed hash.
    pub(super) hash: u64,
}

/// Chooses the grams of a reply, in their order. A reply with fewer grams than compete keeps one. Linear.
pub(super) fn winnow(words: &[Word], key: &HistoryKey, out: &mut Vec<Print>) {
    out.clear();
    let mut window = [Print { at: 0, hash: u64::MAX }; WINDOW];
    let mut best = window[0];
    let grams = words.windows(GRAM).enumerate();
    let number = grams.len();
    for (at, gram) in grams {
        let print = Print { at: at as u32, hash: key.gram([gram[0].hash, gram[1].hash, gram[2].hash, gram[3].hash]) };
        window[at % WINDOW] = print;
        // Of equal hashes the rightmost counts, which keeps the fewest of a repeated word.
        if print.hash <= best.hash || at == 0 {
            best = print;
        } else if best.at as usize + WINDOW <= at {
            best = window[(at + 1) % WINDOW];
            for offset in 2..=WINDOW {
                let other = window[(at + offset) % WINDOW];
                if other.hash <= best.hash {
                    best = other;
                }
            }
        }
        if at + 1 >= WINDOW.min(number) && out.last() != Some(&best) {
            out.push(best);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(numbers: &[u8]) -> Vec<Word> {
        numbers.iter().map(|&n| Word { hash: u64::from(n), start: 0, end: 0, opens: false }).collect()
    }

    fn prints(numbers: &[u8]) -> Vec<Print> {
        let (mut out, key) = (Vec::new(), HistoryKey::new(&[1; 16]).unwrap());
        winnow(&words(numbers), &key, &mut out);
        out
    }

    proptest! {
        #[test]
        fn every_window_keeps_its_smallest(numbers in prop::collection::vec(0u8..9, 0..40)) {
            let (key, words) = (HistoryKey::new(&[1; 16]).unwrap(), words(&numbers));
            let hashes: Vec<u64> = words.windows(GRAM).map(|g| key.gram([g[0].hash, g[1].hash, g[2].hash, g[3].hash])).collect();
            let kept = prints(&numbers);
            prop_assert!(kept.windows(2).all(|two| two[0].at < two[1].at));
            let mut wanted = Vec::new();
            for (from, window) in hashes.windows(WINDOW.min(hashes.len()).max(1)).enumerate() {
                let smallest = window.iter().min().unwrap();
                let at = from + window.iter().rposition(|hash| hash == smallest).unwrap();
                wanted.push(Print { at: at as u32, hash: hashes[at] });
            }
            wanted.dedup();
            prop_assert_eq!(kept, wanted);
        }

        #[test]
        fn seven_words_in_a_row_are_found(
            shared in prop::collection::vec(any::<u8>(), 7..9),
            before in prop::collection::vec(any::<u8>(), 0..20),
            after in prop::collection::vec(any::<u8>(), 0..20),
            others in prop::collection::vec(any::<u8>(), 0..20),
        ) {
            let first = prints(&[before, shared.clone(), after].concat());
            let second = prints(&[others, shared].concat());
            prop_assert!(first.iter().any(|one| second.iter().any(|two| one.hash == two.hash)));
        }
    }
}
