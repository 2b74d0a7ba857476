//! Audits: what the replies of an export say, as figures and as a page.

use crate::fork::detached;
use crate::linter::{Brand, Linter};
use crate::record::{self, Fault};
use pyo3::exceptions::{PyOSError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyMapping, PyTuple};
use replylint::audit::{AuditError, AuditOptions, Metrics, MetricsOptions};
use replylint::output::audit::{AuditPage, RowFault, audit_page};
use replylint_cli::audit::{self, DayOrder, Export, Field, Reading, Seen, Settled, Tally};
use replylint_cli::history_file;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::OnceLock;

/// What the figures are about and what is kept, as Python gives it; goes along when an audit is pickled.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Settings {
    as_of: Option<String>,
    period: Option<String>,
    target: Option<u64>,
    target_closed: Option<u64>,
    time_zone: Option<String>,
    by_agent: bool,
    show_text: bool,
    title: Option<String>,
}

/// What was told about the reading, for the page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Read {
    sources: Vec<String>,
    notes: Vec<String>,
    failed: u64,
    /// Source, row, reason.
    faults: Vec<(String, u64, String)>,
}

impl Read {
    fn tell(&mut self, name: &str, settled: &Settled, seen: &Seen) {
        self.sources.push(format!("{name}: {}.", settled.mapping().describe()));
        self.notes.extend(settled.notes(seen).iter().map(|note| format!("{name}: {note}.")));
    }
}

/// Replies that were audited. Immutable; made with `replylint.audit`, merged with `merge`, and can be pickled.
#[pyclass(frozen, module = "replylint")]
pub(crate) struct Audit {
    audit: replylint::audit::Audit,
    key: Option<Vec<u8>>,
    brand: Option<replylint::Brand>,
    settings: Settings,
    read: Read,
    figures: OnceLock<Result<Metrics, AuditError>>,
}

