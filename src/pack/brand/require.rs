//! `[[require]]` and `[[forbid]]`: what must stand in a reply, and what may not.

use super::entry::{Entry, FromShort, Patterns, Short, entry};
use super::voice::number;
use super::write::{Rule, Rules, Toml, slug};
use serde::Deserialize;
use toml::Spanned;

/// One way to say what must stand in a reply.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Way {
    /// Patterns of which one must stand.
    pub(super) say: Patterns,
    /// Regexes over the draft in lower case that will do as well.
    pub(super) regex: Patterns,
    /// `anywhere` (unless said otherwise), `start`, `first_sentence`, `last_sentence`, `last_line` or `end`.
    #[serde(rename = "where")]
    pub(super) place: Option<String>,
    /// It must be a line of its own.
    pub(super) own_line: bool,
}

entry! {
    /// What must stand in a reply.
    Require {
        /// Patterns of which one must stand; a text may be several sentences.
        say: Patterns,
        /// Ways to say it of which one will do, each with its own place.
        #[cfg_attr(feature = "schema", schemars(with = "Vec<Way>"))]
        any_of: Vec<Spanned<Way>>,
        /// Regexes over the draft in lower case that will do as well, for shapes that no words can tell.
        regex: Patterns,
        /// Only where one of these patterns stands in the draft: "X needs Y".
        with: Patterns,
        /// Only where one of these regexes finds something in the draft, in lower case: for shapes such as a rate.
        with_regex: Patterns,
        /// Within how many words of that.
        near: Option<u32>,
        /// `anywhere` (unless said otherwise), `start`, `first_sentence`, `last_sentence`, `last_line` or `end`.
        #[serde(rename = "where")]
        place: Option<String>,
        /// It must be a line of its own.
        own_line: bool,
        /// The most times that it may stand.
        at_most: Option<u32>,
        /// Which guideline it belongs to: the first part of the rule's id behind `brand/`; `disclosure` unless said
        /// otherwise.
        guideline: Option<String>,
    }
}

entry! {
    /// What may not stand in a reply.
    Forbid {
        /// Patterns of which none may stand.
        say: Patterns,
        /// Regexes over the draft in lower case, for shapes that no words can tell.
        regex: Patterns,
        /// Where it may not stand; anywhere unless said otherwise.
        #[serde(rename = "where")]
        place: Option<String>,
        /// The only place where it may stand.
        but: Option<String>,
        /// It is allowed so many times.
        at_most: Option<u32>,
        /// Which guideline it belongs to: the first part of the rule's id behind `brand/`; `forbidden-term` unless said
        /// otherwise.
        guideline: Option<String>,
    }
}

/// Declares the short form of an entry: its patterns.
macro_rules! said {
    ($($name:ident),+) => {
        $(impl FromShort for $name {
            fn from_short(short: Short) -> Result<Self, String> {
                Ok(Self { say: Patterns(short.texts()?), ..Self::default() })
            }

            #[cfg(feature = "schema")]
            fn short_schema() -> serde_json::Value {
                super::entry::texts_schema()
            }
        })+
    };
}
said!(Require, Forbid);

/// The guidelines that rules of a brand file are grouped by.
pub(super) const GUIDELINES: &[&str] = &[
    "apology",
    "argument",
    "caps",
    "claim",
    "compensation",
    "competitor",
    "consistency",
    "contractions",
    "disclosure",
    "emoji",
    "escalation",
    "exclamation",
    "fault",
    "forbidden-term",
    "greeting",
    "hashtag",
    "hours",
    "inclusive",
    "length",
    "link",
    "mention",
    "person",
    "phone",
    "plain-language",
    "preferred-term",
    "privacy",
    "product-casing",
    "promise",
    "reading-grade",
    "repetition",
    "review-incentive",
    "review-removal",
    "safety",
    "sarcasm",
    "security",
    "sign-off",
    "spelling",
    "structure",
    "voice",
];

fn pair(key: &str, value: Toml) -> (Toml, Toml) {
    (Toml::new(key), value)
}

impl Require {
    /// All texts of which one must stand.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.say.0.iter().chain(self.any_of.iter().flat_map(|way| &way.as_ref().say.0))
    }

    /// All regexes of which one must find something.
    pub(super) fn shapes(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.regex.0.iter().chain(self.any_of.iter().flat_map(|way| &way.as_ref().regex.0))
    }

    /// The place that nothing else can have beside it, where there is one: only on its channels, without further conditions.
    pub(super) fn only_place(&self) -> Option<&'static str> {
        let always = self.with.0.is_empty() && self.with_regex.0.is_empty() && self.common().has_no_condition();
        let fixed = always && self.location.0.is_empty() && self.any_of.is_empty() && !self.say.0.is_empty();
        match (self.place.as_deref().filter(|_| fixed)?, self.own_line) {
            ("end", _) => Some("end"),
            ("start", _) => Some("beginning"),
            ("last_line", true) => Some("last line"),
            _ => None,
        }
    }

    /// Whether one text, or a part of one, would do for both.
    pub(super) fn shares_a_text(&self, other: &Self) -> bool {
        let fold = |text: &Spanned<String>| text.as_ref().trim().to_lowercase();
        let others: Vec<String> = other.texts().map(fold).collect();
        let shares = |text: String| others.iter().any(|other| text.contains(other.as_str()) || other.contains(&text));
        self.shapes().chain(other.shapes()).next().is_some() || self.texts().map(fold).any(shares)
    }

    /// What cannot be meant: a way that says nothing, or two places for one thing.
    pub(super) fn refuse(&self, at: usize) -> Result<(), (String, usize, String)> {
        if let Some(way) =
            self.any_of.iter().find(|way| way.as_ref().say.0.is_empty() && way.as_ref().regex.0.is_empty())
        {
            let what = "a way of `any_of` that says nothing would do for any reply".to_owned();
            return Err((what, way.span().start, "write `say`, or `regex`".to_owned()));
        }
        let placed = self.place.is_some() || self.own_line;
        if placed && !self.any_of.is_empty() && self.say.0.is_empty() && self.regex.0.is_empty() {
            let what = "`where` and `own_line` beside `any_of` are about nothing".to_owned();
            return Err((what, at, "write them into the tables of `any_of`".to_owned()));
        }
        Ok(())
    }
}

