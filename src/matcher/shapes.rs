//! All shapes over one text: each is tried only where its trigger says that it may begin, and where the first bytes
//! fit. The hits are those of searching for each shape from left to right, one hit after the other.

use super::needle::Needles;
use super::program::SignalId;
use super::shape::Shape;
use super::signals::{Hit, Signals};
use super::trigger::{self, ByteSet, PREFIX, Prefix, Trigger};
use crate::text::Text;

/// The shapes of a program, arranged by trigger.
#[derive(Debug)]
pub(crate) struct Shapes {
    groups: Vec<Group>,
    /// Tried everywhere, in texts that have what they need.
    untriggered: Vec<(SignalId, Shape, Needles)>,
    /// What to do at a byte, whatever the group.
    marks: Box<[u8; 256]>,
    /// By place and byte, the ways in which shapes may begin with a word that have that byte there, each a bit that
    /// similar ones share. Most words fail here.
    openings: Box<[[u64; 256]; OPENING]>,
    any_at_word: bool,
}

/// The byte triggers a shape.
const TRIGGERS: u8 = 1;
/// A word may begin after the byte inside a token: after an apostrophe or a letter beyond ASCII.
const PARTS: u8 = 2;

/// Up to 64 shapes, each a bit.
#[derive(Debug)]
struct Group {
    shapes: Vec<(SignalId, Shape, Trigger)>,
    /// By byte; the last row stands for the ends of the text.
    rows: Vec<Row>,
    at_word: u64,
}

/// For one byte, the shapes that allow it.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    before: u64,
    first: [u64; PREFIX],
    /// The shapes that begin here when this byte stands here.
    here: u64,
    /// The shapes of which this byte is needed further on.
    near: u64,
}

const END: usize = 256;

/// How many bytes of a word are looked at before any group is.
const OPENING: usize = 4;

/// What a scan remembers of a shape.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    /// No match begins before this place any more.
    resume: u32,
    /// How many bytes were tried in vain, at most.
    wasted: u32,
}

/// The buffers of a scan.
#[derive(Debug, Default)]
pub(crate) struct ShapeScratch {
    progress: Vec<Progress>,
    parts: Vec<u32>,
    /// Where words begin that some shape may begin with.
    starts: Vec<u32>,
    /// How often a shape was tried somewhere.
    pub(crate) tries: u64,
}

impl Shapes {
    pub(crate) fn new(shapes: &[(SignalId, Shape)]) -> Self {
        let mut triggered = Vec::new();
        let mut untriggered = Vec::new();
        for (signal, shape) in shapes.iter().cloned() {
            match shape.trigger() {
                Some(trigger) => triggered.push((signal, shape, trigger)),
                None => {
                    let needles = Needles::of(&shape.hir);
                    untriggered.push((signal, shape, needles));
                }
            }
        }
        let mut groups = Vec::new();
        while !triggered.is_empty() {
            let rest = triggered.split_off(triggered.len().min(64));
            groups.push(Group::new(std::mem::replace(&mut triggered, rest)));
        }
        let any_at_word = groups.iter().any(|group| group.at_word != 0);
        let marks = std::array::from_fn(|byte| {
            let triggers = groups.iter().any(|group| group.rows[byte].here | group.rows[byte].near != 0);
            let parts = any_at_word && (byte >= 0x80 || byte == usize::from(b'\''));
            (u8::from(triggers) * TRIGGERS) | (u8::from(parts) * PARTS)
        });
        let openings = Box::new(openings(groups.iter().flat_map(Group::at_word)));
        Self { groups, untriggered, marks: Box::new(marks), openings, any_at_word }
    }

    #[cfg(any(test, feature = "internals"))]
    /// The signals of the shapes that are tried everywhere.
    pub(crate) fn untriggered(&self) -> impl Iterator<Item = SignalId> {
        self.untriggered.iter().map(|(signal, ..)| *signal)
    }

