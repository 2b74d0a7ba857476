//! Letter-spaced words: `v i s i t`, `v.i.s.i.t` and `v-i-s-i-t` become `visit`.

use super::map::Map;

/// How many single letters in a row make a word. Initials and abbreviations (`U.S.A.`, `J. R. R.`) have fewer.
pub(super) const RUN: usize = 4;

/// A letter and what joins it to the next one.
const SEPARATORS: &[u8] = b" .-*_~|=+\x01";

/// Rewrites `text` into `out` with its letter-spaced words joined, and says whether there were any.
///
/// A run is of single letters with the same separator, at least [`RUN`] of them, not tied to a longer word by that
/// separator. Between runs two spaces, or one where the separator is none, stand for a space between words; a shorter
/// run in such company is joined as well. Linear.
pub(super) fn join(text: &str, out: &mut String, map: &mut Map) -> bool {
    out.clear();
    map.clear();
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = 0;
    while let Some(piece) = next_piece(bytes, at) {
        at = piece.1;
        if !single(bytes, piece) {
            continue;
        }
        let chain = Chain::from(bytes, piece);
        at = chain.last.1;
        if !chain.spelled {
            continue;
        }
        let mut letter = piece.0;
        while letter < chain.last.0 {
            let next = letter + Chain::step(bytes, letter);
            if next == letter + 2 && chain.joins(bytes, letter) {
                out.push_str(&text[copied..=letter]);
                copied = next;
                map.resume(out.len(), next);
            }
            letter = next;
        }
    }
    if copied == 0 {
        return false;
    }
    out.push_str(&text[copied..]);
    true
}

/// Whether `text` may hold a letter-spaced word that tokens do not show, since `_` is part of a word: one of its letters
/// stands alone beside a `_`.
pub(super) fn may_be_tied(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|byte| word(*byte));
    memchr::memchr_iter(b'_', bytes).any(|at| {
        let behind = is_letter(Some(at + 1)) && !is_letter(Some(at + 2));
        behind || is_letter(at.checked_sub(1)) && !is_letter(at.checked_sub(2))
    })
}

struct Chain {
    separator: u8,
    last: (usize, usize),
    spelled: bool,
}

impl Chain {
    /// The longest chain of single letters from `first` on.
    fn from(bytes: &[u8], first: (usize, usize)) -> Self {
        let separator = bytes.get(first.1).copied().filter(|b| SEPARATORS.contains(b)).unwrap_or(0);
        let mut chain = Self { separator, last: first, spelled: false };
        if separator == 0 {
            return chain;
        }
        let mut run = 1;
        // A run tied to a longer word by its separator is part of that word's spelling.
        let mut tied = separator != b' ' && first.0 > 1 && bytes[first.0 - 1] == separator && word(bytes[first.0 - 2]);
        loop {
            let next = next_piece(bytes, chain.last.1);
            let gap = next.map_or(&bytes[chain.last.1..], |n| &bytes[chain.last.1..n.0]);
            let close = gap == [separator];
            let far = if separator == b' ' { gap == b"  " || gap == b"   " } else { gap == b" " };
            let ended = match next {
                Some(n) if single(bytes, n) && (close || far) => None,
                Some(_) => Some(close && separator != b' '),
                None => Some(false),
            };
            if close && ended.is_none() {
                run += 1;
            } else {
                chain.spelled |= run >= RUN && !tied && ended != Some(true);
                (run, tied) = (1, false);
            }
            if ended.is_some() {
                return chain;
            }
            chain.last = next.unwrap_or(chain.last);
        }
    }

    /// How far the next letter of the chain is.
    fn step(bytes: &[u8], letter: usize) -> usize {
        1 + bytes[letter + 1..].iter().take_while(|b| !word(**b)).count()
    }

    fn joins(&self, bytes: &[u8], letter: usize) -> bool {
        bytes[letter + 1] == self.separator
    }
}

/// A letter or digit; `_` is a separator here.
fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

fn single(bytes: &[u8], (start, end): (usize, usize)) -> bool {
    end - start == 1 && bytes[start].is_ascii_alphabetic()
}

fn next_piece(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let start = from + bytes[from..].iter().position(|b| word(*b))?;
    let end = bytes[start..].iter().position(|b| !word(*b)).map_or(bytes.len(), |n| start + n);
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> String {
        let (mut out, mut map) = Default::default();
        if join(text, &mut out, &mut map) { out } else { text.into() }
    }

    #[test]
    fn spelled_words_are_joined() {
        for (text, want) in [
            ("about y o u r  v i s i t today", "about your  visit today"),
            ("v.i.s.i.t", "visit"),
            ("y.o.u.r v.i.s.i.t.", "your visit."),
            ("v-i-s-i-t and v*i*s*i*t, v_i_s_i_t", "visit and visit, visit"),
            ("o u r  v i s i t", "our  visit"),
            ("v\u{1}i\u{1}s\u{1}i\u{1}t", "visit"),
        ] {
            assert_eq!(joined(text), want);
        }
    }

    #[test]
    fn initials_and_short_runs_survive() {
        for text in [
            "at 9 a.m. in the u.s.a. e.g.",
            "i a m here",
            "j. r. r. tolkien",
            "a, b, c, d",
            "a-b-c-d-guide",
            "a b-c d-e",
            "snake_case_a_b",
            "1 2 3 4 5",
            "a\nb\nc\nd",
        ] {
            assert_eq!(joined(text), text);
        }
    }

    #[test]
    fn ties_between_single_letters_are_seen() {
        for (text, tied) in
            [("v_i_s_i_t", true), ("so v i s i_", true), ("_a b c d", true), ("first_name __init__", false)]
        {
            assert_eq!(may_be_tied(text), tied, "{text}");
        }
    }

    #[test]
    fn the_map_leads_back() {
        let (mut out, mut map) = Default::default();
        let text = "my v i s i t ok";
        assert!(join(text, &mut out, &mut map));
        assert_eq!((out.as_str(), map.start(3), map.tight_end(8)), ("my visit ok", 3, 12));
        assert_eq!((map.start(9), map.end(11)), (13, 15));
    }
}
