//! The audit: measures over many replies that were written, added up from parts in any order.
//!
//! An [`Audit`] takes rows, one at a time, each with the report that linting it gave. Audits of days, locations or
//! partitions are merged; [`Audit::metrics`] then gives the figures of all of them. No file, no socket, no clock: when it
//! is, is an input.

mod bytes;
mod copies;
mod error;
mod figures;
mod log;
pub mod metrics;
mod names;
mod options;
mod read;
pub mod response;
mod row;
mod schedule;
mod speech;
mod store;
mod style;
mod tally;
mod themes;
mod time;
mod vocabulary;
mod voice;

pub use error::AuditError;
pub use metrics::Metrics;
pub use options::{AuditOptions, MetricsOptions};
pub use schedule::{Schedule, Timeline};

use crate::draft::Draft;
use crate::history::HistoryKey;
use crate::report::Report;
use bytes::{Reader, put, put_low};
use names::Names;
use read::Reading;
use row::Row;
use store::{MAX_ROWS, Store};

const MAGIC: &[u8; 8] = b"RLAUDIT\n";
/// The version of the layout, and of what rows mean: raised whenever masking, words or counts change.
const FORMAT: u32 = 2;
/// Where a state's settings end.
const HEADER: usize = 8 + 4 + 16 + 8 + 1;
/// The key of audits that were given none.
const KNOWN_KEY: &[u8] = b"replylint audit, a key that everybody knows";

/// Rows that were audited.
///
/// ```
/// use replylint::audit::{Audit, AuditOptions, MetricsOptions};
/// use replylint::{Draft, Linter};
/// let linter = Linter::new()?;
/// let mut audit = Audit::new(AuditOptions::new());
/// for text in ["Thank you for your feedback.", "We are glad that your root canal went well!"] {
///     let draft = Draft::new(text);
///     audit.add(&draft, &linter.lint(&draft))?;
/// }
/// let metrics = audit.metrics(&MetricsOptions::new())?;
/// assert_eq!((metrics.whole.current.replies, metrics.whole.current.disclosing.count), (2, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A state holds hashes, counts, times, ids, names of brands and locations; of texts nothing, unless it was told to keep
/// them. `Debug` shows how many rows.
pub struct Audit {
    key: HistoryKey,
    settings: Settings,
    names: Names,
    store: Store,
    /// Rows that stood there to the byte already, and can be told from others.
    repeated: u64,
    reading: Box<Reading>,
    bytes: Vec<u8>,
}

/// What two audits must agree on to be merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Settings {
    key: [u8; 16],
    /// A hash of the registered texts.
    registered: u64,
    /// Whether agents are named, and texts kept.
    kept: u8,
}

impl Audit {
    /// An audit without rows.
    #[must_use]
    pub fn new(options: AuditOptions) -> Self {
        let AuditOptions { key, names_agents, keeps_text, registered } = options;
        // The known key is long enough.
        let key = key.or_else(|| HistoryKey::new(KNOWN_KEY).ok()).unwrap_or_else(|| unreachable!());
        let mut bytes = Vec::new();
        registered.iter().for_each(|text| bytes::put_text(&mut bytes, text));
        let settings = Settings {
            key: key.told_apart(),
            registered: key.of_audit(&bytes),
            kept: u8::from(names_agents) | u8::from(keeps_text) << 1,
        };
        let reading = Box::new(Reading::new(key.clone(), &registered, names_agents, keeps_text));
        let (names, store) = (Names::default(), Store::default());
        Self { key, settings, names, store, repeated: 0, reading, bytes: Vec::new() }
    }

    /// An audit without rows that has the options of this one, so that the two can be merged: one for each thread.
    #[must_use]
    pub fn branch(&self) -> Self {
        Self {
            key: self.key.clone(),
            settings: self.settings,
            names: Names::default(),
            store: Store::default(),
            repeated: 0,
            reading: Box::new(self.reading.another()),
            bytes: Vec::new(),
        }
    }

    /// Adds a row and what linting it gave. A row whose draft is blank is an inbound that nobody answered; its report
    /// does not count. Times that are none count as not known. Linear in the texts.
    ///
    /// # Errors
    ///
    /// [`AuditError::TooMany`] beyond 16,777,216 rows.
    pub fn add(&mut self, row: &Draft<'_>, report: &Report) -> Result<(), AuditError> {
        self.add_row(row, (!row.text.trim().is_empty()).then_some(report))
    }

    /// Adds an inbound that nobody answered. Its draft does not count.
    ///
    /// # Errors
    ///
    /// [`AuditError::TooMany`] beyond 16,777,216 rows.
    pub fn add_unanswered(&mut self, row: &Draft<'_>) -> Result<(), AuditError> {
        self.add_row(row, None)
    }

