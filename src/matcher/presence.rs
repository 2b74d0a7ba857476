//! Which words and classes stand anywhere in a stretch of joined tokens, as far as sequences ask: a sequence that needs
//! another one is not followed at all.

use super::lists::{Lists, QuickMap};
use super::program::Step;
use super::sequences::ClassPhrases;

/// The number of an element that every stretch has.
pub(crate) const NOTHING: u32 = 0;

/// The elements that sequences need, by number from 1, while they are collected.
#[derive(Debug)]
pub(crate) struct Collected {
    numbers: QuickMap<Step, u32>,
}

/// What gives away that a stretch has an element.
#[derive(Debug)]
pub(crate) struct Elements {
    /// By word id, the elements of which the word is the only one, or the rarest of a phrase.
    by_word: Lists,
}

/// The elements that one stretch has, a bit each. Where there are more elements than bits, some share one.
#[derive(Debug)]
pub(crate) struct Presence {
    bits: [u64; WORDS],
}

/// How many words of bits: more than built-in packs have elements, and little to clear for each stretch.
const WORDS: usize = 64;

impl Default for Presence {
    fn default() -> Self {
        Self { bits: [0; WORDS] }
    }
}

impl Presence {
    #[inline]
    pub(crate) fn has(&self, element: u32) -> bool {
        self.bits[element as usize / 64 % WORDS] >> (element % 64) & 1 == 1
    }

    #[inline]
    fn note(&mut self, element: u32) {
        self.bits[element as usize / 64 % WORDS] |= 1 << (element % 64);
    }
}

impl Collected {
    /// The number of an element.
    pub(crate) fn number(&mut self, element: Step) -> u32 {
        let next = self.numbers.len() as u32 + 1;
        *self.numbers.entry(element).or_insert(next)
    }

    /// Arranges the elements by what gives them away. `members` are the classes of each word id, and `commonness` is
    /// by word id.
    pub(crate) fn arrange(self, classes: &[ClassPhrases], members: &Lists, commonness: &[u64]) -> Elements {
        let ids = commonness.len();
        let mut pairs = Vec::new();
        let mut class_numbers = vec![NOTHING; classes.len()];
        for (element, number) in self.numbers.iter().map(|(&element, &number)| (element, number)) {
            match element {
                Step::Word(word) => pairs.push((word, number)),
                Step::Class(class) => {
                    class_numbers[class as usize] = number;
                    let rarest = |phrase: &[u32]| phrase.iter().copied().min_by_key(|&id| commonness[id as usize]);
                    pairs.extend(classes[class as usize].several.iter().filter_map(rarest).map(|id| (id, number)));
                }
                Step::Gap { .. } => {}
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        // What stands alone in a class stands there once.
        for id in 0..ids as u32 {
            let numbers = members.of(id).iter().map(|&class| class_numbers[class as usize]);
            pairs.extend(numbers.filter(|&number| number != NOTHING).map(|number| (id, number)));
        }
        Elements { by_word: Lists::new(ids, pairs.iter().copied()) }
    }
}

impl Elements {
    /// None yet.
    pub(crate) fn collect() -> Collected {
        Collected { numbers: QuickMap::default() }
    }

    /// Notes the elements that stand in a stretch of these word ids. May note one too many, never one too few.
    pub(crate) fn note(&self, ids: impl Iterator<Item = u32>, presence: &mut Presence) {
        presence.bits = [0; WORDS];
        presence.note(NOTHING);
        for id in ids {
            for &element in self.by_word.of(id) {
                presence.note(element);
            }
        }
    }
}
