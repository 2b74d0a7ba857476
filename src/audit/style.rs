//! How a reply in English is written: counts that add up.

use super::row::Style;
use crate::text::emoji::emoji;
use crate::text::readability::Counts;
use crate::text::{Join, Text, Token};
use once_cell::sync::Lazy;
use std::collections::HashMap;
use std::ops::Range;

/// Words that stand in replies of any kind, written for this list: those that carry grammar and those of courtesy. Sorted, one a line, fewer than 256; their
/// place is their number in a state.
const COMMON: &str = include_str!("words.txt");

/// The common words, by number.
pub(super) fn common_words() -> &'static [&'static str] {
    static WORDS: Lazy<Vec<&str>> = Lazy::new(|| COMMON.lines().collect());
    &WORDS
}

/// The number of a common word.
pub(super) fn common_word(word: &str) -> Option<u8> {
    static NUMBERS: Lazy<HashMap<&str, u8>> = Lazy::new(|| common_words().iter().copied().zip(0..=u8::MAX).collect());
    NUMBERS.get(word).copied()
}

/// How replies begin, by number.
pub(super) const GREETINGS: &[&str] = &["none", "hi", "hello", "hey", "dear", "good morning", "thanks", "other"];
/// How replies end, by number.
pub(super) const SIGN_OFFS: &[&str] =
    &["none", "regards", "sincerely", "best", "warmly", "cheers", "take care", "thanks", "team", "name"];

/// How many words the last line has at most for it to be a sign-off.
const SIGNER: usize = 8;

/// Counts a reply. `source` is what was read into `text`. Linear.
pub(super) fn read(text: &Text, source: &str) -> Style {
    let plain = text.plain(source);
    let counts = Counts::of(plain);
    let folded = text.folded();
    let mut style = Style {
        words: counts.words,
        sentences: counts.sentences,
        syllables: counts.syllables,
        exclamations: folded.bytes().filter(|byte| *byte == b'!').count() as u32,
        emoji: if plain.is_ascii() { 0 } else { emoji(plain).count() as u32 },
        ..Style::default()
    };
    let words: Vec<(Range<usize>, Join)> =
        text.tokens().chunk_by(|a, b| a.word == b.word).map(|tokens| (span(tokens), tokens[0].before)).collect();
    for (range, _) in &words {
        let word = &folded[range.clone()];
        style.common.extend(common_word(word));
        if is_contraction(word) {
            style.contractions += 1;
        }
        match word {
            "we" | "our" | "ours" | "us" | "we're" | "we've" | "we'll" | "we'd" => style.we += 1,
            "i" | "me" | "my" | "mine" | "i'm" | "i've" | "i'll" | "i'd" => style.i += 1,
            "sorry" | "apology" | "apologies" | "apologize" | "apologise" | "apologized" | "apologised" => {
                style.apologies += 1;
            }
            _ => {}
        }
    }
    style.common.sort_unstable();
    style.greeting = number(GREETINGS, greeting(folded, &words));
    style.sign_off = number(SIGN_OFFS, sign_off(folded, &words));
    style
}

fn number(names: &[&str], name: &str) -> u8 {
    names.iter().position(|own| *own == name).unwrap_or(0) as u8
}

fn span(tokens: &[Token]) -> Range<usize> {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return 0..0 };
    first.start as usize..last.end as usize
}

/// Whether a word is two that were drawn together; `'s` counts only where it stands for `is`, `has` or `us`.
fn is_contraction(word: &str) -> bool {
    let Some((before, after)) = word.rsplit_once('\'') else { return false };
    match after {
        "t" => before.ends_with('n'),
        "ll" | "re" | "ve" | "d" | "m" => true,
        "s" => matches!(before, "it" | "that" | "there" | "here" | "what" | "let" | "he" | "she" | "who" | "how"),
        _ => false,
    }
}

fn greeting(folded: &str, words: &[(Range<usize>, Join)]) -> &'static str {
    let word = |at: usize| words.get(at).map_or("", |(range, _)| &folded[range.clone()]);
    match (word(0), word(1)) {
        ("hi", _) => "hi",
        ("hello", _) => "hello",
        ("hey", _) => "hey",
        ("dear", _) => "dear",
        ("good", "morning" | "afternoon" | "evening" | "day") => "good morning",
        ("thanks" | "thank", _) | ("many", "thanks") => "thanks",
        ("greetings" | "howdy" | "welcome", _) => "other",
        _ => "none",
    }
}

