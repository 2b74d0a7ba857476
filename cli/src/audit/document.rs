//! JSON documents that hold a list of rows: an array, or an object with the list under a key. Read element by element.

use crate::input::MAX_BYTES;
use crate::records::Row;
use replylint::record::RecordError;
use serde_json::{Map, Value};
use std::io::{self, BufRead, ErrorKind};

/// Which form the start of a file has: a document, or one object a line. `start` is what a first read gives.
pub(super) fn is_document(start: &[u8], list: Option<&str>) -> bool {
    let start = start.trim_ascii_start();
    match start.first() {
        Some(b'[') => true,
        Some(b'{') => {
            let line = start.split(|&byte| byte == b'\n').next().unwrap_or(start);
            let whole = serde_json::from_slice::<Map<String, Value>>(line);
            match whole {
                // One line of its own: a row, unless it is the document with the list.
                Ok(object) => list.and_then(|list| object.get(list)).is_some_and(Value::is_array),
                Err(error) if error.is_eof() => list.is_some_and(|list| {
                    let key = format!("\"{list}\"");
                    memchr::memmem::find(start, key.as_bytes()).is_some()
                }),
                Err(_) => false,
            }
        }
        _ => false,
    }
}

/// The elements of the list.
pub(super) struct Elements<'a> {
    input: Box<dyn BufRead + 'a>,
    list: Option<String>,
    state: State,
    line: usize,
}

/// An element of the list, as it stands there.
struct Element {
    line: usize,
    length: usize,
    bytes: Result<Vec<u8>, RecordError>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The list was not reached.
    Before,
    Within,
    Done,
}

impl<'a> Elements<'a> {
    pub(super) fn new(input: Box<dyn BufRead + 'a>, list: Option<&str>) -> Self {
        Self { input, list: list.map(str::to_owned), state: State::Before, line: 1 }
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.input.fill_buf() {
                Ok([]) => return Ok(None),
                Ok(&[byte, ..]) => {
                    self.input.consume(1);
                    self.line += usize::from(byte == b'\n');
                    return Ok(Some(byte));
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Goes to the first byte behind the bracket that opens the list. `false` where there is none.
    fn enter(&mut self) -> io::Result<bool> {
        let (mut depth, mut key, mut last) = (0_usize, Vec::new(), None::<String>);
        while let Some(byte) = self.byte()? {
            match byte {
                b'"' => {
                    key.clear();
                    while let Some(byte) = self.byte()? {
                        match byte {
                            b'"' => break,
                            b'\\' => key.extend([byte].into_iter().chain(self.byte()?)),
                            byte => key.push(byte),
                        }
                        key.truncate(1 << 10);
                    }
                    continue;
                }
                b':' if depth == 1 => last = Some(String::from_utf8_lossy(&key).into_owned()),
                b',' if depth == 1 => last = None,
                b'[' if depth == 0 => return Ok(true),
                b'[' if depth == 1 && self.list.is_some() && last == self.list => return Ok(true),
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        Ok(false)
    }

    /// The bytes of the next element.
    fn element(&mut self) -> io::Result<Option<Element>> {
        let (mut bytes, mut length, mut depth, mut start) = (Vec::new(), 0_usize, 0_usize, self.line);
        let (mut in_string, mut escaped) = (false, false);
        while let Some(byte) = self.byte()? {
            if length == 0 && (byte.is_ascii_whitespace() || byte == b',') {
                start = self.line;
                continue;
            }
            if depth == 0 && !in_string && matches!(byte, b',' | b']') {
                self.state = if byte == b']' { State::Done } else { State::Within };
                break;
            }
            length += 1;
            if length <= MAX_BYTES {
                bytes.push(byte);
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' | b'[' if !in_string => depth += 1,
                b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if length == 0 {
            self.state = State::Done;
            return Ok(None);
        }
        let kept = if length > MAX_BYTES {
            Err(RecordError::new("too-long", format!("the row is longer than {} MiB", MAX_BYTES >> 20)))
        } else {
            Ok(bytes)
        };
        Ok(Some(Element { line: start, length, bytes: kept }))
    }
}

impl Iterator for Elements<'_> {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.state == State::Before {
            match self.enter() {
                Ok(true) => self.state = State::Within,
                Ok(false) => self.state = State::Done,
                Err(error) => return Some(Err(error)),
            }
        }
        if self.state == State::Done {
            return None;
        }
        let Element { line, length: bytes, bytes: element } = match self.element().transpose()? {
            Ok(read) => read,
            Err(error) => return Some(Err(error)),
        };
        let record = element.and_then(|bytes| {
            serde_json::from_slice::<Value>(&bytes)
                .map_err(|_| RecordError::new("not-json", "the element of the list is not JSON"))
                .and_then(|value| match value {
                    Value::Object(row) => Ok(row),
                    _ => Err(RecordError::new("not-an-object", "the element of the list is no JSON object")),
                })
        });
        Some(Ok(Row { line, bytes, record }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, list: Option<&str>) -> Vec<Result<usize, &'static str>> {
        Elements::new(Box::new(text.as_bytes()), list)
            .map(|row| row.expect("readable").record.map(|row| row.len()).map_err(|error| error.code))
            .collect()
    }

    #[test]
    fn lists_are_found_and_split() {
        let array = r#"[ {"a": "x, ] } \" ["}, {"a":1,"b":[{}]} , 3, {"a" 1}, {"c":{"d":[1,2]}} ]"#;
        let all = [Ok(1), Ok(2), Err("not-an-object"), Err("not-json"), Ok(1)];
        assert_eq!(rows(array, None), all);
        let document =
            format!("{{\"meta\": {{\"reviews\": [1]}}, \"n\": [2],\n \"reviews\" : {array}, \"next\": \"x\"}}");
        assert_eq!(rows(&document, Some("reviews")), all);
        assert_eq!(rows("[]", None), []);
        assert_eq!(rows(r#"[{"a":1}"#, None), [Ok(1)]);
        assert_eq!(rows(r#"[{"a":"#, None), [Err("not-json")]);
        assert_eq!(rows(r#"{"n": 1}"#, Some("reviews")), []);
    }

    #[test]
    fn documents_are_told_from_lines() {
        assert!(is_document(b" [\n", None));
        assert!(is_document(br#"{"reviews": [{"a":1}]}"#, Some("reviews")));
        assert!(is_document(b"{\n \"reviews\": [", Some("reviews")));
        assert!(!is_document(b"{\"id\":1,\"conversations\":[{}]}\n", None));
        assert!(!is_document(b"{\"id\":1}\n{", Some("reviews")));
    }
}
