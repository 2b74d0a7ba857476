//! `[voice]`: how the brand speaks, on every channel or on one.

use super::entry::{FromShort, Patterns, Short, entry, section};
use super::signing::SignOff;
use super::speech::{Speech, english};
use super::write::{Rule, Rules, Toml};

section! {
    /// How the brand speaks. What is said here holds on every channel; `[voice.email]` says what differs there.
    Voice,
    /// How the brand speaks on one channel.
    VoiceOn {
        /// `we`, `i`, `both` or a table: who speaks.
        person: Person,
        /// `avoid`: the brand does not speak of itself as of somebody else.
        third_person: ThirdPerson,
        /// `use`, `avoid`, `no-negative` (`do not`, but `we're`) or `any`.
        contractions: Contractions,
        /// How many emoji, and which.
        emoji: Emoji,
        /// How many exclamation marks.
        exclamations: Exclamations,
        /// `avoid`: no words in capitals but those named in `except`.
        capitals: Capitals,
        /// How many words a sentence may have.
        sentence_words: Count,
        /// How many sentences a paragraph may have.
        paragraph_sentences: Count,
        /// The highest school grade that a reply may need.
        reading_grade: Grade,
        /// How a reply begins.
        greeting: Greeting,
        /// How a reply ends.
        sign_off: SignOff,
        /// `avoid`: no word twice in a row.
        repetition: Repetition,
    }
}

entry! {
    /// Who speaks.
    Person {
        /// `we`, `i` or `both`.
        is: Option<Speaker>,
    }
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Speaker {
    /// The business.
    We,
    /// Whoever writes.
    I,
    /// Either.
    Both,
}

impl FromShort for Person {
    fn from_short(short: Short) -> Result<Self, String> {
        let is = match &short {
            Short::Text(word) => match word.as_ref().as_str() {
                "we" => Speaker::We,
                "i" | "I" => Speaker::I,
                "both" | "any" => Speaker::Both,
                _ => return Err("write `\"we\"`, `\"i\"`, `\"both\"` or a table with `is`".to_owned()),
            },
            _ => return Err("write `\"we\"`, `\"i\"`, `\"both\"` or a table with `is`".to_owned()),
        };
        Ok(Self { is: Some(is), ..Self::default() })
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        serde_json::json!({ "enum": ["we", "i", "both"] })
    }
}

/// Declares an entry that is switched on and off by a word.
macro_rules! switch {
    ($name:ident, [$($word:literal => $value:expr),+]) => {
        impl FromShort for $name {
            fn from_short(short: Short) -> Result<Self, String> {
                let Short::Text(word) = short else { return Err(concat!("write one of", $(" `", $word, "`"),+, " or a table").to_owned()) };
                match word.as_ref().as_str() {
                    $($word => Ok($value),)+
                    _ => Err(concat!("write one of", $(" `", $word, "`"),+, " or a table").to_owned()),
                }
            }

            #[cfg(feature = "schema")]
            fn short_schema() -> serde_json::Value {
                serde_json::json!({ "enum": [$($word),+] })
            }
        }
    };
}

entry! {
    /// Speaking of oneself as of somebody else.
    ThirdPerson {
        /// It is allowed.
        allow: bool,
        /// What the brand calls itself, besides its names (`the shop`).
        also: Patterns,
    }
}
switch!(ThirdPerson, ["avoid" => Self::default(), "any" => Self { allow: true, ..Self::default() }]);

entry! {
    /// Contractions.
    Contractions {
        /// `use`, `avoid`, `no-negative` or `any`.
        are: Option<Contracting>,
    }
}
switch!(Contractions, [
    "use" => Self { are: Some(Contracting::Use), ..Self::default() },
    "avoid" => Self { are: Some(Contracting::Avoid), ..Self::default() },
    "no-negative" => Self { are: Some(Contracting::NoNegative), ..Self::default() },
    "any" => Self { are: Some(Contracting::Any), ..Self::default() }
]);

/// What becomes of contractions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Contracting {
    /// They are wanted.
    Use,
    /// Words are written out.
    Avoid,
    /// `not` is written out.
    NoNegative,
    /// Either will do.
    Any,
}

