//! A text whose words were looked up, as patterns read it: is this token that word, where does a phrase of that class
//! begin or end, where may a gap lead.

use super::lists::Lists;
use super::phrases::Phrases;
use super::presence::Presence;
use super::words::{Seen, Words};
use crate::text::{Join, Token};
use std::cell::Cell;

/// The classes that patterns name, by what belongs to them.
#[derive(Debug)]
pub(crate) struct Classes {
    /// By word id, the classes of which the word alone is a phrase; ascending.
    pub(crate) members: Lists,
    /// By word id, a bit for each of those classes, which some others share.
    pub(crate) hints: Vec<u64>,
    /// The phrases of several words; each counts as the number of its class.
    pub(crate) phrases: Phrases,
    /// By class, the most words of a phrase.
    pub(crate) longest: Vec<u32>,
    /// By class, the concept whose everyday senses are left out.
    pub(crate) senses_of: Vec<Option<u32>>,
}

/// Where concepts are meant in an everyday sense.
#[derive(Debug, Default)]
pub(crate) struct Everyday {
    /// Concept, first token, and one past the last token of this range or of an earlier one that reaches further.
    ranges: Vec<(u32, u32, u32)>,
}

impl Everyday {
    pub(crate) fn clear(&mut self) {
        self.ranges.clear();
    }

    pub(crate) fn push(&mut self, concept: u32, from: usize, to: usize) {
        self.ranges.push((concept, from as u32, to as u32));
    }

    /// Makes the ranges ready for [`Everyday::covers`].
    pub(crate) fn settle(&mut self) {
        self.ranges.sort_unstable();
        for at in 1..self.ranges.len() {
            let (concept, _, furthest) = self.ranges[at - 1];
            if self.ranges[at].0 == concept {
                self.ranges[at].2 = self.ranges[at].2.max(furthest);
            }
        }
    }

    /// Whether some range of the concept holds all tokens of `from..to`.
    fn covers(&self, concept: u32, from: usize, to: usize) -> bool {
        let after = self.ranges.partition_point(|&(of, start, _)| (of, start as usize) <= (concept, from));
        after > 0 && self.ranges[after - 1].0 == concept && self.ranges[after - 1].2 as usize >= to
    }
}

/// A text whose words were looked up.
pub(crate) struct Reader<'a> {
    pub(crate) words: &'a Words,
    pub(crate) classes: &'a Classes,
    pub(crate) folded: &'a [u8],
    pub(crate) tokens: &'a [Token],
    pub(crate) seen: &'a [Seen],
    pub(crate) everyday: &'a Everyday,
    pub(crate) presence: &'a Presence,
    /// How many tokens were looked at on behalf of some pattern.
    pub(crate) work: Cell<u64>,
}

