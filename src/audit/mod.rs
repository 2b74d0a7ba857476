//! The audit: measures over many replies that were written, added up from parts in any order.
//!
//! An [`Audit`] takes rows, one at a time, each with the report that linting it gave. Audits of days, locations or
//! partitions are merged; [`Audit::metrics`] then gives the figures of all of them. No file, no socket, no clock: when it
//! is, is an input.

mod error;
pub mod metrics;
mod options;

pub use error::AuditError;
pub use metrics::Metrics;
pub use options::{AuditOptions, MetricsOptions};

use crate::draft::Draft;
use crate::report::Report;

/// Rows that were audited. See the [module](self).
pub struct Audit {
    options: AuditOptions,
}

impl Audit {
    /// An audit without rows.
    #[must_use]
    pub fn new(options: AuditOptions) -> Self {
        Self { options }
    }

    /// Adds a row and what linting it gave. A row whose draft is blank is an inbound that nobody answered; its report
    /// does not count.
    ///
    /// # Errors
    ///
    /// [`AuditError::TooMany`] beyond 16,777,216 rows.
    pub fn add(&mut self, row: &Draft<'_>, report: &Report) -> Result<(), AuditError> {
        let _ = (row, report, &self.options);
        unimplemented!("the signature comes first")
    }

    /// Adds an inbound that nobody answered.
    ///
    /// # Errors
    ///
    /// [`AuditError::TooMany`] beyond 16,777,216 rows.
    pub fn add_unanswered(&mut self, row: &Draft<'_>) -> Result<(), AuditError> {
        let _ = row;
        unimplemented!("the signature comes first")
    }

    /// How many rows were added, duplicates included.
    #[must_use]
    pub fn len(&self) -> u64 {
        unimplemented!("the signature comes first")
    }

    /// Whether none was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds all rows of another audit. Whichever is merged into which, and in whatever order, the result is the same.
    ///
    /// # Errors
    ///
    /// [`AuditError::Different`] for an audit of other options, [`AuditError::TooMany`] beyond 16,777,216 rows.
    pub fn merge(&mut self, other: Self) -> Result<(), AuditError> {
        let _ = other;
        unimplemented!("the signature comes first")
    }

    /// The state, to be kept or sent. The same rows give the same bytes, in whatever order and partition they came.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        unimplemented!("the signature comes first")
    }

    /// Reads a state.
    ///
    /// # Errors
    ///
    /// Bytes that are no state, or damaged, or of another version; [`AuditError::Different`] where they were made with
    /// other options.
    pub fn from_bytes(bytes: &[u8], options: AuditOptions) -> Result<Self, AuditError> {
        let _ = (bytes, options);
        unimplemented!("the signature comes first")
    }

    /// The figures.
    ///
    /// # Errors
    ///
    /// [`AuditError::Option`] for a day, a period or a time zone that makes no sense.
    pub fn metrics(&self, options: &MetricsOptions) -> Result<Metrics, AuditError> {
        let _ = options;
        unimplemented!("the signature comes first")
    }
}
