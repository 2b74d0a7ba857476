//! Reads records one after the other, in memory that no input can exceed.

mod csv;
mod jsonl;
mod lines;
mod object;

#[cfg(feature = "serve")]
pub(crate) use object::Object;

use clap::ValueEnum;
use replylint::record::RecordError;
use serde::Serialize;
use serde_json::{Map, Value};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

/// A form in which records come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordsFormat {
    /// One JSON object a line
    Jsonl,
    /// Comma-separated, the first row names the columns
    Csv,
}

impl RecordsFormat {
    /// The form that a file's name tells; stdin is JSONL.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        if path.as_os_str() == crate::input::STDIN {
            return Some(Self::Jsonl);
        }
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" | "json" => Some(Self::Jsonl),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// A row of data, or why it is none.
pub(crate) struct Row {
    /// The line on which it begins, counted from 1.
    pub(crate) line: usize,
    /// How many bytes it took.
    pub(crate) bytes: usize,
    /// The record.
    pub(crate) record: Result<Map<String, Value>, RecordError>,
}

/// What stands in the place of a row that could not be linted.
#[derive(Serialize)]
pub(crate) struct FailedRow<'a> {
    pub(crate) schema: u32,
    /// Counted from 1.
    pub(crate) row: usize,
    pub(crate) id: Option<&'a str>,
    pub(crate) error: &'a RecordError,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) carried: Option<&'a Map<String, Value>>,
}

/// The id that a report of the record would have.
pub(crate) fn id_of(record: &Map<String, Value>) -> Option<String> {
    match record.get("id")? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// A stream of rows. An error means that the input cannot be read further.
pub(crate) type Rows<'a> = Box<dyn Iterator<Item = io::Result<Row>> + 'a>;

/// Reads rows, whose text stands in a column that `text` names; in any where it names none. Fails where the input as a whole makes no sense.
pub(crate) fn rows<'a>(
    format: RecordsFormat,
    input: Box<dyn Read + 'a>,
    name: &str,
    text: &[&str],
) -> Result<Rows<'a>, String> {
    let input = without_bom(input).map_err(|error| cannot_be_read(name, &error))?;
    Ok(match format {
        RecordsFormat::Jsonl => Box::new(jsonl::JsonlRows::new(input)),
        RecordsFormat::Csv => Box::new(csv::CsvRows::new(input, name, text)?),
    })
}

pub(crate) fn cannot_be_read(name: &str, error: &io::Error) -> String {
    format!("{name}: cannot be read: {}", crate::input::reason(error))
}

fn too_long() -> RecordError {
    RecordError::new("too-long", format!("the row is longer than {} MiB", crate::input::MAX_BYTES >> 20))
}

fn not_utf8() -> RecordError {
    RecordError::new("not-utf-8", "the row is not UTF-8; save the file as UTF-8")
}

/// The input behind a buffer, without a byte-order mark.
pub(crate) fn buffered<'a>(input: Box<dyn Read + 'a>) -> io::Result<Box<dyn BufRead + 'a>> {
    without_bom(input)
}

/// Spreadsheets put a byte-order mark in front.
fn without_bom<'a>(mut input: Box<dyn Read + 'a>) -> io::Result<Box<dyn BufRead + 'a>> {
    let mut start = Vec::with_capacity(3);
    input.by_ref().take(3).read_to_end(&mut start)?;
    if start == "\u{feff}".as_bytes() {
        start.clear();
    }
    Ok(Box::new(BufReader::with_capacity(1 << 16, Cursor::new(start).chain(input))))
}
