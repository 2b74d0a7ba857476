//! Writing a section out as rules: TOML in which every text that came from the brand file remembers where it stood.

use super::entry::Common;
use crate::draft::Channel;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use toml::Spanned;

/// TOML, and where its texts come from.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Toml {
    pub(super) text: String,
    /// Where a text begins here, how long it is, and where it stood.
    pub(super) places: Vec<(usize, usize, usize)>,
}

impl Toml {
    pub(super) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), places: Vec::new() }
    }

    /// A text between quotation marks. `from` is where it stood in the brand file, its own marks included.
    pub(super) fn string(text: &str, from: Option<usize>) -> Self {
        let literal = toml::Value::String(text.to_owned()).to_string();
        let places = from.map(|from| (0, literal.len(), from)).into_iter().collect();
        Self { text: literal, places }
    }

    pub(super) fn spanned(text: &Spanned<String>) -> Self {
        Self::string(text.as_ref(), Some(text.span().start))
    }

    pub(super) fn strings(texts: &[Spanned<String>]) -> Self {
        Self::list(texts.iter().map(Self::spanned))
    }

    /// Texts of our own, for which an entry of the brand file is to blame.
    pub(super) fn words(words: &[String], from: usize) -> Self {
        Self::list(words.iter().map(|word| Self::string(word, Some(from))))
    }

    pub(super) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Self::new("[");
        for (at, item) in items.into_iter().enumerate() {
            out.text.push_str(if at > 0 { ", " } else { "" });
            out.push(&item);
        }
        out.text.push(']');
        out
    }

    /// An inline table.
    pub(super) fn table(entries: impl IntoIterator<Item = (Self, Self)>) -> Self {
        let mut out = Self::new("{ ");
        for (at, (key, value)) in entries.into_iter().enumerate() {
            out.text.push_str(if at > 0 { ", " } else { "" });
            out.push(&key);
            out.text.push_str(" = ");
            out.push(&value);
        }
        out.text.push_str(" }");
        out
    }

    pub(super) fn push(&mut self, other: &Self) {
        let start = self.text.len();
        self.text.push_str(&other.text);
        self.places.extend(other.places.iter().map(|&(at, length, from)| (start + at, length, from)));
    }

    /// A line `key = value`.
    fn line(&mut self, key: &str, value: &Self) {
        let _ = write!(self.text, "{key} = ");
        self.push(value);
        self.text.push('\n');
    }

    /// Where what stands at a byte came from.
    pub(super) fn from(&self, at: usize) -> Option<usize> {
        let before = self.places.partition_point(|&(start, ..)| start <= at).checked_sub(1)?;
        let (start, length, from) = self.places[before];
        Some(if at < start + length { from + (at - start) } else { from })
    }
}

/// One rule to be written.
pub(super) struct Rule<'a> {
    /// Its guideline.
    pub(super) guideline: &'a str,
    /// What tells it from others of the guideline.
    pub(super) variant: Option<String>,
    /// Where the entry stands.
    pub(super) at: Range<usize>,
    pub(super) message: &'a str,
    pub(super) advice: String,
    /// What stands under `match`.
    pub(super) spec: Toml,
    /// On which channels it speaks, where the entry does not name any; none means all.
    pub(super) channels: &'a [Channel],
    pub(super) common: &'a Common,
    /// More conditions under `only_if`.
    pub(super) only_if: Vec<(&'static str, Toml)>,
    /// More conditions under `unless`.
    pub(super) unless: Vec<(&'static str, Toml)>,
}

/// The rules that a brand file's sections stand for.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// One table each, by id.
    rules: BTreeMap<String, Toml>,
    /// Changes of rules of other packs.
    changes: Vec<(String, Toml)>,
    /// Guidelines that do not hold where a topic was raised, and the topics.
    pub(super) waived: Vec<(String, Toml)>,
    /// What is said of the guide where an entry does not say it.
    pub(super) link: Option<String>,
}

impl Rules {
    pub(super) fn new(link: Option<String>, waived: Vec<(String, Toml)>) -> Self {
        Self { waived, link, ..Self::default() }
    }

