//! `[limits]`: how long a reply may be, and what it may hold, on every channel or on one.

use super::entry::{Common, FromShort, Patterns, Short, entry, section};
use super::voice::{Count, counted, limit, number};
use super::write::{Rule, Rules, Toml};
use crate::draft::Channel;

section! {
    /// How much a reply may hold. What is said here holds on every channel; `[limits.sms]` says what differs there.
    Limits,
    /// How much a reply may hold on one channel.
    LimitsOn {
        /// How many words, the sign-off included.
        words: Count,
        /// The fewest words that will do.
        min_words: Least,
        /// How many characters.
        characters: Count,
        /// How many sentences.
        sentences: Count,
        /// How many lines.
        lines: Count,
        /// How many paragraphs.
        paragraphs: Count,
        /// How many links, and where they may lead.
        links: Links,
        /// How many hashtags.
        hashtags: Count,
        /// How many handles of people.
        mentions: Count,
        /// How many phone numbers.
        phones: Range,
        /// How many mail addresses.
        emails: Range,
        /// How many questions.
        questions: Count,
    }
}

entry! {
    /// The least that will do.
    Least {
        /// The least.
        min: Option<u32>,
    }
}

impl FromShort for Least {
    fn from_short(short: Short) -> Result<Self, String> {
        Ok(Self { min: short.count()?, ..Self::default() })
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        super::entry::count_schema()
    }
}

entry! {
    /// How many there may be, and must.
    Range {
        /// The most.
        max: Option<u32>,
        /// The least.
        min: Option<u32>,
    }
}

entry! {
    /// Links.
    Links {
        /// The most that there may be.
        max: Option<u32>,
        /// The only hosts to which they may lead, with the hosts below them.
        only: Option<Vec<String>>,
        /// `false`: no link shorteners.
        shorteners: Option<bool>,
        /// Words that say nothing of where a link leads (`click here`).
        text: Patterns,
    }
}
counted!(Range, Links);

/// What platforms themselves take, where a channel has no limit of its own: the channel, its name in the rule's id, how
/// many characters, the level, why, and where it is said.
const PLATFORMS: &[(Channel, &str, u32, &str, &str, &str)] = &[
    (
        Channel::Sms,
        "message",
        160,
        "note",
        "A text message holds 160 characters; a longer one is sent, and charged, as several.",
        "https://sendgrid.com/docs/glossary/what-sms-character-limit",
    ),
    (
        Channel::PublicReview,
        "platform",
        4_096,
        "revise",
        "Google takes replies to reviews of 4,096 bytes at most.",
        "https://pipedream.com/apps/google-my-business/actions/create-update-reply-to-review.md",
    ),
];

