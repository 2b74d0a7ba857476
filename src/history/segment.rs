//! A segment: what was put into a history at once, never changed afterwards. Little-endian, laid out so that it can be
//! read where it lies.
//!
//! | bytes | what |
//! |---|---|
//! | 0..8 | `RLHIST`, 26, line feed |
//! | 8..12, 12..16 | format, masking |
//! | 16..32 | what tells a wrong key |
//! | 32..40 | length of the segment |
//! | 40..56 | how many replies, locations, templates; zero |
//! | 56..136 | length and checksum of each section |
//! | 136..144 | checksum of all before |
//! | 144.. | replies (12 bytes each: id, day, location, template, flags), locations (8 each), templates (16 each, then the numbers of their locations), table of grams, table of sentences |
//!
//! Checksums are keyed hashes: whoever has no key can neither change a history unnoticed nor try guesses against it.

use super::bytes::{u16_at, u32_at, u64_at};
use super::error::HistoryError;
use super::key::{Domain, HistoryKey};
use super::mask::MASKING;
use super::table::Table;
use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"RLHIST\x1a\n";
/// The version of the layout.
pub(super) const FORMAT: u32 = 1;
const HEADER: usize = 144;
const REPLY: usize = 12;
const TEMPLATE: usize = 16;
/// The names of the sections, in their order.
const SECTIONS: [&str; 5] = ["replies", "locations", "templates", "grams", "sentences"];

/// The reply has an id.
pub(super) const HAS_ID: u8 = 0x08;
/// The bits of the rating.
pub(super) const RATING: u8 = 0x07;

/// What is known of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reply {
    pub(super) day: u16,
    /// The number of its location, from 1; 0 where none is known.
    pub(super) location: u16,
    pub(super) id: u32,
    pub(super) flags: u8,
    /// The number of its template, from 1; 0 where it is the only one of its kind.
    pub(super) template: u32,
}

/// The replies of a segment.
#[derive(Clone, Copy)]
pub(super) struct Replies<'a>(&'a [u8]);

impl Replies<'_> {
    /// What is known of one.
    pub(super) fn get(self, number: u32) -> Reply {
        let at = number as usize * REPLY;
        let last = u32_at(self.0, at + 8);
        Reply {
            id: u32_at(self.0, at),
            day: u16_at(self.0, at + 4),
            location: u16_at(self.0, at + 6),
            template: last & 0x00ff_ffff,
            flags: (last >> 24) as u8,
        }
    }
}

/// What is known of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    pub(super) uses: u32,
    pub(super) first: u16,
    pub(super) last: u16,
    /// The numbers of its locations, ascending.
    pub(super) locations: Vec<u16>,
}

/// A segment before it is written.
pub(super) struct Contents {
    pub(super) replies: Vec<Reply>,
    /// Keyed hashes of the locations, ascending; the first is number 1.
    pub(super) locations: Vec<u64>,
    pub(super) templates: Vec<Template>,
    pub(super) grams: Vec<u8>,
    pub(super) sentences: Vec<u8>,
}

impl Contents {
    /// Writes the segment.
    pub(super) fn write(&self, key: &HistoryKey, out: &mut dyn Write) -> Result<(), HistoryError> {
        let mut replies = Vec::with_capacity(self.replies.len() * REPLY);
        for reply in &self.replies {
            replies.extend_from_slice(&reply.id.to_le_bytes());
            replies.extend_from_slice(&reply.day.to_le_bytes());
            replies.extend_from_slice(&reply.location.to_le_bytes());
            replies.extend_from_slice(&reply.template.to_le_bytes()[..3]);
            replies.push(reply.flags);
        }
        let locations: Vec<u8> = self.locations.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        let (mut templates, mut numbers) = (Vec::with_capacity(self.templates.len() * TEMPLATE), Vec::new());
        for template in &self.templates {
            templates.extend_from_slice(&template.uses.to_le_bytes());
            templates.extend_from_slice(&template.first.to_le_bytes());
            templates.extend_from_slice(&template.last.to_le_bytes());
            templates.extend_from_slice(&(numbers.len() as u32 / 2).to_le_bytes());
            templates.extend_from_slice(&(template.locations.len() as u32).to_le_bytes());
            numbers.extend(template.locations.iter().flat_map(|number| number.to_le_bytes()));
        }
        templates.append(&mut numbers);
        let sections: [&[u8]; 5] = [&replies, &locations, &templates, &self.grams, &self.sentences];
        let limit = u64::from(u32::MAX);
        if sections.iter().any(|section| section.len() as u64 > limit) {
            return Err(HistoryError::TooMany { what: "bytes of a section", limit });
        }

        let mut header = Vec::with_capacity(HEADER);
        header.extend_from_slice(MAGIC);
        header.extend_from_slice(&FORMAT.to_le_bytes());
        header.extend_from_slice(&MASKING.to_le_bytes());
        header.extend_from_slice(&key.check());
        let length = HEADER + sections.iter().map(|section| section.len()).sum::<usize>();
        header.extend_from_slice(&(length as u64).to_le_bytes());
        for number in [self.replies.len(), self.locations.len(), self.templates.len(), 0] {
            header.extend_from_slice(&(number as u32).to_le_bytes());
        }
        for section in sections {
            header.extend_from_slice(&(section.len() as u64).to_le_bytes());
            header.extend_from_slice(&key.hash(Domain::Checksum, section).to_le_bytes());
        }
        header.extend_from_slice(&key.hash(Domain::Checksum, &header).to_le_bytes());
        out.write_all(&header)?;
        for section in sections {
            out.write_all(section)?;
        }
        Ok(())
    }
}