fn refuse(error: &AuditError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn options(settings: &Settings, key: Option<&[u8]>, brand: Option<&replylint::Brand>) -> PyResult<AuditOptions> {
    let mut options = AuditOptions::new().name_agents(settings.by_agent).keep_text(settings.show_text);
    if let Some(key) = key {
        options = options.key(replylint::HistoryKey::new(key).map_err(|error| crate::error::history(&error))?);
    }
    Ok(match brand {
        Some(brand) => options.brand(brand),
        None => options,
    })
}

impl Audit {
    fn metrics_options(&self) -> PyResult<MetricsOptions> {
        let mut about = MetricsOptions::new();
        let Settings { as_of, period, target, target_closed, time_zone, .. } = &self.settings;
        if let Some(brand) = &self.brand {
            about = about.brand(brand);
        }
        if let Some(as_of) = as_of {
            about = about.as_of(as_of);
        }
        if let Some(period) = period {
            let (from, to) = audit::period(period).map_err(PyValueError::new_err)?;
            about = about.period(&from, &to);
        }
        if let Some(seconds) = target {
            about = about.open_target(*seconds);
        }
        if let Some(seconds) = target_closed {
            about = about.closed_target(*seconds);
        }
        if let Some(zone) = time_zone {
            about = about.time_zone(zone);
        }
        Ok(about)
    }

    fn figures(&self, py: Python<'_>) -> PyResult<&Metrics> {
        let about = self.metrics_options()?;
        let figures = detached(py, || self.figures.get_or_init(|| self.audit.metrics(&about)));
        figures.as_ref().map_err(refuse)
    }

    /// The same rows once more, since merging takes them.
    fn copy(&self, py: Python<'_>) -> PyResult<replylint::audit::Audit> {
        let options = options(&self.settings, self.key.as_deref(), self.brand.as_ref())?;
        detached(py, || replylint::audit::Audit::from_bytes(&self.audit.to_bytes(), options))
            .map_err(|error| refuse(&error))
    }

    fn page(&self) -> AuditPage {
        let mut page = AuditPage::default();
        page.title = self.settings.title.clone().or_else(|| self.brand.as_ref().map(|brand| brand.name().to_owned()));
        page.sources.clone_from(&self.read.sources);
        page.notes.clone_from(&self.read.notes);
        page.failed = self.read.failed;
        let fault = |(source, row, reason): &(String, u64, String)| RowFault {
            source: source.clone(),
            row: *row,
            reason: reason.clone(),
        };
        page.faults = self.read.faults.iter().map(fault).collect();
        page.show_text = self.settings.show_text;
        page
    }
}

#[pymethods]
impl Audit {
    /// All figures, as `metrics.json` has them: a new dict of plain values each time.
    #[getter]
    fn metrics<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.to_json(py)?,))
    }

    /// All figures as JSON.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        serde_json::to_string_pretty(self.figures(py)?).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// The report: one HTML page that needs no network.
    fn to_html(&self, py: Python<'_>) -> PyResult<String> {
        let (metrics, page) = (self.figures(py)?, self.page());
        Ok(detached(py, || audit_page(metrics, &page)))
    }

    /// Writes the figures where the name ends in `.json`, else the report: beside it and then renamed, so that a crash
    /// leaves the old file or the new one.
    ///
    /// Raises OSError when it cannot be written.
    #[pyo3(signature = (path, /))]
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let text = if json { self.to_json(py)? + "\n" } else { self.to_html(py)? };
        detached(py, || history_file::write(&path, |out| Ok(out.write_all(text.as_bytes())?)))
            .map_err(PyOSError::new_err)
    }

    /// Both audits as one, as if all rows had been read at once. The settings are those of this one.
    ///
    /// Raises ValueError where the two were made with other keys, approved texts or settings of what is kept.
    #[pyo3(signature = (other, /))]
    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<Self> {
        let (mut audit, added) = (self.copy(py)?, other.copy(py)?);
        detached(py, || audit.merge(added)).map_err(|error| refuse(&error))?;
        let mut read = self.read.clone();
        read.sources.extend(other.read.sources.iter().cloned());
        read.notes.extend(other.read.notes.iter().cloned());
        read.failed += other.read.failed;
        read.faults.extend(other.read.faults.iter().cloned());
        Ok(Self {
            audit,
            key: self.key.clone(),
            brand: self.brand.clone(),
            settings: self.settings.clone(),
            read,
            figures: OnceLock::new(),
        })
    }

    /// The state, to be kept or sent; the same rows give the same bytes. Holds no key and no text, unless texts are
    /// kept.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &detached(py, || self.audit.to_bytes()))
    }

    /// Reads what `to_bytes` wrote, with the key, the brand and the settings that the audit was made with.
    ///
    /// Raises ValueError for other bytes, or where they were made with something else.
    #[staticmethod]
    #[pyo3(signature = (data, /, *, brand=None, key=None, by_agent=false, show_text=false))]
    fn from_bytes(
        data: &Bound<'_, PyBytes>,
        brand: Option<&Bound<'_, PyAny>>,
        key: Option<&Bound<'_, PyBytes>>,
        by_agent: bool,
        show_text: bool,
    ) -> PyResult<Self> {
        let brand = brand.map(Brand::from_any).transpose()?;
        let settings = Settings { by_agent, show_text, ..Settings::default() };
        Self::restore(data, key.map(|key| key.as_bytes().to_vec()), brand, settings, Read::default())
    }

    /// How many rows could not be read.
    #[getter]
    fn failed(&self) -> u64 {
        self.read.failed
    }

    /// The first rows that could not be read: source, number of the row counted from 1, reason.
    #[getter]
    fn faults<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.read.faults)
    }

    /// What was assumed while reading, and what was read from which column.
    #[getter]
    fn notes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.read.sources.iter().chain(&self.read.notes).collect::<Vec<_>>())
    }

    fn __len__(&self) -> usize {
        usize::try_from(self.audit.len()).unwrap_or(usize::MAX)
    }

    fn __bool__(&self) -> bool {
        true
    }

    fn __repr__(&self) -> String {
        format!("Audit(rows={}, failed={})", self.audit.len(), self.read.failed)
    }

    /// The report in a frame of its own, whose styles and scripts leave the notebook alone.
    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        let page = self.to_html(py)?.replace('&', "&amp;").replace('"', "&quot;");
        Ok(format!(
            "<iframe title=\"Audit\" sandbox=\"allow-scripts\" style=\"width:100%;height:80vh;border:1px solid #ccc\" srcdoc=\"{page}\"></iframe>"
        ))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let py = slf.py();
        let own = slf.get();
        let json = |error: serde_json::Error| PyValueError::new_err(error.to_string());
        let told = serde_json::to_string(&(&own.settings, &own.read)).map_err(json)?;
        let brand = own.brand.clone().map(|brand| Bound::new(py, Brand(brand))).transpose()?;
        let key = own.key.as_deref().map(|key| PyBytes::new(py, key));
        let restore = py.import("replylint._core")?.getattr("_restore_audit")?;
        Ok((restore, (own.to_bytes(py), key, brand, told).into_pyobject(py)?))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }
}

