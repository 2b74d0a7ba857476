//! The offsets of a report, from one unit to another.

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
        let mut report = self.clone();
        convert(&mut report, draft, inbound, unit);
        report
    }

    /// As [`Report::with_offsets`], in place, for a report whose offsets are known to lie in the draft.
    pub(crate) fn convert_offsets(&mut self, draft: &str, inbound: Option<&str>, unit: Offsets) {
        if self.offsets != unit {
            convert(self, draft, inbound, unit);
        }
    }
}

/// An offset to be rewritten. `up`: it ends a span, so that one inside a character moves to the character's end.
struct Offset<'r> {
    at: &'r mut usize,
    up: bool,
}

fn convert(report: &mut Report, draft: &str, inbound: Option<&str>, to: Offsets) {
    let from = std::mem::replace(&mut report.offsets, to);
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
}
