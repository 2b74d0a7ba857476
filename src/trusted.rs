//! TOML that is known to be right: the texts that are part of the crate, read several times as fast as a parser can that
//! must tell every fault and its place.
//!
//! It reads what those texts are written in and gives up on all else, so that a text is either read as the `toml` crate
//! reads it, places included, or not at all. It does not notice every fault: texts of users never come here.

use serde::Deserializer;
use serde::de::value::{BorrowedStrDeserializer, Error};
use serde::de::{
    DeserializeOwned, DeserializeSeed, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};
use serde_spanned::de::{SpannedDeserializer, is_spanned};
use std::borrow::Cow;
use std::ops::Range;
use std::vec;

/// Reads a text, or gives up.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let mut reader = Reader { text, at: 0 };
    let root = reader.document()?;
    T::deserialize(Item { node: Node::Table(root), place: (0, text.len() as u32) }).ok()
}

/// A value and its place.
#[derive(Debug)]
struct Item<'a> {
    node: Node<'a>,
    place: (u32, u32),
}

#[derive(Debug)]
enum Node<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    Float(f64),
    Flag(bool),
    List(Vec<Item<'a>>),
    Table(Table<'a>),
}

/// Keys and values, in the order in which they are written.
#[derive(Debug, Default)]
struct Table<'a>(Vec<(Key<'a>, Item<'a>)>);

#[derive(Debug)]
struct Key<'a> {
    name: Cow<'a, str>,
    place: (u32, u32),
}

/// A key is read as a text is.
impl<'a> From<Key<'a>> for Item<'a> {
    fn from(key: Key<'a>) -> Self {
        Self { node: Node::Text(key.name), place: key.place }
    }
}

