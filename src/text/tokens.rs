//! Words of the folded text, found 64 bytes at a time.

use super::{Join, Token, spacing};

const BLOCK: usize = 64;

/// Finds the words. Their ordinals and joins are set by `segment`. Says whether so many single letters follow one
/// another that a word may be letter-spaced. Linear.
pub(super) fn find(folded: &str, tokens: &mut Vec<Token>) -> bool {
    tokens.clear();
    let mut finder = Finder { tokens, start: 0, inside: false, singles: 0, spaced: false };
    let blocks = folded.as_bytes().chunks_exact(BLOCK);
    // Spaces behind the text end its last word.
    let mut last = [b' '; BLOCK];
    last[..blocks.remainder().len()].copy_from_slice(blocks.remainder());
    let tail = (folded.len() - blocks.remainder().len()) as u32;
    let mut base = 0;
    for block in blocks {
        if let Ok(block) = block.try_into() {
            finder.block(base, block);
        }
        base += BLOCK as u32;
    }
    finder.block(tail, &last);
    finder.spaced
}

/// A byte of a word: a letter, a digit, `_`, or part of a letter beyond ASCII.
pub(super) fn is_word(byte: u8) -> bool {
    (byte | 0x20).wrapping_sub(b'a') < 26 || byte.wrapping_sub(b'0') < 10 || byte == b'_' || byte >= 0x80
}

struct Finder<'a> {
    tokens: &'a mut Vec<Token>,
    start: u32,
    inside: bool,
    singles: usize,
    spaced: bool,
}

impl Finder<'_> {
    fn block(&mut self, base: u32, block: &[u8; BLOCK]) {
        let mask = mask(block);
        // A bit for each byte that is a word's where the byte before is not, or the other way round.
        let mut edges = mask ^ (mask << 1 | u64::from(self.inside));
        // Kept out of memory while the loop runs.
        let (mut start, mut inside, mut singles, mut spaced) = (self.start, self.inside, self.singles, self.spaced);
        while edges != 0 {
            let at = base + edges.trailing_zeros();
            edges &= edges - 1;
            if inside {
                singles = if at - start == 1 { singles + 1 } else { 0 };
                spaced |= singles >= spacing::RUN;
                self.tokens.push(Token { start, end: at, word: 0, before: Join::Soft });
            }
            start = at;
            inside = !inside;
        }
        (self.start, self.inside, self.singles, self.spaced) = (start, inside, singles, spaced);
    }
}

/// A bit for each byte of a word. Written for the compiler to vectorise: compare all, then gather eight at a time.
fn mask(block: &[u8; BLOCK]) -> u64 {
    let mut is = [0u8; BLOCK];
    for (is, byte) in is.iter_mut().zip(block) {
        *is = u8::from(is_word(*byte));
    }
    let mut mask = 0;
    for (i, eight) in is.chunks_exact(8).enumerate() {
        let eight = eight.try_into().map_or(0, u64::from_le_bytes);
        mask |= (eight.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i);
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(folded: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        find(folded, &mut tokens);
        tokens.iter().map(|t| &folded[t.start as usize..t.end as usize]).collect()
    }

    #[test]
    fn words_are_runs_of_letters_digits_and_underscores() {
        assert_eq!(words(""), [""; 0]);
        assert_eq!(words("don't stop, user_1 3.5%"), ["don", "t", "stop", "user_1", "3", "5"]);
        assert_eq!(words("\u{1}你好 ж\u{1}"), ["你好", "ж"]);
    }

    #[test]
    fn blocks_make_no_difference() {
        for len in 50..200 {
            let text: String = "ab c, d_e  你 ".chars().cycle().take(len).collect();
            let plain: Vec<&str> =
                text.split(|c: char| c.is_ascii() && !is_word(c as u8)).filter(|w| !w.is_empty()).collect();
            assert_eq!(words(&text), plain);
            let long = "x".repeat(len);
            assert_eq!(words(&long), [long.as_str()]);
        }
    }

    #[test]
    fn four_single_letters_may_be_a_word() {
        let mut tokens = Vec::new();
        assert!(find("so v i s i", &mut tokens) && !find("u.s.a. ok", &mut tokens));
    }
}
