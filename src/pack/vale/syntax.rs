//! The regexes of Vale's rules: a dialect that backtracks (.NET's, with RE2's named groups), read into a tree and
//! written again for the engines that run here.
//!
//! Read beyond what the `regex` crate knows: look-around, back-references, atomic groups, classes with a subtraction
//! (`[a-z-[aeiou]]`) or a stray hyphen (`[\w-_]`), a `{` that begins no repetition, and repetition of
//! something that has no width.

use regex_syntax::ParserBuilder;
use std::fmt::Write;

/// A regex of more plain texts than these is no list of them.
const MAX_SPELLINGS: usize = 64;
/// Groups within groups, at most.
const MAX_DEPTH: usize = 100;
/// How often repetitions may repeat one thing, multiplied.
const MAX_REPEAT: u64 = 10_000;
/// The required texts of one pattern, at most.
const MAX_TEXTS: usize = 6_000;
/// The texts that a part of a pattern may stand for and still be multiplied with its neighbours.
const MAX_CROSS: usize = 400;
/// The longest required text; a beginning of a longer one is required as well.
const MAX_TEXT: usize = 24;

/// A regex.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Empty,
    Text(String),
    Any,
    Class(Class),
    /// `^`, `$`, `\A`, `\z` and the like, as the engines write them.
    Anchor(&'static str),
    /// The end of the text, or before a line break that ends it: only with look-ahead.
    LastEnd,
    Word,
    NotWord,
    Capture(Box<Node>, Option<String>),
    /// A group that captures nothing, with the flags that hold in it.
    Group(Box<Node>, String),
    /// Flags that hold from here to the end of the group.
    Flags(String),
    Concat(Vec<Node>),
    Alt(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        max: Option<u32>,
        lazy: bool,
    },
    Look {
        node: Box<Node>,
        ahead: bool,
        negative: bool,
    },
    Atomic(Box<Node>),
    Back(String),
}

#[derive(Debug, Clone, Default)]
pub(super) struct Class {
    negated: bool,
    items: Vec<Item>,
    minus: Option<Box<Class>>,
}

#[derive(Debug, Clone)]
enum Item {
    Range(char, char),
    /// `w`, `d`, `s` and their opposites.
    Perl(char),
    /// A POSIX class or a Unicode property, as the engines write it.
    Named(String),
}

/// What is wrong with a regex: the byte, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) what: String,
}

/// How a regex is written for an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// Words and digits are ASCII.
    pub(super) ascii: bool,
    /// Without look-around and back-references: it finds all that the regex finds, and more.
    pub(super) relaxed: bool,
    /// For the engine that backtracks.
    pub(super) fancy: bool,
    pub(super) captures: bool,
}

/// A text of which a match must hold one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Required {
    /// Lower case.
    pub(super) text: String,
    /// A word must begin with it.
    pub(super) starts: bool,
    /// A word must end with it.
    pub(super) ends: bool,
    /// How many bytes of a match stand before it, where that is known.
    pub(super) lead: Option<usize>,
}

/// Reads a regex. Linear in its length.
pub(super) fn parse(source: &str) -> Result<Node, Fault> {
    let mut parser = Parser { source, at: 0, depth: 0, multi: false, spaced: false };
    let node = parser.alternatives()?;
    if parser.at < source.len() {
        return Err(parser.fault("a `)` too many"));
    }
    if repeats(&node) > MAX_REPEAT {
        return Err(Fault { at: 0, what: format!("repeats something more than {MAX_REPEAT} times") });
    }
    Ok(node)
}

struct Parser<'s> {
    source: &'s str,
    at: usize,
    depth: usize,
    /// `(?m)` holds.
    multi: bool,
    /// `(?x)` holds.
    spaced: bool,
}

