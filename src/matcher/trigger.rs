//! What a shape must have near its start, read off its regex: a text without it is never searched for the shape.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// A set of bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ByteSet([u64; 4]);

impl ByteSet {
    const ALL: Self = Self([u64::MAX; 4]);

    pub(crate) fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    #[cfg(test)]
    pub(crate) fn contains(self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = u8> {
        let bytes = |(word, mut bits): (u8, u64)| {
            std::iter::from_fn(move || {
                let at = bits.trailing_zeros() as u8;
                bits &= bits.wrapping_sub(1);
                (at < 64).then(|| 64 * word + at)
            })
        };
        (0..).zip(self.0).flat_map(bytes)
    }

    fn union(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    pub(crate) fn of(class: &Class) -> Self {
        let mut set = Self::default();
        match class {
            Class::Bytes(class) => {
                for range in class.ranges() {
                    (range.start()..=range.end()).for_each(|byte| set.insert(byte));
                }
            }
            // An alternation of single letters is parsed as a class of characters.
            Class::Unicode(class) => match class.to_byte_class() {
                Some(bytes) => return Self::of(&Class::Bytes(bytes)),
                None => return Self::ALL,
            },
        }
        set
    }

    /// How often such a byte stands in a text, in parts of ten thousand.
    fn commonness(self) -> u32 {
        self.iter().map(|byte| COMMONNESS[usize::from(byte)]).sum()
    }
}

const COMMONNESS: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = commonness(byte as u8);
        byte += 1;
    }
    table
};

/// How often a byte stands in folded English text, in parts of ten thousand, as far as an order of magnitude.
pub(crate) const fn commonness(byte: u8) -> u32 {
    match byte {
        b' ' => 1700,
        b'a' | b'e' | b'i' | b'n' | b'o' | b'r' | b's' | b't' => 550,
        b'j' | b'q' | b'x' | b'z' => 20,
        b'k' => 80,
        b'a'..=b'z' => 200,
        b'.' | b',' | b'\n' => 100,
        b'\'' | b'!' | b'-' => 80,
        b'0'..=b'9' => 15,
        b'A'..=b'Z' => 0,
        0x80.. => 2,
        _ => 3,
    }
}

/// What gives away that a shape may begin somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// One of these bytes, `from` to `to` bytes after the start.
    Byte { set: ByteSet, from: u32, to: u32 },
    /// The start of a word, followed by the bytes of the [`Prefix`].
    WordStart,
    /// The start of a line, followed by the bytes of the [`Prefix`].
    LineStart,
}

/// The most that a trigger byte may be needed, in parts of ten thousand bytes of text, windows included.
const MOST_COMMON: u64 = 400;
/// The widest window before a trigger byte.
const WIDEST: u32 = 128;
/// The most words, in a hundred thousand, that may begin as the shape does when it is triggered by the start of a word.
const MOST_WORDS: u64 = 3000;

/// The trigger of a regex, the cheapest of those it has. `None`: it must be tried everywhere.
pub(crate) fn derive(hir: &Hir, prefix: &Prefix) -> Option<Trigger> {
    if starts_line(hir) {
        return Some(Trigger::LineStart);
    }
    let byte = required(hir).filter(|byte| byte.cost() <= MOST_COMMON && byte.to - byte.from <= WIDEST);
    // Its ways to begin, each for itself, are fewer than its first bytes, each for itself, allow.
    let few_ways = || beginnings(hir).map(|way| way.share_of_words()).sum::<u64>() <= MOST_WORDS;
    let is_rare = || prefix.share_of_words() <= MOST_WORDS || few_ways();
    let word_start = (starts_word(hir) && is_rare()).then_some(Trigger::WordStart);
    let Some(Required { set, from, to, .. }) = byte else { return word_start };
    // Words are at hand; a byte must be looked for, and what is not the first byte of a match costs a search back.
    word_start.or(Some(Trigger::Byte { set, from, to }))
}

