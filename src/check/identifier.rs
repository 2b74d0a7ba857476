//! `match.identifier`: numbers, addresses and links that identify a person. What the business configured as its own is
//! silent.

use super::{Candidate, Codes, Compiler, IdentifierShape, Input, Own};
use crate::error::Error;
use crate::matcher::{Hit, SignalId};
use serde::Deserialize;
use std::sync::Arc;
use toml::Spanned;

/// How far from the identifier its context word may stand, in folded bytes.
const NEAR: u32 = 60;
/// The most words of a place's name.
const LONGEST_PLACE: usize = 4;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The kind, as an `[[identifier]]` table names it.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    kind: Spanned<String>,
    /// Patterns of which one must stand directly before; words like "number" may stand between.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    behind: Vec<Spanned<String>>,
}

#[derive(Debug)]
pub(crate) struct Check {
    signals: Vec<SignalId>,
    codes: Arc<Codes>,
    shapes: Vec<IdentifierShape>,
    behind: Option<SignalId>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let Some(shapes) = compiler.known.identifiers.get(self.kind.as_ref()) else {
            let mut known: Vec<&str> = compiler.known.identifiers.keys().map(String::as_str).collect();
            known.sort_unstable();
            return Err(Error::new(compiler.origin, format!("unknown identifier kind `{}`", self.kind.as_ref()))
                .at(compiler.source, self.kind.span().start)
                .remedy(format!("write one of {}, or declare it with `[[identifier]]`", known.join(", "))));
        };
        let signals = shapes.iter().map(|shape| shape.signal).collect();
        let behind = if self.behind.is_empty() { None } else { Some(compiler.phrases(&self.behind)?) };
        Ok(Check { signals, codes: compiler.known.codes.clone(), shapes: shapes.clone(), behind })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.signals
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        for shape in &self.shapes {
            for &hit in input.signals.of(shape.signal) {
                let Some(hit) = self.whole(shape, input, hit) else { continue };
                let value = &input.text.folded()[hit.range()];
                if shape.validator.accepts(value)
                    && (shape.least_digits == 0 || shape.least_digits <= digits_in(value))
                    && shape.in_context(input, hit)
                    && self.is_behind(input, hit)
                    && shape.is_free(input, hit)
                    && !input.own.holds(value)
                    && !is_author(input, value)
                {
                    out.push(hit.into());
                }
            }
        }
    }
}

impl Check {
    /// A label with the code behind it, or the place behind it alone; any other shape as it is.
    fn whole(&self, shape: &IdentifierShape, input: &Input<'_>, hit: Hit) -> Option<Hit> {
        if !shape.is_label {
            return Some(hit);
        }
        if shape.is_place {
            let (start, end) = place_behind(input, hit)?;
            return Some(Hit { start, end, ..hit });
        }
        let folded = input.text.folded();
        let code = self.codes.behind(folded, hit.end as usize)?;
        if shape.is_mixed && !Codes::is_mixed(&folded[code.clone()]) {
            return None;
        }
        Some(Hit { end: u32::try_from(code.end).ok()?, ..hit })
    }

    /// Whether one of the words that must stand directly before does.
    fn is_behind(&self, input: &Input<'_>, hit: Hit) -> bool {
        let Some(behind) = self.behind else { return true };
        let words = input.signals.of(behind);
        let first = words.partition_point(|word| word.end + NEAR < hit.start);
        let before = words[first..].iter().take_while(|word| word.start < hit.start);
        before
            .filter(|word| word.end <= hit.start)
            .any(|word| self.codes.links(input.text.folded(), word.end as usize, hit.start as usize))
    }
}

/// The words with capitals behind a label that ends in small letters: where all words have capitals, none tells a name.
fn place_behind(input: &Input<'_>, label: Hit) -> Option<(u32, u32)> {
    let tokens = input.text.tokens();
    let first = tokens.partition_point(|token| token.start < label.end);
    let is_capital = |at: usize| {
        let mut letters = input.text.source_of(&input.draft.text, at).chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
    };
    let gap = |at: usize| input.text.folded().get(tokens[at - 1].end as usize..tokens[at].start as usize);
    if first == 0 || is_capital(first - 1) {
        return None;
    }
    let behind = first..tokens.len().min(first + LONGEST_PLACE);
    let joins = |at: usize| {
        let joint = gap(at).unwrap_or_default();
        joint == " "
            || at > first
                && (matches!(joint, "-" | "'") || joint == ". " && tokens[at - 1].end - tokens[at - 1].start == 2)
    };
    let tied = |at: usize| at > first && gap(at) == Some("'");
    let length = behind.take_while(|&at| joins(at) && (is_capital(at) || tied(at))).count();
    let last = first + length.checked_sub(1)?;
    Some((tokens[first].start, tokens[last].end))
}

