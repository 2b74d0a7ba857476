//! A seeded history of replies: locations that answer from templates, with slots filled and words changed, and replies
//! of their own, which share courtesies.

#![allow(dead_code, unreachable_pub, reason = "not every bench needs all of it")]

/// xorshift64*: the same numbers on every machine.
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) * limit as u64) >> 32) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// A number below the limit, small ones much oftener.
    fn zipf(&mut self, limit: usize) -> usize {
        let share = (self.below(1 << 24) as f64 + 1.0) / f64::from(1 << 24);
        ((limit as f64).powf(share) - 1.0) as usize
    }
}

/// A reply as a record has it.
#[derive(Clone)]
pub struct Reply {
    pub id: String,
    pub text: String,
    pub location: String,
    pub posted_at: String,
    /// The template that it was made from.
    pub template: Option<usize>,
}

/// Everything that replies are made of.
pub struct World {
    words: Vec<String>,
    courtesies: Vec<String>,
    templates: Vec<Vec<String>>,
    pub locations: usize,
}

const SYLLABLES: &[&str] = &[
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo",
    "zu", "bre", "cla", "dri", "flo", "gru", "pla", "sti", "tro", "ster", "mond",
];
const NAMES: &[&str] = &["Ana", "Bo", "Cleo", "Dov", "Eve", "Fay", "Gus", "Hal", "Ivy", "Jon", "Kim", "Lea"];

impl World {
    /// `templates` templates for `locations` locations.
    pub fn new(templates: usize, locations: usize) -> Self {
        let mut numbers = Numbers::new(1);
        let syllable = |numbers: &mut Numbers| SYLLABLES[numbers.below(SYLLABLES.len())];
        let words = (0..20_000)
            .map(|rank: usize| {
                let length = 1 + usize::from(rank > 40) + usize::from(rank > 1_000) + numbers.below(2);
                (0..length).map(|_| syllable(&mut numbers)).collect()
            })
            .collect();
        let mut world = Self { words, courtesies: Vec::new(), templates: Vec::new(), locations };
        world.courtesies = (0..40).map(|_| world.sentence(&mut numbers)).collect();
        let pool: Vec<String> = (0..templates * 4).map(|_| world.sentence(&mut numbers)).collect();
        world.templates = (0..templates)
            .map(|_| {
                let mut sentences = vec![world.courtesies[numbers.zipf(40)].clone()];
                sentences.extend((0..3 + numbers.below(3)).map(|_| pool[numbers.below(pool.len())].clone()));
                sentences
            })
            .collect();
        world
    }

    fn sentence(&self, numbers: &mut Numbers) -> String {
        let length = 6 + numbers.below(10);
        let words: Vec<&str> = (0..length).map(|_| self.words[numbers.zipf(self.words.len())].as_str()).collect();
        let mut sentence = words.join(" ");
        sentence[..1].make_ascii_uppercase();
        sentence + if numbers.chance(15) { "!" } else { "." }
    }

    /// Six replies of ten come from a template, four are original; half of those open with a courtesy.
    pub fn reply(&self, number: usize, numbers: &mut Numbers) -> Reply {
        let template = numbers.chance(60).then(|| numbers.zipf(self.templates.len()));
        let mut sentences = match template {
            Some(template) => self.templates[template].clone(),
            None => {
                let mut own: Vec<String> = (0..3 + numbers.below(3)).map(|_| self.sentence(numbers)).collect();
                if numbers.chance(50) {
                    own.insert(0, self.courtesies[numbers.zipf(40)].clone());
                }
                own
            }
        };
        if template.is_some() {
            if numbers.chance(30) {
                let at = numbers.below(sentences.len());
                let mut words: Vec<&str> = sentences[at].split(' ').collect();
                let place = numbers.below(words.len());
                words[place] = &self.words[numbers.zipf(self.words.len())];
                sentences[at] = words.join(" ");
            }
            if numbers.chance(10) {
                sentences.remove(numbers.below(sentences.len()));
            }
            if numbers.chance(8) {
                sentences.insert(numbers.below(sentences.len() + 1), self.sentence(numbers));
            }
        }
        let name = NAMES[numbers.below(NAMES.len())];
        let location = numbers.below(self.locations);
        let mut text = format!("Hi {name}, {}", sentences.join(" "));
        if numbers.chance(40) {
            text.push_str(&format!(" Call us at 555-01{:02}.", location % 100));
        }
        let (month, day) = (numbers.below(12) + 1, numbers.below(28) + 1);
        Reply {
            id: format!("r{number}"),
            text,
            location: format!("location {location}"),
            posted_at: format!("2025-{month:02}-{day:02}T10:00:00Z"),
            template,
        }
    }
}