/// A byte that every match has, at a bounded distance from its start.
#[derive(Debug, Clone, Copy)]
struct Required {
    set: ByteSet,
    commonness: u32,
    from: u32,
    to: u32,
}

impl Required {
    fn new(set: ByteSet, from: u32, to: u32) -> Self {
        Self { set, commonness: set.commonness(), from, to }
    }

    fn cost(&self) -> u64 {
        // Shapes that begin with their trigger are sieved together.
        let elsewhere = if self.to == 0 { 1 } else { 2 };
        u64::from(self.commonness) * u64::from(elsewhere + (self.to - self.from) / 8)
    }

    fn cheaper(self, other: Option<Self>) -> Self {
        other.filter(|other| other.cost() <= self.cost()).unwrap_or(self)
    }
}

/// The cheapest byte that every match of `hir` has.
fn required(hir: &Hir) -> Option<Required> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => None,
        HirKind::Literal(literal) => (0..).zip(literal.0.iter()).fold(None, |best, (at, &byte)| {
            let mut set = ByteSet::default();
            set.insert(byte);
            Some(Required::new(set, at, at).cheaper(best))
        }),
        HirKind::Class(class) => Some(Required::new(ByteSet::of(class), 0, 0)),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Repetition(_) => None,
        HirKind::Capture(group) => required(&group.sub),
        HirKind::Concat(parts) => {
            let (mut from, mut to, mut best) = (0u32, 0u32, None);
            for part in parts {
                if let Some(here) = required(part) {
                    let moved = Required { from: from + here.from, to: to + here.to, ..here };
                    best = Some(moved.cheaper(best));
                }
                from += part.properties().minimum_len().unwrap_or(0) as u32;
                to += part.properties().maximum_len()? as u32;
            }
            best
        }
        HirKind::Alternation(parts) => {
            let mut all: Option<Required> = None;
            for part in parts {
                let here = required(part)?;
                all = Some(all.map_or(here, |all| {
                    Required::new(all.set.union(here.set), all.from.min(here.from), all.to.max(here.to))
                }));
            }
            all
        }
    }
}

/// Whether every match begins at the start of an ASCII word.
pub(crate) fn starts_word(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Concat(parts) => {
            for part in parts {
                match part.kind() {
                    HirKind::Look(Look::WordAscii | Look::WordStartAscii | Look::WordStartHalfAscii) => {
                        return Prefix::of(hir).begins_with_word_byte();
                    }
                    HirKind::Look(_) => {}
                    _ => return starts_word(part),
                }
            }
            false
        }
        HirKind::Alternation(parts) => parts.iter().all(starts_word),
        HirKind::Capture(group) => starts_word(&group.sub),
        HirKind::Repetition(repetition) => repetition.min > 0 && starts_word(&repetition.sub),
        HirKind::Empty | HirKind::Look(_) | HirKind::Literal(_) | HirKind::Class(_) => false,
    }
}

/// Whether every match begins at the start of the text or of a line.
fn starts_line(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Look(look) => matches!(look, Look::Start | Look::StartLF),
        HirKind::Concat(parts) => {
            // What stands before it must not take any bytes.
            let bare = parts.iter().take_while(|part| part.properties().maximum_len() == Some(0));
            let next = parts.get(bare.clone().count());
            bare.chain(next).any(starts_line)
        }
        HirKind::Alternation(parts) => parts.iter().all(starts_line),
        HirKind::Capture(group) => starts_line(&group.sub),
        HirKind::Repetition(repetition) => repetition.min > 0 && starts_line(&repetition.sub),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) => false,
    }
}

/// The bytes with which a match may begin where it begins inside a word, between two bytes of it. More rather than
/// fewer.
pub(crate) fn first_inside_word(hir: &Hir) -> ByteSet {
    inside_word(hir).0
}

