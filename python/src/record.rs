//! Python mappings and keywords as reply records, read by the core so that every door refuses the same things.

use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyBytes, PyDate, PyDict, PyFloat, PyInt, PyList, PyMapping, PyMappingMethods, PyString, PyTuple,
};
use replylint::Draft;
use replylint::record::{self, RecordError};
use serde_json::{Map, Number, Value};
use std::borrow::Cow;

/// How deep lists and mappings of a field may lie within each other.
const MAX_DEPTH: usize = 8;

/// The text of a str. A lone surrogate becomes U+FFFD, so that every offset stays what it was.
pub(crate) fn text<'a>(string: &'a Bound<'_, PyString>) -> PyResult<Cow<'a, str>> {
    match string.to_str() {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(string.py()) => {
            let bytes = string.call_method1("encode", ("utf-8", "surrogatepass"))?;
            let mut bytes = bytes.cast::<PyBytes>()?.as_bytes().to_vec();
            // ED A0..BF xx is how `surrogatepass` writes a surrogate, and nothing else: as long as U+FFFD.
            for at in 0..bytes.len().saturating_sub(2) {
                if bytes[at] == 0xED && bytes[at + 1] >= 0xA0 {
                    bytes[at..at + 3].copy_from_slice("\u{FFFD}".as_bytes());
                }
            }
            Ok(Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()))
        }
        Err(error) => Err(error),
    }
}

/// What went wrong while a record was read: the record is refused, or code of the caller's raised.
pub(crate) enum Fault {
    Record(Box<RecordError>),
    Raised(PyErr),
}

impl From<RecordError> for Fault {
    fn from(error: RecordError) -> Self {
        Self::Record(Box::new(error))
    }
}

impl From<PyErr> for Fault {
    fn from(error: PyErr) -> Self {
        Self::Raised(error)
    }
}

