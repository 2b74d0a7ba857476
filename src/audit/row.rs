//! One row of an audit: what is kept of a reply, or of an inbound that nobody answered.
//!
//! Rows are bytes, and their order is that of their bytes: by time, then by what they are. That makes the state of an
//! audit the same whatever the order in which rows came.

use super::bytes::{Reader, put, put_low, put_signed, put_text};
use super::time::Moment;
use crate::draft::{Channel, Role};
use crate::report::{Category, Level, Limit, UncheckedReason, Verdict};

/// A name in the table of an audit: the low 48 bits of its hash; 0 for none.
pub(super) type NameId = u64;
/// How many bytes a [`NameId`] has.
const NAME: usize = 6;
/// How many bytes a hash of a gram or a sentence has.
const GRAM: usize = 5;
const _: () = assert!(crate::history::TELLING_BITS as usize == 8 * GRAM);

/// Findings of a rule in one reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) rule: NameId,
    pub(super) category: Category,
    pub(super) level: Level,
    pub(super) count: u32,
}

/// A topic that had to be approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Raised {
    pub(super) topic: NameId,
    pub(super) role: Role,
    pub(super) is_satisfied: bool,
}

/// What an inbound thinks of the business, by its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Mood {
    /// Its words do not tell.
    #[default]
    Unknown,
    Praises,
    Complains,
    /// As much of one as of the other.
    Both,
}

impl Mood {
    const ALL: [Self; 4] = [Self::Unknown, Self::Praises, Self::Complains, Self::Both];
}

/// A sentence that can be told again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sentence {
    pub(super) hash: u64,
    /// Where it stands, in bytes of the draft.
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) words: u32,
}

/// How a reply is written: counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Words, sentences and syllables, as formulas of readability count them.
    pub(super) words: u32,
    pub(super) sentences: u32,
    pub(super) syllables: u32,
    pub(super) contractions: u32,
    pub(super) exclamations: u32,
    pub(super) emoji: u32,
    pub(super) we: u32,
    pub(super) i: u32,
    pub(super) apologies: u32,
    /// Numbers in [`super::speech::Speech::greetings`] and [`super::speech::Speech::sign_offs`].
    pub(super) greeting: u8,
    pub(super) sign_off: u8,
    /// Numbers of common words, sorted, as often as they stand there.
    pub(super) common: Vec<u8>,
}

/// What is kept of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// A hash of what makes it the same reply in another export: brand, location and id; 0 where it has no id.
    pub(super) identity: u64,
    /// A hash of brand, location, texts, author, rating and time; 0 where these do not tell one reply from another.
    pub(super) content: u64,
    /// Nobody answered: there is no reply.
    pub(super) is_unanswered: bool,
    /// It has an inbound with text.
    pub(super) has_inbound: bool,
    pub(super) posted: Option<Moment>,
    pub(super) received: Option<Moment>,
    /// The number of its brand and location in the table of places.
    pub(super) place: NameId,
    pub(super) agent: NameId,
    pub(super) policy: NameId,
    pub(super) rating: u8,
    /// What the inbound thinks by its words, where no stars tell it.
    pub(super) mood: Mood,
    pub(super) channel: Channel,
    pub(super) verdict: Verdict,
    pub(super) id: Option<String>,
    /// A hash of the display name of whoever wrote the inbound, or of the inbound where that is not known; 0 for none.
    pub(super) author: u32,
    pub(super) found: Vec<Found>,
    pub(super) raised: Vec<Raised>,
    pub(super) overridden: Vec<NameId>,
    pub(super) unchecked: Vec<(Category, UncheckedReason)>,
    pub(super) incomplete: Vec<Limit>,
    /// How many words the reply has, names and numbers as one each, the sign-off left out.
    pub(super) words: u32,
    pub(super) style: Option<Style>,
    /// Keyed hashes of grams, sorted.
    pub(super) grams: Vec<u64>,
    pub(super) sentences: Vec<Sentence>,
    /// The inbound's words that could be a theme, in order; see [`super::themes`].
    pub(super) terms: Vec<u32>,
    /// The texts, where they are kept.
    pub(super) draft: Option<String>,
    pub(super) inbound: Option<String>,
}

