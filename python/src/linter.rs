//! Linters, packs and brand files.

use crate::arrow::{self, Asked, ReportBatches, ReportTable, Run, Source};
use crate::fork::detached;
use crate::history::History;
use crate::many::{self, How};
use crate::record::{self, text};
use crate::report::{Report, word};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDate, PyDateTime, PyDict, PyList, PyMapping, PyString, PyTuple};
use replylint::Draft;
use replylint_cli::dictionary::Dictionary;
use std::path::PathBuf;
use std::sync::OnceLock;

/// From this many bytes on, a text is linted with the GIL released; below, releasing it costs more than it gives.
const RELEASE_FROM: usize = 8 << 10;

/// Reads a file of the user's: the name for errors, and its text.
fn load(path: &Bound<'_, PyAny>) -> PyResult<(String, String)> {
    let name: PathBuf = path.extract()?;
    let origin = name.display().to_string();
    if origin.contains('\n') {
        return Err(PyValueError::new_err("this is a text and not the path of a file; use parse(text) for a text"));
    }
    // Python's own reading, so that errors and encodings of file names are Python's.
    let file = path.py().import("pathlib")?.call_method1("Path", (path,))?;
    let bytes = file.call_method0("read_bytes")?;
    let bytes = bytes.cast::<PyBytes>()?.as_bytes();
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((origin, text.trim_start_matches('\u{FEFF}').to_owned())),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1;
            Err(crate::error::not_utf8(&origin, line))
        }
    }
}

/// Declares a class for a file that is parsed by the core.
macro_rules! file {
    ($(#[$meta:meta])* $name:ident, $read:path, { $($extra:tt)* }) => {
        $(#[$meta])*
        #[pyclass(frozen, module = "replylint")]
        #[derive(Clone)]
        pub(crate) struct $name(pub(crate) replylint::$name);

        impl $name {
            /// One that was read already, or a path.
            pub(crate) fn from_any(given: &Bound<'_, PyAny>) -> PyResult<replylint::$name> {
                match given.cast::<Self>() {
                    Ok(read) => Ok(read.get().0.clone()),
                    Err(_) => Ok(Self::load(given)?.0),
                }
            }
        }

        #[pymethods]
        impl $name {
            #[new]
            #[pyo3(signature = (text, origin="<string>"))]
            fn new(text: &Bound<'_, PyString>, origin: &str) -> PyResult<Self> {
                Self::parse(text, origin)
            }

            /// Reads the text of a file. `origin` is the name that errors give.
            ///
            /// Raises PackError for text that is no TOML, an unknown key, a value of the wrong type, or a newer
            /// format.
            #[staticmethod]
            #[pyo3(signature = (text, origin="<string>"))]
            fn parse(text: &Bound<'_, PyString>, origin: &str) -> PyResult<Self> {
                let text = self::text(text)?;
                $read(&text, origin).map(Self).map_err(|error| crate::error::pack(&error))
            }

            /// Reads a file.
            ///
            /// Raises OSError when it cannot be read, PackError when it makes no sense.
            #[staticmethod]
            #[pyo3(signature = (path, /))]
            fn load(path: &Bound<'_, PyAny>) -> PyResult<Self> {
                let (origin, text) = load(path)?;
                $read(&text, &origin).map(Self).map_err(|error| crate::error::pack(&error))
            }

            /// Its name.
            #[getter]
            fn name(&self) -> &str {
                self.0.name()
            }

            /// The name that errors give, usually the file's.
            #[getter]
            fn origin(&self) -> &str {
                self.0.origin()
            }

            /// The text that was read.
            #[getter]
            fn text(&self) -> &str {
                self.0.text()
            }

            $($extra)*

            fn __eq__(&self, other: &Self) -> bool {
                (self.0.origin(), self.0.text()) == (other.0.origin(), other.0.text())
            }

            fn __hash__(&self) -> u64 {
                use std::hash::{DefaultHasher, Hash, Hasher};
                let mut hasher = DefaultHasher::new();
                (self.0.origin(), self.0.text()).hash(&mut hasher);
                hasher.finish()
            }

            fn __copy__(slf: Py<Self>) -> Py<Self> {
                slf
            }

            fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
                slf
            }
        }
    };
}

file! {
    /// A rule pack that was read and whose shape is right.
    Pack, replylint::Pack::parse, {
        /// Its version.
        #[getter]
        fn version(&self) -> &str {
            self.0.version()
        }

        /// The packs that come with replylint.
        #[staticmethod]
        fn builtin(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
            PyTuple::new(py, replylint::Pack::builtin().into_iter().map(Self))
        }

        /// A pack that comes with replylint and is off unless it is asked for.
        ///
        /// Raises PackError for a name that none of `optional_names()` is.
        #[staticmethod]
        #[pyo3(signature = (name, /))]
        fn optional(name: &str) -> PyResult<Self> {
            replylint::Pack::optional(name).map(Self).map_err(|error| crate::error::pack(&error))
        }

        /// The names of the packs that come with replylint and are off unless they are asked for.
        #[staticmethod]
        fn optional_names(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
            PyTuple::new(py, replylint::Pack::optional_names())
        }

        fn __getnewargs__(&self) -> (&str, &str) {
            (self.0.text(), self.0.origin())
        }

        fn __repr__(&self) -> String {
            format!("Pack(name='{}', version='{}')", self.0.name().escape_debug(), self.0.version().escape_debug())
        }
    }
}

file! {
    /// A brand file that was read and whose shape is right. A file that it extends is read from beside it.
    Brand, read_brand, {
        /// Names and texts of the files that it extends, the nearest first.
        #[getter]
        fn extended<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
            PyTuple::new(py, self.0.extended().collect::<Vec<_>>())
        }

        /// What the file leaves unclear, a line each, with file, line, column and what to write. `as_of` is the day
        /// (a date or '2026-12-31') on which suppressions are looked at.
        #[pyo3(signature = (*, as_of=None))]
        fn review(&self, as_of: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<String>> {
            let as_of = as_of.map(read_date).transpose()?;
            Ok(self.0.review(as_of.as_deref()).iter().map(ToString::to_string).collect())
        }

        // What it extends goes along: the files may be gone where it is unpickled.
        fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
            let py = slf.py();
            let brand = &slf.get().0;
            let below: Vec<(&str, &str)> = brand.extended().collect();
            let read = py.import("replylint._core")?.getattr("_brand")?;
            Ok((read, (brand.text(), brand.origin(), below).into_pyobject(py)?))
        }

        fn __repr__(&self) -> String {
            format!("Brand(name='{}')", self.0.name().escape_debug())
        }
    }
}

