//! How locations write, and how far one is from the others of its brand.
//!
//! A voice is a distribution over features: common words, greetings, sign-offs, exclamation marks, emoji, contractions,
//! lengths of sentences. Two of them are compared by the Jensen-Shannon divergence to base 2 (Lin 1991), every feature
//! with half a count more than it has. The divergence of few replies is larger by chance alone, so it is compared with
//! that of as many replies drawn from all of the brand together: a permutation test.

use super::log::{log2, rounded};
use super::metrics::{Drift, Driver, Voice, VoiceFeature};
use super::names::Spot;
use super::row::{Row, Style};
use super::speech::english;
use crate::history::HistoryKey;
use crate::text::readability::{Counts, Measure};
use std::collections::BinaryHeap;

/// How many replies of all locations are compared, and of one at least and at most.
const COMPARED: usize = 60_000;
const LEAST: usize = 100;
const MOST: usize = 1_000;
/// Fewer replies have no voice.
const ENOUGH: u64 = 30;
const DRAWS: u32 = 199;
const DRIVERS: usize = 10;
/// What every feature has more than it was counted.
const SMOOTHING: f64 = 0.5;

/// Features beside words, greetings and sign-offs.
const OTHERS: &[&str] = &[
    "[exclamation mark]",
    "[emoji]",
    "[contraction]",
    "[sentences of up to 8 words]",
    "[sentences of 9 to 16 words]",
    "[sentences of 17 words or more]",
];

fn features() -> usize {
    let speech = english();
    speech.common().len() + speech.greetings().len() + speech.sign_offs().len() + OTHERS.len()
}

fn name(feature: usize) -> String {
    let speech = english();
    let mut rest = feature;
    for (kind, names) in [("", speech.common()), ("greeting: ", speech.greetings()), ("sign-off: ", speech.sign_offs())]
    {
        if let Some(name) = names.get(rest) {
            return if kind.is_empty() { name.clone() } else { format!("[{kind}{name}]") };
        }
        rest -= names.len();
    }
    OTHERS.get(rest).copied().unwrap_or_default().to_owned()
}

/// The features of a reply, as often as they stand there.
fn of(style: &Style) -> Box<[u16]> {
    let speech = english();
    let words = speech.common().len() as u16;
    let (greetings, sign_offs) = (speech.greetings().len() as u16, speech.sign_offs().len() as u16);
    let others = words + greetings + sign_offs;
    let mut all: Vec<u16> = style.common.iter().map(|&word| u16::from(word)).collect();
    all.push(words + u16::from(style.greeting).min(greetings - 1));
    all.push(words + greetings + u16::from(style.sign_off).min(sign_offs - 1));
    for (number, count) in (0..).zip([style.exclamations, style.emoji, style.contractions]) {
        // A row of a hundred is one habit, not a hundred.
        all.extend(std::iter::repeat_n(others + number, count.min(5) as usize));
    }
    all.push(
        others
            + match style.words.checked_div(style.sentences).unwrap_or(0) {
                0..=8 => 3,
                9..=16 => 4,
                _ => 5,
            },
    );
    all.into_boxed_slice()
}

/// The counts of a location.
#[derive(Debug, Clone, Default)]
struct Sums {
    replies: u64,
    words: u64,
    sentences: u64,
    syllables: u64,
    contractions: u64,
    exclamations: u64,
    emoji: u64,
    we: u64,
    i: u64,
    apologies: u64,
    /// By number; as long as the largest that was seen asks for.
    greetings: Vec<u64>,
    sign_offs: Vec<u64>,
}

impl Sums {
    fn add(&mut self, style: &Style) {
        self.replies += 1;
        for (own, count) in [
            (&mut self.words, style.words),
            (&mut self.sentences, style.sentences),
            (&mut self.syllables, style.syllables),
            (&mut self.contractions, style.contractions),
            (&mut self.exclamations, style.exclamations),
            (&mut self.emoji, style.emoji),
            (&mut self.we, style.we),
            (&mut self.i, style.i),
            (&mut self.apologies, style.apologies),
        ] {
            *own += u64::from(count);
        }
        count(&mut self.greetings, usize::from(style.greeting), 1);
        count(&mut self.sign_offs, usize::from(style.sign_off), 1);
    }

