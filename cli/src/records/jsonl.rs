//! One JSON object a line.

use super::lines::{Line, read_line};
use super::{Row, not_utf8, too_long};
use replylint::record::RecordError;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;
use std::io::{self, BufRead};

pub(super) struct JsonlRows<'a> {
    input: Box<dyn BufRead + 'a>,
    buffer: Vec<u8>,
    line: usize,
}

impl<'a> JsonlRows<'a> {
    pub(super) fn new(input: Box<dyn BufRead + 'a>) -> Self {
        Self { input, buffer: Vec::new(), line: 0 }
    }
}

impl Iterator for JsonlRows<'_> {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (line, bytes) = match read_line(&mut *self.input, &mut self.buffer).transpose()? {
                Ok(read) => read,
                Err(error) => return Some(Err(error)),
            };
            self.line += 1;
            let record = match line {
                Line::TooLong => Err(too_long()),
                // Blank lines are no rows.
                Line::Whole if self.buffer.trim_ascii().is_empty() => continue,
                Line::Whole => parse(&self.buffer),
            };
            return Some(Ok(Row { line: self.line, bytes, record }));
        }
    }
}

fn parse(line: &[u8]) -> Result<Map<String, Value>, RecordError> {
    let text = std::str::from_utf8(line).map_err(|_| not_utf8())?;
    // The parser's own message may repeat a value, which may be a draft.
    let Object { fields, twice } = serde_json::from_str(text).map_err(|error| match error.is_data() {
        true => RecordError::new("not-an-object", "the line is no JSON object; write one record a line, in braces"),
        false => RecordError::new(
            "not-json",
            format!("the line is not JSON from column {} on; write one record a line", error.column()),
        ),
    })?;
    match twice {
        Some(name) => {
            let mut error = RecordError::new("duplicate-field", "the field stands twice in the record; keep one");
            error.field = Some(name.chars().take(40).collect());
            Err(error)
        }
        None => Ok(fields),
    }
}

/// An object that remembers whether a field stood twice, of which a plain map would silently keep the last.
struct Object {
    fields: Map<String, Value>,
    twice: Option<String>,
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut object = Object { fields: Map::new(), twice: None };
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if object.fields.contains_key(&name) {
                object.twice.get_or_insert_with(|| name.clone());
            }
            object.fields.insert(name, value);
        }
        Ok(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_have_codes_and_repeat_nothing() {
        for (line, code) in [
            (&b"\"Dear Mrs Jones\""[..], "not-an-object"),
            (b"[{\"draft\":\"Jones\"}]", "not-an-object"),
            (b"3", "not-an-object"),
            (b"{\"draft\": Jones}", "not-json"),
            (b"{\"draft\":\"Jones\"} {\"draft\":\"Jones\"}", "not-json"),
            (b"{\"draft\":\"Jones \\ud800\"}", "not-json"),
            (b"{\"draft\":\"Jones\xff\"}", "not-utf-8"),
            (b"{\"draft\":\"Jones\",\"regime\":\"hipaa\",\"regime\":\"none\"}", "duplicate-field"),
        ] {
            let error = parse(line).expect_err(code);
            assert_eq!(error.code, code);
            assert!(!error.message.contains("Jones"), "{}", error.message);
        }
    }
}