entry! {
    /// Emoji.
    Emoji {
        /// The most that there may be.
        max: Option<u32>,
        /// The only ones that may stand.
        only: Option<Vec<String>>,
        /// Those that may not stand.
        never: Vec<String>,
        /// Emoticons such as `:)` count as well.
        emoticons: bool,
        /// None at all where one of these patterns stands in the draft or in the message that it answers.
        none_about: Patterns,
    }
}

entry! {
    /// Exclamation marks.
    Exclamations {
        /// The most that there may be.
        max: Option<u32>,
        /// None at all where one of these patterns stands in the draft or in the message that it answers.
        none_about: Patterns,
        /// None at all where one of these patterns stands in the draft.
        none_with: Patterns,
    }
}

entry! {
    /// Words in capitals.
    Capitals {
        /// They are allowed.
        allow: bool,
        /// Words that are written so.
        except: Vec<String>,
        /// How many in a row are too many; 1 unless said otherwise.
        min_words: Option<u32>,
    }
}
switch!(Capitals, ["avoid" => Self::default(), "any" => Self { allow: true, ..Self::default() }]);

entry! {
    /// A number that may not be exceeded.
    Count {
        /// The most.
        max: Option<u32>,
    }
}

/// Declares the short form of entries that count: a number, `none` or `any`.
macro_rules! counted {
    ($($name:ident),+) => {
        $(impl FromShort for $name {
            fn from_short(short: Short) -> Result<Self, String> {
                Ok(Self { max: short.count()?, ..Self::default() })
            }

            #[cfg(feature = "schema")]
            fn short_schema() -> serde_json::Value {
                super::entry::count_schema()
            }
        })+
    };
}
pub(super) use counted;
counted!(Emoji, Exclamations, Count);

entry! {
    /// How hard a reply may be to read.
    Grade {
        /// The highest school grade.
        max: Option<f64>,
        /// `flesch-kincaid` (unless said otherwise), `gunning-fog`, `smog`, `coleman-liau` or `ari`.
        measure: Option<String>,
        /// Shorter replies are not judged; 20 words unless said otherwise.
        at_least_words: Option<u32>,
    }
}

impl FromShort for Grade {
    fn from_short(short: Short) -> Result<Self, String> {
        match short {
            Short::Number(number) => Ok(Self { max: Some(number), ..Self::default() }),
            Short::Text(word) if word.as_ref() == "any" => Ok(Self::default()),
            _ => Err("write a grade, `\"any\"` or a table with `max`".to_owned()),
        }
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        serde_json::json!({ "anyOf": [{ "type": "number" }, { "enum": ["any"] }] })
    }
}

entry! {
    /// How a reply begins.
    Greeting {
        /// Patterns of which one must stand at its start; `_` is any one word.
        say: Patterns,
        /// Patterns that may not stand there.
        never: Patterns,
    }
}

impl FromShort for Greeting {
    fn from_short(short: Short) -> Result<Self, String> {
        match short {
            Short::Text(word) if word.as_ref() == "any" => Ok(Self::default()),
            Short::Text(word) if word.as_ref() == "none" => {
                let at = word.span();
                let greetings = ["hi", "hello", "dear", "hey", "good (morning|afternoon|evening|day)", "greetings"];
                let never = greetings.map(|text| toml::Spanned::new(at.clone(), text.to_owned())).to_vec();
                Ok(Self { never: Patterns(never), ..Self::default() })
            }
            short => Ok(Self { say: Patterns(short.texts()?), ..Self::default() }),
        }
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        super::entry::texts_schema()
    }
}

entry! {
    /// A word twice in a row.
    Repetition {
        /// It is allowed.
        allow: bool,
        /// Words that may stand twice.
        except: Vec<String>,
    }
}
switch!(Repetition, ["avoid" => Self::default(), "any" => Self { allow: true, ..Self::default() }]);

/// What of the brand's own words rules on its voice need to know.
#[derive(Debug, Default)]
pub(super) struct OwnWords {
    /// Whether the brand names itself.
    pub(super) names: bool,
    /// Its own words that are written in capitals.
    pub(super) capitals: Vec<String>,
}