/// What says when and where, read without the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Brief {
    pub(super) is_unanswered: bool,
    pub(super) posted: Option<Moment>,
    pub(super) received: Option<Moment>,
    pub(super) place: NameId,
    pub(super) agent: NameId,
    pub(super) grams: u32,
}

/// What tells rows apart, read without the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) identity: u64,
    pub(super) content: u64,
    pub(super) is_unanswered: bool,
}

/// Where the grams of a row stand in its bytes.
pub(super) struct Grams<'a>(&'a [u8]);

impl Grams<'_> {
    pub(super) fn iter(&self) -> impl Iterator<Item = u64> {
        self.0.chunks_exact(GRAM).map(|five| five.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }
}

const UNANSWERED: u8 = 1;
const HAS_INBOUND: u8 = 2;
const HAS_POSTED: u8 = 4;
const HAS_RECEIVED: u8 = 8;
const HAS_ID: u8 = 16;
const HAS_STYLE: u8 = 32;
const HAS_DRAFT: u8 = 64;
const HAS_INBOUND_TEXT: u8 = 128;
/// An offset that stands for none.
const NO_OFFSET: i64 = 1 << 14;
const DAY_ALONE: i64 = NO_OFFSET + 1;

fn put_offset(out: &mut Vec<u8>, moment: Moment) {
    put_signed(
        out,
        match moment.offset {
            _ if moment.is_day => DAY_ALONE,
            None => NO_OFFSET,
            Some(offset) => i64::from(offset),
        },
    );
}

fn moment(seconds: i64, offset: i64) -> Moment {
    let is_day = offset == DAY_ALONE;
    let offset = if is_day || offset == NO_OFFSET { None } else { i16::try_from(offset).ok() };
    Moment { seconds, offset, is_day }
}

impl Row {
    /// The time by which rows are ordered: that of the reply, else that of the inbound.
    fn time(&self) -> Option<Moment> {
        self.posted.or(self.received)
    }

