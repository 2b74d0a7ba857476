//! `match.place`: a place or a business that is not the one that answers. What the business is called stands in the
//! brand file or the record; without either, two places that bear different names in inbound and draft still tell.

use super::{Candidate, Compiler, Input, require_some};
use crate::error::Error;
use crate::matcher::{Hit, SignalId};
use crate::text::{Join, Markup, Text};
use serde::Deserialize;
use toml::Spanned;

/// How many words of a name are read.
const LONGEST: usize = 8;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub(crate) enum Spec {
    /// A location of the brand file that is not the record's: an empty table.
    Location {},
    /// A name that follows one of the patterns and has no word in common with the business's own.
    Business {
        /// Patterns that end where a name begins.
        #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
        behind: Vec<Spanned<String>>,
        /// Where a name counts only before a comma and one of these words, folded.
        #[serde(default)]
        before: Vec<String>,
        /// What begins with a capital and is no name, and words that any business's name may hold.
        #[serde(default)]
        common: Vec<String>,
    },
    /// Named places of which the draft calls one its own and the inbound speaks of another.
    Premises {
        /// Patterns of which one stands around a named place in the draft.
        #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
        ours: Vec<Spanned<String>>,
        /// The same in the inbound.
        #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
        theirs: Vec<Spanned<String>>,
        /// Patterns that end where the inbound names a place without saying of which kind.
        #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
        at: Vec<Spanned<String>>,
    },
}

#[derive(Debug)]
enum Look {
    Location,
    Business { before: Vec<String>, common: Vec<String> },
    Premises { theirs: SignalId, at: SignalId },
}

#[derive(Debug)]
pub(crate) struct Check {
    signal: [SignalId; 1],
    look: Look,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let (patterns, look) = match self {
            Self::Location {} => (vec![Spanned::new(0..0, "{own-location}".to_owned())], Look::Location),
            Self::Business { behind, before, common } => {
                let common = common.iter().map(|word| word.to_lowercase()).collect();
                (behind.clone(), Look::Business { before: before.clone(), common })
            }
            Self::Premises { ours, theirs, at } => {
                require_some(theirs, compiler)?;
                (ours.clone(), Look::Premises { theirs: compiler.phrases(theirs)?, at: compiler.phrases(at)? })
            }
        };
        require_some(&patterns, compiler)?;
        Ok(Check { signal: [compiler.phrases(&patterns)?], look })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.signal
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let hits = input.signals.of(self.signal[0]);
        match &self.look {
            Look::Location => locations(input, hits, out),
            Look::Business { before, common } => businesses(input, hits, before, common, out),
            Look::Premises { theirs, at } => premises(input, hits, [*theirs, *at], out),
        }
    }
}

fn locations(input: &Input<'_>, hits: &[Hit], out: &mut Vec<Candidate>) {
    let Some(location) = input.draft.location.as_deref().filter(|_| !hits.is_empty()) else { return };
    let location = fold(location);
    if !input.own.locations.contains(&location) {
        return;
    }
    let folded = input.text.folded();
    let foreign = |hit: &&Hit| {
        let named = &folded[hit.range()];
        let own = location.contains(named) || named.contains(location.as_str());
        !own && !input.inbound.is_some_and(|inbound| inbound.folded().contains(named))
    };
    out.extend(hits.iter().filter(foreign).map(|&hit| hit.into()));
}

fn businesses(input: &Input<'_>, hits: &[Hit], before: &[String], common: &[String], out: &mut Vec<Candidate>) {
    let brand = input.draft.brand.as_deref().unwrap_or_default();
    if hits.is_empty() || input.own.names.is_empty() && brand.trim().is_empty() {
        return;
    }
    let brand = fold(brand);
    let own = || {
        input
            .own
            .names
            .iter()
            .chain(&input.own.locations)
            .chain(&input.own.places)
            .chain(&input.own.services)
            .chain([&brand])
    };
    for hit in hits {
        let first = input.text.tokens().partition_point(|token| token.start < hit.end);
        let Some(end) = end_of_name(input, first) else { continue };
        let place = input.text.tokens()[first].start..input.text.tokens()[end - 1].end;
        let folded = input.text.folded();
        if !before.is_empty() && !is_before(input, end, before) {
            continue;
        }
        let is_common = |word: &str| common.iter().any(|known| known == word);
        let mut telling = (first..end).map(|at| word(input.text, at)).filter(|word| word.len() > 1 && !is_common(word));
        let is_own = |word: &str| own().any(|name| name.contains(word));
        let initials = &folded[place.start as usize..place.end as usize];
        let is_short =
            own().any(|name| name.split_whitespace().filter_map(|word| word.chars().next()).eq(initials.chars()));
        let asked = input.inbound.is_some_and(|inbound| {
            (first..end).any(|at| word(input.text, at).len() > 2 && inbound.folded().contains(word(input.text, at)))
        });
        let mut some = false;
        let foreign = telling.all(|word| {
            some = true;
            !is_own(word)
        });
        if some && foreign && !is_short && !asked {
            out.push(Candidate::at(place.start, place.end));
        }
    }
}

