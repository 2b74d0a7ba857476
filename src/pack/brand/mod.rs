//! The brand file: who the business is, how it speaks, what it approved, and how it changes the rules.
//!
//! Its sections are short for rules: they are written out as a pack, which runs as any other.

mod claims;
mod entry;
mod escalate;
mod extends;
pub(crate) mod file;
mod hours;
mod identity;
mod limits;
mod require;
mod review;
mod signing;
mod speech;
mod suppress;
mod terms;
mod voice;
mod write;

pub use identity::LocationInfo;
pub(crate) use identity::{concepts, own};
pub use review::Notice;
pub(crate) use suppress::Suppressed;
pub use suppress::Suppression;

use super::schema::EscalationTable;
use super::{Pack, check_schema, optional};
use crate::error::Error;
use crate::near::is_near;
use crate::text::Text;
use extends::Files;
use file::{BrandFile, LocationChange};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use toml::Spanned;
use voice::OwnWords;
use write::{Rules, Toml, raw};

/// A brand file that was read and whose shape is right. Cheap to clone.
#[derive(Clone)]
pub struct Brand {
    files: Arc<Files>,
    /// The texts of all files, one behind the other.
    joined: Arc<str>,
    pub(crate) file: Arc<BrandFile>,
    /// What the sections stand for, and where each text of it came from.
    pub(crate) pack: Pack,
    written: Arc<Toml>,
    /// Packs that are off unless a brand names them; of some only the rules that it decided on.
    pub(crate) optional: Vec<(Pack, Option<Arc<BTreeSet<String>>>)>,
}

impl Brand {
    /// Reads a brand file that extends no other. `origin` is the name that errors give, usually the file's.
    ///
    /// # Errors
    ///
    /// Text that is no TOML, an unknown key, a value of the wrong type, settings that contradict one another, or a
    /// newer format, with line and column. A file that extends another: read it with [`Brand::parse_with`].
    pub fn parse(text: &str, origin: &str) -> Result<Self, Error> {
        Self::parse_with(text, origin, |_, _| Err("this text was given without the files beside it".to_owned()))
    }

    /// Reads a brand file and those that it extends. `resolve` is asked with the origin of a file and the name that it
    /// extends, and gives the origin and the text of that file, or says why it cannot; this crate opens no file.
    ///
    /// ```
    /// use replylint::Brand;
    /// let own = "schema = 1\nbrand = \"Elm Street\"\nextends = \"group.toml\"\n";
    /// let brand = Brand::parse_with(own, "elm.toml", |_, name| match name {
    ///     "group.toml" => Ok((name.to_owned(), "schema = 1\nbrand = \"group\"\n[terms]\nbanned = [\"epic\"]\n".to_owned())),
    ///     _ => Err("there is no such file".to_owned()),
    /// })?;
    /// assert_eq!(brand.name(), "Elm Street");
    /// # Ok::<(), replylint::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Brand::parse`], of any of the files; a file that cannot be found; files that extend one another in a
    /// circle, or more than eight of them.
    pub fn parse_with(
        text: &str,
        origin: &str,
        mut resolve: impl FnMut(&str, &str) -> Result<(String, String), String>,
    ) -> Result<Self, Error> {
        if text.trim().is_empty() {
            let beginning = "a brand file begins with `schema = 1`, `brand = \"name\"`";
            return Err(Error::new(origin, "the file is empty").remedy(beginning));
        }
        let mut files = Files::default();
        let texts = extends::read(text, origin, &mut resolve, &mut files)?;
        let tree = extends::parse(&texts, &files)?;
        let file = BrandFile::deserialize(toml::Deserializer::from(tree)).map_err(|error| files.refused(&error))?;
        let joined: Vec<&str> = files.iter().map(|(_, text)| text).collect();
        let joined: Arc<str> = joined.join("\n").into();
        check_schema(&file.schema, &joined, origin).map_err(|error| files.moved(error))?;

        let (optional, written) = write(&file, &files)?;
        let pack = Pack::parse(&written.text, origin).map_err(|error| moved(&files, &written, error))?;
        Ok(Self { files: Arc::new(files), joined, file: Arc::new(file), pack, written: Arc::new(written), optional })
    }