impl Audit {
    fn restore(
        data: &Bound<'_, PyBytes>,
        key: Option<Vec<u8>>,
        brand: Option<replylint::Brand>,
        settings: Settings,
        read: Read,
    ) -> PyResult<Self> {
        let options = options(&settings, key.as_deref(), brand.as_ref())?;
        let bytes = data.as_bytes();
        let audit = detached(data.py(), || replylint::audit::Audit::from_bytes(bytes, options));
        let audit = audit.map_err(|error| refuse(&error))?;
        Ok(Self { audit, key, brand, settings, read, figures: OnceLock::new() })
    }
}

/// Puts a pickled audit together again. Not for other use.
#[pyfunction]
pub(crate) fn _restore_audit(
    data: &Bound<'_, PyBytes>,
    key: Option<Vec<u8>>,
    brand: Option<&Bound<'_, PyAny>>,
    told: &str,
) -> PyResult<Audit> {
    let (settings, read) = serde_json::from_str(told).map_err(|error| PyValueError::new_err(error.to_string()))?;
    Audit::restore(data, key, brand.map(Brand::from_any).transpose()?, settings, read)
}

/// How exports are read, as Python gives it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct How {
    columns: Vec<(String, String)>,
    preset: Option<String>,
    dates: Option<String>,
    /// On how many threads replies are linted; 0: one for each core.
    threads: usize,
}

