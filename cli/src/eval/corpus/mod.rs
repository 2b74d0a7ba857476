//! Corpora: labelled drafts, one JSON object a line, in four shapes that are told apart by their fields.

pub(crate) mod brand;
pub(crate) mod fields;
pub(crate) mod generic;
pub(crate) mod lines;
pub(crate) mod phi;
pub(crate) mod reuse;

use serde_json::{Map, Value};
use std::fmt;

/// What a corpus labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// Disclosure of health information.
    Phi,
    /// Replies that would fit anywhere.
    Generic,
    /// A history of replies, some from a template.
    Reuse,
    /// Violations of a brand's guidelines.
    Brand,
}

impl Shape {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 4] = [Self::Phi, Self::Generic, Self::Reuse, Self::Brand];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Phi => "phi",
            Self::Generic => "generic",
            Self::Reuse => "reuse",
            Self::Brand => "brand",
        }
    }

    /// Tells the shape from the fields of a line.
    pub(crate) fn of(line: &Map<String, Value>) -> Result<Self, String> {
        if line.contains_key("violations") {
            return Ok(Self::Brand);
        }
        if line.contains_key("reply") {
            return Ok(Self::Reuse);
        }
        match line.get("label") {
            Some(Value::String(label)) if phi::Label::parse(label).is_some() => Ok(Self::Phi),
            Some(Value::String(label)) if generic::Label::parse(label).is_some() => Ok(Self::Generic),
            Some(_) => {
                Err("unknown `label`; write violation, ok or disputed, or generic, specific or mixed".to_owned())
            }
            None => Err("the line is of no known shape: it has neither `label` (phi, generic), `reply` (reuse) nor \
                         `violations` (brand)"
                .to_owned()),
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What every case has, whatever its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// The case's own name, unique among the cases of its shape.
    pub(crate) id: String,
    /// The part of the corpus that it belongs to, if the corpus is divided.
    pub(crate) fold: Option<u8>,
}

/// A substring that the labels point out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gold {
    /// What it is an instance of; empty where the corpus does not say.
    pub(crate) kind: String,
    /// The substring; absent for an absence or a metric.
    pub(crate) text: Option<String>,
    /// It stands in the inbound, not in the draft.
    pub(crate) in_inbound: bool,
}