    fn merge(&mut self, other: &Self) {
        for (own, other) in [
            (&mut self.replies, other.replies),
            (&mut self.words, other.words),
            (&mut self.sentences, other.sentences),
            (&mut self.syllables, other.syllables),
            (&mut self.contractions, other.contractions),
            (&mut self.exclamations, other.exclamations),
            (&mut self.emoji, other.emoji),
            (&mut self.we, other.we),
            (&mut self.i, other.i),
            (&mut self.apologies, other.apologies),
        ] {
            *own += other;
        }
        other.greetings.iter().enumerate().for_each(|(number, &more)| count(&mut self.greetings, number, more));
        other.sign_offs.iter().enumerate().for_each(|(number, &more)| count(&mut self.sign_offs, number, more));
    }

    fn per(&self, count: u64, of: u64) -> Option<f64> {
        (of > 0).then(|| rounded(count as f64 * 1_000.0 / of as f64, 2))
    }

    fn grade(&self) -> Option<f64> {
        let narrow = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        let counts = Counts {
            words: narrow(self.words),
            sentences: narrow(self.sentences),
            syllables: narrow(self.syllables),
            ..Counts::default()
        };
        (self.words > 0).then(|| rounded(counts.value(Measure::FleschKincaid), 2))
    }
}

fn count(counts: &mut Vec<u64>, number: usize, more: u64) {
    if counts.len() <= number {
        counts.resize(number + 1, 0);
    }
    counts[number] += more;
}

/// Gathers replies by location.
pub(super) struct Voices {
    sums: Vec<Sums>,
    /// Of each location the replies with the smallest hashes.
    samples: Vec<BinaryHeap<(u64, Box<[u16]>)>>,
    /// How many of each.
    most: usize,
}

impl Voices {
    pub(super) fn new(places: usize) -> Self {
        let most = (COMPARED / places.max(1)).clamp(LEAST, MOST);
        Self { sums: vec![Sums::default(); places], samples: vec![BinaryHeap::new(); places], most }
    }

    pub(super) fn add(&mut self, place: usize, row: &Row, style: &Style, key: &HistoryKey) {
        self.sums[place].add(style);
        let mut bytes = vec![22];
        bytes.extend_from_slice(&row.identity.to_le_bytes());
        bytes.extend_from_slice(&row.content.to_le_bytes());
        bytes.extend_from_slice(&row.posted.map_or(0, |time| time.seconds).to_le_bytes());
        bytes.extend_from_slice(&style.common);
        let hash = key.of_audit(&bytes);
        let sample = &mut self.samples[place];
        if sample.len() < self.most || sample.peek().is_some_and(|largest| hash < largest.0) {
            sample.push((hash, of(style)));
            if sample.len() > self.most {
                sample.pop();
            }
        }
    }

    /// The figures, in the order of the places.
    pub(super) fn figures(self, spots: &[&Spot]) -> Vec<Voice> {
        let Self { sums, samples, .. } = self;
        let samples: Vec<Vec<(u64, Box<[u16]>)>> = samples.into_iter().map(BinaryHeap::into_sorted_vec).collect();
        (0..spots.len())
            .map(|place| {
                let is_other = |other: &usize| *other != place && spots[*other].brand == spots[place].brand;
                let mut others = Sums::default();
                (0..spots.len()).filter(is_other).for_each(|other| others.merge(&sums[other]));
                let drift = (sums[place].replies >= ENOUGH && others.replies >= ENOUGH).then(|| {
                    let others = (0..spots.len()).filter(is_other).flat_map(|other| &samples[other]);
                    drift(&samples[place], others)
                });
                Voice {
                    brand: spots[place].brand.clone(),
                    location: spots[place].location.clone(),
                    replies: sums[place].replies,
                    features: profile(&sums[place], &others),
                    drift,
                }
            })
            .collect()
    }
}

