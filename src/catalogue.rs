//! The catalogue: what every loaded rule and escalation topic says about itself, for people and programs.

use crate::draft::{Exposure, Role};
use crate::near::distance;
use crate::pack::{Brand, Pack};
use crate::report::{Category, Guide, Sources};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What an entry of the catalogue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// A rule, which objects to a place of the draft.
    Rule,
    /// A topic that someone must approve; not a fault of the draft.
    Escalation,
}

/// A rule or an escalation topic.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RuleInfo {
    /// `category/fault`, or `escalation/topic`.
    pub id: String,
    /// Whether it is a rule.
    pub kind: EntryKind,
    /// The first part of a rule's id.
    pub category: Option<Category>,
    /// The pack, or the brand, that it belongs to.
    pub pack: String,
    /// The version of the pack.
    pub version: String,
    /// The file.
    pub origin: String,
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// The version of the pack that brought it.
    pub since: Option<String>,
    /// `preview`, `stable` or `deprecated`.
    pub status: String,
    /// Ids that it had before.
    pub aliases: Vec<String>,
    /// How grave a finding is; absent for an escalation topic.
    pub levels: Option<Levels>,
    /// What a policy made of the levels, where it changed them everywhere.
    pub changed: Option<LevelChange>,
    /// What it made of them on some channels or for some locations alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed_in_part: Vec<LevelChange>,
    /// What is wrong.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// What to do instead.
    #[serde(rename = "do")]
    pub advice: String,
    /// The sources of every legal or factual claim.
    pub cite: Vec<String>,
    /// What the brand's own guide says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guide: Option<Guide>,
    /// Who says what, where experts disagree.
    pub disputed: Option<Sources>,
    /// What it looks for, as the pack writes it: the kind, and what stands under it.
    pub looks_for: Value,
    /// It speaks only where this holds.
    pub only_if: Map<String, Value>,
    /// It stays silent where this holds.
    pub unless: Map<String, Value>,
    /// Who must approve.
    pub approver: Option<Role>,
    /// What a fix does, where the rule has one.
    pub fix: Option<String>,
    /// Drafts in which it fires.
    pub hits: Vec<ExampleInfo>,
    /// Drafts in which it does not.
    pub passes: Vec<ExampleInfo>,
    /// Drafts in which it should fire and does not yet.
    pub gaps: Vec<ExampleInfo>,
}

impl RuleInfo {
    /// The levels that hold here: those of the rule, or what the policy made of them.
    #[must_use]
    pub fn levels_in_force(&self) -> Option<&Levels> {
        self.changed.as_ref().map(|change| &change.levels).or(self.levels.as_ref())
    }
}

/// How grave a finding is, by who else can read the reply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Levels {
    /// Everyone can read it.
    pub public: LevelEntry,
    /// Whoever handles it on its way can.
    pub unsecured: LevelEntry,
    /// Only the authenticated recipient can.
    pub secured: LevelEntry,
}

impl Levels {
    /// The entry of one exposure.
    #[must_use]
    pub fn at(&self, exposure: Exposure) -> &LevelEntry {
        match exposure {
            Exposure::Public => &self.public,
            Exposure::Unsecured => &self.unsecured,
            Exposure::Secured => &self.secured,
        }
    }

    /// As a pack writes it: a word, or a table by exposure of words and tables.
    fn read(written: &Value) -> Self {
        let entry = |name: &str| LevelEntry::read(written.get(name).unwrap_or(written));
        Self { public: entry("public"), unsecured: entry("unsecured"), secured: entry("secured") }
    }
}

/// A level, `off` included, and what changes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LevelEntry {
    /// The level where nothing below names another.
    pub level: String,
    /// By what the recipient agreed to.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub consent: BTreeMap<String, String>,
    /// By the law that binds the sender.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub regime: BTreeMap<String, String>,
    /// By the kind of practice.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub practice: BTreeMap<String, String>,
}

impl LevelEntry {
    fn read(written: &Value) -> Self {
        let words = |name: &str| match written.get(name) {
            Some(Value::Object(words)) => {
                words.iter().map(|(key, level)| (key.clone(), level.as_str().unwrap_or_default().to_owned())).collect()
            }
            _ => BTreeMap::new(),
        };
        let level = written.as_str().or_else(|| written.get("else")?.as_str()).unwrap_or_default().to_owned();
        Self { level, consent: words("consent"), regime: words("regime"), practice: words("practice") }
    }
}

