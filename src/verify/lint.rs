//! Lints the rules themselves: what a pack may hold and should not.

use crate::check::Spec;
use crate::matcher::shape::Shape;
use crate::pack::schema::{Example, PackFile, RuleTable, Status};
use crate::pack::{Pack, languages};
use crate::report::Category;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How many examples of each sort a rule should have.
const EXAMPLES: usize = 3;

/// Something about a pack that should be otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Warning {
    /// The pack's origin.
    pub origin: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The rule's id, `escalation/topic`, or nothing where the pack itself is meant.
    pub rule: Option<String>,
    /// What is looked at, in kebab case: `few-hits`, `no-cite` and so on.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub remedy: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.origin, self.line)?;
        if let Some(rule) = &self.rule {
            write!(f, "rule `{rule}`: ")?;
        }
        write!(f, "{}; {} [{}]", self.message, self.remedy, self.code)
    }
}

/// Looks at a pack as a part of all packs that are loaded with it; `all` may name the pack itself or not.
#[must_use]
pub fn lint(pack: &Pack, all: &[Pack]) -> Vec<Warning> {
    let others: Vec<&Pack> = all.iter().filter(|other| !is_same(other, pack)).collect();
    let mut lint = Lint { pack, others: &others, rule: None, at: 0, out: Vec::new() };
    let written = written(pack);
    for rule in &pack.file.rule {
        lint.enter(rule.as_ref().id.as_ref(), rule.span().start);
        lint.rule(rule.as_ref());
    }
    for route in &pack.file.escalation {
        lint.enter(&format!("escalation/{}", route.as_ref().topic), route.span().start);
        lint.examples(&route.as_ref().hits, &route.as_ref().passes);
    }
    lint.rule = None;
    lint.shared_phrases(&written);
    lint.concepts(&written);
    lint.aliases();
    lint.out.sort_by_key(|warning| warning.line);
    lint.out
}

fn is_same(a: &Pack, b: &Pack) -> bool {
    a.name() == b.name() && a.text() == b.text()
}

struct Lint<'a> {
    pack: &'a Pack,
    others: &'a [&'a Pack],
    rule: Option<String>,
    at: usize,
    out: Vec<Warning>,
}

impl Lint<'_> {
    fn enter(&mut self, rule: &str, at: usize) {
        self.rule = Some(rule.to_owned());
        self.at = at;
    }

    fn warn(&mut self, code: &'static str, message: impl Into<String>, remedy: impl Into<String>) {
        self.out.push(Warning {
            origin: self.pack.origin().to_owned(),
            line: self.pack.text()[..self.at].matches('\n').count() + 1,
            rule: self.rule.clone(),
            code,
            message: message.into(),
            remedy: remedy.into(),
        });
    }

    fn rule(&mut self, rule: &RuleTable) {
        self.wording(rule);
        self.examples(&rule.hits, &rule.passes);
        let category = rule.id.as_ref().split('/').next().unwrap_or_default();
        let legal = [Category::Phi, Category::Privacy].iter().any(|legal| legal.as_str() == category);
        if legal && rule.cite.is_empty() && rule.disputed.is_none() {
            self.warn("no-cite", "the rule makes a legal claim without a source", "name it in `cite`");
        }
        if rule.level.gravest().is_none() {
            self.warn("never-fires", "no level is above `off`", "give it a level for some exposure, or remove it");
        }
        if rule.status == Status::Preview && rule.since.is_none() {
            self.warn("no-since", "a preview rule does not say since when", "write `since = \"1.2.0\"`");
        }
        for regex in rule.spec.regexes() {
            if Shape::begins_anywhere(regex.as_ref()) {
                let what =
                    format!("the regex `{}` can begin anywhere, so that every text is searched for it", regex.as_ref());
                self.warn("no-trigger", what, "let it begin with a word, a digit, a sign or a few given letters");
            }
        }
    }

    fn wording(&mut self, rule: &RuleTable) {
        let message = rule.message.trim();
        // A capital that begins an abbreviation is followed by another.
        let mut letters = message.chars();
        let capital = letters.next().is_some_and(char::is_uppercase) && !letters.next().is_some_and(char::is_uppercase);
        if message.is_empty() || capital || message.ends_with(['.', '!', '?']) {
            let remedy = "write it plain, lower case and without a full stop, as `says that …`";
            self.warn("message-style", "the message is not in the common style", remedy);
        }
        for (name, code, text) in [("why", "no-why", &rule.why), ("do", "no-do", &rule.advice)] {
            if text.trim().is_empty() {
                self.warn(code, format!("`{name}` is empty"), "say it in a sentence");
            }
        }
    }

    fn examples(&mut self, hits: &[Example], passes: &[Example]) {
        for (name, code, list) in [("hits", "few-hits", hits), ("passes", "few-passes", passes)] {
            if list.len() < EXAMPLES {
                let what = format!("{} in `{name}`", plural(list.len(), "example"));
                self.warn(code, what, format!("write at least {EXAMPLES}"));
            }
        }
        let empty = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
        for (index, _) in passes.iter().enumerate().filter(|(_, example)| empty(&example.because)) {
            let what = format!("passes[{}] does not say why it passes", index + 1);
            self.warn("no-because", what, "write `because = \"…\"`");
        }
    }

    /// A phrase in two rules gives two findings at one place.
    fn shared_phrases(&mut self, written: &Value) {
        let mut owners: BTreeMap<(String, String), String> = BTreeMap::new();
        for other in self.others {
            let table = self::written(other);
            for (rule, key) in phrases_of(&other.file, &table) {
                owners.insert(key, format!("{rule} ({})", other.origin()));
            }
        }
        let file = &self.pack.file;
        let places: BTreeMap<&str, usize> =
            file.rule.iter().map(|rule| (rule.as_ref().id.as_ref().as_str(), rule.span().start)).collect();
        for (rule, key) in phrases_of(file, written) {
            let phrase = key.1.clone();
            if let Some(owner) = owners.get(&key) {
                let what = format!("the phrase `{phrase}` stands in {owner} too");
                self.enter(&rule, places.get(rule.as_str()).copied().unwrap_or_default());
                self.warn("shared-phrase", what, "keep it in one of them");
            } else {
                owners.insert(key, format!("{rule} ({})", self.pack.origin()));
            }
        }
        self.rule = None;
    }

    fn concepts(&mut self, written: &Value) {
        let mut used = BTreeSet::new();
        used_concepts(written, &mut used);
        for other in self.others {
            used_concepts(&self::written(other), &mut used);
        }
        for pack in std::iter::once(self.pack).chain(self.others.iter().copied()) {
            let read = pack.file.rule.iter().flat_map(|rule| rule.as_ref().spec.concepts());
            used.extend(read.map(str::to_owned));
            // A disclosure is told by every concept of every language's grammar.
            if pack.file.rule.iter().any(|rule| matches!(rule.as_ref().spec, Spec::Disclosure(_))) {
                let evidence = languages().iter().flat_map(|language| language.grammar.evidence());
                used.extend(evidence.map(|(concept, _)| concept.to_owned()));
            }
        }
        for concept in &self.pack.file.concept {
            let name: &String = concept.name.as_ref();
            if !used.contains(name) {
                self.at = concept.name.span().start;
                self.warn("unused-concept", format!("no rule names the concept `{name}`"), "use it, or remove it");
            }
        }
    }

    fn aliases(&mut self) {
        let packs = || std::iter::once(self.pack).chain(self.others.iter().copied());
        let ids: BTreeSet<&str> =
            packs().flat_map(|pack| pack.file.rule.iter().map(|rule| rule.as_ref().id.as_ref().as_str())).collect();
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        for rule in &self.pack.file.rule {
            for alias in &rule.as_ref().aliases {
                let category = alias.split_once('/').map(|(category, _)| category.parse::<Category>());
                let what = match category {
                    Some(Ok(_)) if ids.contains(alias.as_str()) => "is the id of another rule",
                    Some(Ok(_)) if !seen.insert(alias.as_str()) => "stands twice",
                    Some(Ok(_)) => continue,
                    _ => "is no id that a rule can have had",
                };
                faults.push((
                    rule.as_ref().id.as_ref().clone(),
                    rule.span().start,
                    format!("the alias `{alias}` {what}"),
                ));
            }
        }
        for (rule, at, what) in faults {
            self.enter(&rule, at);
            self.warn("bad-alias", what, "name an id that the rule had before");
        }
        self.rule = None;
    }
}

