//! Why a command came to no result.

use std::io;

/// Why a command came to no result.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something that whoever ran the command can put right; one message for each fault.
    Usage(Vec<String>),
    /// The results could not be written.
    Output(io::Error),
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage(vec![message.into()])
    }
}

/// Only writing gives bare errors; reading names the file.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<replylint::Error> for Failure {
    fn from(error: replylint::Error) -> Self {
        Self::usage(error.to_string())
    }
}
