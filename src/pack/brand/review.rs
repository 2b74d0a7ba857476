//! What a brand file leaves unclear: where it says nothing, or says two things. Unclear policy is where replies go
//! wrong.

use super::entry::{Entry, Placed};
use super::file::BrandFile;
use super::limits::Limits;
use super::require::GUIDELINES;
use super::terms::TermList;
use super::{Brand, escalate};
use crate::draft::Channel;
use crate::matcher::shape::Shape;
use crate::near::is_near;
use crate::text::{Markup, Text};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use toml::Spanned;

/// Something that a brand file leaves unclear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Notice {
    /// The file.
    pub origin: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is unclear, in kebab case: `no-approver`, `no-contact`, `no-limit`, `cannot-hold`, `contradiction`,
    /// `never-fires`, `no-trigger`, `unknown-location`, `expired` or `own-text`.
    pub code: &'static str,
    /// What is unclear.
    pub message: String,
    /// What to write.
    pub remedy: String,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, line, column, code, message, remedy } = self;
        write!(f, "{origin}:{line}:{column}: {message}; {remedy} [{code}]")
    }
}

/// What is wrong, where, and what to write instead.
type Fault = (String, usize, String);

/// Refuses what cannot be meant.
pub(super) fn refuse(file: &BrandFile) -> Result<(), Fault> {
    bounds(&file.limits)?;
    for policy in file.locations.values() {
        policy.limits.as_ref().map_or(Ok(()), |limits| bounds(&limits.over(&file.limits)))?;
    }
    let empty = |say: &[Spanned<String>], at: usize| {
        if say.iter().any(|say| !say.as_ref().trim().is_empty()) {
            return Ok(());
        }
        Err(("the entry does not say what it is about".to_owned(), at, "write `say = \"…\"`".to_owned()))
    };
    for Entry { value, at } in &file.require {
        if value.regex.0.is_empty() && value.any_of.is_empty() {
            empty(&value.say.0, at.start)?;
        }
        value.refuse(at.start)?;
        guideline(value.guideline.as_deref(), at.start)?;
    }
    for Entry { value, at } in &file.forbid {
        if value.regex.0.is_empty() {
            empty(&value.say.0, at.start)?;
        }
        guideline(value.guideline.as_deref(), at.start)?;
    }
    for Entry { value, at } in &file.escalate.hold {
        if value.may_add.0.is_empty() {
            empty(&value.say.0, at.start)?;
        }
    }
    for (topic, reason) in &file.escalate.ignore {
        if reason.trim().is_empty() {
            let what = format!("the topic `{}` is not routed, without a reason", topic.as_ref());
            return Err((what, topic.span().start, "write the reason behind the equals sign".to_owned()));
        }
    }
    for table in &file.suppress {
        let at = table.span().start;
        let table = table.as_ref();
        table.day().map_err(|(what, at)| (what, at, "write it as `2026-12-31`".to_owned()))?;
        for (key, text) in [("text", &table.text), ("reason", &table.reason), ("author", &table.author)] {
            if text.trim().is_empty() {
                return Err((format!("`{key}` is empty"), at, format!("write `{key} = \"…\"`")));
            }
        }
    }
    Ok(())
}

fn guideline(name: Option<&str>, at: usize) -> Result<(), Fault> {
    let Some(name) = name.filter(|name| !GUIDELINES.contains(name)) else { return Ok(()) };
    let remedy = GUIDELINES
        .iter()
        .find(|known| is_near(name, known))
        .map_or_else(|| format!("write one of {}", GUIDELINES.join(", ")), |near| format!("did you mean `{near}`?"));
    Err((format!("there is no guideline `{name}`"), at, remedy))
}

/// The entry that holds on a channel.
fn on<'p, 'a, T>(places: &'p [Placed<'a, T>], channel: Channel) -> Option<&'p Entry<T>> {
    places.iter().find(|place| place.channels.is_empty() || place.channels.contains(&channel)).map(|place| place.entry)
}

