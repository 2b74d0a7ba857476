//! The workload of the engine's benchmarks: rules and replies from a seed, of the size and mix that a full set of packs
//! has. Everything is made up here; no file is read.

#![allow(dead_code, unreachable_pub, reason = "each benchmark uses a part")]

use replylint::internals::{Concept, Program, ProgramBuilder};

/// Words common in any text, most common first.
const COMMON: &str = "the to you and your for we our a i of is in that with have this be are it us on as not was at \
     all will can please from so or if would by any an my do has but they more me been time were about re know out let \
     there no what when them how also which who he she his her its had up one just could should make get did";

/// Words of replies.
const REPLY: &str = "thank sorry experience team service feedback review visit call contact office email happy glad hear \
     care great wonderful appreciate apologize understand concern matter reach directly manager staff patient customer \
     order refund schedule appointment doctor treatment question resolve improve share kind words recommend future hope \
     welcome soon discuss details privacy policy business location friendly professional quality standards expectations \
     disappointed frustrating inconvenience delay wait food room clean price issue assist further opportunity value trust";

/// The shapes: what has a form rather than words.
pub const SHAPES: [&str; 61] = [
    r"\b\d{3}-\d{2}-\d{4}\b",
    r"\b\d{3} \d{2} \d{4}\b",
    r"\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b",
    r"\+\d{1,2}[ -]\d{3}[ -]\d{3}[ -]?\d{4}\b",
    r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.[a-z]{2,24}",
    r"\b\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})\b",
    r"\b\d{1,2}-\d{1,2}-(?:\d{4}|\d{2})\b",
    r"\b\d{4}-\d{2}-\d{2}\b",
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?\b",
    r"\b\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:january|february|march|april|june|july|august|october)\b",
    r"\b\d{1,3}[- ]years?[- ]old\b",
    r"\bage[ds]? \d{1,3}\b",
    r"\bborn (?:in|on) \d",
    r"\bdob:? ?\d",
    r"\bmrn:? ?#?\d{4,10}\b",
    r"\b(?:chart|case|claim|account|policy|member|invoice|order|ticket) (?:number|no\.?|#|id) ?:? ?#?\d{3,12}\b",
    r"#\d{4,12}\b",
    r"\b\d{1,4}(?:\.\d{1,2})? ?(?:mg|mcg|ml|cc|units?)\b",
    r"\b\d{2,3}/\d{2,3} ?mmhg\b",
    r"\$ ?\d{1,6}(?:,\d{3}){0,3}(?:\.\d\d)?",
    r"\b\d{1,6}(?:\.\d\d)? ?(?:dollars|usd|bucks)\b",
    r"\b\d{1,3}(?:\.\d)? ?(?:%|percent)",
    r"\{\{[a-z _.]{1,40}\}\}",
    r"\{[a-z _]{1,40}\}",
    r"\[[a-z _]{1,40}\]",
    r"<[a-z _]{1,40}>",
    r"\b(?:xxx+|tbd|lorem ipsum)\b",
    r"!{2,}",
    r"\?{2,}",
    r"\.{4,}",
    r"[!?]{3,}",
    r"https?://[^\s]{1,200}",
    r"\bwww\.[a-z0-9-]{1,63}\.[a-z]{2,10}",
    r"\b(?:\d{1,3}\.){3}\d{1,3}\b",
    r"\b(?:\d{4}[- ]?){3}\d{4}\b",
    r"\b\d{5}(?:-\d{4})\b",
    r"\b[a-z]{2} \d{5}\b",
    r"\b\d{1,5} [a-z]{2,20} (?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd)\b",
    r"\bapt\.? #?\d{1,5}\b",
    r"\bpo box \d{1,6}\b",
    r"\bicd-?10\b",
    r"\b[a-z]\d{2}\.\d{1,3}\b",
    r"\bcpt:? ?\d{5}\b",
    r"\b(?:mr|mrs|ms|dr)\.? [a-z]{2,20}\b",
    r"\bguarantee[ds]?\b",
    r"\b100 ?% (?:safe|satisfaction|guaranteed)",
    r"\bas an ai\b",
    r"\bi(?:'m| am) (?:an )?ai\b",
    r"\*\*[^*]{1,80}\*\*",
    r"\b_{3,}\b",
    r"_{4,}",
    r"@[a-z0-9_]{2,30}\b",
    r"\bvin:? ?[a-z0-9]{17}\b",
    r"\bnpi:? ?\d{10}\b",
    r"\b\d{3,4} ?(?:am|pm)\b",
    r"\b\d{1,2}:\d{2} ?(?:am|pm)?\b",
    r"\broom \d{1,4}[a-z]?\b",
    r"\b(?:one|two|three|four|five) (?:of )?(?:two|three|four|five) stars\b",
    r"\b[1-5] stars?\b",
    r"(?:\b[a-z] ){4,20}",
    r"\bext\.? ?\d{1,6}\b",
];

