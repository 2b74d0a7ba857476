//! Building a history, from replies and from other histories: the same replies give the same bytes, in whatever order
//! and in however many steps they came.

use super::cluster::cluster;
use super::day;
use super::error::HistoryError;
use super::key::HistoryKey;
use super::mask::{Names, Word, mask};
use super::segment::{Contents, HAS_ID, RATING, Reply, Segment, Template};
use super::table::{self, KEY_BITS, REPLY_BITS};
use super::winnow::{Print, winnow};
use super::{History, sentences};
use crate::draft::{Draft, Format};
use crate::text::{Markup, Text};
use std::cmp::Ordering;
use std::io::Write;
use std::ops::Range;

/// The most replies of a segment.
pub(super) const MAX_REPLIES: usize = 1 << REPLY_BITS;

/// Collects replies that were sent, and writes them as a history. Holds hashes, no text.
///
/// ```
/// use replylint::{Draft, History, HistoryBuilder, HistoryKey};
/// let key = HistoryKey::new(b"sixteen bytes or more, from a file")?;
/// let mut builder = HistoryBuilder::new(key.clone());
/// builder.add(&Draft::new("Thank you for the lovely photo of the harbour at sunrise, it hangs in our kitchen."))?;
/// let mut bytes = Vec::new();
/// builder.write(&mut bytes)?;
/// let history = History::open(bytes, &key)?;
/// assert_eq!(history.stats().replies, 1);
/// # Ok::<(), replylint::HistoryError>(())
/// ```
pub struct HistoryBuilder {
    key: HistoryKey,
    entries: Vec<Entry>,
    /// The kept parts of the hashes of all grams and sentences; an entry has a sorted range of each.
    grams: Vec<u64>,
    sentences: Vec<u64>,
    scratch: Scratch,
}

#[derive(Default)]
struct Scratch {
    text: Text,
    names: Names,
    words: Vec<Word>,
    prints: Vec<Print>,
    bytes: Vec<u8>,
}

/// A reply before it has a number.
#[derive(Debug, Clone)]
struct Entry {
    day: u16,
    location: u64,
    id: u32,
    flags: u8,
    grams: Range<usize>,
    sentences: Range<usize>,
}

impl std::fmt::Debug for HistoryBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HistoryBuilder").field("replies", &self.entries.len()).finish_non_exhaustive()
    }
}

impl HistoryBuilder {
    /// A builder without replies.
    #[must_use]
    pub fn new(key: HistoryKey) -> Self {
        Self { key, entries: Vec::new(), grams: Vec::new(), sentences: Vec::new(), scratch: Scratch::default() }
    }

    /// How many replies were added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds a reply that was sent: its text, and of the record `id`, `brand` and `location`, `posted_at`, `rating`;
    /// the names of `author`, `agent`, `brand` and `location` are masked in it. Linear in the text.
    ///
    /// # Errors
    ///
    /// [`HistoryError::TooMany`] beyond 16,777,216 replies.
    pub fn add(&mut self, reply: &Draft<'_>) -> Result<(), HistoryError> {
        self.check_room(1)?;
        let Scratch { text, names, words, prints, bytes } = &mut self.scratch;
        let markup = if reply.format == Some(Format::Html) { Markup::Html } else { Markup::Plain };
        text.read(&reply.text, markup);
        names.read(reply);
        mask(text, &reply.text, names, words);
        winnow(words, &self.key, prints);

        let begin = self.grams.len();
        self.grams.extend(prints.iter().map(|print| table::key(print.hash)));
        let grams = sort_tail(&mut self.grams, begin);
        let begin = self.sentences.len();
        let key = &self.key;
        sentences(words, |sentence| {
            self.sentences.push(table::key(super::sentence_hash(key, &words[sentence], bytes)));
        });
        let sentences = sort_tail(&mut self.sentences, begin);
        let id = super::id_hash(key, reply);
        self.entries.push(Entry {
            day: reply.posted_at.as_deref().map_or(0, day::of),
            location: super::location_hash(key, reply),
            id: id.unwrap_or(0),
            flags: reply.rating.unwrap_or(0).min(5) & RATING | if id.is_some() { HAS_ID } else { 0 },
            grams,
            sentences,
        });
        Ok(())
    }

