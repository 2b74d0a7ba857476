//! Rule files as a tree of values with their places. Scalars stay text: what they are is decided by who reads them, as
//! the format's own reader does it.

use crate::error::Error;
use saphyr_parser::{Event, Parser, ScalarStyle};
use std::collections::HashMap;

/// Values in one file, those that aliases repeat counted again.
const MAX_NODES: usize = 200_000;
/// Lists and maps within one another.
const MAX_DEPTH: usize = 64;

/// A value and where it begins.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) at: Mark,
    pub(super) value: Value,
}

/// Line and column, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Mark {
    pub(super) line: usize,
    pub(super) column: usize,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Null,
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// A scalar's text; nothing for other values.
    pub(super) fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            Value::Null => Some(""),
            _ => None,
        }
    }

    /// What a value is called.
    pub(super) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Scalar(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a table",
        }
    }

    /// The value of a key, in capitals or not.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        let Value::Map(entries) = &self.value else { return None };
        let named = |node: &Node| node.scalar().is_some_and(|name| name.eq_ignore_ascii_case(key));
        entries.iter().find(|(name, _)| named(name)).map(|(_, value)| value)
    }
}

/// Reads the first document of a file.
pub(super) fn parse(text: &str, origin: &str) -> Result<Node, Error> {
    let mut repaired = None;
    // `\'` is no escape in YAML, but go-yaml takes it, and rules are written with it.
    for _ in 0..=text.matches("\\'").count().min(500) {
        let now = repaired.as_deref().unwrap_or(text);
        match Builder::read(now) {
            Ok(node) => return Ok(node),
            Err(fault) => match repair(now, &fault) {
                Some(next) => repaired = Some(next),
                None => return Err(Error::new(origin, fault.what).at_place(fault.at.line, fault.at.column)),
            },
        }
    }
    Err(Error::new(origin, "holds too many escapes that YAML does not know").remedy("write `'` without a `\\`"))
}

/// The text with the next `\'` written as YAML has it, where that is what the reader stumbled over.
fn repair(text: &str, fault: &Fault) -> Option<String> {
    if !fault.what.contains("escape") {
        return None;
    }
    let start = text.split_inclusive('\n').take(fault.at.line.checked_sub(1)?).map(str::len).sum::<usize>();
    let line = text[start..].split_inclusive('\n').next()?;
    // The place may be that of the whole text, lines before.
    let at = start + line.find("\\'").or_else(|| text[start..].find("\\'"))?;
    let mut out = text.to_owned();
    out.replace_range(at..at + 2, "'");
    Some(out)
}

struct Fault {
    what: String,
    at: Mark,
}

struct Builder {
    anchors: HashMap<usize, Node>,
    nodes: usize,
}

type Events<'t> = Parser<'t, saphyr_parser::StrInput<'t>>;

