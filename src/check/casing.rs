//! `match.casing`: names that are written in one way only: these capitals, spaces and hyphens.

use super::{Candidate, Compiler, Detail, Input, rewrite};
use crate::error::Error;
use crate::matcher::{Hit, SignalId};
use crate::text::{Markup, Text};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// The most parts of a name that may be written together or apart.
const PARTS: usize = 6;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The names as they are written.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) words: Vec<Spanned<String>>,
    /// Names, and other wrong spellings of each that nothing but a list can know.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Vec<String>>"))]
    pub(crate) also: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
}

#[derive(Debug)]
pub(crate) struct Check {
    signal: [SignalId; 1],
    /// By what is left of a spelling without capitals, blanks and signs.
    names: Vec<(String, Name)>,
}

#[derive(Debug, Clone)]
struct Name {
    written: String,
    /// The blanks and signs of its spelling, folded: they may stand between the parts.
    signs: String,
    /// One of its signs must stand there: of `L&O` nothing else tells it from two letters.
    signed: bool,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        if self.words.is_empty() && self.also.is_empty() {
            return Err(Error::new(compiler.origin, "`words` is empty").remedy("write names as `words = [\"GitHub\"]`"));
        }
        let signal = compiler.program.signal();
        let mut names: BTreeMap<String, Name> = BTreeMap::new();
        let mut folder = Text::new();
        let written = self.words.iter().map(|word| (word, word));
        let also = self.also.iter().flat_map(|(name, wrong)| {
            std::iter::once((name, name)).chain(wrong.iter().map(move |wrong| (name, wrong)))
        });
        for (name, spelling) in written.chain(also) {
            let at = |error: Error| error.at(compiler.source, spelling.span().start);
            let parts = parts_of(spelling.as_ref(), &mut folder);
            let mut key = parts.concat();
            key.retain(is_key);
            if key.chars().count() < 2 || parts.len() > PARTS {
                let what = format!("`{}` has no letters to tell it by, or more than {PARTS} parts", spelling.as_ref());
                return Err(at(Error::new(compiler.origin, what).remedy("write a name of two letters or more")));
            }
            folder.read(spelling.as_ref().trim(), Markup::Plain);
            let signs: String = folder.folded().chars().filter(|c| !c.is_alphanumeric()).collect();
            let words: Vec<&str> = folder
                .tokens()
                .iter()
                .map(|token| &folder.folded()[token.start as usize..token.end as usize])
                .collect();
            let has_letter = words.len() > 1 && words.iter().any(|word| word.chars().nth(1).is_none());
            let signed = has_letter && signs.contains(|c| !is_blank(c) && !matches!(c, '.' | '\''));
            let apart = words.join(" ");
            // Patterns do not go on behind a full stop, and have no words with an apostrophe of their own.
            let stopped = (words.len() > 1 && signs.contains(['.', '\''])).then(|| {
                let words: Vec<String> = words.iter().map(|word| regex_syntax::escape(word)).collect();
                format!(r"\b{}\b", words.join(r"[^a-z0-9]{1,3}"))
            });
            let written = name.as_ref().trim().to_owned();
            let own =
                names.entry(key).or_insert_with(|| Name { written: written.clone(), signs: String::new(), signed });
            own.signs.push_str(&signs);
            own.signed &= signed;
            if own.written != written {
                let other = &own;
                let what = format!("`{}` and `{}` are one name in two spellings", other.written, name.as_ref());
                return Err(at(Error::new(compiler.origin, what).remedy("keep the one that is right")));
            }
            let spellings = if signed { vec![apart] } else { spacings(&parts).collect() };
            if let Some(regex) = stopped {
                compiler.add_shape(signal, &Spanned::new(spelling.span(), regex))?;
            }
            for spaced in spellings {
                compiler.add_phrase(signal, &Spanned::new(spelling.span(), spaced))?;
            }
        }
        Ok(Check { signal: [signal], names: names.into_iter().collect() })
    }
}