fn bounds(limits: &Limits) -> Result<(), Fault> {
    let (most, least) = (limits.words(), limits.min_words());
    for &channel in Channel::ALL {
        let (Some(most), Some(least)) = (on(&most, channel), on(&least, channel)) else { continue };
        if let (Some(max), Some(min)) = (most.value.max, least.value.min) {
            if min > max {
                let what = format!("on `{channel}` no reply can have {min} words or more and {max} or fewer");
                return Err((what, most.at.start.max(least.at.start), "raise `words` or lower `min_words`".to_owned()));
            }
        }
    }
    for place in limits.phones().into_iter().chain(limits.emails()) {
        if let (Some(max), Some(min)) = (place.entry.value.max, place.entry.value.min) {
            if min > max {
                let what = format!("`min` is {min} and `max` is {max}");
                return Err((what, place.entry.at.start, "let `min` be no more than `max`".to_owned()));
            }
        }
    }
    Ok(())
}

impl Brand {
    /// What the file leaves unclear, by place: a topic without an approver, a location without a contact, a channel
    /// without limits, something required that a limit leaves no room for, terms that contradict each other, entries
    /// that can never fire, suppressions whose time is over on the day `as_of` (`2026-12-31`).
    #[must_use]
    pub fn review(&self, as_of: Option<&str>) -> Vec<Notice> {
        let mut review = Review { brand: self, out: Vec::new() };
        review.approvers();
        review.contacts();
        review.channels();
        review.room();
        review.ends();
        review.terms();
        review.silent();
        review.slow();
        review.suppressions(as_of);
        let mut out = review.out;
        out.sort_by(|a, b| (&a.origin, a.line, a.column, a.code).cmp(&(&b.origin, b.line, b.column, b.code)));
        out
    }

    /// The texts of the file that replies are to say as they are, with a channel on which they stand, and their places:
    /// holding texts, and of sign-offs and required texts those without slots and patterns.
    pub(crate) fn own_texts(&self) -> Vec<(&str, Option<Channel>, usize)> {
        let file = &self.file;
        let holds = file.escalate.hold.iter().flat_map(|hold| hold.value.say.0.iter().chain(&hold.value.also.0));
        let signed = file.voice.sign_off();
        let signed = signed
            .iter()
            .flat_map(|place| place.entry.value.say.0.iter().map(|text| (text, place.channels.first().copied())));
        let required = file.require.iter().flat_map(|entry| {
            let value = &entry.value;
            value.texts().map(|text| (text, value.channel.first().copied()))
        });
        let plain = signed.chain(required).filter(|(text, _)| !text.as_ref().contains(PATTERN));
        let all = holds.map(|text| (text, None)).chain(plain);
        all.map(|(text, channel)| (text.as_ref().as_str(), channel, text.span().start)).collect()
    }

    /// Something that is unclear at a place.
    pub(crate) fn notice(&self, code: &'static str, at: usize, message: String, remedy: &str) -> Notice {
        let error = self.files.error(message, at);
        Notice {
            origin: error.origin().to_owned(),
            line: error.line().unwrap_or(1),
            column: error.column().unwrap_or(1),
            code,
            message: error.message().to_owned(),
            remedy: remedy.to_owned(),
        }
    }

    /// The channels on which the brand answers: those that the file names under `channels`, or anywhere.
    #[must_use]
    pub fn channels(&self) -> Vec<Channel> {
        self.file.answered_on()
    }
}

impl BrandFile {
    /// The channels that the file names, or speaks of.
    pub(super) fn answered_on(&self) -> Vec<Channel> {
        if !self.channels.is_empty() {
            return self.channels.clone();
        }
        let (voice, limits) = (&self.voice, &self.limits);
        let named = |channel: &Channel| voice.names(*channel) || limits.names(*channel);
        let entries = self.require.iter().flat_map(|entry| &entry.value.channel);
        let entries: Vec<&Channel> = entries.chain(self.forbid.iter().flat_map(|entry| &entry.value.channel)).collect();
        Channel::ALL.iter().copied().filter(|channel| named(channel) || entries.contains(&channel)).collect()
    }
}

/// What stands in a pattern and in no text that is said as it is.
const PATTERN: [char; 8] = ['{', '}', '[', ']', '(', '|', '*', '_'];

struct Review<'a> {
    brand: &'a Brand,
    out: Vec<Notice>,
}