/// The same, and whether what follows may come first instead, since `hir` takes no byte.
fn inside_word(hir: &Hir) -> (ByteSet, bool) {
    match hir.kind() {
        HirKind::Empty => (ByteSet::default(), true),
        // None of these stands between two bytes of a word, as a line's ends do not.
        HirKind::Look(
            Look::Start
            | Look::End
            | Look::StartLF
            | Look::EndLF
            | Look::WordAscii
            | Look::WordStartAscii
            | Look::WordEndAscii
            | Look::WordStartHalfAscii
            | Look::WordEndHalfAscii,
        ) => (ByteSet::default(), false),
        HirKind::Look(_) => (ByteSet::default(), true),
        HirKind::Literal(literal) => {
            let mut set = ByteSet::default();
            literal.0.first().into_iter().for_each(|&byte| set.insert(byte));
            (set, false)
        }
        HirKind::Class(class) => (ByteSet::of(class), false),
        HirKind::Repetition(repetition) => {
            let (set, may_be_empty) = inside_word(&repetition.sub);
            (set, may_be_empty || repetition.min == 0)
        }
        HirKind::Capture(group) => inside_word(&group.sub),
        HirKind::Concat(parts) => {
            let mut all = ByteSet::default();
            for part in parts {
                let (set, may_be_empty) = inside_word(part);
                all = all.union(set);
                if !may_be_empty {
                    return (all, false);
                }
            }
            (all, true)
        }
        HirKind::Alternation(parts) => parts
            .iter()
            .map(inside_word)
            .fold((ByteSet::default(), false), |all, part| (all.0.union(part.0), all.1 || part.1)),
    }
}

pub(crate) fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The ways a shape may begin: what its alternations within the first few bytes stand for, one by one. `jan|feb`
/// begins with `jan` or `feb`, while the bytes of [`Prefix`], each for itself, allow `fan` as well. Only of the first
/// few bytes do they say anything.
pub(crate) fn beginnings(hir: &Hir) -> impl Iterator<Item = Prefix> {
    ways(hir).into_iter().map(|parts| Prefix::of_parts(&parts))
}

/// How many bytes the ways of a shape are told apart by, and how many ways are.
const APART: usize = PREFIX;
const MOST_WAYS: usize = 64;

/// The ways of `hir`, each as the parts that follow one another.
fn ways(hir: &Hir) -> Vec<Vec<&Hir>> {
    let found: Vec<Vec<&Hir>> = match hir.kind() {
        HirKind::Alternation(parts) => parts.iter().flat_map(ways).collect(),
        HirKind::Concat(parts) => {
            let mut all = vec![Vec::new()];
            let mut length = 0;
            for part in parts {
                if length >= APART {
                    break;
                }
                let mut here = ways(part);
                if here.len() * all.len() > MOST_WAYS {
                    here = vec![vec![part]];
                }
                all = all
                    .iter()
                    .flat_map(|way: &Vec<&_>| here.iter().map(move |next| [way.as_slice(), next].concat()))
                    .collect();
                length += part.properties().minimum_len().unwrap_or(0);
            }
            all
        }
        _ => Vec::new(),
    };
    if found.is_empty() || found.len() > MOST_WAYS { vec![vec![hir]] } else { found }
}

/// How many bytes of a shape's beginning are known.
pub(crate) const PREFIX: usize = 6;

/// What the first bytes of a match may be, each for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prefix {
    /// What may stand before a match, and whether nothing may.
    pub(crate) before: ByteSet,
    pub(crate) first: [ByteSet; PREFIX],
    /// Whether the text may end before that byte.
    pub(crate) may_end: [bool; PREFIX],
}

impl Prefix {
    pub(crate) fn of(hir: &Hir) -> Self {
        Self::of_parts(&[hir])
    }

    /// The same of parts that follow one another.
    fn of_parts(parts: &[&Hir]) -> Self {
        let mut prefix = Self { before: ByteSet::ALL, first: [ByteSet::default(); PREFIX], may_end: [false; PREFIX] };
        let ends = parts.iter().fold(1, |places, part| prefix.walk(part, places));
        if let Some(end) = (0..PREFIX).find(|&at| ends >> at & 1 == 1) {
            prefix.first[end..].fill(ByteSet::ALL);
            prefix.may_end[end..].fill(true);
        }
        prefix
    }