    /// Adds all replies of a history that was built with the same key. A reply with an id that is there already, of
    /// the same day and location and saying the same, counts once. Linear in the history.
    ///
    /// # Errors
    ///
    /// [`HistoryError::WrongKey`] for a history of another key, [`HistoryError::TooMany`] beyond 16,777,216 replies.
    pub fn merge(&mut self, history: &History) -> Result<(), HistoryError> {
        if history.key.check() != self.key.check() {
            return Err(HistoryError::WrongKey);
        }
        for segment in history.segments.iter() {
            self.check_room(segment.replies)?;
            self.absorb(segment);
        }
        Ok(())
    }

    fn check_room(&self, more: usize) -> Result<(), HistoryError> {
        if self.entries.len() + more > MAX_REPLIES {
            return Err(HistoryError::TooMany { what: "replies", limit: MAX_REPLIES as u64 });
        }
        Ok(())
    }

    fn absorb(&mut self, segment: &Segment) {
        let grams = invert(segment.grams(), segment.replies, &mut self.grams);
        let sentences = invert(segment.sentences(), segment.replies, &mut self.sentences);
        let replies = (0..segment.replies as u32).zip(grams).zip(sentences);
        self.entries.extend(replies.map(|((number, grams), sentences)| {
            let Reply { day, location, id, flags, .. } = segment.reply(number);
            Entry { day, location: segment.location(location), id, flags, grams, sentences }
        }));
    }

    /// Writes the history as one segment. Sorts what was added, which is linear where it came sorted.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Write`] of the writer, [`HistoryError::TooMany`] beyond 65,535 locations or 4 GiB of a section.
    pub fn write(self, mut out: impl Write) -> Result<(), HistoryError> {
        let key = self.key.clone();
        self.contents()?.write(&key, &mut out)
    }

    fn contents(mut self) -> Result<Contents, HistoryError> {
        self.scratch = Scratch::default();
        let mut entries = std::mem::take(&mut self.entries);
        let limit = u64::from(u32::MAX);
        if self.grams.len() as u64 > limit {
            return Err(HistoryError::TooMany { what: "4-grams", limit });
        }
        entries.sort_by(|a, b| self.order(a, b));
        entries.dedup_by(|b, a| a.flags & HAS_ID != 0 && self.order(a, b) == Ordering::Equal);

        let mut locations: Vec<u64> = entries.iter().map(|entry| entry.location).filter(|&hash| hash != 0).collect();
        locations.sort_unstable();
        locations.dedup();
        if locations.len() > usize::from(u16::MAX) {
            return Err(HistoryError::TooMany { what: "locations", limit: u64::from(u16::MAX) });
        }
        let number = |hash: u64| locations.binary_search(&hash).map_or(0, |at| at as u16 + 1);
        let mut replies: Vec<Reply> = entries
            .iter()
            .map(|entry| {
                let Entry { day, id, flags, .. } = *entry;
                Reply { day, location: number(entry.location), id, flags, template: 0 }
            })
            .collect();

        let pairs = pairs(&self.grams, entries.iter().map(|entry| &entry.grams));
        let by_gram = pairs.chunk_by(|a, b| a >> REPLY_BITS == b >> REPLY_BITS);
        let mask = (1 << REPLY_BITS) - 1;
        // Small and in a row, since replies are compared in no order.
        let places: Vec<(u32, u32)> =
            entries.iter().map(|entry| (entry.grams.start as u32, entry.grams.end as u32)).collect();
        let of = |reply: u32| {
            let (begin, end) = places[reply as usize];
            &self.grams[begin as usize..end as usize]
        };
        let roots = cluster(entries.len(), by_gram, |pair| (pair & mask) as u32, of);
        let templates = templates(&mut replies, &roots);
        let grams = table::write(&pairs);
        drop(pairs);
        let pairs = self::pairs(&self.sentences, entries.iter().map(|entry| &entry.sentences));
        Ok(Contents { replies, locations, templates, grams, sentences: table::write(&pairs) })
    }

