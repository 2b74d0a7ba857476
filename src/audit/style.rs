//! How a reply is written: counts that add up.

use super::row::Style;
use super::speech::Speech;
use crate::text::emoji::emoji;
use crate::text::readability::Counts;
use crate::text::{Join, Text, Token};
use std::ops::Range;

/// How many words the last line has at most for it to be a sign-off.
const SIGNER: usize = 8;

/// Counts a reply in a language. `source` is what was read into `text`. Linear.
pub(super) fn read(speech: &Speech, text: &Text, source: &str) -> Style {
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
        let word = speech.word(word);
        style.common.extend(word.number);
        style.contractions += u32::from(word.contraction);
        style.we += u32::from(word.we);
        style.i += u32::from(word.i);
        style.apologies += u32::from(word.apology);
    }
    style.common.sort_unstable();
    let word = |at: usize| words.get(at).map_or("", |(range, _)| &folded[range.clone()]);
    style.greeting = speech.greeting(word);
    style.sign_off = sign_off(speech, folded, &words);
    style
}

/// The words of a text, folded, those that are drawn together as one.
pub(super) fn words(text: &Text) -> Vec<&str> {
    text.tokens().chunk_by(|a, b| a.word == b.word).map(|tokens| &text.folded()[span(tokens)]).collect()
}

fn span(tokens: &[Token]) -> Range<usize> {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return 0..0 };
    first.start as usize..last.end as usize
}

fn sign_off(speech: &Speech, folded: &str, words: &[(Range<usize>, Join)]) -> u8 {
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
        let Some(closing) = speech.sign_off(|behind| word(at + behind), new_line, left) else { continue };
        if left <= SIGNER + 2 {
            return closing;
        }
    }
    // A last line of a few words that no full stop ends, or what stands behind a dash.
    let dashed = (first..words.len()).rev().find(|&at| {
        let gap = gap(at).trim();
        gap.ends_with(['-', '~', '^']) && (gap.len() > 1 || self::gap_is_open(folded, words[at].0.start))
    });
    let Some(at) = last_line.or(dashed) else { return 0 };
    let tail = words.last().map_or("", |(range, _)| &folded[range.end..]);
    if words.len() - at > SIGNER || last_line.is_some() && tail.contains(['.', '!', '?']) {
        return 0;
    }
    speech.signed((at..words.len()).map(word))
}

/// Whether a full stop or a line's end stands before the dash before a byte.
fn gap_is_open(folded: &str, at: usize) -> bool {
    let before = folded[..at].trim_end().trim_end_matches(['-', '~', '^']);
    before.trim_end().ends_with(['.', '!', '?']) || before.trim_end_matches(' ').ends_with('\n')
}

#[cfg(test)]
mod tests {
    use super::super::speech::english;
    use super::*;
    use crate::text::Markup;

    fn of(source: &str) -> Style {
        let mut text = Text::new();
        text.read(source, Markup::Plain);
        read(english(), &text, source)
    }

    fn ends(style: &Style) -> (&str, &str) {
        (&english().greetings()[usize::from(style.greeting)], &english().sign_offs()[usize::from(style.sign_off)])
    }

    #[test]
    fn a_reply_is_counted() {
        let style = of("Hi Dana,\nwe're sorry it's late! I don't know why 😊😊.\nKind regards,\nThe Harbor team");
        assert_eq!((style.contractions, style.exclamations, style.emoji), (3, 1, 2));
        assert_eq!((style.we, style.i, style.apologies), (1, 1, 1));
        assert_eq!(ends(&style), ("hi", "regards"));
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
            ("Howdy, we open at ten. All the best, Dana", "other", "none"),
            ("We open at ten.\nAll the best\nDana", "none", "best"),
            ("We open at ten. Take care of the dog and the cat!", "none", "none"),
            ("We open at ten. Take care, Dana", "none", "take care"),
            ("Many thanks for the photo.\nMany thanks, Dana", "thanks", "thanks"),
        ] {
            assert_eq!(ends(&of(source)), (greeting, sign_off), "{source}");
        }
    }
}
