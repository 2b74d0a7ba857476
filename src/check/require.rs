//! `match.require`: what must stand in a draft, in a given place, or wherever something else stands.

use super::{Candidate, Compiler, Input, Where, require_some};
use crate::error::Error;
use crate::matcher::{Hit, SignalId};
use crate::text::Text;
use serde::Deserialize;
use std::borrow::Cow;
use toml::Spanned;

/// The most words that `near` may name.
const NEAR: u32 = 100;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Patterns of which one must stand; a host, a link or a mail address is found as it is written, and a text of several
    /// sentences as they follow one another.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) any: Vec<Spanned<String>>,
    /// Regexes over the folded draft that will do as well.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) regex: Vec<Spanned<String>>,
    /// Where; anywhere unless said otherwise.
    #[serde(rename = "where", default)]
    pub(crate) place: Where,
    /// The pattern must be a line of its own, with no other word on it.
    #[serde(default)]
    pub(crate) line: bool,
    /// It is only required where one of these stands.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) when: Vec<Spanned<String>>,
    /// Or where one of these regexes finds something.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) when_regex: Vec<Spanned<String>>,
    /// Within how many words of that; anywhere in the draft unless said otherwise.
    pub(crate) near: Option<u32>,
    /// Other ways to say it, each with its own place: one of them all will do.
    #[serde(default)]
    pub(crate) any_of: Vec<Way>,
}

/// Another way to say what must stand.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Way {
    /// Patterns of which one must stand.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    any: Vec<Spanned<String>>,
    /// Regexes over the folded draft that will do as well.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(super) regex: Vec<Spanned<String>>,
    /// Where; anywhere unless said otherwise.
    #[serde(rename = "where", default)]
    place: Where,
    /// The pattern must be a line of its own.
    #[serde(default)]
    line: bool,
}

#[derive(Debug)]
pub(crate) struct Check {
    /// Any of them will do.
    ways: Vec<Wanted>,
    /// What asks for it, if anything does.
    when: Vec<SignalId>,
    near: Option<u32>,
}

/// What must stand, and where.
#[derive(Debug)]
struct Wanted {
    signal: SignalId,
    /// Texts of several sentences: a signal for each, which follow one another.
    sequences: Vec<Vec<SignalId>>,
    place: Where,
    line: bool,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        if self.regex.is_empty() && self.any_of.is_empty() {
            require_some(&self.any, compiler)?;
        }
        let always = self.when.is_empty() && self.when_regex.is_empty();
        if let Some(near) = self.near.filter(|near| always || !(1..=NEAR).contains(near)) {
            let what = format!("`near = {near}` asks for a distance that nothing has");
            return Err(Error::new(compiler.origin, what).remedy(format!("write 1 to {NEAR} words, beside `when`")));
        }
        let mut ways = Vec::new();
        if !(self.any.is_empty() && self.regex.is_empty()) {
            ways.push(Wanted::new(&self.any, &self.regex, self.place, self.line, compiler)?);
        }
        for way in &self.any_of {
            if way.regex.is_empty() {
                require_some(&way.any, compiler)?;
            }
            ways.push(Wanted::new(&way.any, &way.regex, way.place, way.line, compiler)?);
        }
        let when = if always { Vec::new() } else { vec![compiler.said(&self.when, &self.when_regex)?] };
        Ok(Check { ways, when, near: self.near })
    }
}

impl Wanted {
    fn new(
        any: &[Spanned<String>],
        regex: &[Spanned<String>],
        place: Where,
        line: bool,
        compiler: &mut Compiler<'_>,
    ) -> Result<Self, Error> {
        let (long, short): (Vec<&Spanned<String>>, Vec<&Spanned<String>>) =
            any.iter().partition(|text| sentences(text).len() > 1);
        let short: Vec<Spanned<String>> = short.into_iter().cloned().collect();
        let signal = compiler.said(&short, regex)?;
        let mut sequences = Vec::new();
        for text in long {
            let parts = sentences(text);
            sequences.push(
                parts.iter().map(|part| compiler.said(std::slice::from_ref(part), &[])).collect::<Result<_, _>>()?,
            );
        }
        Ok(Self { signal, sequences, place, line })
    }

    /// Whether it may stand at a place.
    fn stands<'t>(&'t self, text: &'t Text) -> impl Fn(&Hit) -> bool + 't {
        let place = self.place.of(text);
        move |hit: &Hit| place.hold(hit.start, hit.end) && (!self.line || is_line(text, *hit))
    }

