//! The words of a language by which an audit counts how replies are written: `rules/language/en.audit.toml`. English
//! alone so far.

use crate::text::Language;
use once_cell::sync::Lazy;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// What begins a greeting.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    name: String,
    begins: Vec<String>,
}

/// What begins a sign-off, and where it counts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Closing {
    name: String,
    begins: Vec<String>,
    #[serde(default)]
    line: bool,
    most: Option<usize>,
    most_inside: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contractions {
    ends: Vec<String>,
    words: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    team: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Moods {
    turns: HashSet<String>,
    praise: Vec<String>,
    complaint: Vec<String>,
}

/// As the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    common: Vec<String>,
    telling: HashSet<String>,
    themes: Vec<String>,
    we: HashSet<String>,
    i: HashSet<String>,
    apologies: HashSet<String>,
    contractions: Contractions,
    greeting: Vec<Opening>,
    sign_off: Vec<Closing>,
    signed: Signed,
    mood: Moods,
}

/// What is counted of a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// The number of a common word.
    pub(super) number: Option<u8>,
    /// A business speaks of itself.
    pub(super) we: bool,
    /// One person does.
    pub(super) i: bool,
    pub(super) apology: bool,
    /// Two words drawn together.
    pub(super) contraction: bool,
}

/// The words of a language.
#[derive(Debug)]
pub(super) struct Speech {
    file: File,
    words: HashMap<String, Word>,
    greetings: Vec<String>,
    sign_offs: Vec<String>,
    /// What phrases of praise and complaint are worth, and how many words the longest has.
    moods: HashMap<String, i8>,
    longest: usize,
}

/// The words of a language; none for one that has no such file.
pub(super) fn speech(language: Language) -> Option<&'static Speech> {
    (language == Language::English).then(english)
}

/// The words of English, read when they are first asked for.
pub(super) fn english() -> &'static Speech {
    static ENGLISH: Lazy<Speech> = Lazy::new(|| {
        let text = include_str!("../../rules/language/en.audit.toml");
        Speech::read(text).unwrap_or_else(|error| panic!("rules/language/en.audit.toml: {error}"))
    });
    &ENGLISH
}

impl Speech {
    fn read(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut words = HashMap::<String, Word>::new();
        for (number, word) in (0..=u8::MAX).zip(&file.common) {
            words.entry(word.clone()).or_default().number = Some(number);
        }
        let mut mark = |listed: &HashSet<String>, mark: fn(&mut Word)| {
            listed.iter().for_each(|word| mark(words.entry(word.clone()).or_default()));
        };
        mark(&file.we, |word| word.we = true);
        mark(&file.i, |word| word.i = true);
        mark(&file.apologies, |word| word.apology = true);
        mark(&file.contractions.words, |word| word.contraction = true);
        let none = || std::iter::once("none".to_owned());
        let greetings = none().chain(file.greeting.iter().map(|of| of.name.clone())).collect();
        let sign_offs = none().chain(file.sign_off.iter().map(|of| of.name.clone()));
        let sign_offs = sign_offs.chain(["team", "name"].map(str::to_owned)).collect();
        let worth = |words: &[String], worth: i8| words.iter().map(|word| (word.clone(), worth)).collect::<Vec<_>>();
        let mood = &file.mood;
        let moods: HashMap<_, _> = worth(&mood.praise, 1).into_iter().chain(worth(&mood.complaint, -1)).collect();
        let longest = moods.keys().map(|phrase| phrase.split(' ').count()).max().unwrap_or(1);
        Ok(Self { words, greetings, sign_offs, longest, moods, file })
    }

    /// Common words; their place is their number.
    pub(super) fn common(&self) -> &[String] {
        &self.file.common
    }

    /// What is counted of a word. One look into a table.
    pub(super) fn word(&self, word: &str) -> Word {
        let mut found = self.words.get(word).copied().unwrap_or_default();
        // The quote is looked for first, since few words have one.
        found.contraction |= word.contains('\'') && self.file.contractions.ends.iter().any(|end| has_end(word, end));
        found
    }

    /// Whether a word says nothing about what a message is about.
    pub(super) fn is_common(&self, word: &str) -> bool {
        self.words.get(word).is_some_and(|word| word.number.is_some()) && !self.file.telling.contains(word)
    }

    /// Words of complaints that the classes of words lack.
    pub(super) fn themes(&self) -> &[String] {
        &self.file.themes
    }

    /// How replies begin, by number.
    pub(super) fn greetings(&self) -> &[String] {
        &self.greetings
    }

