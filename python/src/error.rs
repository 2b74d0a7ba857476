//! The errors of the core as the exceptions of `replylint._errors`.

use pyo3::prelude::*;
use replylint::record;

mod python {
    pyo3::import_exception!(replylint._errors, PackError);
    pyo3::import_exception!(replylint._errors, RecordError);
    pyo3::import_exception!(replylint._errors, HistoryError);
}

/// A pack or a brand file that was refused.
pub(crate) fn pack(error: &replylint::Error) -> PyErr {
    python::PackError::new_err((
        error.to_string(),
        error.origin().to_owned(),
        error.line(),
        error.column(),
        error.rule().map(str::to_owned),
        error.help().map(str::to_owned),
    ))
}

/// A pack or a brand file that is no text.
pub(crate) fn not_utf8(origin: &str, line: usize) -> PyErr {
    let help = "save the file as UTF-8";
    let text = format!("{origin}:{line}: the file is not UTF-8; {help}");
    python::PackError::new_err((text, origin.to_owned(), Some(line), None::<usize>, None::<String>, Some(help)))
}

/// A record that was refused; `row` counts from 0.
pub(crate) fn record(error: &record::RecordError, row: Option<usize>, id: Option<String>) -> PyErr {
    python::RecordError::new_err((error.message.clone(), error.code, error.field.clone(), row, id))
}

/// A history or its key that was refused.
pub(crate) fn history(error: &replylint::HistoryError) -> PyErr {
    python::HistoryError::new_err((error.to_string(), error.code()))
}

/// Finds the classes of the exceptions.
pub(crate) fn look_up(py: Python<'_>) {
    let _ = (
        py.get_type::<python::PackError>(),
        py.get_type::<python::RecordError>(),
        py.get_type::<python::HistoryError>(),
    );
}
