//! All shapes over one text: each is tried only in texts that have the bytes it needs, only where its trigger says that
//! it may begin, and where the first bytes fit. The hits are those of searching for each shape from left to right, one
//! hit after the other.

use super::needle::Needles;
use super::needs::Needs;
use super::openings::Openings;
use super::program::SignalId;
use super::shape::Shape;
use super::signals::{Hit, Signals};
use super::trigger::{PREFIX, Prefix, Trigger, is_word_byte, starts_word};
use crate::text::Text;
use std::sync::Arc;

/// The shapes of a program, arranged by trigger.
#[derive(Debug)]
pub(crate) struct Shapes {
    /// Those that a byte or a line triggers, then those that a word triggers, then the untriggered ones, of which those
    /// come first that are sought by literals.
    shapes: Vec<(SignalId, Arc<Shape>)>,
    needs: Needs,
    /// The first shapes, 64 to a group.
    groups: Vec<Group>,
    /// What to do at a byte, whatever the group.
    marks: Box<[u8; 256]>,
    openings: Openings,
    /// Shapes that begin with any word, and a literal stands near: they are tried at the words before it.
    sought: Tried,
    /// The last shapes. They are tried wherever their first bytes fit, in texts that have what they need.
    anywhere: Tried,
}

/// Shapes without a trigger.
#[derive(Debug)]
struct Tried {
    /// The number of the first; those of the others follow.
    first: usize,
    needles: Vec<Needles>,
    /// The same shapes, 64 to a group.
    groups: Vec<Group>,
}

/// The byte triggers a shape.
const TRIGGERS: u8 = 1;
/// A word may begin after the byte inside a token: after an apostrophe or a letter beyond ASCII.
const PARTS: u8 = 2;
/// A line begins after the byte.
const LINES: u8 = 4;

/// Up to 64 shapes, each a bit.
#[derive(Debug)]
struct Group {
    /// By byte; the last row stands for the ends of the text.
    rows: Vec<Row>,
    at_line: u64,
    /// How far after the start of a match triggers stand, and the shapes of which that is so.
    reaches: Vec<Reach>,
    /// By bit, its place in `reaches`.
    reach_of: Vec<usize>,
}

/// Shapes whose triggers stand as far after the start of a match: they are tried at the same places.
#[derive(Debug)]
struct Reach {
    /// Whether they begin with a word.
    at_word: bool,
    /// At the least and at the most.
    from: u32,
    to: u32,
    shapes: u64,
}

/// For one byte, the shapes that allow it.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    /// The shapes that may begin behind it.
    before: u64,
    first: [u64; PREFIX],
    /// The shapes that may begin with it inside a word; all where it is part of none.
    inside: u64,
    /// All shapes where a word may begin behind it, none where it is part of one.
    apart: u64,
    /// The shapes that begin here when this byte stands here.
    here: u64,
    /// The shapes of which this byte is needed further on.
    near: u64,
}

const END: usize = 256;

/// What a scan remembers of a shape.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    /// No match begins before this place any more.
    resume: u32,
    /// How many bytes were looked at in vain.
    wasted: u32,
}

/// The buffers of a scan.
#[derive(Debug, Default)]
pub(crate) struct ShapeScratch {
    /// The shapes that the text may have, 64 to a number.
    met: Vec<u64>,
    progress: Vec<Progress>,
    /// Where words begin inside tokens; then where any words begin.
    parts: Vec<u32>,
    /// Where lines begin.
    lines: Vec<u32>,
    /// Where a shape that is sought may begin.
    places: Vec<(u32, u32)>,
    /// How often a shape was tried somewhere.
    pub(crate) tries: u64,
}

impl ShapeScratch {
    fn has_met(&self, shape: usize) -> bool {
        self.met[shape / 64] >> (shape % 64) & 1 == 1
    }
}

