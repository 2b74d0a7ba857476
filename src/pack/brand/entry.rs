//! What entries of all sections share: a short form and a table, and the keys that any table may have.

use crate::draft::Channel;
use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Deserializer, de};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use toml::Spanned;

/// The short form of an entry.
pub(super) enum Short {
    Text(Spanned<String>),
    Number(f64),
    Bool,
    List(Vec<Spanned<String>>),
}

impl Short {
    /// A whole number, or `none` for 0 and `any` for no limit.
    pub(super) fn count(self) -> Result<Option<u32>, String> {
        match self {
            Self::Number(number) if number >= 0.0 && number.fract() == 0.0 && number < f64::from(u32::MAX) => {
                Ok(Some(number as u32))
            }
            Self::Text(word) if word.as_ref() == "none" => Ok(Some(0)),
            Self::Text(word) if word.as_ref() == "any" => Ok(None),
            _ => Err("write a whole number, `\"none\"`, `\"any\"` or a table".to_owned()),
        }
    }

    /// Texts: one, or a list.
    pub(super) fn texts(self) -> Result<Vec<Spanned<String>>, String> {
        match self {
            Self::Text(text) => Ok(vec![text]),
            Self::List(texts) => Ok(texts),
            _ => Err("write a text, a list of texts or a table".to_owned()),
        }
    }
}

/// A table that may be written short.
pub(super) trait FromShort: Sized {
    fn from_short(short: Short) -> Result<Self, String>;

    /// The JSON Schema of the short form.
    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value;
}

/// A value or a table, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Entry<T> {
    /// Boxed, since a section has many entries and most are absent.
    pub(super) value: Box<T>,
    pub(super) at: Range<usize>,
}

enum Written<T> {
    Text(String),
    Number(f64),
    Bool,
    List(Vec<Spanned<String>>),
    Table(Box<T>),
}

struct Visitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
    type Value = Written<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word, a number, a list or a table")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Written::Text(text.to_owned()))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Written::Bool)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Written::Number(number as f64))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Written::Number(number as f64))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Written::Number(number))
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element()? {
            texts.push(text);
        }
        Ok(Written::List(texts))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|table| Written::Table(Box::new(table)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor(PhantomData))
    }
}

impl<'de, T: Deserialize<'de> + FromShort> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Spanned::<Written<T>>::deserialize(deserializer)?;
        let at = written.span();
        let short = match written.into_inner() {
            Written::Table(value) => return Ok(Self { value, at }),
            Written::Text(text) => Short::Text(Spanned::new(at.clone(), text)),
            Written::Number(number) => Short::Number(number),
            Written::Bool => Short::Bool,
            Written::List(texts) => Short::List(texts),
        };
        T::from_short(short).map(|value| Self { value: Box::new(value), at }).map_err(de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema + FromShort> schemars::JsonSchema for Entry<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}Entry", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let table = generator.subschema_for::<T>();
        schemars::json_schema!({ "anyOf": [T::short_schema(), table] })
    }
}

/// Patterns: one, or a list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Patterns(pub(super) Vec<Spanned<String>>);

impl FromShort for Patterns {
    fn from_short(short: Short) -> Result<Self, String> {
        short.texts().map(Self).map_err(|_| "write a text or a list of texts".to_owned())
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        texts_schema()
    }
}

impl<'de> Deserialize<'de> for Patterns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A table is what neither form is; there is none to read.
        #[derive(Deserialize)]
        enum Never {}
        let written = Spanned::<Written<Never>>::deserialize(deserializer)?;
        let at = written.span();
        match written.into_inner() {
            Written::Text(text) => Ok(Self(vec![Spanned::new(at, text)])),
            Written::List(texts) => Ok(Self(texts)),
            _ => Err(de::Error::custom("write a text or a list of texts")),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Patterns {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Patterns".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::Schema::try_from(texts_schema()).expect("an object")
    }
}

