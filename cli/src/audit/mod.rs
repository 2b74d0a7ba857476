//! Exports of past replies, read row by row in bounded memory: whose column is what, times, ratings, conversations.
//!
//! Shared by the command line and the Python package. A row that makes no sense is an error of that row.

#[cfg(feature = "parquet")]
mod cell;
mod columns;
mod document;
#[cfg(feature = "parquet")]
mod guarded;
mod moment;
mod pairs;
mod period;
mod plain;
mod preset;
mod run;
mod settled;
#[cfg(feature = "parquet")]
mod table;
mod value;

pub use columns::{Column, Field, Mapping, Why, parse_map};
pub use moment::{DayOrder, zone};
pub use period::{period, seconds};
pub use preset::{Preset, preset, presets};
pub use run::{MAX_FAULTS, Portion, Tally, add, read};
pub use settled::{Seen, Settled};

use crate::records::{self, RecordsFormat, Row};
use clap::ValueEnum;
use columns::is_empty;
use jiff::tz::TimeZone;
use moment::Clock;
use pairs::Message;
use replylint::record::RecordError;
use replylint::{Channel, Draft, record};
use serde_json::{Map, Value, json};
use std::collections::{HashSet, VecDeque};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

/// After so many rows the columns and what times leave open are settled…
const HEAD_ROWS: usize = 1_000;
/// …or after as many bytes.
const HEAD_BYTES: usize = 32 << 20;
/// So much of a file tells lines from a document.
const GLANCE: u64 = 1 << 16;
/// The most messages of one conversation that are kept, where each row is a message.
const MAX_MESSAGES: usize = 10_000;

/// A form in which exports come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// One JSON object a line, or a JSON document with a list
    Jsonl,
    /// Comma-separated, the first row names the columns
    Csv,
    /// Parquet
    Parquet,
    /// Arrow, in its form for files (Feather) or for streams
    Arrow,
}

impl ExportFormat {
    /// The form that a name tells; CSV where it tells none.
    fn of(name: &str) -> Result<Self, String> {
        let path = Path::new(name);
        match path.extension().and_then(|word| word.to_str()).unwrap_or_default().to_ascii_lowercase().as_str() {
            "parquet" | "pq" => Ok(Self::Parquet),
            "arrow" | "arrows" | "feather" | "ipc" => Ok(Self::Arrow),
            extension @ ("xlsx" | "xls" | "xml" | "zip") => {
                Err(format!("{name}: is {extension}; save it as CSV (UTF-8), JSON or Parquet"))
            }
            _ => Ok(match RecordsFormat::of(path) {
                Some(RecordsFormat::Jsonl) => Self::Jsonl,
                Some(RecordsFormat::Csv) | None => Self::Csv,
            }),
        }
    }
}

/// How an export is read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Columns that the user named.
    pub map: Vec<(Field, String)>,
    /// The tool that wrote the export.
    pub preset: Option<&'static Preset>,
    /// The zone of times that name none.
    pub zone: Option<TimeZone>,
    /// Which number of `03/04/2026` is the month.
    pub order: Option<DayOrder>,
    /// Where the replies stand, unless a column says it.
    pub channel: Option<Channel>,
    pub(crate) form: Option<ExportFormat>,
}

/// What was read of a row: a reply, or a message that nobody answered.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Entry {
    /// A reply, with what it answers.
    Reply(Box<Draft<'static>>),
    /// A message without a reply; the draft's text is empty.
    Unanswered(Box<Draft<'static>>),
}

/// An entry, or why a row gives none.
#[derive(Debug)]
pub struct Found {
    /// The number of the row, counted from 1, the header left out.
    pub row: usize,
    /// The line on which it begins.
    pub line: usize,
    /// How many bytes the row took; 0 for further entries of the same row.
    pub bytes: usize,
    /// What it holds.
    pub entry: Result<Entry, RecordError>,
}

/// An export that is being read.
pub struct Export<'a> {
    rows: Box<dyn Iterator<Item = io::Result<Row>> + 'a>,
    head: VecDeque<Row>,
    ready: VecDeque<Found>,
    reading: Reading,
    settled: Settled,
    clock: Clock,
    seen: Seen,
    refused: Vec<(String, &'static str)>,
    total: Option<u64>,
    number: usize,
    open: Option<Conversation>,
    closed: HashSet<u64>,
    broken: Option<io::Error>,
}

/// The conversation whose messages stand in the rows that were read last.
struct Conversation {
    key: String,
    row: usize,
    line: usize,
    fields: Map<String, Value>,
    messages: Vec<Message>,
}

impl std::fmt::Debug for Export<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Export")
            .field("mapping", &self.settled.mapping)
            .field("row", &self.number)
            .finish_non_exhaustive()
    }
}

