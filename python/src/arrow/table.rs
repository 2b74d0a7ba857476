//! A table of reports, as Python sees it.

use super::capsule::{fault, give_stream};
use super::run::Run;
use super::schema::{ReportSchema, SCHEMA, names_of};
use super::stream::{self, Arrays};
use arrow_array::cast::AsArray;
use arrow_array::{RecordBatch, RecordBatchIterator};
use arrow_schema::{DataType, Schema, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};
use replylint::Verdict;
use std::fmt::Write;
use std::sync::Arc;

/// Reports as a table, one row each, in the order of the drafts: Arrow columns that other libraries take without
/// copying. Holds no text of a draft but what was carried.
///
/// Never changes. A row that was refused has an `error`, and null in every other column of the report.
#[pyclass(frozen, module = "replylint")]
pub(crate) struct ReportTable {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    rows: usize,
}

impl ReportTable {
    pub(super) fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        let rows = batches.iter().map(RecordBatch::num_rows).sum();
        Self { schema, batches, rows }
    }

    /// Runs to the end.
    pub(crate) fn of(mut run: Run, py: Python<'_>, progress: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let mut batches = Vec::new();
        while let Some(next) = run.next(py)? {
            batches.extend(next);
            if let Some(progress) = progress {
                progress.call1((run.done(), run.total()))?;
            }
        }
        py.check_signals()?;
        if let Some(progress) = progress {
            progress.call1((run.done(), run.done()))?;
        }
        Ok(Self::new(run.schema(), batches))
    }

    /// How many rows there are of each verdict, the gravest first, and how many were refused.
    fn counts(&self) -> (Vec<(&'static str, usize)>, usize) {
        let mut counts: Vec<_> = Verdict::ALL.iter().rev().map(|verdict| (verdict.as_str(), 0)).collect();
        let mut refused = 0;
        for verdict in self.batches.iter().flat_map(|batch| batch.column(2).as_string::<i32>().iter()) {
            match counts.iter_mut().find(|(word, _)| Some(*word) == verdict) {
                Some((_, count)) => *count += 1,
                None => refused += 1,
            }
        }
        counts.retain(|(_, count)| *count > 0);
        (counts, refused)
    }
}

#[pymethods]
impl ReportTable {
    /// How many rows.
    #[getter]
    fn num_rows(&self) -> usize {
        self.rows
    }

    /// The names of the columns.
    #[getter]
    fn column_names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        names_of(py, &self.schema)
    }

    /// Names and types of the columns.
    #[getter]
    fn schema(&self) -> ReportSchema {
        ReportSchema(self.schema.clone())
    }

    /// How many rows have each verdict, the gravest first; under 'error' how many were refused.
    #[getter]
    fn verdicts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let verdicts = PyDict::new(py);
        let (counts, refused) = self.counts();
        for (word, count) in counts {
            verdicts.set_item(word, count)?;
        }
        if refused > 0 {
            verdicts.set_item("error", refused)?;
        }
        Ok(verdicts)
    }

    /// The table as a `pyarrow.Table`, without copying. Needs pyarrow.
    fn to_pyarrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// The table as a `pandas.DataFrame`; counts are of the type `Int32`, which knows missing ones. Needs pandas and pyarrow.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("replylint._table")?.call_method1("to_pandas", (slf,))
    }

    /// The table as a `polars.DataFrame`. Needs polars.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// The table as an Arrow stream, for libraries. The schema is always the table's own.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches: Vec<_> = self.batches.iter().cloned().map(Ok).collect();
        give_stream(py, Box::new(RecordBatchIterator::new(batches, self.schema.clone())))
    }

    /// The schema of the table, for libraries.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        super::capsule::give_schema(py, &self.schema)
    }

    fn __len__(&self) -> usize {
        self.rows
    }

    fn __repr__(&self) -> String {
        let (counts, refused) = self.counts();
        let mut shown: Vec<_> = counts.iter().map(|(word, count)| format!("{word}={count}")).collect();
        if refused > 0 {
            shown.push(format!("error={refused}"));
        }
        let more = self.schema.fields().len() - SCHEMA.fields().len();
        let carried = if more > 0 { format!(", {more} carried") } else { String::new() };
        let verdicts = if shown.is_empty() { String::new() } else { format!(": {}", shown.join(", ")) };
        format!("<ReportTable of {} rows{carried}{verdicts}>", self.rows)
    }

    fn _repr_html_(&self) -> String {
        let (counts, refused) = self.counts();
        let mut html = String::from("<table><thead><tr><th>verdict</th><th>rows</th></tr></thead><tbody>");
        let refused = (refused > 0).then_some(("refused", refused));
        for (word, count) in counts.into_iter().chain(refused).chain([("all", self.rows)]) {
            let _ = write!(html, "<tr><td>{word}</td><td>{count}</td></tr>");
        }
        html + "</tbody></table>"
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    // The bytes of a pickle are pyarrow's, which has a format for them.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyAny>,))> {
        let py = slf.py();
        let Ok(table) = Self::to_pyarrow(slf) else {
            return Err(PyTypeError::new_err("to pickle a table of reports, install pyarrow"));
        };
        Ok((py.import("replylint._core")?.getattr("_restore_table")?, (table,)))
    }
}

/// Makes a table of reports of one that another library kept.
#[pyfunction(name = "_restore_table")]
#[pyo3(signature = (table, /))]
pub(crate) fn restore_table(table: &Bound<'_, PyAny>) -> PyResult<ReportTable> {
    let py = table.py();
    let (field, mut arrays): (_, Arrays) = stream::take(table)?;
    let DataType::Struct(fields) = field.data_type() else {
        return Err(PyTypeError::new_err("this is no table"));
    };
    let own = SCHEMA.fields();
    let same = own.len() <= fields.len()
        && own.iter().zip(fields.iter()).all(|(a, b)| a.name() == b.name() && a.data_type() == b.data_type());
    if !same {
        return Err(PyValueError::new_err("this is no table of reports"));
    }
    let schema = Arc::new(Schema::new(fields.clone()));
    let mut batches = Vec::new();
    while let Some(array) = arrays.next(py)? {
        let columns = array.as_struct().columns().to_vec();
        batches.push(RecordBatch::try_new(schema.clone(), columns).map_err(|error| fault(&error))?);
    }
    Ok(ReportTable::new(schema, batches))
}