/// What a policy made of a rule's levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelChange {
    /// The new levels.
    pub levels: Levels,
    /// Where the change stands.
    pub origin: String,
    /// Why.
    pub reason: Option<String>,
    /// Who decided.
    pub by: Option<String>,
    /// When.
    pub at: Option<String>,
    /// The channels on which it holds; none means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channel: Vec<String>,
    /// The locations for which it holds; none means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub location: Vec<String>,
}

/// A draft that proves a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExampleInfo {
    /// The draft.
    pub draft: String,
    /// The exact text that is flagged.
    pub flags: Option<String>,
    /// Why it is, or is not, a fault.
    pub because: Option<String>,
    /// What else is known in the example: inbound, channel and so on.
    #[serde(flatten)]
    pub given: BTreeMap<String, Value>,
}

/// What the packs and the brand file say, by id; escalation topics stand last.
///
/// ```
/// use replylint::{Pack, catalogue::catalogue};
/// let rules = catalogue(&Pack::builtin(), None);
/// assert!(rules.iter().any(|rule| rule.id == "phi/visit"));
/// ```
#[must_use]
pub fn catalogue(packs: &[Pack], brand: Option<&Brand>) -> Vec<RuleInfo> {
    all(packs, brand, Vec::new())
}

/// The same with the rules of Vale styles that run, as `vale/Style.Rule`.
#[cfg(feature = "vale")]
#[must_use]
pub fn catalogue_with_vale(packs: &[Pack], brand: Option<&Brand>, styles: &crate::pack::vale::Styles) -> Vec<RuleInfo> {
    let info = |about: crate::pack::vale::About<'_>| {
        let level = || LevelEntry { level: about.level.as_str().to_owned(), ..LevelEntry::default() };
        let style = about.name.split('.').next().unwrap_or_default();
        let link = Some(about.link.to_owned()).filter(|link| !link.is_empty());
        RuleInfo {
            id: format!("vale/{}", about.name),
            kind: EntryKind::Rule,
            category: Some(Category::Vale),
            pack: style.to_owned(),
            version: String::new(),
            origin: about.origin.to_owned(),
            line: 1,
            since: None,
            status: "stable".to_owned(),
            aliases: Vec::new(),
            levels: Some(Levels { public: level(), unsecured: level(), secured: level() }),
            changed: None,
            changed_in_part: Vec::new(),
            message: about.message,
            why: match about.description.is_empty() {
                true => format!("the style `{style}` asks for it"),
                false => about.description,
            },
            advice: String::new(),
            cite: link.into_iter().collect(),
            guide: None,
            disputed: None,
            looks_for: serde_json::json!({ "vale": about.point }),
            only_if: Map::new(),
            unless: Map::new(),
            approver: None,
            fix: about.fixes.then(|| "the rule's action".to_owned()),
            hits: Vec::new(),
            passes: Vec::new(),
            gaps: Vec::new(),
        }
    };
    all(packs, brand, styles.about().map(info).collect())
}

fn all(packs: &[Pack], brand: Option<&Brand>, more: Vec<RuleInfo>) -> Vec<RuleInfo> {
    // In the order in which changes apply: by name, the brand last.
    let mut parts: Vec<Part<'_>> = packs.iter().map(Part::of_pack).collect();
    if let Some(brand) = brand {
        let known = |pack: &Pack| packs.iter().any(|known| known.name() == pack.name() && known.text() == pack.text());
        let optional = brand.optional.iter().filter(|(pack, _)| !known(pack));
        parts.extend(optional.map(|(pack, only)| Part { only: only.as_deref(), ..Part::of_pack(pack) }));
    }
    parts.sort_by_key(|part| (part.pack, part.text));
    parts.extend(brand.into_iter().flat_map(Part::of_brand));
    let mut infos: Vec<RuleInfo> = parts.iter().flat_map(Part::infos).chain(more).collect();
    for part in &parts {
        part.apply_changes(&mut infos);
    }
    infos.sort_by(|a, b| (a.kind, &a.id, &a.origin, a.line).cmp(&(b.kind, &b.id, &b.origin, b.line)));
    infos
}

