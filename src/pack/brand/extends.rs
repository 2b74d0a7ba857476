//! A brand file over the files that it extends: read as if each stood behind the one below it, so that one number says
//! where something stands, in whichever file.
//!
//! Tables are joined key by key. Of two values under one key, the file that extends wins; lists that say who the
//! business is and what it objects to add up, as do tables between double brackets.

use crate::error::Error;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How many files may extend one another.
const DEEPEST: usize = 8;

/// Lists that add up; every other list is replaced. `*` stands for any one key.
const ADDED: &[&str] = &[
    "packs",
    "identity.names",
    "identity.staff",
    "identity.services",
    "identity.contacts",
    "identity.pages",
    "identity.own_identifiers",
    "live_variables.names",
    "terms.banned",
    "terms.prefer",
    "terms.casing",
    "terms.inclusive",
    "terms.plain",
    "terms.competitors",
    "terms.consistent",
];

/// Gives the origin and the text of the file that another extends, by the origin of that one and the name that it gives.
pub(super) type Resolve<'a> = dyn FnMut(&str, &str) -> Result<(String, String), String> + 'a;

/// The files that a brand is read from, the one below all others first.
#[derive(Debug, Clone, Default)]
pub(super) struct Files {
    files: Vec<File>,
}

#[derive(Debug, Clone)]
struct File {
    origin: Arc<str>,
    text: Arc<str>,
    /// Where it begins.
    start: usize,
}

impl Files {
    /// Adds a file on top of those that are there. Returns where it begins.
    pub(super) fn push(&mut self, origin: &str, text: &str) -> usize {
        // One byte apart, so that the end of a file is no place of the next.
        let start = self.files.last().map_or(0, |file| file.start + file.text.len() + 1);
        self.files.push(File { origin: origin.into(), text: text.into(), start });
        start
    }

    /// Origins and texts, the file below all others first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        self.files.iter().map(|file| (&*file.origin, &*file.text))
    }

    /// The file of a place, its text, and the byte in it.
    pub(super) fn at(&self, place: usize) -> (&str, &str, usize) {
        let file = self.files.iter().rev().find(|file| file.start <= place);
        file.map_or(("", "", 0), |file| (&*file.origin, &*file.text, (place - file.start).min(file.text.len())))
    }

    /// What TOML says of one of the files.
    pub(super) fn refused(&self, error: &toml::de::Error) -> Error {
        let (origin, text, at) = self.at(error.span().map_or(0, |span| span.start));
        super::super::refused(error, text, origin, at)
    }

    /// An error of the joined texts, at its own file.
    pub(super) fn moved(&self, error: Error) -> Error {
        let Some(place) = error.byte() else { return error };
        let (origin, text, at) = self.at(place);
        error.moved(origin, text, at)
    }

    /// An error at a place.
    pub(super) fn error(&self, what: impl Into<String>, place: usize) -> Error {
        let (origin, text, at) = self.at(place);
        Error::new(origin, what).at(text, at)
    }
}

/// Reads a file and, through `resolve`, those that it extends. Returns their texts as `parse` wants them, the one below
/// all others first.
pub(super) fn read(
    text: &str,
    origin: &str,
    resolve: &mut Resolve<'_>,
    files: &mut Files,
) -> Result<Vec<String>, Error> {
    let mut chain: Vec<(String, String)> = Vec::new();
    let (mut text, mut origin) = (text.to_owned(), origin.to_owned());
    while let Some((name, at)) = extended(&text, &origin)? {
        let refused = |what: String| Error::new(&origin, what).at(&text, at);
        let (below, found) = resolve(&origin, &name)
            .map_err(|what| refused(format!("`extends = \"{name}\"`: {what}")).remedy("name a file beside this one"))?;
        let known = |known: &str| known == below;
        if known(&origin) || chain.iter().any(|(origin, _)| known(origin)) {
            return Err(refused(format!("`{below}` extends itself")).remedy("take one `extends` out"));
        }
        if chain.len() + 1 == DEEPEST {
            return Err(refused(format!("more than {DEEPEST} files extend one another")).remedy("join some of them"));
        }
        chain.push((std::mem::replace(&mut origin, below), std::mem::replace(&mut text, found)));
    }
    chain.push((origin, text));
    // Blanks in front move every place to where the file stands among the others.
    Ok(chain.iter().rev().map(|(origin, text)| " ".repeat(files.push(origin, text)) + text).collect())
}

