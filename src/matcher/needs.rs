//! Pairs of neighbouring bytes that a shape cannot do without, wherever in a match they stand: one look at the pairs of
//! a text tells which shapes it may have at all, and those are few.
//!
//! Bytes are told apart by class, so that all pairs fit a small table: letters each by itself, digits together, and what
//! else replies are full of by itself.

use super::trigger::{self, ByteSet};
use regex_syntax::hir::{Class, Hir, HirKind};

/// How many classes of bytes there are.
pub(crate) const CLASSES: usize = 32;
const PAIRS: usize = CLASSES * CLASSES;
/// What stands between the parts of a reply, and what has no class of its own.
const OTHER: u8 = 0;
const DIGIT: u8 = 27;
const SPACE: u8 = 28;
const COMMA: u8 = 29;
const DOT: u8 = 30;
/// Marks that few replies have: brackets, `@`, `#`, `$`, `/` and the like.
const MARK: u8 = 31;

const CLASS: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = class(byte as u8);
        byte += 1;
    }
    table
};

const fn class(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => byte - b'a' + 1,
        b'A'..=b'Z' => byte - b'A' + 1,
        b'0'..=b'9' => DIGIT,
        b' ' => SPACE,
        b',' => COMMA,
        b'.' => DOT,
        b'\'' | b'!' | b'?' | b';' | b':' | b'-' | b'"' => OTHER,
        b'!'..=b'~' => MARK,
        _ => OTHER,
    }
}

/// The class of a byte.
#[inline]
pub(crate) fn class_of(byte: u8) -> usize {
    usize::from(CLASS[usize::from(byte)]) % CLASSES
}

/// The classes of the bytes of a set, a bit each.
pub(crate) fn classes_of(set: ByteSet) -> u32 {
    set.iter().fold(0, |classes, byte| classes | bit(byte))
}

/// So many numbers of 64 shapes are kept side by side.
const BLOCK: usize = 8;

/// By pair of classes, the shapes that need a pair of which this is one, a bit each.
#[derive(Debug)]
pub(crate) struct Needs(Vec<Box<[[u64; BLOCK]; PAIRS]>>);

impl Needs {
    /// The needs of shapes, by their numbers.
    pub(crate) fn new<'a>(shapes: impl Iterator<Item = (u32, &'a Hir)>) -> Self {
        let mut blocks: Vec<Box<[[u64; BLOCK]; PAIRS]>> = Vec::new();
        for (number, hir) in shapes {
            let need = needed(hir).unwrap_or_else(|| Need::new(u32::MAX, u32::MAX));
            let (word, bit) = (number as usize / 64, 1 << (number % 64));
            while blocks.len() <= word / BLOCK {
                blocks.push(Box::new([[0; BLOCK]; PAIRS]));
            }
            let block = &mut blocks[word / BLOCK];
            for (firsts, seconds) in need.pairs {
                for first in classes_in(firsts) {
                    classes_in(seconds).for_each(|second| block[first * CLASSES + second][word % BLOCK] |= bit);
                }
            }
        }
        Self(blocks)
    }

    /// Finds the shapes that a text may have, 64 to a number. Never leaves one out that it has.
    #[inline(never)]
    pub(crate) fn met(&self, text: &[u8], met: &mut Vec<u64>) {
        // By first class, a bit for each second class.
        let mut seen = [0u32; CLASSES];
        let mut before = usize::from(OTHER);
        for &byte in text {
            let class = class_of(byte);
            seen[before] |= 1 << class;
            before = class;
        }
        // Whatever follows the last byte completes its pair.
        seen[before] |= 1 << OTHER;
        let mut pairs = [0u16; PAIRS];
        let mut count = 0;
        for (first, mut seconds) in (0..).step_by(CLASSES).zip(seen) {
            while seconds != 0 {
                pairs[count % PAIRS] = first + seconds.trailing_zeros() as u16;
                count += 1;
                seconds &= seconds - 1;
            }
        }
        met.clear();
        for block in &self.0 {
            let mut all = [0; BLOCK];
            for &pair in &pairs[..count] {
                all.iter_mut().zip(&block[usize::from(pair) % PAIRS]).for_each(|(all, pair)| *all |= pair);
            }
            met.extend(all);
        }
    }
}

