//! Which replies were made from one template: two are linked where each holds at least half of the other's grams, and
//! a template is all that links reach.

/// For each reply the first one of its template. `entries` are the replies of one gram each, in ascending order;
/// `grams` gives a reply's grams, sorted. Linear in the entries, save for the compared pairs' grams.
pub(super) fn cluster<'a>(
    replies: usize,
    entries: impl Iterator<Item = &'a [u64]>,
    reply: impl Fn(u64) -> u32,
    grams: impl Fn(u32) -> &'a [u64],
) -> Vec<u32> {
    let mut roots: Vec<u32> = (0..replies as u32).collect();
    let sketches: Vec<Sketch> = (0..replies as u32).map(|reply| Sketch::of(grams(reply))).collect();
    // Pairs that were found to differ, by a hash: a sentence of many replies puts the same ones side by side again and
    // again.
    let mut unlike = vec![(0u32, 0u32); (replies / 4).next_power_of_two().min(1 << 18)];
    for entry in entries {
        // Neighbours are enough: replies of a template share several grams, and in one of the lists nothing stands
        // between two of them.
        let [first, others @ ..] = entry else { continue };
        if others.is_empty() {
            continue;
        }
        let mut earlier = reply(*first);
        let mut one = root(&mut roots, earlier);
        for own in others.iter().map(|&pair| reply(pair)) {
            let mut other = root(&mut roots, own);
            let slot = (earlier.wrapping_mul(0x9e37_79b1) ^ own.wrapping_mul(0x85eb_ca6b)) as usize >> 7;
            let slot = slot & (unlike.len() - 1);
            if one != other && unlike[slot] != (earlier, own) {
                let may_be = sketches[earlier as usize].may_be_alike(&sketches[own as usize]);
                if may_be && alike(grams(own), grams(earlier)) {
                    // The first reply names the template, however it was put together.
                    roots[one.max(other) as usize] = one.min(other);
                    other = one.min(other);
                } else {
                    unlike[slot] = (earlier, own);
                }
            }
            (earlier, one) = (own, other);
        }
    }
    (0..replies as u32).map(|reply| root(&mut roots, reply)).collect()
}

/// The grams of a reply as a set of bits, which tells most pairs apart without their grams being fetched from memory.
struct Sketch {
    bits: [u64; 2],
    grams: u32,
    /// How many grams have a bit that another one has as well.
    doubled: u32,
}

impl Sketch {
    fn of(grams: &[u64]) -> Self {
        let mut bits = [0u64; 2];
        // The low bits: winnowing keeps small hashes, so that the high ones are uneven.
        grams.iter().for_each(|gram| bits[(gram >> 6 & 1) as usize] |= 1 << (gram & 63));
        let set = bits[0].count_ones() + bits[1].count_ones();
        Self { bits, grams: grams.len() as u32, doubled: grams.len() as u32 - set }
    }

    /// Whether [`alike`] may hold: false only where it does not. Grams that both have share a bit, and no more of them
    /// than are doubled share it with others.
    fn may_be_alike(&self, other: &Self) -> bool {
        let bits = (self.bits[0] & other.bits[0]).count_ones() + (self.bits[1] & other.bits[1]).count_ones();
        (bits + self.doubled.min(other.doubled)) * 2 >= self.grams.max(other.grams)
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

/// Whether each of two sorted lists holds at least half of the other.
fn alike(one: &[u64], other: &[u64]) -> bool {
    let most = one.len().max(other.len());
    if one.len().min(other.len()) * 2 < most {
        return false;
    }
    let (mut a, mut b, mut shared) = (0, 0, 0);
    while a < one.len() && b < other.len() {
        // What is left of the shorter rest may not be enough any more.
        if (shared + (one.len() - a).min(other.len() - b)) * 2 < most {
            return false;
        }
        let (x, y) = (one[a], other[b]);
        shared += usize::from(x == y);
        a += usize::from(x <= y);
        b += usize::from(y <= x);
    }
    shared * 2 >= most
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sketches_never_part_what_is_alike(
            one in prop::collection::btree_set(0u64..300, 0..80),
            other in prop::collection::btree_set(0u64..300, 0..80),
            shared in prop::collection::btree_set(0u64..1_000, 0..80),
        ) {
            let list = |own: &std::collections::BTreeSet<u64>| own.union(&shared).copied().collect::<Vec<u64>>();
            let (one, other) = (list(&one), list(&other));
            prop_assert!(Sketch::of(&one).may_be_alike(&Sketch::of(&other)) || !alike(&one, &other));
        }
    }

    #[test]
    fn half_of_each_must_be_shared() {
        assert!(alike(&[1, 2, 3, 4], &[3, 4, 5, 6]) && !alike(&[1, 2, 3, 4], &[4, 5, 6, 7]));
        assert!(!alike(&[1, 2], &[1, 2, 3, 4, 5]) && alike(&[], &[]));
    }

    #[test]
    fn links_reach_further_than_pairs() {
        let grams: [&[u64]; 4] = [&[1, 2, 3], &[2, 3, 4], &[3, 4, 5], &[7, 8, 9]];
        let entries: [&[u64]; 4] = [&[0, 1], &[0, 1, 2], &[1, 2], &[3]];
        let found = cluster(4, entries.into_iter(), |reply| reply as u32, |reply| grams[reply as usize]);
        assert_eq!(found, [0, 0, 0, 3]);
    }
}
