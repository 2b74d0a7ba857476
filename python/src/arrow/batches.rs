//! Reports of an input that is too large to hold, table by table.

use super::capsule::{attached, give_stream};
use super::run::Run;
use super::schema::{ReportSchema, names_of};
use super::table::ReportTable;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// An iterator over tables of reports, which reads the input as it goes: no more than one portion is held. Libraries
/// may take it as an Arrow stream instead, once.
#[pyclass(frozen, module = "replylint")]
pub(crate) struct ReportBatches {
    run: Mutex<Option<Run>>,
    schema: SchemaRef,
}

impl ReportBatches {
    pub(crate) fn new(run: Run) -> Self {
        Self { schema: run.schema(), run: Mutex::new(Some(run)) }
    }

    /// Takes the run out; it is put back when a portion is done, so that no lock is held while Python code runs.
    fn take(&self) -> PyResult<Run> {
        let run = self.run.lock().unwrap_or_else(PoisonError::into_inner).take();
        run.ok_or_else(|| PyValueError::new_err("the batches were taken already, or another thread is reading them"))
    }

    fn put(&self, run: Run) {
        *self.run.lock().unwrap_or_else(PoisonError::into_inner) = Some(run);
    }
}

#[pymethods]
impl ReportBatches {
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

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<ReportTable>> {
        let mut run = self.take()?;
        let next = run.next(py);
        self.put(run);
        Ok(next?.map(|batches| ReportTable::new(self.schema.clone(), batches)))
    }

    /// What is left as an Arrow stream, for libraries: the input is read as they read.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        give_stream(
            py,
            Box::new(Reader { run: Some(self.take()?), ready: VecDeque::new(), schema: self.schema.clone() }),
        )
    }

    fn __repr__(&self) -> &'static str {
        "<ReportBatches>"
    }
}

/// A run whose batches another library reads, on whichever thread it likes.
struct Reader {
    /// None when it is dropped.
    run: Option<Run>,
    ready: VecDeque<RecordBatch>,
    schema: SchemaRef,
}

impl Drop for Reader {
    fn drop(&mut self) {
        // A run holds objects of Python; once Python has ended, they stay where they are.
        let run = self.run.take();
        let mut run = std::mem::ManuallyDrop::new(run);
        attached(|_| drop(run.take()));
    }
}

impl Iterator for Reader {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() {
            // An error goes through C as its text, which ends with the first zero.
            let fault = |text: String| Some(Err(ArrowError::ExternalError(text.replace('\0', " ").into())));
            let run = self.run.as_mut()?;
            match attached(|py| run.next(py).map_err(|error| error.to_string())) {
                Some(Ok(Some(batches))) => self.ready.extend(batches),
                Some(Ok(None)) => return None,
                Some(Err(text)) => return fault(text),
                None => return fault("Python is shutting down".to_owned()),
            }
        }
        self.ready.pop_front().map(Ok)
    }
}

impl RecordBatchReader for Reader {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}
