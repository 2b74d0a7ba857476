//! Phrase patterns: how people write what a rule looks for.
//!
//! | written | matches |
//! |---|---|
//! | `your visit` | the words, in any case, with light punctuation between them |
//! | `visit*` | the regular forms of a word |
//! | `{encounter}`, `{treat:past}` | any phrase of a concept, or those in one form |
//! | `[so] sorry` | with or without the bracketed part |
//! | `(glad\|happy) to` | one of the parts |
//! | `_` | any one word |
//! | `..3` | up to three words, within the clause |

use crate::lexicon::Form;

/// One element of a parsed pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node<'a> {
    Word(&'a str),
    AnyForm(String),
    Concept {
        name: &'a str,
        form: Form,
        at: usize,
    },
    Gap {
        min: u32,
        max: u32,
    },
    Optional(Vec<Node<'a>>),
    Choice(Vec<Vec<Node<'a>>>),
    /// The same of parts that are plain words, as it is written: parts divided by `|`, words by blanks.
    PlainChoice(&'a str),
}

/// A fault of a pattern: where (byte of the pattern), what, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The byte of the pattern.
    pub at: usize,
    /// What is wrong, without a full stop.
    pub what: String,
    /// What to write instead.
    pub remedy: String,
}

impl Fault {
    pub(crate) fn new(at: usize, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { at, what: what.into(), remedy: remedy.into() }
    }
}

/// The widest gap that a pattern may ask for, in words.
pub(crate) const MAX_GAP: u32 = 12;
/// How deep brackets may be nested.
const MAX_DEPTH: u32 = 8;

/// Parses one pattern.
pub(crate) fn parse(pattern: &str) -> Result<Vec<Node<'_>>, Fault> {
    let mut parser = Parser { pattern, at: 0, depth: 0 };
    let nodes = parser.sequence()?;
    if parser.at < pattern.len() {
        let found = &pattern[parser.at..=parser.at];
        return Err(Fault::new(
            parser.at,
            format!("`{found}` closes nothing"),
            format!("remove it or write `{}` before", if found == "]" { "[" } else { "(" }),
        ));
    }
    if nodes.is_empty() {
        return Err(Fault::new(0, "the pattern is empty", "write the words to look for"));
    }
    Ok(nodes)
}

struct Parser<'a> {
    pattern: &'a str,
    at: usize,
    depth: u32,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.pattern[self.at..]
    }

    fn sequence(&mut self) -> Result<Vec<Node<'a>>, Fault> {
        let mut nodes = Vec::new();
        loop {
            let Some(c) = self.rest().chars().next() else { return Ok(nodes) };
            match c {
                ']' | ')' | '|' => return Ok(nodes),
                '[' => nodes.push(Node::Optional(self.group(']')?.swap_remove(0))),
                '(' => match self.plain_group() {
                    Some(parts) => nodes.push(Node::PlainChoice(parts)),
                    None => nodes.push(Node::Choice(self.group(')')?)),
                },
                '{' => nodes.push(self.concept()?),
                '.' if self.rest().starts_with("..") => nodes.push(self.gap()?),
                '}' => {
                    return Err(Fault::new(
                        self.at,
                        "`}` closes nothing",
                        "remove it or write `{` before the concept's name",
                    ));
                }
                c if c.is_whitespace() => self.at += c.len_utf8(),
                _ => nodes.extend(self.word()?),
            }
        }
    }

    /// What stands in a bracket of plain words only, as most do: they need not be taken apart twice.
    fn plain_group(&mut self) -> Option<&'a str> {
        let inner = &self.rest()[1..];
        // A part has a word, and a word begins with a letter or a digit.
        let (mut has_word, mut in_word) = (false, false);
        for (length, byte) in inner.bytes().enumerate() {
            match byte {
                _ if byte.is_ascii_alphanumeric() => (has_word, in_word) = (true, true),
                b'\'' | b'-' if in_word => {}
                b' ' => in_word = false,
                b'|' if has_word => (has_word, in_word) = (false, false),
                b')' if has_word && self.depth < MAX_DEPTH => {
                    self.at += length + 2;
                    return Some(&inner[..length]);
                }
                _ => return None,
            }
        }
        None
    }

    fn group(&mut self, close: char) -> Result<Vec<Vec<Node<'a>>>, Fault> {
        let open = self.at;
        self.at += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Fault::new(open, "brackets are nested more than 8 deep", "write two patterns, or a concept"));
        }
        let mut parts = vec![self.sequence()?];
        while self.rest().starts_with('|') {
            if close == ']' {
                return Err(Fault::new(self.at, "`|` stands inside `[…]`", "write `[(a|b)]`"));
            }
            self.at += 1;
            parts.push(self.sequence()?);
        }
        if !self.rest().starts_with(close) {
            return Err(Fault::new(
                open,
                format!("the bracket is never closed by `{close}`"),
                format!("write `{close}` where the part ends"),
            ));
        }
        if parts.iter().any(Vec::is_empty) {
            return Err(Fault::new(
                open,
                "the bracket has an empty part",
                "write `[a]` for a part that may be missing",
            ));
        }
        self.at += 1;
        self.depth -= 1;
        Ok(parts)
    }

    fn concept(&mut self) -> Result<Node<'a>, Fault> {
        let open = self.at;
        let Some(length) = self.rest().find('}') else {
            return Err(Fault::new(open, "the concept is never closed by `}`", "write `{name}` or `{name:form}`"));
        };
        let inner = &self.pattern[open + 1..open + length];
        let (name, form) = match inner.split_once(':') {
            None => (inner, Form::Any),
            Some((name, form)) => {
                let known = Form::ALL.map(|(word, _)| word).join(", ");
                let form = Form::from_name(form.trim()).ok_or_else(|| {
                    Fault::new(open + 1, format!("unknown form `{}`", form.trim()), format!("write one of {known}"))
                })?;
                (name, form)
            }
        };
        self.at += length + 1;
        Ok(Node::Concept { name: name.trim(), form, at: open + 1 })
    }

    fn gap(&mut self) -> Result<Node<'a>, Fault> {
        let open = self.at;
        self.at += 2;
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let max: u32 = self.rest()[..digits].parse().unwrap_or(0);
        self.at += digits;
        if max == 0 || max > MAX_GAP {
            return Err(Fault::new(open, "a gap needs a number of words", format!("write `..1` to `..{MAX_GAP}`")));
        }
        Ok(Node::Gap { min: 0, max })
    }

    fn word(&mut self) -> Result<Option<Node<'a>>, Fault> {
        let start = self.at;
        let plain = self.rest().bytes().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        self.at += plain;
        let ends_word = |c: char| matches!(c, '[' | ']' | '(' | ')' | '{' | '}' | '|') || c.is_whitespace();
        self.at += self.rest().find(ends_word).unwrap_or(self.rest().len());
        let word = &self.pattern[start..self.at];
        if word == "_" {
            return Ok(Some(Node::Gap { min: 1, max: 1 }));
        }
        if let Some(stem) = word.strip_suffix('*') {
            let is_word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphabetic());
            if !stem.split('-').all(is_word) {
                return Err(Fault::new(
                    start,
                    format!("`{word}` has no regular forms"),
                    "write a plain word before `*`, or a concept",
                ));
            }
            return Ok(Some(Node::AnyForm(stem.to_ascii_lowercase())));
        }
        if plain == 0 && !word.chars().any(char::is_alphanumeric) {
            return Ok(None);
        }
        Ok(Some(Node::Word(word)))
    }
}