    /// Finds all shapes.
    #[inline(never)]
    pub(crate) fn scan(&self, text: &Text, scratch: &mut ShapeScratch, out: &mut Signals) {
        let bytes = text.folded().as_bytes();
        scratch.progress.clear();
        scratch.progress.resize(self.groups.len() * 64, Progress::default());
        scratch.parts.clear();
        let mark = |byte: u8| self.marks[usize::from(byte)];
        let chunks = bytes.chunks_exact(8);
        let rest = chunks.remainder();
        for (start, chunk) in (0..).step_by(8).zip(chunks) {
            let &[a, b, c, d, e, f, g, h] = chunk else { unreachable!("chunks of 8 bytes") };
            if (mark(a) | mark(b) | mark(c) | mark(d)) | (mark(e) | mark(f) | mark(g) | mark(h)) != 0 {
                self.at_bytes(bytes, start, chunk, scratch, out);
            }
        }
        self.at_bytes(bytes, bytes.len() - rest.len(), rest, scratch, out);
        if self.any_at_word {
            self.at_words(text, scratch, out);
        }
        for (signal, shape, needles) in &self.untriggered {
            if needles.may_match(bytes) {
                find_all(*signal, shape, bytes, 0, out);
            }
        }
    }

    fn at_bytes(&self, bytes: &[u8], start: usize, chunk: &[u8], scratch: &mut ShapeScratch, out: &mut Signals) {
        for (at, &byte) in (start..).zip(chunk) {
            let marks = self.marks[usize::from(byte)];
            if marks & PARTS != 0 {
                scratch.parts.push(at as u32 + 1);
            }
            if marks & TRIGGERS != 0 {
                self.at_byte(bytes, at, byte, scratch, out);
            }
        }
    }

    fn at_byte(&self, bytes: &[u8], at: usize, byte: u8, scratch: &mut ShapeScratch, out: &mut Signals) {
        for (group, base) in self.groups.iter().zip((0..).step_by(64)) {
            let row = &group.rows[usize::from(byte)];
            if row.here != 0 {
                for bit in ones(group.fitting(bytes, at, row.here)) {
                    group.try_at(bit, base, bytes, at, scratch, out);
                }
            }
            for bit in ones(row.near) {
                group.try_before(bit, base, bytes, at, scratch, out);
            }
        }
    }

    /// Whether some shape may begin with the word that begins here. Never wrong when it says no.
    #[inline]
    fn may_open(&self, bytes: &[u8], start: u32) -> bool {
        let Some(&[a, b, c, d]) = bytes[start as usize..].first_chunk::<OPENING>() else {
            return true;
        };
        let [first, second, third, fourth] = &*self.openings;
        (first[usize::from(a)] & second[usize::from(b)]) & (third[usize::from(c)] & fourth[usize::from(d)]) != 0
    }

    /// Tries the shapes that begin with a word, at every word. A token may hold several words in the sense of a
    /// regex; what begins inside one was noted in `parts`.
    #[inline(never)]
    fn at_words(&self, text: &Text, scratch: &mut ShapeScratch, out: &mut Signals) {
        let bytes = text.folded().as_bytes();
        let mut starts = std::mem::take(&mut scratch.starts);
        starts.clear();
        starts.resize(text.tokens().len(), 0);
        let mut kept = 0;
        for token in text.tokens() {
            starts[kept] = token.start;
            kept += usize::from(self.may_open(bytes, token.start));
        }
        starts.truncate(kept);
        starts.extend(scratch.parts.iter().filter(|&&at| self.may_open(bytes, at)));
        if starts.len() > kept {
            // Shapes are tried from left to right.
            starts.sort_unstable();
            starts.dedup();
        }
        for (group, base) in self.groups.iter().zip((0..).step_by(64)).filter(|(group, _)| group.at_word != 0) {
            for &start in &starts {
                group.try_word(base, bytes, start as usize, scratch, out);
            }
        }
        scratch.starts = starts;
    }
}

fn openings<'a>(shapes: impl Iterator<Item = &'a Shape>) -> [[u64; 256]; OPENING] {
    let mut ways: Vec<Prefix> = shapes.flat_map(|shape| trigger::beginnings(&shape.hir)).collect();
    ways.sort_by_cached_key(|way| way.first.map(ByteSet::key));
    let mut openings = [[0; 256]; OPENING];
    for (at, way) in ways.iter().enumerate() {
        for (opening, set) in openings.iter_mut().zip(&way.first) {
            for byte in set.iter() {
                opening[usize::from(byte)] |= 1 << (at * 64 / ways.len());
            }
        }
    }
    openings
}

impl Group {
    /// The shapes that begin with words.
    fn at_word(&self) -> impl Iterator<Item = &Shape> {
        ones(self.at_word).map(|bit| &self.shapes[bit].1)
    }

