//! Which replies repeat an earlier one, from their grams alone: the closest earlier reply of each, and the templates
//! that links between alike ones make.
//!
//! Replies have numbers in the order of time. Every gram that two replies have is a list of their numbers; a reply's
//! lists vote for the replies before it, and those with the most votes are compared with it gram by gram.

use std::ops::Range;

/// How many of the last replies before it a gram votes for.
const NEAREST: usize = 8;
/// How many replies with the most votes are compared.
const COMPARED: usize = 4;
/// Under so many shared grams nothing is repeated: two people write a few words in a row by chance.
const SHARED: u32 = 3;
/// From this share of a reply's grams on, per mille, it is reused.
pub(super) const REUSED: u32 = 300;
/// From this share on it is not unique.
pub(super) const STRONG: u32 = 600;
/// In how many days before.
pub(super) const STRONG_DAYS: i32 = 90;
/// How many bits the number of a reply has.
const NUMBER: u32 = 24;

/// A reply, in the order of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reply {
    /// The day on which it was posted; where that is not known, it counts as within the last days.
    pub(super) day: Option<i32>,
}

/// What a reply repeats.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Copy {
    /// The share of its grams that stand in the closest earlier reply, per mille.
    pub(super) share: u16,
    /// It has [`STRONG`] in common with a reply of the [`STRONG_DAYS`] before.
    pub(super) is_recent: bool,
    /// The closest earlier reply; its own number where none is.
    pub(super) source: u32,
    /// The first reply of its template; its own number where it is alone.
    pub(super) template: u32,
}

/// Finds what each reply repeats. `pairs` are grams and replies as [`pair`] puts them together, in any order; `lengths`
/// how many grams each reply has. Takes time linear in the pairs, save for sorting them.
pub(super) fn find(mut pairs: Vec<u64>, lengths: &[u16], replies: &[Reply]) -> Vec<Copy> {
    pairs.sort_unstable();
    let is_shared = |at: usize| at > 0 && pairs[at - 1] >> NUMBER == pairs[at] >> NUMBER;
    // For each reply where its grams stand among the pairs, those left out that no earlier reply has.
    let mut ends = vec![0u32; replies.len() + 1];
    (0..pairs.len()).filter(|&at| is_shared(at)).for_each(|at| ends[number(pairs[at]) as usize + 1] += 1);
    for reply in 1..ends.len() {
        ends[reply] += ends[reply - 1];
    }
    let mut places = vec![0u32; ends.last().copied().unwrap_or(0) as usize];
    let mut next = ends.clone();
    for at in (0..pairs.len()).filter(|&at| is_shared(at)) {
        let end = &mut next[number(pairs[at]) as usize];
        places[*end as usize] = at as u32;
        *end += 1;
    }
    drop(next);
    let mut search = Search { pairs: &pairs, lengths, replies, votes: Votes::new() };
    let mut roots: Vec<u32> = (0..replies.len() as u32).collect();
    let mut copies: Vec<Copy> = Vec::with_capacity(replies.len());
    for reply in 0..replies.len() as u32 {
        let own = ends[reply as usize] as usize..ends[reply as usize + 1] as usize;
        copies.push(search.copy(reply, &places[own], &mut roots));
    }
    for reply in 0..replies.len() as u32 {
        copies[reply as usize].template = root(&mut roots, reply);
    }
    copies
}

/// A gram and the number of a reply that has it.
pub(super) fn pair(gram: u64, reply: u32) -> u64 {
    gram << NUMBER | u64::from(reply)
}

fn number(pair: u64) -> u32 {
    (pair & ((1 << NUMBER) - 1)) as u32
}

struct Search<'a> {
    pairs: &'a [u64],
    lengths: &'a [u16],
    replies: &'a [Reply],
    votes: Votes,
}

