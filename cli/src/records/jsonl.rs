//! One JSON object a line.

use super::lines::{Line, read_line};
use super::object::Object;
use super::{Row, not_utf8, too_long};
use replylint::record::RecordError;
use serde_json::{Map, Value};
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
    let object: Object = serde_json::from_str(text).map_err(|error| match error.is_data() {
        true => RecordError::new("not-an-object", "the line is no JSON object; write one record a line, in braces"),
        false => RecordError::new(
            "not-json",
            format!("the line is not JSON from column {} on; write one record a line", error.column()),
        ),
    })?;
    object.fields()
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
