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
    /// By word id, where its own begin in `notes`; those of the next follow.
    starts: Vec<u32>,
    /// Bits of a [`Presence`], by which of its words they stand in: the elements of which a word is the only one, or the
    /// rarest of a phrase.
    notes: Vec<(u32, u64)>,
}

/// The elements that one stretch has, a bit each. Where there are more elements than bits, some share one.
#[derive(Debug)]
pub(crate) struct Presence {
    bits: [u64; WORDS],
}

/// How many words of bits: more than built-in packs have elements, and little to clear for each stretch.
const WORDS: usize = 64;

/// Which word of a presence an element stands in, and its bit there.
#[inline]
fn place(element: u32) -> (u32, u64) {
    (element / 64 % WORDS as u32, 1 << (element % 64))
}

impl Default for Presence {
    fn default() -> Self {
        Self { bits: [0; WORDS] }
    }
}

impl Presence {
    #[inline]
    pub(crate) fn has(&self, element: u32) -> bool {
        let (word, bit) = place(element);
        self.bits[word as usize % WORDS] & bit != 0
    }
}

impl Collected {
    /// The number of an element.
    pub(crate) fn number(&mut self, element: Step) -> u32 {
        let next = self.numbers.len() as u32 + 1;
        *self.numbers.entry(element).or_insert(next)
    }

    /// Arranges the elements by what gives them away. `members` are the classes of each word id, and `commonness` is
    /// by word id. Returns the final number of each element as well, by the one that it had.
    pub(crate) fn arrange(self, classes: &[ClassPhrases], members: &Lists, commonness: &[u64]) -> (Elements, Vec<u32>) {
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
        let elements_of = Lists::new(ids, pairs.iter().copied());
        let numbers = renumber(&elements_of, ids, self.numbers.len());
        let (mut starts, mut notes, mut own) = (vec![0], Vec::new(), Vec::new());
        for id in 0..ids as u32 {
            own.clear();
            own.extend(elements_of.of(id).iter().map(|&old| place(numbers[old as usize])));
            own.sort_unstable();
            for same in own.chunk_by(|one, next| one.0 == next.0) {
                notes.push((same[0].0, same.iter().fold(0, |bits, (_, bit)| bits | bit)));
            }
            starts.push(notes.len() as u32);
        }
        (Elements { starts, notes }, numbers)
    }
}

/// New numbers for elements, by the old ones: those of one word next to one another, and of the words with the most of
/// them first, so that a word's bits stand side by side.
fn renumber(elements_of: &Lists, ids: usize, count: usize) -> Vec<u32> {
    let mut words: Vec<u32> = (0..ids as u32).filter(|&id| !elements_of.of(id).is_empty()).collect();
    words.sort_by_key(|&id| std::cmp::Reverse(elements_of.of(id).len()));
    let mut numbers = vec![NOTHING; count + 1];
    let mut next = NOTHING;
    let all = words.into_iter().flat_map(|id| elements_of.of(id)).copied();
    // An element that no word gives away has a number as well.
    for old in all.chain(1..=count as u32) {
        if numbers[old as usize] == NOTHING {
            next += 1;
            numbers[old as usize] = next;
        }
    }
    numbers
}

impl Elements {
    /// None yet.
    pub(crate) fn collect() -> Collected {
        Collected { numbers: QuickMap::default() }
    }

    /// Notes the elements that stand in a stretch of these word ids. May note one too many, never one too few.
    pub(crate) fn note(&self, ids: impl Iterator<Item = u32>, presence: &mut Presence) {
        presence.bits = [0; WORDS];
        presence.bits[NOTHING as usize] = 1;
        for id in ids {
            let (from, to) = (self.starts[id as usize], self.starts[id as usize + 1]);
            for &(word, bits) in &self.notes[from as usize..to as usize] {
                presence.bits[word as usize % WORDS] |= bits;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_has_what_its_words_give_away() {
        // One word stands in all of a hundred classes, another in every third.
        let of_classes = |class: u32| [Some((1, class)), (class % 3 == 0).then_some((2, class))];
        let members: Vec<(u32, u32)> = (0..100).flat_map(of_classes).flatten().collect();
        let classes: Vec<ClassPhrases> = (0..100).map(|_| ClassPhrases::default()).collect();
        let mut collected = Elements::collect();
        let old: Vec<u32> = (0..100).map(|class| collected.number(Step::Class(class))).collect();
        let (elements, numbers) = collected.arrange(&classes, &Lists::new(3, members.iter().copied()), &[0; 3]);
        assert_eq!(elements.notes.len(), 4, "the bits of a word stand side by side");
        let mut presence = Presence::default();
        elements.note([2].into_iter(), &mut presence);
        assert!(presence.has(NOTHING));
        for (class, old) in (0..100).zip(old) {
            assert_eq!(presence.has(numbers[old as usize]), class % 3 == 0);
        }
    }
}