fn profile(here: &Sums, others: &Sums) -> Vec<VoiceFeature> {
    let mut profile = Vec::new();
    let mut add = |name: String, unit: &str, value: &dyn Fn(&Sums) -> Option<f64>| {
        profile.push(VoiceFeature { name, unit: unit.to_owned(), here: value(here), others: value(others) });
    };
    type Counts = fn(&Sums) -> &[u64];
    let kinds: [(_, _, Counts); 2] = [
        ("greeting", english().greetings(), |sums| &sums.greetings),
        ("sign-off", english().sign_offs(), |sums| &sums.sign_offs),
    ];
    for (kind, names, counts) in kinds {
        for (number, name) in names.iter().enumerate() {
            let of = |sums: &Sums| counts(sums).get(number).copied().unwrap_or(0);
            if of(here) + of(others) > 0 {
                add(format!("{kind}: {name}"), "per mille of replies", &|sums| sums.per(of(sums), sums.replies));
            }
        }
    }
    type Count = fn(&Sums) -> u64;
    let rates: [(&str, Count); 6] = [
        ("contractions", |sums| sums.contractions),
        ("exclamation marks", |sums| sums.exclamations),
        ("emoji", |sums| sums.emoji),
        ("we, our, us", |sums| sums.we),
        ("I, my, me", |sums| sums.i),
        ("apologies", |sums| sums.apologies),
    ];
    for (name, count) in rates {
        add(name.to_owned(), "per 1,000 words", &|sums| sums.per(count(sums), sums.words));
    }
    let length = |sums: &Sums| (sums.sentences > 0).then(|| rounded(sums.words as f64 / sums.sentences as f64, 2));
    add("sentence length".to_owned(), "words", &length);
    add("reading grade".to_owned(), "grade", &Sums::grade);
    profile
}

/// Counts of features, and their sum.
#[derive(Clone)]
struct Distribution {
    counts: Vec<u64>,
    sum: u64,
}

impl Distribution {
    fn new() -> Self {
        Self { counts: vec![0; features()], sum: 0 }
    }

    fn add(&mut self, reply: &[u16]) {
        reply.iter().for_each(|&feature| self.counts[usize::from(feature)] += 1);
        self.sum += reply.len() as u64;
    }

    fn share(&self, feature: usize) -> f64 {
        (self.counts[feature] as f64 + SMOOTHING) / (self.sum as f64 + SMOOTHING * self.counts.len() as f64)
    }

    /// What of the divergence from another one each feature makes.
    fn divergences(&self, other: &Self) -> impl Iterator<Item = f64> {
        (0..self.counts.len()).map(move |feature| divergence(self.share(feature), other.share(feature)))
    }
}

/// What two shares of one feature add to the Jensen-Shannon divergence to base 2.
fn divergence(p: f64, q: f64) -> f64 {
    let mean = (p + q) / 2.0;
    (p * log2(p / mean) + q * log2(q / mean)) / 2.0
}