/// Reads a brand file; those that it extends are looked for beside it.
fn read_brand(text: &str, origin: &str) -> Result<replylint::Brand, replylint::Error> {
    replylint::Brand::parse_with(text, origin, |from, name| {
        let path = std::path::Path::new(from).parent().unwrap_or(std::path::Path::new("")).join(name);
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{shown}: {error}"))?;
        Ok((shown, text.trim_start_matches('\u{FEFF}').to_owned()))
    })
}

/// Puts a pickled brand file together again. Not for other use.
#[pyfunction]
pub(crate) fn _brand(text: &str, origin: &str, below: Vec<(String, String)>) -> PyResult<Brand> {
    let mut below = below.into_iter();
    let next = |_: &str, _: &str| below.next().ok_or_else(|| "it was not pickled along".to_owned());
    replylint::Brand::parse_with(text, origin, next).map(Brand).map_err(|error| crate::error::pack(&error))
}

/// Checks drafts. Immutable, safe to share between threads and in forked children, and can be pickled.
///
/// What is given here cannot be weakened by a draft's own fields; what is not given, the draft decides.
///
/// `brand` and `packs` are paths or objects that were read already (`Pack.optional(name)` for a pack that is off unless it
/// is asked for); `builtin=False` leaves the built-in packs out.
/// `regime` is 'none', 'hipaa' or 'part2'; `practice` 'general', 'behavioral' or 'sud'; `profile` 'lenient',
/// 'standard' or 'strict'; `channel` where replies go. `offsets` is what the offsets of reports count: 'chars' (str
/// indices), 'utf-8' (bytes) or 'utf-16' (code units). `platform` names the helpdesk that sends the replies ('zendesk',
/// 'freshdesk' and so on), whose own slots are no findings. `as_of` is the date under which dated parts of the policy are
/// read; the clock is never asked. `vale` is the path of rules written for the prose linter Vale: a `.vale.ini`, a folder
/// of styles, a style or a rule file. `dictionaries` are paths of Hunspell dictionaries (`en_US.dic` with `en_US.aff` beside
/// it) for rules that check spelling, those of Vale styles among them. `history` holds the replies that were sent: drafts that repeat them are reported. A
/// linter with a history cannot be pickled.
///
/// Raises PackError for a pack or brand file that makes no sense, OSError for one that cannot be read, ValueError for
/// an unknown word.
#[pyclass(frozen, module = "replylint")]
pub(crate) struct Linter {
    pub(crate) linter: replylint::Linter,
    pub(crate) brand: Option<replylint::Brand>,
    packs: Vec<replylint::Pack>,
    builtin: bool,
    words: [Option<String>; 7],
    history: Option<Py<History>>,
    vale: Option<(PathBuf, replylint::vale::Styles)>,
    dictionaries: Vec<PathBuf>,
}