impl OwnWords {
    pub(super) fn new<'a>(names: bool, texts: impl Iterator<Item = &'a str>) -> Self {
        let mut capitals: Vec<String> = texts
            .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
            .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1)
            .filter(|word| word.chars().all(|c| !c.is_lowercase()))
            .map(str::to_owned)
            .collect();
        capitals.sort_unstable();
        capitals.dedup();
        Self { names, capitals }
    }
}

impl Voice {
    /// `own` are the brand's own words, by which it is known or which it must say.
    pub(super) fn rules(&self, own: &OwnWords, out: &mut Rules) {
        self.people(own.names, out);
        self.contracting(out);
        self.marks(&own.capitals, out);
        self.measures(out);
        self.beginning(out);
        self.sign_off_rules(out);
    }

    fn people(&self, own_names: bool, out: &mut Rules) {
        for place in self.person() {
            let person = &place.entry.value;
            let (words, advice, message) = match person.is {
                Some(Speaker::We) => {
                    (&english().first_singular, "Say \"we\".", "speaks as \"I\" where the brand speaks as \"we\"")
                }
                Some(Speaker::I) => {
                    (&english().first_plural, "Say \"I\".", "speaks as \"we\" where the writer speaks as \"I\"")
                }
                _ => continue,
            };
            let patterns = Toml::words(words, place.entry.at.start);
            out.rule(Rule {
                guideline: "person",
                variant: place.variant(None),
                at: place.entry.at.clone(),
                message,
                advice: advice.to_owned(),
                spec: Toml::table([(Toml::new("phrase"), any(patterns))]),
                channels: &place.channels,
                common: &person.common(),
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
        for place in self.third_person().iter().filter(|place| !place.entry.value.allow) {
            let entry = &place.entry.value;
            let at = place.entry.at.start;
            let acts = &english().acts;
            let own = own_names.then(|| Toml::string(&format!("{{own-name}} {acts}"), Some(at)));
            let also = entry
                .also
                .0
                .iter()
                .map(|name| Toml::string(&format!("{} {acts}", name.as_ref()), Some(name.span().start)));
            let patterns: Vec<Toml> = own.into_iter().chain(also).collect();
            if patterns.is_empty() {
                continue;
            }
            out.rule(Rule {
                guideline: "person",
                variant: place.variant(Some("third")),
                at: place.entry.at.clone(),
                message: "speaks of the brand as of somebody else",
                advice: "Say \"we\".".to_owned(),
                spec: Toml::table([(Toml::new("phrase"), any(Toml::list(patterns)))]),
                channels: &place.channels,
                common: &entry.common(),
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
    }

    fn contracting(&self, out: &mut Rules) {
        for place in self.contractions() {
            let entry = &place.entry.value;
            let from = place.entry.at.start;
            let text = |text: &String| Toml::string(text, None);
            let pair = |written: &str, to: Toml| (Toml::string(written, Some(from)), to);
            let Speech { negative, plain, open, stiff, .. } = english();
            let pairs: Vec<(Toml, Toml)> = match entry.are {
                Some(Contracting::Use) => {
                    let long = |(short, long): (&String, &String)| pair(&long.to_lowercase(), text(short));
                    let stiff = stiff.iter().map(|(long, short)| pair(long, text(short)));
                    negative.iter().chain(plain).map(long).chain(stiff).collect()
                }
                Some(Contracting::Avoid) => {
                    let short = |(short, long): (&String, &String)| pair(short, text(long));
                    let open = open.iter().map(|(short, long)| match long.as_slice() {
                        [one] => pair(short, text(one)),
                        many => pair(short, Toml::list(many.iter().map(text))),
                    });
                    negative.iter().chain(plain).map(short).chain(open).collect()
                }
                Some(Contracting::NoNegative) => negative.iter().map(|(short, long)| pair(short, text(long))).collect(),
                _ => continue,
            };
            let (message, advice) = match entry.are {
                Some(Contracting::Use) => ("is stiff where the brand contracts", "Write the short form."),
                _ => ("contracts where the brand writes words out", "Write the words out."),
            };
            let mut common = entry.common();
            if entry.are == Some(Contracting::Use) && common.unless.is_empty() {
                common.unless.push(toml::Spanned::new(place.entry.at.clone(), english().stressed.clone()));
            }
            out.rule(Rule {
                guideline: "contractions",
                variant: place.variant(None),
                at: place.entry.at.clone(),
                message,
                advice: advice.to_owned(),
                spec: Toml::table([(Toml::new("prefer"), Toml::table([(Toml::new("instead"), Toml::table(pairs))]))]),
                channels: &place.channels,
                common: &common,
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
    }

    fn marks(&self, capitals: &[String], out: &mut Rules) {
        for place in self.emoji() {
            let entry = &place.entry.value;
            let texts =
                |list: &[String]| Toml::list(list.iter().map(|text| Toml::string(text, Some(place.entry.at.start))));
            let mut spec = Vec::new();
            spec.extend(entry.max.map(|max| (Toml::new("max"), number(max))));
            spec.extend(entry.only.as_ref().map(|only| (Toml::new("only"), texts(only))));
            if !entry.never.is_empty() {
                spec.push((Toml::new("never"), texts(&entry.never)));
            }
            if entry.emoticons {
                spec.push((Toml::new("emoticons"), Toml::new("true")));
            }
            let mut rule = |variant: Option<String>, spec: Toml, only_if| {
                out.rule(Rule {
                    guideline: "emoji",
                    variant,
                    at: place.entry.at.clone(),
                    message: "uses emoji otherwise than the brand does",
                    advice: match entry.max {
                        Some(0) => "Leave the emoji out.".to_owned(),
                        _ => "Keep to the emoji, and to as many, as the brand uses.".to_owned(),
                    },
                    spec: Toml::table([(Toml::new("emoji"), spec)]),
                    channels: &place.channels,
                    common: &entry.common(),
                    only_if,
                    unless: Vec::new(),
                });
            };
            if entry.max.is_some() || entry.only.is_some() || !entry.never.is_empty() {
                rule(place.variant(None), Toml::table(spec), Vec::new());
            }
            for (name, key) in [("about", "draft_has"), ("asked", "inbound_has")] {
                if !entry.none_about.0.is_empty() {
                    let none = Toml::table([(Toml::new("max"), number(0))]);
                    rule(place.variant(Some(name)), none, vec![(key, Toml::strings(&entry.none_about.0))]);
                }
            }
        }
        for place in self.exclamations() {
            let entry = &place.entry.value;
            let mut rule = |variant: Option<String>, max: u32, only_if| {
                out.rule(Rule {
                    guideline: "exclamation",
                    variant,
                    at: place.entry.at.clone(),
                    message: if max == 0 { "has an exclamation mark" } else { "has too many exclamation marks" },
                    advice: match max {
                        0 => "End the sentence with a full stop.".to_owned(),
                        1 => "Keep one at most.".to_owned(),
                        max => format!("Keep {max} at most."),
                    },
                    spec: limit("exclamations", [("max", max)]),
                    channels: &place.channels,
                    common: &entry.common(),
                    only_if,
                    unless: Vec::new(),
                });
            };
            if let Some(max) = entry.max {
                rule(place.variant(None), max, Vec::new());
            }
            let about = &entry.none_about.0;
            for (name, key, patterns) in [
                ("about", "draft_has", about),
                ("asked", "inbound_has", about),
                ("with", "draft_has", &entry.none_with.0),
            ] {
                if !patterns.is_empty() {
                    rule(place.variant(Some(name)), 0, vec![(key, Toml::strings(patterns))]);
                }
            }
        }
        for place in self.capitals().iter().filter(|place| !place.entry.value.allow) {
            let entry = &place.entry.value;
            let mut spec = vec![(Toml::new("min_words"), number(entry.min_words.unwrap_or(1)))];
            let except: Vec<Toml> = entry.except.iter().chain(capitals).map(|word| Toml::string(word, None)).collect();
            if !except.is_empty() {
                spec.push((Toml::new("except"), Toml::list(except)));
            }
            out.rule(Rule {
                guideline: "caps",
                variant: place.variant(None),
                at: place.entry.at.clone(),
                message: "is written in capitals",
                advice: "Write it in lower case.".to_owned(),
                spec: Toml::table([(Toml::new("capitals"), Toml::table(spec))]),
                channels: &place.channels,
                common: &entry.common(),
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
    }

    fn measures(&self, out: &mut Rules) {
        let counts = [
            (self.sentence_words(), "sentence_words", "sentence", "is a long sentence", "words"),
            (self.paragraph_sentences(), "paragraph_sentences", "paragraph", "is a long paragraph", "sentences"),
        ];
        for (places, of, name, message, unit) in counts {
            for place in places {
                let Some(max) = place.entry.value.max else { continue };
                out.rule(Rule {
                    guideline: "length",
                    variant: place.variant(Some(name)),
                    at: place.entry.at.clone(),
                    message,
                    advice: format!("Keep it to {max} {unit}."),
                    spec: limit(of, [("max", max)]),
                    channels: &place.channels,
                    common: &place.entry.value.common(),
                    only_if: Vec::new(),
                    unless: Vec::new(),
                });
            }
        }
        for place in self.reading_grade() {
            let entry = &place.entry.value;
            let Some(max) = entry.max else { continue };
            let measure = entry.measure.as_deref().unwrap_or("flesch-kincaid");
            let mut spec = vec![
                (Toml::new("measure"), Toml::string(measure, Some(place.entry.at.start))),
                (Toml::new("max"), Toml::new(&format!("{max:?}"))),
                (Toml::new("body"), Toml::new("true")),
            ];
            spec.extend(entry.at_least_words.map(|words| (Toml::new("at_least_words"), number(words))));
            out.rule(Rule {
                guideline: "reading-grade",
                variant: place.variant(None),
                at: place.entry.at.clone(),
                message: "is harder to read than the brand wants",
                advice: format!("Use shorter sentences and words: grade {max} or lower."),
                spec: Toml::table([(Toml::new("readability"), Toml::table(spec))]),
                channels: &place.channels,
                common: &entry.common(),
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
        for place in self.repetition().iter().filter(|place| !place.entry.value.allow) {
            let entry = &place.entry.value;
            let except = Toml::list(entry.except.iter().map(|word| Toml::string(word, None)));
            out.rule(Rule {
                guideline: "repetition",
                variant: place.variant(None),
                at: place.entry.at.clone(),
                message: "says a word twice in a row",
                advice: "Say it once.".to_owned(),
                spec: Toml::table([(Toml::new("repetition"), Toml::table([(Toml::new("except"), except)]))]),
                channels: &place.channels,
                common: &entry.common(),
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
    }

    fn beginning(&self, out: &mut Rules) {
        for place in self.greeting() {
            let entry = &place.entry.value;
            for (name, kind, patterns, message) in [
                (None, "require", &entry.say.0, "does not begin as the brand's replies do"),
                (Some("never"), "forbid", &entry.never.0, "begins as the brand's replies do not"),
            ] {
                if patterns.is_empty() {
                    continue;
                }
                let said: Vec<String> = patterns.iter().map(|pattern| format!("\"{}\"", pattern.as_ref())).collect();
                let spec = [(Toml::new("any"), Toml::strings(patterns)), (Toml::new("where"), Toml::new("\"start\""))];
                out.rule(Rule {
                    guideline: "greeting",
                    variant: place.variant(name),
                    at: place.entry.at.clone(),
                    message,
                    advice: if name.is_none() {
                        format!("Begin with {}.", said.join(" or "))
                    } else {
                        "Begin with what you have to say.".to_owned()
                    },
                    spec: Toml::table([(Toml::new(kind), Toml::table(spec))]),
                    channels: &place.channels,
                    common: &entry.common(),
                    only_if: Vec::new(),
                    unless: Vec::new(),
                });
            }
        }
    }
}

pub(super) fn number(number: u32) -> Toml {
    Toml::new(&number.to_string())
}

pub(super) fn any(patterns: Toml) -> Toml {
    Toml::table([(Toml::new("any"), patterns)])
}

/// `limit = { of = "…", … }`
pub(super) fn limit<const N: usize>(of: &str, bounds: [(&str, u32); N]) -> Toml {
    let of = [(Toml::new("of"), Toml::string(of, None))];
    let bounds = bounds.into_iter().map(|(key, bound)| (Toml::new(key), number(bound)));
    Toml::table([(Toml::new("limit"), Toml::table(of.into_iter().chain(bounds)))])
}
