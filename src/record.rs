//! The reply record: one shape for JSONL, CSV, HTTP and Python mappings, read strictly, since a misspelt field would
//! silently weaken the policy.

use crate::draft::{Approval, Context, Draft, Message};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::str::FromStr;

/// The fields of a record. Only `draft` is required.
pub const FIELDS: &[&str] = &[
    "id",
    "draft",
    "format",
    "inbound",
    "thread",
    "author",
    "rating",
    "channel",
    "regime",
    "practice",
    "profile",
    "context",
    "brand",
    "location",
    "agent",
    "received_at",
    "posted_at",
    "approvals",
];

const CONTEXT_FIELDS: &[&str] = &["context.authenticated", "context.copied_to_email", "context.consent"];

/// Why a record was refused. Names the field, never what stood in it beyond a short word of a closed list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct RecordError {
    /// `missing-draft`, `unknown-field`, `unknown-value`, `wrong-type`, `not-an-object`, `not-json`, `too-long` or
    /// `not-utf-8`.
    pub code: &'static str,
    /// The field, where one is to blame.
    pub field: Option<String>,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl RecordError {
    /// An error that no single field is to blame for.
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, field: None, message: message.into() }
    }

    fn of(code: &'static str, field: &str, message: impl Into<String>) -> Self {
        Self { code, field: Some(field.to_owned()), message: message.into() }
    }
}

/// Reads a record. Returns the draft and the names of the fields that mean nothing here.
///
/// A flat record, as CSV gives it, writes `context.authenticated` and the like; booleans may be `true`, `false`, `1`
/// or `0`; an empty string counts as absent, except for the draft. `carried` names columns that the caller copies to
/// the output, which are never taken for misspelt fields.
///
/// # Errors
///
/// A missing draft, a value of the wrong type, an unknown word, an unknown key of `context`, or a field whose name is
/// nearly a known one.
pub fn read(record: Map<String, Value>, carried: &[String]) -> Result<(Draft<'static>, Vec<String>), RecordError> {
    let mut draft = Draft::default();
    let mut ignored = Vec::new();
    let mut has_draft = false;
    for (name, value) in record {
        if name == "draft" {
            let Value::String(text) = value else {
                return Err(if value.is_null() { missing_draft() } else { wrong_type("draft", "a string") });
            };
            draft.text = Cow::Owned(text);
            has_draft = true;
            continue;
        }
        if value.is_null() || value == "" {
            if !FIELDS.contains(&name.as_str()) && !CONTEXT_FIELDS.contains(&name.as_str()) {
                refuse_near_miss(&name, carried)?;
                ignored.push(name);
            }
            continue;
        }
        match name.as_str() {
            "id" => draft.id = Some(Cow::Owned(text_or_number(&name, value)?)),
            "format" => draft.format = Some(word(&name, value)?),
            "inbound" => draft.inbound = Some(Cow::Owned(text(&name, value)?)),
            "thread" => draft.thread = list::<Message>(&name, value)?,
            "author" => draft.author = Some(Cow::Owned(text(&name, value)?)),
            "rating" => draft.rating = Some(rating(&name, &value)?),
            "channel" => draft.channel = Some(word(&name, value)?),
            "regime" => draft.regime = Some(word(&name, value)?),
            "practice" => draft.practice = Some(word(&name, value)?),
            "profile" => draft.profile = Some(word(&name, value)?),
            "context" => context(&mut draft.context, value)?,
            "context.authenticated" => draft.context.authenticated = boolean(&name, &value)?,
            "context.copied_to_email" => draft.context.copied_to_email = boolean(&name, &value)?,
            "context.consent" => draft.context.consent = Some(word(&name, value)?),
            "brand" => draft.brand = Some(Cow::Owned(text(&name, value)?)),
            "location" => draft.location = Some(Cow::Owned(text_or_number(&name, value)?)),
            "agent" => draft.agent = Some(Cow::Owned(text_or_number(&name, value)?)),
            "received_at" => draft.received_at = Some(Cow::Owned(text(&name, value)?)),
            "posted_at" => draft.posted_at = Some(Cow::Owned(text(&name, value)?)),
            "approvals" => draft.approvals = list::<Approval>(&name, value)?,
            _ => {
                refuse_near_miss(&name, carried)?;
                ignored.push(name);
            }
        }
    }
    if has_draft { Ok((draft, ignored)) } else { Err(missing_draft()) }
}

fn missing_draft() -> RecordError {
    RecordError::of("missing-draft", "draft", "the record has no `draft`; write the reply's text into that field")
}

fn wrong_type(field: &str, wanted: &str) -> RecordError {
    RecordError::of("wrong-type", field, format!("`{field}` is not {wanted}"))
}

fn text(field: &str, value: Value) -> Result<String, RecordError> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(wrong_type(field, "a string")),
    }
}

fn text_or_number(field: &str, value: Value) -> Result<String, RecordError> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(wrong_type(field, "a string")),
    }
}

fn word<T: FromStr<Err = String>>(field: &str, value: Value) -> Result<T, RecordError> {
    let word = text(field, value)?;
    word.trim().parse().map_err(|message: String| {
        // A value that is no short word may be text that slipped a column; it is not repeated.
        let shown = if word.len() <= 24 { message } else { format!("`{field}` is not one of its words") };
        RecordError::of("unknown-value", field, shown)
    })
}

