//! Texts that sign a draft, and where the body of a draft ends.
//!
//! A text is compared with the end of the draft letter by letter; case, spacing and the shape of quotation marks do not
//! matter, dashes do.

use super::{Input, Own};
use crate::draft::Format;

/// A text that signs a draft, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// A letter, in lower case.
    Letter(char),
    /// Blanks, at least one.
    Blank,
    /// The end of a line, and blanks.
    Break,
    /// One word with a capital.
    FirstName,
    /// Up to so many words with a capital.
    Name(usize),
    /// Up to three letters.
    Initials,
    /// The rest of the line, at least a letter.
    Title,
    /// One of the business's own names.
    Own(Whose),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Name,
    Staff,
    Location,
}

/// What may stand in braces.
const SLOTS: &[(&str, Part)] = &[
    ("first-name", Part::FirstName),
    ("name", Part::Name(4)),
    ("place", Part::Name(5)),
    ("initials", Part::Initials),
    ("title", Part::Title),
    ("own-name", Part::Own(Whose::Name)),
    ("own-staff", Part::Own(Whose::Staff)),
    ("own-location", Part::Own(Whose::Location)),
];

impl Signature {
    /// Reads a text. On a slot that nobody knows, says what is wrong and what to write instead.
    pub(crate) fn parse(text: &str) -> Result<Self, (String, String)> {
        let mut parts = Vec::new();
        let mut rest = text.trim();
        while let Some(c) = rest.chars().next() {
            if let Some(slot) = rest.strip_prefix('{') {
                let end = slot.find('}').ok_or_else(|| {
                    (format!("`{text}` opens a brace that nothing closes"), "write `}` behind the name".to_owned())
                })?;
                let name = &slot[..end];
                let known = SLOTS.iter().find(|(known, _)| *known == name).ok_or_else(|| {
                    let names: Vec<String> = SLOTS.iter().map(|(name, _)| format!("{{{name}}}")).collect();
                    (format!("a sign-off knows no `{{{name}}}`"), format!("write one of {}", names.join(", ")))
                })?;
                parts.push(known.1.clone());
                rest = &slot[end + 1..];
            } else if c.is_whitespace() {
                let blanks = rest.len() - rest.trim_start().len();
                parts.push(if rest[..blanks].contains('\n') { Part::Break } else { Part::Blank });
                rest = &rest[blanks..];
            } else {
                parts.extend(plain(c).to_lowercase().map(Part::Letter));
                rest = &rest[c.len_utf8()..];
            }
        }
        if parts.is_empty() {
            return Err(("the sign-off is empty".to_owned(), "write its words, or `\"none\"`".to_owned()));
        }
        Ok(Self { parts })
    }

    /// Whether it says nothing of its own: a name alone signs a draft only on a line of its own.
    fn is_bare(&self) -> bool {
        !self.parts.iter().any(|part| matches!(part, Part::Letter(_)))
    }

    /// Whether a text is nothing but this. `cased` says that capitals can be told.
    fn is(&self, text: &str, own: &Own, cased: bool) -> bool {
        matches(&self.parts, text, own, cased)
    }
}

/// Whether the parts use a text up. The parts are few and each takes a few words, so that this ends soon.
fn matches(parts: &[Part], text: &str, own: &Own, cased: bool) -> bool {
    let Some((part, parts)) = parts.split_first() else { return text.trim().is_empty() };
    let first = text.chars().next();
    match part {
        Part::Letter(letter) => {
            let Some(c) = first else { return false };
            let mut lower = plain(c).to_lowercase();
            lower.next() == Some(*letter) && lower.next().is_none() && matches(parts, &text[c.len_utf8()..], own, cased)
        }
        Part::Blank | Part::Break => {
            let rest = text.trim_start();
            let blanks = &text[..text.len() - rest.len()];
            let fits = if *part == Part::Break { blanks.contains('\n') } else { !blanks.is_empty() };
            fits && matches(parts, rest, own, cased)
        }
        Part::FirstName => name(text, 1, cased).iter().any(|&end| matches(parts, &text[end..], own, cased)),
        Part::Name(most) => name(text, *most, cased).iter().rev().any(|&end| matches(parts, &text[end..], own, cased)),
        Part::Initials => {
            let ends =
                text.char_indices().take(3).take_while(|(_, c)| c.is_alphabetic() && (!cased || c.is_uppercase()));
            let ends: Vec<usize> = ends.map(|(at, c)| at + c.len_utf8()).collect();
            ends.iter().rev().any(|&end| matches(parts, &text[end..], own, cased))
        }
        Part::Title => {
            let end = text.find('\n').unwrap_or(text.len());
            text[..end].contains(char::is_alphanumeric) && matches(parts, &text[end..], own, cased)
        }
        Part::Own(whose) => {
            let names = match whose {
                Whose::Name => &own.names,
                Whose::Staff => &own.people,
                Whose::Location => &own.locations,
            };
            names.iter().any(|name| starts_with(text, name).is_some_and(|rest| matches(parts, rest, own, cased)))
        }
    }
}

/// What follows a folded name at the start of a text.
fn starts_with<'t>(text: &'t str, folded: &str) -> Option<&'t str> {
    let mut rest = text;
    for wanted in folded.chars() {
        let c = rest.chars().next()?;
        if wanted == ' ' && c.is_whitespace() {
            rest = rest.trim_start();
        } else if plain(c).to_lowercase().next() == Some(wanted) {
            rest = &rest[c.len_utf8()..];
        } else {
            return None;
        }
    }
    Some(rest)
}

