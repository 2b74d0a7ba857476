//! The engine: everything that a program looks for, found in one scan of a text.
//!
//! Look up every word → keep the few tokens that anything depends on → everyday senses → phrases and sequences →
//! shapes. What counts as a hit is defined by the [naive engine](super::naive), and the two agree on every text.

use super::lists::{Lists, QuickMap, Vocabulary};
use super::phrases::Phrases;
use super::presence::Presence;
use super::program::{Class, Program, Sequence, Step};
use super::rarity::Rarity;
use super::reader::{Classes, Everyday, Reader};
use super::sequences::{ClassPhrases, Sequences, Wanted};
use super::shapes::{ShapeScratch, Shapes};
use super::signals::{Hit, Signals};
use super::words::{Seen, Words};
use crate::parallel::both;
use crate::text::{Join, Text};
use std::cell::Cell;

/// A program arranged for scanning. Immutable; one serves all threads.
#[derive(Debug)]
pub struct Scanner {
    words: Words,
    /// By word id, what a token of that id is worth.
    worth: Vec<u8>,
    classes: Classes,
    /// The everyday senses of concepts.
    senses: Sequences,
    sequences: Sequences,
    shapes: Shapes,
    signals: u32,
}

/// Begins a phrase, if the next word fits.
const PAIR: u8 = 1;
/// Anchors a sequence, or is a phrase alone.
const ANCHOR: u8 = 2;
/// Has to do with an everyday sense.
const SENSE: u8 = 4;

/// The buffers of a scan, reused from text to text.
#[derive(Debug, Default)]
pub struct Scratch {
    seen: Vec<Seen>,
    active: Vec<u32>,
    everyday: Everyday,
    shapes: ShapeScratch,
    work: u64,
}

#[cfg(any(test, feature = "internals"))]
impl Scratch {
    /// Empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How much the last scan looked at: tokens on behalf of patterns, and tries of shapes. A measure of cost that
    /// does not depend on the machine.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.work + self.shapes.tries
    }
}

