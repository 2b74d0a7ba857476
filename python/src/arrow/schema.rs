//! The columns of a table of reports: which there are, and of what types. They are the same for every input, so that
//! engines can declare them before anything ran.

use super::capsule::give_schema;
use super::table::ReportTable;
use arrow_schema::{DataType, Field, Fields, Schema};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList, PyTuple};
use std::sync::{Arc, LazyLock};

/// The names of the columns, in their order.
pub(super) const NAMES: [&str; 22] = [
    "row",
    "id",
    "verdict",
    "worst",
    "phi",
    "privacy",
    "generic",
    "brand",
    "vale",
    "note",
    "revise",
    "block",
    "findings",
    "escalations",
    "coverage",
    "anchors",
    "own_facts",
    "reuse",
    "unchecked",
    "incomplete",
    "policy",
    "error",
];

fn texts(names: &[&str]) -> Vec<Field> {
    names.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect()
}

fn list(item: DataType) -> DataType {
    DataType::List(Arc::new(Field::new("item", item, true)))
}

/// What an item of `findings` holds.
pub(super) static FINDING: LazyLock<Fields> = LazyLock::new(|| {
    let mut fields = texts(&["rule", "category", "level"]);
    fields.extend(["start", "end"].map(|name| Field::new(name, DataType::Int64, true)));
    fields.extend(texts(&["message", "why", "advice", "fingerprint"]));
    fields.push(Field::new("disputed", DataType::Boolean, true));
    fields.into()
});

/// What an item of `escalations` holds.
pub(super) static ESCALATION: LazyLock<Fields> =
    LazyLock::new(|| texts(&["topic", "role", "approver", "why", "satisfied_by"]).into());

/// What an item of `unchecked` holds.
pub(super) static UNCHECKED: LazyLock<Fields> = LazyLock::new(|| texts(&["category", "reason"]).into());

/// What `error` holds.
pub(super) static ERROR: LazyLock<Fields> = LazyLock::new(|| texts(&["code", "field", "message"]).into());

/// The columns of every table of reports; carried ones follow.
pub(super) static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let mut fields = vec![Field::new("row", DataType::Int64, false)];
    fields.extend(texts(&["id", "verdict", "worst"]));
    let counts = ["phi", "privacy", "generic", "brand", "vale", "note", "revise", "block"];
    fields.extend(counts.map(|name| Field::new(name, DataType::Int32, true)));
    fields.push(Field::new("findings", list(DataType::Struct(FINDING.clone())), true));
    fields.push(Field::new("escalations", list(DataType::Struct(ESCALATION.clone())), true));
    fields.extend(["coverage", "anchors", "own_facts", "reuse"].map(|name| Field::new(name, DataType::Int32, true)));
    fields.push(Field::new("unchecked", list(DataType::Struct(UNCHECKED.clone())), true));
    fields.push(Field::new("incomplete", list(DataType::Utf8), true));
    fields.extend(texts(&["policy"]));
    fields.push(Field::new("error", DataType::Struct(ERROR.clone()), true));
    Schema::new(fields)
});

/// Names and types of the columns of a table of reports. Hand it to whatever takes an Arrow schema: it has
/// `__arrow_c_schema__`.
#[pyclass(frozen, module = "replylint")]
pub(crate) struct ReportSchema(pub(super) Arc<Schema>);

#[pymethods]
impl ReportSchema {
    /// The names of the columns.
    #[getter]
    fn names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.fields().iter().map(|field| field.name()))
    }

    /// The schema as a `pyarrow.Schema`. Needs pyarrow.
    fn to_pyarrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("schema", (slf,))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        give_schema(py, &self.0)
    }

    fn __len__(&self) -> usize {
        self.0.fields().len()
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.0.fields().hash(&mut hasher);
        hasher.finish()
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    // As the schema of a table without rows, which knows how to be pickled; the columns that all tables share need no
    // library for it.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        if *self.0 == *SCHEMA {
            return Ok((py.import("replylint")?.getattr("report_schema")?, PyTuple::empty(py)));
        }
        let table = Bound::new(py, ReportTable::new(self.0.clone(), Vec::new()))?;
        let schema_of = py.import("operator")?.call_method1("attrgetter", ("schema",))?;
        Ok((schema_of, PyTuple::new(py, [table])?))
    }

    fn __repr__(&self) -> String {
        let types = self.0.fields().iter().map(|field| format!("{}: {}", field.name(), field.data_type()));
        format!("ReportSchema({})", types.collect::<Vec<_>>().join(", "))
    }
}

/// The columns of every table of reports, before carried ones: for engines that must be told before anything ran.
#[pyfunction]
pub(crate) fn report_schema() -> ReportSchema {
    ReportSchema(Arc::new(SCHEMA.clone()))
}

/// The names of columns as a list.
pub(super) fn names_of<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyList>> {
    PyList::new(py, schema.fields().iter().map(|field| field.name()))
}