impl Parser<'_> {
    fn fault(&self, what: impl Into<String>) -> Fault {
        Fault { at: self.at.min(self.source.len()), what: what.into() }
    }

    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    fn alternatives(&mut self) -> Result<Node, Fault> {
        let mut all = vec![self.sequence()?];
        while self.take("|") {
            all.push(self.sequence()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Node::Alt(all) })
    }

    fn sequence(&mut self) -> Result<Node, Fault> {
        let mut parts: Vec<Node> = Vec::new();
        while let Some(c) = self.peek() {
            if matches!(c, '|' | ')') {
                break;
            }
            if self.spaced && c.is_whitespace() {
                self.next();
                continue;
            }
            if self.spaced && c == '#' {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                continue;
            }
            let Some(atom) = self.atom()? else { continue };
            let atom = self.repeated(atom)?;
            match (parts.last_mut(), atom) {
                (Some(Node::Text(last)), Node::Text(text)) if !self.repeats_next() => last.push_str(&text),
                (_, atom) => parts.push(atom),
            }
        }
        Ok(match parts.len() {
            0 => Node::Empty,
            1 => parts.remove(0),
            _ => Node::Concat(parts),
        })
    }

    /// Whether a repetition follows: a text before it must not swallow what is repeated.
    fn repeats_next(&self) -> bool {
        matches!(self.peek(), Some('*' | '+' | '?')) || self.peek() == Some('{') && self.bounds().is_some()
    }

    fn repeated(&mut self, mut atom: Node) -> Result<Node, Fault> {
        loop {
            let (min, max) = match self.peek() {
                Some('*') => (0, None),
                Some('+') => (1, None),
                Some('?') => (0, Some(1)),
                Some('{') => match self.bounds() {
                    Some((min, max, length)) => {
                        if max.is_some_and(|max| max < min) {
                            return Err(self.fault("a repetition whose bounds are the wrong way round"));
                        }
                        self.at += length - 1;
                        (min, max)
                    }
                    None => return Ok(atom),
                },
                _ => return Ok(atom),
            };
            self.at += 1;
            if matches!(atom, Node::Flags(_)) {
                return Err(self.fault("nothing that could be repeated"));
            }
            let lazy = self.take("?");
            if self.repeats_next() {
                return Err(self.fault("a repetition of a repetition; for the sign itself write a `\\` before it"));
            }
            atom = Node::Repeat { node: Box::new(atom), min, max, lazy };
        }
    }

    /// The bounds of `{2}`, `{2,}` or `{2,5}`, and its length.
    fn bounds(&self) -> Option<(u32, Option<u32>, usize)> {
        let end = self.rest().find('}')?;
        let inner = &self.rest()[1..end];
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| text.parse::<u32>().unwrap_or(u32::MAX))
        };
        match inner.split_once(',') {
            None => number(inner).map(|n| (n, Some(n), end + 1)),
            Some((min, "")) => number(min).map(|n| (n, None, end + 1)),
            Some((min, max)) => number(min).zip(number(max)).map(|(min, max)| (min, Some(max), end + 1)),
        }
    }

    fn atom(&mut self) -> Result<Option<Node>, Fault> {
        let c = self.next().expect("asked for");
        Ok(Some(match c {
            '.' => Node::Any,
            '^' => Node::Anchor("^"),
            '$' if self.multi => Node::Anchor("$"),
            '$' => Node::LastEnd,
            '[' => Node::Class(self.class()?),
            '(' => return self.group(),
            '\\' => self.escape()?,
            '*' | '+' | '?' => {
                self.at -= 1;
                return Err(self.fault(format!("nothing that `{c}` could repeat")));
            }
            c => Node::Text(c.to_string()),
        }))
    }

    fn group(&mut self) -> Result<Option<Node>, Fault> {
        let start = self.at - 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fault(format!("more than {MAX_DEPTH} groups within groups")));
        }
        let (multi, spaced) = (self.multi, self.spaced);
        let mut name = None;
        let mut flags = None;
        let mut look = None;
        let mut atomic = false;
        if self.take("?") {
            if self.take("#") {
                let end = self.rest().find(')').ok_or_else(|| self.fault("a comment without an end"))?;
                self.at += end + 1;
                self.depth -= 1;
                return Ok(None);
            }
            let starts = [("=", (true, false)), ("!", (true, true)), ("<=", (false, false)), ("<!", (false, true))];
            if let Some((text, found)) = starts.iter().find(|(text, _)| self.rest().starts_with(text)) {
                self.at += text.len();
                look = Some(*found);
            } else if self.take(">") {
                atomic = true;
            } else if self.take("P<") || self.take("<") || self.take("'") {
                let end = self.rest().find(['>', '\'']).ok_or_else(|| self.fault("a name without an end"))?;
                let word = &self.rest()[..end];
                if word.is_empty() || !word.chars().all(|c| c.is_alphanumeric() || c == '_') {
                    return Err(self.fault("a name of a group is letters, digits and `_`"));
                }
                name = Some(word.to_owned());
                self.at += end + 1;
            } else {
                let end = self.rest().find([':', ')']).ok_or_else(|| self.fault("a group without an end"))?;
                let word = self.rest()[..end].to_owned();
                let on = word.split('-').next().unwrap_or_default();
                let known = word.chars().all(|c| "imsnxU-".contains(c)) && word.matches('-').count() < 2;
                if !known {
                    return Err(self.fault(format!("a group of a kind that is not known: `(?{word}`")));
                }
                let off = word.split_once('-').map_or("", |(_, off)| off);
                self.multi = (self.multi || on.contains('m')) && !off.contains('m');
                self.spaced = (self.spaced || on.contains('x')) && !off.contains('x');
                // What the engines need to know; `n` says nothing here, and `x` is done with.
                let keep = |set: &str| set.chars().filter(|c| "imsU".contains(*c)).collect::<String>();
                let (on, off) = (keep(on), keep(off));
                let written = if off.is_empty() { on } else { format!("{on}-{off}") };
                self.at += end + 1;
                if self.source.as_bytes()[self.at - 1] == b')' {
                    self.depth -= 1;
                    return Ok((!written.is_empty()).then_some(Node::Flags(written)));
                }
                flags = Some(written);
            }
        }
        let inner = Box::new(self.alternatives()?);
        if !self.take(")") {
            self.at = start;
            return Err(self.fault("a group without an end"));
        }
        self.depth -= 1;
        (self.multi, self.spaced) = (multi, spaced);
        Ok(Some(match (look, flags) {
            (Some((ahead, negative)), _) => Node::Look { node: inner, ahead, negative },
            _ if atomic => Node::Atomic(inner),
            (_, Some(flags)) => Node::Group(inner, flags),
            _ => Node::Capture(inner, name),
        }))
    }

    fn escape(&mut self) -> Result<Node, Fault> {
        let c = self.next().ok_or_else(|| self.fault("a `\\` at the end"))?;
        Ok(match c {
            'b' => Node::Word,
            'B' => Node::NotWord,
            'A' => Node::Anchor("\\A"),
            'z' => Node::Anchor("\\z"),
            'Z' => Node::LastEnd,
            'G' => Node::Empty,
            'w' | 'W' | 'd' | 'D' | 's' | 'S' => Node::Class(Class { items: vec![Item::Perl(c)], ..Class::default() }),
            'p' | 'P' => Node::Class(Class { items: vec![self.property(c)?], ..Class::default() }),
            'k' => {
                let close = match self.next() {
                    Some('<') => '>',
                    Some('{') => '}',
                    Some('\'') => '\'',
                    _ => return Err(self.fault("`\\k` without a name")),
                };
                let end = self.rest().find(close).ok_or_else(|| self.fault("a name without an end"))?;
                let name = self.rest()[..end].to_owned();
                self.at += end + 1;
                Node::Back(name)
            }
            '1'..='9' => {
                let more = self.rest().bytes().take_while(u8::is_ascii_digit).count().min(1);
                let number = format!("{c}{}", &self.rest()[..more]);
                self.at += more;
                Node::Back(number)
            }
            'Q' => {
                let end = self.rest().find("\\E");
                let text = self.rest()[..end.unwrap_or(self.rest().len())].to_owned();
                self.at += text.len() + if end.is_some() { 2 } else { 0 };
                Node::Text(text)
            }
            c => Node::Text(self.character(c)?.to_string()),
        })
    }

    /// The character that an escape stands for.
    fn character(&mut self, c: char) -> Result<char, Fault> {
        let hex = |parser: &mut Self, digits: usize| {
            let text = parser.rest().get(..digits).unwrap_or_default();
            let value = u32::from_str_radix(text, 16).ok().filter(|_| text.len() == digits).and_then(char::from_u32);
            parser.at += if value.is_some() { digits } else { 0 };
            value.ok_or_else(|| parser.fault("not a number of a character"))
        };
        Ok(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'f' => '\u{c}',
            'v' => '\u{b}',
            'a' => '\u{7}',
            'e' => '\u{1b}',
            '0' => '\0',
            'x' if self.take("{") => {
                let end = self.rest().find('}').ok_or_else(|| self.fault("a `{` without an end"))?;
                let value = u32::from_str_radix(&self.rest()[..end], 16).ok().and_then(char::from_u32);
                self.at += end + 1;
                value.ok_or_else(|| self.fault("not a number of a character"))?
            }
            'x' => hex(self, 2)?,
            'u' => hex(self, 4)?,
            c if c.is_ascii_alphanumeric() => return Err(self.fault(format!("an escape that is not known: `\\{c}`"))),
            c => c,
        })
    }

    fn property(&mut self, letter: char) -> Result<Item, Fault> {
        let name = if self.take("{") {
            let end = self.rest().find('}').ok_or_else(|| self.fault("a `{` without an end"))?;
            let name = self.rest()[..end].to_owned();
            self.at += end + 1;
            name
        } else {
            self.next().map(String::from).unwrap_or_default()
        };
        let name = name.strip_prefix("Is").unwrap_or(&name);
        let written = format!("\\{letter}{{{name}}}");
        if ParserBuilder::new().build().parse(&written).is_err() {
            return Err(self.fault(format!("no property of characters is called `{name}`")));
        }
        Ok(Item::Named(written))
    }

    /// A class, its `[` read already.
    fn class(&mut self) -> Result<Class, Fault> {
        let start = self.at - 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fault("too many classes within classes"));
        }
        let mut class = Class { negated: self.take("^"), ..Class::default() };
        let mut first = true;
        loop {
            let Some(c) = self.next() else {
                self.at = start;
                return Err(self.fault("a class without an end"));
            };
            match c {
                ']' if !first => break,
                '[' if self.rest().starts_with(':') && self.rest().contains(":]") => {
                    let end = self.rest().find(":]").expect("asked for");
                    let name = self.rest()[1..end].to_owned();
                    let written = format!("[:{name}:]");
                    if ParserBuilder::new().build().parse(&format!("[{written}]")).is_err() {
                        return Err(self.fault(format!("no class of characters is called `{name}`")));
                    }
                    self.at += end + 2;
                    class.items.push(Item::Named(written));
                }
                '-' if !first && self.rest().starts_with('[') => {
                    self.at += 1;
                    class.minus = Some(Box::new(self.class()?));
                    if !self.take("]") {
                        return Err(self.fault("something after what a class takes away"));
                    }
                    break;
                }
                c => {
                    let low = self.member(c, &mut class)?;
                    let Some(low) = low else {
                        first = false;
                        continue;
                    };
                    let tail = self.rest();
                    let is_range = tail.starts_with('-') && !tail.starts_with("-]") && !tail.starts_with("-[");
                    if !is_range {
                        class.items.push(Item::Range(low, low));
                        first = false;
                        continue;
                    }
                    self.at += 1;
                    let c = self.next().expect("something follows");
                    match self.member(c, &mut class)? {
                        Some(high) if high < low => {
                            return Err(self.fault("a range whose ends are the wrong way round"));
                        }
                        Some(high) => class.items.push(Item::Range(low, high)),
                        // `[a-\d]`: the hyphen stands for itself.
                        None => class.items.extend([Item::Range(low, low), Item::Range('-', '-')]),
                    }
                }
            }
            first = false;
        }
        self.depth -= 1;
        Ok(class)
    }

    /// A member of a class: a character, or nothing where it was a class of its own and is in `class` already.
    fn member(&mut self, c: char, class: &mut Class) -> Result<Option<char>, Fault> {
        if c != '\\' {
            return Ok(Some(c));
        }
        let c = self.next().ok_or_else(|| self.fault("a `\\` at the end"))?;
        Ok(match c {
            'w' | 'W' | 'd' | 'D' | 's' | 'S' => {
                class.items.push(Item::Perl(c));
                None
            }
            'p' | 'P' => {
                let item = self.property(c)?;
                class.items.push(item);
                None
            }
            'b' => Some('\u{8}'),
            '1'..='7' => return Err(self.fault("an escape that is not known in a class")),
            c => Some(self.character(c)?),
        })
    }
}

