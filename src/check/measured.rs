//! What is counted in a draft: once for all rules that ask, and not at all where none does.

use super::Input;
use super::limit::Of;
use super::position::line_around;
use super::signature::body_end;
use crate::text::Join;
use crate::text::readability::Counts;
use crate::text::units::{self, Unit, UnitKind};
use std::ops::Range;

/// The most words that may stand beside a sign-off on its lines: a closer, a name, a role.
const SIGNED: usize = 6;

/// The counts of one draft.
#[derive(Debug)]
pub(crate) struct Measured {
    is_read: bool,
    units: Vec<Unit>,
    /// Of the whole, and of the body.
    counts: [Option<Counts>; 2],
    body: Option<usize>,
    /// What limits count, each of the whole and of the body.
    pub(super) totals: [Option<u32>; 2 * Of::ALL.len()],
}

impl Default for Measured {
    fn default() -> Self {
        Self { is_read: false, units: Vec::new(), counts: [None; 2], body: None, totals: [None; 2 * Of::ALL.len()] }
    }
}

impl Measured {
    /// Forgets the draft.
    pub(crate) fn clear(&mut self) {
        self.is_read = false;
        self.counts = [None; 2];
        self.body = None;
        self.totals = [None; 2 * Of::ALL.len()];
    }

    /// Links, addresses, phones, hashtags, handles and emoji, by place.
    pub(super) fn units(&mut self, input: &Input<'_>) -> &[Unit] {
        if !self.is_read {
            units::find(input.text, &input.draft.text, &mut self.units);
            self.is_read = true;
        }
        &self.units
    }

    /// Whether folded bytes are part of a link, an address, a handle or a hashtag.
    pub(super) fn is_address(&mut self, input: &Input<'_>, place: Range<usize>) -> bool {
        let units = self.units(input);
        let first = units.partition_point(|unit| unit.end as usize <= place.start);
        let mut around = units[first..].iter().take_while(|unit| (unit.start as usize) < place.end);
        around.any(|unit| unit.kind < UnitKind::Emoji)
    }

    /// What the readability formulas count, of the draft or of its body.
    pub(super) fn counts(&mut self, input: &Input<'_>, body: bool) -> Counts {
        if let Some(counts) = self.counts[usize::from(body)] {
            return counts;
        }
        let end = if body { self.body(input) } else { input.text.folded().len() };
        let mut counts = Counts::default();
        each_part(input, end, |part| counts += Counts::of(part));
        self.counts[usize::from(body)] = Some(counts);
        counts
    }

    /// Where the draft ends without its sign-off, in folded bytes. Linear in the sign-off.
    pub(super) fn body(&mut self, input: &Input<'_>) -> usize {
        *self.body.get_or_insert_with(|| body_of(input))
    }

    /// Where what is looked at ends: the draft, or its body.
    pub(super) fn end(&mut self, input: &Input<'_>, body: bool) -> usize {
        if body { self.body(input) } else { input.text.folded().len() }
    }
}

/// Gives the plain text of the draft up to a folded byte, piece by piece, without what is no part of the draft.
pub(super) fn each_part(input: &Input<'_>, end: usize, mut give: impl FnMut(&str)) {
    each_range(input, end, |plain, range| give(&plain[range]));
}

/// The same, as ranges of the plain text.
pub(super) fn each_range(input: &Input<'_>, end: usize, mut give: impl FnMut(&str, Range<usize>)) {
    let plain = input.text.plain(&input.draft.text);
    let is_all = end >= input.text.folded().len();
    let end = if is_all { plain.len() } else { input.text.plain_range(0..end).end };
    let mut at = 0;
    for part in input.text.left_out() {
        if part.span.start.min(end) > at {
            give(plain, at..part.span.start.min(end));
        }
        at = at.max(part.span.end);
    }
    if at < end {
        give(plain, at..end);
    }
}

/// Where the lines of the sign-off begin. A sign-off ends the draft; what stands before it on its line goes with it
/// where it is short and other lines stand above, and so does a line above that is a part of it.
fn body_of(input: &Input<'_>) -> usize {
    let folded = input.text.folded();
    if let Some(start) = body_end(input, &input.own.signatures, false) {
        return start as usize;
    }
    let Some(signal) = input.own.sign_off else { return folded.len() };
    let tokens = input.text.tokens();
    let hits = input.signals.of(signal);
    let (mut count, mut end) = (tokens.len(), folded.len());
    while let Some(last) = count.checked_sub(1).map(|index| tokens[index].end) {
        let line = line_around(folded, last as usize - 1);
        let in_line = hits.iter().filter(|hit| hit.start as usize >= line.start && hit.end <= last);
        let Some(hit) = in_line.min_by_key(|hit| hit.start).filter(|hit| is_signed(input, hit.end, last)) else {
            break;
        };
        let first = tokens.partition_point(|token| (token.start as usize) < line.start);
        let begins = tokens.partition_point(|token| token.start < hit.start);
        let is_own_line = first > 0 && begins - first <= SIGNED && !ends_sentence(input, first, begins);
        let from = if is_own_line || begins == first { line.start } else { hit.start as usize };
        (count, end) = (if is_own_line { first } else { begins }, from);
        if !is_own_line {
            break;
        }
    }
    end
}

/// Whether little enough stands between a sign-off and the end.
fn is_signed(input: &Input<'_>, from: u32, last: u32) -> bool {
    let tokens = input.text.tokens();
    let first = tokens.partition_point(|token| token.start < from);
    tokens.partition_point(|token| token.end <= last).saturating_sub(first) <= SIGNED
}

/// Whether a sentence begins behind the first of some tokens, up to and with the one behind them: prose, not a closer.
fn ends_sentence(input: &Input<'_>, first: usize, last: usize) -> bool {
    let tokens = input.text.tokens();
    tokens
        .get(first + 1..(last + 1).min(tokens.len()))
        .unwrap_or_default()
        .iter()
        .any(|token| token.before == Join::Sentence)
}