/// What the shapes look like in a reply.
const SHAPED: [&str; 20] = [
    "123-45-6789",
    "(555) 123-4567",
    "555.123.4567",
    "jane.doe@example.com",
    "3/14/2024",
    "march 3rd",
    "45-year-old",
    "MRN: 4471293",
    "20 mg",
    "$1,250.00",
    "{{first_name}}",
    "[Name]",
    "!!",
    "https://example.com/reviews",
    "Dr. Brown",
    "guaranteed",
    "10:30 am",
    "#10482",
    "5 stars",
    "claim number 88321",
];

/// A seeded generator (SplitMix64).
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn chance(&mut self, of_a_thousand: usize) -> bool {
        self.below(1000) < of_a_thousand
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// A number below `bound`, small ones far more often.
    fn zipf(&mut self, bound: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        (((bound + 1) as f64).powf(unit) - 1.0) as usize
    }

    fn pseudo_word(&mut self, syllables: usize) -> String {
        let onsets =
            ["b", "br", "c", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "v", "w"];
        let rimes = ["a", "e", "i", "o", "u", "an", "el", "in", "or", "us", "ain", "ey", "ock", "ard", "em"];
        (0..syllables).map(|_| format!("{}{}", self.pick(&onsets), self.pick(&rimes))).collect()
    }
}

/// A set of rules, each list in the notation of patterns or regexes.
pub struct Rules {
    pub phrases: Vec<String>,
    pub gaps: Vec<String>,
    pub shapes: Vec<&'static str>,
    pub lexicon: Vec<String>,
    /// Words that are in no rule, or in few.
    filler: Vec<String>,
}

impl Rules {
    /// The rules of the benchmarks: 1,500 phrases, 220 patterns with gaps, 61 shapes, a lexicon of 60,000 words.
    pub fn full() -> Self {
        Self::new(1500, 220, 60_000)
    }

    /// As many rules of each kind.
    pub fn new(phrases: usize, gaps: usize, lexicon: usize) -> Self {
        let mut rng = Rng::new(7);
        let common: Vec<&str> = COMMON.split_whitespace().collect();
        let reply: Vec<&str> = REPLY.split_whitespace().collect();
        let content: Vec<String> = (0..1500).map(|_| rng.pseudo_word(2)).collect();
        let any = |rng: &mut Rng| match rng.below(10) {
            0..3 => common[rng.zipf(common.len())].to_owned(),
            3..6 => reply[rng.zipf(reply.len())].to_owned(),
            _ => content[rng.zipf(content.len())].clone(),
        };
        let mut unique = std::collections::HashSet::new();
        let mut phrase_list = Vec::new();
        while phrase_list.len() < phrases {
            let length = 2 + rng.zipf(4);
            // A phrase of common words only would fire all the time.
            let mut words: Vec<String> = (0..length).map(|_| any(&mut rng)).collect();
            let last = words.len() - 1;
            words[last] = content[rng.zipf(content.len())].clone();
            let phrase = words.join(" ");
            if unique.insert(phrase.clone()) {
                phrase_list.push(phrase);
            }
        }
        let mut gap_list = Vec::new();
        while gap_list.len() < gaps {
            let head =
                if rng.chance(500) { rng.pick(&["your", "you", "we", "our"]) } else { reply[rng.below(reply.len())] };
            let width = 1 + rng.below(4);
            let (a, b, c) = (rng.below(1500), rng.below(1500), rng.below(1500));
            let tail = match rng.below(3) {
                0 => content[a].clone(),
                1 => format!("({}|{})", content[a], content[b]),
                _ => format!("({}|{}) ..2 {}", content[a], content[b], content[c]),
            };
            let pattern = format!("{head} ..{width} {tail}");
            if unique.insert(pattern.clone()) {
                gap_list.push(pattern);
            }
        }
        let lexicon = (0..lexicon)
            .map(|n| match n % 20 {
                0 => format!("{} {}", rng.pseudo_word(3), rng.pseudo_word(2)),
                _ => {
                    let syllables = 3 + rng.below(2);
                    rng.pseudo_word(syllables)
                }
            })
            .collect();
        let filler = (0..4000)
            .map(|_| {
                let syllables = 1 + rng.below(3);
                rng.pseudo_word(syllables) + "h"
            })
            .collect();
        Self { phrases: phrase_list, gaps: gap_list, shapes: SHAPES.to_vec(), lexicon, filler }
    }

