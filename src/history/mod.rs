//! The reuse index: which earlier replies a draft repeats, without keeping a word of them.
//!
//! A history holds keyed hashes of masked sentences and of winnowed word 4-grams, with days, locations and ids that
//! are hashed as well. It is written once and never changed; adding writes a new segment, merging writes a new history.
//! Bytes come and go through `impl AsRef<[u8]>` and `impl Write`: files and maps are the caller's.

mod build;
mod bytes;
mod cluster;
mod common;
mod day;
mod error;
pub(crate) mod gram;
mod key;
pub(crate) mod mask;
mod query;
mod segment;
mod table;
#[cfg(feature = "audit")]
mod telling;
mod winnow;

pub use build::HistoryBuilder;
#[cfg(feature = "internals")]
pub use common::masked_grams;
pub(crate) use common::{common, common_checksum};
pub use error::HistoryError;
pub use key::HistoryKey;
pub(crate) use query::{Common, Found, Known, Query, Scratch};
#[cfg(feature = "audit")]
pub(crate) use telling::{TELLING_BITS, Telling};

use crate::draft::{Draft, Format};
use crate::report::Span;
use crate::text::{Markup, Text};
use key::Domain;
use mask::Word;
use segment::{HAS_ID, RATING, Segment};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Drafts and sentences of fewer words say nothing: everyone thanks alike.
pub(crate) const SHORTEST: usize = 8;
/// The fewest words of a sentence that is kept.
const SENTENCE: usize = 5;

/// Replies that were sent, to compare drafts with. Immutable, `Send + Sync` and cheap to clone.
///
/// See [`HistoryBuilder`] for an example.
#[derive(Clone)]
pub struct History {
    key: HistoryKey,
    segments: Arc<[Segment]>,
    digest: Arc<str>,
}

/// What a history holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HistoryStats {
    /// How many segments it has; merging makes one of them.
    pub segments: usize,
    /// How many bytes.
    pub bytes: u64,
    /// How many replies.
    pub replies: u64,
    /// How many of them have a rating of 1, 2, 3, 4 and 5 stars.
    pub ratings: [u64; 5],
    /// How many locations.
    pub locations: u64,
    /// How many templates: replies that share half of their text with another one. Of several segments, those of each.
    pub templates: u64,
    /// How many replies were made from them.
    pub templated: u64,
    /// How many different 4-grams are kept. Of several segments, those of each.
    pub grams: u64,
    /// How many different sentences are kept. Of several segments, those of each.
    pub sentences: u64,
    /// The first day of a reply, where any is known.
    pub first: Option<String>,
    /// The last day of a reply, where any is known.
    pub last: Option<String>,
    /// The templates with the most uses, at most ten. Of several segments, those of each.
    pub top: Vec<TemplateUse>,
}

/// How often a template was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TemplateUse {
    /// Its number in the history; none where only one reply is like the draft. Numbers hold for one state of a
    /// history: adding replies may change them.
    pub template: Option<u32>,
    /// How many replies.
    pub uses: u32,
    /// At how many locations.
    pub locations: u32,
    /// The day of the first, where it is known.
    pub first: Option<String>,
    /// The day of the last.
    pub last: Option<String>,
}

/// What of a draft stands in earlier replies.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Reuse {
    /// The share of the draft's words that stand in the closest earlier reply, per mille.
    pub share: u32,
    /// How many words the draft has, its sign-off left out.
    pub words: u32,
    /// How many of them stand there.
    pub reused: u32,
    /// What was reused, in bytes of the draft.
    pub spans: Vec<Span>,
    /// The template that the closest reply was made from.
    pub source: Option<TemplateUse>,
    /// The sentences of eight words or more that were used before.
    pub sentences: Vec<SentenceUse>,
}

/// How often a sentence was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SentenceUse {
    /// Where it stands, in bytes of the draft.
    pub span: Span,
    /// How many replies have it.
    pub uses: u32,
    /// How many of the newest 64 lie within 30 days of the draft, or of the history's last day where the draft has
    /// none.
    pub recent: u32,
    /// At how many locations the newest 64 were written.
    pub locations: u32,
    /// The day of the last.
    pub last: Option<String>,
}

