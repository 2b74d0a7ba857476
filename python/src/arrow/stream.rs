//! Arrow data of another library, array by array.

use super::capsule;
use super::column::{self, Column};
use super::names::{Asked, Found};
use super::part::{Part, Rows};
use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::ArrayStreamReader;
use arrow_array::{Array, ArrayReader, ArrayRef};
use arrow_schema::{DataType, Field};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

/// Arrays of one type.
pub(super) enum Arrays {
    Reader(Box<ArrayStreamReader>),
    One(Option<ArrayRef>),
}

/// Takes the data of an object that hands over Arrow data.
pub(super) fn take(object: &Bound<'_, PyAny>) -> PyResult<(Field, Arrays)> {
    if object.hasattr("__arrow_c_stream__")? {
        let reader = capsule::stream(object)?;
        return Ok((reader.field().as_ref().clone(), Arrays::Reader(Box::new(reader))));
    }
    let (field, array) = capsule::array(object)?;
    Ok((field, Arrays::One(Some(array))))
}

impl Arrays {
    /// The next array. Whoever makes it may need the GIL on threads of its own, so that it is let go.
    pub(super) fn next(&mut self, py: Python<'_>) -> PyResult<Option<ArrayRef>> {
        match self {
            Self::Reader(reader) => py.detach(|| reader.next()).transpose().map_err(|error| capsule::fault(&error)),
            Self::One(array) => Ok(array.take()),
        }
    }
}

/// A table, or one column, which holds the drafts.
pub(super) struct Stream {
    arrays: Arrays,
    is_table: bool,
    found: Found,
    pub(super) carried: Vec<Field>,
}

impl Stream {
    pub(super) fn open(object: &Bound<'_, PyAny>, asked: &Asked) -> PyResult<Self> {
        let (field, arrays) = take(object)?;
        let (is_table, columns) = match field.data_type() {
            DataType::Struct(fields) => (true, fields.iter().map(|field| field.as_ref().clone()).collect()),
            of => (false, vec![Field::new("draft", of.clone(), true)]),
        };
        let names: Vec<String> = columns.iter().map(|field| field.name().clone()).collect();
        let found = asked.find(&names)?;
        for (field, place) in &found.fields {
            check(field, columns[*place].data_type())?;
        }
        let carried = found.carry.iter().map(|&place| columns[place].clone().with_nullable(true)).collect();
        Ok(Self { arrays, is_table, found, carried })
    }

    pub(super) fn next(&mut self, py: Python<'_>) -> PyResult<Option<Part>> {
        let Some(array) = self.arrays.next(py)? else { return Ok(None) };
        let (columns, nulls) = if self.is_table {
            (array.as_struct().columns().to_vec(), array.nulls().cloned())
        } else {
            (vec![array.clone()], None)
        };
        let mut fields = Vec::with_capacity(self.found.fields.len());
        for (field, place) in &self.found.fields {
            fields.extend(Column::new(&columns[*place]).map(|column| (field.clone(), column)));
        }
        let carried = self.found.carry.iter().map(|&place| columns[place].clone()).collect();
        Ok(Some(Part { rows: array.len(), source: Rows::Columns { fields, nulls }, carried }))
    }
}

/// Refuses a column of a type whose values no field can hold.
pub(super) fn check(field: &str, of: &DataType) -> PyResult<()> {
    if column::is_readable(of, 0) {
        return Ok(());
    }
    Err(PyTypeError::new_err(format!("the column of `{field}` has the type {of}, which it cannot hold")))
}