pub(super) fn require(entries: &[Entry<Require>], out: &mut Rules) {
    for Entry { value, at } in entries {
        let said: Vec<String> = value.texts().map(|say| format!("\"{}\"", say.as_ref())).collect();
        let name = value.with.0.first().or(value.texts().next()).map(|text| slug(text.as_ref()));
        let name = name.unwrap_or_else(|| "shape".to_owned());
        let guideline = value.guideline.as_deref().unwrap_or("disclosure");
        let mut rule = |variant: String, message: &str, advice: String, spec: Toml| {
            out.rule(Rule {
                guideline,
                variant: Some(variant),
                at: at.clone(),
                message,
                advice,
                spec,
                channels: &[],
                common: &value.common(),
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        };
        let lists = |say: &Patterns, regex: &Patterns| {
            let lists = [("any", say), ("regex", regex)];
            let lists = lists.into_iter().filter(|(_, list)| !list.0.is_empty());
            lists.map(|(key, list)| pair(key, Toml::strings(&list.0))).collect::<Vec<_>>()
        };
        let wanted = || lists(&value.say, &value.regex);
        let ways = value.any_of.iter().map(|way| {
            let (at, way) = (way.span().start, way.as_ref());
            let mut spec = lists(&way.say, &way.regex);
            spec.extend(way.place.as_ref().map(|place| pair("where", Toml::string(place, Some(at)))));
            if way.own_line {
                spec.push(pair("line", Toml::new("true")));
            }
            Toml::table(spec)
        });
        let mut spec = wanted();
        spec.extend(value.place.as_ref().map(|place| pair("where", Toml::string(place, Some(at.start)))));
        if value.own_line {
            spec.push(pair("line", Toml::new("true")));
        }
        if !value.with.0.is_empty() {
            spec.push(pair("when", Toml::strings(&value.with.0)));
        }
        if !value.with_regex.0.is_empty() {
            spec.push(pair("when_regex", Toml::strings(&value.with_regex.0)));
        }
        spec.extend(value.near.map(|near| pair("near", number(near))));
        if !value.any_of.is_empty() {
            spec.push(pair("any_of", Toml::list(ways)));
        }
        let message = if value.with.0.is_empty() && value.with_regex.0.is_empty() {
            "lacks what it must say"
        } else {
            "needs words that it lacks"
        };
        let advice = match said.is_empty() {
            true => "Add what is asked for here.".to_owned(),
            false => format!("Say {}.", said.join(" or ")),
        };
        rule(name.clone(), message, advice, Toml::table([pair("require", Toml::table(spec))]));
        if let Some(max) = value.at_most {
            let texts = Toml::list(value.texts().map(Toml::spanned));
            let shapes = Toml::list(value.shapes().map(Toml::spanned));
            let lists = [pair("any", texts), pair("regex", shapes)];
            let spec = lists.into_iter().filter(|(_, list)| list.text != "[]").chain([pair("max", number(max))]);
            let advice = if max == 1 { "Say it once.".to_owned() } else { format!("Say it {max} times at most.") };
            let spec = Toml::table([pair("limit", Toml::table(spec))]);
            rule(format!("{name}.repeated"), "says it more often than it should", advice, spec);
        }
    }
}

pub(super) fn forbid(entries: &[Entry<Forbid>], out: &mut Rules) {
    for Entry { value, at } in entries {
        let mut spec = vec![pair("any", Toml::strings(&value.say.0))];
        let kind = match value.at_most {
            Some(max) => {
                spec.push(pair("max", number(max)));
                "limit"
            }
            None => {
                spec.extend(value.place.as_ref().map(|place| pair("where", Toml::string(place, Some(at.start)))));
                spec.extend(value.but.as_ref().map(|place| pair("except", Toml::string(place, Some(at.start)))));
                if value.place.is_none() && value.but.is_none() { "phrase" } else { "forbid" }
            }
        };
        let name = value.say.0.first().map(|text| slug(text.as_ref())).unwrap_or_default();
        if !value.regex.0.is_empty() {
            out.rule(Rule {
                guideline: value.guideline.as_deref().unwrap_or("forbidden-term"),
                variant: Some(if name.is_empty() { "shape".to_owned() } else { format!("{name}.shape") }),
                at: at.clone(),
                message: "says what the brand does not say",
                advice: "Say it otherwise, or leave it out.".to_owned(),
                spec: Toml::table([pair("regex", super::voice::any(Toml::strings(&value.regex.0)))]),
                channels: &[],
                common: &value.common(),
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
        if value.say.0.is_empty() {
            continue;
        }
        out.rule(Rule {
            guideline: value.guideline.as_deref().unwrap_or("forbidden-term"),
            variant: Some(name),
            at: at.clone(),
            message: "says what the brand does not say",
            advice: "Say it otherwise, or leave it out.".to_owned(),
            spec: Toml::table([pair(kind, Toml::table(spec))]),
            channels: &[],
            common: &value.common(),
            only_if: Vec::new(),
            unless: Vec::new(),
        });
    }
}
