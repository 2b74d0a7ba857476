//! The lines of a file, one at a time.

use super::super::error::EvalError;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Reads a file line by line; no more than a line is held.
pub(crate) struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    buffer: Vec<u8>,
    /// The line that was read last, from 1.
    pub(crate) number: usize,
}

impl Lines {
    pub(crate) fn open(path: &Path) -> Result<Self, EvalError> {
        let file = File::open(path).map_err(|source| EvalError::file(path, source))?;
        Ok(Self { path: path.to_owned(), reader: BufReader::new(file), buffer: Vec::new(), number: 0 })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The next object; blank lines are passed over.
    pub(crate) fn next(&mut self) -> Result<Option<Map<String, Value>>, EvalError> {
        loop {
            self.buffer.clear();
            let read = self.reader.read_until(b'\n', &mut self.buffer);
            if read.map_err(|source| EvalError::file(&self.path, source))? == 0 {
                return Ok(None);
            }
            self.number += 1;
            let text = std::str::from_utf8(&self.buffer).map_err(|_| self.fault("the line is not UTF-8"))?;
            let text = if self.number == 1 { text.trim_start_matches('\u{feff}') } else { text }.trim();
            if text.is_empty() {
                continue;
            }
            return match serde_json::from_str(text) {
                Ok(Value::Object(object)) => Ok(Some(object)),
                Ok(_) => Err(self.fault("the line is not a JSON object")),
                Err(error) => Err(self.fault(format!("the line is not JSON: column {}", error.column()))),
            };
        }
    }

    /// An error at the line that was read last.
    pub(crate) fn fault(&self, message: impl Into<String>) -> EvalError {
        EvalError::line(&self.path, self.number, message)
    }
}