fn boolean(field: &str, value: &Value) -> Result<bool, RecordError> {
    match value {
        Value::Bool(value) => Ok(*value),
        Value::Number(number) if number.as_u64() == Some(1) => Ok(true),
        Value::Number(number) if number.as_u64() == Some(0) => Ok(false),
        Value::String(word) => match word.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(wrong_type(field, "`true`, `false`, `1` or `0`")),
        },
        _ => Err(wrong_type(field, "`true`, `false`, `1` or `0`")),
    }
}

fn rating(field: &str, value: &Value) -> Result<u8, RecordError> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(word) => word.trim().parse().ok(),
        _ => None,
    };
    match number {
        Some(stars) if (1.0..=5.0).contains(&stars) => Ok(stars.round() as u8),
        _ => Err(wrong_type(field, "a number from 1 to 5")),
    }
}

/// A list, or in a flat record the JSON of one.
fn list<T: DeserializeOwned>(field: &str, value: Value) -> Result<Vec<T>, RecordError> {
    let parsed = match value {
        Value::String(json) => serde_json::from_str(&json),
        value => serde_json::from_value(value),
    };
    parsed.map_err(|_| {
        let wanted = if field == "approvals" { "`role`, `by`, `at`" } else { "`role`, `text`, `at`" };
        wrong_type(field, &format!("a list of objects with {wanted}"))
    })
}

fn context(context: &mut Context, value: Value) -> Result<(), RecordError> {
    let entries = match value {
        Value::Object(entries) => entries,
        Value::String(json) => match serde_json::from_str(&json) {
            Ok(Value::Object(entries)) => entries,
            _ => return Err(wrong_type("context", "an object")),
        },
        _ => return Err(wrong_type("context", "an object")),
    };
    for (name, value) in entries {
        let field = format!("context.{name}");
        match name.as_str() {
            _ if value.is_null() && CONTEXT_FIELDS.contains(&field.as_str()) => {}
            "authenticated" => context.authenticated = boolean(&field, &value)?,
            "copied_to_email" => context.copied_to_email = boolean(&field, &value)?,
            "consent" => context.consent = Some(word(&field, value)?),
            _ => {
                let message = "unknown key of `context`; write `authenticated`, `copied_to_email` or `consent`";
                return Err(RecordError::of("unknown-field", &field, message));
            }
        }
    }
    Ok(())
}

fn refuse_near_miss(name: &str, carried: &[String]) -> Result<(), RecordError> {
    if name.len() > 40 || carried.iter().any(|column| column == name) {
        return Ok(());
    }
    let lower = name.trim().to_lowercase();
    let nearly = |known: &&&str| {
        let distance = crate::near::distance(&lower, known);
        distance <= if known.len() < 5 { usize::from(known.len() > 2) } else { 2 }
    };
    let known = FIELDS.iter().chain(CONTEXT_FIELDS).find(nearly);
    let stray = lower.starts_with("context.").then_some(&"context.authenticated");
    match known.or(stray) {
        Some(known) => Err(RecordError::of(
            "unknown-field",
            name,
            format!(
                "unknown field `{}`; did you mean `{known}`? A column of another meaning is to be renamed",
                name.escape_debug()
            ),
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<(Draft<'static>, Vec<String>), RecordError> {
        let Value::Object(record) = serde_json::from_str(json).unwrap() else { panic!("an object") };
        read(record, &["channels".to_owned()])
    }

    #[test]
    fn nested_and_flat_records_say_the_same() {
        let nested = parse(r#"{"draft":"x","context":{"authenticated":true,"consent":"reminders"},"rating":2}"#);
        let flat = parse(r#"{"draft":"x","context.authenticated":"1","context.consent":"reminders","rating":"2"}"#);
        assert_eq!(nested, flat);
        assert!(nested.unwrap().0.context.authenticated);
    }

    #[test]
    fn faults_name_the_field() {
        for (json, code, field) in [
            (r#"{"id":"a"}"#, "missing-draft", "draft"),
            (r#"{"draft":null}"#, "missing-draft", "draft"),
            (r#"{"draft":3}"#, "wrong-type", "draft"),
            (r#"{"draft":"x","chanel":"dm"}"#, "unknown-field", "chanel"),
            (r#"{"draft":"x","Channel":"dm"}"#, "unknown-field", "Channel"),
            (r#"{"draft":"x","chanel":null}"#, "unknown-field", "chanel"),
            (r#"{"draft":"x","channel":"fax"}"#, "unknown-value", "channel"),
            (r#"{"draft":"x","rating":9}"#, "wrong-type", "rating"),
            (r#"{"draft":"x","context":{"authentic":true}}"#, "unknown-field", "context.authentic"),
            (r#"{"draft":"x","context.authentic":true}"#, "unknown-field", "context.authentic"),
            (r#"{"draft":"x","thread":[{"role":"bot","text":"t"}]}"#, "wrong-type", "thread"),
        ] {
            let error = parse(json).unwrap_err();
            assert_eq!((error.code, error.field.as_deref()), (code, Some(field)), "{json}");
        }
    }

    #[test]
    fn other_columns_are_named_and_carried_ones_are_no_near_misses() {
        assert_eq!(parse(r#"{"draft":"x","ticket_url":"u","channels":"c"}"#).unwrap().1, ["channels", "ticket_url"]);
    }

    #[test]
    fn a_long_value_in_a_word_field_is_not_repeated() {
        let error = parse(r#"{"draft":"x","channel":"Dear Mrs Jones, your results are in"}"#).unwrap_err();
        assert!(!error.message.contains("Jones"));
    }
}