    fn add_row(&mut self, row: &Draft<'_>, report: Option<&Report>) -> Result<(), AuditError> {
        self.check_room(1)?;
        let row = self.reading.read(row, report, &mut self.names);
        self.bytes.clear();
        row.write(&mut self.bytes);
        self.store.add(&self.bytes);
        Ok(())
    }

    /// How many rows were added, duplicates included.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.store.len() as u64 + self.repeated
    }

    /// Whether none was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds all rows of another audit. Whichever is merged into which, and in whatever order, the state is the same.
    /// Moves the rows, which costs little.
    ///
    /// # Errors
    ///
    /// [`AuditError::Different`] for an audit of other options, [`AuditError::TooMany`] beyond 16,777,216 rows.
    pub fn merge(&mut self, other: Self) -> Result<(), AuditError> {
        self.settings.check(other.settings)?;
        self.check_room(other.store.len())?;
        self.names.merge(other.names);
        self.store.append(other.store);
        self.repeated += other.repeated;
        Ok(())
    }

    fn check_room(&self, more: usize) -> Result<(), AuditError> {
        if self.store.len() + more > MAX_ROWS {
            return Err(AuditError::TooMany { limit: MAX_ROWS as u64 });
        }
        Ok(())
    }

    /// The state, to be kept or sent. The same rows give the same bytes, in whatever order and partition they came.
    /// Sorts the rows.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let order = self.store.sorted();
        let mut repeated = self.repeated;
        let mut rows = Vec::with_capacity(order.len());
        let mut last: &[u8] = &[];
        for row in order.iter().map(|&number| self.store.get(number as usize)) {
            let head = Row::head(row);
            if row == last && (head.identity != 0 || head.content != 0) {
                repeated += 1;
                continue;
            }
            rows.push(row);
            last = row;
        }
        let mut out = Vec::with_capacity(HEADER + 1024 + rows.iter().map(|row| row.len() + 4).sum::<usize>());
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&FORMAT.to_le_bytes());
        out.extend_from_slice(&self.settings.key);
        put_low(&mut out, self.settings.registered, 8);
        out.push(self.settings.kept);
        put(&mut out, repeated);
        self.names.write(&mut out);
        put(&mut out, rows.len() as u64);
        for row in rows {
            put(&mut out, row.len() as u64);
            out.extend_from_slice(row);
        }
        let checksum = self.key.of_audit(&out);
        put_low(&mut out, checksum, 8);
        out
    }

    /// Reads a state. Linear; every row is looked at.
    ///
    /// # Errors
    ///
    /// Bytes that are no state, or damaged, or of another version; [`AuditError::Different`] where they were made with
    /// other options.
    pub fn from_bytes(bytes: &[u8], options: AuditOptions) -> Result<Self, AuditError> {
        let mut audit = Self::new(options);
        if !bytes.starts_with(MAGIC) {
            return Err(AuditError::NotAState);
        }
        let mut reader = Reader::new(&bytes[MAGIC.len()..]);
        let format = reader.low(4) as u32;
        if format != FORMAT && !reader.is_short {
            return Err(AuditError::Version { found: format, known: FORMAT });
        }
        let Some(end) = bytes.len().checked_sub(8).filter(|end| *end >= HEADER) else {
            return Err(AuditError::Damaged);
        };
        let settings = Settings {
            key: reader.take(16).try_into().map_err(|_| AuditError::Damaged)?,
            registered: reader.low(8),
            kept: reader.byte(),
        };
        // The checksum depends on the key: with another one nothing more can be said.
        if settings.key == audit.settings.key && Reader::new(&bytes[end..]).low(8) != audit.key.of_audit(&bytes[..end])
        {
            return Err(AuditError::Damaged);
        }
        audit.settings.check(settings)?;
        let mut reader = Reader::new(&bytes[HEADER..end]);
        audit.repeated = reader.number();
        audit.names = Names::read(&mut reader)?;
        let rows = reader.count();
        audit.check_room(rows)?;
        for _ in 0..rows {
            let length = reader.count();
            let row = reader.take(length);
            Row::read(row).ok_or(AuditError::Damaged)?;
            audit.store.add(row);
        }
        if reader.is_done() { Ok(audit) } else { Err(AuditError::Damaged) }
    }

    /// The figures. Sorts the rows; the rest is linear, save for what is alike.
    ///
    /// # Errors
    ///
    /// [`AuditError::Option`] for a day, a period or a time zone that makes no sense.
    pub fn metrics(&self, options: &MetricsOptions) -> Result<Metrics, AuditError> {
        figures::make(self, options)
    }
}

impl Settings {
    fn check(self, other: Self) -> Result<(), AuditError> {
        let what = match () {
            () if self.key != other.key => "keys",
            () if self.registered != other.registered => "registered texts",
            () if self.kept != other.kept => "settings of what is kept",
            () => return Ok(()),
        };
        Err(AuditError::Different { what })
    }
}

impl std::fmt::Debug for Audit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Audit").field("rows", &self.len()).finish_non_exhaustive()
    }
}
