//! Why an evaluation stopped.

use std::io;
use std::path::{Path, PathBuf};

/// Why an evaluation stopped. `Display` gives one line that names the file, and the line where there is one; it never
/// holds the text of a case.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A file could not be read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A line of a corpus makes no sense.
    #[error("{}:{line}: {message}", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong and what to write instead.
        message: String,
    },
    /// What was asked for makes no sense.
    #[error("{0}")]
    Usage(String),
    /// A pack or brand file was refused.
    #[error(transparent)]
    Policy(#[from] replylint::Error),
    /// The results could not be written.
    #[error("cannot write the results: {0}")]
    Output(#[from] io::Error),
}

impl EvalError {
    pub(crate) fn file(path: &Path, source: io::Error) -> Self {
        Self::File { path: path.to_owned(), source }
    }

    pub(crate) fn line(path: &Path, line: usize, message: impl Into<String>) -> Self {
        Self::Line { path: path.to_owned(), line, message: message.into() }
    }

    /// The exit code that the command line gives for it: 2, usage or configuration.
    #[must_use]
    pub fn exit_code(&self) -> i32 {
        2
    }
}
