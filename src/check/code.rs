//! Codes: digits and letters in the ways in which the numbers of records, cards, plates and devices are written. Which
//! words may lead up to one, and the digits as words, are data of the languages.

use crate::matcher::QuickSet;
use std::ops::Range;

/// The most words between a label and its code: "record number of which is".
const MAX_LINKS: usize = 5;
/// The most parts of a code.
const MAX_PARTS: usize = 20;
/// The fewest digits, spelled ones included.
const LEAST_DIGITS: usize = 3;
/// The longest letters of a code with a blank behind them: "XJB 904".
const MAX_LETTERS_ALONE: usize = 3;
/// How long a code with fewer digits must be.
const LEAST_MIXED: usize = 6;
/// The longest letters that a hyphen or slash ties to a code: "QX7-LARK".
const MAX_LETTERS: usize = 8;

/// What may stand around the words between a label and its code.
const MARKS: &str = " :#,(\"'=-/";

/// What tells a code.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    links: QuickSet<&'static str>,
    digits: QuickSet<&'static str>,
    /// Short words of sentences, which are no letters of a code.
    words: QuickSet<&'static str>,
}

impl Codes {
    pub(crate) fn new(
        links: impl Iterator<Item = &'static str>,
        digits: impl Iterator<Item = &'static str>,
        words: impl Iterator<Item = &'static str>,
    ) -> Self {
        let words = words.filter(|word| word.len() <= MAX_LETTERS_ALONE).collect();
        Self { links: links.collect(), digits: digits.collect(), words }
    }

    /// The code that stands behind a label: behind blanks, marks and words like "number" or "is". `at` is the end of
    /// the label in folded text. Linear in what is read, which is bounded.
    pub(crate) fn behind(&self, folded: &str, at: usize) -> Option<Range<usize>> {
        let start = self.past_links(folded, at)?;
        Some(start..self.end(folded, start)?)
    }

    /// Whether a code has letters and digits, as no amount and no year has.
    pub(crate) fn is_mixed(code: &str) -> bool {
        let letters = code.bytes().take_while(u8::is_ascii_alphabetic).count();
        let groups = code.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() > 1).count();
        let has = |is: fn(&u8) -> bool| code.as_bytes().iter().any(is);
        code.len() >= 5 && (letters > 0 || groups > 1) && has(u8::is_ascii_alphabetic) && has(u8::is_ascii_digit)
    }

    /// Whether nothing but blanks, marks and words like "number" stands between two places of folded text.
    pub(crate) fn links(&self, folded: &str, from: usize, to: usize) -> bool {
        let Some(between) = folded.get(from..to) else { return false };
        let mut words = 0;
        between.split(|c| MARKS.contains(c)).filter(|word| !word.is_empty()).all(|word| {
            words += 1;
            words <= MAX_LINKS && self.links.contains(word.trim_end_matches('.'))
        })
    }

    /// Where the code may begin.
    fn past_links(&self, folded: &str, at: usize) -> Option<usize> {
        let mut at = at;
        for _ in 0..=MAX_LINKS {
            let rest = folded.get(at..)?;
            let word_at = at + rest.find(|c: char| c != '.' && !MARKS.contains(c))?;
            // A full stop before a blank ends a sentence, unless a word like "no." stood before it.
            if folded[at..word_at].contains(". ") && !self.links.contains(last_word(&folded[..at])) {
                return None;
            }
            let word = word(&folded[word_at..]);
            if !self.links.contains(word) || is_part_of_code(folded, word_at + word.len()) {
                return Some(word_at);
            }
            at = word_at + word.len();
        }
        None
    }

    /// The end of the code that begins at a place.
    fn end(&self, folded: &str, start: usize) -> Option<usize> {
        let (mut at, mut end, mut digits) = (start, None, 0);
        // Letters that a digit must follow, if they are part of the code at all.
        let mut waiting = false;
        let mut first_number = None;
        for _ in 0..MAX_PARTS {
            let part = word(&folded[at..]);
            let found = part.bytes().filter(u8::is_ascii_digit).count();
            let is_spelled = self.digits.contains(part);
            let tied = at > start && folded[..at].ends_with(['-', '/', '_']);
            if found > 0 || is_spelled {
                digits += if is_spelled { 1 } else { found };
                first_number = first_number.or(Some(part));
                waiting = false;
                end = Some(at + part.len());
            } else if digits > 0 && part.len() == 1 && !"ai".contains(part) && digit_follows(folded, at + 1) {
                end = Some(at + 1);
            } else if part.is_empty() || part.len() > MAX_LETTERS || (!tied && (waiting || digits > 0)) {
                break;
            } else if tied && digits > 0 {
                end = Some(at + part.len());
            } else {
                waiting = !folded[at + part.len()..].starts_with(['-', '/', '_']);
                // Words of a sentence are no letters of a code.
                if waiting && part.len() > MAX_LETTERS_ALONE {
                    break;
                }
            }
            let next = at + part.len();
            let gap = folded[next..].bytes().take_while(|byte| b" -/._:#,*".contains(byte)).count();
            let between = &folded[next..next + gap];
            let joins = match between {
                " " | "-" | "/" | "." | "_" | ":" | " - " | "#" | "# " | "*" => true,
                ", " | ". " | " . " => is_spelled || part.len() == 1,
                _ => false,
            };
            if !joins {
                break;
            }
            at = next + gap;
        }
        let end = end?;
        let is_year = digits == 4
            && end - start == 4
            && first_number.is_some_and(|number| number.starts_with("19") || number.starts_with("20"));
        // Letters before a blank may be a word of the sentence: "XJB 904 117", and not "by 2025".
        let first = word(&folded[start..]);
        let bare = first.len() > 1 && self.words.contains(first) && folded[start + first.len()..end].starts_with(' ');
        // "qx7-lark": few digits, and yet no word.
        let is_one = digits > 0 && end - start >= LEAST_MIXED && !folded[start..end].contains([' ', '.']);
        ((digits >= LEAST_DIGITS || is_one) && !is_year && !bare).then_some(end)
    }
}