impl Search<'_> {
    fn copy(&mut self, reply: u32, places: &[u32], roots: &mut [u32]) -> Copy {
        let mut copy = Copy { source: reply, template: reply, ..Copy::default() };
        let length = u32::from(self.lengths[reply as usize]);
        if (places.len() as u32) < SHARED {
            return copy;
        }
        let day = self.replies[reply as usize].day;
        self.votes.clear();
        for &place in places {
            let gram = self.pairs[place as usize] >> NUMBER;
            let before = place.saturating_sub(NEAREST as u32) as usize..place as usize;
            let same = self.pairs[before].iter().rev().take_while(|pair| *pair >> NUMBER == gram);
            same.for_each(|&pair| self.votes.add(number(pair)));
        }
        let mut best = 0;
        for other in self.votes.most() {
            let shared = places.iter().filter(|&&place| self.has(place, other)).count() as u32;
            if shared < SHARED {
                continue;
            }
            let share = shared * 1_000 / length.max(1);
            let days = day.zip(self.replies[other as usize].day).map_or(0, |(day, earlier)| day - earlier);
            copy.is_recent |= share >= STRONG && days <= STRONG_DAYS;
            // Of equals the earliest, which the others may come from as well.
            if shared > best || shared == best && other < copy.source {
                (best, copy.share, copy.source) = (shared, share as u16, other);
            }
            if shared * 2 >= length.max(u32::from(self.lengths[other as usize])) {
                let (one, two) = (root(roots, reply), root(roots, other));
                roots[one.max(two) as usize] = one.min(two);
            }
        }
        copy
    }

    /// Whether another, earlier reply has the gram that stands at a place.
    fn has(&self, place: u32, other: u32) -> bool {
        let wanted = self.pairs[place as usize] >> NUMBER << NUMBER | u64::from(other);
        let end = place as usize;
        // Most stand near: steps back are doubled until what is looked for lies between.
        let mut step = 1;
        let range: Range<usize> = loop {
            let begin = end.saturating_sub(step);
            if begin == 0 || self.pairs[begin] <= wanted {
                break begin..end;
            }
            step *= 2;
        };
        self.pairs[range].binary_search(&wanted).is_ok()
    }
}

fn root(roots: &mut [u32], mut reply: u32) -> u32 {
    while roots[reply as usize] != reply {
        let next = roots[roots[reply as usize] as usize];
        roots[reply as usize] = next;
        reply = next;
    }
    reply
}

/// Votes for replies.
struct Votes {
    /// Replies, one more each so that zero is none, and their votes.
    slots: Vec<(u32, u32)>,
    touched: Vec<u32>,
}

/// A power of two. Votes for more replies than three quarters of it do not count.
const SLOTS: usize = 4_096;

impl Votes {
    fn new() -> Self {
        Self { slots: vec![(0, 0); SLOTS], touched: Vec::new() }
    }

    fn clear(&mut self) {
        self.touched.drain(..).for_each(|slot| self.slots[slot as usize] = (0, 0));
    }

