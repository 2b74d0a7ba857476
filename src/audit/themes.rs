//! What customers complain about: the brand's own groups of keywords, and words that set complaints apart.
//!
//! Of an inbound an audit keeps keyed hashes of its words. A hash gives a word back only where the word stands in the
//! [vocabulary](super::vocabulary) or among the brand's keywords, so that no name can come out of it.
//!
//! What sets complaints apart is told by the log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn
//! 2008): for a word that `y` of `n` mentions on one side are, and with a prior `a` that shares [`PRIOR`] mentions out as
//! both sides together do, the difference of `ln((y + a) / (n + PRIOR - y - a))` between the sides, over the root of the
//! sum of `1 / (y + a)`. An inbound mentions a word once, however often it stands there.

use super::figures::location_uses;
use super::log::{ln, rounded};
use super::metrics::{ReplyRef, Theme, Themes as Figures};
use super::names::Spot;
use super::options::MetricsOptions;
use super::response::share;
use super::row::{Mood, Row};
use super::speech::english;
use super::vocabulary::{is_word_name, vocabulary};
use crate::history::HistoryKey;
use crate::text::{Join, Text};
use std::collections::{BTreeMap, HashMap};

/// The most words of an inbound that are kept.
const MOST_WORDS: usize = 400;
/// How many mentions the prior is worth.
const PRIOR: f64 = 500.0;
/// From so many standard deviations on a difference is listed.
const CLEAR: f64 = 1.96;
/// At least so many inbounds, of so many authors.
const INBOUNDS: u32 = 5;
const AUTHORS: usize = 2;
const MOST_THEMES: usize = 30;
/// How many of the clearest words are looked at more closely.
const CANDIDATES: usize = 150;
const EXAMPLES: usize = 3;

/// A hash of a word says in its low bits that the word before it stands right before, and that it has a capital inside a
/// sentence.
const FOLLOWS: u32 = 1;
const CAPITAL: u32 = 2;

fn is_stop(word: &str) -> bool {
    word.len() < 3 || word.contains('\'') || english().is_common(word)
}

fn hash(key: &HistoryKey, word: &str) -> u32 {
    let mut bytes = [21u8; 33];
    let length = word.len().min(32);
    bytes[1..=length].copy_from_slice(&word.as_bytes()[..length]);
    key.of_audit(&bytes[..=length]) as u32 & !(FOLLOWS | CAPITAL)
}

/// Hashes the words of an inbound that could be a theme. `names` are of who wrote and who is written to. Linear.
pub(super) fn read(text: &Text, source: &str, key: &HistoryKey, names: [Option<&str>; 4]) -> Vec<u32> {
    let names: Vec<String> = names
        .iter()
        .flatten()
        .flat_map(|name| name.to_lowercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let folded = text.folded();
    let mut terms = Vec::new();
    // Where the word before ends, if it was kept.
    let mut before = None;
    let mut at = 0;
    for tokens in text.tokens().chunk_by(|a, b| a.word == b.word) {
        let (first, last) = (tokens[0], tokens[tokens.len() - 1]);
        let word = &folded[first.start as usize..last.end as usize];
        let number = at;
        at += tokens.len();
        let is_word = word.bytes().all(|byte| byte.is_ascii_lowercase()) && word.len() <= 32;
        if !is_word || is_stop(word) || names.iter().any(|name| name == word) {
            before = None;
            continue;
        }
        if terms.len() == MOST_WORDS {
            break;
        }
        let opens = number == 0 || first.before == Join::Sentence;
        let is_capital = !opens && text.source_of(source, number).starts_with(|c: char| c.is_uppercase());
        let follows = before.is_some_and(|end: u32| &folded[end as usize..first.start as usize] == " ");
        let flags = if follows { FOLLOWS } else { 0 } | if is_capital { CAPITAL } else { 0 };
        terms.push(hash(key, word) | flags);
        before = Some(last.end);
    }
    terms
}

/// A word by number; [`NONE`] for one that is not known. The high bit says that it follows the word before.
type Word = u16;
const NONE: Word = 0x7fff;
const FOLLOWING: Word = 0x8000;

/// A word or two, as one number.
type Term = u32;
const PAIR: Term = 1 << 31;

fn pair_of(first: Word, second: Word) -> Term {
    PAIR | u32::from(first) << 15 | u32::from(second)
}

/// An inbound.
struct Inbound {
    number: u32,
    place: u32,
    week: Option<u16>,
    period: u8,
    rating: u8,
    mood: Mood,
    author: u32,
    words: std::ops::Range<u32>,
}

impl Inbound {
    fn is_negative(&self) -> bool {
        matches!(self.rating, 1 | 2) || self.mood == Mood::Complains
    }

    /// Whether stars or words tell that it is not negative.
    fn is_other(&self) -> bool {
        self.rating > 2 || matches!(self.mood, Mood::Praises | Mood::Both)
    }
}

/// A group of keywords: phrases, each word of which may be one of several.
struct Own<'a> {
    name: &'a str,
    phrases: Vec<Vec<Vec<Word>>>,
}