impl Reader<'_> {
    #[inline]
    pub(crate) fn id(&self, at: usize) -> u32 {
        self.seen[at].id
    }

    /// Whether the token really is the word that its id says.
    #[inline]
    pub(crate) fn confirm(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        self.words.confirm(self.seen[at], &self.folded[token.start as usize..token.end as usize])
    }

    /// Whether the token is that word.
    #[inline]
    pub(crate) fn is(&self, at: usize, word: u32) -> bool {
        self.id(at) == word && self.confirm(at)
    }

    /// Whether a phrase may go on from the token before to this one.
    #[inline]
    pub(crate) fn is_joined(&self, at: usize) -> bool {
        self.tokens[at].before <= Join::Clause
    }

    /// Whether the concept of the class, if any, is meant in an everyday sense by these tokens.
    #[inline]
    pub(crate) fn is_everyday(&self, class: u32, from: usize, to: usize) -> bool {
        self.classes.senses_of[class as usize].is_some_and(|concept| self.everyday.covers(concept, from, to))
    }

    /// Calls `found` with the end of every phrase of the class that begins at token `at`.
    pub(crate) fn class_ends(&self, class: u32, at: usize, mut found: impl FnMut(usize)) {
        if at >= self.tokens.len() || self.id(at) == 0 {
            return;
        }
        self.count(1);
        if self.is_of(at, class) {
            found(at + 1);
        }
        if self.has_words_only(class) || !self.classes.phrases.may_begin(self.id(at), self.id(at + 1)) {
            return;
        }
        let Some(mut node) = self.classes.phrases.enter(self.id(at)).filter(|_| self.confirm(at)) else { return };
        for next in at + 1..self.tokens.len() {
            self.count(1);
            let known = self.is_joined(next).then(|| self.classes.phrases.follow(node, self.id(next))).flatten();
            let Some(after) = known.filter(|_| self.confirm(next)) else { return };
            node = after;
            if self.classes.phrases.ends(node).contains(&class) && !self.is_everyday(class, at, next + 1) {
                found(next + 1);
            }
        }
    }

    /// Calls `found` with the start of every phrase of the class that ends before token `end`.
    pub(crate) fn class_starts(&self, class: u32, end: usize, mut found: impl FnMut(usize)) {
        let Some(last) = end.checked_sub(1) else { return };
        self.count(1);
        if self.is_of(last, class) {
            found(last);
        }
        if self.id(last) == 0 {
            return;
        }
        let longest = self.classes.longest[class as usize] as usize;
        let mut next = last;
        for start in (0..last).rev().take(longest.saturating_sub(1)) {
            // What was stepped over belongs to the phrase.
            if !self.is_joined(next) || self.id(start) == 0 {
                return;
            }
            self.count(1);
            if self.classes.phrases.may_begin(self.id(start), self.id(next)) && self.is_phrase(class, start, end) {
                found(start);
            }
            next = start;
        }
    }

    /// Whether the tokens from `start` to `end`, which are joined, are a phrase of several words of the class.
    fn is_phrase(&self, class: u32, start: usize, end: usize) -> bool {
        let phrases = &self.classes.phrases;
        let Some(first) = phrases.enter(self.id(start)) else { return false };
        let walk = (start + 1..end).try_fold(first, |node, at| {
            self.count(1);
            phrases.follow(node, self.id(at))
        });
        walk.is_some_and(|node| phrases.ends(node).contains(&class))
            && (start..end).all(|at| self.confirm(at))
            && !self.is_everyday(class, start, end)
    }

    /// Whether every phrase of the class is one word.
    #[inline]
    pub(crate) fn has_words_only(&self, class: u32) -> bool {
        self.classes.longest[class as usize] < 2
    }

    /// Whether the token alone is a phrase of the class, and not in an everyday sense.
    #[inline]
    pub(crate) fn is_of(&self, at: usize, class: u32) -> bool {
        self.is_member(at, class) && !self.is_everyday(class, at, at + 1)
    }

    #[inline]
    fn is_member(&self, at: usize, class: u32) -> bool {
        let id = self.id(at);
        self.classes.hints[id as usize] >> (class % 64) & 1 == 1 && self.is_listed(at, class)
    }

    fn is_listed(&self, at: usize, class: u32) -> bool {
        self.classes.members.of(self.id(at)).binary_search(&class).is_ok() && self.confirm(at)
    }

    /// Calls `found` with every token at which a gap that begins at token `at` may end.
    pub(crate) fn gap_ends(&self, min: u32, max: u32, at: usize, mut found: impl FnMut(usize)) {
        let mut words = 0;
        let last = self.tokens.len().min(at + widest(max) + 1);
        for next in at..last {
            self.count(1);
            let soft = self.tokens[next].before == Join::Soft;
            if words >= min && (next == at || soft) {
                found(next);
            }
            words += u32::from(self.begins_word(next));
            if !soft || words > max {
                return;
            }
        }
    }

    /// Calls `found` with every token at which a gap that ends at token `end` may begin.
    pub(crate) fn gap_starts(&self, min: u32, max: u32, end: usize, mut found: impl FnMut(usize)) {
        if min == 0 {
            found(end);
        }
        if end >= self.tokens.len() || self.tokens[end].before != Join::Soft {
            return;
        }
        let mut words = 0;
        for at in (0..end).rev().take(widest(max)) {
            self.count(1);
            words += u32::from(self.begins_word(at));
            if words > max || self.tokens[at].before != Join::Soft {
                return;
            }
            if words >= min {
                found(at);
            }
        }
    }

    fn begins_word(&self, at: usize) -> bool {
        at == 0 || self.tokens[at].word != self.tokens[at - 1].word
    }

    #[inline]
    pub(crate) fn count(&self, looked_at: u64) {
        self.work.set(self.work.get() + looked_at);
    }
}

/// The most tokens that a gap of `max` words may cover: a word and its clitic each.
pub(crate) fn widest(max: u32) -> usize {
    2 * max as usize
}