fn drift<'a>(here: &'a [(u64, Box<[u16]>)], others: impl Iterator<Item = &'a (u64, Box<[u16]>)>) -> Drift {
    let mut all: Vec<&[u16]> = here.iter().map(|reply| &*reply.1).collect();
    all.extend(others.map(|reply| &*reply.1));
    // The seed comes from what is compared, so that the same rows are drawn from in the same way.
    let mut random = here.iter().fold(0, |seed: u64, reply| seed.rotate_left(1) ^ reply.0);
    let mut own = Distribution::new();
    let mut rest = Distribution::new();
    all[..here.len()].iter().for_each(|reply| own.add(reply));
    all[here.len()..].iter().for_each(|reply| rest.add(reply));
    let parts: Vec<f64> = own.divergences(&rest).collect();
    let found: f64 = parts.iter().sum();

    let mut whole = own.clone();
    whole.counts.iter_mut().zip(&rest.counts).for_each(|(own, other)| *own += other);
    whole.sum += rest.sum;
    let mut draws: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let mut drawn = Distribution::new();
            for at in 0..here.len() {
                // Any of those that were not drawn yet; what stands in front of them was.
                let other = at + below(&mut random, all.len() - at);
                all.swap(at, other);
                drawn.add(all[at]);
            }
            let counts = whole.counts.iter().zip(&drawn.counts).map(|(all, drawn)| all - drawn).collect();
            let left = Distribution { counts, sum: whole.sum - drawn.sum };
            drawn.divergences(&left).sum()
        })
        .collect();
    draws.sort_unstable_by(f64::total_cmp);
    let as_far = draws.iter().filter(|draw| **draw >= found).count() as u32;
    let expected = draws[(draws.len() * 95).div_ceil(100) - 1];

    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|&a, &b| parts[b].total_cmp(&parts[a]).then(a.cmp(&b)));
    let per_1000 = |own: &Distribution, feature: usize| {
        if own.sum == 0 { 0.0 } else { rounded(own.counts[feature] as f64 * 1_000.0 / own.sum as f64, 2) }
    };
    let driver = |&feature: &usize| Driver {
        feature: name(feature),
        here: per_1000(&own, feature),
        others: per_1000(&rest, feature),
        per_mille: if found > 0.0 { rounded(parts[feature] * 1_000.0 / found, 0) as u32 } else { 0 },
    };
    Drift {
        divergence: rounded(found, 4),
        expected: rounded(expected, 4),
        p_per_mille: ((as_far + 1) * 2_000 + DRAWS + 1).div_euclid(2 * (DRAWS + 1)),
        draws: DRAWS,
        flagged: found > expected,
        drivers: order.iter().take(DRIVERS).map(driver).collect(),
    }
}

/// A number below a bound, from a seeded generator (SplitMix64).
fn below(state: &mut u64, bound: usize) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    ((u128::from(mixed) * bound as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_divergence_is_that_of_the_formula() {
        // Of (1/2, 1/2) and (1, 0): half of 1/2 log2(2/3) + 1/2 log2 2, and half of log2(4/3).
        let sum = divergence(0.5, 1.0) + divergence(0.5, 1e-300);
        assert!((sum - 0.311_278).abs() < 1e-5, "{sum}");
        assert_eq!(divergence(0.25, 0.25), 0.0);
    }

    fn sample(hash: u64, common: &[u8]) -> (u64, Box<[u16]>) {
        let style = Style { words: 10, sentences: 1, common: common.to_vec(), ..Style::default() };
        (hash, of(&style))
    }

    #[test]
    fn a_voice_of_its_own_is_told_from_chance() {
        let here: Vec<_> = (0..40).map(|n| sample(n, &[1, 2, (n % 5) as u8])).collect();
        let like: Vec<_> = (0..200).map(|n| sample(1_000 + n, &[1, 2, (n % 5) as u8])).collect();
        let unlike: Vec<_> = (0..200).map(|n| sample(1_000 + n, &[7, 2, (n % 5) as u8])).collect();
        let (same, other) = (drift(&here, like.iter()), drift(&here, unlike.iter()));
        assert!(!same.flagged && same.p_per_mille > 50, "{same:?}");
        assert!(other.flagged && other.p_per_mille == 5 && other.divergence > 0.05, "{other:?}");
        let drivers: Vec<&str> = other.drivers[..2].iter().map(|driver| driver.feature.as_str()).collect();
        assert_eq!(drivers, [&english().common()[7], &english().common()[1]]);
    }

    #[test]
    fn features_have_names() {
        assert_eq!(name(0), english().common()[0]);
        assert_eq!(name(english().common().len()), "[greeting: none]");
        assert_eq!(name(features() - 1), OTHERS[OTHERS.len() - 1]);
    }
}
