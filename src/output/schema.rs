//! The JSON Schema of a report.

use crate::report::Report;
use schemars::generate::SchemaSettings;

/// The JSON Schema (draft 2020-12) of what [`Report::to_json`] writes, generated from the types.
#[must_use]
pub fn report_schema() -> serde_json::Value {
    let schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Report>();
    schema.to_value()
}
