//! Words that stand in no dictionary.

use std::ops::Range;

/// A dictionary and the words that are right besides.
pub(super) struct Words {
    #[cfg(feature = "spelling")]
    dictionaries: Vec<Lazy>,
    ignored: std::collections::HashSet<String>,
}

/// A dictionary that is read when it is first asked.
#[cfg(feature = "spelling")]
struct Lazy {
    aff: String,
    dic: String,
    read: once_cell::sync::OnceCell<Option<spellbook::Dictionary>>,
}

#[cfg(feature = "spelling")]
impl Lazy {
    fn get(&self) -> Option<&spellbook::Dictionary> {
        self.read.get_or_init(|| spellbook::Dictionary::new(&self.aff, &self.dic).ok()).as_ref()
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").field("ignored", &self.ignored.len()).finish_non_exhaustive()
    }
}

/// How many spellings are proposed.
#[cfg(feature = "spelling")]
const MAX_SUGGESTIONS: usize = 3;
/// Longer words are not looked up: no dictionary has them.
#[cfg(feature = "spelling")]
const MAX_WORD: usize = 60;

impl Words {
    /// Dictionaries as texts (affixes, words), and lists of words to skip, one a line.
    #[cfg(feature = "spelling")]
    pub(super) fn new(dictionaries: Vec<(String, String)>, ignored: &[String]) -> Self {
        let lines = ignored.iter().flat_map(|list| list.lines()).map(str::trim);
        let ignored = lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_lowercase).collect();
        // Vale looks compounds with a hyphen up as a whole.
        let whole = |aff: String| {
            let lines = aff.lines().filter(|line| line.split_whitespace().next() != Some("BREAK"));
            lines.chain(["BREAK 0"]).collect::<Vec<_>>().join("\n") + "\n"
        };
        let lazy = |(aff, dic)| Lazy { aff: whole(aff), dic, read: once_cell::sync::OnceCell::new() };
        Self { dictionaries: dictionaries.into_iter().map(lazy).collect(), ignored }
    }

    /// Whether a word is right. Without a dictionary that can be read every word is.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.ignored.contains(&word.to_lowercase()) || self.is_in_dictionary(word)
    }

    #[cfg(feature = "spelling")]
    fn is_in_dictionary(&self, word: &str) -> bool {
        let plain = word.replace('\u{2019}', "'");
        let bare = plain.strip_suffix("'s").unwrap_or(&plain);
        let mut read = self.dictionaries.iter().filter_map(Lazy::get).peekable();
        word.len() > MAX_WORD
            || read.peek().is_none()
            || read.any(|dictionary| dictionary.check(&plain) || dictionary.check(bare))
    }

    #[cfg(not(feature = "spelling"))]
    #[expect(clippy::unused_self, reason = "there are no dictionaries to ask")]
    fn is_in_dictionary(&self, _: &str) -> bool {
        true
    }

    /// What a word may have been meant to be.
    #[cfg(feature = "spelling")]
    pub(super) fn suggestions(&self, word: &str) -> Vec<String> {
        let mut all = Vec::new();
        if let Some(dictionary) = self.dictionaries.iter().find_map(Lazy::get) {
            dictionary.suggest(word, &mut all);
        }
        all.truncate(MAX_SUGGESTIONS);
        all
    }

    #[cfg(not(feature = "spelling"))]
    #[expect(clippy::unused_self, reason = "there are no dictionaries to ask")]
    pub(super) fn suggestions(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// The words of a block: split at white space, punctuation peeled off, those without letters left out. Linear.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    let split = |c: char| c.is_whitespace() || matches!(c, '/' | '\u{2014}' | '\u{2013}' | '\u{2026}');
    text.split(split).filter_map(move |part| {
        let start = part.as_ptr() as usize - text.as_ptr() as usize;
        let front = part.trim_start_matches(['$', '(', '"', '[', '\'', '{', '\u{201c}', '\u{2018}', '*', '_', '#']);
        let back = front.trim_end_matches([
            ',', ')', '"', ']', '!', ';', '.', '?', ':', '\'', '}', '\u{201d}', '\u{2019}', '*', '_',
        ]);
        let start = start + part.len() - front.len();
        back.chars().any(char::is_alphabetic).then(|| start..start + back.len())
    })
}

/// Whether a word is skipped unless a rule is strict: `iPhone`, `HTTP`, anything with other signs than letters.
pub(super) fn is_skipped(word: &str) -> bool {
    let chars: Vec<char> = word.chars().map(|c| if c == '\u{2019}' { '\'' } else { c }).collect();
    // Anything but letters, `_` and apostrophes.
    if chars.iter().any(|c| !(c.is_alphabetic() || matches!(c, '_' | '\''))) {
        return true;
    }
    // A capital at the end.
    if chars.last().is_some_and(|c| c.is_uppercase()) {
        return true;
    }
    // A capital, small letters, capitals and more.
    let mut start = 0;
    while start < chars.len() {
        if chars[start].is_ascii_uppercase() {
            let small = chars[start + 1..].iter().take_while(|c| c.is_ascii_lowercase()).count();
            let capital = start + 1 + small;
            let capitals = chars[capital.min(chars.len())..].iter().take_while(|c| c.is_ascii_uppercase()).count();
            let next = chars.get(capital + capitals).is_some_and(|c| *c != '\'');
            if small > 0 && capitals > 0 && (next || capitals > 1) {
                return true;
            }
        }
        start += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_up() {
        let text = "He said \"wel-come\", (twice)! 24/7 it's $5.";
        let all: Vec<&str> = tokens(text).map(|range| &text[range]).collect();
        assert_eq!(all, ["He", "said", "wel-come", "twice", "it's"]);
        for word in ["GitHub", "HTTP", "CAF\u{c9}", "v2", "wel-come", "plural.S"] {
            assert!(is_skipped(word), "{word}");
        }
        for word in ["Hello", "recieve", "it's", "iPhone", "caf\u{e9}"] {
            assert!(!is_skipped(word), "{word}");
        }
    }

    #[cfg(feature = "spelling")]
    #[test]
    fn words_of_a_dictionary() {
        let words = Words::new(
            vec![("SFX S Y 1\nSFX S 0 s .\n".to_owned(), "2\nreply/S\nhello\n".to_owned())],
            &["Acme\n# no\n".to_owned()],
        );
        assert!(words.knows("replys") && words.knows("hello") && words.knows("ACME") && words.knows("hello's"));
        assert!(!words.knows("helo") && !words.knows("hello-reply"), "compounds are looked up as a whole");
        assert_eq!(words.suggestions("helo"), ["hello"]);
    }
}
