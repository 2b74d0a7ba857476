//! Reads the data files that scripts learn: a head of text lines, then numbers.

/// What is left of a file. Every method gives nothing where the file is not as expected.
pub(super) struct Reader<'a> {
    pub(super) rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(bytes)
    }

    pub(super) fn line(&mut self) -> Option<&'a str> {
        let end = self.rest.iter().position(|&byte| byte == b'\n')?;
        let line = self.bytes(end + 1)?;
        std::str::from_utf8(&line[..end]).ok()
    }

    /// The numbers of a line that begins with `key`.
    pub(super) fn numbers(&mut self, key: &str) -> Option<Vec<i32>> {
        self.line()?.strip_prefix(key)?.split_ascii_whitespace().map(|n| n.parse().ok()).collect()
    }

    /// The one number of a line that begins with `key`.
    pub(super) fn count(&mut self, key: &str) -> Option<usize> {
        usize::try_from(*self.numbers(key)?.first()?).ok()
    }

    /// As many lines as the line that begins with `key` says.
    pub(super) fn list(&mut self, key: &str) -> Option<Vec<String>> {
        (0..self.count(key)?).map(|_| self.line().map(str::to_owned)).collect()
    }
}

/// Tells one file from others, not against forgery.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    bytes.chunks(8).fold(bytes.len() as u64, |sum, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        (sum.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}