    /// The brand's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.file.brand
    }

    /// The text that was read, without those of the files that it extends.
    #[must_use]
    pub fn text(&self) -> &str {
        self.files.iter().next_back().map_or("", |(_, text)| text)
    }

    /// The name that errors give.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.files.iter().next_back().map_or("", |(origin, _)| origin)
    }

    /// Origins and texts of the files that it extends, the nearest first.
    pub fn extended(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().rev().skip(1)
    }

    /// What the file's sections stand for, as a pack: for whoever wants to see the rules themselves.
    #[must_use]
    pub fn as_pack(&self) -> &Pack {
        &self.pack
    }

    /// The brand's locations, in the order of the file.
    #[must_use]
    pub fn locations(&self) -> Vec<LocationInfo> {
        self.file.identity.locations.iter().map(|location| location.as_ref().into()).collect()
    }

    /// What customers write about: groups of keywords, by name.
    pub fn themes(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.file.themes.iter().map(|(name, keywords)| (name.as_str(), keywords.as_slice()))
    }

    /// What was let stand, in the order of the file.
    #[must_use]
    pub fn suppressions(&self) -> Vec<Suppression> {
        let of = |table: &Spanned<suppress::SuppressTable>| {
            let (origin, line) = self.place(table.span().start);
            let table = table.as_ref();
            Suppression {
                rule: table.rule.as_ref().clone(),
                text: table.text.clone(),
                reason: table.reason.clone(),
                author: table.author.clone(),
                expires: table.day().ok().flatten(),
                origin: origin.to_owned(),
                line,
            }
        };
        self.file.suppress.iter().map(of).collect()
    }

    /// Everything that was read, for digests: the texts of all files.
    pub(crate) fn joined(&self) -> &str {
        &self.joined
    }

    /// The file and the line of a place in the joined texts.
    pub(crate) fn place(&self, at: usize) -> (&str, usize) {
        let (origin, text, at) = self.files.at(at);
        (origin, text[..at].matches('\n').count() + 1)
    }

    /// The file and the line of a place in the pack that the sections stand for.
    pub(crate) fn place_of_pack(&self, at: usize) -> (&str, usize) {
        // A table begins before the first of its texts.
        let next = self.written.places.iter().find(|(start, ..)| *start >= at).map(|&(.., from)| from);
        self.place(next.or_else(|| self.written.from(at)).unwrap_or_default())
    }

    /// Where the entry stands, in the joined texts, that a rule of the pack was written from. `at` is that of its id.
    pub(crate) fn entry_of_pack(&self, at: usize) -> Option<usize> {
        self.written.from(at)
    }

    /// An error of the joined texts, at its own file.
    pub(crate) fn moved(&self, error: Error) -> Error {
        self.files.moved(error)
    }

    /// An error of the pack that the sections stand for, at what it was written from.
    pub(crate) fn moved_from_pack(&self, error: Error) -> Error {
        moved(&self.files, &self.written, error)
    }

    /// The file with those that it extends, as one tree.
    pub(crate) fn written(&self) -> serde_json::Value {
        let mut files = Files::default();
        let padded: Vec<String> =
            self.files.iter().map(|(origin, text)| " ".repeat(files.push(origin, text)) + text).collect();
        let tree = extends::parse(&padded, &files).ok();
        tree.and_then(|tree| serde_json::Value::deserialize(toml::Deserializer::from(tree)).ok()).unwrap_or_default()
    }

    /// The person who approves a topic, where the file names one.
    #[must_use]
    pub fn approver_of(&self, topic: &str) -> Option<&str> {
        self.file.escalate.approver(topic)
    }

    /// Whether the file says that a topic is not routed.
    #[must_use]
    pub fn is_ignored(&self, topic: &str) -> bool {
        self.file.escalate.ignore.keys().any(|name| name.as_ref() == topic)
    }

    /// What was let stand, ready to be asked. `id_of` gives the id of a rule by any of its names.
    pub(crate) fn suppressed(&self, id_of: impl Fn(&str) -> Option<Arc<str>>) -> Result<Vec<Suppressed>, Error> {
        let mut folder = Text::new();
        self.file
            .suppress
            .iter()
            .map(|table| {
                let table = table.as_ref();
                let id = id_of(table.rule.as_ref()).ok_or_else(|| {
                    self.files
                        .error(
                            format!("there is no rule `{}` to suppress", table.rule.as_ref()),
                            table.rule.span().start,
                        )
                        .remedy("`replylint rules --brand FILE` lists the ids")
                })?;
                Ok(table.ready(id, &mut folder))
            })
            .collect()
    }
}

impl fmt::Debug for Brand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Brand({} from {})", self.name(), self.origin())
    }
}