    fn add(&mut self, reply: u32) {
        let mut slot = (reply.wrapping_mul(0x9e37_79b1) >> 8) as usize % SLOTS;
        loop {
            let (own, votes) = &mut self.slots[slot];
            if *own == reply + 1 {
                *votes += 1;
                return;
            }
            if *own == 0 {
                if self.touched.len() < SLOTS * 3 / 4 {
                    (*own, *votes) = (reply + 1, 1);
                    self.touched.push(slot as u32);
                }
                return;
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// The replies with the most votes; of equals the latest, which is most likely what was copied.
    fn most(&self) -> impl Iterator<Item = u32> {
        let mut best = [(0u32, 0u32); COMPARED];
        for &slot in &self.touched {
            let (reply, votes) = self.slots[slot as usize];
            let mut own = (votes, reply);
            for place in &mut best {
                if own > *place {
                    std::mem::swap(&mut own, place);
                }
            }
        }
        best.into_iter().filter(|(votes, _)| *votes > 0).map(|(_, reply)| reply - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn run(grams: &[&[u64]], days: &[Option<i32>]) -> Vec<Copy> {
        let pairs = grams.iter().zip(0..).flat_map(|(grams, reply)| grams.iter().map(move |&gram| pair(gram, reply)));
        let lengths: Vec<u16> = grams.iter().map(|grams| grams.len() as u16).collect();
        let replies: Vec<Reply> = days.iter().map(|&day| Reply { day }).collect();
        find(pairs.collect(), &lengths, &replies)
    }

    #[test]
    fn the_closest_earlier_reply_is_found() {
        let grams: [&[u64]; 6] = [
            &[1, 2, 3, 4, 5, 6],
            &[11, 12, 13, 14],
            &[1, 2, 3, 4, 5, 9],
            &[1, 2, 3, 7, 8, 10, 15, 16, 17, 18],
            &[11, 12, 20, 21],
            &[1, 2, 3, 4, 5, 6],
        ];
        let copies = run(&grams, &[Some(0), Some(1), Some(2), Some(3), Some(4), Some(100)]);
        let shares: Vec<(u16, u32, u32)> = copies.iter().map(|copy| (copy.share, copy.source, copy.template)).collect();
        assert_eq!(shares[..2], [(0, 0, 0), (0, 1, 1)]);
        // Five of six; three of ten, of which the earliest counts; two are too few; all of the first.
        assert_eq!(shares[2..], [(833, 0, 0), (300, 0, 3), (0, 4, 4), (1_000, 0, 0)]);
        let recent: Vec<bool> = copies.iter().map(|copy| copy.is_recent).collect();
        // The last one repeats the first after a hundred days, and the third after 98.
        assert_eq!(recent, [false, false, true, false, false, false]);
    }

    #[test]
    fn what_has_no_day_counts_as_recent() {
        let grams: [&[u64]; 3] = [&[1, 2, 3, 4]; 3];
        let copies = run(&grams, &[None, Some(0), Some(500)]);
        assert_eq!(
            copies.iter().map(|copy| (copy.source, copy.is_recent)).collect::<Vec<_>>(),
            [(0, false), (0, true), (0, true)]
        );
        let copies = run(&grams, &[Some(0), Some(300), Some(500)]);
        assert_eq!(copies.iter().map(|copy| copy.is_recent).collect::<Vec<_>>(), [false; 3]);
    }

    proptest! {
        #[test]
        fn what_is_found_is_true_and_nothing_close_is_missed(
            replies in prop::collection::vec(prop::collection::btree_set(0u64..40, 0..12), 1..9),
        ) {
            let lists: Vec<Vec<u64>> = replies.iter().map(|grams| grams.iter().copied().collect()).collect();
            let slices: Vec<&[u64]> = lists.iter().map(Vec::as_slice).collect();
            let days: Vec<Option<i32>> = (0..replies.len() as i32).map(Some).collect();
            let copies = run(&slices, &days);
            let shared = |a: &BTreeSet<u64>, b: &BTreeSet<u64>| a.intersection(b).count() as u32;
            for (at, copy) in copies.iter().enumerate() {
                let most = (0..at).map(|other| shared(&replies[at], &replies[other])).max().unwrap_or(0);
                if copy.source as usize == at {
                    // Fewer than five replies stand before or none shares enough: then all were compared.
                    prop_assert!(most < SHARED || at > COMPARED);
                    prop_assert_eq!(copy.share, 0);
                } else {
                    let found = shared(&replies[at], &replies[copy.source as usize]);
                    prop_assert!((copy.source as usize) < at && found >= SHARED);
                    prop_assert_eq!(u32::from(copy.share), found * 1_000 / replies[at].len() as u32);
                    // All of up to eight earlier replies vote with all their grams: the best is among those compared.
                    prop_assert_eq!(found, most);
                }
                prop_assert!(copy.template <= at as u32);
            }
        }
    }
}