/// Whether a handle is the author's display name, which everybody sees.
fn is_author(input: &Input<'_>, value: &str) -> bool {
    let Some(handle) = value.strip_prefix('@') else { return false };
    input
        .draft
        .author
        .as_deref()
        .is_some_and(|author| author.trim().trim_start_matches('@').eq_ignore_ascii_case(handle))
}

impl IdentifierShape {
    /// Whether nothing stands inside that may not.
    fn is_free(&self, input: &Input<'_>, hit: Hit) -> bool {
        let Some(not) = self.not else { return true };
        let words = input.signals.of(not);
        let first = words.partition_point(|word| word.start < hit.start);
        // Of a mail address the mailbox counts, whatever its host is called.
        let value = &input.text.folded()[hit.range()];
        let at = ["@", "[at", "(at", "{at", " at "].iter().filter_map(|at| value.find(at)).min();
        let end = at.map_or(hit.end, |at| hit.start + at as u32);
        !words[first..].iter().take_while(|word| word.start < end).any(|word| word.end <= end)
    }

    fn in_context(&self, input: &Input<'_>, hit: Hit) -> bool {
        let Some(near) = self.near else { return true };
        let words = input.signals.of(near);
        // A context word may stand before or after, or inside the shape itself.
        let first = words.partition_point(|word| word.end + NEAR < hit.start);
        words[first..].first().is_some_and(|word| word.start <= hit.end + NEAR)
    }
}

impl Own {
    /// Whether a value is one of the business's own details.
    fn holds(&self, value: &str) -> bool {
        let Self { numbers, addresses, pages, places, .. } = self;
        if numbers.is_empty() && addresses.is_empty() && pages.is_empty() && places.is_empty() {
            return false;
        }
        let digits: String = value.chars().filter(char::is_ascii_digit).collect();
        let page = page_of(value);
        (value.len() >= 4 && places.iter().any(|place| place.contains(value)))
            || (digits.len() >= 4 && numbers.iter().any(|number| same_number(number, &digits)))
            || addresses.iter().any(|address| value.trim_start_matches("mailto:") == address)
            || (!value.contains('@') && pages.iter().any(|own| is_under(page, own)))
    }
}

fn digits_in(value: &str) -> usize {
    value.bytes().filter(u8::is_ascii_digit).count()
}

/// A link without scheme and `www.`.
pub(crate) fn page_of(link: &str) -> &str {
    let link = link.split_once("://").map_or(link, |(_, rest)| rest);
    link.strip_prefix("www.").unwrap_or(link).trim_end_matches('/')
}

fn same_number(own: &str, found: &str) -> bool {
    let bare = |number: &str| number.len() == 11 && number.starts_with('1');
    let own = if bare(own) { &own[1..] } else { own };
    let found = if bare(found) { &found[1..] } else { found };
    own == found || (own.len() == 10 && found.len() == 7 && own.ends_with(found))
}

/// Whether a page is the business's page, one of its sub-pages or on a host below its host.
fn is_under(page: &str, own: &str) -> bool {
    let at_edge = |rest: &str| rest.is_empty() || rest.starts_with(['/', '?', '#', ':']);
    let host_of = |page: &str| page.find(['/', '?', '#']).unwrap_or(page.len());
    page.strip_prefix(own).is_some_and(at_edge)
        || (!own.contains('/') && page[..host_of(page)].strip_suffix(own).is_some_and(|rest| rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_details_are_recognised_in_every_writing() {
        let own = Own {
            numbers: vec!["4125550107".into()],
            addresses: vec!["hello@maple.example".into()],
            pages: vec!["maple.example".into(), "social.example/maple".into()],
            places: vec!["12 elm street, pittsburgh, pa 15201".into()],
            names: Vec::new(),
            services: Vec::new(),
            locations: Vec::new(),
            people: Vec::new(),
            live_variables: Vec::new(),
            sign_off: None,
            signatures: Vec::new(),
        };
        for value in [
            "(412) 555-0107",
            "+1 412.555.0107",
            "555-0107",
            "hello@maple.example",
            "https://www.maple.example/",
            "12 elm street",
        ] {
            assert!(own.holds(value), "{value}");
        }
        for value in ["maple.example/forms?x=1", "book.maple.example", "social.example/maple/about"] {
            assert!(own.holds(value), "{value}");
        }
        for value in [
            "412-555-0108",
            "jane@maple.example",
            "notmaple.example",
            "social.example/other",
            "maple.example.evil.example",
        ] {
            assert!(!own.holds(value), "{value}");
        }
    }
}
