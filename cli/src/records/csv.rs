//! Comma-separated values. The parser underneath keeps no record, so that an unclosed quote cannot fill the memory.

use super::{Row, cannot_be_read, not_utf8, too_long};
use crate::input::MAX_BYTES;
use csv_core::{ReadRecordResult, Reader};
use replylint::record::RecordError;
use serde_json::Value;
use std::io::{self, BufRead, ErrorKind};

/// The most fields that a row may have.
const MAX_FIELDS: usize = 1 << 14;

pub(super) struct CsvRows<'a> {
    parser: Parser<'a>,
    header: Vec<String>,
}

impl<'a> CsvRows<'a> {
    /// Reads the header; one of its columns has a name that `text` gives, if it gives any.
    pub(super) fn new(input: Box<dyn BufRead + 'a>, name: &str, text: &[&str]) -> Result<Self, String> {
        let columns = text.iter().map(|column| format!("`{column}`")).collect::<Vec<_>>().join(" or ");
        let mut parser =
            Parser { input, reader: Reader::new(), text: vec![0; 1 << 12], ends: vec![0; 32], fields: 0, bytes: 0 };
        match parser.read().map_err(|error| cannot_be_read(name, &error))? {
            None if text.is_empty() => return Err(format!("{name}: is empty; its first row names the columns")),
            None => return Err(format!("{name}: is empty; its first row names the columns, one of them {columns}")),
            Some(Err(error)) => return Err(format!("{name}:1: the header cannot be used: {}", error.message)),
            Some(Ok(())) => {}
        }
        let header: Option<Vec<String>> = parser.fields().map(|field| field.map(str::to_owned)).collect();
        let header = header.ok_or_else(|| format!("{name}:1: the header is not UTF-8; save the file as UTF-8"))?;
        if let Some(column) =
            header.iter().enumerate().find_map(|(at, name)| header[..at].contains(name).then_some(name))
        {
            return Err(format!("{name}:1: the column `{}` stands twice; rename one", column.escape_debug()));
        }
        if !text.is_empty() && !header.iter().any(|column| text.contains(&column.as_str())) {
            return Err(format!(
                "{name}:1: no column is named {columns}; the first row names the columns, separated by commas"
            ));
        }
        Ok(Self { parser, header })
    }

    fn record(&self) -> Result<serde_json::Map<String, Value>, RecordError> {
        if self.parser.fields != self.header.len() {
            let message = format!(
                "the row has {} fields and the header {}; quote fields that hold commas, quotes or line breaks",
                self.parser.fields,
                self.header.len()
            );
            return Err(RecordError::new("wrong-number-of-fields", message));
        }
        let named = self.header.iter().zip(self.parser.fields());
        named
            .map(|(name, field)| Some((name.clone(), Value::String(field?.to_owned()))))
            .collect::<Option<_>>()
            .ok_or_else(not_utf8)
    }
}

impl Iterator for CsvRows<'_> {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.parser.reader.line() as usize;
        let record = match self.parser.read().transpose()? {
            Ok(Ok(())) => self.record(),
            Ok(Err(error)) => Err(error),
            Err(error) => return Some(Err(error)),
        };
        Some(Ok(Row { line, bytes: self.parser.bytes, record }))
    }
}

/// Drives the parser over the input, into buffers that grow up to a bound.
struct Parser<'a> {
    input: Box<dyn BufRead + 'a>,
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
    bytes: usize,
}

impl Parser<'_> {
    /// Reads the next record into the buffers; one that is too long is read to its end and not kept.
    fn read(&mut self) -> io::Result<Option<Result<(), RecordError>>> {
        let mut filled = 0;
        let mut fault = None;
        (self.fields, self.bytes) = (0, 0);
        loop {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let (result, read, written, ended) =
                self.reader.read_record(available, &mut self.text[filled..], &mut self.ends[self.fields..]);
            self.input.consume(read);
            self.bytes += read;
            filled += written;
            self.fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.text.len() < MAX_BYTES && fault.is_none() => {
                    self.text.resize((self.text.len() * 2).min(MAX_BYTES), 0);
                }
                ReadRecordResult::OutputFull => {
                    fault.get_or_insert_with(too_long);
                    filled = 0;
                }
                ReadRecordResult::OutputEndsFull if self.ends.len() < MAX_FIELDS && fault.is_none() => {
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    let message = format!("the row has more than {MAX_FIELDS} fields");
                    fault.get_or_insert_with(|| RecordError::new("wrong-number-of-fields", message));
                    self.fields = 0;
                }
                ReadRecordResult::Record => return Ok(Some(fault.map_or(Ok(()), Err))),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// The fields of the record that was read; nothing in the place of one that is not UTF-8.
    fn fields(&self) -> impl Iterator<Item = Option<&str>> {
        let mut start = 0;
        self.ends[..self.fields].iter().map(move |&end| {
            let field = std::str::from_utf8(&self.text[start..end]).ok();
            start = end;
            field
        })
    }
}
