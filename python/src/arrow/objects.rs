//! Rows that are objects of Python: strs, mappings, or both.

use super::names::Asked;
use super::part::{Part, Refused, Rows, texts_of};
use crate::record::{self, Fault};
use arrow_schema::{DataType, Field};
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyMapping, PyString};
use replylint::Draft;
use replylint::record::RecordError;
use serde_json::{Map, Value};

/// Any iterable of rows.
pub(super) struct Objects {
    items: Py<PyIterator>,
    /// An item that was looked at already.
    first: Option<Py<PyAny>>,
    /// Columns that the caller named and that no row had so far.
    unseen: Vec<String>,
    any_mapping: bool,
    pub(super) carried: Vec<Field>,
}

impl Objects {
    pub(super) fn new(items: Py<PyIterator>, first: Option<Py<PyAny>>, asked: &Asked) -> Self {
        let carried = asked.carry.iter().map(|name| Field::new(name, DataType::Utf8, true)).collect();
        Self { items, first, unseen: asked.named().to_vec(), any_mapping: false, carried }
    }

    pub(super) fn next(&mut self, py: Python<'_>, asked: &Asked, rows: usize, bytes: usize) -> PyResult<Option<Part>> {
        let mut items = self.items.bind(py).clone();
        let (mut drafts, mut held) = (Vec::new(), 0);
        let mut carried: Vec<Vec<Value>> = vec![Vec::new(); asked.carry.len()];
        while drafts.len() < rows && held < bytes {
            let item = match self.first.take() {
                Some(first) => first.into_bound(py),
                None => match items.next() {
                    Some(item) => item?,
                    None => break,
                },
            };
            let row = match self.read(&item, asked, &mut carried) {
                Ok(draft) => Ok(draft),
                Err(Fault::Record(error)) => Err(Box::new(Refused { error: *error, id: id_of(&item, asked) })),
                Err(Fault::Raised(error)) => return Err(error),
            };
            held += row.as_ref().map_or(0, |it| it.text.len() + it.inbound.as_ref().map_or(0, |it| it.len()));
            drafts.push(row);
            carried.iter_mut().for_each(|column| column.resize(drafts.len(), Value::Null));
        }
        if drafts.is_empty() {
            return Ok(None);
        }
        // A name that no row of the first portion has is misspelt.
        if let Some(column) = self.unseen.first().filter(|_| self.any_mapping) {
            return Err(asked.absent(column, None, &[]));
        }
        let carried = carried.iter().map(|column| texts_of(column.iter())).collect();
        Ok(Some(Part { rows: drafts.len(), source: Rows::Read(drafts), carried }))
    }

    fn read(
        &mut self,
        item: &Bound<'_, PyAny>,
        asked: &Asked,
        carried: &mut [Vec<Value>],
    ) -> Result<Draft<'static>, Fault> {
        if let Ok(string) = item.cast::<PyString>() {
            return Ok(Draft::new(record::text(string)?.into_owned()));
        }
        let Ok(mapping) = item.cast::<PyMapping>() else {
            let error = if record::is_missing(item) {
                RecordError::new("missing-draft", "the row is empty; give a str or a mapping")
            } else {
                RecordError::new("not-an-object", "the row is neither a str nor a mapping")
            };
            return Err(error.into());
        };
        self.any_mapping = true;
        let mut record = Map::new();
        let mut fault = None;
        for pair in mapping.items()? {
            let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
            let Ok(name) = name.cast::<PyString>() else {
                fault.get_or_insert(RecordError::new("not-an-object", "a key of the record is not a str").into());
                continue;
            };
            let name = record::text(name)?;
            self.unseen.retain(|unseen| *unseen != name);
            if let Some(place) = asked.carry.iter().position(|carry| *carry == name) {
                carried[place].push(record::carried(&value)?);
            }
            let mut is_field = false;
            for field in asked.fields_of(&name) {
                is_field = true;
                match record::field(field, &value) {
                    Ok(value) => drop(record.insert(field.to_owned(), value)),
                    Err(found) => drop(fault.get_or_insert(found)),
                }
            }
            if !is_field && !asked.is_set_aside(&name) {
                record.insert(name.into_owned(), Value::Null);
            }
        }
        match fault {
            Some(fault) => Err(fault),
            None => Ok(replylint::record::read(record, asked.named())?.0),
        }
    }
}

fn id_of(row: &Bound<'_, PyAny>, asked: &Asked) -> Option<String> {
    record::id_of(row, asked.column_of("id"))
}
