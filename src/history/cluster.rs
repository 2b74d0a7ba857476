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
    // Pairs that were found to differ, by a hash: a sentence of many replies puts the same ones side by side again and
    // again.
    let mut unlike = vec![(0u32, 0u32); (replies / 4).next_power_of_two().min(1 << 18)];
    for entry in entries {
        // Neighbours are enough: replies of a template share several grams, and in one of the lists nothing stands
        // between two of them.
        for two in entry.windows(2) {
            let (earlier, own) = (reply(two[0]), reply(two[1]));
            let (one, other) = (root(&mut roots, earlier), root(&mut roots, own));
            if one == other {
                continue;
            }
            let slot = (earlier.wrapping_mul(0x9e37_79b1) ^ own.wrapping_mul(0x85eb_ca6b)) as usize >> 7;
            let slot = slot & (unlike.len() - 1);
            if unlike[slot] == (earlier, own) {
                continue;
            }
            if alike(grams(own), grams(earlier)) {
                // The first reply names the template, however it was put together.
                roots[one.max(other) as usize] = one.min(other);
            } else {
                unlike[slot] = (earlier, own);
            }
        }
    }
    (0..replies as u32).map(|reply| root(&mut roots, reply)).collect()
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
