//! `match.require`: what must stand in a draft, in a given place, or wherever something else stands.

use super::{Candidate, Compiler, Input, Where, require_some};
use crate::error::Error;
use crate::matcher::{Hit, SignalId};
use crate::text::Text;
use serde::Deserialize;
use toml::Spanned;

/// The most words that `near` may name.
const NEAR: u32 = 100;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Patterns of which one must stand; a host, a link or a mail address is found as it is written.
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
}

#[derive(Debug)]
pub(crate) struct Check {
    wanted: SignalId,
    place: Where,
    line: bool,
    /// What asks for it, if anything does.
    when: Vec<SignalId>,
    near: Option<u32>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        if self.regex.is_empty() {
            require_some(&self.any, compiler)?;
        }
        let always = self.when.is_empty() && self.when_regex.is_empty();
        if let Some(near) = self.near.filter(|near| always || !(1..=NEAR).contains(near)) {
            let what = format!("`near = {near}` asks for a distance that nothing has");
            return Err(Error::new(compiler.origin, what).remedy(format!("write 1 to {NEAR} words, beside `when`")));
        }
        let wanted = compiler.said(&self.any, &self.regex)?;
        let when = if always { Vec::new() } else { vec![compiler.said(&self.when, &self.when_regex)?] };
        Ok(Check { wanted, place: self.place, line: self.line, when, near: self.near })
    }
}

impl Check {
    /// What asks for it; where nothing is named, every draft does.
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.when
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let text = input.text;
        let found = input.signals.of(self.wanted);
        let place = self.place.of(text);
        let stands = |hit: &Hit| place.hold(hit.start, hit.end) && (!self.line || is_line(text, *hit));
        let Some(&when) = self.when.first() else {
            if !found.iter().any(stands) {
                let tokens = text.tokens();
                let shown = if self.place.is_last() { tokens.last() } else { tokens.first() };
                out.extend(shown.map(|token| Candidate::at(token.start, token.end)));
            }
            return;
        };
        let asking = input.signals.of(when).iter();
        match self.near {
            Some(near) => {
                let lonely = asking.filter(|asks| !stands_near(text, found, **asks, near, stands));
                out.extend(lonely.map(|&hit| hit.into()));
            }
            None if found.iter().any(stands) => {}
            None => out.extend(asking.take(1).map(|&hit| hit.into())),
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