/// Whether a comma and one of some words follow.
fn is_before(input: &Input<'_>, end: usize, words: &[String]) -> bool {
    gap(input.text, end).trim_start().starts_with(',') && words.iter().any(|known| known == word(input.text, end))
}

fn premises(input: &Input<'_>, hits: &[Hit], [theirs, at]: [SignalId; 2], out: &mut Vec<Candidate>) {
    let Some(inbound) = input.inbound.filter(|_| !hits.is_empty()) else { return };
    let source = input.draft.inbound.as_deref().unwrap_or_default();
    let asked: Vec<Named<'_>> =
        input.inbound_signals.of(theirs).iter().filter_map(|hit| Named::new(inbound, source, hit)).collect();
    if asked.iter().any(|place| place.is_named_in(input.text)) {
        return;
    }
    // Two words with capitals behind "at" are a place, one may be anything.
    let is_place = |hit: &Hit| {
        let first = inbound.tokens().partition_point(|token| token.start < hit.end);
        let named = (first..first + 2).all(|at| {
            at < inbound.tokens().len() && inbound.tokens()[at].before <= Join::Soft && is_capital(inbound, source, at)
        });
        named && !(first..first + 2).any(|at| input.text.folded().contains(word(inbound, at)))
    };
    let somewhere = asked.is_empty() && input.inbound_signals.of(at).iter().any(is_place);
    if asked.is_empty() && !somewhere {
        return;
    }
    let ours = hits.iter().filter_map(|hit| Named::new(input.text, &input.draft.text, hit));
    let same_kind = |place: &Named<'_>| somewhere || asked.iter().any(|other| other.kind == place.kind);
    let foreign = ours.filter(|place| same_kind(place) && !place.is_named_in(inbound));
    out.extend(foreign.map(|place| Candidate::at(place.start, place.end)));
}

/// A place with a name before its kind: "our Oak Hill studio".
struct Named<'t> {
    start: u32,
    end: u32,
    words: Vec<&'t str>,
    kind: &'t str,
}

impl<'t> Named<'t> {
    fn new(text: &'t Text, source: &str, hit: &Hit) -> Option<Self> {
        let first = text.tokens().partition_point(|token| token.start < hit.start);
        let kind = text.tokens().partition_point(|token| token.start < hit.end).checked_sub(1)?;
        // The pattern's first word is no part of the name.
        let name = (first + 1..kind).rev().take_while(|&at| is_capital(text, source, at)).last()?;
        let (start, end) = (text.tokens()[name].start, text.tokens()[kind - 1].end);
        let words = (name..kind).map(|at| word(text, at)).collect();
        Some(Self { start, end, words, kind: word(text, kind).trim_end_matches('s') })
    }

    fn is_named_in(&self, text: &Text) -> bool {
        self.words.iter().any(|word| text.folded().contains(word))
    }
}

/// One past the last word of the name that begins at a token: words with a capital, and small words between them.
fn end_of_name(input: &Input<'_>, first: usize) -> Option<usize> {
    let text = input.text;
    let mut end = None;
    for at in first..text.tokens().len().min(first + LONGEST) {
        let joined = at == first && gap(text, at) == " "
            || at > first && text.tokens()[at].before <= Join::Soft && matches!(gap(text, at), " " | "'" | "-" | " & ");
        if !joined {
            break;
        }
        if is_capital(text, &input.draft.text, at) || word(text, at) == "s" && gap(text, at) == "'" {
            end = Some(at + 1);
        } else if end.is_none() || !matches!(word(text, at), "of" | "and" | "the" | "at" | "de" | "la" | "on" | "by") {
            break;
        }
    }
    end
}

fn is_capital(text: &Text, source: &str, at: usize) -> bool {
    text.source_of(source, at).chars().next().is_some_and(char::is_uppercase)
}

fn word(text: &Text, at: usize) -> &str {
    text.tokens().get(at).map_or("", |token| &text.folded()[token.start as usize..token.end as usize])
}

/// What stands before a token, up to the one before it.
fn gap(text: &Text, at: usize) -> &str {
    let tokens = text.tokens();
    let start = at.checked_sub(1).and_then(|before| tokens.get(before)).map_or(0, |token| token.end);
    let end = tokens.get(at).map_or(text.folded().len() as u32, |token| token.start);
    text.folded().get(start as usize..end as usize).unwrap_or_default()
}

fn fold(words: &str) -> String {
    let mut text = Text::new();
    text.read(words, Markup::Plain);
    text.folded().trim().to_owned()
}