impl<'a> Export<'a> {
    /// Reads what is read from its beginning to its end: CSV, JSON. The form is told by its name, and for JSON by how it
    /// begins.
    ///
    /// # Errors
    ///
    /// What makes the file as a whole useless: its form, its header, columns that are missing, days and months that
    /// cannot be told apart.
    pub fn open(input: Box<dyn Read + 'a>, name: &str, reading: &Reading) -> Result<Self, String> {
        let form = reading.form.map_or_else(|| ExportFormat::of(name), Ok)?;
        let broken = |error: io::Error| records::cannot_be_read(name, &error);
        let rows: records::Rows<'a> = match form {
            ExportFormat::Parquet | ExportFormat::Arrow => {
                return Err(format!("{name}: Parquet and Arrow are read from files, by their names"));
            }
            ExportFormat::Csv => records::rows(RecordsFormat::Csv, input, name, &[])?,
            ExportFormat::Jsonl => {
                let mut input = records::buffered(input).map_err(broken)?;
                let list = reading.preset.and_then(|preset| preset.list.as_deref());
                let mut start = Vec::new();
                input.by_ref().take(GLANCE).read_to_end(&mut start).map_err(broken)?;
                let is_document = document::is_document(&start, list);
                let input = BufReader::new(Cursor::new(start).chain(input));
                match is_document {
                    true => Box::new(document::Elements::new(Box::new(input), list)),
                    false => records::rows(RecordsFormat::Jsonl, Box::new(input), name, &[])?,
                }
            }
        };
        Self::unsettled(rows, reading).and_then(Self::begun).map_err(|fault| format!("{name}: {fault}"))
    }

    /// Whether a file of that name is a table, which [`Export::of_table`] reads: Parquet, Arrow.
    #[must_use]
    pub fn is_table(name: &str, reading: &Reading) -> bool {
        let form = reading.form.or_else(|| ExportFormat::of(name).ok());
        matches!(form, Some(ExportFormat::Parquet | ExportFormat::Arrow))
    }

    /// Reads a file in the form of a table, batch by batch.
    ///
    /// # Errors
    ///
    /// As [`Export::open`]; without the feature `parquet`, always.
    #[cfg(feature = "parquet")]
    pub fn of_table(file: File, name: &str, reading: &Reading) -> Result<Self, String> {
        let export = || {
            let table = match reading.form.map_or_else(|| ExportFormat::of(name), Ok)? {
                ExportFormat::Arrow => table::arrow(file)?,
                _ => table::parquet(file)?,
            };
            let mut export = Self::unsettled(Box::new(table.rows), reading)?;
            (export.refused, export.total) = (table.refused, table.total);
            export.begun()
        };
        export().map_err(|fault: String| format!("{name}: {fault}"))
    }

    /// Reads a file in the form of a table, batch by batch.
    ///
    /// # Errors
    ///
    /// Always, without the feature `parquet`.
    #[cfg(not(feature = "parquet"))]
    pub fn of_table(_: File, name: &str, _: &Reading) -> Result<Self, String> {
        Err(format!(
            "{name}: this command was built without the feature `parquet`; the Python package reads the file with \
             pyarrow: `replylint.audit(\"{name}\")`; or save it as CSV or JSONL"
        ))
    }

    /// Reads rows that are mappings already. `name` is what errors call the source.
    ///
    /// # Errors
    ///
    /// As [`Export::open`].
    pub fn of_rows(
        rows: impl Iterator<Item = Result<Map<String, Value>, RecordError>> + 'a,
        name: &str,
        reading: &Reading,
    ) -> Result<Self, String> {
        let export = Self::unsettled(of_mappings(rows), reading);
        export.and_then(Self::begun).map_err(|fault| format!("{name}: {fault}"))
    }

    /// Reads some of the rows of an export of which everything was settled: a partition of it.
    ///
    /// # Errors
    ///
    /// A time zone of the preset that is none.
    pub fn of_part(
        rows: impl Iterator<Item = Result<Map<String, Value>, RecordError>> + 'a,
        settled: &Settled,
        reading: &Reading,
    ) -> Result<Self, String> {
        let mut export = Self::unsettled(of_mappings(rows), reading)?;
        export.clock.order = settled.order.or(reading.order);
        export.settled = settled.clone();
        Ok(export)
    }

    fn unsettled(rows: records::Rows<'a>, reading: &Reading) -> Result<Self, String> {
        let of_preset = || reading.preset.and_then(|preset| preset.time_zone.as_deref()).map(zone).transpose();
        let zone = reading.zone.clone().map_or_else(of_preset, |zone| Ok(Some(zone)))?;
        Ok(Self {
            rows,
            head: VecDeque::new(),
            ready: VecDeque::new(),
            reading: reading.clone(),
            settled: Settled::default(),
            clock: Clock { zone, order: reading.order },
            seen: Seen::default(),
            refused: Vec::new(),
            total: None,
            number: 0,
            open: None,
            closed: HashSet::new(),
            broken: None,
        })
    }

    /// Reads the first rows, and decides what holds for all.
    fn begun(mut self) -> Result<Self, String> {
        let mut bytes = 0;
        while self.head.len() < HEAD_ROWS && bytes < HEAD_BYTES {
            match self.rows.next() {
                Some(Ok(row)) => {
                    bytes += row.bytes;
                    self.head.push_back(row);
                }
                Some(Err(error)) => {
                    self.broken = Some(error);
                    break;
                }
                None => break,
            }
        }
        self.settle()?;
        Ok(self)
    }

    /// Decides what holds for all rows, from the first ones.
    fn settle(&mut self) -> Result<(), String> {
        let good: Vec<&Map<String, Value>> = self.head.iter().filter_map(|row| row.record.as_ref().ok()).collect();
        if good.is_empty() {
            // Nothing to decide; every row that there is tells its own fault.
            return Ok(());
        }
        let preset = self.reading.preset;
        for (field, name) in &self.reading.map {
            let named = |what: &str| {
                let name = name.escape_debug();
                Err(format!("the column `{name}` holds {what}, from which {field} cannot be read; name another"))
            };
            if let Some((_, what)) = self.refused.iter().find(|(refused, _)| refused == name) {
                return named(what);
            }
            match nested(&good, name) {
                Some(Value::Object(_)) => return named("objects; what stands in them has names with dots"),
                Some(_) => return named("lists"),
                None => {}
            }
        }
        for (name, what) in &self.refused {
            self.settled.notes.push(format!("the column \"{}\" is not read: it holds {what}", name.escape_debug()));
        }
        let names = columns::names(good.iter().copied());
        let mut refused: Vec<String> = Vec::new();
        // A guess that the values speak against is dropped, and the next one tried.
        self.settled.mapping = loop {
            let left: Vec<String> = names.iter().filter(|name| !refused.contains(name)).cloned().collect();
            let mapping = Mapping::decide(&left, &self.reading.map, preset)?;
            let wrong = mapping
                .columns()
                .filter(|column| column.why == Why::Guessed)
                .find(|column| !fits(column.field, &mapping, &good))
                .cloned();
            match wrong {
                Some(column) => {
                    self.settled.notes.push(format!(
                        "the column \"{}\" is not read as {}: what stands in it is none",
                        column.name.escape_debug(),
                        column.field
                    ));
                    refused.push(column.name);
                }
                None => break mapping,
            }
        };
        self.settle_times(preset)
    }

    fn settle_times(&mut self, preset: Option<&Preset>) -> Result<(), String> {
        let mut opens = Vec::new();
        for row in self.head.iter().filter_map(|row| row.record.as_ref().ok()) {
            for_each_time(row, &self.settled.mapping, preset, |text| opens.extend(moment::open(text)));
        }
        if self.clock.order.is_none() && opens.iter().any(|open| open.order) {
            let must = |order| opens.iter().any(|open| open.must_be == Some(order));
            let order = match (must(DayOrder::MonthFirst), must(DayOrder::DayFirst)) {
                (true, false) => DayOrder::MonthFirst,
                (false, true) => DayOrder::DayFirst,
                (true, true) => {
                    return Err("some times put the day first and others the month; write `--dates month-first` or \
                                `--dates day-first`, and rows of the other kind are left out"
                        .to_owned());
                }
                (false, false) => {
                    return Err(
                        "the times do not tell the day from the month; write `--dates month-first` or `--dates \
                                day-first`"
                            .to_owned(),
                    );
                }
            };
            self.settled.notes.push(format!("times are read {order}, since some can be read in no other way"));
            self.clock.order = Some(order);
            self.settled.order = Some(order);
        }
        if let (None, Some(name)) = (&self.reading.zone, preset.and_then(|preset| preset.time_zone.as_deref()))
            && opens.iter().any(|open| open.zone)
        {
            self.settled.notes.push(format!("times that name no zone are read in {name}, as the preset says"));
        }
        Ok(())
    }

    /// What is read from where.
    #[must_use]
    pub fn mapping(&self) -> &Mapping {
        &self.settled.mapping
    }

    /// What was decided from the first rows.
    #[must_use]
    pub fn settled(&self) -> &Settled {
        &self.settled
    }

    /// How many rows were read so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.number as u64
    }

    /// How many rows there are, where the file says it beforehand.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// What was met so far.
    #[must_use]
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// What was assumed, in sentences without a capital and without a full stop. Complete once all rows were read.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.settled.notes(&self.seen)
    }

    /// The next row of the file.
    fn row(&mut self) -> Option<io::Result<Row>> {
        if let Some(row) = self.head.pop_front() {
            return Some(Ok(row));
        }
        match self.broken.take() {
            Some(error) => Some(Err(error)),
            None => self.rows.next(),
        }
    }

    /// Reads a row into what it holds.
    fn take(&mut self, row: Row) {
        self.number += 1;
        let (number, line, bytes) = (self.number, row.line, row.bytes);
        let push =
            |ready: &mut VecDeque<Found>, bytes, entry| ready.push_back(Found { row: number, line, bytes, entry });
        let record = match row.record {
            Ok(record) => record,
            Err(error) => return push(&mut self.ready, bytes, Err(error)),
        };
        if self.settled.mapping.column(Field::Conversation).is_some() {
            self.take_message(number, line, &record);
            return;
        }
        let shared = self.shared(&record);
        let Some(thread) = self.reading.preset.and_then(|preset| preset.thread.as_ref()) else {
            let entry =
                shared.and_then(|shared| self.pair_of_row(shared, &record)).and_then(|record| self.entry(record));
            return push(&mut self.ready, bytes, entry);
        };
        let conversation = shared.as_ref().ok().and_then(|shared| shared.get("id")).and_then(value::word);
        let messages = pairs::messages(thread, &record).map_err(|fault| RecordError::new("wrong-type", fault));
        match shared.and_then(|shared| messages.map(|messages| (shared, messages))) {
            Err(error) => push(&mut self.ready, bytes, Err(error)),
            Ok((shared, messages)) => {
                let pairs = pairs::pairs(conversation.as_deref(), messages);
                for (at, pair) in pairs.into_iter().enumerate() {
                    let mut record = shared.clone();
                    record.extend(pairs::fields(pair));
                    let entry = self.entry(record);
                    push(&mut self.ready, if at == 0 { bytes } else { 0 }, entry);
                }
            }
        }
    }

    /// Fields of a record that a row has whatever its layout is.
    fn shared(&mut self, row: &Map<String, Value>) -> Result<Map<String, Value>, RecordError> {
        let mut record = Map::new();
        for field in
            [Field::Id, Field::Author, Field::Brand, Field::Location, Field::Agent, Field::Channel, Field::Format]
        {
            let Some(word) = self.settled.mapping.value(field, row).as_deref().and_then(value::word) else { continue };
            let fault = match field {
                Field::Channel => word.parse::<Channel>().err(),
                Field::Format => word.parse::<replylint::Format>().err(),
                _ => None,
            };
            if let Some(fault) = fault {
                // A long value may be text that slipped a column.
                let fault = if word.len() <= 24 { fault } else { format!("`{field}` is none of its words") };
                let mut error = RecordError::new("unknown-value", fault);
                error.field = Some(field.as_str().to_owned());
                self.forgive(field, error)?;
                continue;
            }
            record.insert(field.as_str().to_owned(), Value::String(word));
        }
        if let Some(stars) = self.settled.mapping.value(Field::Rating, row) {
            match value::rating(&stars) {
                Ok(stars) => {
                    record.extend(stars.map(|stars| ("rating".to_owned(), json!(stars))));
                }
                Err(error) => self.forgive(Field::Rating, error)?,
            }
        }
        if let (None, Some(channel)) = (record.get("channel"), self.reading.channel) {
            record.insert("channel".to_owned(), json!(channel.as_str()));
        }
        Ok(record)
    }

    fn pair_of_row(
        &mut self,
        mut record: Map<String, Value>,
        row: &Map<String, Value>,
    ) -> Result<Map<String, Value>, RecordError> {
        for field in [Field::Draft, Field::Inbound, Field::ReceivedAt, Field::PostedAt] {
            if let Some(value) = self.settled.mapping.value(field, row) {
                record.insert(field.as_str().to_owned(), value.into_owned());
            }
        }
        for name in ["draft", "inbound"] {
            if record.get(name).is_some_and(|text| !text.is_string()) {
                let mut error = RecordError::new("wrong-type", format!("`{name}` is no text"));
                error.field = Some(name.to_owned());
                return Err(error);
            }
        }
        Ok(record)
    }

    /// Takes a row that is a message; the conversation ends where the next one begins.
    fn take_message(&mut self, number: usize, line: usize, row: &Map<String, Value>) {
        let fault = |code, text: &str| Err(RecordError::new(code, text));
        let read = (|| {
            let Some(key) = self.settled.mapping.value(Field::Conversation, row).as_deref().and_then(value::word)
            else {
                return fault("missing-field", "the row names no conversation");
            };
            let role = self.settled.mapping.value(Field::Role, row);
            let Some(customer) = role.as_deref().and_then(value::is_customer) else {
                return fault("unknown-value", "the row does not say whether a customer or an agent wrote it");
            };
            let text = match self.settled.mapping.value(Field::Text, row).as_deref() {
                Some(Value::String(text)) => text.clone(),
                _ => return fault("missing-draft", "the row has no text"),
            };
            let id = self.settled.mapping.value(Field::Id, row).as_deref().and_then(value::word);
            let agent = self.settled.mapping.value(Field::Agent, row).map(std::borrow::Cow::into_owned);
            let at = self.settled.mapping.value(Field::At, row).map(std::borrow::Cow::into_owned);
            let html = plain::looks_like_html(&text);
            Ok((key, Message { id, customer, text, html, at, agent }))
        })();
        let error = match read {
            Ok((key, message)) => match self.open.as_mut() {
                Some(open) if open.key == key && open.messages.len() < MAX_MESSAGES => {
                    open.messages.push(message);
                    return;
                }
                _ => {
                    self.close();
                    let mut hasher = DefaultHasher::new();
                    key.hash(&mut hasher);
                    if self.closed.insert(hasher.finish()) {
                        match self.shared(row) {
                            Ok(mut fields) => {
                                fields.remove("id");
                                fields.remove("agent");
                                self.open =
                                    Some(Conversation { key, row: number, line, fields, messages: vec![message] });
                                return;
                            }
                            Err(error) => error,
                        }
                    } else {
                        let text =
                            "the rows of the conversation do not stand together; sort the export by conversation";
                        RecordError::new("not-together", text)
                    }
                }
            },
            Err(error) => error,
        };
        self.ready.push_back(Found { row: number, line, bytes: 0, entry: Err(error) });
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        for pair in pairs::pairs(Some(&open.key), open.messages) {
            let mut record = open.fields.clone();
            record.extend(pairs::fields(pair));
            let entry = self.entry(record);
            self.ready.push_back(Found { row: open.row, line: open.line, bytes: 0, entry });
        }
    }

    /// Reads times and forms, and makes a draft of the record.
    fn entry(&mut self, mut record: Map<String, Value>) -> Result<Entry, RecordError> {
        for (field, name) in [(Field::ReceivedAt, "received_at"), (Field::PostedAt, "posted_at")] {
            let Some(value) = record.remove(name).filter(|value| !is_empty(value)) else { continue };
            let read = match &value {
                Value::String(text) => {
                    if self.clock.zone.is_none() && moment::open(text).is_some_and(|open| open.zone) {
                        self.seen.without_zone += 1;
                    }
                    moment::read(text, &self.clock)
                }
                Value::Number(number) => {
                    number.as_f64().and_then(moment::of_number).ok_or("is no time; write seconds since 1970")
                }
                _ => Err("is no time"),
            };
            match read {
                Ok(time) => {
                    record.insert(name.to_owned(), Value::String(time));
                }
                Err(fault) => {
                    let mut error = RecordError::new("unknown-value", format!("`{name}` {fault}"));
                    error.field = Some(name.to_owned());
                    self.forgive(field, error)?;
                }
            }
        }
        let reply = record.get("draft").and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
        if !reply {
            if !record.contains_key("inbound") && !record.contains_key("rating") && !record.contains_key("received_at")
            {
                return Err(RecordError::new("missing-draft", "the row has neither a reply nor a message"));
            }
            record.insert("draft".to_owned(), json!(""));
            for name in ["posted_at", "format"] {
                record.remove(name);
            }
        } else if !record.contains_key("format") && record["draft"].as_str().is_some_and(plain::looks_like_html) {
            record.insert("format".to_owned(), json!("html"));
        }
        if let Some(Value::String(inbound)) = record.get_mut("inbound")
            && plain::looks_like_html(inbound)
        {
            *inbound = plain::text(inbound);
        }
        let (draft, _) = record::read(record, &[])?;
        Ok(if reply { Entry::Reply(Box::new(draft)) } else { Entry::Unanswered(Box::new(draft)) })
    }

    /// A value that cannot be read is a fault of the row, unless the column was only guessed.
    fn forgive(&mut self, field: Field, error: RecordError) -> Result<(), RecordError> {
        if self.settled.mapping.column(field).is_some_and(|column| column.why == Why::Guessed) {
            *self.seen.left_out.entry(field).or_default() += 1;
            return Ok(());
        }
        Err(error)
    }
}