    pub(super) fn rule(&mut self, rule: Rule<'_>) {
        let Rule { guideline, variant, at, message, advice, spec, channels, common, only_if, unless } = rule;
        let variant = common.id.as_ref().map(|id| slug(id.as_ref())).or(variant).filter(|variant| !variant.is_empty());
        let mut id = format!("brand/{guideline}");
        if let Some(variant) = variant {
            id.push('.');
            id.push_str(&variant);
        }
        let taken = |id: &String| self.rules.contains_key(id);
        if taken(&id) {
            let number = (2..).find(|number| !taken(&format!("{id}-{number}"))).unwrap_or_default();
            let _ = write!(id, "-{number}");
        }
        let mut out = Toml::new("[[rule]]\n");
        out.line("id", &Toml::string(&id, Some(at.start)));
        out.line("level", &common.level.as_ref().map_or_else(|| Toml::new("\"revise\""), raw));
        out.line("message", &Toml::string(common.message.as_deref().unwrap_or(message), None));
        let quoted = common.quote.as_ref().map(|quote| format!("The guide says: “{}”", quote.trim()));
        let why = common.why.clone().or(quoted).unwrap_or_else(|| "The brand's guidelines say so.".to_owned());
        out.line("why", &Toml::string(&why, None));
        out.line("do", &Toml::string(common.advice.as_deref().unwrap_or(&advice), None));
        let link = common.link.as_ref().or(self.link.as_ref().filter(|_| common.quote.is_some()));
        let guide = [("quote", common.quote.as_ref()), ("link", link)];
        let guide: Vec<_> = guide
            .into_iter()
            .filter_map(|(key, text)| Some((Toml::new(key), Toml::string(text?.trim(), None))))
            .collect();
        if !guide.is_empty() {
            out.line("guide", &Toml::table(guide));
        }
        if let Some(source) = common.cite {
            out.line("cite", &Toml::list([Toml::string(source, None)]));
        }
        out.line("match", &spec);

        let channels = if common.channel.is_empty() { channels } else { &common.channel };
        let mut conditions: Vec<(Toml, Toml)> =
            only_if.into_iter().map(|(key, value)| (Toml::new(key), value)).collect();
        let mut condition = |key: &str, value: Option<Toml>| {
            conditions.extend(value.map(|value| (Toml::new(key), value)));
        };
        let some = |texts: &[Spanned<String>]| (!texts.is_empty()).then(|| Toml::strings(texts));
        condition("channel", (!channels.is_empty()).then(|| channel_list(channels)));
        condition("location", some(&common.location));
        condition("topic", some(&common.topic));
        condition("draft_has", some(&common.when));
        condition("inbound_has", some(&common.asked));
        if !conditions.is_empty() {
            out.line("only_if", &Toml::table(conditions));
        }
        let mut exceptions: Vec<(Toml, Toml)> =
            unless.into_iter().map(|(key, value)| (Toml::new(key), value)).collect();
        if !common.unless.is_empty() {
            exceptions.push((Toml::new("sentence_has"), Toml::strings(&common.unless)));
        }
        let waived = self.waived.iter().find(|(known, _)| covers(known, &id));
        exceptions.extend(waived.map(|(_, topics)| (Toml::new("topic"), topics.clone())));
        if !exceptions.is_empty() {
            out.line("unless", &Toml::table(exceptions));
        }
        for (key, examples) in [("hits", &common.hits), ("passes", &common.passes), ("gaps", &common.gaps)] {
            if let Some(examples) = examples {
                out.line(key, &raw(examples));
            }
        }
        out.text.push('\n');
        self.rules.insert(id, out);
    }

    /// Whether a rule of this id was written.
    pub(super) fn has(&self, id: &str) -> bool {
        self.rules.contains_key(id)
    }

