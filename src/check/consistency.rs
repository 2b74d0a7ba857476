//! `match.consistency`: ways to write one thing, of which a draft shall keep to one.

use super::{Candidate, Compiler, Detail, Input};
use crate::error::Error;
use crate::matcher::{Hit, SignalId};
use crate::report::{Place, Related};
use serde::Deserialize;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Groups of patterns; of each group a draft shall hold one.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Vec<String>>"))]
    pub(crate) either: Vec<Vec<Spanned<String>>>,
}

#[derive(Debug)]
pub(crate) struct Check {
    signals: Vec<SignalId>,
    /// By group, where its signals begin and end.
    groups: Vec<(usize, usize)>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        if self.either.is_empty() || self.either.iter().any(|group| group.len() < 2) {
            let what = "`either` names nothing that could be mixed";
            return Err(Error::new(compiler.origin, what).remedy("write `either = [[\"color\", \"colour\"]]`"));
        }
        let mut check = Check { signals: Vec::new(), groups: Vec::new() };
        for group in &self.either {
            let start = check.signals.len();
            for pattern in group {
                check.signals.push(compiler.phrases(std::slice::from_ref(pattern))?);
            }
            check.groups.push((start, check.signals.len()));
        }
        Ok(check)
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.signals
    }

    /// Of a group that is mixed, what stands least often is flagged, and of equals what comes later.
    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        for (number, &(start, end)) in self.groups.iter().enumerate() {
            let Some(kept) = self.kept(input, start, end) else { continue };
            let hits = |index: usize| alone(input, self.signals[index], &self.signals[start..end]);
            for index in (start..end).filter(|index| *index != kept) {
                out.extend(hits(index).take(1).map(|&hit| Candidate { note: number as u32, ..hit.into() }));
            }
        }
    }

    pub(super) fn detail(&self, input: &Input<'_>, note: u32) -> Detail {
        let mut detail = Detail::default();
        let Some(&(start, end)) = self.groups.get(note as usize) else { return detail };
        let kept = self.kept(input, start, end);
        let first = kept.and_then(|kept| alone(input, self.signals[kept], &self.signals[start..end]).next());
        detail.related.extend(first.map(|hit| {
            let span = input.text.source_span(hit.range());
            let message = "written otherwise here".into();
            Related { place: Place::Draft, start: span.start, end: span.end, message }
        }));
        detail
    }

    /// The way that the draft keeps to: the most frequent, and of equals the first. None where it holds one way alone.
    fn kept(&self, input: &Input<'_>, start: usize, end: usize) -> Option<usize> {
        let mut ways = 0;
        let mut kept: Option<(usize, usize, u32)> = None;
        for index in start..end {
            let mut hits = alone(input, self.signals[index], &self.signals[start..end]);
            let Some(first) = hits.next() else { continue };
            let count = 1 + hits.count();
            ways += 1;
            let is_better =
                |(_, most, place): (usize, usize, u32)| count > most || count == most && first.start < place;
            if kept.is_none_or(is_better) {
                kept = Some((index, count, first.start));
            }
        }
        kept.filter(|_| ways > 1).map(|(index, ..)| index)
    }
}

/// The hits of a signal where no longer one of its group stands around them: `mail` in `e-mail` is not the other way.
fn alone<'a>(input: &'a Input<'_>, signal: SignalId, group: &'a [SignalId]) -> impl Iterator<Item = &'a Hit> {
    input.signals.of(signal).iter().filter(move |hit| {
        !group.iter().filter(|other| **other != signal).any(|other| {
            let others = input.signals.of(*other);
            let behind = others.partition_point(|other| other.start <= hit.start);
            let around = behind.checked_sub(1).map(|index| others[index]);
            around.is_some_and(|other| other.end >= hit.end && other.end - other.start > hit.end - hit.start)
        })
    })
}
