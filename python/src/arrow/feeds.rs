//! Columns that come one by one, each in pieces of its own length: a mapping from names to columns.

use super::capsule::is_arrow;
use super::column::Column;
use super::names::{Asked, Found};
use super::part::{Part, Rows, texts_of};
use super::stream::{self, Arrays};
use crate::record::{self, Fault};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator, PyMapping, PyString};
use replylint::record::RecordError;
use serde_json::Value;
use std::collections::VecDeque;

/// One column: arrays, or any iterable of Python.
enum Feed {
    Arrow { arrays: Arrays, now: Option<ArrayRef> },
    Python { items: Py<PyIterator>, cells: VecDeque<Py<PyAny>> },
}

/// The columns that are needed, side by side.
pub(super) struct Feeds {
    names: Vec<String>,
    feeds: Vec<Feed>,
    found: Found,
    pub(super) carried: Vec<Field>,
    pub(super) total: Option<usize>,
}

impl Feeds {
    pub(super) fn open(mapping: &Bound<'_, PyMapping>, asked: &Asked) -> PyResult<Self> {
        let mut all = Vec::new();
        for pair in mapping.items()? {
            let (name, column): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
            // A column whose name is no text can be no field's.
            if let Ok(name) = name.cast::<PyString>() {
                all.push((record::text(name)?.into_owned(), column));
            }
        }
        let names: Vec<String> = all.iter().map(|(name, _)| name.clone()).collect();
        let mut found = asked.find(&names)?;
        let mut needed: Vec<usize> = found.fields.iter().map(|(_, place)| *place).chain(found.carry.clone()).collect();
        needed.sort_unstable();
        needed.dedup();
        let new_place = |place: usize| needed.iter().position(|&old| old == place).unwrap_or_default();
        found.fields.iter_mut().for_each(|(_, place)| *place = new_place(*place));
        found.carry.iter_mut().for_each(|place| *place = new_place(*place));
        let (mut feeds, mut types, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
        for &place in &needed {
            let (name, column) = &all[place];
            lengths.push(column.len().ok());
            let (feed, of) = open(name, column)?;
            feeds.push(feed);
            types.push(of);
        }
        for (field, place) in &found.fields {
            stream::check(field, &types[*place])?;
        }
        let names: Vec<String> = needed.iter().map(|&place| names[place].clone()).collect();
        let known = lengths.iter().flatten();
        if known.clone().min() != known.clone().max() {
            return Err(PyValueError::new_err("the columns are not of one length"));
        }
        let total = lengths.iter().flatten().next().copied();
        let carried = found.carry.iter().map(|&place| Field::new(&names[place], types[place].clone(), true)).collect();
        Ok(Self { names, feeds, found, carried, total })
    }

    pub(super) fn next(&mut self, py: Python<'_>, rows: usize) -> PyResult<Option<Part>> {
        let mut rows = rows;
        let mut held = Vec::with_capacity(self.feeds.len());
        for feed in &mut self.feeds {
            held.push(feed.fill(py, rows)?);
        }
        rows = held.iter().copied().min().unwrap_or(0);
        if rows == 0 {
            if held.iter().all(|&held| held == 0) {
                return Ok(None);
            }
            let ended = self.names.iter().zip(held).find(|(_, held)| *held == 0);
            let ended = ended.map_or_else(String::new, |(name, _)| name.escape_debug().to_string());
            return Err(PyValueError::new_err(format!("the columns are not of one length: `{ended}` ends first")));
        }
        let mut taken = Vec::with_capacity(self.feeds.len());
        for feed in &mut self.feeds {
            taken.push(feed.take(py, rows));
        }
        let mut fields = Vec::with_capacity(self.found.fields.len());
        for (field, place) in &self.found.fields {
            let column = match &taken[*place] {
                Taken::Arrow(array) => Column::new(array),
                Taken::Python(cells) => Some(Column::Cells(read(py, field, cells)?)),
            };
            fields.extend(column.map(|column| (field.clone(), column)));
        }
        let carry = |place: &usize| match &taken[*place] {
            Taken::Arrow(array) => Ok(array.clone()),
            Taken::Python(cells) => {
                let values: PyResult<Vec<Value>> = cells.iter().map(|cell| record::carried(cell.bind(py))).collect();
                Ok(texts_of(values?.iter()))
            }
        };
        let carried = self.found.carry.iter().map(carry).collect::<PyResult<_>>()?;
        Ok(Some(Part { rows, source: Rows::Columns { fields, nulls: None }, carried }))
    }
}

/// What a feed gave.
enum Taken {
    Arrow(ArrayRef),
    Python(Vec<Py<PyAny>>),
}

impl Feed {
    /// Sees to it that so many rows are at hand, where arrays allow; says how many are. None only at the end.
    fn fill(&mut self, py: Python<'_>, rows: usize) -> PyResult<usize> {
        match self {
            Self::Arrow { arrays, now } => loop {
                match now {
                    Some(array) if !array.is_empty() => return Ok(array.len().min(rows)),
                    _ => *now = arrays.next(py)?,
                }
                if now.is_none() {
                    return Ok(0);
                }
            },
            Self::Python { items, cells } => {
                let mut items = items.bind(py).clone();
                while cells.len() < rows {
                    let Some(item) = items.next() else { break };
                    cells.push_back(item?.unbind());
                }
                Ok(cells.len().min(rows))
            }
        }
    }

    fn take(&mut self, _py: Python<'_>, rows: usize) -> Taken {
        match self {
            Self::Arrow { now, .. } => {
                let array = now.take().expect("`fill` found rows");
                *now = Some(array.slice(rows, array.len() - rows));
                Taken::Arrow(array.slice(0, rows))
            }
            Self::Python { cells, .. } => Taken::Python(cells.drain(..rows).collect()),
        }
    }
}

fn open(name: &str, column: &Bound<'_, PyAny>) -> PyResult<(Feed, DataType)> {
    let py = column.py();
    let column = py.import("replylint._table")?.call_method1("column", (column,))?;
    if is_arrow(&column)? {
        let (field, arrays) = stream::take(&column)?;
        return Ok((Feed::Arrow { arrays, now: None }, field.data_type().clone()));
    }
    let one = column.is_instance_of::<PyString>() || column.is_instance_of::<PyBytes>();
    let items = if one { None } else { column.try_iter().ok() };
    let Some(items) = items else {
        let message = format!("`{}` is one value and no column; lint_record takes one record", name.escape_debug());
        return Err(PyTypeError::new_err(message));
    };
    Ok((Feed::Python { items: items.unbind(), cells: VecDeque::new() }, DataType::Utf8))
}

/// Reads cells of a field as records are read.
fn read(py: Python<'_>, field: &str, cells: &[Py<PyAny>]) -> PyResult<Vec<Result<Value, Box<RecordError>>>> {
    let one = |cell: &Py<PyAny>| match record::field(field, cell.bind(py)) {
        Ok(value) => Ok(Ok(value)),
        Err(Fault::Record(error)) => Ok(Err(error)),
        Err(Fault::Raised(error)) => Err(error),
    };
    cells.iter().map(one).collect()
}