    /// Where it stands, in order.
    fn hits<'a>(&self, input: &Input<'a>) -> Cow<'a, [Hit]> {
        let single = input.signals.of(self.signal);
        let mut all = Vec::new();
        for sequence in &self.sequences {
            let Some((first, rest)) = sequence.split_first() else { continue };
            for &hit in input.signals.of(*first) {
                let follow = |end: Option<u32>, part: &SignalId| {
                    let tokens = input.text.tokens();
                    let next = tokens.get(tokens.partition_point(|token| token.start < end.unwrap_or(u32::MAX)))?;
                    input.signals.of(*part).iter().find(|hit| hit.start == next.start).map(|hit| hit.end)
                };
                all.extend(rest.iter().fold(Some(hit.end), follow).map(|end| Hit { end, ..hit }));
            }
        }
        if all.is_empty() {
            return Cow::Borrowed(single);
        }
        all.extend_from_slice(single);
        all.sort_unstable_by_key(|hit| (hit.start, hit.end));
        Cow::Owned(all)
    }
}

/// A pattern cut behind full stops, since none reaches beyond a sentence.
fn sentences(pattern: &Spanned<String>) -> Vec<Spanned<String>> {
    let text = pattern.as_ref();
    if super::address(text).is_some() {
        return vec![pattern.clone()];
    }
    // Inside a plain one-line string the place of each part is known.
    let inside = if pattern.span().len() == text.len() + 2 { pattern.span().start } else { usize::MAX };
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_u32);
    let mut add = |part: std::ops::Range<usize>| {
        let words = &text[part.clone()];
        if words.contains(char::is_alphanumeric) {
            let trimmed = part.start + words.len() - words.trim_start().len();
            let words = words.trim();
            let at = inside.checked_add(trimmed).filter(|_| inside != usize::MAX);
            let span = at.map_or(pattern.span(), |at| at..at + words.len() + 2);
            parts.push(Spanned::new(span, words.to_owned()));
        }
    };
    for (at, c) in text.char_indices() {
        match c {
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => depth = depth.saturating_sub(1),
            '.' | '!' | '?' | '\n' if depth == 0 => {
                let rest = &text[at + 1..];
                // `p.m.` and the gap `..3` end no sentence.
                if c == '\n' || rest.starts_with(char::is_whitespace) {
                    add(from..at + 1);
                    from = at + 1;
                }
            }
            _ => {}
        }
    }
    add(from..text.len());
    parts
}

impl Check {
    /// What asks for it; where nothing is named, every draft does.
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.when
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let text = input.text;
        let is_said = || self.ways.iter().any(|way| way.hits(input).iter().any(way.stands(text)));
        let Some(&when) = self.when.first() else {
            if !is_said() {
                let tokens = text.tokens();
                let is_last = self.ways.iter().all(|way| way.place.is_last());
                let shown = if is_last { tokens.last() } else { tokens.first() };
                out.extend(shown.map(|token| Candidate::at(token.start, token.end)));
            }
            return;
        };
        let asking = input.signals.of(when);
        match self.near.filter(|_| !asking.is_empty()) {
            Some(near) => {
                let found: Vec<Cow<'_, [Hit]>> = self.ways.iter().map(|way| way.hits(input)).collect();
                let is_near = |asks: &Hit| {
                    let mut ways = self.ways.iter().zip(&found);
                    ways.any(|(way, found)| stands_near(text, found, *asks, near, way.stands(text)))
                };
                out.extend(asking.iter().filter(|asks| !is_near(asks)).map(|&hit| hit.into()));
            }
            None if asking.is_empty() || is_said() => {}
            None => out.extend(asking.iter().take(1).map(|&hit| hit.into())),
        }
    }
}

/// Whether no other word stands on the lines of a hit. Linear in what stands between it and the words around it.
fn is_line(text: &Text, hit: Hit) -> bool {
    let tokens = text.tokens();
    let first = tokens.partition_point(|token| token.start < hit.start);
    let after = tokens.partition_point(|token| token.start < hit.end);
    let breaks = |start: u32, end: u32| text.folded()[start as usize..end as usize].contains('\n');
    let before = first.checked_sub(1).map(|before| tokens[before].end);
    before.is_none_or(|end| breaks(end, hit.start)) && tokens.get(after).is_none_or(|next| breaks(hit.end, next.start))
}

/// Whether one of the hits stands within so many words of another. Linear in the hits that lie so near.
fn stands_near(text: &Text, found: &[Hit], asks: Hit, near: u32, stands: impl Fn(&Hit) -> bool) -> bool {
    let tokens = text.tokens();
    let word = |at: u32| tokens.get(tokens.partition_point(|token| token.end <= at)).map_or(0, |token| token.word);
    let (first, last) = (word(asks.start), word(asks.end.saturating_sub(1)));
    let middle = found.partition_point(|hit| hit.start < asks.start);
    let behind = found[middle..].iter().take_while(|hit| word(hit.start) <= last.saturating_add(near));
    // Hits of one signal do not lie within one another, so that their ends are in order as well.
    let is_before = |hit: &&Hit| word(hit.end.saturating_sub(1)).saturating_add(near) >= first;
    let before = found[..middle].iter().rev().take_while(is_before);
    behind.chain(before).any(stands)
}