    /// How replies end, by number.
    pub(super) fn sign_offs(&self) -> &[String] {
        &self.sign_offs
    }

    /// The number of the greeting with which words begin. `word` gives the words, and nothing behind them.
    pub(super) fn greeting<'a>(&self, word: impl Fn(usize) -> &'a str) -> u8 {
        let number = self.file.greeting.iter().position(|of| begins(&of.begins, &word));
        number.map_or(0, |number| number as u8 + 1)
    }

    /// The number of the sign-off with which words begin, of which `left` are left.
    pub(super) fn sign_off<'a>(&self, word: impl Fn(usize) -> &'a str, is_line: bool, left: usize) -> Option<u8> {
        let fits = |of: &Closing| {
            (is_line || !of.line && of.most_inside.is_none_or(|most| left <= most))
                && of.most.is_none_or(|most| left <= most)
                && begins(&of.begins, &word)
        };
        self.file.sign_off.iter().position(fits).map(|number| number as u8 + 1)
    }

    /// The number of a last line that no other sign-off is: signed by a team, or by a name.
    pub(super) fn signed<'a>(&self, mut words: impl Iterator<Item = &'a str>) -> u8 {
        let teams = self.sign_offs.len() - 2;
        (if words.any(|word| self.file.signed.team.contains(word)) { teams } else { teams + 1 }) as u8
    }

    /// How many phrases of praise and of complaint words hold. Linear.
    pub(super) fn mood(&self, words: &[&str]) -> [u32; 2] {
        let (mut counts, mut turned, mut at, mut phrase) = ([0; 2], 0, 0, String::new());
        while at < words.len() {
            let longest = (1..=self.longest.min(words.len() - at)).rev().find_map(|length| {
                phrase.clear();
                for (place, word) in words[at..at + length].iter().enumerate() {
                    phrase.push_str(if place == 0 { "" } else { " " });
                    phrase.push_str(word);
                }
                self.moods.get(&phrase).map(|worth| (length, *worth))
            });
            match longest {
                Some((length, worth)) => {
                    // What is turned is a complaint where it was praise, and little where it was a complaint.
                    match (worth > 0, turned > 0) {
                        (true, false) => counts[0] += 1,
                        (true, true) | (false, false) => counts[1] += 1,
                        (false, true) => {}
                    }
                    at += length;
                    turned = 0;
                }
                None => {
                    turned = if self.file.mood.turns.contains(words[at]) { 4 } else { turned };
                    at += 1;
                }
            }
            turned = i32::max(turned - 1, 0);
        }
        counts
    }
}

fn has_end(word: &str, end: &str) -> bool {
    word.len() > end.len() && word.ends_with(end)
}

/// Whether words begin with one of some phrases.
fn begins<'a>(phrases: &[String], word: &impl Fn(usize) -> &'a str) -> bool {
    phrases.iter().any(|phrase| phrase.split(' ').enumerate().all(|(at, part)| word(at) == part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_sorted_and_few_enough() {
        let words = english().common();
        assert!(words.len() < 256 && words.windows(2).all(|two| two[0] < two[1]));
        let number = |word: &str| english().word(word).number;
        assert_eq!(number("zebra"), None);
        assert_eq!(words[usize::from(number("don't").unwrap())], "don't");
        assert!(english().file.telling.iter().all(|word| number(word).is_some()));
        let moods = &english().file.mood;
        assert!(moods.praise.iter().all(|word| !moods.complaint.contains(word)));
    }

    #[test]
    fn words_are_of_several_kinds() {
        let own = english().word("we're");
        assert!(own.we && own.contraction && !own.i && !own.apology);
        assert!(english().word("it's").contraction && !english().word("roof's").contraction);
        assert!(english().word("sorry").apology && english().word("mine").i && !english().word("n't").contraction);
        assert_eq!(english().word("zebra"), Word::default());
    }

    #[test]
    fn moods_are_counted() {
        for (text, counts) in [
            ("lovely people and delicious bread", [2, 0]),
            ("it was not good at all", [0, 1]),
            ("the clerk was not rude", [0, 0]),
            ("avoid at all costs", [0, 1]),
            ("not one of them said that the bread was good", [1, 0]),
            ("we waited an hour but the soup was great", [1, 1]),
            ("what time do you open", [0, 0]),
        ] {
            assert_eq!(english().mood(&text.split(' ').collect::<Vec<_>>()), counts, "{text}");
        }
    }
}