/// Pairs of classes, of which a match has one at least.
#[derive(Debug)]
struct Need {
    /// Sets of first classes, a bit each, and the second classes of each set.
    pairs: Vec<(u32, u32)>,
    /// How often one of them stands in ten thousand bytes of a text, as far as an order of magnitude.
    commonness: u32,
}

impl Need {
    /// One class of a set before one of another.
    fn new(firsts: u32, seconds: u32) -> Self {
        let of_first = |first: usize| match seconds {
            u32::MAX => BEFORE_ANY[first],
            _ => classes_in(seconds).map(|second| u32::from(COMMONNESS[first][second])).sum(),
        };
        Self { pairs: vec![(firsts, seconds)], commonness: classes_in(firsts).map(of_first).sum() }
    }

    /// One of either.
    fn or(mut self, mut other: Self) -> Self {
        self.pairs.append(&mut other.pairs);
        Self { pairs: self.pairs, commonness: self.commonness.saturating_add(other.commonness) }
    }

    fn rarer(self, other: Self) -> Self {
        if other.commonness < self.commonness { other } else { self }
    }
}

/// The classes of a set, ascending.
fn classes_in(mut set: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let class = set.trailing_zeros() as usize;
        set &= set.wrapping_sub(1);
        (class < CLASSES).then_some(class)
    })
}

/// The rarest pairs of which every match of `hir` has one.
fn needed(hir: &Hir) -> Option<Need> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => None,
        HirKind::Literal(literal) => {
            let pairs = literal.0.windows(2).map(|pair| Need::new(bit(pair[0]), bit(pair[1])));
            Some(pairs.fold(Need::new(bit(literal.0[0]), u32::MAX), Need::rarer))
        }
        HirKind::Class(class) => Some(Need::new(classes(class), u32::MAX)),
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            let sub = &repetition.sub;
            let own = needed(sub)?;
            let again = (repetition.min > 1).then(|| Need::new(edge(sub, Side::Last), edge(sub, Side::First)));
            Some(match again {
                Some(again) => own.rarer(again),
                None => own,
            })
        }
        HirKind::Repetition(_) => None,
        HirKind::Capture(group) => needed(&group.sub),
        HirKind::Concat(parts) => {
            let within = parts.iter().filter_map(needed);
            let between = (0..parts.len()).filter(|&at| !may_be_empty(&parts[at])).filter_map(|at| {
                // What comes next may be missing, and then something further on comes next.
                let rest = &parts[at + 1..];
                let next = rest.iter().position(|part| !may_be_empty(part))?;
                let firsts = rest[..=next].iter().fold(0, |set, part| set | edge(part, Side::First));
                Some(Need::new(edge(&parts[at], Side::Last), firsts))
            });
            within.chain(between).reduce(Need::rarer)
        }
        HirKind::Alternation(parts) => {
            let all = parts.iter().map(needed).collect::<Option<Vec<_>>>()?;
            all.into_iter().reduce(Need::or)
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    First,
    Last,
}

/// The classes of the bytes with which what `hir` matches may begin or end, unless it is empty.
fn edge(hir: &Hir, side: Side) -> u32 {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => {
            let byte = if side == Side::First { literal.0.first() } else { literal.0.last() };
            byte.map_or(0, |&byte| bit(byte))
        }
        HirKind::Class(class) => classes(class),
        HirKind::Repetition(repetition) => edge(&repetition.sub, side),
        HirKind::Capture(group) => edge(&group.sub, side),
        HirKind::Alternation(parts) => parts.iter().fold(0, |set, part| set | edge(part, side)),
        HirKind::Concat(parts) => {
            let mut set = 0;
            for at in 0..parts.len() {
                let part = if side == Side::First { &parts[at] } else { &parts[parts.len() - 1 - at] };
                set |= edge(part, side);
                if !may_be_empty(part) {
                    break;
                }
            }
            set
        }
    }
}