impl Review<'_> {
    fn notice(&mut self, code: &'static str, at: usize, message: String, remedy: impl Into<String>) {
        let remedy: String = remedy.into();
        self.out.push(self.brand.notice(code, at, message, &remedy));
    }

    /// Regexes for which every reply must be searched from end to end.
    fn slow(&mut self) {
        let file = &self.brand.file;
        let forbidden = file.forbid.iter().flat_map(|entry| &entry.value.regex.0);
        let required =
            file.require.iter().flat_map(|entry| entry.value.with_regex.0.iter().chain(entry.value.shapes()));
        let own = file.rule.iter().flat_map(|rule| rule.as_ref().spec.regexes());
        for regex in forbidden.chain(required).chain(own).filter(|regex| Shape::begins_anywhere(regex.as_ref())) {
            let what =
                format!("the regex `{}` can begin anywhere, so that every reply is searched for it", regex.as_ref());
            let remedy = "let it begin with a word, a digit, a sign or a few given letters, or say it in words";
            self.notice("no-trigger", regex.span().start, what, remedy);
        }
    }

    fn approvers(&mut self) {
        let file = &self.brand.file;
        let packs = super::super::builtin().iter().chain(self.brand.optional.iter().map(|(pack, _)| pack));
        let routes = packs.flat_map(|pack| &pack.file.escalation).chain(&file.escalation).map(Spanned::as_ref);
        let own = file.escalate.topics.keys().map(|name| name.as_ref().as_str());
        let topics = escalate::known_topics(routes, own);
        let open = |topic: &&str| file.escalate.approver(topic).is_none() && !self.brand.is_ignored(topic);
        let missing: Vec<&str> = topics.iter().copied().filter(|topic| open(topic)).collect();
        if missing.is_empty() {
            return;
        }
        let at = file.escalate.approvers.keys().map(|name| name.span().start).min().unwrap_or_default();
        let message = format!("nobody is named who approves {}", missing.join(", "));
        let remedy = "name a person under `[escalate.approvers]`; `else` stands for all other topics";
        self.notice("no-approver", at, message, remedy);
    }

    fn contacts(&mut self) {
        let file = &self.brand.file;
        for location in &file.identity.locations {
            if location.as_ref().contacts.is_empty() {
                let message = format!("the location `{}` has no contact", location.as_ref().name);
                let remedy = "write `contacts = [\"…\"]`, so that replies can name it and it is no finding";
                self.notice("no-contact", location.span().start, message, remedy);
            }
            if let Some(line) = location.as_ref().unread_hours() {
                let message =
                    format!("no rule can read the hours `{}`, so that none compares with them", line.as_ref());
                let remedy = "write `Mon-Fri 9:00-17:00`, `Sat 10am-2pm` or `Sun closed`";
                self.notice("hours-unread", line.span().start, message, remedy.to_owned());
            }
        }
    }

    fn channels(&mut self) {
        let file = &self.brand.file;
        let (words, characters) = (file.limits.words(), file.limits.characters());
        let unlimited = |channel: &Channel| {
            let max = [on(&words, *channel), on(&characters, *channel)];
            max.into_iter().flatten().all(|entry| entry.value.max.is_none())
        };
        let open: Vec<&str> =
            self.brand.channels().iter().filter(|channel| unlimited(channel)).map(|channel| channel.as_str()).collect();
        if !open.is_empty() {
            let message = format!("no limit is set for the length of replies on {}", open.join(", "));
            self.notice("no-limit", 0, message, format!("write `words` under `[limits.{}]`", open[0]));
        }
    }

    /// What must stand in a reply, against what may.
    fn room(&mut self) {
        let file = &self.brand.file;
        let sign_off = file.voice.sign_off();
        let (words, characters) = (file.limits.words(), file.limits.characters());
        let (links, phones) = (file.limits.links(), file.limits.phones());
        let mut found = Vec::new();
        for &channel in Channel::ALL {
            let signed =
                on(&sign_off, channel).and_then(|entry| entry.value.say.0.iter().min_by_key(|say| say.as_ref().len()));
            let required = file.require.iter().filter(|entry| {
                let value = &entry.value;
                let here = value.channel.is_empty() || value.channel.contains(&channel);
                here && value.with.0.is_empty() && value.with_regex.0.is_empty() && value.common().has_no_condition()
            });
            // What can be said in a shape may be short.
            let required = required.filter(|entry| entry.value.shapes().next().is_none());
            let required = required.filter_map(|entry| entry.value.texts().min_by_key(|say| say.as_ref().len()));
            let parts: Vec<&Spanned<String>> = required.chain(signed).collect();
            let Some(at) = parts.first().map(|part| part.span().start) else { continue };
            let text: Vec<&str> = parts.iter().map(|part| part.as_ref().as_str()).collect();
            let text = text.join(" ");
            let bounds = [
                (on(&words, channel), text.split_whitespace().count(), "words"),
                (on(&characters, channel), text.chars().count(), "characters"),
            ];
            for (limit, needed, unit) in bounds {
                let Some(max) = limit.and_then(|entry| entry.value.max).filter(|max| (*max as usize) < needed) else {
                    continue;
                };
                let message =
                    format!("on `{channel}` what a reply must say needs {needed} {unit}, and {max} are allowed");
                found.push((at, message));
            }
            let digits = text.chars().filter(char::is_ascii_digit).count();
            if digits >= 7 && on(&phones, channel).is_some_and(|entry| entry.value.max == Some(0)) {
                found.push((at, format!("on `{channel}` a reply must give a number and may not")));
            }
            let link = text.contains("http") || text.contains("www.");
            if link && on(&links, channel).is_some_and(|entry| entry.value.max == Some(0)) {
                found.push((at, format!("on `{channel}` a reply must hold a link and may not")));
            }
        }
        for (at, message) in found {
            self.notice("cannot-hold", at, message, "raise the limit, or ask for less");
        }
    }

    /// Two texts that must both stand where there is room for one.
    fn ends(&mut self) {
        let mut claimed: Vec<(&str, &[Channel], &Entry<super::require::Require>)> = Vec::new();
        let mut found = Vec::new();
        for entry in &self.brand.file.require {
            let value = &entry.value;
            let Some(place) = value.only_place() else { continue };
            let here = value.channel.as_slice();
            let meets =
                |other: &[Channel]| here.is_empty() || other.is_empty() || here.iter().any(|c| other.contains(c));
            let other = claimed.iter().find(|(known, channels, other)| {
                *known == place && meets(channels) && !other.value.shares_a_text(value)
            });
            if let Some((.., other)) = other {
                let text = other.value.texts().next().map_or("", |text| text.as_ref());
                let what = format!("no reply can say this as its {place} and `{text}` as well");
                found.push((entry.at.start, what));
            }
            claimed.push((place, here, entry));
        }
        for (at, message) in found {
            self.notice("contradiction", at, message, "let either do with `any_of`, or name different channels");
        }
    }

    fn terms(&mut self) {
        let terms = &self.brand.file.terms;
        let lists = [
            ("prefer", &terms.prefer),
            ("banned", &terms.banned),
            ("inclusive", &terms.inclusive),
            ("plain", &terms.plain),
        ];
        let mut folder = Text::new();
        let mut fold = |text: &str| {
            folder.read(text, Markup::Plain);
            folder.folded().trim().trim_end_matches('*').to_owned()
        };
        let mut said: BTreeMap<String, (&str, String)> = BTreeMap::new();
        let mut found = Vec::new();
        let says = |list: &TermList| -> Vec<Spanned<String>> {
            list.0.iter().flat_map(|(term, _)| term.say.0.iter().cloned()).collect()
        };
        for (name, list) in lists {
            for say in says(list) {
                let folded = fold(say.as_ref());
                if let Some((other, _)) = said.get(&folded) {
                    found.push((
                        say.span().start,
                        format!("`{}` stands under `{other}` and again under `{name}`", say.as_ref()),
                    ));
                } else {
                    said.insert(folded, (name, say.as_ref().clone()));
                }
            }
        }
        for (name, list) in lists {
            for text in list.0.iter().flat_map(|(term, _)| &term.write.0) {
                let folded = fold(text.as_ref());
                let inside = said.iter().find(|(banned, _)| holds(&folded, banned));
                if let Some((_, (other, banned))) = inside {
                    let what = format!(
                        "`{}`, which `{name}` asks for, holds `{banned}`, which `{other}` does not allow",
                        text.as_ref()
                    );
                    found.push((text.span().start, what));
                }
            }
        }
        for name in terms.casing.iter().flat_map(|entry| &entry.value.write.0) {
            let folded = fold(name.as_ref());
            if let Some((other, _)) = said.get(&folded) {
                found.push((name.span().start, format!("`{}` is a name and stands under `{other}`", name.as_ref())));
            }
        }
        for place in self.brand.file.voice.emoji() {
            let entry = &place.entry.value;
            let both = entry.only.iter().flatten().find(|emoji| entry.never.contains(emoji));
            found.extend(
                both.map(|emoji| (place.entry.at.start, format!("{emoji} stands under `only` and under `never`"))),
            );
            if entry.max == Some(0) && entry.only.as_ref().is_some_and(|only| !only.is_empty()) {
                found.push((place.entry.at.start, "`max = 0` leaves none of the emoji under `only`".to_owned()));
            }
        }
        for (at, message) in found {
            self.notice("contradiction", at, message, "keep one of them");
        }
    }

    /// Entries that can never fire.
    fn silent(&mut self) {
        let file = &self.brand.file;
        let known: BTreeSet<&str> =
            file.identity.locations.iter().map(|location| location.as_ref().name.as_str()).collect();
        let mut unknown = Vec::new();
        let mut silent = Vec::new();
        let commons = file.require.iter().map(|entry| (entry.value.common(), entry.at.start));
        let commons = commons.chain(file.forbid.iter().map(|entry| (entry.value.common(), entry.at.start)));
        let terms = [&file.terms.prefer, &file.terms.banned, &file.terms.inclusive, &file.terms.plain];
        let terms = terms.into_iter().flat_map(|list| &list.0);
        let commons = commons.chain(terms.clone().map(|(term, at)| (term.common(), at.start)));
        let said = file.forbid.iter().map(|entry| (&entry.value.say, &entry.value.unless));
        for (say, unless) in said.chain(terms.map(|(term, _)| (&term.say, &term.unless))) {
            let fold = |text: &Spanned<String>| text.as_ref().trim().to_lowercase();
            let allowed: Vec<String> = unless.0.iter().map(fold).collect();
            let never = say.0.iter().find(|text| allowed.contains(&fold(text)));
            silent.extend(never.map(|text| {
                let what = format!("`{}` stands under `unless` as well, so that it is never found", text.as_ref());
                (text.span().start, what, "take it out of one of them")
            }));
        }
        for (common, at) in commons {
            for name in common.location.iter().filter(|name| !known.contains(name.as_ref().as_str())) {
                unknown.push((name.span().start, name.as_ref().clone()));
            }
            let off = common.level.as_ref().is_some_and(|level| level.as_ref().as_str() == Some("off"));
            if off {
                silent.push((at, "the entry is `off`".to_owned(), "take it out, or give it a level"));
            }
            let channels = &file.channels;
            if !channels.is_empty()
                && !common.channel.is_empty()
                && !common.channel.iter().any(|c| channels.contains(c))
            {
                silent.push((
                    at,
                    "the entry is about channels on which the brand does not answer".to_owned(),
                    "name one of `channels`",
                ));
            }
            if let Some(topic) = common.topic.iter().find(|topic| self.brand.is_ignored(topic.as_ref())) {
                let what = format!("the entry is about the topic `{}`, which is not routed", topic.as_ref());
                silent.push((topic.span().start, what, "take it out of `[escalate.ignore]`"));
            }
        }
        for place in file.voice.third_person() {
            if !place.entry.value.allow && place.entry.value.also.0.is_empty() && file.identity.names.is_empty() {
                let what = "`third_person` finds nothing without the names of the brand".to_owned();
                silent.push((place.entry.at.start, what, "write `names` under `[identity]`"));
            }
        }
        for (at, name) in unknown {
            let remedy = known.iter().find(|known| is_near(&name, known)).map_or_else(
                || "name it under `[[identity.locations]]`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.notice("unknown-location", at, format!("there is no location `{name}`"), remedy);
        }
        for (at, message, remedy) in silent {
            self.notice("never-fires", at, message, remedy);
        }
    }

    fn suppressions(&mut self, as_of: Option<&str>) {
        let Some(as_of) = as_of else { return };
        for table in &self.brand.file.suppress {
            let day = table.as_ref().day().ok().flatten();
            if let Some(day) = day.filter(|day| day.as_str() < as_of) {
                let message = format!("the suppression of `{}` ended on {day}", table.as_ref().rule.as_ref());
                self.notice("expired", table.span().start, message, "take it out, or decide again");
            }
        }
    }
}

/// Whether a phrase stands in a text as whole words.
fn holds(text: &str, phrase: &str) -> bool {
    let word = |c: char| c.is_alphanumeric();
    !phrase.is_empty()
        && text
            .match_indices(phrase)
            .any(|(at, found)| !text[..at].ends_with(word) && !text[at + found.len()..].starts_with(word))
}
