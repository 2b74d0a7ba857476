//! Lines and columns.

/// The lines of a text, ended by `\n` or `\r\n`.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// Line and column of a byte, both counted from 1, the column in code points.
    pub(super) fn at(&self, byte: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= byte);
        let before = self.text.get(self.starts[line - 1]..byte).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// The first byte of a line counted from 1.
    #[cfg(feature = "render")]
    pub(super) fn start(&self, line: usize) -> usize {
        self.starts[line - 1]
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }
}

/// How many code points stand before a byte.
pub(super) fn chars_before(text: &str, byte: usize) -> usize {
    text.get(..byte).unwrap_or(text).chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns() {
        let lines = Lines::new("é\r\n漢b\n");
        let at = |byte| lines.at(byte);
        assert_eq!([at(0), at(2), at(4), at(7), at(9), at(99)], [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 1)]);
    }
}