/// The entries of an id, an alias or a topic; several packs may speak of the same topic.
#[must_use]
pub fn find<'a>(infos: &'a [RuleInfo], id: &str) -> Vec<&'a RuleInfo> {
    let is = |info: &&RuleInfo| {
        info.id == id || info.aliases.iter().any(|alias| alias == id) || info.id.strip_prefix("escalation/") == Some(id)
    };
    infos.iter().filter(is).collect()
}

/// Ids that were probably meant, the likeliest first.
#[must_use]
pub fn near<'a>(infos: &'a [RuleInfo], id: &str) -> Vec<&'a str> {
    let wanted = id.trim().to_lowercase();
    let fault = wanted.rsplit('/').next().unwrap_or_default();
    let mut ranked: Vec<(usize, &str)> = infos
        .iter()
        .filter_map(|info| {
            let id = info.id.to_lowercase();
            let own = id.rsplit('/').next().unwrap_or_default();
            let apart = distance(&wanted, &id).min(distance(fault, own));
            let part = fault.len() > 2 && (own.contains(fault) || fault.contains(own));
            (part || apart <= 2.min(fault.len() / 2)).then_some((if part { apart.min(2) } else { apart }, &*info.id))
        })
        .collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked.into_iter().map(|(_, id)| id).take(5).collect()
}

/// One file that takes part: what was checked when it was parsed, and the same as it was written.
struct Part<'a> {
    pack: &'a str,
    version: &'a str,
    origin: &'a str,
    text: &'a str,
    /// Where rules and routes begin, in bytes.
    rules: Vec<usize>,
    routes: Vec<usize>,
    written: Value,
    /// The only rules that take part, where not all do.
    only: Option<&'a BTreeSet<String>>,
    /// The brand whose text this is, and whether it was written out from its sections.
    place: Option<(&'a Brand, bool)>,
}

impl<'a> Part<'a> {
    fn of_pack(pack: &'a Pack) -> Self {
        Self {
            pack: pack.name(),
            version: pack.version(),
            origin: pack.origin(),
            text: pack.text(),
            rules: pack.file.rule.iter().map(|rule| rule.span().start).collect(),
            routes: pack.file.escalation.iter().map(|route| route.span().start).collect(),
            written: written(pack.text()),
            only: None,
            place: None,
        }
    }

    /// What its sections stand for, and what it writes as packs do.
    fn of_brand(brand: &'a Brand) -> [Self; 2] {
        let (origin, version) = (brand.origin(), brand.file.version.as_deref().unwrap_or("0"));
        let sections = Self { origin, place: Some((brand, true)), ..Self::of_pack(&brand.pack) };
        let own = Self {
            pack: brand.name(),
            version,
            origin,
            text: brand.joined(),
            rules: brand.file.rule.iter().map(|rule| rule.span().start).collect(),
            routes: brand.file.escalation.iter().map(|route| route.span().start).collect(),
            written: brand.written(),
            only: None,
            place: Some((brand, false)),
        };
        [sections, own]
    }

    /// The file and the line of a place.
    fn line(&self, at: usize) -> (&'a str, usize) {
        match self.place {
            Some((brand, true)) => brand.place_of_pack(at),
            Some((brand, false)) => brand.place(at),
            None => (self.origin, self.text[..at].matches('\n').count() + 1),
        }
    }

    fn infos(&self) -> Vec<RuleInfo> {
        let taken = |(table, _): &(&Value, &usize)| self.only.is_none_or(|ids| ids.contains(&text(table, "id")));
        let rules = self.tables("rule").zip(&self.rules).filter(taken).map(|(table, &at)| self.rule(table, at));
        let routes = self.tables("escalation").zip(&self.routes).map(|(table, &at)| self.route(table, at));
        rules.chain(routes).collect()
    }

    fn tables(&self, name: &str) -> impl Iterator<Item = &Value> {
        self.written.get(name).and_then(Value::as_array).into_iter().flatten()
    }