/// Reads the texts into one tree.
pub(super) fn parse<'t>(texts: &'t [String], files: &Files) -> Result<Spanned<DeTable<'t>>, Error> {
    let mut below: Option<Spanned<DeTable<'t>>> = None;
    for text in texts {
        let over = DeTable::parse(text).map_err(|error| files.refused(&error))?;
        below = Some(match below {
            None => over,
            Some(mut below) => {
                join(below.get_mut(), over.into_inner(), "");
                below
            }
        });
    }
    Ok(below.unwrap_or_else(|| Spanned::new(0..0, DeTable::new())))
}

/// What a file extends, and where it says so.
fn extended(text: &str, origin: &str) -> Result<Option<(String, usize)>, Error> {
    let mut files = Files::default();
    files.push(origin, text);
    let tree = DeTable::parse(text).map_err(|error| files.refused(&error))?;
    let Some(name) = tree.as_ref().get("extends") else { return Ok(None) };
    match name.as_ref().as_str() {
        Some(file) => Ok(Some((file.to_owned(), name.span().start))),
        None => Err(files.error("`extends` is no text", name.span().start).remedy("write `extends = \"group.toml\"`")),
    }
}

fn join<'t>(below: &mut DeTable<'t>, over: DeTable<'t>, path: &str) {
    for (key, value) in over {
        let path = if path.is_empty() { key.as_ref().to_string() } else { format!("{path}.{}", key.as_ref()) };
        let Some(known) = below.get_mut(key.as_ref().as_ref()) else {
            below.insert(key, value);
            continue;
        };
        let span = value.span();
        match (known.get_mut(), value.into_inner()) {
            (DeValue::Table(below), DeValue::Table(over)) => join(below, over, &path),
            (DeValue::Array(below), DeValue::Array(over)) if adds_up(below, &over, &path) => {
                over.into_iter().for_each(|item| below.push(item));
            }
            (_, over) => {
                // The key moves with its value.
                below.remove(key.as_ref().as_ref());
                below.insert(key, Spanned::new(span, over));
            }
        }
    }
}

fn adds_up(below: &[Spanned<DeValue<'_>>], over: &[Spanned<DeValue<'_>>], path: &str) -> bool {
    let tables = |list: &[Spanned<DeValue<'_>>]| list.iter().all(|item| item.as_ref().is_table());
    ADDED.contains(&path)
        || !path.contains('.') && tables(below) && tables(over)
        || path == "identity.locations"
        || path == "escalate.hold"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(texts: &[(&str, &str)]) -> Result<String, Error> {
        let find = |name: &str| texts.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
        let mut resolve = |_: &str, name: &str| Ok((name.to_owned(), find(name).ok_or("there is no such file")?));
        let mut files = Files::default();
        let (origin, text) = texts[0];
        let texts = read(text, origin, &mut resolve, &mut files)?;
        let tree = parse(&texts, &files)?;
        Ok(format!(
            "{:?}",
            serde::Deserialize::deserialize(toml::Deserializer::from(tree))
                .map(|value: toml::Table| value.to_string())
                .expect("a table")
        ))
    }

    #[test]
    fn what_extends_wins_and_lists_of_the_business_add_up() {
        let own = "extends = \"b\"\n[limits]\nwords = 3\n[terms]\nbanned = [\"x\"]\n[voice]\nchannels = [1]\n";
        let below = "[limits]\nwords = 9\nlines = 1\n[terms]\nbanned = [\"y\"]\n[voice]\nchannels = [2]\n";
        let text = joined(&[("a", own), ("b", below)]).expect("two files");
        for part in ["words = 3", "lines = 1", "[\\\"y\\\", \\\"x\\\"]", "channels = [1]"] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn circles_and_missing_files_are_errors_with_a_place() {
        let circle = joined(&[("a", "\nextends = \"b\""), ("b", "extends = \"a\"")]).expect_err("a circle");
        assert_eq!(circle.to_string(), "b:1:11: `a` extends itself; take one `extends` out");
        let missing = joined(&[("a", "\nextends = \"c\"")]).expect_err("no such file");
        assert!(missing.to_string().starts_with("a:2:11: `extends = \"c\"`: there is no such file"), "{missing}");
    }
}