impl<'a> Table<'a> {
    fn position(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|(key, _)| key.name == name)
    }

    /// Adds a key that is new.
    fn add(&mut self, key: Key<'a>, item: Item<'a>) -> Option<()> {
        self.position(&key.name).is_none().then(|| self.0.push((key, item)))
    }

    /// The table behind a key: a new one, the one there is, or the last of the list there is.
    fn inner(&mut self, key: Key<'a>) -> Option<&mut Self> {
        let at = self.position(&key.name).unwrap_or_else(|| {
            let place = key.place;
            self.0.push((key, Item { node: Node::Table(Self::default()), place }));
            self.0.len() - 1
        });
        match &mut self.0[at].1.node {
            Node::Table(table) => Some(table),
            Node::List(list) => match &mut list.last_mut()?.node {
                Node::Table(table) => Some(table),
                _ => None,
            },
            _ => None,
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// What stands between a line's end and what comes next.
const BLANKS: [u8; 4] = [b' ', b'\t', b'\n', b'\r'];

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, what: &str) -> Option<()> {
        self.text.as_bytes()[self.at..].starts_with(what.as_bytes()).then(|| self.at += what.len())
    }

    fn skip_spaces(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Skips blanks, ends of lines and comments.
    fn skip_lines(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'#' {
                let rest = &self.text.as_bytes()[self.at..];
                self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            } else if BLANKS.contains(&byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    fn document(&mut self) -> Option<Table<'a>> {
        let mut root = Table::default();
        self.entries(&mut root)?;
        while let Some(start) = self.peek().map(|_| self.at) {
            self.take("[")?;
            let is_list = self.take("[").is_some();
            let mut path = self.path()?;
            self.take(if is_list { "]]" } else { "]" })?;
            let place = (start as u32, self.at as u32);
            let last = path.pop()?;
            let mut table = &mut root;
            for key in path {
                table = table.inner(key)?;
            }
            let new = || Item { node: Node::Table(Table::default()), place };
            let at = table.position(&last.name);
            match at.map(|at| &mut table.0[at].1) {
                None if is_list => {
                    table.add(last, Item { node: Node::List(vec![new()]), place })?;
                }
                None => table.add(last, new())?,
                Some(Item { node: Node::List(list), .. }) if is_list => list.push(new()),
                Some(_) => return None,
            }
            let at = at.unwrap_or(table.0.len() - 1);
            let table = match &mut table.0[at].1.node {
                Node::Table(table) => table,
                Node::List(list) => match &mut list.last_mut()?.node {
                    Node::Table(table) => table,
                    _ => return None,
                },
                _ => return None,
            };
            self.entries(table)?;
        }
        Some(root)
    }

    /// The lines up to the next header.
    fn entries(&mut self, table: &mut Table<'a>) -> Option<()> {
        loop {
            self.skip_lines();
            if matches!(self.peek(), None | Some(b'[')) {
                return Some(());
            }
            self.entry(table)?;
            self.skip_spaces();
            matches!(self.peek(), None | Some(b'\n' | b'\r' | b'#')).then_some(())?;
        }
    }

    /// One `key = value`.
    fn entry(&mut self, table: &mut Table<'a>) -> Option<()> {
        let mut path = self.path()?;
        self.take("=")?;
        self.skip_spaces();
        let item = self.value()?;
        let last = path.pop()?;
        let mut table = table;
        for key in path {
            table = table.inner(key)?;
        }
        table.add(last, item)
    }

    /// A key with dots, and the spaces around it.
    fn path(&mut self) -> Option<Vec<Key<'a>>> {
        let mut path = Vec::with_capacity(4);
        loop {
            self.skip_spaces();
            path.push(self.key()?);
            self.skip_spaces();
            if self.take(".").is_none() {
                return Some(path);
            }
        }
    }

    fn key(&mut self) -> Option<Key<'a>> {
        let start = self.at;
        let name = match self.peek()? {
            b'"' => self.basic()?,
            b'\'' => self.literal()?,
            _ => {
                while matches!(self.peek(), Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-')) {
                    self.at += 1;
                }
                Cow::Borrowed(&self.text[start..self.at])
            }
        };
        (self.at > start).then_some(Key { name, place: (start as u32, self.at as u32) })
    }

    fn value(&mut self) -> Option<Item<'a>> {
        let start = self.at;
        let node = match self.peek()? {
            b'"' => Node::Text(self.basic()?),
            b'\'' => Node::Text(self.literal()?),
            b'[' => Node::List(self.list()?),
            b'{' => Node::Table(self.inline()?),
            _ => self.scalar()?,
        };
        Some(Item { node, place: (start as u32, self.at as u32) })
    }

    fn list(&mut self) -> Option<Vec<Item<'a>>> {
        self.take("[")?;
        let mut list = Vec::new();
        loop {
            self.skip_lines();
            if self.take("]").is_some() {
                return Some(list);
            }
            list.push(self.value()?);
            self.skip_lines();
            if self.take(",").is_none() {
                self.take("]")?;
                return Some(list);
            }
        }
    }

    fn inline(&mut self) -> Option<Table<'a>> {
        self.take("{")?;
        let mut table = Table::default();
        loop {
            self.skip_lines();
            if self.take("}").is_some() {
                return Some(table);
            }
            self.entry(&mut table)?;
            self.skip_lines();
            if self.take(",").is_none() {
                self.take("}")?;
                return Some(table);
            }
        }
    }

    /// A number or a flag.
    fn scalar(&mut self) -> Option<Node<'a>> {
        let start = self.at;
        while matches!(self.peek(), Some(b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-')) {
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let plain = word.strip_prefix('-').unwrap_or(word);
        match word {
            "true" => return Some(Node::Flag(true)),
            "false" => return Some(Node::Flag(false)),
            // A date, another base, an exponent.
            _ if plain.starts_with('0') && is_digits(plain) && plain.len() > 1 => return None,
            _ if is_digits(plain) => return word.parse().ok().map(Node::Integer),
            _ => {}
        }
        let (whole, part) = plain.split_once('.')?;
        let is_whole = is_digits(whole) && (whole == "0" || !whole.starts_with('0'));
        (is_whole && is_digits(part)).then(|| word.parse().ok().map(Node::Float))?
    }

    /// A text between double quotes, one or three of them.
    fn basic(&mut self) -> Option<Cow<'a, str>> {
        let is_long = self.take("\"\"\"").is_some();
        if is_long {
            _ = self.take("\n");
        } else {
            self.take("\"")?;
        }
        let mut text = Cow::Borrowed("");
        loop {
            let rest = &self.text[self.at..];
            let plain = memchr::memchr2(b'"', b'\\', rest.as_bytes())?;
            let (plain, rest) = rest.split_at(plain);
            (is_long || !plain.contains('\n')).then_some(())?;
            if text.is_empty() {
                text = Cow::Borrowed(plain);
            } else {
                text.to_mut().push_str(plain);
            }
            self.at += plain.len();
            if rest.starts_with('\\') {
                self.escape(is_long, text.to_mut())?;
            } else if !is_long {
                self.at += 1;
                return Some(text);
            } else if rest.starts_with("\"\"\"") {
                // A quotation mark of the text may stand before the closing ones; no text here has that.
                (!rest.starts_with("\"\"\"\"")).then_some(())?;
                self.at += 3;
                return Some(text);
            } else {
                text.to_mut().push('"');
                self.at += 1;
            }
        }
    }

    fn escape(&mut self, is_long: bool, text: &mut String) -> Option<()> {
        self.at += 1;
        let byte = self.peek()?;
        self.at += 1;
        let mut code = |digits: usize| {
            let code = self.text.get(self.at..self.at + digits)?;
            self.at += digits;
            code.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
            char::from_u32(u32::from_str_radix(code, 16).ok()?)
        };
        text.push(match byte {
            b'"' | b'\\' => char::from(byte),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => code(4)?,
            b'U' => code(8)?,
            // The line's end and all blanks after it are no part of the text.
            b'\n' if is_long => {
                while self.peek().is_some_and(|byte| BLANKS.contains(&byte)) {
                    self.at += 1;
                }
                return Some(());
            }
            _ => return None,
        });
        Some(())
    }

    /// A text between single quotes, one or three of them.
    fn literal(&mut self) -> Option<Cow<'a, str>> {
        let is_long = self.take("'''").is_some();
        if is_long {
            _ = self.take("\n");
        } else {
            self.take("'")?;
        }
        let rest = &self.text[self.at..];
        let end = if is_long { rest.find("'''")? } else { memchr::memchr(b'\'', rest.as_bytes())? };
        let (text, rest) = rest.split_at(end);
        let is_right = if is_long { !rest.starts_with("''''") } else { !text.contains('\n') };
        self.at += end + if is_long { 3 } else { 1 };
        is_right.then_some(Cow::Borrowed(text))
    }
}