impl History {
    /// Reads a history where it lies: a map of a file, or memory. All checksums are compared, which is linear; what
    /// they cover is not read before it is asked for.
    ///
    /// The bytes must not change afterwards. If they do, answers are wrong and nothing panics.
    ///
    /// # Errors
    ///
    /// Bytes that are no history, or damaged, or cut off, or of another format; a key that is not the history's.
    pub fn open(bytes: impl AsRef<[u8]> + Send + Sync + 'static, key: &HistoryKey) -> Result<Self, HistoryError> {
        let bytes: segment::Bytes = Arc::new(bytes);
        let length = (*bytes).as_ref().len();
        let mut segments = Vec::new();
        let mut at = 0;
        while at < length || segments.is_empty() {
            let (segment, end) = Segment::open(&bytes, at, key)?;
            segments.push(segment);
            at = end;
        }
        let mut hash = Sha256::new();
        segments.iter().for_each(|segment| hash.update(segment.checksum.to_le_bytes()));
        let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { key: key.clone(), segments: segments.into(), digest: digest.into() })
    }

    /// What of a draft stands in these replies. A reply with the draft's own id is left out.
    ///
    /// Takes time linear in the draft, and the logarithm of the history.
    #[must_use]
    pub fn query(&self, draft: &Draft<'_>) -> Reuse {
        thread_local! {
            static SCRATCH: RefCell<(Text, Scratch)> = RefCell::default();
        }
        SCRATCH.with_borrow_mut(|(text, scratch)| {
            let markup = if draft.format == Some(Format::Html) { Markup::Html } else { Markup::Plain };
            text.read(&draft.text, markup);
            let found =
                self.ask(draft, None, Common { background: common(), ..Common::default() }).run(draft, text, scratch);
            let span = |start: u32, end: u32| Span::from(text.source_span(start as usize..end as usize));
            Reuse {
                share: found.share(),
                words: found.words,
                reused: found.reused,
                spans: found.pieces.iter().map(|&(start, end)| span(start, end)).collect(),
                source: found.source.as_ref().map(TemplateUse::of),
                sentences: found
                    .sentences
                    .iter()
                    .map(|sentence| SentenceUse {
                        span: span(sentence.start, sentence.end),
                        uses: sentence.uses,
                        recent: sentence.recent,
                        locations: sentence.locations,
                        last: day::show(sentence.last),
                    })
                    .collect(),
            }
        })
    }

    /// A query for a draft, on the day of the draft, else of the policy, else of the newest reply.
    pub(crate) fn ask<'a>(&'a self, draft: &Draft<'_>, as_of: Option<&str>, common: Common<'a>) -> Query<'a> {
        let days = [draft.posted_at.as_deref(), as_of].map(|time| time.map_or(0, day::of));
        let newest = || self.segments.iter().map(Segment::newest).max().unwrap_or(0);
        let today = days.into_iter().find(|day| *day > 0).unwrap_or_else(newest);
        Query { key: &self.key, segments: &self.segments, own: id_hash(&self.key, draft), today, common }
    }

    /// What it holds. Linear in the replies.
    #[must_use]
    pub fn stats(&self) -> HistoryStats {
        let sum = |count: fn(&Segment) -> usize| self.segments.iter().map(|segment| count(segment) as u64).sum();
        let (mut ratings, mut locations, mut templated) = ([0; 5], Vec::new(), 0);
        let (mut first, mut last) = (u16::MAX, 0);
        let mut top: Vec<TemplateUse> = Vec::new();
        for segment in self.segments.iter() {
            for number in 0..segment.replies as u32 {
                let reply = segment.reply(number);
                if let Some(at) = usize::from(reply.flags & RATING).checked_sub(1) {
                    ratings[at.min(4)] += 1;
                }
                templated += u64::from(reply.template > 0);
                if reply.day > 0 {
                    (first, last) = (first.min(reply.day), last.max(reply.day));
                }
            }
            locations.extend((1..=segment.locations as u16).map(|number| segment.location(number)));
            top.extend((1..=segment.templates as u32).map(|number| {
                let template = segment.template(number);
                let locations = template.locations.len() as u32;
                let days = [template.first, template.last].map(day::show);
                let [first, last] = days;
                TemplateUse { template: Some(number), uses: template.uses, locations, first, last }
            }));
            top.sort_by_key(|template| std::cmp::Reverse(template.uses));
            top.truncate(10);
        }
        locations.sort_unstable();
        locations.dedup();
        HistoryStats {
            segments: self.segments.len(),
            bytes: sum(Segment::bytes),
            replies: sum(|segment| segment.replies),
            ratings,
            locations: locations.len() as u64,
            templates: sum(|segment| segment.templates),
            templated,
            grams: sum(|segment| segment.grams().len()),
            sentences: sum(|segment| segment.sentences().len()),
            first: if last > 0 { day::show(first) } else { None },
            last: day::show(last),
            top,
        }
    }

    /// How many segments it has. Every one costs a query a few microseconds; [`HistoryBuilder::merge`] makes one of
    /// them.
    #[must_use]
    pub fn segments(&self) -> usize {
        self.segments.len()
    }

    /// How many replies it has. Of several segments, those of each.
    #[must_use]
    pub fn len(&self) -> usize {
        self.segments.iter().map(|segment| segment.replies).sum()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The key that it was opened with.
    #[must_use]
    pub fn key(&self) -> &HistoryKey {
        &self.key
    }

    /// SHA-256 over what it holds, as hexadecimal digits; part of the policy's digest.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The ids of the replies, as [`HistoryKey::id`] hashes them, that share the template of the reply closest to a
    /// draft; of several segments, those of each. For whoever has the records and wants to see them. Linear in the
    /// replies.
    #[must_use]
    pub fn ids_like(&self, draft: &Draft<'_>) -> Vec<u32> {
        let mut text = Text::new();
        let markup = if draft.format == Some(Format::Html) { Markup::Html } else { Markup::Plain };
        text.read(&draft.text, markup);
        let common = Common { background: common(), ..Common::default() };
        let mut ids = Vec::new();
        for segment in self.segments.iter() {
            let mut query = self.ask(draft, None, common);
            query.segments = std::slice::from_ref(segment);
            let own = query.own;
            let Some(source) = query.run(draft, &text, &mut Scratch::default()).source else { continue };
            let Some(template) = source.template else {
                ids.extend(source.id);
                continue;
            };
            let replies = (0..segment.replies as u32).map(|number| segment.reply(number));
            let members = replies.filter(|reply| reply.template == template && reply.flags & HAS_ID != 0);
            ids.extend(members.map(|reply| reply.id).filter(|&id| Some(id) != own));
        }
        ids
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History").field("segments", &self.segments.len()).field("digest", &self.digest).finish()
    }
}