/// Where names of one word and more end that begin a text: words with a capital, and titles.
fn name(text: &str, most: usize, cased: bool) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut at = 0;
    while ends.len() < most {
        let word = &text[at..];
        let letter = |c: char| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | '-');
        let length: usize = word.chars().take_while(|&c| letter(c)).map(char::len_utf8).sum();
        let capital = word.chars().next().is_some_and(|c| c.is_alphabetic() && (!cased || c.is_uppercase()));
        if length == 0 || !capital {
            break;
        }
        at += length;
        ends.push(at);
        let rest = text[at..].strip_prefix('.').unwrap_or(&text[at..]);
        let Some(rest) = rest.strip_prefix(' ') else { break };
        at = text.len() - rest.len();
    }
    ends
}

/// Quotation marks as ASCII.
fn plain(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{a0}' => ' ',
        c => c,
    }
}

/// How many lines a sign-off may have.
const LINES: usize = 4;
/// How many bytes of the end are looked at.
const REACH: usize = 400;

/// The folded byte at which one of the texts begins that signs the draft, where one does.
pub(crate) fn body_end(input: &Input<'_>, signatures: &[Signature], own_line: bool) -> Option<u32> {
    // Of HTML the folded text is what is read, without capitals.
    let html = input.draft.format == Some(Format::Html);
    let source: &str = if html { input.text.folded() } else { &input.draft.text };
    let text = source.trim_end();
    let floor = (text.len().saturating_sub(REACH)..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let mut lines = 0;
    let mut start = None;
    for (at, c) in text[floor..].char_indices().rev().map(|(at, c)| (at + floor, c)) {
        let rest = &text[at..];
        let before = text[..at].chars().next_back();
        let begins_line = before.is_none_or(|c| c == '\n') || text[..at].trim_end_matches([' ', '\t']).ends_with('\n');
        let begins_word = begins_line || before.is_some_and(char::is_whitespace);
        if begins_word && !c.is_whitespace() {
            let may_stand = |signature: &&Signature| begins_line || !own_line && !signature.is_bare();
            if signatures.iter().filter(may_stand).any(|signature| signature.is(rest, input.own, !html)) {
                start = Some(at);
            }
        }
        lines += usize::from(c == '\n');
        if lines > LINES {
            break;
        }
    }
    start.map(|at| folded_at(input, at, html))
}

/// The folded byte at which words or names close a draft on lines of their own, whosever they are.
pub(crate) fn closing(input: &Input<'_>) -> Option<u32> {
    let html = input.draft.format == Some(Format::Html);
    let source: &str = if html { input.text.folded() } else { &input.draft.text };
    let text = source.trim_end();
    let start = text.rfind('\n').map(|at| at + 1)?;
    let last = text[start..].trim();
    let dashed = last.trim_start_matches(['-', '\u{2013}', '\u{2014}', '~', '^']).trim_start();
    let is_name = name(dashed, 4, !html).last() == Some(&dashed.len());
    let team = (last.to_lowercase().starts_with("the ") || last.to_lowercase().starts_with("your "))
        && last.to_lowercase().contains(" team")
        && !last.ends_with(['.', '!', '?']);
    let before = text[..start].trim_end();
    let above = before.rfind('\n').map_or(0, |at| at + 1);
    // A greeting ends with a comma as well, but nothing stands above it.
    let closes = above > 0 && before.ends_with(',') && before[above..].split_whitespace().count() <= 3;
    let short = last.split_whitespace().count() <= 6 && !last.ends_with(['.', '!', '?']);
    match (is_name || team, closes && (is_name || team || short)) {
        (_, true) => Some(folded_at(input, above, html)),
        (true, false) => Some(folded_at(input, start, html)),
        (false, false) => None,
    }
}

/// The folded byte of a place in the draft, at or before the next word.
fn folded_at(input: &Input<'_>, at: usize, html: bool) -> u32 {
    if html {
        return at as u32;
    }
    let tokens = input.text.tokens();
    let source = |index: usize| {
        let token = &tokens[index];
        input.text.source_span(token.start as usize..token.end as usize).start
    };
    let (mut low, mut high) = (0, tokens.len());
    while low < high {
        let middle = (low + high) / 2;
        if source(middle) < at { low = middle + 1 } else { high = middle }
    }
    tokens.get(low).map_or(input.text.folded().len() as u32, |token| token.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(signature: &str, text: &str) -> bool {
        let own =
            Own { names: vec!["elm dental".to_owned()], locations: vec!["mill road".to_owned()], ..Own::default() };
        Signature::parse(signature).expect("a sign-off").is(text, &own, true)
    }

    #[test]
    fn what_differs_from_reply_to_reply_stands_in_braces() {
        for (signature, text) in [
            ("^{initials}", "^RD"),
            ("\u{2013} {first-name}", "\u{2013} Moss"),
            ("Sincerely,\n{name}, {title}", "Sincerely,\n\nR. Diaz-Cole, Head of Branches"),
            ("The {own-name} team, {own-location}", "The Elm  Dental team, Mill Road"),
            ("The team, {place}", "The team, Ferris Park"),
            ("{first-name}", "Moss"),
        ] {
            assert!(is(signature, text), "{signature}: {text}");
        }
        for (signature, text) in [
            ("^{initials}", "^rd"),
            ("\u{2013} {first-name}", "- Moss"),
            ("\u{2013} {first-name}", "\u{2013} Moss Green"),
            ("The {own-name} team", "The Oak Dental team"),
            ("{first-name}", "thanks"),
        ] {
            assert!(!is(signature, text), "{signature}: {text}");
        }
    }

    #[test]
    fn an_unknown_slot_is_named() {
        let (what, remedy) = Signature::parse("Best, {nam}").expect_err("no such slot");
        assert!(what.contains("{nam}") && remedy.contains("{name}"));
    }
}
