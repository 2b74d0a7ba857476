//! Arithmetic of byte ranges in one text. Sizes are counted in characters (code points).

use std::ops::Range;

/// Every place where `needle` stands, overlapping ones too.
pub(crate) fn occurrences(text: &str, needle: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let Some(first) = needle.chars().next() else { return found };
    let mut from = 0;
    while let Some(at) = text[from..].find(needle) {
        let start = from + at;
        found.push(start..start + needle.len());
        from = start + first.len_utf8();
    }
    found
}

/// The same bytes as disjoint ranges in order.
pub(crate) fn union(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// What two ranges share, empty where they share nothing.
pub(crate) fn common(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    let start = a.start.max(b.start);
    start..a.end.min(b.end).max(start)
}

/// Whether two ranges share a character.
pub(crate) fn touch(a: &Range<usize>, b: &Range<usize>) -> bool {
    !common(a, b).is_empty()
}

/// How many characters a range holds.
pub(crate) fn chars(text: &str, range: &Range<usize>) -> u64 {
    text.get(range.clone()).map_or(0, |part| part.chars().count() as u64)
}

/// Whether two ranges share at least half of the shorter.
pub(crate) fn share_half(text: &str, a: &Range<usize>, b: &Range<usize>) -> bool {
    let shared = chars(text, &common(a, b));
    shared > 0 && 2 * shared >= chars(text, a).min(chars(text, b))
}

/// How many of the characters in `flagged` lie outside `labelled`, and how many there are. Overlaps count once.
pub(crate) fn outside(text: &str, flagged: Vec<Range<usize>>, labelled: Vec<Range<usize>>) -> (u64, u64) {
    let (flagged, labelled) = (union(flagged), union(labelled));
    let all: u64 = flagged.iter().map(|range| chars(text, range)).sum();
    let pairs = flagged.iter().flat_map(|one| labelled.iter().map(move |other| common(one, other)));
    let inside: u64 = pairs.map(|range| chars(text, &range)).sum();
    (all - inside, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occurrences_overlap_and_respect_characters() {
        assert_eq!(occurrences("aaa", "aa"), [0..2, 1..3]);
        assert_eq!(occurrences("éé", "é"), [0..2, 2..4]);
        assert!(occurrences("abc", "x").is_empty());
        assert!(occurrences("abc", "").is_empty());
    }

    #[test]
    fn a_union_is_disjoint_and_in_order() {
        assert_eq!(union(vec![5..9, 0..3, 2..4, 7..8, 4..4]), [0..4, 5..9]);
        assert_eq!(union(vec![0..3, 3..5, 7..8]), [0..5, 7..8]);
        assert!(union(Vec::new()).is_empty());
    }

    #[test]
    fn touching_takes_a_character() {
        assert!(touch(&(0..3), &(2..9)));
        assert!(!touch(&(0..3), &(3..9)));
        assert!(!touch(&(2..2), &(0..9)));
    }

    #[test]
    fn characters_are_code_points() {
        let text = "naïve \u{200b}crème 🦷";
        assert_eq!(chars(text, &(0..text.len())), 14);
        assert_eq!(chars(text, &(3..4)), 0, "inside a character there is none to count");
    }

    #[test]
    fn outside_counts_overlaps_once() {
        let text = "äbcdefghij";
        let at = |from: usize, to: usize| {
            let byte = |n| text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
            byte(from)..byte(to)
        };
        assert_eq!(outside(text, vec![at(0, 4), at(2, 6)], vec![at(0, 1), at(5, 9)]), (4, 6));
        assert_eq!(outside(text, vec![at(0, 10)], vec![at(1, 3), at(2, 4)]), (7, 10));
        assert_eq!(outside(text, Vec::new(), vec![at(0, 1)]), (0, 0));
    }

    #[test]
    fn half_of_the_shorter_is_enough() {
        let text = "0123456789";
        assert!(share_half(text, &(0..4), &(2..10)));
        assert!(!share_half(text, &(0..5), &(3..10)));
        assert!(share_half(text, &(0..1), &(0..10)));
        assert!(!share_half(text, &(0..2), &(2..4)));
    }
}