fn repeats(node: &Node) -> u64 {
    match node {
        Node::Repeat { node, min, max, .. } => {
            let own = u64::from(max.unwrap_or(*min).max(1));
            own.saturating_mul(repeats(node))
        }
        Node::Capture(node, _) | Node::Group(node, _) | Node::Atomic(node) | Node::Look { node, .. } => repeats(node),
        Node::Concat(all) | Node::Alt(all) => all.iter().map(repeats).max().unwrap_or(1),
        _ => 1,
    }
}

/// A regex that matches a text and nothing else.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() && c != '_' {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

impl Node {
    /// Whether only an engine that backtracks can run it.
    pub(super) fn is_fancy(&self) -> bool {
        match self {
            Self::Look { .. } | Self::Atomic(_) | Self::Back(_) | Self::LastEnd => true,
            Self::Repeat { node, .. } | Self::Capture(node, _) | Self::Group(node, _) => node.is_fancy(),
            Self::Concat(all) | Self::Alt(all) => all.iter().any(Self::is_fancy),
            _ => false,
        }
    }

    /// Whether it finds the same when every letter or digit beyond ASCII is written `_`.
    pub(super) fn is_blind(&self) -> bool {
        match self {
            Self::Text(text) => text.chars().all(|c| c != '_' && (c.is_ascii() || !is_word(c))),
            Self::Class(class) => class.is_blind(),
            Self::Back(_) => false,
            Self::Repeat { node, .. }
            | Self::Capture(node, _)
            | Self::Group(node, _)
            | Self::Atomic(node)
            | Self::Look { node, .. } => node.is_blind(),
            Self::Concat(all) | Self::Alt(all) => all.iter().all(Self::is_blind),
            _ => true,
        }
    }