fn sign_off(folded: &str, words: &[(Range<usize>, Join)]) -> &'static str {
    let word = |at: usize| words.get(at).map_or("", |(range, _)| &folded[range.clone()]);
    let gap = |at: usize| {
        let begin = at.checked_sub(1).map_or(0, |last| words[last].0.end);
        &folded[begin..words[at].0.start]
    };
    let first = words.len().saturating_sub(SIGNER + 3).max(1);
    let mut last_line = None;
    for at in first..words.len() {
        let new_line = gap(at).contains('\n');
        if new_line {
            last_line = Some(at);
        }
        if !new_line && words[at].1 != Join::Sentence {
            continue;
        }
        let left = words.len() - at;
        let closing = match (word(at), word(at + 1)) {
            ("regards", _) | ("kind" | "best" | "warm" | "warmest" | "kindest" | "with", "regards") => "regards",
            ("sincerely", _) | ("yours", "sincerely" | "truly" | "faithfully") => "sincerely",
            ("warmly", _) => "warmly",
            ("cheers", _) => "cheers",
            ("take", "care") if left <= 4 || new_line => "take care",
            ("best", _) | ("all", "the") if new_line => "best",
            ("thanks", _) | ("thank", "you") | ("many", "thanks") if new_line && left <= 5 => "thanks",
            _ => continue,
        };
        if left <= SIGNER + 2 {
            return closing;
        }
    }
    // A last line of a few words that no full stop ends, or what stands behind a dash.
    let dashed = (first..words.len()).rev().find(|&at| {
        let gap = gap(at).trim();
        gap.ends_with(['-', '~', '^']) && (gap.len() > 1 || self::gap_is_open(folded, words[at].0.start))
    });
    let Some(at) = last_line.or(dashed) else { return "none" };
    let tail = words.last().map_or("", |(range, _)| &folded[range.end..]);
    if words.len() - at > SIGNER || last_line.is_some() && tail.contains(['.', '!', '?']) {
        return "none";
    }
    if (at..words.len()).any(|at| word(at) == "team") { "team" } else { "name" }
}

/// Whether a full stop or a line's end stands before the dash before a byte.
fn gap_is_open(folded: &str, at: usize) -> bool {
    let before = folded[..at].trim_end().trim_end_matches(['-', '~', '^']);
    before.trim_end().ends_with(['.', '!', '?']) || before.trim_end_matches(' ').ends_with('\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Markup;

    fn of(source: &str) -> Style {
        let mut text = Text::new();
        text.read(source, Markup::Plain);
        read(&text, source)
    }

    #[test]
    fn common_words_are_sorted_and_few_enough() {
        let words = common_words();
        assert!(words.len() < 256 && words.windows(2).all(|two| two[0] < two[1]));
        assert_eq!(common_word("zebra"), None);
        assert_eq!(words[usize::from(common_word("don't").unwrap())], "don't");
    }

    #[test]
    fn a_reply_is_counted() {
        let style = of("Hi Dana,\nwe're sorry it's late! I don't know why 😊😊.\nKind regards,\nThe Harbor team");
        assert_eq!((style.contractions, style.exclamations, style.emoji), (3, 1, 2));
        assert_eq!((style.we, style.i, style.apologies), (1, 1, 1));
        assert_eq!((GREETINGS[usize::from(style.greeting)], SIGN_OFFS[usize::from(style.sign_off)]), ("hi", "regards"));
    }

    #[test]
    fn greetings_and_sign_offs_are_told() {
        for (source, greeting, sign_off) in [
            ("The roof leaks and we know it.", "none", "none"),
            ("Good evening, the roof leaks. Cheers, Ana", "good morning", "cheers"),
            ("Thank you for the photo.\nThe Elm Street team", "thanks", "team"),
            ("Hello there. See you soon.\nDana", "hello", "name"),
            ("Hello there. See you soon. - Dana", "hello", "name"),
            ("Dear guest, the well-kept garden is open again.", "dear", "none"),
            ("Hey, come by.\nWe open at ten.", "hey", "none"),
        ] {
            let style = of(source);
            let told = (GREETINGS[usize::from(style.greeting)], SIGN_OFFS[usize::from(style.sign_off)]);
            assert_eq!(told, (greeting, sign_off), "{source}");
        }
    }
}