    fn rule(&self, table: &Value, at: usize) -> RuleInfo {
        let id = text(table, "id");
        RuleInfo {
            category: id.split('/').next().and_then(|word| word.parse().ok()),
            since: some_text(table, "since"),
            status: some_text(table, "status").unwrap_or_else(|| "stable".to_owned()),
            aliases: list(table, "aliases"),
            levels: table.get("level").map(Levels::read),
            message: text(table, "message"),
            advice: text(table, "do"),
            disputed: read(table, "disputed"),
            looks_for: table.get("match").cloned().unwrap_or_default(),
            only_if: read(table, "only_if").unwrap_or_default(),
            unless: read(table, "unless").unwrap_or_default(),
            approver: read(table, "approver"),
            fix: table.get("fix").and_then(|fix| some_text(fix, "title")),
            ..self.common(id, EntryKind::Rule, table, at)
        }
    }

    fn route(&self, table: &Value, at: usize) -> RuleInfo {
        let mut unless = Map::new();
        if let Some(patterns) = table.get("unless") {
            unless.insert("sentence_has".to_owned(), patterns.clone());
        }
        if let Some(patterns) = table.get("not") {
            unless.insert("stands_in".to_owned(), patterns.clone());
        }
        if let Some(exposures) = table.get("quiet") {
            unless.insert("the_draft_is".to_owned(), exposures.clone());
        }
        let looks_for = serde_json::json!({ "phrase": { "any": table.get("any") } });
        let role: Option<Role> = read(table, "role");
        RuleInfo {
            message: format!("needs approval ({})", text(table, "role")),
            advice: text(table, "advice"),
            looks_for,
            unless,
            approver: role,
            ..self.common(format!("escalation/{}", text(table, "topic")), EntryKind::Escalation, table, at)
        }
    }

    /// What rules and routes have in common.
    fn common(&self, id: String, kind: EntryKind, table: &Value, at: usize) -> RuleInfo {
        let (origin, line) = self.line(at);
        RuleInfo {
            id,
            kind,
            category: None,
            pack: self.pack.to_owned(),
            version: self.version.to_owned(),
            origin: origin.to_owned(),
            line,
            since: None,
            status: "stable".to_owned(),
            aliases: Vec::new(),
            levels: None,
            changed: None,
            changed_in_part: Vec::new(),
            message: String::new(),
            why: text(table, "why"),
            advice: String::new(),
            cite: list(table, "cite"),
            guide: read(table, "guide"),
            disputed: None,
            looks_for: Value::Null,
            only_if: Map::new(),
            unless: Map::new(),
            approver: None,
            fix: None,
            hits: examples(table, "hits"),
            passes: examples(table, "passes"),
            gaps: examples(table, "gaps"),
        }
    }

    fn apply_changes(&self, infos: &mut [RuleInfo]) {
        // What a pack changes of others' rules goes with all of its own.
        if self.only.is_some() {
            return;
        }
        let all = self.written.get("rules").and_then(Value::as_object).into_iter().flatten();
        let all = all.map(|(id, change)| (id.clone(), change));
        for (id, change) in all.chain(self.tables("change").map(|change| (text(change, "rule"), change))) {
            for info in infos.iter_mut().filter(|info| info.id == *id || info.aliases.contains(&id)) {
                let made = LevelChange {
                    levels: change.get("level").map(Levels::read).unwrap_or_default(),
                    origin: self.origin.to_owned(),
                    reason: some_text(change, "reason"),
                    by: some_text(change, "by"),
                    at: some_text(change, "at"),
                    channel: list(change, "channel"),
                    location: list(change, "location"),
                };
                info.guide = read(change, "guide").or_else(|| info.guide.take());
                if made.channel.is_empty() && made.location.is_empty() {
                    info.changed = Some(made);
                } else {
                    info.changed_in_part.push(made);
                }
            }
        }
    }
}

/// The file as it was written. It was read once already, so that nothing can be wrong with it.
fn written(text: &str) -> Value {
    toml::from_str(text).unwrap_or_default()
}

fn text(table: &Value, name: &str) -> String {
    some_text(table, name).unwrap_or_default()
}

