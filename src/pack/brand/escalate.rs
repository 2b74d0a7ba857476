//! `[escalate]`: who approves what, and the only words that may stand until they have.

use super::entry::{Entry, Patterns, entry};
use super::write::{Rule, Rules, Toml};
use crate::draft::Role;
use crate::near::is_near;
use crate::pack::schema::EscalationTable;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// Who approves what, and the only words that may stand until they have.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Escalate {
    /// The person who approves, by topic; `else` stands for every other topic.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub(super) approvers: BTreeMap<Spanned<String>, String>,
    /// Topics of the brand's own, by name: patterns, or a table.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Entry<Topic>>"))]
    pub(super) topics: BTreeMap<Spanned<String>, Entry<Topic>>,
    /// Topics that the brand does not route, by name, and why.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub(super) ignore: BTreeMap<Spanned<String>, String>,
    /// The only words that may stand until somebody has approved more.
    pub(super) hold: Vec<Entry<Hold>>,
}

/// A topic of the brand's own.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Topic {
    /// Patterns of which any raises it, in the message that the draft answers or in the draft.
    pub(super) any: Patterns,
    /// Patterns that silence it in a sentence.
    pub(super) unless: Patterns,
    /// Everyday senses: a match that overlaps one of these does not count.
    pub(super) not: Patterns,
    /// The draft raises it as well; unless said otherwise, it does only where the message that it answers is not known.
    pub(super) in_draft: bool,
    /// In which role somebody approves; `pr` unless said otherwise.
    pub(super) role: Option<Role>,
    /// Why somebody must.
    pub(super) why: Option<String>,
    /// What to do now.
    #[serde(rename = "do")]
    pub(super) advice: Option<String>,
    /// Messages that raise it.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::pack::schema::Example>"))]
    pub(super) hits: Option<Spanned<toml::Value>>,
    /// Messages that do not.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::pack::schema::Example>"))]
    pub(super) passes: Option<Spanned<toml::Value>>,
}

impl super::entry::FromShort for Topic {
    fn from_short(short: super::entry::Short) -> Result<Self, String> {
        Ok(Self { any: Patterns(short.texts()?), ..Self::default() })
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        super::entry::texts_schema()
    }
}

entry! {
    /// The only words that may stand where a topic was raised.
    Hold {
        /// The texts, one of which must stand. Without any, only what may stand beside them.
        say: Patterns,
        /// Texts that may stand beside it.
        also: Patterns,
        /// Patterns: a sentence in which one stands may stand beside it (`988`).
        may_add: Patterns,
        /// The topics for which it holds; all that have no words of their own, unless said otherwise.
        topics: Patterns,
        /// Guidelines that do not hold then; `length.short`, the fewest words, unless said otherwise.
        waives: Option<Vec<String>>,
    }
}

impl super::entry::FromShort for Hold {
    fn from_short(short: super::entry::Short) -> Result<Self, String> {
        Ok(Self { say: Patterns(short.texts()?), ..Self::default() })
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        super::entry::texts_schema()
    }
}

/// What is wrong with an entry: what, where, and what to write instead.
type Fault = (String, usize, String);

impl Escalate {
    /// The person who approves a topic.
    pub(super) fn approver(&self, topic: &str) -> Option<&str> {
        let named = |name: &str| self.approvers.iter().find(|(known, _)| known.as_ref() == name);
        named(topic).or_else(|| named("else")).map(|(_, person)| person.as_str())
    }