    /// The order of replies, which nothing but what they are decides.
    fn order(&self, a: &Entry, b: &Entry) -> Ordering {
        let plain = |entry: &Entry| (entry.day, entry.location, entry.id, entry.flags);
        let grams = |entry: &Entry| &self.grams[entry.grams.clone()];
        let sentences = |entry: &Entry| &self.sentences[entry.sentences.clone()];
        plain(a).cmp(&plain(b)).then_with(|| grams(a).cmp(grams(b))).then_with(|| sentences(a).cmp(sentences(b)))
    }
}

/// Sorts what was added last, each once.
fn sort_tail(list: &mut Vec<u64>, begin: usize) -> Range<usize> {
    list[begin..].sort_unstable();
    let mut end = begin;
    for at in begin..list.len() {
        if end == begin || list[end - 1] != list[at] {
            list[end] = list[at];
            end += 1;
        }
    }
    list.truncate(end);
    begin..end
}

/// Hashes with the numbers of their replies, sorted. Thrown into bins by their first bits, since hashes fill them evenly
/// and a bin fits into a cache.
fn pairs<'a>(hashes: &[u64], replies: impl Iterator<Item = &'a Range<usize>> + Clone) -> Vec<u64> {
    let number: usize = replies.clone().map(|range| range.len()).sum();
    let bits = (number / BIN).checked_ilog2().unwrap_or(0).min(12);
    let bin = |key: u64| (key >> (KEY_BITS - bits)) as usize;
    let mut ends = vec![0usize; 1 << bits];
    for range in replies.clone() {
        hashes[range.clone()].iter().for_each(|&key| ends[bin(key)] += 1);
    }
    let mut begin = 0;
    for end in &mut ends {
        (begin, *end) = (begin + *end, begin);
    }
    let mut pairs = vec![0; number];
    for (reply, range) in (0u32..).zip(replies) {
        for &key in &hashes[range.clone()] {
            let end = &mut ends[bin(key)];
            pairs[*end] = table::pair(key, reply);
            *end += 1;
        }
    }
    let mut rest = &mut pairs[..];
    let mut begin = 0;
    for end in ends {
        let (own, others) = rest.split_at_mut(end - begin);
        own.sort_unstable();
        (rest, begin) = (others, end);
    }
    pairs
}

/// How many hashes a bin has, at least.
const BIN: usize = 4_096;

/// Adds to `hashes` those of each reply of a table, sorted; gives where they stand. Linear.
fn invert(table: table::Table<'_>, replies: usize, hashes: &mut Vec<u64>) -> Vec<Range<usize>> {
    let mut ends = vec![0usize; replies];
    let count = |reply: u32, ends: &mut Vec<usize>| {
        if let Some(number) = ends.get_mut(reply as usize) {
            *number += 1;
        }
    };
    table.each(|_, list| list.newest(usize::MAX, |reply| count(reply, &mut ends)));
    let mut at = hashes.len();
    let mut ranges = Vec::with_capacity(replies);
    for end in &mut ends {
        ranges.push(at..at + *end);
        at += *end;
        *end = at - *end;
    }
    hashes.resize(at, 0);
    table.each(|key, list| {
        list.newest(usize::MAX, |reply| {
            if let Some(place) = ends.get_mut(reply as usize) {
                hashes[*place] = key;
                *place += 1;
            }
        });
    });
    ranges
}

/// Numbers the templates by their first reply, counts them, and tells each reply its own.
fn templates(replies: &mut [Reply], roots: &[u32]) -> Vec<Template> {
    let mut numbers = vec![0u32; replies.len()];
    for (reply, &root) in roots.iter().enumerate() {
        if root as usize != reply {
            numbers[root as usize] = 1;
        }
    }
    let mut next = 0;
    for number in numbers.iter_mut().filter(|number| **number > 0) {
        next += 1;
        *number = next;
    }
    let none = Template { uses: 0, first: 0, last: 0, locations: Vec::new() };
    let mut templates = vec![none; next as usize];
    for (reply, &root) in replies.iter_mut().zip(roots) {
        reply.template = numbers[root as usize];
        let Some(template) = (reply.template as usize).checked_sub(1).map(|at| &mut templates[at]) else { continue };
        template.uses += 1;
        template.first = if template.first == 0 { reply.day } else { template.first.min(reply.day) };
        template.last = template.last.max(reply.day);
        if let (Err(at), true) = (template.locations.binary_search(&reply.location), reply.location > 0) {
            template.locations.insert(at, reply.location);
        }
    }
    templates
}