/// The parts of a text between bytes that are ASCII. For short parts this is quicker than a search.
pub(super) fn divided(text: &str, by: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text.bytes().position(|byte| byte == by);
        rest = end.map(|end| &text[end + 1..]);
        Some(&text[..end.unwrap_or(text.len())])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(word: &str) -> Node<'_> {
        Node::Word(word)
    }

    #[test]
    fn the_notation_parses() {
        assert_eq!(parse("your visit").unwrap(), [word("your"), word("visit")]);
        assert_eq!(parse("[so] sorry").unwrap(), [Node::Optional(vec![word("so")]), word("sorry")]);
        assert_eq!(parse("a _ b").unwrap(), [word("a"), Node::Gap { min: 1, max: 1 }, word("b")]);
        assert_eq!(parse("a ..3 b").unwrap()[1], Node::Gap { min: 0, max: 3 });
        assert_eq!(parse("(a|b c) d").unwrap(), [Node::PlainChoice("a|b c"), word("d")]);
        assert_eq!(
            parse("(a|b _)").unwrap()[0],
            Node::Choice(vec![vec![word("a")], vec![word("b"), parse("_").unwrap().remove(0)]])
        );
        assert_eq!(parse("{treat:past}").unwrap(), [Node::Concept { name: "treat", form: Form::Past, at: 1 }]);
        assert_eq!(parse("visit*").unwrap(), [Node::AnyForm("visit".into())]);
        assert_eq!(parse("E-mail*").unwrap(), [Node::AnyForm("e-mail".into())]);
    }

    #[test]
    fn faults_say_where_and_what_instead() {
        for (pattern, at, what) in [
            ("", 0, "empty"),
            ("your [visit", 5, "never closed"),
            ("visit]", 5, "closes nothing"),
            ("{treat:pst}", 1, "unknown form"),
            ("{treat", 0, "never closed"),
            ("a .. b", 2, "number of words"),
            ("a ..99 b", 2, "number of words"),
            ("3.5* b", 0, "no regular forms"),
            ("a -b*", 2, "no regular forms"),
            ("(a|)", 0, "empty part"),
            ("(a|-)", 0, "empty part"),
            ("(a|b", 0, "never closed"),
            ("[a|b]", 2, "inside"),
        ] {
            let fault = parse(pattern).unwrap_err();
            assert_eq!(fault.at, at, "{pattern}");
            assert!(fault.what.contains(what), "{pattern}: {}", fault.what);
            assert!(!fault.remedy.is_empty());
        }
    }
}
