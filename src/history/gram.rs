//! Word 4-grams without a key: what tables of common phrases count, and what the text of a brand file is compared by.
//!
//! The hashes are the same on every platform and in every version of the masking, since tables of them ship.

/// How many words a gram has.
pub(crate) const GRAM: usize = 4;

/// Hashes a folded word. Its digits do not count, only where they stand: `4pm` and `11pm` are one word. Linear.
pub(crate) fn word(folded: &[u8]) -> u64 {
    let (mut hash, mut digits) = (OFFSET, false);
    for &byte in folded {
        digits |= byte.is_ascii_digit();
        hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    }
    // Hardly any word has digits.
    if digits { numbered(folded) } else { mix(hash) }
}

#[cold]
fn numbered(folded: &[u8]) -> u64 {
    let mut hash = OFFSET;
    let mut in_number = false;
    for &byte in folded {
        let is_digit = byte.is_ascii_digit();
        if !(is_digit && in_number) {
            hash = (hash ^ u64::from(if is_digit { b'#' } else { byte })).wrapping_mul(PRIME);
        }
        in_number = is_digit;
    }
    mix(hash)
}

/// Hashes the words of a gram in their order, for tables of common ones.
pub(crate) fn gram(words: [u64; GRAM]) -> u32 {
    narrow(wide(words))
}

/// The part of [`wide`] that tables hold.
pub(crate) fn narrow(wide: u64) -> u32 {
    (wide >> 32) as u32
}

/// The same with all bits, for lists that are small and must not collide.
pub(crate) fn wide(words: [u64; GRAM]) -> u64 {
    words.iter().fold(OFFSET, |hash, word| mix((hash ^ word).wrapping_mul(PRIME)))
}

/// FNV-1a, finished as MurmurHash3 does, so that all bits depend on all bytes.
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

fn mix(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 33
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_do_not_count() {
        assert_eq!(word(b"4pm"), word(b"11pm"));
        assert_ne!(word(b"4pm"), word(b"4am"));
        assert_ne!(word(b"pm4"), word(b"4pm"));
    }

    #[test]
    fn grams_keep_the_order_of_words() {
        let words = [b"we", b"do", b"so", b"up"].map(|bytes| word(bytes));
        let mut turned = words;
        turned.reverse();
        assert_ne!(gram(words), gram(turned));
        assert_eq!(gram(words), (wide(words) >> 32) as u32);
    }

    #[test]
    fn hashes_never_change() {
        // Tables that ship hold these.
        assert_eq!(word(b"thank"), 0x12e5_bbb5_3bef_0629);
        assert_eq!(gram([1, 2, 3, 4]), 0xe920_a4e3);
    }
}
