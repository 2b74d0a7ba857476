//! From the bytes of a body to records: one, or a list in which a bad one keeps its place.

use super::problem::Problem;
use crate::records::{Object, id_of};
use axum::http::StatusCode;
use replylint::Draft;
use replylint::record::{self, RecordError};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use std::fmt;

/// What a body holds.
#[derive(Debug)]
pub(super) enum Payload {
    One(Box<Record>),
    Many(Vec<Record>),
}

/// A record, or why it is none.
pub(super) type Record = Result<Draft<'static>, Failed>;

/// A record that could not be read.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) error: RecordError,
    pub(super) id: Option<String>,
}

/// Reads a record or a list of them. Each is turned into a draft at once, so that nothing else of it is kept.
pub(super) fn read(bytes: &[u8], max_records: usize) -> Result<Payload, Problem> {
    let mut seed = Body { max_records, too_many: false };
    let read = json(bytes, &mut seed);
    if seed.too_many {
        let message = format!("the list holds more than {max_records} records; send fewer at once");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-many-records", message));
    }
    read?.ok_or_else(|| RecordError::new("not-an-object", "the body is no record and no list of records").into())
}

/// Reads an object.
pub(super) fn read_object(bytes: &[u8]) -> Result<Object, Problem> {
    match json(bytes, std::marker::PhantomData::<Element>)? {
        Element(Some(object)) => Ok(object),
        Element(None) => Err(RecordError::new("not-an-object", "the body is no JSON object").into()),
    }
}

/// The parser's own messages may repeat a value, which may be a draft.
fn json<'de, S: DeserializeSeed<'de>>(bytes: &'de [u8], seed: S) -> Result<S::Value, Problem> {
    let bad = |code, message: String| Problem::new(StatusCode::BAD_REQUEST, code, message);
    let text = std::str::from_utf8(bytes)
        .map_err(|error| bad("not-utf-8", format!("the body is not UTF-8 from byte {} on", error.valid_up_to())))?;
    let mut parser = serde_json::Deserializer::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    let parsed = seed.deserialize(&mut parser).and_then(|value| parser.end().map(|()| value));
    parsed.map_err(|error| match error.classify() {
        Category::Eof if text.trim().is_empty() => bad("not-json", "the body is empty".to_owned()),
        Category::Eof => bad("not-json", "the body is JSON that breaks off".to_owned()),
        _ => {
            let (line, column) = (error.line(), error.column());
            bad("not-json", format!("the body is not JSON from line {line}, column {column} on"))
        }
    })
}

fn draft_of(element: Element) -> Record {
    let failed = |error, id| Failed { error, id };
    let Some(object) = element.0 else {
        let error = RecordError::new("not-an-object", "the record is no JSON object; write it in braces");
        return Err(failed(error, None));
    };
    let fields = object.fields().map_err(|error| failed(error, None))?;
    let id = id_of(&fields);
    record::read(fields, &[]).map(|(draft, _)| draft).map_err(|error| failed(error, id))
}

/// The body: nothing where it is neither an object nor a list.
struct Body {
    max_records: usize,
    too_many: bool,
}

/// An object; nothing in the place of anything else.
struct Element(Option<Object>);

/// Implements what a visitor of any JSON does with what is neither an object nor a list.
macro_rules! scalars {
    ($nothing:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("JSON")
        }
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($nothing)
        }
    };
}

impl<'de> DeserializeSeed<'de> for &mut Body {
    type Value = Option<Payload>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Body {
    type Value = Option<Payload>;

    scalars!(None);

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Ok(Some(Payload::One(Box::new(draft_of(Element(Some(Object::read(map)?)))))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut records = Vec::new();
        while let Some(element) = list.next_element::<Element>()? {
            if records.len() == self.max_records {
                self.too_many = true;
                return Err(serde::de::Error::custom("too many"));
            }
            records.push(draft_of(element));
        }
        Ok(Some(Payload::Many(records)))
    }
}

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ElementVisitor)
    }
}

struct ElementVisitor;

impl<'de> Visitor<'de> for ElementVisitor {
    type Value = Element;

    scalars!(Element(None));

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Element, A::Error> {
        Object::read(map).map(|object| Element(Some(object)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Element, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Element(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(json: &str) -> String {
        let problem = match read(json.as_bytes(), 3) {
            Err(problem) => problem,
            Ok(Payload::One(record)) => record.err().expect("a fault").error.into(),
            Ok(Payload::Many(_)) => panic!("a list"),
        };
        let told = problem.json();
        assert!(!told.contains("Jones"), "{told}");
        serde_json::from_str::<serde_json::Value>(&told).unwrap()["code"].as_str().unwrap().to_owned()
    }

    #[test]
    fn bodies_that_are_no_records_have_codes() {
        for (json, expected) in [
            ("", "not-json"),
            (" \n", "not-json"),
            ("{\"draft\":\"Jones\"", "not-json"),
            ("{\"draft\":\"Jones\"}{}", "not-json"),
            ("{\"draft\": Jones}", "not-json"),
            ("[{\"draft\":1e999}]", "not-json"),
            ("\"Jones\"", "not-an-object"),
            ("null", "not-an-object"),
            ("3.5", "not-an-object"),
            ("{\"draft\":\"x\",\"draft\":\"Jones\"}", "duplicate-field"),
            ("{}", "missing-draft"),
            ("[1,2,3,4]", "too-many-records"),
        ] {
            assert_eq!(code(json), expected, "{json}");
        }
        assert!(read(b"{\"draft\":\"\xff\"}", 3).is_err());
    }

    #[test]
    fn a_deep_body_is_refused_and_not_followed() {
        let deep = "[".repeat(100_000);
        assert_eq!(code(&deep), "not-json");
    }

    #[test]
    fn a_bad_record_keeps_its_place() {
        let list = br#"[{"draft":"a"}, ["Jones"], {"id":7,"draft":null}]"#;
        let Payload::Many(records) = read(list, 3).unwrap() else { panic!("a list") };
        assert_eq!(records[0].as_ref().unwrap().text, "a");
        assert_eq!(records[1].as_ref().unwrap_err().error.code, "not-an-object");
        assert_eq!(records[2].as_ref().unwrap_err().id.as_deref(), Some("7"));
    }
}