fn may_be_empty(hir: &Hir) -> bool {
    hir.properties().minimum_len().is_none_or(|length| length == 0)
}

fn bit(byte: u8) -> u32 {
    1 << CLASS[usize::from(byte)]
}

fn classes(class: &Class) -> u32 {
    classes_of(ByteSet::of(class))
}

/// The pairs of letters that English words are full of.
const COMMON: &[u8] = b"th he in er an re nd at on nt ha es st en ed to it ou ea hi is or ti as te et ng of al de se le sa si ar ve ra \
    ld ur ll wi us ke fo me ma om ro ee ch ic ce ut be ho so yo fe ry li we ne no do io la co ot ri wa pl pr rt ta ts ck mo rs";

/// By first and second class, how often a pair stands in ten thousand bytes of folded English text, as far as an order
/// of magnitude.
const COMMONNESS: [[u16; CLASSES]; CLASSES] = {
    let mut table = [[0; CLASSES]; CLASSES];
    let mut first = 0;
    while first < CLASSES {
        let mut second = 0;
        while second < CLASSES {
            table[first][second] = commonness(first as u8, second as u8);
            second += 1;
        }
        first += 1;
    }
    let mut at = 0;
    while at + 1 < COMMON.len() {
        if COMMON[at] != b' ' && COMMON[at + 1] != b' ' {
            table[class(COMMON[at]) as usize][class(COMMON[at + 1]) as usize] = 60;
        }
        at += 1;
    }
    table
};

/// The sums of its rows.
const BEFORE_ANY: [u32; CLASSES] = {
    let mut sums = [0; CLASSES];
    let mut at = 0;
    while at < CLASSES * CLASSES {
        sums[at / CLASSES] += COMMONNESS[at / CLASSES][at % CLASSES] as u32;
        at += 1;
    }
    sums
};

const fn commonness(first: u8, second: u8) -> u16 {
    const fn of(class: u8) -> u32 {
        match class {
            OTHER => 400,
            DIGIT => 100,
            MARK => 10,
            SPACE => 1700,
            COMMA | DOT => 100,
            letter => trigger::commonness(b'a' + letter - 1),
        }
    }
    let both = of(first) * of(second);
    match (first, second) {
        (SPACE | OTHER, COMMA | DOT) | (COMMA | DOT, COMMA | DOT) => 1,
        (COMMA | DOT, SPACE) => 100,
        (COMMA | DOT, _) => 5,
        (DIGIT, DIGIT) => 50,
        (1..DIGIT, 1..DIGIT) => (both / 40_000) as u16 + 1,
        _ => (both / 10_000) as u16 + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::Shape;
    use super::*;

    fn may_match(regex: &str, text: &str) -> bool {
        let mut met = Vec::new();
        Needs::new([(70, &Shape::new(regex).unwrap().hir)].into_iter()).met(text.as_bytes(), &mut met);
        met[1] >> 6 & 1 == 1
    }

    #[test]
    fn a_text_without_what_a_shape_needs_is_told() {
        let plain = "thank you for telling us about the parking, we have a new sign at the gate.";
        for (regex, found) in [
            (r"\b(?:at|in|the) {1,3},", "at the , door"),
            (r"\b(?:order|the) #?(?:null|undefined)", "the null"),
            (r"\.{4,30}", "well...."),
            (r"\w+ (?:dot|\(dot\)) \w+", "a dot b"),
            (r"\b(?:visit|chart)(?: id| no)? ?\d{3}", "visit no 123"),
            (r"(?:\d[ -]?){12,18}", "1234 5678 9012 3456"),
            (r"[a-z,] \[[ ]{0,3}\]", "at []"),
            (r"\$$", "a $"),
        ] {
            assert!(!may_match(regex, plain), "{regex}");
            assert!(may_match(regex, found), "{regex}");
        }
        assert!(may_match("[a-z]+", "a"));
        assert!(may_match("[ab]*c?x", "x"), "what may be missing is not asked for");
    }
}
