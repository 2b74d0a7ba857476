//! `[terms]`: the words that the brand uses, and those that it does not.

use super::entry::{Entry, FromShort, Patterns, Short, entry};
use super::speech::english;
use super::voice::any;
use super::write::{Rule, Rules, Toml, slug};
use serde::{Deserialize, Deserializer, de};
use std::fmt;
use std::ops::Range;
use toml::Spanned;

/// The words that the brand uses, and those that it does not.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Terms {
    /// What to write instead of what: `"log in*" = "sign in"`. `*` stands for the forms of a word, which are kept.
    pub(super) prefer: TermList,
    /// What is not written.
    pub(super) banned: TermList,
    /// Names that are written in one way only.
    pub(super) casing: Vec<Entry<Casing>>,
    /// Words that leave people out or hurt them, and what to write instead.
    pub(super) inclusive: TermList,
    /// Words that are harder than need be, and what to write instead.
    pub(super) plain: TermList,
    /// Groups of words of which a reply keeps to one.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Vec<String>>"))]
    pub(super) consistent: Vec<Vec<Spanned<String>>>,
    /// Others in the trade.
    pub(super) competitors: Option<Entry<Competitors>>,
    /// Words that no dictionary knows.
    pub(super) spelling: Option<Entry<Spelling>>,
}

entry! {
    /// A word, or several for which the same holds.
    Term {
        /// Patterns: words, `*` for their forms, `(a|b)`, `[left out or not]`, `_` for any word.
        say: Patterns,
        /// What to write instead.
        write: Patterns,
    }
}

impl FromShort for Term {
    fn from_short(short: Short) -> Result<Self, String> {
        Ok(Self { say: Patterns(short.texts()?), ..Self::default() })
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        super::entry::texts_schema()
    }
}

/// A term whose words stand to the left of the equals sign.
#[derive(Debug, Clone)]
struct Instead(Term);

impl<'de> Deserialize<'de> for Instead {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Term::deserialize(deserializer).map(Self)
    }
}

impl FromShort for Instead {
    fn from_short(short: Short) -> Result<Self, String> {
        Ok(Self(Term { write: Patterns(short.texts()?), ..Term::default() }))
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        super::entry::texts_schema()
    }
}

/// Terms, as a list or as a table of what to write instead.
#[derive(Debug, Clone, Default)]
pub(crate) struct TermList(pub(super) Vec<(Term, Range<usize>)>);

