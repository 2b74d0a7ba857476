//! From input to output, portion by portion: each is read with the GIL, linted and written as columns on threads
//! without it.

use super::columns::Columns;
use super::part::{Part, Refused};
use super::schema::SCHEMA;
use super::source::Source;
use crate::fork::detached;
use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use replylint::Linter;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A portion has at most so many rows and bytes of text: Ctrl-C and progress are served in between.
const ROWS: usize = 16_384;
const BYTES: usize = 8 << 20;
/// A thread takes at most so many rows of a portion at once, which become a batch of the output.
const PIECE: usize = 2_048;

/// What a run is asked for.
pub(crate) struct How {
    pub(crate) threads: usize,
    pub(crate) keep_errors: bool,
    pub(crate) explain: bool,
    pub(crate) rows: usize,
}

impl How {
    /// Reads the arguments as Python gives them.
    pub(crate) fn read(threads: i64, errors: &str, explain: bool, rows: Option<i64>) -> PyResult<Self> {
        let threads = usize::try_from(threads).map_err(|_| PyValueError::new_err("threads is negative"))?;
        let keep_errors = match errors {
            "raise" => false,
            "return" => true,
            _ => return Err(PyValueError::new_err("errors is neither 'raise' nor 'return'")),
        };
        let rows = rows.map_or(Ok(ROWS), usize::try_from).ok().filter(|&rows| rows > 0);
        let rows = rows.ok_or_else(|| PyValueError::new_err("rows is not positive"))?;
        Ok(Self { threads, keep_errors, explain, rows })
    }
}

/// What threads share.
struct Work {
    linter: Linter,
    how: How,
    schema: SchemaRef,
}

/// A run over an input.
pub(crate) struct Run {
    work: Work,
    source: Source,
    /// The part that is being read, and how many of its rows are done.
    now: Option<(Part, usize)>,
    done: usize,
}

/// Rows of one part of a portion; the number of the first.
struct Piece<'a> {
    part: &'a Part,
    rows: Range<usize>,
    first: usize,
}

impl Run {
    pub(crate) fn new(linter: Linter, source: Source, how: How) -> Self {
        let fields = SCHEMA.fields().iter().cloned().chain(source.carried.iter().cloned().map(Arc::new));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        Self { work: Work { linter, how, schema }, source, now: None, done: 0 }
    }

    /// The columns of the output.
    pub(super) fn schema(&self) -> SchemaRef {
        self.work.schema.clone()
    }

    /// How many rows there are, where that is known.
    pub(super) fn total(&self) -> Option<usize> {
        self.source.total
    }

    /// How many rows are done.
    pub(super) fn done(&self) -> usize {
        self.done
    }

    /// Lints the next portion. None at the end.
    pub(super) fn next(&mut self, py: Python<'_>) -> PyResult<Option<Vec<RecordBatch>>> {
        py.check_signals()?;
        let (mut parts, mut rows, mut bytes) = (Vec::new(), 0, 0);
        let mut left = None;
        while rows < self.work.how.rows && bytes < BYTES {
            let (part, at) = match self.now.take() {
                Some(now) => now,
                None => match self.source.next(py, self.work.how.rows - rows, BYTES - bytes)? {
                    Some(part) => (part, 0),
                    None => break,
                },
            };
            let (taken, held) = part.fit(at, self.work.how.rows - rows, BYTES - bytes);
            rows += taken;
            bytes += held;
            let range = at..at + taken;
            if range.end < part.rows {
                left = Some(range.end);
            }
            parts.push((part, range));
            if left.is_some() {
                break;
            }
        }
        if rows == 0 {
            return Ok(None);
        }
        let (work, done) = (&self.work, self.done);
        let batches = detached(py, || work.lint(&parts, done));
        self.done += rows;
        // Parts go with the GIL held: what they borrow may belong to objects of Python.
        if let (Some(at), Some((part, _))) = (left, parts.pop()) {
            self.now = Some((part, at));
        }
        drop(parts);
        batches.map(Some).map_err(|(row, refused)| crate::error::record(&refused.error, Some(row), refused.id))
    }
}

impl Work {
    /// Lints the rows of a portion, of which the first has the number `first`.
    fn lint(
        &self,
        parts: &[(Part, Range<usize>)],
        mut first: usize,
    ) -> Result<Vec<RecordBatch>, (usize, Box<Refused>)> {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if self.how.threads == 0 { cores() } else { self.how.threads };
        let rows: usize = parts.iter().map(|(_, rows)| rows.len()).sum();
        let size = rows.div_ceil(threads * 4).clamp(256, PIECE);
        let mut pieces = Vec::new();
        for (part, range) in parts {
            for start in range.clone().step_by(size) {
                let rows = start..range.end.min(start + size);
                let count = rows.len();
                pieces.push(Piece { part, rows, first });
                first += count;
            }
        }
        let threads = threads.min(pieces.len());
        if threads <= 1 {
            return pieces.iter().map(|piece| self.piece(piece)).collect();
        }
        let next = AtomicUsize::new(0);
        let done: Vec<Mutex<Option<Result<RecordBatch, _>>>> = pieces.iter().map(|_| Mutex::new(None)).collect();
        // Scoped threads, not a pool: a pool's threads are gone in a forked child, which would wait for ever.
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let Some(piece) = pieces.get(place) else { return };
                        *done[place].lock().unwrap_or_else(PoisonError::into_inner) = Some(self.piece(piece));
                    }
                });
            }
        });
        let results = done.into_iter().map(|cell| cell.into_inner().unwrap_or_else(PoisonError::into_inner));
        results.map(|result| result.expect("every piece was taken")).collect()
    }

    fn piece(&self, piece: &Piece<'_>) -> Result<RecordBatch, (usize, Box<Refused>)> {
        let mut columns = Columns::new(piece.rows.len(), self.how.explain);
        for (number, row) in (piece.first..).zip(piece.rows.clone()) {
            let shown = i64::try_from(number).unwrap_or(i64::MAX);
            match piece.part.draft(row) {
                Ok(draft) => columns.report(shown, &self.linter.lint(&draft)),
                Err(refused) if self.how.keep_errors => columns.refused(shown, &refused),
                Err(refused) => return Err((number, refused)),
            }
        }
        let mut arrays = columns.finish();
        arrays.extend(piece.part.carried(&piece.rows));
        Ok(RecordBatch::try_new(self.schema.clone(), arrays).expect("the columns are those of the schema"))
    }
}