    /// The texts that it matches, where it is a few plain ones: those that take an optional part first.
    pub(super) fn spellings(&self) -> Option<Vec<String>> {
        let all = match self {
            Self::Empty => vec![String::new()],
            Self::Text(text) => vec![text.clone()],
            Self::Capture(node, _) => node.spellings()?,
            Self::Group(node, flags) if flags.is_empty() => node.spellings()?,
            Self::Repeat { node, min: 0, max: Some(1), .. } => {
                let mut all = node.spellings()?;
                all.push(String::new());
                all
            }
            Self::Alt(all) => all.iter().map(Self::spellings).collect::<Option<Vec<_>>>()?.concat(),
            Self::Concat(parts) => {
                let mut all = vec![String::new()];
                for part in parts {
                    let ends = part.spellings()?;
                    if all.len() * ends.len() > MAX_SPELLINGS {
                        return None;
                    }
                    all = all.iter().flat_map(|text| ends.iter().map(move |end| format!("{text}{end}"))).collect();
                }
                all
            }
            _ => return None,
        };
        (all.len() <= MAX_SPELLINGS).then_some(all)
    }

    /// How many groups capture.
    pub(super) fn captures(&self) -> usize {
        match self {
            Self::Capture(node, _) => 1 + node.captures(),
            Self::Repeat { node, .. } | Self::Group(node, _) | Self::Atomic(node) | Self::Look { node, .. } => {
                node.captures()
            }
            Self::Concat(all) | Self::Alt(all) => all.iter().map(Self::captures).sum(),
            _ => 0,
        }
    }