fn some_text(table: &Value, name: &str) -> Option<String> {
    table.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn list<T: serde::de::DeserializeOwned>(table: &Value, name: &str) -> Vec<T> {
    read(table, name).unwrap_or_default()
}

/// Examples: texts, or tables.
fn examples(table: &Value, name: &str) -> Vec<ExampleInfo> {
    let written = table.get(name).and_then(Value::as_array).into_iter().flatten();
    let example = |example: &Value| match example {
        Value::String(draft) => {
            Some(ExampleInfo { draft: draft.clone(), flags: None, because: None, given: BTreeMap::new() })
        }
        table => serde_json::from_value(table.clone()).ok(),
    };
    written.filter_map(example).collect()
}

fn read<T: serde::de::DeserializeOwned>(table: &Value, name: &str) -> Option<T> {
    serde_json::from_value(table.get(name)?.clone()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "vale")]
    #[test]
    fn rules_of_vale_styles_are_listed_with_the_levels_in_force() {
        let rule = "extends: substitution\nmessage: \"Use '%s' instead of '%s'.\"\nlevel: error\nlink: https://example.com/\naction: { name: replace }\nswap: { utilize: use }\n";
        let files = BTreeMap::from([("styles/House/Plain.yml".to_owned(), rule.to_owned())]);
        let styles = crate::pack::vale::Styles::load(&files, "styles").unwrap();
        let pack = "schema = 1\npack = \"house\"\nversion = \"1.0.0\"\n[rules]\n\"vale/House.Plain\" = { level = \"note\", reason = \"we like it\" }\n";
        let infos = catalogue_with_vale(&[Pack::parse(pack, "house.toml").unwrap()], None, &styles);
        let [info] = find(&infos, "vale/House.Plain")[..] else { panic!("listed once") };
        assert_eq!(info.message, "Use '\u{2026}' instead of '\u{2026}'.");
        assert_eq!(
            (&*info.pack, &*info.origin, info.category),
            ("House", "styles/House/Plain.yml", Some(Category::Vale))
        );
        assert_eq!(info.levels.as_ref().unwrap().public.level, "block");
        assert_eq!(info.levels_in_force().unwrap().secured.level, "note");
        assert_eq!(info.cite, ["https://example.com/"]);
        assert!(info.fix.is_some());
        assert_eq!(near(&infos, "vale/House.Plane"), ["vale/House.Plain"]);
    }

    const HOUSE: &str = r#"
schema = 1
pack = "house"
version = "2.0.0"

[[rule]]
id = "brand/no-discounts"
aliases = ["brand/discounts"]
level = { public = { else = "revise", practice = { sud = "block" } }, unsecured = "note", secured = "off" }
message = "offers a discount"
why = "Discounts are not offered in writing."
do = "Invite them to call."
match.phrase.any = ["a discount"]
hits = [{ draft = "We offer a discount.", flags = "a discount", channel = "dm" }]

[[escalation]]
topic = "press"
role = "pr"
why = "A reporter asks."
any = ["newspaper"]
unless = ["wallpaper"]

[rules."brand/discounts"]
level = "block"
"#;

    fn house() -> Vec<RuleInfo> {
        catalogue(&[Pack::parse(HOUSE, "house.toml").expect("a pack")], None)
    }

    #[test]
    fn a_rule_says_what_it_is() {
        let infos = house();
        let rule = &infos[0];
        assert_eq!((rule.id.as_str(), rule.line, rule.version.as_str()), ("brand/no-discounts", 6, "2.0.0"));
        let levels = rule.levels.as_ref().expect("levels");
        assert_eq!(
            (&*levels.public.level, &*levels.unsecured.level, &*levels.secured.level),
            ("revise", "note", "off")
        );
        assert_eq!(levels.public.practice["sud"], "block");
        assert_eq!(rule.levels_in_force().expect("levels").secured.level, "block");
        assert_eq!(rule.looks_for["phrase"]["any"][0], "a discount");
        assert_eq!(rule.hits[0].given["channel"], "dm");
    }

    #[test]
    fn topics_are_listed_last() {
        let infos = house();
        assert_eq!(infos[1].id, "escalation/press");
        assert_eq!(infos[1].approver, Some(Role::Pr));
        assert_eq!(infos[1].unless["sentence_has"][0], "wallpaper");
    }

    #[test]
    fn ids_are_found_by_alias_and_topic_and_guessed() {
        let infos = house();
        assert_eq!(find(&infos, "brand/discounts").len(), 1);
        assert_eq!(find(&infos, "press").len(), 1);
        assert_eq!(near(&infos, "brand/no-discount"), ["brand/no-discounts"]);
        assert_eq!(near(&infos, "discounts"), ["brand/no-discounts"]);
        assert_eq!(near(&infos, "phi/xyz"), [""; 0]);
    }
}