    /// Says for which topics the holding words stand, and what is waived there. `known` are the topics that there are.
    pub(super) fn waive(&self, known: &[&str], out: &mut Rules) -> Result<(), Fault> {
        let check = |name: &Spanned<String>| {
            let text = name.as_ref().as_str();
            if known.contains(&text) || text == "else" {
                return Ok(());
            }
            let remedy = known.iter().find(|known| is_near(text, known)).map_or_else(
                || format!("write one of {}, or say under `[escalate.topics]` what raises it", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            Err((format!("there is no topic `{text}`"), name.span().start, remedy))
        };
        self.approvers.keys().chain(self.ignore.keys()).try_for_each(check)?;
        for hold in &self.hold {
            hold.value.topics.0.iter().try_for_each(check)?;
        }
        for (at, hold) in self.hold.iter().enumerate() {
            let topics = self.topics_of(at, known);
            let waives = hold.value.waives.clone().unwrap_or_else(|| vec!["length.short".to_owned()]);
            out.waived.extend(waives.into_iter().map(|guideline| (guideline, topics.clone())));
        }
        // What several holding texts waive is waived for the topics of all.
        let mut joined: Vec<(String, Toml)> = Vec::new();
        for (guideline, topics) in std::mem::take(&mut out.waived) {
            match joined.iter_mut().find(|(known, _)| *known == guideline) {
                Some((_, all)) => {
                    all.text.truncate(all.text.len() - 1);
                    all.text.push_str(", ");
                    let more = Toml { text: topics.text[1..].to_owned(), places: Vec::new() };
                    all.push(&more);
                }
                None => joined.push((guideline, topics)),
            }
        }
        out.waived = joined;
        Ok(())
    }

    pub(super) fn rules(&self, known: &[&str], out: &mut Rules) {
        for (number, Entry { value, at }) in self.hold.iter().enumerate() {
            let lists = [("texts", &value.say.0), ("also", &value.also.0), ("may_add", &value.may_add.0)];
            let lists = lists.into_iter().filter(|(_, texts)| !texts.is_empty());
            let lists = lists.map(|(name, texts)| (Toml::new(name), Toml::strings(texts)));
            let spec = lists.chain([(Toml::new("sign_off"), Toml::new("true"))]);
            let variant = value.topics.0.first().map(|topic| topic.as_ref().clone()).filter(|_| self.hold.len() > 1);
            let mut common = value.common();
            common.topic.clear();
            let person =
                value.topics.0.first().and_then(|topic| self.approver(topic.as_ref())).or(self.approver("else"));
            out.rule(Rule {
                guideline: "escalation",
                variant,
                at: at.clone(),
                message: "says more than the holding text before somebody approved it",
                advice: format!(
                    "Post the holding text alone, and pass the message on{}.",
                    person.map(|person| format!(" to {person}")).unwrap_or_default()
                ),
                spec: Toml::table([(Toml::new("exactly"), Toml::table(spec))]),
                channels: &[],
                common: &common,
                only_if: vec![("topic", self.topics_of(number, known))],
                unless: Vec::new(),
            });
        }
    }

    /// The topics of a holding text: those that it names, or all that no other names.
    fn topics_of(&self, hold: usize, known: &[&str]) -> Toml {
        let own = &self.hold[hold].value.topics.0;
        if !own.is_empty() {
            return Toml::strings(own);
        }
        let of_another = |topic: &&&str| {
            let named = self.hold.iter().flat_map(|hold| &hold.value.topics.0);
            named.map(|name| name.as_ref().as_str()).any(|name| name == **topic)
        };
        let ignored = |topic: &&&str| self.ignore.keys().any(|name| name.as_ref() == **topic);
        let rest = known.iter().filter(|topic| !of_another(topic) && !ignored(topic));
        Toml::list(rest.map(|topic| Toml::string(topic, Some(self.hold[hold].at.start))))
    }

    /// The brand's own topics as tables of a pack.
    pub(super) fn routes(&self) -> impl Iterator<Item = Toml> {
        self.topics.iter().map(|(name, Entry { value, at })| {
            let mut out = Toml::new("[[escalation]]\n");
            let mut line = |key: &str, text: Toml| {
                out.text.push_str(&format!("{key} = "));
                out.push(&text);
                out.text.push('\n');
            };
            line("topic", Toml::string(name.as_ref(), Some(name.span().start)));
            line("role", Toml::string(value.role.unwrap_or(Role::Pr).as_str(), Some(at.start)));
            line(
                "why",
                Toml::string(value.why.as_deref().unwrap_or("The brand passes this on before anybody answers."), None),
            );
            line("inbound_first", Toml::new(if value.in_draft { "false" } else { "true" }));
            if let Some(advice) = &value.advice {
                line("advice", Toml::string(advice, None));
            }
            for (key, patterns) in [("any", &value.any.0), ("unless", &value.unless.0), ("not", &value.not.0)] {
                if !patterns.is_empty() || key == "any" {
                    line(key, Toml::strings(patterns));
                }
            }
            for (key, examples) in [("hits", &value.hits), ("passes", &value.passes)] {
                if let Some(examples) = examples {
                    line(key, super::write::raw(examples));
                }
            }
            out.text.push('\n');
            out
        })
    }
}

/// The topics that packs route, and those that a brand adds.
pub(super) fn known_topics<'a>(
    routes: impl Iterator<Item = &'a EscalationTable>,
    own: impl Iterator<Item = &'a str>,
) -> Vec<&'a str> {
    let mut topics: Vec<&str> = routes.map(|route| route.topic.as_str()).chain(own).collect();
    topics.sort_unstable();
    topics.dedup();
    topics
}