    /// The regex for an engine.
    pub(super) fn write(&self, style: Style) -> String {
        let mut out = String::new();
        self.put(style, &mut out);
        out
    }

    fn put(&self, style: Style, out: &mut String) {
        match self {
            Self::Empty => {}
            Self::Text(text) => text.chars().for_each(|c| put_char(c, out)),
            Self::Any => out.push('.'),
            Self::Class(class) => class.put(style, out),
            Self::Anchor(anchor) => out.push_str(anchor),
            Self::LastEnd if style.relaxed => {}
            Self::LastEnd => out.push_str("(?=\\n?\\z)"),
            // Beside letters beyond ASCII the linear engine would be slow, and what finds more will do.
            Self::Word | Self::NotWord if style.relaxed && !style.ascii => {}
            Self::Word => out.push_str(if style.ascii && !style.fancy { "(?-u:\\b)" } else { "\\b" }),
            Self::NotWord => out.push_str(if style.ascii && !style.fancy { "(?-u:\\B)" } else { "\\B" }),
            Self::Capture(node, name) => {
                match name {
                    _ if !style.captures => out.push_str("(?:"),
                    Some(name) => {
                        let _ = write!(out, "(?P<{name}>");
                    }
                    None => out.push('('),
                }
                node.put(style, out);
                out.push(')');
            }
            Self::Group(node, flags) => {
                let _ = write!(out, "(?{flags}:");
                node.put(style, out);
                out.push(')');
            }
            Self::Flags(flags) => {
                let _ = write!(out, "(?{flags})");
            }
            Self::Concat(all) => {
                for node in all {
                    // Only possible where an alternative was put together by hand.
                    let wrap = matches!(node, Self::Alt(_));
                    out.push_str(if wrap { "(?:" } else { "" });
                    node.put(style, out);
                    out.push_str(if wrap { ")" } else { "" });
                }
            }
            Self::Alt(all) => {
                for (index, node) in all.iter().enumerate() {
                    out.push_str(if index > 0 { "|" } else { "" });
                    node.put(style, out);
                }
            }
            // Something without width that may be missing says nothing.
            Self::Repeat { node, min: 0, .. } if matches!(**node, Self::Look { .. } | Self::LastEnd) => {}
            Self::Repeat { node, .. } if matches!(**node, Self::Look { .. } | Self::LastEnd) => node.put(style, out),
            Self::Repeat { node, min, max, lazy } => {
                out.push_str("(?:");
                node.put(style, out);
                out.push(')');
                let _ = match (*min, *max) {
                    (0, None) => write!(out, "*"),
                    (1, None) => write!(out, "+"),
                    (0, Some(1)) => write!(out, "?"),
                    (min, None) => write!(out, "{{{min},}}"),
                    (min, Some(max)) => write!(out, "{{{min},{max}}}"),
                };
                out.push_str(if *lazy { "?" } else { "" });
            }
            Self::Look { .. } if style.relaxed => {}
            Self::Look { node, ahead, negative } => {
                out.push_str("(?");
                out.push_str(if *ahead { "" } else { "<" });
                out.push(if *negative { '!' } else { '=' });
                node.put(style, out);
                out.push(')');
            }
            Self::Atomic(node) => {
                out.push_str(if style.relaxed { "(?:" } else { "(?>" });
                node.put(style, out);
                out.push(')');
            }
            Self::Back(_) if style.relaxed => out.push_str("(?s:.*)"),
            Self::Back(name) => {
                let number = name.bytes().all(|b| b.is_ascii_digit());
                let _ = if number { write!(out, "(?:\\{name})") } else { write!(out, "\\k<{name}>") };
            }
        }
    }