/// Gathers inbounds.
pub(super) struct Themes<'a> {
    /// The number of each word by its hash.
    numbers: HashMap<u32, Word>,
    /// Words that may be shown; keywords of the brand follow them.
    shown: usize,
    own: Vec<Own<'a>>,
    weeks: usize,
    inbounds: Vec<Inbound>,
    words: Vec<Word>,
}

impl<'a> Themes<'a> {
    pub(super) fn new(key: &HistoryKey, options: &'a MetricsOptions, weeks: usize) -> Self {
        let words = vocabulary();
        let mut numbers = HashMap::with_capacity(words.len());
        for (number, word) in (0..).zip(words).filter(|(_, word)| !is_stop(word)) {
            numbers.entry(hash(key, word)).or_insert(number);
        }
        let mut next = words.len() as Word;
        let mut own = Vec::new();
        for (name, phrases) in &options.themes {
            let phrases = phrases.iter().map(|phrase| {
                let words_of = phrase.to_lowercase();
                let of_word = |word: &str| -> Vec<Word> {
                    if let Some(stem) = word.strip_suffix('*').filter(|stem| !stem.is_empty()) {
                        let begins = words.iter().zip(0..).filter(|(word, _)| word.starts_with(stem));
                        let mut all: Vec<Word> = begins.map(|(_, number)| number).collect();
                        all.push(*numbers.entry(hash(key, stem)).or_insert_with(|| {
                            next = (next + 1).min(NONE);
                            next - 1
                        }));
                        return all;
                    }
                    vec![*numbers.entry(hash(key, word)).or_insert_with(|| {
                        next = (next + 1).min(NONE);
                        next - 1
                    })]
                };
                words_of
                    .split(|c: char| c != '*' && !c.is_alphanumeric())
                    .filter(|word| !is_stop(word))
                    .map(of_word)
                    .collect()
            });
            let phrases = phrases.filter(|phrase: &Vec<Vec<Word>>| !phrase.is_empty()).collect();
            own.push(Own { name, phrases });
        }
        Self { numbers, shown: words.len(), own, weeks, inbounds: Vec::new(), words: Vec::new() }
    }

    /// Adds an inbound of a period. `week` is the number of its week.
    pub(super) fn add(&mut self, period: usize, number: u32, place: u32, week: Option<usize>, row: &Row) {
        if !row.has_inbound {
            return;
        }
        let begin = self.words.len() as u32;
        for &term in &row.terms {
            let mut word = self.numbers.get(&(term & !(FOLLOWS | CAPITAL))).copied().unwrap_or(NONE);
            if term & CAPITAL != 0 && vocabulary().get(usize::from(word)).is_some_and(|word| is_word_name(word)) {
                word = NONE;
            }
            self.words.push(word | if term & FOLLOWS != 0 { FOLLOWING } else { 0 });
        }
        let words = begin..self.words.len() as u32;
        let week = week.map(|week| week as u16);
        let (period, rating, mood, author) = (period as u8, row.rating, row.mood, row.author);
        self.inbounds.push(Inbound { number, place, week, period, rating, mood, author, words });
    }

    /// The words and pairs of an inbound, sorted, each once.
    fn terms(&self, inbound: &Inbound, out: &mut Vec<Term>) {
        out.clear();
        let shown = |word: Word| usize::from(word) < self.shown;
        let mut before = NONE;
        for &word in &self.words[inbound.words.start as usize..inbound.words.end as usize] {
            let (own, follows) = (word & !FOLLOWING, word & FOLLOWING != 0);
            if shown(own) {
                out.push(Term::from(own));
                if follows && shown(before) && before != own {
                    out.push(pair_of(before, own));
                }
            }
            before = own;
        }
        out.sort_unstable();
        out.dedup();
    }

    fn has_own(&self, inbound: &Inbound, own: &Own<'_>) -> bool {
        let words = &self.words[inbound.words.start as usize..inbound.words.end as usize];
        own.phrases.iter().any(|phrase| {
            words
                .windows(phrase.len())
                .any(|window| window.iter().zip(phrase).all(|(word, wanted)| wanted.contains(&(word & !FOLLOWING))))
        })
    }

