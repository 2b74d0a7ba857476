//! Exports in the forms of tables: Parquet, and Arrow's own. Read batch by batch, so that memory does not grow with rows.

use super::cell;
use super::guarded::guarded;
use crate::records::Row;
use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, Schema};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use serde_json::{Map, Value};
use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

/// How many rows are decoded at once.
const BATCH: usize = 1_024;
/// What the file form of Arrow begins with; the stream form begins with its schema.
const ARROW_FILE: &[u8] = b"ARROW1";
/// Where a decoder does not say what is wrong.
const DAMAGED: &str = "it is damaged";
/// The most that is repeated of what a decoder complains about.
const LONGEST_FAULT: usize = 200;

/// A table that is being read.
pub(super) struct Table {
    /// Its rows.
    pub(super) rows: Rows,
    /// How many there are, where the file says it.
    pub(super) total: Option<u64>,
    /// Columns that no field can be read from, and what they hold.
    pub(super) refused: Vec<(String, &'static str)>,
}

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

/// Opens a Parquet file.
///
/// # Errors
///
/// Another form, a file that is cut off, a compression or an encryption that is not known.
pub(super) fn parquet(file: File) -> Result<Table, String> {
    guarded(|| of_parquet(file)).unwrap_or_else(|| Err(fault("Parquet", &DAMAGED)))
}

fn of_parquet(file: File) -> Result<Table, String> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| fault("Parquet", &error))?;
    let chunks = builder.metadata().row_groups().iter().flat_map(|group| group.columns());
    if let Some(other) = chunks.map(|chunk| chunk.compression()).find(|&how| !is_known(how)) {
        let other = other.to_string();
        let other = other.split('(').next().unwrap_or(&other);
        return Err(format!("is compressed with {other}; write it with Snappy, Zstandard, gzip or LZ4"));
    }
    let total = u64::try_from(builder.metadata().file_metadata().num_rows()).ok();
    let reader = builder.with_batch_size(BATCH).build().map_err(|error| fault("Parquet", &error))?;
    let schema = arrow_array::RecordBatchReader::schema(&reader);
    table(&schema, Box::new(reader), total)
}

fn is_known(compression: Compression) -> bool {
    use Compression as C;
    matches!(compression, C::UNCOMPRESSED | C::SNAPPY | C::GZIP(_) | C::LZ4 | C::LZ4_RAW | C::ZSTD(_))
}

/// Opens a file of Arrow, in the form of files or of streams.
///
/// # Errors
///
/// As [`parquet`].
pub(super) fn arrow(file: File) -> Result<Table, String> {
    guarded(|| of_arrow(file)).unwrap_or_else(|| Err(fault("Arrow", &DAMAGED)))
}

fn of_arrow(mut file: File) -> Result<Table, String> {
    let broken = |error: io::Error| format!("cannot be read: {}", crate::input::reason(&error));
    let mut start = Vec::new();
    file.by_ref().take(ARROW_FILE.len() as u64).read_to_end(&mut start).map_err(broken)?;
    file.rewind().map_err(broken)?;
    let input = BufReader::new(file);
    let damaged = |error: ArrowError| fault("Arrow", &error);
    let (schema, batches): (_, Batches) = if start == ARROW_FILE {
        let reader = FileReader::try_new(input, None).map_err(damaged)?;
        (reader.schema(), Box::new(reader))
    } else {
        let reader = StreamReader::try_new(input, None).map_err(damaged)?;
        (reader.schema(), Box::new(reader))
    };
    table(&schema, batches, None)
}

fn table(schema: &Schema, batches: Batches, total: Option<u64>) -> Result<Table, String> {
    let (mut columns, mut refused) = (Vec::new(), Vec::new());
    for (at, field) in schema.fields().iter().enumerate() {
        if schema.fields()[..at].iter().any(|other| other.name() == field.name()) {
            return Err(format!("the column `{}` stands twice; rename one", field.name().escape_debug()));
        }
        match cell::refused(field.data_type()) {
            Some(what) => refused.push((field.name().clone(), what)),
            None => columns.push((at, field.name().clone())),
        }
    }
    Ok(Table { rows: Rows { batches, batch: None, at: 0, number: 0, columns }, total, refused })
}

fn fault(form: &str, error: &dyn Display) -> String {
    format!("is no {form} file that can be read: {}", told(error))
}

/// What a decoder says, as it fits a line.
fn told(error: &dyn Display) -> String {
    let text = error.to_string();
    let text = text.trim_start_matches("External: ").trim_start_matches("Parquet error: ");
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_FAULT).collect()
}

/// The rows of a table.
pub(super) struct Rows {
    batches: Batches,
    batch: Option<RecordBatch>,
    at: usize,
    number: usize,
    columns: Vec<(usize, String)>,
}

impl Rows {
    fn row(&self, batch: &RecordBatch) -> Row {
        let mut record = Map::new();
        let mut bytes = 0;
        for (column, name) in &self.columns {
            let value = cell::value(batch.column(*column).as_ref(), self.at);
            bytes += size(&value);
            record.insert(name.clone(), value);
        }
        Row { line: self.number, bytes, record: Ok(record) }
    }
}

impl Iterator for Rows {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self.batch.as_ref().filter(|batch| self.at < batch.num_rows()) {
                self.number += 1;
                let row = self.row(batch);
                self.at += 1;
                return Some(Ok(row));
            }
            (self.batch, self.at) = (None, 0);
            let fault = match guarded(|| self.batches.next()) {
                Some(Some(Ok(batch))) => {
                    self.batch = Some(batch);
                    continue;
                }
                Some(Some(Err(error))) => told(&error),
                Some(None) => return None,
                None => DAMAGED.to_owned(),
            };
            // What follows a damaged batch is not its continuation.
            self.batches = Box::new(std::iter::empty());
            let text = match self.number {
                0 => format!("its rows: {fault}"),
                number => format!("what follows row {number}: {fault}"),
            };
            return Some(Err(io::Error::other(text)));
        }
    }
}

/// About how many bytes a value takes.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(fields) => fields.values().map(size).sum(),
        _ => size_of::<u64>(),
    }
}
