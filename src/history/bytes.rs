//! Little-endian numbers at an offset. What lies outside reads as zero: checksums said before that nothing is missing,
//! and nothing here may panic whatever the bytes are.

/// The two bytes at an offset.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    part(bytes, at).map_or(0, u16::from_le_bytes)
}

/// The four bytes at an offset.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    part(bytes, at).map_or(0, u32::from_le_bytes)
}

/// The eight bytes at an offset.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    part(bytes, at).map_or(0, u64::from_le_bytes)
}

fn part<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// Writes a number seven bits a byte, the low ones first.
pub(super) fn put_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Reads such a number and moves on; zero at the end of the bytes.
#[inline]
pub(super) fn varint(bytes: &[u8], at: &mut usize) -> u64 {
    // Eight bytes at once: how long a number is cannot be foreseen, and asking byte by byte costs more.
    if let Some(eight) = part(bytes, *at).map(u64::from_le_bytes) {
        let ends = !eight & 0x8080_8080_8080_8080;
        if ends != 0 {
            *at += ends.trailing_zeros() as usize / 8 + 1;
            let own = eight & (ends ^ (ends - 1)) & 0x7f7f_7f7f_7f7f_7f7f;
            let own = own & 0x007f_007f_007f_007f | (own & 0x7f00_7f00_7f00_7f00) >> 1;
            let own = own & 0x0000_3fff_0000_3fff | (own & 0x3fff_0000_3fff_0000) >> 2;
            return own & 0x0fff_ffff | (own & 0x0fff_ffff_0000_0000) >> 4;
        }
    }
    long_varint(bytes, at)
}

/// The same, byte by byte: at the end of the bytes, and for numbers of more than eight.
fn long_varint(bytes: &[u8], at: &mut usize) -> u64 {
    let (mut number, mut shift) = (0, 0);
    while let Some(&byte) = bytes.get(*at) {
        *at += 1;
        number |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 || shift > 63 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX >> 1, u64::MAX];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|&number| put_varint(&mut bytes, number));
        let mut at = 0;
        assert_eq!(numbers.map(|_| varint(&bytes, &mut at)), numbers);
        assert_eq!((at, varint(&bytes, &mut at)), (bytes.len(), 0));
    }

    proptest! {
        #[test]
        fn eight_bytes_at_once_say_the_same(bytes in prop::collection::vec(any::<u8>(), 0..30), number in any::<u64>(), shift in 0u32..64) {
            let mut all = Vec::new();
            put_varint(&mut all, number >> shift);
            all.extend(bytes);
            for begin in 0..all.len() {
                let (mut one, mut other) = (begin, begin);
                prop_assert_eq!(varint(&all, &mut one), long_varint(&all, &mut other));
                prop_assert_eq!(one, other);
            }
            prop_assert_eq!(varint(&all, &mut 0), number >> shift);
        }
    }

    #[test]
    fn what_lies_outside_is_zero() {
        assert_eq!((u16_at(&[1], 0), u32_at(&[1, 2, 3], 0), u64_at(&[], usize::MAX)), (0, 0, 0));
        assert_eq!(u32_at(&[9, 1, 2, 0, 0], 1), 513);
    }
}