impl Builder {
    fn read(text: &str) -> Result<Node, Fault> {
        let text = text.trim_start_matches('\u{feff}');
        let mut events = Parser::new_from_str(text);
        let mut builder = Self { anchors: HashMap::new(), nodes: 0 };
        loop {
            let (event, at) = next(&mut events)?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                Event::StreamEnd | Event::DocumentEnd => return Ok(Node { at, value: Value::Null }),
                event => return builder.node(event, at, &mut events, 0),
            }
        }
    }

    fn node(&mut self, event: Event<'_>, at: Mark, events: &mut Events<'_>, depth: usize) -> Result<Node, Fault> {
        self.nodes += 1;
        if self.nodes > MAX_NODES || depth > MAX_DEPTH {
            return Err(Fault { what: "the file is too large or too deep".to_owned(), at });
        }
        let (anchor, value) = match event {
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                let node = node.ok_or_else(|| Fault { what: "an alias of nothing".to_owned(), at })?;
                self.nodes += size(&node);
                return Ok(node);
            }
            Event::Scalar(text, style, anchor, _) => {
                let plain = matches!(style, ScalarStyle::Plain);
                let null = plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                (anchor, if null { Value::Null } else { Value::Scalar(text.into_owned()) })
            }
            Event::SequenceStart(anchor, _) => {
                let mut list = Vec::new();
                loop {
                    match next(events)? {
                        (Event::SequenceEnd, _) => break,
                        (event, at) => list.push(self.node(event, at, events, depth + 1)?),
                    }
                }
                (anchor, Value::List(list))
            }
            Event::MappingStart(anchor, _) => (anchor, Value::Map(self.map(events, depth)?)),
            _ => return Err(Fault { what: "the file ends in the middle".to_owned(), at }),
        };
        let node = Node { at, value };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn map(&mut self, events: &mut Events<'_>, depth: usize) -> Result<Vec<(Node, Node)>, Fault> {
        let mut map: Vec<(Node, Node)> = Vec::new();
        let mut merged: Vec<(Node, Node)> = Vec::new();
        let mut known: std::collections::HashSet<String> = std::collections::HashSet::new();
        loop {
            let (event, at) = next(events)?;
            if matches!(event, Event::MappingEnd) {
                break;
            }
            let key = self.node(event, at, events, depth + 1)?;
            let (event, at) = next(events)?;
            let value = self.node(event, at, events, depth + 1)?;
            let Some(name) = key.scalar() else {
                return Err(Fault { what: "a key that is no text".to_owned(), at: key.at });
            };
            if name == "<<" {
                match value.value {
                    Value::Map(entries) => merged.extend(entries),
                    _ => return Err(Fault { what: "`<<` of something that is no table".to_owned(), at }),
                }
                continue;
            }
            if !known.insert(name.to_owned()) {
                return Err(Fault { what: format!("the key `{name}` stands here twice"), at: key.at });
            }
            map.push((key, value));
        }
        map.extend(merged.into_iter().filter(|(key, _)| key.scalar().is_some_and(|name| !known.contains(name))));
        Ok(map)
    }
}

fn size(node: &Node) -> usize {
    1 + match &node.value {
        Value::List(list) => list.iter().map(size).sum(),
        Value::Map(map) => map.iter().map(|(_, value)| 1 + size(value)).sum(),
        _ => 0,
    }
}

fn next<'t>(events: &mut Events<'t>) -> Result<(Event<'t>, Mark), Fault> {
    match events.next_event() {
        Some(Ok((event, span))) => Ok((event, mark(&span.start))),
        Some(Err(error)) => Err(Fault { what: format!("is not YAML: {}", error.info()), at: mark(error.marker()) }),
        None => Ok((Event::StreamEnd, Mark { line: 1, column: 1 })),
    }
}

fn mark(at: &saphyr_parser::Marker) -> Mark {
    Mark { line: at.line().max(1), column: at.col() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_stay_text() {
        let node = parse("a: yes\nb: 2\nc: [x, 'y', ~]\nd:\n", "r.yml").unwrap();
        assert_eq!(node.get("A").and_then(Node::scalar), Some("yes"));
        assert_eq!(node.get("b").and_then(Node::scalar), Some("2"));
        assert!(matches!(node.get("d").unwrap().value, Value::Null));
        let Value::List(list) = &node.get("c").unwrap().value else { panic!() };
        assert_eq!(list.len(), 3);
        assert_eq!(node.get("b").unwrap().at, Mark { line: 2, column: 4 });
    }

    #[test]
    fn an_escape_that_only_go_takes() {
        let node = parse("a: \"don\\'t \\\"x\\\" can\\'t\"\nb: 'it\\s'\n", "r.yml").unwrap();
        assert_eq!(node.get("a").and_then(Node::scalar), Some("don't \"x\" can't"));
        let folded = parse("a:\n  - \"one\n    two\\'s\"\n", "r.yml").unwrap();
        let Value::List(list) = &folded.get("a").unwrap().value else { panic!() };
        assert_eq!(list[0].scalar(), Some("one two's"));
    }

    #[test]
    fn faults_have_a_place() {
        let error = parse("a: 1\nb: 2\na: 3\n", "r.yml").unwrap_err();
        assert_eq!(error.to_string(), "r.yml:3:1: the key `a` stands here twice");
        assert!(parse("a: [1\nb: {", "r.yml").unwrap_err().to_string().starts_with("r.yml:"));
        assert!(parse("a: \"\\q\"", "r.yml").is_err());
    }

    #[test]
    fn aliases_cannot_explode() {
        let mut text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for (from, to) in ('a'..='h').zip('b'..='i') {
            text.push_str(&format!("{to}: &{to} [*{from},*{from},*{from},*{from},*{from},*{from},*{from},*{from}]\n"));
        }
        assert!(parse(&text, "r.yml").is_err());
    }
}
