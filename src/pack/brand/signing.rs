//! `sign_off` of `[voice]`: how a reply ends, by channel.

use super::entry::{FromShort, Patterns, Short, entry};
use super::voice::Voice;
use super::write::{Rule, Rules, Toml};
use toml::Spanned;

entry! {
    /// How a reply ends.
    SignOff {
        /// The text, one of which must stand at the end. `{name}`, `{first-name}`, `{initials}`, `{title}`, `{place}`,
        /// `{own-name}`, `{own-staff}` and `{own-location}` stand for what differs from reply to reply.
        say: Patterns,
        /// It must begin a line.
        own_line: bool,
        /// Nothing signs the reply.
        none: bool,
        /// Words that may not stand before it (`Best`, `Cheers`).
        never: Patterns,
    }
}

impl FromShort for SignOff {
    fn from_short(short: Short) -> Result<Self, String> {
        match short {
            Short::Text(word) if word.as_ref() == "none" => Ok(Self { none: true, ..Self::default() }),
            Short::Text(word) if word.as_ref() == "any" => Ok(Self::default()),
            short => Ok(Self { say: Patterns(short.texts()?), ..Self::default() }),
        }
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        super::entry::texts_schema()
    }
}

impl Voice {
    /// Every text that signs a reply on some channel.
    pub(super) fn signatures(&self) -> Vec<Spanned<String>> {
        let mut texts: Vec<Spanned<String>> = Vec::new();
        for place in self.sign_off() {
            for text in &place.entry.value.say.0 {
                if !texts.iter().any(|known| known.as_ref() == text.as_ref()) {
                    texts.push(text.clone());
                }
            }
        }
        texts
    }

    pub(super) fn sign_off_rules(&self, out: &mut Rules) {
        let signatures = Toml::strings(&self.signatures());
        for place in self.sign_off() {
            let entry = &place.entry.value;
            let mut rule = |name: Option<&str>, message: &str, advice: String, spec: Vec<(Toml, Toml)>| {
                out.rule(Rule {
                    guideline: "sign-off",
                    variant: place.variant(name),
                    at: place.entry.at.clone(),
                    message,
                    advice,
                    spec: Toml::table([(Toml::new("sign_off"), Toml::table(spec))]),
                    channels: &place.channels,
                    common: &entry.common(),
                    only_if: Vec::new(),
                    unless: Vec::new(),
                });
            };
            if entry.none {
                let spec = vec![(Toml::new("any"), signatures.clone()), (Toml::new("none"), Toml::new("true"))];
                rule(
                    Some("none"),
                    "is signed where the brand does not sign",
                    "Leave the sign-off out.".to_owned(),
                    spec,
                );
            } else if !entry.say.0.is_empty() {
                let said: Vec<String> =
                    entry.say.0.iter().map(|say| format!("\"{}\"", say.as_ref().replace('\n', " / "))).collect();
                let mut spec = vec![(Toml::new("any"), Toml::strings(&entry.say.0))];
                if entry.own_line {
                    spec.push((Toml::new("own_line"), Toml::new("true")));
                }
                rule(None, "does not end as the brand's replies do", format!("End with {}.", said.join(" or ")), spec);
            }
            if !entry.never.0.is_empty() {
                let spec =
                    vec![(Toml::new("any"), signatures.clone()), (Toml::new("never"), Toml::strings(&entry.never.0))];
                rule(
                    Some("closer"),
                    "closes with words that the brand does not close with",
                    "Leave them out.".to_owned(),
                    spec,
                );
            }
        }
    }
}