/// The file as it was written; its shape was checked when it was read.
fn written(pack: &Pack) -> Value {
    toml::from_str(pack.text()).unwrap_or_default()
}

fn tables<'a>(written: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    written.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn strings(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// For each rule, the patterns under `any`, with what would make the same pattern mean something else.
fn phrases_of(file: &PackFile, written: &Value) -> Vec<(String, (String, String))> {
    let mut out = Vec::new();
    for (rule, table) in file.rule.iter().zip(tables(written, "rule")) {
        let Some(spec) = table.get("match").and_then(Value::as_object) else { continue };
        let mut phrases = BTreeSet::new();
        for (kind, spec) in spec {
            let place = ["at", "where", "except"].iter().find_map(|key| spec.get(*key)?.as_str()).unwrap_or_default();
            for phrase in strings(spec.get("any")) {
                let folded = phrase.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
                phrases.insert((format!("{kind} {place} {}", table["only_if"]), folded));
            }
        }
        out.extend(phrases.into_iter().map(|key| (rule.as_ref().id.as_ref().clone(), key)));
    }
    out
}

/// The names of concepts that a pack uses: in braces in a pattern, or bare in what a rule kind takes besides patterns.
fn used_concepts(written: &Value, used: &mut BTreeSet<String>) {
    let parts = [("rule", "match"), ("rule", "unless"), ("rule", "only_if"), ("escalation", "any")];
    for (table, key) in
        parts.into_iter().chain([("escalation", "unless"), ("escalation", "not"), ("identifier", "shape")])
    {
        tables(written, table).filter_map(|table| table.get(key)).for_each(|value| collect_concepts(value, true, used));
    }
}

fn collect_concepts(value: &Value, patterns: bool, used: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            if !patterns {
                used.insert(text.clone());
            }
            let names = text.split('{').skip(1).filter_map(|part| part.split(['}', ':']).next());
            used.extend(names.map(|name| name.trim().to_owned()));
        }
        Value::Array(list) => list.iter().for_each(|value| collect_concepts(value, patterns, used)),
        Value::Object(table) => {
            let patterns = |key: &str| {
                ["any", "near", "when", "either", "text", "instead"].contains(&key) || key.ends_with("_has")
            };
            for (key, value) in table {
                // What `instead` looks for stands as its keys.
                collect_concepts(&Value::String(key.clone()), true, used);
                collect_concepts(value, patterns(key), used);
            }
        }
        _ => {}
    }
}

fn plural(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}
