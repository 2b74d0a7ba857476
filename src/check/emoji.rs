//! `match.emoji`: how many emoji, and which.

use super::{Candidate, Compiler, Detail, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::report::{Place, Related};
use crate::text::emoji::{emoji, same};
use crate::text::units::{Unit, UnitKind};
use serde::Deserialize;
use std::ops::Range;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The most that there may be.
    pub(crate) max: Option<u32>,
    /// The only ones that may stand, in any skin tone.
    pub(crate) only: Option<Vec<String>>,
    /// Those that may not stand, in any skin tone.
    #[serde(default)]
    pub(crate) never: Vec<String>,
    /// Emoticons such as `:)` count as well.
    #[serde(default)]
    pub(crate) emoticons: bool,
}

#[derive(Debug)]
pub(crate) struct Check {
    max: Option<u32>,
    only: Option<Vec<String>>,
    never: Vec<String>,
    emoticons: bool,
}

/// What a finding is about: the number of emoji from here on, or one that may not stand.
const WRONG: u32 = u32::MAX;

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let wrong = |what: String, remedy: &str| Err(Error::new(compiler.origin, what).remedy(remedy));
        if self.max.is_none() && self.only.is_none() && self.never.is_empty() {
            return wrong("no emoji is too many".to_owned(), "write `max`, `only` or `never`");
        }
        let named = self.only.iter().flatten().chain(&self.never);
        for name in named.filter(|name| !name.is_ascii() || !self.emoticons) {
            if emoji(name.trim()).next().is_none_or(|found| found.len() != name.trim().len()) {
                return wrong(format!("`{name}` is not one emoji"), "write each as a text of its own");
            }
        }
        if let Some(both) = self.never.iter().find(|never| self.only.iter().flatten().any(|only| same(only, never))) {
            return wrong(format!("`{both}` stands in `only` and in `never`"), "keep it in one of them");
        }
        let trimmed = |list: &[String]| list.iter().map(|name| name.trim().to_owned()).collect();
        Ok(Check {
            max: self.max,
            only: self.only.as_deref().map(trimmed),
            never: trimmed(&self.never),
            emoticons: self.emoticons,
        })
    }
}

impl Check {
    /// Emoji wake no signal; a draft without any costs a look at its bytes.
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        if input.draft.text.is_ascii() && !self.emoticons && !input.draft.text.contains('&') {
            return;
        }
        let mut measured = input.measured.borrow_mut();
        let (mut count, mut over) = (0_u32, None);
        measured_units(self.emoticons, measured.units(input)).for_each(|unit| {
            if Some(count) == self.max {
                over = Some(unit);
            }
            count += 1;
            if self.is_wrong(input, unit) {
                out.push(Candidate { note: WRONG, ..Candidate::at(unit.start, unit.end) });
            }
        });
        // One that may not stand at all is not one too many besides.
        let over = over.filter(|unit| !self.is_wrong(input, *unit));
        out.extend(over.map(|unit| Candidate { note: count, ..Candidate::at(unit.start, unit.end) }));
    }

    /// How many there are, and where the others are that are too many.
    pub(super) fn detail(&self, input: &Input<'_>, place: Range<usize>, note: u32) -> Detail {
        let mut detail = Detail::default();
        if note == WRONG {
            return detail;
        }
        detail.cues.push(format!("{note} emoji").into());
        let mut measured = input.measured.borrow_mut();
        let more =
            measured_units(self.emoticons, measured.units(input)).filter(|unit| unit.start as usize >= place.end);
        detail.related.extend(more.map(|unit| {
            let span = input.text.source_span(unit.range());
            Related { place: Place::Draft, start: span.start, end: span.end, message: "one more".into() }
        }));
        detail
    }

    fn is_wrong(&self, input: &Input<'_>, unit: Unit) -> bool {
        if self.only.is_none() && self.never.is_empty() {
            return false;
        }
        let plain = input.text.plain(&input.draft.text);
        let Some(found) = plain.get(input.text.plain_range(unit.range())) else { return false };
        let is = |name: &String| same(name, found);
        self.never.iter().any(is) || self.only.as_ref().is_some_and(|only| !only.iter().any(is))
    }
}

fn measured_units(emoticons: bool, units: &[Unit]) -> impl Iterator<Item = Unit> + '_ {
    let counts = move |unit: &&Unit| unit.kind == UnitKind::Emoji || emoticons && unit.kind == UnitKind::Emoticon;
    units.iter().filter(counts).copied()
}