    /// Changes the level of a rule of another pack.
    pub(super) fn change(&mut self, id: &str, at: usize, entries: Vec<(&'static str, Toml)>) {
        let mut out = Toml::new("[[change]]\n");
        out.line("rule", &Toml::string(id, Some(at)));
        entries.into_iter().for_each(|(key, value)| out.line(key, &value));
        out.text.push('\n');
        self.changes.push((id.to_owned(), out));
    }

    /// Keeps what differs from the rules of the brand as a whole, for one location alone; says which those replace.
    pub(super) fn at_location(self, of_all: &Self, location: &str) -> (Vec<Toml>, Vec<String>) {
        let differs = |(id, rule): &(&String, &Toml)| of_all.rules.get(*id) != Some(rule);
        let own: Vec<Toml> = self
            .rules
            .iter()
            .filter(differs)
            .map(|(id, rule)| {
                let own = format!("{id}.{}", slug(location));
                guarded(rule, "only_if", location, Some((id.as_str(), own.as_str())))
            })
            .collect();
        let replaced = of_all.rules.iter().filter(|(id, rule)| self.rules.get(*id) != Some(*rule));
        (own, replaced.map(|(id, _)| id.clone()).collect())
    }

    /// Lets a rule be silent at a location.
    pub(super) fn silence(&mut self, id: &str, location: &str) {
        if let Some(rule) = self.rules.get_mut(id) {
            *rule = guarded(rule, "unless", location, None);
        }
    }

    /// The pack.
    pub(super) fn pack(&self, name: &str, version: &str, more: &[Toml]) -> Toml {
        let mut out = Toml::new("schema = 1\n");
        out.line("pack", &Toml::string(name, None));
        out.line("version", &Toml::string(version, None));
        out.text.push('\n');
        self.rules.values().chain(more).chain(self.changes.iter().map(|(_, change)| change)).for_each(|rule| {
            out.push(rule);
        });
        out
    }
}

/// Whether a guideline or one variant of it is meant.
pub(super) fn covers(guideline: &str, id: &str) -> bool {
    let id = id.strip_prefix("brand/").unwrap_or(id);
    id == guideline || id.strip_prefix(guideline).is_some_and(|rest| rest.starts_with(['.', '-']))
}

/// The rule with a location among its conditions, and perhaps another id.
fn guarded(rule: &Toml, table: &str, location: &str, renamed: Option<(&str, &str)>) -> Toml {
    let mut out = Toml::default();
    let location = format!("location = [{}]", Toml::string(location, None).text);
    let head = format!("{table} = {{ ");
    let mut done = false;
    let mut at = 0;
    for line in rule.text.split_inclusive('\n') {
        let start = out.text.len() as isize - at as isize;
        let places = rule.places.iter().filter(|place| (at..at + line.len()).contains(&place.0));
        if line.starts_with(&head) {
            // Everything behind the head moves to the right.
            let insert = format!("{location}, ");
            out.text.push_str(&head);
            out.text.push_str(&insert);
            out.text.push_str(&line[head.len()..]);
            let moved = start + insert.len() as isize;
            out.places.extend(places.map(|&(place, length, from)| ((place as isize + moved) as usize, length, from)));
            done = true;
        } else {
            let line_text = match renamed {
                Some((id, own)) if line.starts_with("id = ") => line.replacen(id, own, 1),
                _ => line.to_owned(),
            };
            out.places.extend(places.map(|&(place, length, from)| ((place as isize + start) as usize, length, from)));
            out.text.push_str(&line_text);
        }
        at += line.len();
    }
    if !done {
        let end = out.text.trim_end().len();
        out.text.truncate(end);
        let _ = write!(out.text, "\n{head}{location} }}\n\n");
    }
    out
}

/// A value of the brand file as it was written.
pub(super) fn raw(value: &Spanned<toml::Value>) -> Toml {
    let text = value.as_ref().to_string();
    Toml { places: vec![(0, text.len(), value.span().start)], text }
}

fn channel_list(channels: &[Channel]) -> Toml {
    Toml::list(channels.iter().map(|channel| Toml::string(channel.as_str(), None)))
}

/// A text as a part of an id: lower case, digits and hyphens.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') && !matches!(c, '\'' | '’') {
            out.push('-');
        }
    }
    out.truncate(40);
    out.trim_end_matches('-').to_owned()
}
