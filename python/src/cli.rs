//! The command line.

use pyo3::prelude::*;
use std::ffi::OsString;

/// Runs the command line; returns its exit code. The first argument is the name of the program.
///
/// Works with the GIL released and takes Ctrl-C for itself, so it is for programs and not for libraries.
#[pyfunction(name = "_main")]
#[pyo3(signature = (args, /))]
pub(crate) fn main(py: Python<'_>, args: Vec<OsString>) -> i32 {
    py.detach(|| replylint_cli::main(args))
}
