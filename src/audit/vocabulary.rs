//! The words that an audit may show of what customers wrote: common ones, none of which is the name of a person.

use super::speech::english;
use once_cell::sync::Lazy;
use std::collections::HashSet;

/// Words by class, as the disclosure analysis has them.
const CLUSTERS: &str = include_str!("../../rules/language/en.clusters");
const GIVEN: &str = include_str!("../../rules/names/given.toml");
const SURNAMES: &str = include_str!("../../rules/names/surnames.toml");
/// From this share of names on, in per cent, a class holds names and places.
const NAMES: usize = 8;

/// The words, sorted. Made ready when they are first asked for.
pub(super) fn vocabulary() -> &'static [&'static str] {
    static WORDS: Lazy<Vec<&str>> = Lazy::new(|| {
        let names: HashSet<&str> = [GIVEN, SURNAMES].iter().flat_map(|file| words_of(file, false)).collect();
        let mut words: Vec<&str> = english().themes().iter().map(String::as_str).collect();
        for class in CLUSTERS.lines() {
            let class: Vec<&str> = class.split_whitespace().collect();
            let named = class.iter().filter(|word| names.contains(*word)).count();
            if named * 100 < class.len() * NAMES {
                words.extend(class);
            }
        }
        words.retain(|word| {
            word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase()) && !names.contains(word)
        });
        words.sort_unstable();
        words.dedup();
        words
    });
    &WORDS
}

/// Whether a word is a name as well, so that with a capital it is taken for one.
pub(super) fn is_word_name(word: &str) -> bool {
    static WORDS: Lazy<HashSet<&str>> =
        Lazy::new(|| [GIVEN, SURNAMES].iter().flat_map(|file| words_of(file, true)).collect());
    WORDS.contains(word)
}

/// The words of a file of names: those that are names and nothing else, or those that are words too.
fn words_of(file: &'static str, also_words: bool) -> impl Iterator<Item = &'static str> {
    let concepts = file.split("[[concept]]").skip(1);
    let wanted = concepts.filter(move |concept| {
        let name = concept.split('"').nth(1).unwrap_or_default();
        name.starts_with("word-") == also_words
    });
    wanted.flat_map(|concept| concept.split('"').skip(3).step_by(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_there_and_names_are_not() {
        let has = |word: &str| vocabulary().binary_search(&word).is_ok();
        for word in ["rude", "parking", "refund", "waiting", "billing", "cold", "bathroom", "copay", "bill", "delivery"]
        {
            assert!(has(word), "{word}");
        }
        for word in ["maria", "smith", "garcia", "jennifer", "alberto", "okafor", "abernathy"] {
            assert!(!has(word), "{word}");
        }
        assert!(is_word_name("bill") && is_word_name("brown") && !is_word_name("maria") && !is_word_name("refund"));
        assert!((10_000..0x7000).contains(&vocabulary().len()), "{}", vocabulary().len());
    }
}