impl TemplateUse {
    fn of(source: &query::Source) -> Self {
        Self {
            template: source.template,
            uses: source.uses,
            locations: source.locations.len() as u32,
            first: day::show(source.first),
            last: day::show(source.last),
        }
    }
}

impl HistoryKey {
    /// How a history keeps the id of a reply.
    #[must_use]
    pub fn id(&self, id: &str) -> u32 {
        self.hash(Domain::Id, id.as_bytes()) as u32
    }
}

fn id_hash(key: &HistoryKey, draft: &Draft<'_>) -> Option<u32> {
    draft.id.as_deref().map(|id| key.id(id))
}

/// A location of one brand is not that of another.
fn location_hash(key: &HistoryKey, draft: &Draft<'_>) -> u64 {
    match (draft.brand.as_deref(), draft.location.as_deref()) {
        (None, None) => 0,
        (brand, location) => {
            let brand = brand.unwrap_or_default();
            let mut bytes = (brand.len() as u64).to_le_bytes().to_vec();
            bytes.extend_from_slice(brand.as_bytes());
            bytes.extend_from_slice(location.unwrap_or_default().as_bytes());
            key.hash(Domain::Location, &bytes).max(1)
        }
    }
}

/// Calls `each` with the sentences that are long enough to be kept, as ranges of words.
fn sentences(words: &[Word], mut each: impl FnMut(Range<usize>)) {
    let mut begin = 0;
    for at in 1..=words.len() {
        if at == words.len() || words[at].opens {
            if at - begin >= SENTENCE {
                each(begin..at);
            }
            begin = at;
        }
    }
}

/// Hashes a sentence; `bytes` is room to work in.
fn sentence_hash(key: &HistoryKey, words: &[Word], bytes: &mut Vec<u8>) -> u64 {
    bytes.clear();
    words.iter().for_each(|word| bytes.extend_from_slice(&word.hash.to_le_bytes()));
    key.hash(Domain::Sentence, bytes)
}