/// The settings that are words, in the order of [`Linter::words`].
const WORDS: [&str; 7] = ["regime", "practice", "profile", "channel", "offsets", "as_of", "platform"];

#[pymethods]
impl Linter {
    #[new]
    #[pyo3(
        signature = (*, brand=None, packs=None, builtin=true, regime=None, practice=None, profile=None, channel=None, offsets=None, as_of=None, platform=None, history=None, vale=None, dictionaries=None),
        text_signature = "(*, brand=None, packs=(), builtin=True, regime=None, practice=None, profile=None, channel=None, offsets='chars', as_of=None, platform=None, history=None, vale=None, dictionaries=())"
    )]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn new(
        brand: Option<&Bound<'_, PyAny>>,
        packs: Option<&Bound<'_, PyAny>>,
        builtin: bool,
        regime: Option<String>,
        practice: Option<String>,
        profile: Option<String>,
        channel: Option<String>,
        offsets: Option<String>,
        as_of: Option<&Bound<'_, PyAny>>,
        platform: Option<String>,
        history: Option<Bound<'_, History>>,
        vale: Option<PathBuf>,
        dictionaries: Option<Vec<PathBuf>>,
    ) -> PyResult<Self> {
        let brand = brand.map(Brand::from_any).transpose()?;
        let packs = packs.map_or_else(|| Ok(Vec::new()), read_packs)?;
        let offsets = offsets.unwrap_or_else(|| "chars".to_owned());
        let mut builder = replylint::Linter::builder().offsets(word(&offsets)?);
        if let Some(regime) = &regime {
            builder = builder.regime(word(regime)?);
        }
        if let Some(practice) = &practice {
            builder = builder.practice(word(practice)?);
        }
        if let Some(profile) = &profile {
            builder = builder.profile(word(profile)?);
        }
        if let Some(channel) = &channel {
            builder = builder.channel(word(channel)?);
        }
        if let Some(platform) = &platform {
            builder = builder.platform(platform);
        }
        let as_of = as_of.map(read_date).transpose()?;
        if let Some(date) = &as_of {
            builder = builder.as_of(date);
        }
        if !builtin {
            builder = builder.without_builtin();
        }
        if let Some(brand) = &brand {
            builder = builder.brand(brand.clone());
        }
        for pack in &packs {
            builder = builder.pack(pack.clone());
        }
        let history = history.map(Bound::unbind);
        if let Some(history) = &history {
            builder = builder.history(history.get().history.clone());
        }
        let dictionaries = dictionaries.unwrap_or_default();
        let spelling = read_dictionaries(&dictionaries)?;
        for dictionary in &spelling {
            builder = dictionary.give(builder);
        }
        let load = |path| replylint_cli::vale::load_with(path, None, &spelling);
        let styles = vale.as_deref().map(load).transpose();
        let styles = styles.map_err(|error| crate::error::pack(&error))?;
        if let Some(styles) = &styles {
            builder = builder.vale(styles.clone());
        }
        let linter = builder.build().map_err(|error| crate::error::pack(&error))?;
        let words = [regime, practice, profile, channel, Some(offsets), as_of, platform];
        Ok(Self { linter, brand, packs, builtin, words, history, vale: vale.zip(styles), dictionaries })
    }

    /// Checks one draft. Fields of the record are given as keywords.
    ///
    /// Takes time linear in the lengths of draft and inbound, and never fails on any text. A lone surrogate counts as
    /// one character that is no letter. Raises TypeError for an unknown keyword, RecordError (a ValueError) that names
    /// the field for a value that it cannot hold.
    #[pyo3(
        signature = (draft, **fields),
        text_signature = "($self, draft, *, id=None, format=None, inbound=None, thread=None, author=None, rating=None, channel=None, regime=None, practice=None, profile=None, context=None, brand=None, location=None, agent=None, received_at=None, posted_at=None, approvals=None)"
    )]
    fn lint(&self, draft: &Bound<'_, PyString>, fields: Option<&Bound<'_, PyDict>>) -> PyResult<Report> {
        let (py, source) = (draft.py(), text(draft)?);
        let mut draft = match fields {
            Some(fields) => record::from_keywords(fields)?,
            None => Draft::default(),
        };
        draft.text = source;
        Ok(self.run(py, &draft))
    }

    /// Checks the draft of a record: a mapping with the field `draft` and others of the reply record.
    ///
    /// Other columns mean nothing here and are ignored; one whose name is nearly a field's is refused, since it would
    /// silently weaken the policy. Raises RecordError (a ValueError) that names the field.
    #[pyo3(signature = (record, /))]
    fn lint_record(&self, record: &Bound<'_, PyMapping>) -> PyResult<Report> {
        let draft = record::from_mapping(record).map_err(record::raise)?;
        Ok(self.run(record.py(), &draft))
    }

    /// Checks many drafts: strs, mappings as `lint_record` takes them, or both, from any iterable.
    ///
    /// The reports stand in the order of the drafts and equal those of `lint`. Works on `threads` threads (0: one for
    /// each core) with the GIL released. `progress=True` writes a line to stderr; a callable is called with the number
    /// of rows done and the number of all rows, None while that is unknown. A row that makes no sense raises
    /// RecordError, or with `errors='return'` stands in the list as a RowError.
    #[pyo3(
        signature = (drafts, *, threads=0, progress=None, errors="raise"),
        text_signature = "($self, drafts, *, threads=0, progress=False, errors='raise')"
    )]
    fn lint_many<'py>(
        &self,
        drafts: &Bound<'py, PyAny>,
        threads: i64,
        progress: Option<&Bound<'py, PyAny>>,
        errors: &str,
    ) -> PyResult<Bound<'py, PyList>> {
        many::lint_many(&self.linter, drafts, &How { threads, progress, errors })
    }

    /// Checks the drafts of a table and gives their reports as a table, one row each, in their order.
    ///
    /// `data` is anything that hands over Arrow data (tables and columns of pyarrow, Polars, pandas, DuckDB), a
    /// mapping from names to columns, or an iterable of strs, records or tables. Texts are read where they lie.
    /// Columns called like fields of the reply record are those fields; `draft='text'` or `columns={'draft': 'text'}`
    /// names another one. Other columns are ignored, or copied to the output where `carry` names them; one whose name
    /// is nearly a field's is refused. What holds for all rows is given to the Linter.
    ///
    /// A row that makes no sense has its reason in the column `error`, or raises RecordError with `errors='raise'`.
    /// `explain=False` leaves out what findings say in words (message, why, advice), most of the table's memory.
    /// `threads` and `progress` are as for `lint_many`. Ctrl-C ends the work.
    ///
    /// Raises RecordError or ValueError for columns that are missing or misspelt, TypeError for what is no table.
    #[pyo3(
        signature = (data, *, columns=None, carry=None, explain=true, threads=0, progress=None, errors="return", **fields),
        text_signature = "($self, data, *, columns=None, draft=None, id=None, format=None, inbound=None, thread=None, author=None, rating=None, channel=None, regime=None, practice=None, profile=None, context=None, brand=None, location=None, agent=None, received_at=None, posted_at=None, approvals=None, carry=(), explain=True, threads=0, progress=False, errors='return')"
    )]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn lint_table(
        &self,
        data: &Bound<'_, PyAny>,
        columns: Option<&Bound<'_, PyAny>>,
        carry: Option<&Bound<'_, PyAny>>,
        explain: bool,
        threads: i64,
        progress: Option<&Bound<'_, PyAny>>,
        errors: &str,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<ReportTable> {
        let how = arrow::How::read(threads, errors, explain, None)?;
        let progress = many::progress(progress, data.py())?;
        let source = Source::open(data, Asked::read(columns, carry, fields)?)?;
        ReportTable::of(Run::new(self.linter.clone(), source, how), data.py(), progress.as_ref())
    }

    /// Checks the drafts of an input that is too large to hold: as `lint_table`, but gives an iterator of tables of at
    /// most `rows` rows each, and reads the input as they are asked for. Libraries may take the iterator as an Arrow
    /// stream.
    #[pyo3(
        signature = (data, *, columns=None, carry=None, explain=true, rows=16_384, threads=0, errors="return", **fields),
        text_signature = "($self, data, *, columns=None, draft=None, id=None, format=None, inbound=None, thread=None, author=None, rating=None, channel=None, regime=None, practice=None, profile=None, context=None, brand=None, location=None, agent=None, received_at=None, posted_at=None, approvals=None, carry=(), explain=True, rows=16384, threads=0, errors='return')"
    )]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn lint_batches(
        &self,
        data: &Bound<'_, PyAny>,
        columns: Option<&Bound<'_, PyAny>>,
        carry: Option<&Bound<'_, PyAny>>,
        explain: bool,
        rows: i64,
        threads: i64,
        errors: &str,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<ReportBatches> {
        let how = arrow::How::read(threads, errors, explain, Some(rows))?;
        let source = Source::open(data, Asked::read(columns, carry, fields)?)?;
        Ok(ReportBatches::new(Run::new(self.linter.clone(), source, how)))
    }

    /// The brand file, if one was given.
    #[getter]
    fn brand(&self) -> Option<Brand> {
        self.brand.clone().map(Brand)
    }

    /// The packs that were given, in the given order, without the built-in ones.
    #[getter]
    fn packs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.packs.iter().cloned().map(Pack))
    }

    /// Whether the built-in packs take part.
    #[getter]
    fn builtin(&self) -> bool {
        self.builtin
    }

    /// The earlier replies that drafts are compared with, if any were given.
    #[getter]
    fn history(&self, py: Python<'_>) -> Option<Py<History>> {
        self.history.as_ref().map(|history| history.clone_ref(py))
    }

    /// The regime, if one was given.
    #[getter]
    fn regime(&self) -> Option<&str> {
        self.words[0].as_deref()
    }

    /// The practice, if one was given.
    #[getter]
    fn practice(&self) -> Option<&str> {
        self.words[1].as_deref()
    }

    /// The profile, if one was given.
    #[getter]
    fn profile(&self) -> Option<&str> {
        self.words[2].as_deref()
    }

    /// The channel, if one was given.
    #[getter]
    fn channel(&self) -> Option<&str> {
        self.words[3].as_deref()
    }

    /// What the offsets of reports count.
    #[getter]
    fn offsets(&self) -> &str {
        self.words[4].as_deref().unwrap_or("chars")
    }

    /// The date of the policy, if one was given.
    #[getter]
    fn as_of(&self) -> Option<&str> {
        self.words[5].as_deref()
    }

    /// The platform, if one was given.
    #[getter]
    fn platform(&self) -> Option<&str> {
        self.words[6].as_deref()
    }

    /// The path of the Vale rules, if one was given.
    #[getter]
    fn vale(&self) -> Option<&std::path::Path> {
        self.vale.as_ref().map(|(path, _)| path.as_path())
    }

    /// The paths of the Hunspell dictionaries that were given.
    #[getter]
    fn dictionaries(&self) -> Vec<&std::path::Path> {
        self.dictionaries.iter().map(PathBuf::as_path).collect()
    }

    /// The Vale rules that do not run, each with the reason: faults with their place, what they would need, and those
    /// that are about markup alone.
    #[getter]
    fn vale_skipped(&self) -> Vec<String> {
        let skipped = self.vale.iter().flat_map(|(_, styles)| styles.skipped());
        skipped.map(|skipped| skipped.error.to_string()).collect()
    }

    fn __repr__(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.brand.as_ref().map(|brand| format!("brand='{}'", brand.name().escape_debug())));
        if !self.packs.is_empty() {
            let names: Vec<_> = self.packs.iter().map(|pack| format!("'{}'", pack.name().escape_debug())).collect();
            parts.push(format!("packs=[{}]", names.join(", ")));
        }
        if !self.builtin {
            parts.push("builtin=False".to_owned());
        }
        parts.extend(self.history.as_ref().map(|_| "history=…".to_owned()));
        parts.extend(
            self.vale.as_ref().map(|(path, _)| format!("vale='{}'", path.display().to_string().escape_debug())),
        );
        if !self.dictionaries.is_empty() {
            let paths = self.dictionaries.iter().map(|path| format!("'{}'", path.display().to_string().escape_debug()));
            parts.push(format!("dictionaries=[{}]", paths.collect::<Vec<_>>().join(", ")));
        }
        let given = WORDS.iter().zip(&self.words).filter_map(|(name, word)| Some((name, word.as_ref()?)));
        parts.extend(given.map(|(name, word)| format!("{name}='{}'", word.escape_debug())));
        format!("Linter({})", parts.join(", "))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let settings = PyDict::new(py);
        settings.set_item("brand", self.brand())?;
        settings.set_item("packs", self.packs(py)?)?;
        settings.set_item("builtin", self.builtin)?;
        for (name, word) in WORDS.iter().zip(&self.words) {
            settings.set_item(name, word)?;
        }
        if let Some(history) = &self.history {
            settings.set_item("history", history)?;
        }
        if let Some((path, _)) = &self.vale {
            settings.set_item("vale", path)?;
        }
        settings.set_item("dictionaries", self.dictionaries())?;
        Ok((PyTuple::empty(py), settings))
    }
}

