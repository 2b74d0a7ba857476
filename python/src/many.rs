//! Many drafts in one call: taken from any iterable in portions, linted on threads with the GIL released.

use crate::record::{self, Fault};
use crate::report::Report;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyList, PyMapping, PyString};
use replylint::record::RecordError;
use replylint::{Draft, Linter};

/// After so many rows, or so many bytes of text, a portion is linted: Ctrl-C and progress are served in between.
const ROWS: usize = 4_096;
const BYTES: usize = 1 << 20;

/// What one row gave before it was linted.
enum Row<'py> {
    Text(Bound<'py, PyString>),
    Record(Box<Draft<'static>>),
    Failed(Bound<'py, PyAny>),
}

/// The arguments of `lint_many` besides the drafts.
pub(crate) struct How<'a, 'py> {
    pub(crate) threads: i64,
    pub(crate) progress: Option<&'a Bound<'py, PyAny>>,
    pub(crate) errors: &'a str,
}

pub(crate) fn lint_many<'py>(
    linter: &Linter,
    drafts: &Bound<'py, PyAny>,
    how: &How<'_, 'py>,
) -> PyResult<Bound<'py, PyList>> {
    let py = drafts.py();
    let threads = usize::try_from(how.threads).map_err(|_| PyValueError::new_err("threads is negative"))?;
    let keep_errors = match how.errors {
        "raise" => false,
        "return" => true,
        _ => return Err(PyValueError::new_err("errors is neither 'raise' nor 'return'")),
    };
    let one = drafts.is_instance_of::<PyString>()
        || drafts.is_instance_of::<PyBytes>()
        || drafts.is_instance_of::<PyMapping>();
    if one {
        return Err(PyTypeError::new_err("drafts is one draft or record; put it into a list, or call lint"));
    }
    let progress = progress(how.progress, py)?;
    let total = drafts.len().ok();
    let reports = PyList::empty(py);
    let mut rows = drafts.try_iter()?.enumerate();
    loop {
        let (mut portion, mut bytes) = (Vec::new(), 0);
        while portion.len() < ROWS && bytes < BYTES {
            let Some((index, item)) = rows.next() else { break };
            let row = read(&item?, index, keep_errors)?;
            bytes += match &row {
                Row::Text(string) => string.len()?,
                Row::Record(draft) => draft.text.len() + draft.inbound.as_ref().map_or(0, |inbound| inbound.len()),
                Row::Failed(_) => 0,
            };
            portion.push(row);
        }
        if portion.is_empty() {
            break;
        }
        lint_portion(linter, &mut portion, threads, &reports)?;
        py.check_signals()?;
        if let Some(progress) = &progress {
            progress.call1((reports.len(), total))?;
        }
    }
    if let Some(progress) = &progress {
        progress.call1((reports.len(), reports.len()))?;
    }
    Ok(reports)
}

fn lint_portion(linter: &Linter, portion: &mut [Row<'_>], threads: usize, reports: &Bound<'_, PyList>) -> PyResult<()> {
    let mut failed = Vec::new();
    let mut drafts = Vec::with_capacity(portion.len());
    for (place, row) in portion.iter_mut().enumerate() {
        match row {
            Row::Text(string) => drafts.push(Draft::new(record::text(string)?)),
            Row::Record(draft) => drafts.push(std::mem::take(&mut **draft)),
            Row::Failed(error) => failed.push((place, &*error)),
        }
    }
    let py = reports.py();
    let mut done = py.detach(|| linter.lint_many(&drafts, threads)).into_iter();
    let mut failed = failed.into_iter().peekable();
    for place in 0..drafts.len() + failed.len() {
        match failed.next_if(|(at, _)| *at == place) {
            Some((_, error)) => reports.append(error)?,
            None => reports.append(done.next().map(Report::from))?,
        }
    }
    Ok(())
}

fn read<'py>(item: &Bound<'py, PyAny>, index: usize, keep_errors: bool) -> PyResult<Row<'py>> {
    if let Ok(string) = item.cast::<PyString>() {
        return Ok(Row::Text(string.clone()));
    }
    let fault = if let Ok(mapping) = item.cast::<PyMapping>() {
        match record::from_mapping(mapping) {
            Ok(draft) => return Ok(Row::Record(Box::new(draft))),
            Err(fault) => fault,
        }
    } else if record::is_missing(item) {
        RecordError::new("missing-draft", "the row is empty; give a str or a mapping").into()
    } else {
        RecordError::new("not-an-object", "the row is neither a str nor a mapping").into()
    };
    let (error, id) = match fault {
        Fault::Record(error) => (error, record::id_of(item)),
        Fault::Raised(error) => return Err(error),
    };
    if !keep_errors {
        return Err(crate::error::record(&error, Some(index), id));
    }
    let class = item.py().import("replylint._errors")?.getattr("RowError")?;
    Ok(Row::Failed(class.call1((index, id, error.code, error.field, error.message))?))
}

/// What to tell about progress: a callable of the caller's, or a line on stderr.
fn progress<'py>(asked: Option<&Bound<'py, PyAny>>, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
    match asked {
        None => Ok(None),
        Some(asked) => match asked.cast::<PyBool>() {
            Ok(wanted) if wanted.is_true() => Ok(Some(py.import("replylint._progress")?.getattr("Line")?.call0()?)),
            Ok(_) => Ok(None),
            Err(_) if asked.is_callable() => Ok(Some(asked.clone())),
            Err(_) => Err(PyTypeError::new_err("progress is neither a bool nor callable")),
        },
    }
}