/// Writes the sections out, and finds the optional packs that take part.
#[expect(clippy::type_complexity, reason = "used once")]
fn write(file: &BrandFile, files: &Files) -> Result<(Vec<(Pack, Option<Arc<BTreeSet<String>>>)>, Toml), Error> {
    let fault = |(what, at, remedy): (String, usize, String)| files.error(what, at).remedy(remedy);
    let mut named = Vec::new();
    for name in &file.packs {
        let pack = optional(name.as_ref()).map_err(|remedy| {
            files.error(format!("there is no optional pack `{}`", name.as_ref()), name.span().start).remedy(remedy)
        })?;
        named.push(pack);
    }
    review::refuse(file).map_err(fault)?;

    let routes = super::builtin().iter().chain(&named).flat_map(|pack| &pack.file.escalation).chain(&file.escalation);
    let own = file.escalate.topics.keys().map(|name| name.as_ref().as_str());
    let topics = escalate::known_topics(routes.map(|route| -> &EscalationTable { route.as_ref() }), own);
    let mut rules = Rules::new(file.guide.link.clone(), Vec::new());
    file.escalate.waive(&topics, &mut rules).map_err(fault)?;
    file.escalate.rules(&topics, &mut rules);
    let waived = rules.waived.clone();
    let identity = &file.identity;
    let own_texts = identity.names.iter().chain(&identity.staff).chain(&identity.services).map(String::as_str);
    let written = file.terms.casing.iter().flat_map(|entry| &entry.value.write.0);
    let written =
        written.chain(file.require.iter().flat_map(|entry| entry.value.texts())).map(|text| text.as_ref().as_str());
    let names = OwnWords::new(!identity.names.is_empty(), own_texts.chain(written));
    file.voice.rules(&names, &mut rules);
    file.terms.rules(&mut rules);
    file.limits.rules(&mut rules);
    file.limits.platform_rules(&file.answered_on(), &mut rules);
    require::require(&file.require, &mut rules);
    require::forbid(&file.forbid, &mut rules);
    hours::rules(identity, &mut rules);

    let mut optional: Vec<(Pack, Option<Arc<BTreeSet<String>>>)> = Vec::new();
    if !file.claims.by_name.is_empty() {
        let always: Vec<Pack> = super::builtin().iter().filter(|pack| pack.name() == "brand").cloned().collect();
        let others = super::optional_names().into_iter().filter_map(|name| super::optional(name).ok());
        let others: Vec<Pack> = others.filter(|pack| !named.iter().any(|named| named.name() == pack.name())).collect();
        let ids = Arc::new(file.claims.rules(&always, &named, &others, &mut rules).map_err(fault)?);
        let concerned = |pack: &Pack| pack.file.rule.iter().any(|rule| ids.contains(rule.as_ref().id.as_ref()));
        optional.extend(others.into_iter().filter(concerned).map(|pack| (pack, Some(Arc::clone(&ids)))));
    }
    optional.extend(named.into_iter().map(|pack| (pack, None)));

    let mut more: Vec<Toml> = Vec::new();
    for (name, policy) in &file.locations {
        let location = name.as_ref().as_str();
        let known = file.identity.locations.iter().any(|known| known.as_ref().name == location);
        if !known {
            let near = file.identity.locations.iter().map(|known| known.as_ref().name.as_str());
            let near = near.into_iter().find(|known| is_near(location, known));
            let remedy = near.map_or_else(
                || "name it under `[[identity.locations]]`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(files.error(format!("there is no location `{location}`"), name.span().start).remedy(remedy));
        }
        if policy.voice.is_some() || policy.terms.is_some() || policy.limits.is_some() {
            let mut own = Rules::new(rules.link.clone(), waived.clone());
            let mut all = Rules::new(rules.link.clone(), waived.clone());
            let voice = policy.voice.as_ref().map(|own| own.over(&file.voice));
            let terms = policy.terms.as_ref().map(|own| own.over(&file.terms));
            let limits = policy.limits.as_ref().map(|own| own.over(&file.limits));
            for (rules, voice, terms, limits) in [
                (
                    &mut own,
                    voice.as_ref().unwrap_or(&file.voice),
                    terms.as_ref().unwrap_or(&file.terms),
                    limits.as_ref().unwrap_or(&file.limits),
                ),
                (&mut all, &file.voice, &file.terms, &file.limits),
            ] {
                voice.rules(&names, rules);
                terms.rules(rules);
                limits.rules(rules);
            }
            let (tables, replaced) = own.at_location(&all, location);
            more.extend(tables);
            replaced.iter().for_each(|id| rules.silence(id, location));
        }
        for (id, change) in &policy.rules {
            let LocationChange { level, reason, by, at } = change;
            let mut entries = vec![("level", raw(level))];
            for (key, text) in [("reason", reason), ("by", by), ("at", at)] {
                entries.extend(text.as_ref().map(|text| (key, Toml::string(text, None))));
            }
            entries.push(("location", Toml::list([Toml::spanned(name)])));
            rules.change(id.as_ref(), id.span().start, entries);
        }
    }
    more.extend(file.escalate.routes());
    let version = file.version.as_deref().unwrap_or("0");
    Ok((optional, rules.pack(&file.brand, version, &more)))
}

/// An error of what was written out, at what it was written from.
fn moved(files: &Files, written: &Toml, error: Error) -> Error {
    let Some(at) = error.byte() else { return error };
    let (origin, text, byte) = files.at(written.from(at).unwrap_or_default());
    error.moved(origin, text, byte)
}
