//! What of a draft stands in earlier replies: the closest of them, its template, and the sentences that were used
//! before.

use super::common::Background;
use super::gram::{self, GRAM};
use super::key::HistoryKey;
use super::mask::{Names, Word, mask};
use super::segment::{HAS_ID, Reply, Segment};
use super::table::{self, List};
use super::winnow::{Print, WINDOW, winnow};
use super::{SHORTEST, sentence_hash, sentences};
use crate::draft::Draft;
use crate::text::Text;
use std::ops::Range;

/// How many of the newest replies with a gram are considered.
const NEWEST: usize = 64;
/// How many votes of grams are counted in a segment; rare grams vote first.
const VOTES: usize = 1_024;
/// How many replies with the most votes are compared with the draft gram by gram.
const COMPARED: usize = 4;
/// The slots of the table of votes, a power of two and twice the votes.
const SLOTS: usize = VOTES * 2;
/// From this share of the closest reply's words on, the closest of another segment counts as the same template.
const SAME_TEMPLATE: u32 = 2;
/// What counts as recent, in days.
const RECENT: u16 = 30;

/// Texts that prove nothing where they are repeated.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Common<'a> {
    /// Grams that stand in the replies of many.
    pub(crate) background: &'a Background,
    /// Grams of texts that someone approved.
    pub(crate) approved: &'a Known,
    /// Grams of texts that are the right answer to what is asked again and again.
    pub(crate) answers: &'a Known,
}

/// The grams of registered texts.
#[derive(Debug, Default, Clone)]
pub(crate) struct Known {
    /// Hashes with the numbers of their texts, sorted.
    grams: Vec<(u64, u32)>,
}

static NONE: Known = Known { grams: Vec::new() };

impl Default for &Known {
    fn default() -> Self {
        &NONE
    }
}

impl Known {
    /// Takes the grams of texts; they are numbered in their order. Linear, save for sorting.
    pub(crate) fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let (mut text, names, mut words) = (Text::new(), Names::default(), Vec::new());
        let mut grams = Vec::new();
        for (number, source) in (0..).zip(texts) {
            text.read(source, crate::text::Markup::Plain);
            mask(&text, source, &names, &mut words);
            grams.extend(words.windows(GRAM).map(|gram| (gram::wide(hashes(gram)), number)));
        }
        grams.sort_unstable();
        grams.dedup();
        Self { grams }
    }

    /// Whether a gram, as [`gram::wide`] hashes it, stands in one of the texts.
    #[cfg(feature = "audit")]
    pub(super) fn has(&self, gram: u64) -> bool {
        self.find(gram).is_some()
    }

    fn find(&self, gram: u64) -> Option<u32> {
        let at = self.grams.partition_point(|known| known.0 < gram);
        self.grams.get(at).filter(|known| known.0 == gram).map(|known| known.1)
    }
}

fn hashes(gram: &[Word]) -> [u64; GRAM] {
    std::array::from_fn(|at| gram.get(at).map_or(0, |word| word.hash))
}

/// What was found of a draft. Places are folded bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// How many words the draft has, the sign-off left out.
    pub(crate) words: u32,
    /// How many of them stand in the closest earlier reply.
    pub(crate) reused: u32,
    /// How many of these prove something: they stand in no common phrase and in no approved text.
    pub(crate) telling: u32,
    /// How many would, if nothing were approved.
    pub(crate) unapproved: u32,
    /// How many of these stand in a row, at most.
    pub(crate) run: u32,
    /// The approved text that most of the others stand in.
    pub(crate) approved: Option<u32>,
    /// How many of the telling words stand in a registered answer.
    pub(crate) answers: u32,
    /// With how many replies the draft was compared.
    pub(crate) replies: u32,
    /// What is reused, in order.
    pub(crate) pieces: Vec<(u32, u32)>,
    /// Where it comes from.
    pub(crate) source: Option<Source>,
    /// The sentences that were used before, in order.
    pub(crate) sentences: Vec<Sentence>,
}

impl Found {
    /// The share of the draft that is reused, per mille.
    pub(crate) fn share(&self) -> u32 {
        (self.reused * 1_000).checked_div(self.words).unwrap_or(0)
    }
}