/// Makes an audit. `sources` are names with a path, or with an iterable of mappings. Not for other use.
#[pyfunction]
#[pyo3(signature = (sources, linter, how, settings, key, progress))]
pub(crate) fn _audit(
    py: Python<'_>,
    sources: Vec<(String, Option<PathBuf>, Option<Bound<'_, PyAny>>)>,
    linter: &Bound<'_, Linter>,
    how: How,
    settings: Settings,
    key: Option<Vec<u8>>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Audit> {
    let (linter, threads) = (linter.get(), how.threads);
    let reading = reading(how, &settings)?;
    let brand = linter.brand.clone();
    let options = options(&settings, key.as_deref(), brand.as_ref())?;
    let mut made = replylint::audit::Audit::new(options);
    let (mut tally, mut read) = (Tally::default(), Read::default());
    for (name, path, rows) in sources {
        let raised = Rc::new(RefCell::new(None::<PyErr>));
        let mut export = match (path, rows) {
            (Some(path), _) => {
                // Python's own errors about the file.
                py.import("builtins")?.call_method1("open", (&path, "rb"))?.call_method0("close")?;
                let file = std::fs::File::open(&path)?;
                Export::open(Box::new(file), &name, &reading)
            }
            (None, Some(rows)) => Export::of_rows(mappings(&rows, Rc::clone(&raised))?, &name, &reading),
            (None, None) => continue,
        };
        if let Some(error) = raised.take() {
            return Err(error);
        }
        let export = export.as_mut().map_err(|fault| PyValueError::new_err(fault.clone()))?;
        fill(py, export, &name, &raised, &linter.linter, &mut made, &mut tally, threads, |rows| match progress {
            Some(progress) => progress.call1((rows, None::<u64>)).map(drop),
            None => Ok(()),
        })?;
        read.tell(&name, export.settled(), export.seen());
    }
    if let Some(progress) = progress {
        progress.call1((tally.rows, tally.rows))?;
    }
    read.failed = tally.failed;
    read.faults = tally.faults.into_iter().map(|fault| (fault.source, fault.row, fault.reason)).collect();
    Ok(Audit { audit: made, key, brand, settings, read, figures: OnceLock::new() })
}

/// Reads an export to its end, lints its replies and adds them. `raised` is what its rows raised.
#[expect(clippy::too_many_arguments, reason = "one loop for both ways to make an audit")]
fn fill(
    py: Python<'_>,
    export: &mut Export<'_>,
    name: &str,
    raised: &RefCell<Option<PyErr>>,
    linter: &replylint::Linter,
    made: &mut replylint::audit::Audit,
    tally: &mut Tally,
    threads: usize,
    mut told: impl FnMut(u64) -> PyResult<()>,
) -> PyResult<()> {
    loop {
        let (portion, ended) = audit::read(export, name, tally);
        if let Some(error) = raised.take() {
            return Err(error);
        }
        ended.map_err(PyOSError::new_err)?;
        let Some(portion) = portion else { return Ok(()) };
        detached(py, || audit::add(&portion, linter, made, threads, |_| {})).map_err(|error| refuse(&error))?;
        py.check_signals()?;
        told(tally.rows)?;
    }
}

/// How the one source of rows is called that are no file.
const ROWS: &str = "data";

/// Settles, from its first rows, how a table is read that lies in partitions: what `_audit_part` is to be given, the paths
/// of the columns that it needs, and that which says to which conversation a row belongs. Not for other use.
#[pyfunction]
pub(crate) fn _audit_settle(
    rows: &Bound<'_, PyAny>,
    how: How,
    settings: Settings,
) -> PyResult<(String, Vec<String>, Option<String>)> {
    let reading = reading(how, &settings)?;
    let raised = Rc::new(RefCell::new(None));
    let export = Export::of_rows(mappings(rows, Rc::clone(&raised))?, ROWS, &reading);
    if let Some(error) = raised.take() {
        return Err(error);
    }
    let export = export.map_err(PyValueError::new_err)?;
    let settled = export.settled();
    let conversation = settled.mapping().columns().find(|column| column.field == Field::Conversation);
    let json = serde_json::to_string(settled).map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok((json, settled.paths(reading.preset), conversation.map(|column| column.name.clone())))
}

/// What is known of a partition besides its state.
#[derive(Serialize, Deserialize)]
struct Part {
    rows: u64,
    failed: u64,
    /// Row, counted from the partition's own first, and reason.
    faults: Vec<(u64, String)>,
    seen: Seen,
}

/// Audits the rows of a partition: the state, and what `_audit_whole` is to be told. Not for other use.
#[pyfunction]
pub(crate) fn _audit_part<'py>(
    py: Python<'py>,
    rows: &Bound<'py, PyAny>,
    linter: &Bound<'py, Linter>,
    how: How,
    settings: Settings,
    key: Option<Vec<u8>>,
    settled: &str,
) -> PyResult<(Bound<'py, PyBytes>, String)> {
    let json = |error: serde_json::Error| PyValueError::new_err(error.to_string());
    let (linter, threads) = (linter.get(), how.threads);
    let reading = reading(how, &settings)?;
    let settled: Settled = serde_json::from_str(settled).map_err(json)?;
    let mut made = replylint::audit::Audit::new(options(&settings, key.as_deref(), linter.brand.as_ref())?);
    let mut tally = Tally::default();
    let raised = Rc::new(RefCell::new(None));
    let rows = mappings(rows, Rc::clone(&raised))?;
    let mut export = Export::of_part(rows, &settled, &reading).map_err(PyValueError::new_err)?;
    fill(py, &mut export, ROWS, &raised, &linter.linter, &mut made, &mut tally, threads, |_| Ok(()))?;
    let faults = tally.faults.into_iter().map(|fault| (fault.row, fault.reason)).collect();
    let part = Part { rows: export.rows(), failed: tally.failed, faults, seen: export.seen().clone() };
    let state = detached(py, || made.to_bytes());
    Ok((PyBytes::new(py, &state), serde_json::to_string(&part).map_err(json)?))
}

/// Puts the parts of a table together, which stand in the order of its rows. Not for other use.
#[pyfunction]
pub(crate) fn _audit_whole(
    py: Python<'_>,
    parts: Vec<(Bound<'_, PyBytes>, String)>,
    linter: &Bound<'_, Linter>,
    settings: Settings,
    key: Option<Vec<u8>>,
    settled: &str,
) -> PyResult<Audit> {
    let json = |error: serde_json::Error| PyValueError::new_err(error.to_string());
    let brand = linter.get().brand.clone();
    let options = options(&settings, key.as_deref(), brand.as_ref())?;
    let settled: Settled = serde_json::from_str(settled).map_err(json)?;
    let mut audit = replylint::audit::Audit::new(options.clone());
    let (mut read, mut seen, mut before) = (Read::default(), Seen::default(), 0);
    for (state, told) in parts {
        let part: Part = serde_json::from_str(&told).map_err(json)?;
        let bytes = state.as_bytes();
        detached(py, || audit.merge(replylint::audit::Audit::from_bytes(bytes, options.clone())?))
            .map_err(|error| refuse(&error))?;
        py.check_signals()?;
        read.failed += part.failed;
        let faults = part.faults.into_iter().map(|(row, reason)| (ROWS.to_owned(), before + row, reason));
        read.faults.extend(faults.take(audit::MAX_FAULTS.saturating_sub(read.faults.len())));
        before += part.rows;
        seen.add(&part.seen);
    }
    read.tell(ROWS, &settled, &seen);
    Ok(Audit { audit, key, brand, settings, read, figures: OnceLock::new() })
}

/// How exports are read. What makes no sense of the settings is said here, before anything is read.
fn reading(how: How, settings: &Settings) -> PyResult<Reading> {
    if let Some(period) = &settings.period {
        audit::period(period).map_err(PyValueError::new_err)?;
    }
    let mut reading = Reading::default();
    for (field, column) in how.columns {
        reading.map.push((field.parse::<Field>().map_err(PyValueError::new_err)?, column));
    }
    reading.preset = how.preset.as_deref().map(audit::preset).transpose().map_err(PyValueError::new_err)?;
    reading.channel = reading.preset.map(|preset| preset.channel);
    reading.zone = settings.time_zone.as_deref().map(audit::zone).transpose().map_err(PyValueError::new_err)?;
    reading.order = match how.dates.as_deref() {
        None => None,
        Some("month-first") => Some(DayOrder::MonthFirst),
        Some("day-first") => Some(DayOrder::DayFirst),
        Some(_) => return Err(PyValueError::new_err("dates is neither 'month-first' nor 'day-first'")),
    };
    Ok(reading)
}

type Row = Result<serde_json::Map<String, serde_json::Value>, replylint::record::RecordError>;

/// The rows of an iterable. What it raises ends them and is put aside.
fn mappings<'py>(
    rows: &Bound<'py, PyAny>,
    raised: Rc<RefCell<Option<PyErr>>>,
) -> PyResult<impl Iterator<Item = Row> + use<'py>> {
    let mut rows = rows.try_iter()?;
    Ok(std::iter::from_fn(move || {
        let row = match rows.next()? {
            Ok(row) => row,
            Err(error) => {
                raised.replace(Some(error));
                return None;
            }
        };
        let Ok(mapping) = row.cast::<PyMapping>() else {
            raised.replace(Some(PyTypeError::new_err("a row is no mapping; give dicts, a DataFrame, or paths")));
            return None;
        };
        match record::row(mapping) {
            Ok(row) => Some(Ok(row)),
            Err(Fault::Record(error)) => Some(Err(*error)),
            Err(Fault::Raised(error)) => {
                raised.replace(Some(error));
                None
            }
        }
    }))
}
