//! A part of an input: so many rows, of which drafts are read. The texts of columns are borrowed, not copied.

use super::column::{Cell, Column};
use arrow_array::ArrayRef;
use arrow_array::builder::StringBuilder;
use arrow_buffer::NullBuffer;
use replylint::Draft;
use replylint::record::{self, RecordError};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Rows of an input.
pub(crate) struct Part {
    pub(super) rows: usize,
    pub(super) source: Rows,
    /// The carried columns, one array each, as long as the part.
    pub(super) carried: Vec<ArrayRef>,
}

/// Where the drafts of a part come from.
pub(super) enum Rows {
    /// Columns by the field that they hold. A row that is null as a whole has no fields.
    Columns { fields: Vec<(String, Column)>, nulls: Option<NullBuffer> },
    /// Drafts that were read from objects of Python.
    Read(Vec<Result<Draft<'static>, Box<Refused>>>),
}

/// A row that was refused.
#[derive(Clone)]
pub(crate) struct Refused {
    pub(crate) error: RecordError,
    pub(crate) id: Option<String>,
}

impl Part {
    /// How many rows it has.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// How many rows from `at` on fill a portion of so many rows and bytes, and how many bytes they hold. At least one
    /// row where there is one: the last may go beyond the bytes.
    pub(crate) fn fit(&self, at: usize, rows: usize, bytes: usize) -> (usize, usize) {
        let end = self.rows.min(at.saturating_add(rows));
        let mut held = 0;
        for row in at..end {
            held += self.bytes(row);
            if held >= bytes {
                return (row + 1 - at, held);
            }
        }
        (end - at, held)
    }

    /// How many bytes of text a row holds.
    fn bytes(&self, row: usize) -> usize {
        match &self.source {
            Rows::Columns { fields, .. } => fields.iter().map(|(_, column)| column.bytes(row)).sum(),
            Rows::Read(drafts) => drafts[row]
                .as_ref()
                .map_or(0, |draft| draft.text.len() + draft.inbound.as_ref().map_or(0, |inbound| inbound.len())),
        }
    }

    /// The draft of a row.
    pub(crate) fn draft(&self, row: usize) -> Result<Cow<'_, Draft<'_>>, Box<Refused>> {
        match &self.source {
            Rows::Columns { fields, nulls } => {
                let fields = if nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)) { &fields[..] } else { &[] };
                match read(fields, row) {
                    Ok(draft) => Ok(Cow::Owned(draft)),
                    Err(error) => Err(Box::new(Refused { error: *error, id: id_of(fields, row) })),
                }
            }
            Rows::Read(drafts) => match &drafts[row] {
                Ok(draft) => Ok(Cow::Borrowed(draft)),
                Err(refused) => Err(refused.clone()),
            },
        }
    }

    /// The carried columns of some rows.
    pub(super) fn carried(&self, rows: &Range<usize>) -> impl Iterator<Item = ArrayRef> {
        self.carried.iter().map(|array| array.slice(rows.start, rows.len()))
    }
}

/// Reads a row as the core reads a record: texts are set aside, the rest goes through its reader, which refuses what it
/// refuses on every door.
fn read<'a>(fields: &'a [(String, Column)], row: usize) -> Result<Draft<'a>, Box<RecordError>> {
    let mut record = Map::new();
    let mut texts: [Option<&'a str>; 9] = [None; 9];
    let mut has_draft = false;
    for (field, column) in fields {
        let place = TEXTS.iter().position(|name| name == field);
        match (column.cell(row), place) {
            (Cell::Null, _) => {}
            (Cell::Text(text), Some(place)) => {
                has_draft |= field == "draft";
                texts[place] = (field == "draft" || !text.is_empty()).then_some(text);
            }
            (Cell::Text(text), None) => {
                record.insert(field.clone(), Value::String(text.to_owned()));
            }
            (Cell::Value(value), _) => {
                has_draft |= field == "draft";
                record.insert(field.clone(), value);
            }
            (Cell::NotUtf8, _) => {
                let mut error = RecordError::new("not-utf-8", format!("`{field}` is not UTF-8"));
                error.field = Some(field.clone());
                return Err(Box::new(error));
            }
            (Cell::Refused(error), _) => return Err(Box::new(error.clone())),
        }
    }
    let mut draft = if record.is_empty() && has_draft {
        Draft::default()
    } else {
        let known = if has_draft { Value::String(String::new()) } else { Value::Null };
        record.entry("draft").or_insert(known);
        record::read(record, &[])?.0
    };
    let [text, id, inbound, author, brand, location, agent, received_at, posted_at] =
        texts.map(|text| text.map(Cow::Borrowed));
    draft.text = text.unwrap_or(draft.text);
    draft.id = id.or(draft.id);
    draft.inbound = inbound;
    draft.author = author;
    draft.brand = brand;
    draft.location = location.or(draft.location);
    draft.agent = agent.or(draft.agent);
    draft.received_at = received_at.or(draft.received_at);
    draft.posted_at = posted_at.or(draft.posted_at);
    Ok(draft)
}

/// The fields that are texts, in the order in which [`read`] sets them.
const TEXTS: [&str; 9] = ["draft", "id", "inbound", "author", "brand", "location", "agent", "received_at", "posted_at"];

/// The id of a row that was refused, where it can be told.
fn id_of(fields: &[(String, Column)], row: usize) -> Option<String> {
    let (_, column) = fields.iter().find(|(field, _)| field == "id")?;
    match column.cell(row) {
        Cell::Text(id) if !id.is_empty() => Some(id.to_owned()),
        Cell::Value(Value::Number(id)) => Some(id.to_string()),
        _ => None,
    }
}

/// Values of Python that are carried, as a column of texts: a str as it is, anything else as its JSON.
pub(super) fn texts_of<'a>(values: impl Iterator<Item = &'a Value>) -> ArrayRef {
    let mut column = StringBuilder::new();
    for value in values {
        match value {
            Value::Null => column.append_null(),
            Value::String(text) => column.append_value(text),
            value => column.append_value(value.to_string()),
        }
    }
    Arc::new(column.finish())
}
