//! Many drafts in one call: taken from any iterable in portions, linted on threads with the GIL released.

use crate::arrow::{Asked, Source, is_arrow};
use crate::fork::detached;
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
enum Row<'a, 'py> {
    Text(Bound<'py, PyString>),
    Record(Box<Draft<'a>>),
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
    if is_arrow(drafts)? {
        return lint_columns(linter, drafts, threads, keep_errors, progress);
    }
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

/// Drafts in Arrow columns, whose texts are not copied.
fn lint_columns<'py>(
    linter: &Linter,
    drafts: &Bound<'py, PyAny>,
    threads: usize,
    keep_errors: bool,
    progress: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyList>> {
    let py = drafts.py();
    let mut source = Source::open(drafts, Asked::default())?;
    let total = source.total;
    let reports = PyList::empty(py);
    while let Some(part) = source.next(py, ROWS, BYTES)? {
        let mut at = 0;
        while at < part.rows() {
            let rows = at..at + part.fit(at, ROWS, BYTES).0;
            at = rows.end;
            let mut portion = Vec::with_capacity(rows.len());
            for (index, row) in (reports.len()..).zip(rows) {
                portion.push(match part.draft(row) {
                    Ok(draft) => Row::Record(Box::new(draft.into_owned())),
                    Err(refused) => Row::Failed(fail(py, &refused.error, index, refused.id, keep_errors)?),
                });
            }
            lint_portion(linter, &mut portion, threads, &reports)?;
            py.check_signals()?;
            if let Some(progress) = &progress {
                progress.call1((reports.len(), total))?;
            }
        }
    }
    if let Some(progress) = &progress {
        progress.call1((reports.len(), reports.len()))?;
    }
    Ok(reports)
}

/// A row that was refused: raised, or what stands in its place.
fn fail<'py>(
    py: Python<'py>,
    error: &RecordError,
    row: usize,
    id: Option<String>,
    keep_errors: bool,
) -> PyResult<Bound<'py, PyAny>> {
    if !keep_errors {
        return Err(crate::error::record(error, Some(row), id));
    }
    let class = py.import("replylint._errors")?.getattr("RowError")?;
    class.call1((row, id, error.code, error.field.clone(), error.message.clone()))
}

fn lint_portion(
    linter: &Linter,
    portion: &mut [Row<'_, '_>],
    threads: usize,
    reports: &Bound<'_, PyList>,
) -> PyResult<()> {
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
    let mut done = detached(py, || linter.lint_many(&drafts, threads)).into_iter();
    let mut failed = failed.into_iter().peekable();
    for place in 0..drafts.len() + failed.len() {
        match failed.next_if(|(at, _)| *at == place) {
            Some((_, error)) => reports.append(error)?,
            None => reports.append(done.next().map(Report::from))?,
        }
    }
    Ok(())
}

fn read<'py>(item: &Bound<'py, PyAny>, index: usize, keep_errors: bool) -> PyResult<Row<'static, 'py>> {
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
        Fault::Record(error) => (error, record::id_of(item, "id")),
        Fault::Raised(error) => return Err(error),
    };
    Ok(Row::Failed(fail(item.py(), &error, index, id, keep_errors)?))
}

/// What to tell about progress: a callable of the caller's, or a bar or line on stderr.
pub(crate) fn progress<'py>(asked: Option<&Bound<'py, PyAny>>, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
    match asked {
        None => Ok(None),
        Some(asked) => match asked.cast::<PyBool>() {
            Ok(wanted) if wanted.is_true() => Ok(Some(py.import("replylint._progress")?.call_method0("shown")?)),
            Ok(_) => Ok(None),
            Err(_) if asked.is_callable() => Ok(Some(asked.clone())),
            Err(_) => Err(PyTypeError::new_err("progress is neither a bool nor callable")),
        },
    }
}
