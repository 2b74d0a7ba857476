//! The fields of one line, taken out one by one, with errors that name the field and never repeat text.

use super::{Gold, Head};
use replylint::{Draft, record};
use serde_json::{Map, Value};

/// What a line says that was not taken yet.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    pub(crate) fn new(line: Map<String, Value>) -> Self {
        Self(line)
    }

    /// A string that may be absent or null.
    pub(crate) fn maybe_text(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(format!("`{name}` is not a string")),
        }
    }

    /// A string that says something.
    pub(crate) fn text(&mut self, name: &str) -> Result<String, String> {
        match self.maybe_text(name)? {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(format!("the case has no `{name}`")),
        }
    }

    /// A boolean that may be absent or null.
    pub(crate) fn maybe_flag(&mut self, name: &str) -> Result<Option<bool>, String> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(format!("`{name}` is not true or false")),
        }
    }

    /// A list of strings, none of them empty.
    pub(crate) fn texts(&mut self, name: &str) -> Result<Vec<String>, String> {
        let wrong = || format!("`{name}` is not a list of strings");
        self.list(name)?
            .into_iter()
            .map(|value| match value {
                Value::String(text) if !text.is_empty() => Ok(text),
                _ => Err(wrong()),
            })
            .collect()
    }

    /// A list of objects.
    pub(crate) fn objects(&mut self, name: &str) -> Result<Vec<Self>, String> {
        let wrong = || format!("`{name}` is not a list of objects");
        self.list(name)?
            .into_iter()
            .map(|value| match value {
                Value::Object(map) => Ok(Self(map)),
                _ => Err(wrong()),
            })
            .collect()
    }

    fn list(&mut self, name: &str) -> Result<Vec<Value>, String> {
        match self.0.remove(name) {
            Some(Value::Array(list)) => Ok(list),
            Some(_) => Err(format!("`{name}` is not a list")),
            None => Err(format!("the case has no `{name}`")),
        }
    }

    /// What every case has.
    pub(crate) fn head(&mut self) -> Result<Head, String> {
        let fold = match self.0.remove("fold") {
            None | Some(Value::Null) => None,
            Some(value) => {
                let fold = value.as_u64().filter(|fold| (1..=4).contains(fold));
                Some(fold.ok_or("`fold` is not a number from 1 to 4")? as u8)
            }
        };
        Ok(Head { id: self.text("id")?, fold })
    }

    /// What is left, as the draft and what is known about it. Returns the names of the fields that mean nothing, too.
    pub(crate) fn draft(mut self, id: &str) -> Result<(Draft<'static>, Vec<String>), String> {
        self.0.remove("why");
        let (mut draft, ignored) = record::read(self.0, &[]).map_err(|error| error.message)?;
        draft.id = Some(id.to_owned().into());
        Ok((draft, ignored))
    }

    /// Refuses what is left.
    pub(crate) fn none_left(self, of: &str) -> Result<(), String> {
        match self.0.keys().next() {
            Some(name) if name.len() <= 40 => Err(format!("unknown field `{}` in {of}", name.escape_debug())),
            Some(_) => Err(format!("an unknown field in {of}")),
            None => Ok(()),
        }
    }
}

/// Checks that what the labels point out stands where they say.
pub(crate) fn check_gold(golds: &[Gold], draft: &Draft<'_>, field: &str) -> Result<(), String> {
    for (index, gold) in golds.iter().enumerate() {
        let (text, place) = match gold.in_inbound {
            true => (draft.inbound.as_deref().unwrap_or_default(), "inbound"),
            false => (&*draft.text, "draft"),
        };
        if gold.text.as_ref().is_some_and(|gold| !text.contains(gold.as_str())) {
            return Err(format!("number {} of `{field}` does not stand in the {place}", index + 1));
        }
    }
    Ok(())
}
