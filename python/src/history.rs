//! Histories: what of a draft stands in replies that were sent.

use crate::fork::detached;
use crate::record::{self, Fault, text};
use pyo3::exceptions::{PyOSError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyMapping, PyString};
use replylint::history::TemplateUse;
use replylint::record::RecordError;
use replylint::{Draft, HistoryBuilder, HistoryError, HistoryKey, Span};
use replylint_cli::history_file;
use std::path::PathBuf;
use std::sync::Arc;

/// After so many rows Ctrl-C is served.
const ROWS: usize = 4_096;

/// The bytes of a history: a map of a file, or memory.
#[derive(Clone)]
struct Bytes(Arc<dyn AsRef<[u8]> + Send + Sync>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

/// Replies that were sent, to compare drafts with: keyed hashes, no text. Immutable, and safe to share between threads
/// and in forked children.
///
/// Made with `History.build`, `History.open` or `History.merge`. Cannot be pickled, since the key would be written
/// with it: open the file again where it is needed.
#[pyclass(frozen, module = "replylint")]
pub(crate) struct History {
    pub(crate) history: replylint::History,
    bytes: Bytes,
}

impl History {
    fn new(py: Python<'_>, bytes: Bytes, key: &HistoryKey) -> PyResult<Self> {
        let opened = detached(py, || replylint::History::open(bytes.clone(), key));
        let history = opened.map_err(|error| refuse(&error))?;
        Ok(Self { history, bytes })
    }

    fn write(py: Python<'_>, builder: HistoryBuilder, key: &HistoryKey) -> PyResult<Self> {
        let written = detached(py, || {
            let mut bytes = Vec::new();
            builder.write(&mut bytes).map(|()| bytes)
        });
        Self::new(py, Bytes(Arc::new(written.map_err(|error| refuse(&error))?)), key)
    }
}

fn refuse(error: &HistoryError) -> PyErr {
    crate::error::history(error)
}

fn key_of(key: &Bound<'_, PyBytes>) -> PyResult<HistoryKey> {
    HistoryKey::new(key.as_bytes()).map_err(|error| refuse(&error))
}

#[pymethods]
impl History {
    /// Builds a history from records: strs, or mappings with `draft` or `reply` and what else of a record is known
    /// (`id`, `brand`, `location`, `posted_at`, `rating`, `author`, `agent`), from any iterable.
    ///
    /// `key` is the tenant's: at least 16 bytes that nobody can guess, the same for all histories that are merged.
    /// Linear in the texts. Raises HistoryError for a short key, RecordError for a row that makes no sense.
    #[staticmethod]
    #[pyo3(signature = (records, *, key))]
    fn build(records: &Bound<'_, PyAny>, key: &Bound<'_, PyBytes>) -> PyResult<Self> {
        let py = records.py();
        let key = key_of(key)?;
        let mut builder = HistoryBuilder::new(key.clone());
        add(&mut builder, records)?;
        Self::write(py, builder, &key)
    }

    /// Opens a history where it lies: the path of a file, which is mapped, or bytes.
    ///
    /// All checksums are compared. Raises OSError when the file cannot be read, HistoryError when it is no history, is
    /// damaged, or was built with another key.
    #[staticmethod]
    #[pyo3(signature = (source, *, key))]
    fn open(source: &Bound<'_, PyAny>, key: &Bound<'_, PyBytes>) -> PyResult<Self> {
        let py = source.py();
        let key = key_of(key)?;
        if let Ok(bytes) = source.cast::<PyBytes>() {
            return Self::new(py, Bytes(Arc::new(bytes.as_bytes().to_vec())), &key);
        }
        let path: PathBuf = source.extract()?;
        // Python's own errors about the file.
        py.import("builtins")?.call_method1("open", (source, "rb"))?.call_method0("close")?;
        let map = history_file::map(&path).map_err(PyOSError::new_err)?;
        Self::new(py, Bytes(Arc::new(map)), &key)
    }

    /// Makes one history of several that were built with one key, whatever their order. A reply with an id that stands
    /// in several of them counts once. Raises HistoryError where the keys differ.
    #[staticmethod]
    #[pyo3(signature = (histories, /))]
    fn merge(histories: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = histories.py();
        let histories: Vec<Py<Self>> = histories
            .try_iter()?
            .map(|item| {
                Ok(item?.cast_into::<Self>().map_err(|_| PyTypeError::new_err("merge takes histories"))?.unbind())
            })
            .collect::<PyResult<_>>()?;
        let Some(first) = histories.first() else {
            return Err(PyTypeError::new_err("there is no history to merge"));
        };
        let key = first.get().history.key().clone();
        let mut builder = HistoryBuilder::new(key.clone());
        detached(py, || histories.iter().try_for_each(|history| builder.merge(&history.get().history)))
            .map_err(|error| refuse(&error))?;
        Self::write(py, builder, &key)
    }

    /// This history with more replies, as `build` takes them. This one stays as it is.
    #[pyo3(signature = (records, /))]
    fn append(&self, records: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = records.py();
        let key = self.history.key().clone();
        let mut builder = HistoryBuilder::new(key.clone());
        builder.merge(&self.history).map_err(|error| refuse(&error))?;
        add(&mut builder, records)?;
        Self::write(py, builder, &key)
    }

    /// What of a draft stands in earlier replies. Fields of the record are given as keywords; a reply with the draft's
    /// own `id` is left out. Offsets are str indices.
    #[pyo3(
        signature = (draft, **fields),
        text_signature = "($self, draft, *, id=None, format=None, author=None, brand=None, location=None, agent=None, posted_at=None, **fields)"
    )]
    fn query<'py>(
        &self,
        draft: &Bound<'py, PyString>,
        fields: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let (py, source) = (draft.py(), text(draft)?);
        let mut draft = match fields {
            Some(fields) => record::from_keywords(fields)?,
            None => Draft::default(),
        };
        draft.text = source;
        let reuse = self.history.query(&draft);
        let chars = |span: Span| -> PyResult<Bound<'py, PyDict>> {
            let count = |to: usize| draft.text.get(..to).map_or(to, |part| part.chars().count());
            let dict = PyDict::new(py);
            dict.set_item("start", count(span.start))?;
            dict.set_item("end", count(span.end))?;
            Ok(dict)
        };
        let dict = PyDict::new(py);
        dict.set_item("share", reuse.share)?;
        dict.set_item("words", reuse.words)?;
        dict.set_item("reused", reuse.reused)?;
        let spans = reuse.spans.iter().map(|&span| chars(span)).collect::<PyResult<Vec<_>>>()?;
        dict.set_item("spans", PyList::new(py, spans)?)?;
        dict.set_item("source", reuse.source.as_ref().map(|of| template(py, of)).transpose()?)?;
        let sentences = PyList::empty(py);
        for sentence in &reuse.sentences {
            let own = PyDict::new(py);
            own.set_item("span", chars(sentence.span)?)?;
            own.set_item("uses", sentence.uses)?;
            own.set_item("recent", sentence.recent)?;
            own.set_item("locations", sentence.locations)?;
            own.set_item("last", &sentence.last)?;
            sentences.append(own)?;
        }
        dict.set_item("sentences", sentences)?;
        Ok(dict)
    }

    /// What it holds. Linear in the replies.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let stats = self.history.stats();
        let dict = PyDict::new(py);
        dict.set_item("segments", stats.segments)?;
        dict.set_item("bytes", stats.bytes)?;
        dict.set_item("replies", stats.replies)?;
        dict.set_item("ratings", stats.ratings.to_vec())?;
        dict.set_item("locations", stats.locations)?;
        dict.set_item("templates", stats.templates)?;
        dict.set_item("templated", stats.templated)?;
        dict.set_item("grams", stats.grams)?;
        dict.set_item("sentences", stats.sentences)?;
        dict.set_item("first", &stats.first)?;
        dict.set_item("last", &stats.last)?;
        let top = stats.top.iter().map(|of| template(py, of)).collect::<PyResult<Vec<_>>>()?;
        dict.set_item("top", PyList::new(py, top)?)?;
        Ok(dict)
    }

    /// The bytes of the history, for a place of one's own. The key is not among them.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.bytes.as_ref())
    }

    /// Writes the history to a file: beside it and then renamed, so that a crash leaves the old one or the new one.
    ///
    /// Raises OSError when it cannot be written.
    #[pyo3(signature = (path, /))]
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        detached(py, || history_file::write(&path, |out| Ok(out.write_all(self.bytes.as_ref())?)))
            .map_err(PyOSError::new_err)
    }

    /// SHA-256 over what it holds; part of the policy's digest.
    #[getter]
    fn digest(&self) -> &str {
        self.history.digest()
    }

    fn __len__(&self) -> usize {
        self.history.len()
    }

    fn __bool__(&self) -> bool {
        true
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.history.digest() == other.history.digest()
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.history.digest().hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self) -> String {
        format!("History(replies={}, digest='{}')", self.history.len(), self.history.digest())
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    #[allow(clippy::unused_self, reason = "a method of Python")]
    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err(
            "a History cannot be pickled, since its key would be written with it; open its file where it is needed",
        ))
    }
}

