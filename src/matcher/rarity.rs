//! How common a word is in replies, as far as an order of magnitude: patterns are anchored on their rarest word.
//!
//! No frequency list ships. The words below are common in any English text or in any reply of a business; of the
//! others it is enough to know that more rules ask for a word that is written more often.

use super::lists::QuickMap;

/// The most common words, most common first.
const COMMON: &str = "the to you and your for we our a i of is in that with have this be are it us on as not was at \
     s all will can please thank from so or t if would by any an my experience do has but they more me been time were \
     about team re know out let re sorry service here there their no what when them help how also which who he she his \
     her its had up one just ve ll could should make get did contact visit hear care work best good great happy feedback \
     call email review back next day again very see these some other into only than take like want need new always \
     every soon today hope appreciate apologize understand share office customer customers patient patients order \
     provide reach into people way well much look forward made feel come";

/// How common a word is, in parts of ten million.
#[derive(Debug)]
pub(crate) struct Rarity {
    common: QuickMap<&'static str, u64>,
    /// A bit by ends and length, so that most of a lexicon is told to be rare at a glance.
    looks: [u64; 64],
}

impl Rarity {
    pub(crate) fn new() -> Self {
        let mut common = QuickMap::default();
        for (rank, word) in (1..).zip(COMMON.split_whitespace()) {
            common.entry(word).or_insert(500_000 / (rank + 1));
        }
        let mut looks = [0; 64];
        for word in common.keys() {
            let look = look(word);
            looks[look / 64] |= 1 << (look % 64);
        }
        Self { common, looks }
    }

    /// How common `word` is, given in how many phrases of the rules it stands.
    pub(crate) fn commonness(&self, word: &str, uses: u32) -> u64 {
        let look = look(word);
        let known = if self.looks[look / 64] >> (look % 64) & 1 == 1 { self.common.get(word) } else { None };
        known.copied().unwrap_or(5 * u64::from(uses.clamp(1, 100)))
    }
}

fn look(word: &str) -> usize {
    let end = |byte: Option<&u8>| usize::from(byte.copied().unwrap_or(0)) & 31;
    let bytes = word.as_bytes();
    end(bytes.first()) << 7 | end(bytes.last()) << 2 | bytes.len() & 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_the_most_common() {
        let rarity = Rarity::new();
        assert!(rarity.commonness("your", 1) > rarity.commonness("patient", 1));
        assert!(rarity.commonness("patient", 1) > rarity.commonness("biopsy", 90));
        assert!(rarity.commonness("biopsy", 90) > rarity.commonness("biopsy", 1));
    }
}
