//! Which of several findings in one place is reported, and why: the whole policy stands here.
//!
//! - Findings of different families are all kept: a stock phrase may also disclose.
//! - Of one family, where one lies within the other, the graver is kept; of equal gravity the longer, since it shows
//!   more of the fault; of equal length the one whose rule id comes first.
//! - Identifiers that overlap at all count as one place, since two readings of the same digits cannot both be right.
//!
//! A family is a category, and within `brand` a guideline (`brand/promise` with all its variants), since one sentence may
//! break two of a brand's guidelines; within `phi` and `privacy`, identifiers are a family of their own, since a date inside a
//! disclosure is a fault besides it, and so are echoes, which say where the disclosure was taken from. What is said of
//! the draft as a whole competes with nothing else, and what is said of a place in the inbound with nothing at all.
//! What is missing from a draft competes only with what else is missing.
//! What a sentence does (a stock phrase) is noted beside the faults in it.
//! A word to write otherwise competes only with another reading of the same words, since changing it settles no other
//! fault. What is told by counting, and what must stand and does not, competes with nothing.
//! What earlier replies say already is a family of its own: it tells where the words come from, not what is wrong with
//! them.

use crate::check::Reused;
use crate::report::{Category, Level};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A finding before it is reported. Offsets are folded bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Raw {
    /// Index of the rule; rules are ordered by id.
    pub(crate) rule: u32,
    pub(crate) family: Family,
    pub(crate) level: Level,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Which of the draft's disclosures it rests on, if any.
    pub(crate) disclosure: Option<u32>,
    /// The place in the inbound that it is about, if any.
    pub(crate) inbound: Option<(u32, u32)>,
    /// What it repeats, if anything.
    pub(crate) reused: Option<Reused>,
    /// What its kind wants to know again.
    pub(crate) note: u32,
}

/// Findings that compete for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Family {
    pub(crate) category: Category,
    pub(crate) nature: Nature,
    /// Which of the brand's guidelines; 0 in other categories.
    pub(crate) guideline: u32,
}

/// What a finding is, besides its category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nature {
    /// Any other fault.
    Fault,
    /// Something that identifies a person.
    Identifier,
    /// Something that the inbound said.
    Echo,
    /// A fault of the draft as a whole.
    Whole,
    /// Something that is missing: it has no words of its own, and takes none from the faults where it is shown.
    Absence,
    /// What a sentence does.
    Move,
    /// Something that an earlier reply said.
    Reuse,
    /// A word to write otherwise.
    Wording,
    /// Something that was counted, or that must stand and does not.
    Count,
}

/// Drops the findings that lose their place. The rest stand by place, then by rule.
pub(crate) fn resolve(raw: &mut Vec<Raw>) {
    raw.sort_unstable_by_key(|r| (r.family, Reverse(r.level), Reverse(r.end - r.start), r.start, r.rule, r.inbound));
    let mut kept: Vec<Raw> = Vec::with_capacity(raw.len());
    // Of the family, what is kept so far, by start and rule: a loser can only lose to a neighbour of its place.
    let mut places: BTreeMap<u64, u32> = BTreeMap::new();
    let (mut family, mut longest) = (None, 0);
    for candidate in raw.drain(..) {
        if family.replace(candidate.family) != Some(candidate.family) {
            places.clear();
            longest = 0;
        }
        let of_inbound = candidate.family.nature == Nature::Whole && candidate.inbound.is_some();
        if of_inbound || candidate.family.nature == Nature::Count {
            kept.push(candidate);
        } else if !loses(&candidate, &places, longest) {
            longest = longest.max(candidate.end - candidate.start);
            places.insert(u64::from(candidate.start) << 32 | u64::from(candidate.rule), candidate.end);
            kept.push(candidate);
        }
    }
    kept.sort_unstable_by_key(|r| (r.start, r.end, r.rule, r.inbound));
    *raw = kept;
}

/// How many kept neighbours a candidate is compared with: places that overlap are few, but a hostile text could pile
/// them up.
const NEIGHBOURS: usize = 64;