    /// The rules as the engine takes them: every rule a signal, the lexicon one concept.
    pub fn program(&self) -> Program {
        let mut builder = ProgramBuilder::default();
        for pattern in self.phrases.iter().chain(&self.gaps) {
            let signal = builder.signal();
            builder.pattern(signal, pattern).expect("a good pattern");
        }
        for shape in &self.shapes {
            let signal = builder.signal();
            builder.shape(signal, shape).expect("a good shape");
        }
        if !self.lexicon.is_empty() {
            let mut concept = Concept::new("lexicon");
            self.lexicon.iter().for_each(|word| concept.word(word));
            builder.concept(&concept).expect("no senses");
            let signal = builder.signal();
            builder.pattern(signal, "{lexicon}").expect("a concept");
        }
        builder.build()
    }

    /// Replies of 100 to 700 bytes, of which one in five has letters or signs beyond ASCII.
    pub fn replies(&self, count: usize, seed: u64) -> Vec<String> {
        let mut rng = Rng::new(seed);
        (0..count)
            .map(|_| {
                let bytes = 130 + rng.below(500);
                self.reply(&mut rng, bytes)
            })
            .collect()
    }

    /// A reply of about so many bytes.
    pub fn reply(&self, rng: &mut Rng, bytes: usize) -> String {
        let common: Vec<&str> = COMMON.split_whitespace().collect();
        let reply: Vec<&str> = REPLY.split_whitespace().collect();
        let mut text = String::with_capacity(bytes + 64);
        let mut starts = true;
        let beyond_ascii = rng.chance(200);
        while text.len() < bytes {
            let mut piece = match rng.below(1000) {
                0..17 if !self.phrases.is_empty() => self.phrases[rng.below(self.phrases.len())].clone(),
                17..42 if !self.lexicon.is_empty() => self.lexicon[rng.below(self.lexicon.len())].clone(),
                42..52 if !self.gaps.is_empty() => self.instance(rng),
                52..63 => rng.pick(&SHAPED).to_owned(),
                63..500 => common[rng.zipf(common.len())].to_owned(),
                500..720 => reply[rng.zipf(reply.len())].to_owned(),
                _ => self.filler[rng.zipf(self.filler.len())].clone(),
            };
            if beyond_ascii && rng.chance(60) {
                piece.push_str(rng.pick(&["’s", " 😀", " — so", "é", " “fine”", "\u{200b}"]));
            }
            if starts {
                piece[..1].make_ascii_uppercase();
            }
            text.push_str(&piece);
            starts = false;
            match rng.below(100) {
                0..7 => {
                    text.push_str(if rng.chance(850) { ". " } else { "! " });
                    starts = true;
                }
                7..13 => text.push_str(", "),
                13..14 => text.push_str("'s "),
                _ => text.push(' '),
            }
        }
        text.truncate(text.trim_end().len());
        text.push('.');
        text
    }

    /// Words that a gap pattern matches.
    fn instance(&self, rng: &mut Rng) -> String {
        let pattern = &self.gaps[rng.below(self.gaps.len())];
        let words = pattern.split_whitespace().map(|word| match word.strip_prefix('(') {
            _ if word.starts_with("..") => self.filler[rng.below(self.filler.len())].clone(),
            Some(choice) => choice.split('|').next().unwrap_or(choice).to_owned(),
            None => word.to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

/// What is repeated to make a text hostile.
pub const HOSTILE: [&str; 16] = [
    "your ",
    "you we our your ",
    "1-1-1-",
    "1",
    "@",
    "a@",
    "{{",
    "!!",
    "....",
    "https://",
    "thank you ",
    "я",
    "😀",
    "a\u{200b}",
    "a",
    "it's ",
];
