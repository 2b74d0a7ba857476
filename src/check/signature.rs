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
        if !c.is_whitespace() && text[..at].chars().next_back().is_none_or(char::is_whitespace) {
            let (rest, before) = (&text[at..], text[..at].trim_end_matches([' ', '\t']));
            let begins_line = at == 0 || before.ends_with('\n');
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

/// The folded byte at which words or names close a draft, whosever they are: on lines of their own, or behind its last
/// sentence.
pub(crate) fn closing(input: &Input<'_>) -> Option<u32> {
    let html = input.draft.format == Some(Format::Html);
    let source: &str = if html { input.text.folded() } else { &input.draft.text };
    let text = source.trim_end();
    let start = last_lines(text, !html).or_else(|| behind_sentence(text, input.own, !html))?;
    Some(folded_at(input, start, html))
}

/// Where words or names stand that close a text on lines of their own.
fn last_lines(text: &str, cased: bool) -> Option<usize> {
    let start = text.rfind('\n').map(|at| at + 1)?;
    let last = text[start..].trim();
    let dashed = last.trim_start_matches(DASHES).trim_start();
    let is_name = name(dashed, 4, cased).last() == Some(&dashed.len());
    let before = text[..start].trim_end();
    let above = before.rfind('\n').map_or(0, |at| at + 1);
    // A greeting ends with a comma as well, but nothing stands above it.
    let closes = above > 0 && before.ends_with(',') && before[above..].split_whitespace().count() <= 3;
    let short = last.split_whitespace().count() <= 6 && !last.ends_with(['.', '!', '?']);
    match (is_name || is_team(last), closes && (is_name || is_team(last) || short)) {
        (_, true) => Some(above),
        (true, false) => Some(start),
        (false, false) => None,
    }
}

/// What stands before a name that signs.
const DASHES: [char; 5] = ['-', '\u{2013}', '\u{2014}', '~', '^'];

/// Words that close a draft before a comma and a name.
const CLOSERS: &[&str] = &[
    "thanks",
    "thank you",
    "thanks again",
    "thank you again",
    "regards",
    "best",
    "best wishes",
    "warm wishes",
    "all the best",
    "warmly",
    "cheers",
    "sincerely",
    "yours",
    "yours truly",
    "respectfully",
    "cordially",
    "gratefully",
    "faithfully",
    "take care",
    "be well",
    "love",
];

/// Where a name stands that closes a text on the line of its last sentence: behind a dash (`It is on. - Rosa`), or
/// behind a closing word and a comma (`It is on. Thanks, Rosa`).
fn behind_sentence(text: &str, own: &Own, cased: bool) -> Option<usize> {
    let floor = (text.len().saturating_sub(REACH)..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let line = text[floor..].rfind('\n').map_or(floor, |at| floor + at + 1);
    // Where capitals cannot be told, few words are more likely a name than many.
    let signs = |rest: &str| {
        let rest = rest.trim();
        let is_own = || own.names.iter().chain(&own.people).any(|name| starts_with(rest, name) == Some(""));
        name(rest, if cased { 4 } else { 2 }, cased).last() == Some(&rest.len()) || is_team(rest) || is_own()
    };
    let dash = text[line..].rfind(DASHES).map(|at| line + at);
    let dashed = dash.filter(|&at| {
        let before = text[..at].trim_end();
        let is_apart = before.len() < at || text[at..].starts_with(['~', '^']);
        let ends = before.ends_with(|c: char| !c.is_alphanumeric() && c != ',') || text[at..].starts_with(['~', '^']);
        !before.is_empty()
            && is_apart
            && (ends || closer(before).is_some())
            && signs(text[at..].trim_start_matches(DASHES))
    });
    let start = |at: usize| closer(text[..at].trim_end().trim_end_matches(',')).unwrap_or(at);
    dashed.map(start).or_else(|| {
        let commas = text[line..].match_indices(',').map(|(at, _)| line + at);
        let named = commas.filter(|&at| signs(&text[at + 1..]));
        named.filter_map(|at| closer(&text[..at])).find(|&start| !text[..start].trim().is_empty())
    })
}

/// Where the closing words begin with which a text ends, behind the end of a sentence or on a new line.
fn closer(text: &str) -> Option<usize> {
    let begins = |start: &usize| {
        let before = text[..*start].trim_end_matches([' ', '\t']);
        before.is_empty() || before.ends_with(|c: char| !c.is_alphanumeric() && c != ',')
    };
    let starts = CLOSERS.iter().filter_map(|words| {
        let start = text.len().checked_sub(words.len())?;
        text.get(start..).filter(|end| end.eq_ignore_ascii_case(words)).map(|_| start)
    });
    // `Kind regards`, `Yours sincerely`: one word more may stand before them.
    starts.flat_map(|start| [Some(start), word_before(text, start)]).flatten().filter(begins).min()
}

/// Where the word begins that stands before a place, with a blank between them.
fn word_before(text: &str, at: usize) -> Option<usize> {
    let before = text[..at].strip_suffix(' ')?;
    let start = before.trim_end_matches(char::is_alphabetic).len();
    (start < before.len()).then_some(start)
}

/// Whether a text names a team: `The Mill Road team`.
fn is_team(text: &str) -> bool {
    let lower = text.to_lowercase();
    (lower.starts_with("the ") || lower.starts_with("your "))
        && lower.contains(" team")
        && !text.ends_with(['.', '!', '?'])
        && lower.split_whitespace().count() <= TEAM_WORDS
}

/// How many words a team's name may have.
const TEAM_WORDS: usize = 10;

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
