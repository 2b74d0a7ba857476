//! Conversions between replylint and Python. What is decided about a draft is decided in the core.
// Only `arrow/capsule.rs` may: it passes pointers of the Arrow C data interface.
#![deny(unsafe_code)]

mod arrow;
mod audit;
mod cli;
mod error;
mod fork;
mod history;
mod linter;
mod many;
mod record;
mod report;

use pyo3::prelude::*;

/// The native part of replylint. Import from `replylint`, not from here.
#[pymodule(module = "replylint")]
mod _core {
    use super::*;

    #[pymodule_export]
    use crate::arrow::{ReportBatches, ReportSchema, ReportTable, report_schema, restore_table};
    #[pymodule_export]
    use crate::audit::{_audit, _audit_part, _audit_settle, _audit_whole, _restore_audit, Audit};
    #[pymodule_export]
    use crate::cli::main;
    #[pymodule_export]
    use crate::history::History;
    #[pymodule_export]
    use crate::linter::{_brand, Brand, Linter, Pack, default_linter, lint, lint_batches, lint_many, lint_table};
    #[pymodule_export]
    use crate::report::{
        Checked, Edit, Escalation, Finding, Fix, Guide, Overridden, PackId, Policy, Related, Report, Scores, Skipped,
        Sources, Span, Unchecked, restore, words,
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::fork::register(module)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
