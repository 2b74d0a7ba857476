//! A seeded export of past replies: locations of a brand, agents, time zones, ratings, inbounds, replies of their own and
//! from templates that some locations share, unanswered reviews, and planted faults. Each row comes from its number
//! alone, so that any part of an export can be made anywhere.

#![allow(dead_code, unreachable_pub, reason = "not every example needs all of it")]

use replylint::Draft;
use std::borrow::Cow;

/// SplitMix64: the same numbers on every machine.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    fn chance(&mut self, per_mille: usize) -> bool {
        self.below(1_000) < per_mille
    }

    /// A number below the bound, small ones much oftener.
    fn zipf(&mut self, bound: usize) -> usize {
        let share = (self.below(1 << 24) as f64 + 1.0) / f64::from(1 << 24);
        (((bound as f64).powf(share) - 1.0) as usize).min(bound - 1)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

fn list(words: &'static str) -> Vec<&'static str> {
    words.split_whitespace().collect()
}

const ADJECTIVES: &str = "narrow quiet crowded broken shaded crooked spare rusty painted drafty steep hollow tidy sunny \
     damp cracked dim loud heavy wobbly faded bright wooden glass copper velvet striped folding upstairs corner rear \
     borrowed missing leftover midnight early late weekly second third final original temporary portable patched \
     polished squeaky frozen lukewarm salted roasted pickled buttered toasted smoked candied grilled chilled braised";
const NOUNS: &str = "door hallway bench lamp stove kettle counter window stairwell awning gate garden patio booth shelf \
     drawer curtain carpet sofa heater fan pipe faucet mirror closet ladder ramp fence porch roof chimney cellar attic \
     printer phone clipboard register menu ticket basket trolley crate pallet freezer oven grill toaster blender mixer \
     platter saucer napkin candle speaker playlist poster sign banner map schedule roster catalog envelope parcel locker \
     bicycle van driveway sidewalk crosswalk meter garage elevator escalator lobby desk chair stool cushion blanket";
const VERBS: &str = "reglued moved painted measured replaced fastened scrubbed emptied counted labelled sorted rebuilt \
     sanded waxed sealed wired plugged oiled leveled shifted stacked swapped tested trimmed unpacked wrapped weighed \
     rinsed aired dusted folded hung hauled bolted drained flushed patched primed raked swept vacuumed";
const WHEN: &str = "yesterday overnight twice again afterwards finally promptly mostly together outside upstairs nearby \
     indoors downstairs meanwhile separately properly gently carefully entirely";
const AGENTS: &str = "Ana Bo Cleo Dov Eve Fay Gus Hal Ivy Jon Kim Lea Max Nia Oto Pia";
const AUTHORS: &str = "Sam Tess Uma Vic Wes Xena Yuri Zoe Abe Bea Cal Dee Eli Fern Gil Hope";
const ZONES: [(&str, i64); 5] = [
    ("America/New_York", -5),
    ("America/Chicago", -6),
    ("America/Denver", -7),
    ("America/Los_Angeles", -8),
    ("America/Phoenix", -7),
];
const COURTESIES: &[&str] = &[
    "Thank you for taking the time to write to us.",
    "Thanks so much for your feedback.",
    "We really appreciate you sharing this with us.",
    "Thank you for your kind words!",
    "We are sorry to hear about this.",
    "Your feedback means a lot to our team.",
];
const GREETINGS: &[&str] = &["Hi", "Hello", "Dear", "Good morning"];
const SIGN_OFFS: &[&str] = &["Kind regards,", "Best,", "Warmly,", "Take care,"];
const COMPLAINTS: &[&str] = &[
    "The parking lot was full and nobody helped.",
    "The bathroom was dirty.",
    "I waited over an hour at the front desk.",
    "The receptionist was rude to my mother.",
    "They overcharged me and the refund never came.",
    "Music far too loud to talk.",
    "My order was cold when it arrived.",
    "The billing office never called back.",
];
const PRAISE: &[&str] = &[
    "Great place, friendly people.",
    "Everything was quick and easy.",
    "Lovely staff and a clean lobby.",
    "We come here every month and love it.",
    "Best coffee on the street.",
];
const DISCLOSURES: &[&str] = &[
    "We are glad that your root canal went well.",
    "Your test results came back on Monday, as we told you.",
    "When you were here for your colonoscopy, our nurse stayed with you.",
    "We are sorry that your prescription was refilled late.",
];

/// A row of the export.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: String,
    pub brand: &'static str,
    pub location: String,
    pub agent: Option<String>,
    pub author: String,
    pub rating: u8,
    pub inbound: String,
    pub received_at: String,
    /// Empty where nobody answered.
    pub reply: String,
    pub posted_at: Option<String>,
    /// The template that the reply was made from.
    pub template: Option<usize>,
    /// It discloses.
    pub is_disclosing: bool,
}

impl Row {
    /// The reply as it is linted and audited.
    pub fn draft(&self) -> Draft<'_> {
        let mut draft = Draft::new(self.reply.as_str());
        draft.id = Some(self.id.as_str().into());
        draft.location = Some(self.location.as_str().into());
        draft.agent = self.agent.as_deref().map(Cow::Borrowed);
        draft.author = Some(self.author.as_str().into());
        draft.rating = Some(self.rating);
        draft.inbound = Some(self.inbound.as_str().into());
        draft.received_at = Some(self.received_at.as_str().into());
        draft.posted_at = self.posted_at.as_deref().map(Cow::Borrowed);
        draft
    }
}

