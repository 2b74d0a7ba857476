//! Emoji as people see them: a sequence that is shown as one is one. After UTS #51.

use super::emoji_table::{ALONE, EMOJI};
use std::ops::Range;

const JOINER: char = '\u{200d}';
const AS_TEXT: char = '\u{fe0e}';
const AS_EMOJI: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';

/// The emoji of a text, in order: with their skin tones, joined sequences, flags and keycaps as one each. A character
/// that is text by default counts where it is marked as emoji, or where platforms show it as one all the same (from
/// U+2600 on, unless it is marked as text). Linear.
pub(crate) fn emoji(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            // Every sequence holds a character beyond ASCII; a keycap's digit stands before it.
            let ahead = text.as_bytes().get(at..)?.iter().position(|byte| !byte.is_ascii())?;
            let from = at + ahead;
            if ahead > 0 {
                if let Some(length) = keycap(&text[from - 1..]) {
                    at = from - 1 + length;
                    return Some(from - 1..at);
                }
            }
            if let Some(length) = sequence(&text[from..]) {
                at = from + length;
                return Some(from..at);
            }
            at = from + text[from..].chars().next().map_or(1, char::len_utf8);
        }
    })
}

/// Whether two emoji are the same but for skin tone and variation.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let bare = |c: &char| !is_tone(*c) && *c != AS_EMOJI && *c != AS_TEXT;
    one.chars().filter(bare).eq(other.chars().filter(bare))
}

/// The length of the keycap that a text begins with.
fn keycap(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let key = chars.next().filter(|c| c.is_ascii_digit() || matches!(c, '#' | '*'))?;
    let mut next = chars.next()?;
    let mut length = key.len_utf8() + next.len_utf8();
    if next == AS_EMOJI {
        next = chars.next()?;
        length += next.len_utf8();
    }
    (next == KEYCAP).then_some(length)
}

/// The length of the emoji that a text begins with.
fn sequence(text: &str) -> Option<usize> {
    let mut chars = text.chars().peekable();
    let first = chars.next()?;
    let mut length = first.len_utf8();
    if is_region(first) {
        return chars.next().filter(|c| is_region(*c)).map(|second| length + second.len_utf8());
    }
    if !holds(&EMOJI, first) {
        return None;
    }
    let mut is_shown = holds(&ALONE, first);
    let mut base = true;
    while let Some(&c) = chars.peek() {
        match c {
            AS_TEXT if base => is_shown = false,
            AS_EMOJI => is_shown = true,
            JOINER => {
                let mut rest = chars.clone();
                rest.next();
                let Some(joined) = rest.next().filter(|c| holds(&EMOJI, *c)) else { break };
                chars = rest;
                length += c.len_utf8() + joined.len_utf8();
                is_shown = true;
                base = false;
                continue;
            }
            _ if is_tone(c) => is_shown = true,
            '\u{e0020}'..='\u{e007f}' => {}
            _ => break,
        }
        length += c.len_utf8();
        chars.next();
    }
    is_shown.then_some(length)
}

fn is_region(c: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&c)
}

fn is_tone(c: char) -> bool {
    ('\u{1f3fb}'..='\u{1f3ff}').contains(&c)
}

/// Whether sorted ranges hold a character.
fn holds(ranges: &[(u32, u32)], c: char) -> bool {
    let code = c as u32;
    let after = ranges.partition_point(|&(first, _)| first <= code);
    after.checked_sub(1).is_some_and(|index| code <= ranges[index].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<&str> {
        emoji(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn what_is_shown_as_one_is_one() {
        assert_eq!(all("Hi 👩‍⚕️ and 👍🏽!"), ["👩‍⚕️", "👍🏽"]);
        assert_eq!(all("🇺🇸🇲🇽 🏴󠁧󠁢󠁥󠁮󠁧󠁿"), ["🇺🇸", "🇲🇽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]);
        assert_eq!(all("1️⃣ #⃣ 2"), ["1️⃣", "#⃣"]);
        assert_eq!(all("❤️❤ ☺\u{fe0e} 👨‍👩‍👧‍👦🔥🔥"), ["❤️", "❤", "👨‍👩‍👧‍👦", "🔥", "🔥"]);
        assert_eq!(all("© 2026 Acme™ → 5 ✓ €, “no”"), [""; 0]);
        assert_eq!(all("©️ ↔️"), ["©️", "↔️"]);
        assert_eq!(all("🇺 \u{200d}👍\u{200d} é"), ["👍"]);
    }

    #[test]
    fn tones_and_variations_are_the_same() {
        assert!(same("👍🏽", "👍") && same("❤", "❤️") && !same("👍", "👎"));
    }
}