impl Iterator for Export<'_> {
    type Item = io::Result<Found>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.ready.pop_front() {
                return Some(Ok(found));
            }
            match self.row() {
                Some(Ok(row)) => self.take(row),
                Some(Err(error)) => return Some(Err(error)),
                None if self.open.is_some() => self.close(),
                None => return None,
            }
        }
    }
}

fn of_mappings<'a>(rows: impl Iterator<Item = Result<Map<String, Value>, RecordError>> + 'a) -> records::Rows<'a> {
    Box::new(rows.enumerate().map(|(at, record)| Ok(Row { line: at + 1, bytes: 256, record })))
}

/// A list or an object that stands in a column, where nothing else does.
fn nested<'a>(rows: &[&'a Map<String, Value>], name: &str) -> Option<&'a Value> {
    let mut values = rows.iter().filter_map(|row| columns::at(row, name)).filter(|value| !is_empty(value)).peekable();
    let first = values.peek().copied();
    values.all(|value| value.is_array() || value.is_object()).then_some(first).flatten()
}

/// Whether what stands in a guessed column is what it was guessed to be.
fn fits(field: Field, mapping: &Mapping, rows: &[&Map<String, Value>]) -> bool {
    let values: Vec<_> = rows.iter().filter_map(|row| mapping.value(field, row)).collect();
    let good = |good: fn(&Value) -> bool| {
        let fitting = values.iter().filter(|value| good(value)).count();
        fitting * 2 >= values.len()
    };
    match field {
        Field::Rating => good(|value| value::rating(value).is_ok()),
        Field::ReceivedAt | Field::PostedAt | Field::At => good(|value| match value {
            Value::String(text) => moment::open(text).is_some(),
            Value::Number(number) => number.as_f64().and_then(moment::of_number).is_some(),
            _ => false,
        }),
        Field::Channel => good(|value| value.as_str().is_some_and(|word| word.parse::<Channel>().is_ok())),
        Field::Format => good(|value| value.as_str().is_some_and(|word| word.parse::<replylint::Format>().is_ok())),
        Field::Role => good(|value| value::is_customer(value).is_some()),
        Field::Draft | Field::Inbound | Field::Text => good(Value::is_string),
        _ => true,
    }
}

fn for_each_time(row: &Map<String, Value>, mapping: &Mapping, preset: Option<&Preset>, mut f: impl FnMut(&str)) {
    for field in [Field::ReceivedAt, Field::PostedAt, Field::At] {
        if let Some(Value::String(text)) = mapping.value(field, row).as_deref() {
            f(text);
        }
    }
    if let Some(thread) = preset.and_then(|preset| preset.thread.as_ref()) {
        for message in pairs::messages(thread, row).unwrap_or_default() {
            if let Some(Value::String(text)) = &message.at {
                f(text);
            }
        }
    }
}