impl Scanner {
    /// Arranges a program.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        // Neither has to do with the other, and each takes a while.
        let (shapes, scanner) = both(|| Shapes::new(&program.shapes), || Self::of_words(program));
        Self { shapes, ..scanner }
    }

    /// Arranges a program without its shapes.
    fn of_words(program: &Program) -> Self {
        let Program { words, classes, senses, sequences, signals, .. } = program;
        let wanted = || sequences.iter().map(|Sequence { signal, steps }| (*signal, steps));
        let excluded = || (0..).zip(senses).flat_map(|(concept, list)| list.iter().map(move |steps| (concept, steps)));
        let all = || wanted().chain(excluded()).map(|(_, steps)| steps);

        let roles = Roles::new(words, classes, all());
        let ids = roles.ids as usize;
        let renumber = |steps: &Vec<Step>| -> Vec<Step> {
            let step = |step: &Step| match *step {
                Step::Word(word) => Step::Word(roles.id_of[word as usize]),
                other => other,
            };
            steps.iter().map(step).collect()
        };
        let arrange = |list: &mut dyn Iterator<Item = (u32, &Vec<Step>)>| {
            let own: Vec<(u32, Vec<Step>)> = list.map(|(target, steps)| (target, renumber(steps))).collect();
            let wanted: Vec<Wanted<'_>> = own.iter().map(|(target, steps)| Wanted { target: *target, steps }).collect();
            Sequences::new(ids, &wanted, &roles.classes, &roles.members, &roles.commonness)
        };
        let known = words.iter().zip(&roles.id_of).filter(|&(_, &id)| id != 0);
        let words = || Words::new(known.clone().map(|(word, &id)| (word, id)));
        let (words, (sequences, senses)) = both(words, || (arrange(&mut wanted()), arrange(&mut excluded())));
        let worth = (0..ids as u32).map(|id| {
            let pair = u8::from(sequences.begins_phrase(id)) * PAIR;
            let anchor = u8::from(sequences.is_anchor(id)) * ANCHOR;
            let sense = u8::from(senses.is_anchor(id) || senses.begins_phrase(id)) * SENSE;
            pair | anchor | sense
        });
        Self {
            words,
            worth: worth.collect(),
            sequences,
            senses,
            shapes: Shapes::new(&[]),
            signals: *signals,
            classes: roles.into_classes(),
        }
    }

    /// How many signals the program has; they are numbered from 0.
    #[must_use]
    pub fn signals(&self) -> u32 {
        self.signals
    }

    #[cfg(any(test, feature = "internals"))]
    /// The signals whose regex must be tried at every byte of a text, which makes them dear: nothing that it requires
    /// near its start is rare.
    pub fn untriggered(&self) -> impl Iterator<Item = super::SignalId> {
        self.shapes.untriggered()
    }

    /// Scans a text for everything that the program looks for.
    pub fn scan(&self, text: &Text, scratch: &mut Scratch, out: &mut Signals) {
        out.clear();
        self.look_up(text, &mut scratch.seen);
        let worth = self.pick_active(&scratch.seen, &mut scratch.active);
        scratch.everyday.clear();
        scratch.work = 0;
        scratch.shapes.tries = 0;
        if worth & SENSE != 0 {
            self.find_senses(text, scratch);
        }
        self.find_sequences(text, scratch, out);
        self.shapes.scan(text, &mut scratch.shapes, out);
        out.settle();
    }

    #[inline(never)]
    fn look_up(&self, text: &Text, seen: &mut Vec<Seen>) {
        seen.clear();
        seen.extend((0..text.tokens().len()).map(|at| self.words.look_up(text, at)));
        // So that the last token is followed by one.
        seen.push(Seen::default());
    }

    /// Lists the tokens that anything depends on. Returns what they are worth together.
    #[inline(never)]
    fn pick_active(&self, seen: &[Seen], active: &mut Vec<u32>) -> u8 {
        active.clear();
        active.resize(seen.len(), 0);

        let mut kept = 0;
        let mut all = 0;
        for (at, pair) in (0..).zip(seen.windows(2)) {
            let worth = self.worth[pair[0].id as usize];
            // Without branches, since nobody can foretell which tokens are active.
            let pair = worth & PAIR & u8::from(self.sequences.may_begin(pair[0].id, pair[1].id));
            let worth = pair | worth & (ANCHOR | SENSE);
            active[kept] = at;
            kept += usize::from(worth != 0);
            all |= worth;
        }
        active.truncate(kept);
        all
    }

    fn find_senses(&self, text: &Text, scratch: &mut Scratch) {
        let mut ranges = std::mem::take(&mut scratch.everyday);
        self.find(&self.senses, SENSE, text, scratch, &mut |concept, from, to| ranges.push(concept, from, to));
        ranges.settle();
        scratch.everyday = ranges;
    }

    #[inline(never)]
    fn find_sequences(&self, text: &Text, scratch: &mut Scratch, out: &mut Signals) {
        let tokens = text.tokens();
        self.find(&self.sequences, PAIR | ANCHOR | SENSE, text, scratch, &mut |signal, from, to| {
            out.push(Hit { signal, start: tokens[from].start, end: tokens[to - 1].end });
        });
    }

    /// Finds sequences at the active tokens of some worth, one stretch of joined tokens after the other: no match
    /// leaves its stretch, so a stretch without what a sequence needs is passed over.
    fn find(
        &self,
        sequences: &Sequences,
        worth: u8,
        text: &Text,
        scratch: &mut Scratch,
        found: &mut impl FnMut(u32, usize, usize),
    ) {
        let mut presence = Presence::default();
        let tokens = text.tokens();
        let is_apart = |at: &usize| tokens[*at].before > Join::Clause;
        let mut work = 0;
        let mut rest = scratch.active.as_slice();
        while let Some(&first) = rest.first() {
            let first = first as usize;
            let start = (0..=first).rev().find(is_apart).unwrap_or(0);
            let end = (first + 1..tokens.len()).find(is_apart).unwrap_or(tokens.len());
            let (here, later) = rest.split_at(rest.partition_point(|&at| (at as usize) < end));
            rest = later;
            let is_worth = |at: usize| self.worth[scratch.seen[at].id as usize] & worth != 0;
            if !here.iter().any(|&at| is_worth(at as usize)) {
                continue;
            }
            sequences.note_presence(scratch.seen[start..end].iter().map(|seen| seen.id), &mut presence);
            let reader = self.reader(text, scratch, &presence);
            for &at in here {
                if is_worth(at as usize) {
                    sequences.find(&reader, at as usize, found);
                }
            }
            work += reader.work.get();
        }
        scratch.work += work;
    }

    fn reader<'a>(&'a self, text: &'a Text, scratch: &'a Scratch, presence: &'a Presence) -> Reader<'a> {
        Reader {
            words: &self.words,
            classes: &self.classes,
            folded: text.folded().as_bytes(),
            tokens: text.tokens(),
            seen: &scratch.seen,
            everyday: &scratch.everyday,
            presence,
            work: Cell::new(0),
        }
    }
}