/// The earlier replies that a draft is closest to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// The number of their template, where there are several.
    pub(crate) template: Option<u32>,
    pub(crate) uses: u32,
    /// Keyed hashes of their locations, sorted.
    pub(crate) locations: Vec<u64>,
    pub(crate) first: u16,
    pub(crate) last: u16,
    /// The keyed hash of the closest one's id.
    pub(crate) id: Option<u32>,
}

/// A sentence that was used before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// How many of its words prove something.
    pub(crate) telling: u32,
    /// How many of these stand in a registered answer.
    pub(crate) answers: u32,
    pub(crate) uses: u32,
    /// Among the newest 64 uses, those within 30 days.
    pub(crate) recent: u32,
    /// At how many locations, among the newest 64 uses.
    pub(crate) locations: u32,
    pub(crate) last: u16,
}

/// For each of a draft's kept grams, then for each of its sentences, the replies of a segment that hold it.
type Probes<'a> = Vec<Option<List<'a>>>;

/// What a query works with, kept from draft to draft.
pub(crate) struct Scratch {
    names: Names,
    words: Vec<Word>,
    /// The gram that begins at each word, where one does.
    grams: Vec<Gram>,
    prints: Vec<Print>,
    /// The lists of the prints, by number of replies.
    order: Vec<u32>,
    covered: Vec<bool>,
    /// The sentences: first word, one past the last, hash.
    spans: Vec<(u32, u32, u64)>,
    /// The replies that were compared with the draft.
    compared: Vec<Vote>,
    slots: Vec<Vote>,
    touched: Vec<u32>,
    ranked: Vec<Vote>,
    /// For each probe the oldest reply up to which all voted; none did where it is the greatest number.
    voted: Vec<u32>,
    bytes: Vec<u8>,
    newest: Vec<u32>,
    /// The numbers of locations that were seen, as bits.
    located: Vec<u64>,
}

/// A gram of the draft, hashed without a key.
#[derive(Debug, Clone, Copy)]
struct Gram {
    wide: u64,
    /// It stands in the replies of many.
    is_common: bool,
}

/// How many of a draft's grams and sentences a reply has, and which of the first 64.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Vote {
    votes: u32,
    reply: u32,
    probes: u64,
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            names: Names::default(),
            words: Vec::new(),
            grams: Vec::new(),
            prints: Vec::new(),
            order: Vec::new(),
            covered: Vec::new(),
            spans: Vec::new(),
            compared: Vec::new(),
            slots: vec![Vote::default(); SLOTS],
            touched: Vec::new(),
            ranked: Vec::new(),
            voted: Vec::new(),
            bytes: Vec::new(),
            newest: Vec::new(),
            located: Vec::new(),
        }
    }
}

/// The earlier replies and what is asked of them.
pub(crate) struct Query<'a> {
    pub(crate) key: &'a HistoryKey,
    pub(super) segments: &'a [Segment],
    /// The keyed hash of the draft's own id: what has it is the draft itself.
    pub(crate) own: Option<u32>,
    /// The day on which the draft is written, or 0.
    pub(crate) today: u16,
    pub(crate) common: Common<'a>,
}