/// Whether a hyphen or slash ties a word to what follows it: "no-4411" is no link and a number.
fn is_part_of_code(folded: &str, end: usize) -> bool {
    folded[end..].starts_with(['/', '-']) && !folded[end + 1..].starts_with(' ')
}

/// Whether a blank and a digit follow.
fn digit_follows(folded: &str, at: usize) -> bool {
    matches!(folded.as_bytes().get(at..at + 2), Some([b' ', digit]) if digit.is_ascii_digit())
}

/// The letters and digits at the beginning.
fn word(text: &str) -> &str {
    let end = text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
    &text[..end]
}

/// The letters and digits at the end.
fn last_word(text: &str) -> &str {
    let begin = text.bytes().rposition(|byte| !byte.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
    &text[begin..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codes() -> Codes {
        let digits = ["zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
        let links = ["number", "no", "id", "is", "was", "ending", "in"];
        Codes::new(links.into_iter(), digits.into_iter(), ["by", "and", "for"].into_iter())
    }

    /// What is found behind the label "tag".
    fn found(text: &str) -> Option<&str> {
        codes().behind(text, 3).map(|code| &text[..code.end])
    }

    #[test]
    fn codes_are_found_in_every_writing() {
        for text in [
            "tag 7730461",
            "tag number 7730461",
            "tag no. 88-2219",
            "tag # k20957",
            "tag: h-4471",
            "tag id is xjb 904 117 562",
            "tag 9 1 4 4 0 2 7",
            "tag six six one oh four",
            "tag six-six-one",
            "tag six, six, one",
            "tag g/77203",
            "tag kzr 4471",
            "tag 3308-a",
            "tag qx7-lark",
            "tag/88-0-wren-3",
            "tag 18 d 07 721",
            "tag qx7-44-lark",
            "tag blue-heron-19-1",
            "tag k 2 0 8 8 1 4 7",
            "tag 0x7a41-22",
            "tag ending in 4471",
            "tag d440-7719-2036",
        ] {
            assert_eq!(found(text), Some(text), "{text}");
            let in_sentence = format!("{text} and more");
            assert_eq!(found(&in_sentence), Some(text), "{text}");
            let at_end = format!("{text}. more");
            assert_eq!(found(&at_end), Some(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for text in [
            "tag",
            "tag ",
            "tag number",
            "tag is on the front",
            "tag. 4471 people came",
            "tag 12",
            "tag 2025",
            "tag by 2025",
            "tag is ready by noon 4471",
            "tag one of us",
            "tag $4471",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_asked(text in "\\PC{0,80}", at in 0_usize..90) {
            if let Some(code) = codes().behind(&text, at) {
                prop_assert!(code.start >= at && code.end > code.start && text.is_char_boundary(code.end));
            }
            let _ = codes().links(&text, at, at + 9);
        }
    }
}