/// `longest` is the length of the longest place that is kept.
fn loses(candidate: &Raw, places: &BTreeMap<u64, u32>, longest: u32) -> bool {
    // What begins before this is over before the candidate begins.
    let first = candidate.start.saturating_sub(longest);
    let before = places.range(u64::from(first) << 32..u64::from(candidate.end) << 32).rev().take(NEIGHBOURS);
    before.map(|(&place, &end)| ((place >> 32) as u32, end)).any(|(start, end)| {
        let within = start <= candidate.start && candidate.end <= end;
        let around = candidate.start <= start && end <= candidate.end;
        within
            || around
            || (candidate.family.nature == Nature::Identifier && start < candidate.end && candidate.start < end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(rule: u32, category: Category, identifier: bool, level: Level, start: u32, end: u32) -> Raw {
        let nature = if identifier { Nature::Identifier } else { Nature::Fault };
        Raw {
            rule,
            family: Family { category, nature, guideline: 0 },
            level,
            start,
            end,
            disclosure: None,
            inbound: None,
            reused: None,
            note: 0,
        }
    }

    fn kept(mut raw: Vec<Raw>) -> Vec<u32> {
        resolve(&mut raw);
        raw.iter().map(|raw| raw.rule).collect()
    }

    #[test]
    fn findings_of_two_guidelines_are_both_kept() {
        let of = |rule: u32, guideline: u32, start: u32, end: u32| {
            let mut raw = raw(rule, Category::Brand, false, Level::Revise, start, end);
            raw.family.guideline = guideline;
            raw
        };
        assert_eq!(kept(vec![of(0, 1, 0, 20), of(1, 2, 5, 10), of(2, 2, 6, 9)]), [0, 1]);
    }

    #[test]
    fn the_graver_wins_within_a_family_and_families_do_not_compete() {
        let note = raw(0, Category::Phi, false, Level::Note, 0, 20);
        let block = raw(1, Category::Phi, false, Level::Block, 5, 10);
        let stock = raw(2, Category::Generic, false, Level::Note, 5, 10);
        assert_eq!(kept(vec![note, block, stock]), [1, 2]);
    }

    #[test]
    fn the_longer_wins_at_equal_gravity_and_then_the_id() {
        let short = raw(0, Category::Phi, false, Level::Block, 5, 10);
        let long = raw(1, Category::Phi, false, Level::Block, 0, 12);
        let same = raw(2, Category::Phi, false, Level::Block, 0, 12);
        assert_eq!(kept(vec![same, short, long]), [1]);
    }

    #[test]
    fn overlaps_that_are_not_nested_stay_unless_they_are_identifiers() {
        let a = raw(0, Category::Phi, false, Level::Block, 0, 10);
        let b = raw(1, Category::Phi, false, Level::Block, 5, 15);
        assert_eq!(kept(vec![a, b]), [0, 1]);
        let a = raw(0, Category::Phi, true, Level::Block, 0, 10);
        let b = raw(1, Category::Phi, true, Level::Block, 5, 16);
        assert_eq!(kept(vec![a, b]), [1]);
    }

    #[test]
    fn what_is_counted_competes_with_nothing() {
        let mut long = raw(0, Category::Brand, false, Level::Revise, 0, 90);
        let mut grade = raw(1, Category::Brand, false, Level::Note, 0, 90);
        long.family.nature = Nature::Count;
        grade.family.nature = Nature::Count;
        let word = raw(2, Category::Brand, false, Level::Note, 5, 10);
        assert_eq!(kept(vec![long, grade, word]), [0, 1, 2]);
    }

    #[test]
    fn an_identifier_inside_a_disclosure_is_kept() {
        let visit = raw(0, Category::Phi, false, Level::Block, 0, 20);
        let date = raw(1, Category::Phi, true, Level::Block, 10, 18);
        assert_eq!(kept(vec![visit, date]), [0, 1]);
    }
}