    /// The same, for a shape whose start is known to be the start of a word.
    pub(crate) fn of_shape(hir: &Hir) -> Self {
        let mut prefix = Self::of(hir);
        if starts_word(hir) {
            prefix.before = ByteSet::default();
            (0..=u8::MAX).filter(|&byte| !is_word_byte(byte)).for_each(|byte| prefix.before.insert(byte));
        }
        prefix
    }

    fn begins_with_word_byte(&self) -> bool {
        self.first[0].iter().all(is_word_byte)
    }

    /// Marks what `hir` may consume from each of the places of a bit set on; returns the places after it.
    fn walk(&mut self, hir: &Hir, places: u32) -> u32 {
        const KEPT: u32 = (1 << PREFIX) - 1;
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => places,
            HirKind::Literal(literal) => literal.0.iter().fold(places, |places, &byte| {
                let mut set = ByteSet::default();
                set.insert(byte);
                self.take(places, set);
                places << 1 & KEPT
            }),
            HirKind::Class(Class::Unicode(class)) if !class.is_ascii() => {
                // One to four bytes.
                let (mut here, mut after) = (places, 0);
                for _ in 0..4 {
                    self.take(here, ByteSet::ALL);
                    here = here << 1 & KEPT;
                    after |= here;
                }
                after
            }
            HirKind::Class(class) => {
                self.take(places, ByteSet::of(class));
                places << 1 & KEPT
            }
            HirKind::Capture(group) => self.walk(&group.sub, places),
            HirKind::Concat(parts) => parts.iter().fold(places, |places, part| self.walk(part, places)),
            HirKind::Alternation(parts) => parts.iter().fold(0, |after, part| after | self.walk(part, places)),
            HirKind::Repetition(repetition) => {
                let mut after = if repetition.min == 0 { places } else { 0 };
                let mut here = places;
                // After so many rounds, nothing new is reached.
                for round in 1..=repetition.max.unwrap_or(u32::MAX).min(repetition.min + PREFIX as u32 + 1) {
                    here = self.walk(&repetition.sub, here);
                    if round >= repetition.min {
                        after |= here;
                    }
                    if here == 0 {
                        break;
                    }
                }
                after
            }
        }
    }

    fn take(&mut self, places: u32, set: ByteSet) {
        for (at, first) in self.first.iter_mut().enumerate() {
            if places >> at & 1 == 1 {
                *first = first.union(set);
            }
        }
    }

    /// How many of a hundred thousand words begin so.
    fn share_of_words(&self) -> u64 {
        self.first.iter().fold(100_000, |share, set| share * u64::from(set.commonness().min(10_000)) / 10_000)
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::Shape;
    use super::*;

    fn trigger(regex: &str) -> Option<Trigger> {
        Shape::new(regex).unwrap().trigger()
    }

    fn byte(regex: &str) -> (String, u32, u32) {
        match trigger(regex) {
            Some(Trigger::Byte { set, from, to }) => (set.iter().map(char::from).collect(), from, to),
            other => panic!("{regex}: {other:?}"),
        }
    }

    fn byte_set(byte: u8) -> ByteSet {
        let mut set = ByteSet::default();
        set.insert(byte);
        set
    }

    #[test]
    fn the_rarest_byte_near_the_start_triggers() {
        assert_eq!(byte(r"\d{3}-\d{2}-\d{4}\b"), ("0123456789".into(), 0, 0));
        assert_eq!(byte(r"\$ ?\d+"), ("$".into(), 0, 0));
        assert_eq!(byte(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]+\.[a-z]{2,}").0, "@");
        assert_eq!(byte(r"!{2,}"), ("!".into(), 0, 0));
        assert_eq!(byte(r"(?:\[|\{\{)[a-z _]+(?:\]|\}\})"), ("[{".into(), 0, 0));
        assert_eq!(byte(r"https?://\S+"), (":".into(), 4, 5));
        assert_eq!(byte(r"[a-z]#[a-z]"), ("#".into(), 1, 1));
        assert_eq!(byte(r"guarantee"), ("g".into(), 0, 0));
    }

    #[test]
    fn a_word_with_a_known_beginning_triggers() {
        assert_eq!(trigger(r"\bguarantee[ds]?\b"), Some(Trigger::WordStart));
        assert_eq!(trigger(r"\b(?:mr|mrs|dr) [a-z]+"), Some(Trigger::WordStart));
        assert_eq!(trigger(r"\b(?:[a-z] ){4,}"), Some(Trigger::WordStart));
        assert_eq!(trigger(r"\b\d{3}-\d{2}-\d{4}\b"), Some(Trigger::WordStart));
    }

    #[test]
    fn the_start_of_a_line_triggers() {
        for regex in [r"(?m)^note: ", r"(?m)^[*_ ]{0,4}(?:tone|style): ", r"^a|(?m)^b", r"(?m)(?:^dear|\b^hi)"] {
            assert_eq!(trigger(regex), Some(Trigger::LineStart), "{regex}");
        }
        assert_eq!(trigger(r"(?m)x?^note: "), Some(Trigger::Byte { set: byte_set(b':'), from: 4, to: 5 }));
    }

    #[test]
    fn few_shapes_begin_inside_a_word() {
        let inside = |regex: &str| {
            let set = Shape::new(regex).unwrap().inside;
            set.iter().filter(|&byte| is_word_byte(byte)).map(char::from).collect::<String>()
        };
        assert_eq!(inside(r"(?:\+?1[-. ]{0,2})?\(?\b[2-9]\d{2}"), "1");
        assert_eq!(inside(r"\(?\b\d{3}"), "");
        assert_eq!(inside(r"(?m)^a|b$|\Bc|\bd"), "bc");
        assert_eq!(inside(r"a?b*c"), "abc");
    }

    #[test]
    fn some_shapes_have_no_trigger() {
        for regex in [r"[a-z]+ing\b", r"\b[a-z]{3,} [a-z]+\b", r"[a-z ]{20,}", r"(?:a|e|i)n"] {
            assert_eq!(trigger(regex), None, "{regex}");
        }
    }

    #[test]
    fn alternatives_are_told_apart() {
        let starts = |regex: &str| {
            let hir = Shape::new(regex).unwrap().hir.clone();
            let ways: Vec<Prefix> = beginnings(&hir).collect();
            let first =
                |way: &Prefix| way.first[..3].iter().map(|set| char::from(set.iter().next().unwrap())).collect();
            let mut found: Vec<String> = ways.iter().map(first).collect();
            found.sort();
            found
        };
        assert_eq!(starts(r"\b(?:jan|jun|feb) \d"), ["feb", "jan", "jun"]);
        assert_eq!(starts(r"(?:aa|bb)(?:cc|dd)e"), ["aac", "aad", "bbc", "bbd"]);
        assert_eq!(starts(r"(?:a|b)(?:c|d)e"), ["ace"], "single letters are a class");
        assert_eq!(starts(r"abc+"), ["abc"]);
    }

    #[test]
    fn a_prefix_says_what_may_come_first() {
        let shape = Shape::new(r"\ba[bc]?d").unwrap();
        let prefix = &shape.prefix;
        let set = |at: usize| prefix.first[at].iter().filter(|&b| b >= b'a').map(char::from).collect::<String>();
        assert_eq!((set(0), set(1)), ("a".into(), "bcd".into()));
        assert!(set(2).contains('d') && prefix.may_end[2] && !prefix.may_end[1]);
        assert!(prefix.before.contains(b' ') && !prefix.before.contains(b'x'));
    }
}
