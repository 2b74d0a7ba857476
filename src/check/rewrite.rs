//! Putting other words in the place of some, in the case in which they stand.

use super::Input;
use crate::draft::Format;
use crate::report::{Applicability, Edit, Fix};
use crate::text::Join;
use std::ops::Range;

/// How words are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// As a rule writes them.
    AsIs,
    /// With a capital at the first.
    Capital,
    /// With a capital at each.
    Title,
    /// In capitals.
    Upper,
}

impl Case {
    /// The case of some words of a source. `written` is how a rule writes them; words that it writes in capitals say
    /// nothing of their place.
    pub(super) fn of(source: &str, written: &str, begins_sentence: bool) -> Self {
        let is_upper = |text: &str| {
            let mut letters = text.chars().filter(|c| c.is_alphabetic());
            letters.clone().nth(1).is_some() && letters.all(char::is_uppercase)
        };
        let begins = |word: &str| word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
        if is_upper(source) && !is_upper(written) {
            return Self::Upper;
        }
        if !begins(source) || (begins(written) && !begins_sentence) {
            return Self::AsIs;
        }
        let mut words = source.split_whitespace();
        let several = words.clone().nth(1).is_some();
        if several && words.all(begins) && !written.split_whitespace().all(begins) {
            Self::Title
        } else {
            Self::Capital
        }
    }

    /// Words in this case. Capitals that they have they keep.
    pub(super) fn apply(self, words: &str) -> String {
        match self {
            Self::AsIs => words.to_owned(),
            Self::Upper => words.to_uppercase(),
            Self::Capital => with_capital(words),
            Self::Title => words.split(' ').map(with_capital).collect::<Vec<_>>().join(" "),
        }
    }
}

/// A word with a capital at its first letter.
pub(super) fn with_capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What people see of folded bytes: the source, without the tags of a page.
pub(super) fn source<'a>(input: &'a Input<'_>, place: Range<usize>) -> &'a str {
    input.text.plain(&input.draft.text).get(input.text.plain_range(place)).unwrap_or_default()
}

/// Whether the word at a folded byte begins a sentence.
pub(super) fn begins_sentence(input: &Input<'_>, start: usize) -> bool {
    let tokens = input.text.tokens();
    let index = tokens.partition_point(|token| (token.start as usize) < start);
    tokens.get(index).is_some_and(|token| token.before == Join::Sentence)
}

/// A replacement of folded bytes in the source; none where tags stand between them.
pub(super) fn edit(input: &Input<'_>, place: Range<usize>, text: &str) -> Option<Edit> {
    let span = input.text.source_span(place);
    let is_page = input.draft.format == Some(Format::Html);
    if is_page && input.draft.text.get(span.clone())?.contains(['<', '>']) {
        return None;
    }
    // A mark of trade behind a word stays.
    let marks = |c: char| matches!(c, '\u{ae}' | '\u{2122}' | '\u{2120}' | '\u{a9}');
    let end = span.start + input.draft.text.get(span.clone())?.trim_end_matches(marks).len();
    let text = if is_page { escaped(text) } else { text.to_owned() };
    Some(Edit { start: span.start, end, text })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A fix that writes `text` at a place, with the article before it where that must change.
pub(super) fn write(input: &Input<'_>, place: Range<usize>, text: &str, safe: bool) -> Option<Fix> {
    let edits = article(input, &place, text).into_iter().chain([edit(input, place, text)?]).collect();
    let applicability = if safe { Applicability::Safe } else { Applicability::Suggested };
    Some(Fix { title: format!("write \"{text}\""), applicability, edits })
}

/// `a` or `an` before a place, where it fits what stands there and would not fit `text`.
fn article(input: &Input<'_>, place: &Range<usize>, text: &str) -> Option<Edit> {
    let tokens = input.text.tokens();
    let index = tokens.partition_point(|token| (token.start as usize) < place.start);
    let before = tokens.get(index.checked_sub(1)?)?;
    let (start, end) = (before.start as usize, before.end as usize);
    let folded = input.text.folded();
    let is_an = match folded.get(start..end)? {
        "a" => false,
        "an" => true,
        _ => return None,
    };
    let fits = takes_an(folded.get(place.clone())?) == is_an;
    if !fits || folded.get(end..place.start) != Some(" ") || takes_an(text) == is_an {
        return None;
    }
    let written = source(input, start..end);
    let upper = written.chars().all(char::is_uppercase) && written.len() > 1;
    let capital = written.starts_with('A');
    edit(
        input,
        start..end,
        match (is_an, capital, upper) {
            (true, false, _) => "a",
            (true, true, _) => "A",
            (false, false, _) => "an",
            (false, true, true) => "AN",
            (false, true, false) => "An",
        },
    )
}

/// Whether a word takes `an`: by its sound as spelling tells it, with the common exceptions.
fn takes_an(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let begins = |starts: &[&str]| starts.iter().any(|start| word.starts_with(start));
    if begins(&["hour", "honest", "honour", "honor", "heir"]) {
        return true;
    }
    if begins(&["uni", "use", "usu", "eu", "one", "once", "u.", "uk", "ur", "ubi"]) && !begins(&["unin", "unim", "urg"])
    {
        return false;
    }
    word.starts_with(['a', 'e', 'i', 'o', 'u', '8'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_take_the_case_of_others() {
        let like = |source, written, begins, text| Case::of(source, written, begins).apply(text);
        assert_eq!(like("Log in", "log in", true, "sign in"), "Sign in");
        assert_eq!(like("Log In", "log in", false, "sign in"), "Sign In");
        assert_eq!(like("LOG IN", "log in", false, "sign in"), "SIGN IN");
        assert_eq!(like("log in", "log in", false, "sign in"), "sign in");
        assert_eq!(like("ATM", "ATM", false, "cash machine"), "cash machine");
        assert_eq!(like("ATM", "ATM", true, "cash machine"), "Cash machine");
        assert_eq!(like("Purchase", "purchase", false, "eBay order"), "EBay order");
        assert_eq!(like("", "x", false, ""), "");
    }

    #[test]
    fn articles_follow_the_sound() {
        for (word, an) in
            [("order", true), ("purchase", false), ("hour", true), ("user", false), ("uninsured", true), ("", false)]
        {
            assert_eq!(takes_an(word), an, "{word}");
        }
    }
}