impl Shapes {
    pub(crate) fn new(shapes: &[(SignalId, Arc<Shape>)]) -> Self {
        let place = |(_, shape): &&(SignalId, Arc<Shape>)| match shape.trigger() {
            Some(Trigger::Byte { .. } | Trigger::LineStart) => 0,
            Some(Trigger::WordStart) => 1,
            None if starts_word(&shape.hir) && !Needles::of(&shape.hir).is_empty() => 2,
            None => 3,
        };
        let mut places = [const { Vec::new() }; 4];
        for shape in shapes {
            places[place(&shape)].push(shape.clone());
        }
        let counts = [0, 1, 2].map(|place| places[place].len());
        let shapes: Vec<(SignalId, Arc<Shape>)> = places.concat();

        let (by_byte, others) = shapes.split_at(counts[0]);
        let (by_word, others) = others.split_at(counts[1]);
        let (sought, anywhere) = others.split_at(counts[2]);
        let groups = |shapes: &[(SignalId, Arc<Shape>)]| shapes.chunks(64).map(Group::new).collect::<Vec<_>>();
        let tried = |first: usize, shapes: &[(SignalId, Arc<Shape>)]| Tried {
            first,
            needles: shapes.iter().map(|(_, shape)| Needles::of(&shape.hir)).collect(),
            groups: groups(shapes),
        };
        let sought = tried(by_byte.len() + by_word.len(), sought);
        let anywhere = tried(sought.first + sought.needles.len(), anywhere);
        let groups = groups(by_byte);
        let hirs = || (0..).zip(shapes.iter().map(|(_, shape)| &shape.hir));
        let openings = Openings::new(hirs().skip(by_byte.len()).take(by_word.len()));
        let any_at_line = groups.iter().any(|group| group.at_line != 0);
        let mut reaches = groups.iter().flat_map(|group| &group.reaches);
        let any_at_word = !by_word.is_empty() || !sought.needles.is_empty() || reaches.any(|reach| reach.at_word);
        let marks = std::array::from_fn(|byte| {
            let triggers = groups.iter().any(|group| group.rows[byte].here | group.rows[byte].near != 0);
            let parts = any_at_word && (byte >= 0x80 || byte == usize::from(b'\''));
            let lines = any_at_line && byte == usize::from(b'\n');
            (u8::from(triggers) * TRIGGERS) | (u8::from(parts) * PARTS) | (u8::from(lines) * LINES)
        });
        Self { needs: Needs::new(hirs()), groups, marks: Box::new(marks), openings, sought, anywhere, shapes }
    }

    #[cfg(any(test, feature = "internals"))]
    /// The signals of the shapes that are tried everywhere.
    pub(crate) fn untriggered(&self) -> impl Iterator<Item = SignalId> {
        self.shapes[self.sought.first..].iter().map(|(signal, _)| *signal)
    }

    /// Finds all shapes.
    #[inline(never)]
    pub(crate) fn scan(&self, text: &Text, scratch: &mut ShapeScratch, out: &mut Signals) {
        let bytes = text.folded().as_bytes();
        self.needs.met(bytes, &mut scratch.met);
        scratch.progress.resize(self.shapes.len(), Progress::default());
        for (number, &shapes) in scratch.met.iter().enumerate() {
            ones(shapes).for_each(|bit| scratch.progress[64 * number + bit] = Progress::default());
        }
        scratch.parts.clear();
        scratch.lines.clear();
        scratch.lines.push(0);
        let mark = |byte: u8| self.marks[usize::from(byte)];
        let chunks = bytes.chunks_exact(8);
        let rest = chunks.remainder();
        for (start, chunk) in (0..).step_by(8).zip(chunks) {
            let &[a, b, c, d, e, f, g, h] = chunk else { unreachable!("chunks of 8 bytes") };
            if (mark(a) | mark(b) | mark(c) | mark(d)) | (mark(e) | mark(f) | mark(g) | mark(h)) != 0 {
                self.at_bytes(text, start, chunk, scratch, out);
            }
        }
        self.at_bytes(text, bytes.len() - rest.len(), rest, scratch, out);
        self.at_lines(bytes, scratch, out);
        self.at_words(text, scratch, out);
        self.at_sought(text, scratch, out);
        self.at_any(bytes, scratch, out);
    }