impl Linter {
    fn run(&self, py: Python<'_>, draft: &Draft<'_>) -> Report {
        let thread: usize = draft.thread.iter().map(|message| message.text.len()).sum();
        let bytes = draft.text.len() + draft.inbound.as_ref().map_or(0, |inbound| inbound.len()) + thread;
        if bytes < RELEASE_FROM {
            return self.linter.lint(draft).into();
        }
        detached(py, || self.linter.lint(draft)).into()
    }
}

fn read_dictionaries(paths: &[PathBuf]) -> PyResult<Vec<Dictionary>> {
    let read = |path: &PathBuf| {
        Dictionary::read(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => {
                PyValueError::new_err(error.to_string())
            }
            _ => error.into(),
        })
    };
    paths.iter().map(read).collect()
}

fn read_packs(packs: &Bound<'_, PyAny>) -> PyResult<Vec<replylint::Pack>> {
    let one = packs.is_instance_of::<PyString>() || packs.is_instance_of::<Pack>() || packs.hasattr("__fspath__")?;
    if one {
        return Err(PyTypeError::new_err("packs is one pack; put it into a list"));
    }
    packs.try_iter()?.map(|pack| Pack::from_any(&pack?)).collect()
}

/// A date, or its words: `2026-11-22`.
fn read_date(date: &Bound<'_, PyAny>) -> PyResult<String> {
    if date.is_instance_of::<PyDate>() && !date.is_instance_of::<PyDateTime>() {
        return date.call_method0("isoformat")?.extract();
    }
    let date = date.cast::<PyString>().map_err(|_| PyTypeError::new_err("as_of is neither a str nor a date"))?;
    let date = date.to_string();
    let shape = |(at, byte): (usize, &u8)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() };
    if date.len() == 10 && date.as_bytes().iter().enumerate().all(shape) {
        Ok(date)
    } else {
        Err(PyValueError::new_err("as_of is not written like 2026-11-22"))
    }
}