impl Limits {
    /// The platforms' own limits, for the channels on which the brand answers and sets none.
    pub(super) fn platform_rules(&self, channels: &[Channel], out: &mut Rules) {
        let set = self.characters();
        let has_own =
            |channel: &Channel| set.iter().any(|place| place.channels.is_empty() || place.channels.contains(channel));
        let open = PLATFORMS.iter().filter(|(channel, ..)| channels.contains(channel) && !has_own(channel));
        for (channel, name, max, level, why, link) in open {
            let common = Common {
                level: Some(toml::Spanned::new(0..0, toml::Value::String((*level).to_owned()))),
                why: Some((*why).to_owned()),
                cite: Some(link),
                ..Common::default()
            };
            out.rule(Rule {
                guideline: "length",
                variant: Some(format!("{name}.{}", channel.as_str().replace('_', "-"))),
                at: 0..0,
                message: "is longer than the platform takes in one piece",
                advice: at_most(*max, "characters"),
                spec: limit("characters", [("max", *max)]),
                channels: &[*channel],
                common: &common,
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
    }

    pub(super) fn rules(&self, out: &mut Rules) {
        let counts = [
            (self.words(), "words", None, "length", "is too long", "words"),
            (self.characters(), "characters", Some("characters"), "length", "is too long", "characters"),
            (self.sentences(), "sentences", Some("sentences"), "length", "has too many sentences", "sentences"),
            (self.lines(), "lines", Some("lines"), "length", "has too many lines", "lines"),
            (self.paragraphs(), "paragraphs", Some("paragraphs"), "length", "has too many paragraphs", "paragraphs"),
            (self.hashtags(), "hashtags", None, "hashtag", "uses hashtags otherwise than the brand does", "hashtags"),
            (self.mentions(), "mentions", None, "mention", "mentions people otherwise than the brand does", "handles"),
            (self.questions(), "questions", Some("questions"), "length", "asks too many questions", "questions"),
        ];
        for (places, of, name, guideline, message, unit) in counts {
            for place in places {
                let Some(max) = place.entry.value.max else { continue };
                out.rule(Rule {
                    guideline,
                    variant: place.variant(name),
                    at: place.entry.at.clone(),
                    message,
                    advice: at_most(max, unit),
                    spec: limit(of, [("max", max)]),
                    channels: &place.channels,
                    common: &place.entry.value.common(),
                    only_if: Vec::new(),
                    unless: Vec::new(),
                });
            }
        }
        for place in self.min_words() {
            let Some(min) = place.entry.value.min.filter(|min| *min > 0) else { continue };
            out.rule(Rule {
                guideline: "length",
                variant: place.variant(Some("short")),
                at: place.entry.at.clone(),
                message: "is too short",
                advice: format!("Say more: {min} words or more."),
                spec: limit("words", [("min", min)]),
                channels: &place.channels,
                common: &place.entry.value.common(),
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
        let ranges = [
            (self.phones(), "phones", None, "phone", "phone numbers"),
            (self.emails(), "emails", Some("email"), "link", "mail addresses"),
        ];
        for (places, of, name, guideline, unit) in ranges {
            for place in places {
                let entry = &place.entry.value;
                let mut rule = |name: Option<&str>, message: &str, advice: String, spec: Toml| {
                    out.rule(Rule {
                        guideline,
                        variant: place.variant(name),
                        at: place.entry.at.clone(),
                        message,
                        advice,
                        spec,
                        channels: &place.channels,
                        common: &entry.common(),
                        only_if: Vec::new(),
                        unless: Vec::new(),
                    });
                };
                if let Some(max) = entry.max {
                    rule(
                        name,
                        &format!("has more {unit} than the brand allows"),
                        at_most(max, unit),
                        limit(of, [("max", max)]),
                    );
                }
                if let Some(min) = entry.min.filter(|min| *min > 0) {
                    let missing = name.map_or("missing".to_owned(), |name| format!("{name}-missing"));
                    let message = format!("has fewer {unit} than the brand asks for");
                    rule(Some(&missing), &message, format!("Give {min} or more."), limit(of, [("min", min)]));
                }
            }
        }
        self.link_rules(out);
    }

    fn link_rules(&self, out: &mut Rules) {
        for place in self.links() {
            let entry = &place.entry.value;
            let mut spec = Vec::new();
            spec.extend(entry.max.map(|max| (Toml::new("max"), number(max))));
            spec.extend(entry.only.as_ref().map(|only| {
                (Toml::new("only"), Toml::list(only.iter().map(|host| Toml::string(host, Some(place.entry.at.start)))))
            }));
            spec.extend(entry.shorteners.map(|allowed| (Toml::new("shorteners"), Toml::new(&allowed.to_string()))));
            if !entry.text.0.is_empty() {
                spec.push((Toml::new("text"), Toml::strings(&entry.text.0)));
            }
            if spec.is_empty() {
                continue;
            }
            let advice = match (entry.max, &entry.only) {
                (Some(0), _) => "Leave the link out.".to_owned(),
                (_, Some(only)) => format!("Link only to {}.", only.join(" and ")),
                (Some(max), None) => at_most(max, "links"),
                (None, None) => "Write the address of the page itself, and say where it leads.".to_owned(),
            };
            out.rule(Rule {
                guideline: "link",
                variant: place.variant(None),
                at: place.entry.at.clone(),
                message: if entry.max == Some(0) { "holds a link" } else { "links otherwise than the brand does" },
                advice,
                spec: Toml::table([(Toml::new("links"), Toml::table(spec))]),
                channels: &place.channels,
                common: &entry.common(),
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
    }
}

fn at_most(max: u32, unit: &str) -> String {
    if max == 0 { format!("Leave the {unit} out.") } else { format!("Keep it to {max} {unit}.") }
}