/// An export that can be made.
pub struct Export {
    seed: u64,
    rows: usize,
    pub locations: usize,
    adjectives: Vec<&'static str>,
    nouns: Vec<&'static str>,
    verbs: Vec<&'static str>,
    when: Vec<&'static str>,
    agents: Vec<&'static str>,
    authors: Vec<&'static str>,
    templates: Vec<Vec<String>>,
}

/// The first of 2025 in seconds, and how many days the export spans.
const BEGIN: i64 = 1_735_689_600;
const DAYS: i64 = 360;

impl Export {
    /// An export of `rows` rows from `locations` locations.
    pub fn new(seed: u64, rows: usize, locations: usize) -> Self {
        let mut export = Self {
            seed,
            rows,
            locations,
            adjectives: list(ADJECTIVES),
            nouns: list(NOUNS),
            verbs: list(VERBS),
            when: list(WHEN),
            agents: list(AGENTS),
            authors: list(AUTHORS),
            templates: Vec::new(),
        };
        let mut numbers = Numbers(seed ^ 0x7465_6d70_6c61_7465);
        let number = rows / 2_000 + 12;
        export.templates =
            (0..number).map(|_| (0..3 + numbers.below(2)).map(|_| export.sentence(&mut numbers)).collect()).collect();
        export
    }

    /// The locations with their time zones.
    pub fn zones(&self) -> impl Iterator<Item = (String, &'static str)> {
        (0..self.locations).map(|location| (name(location), ZONES[location % ZONES.len()].0))
    }

    /// A brand file that knows the locations, with hours from nine to five.
    pub fn brand(&self) -> String {
        let mut file = "schema = 1\nbrand = \"Northgate\"\nregime = \"hipaa\"\n".to_owned();
        for (location, zone) in self.zones() {
            file += &format!(
                "[[identity.locations]]\nname = \"{location}\"\nhours = [\"Mon-Fri 9:00-17:00\"]\ntime_zone = \"{zone}\"\nholidays = [2025-07-04, 2025-12-25]\n"
            );
        }
        file
    }

    fn sentence(&self, numbers: &mut Numbers) -> String {
        let thing = |numbers: &mut Numbers| format!("{} {}", numbers.pick(&self.adjectives), numbers.pick(&self.nouns));
        let (one, two, three) = (thing(numbers), thing(numbers), thing(numbers));
        let (verb, other, when) = (numbers.pick(&self.verbs), numbers.pick(&self.verbs), numbers.pick(&self.when));
        match numbers.below(10) {
            0 => format!("Our {one} was {verb} {when}, and the {two} follows."),
            1 => format!("Every {two} looks better than the {three} since our {one} was {verb} {when}."),
            2 => format!("Someone {verb} the {one} {when} beside a {two}."),
            3 => format!("A {one} near the {two} had to be {verb} {when}."),
            4 => format!("Our {one} was {verb}, our {two} {other}, and the {three} comes next."),
            5 => format!("Until the {one} is {verb}, please use our {two}."),
            6 => format!("Beside the {two} our {one} stood {when} until somebody {verb} it."),
            7 => format!("The {one} and the {two} were {verb} {when}."),
            8 => format!("Near the {two} our {one} had to be {verb} {when}."),
            _ => format!("Next to our {one} there is now a {two}, {verb} {when}."),
        }
    }