    fn at_bytes(&self, text: &Text, start: usize, chunk: &[u8], scratch: &mut ShapeScratch, out: &mut Signals) {
        for (at, &byte) in (start..).zip(chunk) {
            let marks = self.marks[usize::from(byte)];
            if marks & PARTS != 0 {
                scratch.parts.push(at as u32 + 1);
            }
            if marks & LINES != 0 {
                scratch.lines.push(at as u32 + 1);
            }
            if marks & TRIGGERS != 0 {
                self.at_byte(text, at, byte, scratch, out);
            }
        }
    }

    fn at_byte(&self, text: &Text, at: usize, byte: u8, scratch: &mut ShapeScratch, out: &mut Signals) {
        let bytes = text.folded().as_bytes();
        for (number, group) in self.groups.iter().enumerate() {
            let row = &group.rows[usize::from(byte)];
            let met = scratch.met[number];
            if row.here & met != 0 {
                for bit in ones(group.fitting(bytes, at, row.here & met)) {
                    self.try_at(64 * number + bit, bytes, at, scratch, out);
                }
            }
            let mut near = row.near & met;
            while near != 0 {
                let reach = &group.reaches[group.reach_of[near.trailing_zeros() as usize]];
                self.try_before(number, reach, near & reach.shapes, text, at, scratch, out);
                near &= !reach.shapes;
            }
        }
    }

    /// Tries the shapes that begin with a line.
    fn at_lines(&self, bytes: &[u8], scratch: &mut ShapeScratch, out: &mut Signals) {
        let lines = std::mem::take(&mut scratch.lines);
        for (number, group) in self.groups.iter().enumerate() {
            let shapes = group.at_line & scratch.met[number];
            if shapes == 0 {
                continue;
            }
            for &start in &lines {
                for bit in ones(group.fitting(bytes, start as usize, shapes)) {
                    self.try_at(64 * number + bit, bytes, start as usize, scratch, out);
                }
            }
        }
        scratch.lines = lines;
    }

    /// Tries the shapes that begin with a word, at every word. A token may hold several words in the sense of a
    /// regex; what begins inside one was noted in `parts`.
    #[inline(never)]
    fn at_words(&self, text: &Text, scratch: &mut ShapeScratch, out: &mut Signals) {
        let bytes = text.folded().as_bytes();
        let mut open = |start: u32, scratch: &mut ShapeScratch| {
            self.openings.at(bytes, start as usize, |shape| {
                if scratch.has_met(shape as usize) {
                    self.try_at(shape as usize, bytes, start as usize, scratch, out);
                }
            });
        };
        if scratch.parts.is_empty() {
            text.tokens().iter().for_each(|token| open(token.start, scratch));
            return;
        }
        // Shapes are tried from left to right.
        let mut starts = std::mem::take(&mut scratch.parts);
        starts.extend(text.tokens().iter().map(|token| token.start));
        starts.sort_unstable();
        starts.dedup();
        starts.iter().for_each(|&start| open(start, scratch));
        scratch.parts = starts;
    }

