//! JSON objects, read without losing what a plain map would lose.

use replylint::record::RecordError;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// An object that remembers whether a field stood twice, of which a plain map would silently keep the last.
#[derive(Debug, PartialEq)]
pub(crate) struct Object {
    fields: Map<String, Value>,
    twice: Option<String>,
}

impl Object {
    /// Reads the fields of an object whose braces a visitor has entered.
    pub(crate) fn read<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut object = Self { fields: Map::new(), twice: None };
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if object.fields.contains_key(&name) {
                object.twice.get_or_insert_with(|| name.clone());
            }
            object.fields.insert(name, value);
        }
        Ok(object)
    }

    /// The fields; an error where one stood twice.
    pub(crate) fn fields(self) -> Result<Map<String, Value>, RecordError> {
        match self.twice {
            Some(name) => {
                let mut error = RecordError::new("duplicate-field", "the field stands twice in the record; keep one");
                error.field = Some(name.chars().take(40).collect());
                Err(error)
            }
            None => Ok(self.fields),
        }
    }
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

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object, A::Error> {
        Object::read(map)
    }
}