    /// The texts of which a match must hold one, in lower case; nothing where a match may hold any. Linear.
    pub(super) fn required(&self) -> Option<Vec<Required>> {
        let texts = self.texts();
        let set = texts.set?;
        let mut set: Vec<Required> = set.into_iter().map(|text| text.edges()).collect();
        set.sort_unstable();
        set.dedup();
        (!set.iter().any(|text| text.text.is_empty()) && set.len() <= MAX_TEXTS).then_some(set)
    }

    fn texts(&self) -> Texts {
        match self {
            Self::Text(text) => match Texts::of_text(text) {
                Some(texts) => texts,
                None => text.chars().fold(Texts::nothing(), |texts, c| texts.then(Texts::of_char(c))),
            },
            Self::Class(class) => class.texts(),
            Self::Any | Self::Back(_) => Texts::anything(),
            Self::Capture(node, _) | Self::Group(node, _) | Self::Atomic(node) => node.texts(),
            Self::Alt(all) => all.iter().map(Self::texts).reduce(Texts::or).unwrap_or_else(Texts::nothing),
            Self::Concat(all) => {
                let mut run = Run::default();
                all.iter().for_each(|node| run.add(node));
                run.finish()
            }
            Self::Repeat { node, min, max, .. } => match (min, max) {
                (1, Some(1)) => node.texts(),
                (0, Some(1)) => Texts::nothing().or(node.texts()),
                (0, _) => Texts::anything(),
                _ => Texts { exact: false, ..node.texts() },
            },
            // They have no width.
            Self::Empty
            | Self::Anchor(_)
            | Self::LastEnd
            | Self::Word
            | Self::NotWord
            | Self::Flags(_)
            | Self::Look { .. } => Texts::nothing(),
        }
    }
}

/// What a part of a regex may stand for.
struct Texts {
    /// A match holds one of these; nothing where it may hold any.
    set: Option<Vec<Required>>,
    /// A match is one of these, whole.
    exact: bool,
}

impl Required {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), starts: false, ends: false, lead: Some(0) }
    }

    /// What a boundary asks of the neighbours is known only beside letters and digits.
    fn edges(mut self) -> Self {
        self.starts &= self.text.chars().next().is_some_and(is_word);
        self.ends &= self.text.chars().next_back().is_some_and(is_word);
        self
    }
}

impl Texts {
    fn nothing() -> Self {
        Self { set: Some(vec![Required::new("")]), exact: true }
    }

    fn anything() -> Self {
        Self { set: None, exact: false }
    }

