//! Forks wait until no thread lints without the GIL.
//!
//! A forked child has only the thread that forked. What another thread was about to finish, the compiling of a rule
//! that is compiled when it is first needed for one, stays half done in the child, which would wait for it for ever.
//! A thread that lints with the GIL held is no danger, since whoever forks holds the GIL.

use pyo3::prelude::*;
use pyo3::types::{PyDate, PyDateTime, PyMapping};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

// Plain atomics and short sleeps: locks that threads wait for would be inherited with their waiters.
static WORKING: AtomicUsize = AtomicUsize::new(0);
static FORKING: AtomicBool = AtomicBool::new(false);
const PAUSE: Duration = Duration::from_micros(50);

/// Counts as work for as long as it lives.
struct Working;

impl Drop for Working {
    fn drop(&mut self) {
        WORKING.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Runs work with the GIL released.
pub(crate) fn detached<T: Send>(py: Python<'_>, work: impl Send + FnOnce() -> T) -> T {
    py.detach(|| {
        let _working = loop {
            WORKING.fetch_add(1, Ordering::SeqCst);
            let working = Working;
            if !FORKING.load(Ordering::SeqCst) {
                break working;
            }
            drop(working);
            std::thread::sleep(PAUSE);
        };
        work()
    })
}

/// Lets running work end and no other begin. Whoever calls it holds the GIL and is about to fork.
#[pyfunction]
fn pause() {
    FORKING.store(true, Ordering::SeqCst);
    while WORKING.load(Ordering::SeqCst) > 0 {
        std::thread::sleep(PAUSE);
    }
}

/// Lets work begin again, in the parent as in the child.
#[pyfunction]
fn resume() {
    FORKING.store(false, Ordering::SeqCst);
}

/// Looks up once what the conversions look up when they first need it: a thread that does so lets the GIL go in
/// between, and a child forked just then would wait for it for ever.
fn look_up(py: Python<'_>) {
    let none = py.None();
    let none = none.bind(py);
    let _ =
        none.is_instance_of::<PyMapping>() || none.is_instance_of::<PyDate>() || none.is_instance_of::<PyDateTime>();
    crate::error::look_up(py);
}

/// Has every fork of this process wait for running work.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    look_up(module.py());
    let Some(register) = module.py().import("os")?.getattr_opt("register_at_fork")? else { return Ok(()) };
    let hooks = pyo3::types::PyDict::new(module.py());
    let resume = wrap_pyfunction!(resume, module)?;
    hooks.set_item("before", wrap_pyfunction!(pause, module)?)?;
    hooks.set_item("after_in_parent", &resume)?;
    hooks.set_item("after_in_child", resume)?;
    register.call((), Some(&hooks)).map(drop)
}
