//! What the Arrow C data interface passes between libraries, in capsules of Python. All `unsafe` code of the package
//! is here; what the other side hands over is trusted to be what the interface promises, but for its texts, which are
//! checked to be UTF-8 where they are read.
#![allow(unsafe_code, reason = "pointers of the Arrow C data interface")]

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{ArrayRef, RecordBatchReader, make_array};
use arrow_schema::{ArrowError, Field, Schema};
use pyo3::exceptions::PyValueError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use std::ffi::CStr;
use std::ptr::NonNull;

const STREAM: &CStr = c"arrow_array_stream";
const ARRAY: &CStr = c"arrow_array";
const SCHEMA: &CStr = c"arrow_schema";

/// Whether an object hands over Arrow data.
pub(crate) fn is_arrow(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(object.hasattr("__arrow_c_stream__")? || object.hasattr("__arrow_c_array__")?)
}

/// The stream of an object that has `__arrow_c_stream__`.
pub(super) fn stream(object: &Bound<'_, PyAny>) -> PyResult<ArrayStreamReader> {
    let capsule = object.call_method0("__arrow_c_stream__")?;
    let pointer = pointer::<FFI_ArrowArrayStream>(&capsule, STREAM)?;
    // SAFETY: a capsule of this name holds a stream, which is moved out of it; a stream that was moved out before is
    // marked as released and refused.
    let reader = unsafe { ArrayStreamReader::from_raw(pointer.as_ptr()) };
    reader.map_err(|error| fault(&error))
}

/// The array of an object that has `__arrow_c_array__`, and its field.
pub(super) fn array(object: &Bound<'_, PyAny>) -> PyResult<(Field, ArrayRef)> {
    let pair = object.call_method0("__arrow_c_array__")?;
    let pair = pair.cast::<PyTuple>()?;
    let (schema, array) = (pair.get_item(0)?, pair.get_item(1)?);
    let schema = pointer::<FFI_ArrowSchema>(&schema, SCHEMA)?;
    let array = pointer::<FFI_ArrowArray>(&array, ARRAY)?;
    // SAFETY: capsules of these names hold a schema, which stays where it is while the capsule lives, and an array of
    // that schema, which is moved out of its capsule.
    let (field, data) = unsafe {
        let array = FFI_ArrowArray::from_raw(array.as_ptr());
        if array.is_released() {
            return Err(PyValueError::new_err("the Arrow array was already taken"));
        }
        let schema = schema.as_ref();
        (Field::try_from(schema), from_ffi(array, schema))
    };
    Ok((field.map_err(|error| fault(&error))?, make_array(data.map_err(|error| fault(&error))?)))
}

/// A stream of record batches, for `__arrow_c_stream__`.
pub(super) fn give_stream<'py>(
    py: Python<'py>,
    reader: Box<dyn RecordBatchReader + Send>,
) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), STREAM)
}

/// Works with the GIL on whichever thread a library calls from. None once Python has ended.
///
/// Libraries let the GIL go around calls through C, also on threads that came from here, where `Python::attach` would
/// take it to be held still. Python itself knows better.
pub(super) fn attached<T>(work: impl FnOnce(Python<'_>) -> T) -> Option<T> {
    struct Held(ffi::PyGILState_STATE);

    impl Drop for Held {
        fn drop(&mut self) {
            // SAFETY: what `PyGILState_Ensure` gave is given back once, on the same thread.
            unsafe { ffi::PyGILState_Release(self.0) }
        }
    }

    // SAFETY: may be called at any time and from any thread.
    if unsafe { ffi::Py_IsInitialized() } == 0 {
        return None;
    }
    // SAFETY: Python runs. Where the GIL is held already, this only counts.
    let _held = Held(unsafe { ffi::PyGILState_Ensure() });
    Some(Python::attach(work))
}

/// A schema, for `__arrow_c_schema__`.
pub(super) fn give_schema<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema).map_err(|error| fault(&error))?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

/// What the other side said when it failed.
pub(super) fn fault(error: &ArrowError) -> PyErr {
    PyValueError::new_err(format!("the Arrow data cannot be read: {error}"))
}

fn pointer<T>(capsule: &Bound<'_, PyAny>, name: &'static CStr) -> PyResult<NonNull<T>> {
    Ok(capsule.cast::<PyCapsule>()?.pointer_checked(Some(name))?.cast())
}