// Not a `PyOnceLock`: it lets the GIL go while it is being set, and a child forked just then would wait for ever.
static DEFAULT: OnceLock<Py<Linter>> = OnceLock::new();

/// The linter that the functions of the module use: the built-in packs, nothing else set. Built when first asked for.
#[pyfunction]
pub(crate) fn default_linter(py: Python<'_>) -> PyResult<&Bound<'_, Linter>> {
    if let Some(linter) = DEFAULT.get() {
        return Ok(linter.bind(py));
    }
    let linter =
        Py::new(py, Linter::new(None, None, true, None, None, None, None, None, None, None, None, None, None)?)?;
    Ok(DEFAULT.get_or_init(|| linter).bind(py))
}

/// Checks one draft with the default linter; see `Linter.lint`.
#[pyfunction]
#[pyo3(
    signature = (draft, **fields),
    text_signature = "(draft, *, id=None, format=None, inbound=None, thread=None, author=None, rating=None, channel=None, regime=None, practice=None, profile=None, context=None, brand=None, location=None, agent=None, received_at=None, posted_at=None, approvals=None)"
)]
pub(crate) fn lint(draft: &Bound<'_, PyString>, fields: Option<&Bound<'_, PyDict>>) -> PyResult<Report> {
    default_linter(draft.py())?.get().lint(draft, fields)
}

