//! Lines of bounded length.

use crate::input::MAX_BYTES;
use std::io::{self, BufRead, ErrorKind};

/// What came of reading a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// It stands in the buffer, without its line break.
    Whole,
    /// It was read to its end and not kept.
    TooLong,
}

/// Reads the next line into the buffer. Returns what came of it and its length, or nothing at the end.
pub(super) fn read_line(input: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<Option<(Line, usize)>> {
    line.clear();
    let (mut length, mut used) = (0, 0);
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let at_end = available.is_empty();
        if at_end && used == 0 {
            return Ok(None);
        }
        let line_break = memchr::memchr(b'\n', available);
        let part = &available[..line_break.unwrap_or(available.len())];
        length += part.len();
        if length <= MAX_BYTES {
            line.extend_from_slice(part);
        } else {
            line.clear();
        }
        let step = part.len() + usize::from(line_break.is_some());
        input.consume(step);
        used += step;
        if at_end || line_break.is_some() {
            return Ok(Some((if length <= MAX_BYTES { Line::Whole } else { Line::TooLong }, used)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Read};

    fn lines(input: &mut dyn BufRead) -> Vec<(Line, usize)> {
        let mut line = Vec::new();
        std::iter::from_fn(|| read_line(input, &mut line).expect("readable")).collect()
    }

    #[test]
    fn lines_end_where_they_end() {
        let mut input = BufReader::with_capacity(2, "abc\n\nd".as_bytes());
        assert_eq!(lines(&mut input), [(Line::Whole, 4), (Line::Whole, 1), (Line::Whole, 1)]);
        assert_eq!(lines(&mut "".as_bytes()), []);
        assert_eq!(lines(&mut "a\n".as_bytes()), [(Line::Whole, 2)]);
    }

    #[test]
    fn the_bound_is_exact() {
        for (length, line) in [(MAX_BYTES, Line::Whole), (MAX_BYTES + 1, Line::TooLong)] {
            let mut input = BufReader::new(std::io::repeat(b'x').take(length as u64).chain("\nok".as_bytes()));
            assert_eq!(lines(&mut input), [(line, length + 1), (Line::Whole, 2)]);
        }
    }
}