/// One text, or a list.
#[cfg(feature = "schema")]
pub(super) fn texts_schema() -> serde_json::Value {
    serde_json::json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
}

/// A whole number, `none` or `any`.
#[cfg(feature = "schema")]
pub(super) fn count_schema() -> serde_json::Value {
    serde_json::json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "enum": ["none", "any"] }] })
}

/// The keys that any table of a section may have.
#[derive(Debug, Clone, Default)]
pub(super) struct Common {
    pub(super) id: Option<Spanned<String>>,
    pub(super) level: Option<Spanned<toml::Value>>,
    pub(super) message: Option<String>,
    pub(super) why: Option<String>,
    pub(super) advice: Option<String>,
    pub(super) quote: Option<String>,
    pub(super) link: Option<String>,
    /// Sources of a fact; entries of ours alone have any.
    pub(super) cite: Option<&'static str>,
    pub(super) channel: Vec<Channel>,
    pub(super) location: Vec<Spanned<String>>,
    pub(super) topic: Vec<Spanned<String>>,
    pub(super) when: Vec<Spanned<String>>,
    pub(super) asked: Vec<Spanned<String>>,
    pub(super) unless: Vec<Spanned<String>>,
    pub(super) hits: Option<Spanned<toml::Value>>,
    pub(super) passes: Option<Spanned<toml::Value>>,
    pub(super) gaps: Option<Spanned<toml::Value>>,
}

impl Common {
    /// Refuses what an entry cannot say of rules that a pack has written: conditions besides channels and locations, and
    /// words of their own. `at` is where the entry stands.
    pub(super) fn of_packs(&self, at: usize) -> Result<(), (String, usize, String)> {
        let lists = [("topic", &self.topic), ("when", &self.when), ("asked", &self.asked), ("unless", &self.unless)];
        let condition = lists.into_iter().find_map(|(name, list)| Some((name, list.first()?.span().start)));
        let texts = [("message", &self.message), ("why", &self.why), ("do", &self.advice)];
        let text = || texts.into_iter().find_map(|(name, text)| text.as_ref().map(|_| (name, at)));
        let id = || self.id.as_ref().map(|id| ("id", id.span().start));
        let Some((name, at)) = condition.or_else(id).or_else(text) else { return Ok(()) };
        let remedy = "leave it out and write a [[suppress]], or give patterns of your own under `say` and not `is`";
        Err((format!("`{name}` does not reach the rules of the packs"), at, remedy.to_owned()))
    }

    /// Whether it holds wherever its channels and locations say.
    pub(super) fn has_no_condition(&self) -> bool {
        [&self.topic, &self.when, &self.asked, &self.unless].iter().all(|list| list.is_empty())
    }

    /// Whether the entry says nothing but what it is about.
    pub(super) fn is_plain(&self) -> bool {
        let texts = [&self.message, &self.why, &self.advice, &self.quote, &self.link];
        let patterns = [&self.location, &self.topic, &self.when, &self.asked, &self.unless];
        let values = [&self.level, &self.hits, &self.passes, &self.gaps];
        self.id.is_none()
            && self.channel.is_empty()
            && texts.iter().all(|text| text.is_none())
            && patterns.iter().all(|list| list.is_empty())
            && values.iter().all(|value| value.is_none())
    }
}

