//! The hash of a word: worked out once for each word of a text, whichever tables the word is then looked up in.

/// With what the words of texts are hashed.
pub(crate) const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The masks that keep the first 0 to 16 bytes of two little-endian numbers.
const KEEP: [[u64; 2]; 17] = {
    let mut masks = [[u64::MAX; 2]; 17];
    let mut length = 0;
    while length < 16 {
        let (half, bits) = (length / 8, 8 * (length % 8));
        masks[length][half] = (1 << bits) - 1;
        if half == 0 {
            masks[length][1] = 0;
        }
        length += 1;
    }
    masks
};

#[inline]
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// The hash of the `length` bytes at `start`: two loads and a multiplication for all but the longest words.
#[inline]
pub(crate) fn hash_in(bytes: &[u8], start: usize, length: usize, seed: u64) -> u64 {
    match bytes.get(start..).and_then(<[u8]>::first_chunk::<16>) {
        Some(&[a, b, c, d, e, f, g, h, rest @ ..]) if length <= 16 => {
            let (low, high) = (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u64::from_le_bytes(rest));
            let [keep_low, keep_high] = KEEP[length];
            hash_of(low & keep_low, high & keep_high, length, seed)
        }
        _ => hash_alone(&bytes[start..start + length], seed),
    }
}

#[inline]
fn hash_of(low: u64, high: u64, length: usize, seed: u64) -> u64 {
    mix(low ^ seed, high ^ 0xe703_7ed1_a0b4_28db ^ ((length as u64) << 56))
}

/// The same hash of a word that does not stand in a longer text.
pub(crate) fn hash_alone(word: &[u8], seed: u64) -> u64 {
    let (start, rest) = word.split_at(word.len().min(16));
    // The first and the last bytes together are the whole start; where they overlap they are the same.
    let (low, high) = if let (Some(&first), Some(&last)) = (start.first_chunk(), start.last_chunk()) {
        let beyond = 8 * (16 - start.len() as u32);
        (u64::from_le_bytes(first), u64::from_le_bytes(last).checked_shr(beyond).unwrap_or(0))
    } else if let (Some(&first), Some(&last)) = (start.first_chunk(), start.last_chunk()) {
        let last = u64::from(u32::from_le_bytes(last)) << (8 * (start.len() - 4));
        (u64::from(u32::from_le_bytes(first)) | last, 0)
    } else {
        (start.iter().rev().fold(0, |low, &byte| low << 8 | u64::from(byte)), 0)
    };
    let hash = hash_of(low, high, word.len(), seed);
    if rest.is_empty() { hash } else { hash_rest(hash, rest) }
}

#[cold]
fn hash_rest(hash: u64, rest: &[u8]) -> u64 {
    rest.chunks(8).fold(hash, |hash, chunk| {
        let mut padded = [0; 8];
        padded[..chunk.len()].copy_from_slice(chunk);
        mix(hash ^ u64::from_le_bytes(padded), 0x8ebc_6af0_9c88_c6e3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_hash_wherever_it_stands() {
        let long = "a word of forty bytes, which is quite long";
        for length in 0..long.len() {
            let word = &long[..length];
            for (before, after) in
                [("", ""), ("x", ""), ("", " and sixteen bytes more"), ("on ", " and on and on and on")]
            {
                let text = format!("{before}{word}{after}");
                let within = hash_in(text.as_bytes(), before.len(), length, SEED);
                assert_eq!(within, hash_alone(word.as_bytes(), SEED), "{length} in {text:?}");
            }
        }
    }
}
