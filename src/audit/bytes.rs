//! The bytes of rows and states: numbers seven bits a byte, strings behind their length. Reading past the end gives
//! zeros and empty strings, and is remembered.

/// Writes a number, the low bits first.
pub(super) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Writes a number that may be negative.
pub(super) fn put_signed(out: &mut Vec<u8>, number: i64) {
    put(out, (number << 1 ^ number >> 63) as u64);
}

/// Writes the low bytes of a number, the lowest first.
pub(super) fn put_low(out: &mut Vec<u8>, number: u64, bytes: usize) {
    out.extend_from_slice(&number.to_le_bytes()[..bytes]);
}

/// Writes a string behind its length.
pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// Reads what was written.
#[derive(Clone)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    /// More was asked for than there is.
    pub(super) is_short: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, is_short: false }
    }

    /// Whether everything was read and nothing was missing.
    pub(super) fn is_done(&self) -> bool {
        self.bytes.is_empty() && !self.is_short
    }

    pub(super) fn take(&mut self, length: usize) -> &'a [u8] {
        match self.bytes.split_at_checked(length) {
            Some((own, rest)) => {
                self.bytes = rest;
                own
            }
            None => {
                (self.bytes, self.is_short) = (&[], true);
                &[]
            }
        }
    }

    pub(super) fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(0)
    }

    pub(super) fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            if shift < 64 {
                number |= u64::from(byte & 0x7f) << shift;
            }
            shift += 7;
            if byte < 0x80 {
                return number;
            }
        }
    }

    pub(super) fn signed(&mut self) -> i64 {
        let number = self.number();
        (number >> 1) as i64 ^ -((number & 1) as i64)
    }

    /// A number of `length` bytes, at most eight.
    pub(super) fn low(&mut self, length: usize) -> u64 {
        let mut eight = [0; 8];
        let own = self.take(length);
        eight[..own.len()].copy_from_slice(own);
        u64::from_le_bytes(eight)
    }

    pub(super) fn text(&mut self) -> &'a str {
        let length = self.number();
        let bytes = self.take(usize::try_from(length).unwrap_or(usize::MAX));
        std::str::from_utf8(bytes).unwrap_or_else(|_| {
            self.is_short = true;
            ""
        })
    }

    /// A count, no more than could follow.
    pub(super) fn count(&mut self) -> usize {
        let number = self.number();
        if number > self.bytes.len() as u64 {
            self.is_short = true;
            return 0;
        }
        number as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_comes_back(number in any::<u64>(), shift in 0u32..64, signed in any::<i64>(), text in ".{0,20}") {
            let number = number >> shift;
            let mut out = Vec::new();
            put(&mut out, number);
            put_signed(&mut out, signed);
            put_low(&mut out, number, 8);
            put_low(&mut out, number & 0xff_ffff_ffff, 5);
            put_text(&mut out, &text);
            let mut reader = Reader::new(&out);
            prop_assert_eq!(reader.number(), number);
            prop_assert_eq!(reader.signed(), signed);
            prop_assert_eq!((reader.low(8), reader.low(5)), (number, number & 0xff_ffff_ffff));
            prop_assert_eq!(reader.text(), text);
            prop_assert!(reader.is_done());
        }

        #[test]
        fn any_bytes_can_be_read(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut reader = Reader::new(&bytes);
            for _ in 0..50 {
                let _ = (reader.number(), reader.text(), reader.signed(), reader.count(), reader.low(5));
            }
        }
    }
}