/// What each word of a program is for. A word that patterns or phrases of several words name has an id of its own;
/// words that only belong to classes, as those of a lexicon do, share one with the words of the same classes.
struct Roles {
    /// By word of the program; 0 for one that nothing depends on.
    id_of: Vec<u32>,
    ids: u32,
    /// By id, how common the word is.
    commonness: Vec<u64>,
    /// By id, the classes of which the word alone is a phrase.
    members: Lists,
    classes: Vec<ClassPhrases>,
    senses_of: Vec<Option<u32>>,
}

impl Roles {
    fn new<'a>(words: &Vocabulary, classes: &[Class], all: impl Iterator<Item = &'a Vec<Step>>) -> Self {
        let mut uses = vec![0u32; words.len()];
        let mut is_used = vec![false; classes.len()];
        for step in all.flatten() {
            match *step {
                Step::Word(word) => uses[word as usize] += 1,
                Step::Class(class) => is_used[class as usize] = true,
                Step::Gap { .. } => {}
            }
        }
        let used = || (0..).zip(classes).filter(|&(class, _)| is_used[class as usize]);
        for phrase in used().flat_map(|(_, class)| class.phrases.iter()).filter(|phrase| phrase.len() > 1) {
            phrase.iter().for_each(|&word| uses[word as usize] += 1);
        }
        let alone = used().flat_map(|(number, class)| {
            class.phrases.iter().filter(|phrase| phrase.len() == 1).map(move |phrase| (phrase[0], number))
        });
        let classes_of = Lists::new(words.len(), alone);

        let mut ids = 1;
        let mut id_of = vec![0u32; words.len()];
        let mut members = Vec::new();
        let mut shared: QuickMap<&[u32], u32> = QuickMap::default();
        let mut last: (&[u32], u32) = (&[], 0);
        for (word, id) in (0..).zip(&mut id_of) {
            let own = classes_of.of(word);
            if uses[word as usize] == 0 {
                // Neighbours in a lexicon are mostly alike.
                if last.0 != own {
                    last = (own, *shared.entry(own).or_insert(ids));
                }
                *id = last.1;
                if *id != ids {
                    continue;
                }
            }
            *id = ids;
            members.extend(own.iter().map(|&class| (ids, class)));
            ids += 1;
        }
        let members = Lists::new(ids as usize, members.iter().copied());

        let rarity = Rarity::new();
        let of_word: Vec<u64> = words.iter().zip(&uses).map(|(word, &uses)| rarity.commonness(word, uses)).collect();
        let mut commonness = vec![0; ids as usize];
        for ((&id, &uses), &common) in id_of.iter().zip(&uses).zip(&of_word) {
            if uses > 0 {
                commonness[id as usize] = common;
            }
        }
        let mut in_ids: Vec<ClassPhrases> = classes.iter().map(|_| ClassPhrases::default()).collect();
        for (number, class) in used() {
            let own = &mut in_ids[number as usize];
            for phrase in class.phrases.iter() {
                own.commonness += phrase.iter().map(|&word| of_word[word as usize]).min().unwrap_or(0);
                if phrase.len() > 1 {
                    own.several.push(phrase.iter().map(|&word| id_of[word as usize]));
                }
            }
        }
        let senses_of = classes.iter().map(|class| class.senses_of).collect();
        Self { commonness, classes: in_ids, senses_of, id_of, ids, members }
    }

    fn into_classes(self) -> Classes {
        let several = (0..)
            .zip(&self.classes)
            .flat_map(|(number, class)| class.several.iter().map(move |phrase| (phrase, number)));
        let hint = |id: u32| self.members.of(id).iter().fold(0, |bits, class| bits | 1 << (class % 64));
        Classes {
            hints: (0..self.ids).map(hint).collect(),
            phrases: Phrases::new(self.ids as usize, several),
            longest: self.classes.iter().map(|class| class.several.longest().unwrap_or(1) as u32).collect(),
            senses_of: self.senses_of,
            members: self.members,
        }
    }
}
