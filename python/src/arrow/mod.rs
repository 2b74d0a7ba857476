//! Columns in, columns out: drafts are read from Arrow columns where they lie, reports are written as Arrow columns.
//!
//! From input to output: `capsule` takes and gives what the Arrow C data interface passes between libraries, `names`
//! finds which column holds which field, `column` reads the cells of one, `source` cuts any input into parts, `part`
//! reads drafts from a part, `columns` writes reports as columns of the `schema`, `run` does all of it portion by
//! portion, `table` and `batches` are what Python sees.

mod batches;
mod capsule;
mod column;
mod columns;
mod feeds;
mod names;
mod objects;
mod part;
mod run;
mod schema;
mod source;
mod stream;
mod table;

pub(crate) use batches::ReportBatches;
pub(crate) use capsule::is_arrow;
pub(crate) use names::Asked;
pub(crate) use run::{How, Run};
pub(crate) use schema::{ReportSchema, report_schema};
pub(crate) use source::Source;
pub(crate) use table::{ReportTable, restore_table};