/// Declares the table of an entry: its own keys, and those that any has.
macro_rules! entry {
    ($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields, default)]
        pub(crate) struct $name {
            $($(#[$fmeta])* pub(super) $field: $type,)*
            /// The last part of the rule's id, where it should not be made from what the entry says.
            #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
            pub(super) id: Option<toml::Spanned<String>>,
            /// How grave a finding is; `revise` unless said otherwise.
            #[cfg_attr(feature = "schema", schemars(with = "Option<crate::pack::schema::LevelTable>"))]
            pub(super) level: Option<toml::Spanned<toml::Value>>,
            /// What is wrong: plain, lower case, no full stop.
            pub(super) message: Option<String>,
            /// Why it matters.
            pub(super) why: Option<String>,
            /// What to do instead.
            #[serde(rename = "do")]
            pub(super) advice: Option<String>,
            /// The guide's own words; every finding shows them.
            pub(super) quote: Option<String>,
            /// Where the guide says it.
            pub(super) link: Option<String>,
            /// It holds on these channels alone.
            pub(super) channel: Vec<crate::draft::Channel>,
            /// It holds for these locations alone.
            pub(super) location: super::entry::Patterns,
            /// It holds where one of these topics of escalation was raised.
            pub(super) topic: super::entry::Patterns,
            /// It holds where one of these patterns stands in the draft.
            pub(super) when: super::entry::Patterns,
            /// It holds where one of these patterns stands in the message that the draft answers.
            pub(super) asked: super::entry::Patterns,
            /// It does not count in a sentence where one of these patterns stands.
            pub(super) unless: super::entry::Patterns,
            /// Drafts in which it must be found: texts, or tables as in packs.
            #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<crate::pack::schema::Example>>"))]
            pub(super) hits: Option<toml::Spanned<toml::Value>>,
            /// Drafts in which it must not.
            #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<crate::pack::schema::Example>>"))]
            pub(super) passes: Option<toml::Spanned<toml::Value>>,
            /// Drafts in which it should be found and is not yet.
            #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<crate::pack::schema::Example>>"))]
            pub(super) gaps: Option<toml::Spanned<toml::Value>>,
        }

        impl $name {
            /// The keys that any table has.
            pub(super) fn common(&self) -> super::entry::Common {
                super::entry::Common {
                    id: self.id.clone(),
                    level: self.level.clone(),
                    message: self.message.clone(),
                    why: self.why.clone(),
                    advice: self.advice.clone(),
                    quote: self.quote.clone(),
                    link: self.link.clone(),
                    cite: None,
                    channel: self.channel.clone(),
                    location: self.location.0.clone(),
                    topic: self.topic.0.clone(),
                    when: self.when.0.clone(),
                    asked: self.asked.0.clone(),
                    unless: self.unless.0.clone(),
                    hits: self.hits.clone(),
                    passes: self.passes.clone(),
                    gaps: self.gaps.clone(),
                }
            }
        }
    };
}
pub(super) use entry;

/// An entry as it holds on some channels.
pub(super) struct Placed<'a, T> {
    pub(super) entry: &'a Entry<T>,
    /// None means all.
    pub(super) channels: Vec<Channel>,
    /// The channel whose table it stands in.
    pub(super) of: Option<Channel>,
}

impl<T> Placed<'_, T> {
    /// What tells its rule from that of the other channels.
    pub(super) fn variant(&self, name: Option<&str>) -> Option<String> {
        let channel = self.of.map(|channel| channel.as_str().replace('_', "-"));
        match (name, channel) {
            (None, channel) => channel,
            (Some(name), None) => Some(name.to_owned()),
            (Some(name), Some(channel)) => Some(format!("{name}.{channel}")),
        }
    }
}

/// The general entry on the channels that have none of their own, and each channel's own.
pub(super) fn placed<'a, T>(
    general: Option<&'a Entry<T>>,
    own: &[(Channel, Option<&'a Entry<T>>)],
) -> Vec<Placed<'a, T>> {
    let mut out = Vec::new();
    let has_own = |channel: &Channel| own.iter().any(|(known, entry)| known == channel && entry.is_some());
    if let Some(entry) = general {
        let rest: Vec<Channel> = Channel::ALL.iter().copied().filter(|channel| !has_own(channel)).collect();
        let all = rest.len() == Channel::ALL.len();
        if !rest.is_empty() {
            out.push(Placed { entry, channels: if all { Vec::new() } else { rest }, of: None });
        }
    }
    for &(channel, entry) in own {
        out.extend(entry.map(|entry| Placed { entry, channels: vec![channel], of: Some(channel) }));
    }
    out
}

