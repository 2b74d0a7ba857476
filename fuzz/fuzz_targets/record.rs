//! Any JSON object as a record: an error that names a field, or a draft.
#![no_main]

use libfuzzer_sys::fuzz_target;
use replylint::record;

fuzz_target!(|data: &[u8]| {
    if let Ok(serde_json::Value::Object(object)) = serde_json::from_slice(data) {
        if let Err(error) = record::read(object, &[]) {
            assert!(!error.message.is_empty());
        }
    }
});
