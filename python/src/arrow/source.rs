//! Any input, cut into parts.

use super::capsule::is_arrow;
use super::feeds::Feeds;
use super::names::Asked;
use super::objects::Objects;
use super::part::Part;
use super::stream::Stream;
use arrow_schema::Field;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator, PyMapping, PyString};

/// An input.
pub(crate) struct Source {
    asked: Asked,
    kind: Kind,
    /// How many rows there are, where that is known before they are read.
    pub(crate) total: Option<usize>,
    /// The carried columns.
    pub(super) carried: Vec<Field>,
}

enum Kind {
    Stream(Stream),
    /// Tables one after the other, from any iterable.
    Streams {
        now: Stream,
        rest: Py<PyIterator>,
    },
    Feeds(Feeds),
    Objects(Objects),
}

impl Source {
    /// Looks at an input. Fails where its columns cannot be those of reply records.
    pub(crate) fn open(data: &Bound<'_, PyAny>, asked: Asked) -> PyResult<Self> {
        let py = data.py();
        if data.is_instance_of::<PyString>() || data.is_instance_of::<PyBytes>() {
            return Err(PyTypeError::new_err("data is one draft; put it into a list, or call lint"));
        }
        let data = &py.import("replylint._table")?.call_method1("table", (data,))?;
        let mut total = None;
        let kind = if is_arrow(data)? {
            total = data.len().ok();
            Kind::Stream(Stream::open(data, &asked)?)
        } else if let Ok(mapping) = data.cast::<PyMapping>() {
            let feeds = Feeds::open(mapping, &asked)?;
            total = feeds.total;
            Kind::Feeds(feeds)
        } else {
            let Ok(mut items) = data.try_iter() else { return Err(no_data(data)) };
            match items.next().transpose()? {
                Some(first) if is_arrow(&first)? => {
                    Kind::Streams { now: Stream::open(&first, &asked)?, rest: items.unbind() }
                }
                first => {
                    total = data.len().ok();
                    Kind::Objects(Objects::new(items.unbind(), first.map(Bound::unbind), &asked))
                }
            }
        };
        let carried = match &kind {
            Kind::Stream(stream) | Kind::Streams { now: stream, .. } => stream.carried.clone(),
            Kind::Feeds(feeds) => feeds.carried.clone(),
            Kind::Objects(objects) => objects.carried.clone(),
        };
        Ok(Self { asked, kind, total, carried })
    }

    /// The next part. Of arrays it is as long as they are; of objects at most so many rows and about so many bytes.
    pub(crate) fn next(&mut self, py: Python<'_>, rows: usize, bytes: usize) -> PyResult<Option<Part>> {
        match &mut self.kind {
            Kind::Stream(stream) => stream.next(py),
            Kind::Streams { now, rest } => loop {
                if let Some(part) = now.next(py)? {
                    return Ok(Some(part));
                }
                let Some(next) = rest.bind(py).clone().next().transpose()? else { return Ok(None) };
                if !is_arrow(&next)? {
                    return Err(PyTypeError::new_err("an item hands over no Arrow data, although the first one does"));
                }
                *now = Stream::open(&next, &self.asked)?;
                let types = |fields: &[Field]| fields.iter().map(|field| field.data_type().clone()).collect::<Vec<_>>();
                if types(&now.carried) != types(&self.carried) {
                    return Err(PyValueError::new_err("a carried column changes its type from one table to the next"));
                }
            },
            Kind::Feeds(feeds) => feeds.next(py, rows),
            Kind::Objects(objects) => objects.next(py, &self.asked, rows, bytes),
        }
    }
}

fn no_data(data: &Bound<'_, PyAny>) -> PyErr {
    let of = data.get_type().name().map_or_else(|_| "this type".to_owned(), |name| format!("`{name}`"));
    PyTypeError::new_err(format!("{of} is no table, column, mapping of columns, or iterable of rows"))
}