/// The parts of a name that may be written together or apart: its words, and within a word what a capital begins.
fn parts_of(name: &str, folder: &mut Text) -> Vec<String> {
    let mut spaced = String::new();
    let mut last = ' ';
    let mut letters = name.chars().peekable();
    while let Some(c) = letters.next() {
        let begins = c.is_uppercase()
            && (last.is_lowercase() || last.is_uppercase() && letters.peek().is_some_and(|next| next.is_lowercase()));
        if begins {
            spaced.push(' ');
        }
        spaced.push(c);
        last = c;
    }
    folder.read(&spaced, Markup::Plain);
    let word = |token: &crate::text::Token| folder.folded()[token.start as usize..token.end as usize].to_owned();
    let mut parts: Vec<String> = Vec::new();
    for part in folder.tokens().iter().map(word) {
        // One letter alone, as in `eBay`, is no part of its own.
        let is_letter = |part: &String| part.chars().nth(1).is_none();
        match parts.last_mut() {
            Some(before) if is_letter(before) || is_letter(&part) => before.push_str(&part),
            _ => parts.push(part),
        }
    }
    parts
}

/// Every way to write parts together or apart.
fn spacings(parts: &[String]) -> impl Iterator<Item = String> {
    (0..1_u32 << parts.len().saturating_sub(1)).map(move |gaps| {
        let mut spelled = String::new();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 && gaps >> (index - 1) & 1 == 1 {
                spelled.push(' ');
            }
            spelled.push_str(part);
        }
        spelled
    })
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.signal
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        for &hit in input.signals.of(self.signal[0]) {
            let Some(name) = self.name_of(&input.text.folded()[hit.range()]) else { continue };
            let source = rewrite::source(input, hit.range());
            if !is_written(source, &name.written)
                && is_joined(input, hit, name)
                && !input.measured.borrow_mut().is_address(input, hit.start as usize..hit.end as usize)
            {
                out.push(hit.into());
            }
        }
    }

    pub(super) fn detail(&self, input: &Input<'_>, place: Range<usize>) -> Detail {
        let name = self.name_of(&input.text.folded()[place.clone()]);
        // Signs around a name stand outside of the words that were found.
        let bare = |name: &'_ Name| name.written.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let fix = name.and_then(|name| rewrite::write(input, place, &bare(name), true));
        Detail { fixes: fix.into_iter().collect(), ..Detail::default() }
    }

    /// The name that some folded words spell.
    fn name_of(&self, folded: &str) -> Option<&Name> {
        let letters = || folded.chars().filter(|&c| is_key(c));
        let found = self.names.binary_search_by(|(key, _)| key.chars().cmp(letters()));
        found.ok().map(|index| &self.names[index].1)
    }
}

/// Whether a source is a name as it is written. A line break is a blank; a mark of trade says nothing.
fn is_written(source: &str, name: &str) -> bool {
    let same = |c: char, want: char| {
        c == want
            || c.is_whitespace() && want == ' '
            || matches!(c, '\u{2010}' | '\u{2011}') && want == '-'
            || matches!(c, '\'' | '\u{2019}') && matches!(want, '\'' | '\u{2019}')
    };
    let is_mark = |c: char| !c.is_alphanumeric() && !c.is_whitespace() && !matches!(c, '-' | '\u{300}'..='\u{36f}');
    let mut rest = source.chars();
    for want in name.chars() {
        loop {
            match rest.next() {
                Some(c) if same(c, want) => break,
                Some(c) if is_mark(c) => {}
                // What folding leaves out of a name may end it.
                None if is_mark(want) => break,
                _ => return false,
            }
        }
    }
    rest.all(is_mark)
}

/// Whether nothing but a blank, hyphens or the spelling's own signs stand between the words.
fn is_joined(input: &Input<'_>, hit: Hit, name: &Name) -> bool {
    let place = &input.text.folded()[hit.range()];
    let is_own = |c: char| !is_blank(c) && name.signs.contains(c);
    place.chars().all(|c| c.is_alphanumeric() || is_blank(c) || is_own(c))
        && !place.contains("\n\n")
        && (!name.signed || place.contains(is_own))
}

/// What may stand between the words of any name, or join them.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '-' | '\n' | '\r' | '\t' | '_')
}

/// What tells one name from another.
fn is_key(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