/// A draft from the keywords of `lint`, all fields but the text.
pub(crate) fn from_keywords(fields: &Bound<'_, PyDict>) -> PyResult<Draft<'static>> {
    let mut record = Map::new();
    for (name, value) in fields {
        let name = text(name.cast::<PyString>()?)?.into_owned();
        if !is_known(&name) {
            return Err(unknown_keyword("lint", fields.py(), &name)?);
        }
        let value = field(&name, &value).map_err(raise)?;
        record.insert(name, value);
    }
    record.insert("draft".to_owned(), Value::String(String::new()));
    let (draft, _) = record::read(record, &[]).map_err(|error| raise(error.into()))?;
    Ok(draft)
}

/// A draft from a mapping.
pub(crate) fn from_mapping(mapping: &Bound<'_, PyMapping>) -> Result<Draft<'static>, Fault> {
    let mut record = Map::new();
    for item in mapping.items()? {
        let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let Ok(name) = name.cast::<PyString>() else {
            return Err(RecordError::new("not-an-object", "a key of the record is not a str").into());
        };
        let name = text(name)?.into_owned();
        // Values of foreign columns mean nothing here and may be of any type.
        let value = if is_known(&name) { field(&name, &value)? } else { Value::Null };
        record.insert(name, value);
    }
    Ok(record::read(record, &[])?.0)
}

/// All columns of a mapping; null stands where JSON has no such value.
pub(crate) fn row(mapping: &Bound<'_, PyMapping>) -> Result<Map<String, Value>, Fault> {
    let mut row = Map::new();
    for item in mapping.items()? {
        let (name, column): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let Ok(name) = name.cast::<PyString>() else {
            return Err(RecordError::new("not-an-object", "a key of the row is not a str").into());
        };
        row.insert(text(name)?.into_owned(), value(&column, 0)?.unwrap_or(Value::Null));
    }
    Ok(row)
}

/// The id of a record that was refused, where it can be told; `key` is the name under which it stands.
pub(crate) fn id_of(row: &Bound<'_, PyAny>, key: &str) -> Option<String> {
    match field("id", &row.cast::<PyMapping>().ok()?.get_item(key).ok()?).ok()? {
        Value::String(id) if !id.is_empty() => Some(id),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// A refused record as an exception.
pub(crate) fn raise(fault: Fault) -> PyErr {
    match fault {
        Fault::Record(error) => crate::error::record(&error, None, None),
        Fault::Raised(error) => error,
    }
}

/// Whether a value stands for nothing, as tables write it: None, NaN, NaT, NA.
pub(crate) fn is_missing(value: &Bound<'_, PyAny>) -> bool {
    value.is_none()
        || value.cast::<PyFloat>().is_ok_and(|float| float.value().is_nan())
        || value.get_type().name().is_ok_and(|name| name == "NAType" || name == "NaTType")
}

fn is_known(name: &str) -> bool {
    record::FIELDS.contains(&name) || name.starts_with("context.")
}

/// What is said of a keyword that is no field.
pub(crate) fn unknown_keyword(function: &str, py: Python<'_>, name: &str) -> PyResult<PyErr> {
    let near = py.import("difflib")?.call_method1("get_close_matches", (name, record::FIELDS, 1))?;
    let near: Vec<String> = near.extract()?;
    let hint = near.first().map(|near| format!("; did you mean '{near}'?")).unwrap_or_default();
    let name = name.escape_debug();
    Ok(PyTypeError::new_err(format!("{function}() got an unexpected keyword argument '{name}'{hint}")))
}

/// The value of a field as JSON.
pub(crate) fn field(name: &str, value: &Bound<'_, PyAny>) -> Result<Value, Fault> {
    self::value(value, 0)?.ok_or_else(|| {
        let of = value.get_type().name().map_or_else(|_| "this type".to_owned(), |of| format!("type `{of}`"));
        let mut error = RecordError::new("wrong-type", format!("`{name}` cannot hold a value of {of}"));
        error.field = Some(name.to_owned());
        error.into()
    })
}

/// A value that means nothing here and goes along to the output: as JSON, or as what `str` makes of it.
pub(crate) fn carried(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    match value(object, 0)? {
        Some(value) => Ok(value),
        None => Ok(Value::String(text(&object.str()?)?.into_owned())),
    }
}

/// A value as JSON; `None` where JSON has no such thing.
fn value(object: &Bound<'_, PyAny>, depth: usize) -> PyResult<Option<Value>> {
    if let Ok(string) = object.cast::<PyString>() {
        return Ok(Some(Value::String(text(string)?.into_owned())));
    }
    if is_missing(object) {
        return Ok(Some(Value::Null));
    }
    if let Ok(boolean) = object.cast::<PyBool>() {
        return Ok(Some(Value::Bool(boolean.is_true())));
    }
    if object.is_instance_of::<PyInt>() {
        let number = object.extract::<i64>().map(Number::from).or_else(|_| object.extract::<u64>().map(Number::from));
        return Ok(number.ok().map(Value::Number));
    }
    if let Ok(float) = object.cast::<PyFloat>() {
        return Ok(Number::from_f64(float.value()).map(Value::Number));
    }
    if object.is_instance_of::<PyBytes>() || depth == MAX_DEPTH {
        return Ok(None);
    }
    if object.is_instance_of::<PyList>() || object.is_instance_of::<PyTuple>() {
        let mut list = Vec::new();
        for item in object.try_iter()? {
            let Some(item) = value(&item?, depth + 1)? else { return Ok(None) };
            list.push(item);
        }
        return Ok(Some(Value::Array(list)));
    }
    if let Ok(mapping) = object.cast::<PyMapping>() {
        let mut entries = Map::new();
        for item in mapping.items()? {
            let (name, entry): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
            let (Ok(name), Some(entry)) = (name.cast::<PyString>(), value(&entry, depth + 1)?) else {
                return Ok(None);
            };
            entries.insert(text(name)?.into_owned(), entry);
        }
        return Ok(Some(Value::Object(entries)));
    }
    // Times are dates as well.
    if object.is_instance_of::<PyDate>() {
        return value(&object.call_method0("isoformat")?, depth + 1);
    }
    // Of tables: decimals stand for ratings, and for nothing that a float could not hold.
    if object.get_type().name().is_ok_and(|name| name == "Decimal") {
        return value(&object.call_method0("__float__")?, depth + 1);
    }
    // Scalars of numpy: `item` gives the Python value.
    match object.getattr_opt("item")? {
        Some(item) if object.getattr_opt("dtype")?.is_some() => match item.call0() {
            Ok(scalar) => value(&scalar, MAX_DEPTH),
            Err(_) => Ok(None),
        },
        _ => Ok(None),
    }
}