fn template<'py>(py: Python<'py>, of: &TemplateUse) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("template", of.template)?;
    dict.set_item("uses", of.uses)?;
    dict.set_item("locations", of.locations)?;
    dict.set_item("first", &of.first)?;
    dict.set_item("last", &of.last)?;
    Ok(dict)
}

/// Adds the replies of an iterable.
fn add(builder: &mut HistoryBuilder, records: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = records.py();
    let one = records.is_instance_of::<PyString>()
        || records.is_instance_of::<PyBytes>()
        || records.is_instance_of::<PyMapping>();
    if one {
        return Err(PyTypeError::new_err("records is one reply or record; put it into a list"));
    }
    for (row, item) in records.try_iter()?.enumerate() {
        let item = item?;
        let added = if let Ok(string) = item.cast::<PyString>() {
            builder.add(&Draft::new(text(string)?))
        } else {
            builder.add(&reply(&item, row)?)
        };
        added.map_err(|error| refuse(&error))?;
        if row % ROWS == ROWS - 1 {
            py.check_signals()?;
        }
    }
    Ok(())
}

/// A record, whose text exports name `reply` as often as `draft`.
fn reply(item: &Bound<'_, PyAny>, row: usize) -> PyResult<Draft<'static>> {
    let raise = |fault: Fault| match fault {
        Fault::Record(error) => crate::error::record(&error, Some(row), record::id_of(item, "id")),
        Fault::Raised(error) => error,
    };
    let Ok(mapping) = item.cast::<PyMapping>() else {
        return Err(raise(RecordError::new("not-an-object", "the row is neither a str nor a mapping").into()));
    };
    if mapping.contains("draft")? || !mapping.contains("reply")? {
        return record::from_mapping(mapping).map_err(raise);
    }
    let own = PyDict::new(item.py());
    for pair in mapping.items()? {
        let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
        let is_reply = name.extract::<&str>().is_ok_and(|name| name == "reply");
        match is_reply {
            true => own.set_item("draft", value)?,
            false => own.set_item(name, value)?,
        }
    }
    record::from_mapping(own.as_mapping()).map_err(raise)
}