impl Query<'_> {
    /// Asks for a draft. `text` is what was read of it. Linear in the draft, logarithmic in the history.
    pub(crate) fn run(&self, draft: &Draft<'_>, text: &Text, scratch: &mut Scratch) -> Found {
        let replies = self.segments.iter().map(|segment| segment.replies).sum::<usize>() as u32;
        let mut found = Found { replies, ..Found::default() };
        scratch.names.read(draft);
        mask(text, &draft.text, &scratch.names, &mut scratch.words);
        found.words = scratch.words.len() as u32;
        if scratch.words.len() < SHORTEST {
            return found;
        }
        winnow(&scratch.words, self.key, &mut scratch.prints);
        self.hash_words(scratch);
        let probes: Vec<_> = self.segments.iter().map(|segment| self.probe(segment, scratch)).collect();
        self.find_reply(&probes, scratch, &mut found);
        self.find_sentences(&probes, scratch, &mut found);
        found
    }

    fn find_reply(&self, probes: &[Probes<'_>], scratch: &mut Scratch, found: &mut Found) {
        let mut closest: Vec<(u32, u16, usize, u32)> = Vec::with_capacity(self.segments.len());
        for (number, segment) in self.segments.iter().enumerate() {
            let Some((reply, covered)) = self.closest(segment, &probes[number], scratch) else { continue };
            closest.push((covered, segment.reply(reply).day, number, reply));
        }
        // Of equals the newest, and of these the one of the last segment.
        let Some(&(covered, _, number, reply)) = closest.iter().max_by_key(|close| (close.0, close.1, close.2)) else {
            return;
        };
        let segment = &self.segments[number];
        found.reused = covered;
        // Of one segment, what the closest reply covers stands in the scratch already.
        if self.segments.len() > 1 {
            self.closest(segment, &probes[number], scratch);
        }
        self.weigh(&scratch.grams, &scratch.covered, found);
        let mut at = 0;
        for run in scratch.covered.chunk_by(|a, b| a == b) {
            if run[0] {
                found.pieces.push((scratch.words[at].start, scratch.words[at + run.len() - 1].end));
            }
            at += run.len();
        }
        let same = closest.iter().filter(|close| close.0 * SAME_TEMPLATE >= covered);
        found.source = Some(self.source(segment, reply, same.map(|close| (&self.segments[close.2], close.3))));
    }

    /// The grams of the draft, and the sentences that are kept.
    fn hash_words(&self, scratch: &mut Scratch) {
        let Scratch { words, grams, spans, bytes, .. } = scratch;
        grams.clear();
        grams.extend(words.windows(GRAM).map(|gram| {
            let wide = gram::wide(hashes(gram));
            Gram { wide, is_common: self.common.background.has(gram::narrow(wide)) }
        }));
        spans.clear();
        sentences(words, |range| {
            let key = table::key(sentence_hash(self.key, &words[range.clone()], bytes));
            spans.push((range.start as u32, range.end as u32, key));
        });
    }

    /// Looks up the draft's grams, then its sentences.
    fn probe<'s>(&self, segment: &'s Segment, scratch: &Scratch) -> Probes<'s> {
        let mut probes = Vec::with_capacity(scratch.prints.len() + scratch.spans.len());
        segment.grams().find_all(scratch.prints.iter().map(|print| table::key(print.hash)), &mut probes);
        segment.sentences().find_all(scratch.spans.iter().map(|span| span.2), &mut probes);
        probes
    }

    /// The reply of a segment that covers the most words, and how many.
    fn closest(&self, segment: &Segment, probes: &Probes<'_>, scratch: &mut Scratch) -> Option<(u32, u32)> {
        vote(probes, scratch);
        let ranked = std::mem::take(&mut scratch.ranked);
        let others = ranked.iter().filter(|vote| !self.is_own(&segment.reply(vote.reply)));
        let mut best: Option<(u32, u32)> = None;
        scratch.compared.clear();
        for vote in others.take(COMPARED) {
            scratch.compared.push(*vote);
            let covered = cover(probes, &[*vote], scratch);
            if best.is_none_or(|best| (covered, vote.reply) > (best.1, best.0)) {
                best = Some((vote.reply, covered));
            }
        }
        scratch.ranked = ranked;
        let (reply, _) = best.filter(|best| best.1 > 0)?;
        Some((reply, cover(probes, &self.relatives(segment, reply, scratch), scratch)))
    }

    /// A reply and those compared that share its template: each may have changed another part of it.
    fn relatives(&self, segment: &Segment, reply: u32, scratch: &Scratch) -> Vec<Vote> {
        let template = segment.reply(reply).template;
        let like =
            |other: &Vote| other.reply == reply || template > 0 && segment.reply(other.reply).template == template;
        scratch.compared.iter().copied().filter(like).collect()
    }

    fn is_own(&self, reply: &Reply) -> bool {
        self.own.is_some_and(|own| reply.flags & HAS_ID != 0 && reply.id == own)
    }

    /// Counts what of the covered words proves something.
    fn weigh(&self, grams: &[Gram], covered: &[bool], found: &mut Found) {
        let weight = self.weight(grams, |at| covered[at..at + GRAM].iter().all(|covered| *covered));
        found.telling = weight.telling;
        found.unapproved = weight.unapproved;
        found.run = weight.run;
        found.answers = weight.answers;
        found.approved = weight.approved;
    }

    /// Counts the words of the grams that `counts`.
    fn weight(&self, grams: &[Gram], counts: impl Fn(usize) -> bool) -> Weight {
        let mut weight = Weight::default();
        let (mut telling, mut unapproved, mut answers) = (0..0, 0..0, 0..0);
        let add = |sum: &mut u32, last: &mut Range<usize>, at: usize| {
            *sum += (at + GRAM - at.max(last.end)) as u32;
            *last = at..at + GRAM;
        };
        let (mut approving, mut run) = (Vec::new(), 0);
        for (at, gram) in grams.iter().enumerate().filter(|(at, gram)| !gram.is_common && counts(*at)) {
            run = if at <= unapproved.end { run + (at + GRAM - at.max(unapproved.end)) as u32 } else { GRAM as u32 };
            weight.run = weight.run.max(run);
            add(&mut weight.unapproved, &mut unapproved, at);
            if let Some(text) = self.common.approved.find(gram.wide) {
                approving.push(text);
                continue;
            }
            add(&mut weight.telling, &mut telling, at);
            if self.common.answers.find(gram.wide).is_some() {
                add(&mut weight.answers, &mut answers, at);
            }
        }
        approving.sort_unstable();
        weight.approved = approving.chunk_by(|a, b| a == b).max_by_key(|texts| texts.len()).map(|texts| texts[0]);
        weight
    }

    fn source<'s>(&self, segment: &Segment, reply: u32, same: impl Iterator<Item = (&'s Segment, u32)>) -> Source {
        let closest = segment.reply(reply);
        let mut source = Source {
            template: (closest.template > 0).then_some(closest.template),
            uses: 0,
            locations: Vec::new(),
            first: u16::MAX,
            last: 0,
            id: (closest.flags & HAS_ID != 0).then_some(closest.id),
        };
        for (segment, reply) in same {
            let close = segment.reply(reply);
            if close.template == 0 {
                source.uses += 1;
                source.locations.push(segment.location(close.location));
                (source.first, source.last) = (source.first.min(close.day), source.last.max(close.day));
                continue;
            }
            let template = segment.template(close.template);
            source.uses += template.uses;
            source.locations.extend(template.locations.iter().map(|&number| segment.location(number)));
            (source.first, source.last) = (source.first.min(template.first), source.last.max(template.last));
            source.template = source.template.or(Some(close.template));
        }
        source.locations.retain(|&hash| hash != 0);
        source.locations.sort_unstable();
        source.locations.dedup();
        source
    }

    fn find_sentences(&self, probes: &[Probes<'_>], scratch: &mut Scratch, found: &mut Found) {
        let Scratch { words, grams, prints, spans, newest, located, .. } = scratch;
        for (number, &(from, to, _)) in spans.iter().enumerate() {
            let (from, to) = (from as usize, to as usize);
            if to - from < SHORTEST {
                continue;
            }
            let mut sentence = Sentence {
                start: words[from].start,
                end: words[to - 1].end,
                telling: 0,
                answers: 0,
                uses: 0,
                recent: 0,
                locations: 0,
                last: 0,
            };
            let mut locations = Vec::new();
            for (segment, probes) in self.segments.iter().zip(probes) {
                let Some(list) = probes[prints.len() + number] else { continue };
                sentence.uses += list.len as u32;
                newest.clear();
                list.newest(NEWEST, |reply| newest.push(reply));
                located.clear();
                located.resize(segment.locations.min(usize::from(u16::MAX)) / 64 + 1, 0);
                let all = segment.all_replies();
                for reply in newest.iter().map(|&reply| all.get(reply)) {
                    if self.is_own(&reply) {
                        sentence.uses -= 1;
                        continue;
                    }
                    sentence.recent += u32::from(self.today.abs_diff(reply.day) <= RECENT);
                    sentence.last = sentence.last.max(reply.day);
                    if let Some(bits) = located.get_mut(usize::from(reply.location) / 64) {
                        *bits |= 1 << (reply.location % 64);
                    }
                }
                for (at, &bits) in located.iter().enumerate().filter(|(_, bits)| **bits != 0) {
                    let seen = (0..64).filter(|bit| bits >> bit & 1 != 0);
                    locations.extend(seen.map(|bit| segment.location((at * 64 + bit) as u16)));
                }
            }
            if sentence.uses > 0 {
                locations.retain(|&hash| hash != 0);
                locations.sort_unstable();
                locations.dedup();
                sentence.locations = locations.len() as u32;
                let weight = self.weight(&grams[from..=to - GRAM], |_| true);
                (sentence.telling, sentence.answers) = (weight.telling, weight.answers);
                found.sentences.push(sentence);
            }
        }
    }
}