fn range((start, end): (u32, u32)) -> Range<usize> {
    start as usize..end as usize
}

impl<'de> IntoDeserializer<'de, Error> for Item<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Item<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.node {
            Node::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Node::Text(Cow::Owned(text)) => visitor.visit_string(text),
            Node::Integer(number) => visitor.visit_i64(number),
            Node::Float(number) => visitor.visit_f64(number),
            Node::Flag(flag) => visitor.visit_bool(flag),
            Node::List(list) => visitor.visit_seq(Elements(list.into_iter())),
            Node::Table(table) => visitor.visit_map(Entries { rest: table.0.into_iter(), value: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if is_spanned(name) {
            let place = range(self.place);
            return visitor.visit_map(SpannedDeserializer::new(self, place));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.node {
            Node::Text(Cow::Borrowed(text)) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
            Node::Text(Cow::Owned(text)) => visitor.visit_enum(text.into_deserializer()),
            Node::Table(table) => {
                let mut entries = table.0.into_iter();
                match (entries.next(), entries.next()) {
                    (Some((key, item)), None) => visitor.visit_enum(Variant(key, item)),
                    _ => Err(Error::custom("one key")),
                }
            }
            _ => Err(Error::custom("a text or a table")),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

struct Elements<'a>(vec::IntoIter<Item<'a>>);

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.0.next().map(|item| seed.deserialize(item)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Entries<'a> {
    rest: vec::IntoIter<(Key<'a>, Item<'a>)>,
    value: Option<Item<'a>>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Item::from(key)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.value.take().ok_or_else(|| Error::custom("a key first"))?)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// A table of one key: the variant of an enumeration and what it holds.
struct Variant<'a>(Key<'a>, Item<'a>);

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Item<'de>;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Item<'de>), Error> {
        Ok((seed.deserialize(Item::from(self.0))?, self.1))
    }
}

impl<'de> VariantAccess<'de> for Item<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.node {
            Node::Table(table) if table.0.is_empty() => Ok(()),
            _ => Err(Error::custom("an empty table")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        self.deserialize_struct("", fields, visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;
    use toml::Spanned;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "compared as it is printed")]
    struct Sample {
        #[serde(default)]
        number: Option<Spanned<i64>>,
        #[serde(default)]
        part: Option<Spanned<f64>>,
        #[serde(default)]
        flag: bool,
        #[serde(default)]
        text: Option<Spanned<String>>,
        #[serde(default)]
        list: Option<Spanned<Vec<Spanned<String>>>>,
        #[serde(default)]
        table: Option<Spanned<BTreeMap<Spanned<String>, i64>>>,
        #[serde(default)]
        tables: Vec<Spanned<Sample>>,
        #[serde(default)]
        choice: Option<Choice>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    #[allow(dead_code, reason = "compared as it is printed")]
    enum Choice {
        Plain,
        With(Spanned<String>),
        Fields { a: Spanned<i64> },
    }

    fn both(text: &str) -> (Option<String>, Option<String>) {
        let print = |sample: Sample| format!("{sample:?}");
        (read(text).map(print), toml::from_str(text).ok().map(print))
    }

    #[test]
    fn what_is_read_is_read_as_the_toml_crate_does() {
        for text in [
            "",
            "number = -12\npart = 1.5 # so much\r\nflag = true",
            "text = \"a \\\"b\\\" \\u00e9\\n\\\\\"\nlist = [ 'a', # one\n \"b\",\n]",
            "text = \"\"\"\nlong \"text\" \\\n   and on\n\"\"\"",
            "text = '''\nas it is \\n ' \n'''",
            "table = { a = 1, \"b c\" = 2 }\nchoice = \"plain\"",
            "table.a = 1\ntable.b = 2\nchoice.with = 'x'",
            "choice.fields.a = 3\n[table]\na = 1\n\n[[tables]]\nnumber = 1\n[tables.table]\nz = 1\n[[tables]]\n\
             [[tables.tables]]\n text = 'in'\n[tables.choice]\nwith='y'\n",
            "tables = [{ number = 1 }, { text = \"\\t\" }]",
        ] {
            let (own, other) = both(text);
            assert!(other.is_some(), "{text}");
            assert_eq!(own, other, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_given_up() {
        for text in [
            "number = 0x10",
            "number = 1_000",
            "number = 007",
            "part = 1e3",
            "part = 1.",
            "number = 1\nnumber = 2",
            "text = 'a' 'b'",
            "text = \"a\nb\"",
            "text = \"\\q\"",
            "text = \"\"\"a\"\"\"\"",
            "text = 1979-05-27",
            "[table]\n[table]\n",
            "[[tables]\n",
            "list = ['a'",
            "= 1",
            "table = { a = 1",
            "text = \"a",
            "choice.other = 1",
        ] {
            assert_eq!(both(text).0, None, "{text}");
        }
    }
}