    /// The figures. `reference` names an inbound by the number of its row.
    pub(super) fn figures(&self, spots: &[&Spot], reference: &dyn Fn(u32) -> ReplyRef) -> Figures {
        let current = || self.inbounds.iter().filter(|inbound| inbound.period == 0);
        let negative = current().filter(|inbound| inbound.is_negative()).count() as u64;
        let mut figures = Figures { inbounds: current().count() as u64, negative, ..Figures::default() };
        let has_previous = self.inbounds.iter().any(|inbound| inbound.period == 1);
        for own in &self.own {
            let mut detail = Detail::new(self.weeks);
            self.inbounds.iter().filter(|inbound| self.has_own(inbound, own)).for_each(|inbound| detail.add(inbound));
            figures.own.push(detail.theme(own.name.to_owned(), None, has_previous, spots, reference));
        }
        if figures.inbounds == 0 {
            figures.not_measured = Some("no inbound with a text was read".to_owned());
        } else if negative == 0 {
            let why = if current().any(Inbound::is_other) {
                "no inbound has one or two stars, or complains by its words where it has none"
            } else {
                "no inbound has a rating or words by which it complains: which of them do is not known"
            };
            figures.not_measured = Some(why.to_owned());
        } else {
            let is_other = |inbound: &Inbound| inbound.period == 0 && inbound.is_other();
            figures.negative_terms = self.found(is_other, has_previous, spots, reference);
            if has_previous {
                let was_negative = |inbound: &Inbound| inbound.period == 1 && inbound.is_negative();
                figures.rising_terms = self.found(was_negative, has_previous, spots, reference);
            }
        }
        figures
    }

    /// Words that the negative inbounds of the period have more often than others do.
    fn found(
        &self,
        is_other: impl Fn(&Inbound) -> bool,
        has_previous: bool,
        spots: &[&Spot],
        reference: &dyn Fn(u32) -> ReplyRef,
    ) -> Vec<Theme> {
        let is_one = |inbound: &Inbound| inbound.period == 0 && inbound.is_negative();
        let mut terms = Vec::new();
        let mut all = Vec::new();
        // Mentions on both sides: of words, of pairs.
        let mut mentions = [[0u64; 2]; 2];
        let kind = |term: Term| usize::from(term & PAIR != 0);
        for inbound in self.inbounds.iter().filter(|inbound| is_one(inbound)) {
            self.terms(inbound, &mut terms);
            terms.iter().for_each(|&term| mentions[0][kind(term)] += 1);
            all.extend_from_slice(&terms);
        }
        all.sort_unstable();
        let frequent = all.chunk_by(|a, b| a == b).filter(|same| same.len() >= INBOUNDS as usize);
        let mut counts: HashMap<Term, (u32, u32)> = frequent.map(|same| (same[0], (same.len() as u32, 0))).collect();
        drop(all);
        for inbound in self.inbounds.iter().filter(|inbound| is_other(inbound)) {
            self.terms(inbound, &mut terms);
            for term in &terms {
                mentions[1][kind(*term)] += 1;
                if let Some(count) = counts.get_mut(term) {
                    count.1 += 1;
                }
            }
        }
        if mentions[1] == [0, 0] {
            return Vec::new();
        }
        let z = |term: Term, (one, other): (u32, u32)| {
            let [n, m] = [mentions[0][kind(term)] as f64, mentions[1][kind(term)] as f64];
            log_odds(f64::from(one), n, f64::from(other), m)
        };
        let mut clear: Vec<(f64, Term)> = counts.iter().map(|(&term, &count)| (z(term, count), term)).collect();
        clear.retain(|own| own.0 >= CLEAR);
        clear.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        clear.truncate(CANDIDATES);

        let mut details: HashMap<Term, Detail> = clear.iter().map(|own| (own.1, Detail::new(self.weeks))).collect();
        for inbound in &self.inbounds {
            self.terms(inbound, &mut terms);
            for term in &terms {
                if let Some(detail) = details.get_mut(term) {
                    detail.add(inbound);
                }
            }
        }
        clear.retain(|own| details[&own.1].complainers.len() >= AUTHORS);
        // A word that hardly ever stands outside a listed pair says nothing of its own.
        let in_pair = |word: Term| {
            clear.iter().any(|&(_, pair)| {
                let parts = [pair >> 15 & 0x7fff, pair & 0x7fff];
                pair & PAIR != 0 && parts.contains(&word) && counts[&pair].0 * 10 >= counts[&word].0 * 8
            })
        };
        let listed = clear.iter().filter(|(_, term)| term & PAIR != 0 || !in_pair(*term)).take(MOST_THEMES);
        let theme = |&(z, term): &(f64, Term)| {
            details[&term].theme(self.name(term), Some(rounded(z, 2)), has_previous, spots, reference)
        };
        listed.map(theme).collect()
    }

