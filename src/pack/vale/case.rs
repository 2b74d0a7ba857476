//! Title case and sentence case, as `capitalization` rules mean them.

use super::pattern::Pattern;
use std::ops::Range;

/// Words that stay small in a title.
const SMALL: &[&str] = &[
    "a", "an", "and", "as", "at", "but", "by", "en", "for", "if", "in", "nor", "of", "on", "or", "per", "the", "to",
    "vs", "vs.", "via", "v", "v.",
];
/// Prepositions that Chicago keeps small as well.
const SMALL_CHICAGO: &[&str] = &[
    "about", "above", "across", "after", "against", "along", "among", "around", "before", "behind", "below", "beneath",
    "beside", "between", "beyond", "down", "during", "from", "inside", "into", "near", "onto", "over", "through",
    "under", "upon", "with",
];

/// What case a block should have.
#[derive(Debug)]
pub(super) enum Case {
    Title {
        chicago: bool,
    },
    Sentence {
        indicators: Vec<String>,
    },
    Lower,
    Upper,
    /// Something that must stand in the block.
    Regex(Box<Pattern>),
}

/// What a block should be, and whether it is.
pub(super) fn check(case: &Case, text: &str, exceptions: Option<&Pattern>, threshold: f64) -> (String, bool) {
    let excepted = |word: &str| exceptions.is_some_and(|pattern| pattern.is_in(word).unwrap_or(true));
    match case {
        Case::Regex(pattern) => (text.to_owned(), pattern.is_in(text).unwrap_or(true)),
        Case::Lower => (text.to_lowercase(), text.to_lowercase() == text || excepted(text)),
        Case::Upper => (text.to_uppercase(), text.to_uppercase() == text || excepted(text)),
        Case::Title { chicago } => {
            let mut all = Count::default();
            let mut out = Rewritten::new(text);
            for (word, kept) in words(text, exceptions) {
                let due = if kept { text[word.clone()].to_owned() } else { title(text, word.clone(), *chicago) };
                let is = &text[word.clone()];
                all.add(due == is || kept || is == is.to_uppercase() || excepted(is));
                out.put(word, &due);
            }
            (out.finish(), all.passes(threshold))
        }
        Case::Sentence { indicators } => {
            let mut all = Count::default();
            let mut out = Rewritten::new(text);
            let mut opened = true;
            let mut begun = true;
            for (index, (word, kept)) in words(text, exceptions).enumerate() {
                let is = &text[word.clone()];
                // The case of a compound is that of its first part, and `Client's` is `Client`.
                let bare = is.split(['-', '\'', '\u{2019}']).next().unwrap_or_default();
                let capital = capitalized(is);
                let due = if kept || excepted(is) || is == is.to_uppercase() {
                    is.to_owned()
                } else if opened {
                    capital.clone()
                } else {
                    is.to_lowercase()
                };
                if index == 0 && !kept && bare != bare.to_uppercase() && !excepted(is) {
                    begun = is.chars().next().is_none_or(|c| c.is_uppercase() || !c.is_alphabetic())
                        && bare.chars().skip(1).all(|c| !c.is_uppercase());
                }
                all.add(
                    due == is || kept || bare == bare.to_lowercase() || bare == bare.to_uppercase() || excepted(bare),
                );
                // `1.` in front numbers what follows.
                let numbered = is.as_bytes().windows(2).any(|pair| pair[0].is_ascii_digit() && pair[1] == b'.');
                opened = indicators.iter().any(|end| is.ends_with(end.as_str())) || index == 0 && numbered;
                out.put(word, &due);
            }
            (out.finish(), begun && all.passes(threshold))
        }
    }
}

#[derive(Default)]
struct Count {
    right: u32,
    all: u32,
}

impl Count {
    fn add(&mut self, right: bool) {
        self.right += u32::from(right);
        self.all += 1;
    }

    fn passes(&self, threshold: f64) -> bool {
        self.all == 0 || f64::from(self.right) / f64::from(self.all) >= threshold
    }
}

/// A text with some of its words written otherwise.
struct Rewritten<'t> {
    text: &'t str,
    out: String,
    at: usize,
}

impl<'t> Rewritten<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, out: String::with_capacity(text.len()), at: 0 }
    }

    fn put(&mut self, word: Range<usize>, due: &str) {
        self.out.push_str(&self.text[self.at..word.start]);
        self.out.push_str(due);
        self.at = word.end;
    }

    fn finish(mut self) -> String {
        self.out.push_str(&self.text[self.at..]);
        self.out
    }
}