/// Checks many drafts with the default linter; see `Linter.lint_many`.
#[pyfunction]
#[pyo3(
    signature = (drafts, *, threads=0, progress=None, errors="raise"),
    text_signature = "(drafts, *, threads=0, progress=False, errors='raise')"
)]
pub(crate) fn lint_many<'py>(
    drafts: &Bound<'py, PyAny>,
    threads: i64,
    progress: Option<&Bound<'py, PyAny>>,
    errors: &str,
) -> PyResult<Bound<'py, PyList>> {
    default_linter(drafts.py())?.get().lint_many(drafts, threads, progress, errors)
}

/// Checks the drafts of a table with the default linter; see `Linter.lint_table`.
#[pyfunction]
#[pyo3(
    signature = (data, *, columns=None, carry=None, explain=true, threads=0, progress=None, errors="return", **fields),
    text_signature = "(data, *, columns=None, draft=None, id=None, format=None, inbound=None, thread=None, author=None, rating=None, channel=None, regime=None, practice=None, profile=None, context=None, brand=None, location=None, agent=None, received_at=None, posted_at=None, approvals=None, carry=(), explain=True, threads=0, progress=False, errors='return')"
)]
#[expect(clippy::too_many_arguments, reason = "keywords of Python")]
pub(crate) fn lint_table(
    data: &Bound<'_, PyAny>,
    columns: Option<&Bound<'_, PyAny>>,
    carry: Option<&Bound<'_, PyAny>>,
    explain: bool,
    threads: i64,
    progress: Option<&Bound<'_, PyAny>>,
    errors: &str,
    fields: Option<&Bound<'_, PyDict>>,
) -> PyResult<ReportTable> {
    default_linter(data.py())?.get().lint_table(data, columns, carry, explain, threads, progress, errors, fields)
}

/// Checks the drafts of an input that is too large to hold, with the default linter; see `Linter.lint_batches`.
#[pyfunction]
#[pyo3(
    signature = (data, *, columns=None, carry=None, explain=true, rows=16_384, threads=0, errors="return", **fields),
    text_signature = "(data, *, columns=None, draft=None, id=None, format=None, inbound=None, thread=None, author=None, rating=None, channel=None, regime=None, practice=None, profile=None, context=None, brand=None, location=None, agent=None, received_at=None, posted_at=None, approvals=None, carry=(), explain=True, rows=16384, threads=0, errors='return')"
)]
#[expect(clippy::too_many_arguments, reason = "keywords of Python")]
pub(crate) fn lint_batches(
    data: &Bound<'_, PyAny>,
    columns: Option<&Bound<'_, PyAny>>,
    carry: Option<&Bound<'_, PyAny>>,
    explain: bool,
    rows: i64,
    threads: i64,
    errors: &str,
    fields: Option<&Bound<'_, PyDict>>,
) -> PyResult<ReportBatches> {
    default_linter(data.py())?.get().lint_batches(data, columns, carry, explain, rows, threads, errors, fields)
}
