//! Small word lists with flags, as tables that the compiler builds.

/// Words with flags, in an open-addressing table of `SLOTS` (a power of two).
pub(super) struct Words<const SLOTS: usize> {
    slots: [(&'static str, u16); SLOTS],
}

impl<const SLOTS: usize> Words<SLOTS> {
    /// A table of lists; a word in several lists has the flags of all.
    pub(super) const fn new(lists: &[(u16, &[&'static str])]) -> Self {
        let mut slots = [("", 0u16); SLOTS];
        let mut list = 0;
        while list < lists.len() {
            let (flag, words) = lists[list];
            let mut i = 0;
            while i < words.len() {
                let word = words[i];
                let mut at = hash(word.as_bytes()) % SLOTS;
                while !slots[at].0.is_empty() && !equal(slots[at].0.as_bytes(), word.as_bytes()) {
                    at = (at + 1) % SLOTS;
                }
                slots[at] = (word, slots[at].1 | flag);
                i += 1;
            }
            list += 1;
        }
        Self { slots }
    }

    /// The flags of a word, or 0.
    pub(super) fn flags(&self, word: &[u8]) -> u16 {
        let mut at = hash(word) % SLOTS;
        loop {
            let (known, flags) = self.slots[at];
            if known.is_empty() || known.as_bytes() == word {
                return flags;
            }
            at = (at + 1) % SLOTS;
        }
    }
}

/// Mixes the length and three letters: enough for a few hundred words, and the same work for each.
const fn hash(word: &[u8]) -> usize {
    let length = word.len();
    if length == 0 {
        return 0;
    }
    let letters = [word[0], word[length / 2], word[length - 1], length as u8];
    (u32::from_le_bytes(letters).wrapping_mul(0x9e37_79b1) >> 16) as usize
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_the_flags_of_their_lists() {
        static WORDS: Words<16> = Words::new(&[(1, &["die", "und"]), (2, &["die", "the"])]);
        let flags = ["die", "und", "the", "nothing", ""].map(|w| WORDS.flags(w.as_bytes()));
        assert_eq!(flags, [3, 1, 2, 0, 0]);
    }
}