    /// Tries the shapes that are sought by literals, at the words from which one is in reach.
    fn at_sought(&self, text: &Text, scratch: &mut ShapeScratch, out: &mut Signals) {
        let bytes = text.folded().as_bytes();
        let Tried { first, needles, groups } = &self.sought;
        let mut places = std::mem::take(&mut scratch.places);
        let starts = std::mem::take(&mut scratch.parts);
        for (at, needles) in needles.iter().enumerate() {
            if !scratch.has_met(first + at) {
                continue;
            }
            needles.find(bytes, &mut places);
            let mut next = 0;
            for &(from, last) in &places {
                next = next.max(from);
                let mut attempt = |start: u32| {
                    let within = start <= last;
                    if within && groups[at / 64].fitting(bytes, start as usize, 1 << (at % 64)) != 0 {
                        self.try_at(first + at, bytes, start as usize, scratch, out);
                    }
                    within
                };
                // A text without parts of words has its tokens alone.
                if starts.is_empty() {
                    let tokens = text.tokens();
                    let rest = &tokens[tokens.partition_point(|token| token.start < next)..];
                    rest.iter().all(|token| attempt(token.start));
                } else {
                    starts[starts.partition_point(|&start| start < next)..].iter().all(|&start| attempt(start));
                }
                next = next.max(last + 1);
            }
        }
        (scratch.places, scratch.parts) = (places, starts);
    }

    /// Tries the other untriggered shapes that the text may have, at every byte. A try fails within a few bytes, while a
    /// search for a regex whose repetitions are bounded goes through ever new states.
    fn at_any(&self, bytes: &[u8], scratch: &mut ShapeScratch, out: &mut Signals) {
        let Tried { first, needles, groups } = &self.anywhere;
        for (base, (group, needles)) in (*first..).step_by(64).zip(groups.iter().zip(needles.chunks(64))) {
            let may_match = |(shape, needles): (usize, &Needles)| scratch.has_met(shape) && needles.may_match(bytes);
            let awake =
                (base..).zip(needles).map(may_match).zip(0..).fold(0, |all, (met, bit)| all | u64::from(met) << bit);
            if awake == 0 {
                continue;
            }
            for at in 0..bytes.len() {
                for bit in ones(group.fitting(bytes, at, awake)) {
                    self.try_at(base + bit, bytes, at, scratch, out);
                }
            }
        }
    }

    /// Tries shapes of one reach at every start from which the byte at `at` may be the needed one.
    #[expect(clippy::too_many_arguments, reason = "they are what a byte is looked at with")]
    fn try_before(
        &self,
        number: usize,
        reach: &Reach,
        shapes: u64,
        text: &Text,
        at: usize,
        scratch: &mut ShapeScratch,
        out: &mut Signals,
    ) {
        let bytes = text.folded().as_bytes();
        let group = &self.groups[number];
        let Some(last) = at.checked_sub(reach.from as usize) else { return };
        if reach.from == reach.to {
            for bit in ones(group.fitting(bytes, last, shapes)) {
                self.try_at(64 * number + bit, bytes, last, scratch, out);
            }
            return;
        }
        let resume = ones(shapes).map(|bit| scratch.progress[64 * number + bit].resume).min().unwrap_or(0);
        let first = at.saturating_sub(reach.to as usize).max(resume as usize);
        let mut attempt = |start: usize, scratch: &mut ShapeScratch| {
            for bit in ones(group.fitting(bytes, start, shapes)) {
                self.try_at(64 * number + bit, bytes, start, scratch, out);
            }
        };
        if reach.at_word {
            // Words begin with tokens and, up to here, where `parts` says.
            let tokens = text.tokens();
            let mut token = tokens.partition_point(|token| (token.start as usize) < first);
            let mut part = scratch.parts.partition_point(|&part| (part as usize) < first);
            loop {
                let of_token = tokens.get(token).map_or(u32::MAX, |token| token.start);
                let of_part = scratch.parts.get(part).map_or(u32::MAX, |&part| part);
                let start = of_token.min(of_part) as usize;
                if start > last {
                    break;
                }
                token += usize::from(of_token <= of_part);
                part += usize::from(of_part <= of_token);
                attempt(start, scratch);
            }
        } else {
            (first..=last).for_each(|start| attempt(start, scratch));
        }
        for bit in ones(shapes) {
            let resume = &mut scratch.progress[64 * number + bit].resume;
            *resume = (*resume).max(last as u32 + 1);
        }
    }