    fn of_char(c: char) -> Self {
        // Case beyond ASCII is left to the regex.
        if !c.is_ascii() && is_word(c) {
            return Self::anything();
        }
        Self { set: Some(vec![Required::new(c.to_ascii_lowercase().encode_utf8(&mut [0; 4]))]), exact: true }
    }

    /// A short text as one; nothing where a part of it is left to the regex.
    fn of_text(text: &str) -> Option<Self> {
        let plain = text.chars().all(|c| c.is_ascii() || !is_word(c));
        let set = || Some(vec![Required::new(&text.to_ascii_lowercase())]);
        (plain && text.len() <= MAX_TEXT).then(|| Self { set: set(), exact: true })
    }

    fn or(self, other: Self) -> Self {
        let exact = self.exact && other.exact;
        let set = self.set.zip(other.set).map(|(mut set, other)| {
            set.extend(other);
            set
        });
        match set {
            Some(set) if set.len() <= MAX_TEXTS => Self { set: Some(set), exact },
            _ => Self::anything(),
        }
    }

    fn then(self, other: Self) -> Self {
        let mut run = Run { now: None, ..Run::default() };
        run.push(self);
        run.push(other);
        run.finish()
    }

    /// How many bytes they take, where all take as many.
    fn width(&self) -> Option<usize> {
        let set = self.set.as_ref().filter(|_| self.exact)?;
        let first = set.first()?.text.len();
        set.iter().all(|text| text.text.len() == first).then_some(first)
    }

    /// The same so many bytes further on.
    fn moved(mut self, by: Option<usize>) -> Self {
        let texts = self.set.iter_mut().flatten();
        texts.for_each(|text| text.lead = text.lead.zip(by).map(|(lead, by)| lead + by));
        self
    }

    /// How well they tell a text that can match from one that cannot.
    fn worth(&self) -> usize {
        let of = |text: &Required| match text.text.len() {
            0 => 0,
            length => length.min(8) * 2 + usize::from(text.starts) + usize::from(text.ends),
        };
        self.set.as_ref().and_then(|set| set.iter().map(of).min()).unwrap_or(0)
    }
}

/// A sequence of parts: the texts that stand for its last parts, and the best set met so far.
#[derive(Default)]
struct Run {
    now: Option<Texts>,
    best: Option<Texts>,
    broken: bool,
    /// A boundary stands before the next part.
    boundary: bool,
    /// How many bytes the parts before `now` take, where that is known.
    before: usize,
    unknown: bool,
}

impl Run {
    fn add(&mut self, node: &Node) {
        match node {
            Node::Word => match self.now.as_mut().filter(|now| now.exact).and_then(|now| now.set.as_mut()) {
                Some(set) => set.iter_mut().for_each(|text| text.ends = true),
                None => self.boundary = true,
            },
            Node::Text(text) => match Texts::of_text(text) {
                Some(texts) => self.push(texts),
                None => text.chars().for_each(|c| self.push(Texts::of_char(c))),
            },
            // What it looks at stands beside the match.
            Node::Look { node, negative: false, .. } => {
                let texts = node.texts().moved(None);
                self.keep(texts);
            }
            Node::Empty | Node::Anchor(_) | Node::LastEnd | Node::NotWord | Node::Flags(_) | Node::Look { .. } => {}
            node => self.push(node.texts()),
        }
    }

    fn push(&mut self, mut next: Texts) {
        if std::mem::take(&mut self.boundary) {
            if let Some(set) = next.set.as_mut().filter(|_| next.exact) {
                set.iter_mut().for_each(|text| text.starts = true);
            }
        }
        let Some(now) = self.now.take() else {
            self.now = Some(next.moved(self.lead()));
            return;
        };
        match (now, next) {
            (Texts { set: Some(now), exact: true }, Texts { set: Some(next), exact: true })
                if now.len() * next.len() <= MAX_CROSS.max(now.len()).max(next.len())
                    && now.iter().all(|text| text.text.len() < MAX_TEXT) =>
            {
                let pairs = now.iter().flat_map(|a| {
                    next.iter().map(move |b| Required {
                        text: format!("{}{}", a.text, b.text),
                        starts: if a.text.is_empty() { a.starts || b.starts } else { a.starts },
                        ends: if b.text.is_empty() { a.ends || b.ends } else { b.ends },
                        lead: a.lead,
                    })
                });
                self.now = Some(Texts { set: Some(pairs.collect()), exact: true });
            }
            (now, next) => {
                self.broken = true;
                match now.width() {
                    Some(width) => self.before += width,
                    None => self.unknown = true,
                }
                self.keep(now);
                self.now = Some(next.moved(self.lead()));
            }
        }
    }