/// Where the bytes of segments lie: a map of a file, or memory.
pub(super) type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A segment whose bytes were found to be as they were written.
#[derive(Clone)]
pub(super) struct Segment {
    bytes: Bytes,
    sections: [Range<usize>; 5],
    pub(super) replies: usize,
    pub(super) locations: usize,
    pub(super) templates: usize,
    /// The checksum of the header, which covers all others.
    pub(super) checksum: u64,
}

impl Segment {
    /// Reads the segment that begins at `begin`, and says where it ends. Linear, for the checksums.
    pub(super) fn open(bytes: &Bytes, begin: usize, key: &HistoryKey) -> Result<(Self, usize), HistoryError> {
        let all: &[u8] = (**bytes).as_ref();
        let own = all.get(begin..).unwrap_or_default();
        if !own.starts_with(MAGIC) {
            let is_beginning = begin == 0 && MAGIC.starts_with(own) && !own.is_empty();
            return Err(match begin {
                0 if !is_beginning => HistoryError::NotAHistory,
                0 => HistoryError::Truncated { found: all.len() as u64, needed: HEADER as u64 },
                _ => HistoryError::Damaged { part: "end" },
            });
        }
        if own.len() < HEADER {
            return Err(HistoryError::Truncated { found: all.len() as u64, needed: (begin + HEADER) as u64 });
        }
        let (format, masking) = (u32_at(own, 8), u32_at(own, 12));
        if format != FORMAT {
            return Err(HistoryError::Version { found: format, known: FORMAT });
        }
        if masking != MASKING {
            return Err(HistoryError::Masking { found: masking, known: MASKING });
        }
        if own[16..32] != key.check() {
            return Err(HistoryError::WrongKey);
        }
        let checksum = u64_at(own, HEADER - 8);
        if key.hash(Domain::Checksum, &own[..HEADER - 8]) != checksum {
            return Err(HistoryError::Damaged { part: "header" });
        }
        let length = u64_at(own, 32);
        let Some(own) = usize::try_from(length).ok().and_then(|length| own.get(..length)) else {
            return Err(HistoryError::Truncated {
                found: all.len() as u64,
                needed: length.saturating_add(begin as u64),
            });
        };
        let mut sections: [Range<usize>; 5] = std::array::from_fn(|_| 0..0);
        let mut at = HEADER;
        for (number, name) in SECTIONS.into_iter().enumerate() {
            let length = u64_at(own, 56 + 16 * number) as usize;
            let section = at.checked_add(length).and_then(|end| own.get(at..end));
            let wanted = u64_at(own, 64 + 16 * number);
            let Some(section) = section.filter(|section| key.hash(Domain::Checksum, section) == wanted) else {
                return Err(HistoryError::Damaged { part: name });
            };
            sections[number] = begin + at..begin + at + section.len();
            at += section.len();
        }
        let [replies, locations, templates] = [40, 44, 48].map(|at| u32_at(own, at) as usize);
        let segment = Self { bytes: Arc::clone(bytes), sections, replies, locations, templates, checksum };
        Ok((segment, begin + own.len()))
    }

    fn section(&self, number: usize) -> &[u8] {
        (*self.bytes).as_ref().get(self.sections[number].clone()).unwrap_or_default()
    }

    /// How many bytes it has.
    pub(super) fn bytes(&self) -> usize {
        HEADER + self.sections.iter().map(Range::len).sum::<usize>()
    }

    /// What is known of a reply.
    pub(super) fn reply(&self, number: u32) -> Reply {
        self.all_replies().get(number)
    }

    /// What is known of the replies, for whoever asks for many.
    pub(super) fn all_replies(&self) -> Replies<'_> {
        Replies(self.section(0))
    }

    /// The keyed hash of a location, by its number from 1.
    pub(super) fn location(&self, number: u16) -> u64 {
        usize::from(number).checked_sub(1).map_or(0, |at| u64_at(self.section(1), at * 8))
    }

    /// What is known of a template, by its number from 1.
    pub(super) fn template(&self, number: u32) -> Template {
        let (bytes, at) = (self.section(2), (number as usize).saturating_sub(1) * TEMPLATE);
        let begin = self.templates * TEMPLATE + u32_at(bytes, at + 8) as usize * 2;
        let length = (u32_at(bytes, at + 12) as usize).min(self.locations);
        Template {
            uses: u32_at(bytes, at),
            first: u16_at(bytes, at + 4),
            last: u16_at(bytes, at + 6),
            locations: (0..length).map(|number| u16_at(bytes, begin + number * 2)).collect(),
        }
    }

    /// The table of grams.
    pub(super) fn grams(&self) -> Table<'_> {
        Table::new(self.section(3))
    }

    /// The table of sentences.
    pub(super) fn sentences(&self) -> Table<'_> {
        Table::new(self.section(4))
    }

    /// The newest day of a reply.
    pub(super) fn newest(&self) -> u16 {
        // Replies stand in the order of their days.
        self.replies.checked_sub(1).map_or(0, |last| self.reply(last as u32).day)
    }
}