/// Declares a section whose keys stand for all channels, and again in a table of each channel.
macro_rules! section {
    (
        $(#[$meta:meta])* $name:ident,
        $(#[$ometa:meta])* $own:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty),* $(,)? }
    ) => {
        $(#[$ometa])*
        #[derive(Debug, Clone, Default, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields, default)]
        pub(crate) struct $own { $($(#[$fmeta])* pub(super) $field: Option<super::entry::Entry<$type>>,)* }

        $(#[$meta])*
        #[derive(Debug, Clone, Default, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields, default)]
        pub(crate) struct $name {
            $($(#[$fmeta])* pub(super) $field: Option<super::entry::Entry<$type>>,)*
            /// What differs in replies to reviews.
            pub(super) public_review: Option<$own>,
            /// What differs in public comments.
            pub(super) public_comment: Option<$own>,
            /// What differs in posts of one's own.
            pub(super) public_post: Option<$own>,
            /// What differs in direct messages.
            pub(super) dm: Option<$own>,
            /// What differs in text messages.
            pub(super) sms: Option<$own>,
            /// What differs in e-mails.
            pub(super) email: Option<$own>,
            /// What differs in tickets.
            pub(super) ticket: Option<$own>,
            /// What differs in portals.
            pub(super) portal: Option<$own>,
        }

        impl $own {
            /// What stands here, and where nothing does, what stands in another.
            fn over(&self, below: &Self) -> Self {
                Self { $($field: self.$field.clone().or_else(|| below.$field.clone()),)* }
            }
        }

        impl $name {
            /// What stands here, and where nothing does, what stands in another.
            pub(super) fn over(&self, below: &Self) -> Self {
                let channel = |own: &Option<$own>, below: &Option<$own>| match (own, below) {
                    (Some(own), Some(below)) => Some(own.over(below)),
                    (own, below) => own.clone().or_else(|| below.clone()),
                };
                Self {
                    $($field: self.$field.clone().or_else(|| below.$field.clone()),)*
                    public_review: channel(&self.public_review, &below.public_review),
                    public_comment: channel(&self.public_comment, &below.public_comment),
                    public_post: channel(&self.public_post, &below.public_post),
                    dm: channel(&self.dm, &below.dm),
                    sms: channel(&self.sms, &below.sms),
                    email: channel(&self.email, &below.email),
                    ticket: channel(&self.ticket, &below.ticket),
                    portal: channel(&self.portal, &below.portal),
                }
            }

            /// Whether a channel has a table of its own.
            pub(super) fn names(&self, channel: crate::draft::Channel) -> bool {
                self.of(channel).is_some()
            }

            fn of(&self, channel: crate::draft::Channel) -> Option<&$own> {
                use crate::draft::Channel;
                match channel {
                    Channel::PublicReview => self.public_review.as_ref(),
                    Channel::PublicComment => self.public_comment.as_ref(),
                    Channel::PublicPost => self.public_post.as_ref(),
                    Channel::Dm => self.dm.as_ref(),
                    Channel::Sms => self.sms.as_ref(),
                    Channel::Email => self.email.as_ref(),
                    Channel::Ticket => self.ticket.as_ref(),
                    Channel::Portal => self.portal.as_ref(),
                }
            }

            $(
                #[allow(dead_code, reason = "every key has one")]
                pub(super) fn $field(&self) -> Vec<super::entry::Placed<'_, $type>> {
                    let own: Vec<_> = crate::draft::Channel::ALL
                        .iter()
                        .map(|&channel| (channel, self.of(channel).and_then(|own| own.$field.as_ref())))
                        .collect();
                    super::entry::placed(self.$field.as_ref(), &own)
                }
            )*
        }
    };
}
pub(super) use section;
