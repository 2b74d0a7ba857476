//! Sentences of running prose, as prose linters count them: a line break ends no sentence, an empty line does.
//!
//! [`super::Text::sentence_of`] is made for replies, where a greeting on a line of its own is a sentence. Counts that
//! are compared with published thresholds, and rules written for other linters, want the plain notion: a sentence ends
//! at `.`, `?` or `!`, with its closing quotes and brackets, before white space, unless the full stop belongs to an
//! abbreviation, an initial or an ellipsis that the sentence goes on after.

use std::ops::Range;

/// Abbreviations that a name or number follows: a capital after them begins no sentence.
const BEFORE_NAME: &[&str] = &[
    "adm", "art", "brig", "capt", "cf", "cmdr", "col", "dr", "eq", "esp", "fig", "ft", "gen", "gov", "hon", "lt",
    "maj", "mme", "mr", "mrs", "ms", "mt", "mx", "no", "nos", "op", "pp", "pres", "prof", "rep", "rev", "sec", "sen",
    "sgt", "st", "supt", "vol", "vs",
];

/// Abbreviations that may also end a sentence.
const MAY_END: &[&str] = &[
    "al", "apr", "approx", "aug", "ave", "bldg", "blvd", "bros", "co", "corp", "dec", "dept", "ed", "est", "etc",
    "ext", "feb", "inc", "jan", "jr", "jul", "jun", "ltd", "mar", "max", "messrs", "min", "nov", "oct", "rd", "sept",
    "sep", "sr", "tel", "univ",
];

/// Words that, with a capital, begin a sentence even after an abbreviation.
const STARTERS: &[&str] = &[
    "a", "after", "all", "also", "although", "an", "and", "as", "at", "because", "but", "by", "did", "do", "for",
    "from", "he", "her", "his", "how", "however", "i", "if", "in", "it", "its", "my", "no", "now", "on", "once", "our",
    "please", "she", "since", "so", "thank", "thanks", "that", "the", "their", "then", "there", "these", "they",
    "this", "those", "to", "we", "what", "when", "where", "while", "who", "why", "with", "you", "your",
];

/// The sentences of a text, in order, without the white space around them. Linear.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut start = None;
    let mut words = spaced_words(text).peekable();
    let mut end = 0;
    while let Some(word) = words.next() {
        let from = *start.get_or_insert(word.start);
        end = word.end;
        let next = words.peek().map(|next| &text[next.clone()]);
        let between = words.peek().map_or("", |next| &text[word.end..next.start]);
        let apart = between.len() > 1 && between.matches('\n').count() > 1;
        if apart || next.is_some_and(|next| ends(&text[word.clone()], next)) {
            all.push(from..word.end);
            start = None;
        }
    }
    all.extend(start.map(|from| from..end));
    all
}

/// The runs of characters that are not white space.
fn spaced_words(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace().map(move |word| {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        at..at + word.len()
    })
}

/// Whether a sentence ends between two runs of characters.
fn ends(word: &str, next: &str) -> bool {
    // Most words end as words.
    if word.bytes().next_back().is_some_and(|last| last.is_ascii_alphanumeric() || last == b',') {
        return false;
    }
    let bare = word.trim_end_matches(['"', '\'', ')', ']', '}', '\u{201d}', '\u{2019}', '*', '_']);
    let closed = bare.len() < word.len();
    let first = next.trim_start_matches(['"', '\'', '(', '[', '\u{201c}', '\u{2018}', '*', '_']).chars().next();
    let goes_on = first.is_some_and(char::is_lowercase);
    match bare.chars().next_back() {
        // "Really?" she asked
        Some('?' | '!' | '\u{2026}') => !(goes_on && (closed || bare.ends_with('\u{2026}'))),
        Some('.') => !(goes_on && (closed || bare.ends_with(".."))) && full_stop(bare, next),
        _ => false,
    }
}

/// Whether a word with a full stop ends a sentence.
fn full_stop(word: &str, next: &str) -> bool {
    let stem = word.trim_end_matches('.').trim_start_matches(['"', '\'', '(', '[', '\u{201c}', '\u{2018}']);
    let lower = stem.to_lowercase();
    if word.ends_with("..") || stem.is_empty() {
        return true;
    }
    let starter = || {
        let letters = next.trim_matches(|c: char| !c.is_alphanumeric());
        let capital = letters.starts_with(char::is_uppercase);
        let known = letters.split(['\'', '\u{2019}']).next().unwrap_or_default().to_lowercase();
        capital && STARTERS.contains(&known.as_str())
    };
    if BEFORE_NAME.contains(&lower.as_str()) {
        // "No." may be an answer.
        return lower == "no" && !next.starts_with(|c: char| c.is_ascii_digit() || c == '#');
    }
    let initial = stem.chars().count() == 1 && stem.chars().all(char::is_uppercase) && stem != "I";
    let dotted = stem.contains('.') && stem.split('.').all(|part| matches!(part.chars().count(), 1..=2));
    let dotted = dotted && stem.chars().all(|c| c == '.' || c.is_alphabetic());
    if initial || dotted || MAY_END.contains(&lower.as_str()) {
        return starter();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_at_stops() {
        assert_eq!(split("One two. Three! Four? Five"), ["One two.", "Three!", "Four?", "Five"]);
        assert_eq!(split("He said \"stop.\" We did. (Yes.) No."), ["He said \"stop.\"", "We did.", "(Yes.)", "No."]);
        assert_eq!(split("a line\nand the next. Done"), ["a line\nand the next.", "Done"]);
        assert_eq!(split("Hi Sam,\n\nThank you"), ["Hi Sam,", "Thank you"]);
        assert_eq!(split("I waited... Then I left"), ["I waited...", "Then I left"]);
        assert_eq!(split("all lower. still two"), ["all lower.", "still two"]);
        assert_eq!(split(""), Vec::<&str>::new());
        assert_eq!(split(" \n "), Vec::<&str>::new());
    }

    #[test]
    fn other_full_stops_end_nothing() {
        for text in [
            "Ask Dr. Smith and Mrs. Jones",
            "J. R. Smith wrote it",
            "I waited... and waited",
            "See fig. 3 and no. 5",
            "The U.S. office, e.g. in May",
            "It costs 3.5 or $2.50",
            "\"Really?\" she asked",
            "Acme Inc. is open",
        ] {
            assert_eq!(split(text), [text]);
        }
        assert_eq!(split("Open until 5 p.m. We hope"), ["Open until 5 p.m.", "We hope"]);
    }
}