    fn lead(&self) -> Option<usize> {
        (!self.unknown).then_some(self.before)
    }

    fn keep(&mut self, texts: Texts) {
        let worth = texts.worth();
        if worth > 0 && self.best.as_ref().is_none_or(|best| best.worth() < worth) {
            self.best = Some(texts);
        }
    }

    fn finish(mut self) -> Texts {
        let last = self.now.take().unwrap_or_else(Texts::nothing);
        if !self.broken && last.set.is_some() {
            return last;
        }
        self.keep(last);
        self.best.map_or_else(Texts::anything, |best| Texts { exact: false, ..best })
    }
}

impl Class {
    fn is_blind(&self) -> bool {
        let known = |item: &Item| match item {
            Item::Range(_, high) => *high <= '\u{7f}',
            Item::Perl(_) => true,
            Item::Named(_) => false,
        };
        let plain = self
            .items
            .iter()
            .all(|item| known(item) || matches!(item, Item::Range(low, high) if low == high && !is_word(*low)));
        plain && self.has('_') == self.has('\u{e9}') && self.minus.as_ref().is_none_or(|minus| minus.is_blind())
    }

    fn has(&self, c: char) -> bool {
        let found = self.items.iter().any(|item| match item {
            Item::Range(low, high) => (*low..=*high).contains(&c),
            Item::Perl('w') => is_word(c),
            Item::Perl('W') => !is_word(c),
            Item::Perl('d') => c.is_numeric(),
            Item::Perl('D') => !c.is_numeric(),
            Item::Perl('s') => c.is_whitespace(),
            Item::Perl(_) => !c.is_whitespace(),
            Item::Named(_) => false,
        });
        found != self.negated
    }

    fn put(&self, style: Style, out: &mut String) {
        out.push_str(if self.negated { "[^" } else { "[" });
        for item in &self.items {
            match item {
                Item::Range(low, high) => {
                    put_char(*low, out);
                    if low != high {
                        out.push('-');
                        put_char(*high, out);
                    }
                }
                Item::Perl(c) => match (*c, style.ascii) {
                    ('w', true) => out.push_str("0-9A-Za-z_"),
                    ('W', true) => out.push_str("[^0-9A-Za-z_]"),
                    ('d', true) => out.push_str("0-9"),
                    ('D', true) => out.push_str("[^0-9]"),
                    (c, _) => out.extend(['\\', c]),
                },
                Item::Named(name) => out.push_str(name),
            }
        }
        if let Some(minus) = &self.minus {
            out.push_str("--");
            minus.put(style, out);
        }
        out.push(']');
    }

    fn texts(&self) -> Texts {
        let mut chars: Vec<char> = Vec::new();
        for item in &self.items {
            match item {
                Item::Range(low, high) if u32::from(*high) - u32::from(*low) < 8 => chars.extend(*low..=*high),
                _ => return Texts::anything(),
            }
        }
        chars.iter_mut().for_each(|c| c.make_ascii_lowercase());
        chars.sort_unstable();
        chars.dedup();
        let foldable = |c: &char| !c.is_ascii() && is_word(*c);
        if self.negated || self.minus.is_some() || chars.len() > 8 || chars.iter().any(foldable) || chars.is_empty() {
            return Texts::anything();
        }
        Texts { set: Some(chars.iter().map(|c| Required::new(c.encode_utf8(&mut [0; 4]))).collect()), exact: true }
    }
}

/// Writes a character so that it stands for itself, in a class and outside.
fn put_char(c: char, out: &mut String) {
    match c {
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        c if c.is_control() => {
            let _ = write!(out, "\\x{{{:x}}}", u32::from(c));
        }
        // `<` and `>` mean something when they are escaped.
        c if c.is_ascii_punctuation() && !matches!(c, '<' | '>' | '_') => out.extend(['\\', c]),
        ' ' => out.push_str("\\x20"),
        c => out.push(c),
    }
}

/// Whether a character belongs to a word, as `\w` has it. The signs that choose the form of an emoji do not.
pub(super) fn is_word(c: char) -> bool {
    match c {
        c if c.is_ascii() => c.is_ascii_alphanumeric() || c == '_',
        '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}' | '\u{ff3f}' => true,
        c => c.is_alphanumeric(),
    }
}