/// The words of a block, exceptions of several words as one; whether each is an exception or code.
fn words<'t>(text: &'t str, exceptions: Option<&Pattern>) -> impl Iterator<Item = (Range<usize>, bool)> + 't {
    let begins = |c: char| c.is_alphanumeric() || c == '*';
    let excepted: Vec<Range<usize>> = exceptions
        .and_then(|pattern| {
            let whole = super::pattern::Haystack::new(text.to_owned());
            pattern.find_all(&whole, 0..text.len()).ok()
        })
        .unwrap_or_default()
        .into_iter()
        .map(|found| found.range())
        .collect();
    let mut next = 0;
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(begins)?;
        while excepted.get(next).is_some_and(|range| range.start < at) {
            next += 1;
        }
        if let Some(range) = excepted.get(next).filter(|range| range.start <= start) {
            at = range.end;
            return Some((range.clone(), true));
        }
        let end = start + text[start..].find(char::is_whitespace).unwrap_or(text.len() - start);
        at = end;
        // What stands between backticks is code, which has no case to speak of.
        Some((start..end, text[..start].ends_with('`') && text[start..end].contains('`')))
    })
}

/// A word as it should stand in a title.
fn title(text: &str, word: Range<usize>, chicago: bool) -> String {
    let is = &text[word.clone()];
    let lower = is.to_lowercase();
    let first = text[..word.start].trim().is_empty();
    let last = text[word.end..].trim().is_empty();
    let after_colon = text[..word.start].trim_end().ends_with(':');
    let bare = lower.trim_end_matches([',', ';']);
    let small = SMALL.contains(&bare) || chicago && SMALL_CHICAGO.contains(&bare);
    if small && !first && !last && !after_colon {
        return lower;
    }
    // The parts of a compound as well.
    let mut out = String::with_capacity(is.len());
    for (index, part) in is.split_inclusive(['-', '/']).enumerate() {
        let stem = part.trim_end_matches(['-', '/']).to_lowercase();
        match index > 0 && SMALL.contains(&stem.as_str()) {
            true => out.push_str(&part.to_lowercase()),
            false => out.push_str(&with_capital(part)),
        }
    }
    out
}

/// The first letter as a capital, the rest as it is.
fn with_capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The first letter as a capital, the rest small.
fn capitalized(word: &str) -> String {
    with_capital(&word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(case: &Case, text: &str) -> bool {
        check(case, text, None, 0.8).1
    }

    #[test]
    fn title_case() {
        let ap = Case::Title { chicago: false };
        assert_eq!(check(&ap, "the art of a well-kept desk", None, 0.8).0, "The Art of a Well-Kept Desk");
        assert!(is(&ap, "The Art of War"));
        assert!(is(&ap, "Use the NASA API"));
        assert!(!is(&ap, "Use the old desk"));
        assert_eq!(check(&ap, "Walk over it", None, 0.8).0, "Walk Over It");
        assert_eq!(check(&Case::Title { chicago: true }, "Walk over it", None, 0.8).0, "Walk over It");
    }

    #[test]
    fn sentence_case() {
        let plain = Case::Sentence { indicators: vec![":".to_owned()] };
        assert!(is(&plain, "How we handle the old desk"));
        assert!(!is(&plain, "how we handle the old desk"));
        assert!(!is(&plain, "How We Handle The Desk"));
        assert!(!is(&plain, "An unimportant Heading"));
        assert!(is(&plain, "Step one: Open the lid"));
        assert!(is(&plain, "How API-based tools and John\u{2019}s help"));
        assert!(is(&plain, "Well-kept desks"));
        assert!(is(&plain, "1. An open lid"));
        assert!(!is(&plain, "A. An open lid"));
        assert!(is(&plain, "`lid` is open"));
        assert!(!is(&plain, "Well-kept Desks"));
        let names = Pattern::one("\\b(?:Old Desk)\\b".to_owned()).unwrap();
        assert!(check(&plain, "How we handle Old Desk", Some(&names), 0.8).1);
        assert_eq!(check(&plain, "how We Handle Old Desk", Some(&names), 0.8).0, "How we handle Old Desk");
    }

    #[test]
    fn the_other_cases() {
        assert!(is(&Case::Lower, "all small"));
        assert!(!is(&Case::Lower, "Not small"));
        assert!(is(&Case::Upper, "ALL 4"));
        assert!(is(&Case::Regex(Box::new(Pattern::one("^Hi".to_owned()).unwrap())), "Hi you"));
        assert!(is(&Case::Title { chicago: false }, ""));
    }
}
