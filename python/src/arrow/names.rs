//! Which column holds which field of the reply record.

use crate::record;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyString};
use replylint::record::{FIELDS, RecordError};
use serde_json::{Map, Value};

/// What the caller said about columns: which holds a field of another name, which go along to the output.
#[derive(Default)]
pub(crate) struct Asked {
    fields: Vec<(String, String)>,
    pub(super) carry: Vec<String>,
    /// Columns that the caller named: they are never taken for misspelt fields.
    named: Vec<String>,
}

/// Where the fields and the carried columns stand among the columns of an input.
pub(super) struct Found {
    pub(super) fields: Vec<(String, usize)>,
    pub(super) carry: Vec<usize>,
}

impl Asked {
    /// Reads the arguments `columns`, `carry`, and the keywords that are fields.
    pub(crate) fn read(
        columns: Option<&Bound<'_, PyAny>>,
        carry: Option<&Bound<'_, PyAny>>,
        keywords: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let mut asked = Self::default();
        if let Some(columns) = columns {
            let columns = columns.cast::<PyMapping>();
            let columns = columns.map_err(|_| PyTypeError::new_err("columns is no mapping from fields to columns"))?;
            for pair in columns.items()? {
                let (field, column): (String, String) = pair.extract()?;
                if !is_field(&field) {
                    let hint = format!("columns names `{}`, which is no field of a reply record", field.escape_debug());
                    return Err(PyValueError::new_err(format!("{hint}; write one of {}", FIELDS.join(", "))));
                }
                asked.name(field, column)?;
            }
        }
        for (field, column) in keywords.into_iter().flatten() {
            if column.is_none() {
                continue;
            }
            let field = field.cast::<PyString>()?.to_string();
            if !FIELDS.contains(&field.as_str()) {
                return Err(record::unknown_keyword("lint_table", column.py(), &field)?);
            }
            let Ok(column) = column.cast::<PyString>() else {
                return Err(PyTypeError::new_err(format!("`{field}` is not the name of a column")));
            };
            asked.name(field, column.to_string())?;
        }
        if let Some(carry) = carry {
            if carry.is_instance_of::<PyString>() {
                return Err(PyTypeError::new_err("carry is one name; put it into a list"));
            }
            for name in carry.try_iter()? {
                let name: String = name?.extract()?;
                if super::schema::NAMES.contains(&name.as_str()) {
                    return Err(PyValueError::new_err(format!("the report has a column `{name}` of its own")));
                }
                if asked.carry.contains(&name) {
                    return Err(PyValueError::new_err(format!("carry names `{}` twice", name.escape_debug())));
                }
                asked.named.push(name.clone());
                asked.carry.push(name);
            }
        }
        Ok(asked)
    }

    fn name(&mut self, field: String, column: String) -> PyResult<()> {
        if self.fields.iter().any(|(known, _)| *known == field) {
            return Err(PyValueError::new_err(format!("the column of `{field}` is named twice")));
        }
        self.named.push(column.clone());
        self.fields.push((field, column));
        Ok(())
    }

    /// The field that a column holds, under its own name or the one that the caller gave.
    pub(super) fn fields_of<'a>(&'a self, column: &'a str) -> impl Iterator<Item = &'a str> {
        let given = self.fields.iter().filter(move |(_, name)| name == column).map(|(field, _)| field.as_str());
        let own = is_field(column) && self.fields.iter().all(|(field, _)| field != column);
        given.chain(own.then_some(column))
    }

    /// The column that holds a field.
    pub(super) fn column_of<'a>(&'a self, field: &'a str) -> &'a str {
        self.fields.iter().find(|(known, _)| known == field).map_or(field, |(_, column)| column)
    }

    /// Whether a column is called like a field for which the caller named another one.
    pub(super) fn is_set_aside(&self, column: &str) -> bool {
        is_field(column) && self.column_of(column) != column
    }

    /// The columns that the caller named.
    pub(super) fn named(&self) -> &[String] {
        &self.named
    }

    /// Finds the columns of a table. Fails for a column that is nearly a field, twice there, or not there.
    pub(super) fn find(&self, columns: &[String]) -> PyResult<Found> {
        let mut unknown = Map::new();
        let mut fields = Vec::new();
        for (place, column) in columns.iter().enumerate() {
            let before = fields.len();
            fields.extend(self.fields_of(column).map(|field| (field.to_owned(), place)));
            let used = fields.len() > before || self.carry.contains(column);
            if used && columns[..place].contains(column) {
                let message = format!("two columns are called `{}`", column.escape_debug());
                return Err(PyValueError::new_err(message));
            }
            if !used && !self.is_set_aside(column) {
                unknown.insert(column.clone(), Value::Null);
            }
        }
        self.refuse_near_misses(unknown)?;
        let of = |name: &String| columns.iter().position(|column| column == name);
        for (field, column) in &self.fields {
            if of(column).is_none() {
                return Err(self.absent(column, Some(field), columns));
            }
        }
        if !fields.iter().any(|(field, _)| field == "draft") {
            return Err(no_draft(columns));
        }
        let place = |name: &String| of(name).ok_or_else(|| self.absent(name, None, columns));
        Ok(Found { fields, carry: self.carry.iter().map(place).collect::<PyResult<_>>()? })
    }

    /// What is said of a column that the caller named and that is not there.
    pub(super) fn absent(&self, column: &str, field: Option<&str>, columns: &[String]) -> PyErr {
        let mut message = format!("there is no column `{}`", column.escape_debug());
        if let Some(field) = field.filter(|field| ["channel", "regime", "practice", "profile"].contains(field)) {
            message +=
                &format!("; `{field}` is the name of a column here, one value for all rows is given to the Linter");
        } else {
            message += &among(columns);
        }
        PyValueError::new_err(message)
    }

    /// The core reads an empty record that has these columns, so that it refuses what it refuses elsewhere.
    fn refuse_near_misses(&self, mut unknown: Map<String, Value>) -> PyResult<()> {
        unknown.insert("draft".to_owned(), Value::String(String::new()));
        match replylint::record::read(unknown, &self.named) {
            Ok(_) => Ok(()),
            Err(error) => Err(crate::error::record(&error, None, None)),
        }
    }
}

fn is_field(name: &str) -> bool {
    FIELDS.contains(&name) || ["context.authenticated", "context.copied_to_email", "context.consent"].contains(&name)
}

fn no_draft(columns: &[String]) -> PyErr {
    let message =
        format!("there is no column `draft`; name the one that holds the replies: draft='…'{}", among(columns));
    let mut error = RecordError::new("missing-draft", message);
    error.field = Some("draft".to_owned());
    crate::error::record(&error, None, None)
}

/// The names of the first columns. Names of columns are no text of drafts.
fn among(columns: &[String]) -> String {
    let shown: Vec<String> = columns.iter().take(12).map(|name| format!("`{}`", name.escape_debug())).collect();
    let more = if columns.len() > shown.len() { ", …" } else { "" };
    format!("; columns are {}{more}", shown.join(", "))
}