    /// A row, from its number.
    pub fn row(&self, number: usize) -> Row {
        let mut numbers = Numbers(self.seed.wrapping_add((number as u64).wrapping_mul(0xa076_1d64_78bd_642f)));
        let location = numbers.below(self.locations);
        let offset = ZONES[location % ZONES.len()].1;
        let rating = [1, 1, 2, 3, 4, 4, 5, 5, 5, 5][numbers.below(10)];
        let day = numbers.below(DAYS as usize) as i64;
        let local = 6 * 3_600 + numbers.below(16 * 3_600) as i64;
        let received = BEGIN + day * 86_400 + local - offset * 3_600;
        // A few minutes to several days, most within hours.
        let delay = (60.0 * 10f64.powf(0.5 + numbers.below(3_200) as f64 / 1_000.0)) as i64;
        let author = format!("{} {}.", numbers.pick(&self.authors), (b'A' + numbers.below(26) as u8) as char);
        let mut inbound = String::new();
        if !numbers.chance(80) {
            let from = if rating < 3 { COMPLAINTS } else { PRAISE };
            // Parking goes wrong at one location in autumn.
            let planted = location == 7 % self.locations && day > 270 && rating < 3 && numbers.chance(600);
            inbound = (if planted { COMPLAINTS[0] } else { numbers.pick(from) }).to_owned();
            for _ in 0..numbers.below(4) {
                inbound.push(' ');
                inbound += &self.sentence(&mut numbers);
            }
        }
        let is_answered = !numbers.chance(if rating < 3 { 200 } else { 100 });
        let agent = is_answered.then(|| {
            let own = location * 3 + numbers.below(3);
            format!("{} {}", self.agents[own % self.agents.len()], own / self.agents.len())
        });
        let mut row = Row {
            id: format!("r{number:07}"),
            brand: "Northgate",
            location: name(location),
            agent,
            author,
            rating,
            inbound,
            received_at: rfc3339(received),
            reply: String::new(),
            posted_at: None,
            template: None,
            is_disclosing: false,
        };
        if is_answered {
            self.answer(&mut row, location, &mut numbers);
            row.posted_at = Some(rfc3339(received + delay));
        }
        row
    }

    fn answer(&self, row: &mut Row, location: usize, numbers: &mut Numbers) {
        // A location has twelve templates, the first of which it shares with all others.
        let template = numbers.chance(450).then(|| match numbers.zipf(12) {
            shared @ 0..4 => shared,
            own => (location * 8 + own) % self.templates.len(),
        });
        let mut sentences = match template {
            Some(template) => self.templates[template].clone(),
            None => (0..3 + numbers.below(2)).map(|_| self.sentence(numbers)).collect(),
        };
        if template.is_some() && numbers.chance(250) {
            let at = numbers.below(sentences.len());
            sentences[at] = self.sentence(numbers);
        }
        row.template = template;
        if numbers.chance(15) {
            row.is_disclosing = true;
            sentences.push(numbers.pick(DISCLOSURES).to_owned());
        }
        let name = if numbers.chance(10) { "{{first_name}}" } else { row.author.split(' ').next().unwrap_or("there") };
        // Every fourth location greets and signs in its own way.
        let greeting = GREETINGS[if location % 4 == 0 { 1 } else { numbers.below(GREETINGS.len()) }];
        let mut text = format!("{greeting} {name}, {} {}", numbers.pick(COURTESIES), sentences.join(" "));
        if location % 4 == 0 {
            text = text.replace('.', "!");
        }
        if numbers.chance(600) {
            text += &format!("\n{}\nThe Northgate team", numbers.pick(SIGN_OFFS));
        }
        row.reply = text;
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        (0..self.rows).map(|number| self.row(number))
    }
}

fn name(location: usize) -> String {
    format!("Location {location:02}")
}

fn rfc3339(seconds: i64) -> String {
    let (days, second) = (seconds.div_euclid(86_400) + 719_468, seconds.rem_euclid(86_400));
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + days / 146_097 * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{date:02}T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60)
}
