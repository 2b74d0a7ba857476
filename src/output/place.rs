//! Offsets from one unit to another, and lines and columns.

use crate::report::{Offsets, Place, Report};

impl Report {
    /// The same report with offsets in another unit: those of findings, of the edits of fixes, of related places and
    /// of skipped parts. `draft` and `inbound` must be what was linted.
    ///
    /// An offset beyond the text becomes its end, and one inside a character moves outward to the character's edge.
    /// Related places in the inbound are dropped when the unit changes and the inbound is not given, since they could
    /// not be converted.
    #[must_use]
    pub fn with_offsets(&self, draft: &str, inbound: Option<&str>, unit: Offsets) -> Report {
        convert(self, draft, inbound, unit)
    }
}

/// An offset to be rewritten. `up`: it ends a span, so that one inside a character moves to the character's end.
struct Offset<'r> {
    at: &'r mut usize,
    up: bool,
}

pub(super) fn convert(report: &Report, draft: &str, inbound: Option<&str>, to: Offsets) -> Report {
    let from = report.offsets;
    let mut report = report.clone();
    report.offsets = to;
    let mut in_draft = Vec::with_capacity(2 * (report.findings.len() + report.skipped.len()));
    let mut in_inbound = Vec::new();
    for finding in &mut report.findings {
        if inbound.is_none() && from != to {
            finding.related.retain(|related| related.place != Place::Inbound);
        }
        pair(&mut in_draft, &mut finding.span.start, &mut finding.span.end);
        for edit in finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
            pair(&mut in_draft, &mut edit.start, &mut edit.end);
        }
        for related in &mut finding.related {
            let places = match related.place {
                Place::Draft => &mut in_draft,
                Place::Inbound => &mut in_inbound,
            };
            pair(places, &mut related.start, &mut related.end);
        }
    }
    for part in &mut report.skipped {
        pair(&mut in_draft, &mut part.start, &mut part.end);
    }
    translate(draft, from, to, in_draft);
    if let Some(inbound) = inbound {
        translate(inbound, from, to, in_inbound);
    }
    report
}

fn pair<'r>(places: &mut Vec<Offset<'r>>, start: &'r mut usize, end: &'r mut usize) {
    *end = (*end).max(*start);
    // An empty span stays empty, also inside a character.
    let up = *end > *start;
    places.push(Offset { at: start, up: false });
    places.push(Offset { at: end, up });
}

/// How many units a character takes.
fn len(c: char, unit: Offsets) -> usize {
    match unit {
        Offsets::Utf8 => c.len_utf8(),
        Offsets::Utf16 => c.len_utf16(),
        Offsets::Chars => 1,
    }
}

/// Rewrites all offsets in one pass over the text.
fn translate(text: &str, from: Offsets, to: Offsets, mut places: Vec<Offset<'_>>) {
    if text.is_ascii() {
        for place in places {
            *place.at = (*place.at).min(text.len());
        }
        return;
    }
    places.sort_unstable_by_key(|place| *place.at);
    let mut chars = text.chars().peekable();
    let (mut seen, mut written) = (0, 0);
    for place in places {
        let want = *place.at;
        while let Some(c) = chars.next_if(|&c| seen + len(c, from) <= want) {
            seen += len(c, from);
            written += len(c, to);
        }
        let inside = if seen < want && place.up { chars.peek().map_or(0, |&c| len(c, to)) } else { 0 };
        *place.at = written + inside;
    }
}

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
    use proptest::prelude::*;

    fn naive(text: &str, byte: usize, unit: Offsets) -> usize {
        text[..byte].chars().map(|c| len(c, unit)).sum()
    }

    fn run(text: &str, from: Offsets, to: Offsets, spans: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let mut spans = spans.to_vec();
        let mut places = Vec::new();
        for (start, end) in &mut spans {
            pair(&mut places, start, end);
        }
        translate(text, from, to, places);
        spans
    }

    fn unit() -> impl Strategy<Value = Offsets> {
        proptest::sample::select(Offsets::ALL)
    }

    proptest! {
        #[test]
        fn agrees_with_counting(text in "([a-z \r\n]|[é漢👩\u{200d}\u{10ffff}]){0,40}", from in unit(), to in unit(),
                                picks in proptest::collection::vec((0usize..60, 0usize..60), 0..8)) {
            let edges: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let bytes: Vec<_> = picks.iter().map(|&(a, b)| {
                let (a, b) = (edges[a % edges.len()], edges[b % edges.len()]);
                (a.min(b), a.max(b))
            }).collect();
            let in_unit = |unit| bytes.iter().map(|&(a, b)| (naive(&text, a, unit), naive(&text, b, unit))).collect::<Vec<_>>();
            prop_assert_eq!(run(&text, from, to, &in_unit(from)), in_unit(to));
        }

        #[test]
        fn any_offset_ends_on_an_edge(text in "\\PC{0,20}", from in unit(),
                                      spans in proptest::collection::vec((0usize..100, 0usize..100), 0..8)) {
            for (start, end) in run(&text, from, Offsets::Utf8, &spans) {
                prop_assert!(start <= end && text.get(start..end).is_some());
            }
        }
    }

    #[test]
    fn offsets_inside_a_character_move_outward() {
        assert_eq!(run("a👍b", Offsets::Utf8, Offsets::Chars, &[(2, 3), (3, 3), (9, 99)]), [(1, 2), (1, 1), (3, 3)]);
        assert_eq!(run("a👍b", Offsets::Utf16, Offsets::Utf8, &[(2, 3)]), [(1, 5)]);
    }

    #[test]
    fn lines_and_columns() {
        let lines = Lines::new("é\r\n漢b\n");
        let at = |byte| lines.at(byte);
        assert_eq!([at(0), at(2), at(4), at(7), at(9), at(99)], [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 1)]);
    }
}
