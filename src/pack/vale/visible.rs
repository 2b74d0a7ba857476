//! What of a draft Vale would see: its plain text, not folded, with line breaks as Vale has them and without what is not
//! the draft; and the way back to the source.

use super::Haystack;
use crate::text::Text;
use std::ops::Range;

/// How much of the text around a match goes into its fingerprint, in bytes.
const REACH: usize = 80;

/// A text to run on.
pub(crate) struct Visible {
    pub(super) text: Haystack,
    /// From this offset of the text on, the plain text from that offset on; what lies between was left out.
    steps: Vec<(usize, usize)>,
}

impl Visible {
    /// A plain text, all of it.
    pub(super) fn of_plain(text: &str) -> Self {
        Self::without(text, std::iter::empty())
    }

    /// A draft that was read, without quoted history and signatures.
    pub(crate) fn of(text: &Text, source: &str) -> Self {
        Self::without(text.plain(source), text.left_out().iter().map(|skipped| skipped.span.clone()))
    }

    fn without(plain: &str, left_out: impl Iterator<Item = Range<usize>>) -> Self {
        let mut out = String::with_capacity(plain.len());
        let mut steps = Vec::new();
        let mut at = 0;
        for gap in left_out.chain(std::iter::once(plain.len()..plain.len())) {
            if gap.start < at {
                continue;
            }
            while at < gap.start {
                let rest = &plain[at..gap.start];
                let next = rest.find(['\r', '&']).unwrap_or(rest.len());
                out.push_str(&rest[..next]);
                at += next;
                let rest = &rest[next..];
                let (written, length) = if rest.is_empty() {
                    continue;
                } else if rest.starts_with("\r\n") {
                    ("\n", 2)
                } else if rest.starts_with('\r') {
                    ("\n", 1)
                } else if rest.starts_with("&rsquo;") {
                    ("'", "&rsquo;".len())
                } else {
                    ("&", 1)
                };
                out.push_str(written);
                at += length;
                if written.len() != length {
                    steps.push((out.len(), at));
                }
            }
            at = gap.end;
            if !gap.is_empty() {
                steps.push((out.len(), at));
            }
        }
        Self { text: Haystack::new(out), steps }
    }

    fn plain_start(&self, at: usize) -> usize {
        match self.steps.partition_point(|step| step.0 <= at) {
            0 => at,
            found => self.steps[found - 1].1 + at - self.steps[found - 1].0,
        }
    }

    /// The bytes of the plain text that a range came from.
    pub(super) fn source(&self, range: Range<usize>) -> Range<usize> {
        let start = self.plain_start(range.start);
        // The end of what the last byte came from, not the start of what follows.
        let end = match range.end.checked_sub(1) {
            Some(last) if range.end > range.start => {
                let next = self.steps.partition_point(|step| step.0 < range.end);
                let before = match next {
                    0 => range.end,
                    found => self.steps[found - 1].1 + range.end - self.steps[found - 1].0,
                };
                before.max(self.plain_start(last) + 1)
            }
            _ => start,
        };
        start..end.max(start)
    }

    /// The text around a match, without it, digits masked.
    pub(super) fn around(&self, range: Range<usize>) -> String {
        let text = self.text.text();
        let mut from = range.start.saturating_sub(REACH);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let mut to = (range.end + REACH).min(text.len());
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        let line = |text: &str, last: bool| {
            let part = if last { text.rsplit('\n').next() } else { text.split('\n').next() };
            part.unwrap_or_default().to_lowercase()
        };
        let parts = [&text[from..range.start], &text[range.end.min(to)..to]];
        if parts.iter().all(|part| part.is_ascii()) {
            // Most replies, without a copy for each step.
            let [before, after] = parts.map(str::as_bytes);
            let before = &before[memchr::memrchr(b'\n', before).map_or(0, |at| at + 1)..];
            let after = &after[..memchr::memchr(b'\n', after).unwrap_or(after.len())];
            let mask = |byte: &u8| if byte.is_ascii_digit() { b'#' } else { byte.to_ascii_lowercase() };
            let mut around = Vec::with_capacity(before.len() + after.len() + 1);
            around.extend(before.iter().map(mask));
            around.push(b'\n');
            around.extend(after.iter().map(mask));
            return String::from_utf8(around).unwrap_or_default();
        }
        let mut around = line(&text[from..range.start], true);
        around.push('\n');
        around.push_str(&line(&text[range.end.min(to)..to], false));
        around.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
    }
}