/// Leaves in the scratch the replies that share the most with the draft, the first one first.
fn vote(probes: &Probes<'_>, scratch: &mut Scratch) {
    let Scratch { order, touched, slots, voted, ranked, prints, grams, .. } = scratch;
    let length = |at: u32| probes[at as usize].map_or(0, |list| list.len);
    order.clear();
    order.extend((0..probes.len() as u32).filter(|&at| probes[at as usize].is_some()));
    order.sort_unstable_by_key(|&at| (length(at), at));
    touched.clear();
    voted.clear();
    voted.resize(probes.len(), u32::MAX);
    let mut votes = 0;
    for &at in order.iter() {
        let Some(list) = probes[at as usize] else { continue };
        if votes >= VOTES || prints.get(at as usize).is_some_and(|print| grams[print.at as usize].is_common) {
            continue;
        }
        let bit = 1u64.checked_shl(at).unwrap_or(0);
        let most = NEWEST.min(VOTES - votes);
        let mut oldest = 0;
        list.newest(most, |reply| {
            votes += 1;
            oldest = reply;
            let mut at = (reply.wrapping_mul(0x9e37_79b1) >> 16) as usize % SLOTS;
            while slots[at].votes > 0 && slots[at].reply != reply {
                at = (at + 1) % SLOTS;
            }
            let slot = &mut slots[at];
            if slot.votes == 0 {
                touched.push(at as u32);
            }
            *slot = Vote { votes: slot.votes + 1, reply, probes: slot.probes | bit };
        });
        if bit != 0 {
            voted[at as usize] = if list.len <= most { 0 } else { oldest };
        }
    }
    ranked.clear();
    for &slot in touched.iter() {
        let vote = std::mem::take(&mut slots[slot as usize]);
        // One more than is compared: the draft itself may be among them.
        if ranked.get(COMPARED).is_none_or(|last| vote > *last) {
            ranked.insert(ranked.partition_point(|other| *other > vote), vote);
            ranked.truncate(COMPARED + 1);
        }
    }
}