    fn name(&self, term: Term) -> String {
        let word = |number: Term| vocabulary()[number as usize];
        if term & PAIR == 0 {
            word(term).to_owned()
        } else {
            format!("{} {}", word(term >> 15 & 0x7fff), word(term & 0x7fff))
        }
    }
}

/// The z-score of the log-odds: `one` of `n` mentions against `other` of `m`.
fn log_odds(one: f64, n: f64, other: f64, m: f64) -> f64 {
    let prior = PRIOR * (one + other) / (n + m);
    let odds = |y: f64, n: f64| ln((y + prior) / (n + PRIOR - y - prior));
    let variance = 1.0 / (one + prior) + 1.0 / (other + prior);
    (odds(one, n) - odds(other, m)) / variance.sqrt()
}

/// The inbounds of a theme.
struct Detail {
    inbounds: u64,
    previous: u64,
    negative: u64,
    told: u64,
    weeks: Vec<u64>,
    places: BTreeMap<u32, u64>,
    /// Who complained: as many as need be told apart.
    complainers: Vec<u32>,
    /// The last ones.
    examples: Vec<u32>,
}

impl Detail {
    fn new(weeks: usize) -> Self {
        Self {
            inbounds: 0,
            previous: 0,
            negative: 0,
            told: 0,
            weeks: vec![0; weeks],
            places: BTreeMap::new(),
            complainers: Vec::new(),
            examples: Vec::new(),
        }
    }

    fn add(&mut self, inbound: &Inbound) {
        if let Some(week) = inbound.week.and_then(|week| self.weeks.get_mut(usize::from(week))) {
            *week += 1;
        }
        if inbound.period > 0 {
            self.previous += 1;
            return;
        }
        self.inbounds += 1;
        self.negative += u64::from(inbound.is_negative());
        self.told += u64::from(inbound.is_negative() || inbound.is_other());
        *self.places.entry(inbound.place).or_default() += 1;
        if inbound.is_negative() {
            if self.complainers.len() < AUTHORS && !self.complainers.contains(&inbound.author) {
                self.complainers.push(inbound.author);
            }
            if self.examples.len() == EXAMPLES {
                self.examples.remove(0);
            }
            self.examples.push(inbound.number);
        }
    }

    fn theme(
        &self,
        name: String,
        z: Option<f64>,
        has_previous: bool,
        spots: &[&Spot],
        reference: &dyn Fn(u32) -> ReplyRef,
    ) -> Theme {
        Theme {
            name,
            inbounds: self.inbounds,
            previous: has_previous.then_some(self.previous),
            negative: share(self.negative, self.told),
            z,
            weeks: self.weeks.clone(),
            locations: location_uses(&self.places, spots),
            examples: self.examples.iter().rev().map(|&number| reference(number)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Markup;

    #[test]
    fn log_odds_are_those_of_the_formula() {
        // Calculated by hand: 30 of 1,000 mentions against 10 of 3,000 give the prior 500 · 40 / 4,000 = 5, so
        // ln(35 / 1,465) - ln(15 / 3,485) = -3.734 234 + 5.448 228 = 1.713 99, over √(1/35 + 1/15) = 0.308 607.
        assert!((log_odds(30.0, 1_000.0, 10.0, 3_000.0) - 5.554).abs() < 1e-3);
        assert!((log_odds(10.0, 3_000.0, 30.0, 1_000.0) + 5.554).abs() < 1e-3);
        assert_eq!(log_odds(5.0, 100.0, 5.0, 100.0), 0.0);
    }

    #[test]
    fn words_are_kept_without_names_and_stops() {
        let key = HistoryKey::new(&[3; 16]).unwrap();
        let source = "The front desk was rude, said Nadia. Parking at 9 was awful, Bill too.";
        let mut text = Text::new();
        text.read(source, Markup::Plain);
        let terms = read(&text, source, &key, [Some("nadia k"), None, None, None]);
        let plain = |word: &str| hash(&key, word);
        let wanted = [
            plain("front"),
            plain("desk") | FOLLOWS,
            plain("rude"),
            plain("said"),
            plain("parking"),
            plain("awful"),
            plain("bill") | CAPITAL,
        ];
        assert_eq!(terms, wanted);
    }
}
