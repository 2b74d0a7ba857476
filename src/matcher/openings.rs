//! With which words a shape may begin: one look at the first bytes of a word leaves the few shapes that are worth a try.
//!
//! A shape such as `(?:order|the) (?:null|undefined)` begins in four ways. Each way has a bit of its own, so that `the
//! order` does not pass for the beginning of a shape of which `the` and `order` are parts.

use super::needs::{CLASSES, class_of, classes_of};
use super::trigger::{self, PREFIX, Prefix};
use regex_syntax::hir::Hir;

/// The ways in which shapes begin, by the class of their first byte.
#[derive(Debug)]
pub(crate) struct Openings {
    sieves: Vec<Sieve>,
    /// By class, where in `sieves` its own begin and end.
    by_first: [(u32, u32); CLASSES],
}

/// In place of a class behind the end of the text: any way may go on so, as far as a sieve knows.
const ANYTHING: usize = CLASSES;

/// Up to 64 ways that begin with the same class.
#[derive(Debug)]
struct Sieve {
    /// For each further byte, by its class, the ways that allow it.
    rows: [[u64; CLASSES + 1]; PREFIX - 1],
    /// The shape of each way.
    shapes: [u32; 64],
    /// By way, those of other shapes.
    others: [u64; 64],
}

impl Openings {
    /// The beginnings of shapes, by their numbers.
    pub(crate) fn new<'a>(shapes: impl Iterator<Item = (u32, &'a Hir)>) -> Self {
        let mut ways: Vec<(u32, [u32; PREFIX])> = Vec::new();
        for (number, hir) in shapes {
            let classes = |way: &Prefix| way.first.map(classes_of);
            ways.extend(trigger::beginnings(hir).map(|way| (number, classes(&way))));
        }
        let mut sieves = Vec::new();
        let by_first = std::array::from_fn(|class| {
            let start = sieves.len() as u32;
            let own: Vec<_> = ways.iter().filter(|(_, way)| way[0] >> class & 1 == 1).collect();
            sieves.extend(own.chunks(64).map(Sieve::new));
            (start, sieves.len() as u32)
        });
        Self { sieves, by_first }
    }

    /// Calls `give` with every shape that may begin with the word that begins at `start`, some of many ways more than once.
    #[inline]
    pub(crate) fn at(&self, bytes: &[u8], start: usize, mut give: impl FnMut(u32)) {
        let Some((first, next)) = bytes[start..].split_first() else { return };
        let classes: [usize; PREFIX - 1] = match next.first_chunk::<{ PREFIX - 1 }>() {
            Some(next) => next.map(class_of),
            None => std::array::from_fn(|at| next.get(at).map_or(ANYTHING, |&byte| class_of(byte))),
        };
        let (from, to) = self.by_first[class_of(*first)];
        for sieve in &self.sieves[from as usize..to as usize] {
            let mut ways = sieve.rows.iter().zip(classes).fold(u64::MAX, |ways, (row, class)| ways & row[class]);
            while ways != 0 {
                let way = ways.trailing_zeros() as usize % 64;
                give(sieve.shapes[way]);
                ways &= sieve.others[way];
            }
        }
    }
}

impl Sieve {
    fn new(ways: &[&(u32, [u32; PREFIX])]) -> Self {
        let mut rows = [[0; CLASSES + 1]; PREFIX - 1];
        for (bit, (_, way)) in ways.iter().enumerate() {
            for (row, classes) in rows.iter_mut().zip(&way[1..]) {
                for class in (0..CLASSES).filter(|class| classes >> class & 1 == 1) {
                    row[class] |= 1 << bit;
                }
                row[ANYTHING] |= 1 << bit;
            }
        }
        let mut sieve = Self { rows, shapes: [u32::MAX; 64], others: [u64::MAX; 64] };
        let mut bit = 0;
        // The ways of a shape follow one another.
        for own in ways.chunk_by(|(shape, _), (next, _)| shape == next) {
            let all = (bit..bit + own.len()).fold(0, |all, bit| all | 1 << bit);
            sieve.shapes[bit..bit + own.len()].fill(own[0].0);
            sieve.others[bit..bit + own.len()].fill(!all);
            bit += own.len();
        }
        sieve
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::Shape;
    use super::*;

    #[test]
    fn a_word_opens_the_shapes_that_begin_with_it() {
        let shapes =
            [r"\b(?:order|the) (?:null|undefined)", r"\b(?:mr|mrs|dr)\.? [a-z]+", r"\b\d{3}-\d{2}\b", r"\bab?c\b"]
                .map(|regex| Shape::new(regex).unwrap());
        let openings = Openings::new((5..).zip(shapes.iter().map(|shape| &shape.hir)));
        let open = |text: &str| {
            let mut found = Vec::new();
            openings.at(text.as_bytes(), 0, |shape| found.push(shape));
            found.dedup();
            found
        };
        assert_eq!(open("the undefined"), [5]);
        assert_eq!(open("order null"), [5]);
        assert_eq!((open("the order"), open("thenull u")), (vec![], vec![]));
        assert_eq!((open("mr x"), open("dr. jones"), open("dress")), (vec![6], vec![6], vec![]));
        assert_eq!((open("123-45"), open("ac"), open("abcd"), open("")), (vec![7], vec![8], vec![8], vec![]));
    }
}