    /// Writes the row. Everything that orders it stands first.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        // Times may lie before 1970; rows without one stand before all.
        let time = self.time().map_or(0, |moment| (moment.seconds as u64) ^ 1 << 63);
        out.extend_from_slice(&time.to_be_bytes());
        put_low(out, self.identity, 8);
        put_low(out, self.content, 8);
        let flags = [
            (self.is_unanswered, UNANSWERED),
            (self.has_inbound, HAS_INBOUND),
            (self.posted.is_some(), HAS_POSTED),
            (self.received.is_some(), HAS_RECEIVED),
            (self.id.is_some(), HAS_ID),
            (self.style.is_some(), HAS_STYLE),
            (self.draft.is_some(), HAS_DRAFT),
            (self.inbound.is_some(), HAS_INBOUND_TEXT),
        ];
        out.push(flags.iter().map(|(is, flag)| if *is { *flag } else { 0 }).sum());
        put(out, self.grams.len() as u64);
        self.grams.iter().for_each(|gram| put_low(out, *gram, GRAM));
        if let Some(posted) = self.posted {
            put_offset(out, posted);
        }
        if let Some(received) = self.received {
            put_signed(out, received.seconds.wrapping_sub(self.time().map_or(0, |time| time.seconds)));
            put_offset(out, received);
        }
        put_low(out, self.place, NAME);
        put_low(out, self.agent, NAME);
        // Where there are stars there is no mood.
        out.push(self.rating | (self.mood as u8) << 4);
        out.push(self.channel as u8);
        put_low(out, u64::from(self.author), 4);
        if let Some(id) = &self.id {
            put_text(out, id);
        }
        put(out, self.terms.len() as u64);
        self.terms.iter().for_each(|term| put_low(out, u64::from(*term), 4));
        if let Some(text) = &self.inbound {
            put_text(out, text);
        }
        if self.is_unanswered {
            return;
        }
        put_low(out, self.policy, NAME);
        out.push(self.verdict as u8);
        put(out, self.found.len() as u64);
        for found in &self.found {
            put_low(out, found.rule, NAME);
            out.push((found.category as u8) << 4 | found.level as u8);
            put(out, u64::from(found.count));
        }
        put(out, self.raised.len() as u64);
        for raised in &self.raised {
            put_low(out, raised.topic, NAME);
            out.push((raised.role as u8) << 1 | u8::from(raised.is_satisfied));
        }
        put(out, self.overridden.len() as u64);
        self.overridden.iter().for_each(|id| put_low(out, *id, NAME));
        put(out, self.unchecked.len() as u64);
        out.extend(self.unchecked.iter().map(|(category, reason)| (*category as u8) << 4 | *reason as u8));
        put(out, self.incomplete.len() as u64);
        out.extend(self.incomplete.iter().map(|limit| *limit as u8));
        put(out, u64::from(self.words));
        if let Some(style) = &self.style {
            for count in style.counts() {
                put(out, u64::from(count));
            }
            out.extend([style.greeting, style.sign_off]);
            put(out, style.common.len() as u64);
            out.extend_from_slice(&style.common);
        }
        put(out, self.sentences.len() as u64);
        for sentence in &self.sentences {
            put_low(out, sentence.hash, GRAM);
            put(out, u64::from(sentence.start));
            put(out, u64::from(sentence.end - sentence.start));
            put(out, u64::from(sentence.words));
        }
        if let Some(text) = &self.draft {
            put_text(out, text);
        }
    }

    /// Reads a row that was written; none where the bytes are not one.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let time = u64::from_be_bytes(reader.take(8).try_into().ok()?);
        let time = (time ^ 1 << 63) as i64;
        let (identity, content) = (reader.low(8), reader.low(8));
        let flags = reader.byte();
        let has = |flag: u8| flags & flag != 0;
        let grams = (0..reader.count()).map(|_| reader.low(GRAM)).collect();
        let posted = has(HAS_POSTED).then(|| moment(time, reader.signed()));
        let received = has(HAS_RECEIVED).then(|| {
            let seconds = time.wrapping_add(reader.signed());
            moment(seconds, reader.signed())
        });
        let (place, agent) = (reader.low(NAME), reader.low(NAME));
        let (rating, mood) = match reader.byte() {
            byte @ 0..16 => (byte, Mood::Unknown),
            byte => (byte & 15, *Mood::ALL.get(usize::from(byte >> 4))?),
        };
        let channel = *Channel::ALL.get(usize::from(reader.byte()))?;
        let author = reader.low(4) as u32;
        let id = has(HAS_ID).then(|| reader.text().to_owned());
        let terms = (0..reader.count()).map(|_| reader.low(4) as u32).collect();
        let inbound = has(HAS_INBOUND_TEXT).then(|| reader.text().to_owned());
        let mut row = Self {
            identity,
            content,
            is_unanswered: has(UNANSWERED),
            has_inbound: has(HAS_INBOUND),
            posted,
            received,
            place,
            agent,
            policy: 0,
            rating,
            mood,
            channel,
            verdict: Verdict::Pass,
            id,
            author,
            found: Vec::new(),
            raised: Vec::new(),
            overridden: Vec::new(),
            unchecked: Vec::new(),
            incomplete: Vec::new(),
            words: 0,
            style: None,
            grams,
            sentences: Vec::new(),
            terms,
            draft: None,
            inbound,
        };
        if !row.is_unanswered {
            row.read_reply(&mut reader, has(HAS_STYLE), has(HAS_DRAFT))?;
        }
        reader.is_done().then_some(row)
    }

    fn read_reply(&mut self, reader: &mut Reader<'_>, has_style: bool, has_draft: bool) -> Option<()> {
        self.policy = reader.low(NAME);
        self.verdict = *Verdict::ALL.get(usize::from(reader.byte()))?;
        for _ in 0..reader.count() {
            let rule = reader.low(NAME);
            let byte = usize::from(reader.byte());
            let (category, level) = (*Category::ALL.get(byte >> 4)?, *Level::ALL.get(byte & 15)?);
            self.found.push(Found { rule, category, level, count: reader.number() as u32 });
        }
        for _ in 0..reader.count() {
            let topic = reader.low(NAME);
            let byte = usize::from(reader.byte());
            self.raised.push(Raised { topic, role: *Role::ALL.get(byte >> 1)?, is_satisfied: byte & 1 != 0 });
        }
        self.overridden = (0..reader.count()).map(|_| reader.low(NAME)).collect();
        for _ in 0..reader.count() {
            let byte = usize::from(reader.byte());
            self.unchecked.push((*Category::ALL.get(byte >> 4)?, *UncheckedReason::ALL.get(byte & 15)?));
        }
        for _ in 0..reader.count() {
            self.incomplete.push(*Limit::ALL.get(usize::from(reader.byte()))?);
        }
        self.words = reader.number() as u32;
        if has_style {
            let mut style = Style::default();
            for count in style.counts_mut() {
                *count = reader.number() as u32;
            }
            (style.greeting, style.sign_off) = (reader.byte(), reader.byte());
            let length = reader.count();
            style.common = reader.take(length).to_vec();
            self.style = Some(style);
        }
        for _ in 0..reader.count() {
            let hash = reader.low(GRAM);
            let start = reader.number() as u32;
            let end = start.checked_add(reader.number() as u32)?;
            self.sentences.push(Sentence { hash, start, end, words: reader.number() as u32 });
        }
        self.draft = has_draft.then(|| reader.text().to_owned());
        Some(())
    }

    /// What tells a row apart.
    pub(super) fn head(bytes: &[u8]) -> Head {
        let mut reader = Reader::new(bytes.get(8..).unwrap_or_default());
        let (identity, content) = (reader.low(8), reader.low(8));
        Head { identity, content, is_unanswered: reader.byte() & UNANSWERED != 0 }
    }

    /// When and where.
    pub(super) fn brief(bytes: &[u8]) -> Brief {
        let mut reader = Reader::new(bytes);
        let time = u64::from_be_bytes(reader.take(8).try_into().unwrap_or_default());
        let time = (time ^ 1 << 63) as i64;
        reader.take(16);
        let flags = reader.byte();
        let grams = reader.count();
        reader.take(grams * GRAM);
        let has = |flag: u8| flags & flag != 0;
        let posted = has(HAS_POSTED).then(|| moment(time, reader.signed()));
        let received = has(HAS_RECEIVED).then(|| {
            let seconds = time.wrapping_add(reader.signed());
            moment(seconds, reader.signed())
        });
        let (place, agent) = (reader.low(NAME), reader.low(NAME));
        Brief { is_unanswered: has(UNANSWERED), posted, received, place, agent, grams: grams as u32 }
    }

    /// The time by which a row is ordered, as its bytes begin; 0 where it has none.
    pub(super) fn time_of(bytes: &[u8]) -> u64 {
        bytes.get(..8).and_then(|eight| eight.try_into().ok()).map_or(0, u64::from_be_bytes)
    }

    /// The grams of a row, read without the rest.
    pub(super) fn grams_of(bytes: &[u8]) -> Grams<'_> {
        let mut reader = Reader::new(bytes.get(25..).unwrap_or_default());
        let number = reader.count();
        Grams(reader.take(number * GRAM))
    }
}

impl Style {
    fn counts(&self) -> [u32; 9] {
        let Self { words, sentences, syllables, contractions, exclamations, emoji, we, i, apologies, .. } = *self;
        [words, sentences, syllables, contractions, exclamations, emoji, we, i, apologies]
    }

    fn counts_mut(&mut self) -> [&mut u32; 9] {
        let Self { words, sentences, syllables, contractions, exclamations, emoji, we, i, apologies, .. } = self;
        [words, sentences, syllables, contractions, exclamations, emoji, we, i, apologies]
    }
}