impl<'de> Deserialize<'de> for TermList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = TermList;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of words, or a table of words and what to write instead")
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<TermList, A::Error> {
                let mut terms = Vec::new();
                while let Some(Entry { value, at }) = list.next_element::<Entry<Term>>()? {
                    if value.say.0.is_empty() {
                        return Err(de::Error::custom("the entry does not say what it is about; write `say = \"…\"`"));
                    }
                    terms.push((*value, at));
                }
                Ok(TermList(terms))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<TermList, A::Error> {
                let mut terms = Vec::new();
                while let Some((key, Entry { value, .. })) = map.next_entry::<Spanned<String>, Entry<Instead>>()? {
                    let Instead(mut term) = *value;
                    let at = key.span();
                    term.say.0.insert(0, key);
                    terms.push((term, at));
                }
                // In the order of the file; a table's is that of its keys.
                terms.sort_by_key(|(_, at)| at.start);
                Ok(TermList(terms))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TermList {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TermList".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let entry = generator.subschema_for::<Entry<Term>>();
        let table = generator.subschema_for::<Term>();
        schemars::json_schema!({ "anyOf": [
            { "type": "array", "items": entry },
            { "type": "object", "additionalProperties": { "anyOf": [super::entry::texts_schema(), table] } },
        ] })
    }
}

entry! {
    /// Names that are written in one way only.
    Casing {
        /// The names as they are written.
        write: Patterns,
        /// Wrong spellings that differ by more than capitals, spaces and hyphens.
        not: Patterns,
    }
}

impl FromShort for Casing {
    fn from_short(short: Short) -> Result<Self, String> {
        Ok(Self { write: Patterns(short.texts()?), ..Self::default() })
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        super::entry::texts_schema()
    }
}

entry! {
    /// Others in the trade.
    Competitors {
        /// Their names, and what stands for them (`the big banks`).
        names: Patterns,
        /// They may be named, so long as nobody compares.
        mention: bool,
        /// Patterns that compare; ours are added.
        compare: Patterns,
    }
}

impl FromShort for Competitors {
    fn from_short(short: Short) -> Result<Self, String> {
        Ok(Self { names: Patterns(short.texts()?), ..Self::default() })
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        super::entry::texts_schema()
    }
}

entry! {
    /// Words that no dictionary knows.
    Spelling {
        /// The language, as two letters, of a dictionary that is handed over when the linter is built.
        language: Option<String>,
        /// Words that are right and stand in no dictionary.
        words: Vec<String>,
    }
}

impl FromShort for Spelling {
    fn from_short(short: Short) -> Result<Self, String> {
        match short {
            Short::Text(language) => Ok(Self { language: Some(language.into_inner()), ..Self::default() }),
            _ => Err("write a language as two letters, or a table".to_owned()),
        }
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        serde_json::json!({ "type": "string" })
    }
}

impl Terms {
    /// What stands here and in another.
    pub(super) fn over(&self, below: &Self) -> Self {
        let both = |own: &TermList, below: &TermList| TermList(below.0.iter().chain(&own.0).cloned().collect());
        Self {
            prefer: both(&self.prefer, &below.prefer),
            banned: both(&self.banned, &below.banned),
            casing: below.casing.iter().chain(&self.casing).cloned().collect(),
            inclusive: both(&self.inclusive, &below.inclusive),
            plain: both(&self.plain, &below.plain),
            consistent: below.consistent.iter().chain(&self.consistent).cloned().collect(),
            competitors: self.competitors.clone().or_else(|| below.competitors.clone()),
            spelling: self.spelling.clone().or_else(|| below.spelling.clone()),
        }
    }

    pub(super) fn rules(&self, out: &mut Rules) {
        let lists = [
            (&self.prefer, "preferred-term", "uses another word than the brand does"),
            (&self.banned, "forbidden-term", "uses a word that the brand does not use"),
            (&self.inclusive, "inclusive", "uses a word that leaves people out or hurts them"),
            (&self.plain, "plain-language", "uses a harder word than need be"),
        ];
        for (list, guideline, message) in lists {
            list.rules(guideline, message, out);
        }
        self.casing_rules(out);
        if !self.consistent.is_empty() {
            let at = self.consistent.iter().flatten().next().map_or(0..0, Spanned::span);
            let groups = Toml::list(self.consistent.iter().map(|group| Toml::strings(group)));
            out.rule(Rule {
                guideline: "consistency",
                variant: None,
                at,
                message: "writes one thing in two ways",
                advice: "Keep to one.".to_owned(),
                spec: Toml::table([(Toml::new("consistency"), Toml::table([(Toml::new("either"), groups)]))]),
                channels: &[],
                common: &Default::default(),
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
        if let Some(Entry { value, at }) = &self.spelling {
            let language = value.language.as_deref().unwrap_or("en");
            let words = Toml::list(value.words.iter().map(|word| Toml::string(word, None)));
            let spec = [(Toml::new("language"), Toml::string(language, Some(at.start))), (Toml::new("words"), words)];
            out.rule(Rule {
                guideline: "spelling",
                variant: None,
                at: at.clone(),
                message: "is in no dictionary",
                advice: "Check the spelling, or add the word to `terms.spelling`.".to_owned(),
                spec: Toml::table([(Toml::new("spelling"), Toml::table(spec))]),
                channels: &[],
                common: &value.common(),
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
        self.competitor_rules(out);
    }

    fn casing_rules(&self, out: &mut Rules) {
        // Names without anything of their own are one rule.
        let plain = |entry: &&Entry<Casing>| entry.value.common().is_plain();
        let (plain, other): (Vec<_>, Vec<_>) = self.casing.iter().partition(plain);
        let groups = std::iter::once(plain).chain(other.into_iter().map(|entry| vec![entry]));
        for group in groups.filter(|group| !group.is_empty()) {
            let mut words = Vec::new();
            let mut also = Vec::new();
            for entry in &group {
                let Casing { write, not, .. } = &*entry.value;
                match write.0.first() {
                    Some(name) if !not.0.is_empty() => also.push((Toml::spanned(name), Toml::strings(&not.0))),
                    _ => words.extend(write.0.iter().cloned()),
                }
            }
            let first = &group[0];
            let common = first.value.common();
            let name = first.value.write.0.first().map(|name| slug(name.as_ref()));
            let spec = [(Toml::new("words"), Toml::strings(&words)), (Toml::new("also"), Toml::table(also))];
            out.rule(Rule {
                guideline: "product-casing",
                variant: name.filter(|_| !common.is_plain()),
                at: first.at.clone(),
                message: "is written otherwise than the name is",
                advice: "Write the name as the brand does.".to_owned(),
                spec: Toml::table([(Toml::new("casing"), Toml::table(spec))]),
                channels: &[],
                common: &common,
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
    }

    fn competitor_rules(&self, out: &mut Rules) {
        let Some(Entry { value, at }) = &self.competitors else { return };
        let mut rule = |variant: Option<&str>, message: &str, advice: &str, patterns: Toml| {
            out.rule(Rule {
                guideline: "competitor",
                variant: variant.map(str::to_owned),
                at: at.clone(),
                message,
                advice: advice.to_owned(),
                spec: Toml::table([(Toml::new("phrase"), any(patterns))]),
                channels: &[],
                common: &value.common(),
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        };
        if value.names.0.is_empty() {
            return;
        }
        if !value.mention {
            rule(None, "names a competitor", "Leave them out.", Toml::strings(&value.names.0));
        }
        let names: Vec<&str> = value.names.0.iter().map(|name| name.as_ref().as_str()).collect();
        let names = format!("({})", names.join("|"));
        let ours = english().compares.iter().map(|text| Toml::string(&text.replace("{}", &names), Some(at.start)));
        let patterns = Toml::list(ours.chain(value.compare.0.iter().map(Toml::spanned)));
        rule(
            Some("compared"),
            "compares the brand with a competitor",
            "Say what you do, and let people judge.",
            patterns,
        );
    }
}

impl TermList {
    /// Terms without anything of their own are one rule of each kind; any other is a rule of its own.
    fn rules(&self, guideline: &str, message: &str, out: &mut Rules) {
        let plain = |(term, _): &&(Term, Range<usize>)| term.common().is_plain();
        let (plain, other): (Vec<_>, Vec<_>) = self.0.iter().partition(plain);
        let (replaced, refused): (Vec<_>, Vec<_>) = plain.into_iter().partition(|(term, _)| !term.write.0.is_empty());
        let groups = [refused, replaced].into_iter().chain(other.into_iter().map(|term| vec![term]));
        for group in groups.filter(|group| !group.is_empty()) {
            let (first, at) = &group[0];
            let common = first.common();
            let alone = !common.is_plain();
            let name = first.say.0.first().map(|say| slug(say.as_ref()));
            let prefers = !first.write.0.is_empty();
            let variant = match (alone, prefers) {
                (true, _) => name,
                (false, true) if guideline != "preferred-term" => Some("instead".to_owned()),
                (false, false) if guideline == "preferred-term" => Some("never".to_owned()),
                (false, _) => None,
            };
            let spec = if prefers {
                let pairs = group.iter().flat_map(|(term, _)| {
                    term.say.0.iter().map(|say| (Toml::spanned(say), Toml::strings(&term.write.0)))
                });
                Toml::table([(Toml::new("prefer"), Toml::table([(Toml::new("instead"), Toml::table(pairs))]))])
            } else {
                let says: Vec<Spanned<String>> =
                    group.iter().flat_map(|(term, _)| term.say.0.iter().cloned()).collect();
                Toml::table([(Toml::new("phrase"), any(Toml::strings(&says)))])
            };
            let advice = match first.write.0.as_slice() {
                [] => "Use another word.".to_owned(),
                texts if alone => {
                    let texts: Vec<String> = texts.iter().map(|text| format!("\"{}\"", text.as_ref())).collect();
                    format!("Write {}.", texts.join(" or "))
                }
                _ => "Use the brand's own word.".to_owned(),
            };
            out.rule(Rule {
                guideline,
                variant,
                at: at.clone(),
                message,
                advice,
                spec,
                channels: &[],
                common: &common,
                only_if: Vec::new(),
                unless: Vec::new(),
            });
        }
    }
}