    fn new(shapes: Vec<(SignalId, Shape, Trigger)>) -> Self {
        let mut group = Self { shapes: Vec::new(), rows: vec![Row::default(); END + 1], at_word: 0 };
        for (at, (_, shape, trigger)) in shapes.iter().enumerate() {
            let bit = 1 << at;
            let Prefix { before, first, may_end } = &shape.prefix;
            group.rows[END].before |= bit;
            for byte in before.iter() {
                group.rows[usize::from(byte)].before |= bit;
            }
            for at in 0..PREFIX {
                for byte in first[at].iter() {
                    group.rows[usize::from(byte)].first[at] |= bit;
                }
                group.rows[END].first[at] |= u64::from(may_end[at]) * bit;
            }
            match trigger {
                Trigger::WordStart => group.at_word |= bit,
                Trigger::Byte { set, from, to } => {
                    for byte in set.iter() {
                        let row = &mut group.rows[usize::from(byte)];
                        *(if (*from, *to) == (0, 0) { &mut row.here } else { &mut row.near }) |= bit;
                    }
                }
            }
        }
        group.shapes = shapes;
        group
    }

    /// Those of `shapes` whose first bytes may be the ones at `start`.
    #[inline]
    fn fitting(&self, bytes: &[u8], start: usize, shapes: u64) -> u64 {
        let row = |at: usize| &self.rows[bytes.get(at).map_or(END, |&byte| usize::from(byte))];
        let mut fitting = shapes & row(start.wrapping_sub(1)).before;
        for at in 0..PREFIX {
            if fitting == 0 {
                return 0;
            }
            fitting &= row(start + at).first[at];
        }
        fitting
    }

    #[inline]
    fn try_word(&self, base: usize, bytes: &[u8], start: usize, scratch: &mut ShapeScratch, out: &mut Signals) {
        // The sieve knows what may stand before a word, so that only real starts come through.
        for bit in ones(self.fitting(bytes, start, self.at_word)) {
            self.try_at(bit, base, bytes, start, scratch, out);
        }
    }

    /// Tries a shape at every start from which the byte at `at` may be the needed one.
    fn try_before(
        &self,
        bit: usize,
        base: usize,
        bytes: &[u8],
        at: usize,
        scratch: &mut ShapeScratch,
        out: &mut Signals,
    ) {
        let Trigger::Byte { from, to, .. } = self.shapes[bit].2 else { return };
        let Some(last) = at.checked_sub(from as usize) else { return };
        let mut start = at.saturating_sub(to as usize).max(scratch.progress[base + bit].resume as usize);
        while start <= last {
            if self.fitting(bytes, start, 1 << bit) != 0 {
                self.try_at(bit, base, bytes, start, scratch, out);
            }
            start = (start + 1).max(scratch.progress[base + bit].resume as usize);
        }
        let resume = &mut scratch.progress[base + bit].resume;
        *resume = (*resume).max(last as u32 + 1);
    }

    fn try_at(
        &self,
        bit: usize,
        base: usize,
        bytes: &[u8],
        start: usize,
        scratch: &mut ShapeScratch,
        out: &mut Signals,
    ) {
        let progress = &mut scratch.progress[base + bit];
        if start < progress.resume as usize {
            return;
        }
        scratch.tries += 1;
        let (signal, shape, _) = &self.shapes[bit];
        if let Some(end) = shape.end_of(bytes, start) {
            out.push(Hit { signal: *signal, start: start as u32, end: end as u32 });
            progress.resume = end as u32;
            return;
        }
        progress.resume = start as u32 + 1;
        progress.wasted = progress.wasted.saturating_add(shape.longest().min(bytes.len() - start) as u32);
        if progress.wasted as usize > PATIENCE * bytes.len() + 4096 {
            // One search from here to the end is cheaper than more vain tries: hostile texts stay linear.
            find_all(*signal, shape, bytes, start + 1, out);
            progress.resume = u32::MAX;
        }
    }
}

/// How many bytes of vain tries a byte of text is worth.
const PATIENCE: usize = 8;

/// Finds every match of one shape from `start` on.
fn find_all(signal: SignalId, shape: &Shape, bytes: &[u8], start: usize, out: &mut Signals) {
    for found in shape.regex().find_iter(regex_automata::Input::new(bytes).range(start..)) {
        out.push(Hit { signal, start: found.start() as u32, end: found.end() as u32 });
    }
}

/// The numbers of the bits that are set, ascending.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros() as usize;
        bits &= bits.wrapping_sub(1);
        (at < 64).then_some(at)
    })
}