    fn try_at(&self, number: usize, bytes: &[u8], start: usize, scratch: &mut ShapeScratch, out: &mut Signals) {
        let progress = &mut scratch.progress[number];
        if start < progress.resume as usize {
            return;
        }
        scratch.tries += 1;
        let (signal, shape) = &self.shapes[number];
        let (end, looked_at) = shape.end_of(bytes, start);
        if let Some(end) = end {
            out.push(Hit { signal: *signal, start: start as u32, end: end as u32 });
            progress.resume = end as u32;
            return;
        }
        progress.resume = start as u32 + 1;
        progress.wasted = progress.wasted.saturating_add((looked_at - start) as u32);
        if progress.wasted as usize > PATIENCE * bytes.len() + 4096 {
            // One search from here to the end is cheaper than more vain tries: hostile texts stay linear.
            progress.resume = u32::MAX;
            self.find_all(number, bytes, start + 1, out);
        }
    }

    /// Finds every match of one shape from `start` on.
    fn find_all(&self, number: usize, bytes: &[u8], start: usize, out: &mut Signals) {
        let (signal, shape) = &self.shapes[number];
        for found in shape.regex().find_iter(regex_automata::Input::new(bytes).range(start..)) {
            out.push(Hit { signal: *signal, start: found.start() as u32, end: found.end() as u32 });
        }
    }
}

impl Group {
    fn new(shapes: &[(SignalId, Arc<Shape>)]) -> Self {
        let rows = vec![Row::default(); END + 1];
        let mut group = Self { rows, at_line: 0, reaches: Vec::new(), reach_of: Vec::new() };
        for (byte, row) in group.rows.iter_mut().enumerate() {
            if !u8::try_from(byte).is_ok_and(is_word_byte) {
                (row.inside, row.apart) = (u64::MAX, u64::MAX);
            }
        }
        for (at, (_, shape)) in shapes.iter().enumerate() {
            let bit = 1 << at;
            for byte in shape.inside.iter() {
                group.rows[usize::from(byte)].inside |= bit;
            }
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
            let mut reach = (0, 0);
            let at_word = starts_word(&shape.hir);
            if let Some(Trigger::Byte { set, from, to }) = shape.trigger() {
                reach = (from, to);
                for byte in set.iter() {
                    let row = &mut group.rows[usize::from(byte)];
                    *(if reach == (0, 0) { &mut row.here } else { &mut row.near }) |= bit;
                }
            } else if shape.trigger() == Some(Trigger::LineStart) {
                group.at_line |= bit;
            }
            let (from, to) = reach;
            let mut known = group.reaches.iter();
            let known = known.position(|known| (known.from, known.to, known.at_word) == (from, to, at_word));
            let place = known.unwrap_or_else(|| {
                group.reaches.push(Reach { at_word, from, to, shapes: 0 });
                group.reaches.len() - 1
            });
            group.reaches[place].shapes |= bit;
            group.reach_of.push(place);
        }
        group
    }

    /// Those of `shapes` whose first bytes may be the ones at `start`.
    #[inline]
    fn fitting(&self, bytes: &[u8], start: usize, shapes: u64) -> u64 {
        let row = |at: usize| &self.rows[bytes.get(at).map_or(END, |&byte| usize::from(byte))];
        let (before, first) = (row(start.wrapping_sub(1)), row(start));
        let mut fitting = shapes & before.before & first.first[0] & (first.inside | before.apart);
        for at in 1..PREFIX {
            if fitting == 0 {
                return 0;
            }
            fitting &= row(start + at).first[at];
        }
        fitting
    }
}

/// How many bytes of vain tries a byte of text is worth.
const PATIENCE: usize = 8;

/// The numbers of the bits that are set, ascending.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros() as usize;
        bits &= bits.wrapping_sub(1);
        (at < 64).then_some(at)
    })
}