#[derive(Default)]
struct Weight {
    telling: u32,
    unapproved: u32,
    run: u32,
    answers: u32,
    approved: Option<u32>,
}

/// Marks the words that replies cover and counts them: their sentences; and of grams that follow one another among
/// those kept, and that one reply all holds, everything from the first to the last is the same.
fn cover(probes: &Probes<'_>, replies: &[Vote], scratch: &mut Scratch) -> u32 {
    let Scratch { words, prints, spans, covered, voted, .. } = scratch;
    covered.clear();
    covered.resize(words.len(), false);
    let (grams, sentences) = probes.split_at(prints.len().min(probes.len()));
    for vote in replies {
        let holds = |at: usize, list: &Option<List<'_>>| {
            // As far as a list was read while votes were counted, that says it; the rest is looked into.
            if vote.reply >= voted[at] {
                return vote.probes >> at & 1 != 0;
            }
            list.is_some_and(|list| list.contains(vote.reply))
        };
        let mut last: Option<usize> = None;
        for (number, (print, list)) in prints.iter().zip(grams).enumerate() {
            let at = print.at as usize;
            let held = holds(number, list);
            if held {
                let from = last.filter(|last| at - last <= WINDOW).unwrap_or(at);
                covered[from..at + GRAM].fill(true);
            }
            last = held.then_some(at);
        }
        let kept = spans.iter().zip(sentences).zip(grams.len()..);
        for ((span, _), _) in kept.filter(|((_, list), number)| holds(*number, list)) {
            covered[span.0 as usize..span.1 as usize].fill(true);
        }
    }
    covered.iter().filter(|covered| **covered).count() as u32
}
