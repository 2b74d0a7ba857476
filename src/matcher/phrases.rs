//! Phrases in a trie over word ids: from one word on, every phrase that starts there in a single walk.

use super::lists::Lists;

/// A set of phrases, each with what it counts as.
#[derive(Debug)]
pub(crate) struct Phrases {
    /// By word id, the node after the first word; 0 where no phrase begins.
    first: Vec<u32>,
    /// Open addressing, at most half full; an edge with child 0 is free.
    edges: Vec<Edge>,
    /// By node, what the phrase that ends there counts as.
    ends: Lists,
    /// A bit for every pair of words that begins a phrase: most words that begin one are followed by another word.
    pairs: Vec<u64>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Edge {
    node: u32,
    word: u32,
    child: u32,
}

impl Phrases {
    /// A trie of phrases over word ids below `ids`.
    pub(crate) fn new<'a>(ids: usize, phrases: impl Iterator<Item = (&'a [u32], u32)> + Clone) -> Self {
        let edges: usize = phrases.clone().map(|(phrase, _)| phrase.len().saturating_sub(1)).sum();
        let pairs = (phrases.clone().count() * 16).next_power_of_two().clamp(64, 1 << 20);
        let mut trie = Self {
            first: vec![0; ids],
            edges: vec![Edge::default(); (2 * edges + 2).next_power_of_two()],
            ends: Lists::new(0, std::iter::empty()),
            pairs: vec![0; pairs / 64],
        };
        let mut ends = Vec::with_capacity(phrases.clone().count());
        let mut nodes = 1;
        for (phrase, counts_as) in phrases {
            let Some((&first, rest)) = phrase.split_first() else { continue };
            if let Some(&second) = rest.first() {
                let bit = trie.pair_bit(first, second);
                trie.pairs[bit / 64] |= 1 << (bit % 64);
            }
            let mut node = trie.first[first as usize];
            if node == 0 {
                node = nodes;
                nodes += 1;
                trie.first[first as usize] = node;
            }
            for &word in rest {
                let edge = trie.edge(node, word);
                if trie.edges[edge].child == 0 {
                    trie.edges[edge] = Edge { node, word, child: nodes };
                    nodes += 1;
                }
                node = trie.edges[edge].child;
            }
            ends.push((node, counts_as));
        }
        trie.ends = Lists::new(nodes as usize, ends.iter().copied());
        trie
    }

    /// The node after the first word of a phrase, if one begins with that word.
    #[inline]
    pub(crate) fn enter(&self, word: u32) -> Option<u32> {
        Some(self.first[word as usize]).filter(|&node| node != 0)
    }

    /// The node after one more word.
    #[inline]
    pub(crate) fn follow(&self, node: u32, word: u32) -> Option<u32> {
        Some(self.edges[self.edge(node, word)].child).filter(|&node| node != 0)
    }

    /// What the phrases that end at a node count as.
    #[inline]
    pub(crate) fn ends(&self, node: u32) -> &[u32] {
        self.ends.of(node)
    }

    /// Whether a phrase may begin with these two words. Never wrong when it says no.
    #[inline]
    pub(crate) fn may_begin(&self, first: u32, second: u32) -> bool {
        let bit = self.pair_bit(first, second);
        self.pairs[bit / 64] >> (bit % 64) & 1 == 1
    }

    #[inline]
    fn pair_bit(&self, first: u32, second: u32) -> usize {
        let mixed = first.wrapping_mul(0x9e37_79b1) ^ second.wrapping_mul(0x85eb_ca77).rotate_left(16);
        (mixed.wrapping_mul(0xc2b2_ae3d) >> 8) as usize & (self.pairs.len() * 64 - 1)
    }

    #[inline]
    fn edge(&self, node: u32, word: u32) -> usize {
        let mask = self.edges.len() - 1;
        let mut at = (spread(node, word) >> 36) as usize & mask;
        loop {
            let edge = &self.edges[at];
            if edge.child == 0 || (edge.node == node && edge.word == word) {
                return at;
            }
            at = (at + 1) & mask;
        }
    }
}

#[inline]
fn spread(a: u32, b: u32) -> u64 {
    (u64::from(a) << 32 | u64::from(b))
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(29)
        .wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_finds_every_phrase_that_starts_at_a_word() {
        let phrases: [(&[u32], u32); 4] = [(&[1], 10), (&[1, 2], 20), (&[1, 2, 3], 30), (&[1, 2], 21)];
        let trie = Phrases::new(5, phrases.into_iter());
        let one = trie.enter(1).unwrap();
        let two = trie.follow(one, 2).unwrap();
        let three = trie.follow(two, 3).unwrap();
        assert_eq!((trie.ends(one), trie.ends(two), trie.ends(three)), (&[10][..], &[20, 21][..], &[30][..]));
        assert_eq!((trie.enter(2), trie.follow(one, 3), trie.follow(three, 1)), (None, None, None));
        assert!(trie.may_begin(1, 2));
    }
}
