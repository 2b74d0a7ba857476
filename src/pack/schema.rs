//! Packs and brand files as they are written: the shape of the TOML, refused where a key is unknown.

use crate::check::Spec;
use crate::draft::{Channel, Consent, Exposure, Format, Practice, Regime, Role};
use crate::lexicon::Concept;
use crate::matcher::identifiers::Validator;
use crate::report::{Category, Guide, Level, Sources};
use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use toml::Spanned;

/// The version of the format that this crate reads.
pub(crate) const SCHEMA: u32 = 1;

/// A rule pack.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct PackFile {
    /// The version of the format: 1.
    #[cfg_attr(feature = "schema", schemars(with = "u32"))]
    pub(crate) schema: Spanned<u32>,
    /// The pack's name.
    pub(crate) pack: String,
    /// The pack's version.
    pub(crate) version: String,
    /// Word families that patterns name in braces.
    #[serde(default)]
    pub(crate) concept: Vec<ConceptTable>,
    /// Kinds of identifier.
    #[serde(default)]
    pub(crate) identifier: Vec<IdentifierTable>,
    /// The rules.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<RuleTable>"))]
    pub(crate) rule: Vec<Spanned<RuleTable>>,
    /// Routes to people who must approve.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<EscalationTable>"))]
    pub(crate) escalation: Vec<Spanned<EscalationTable>>,
    /// What to do about findings in replies that are posted already.
    #[serde(default)]
    pub(crate) posted: Vec<PostedTable>,
    /// What helpdesks fill in by themselves.
    #[serde(default)]
    pub(crate) platform: Vec<PlatformTable>,
    /// Changes to rules of other packs, by id.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, OverrideTable>"))]
    pub(crate) rules: BTreeMap<Spanned<String>, OverrideTable>,
    /// More such changes, where one holds on some channels or for some locations alone.
    #[serde(default)]
    pub(crate) change: Vec<ChangeTable>,
}

/// What a helpdesk fills in by itself when a reply is sent or a template put in.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct PlatformTable {
    /// Its name: lower case, digits and hyphens.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(crate) name: Spanned<String>,
    /// The slots that it knows, with their brackets; `*` stands for any characters. A fallback behind `|` belongs to
    /// a slot and is not listed.
    pub(crate) variables: Vec<String>,
}

/// A word family.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ConceptTable {
    /// The name that patterns use: lower case, digits and hyphens.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(crate) name: Spanned<String>,
    /// Nouns; `child/children` names an irregular plural, in a phrase the last word is inflected.
    #[serde(default)]
    pub(crate) nouns: Vec<String>,
    /// Verbs; `see/saw/seen` names irregular forms, in a phrase the first word is inflected.
    #[serde(default)]
    pub(crate) verbs: Vec<String>,
    /// Words and phrases that stand as they are.
    #[serde(default)]
    pub(crate) words: Vec<String>,
    /// Patterns inside which a word of the family is meant in an everyday sense.
    #[serde(default)]
    pub(crate) not: Vec<String>,
}

impl ConceptTable {
    /// The family, with the forms of its words.
    pub(crate) fn concept(&self) -> Concept {
        let mut concept = Concept::new(self.name.as_ref());
        self.nouns.iter().for_each(|noun| concept.noun(noun));
        self.verbs.iter().for_each(|verb| concept.verb(verb));
        self.words.iter().for_each(|word| concept.word(word));
        concept.senses.clone_from(&self.not);
        concept
    }
}

/// A kind of identifier.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentifierTable {
    /// The name that rules use.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(crate) kind: Spanned<String>,
    /// Its shapes.
    pub(crate) shape: Vec<ShapeTable>,
}

/// One shape of an identifier.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ShapeTable {
    /// Regexes over the folded text.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) any: Vec<Spanned<String>>,
    /// Instead of regexes: patterns of what a number belongs to. Behind it must stand a number, in any writing.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) label: Vec<Spanned<String>>,
    /// The number behind a label must have letters and digits.
    #[serde(default)]
    pub(crate) mixed: bool,
    /// The fewest digits that the match must have.
    #[serde(default)]
    pub(crate) digits: usize,
    /// Behind a label must stand a name with capitals instead of a number, that of a place.
    #[serde(default)]
    pub(crate) place: bool,
    /// Patterns that may not stand inside.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) not: Vec<Spanned<String>>,
    /// The arithmetic that a match must pass.
    pub(crate) validate: Option<Validator>,
    /// Patterns of which one must stand within 60 bytes.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) near: Vec<Spanned<String>>,
}

/// Whether a rule may be relied on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// May change in any release.
    Preview,
    /// Fires on more only in a major release.
    #[default]
    Stable,
    /// Will go.
    Deprecated,
}

/// A rule.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleTable {
    /// `category/fault`, reads after "allow".
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(crate) id: Spanned<String>,
    /// The version of the pack that brought it.
    pub(crate) since: Option<String>,
    /// Whether it may be relied on.
    #[serde(default)]
    pub(crate) status: Status,
    /// Ids that it had before.
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    /// How grave a finding is.
    pub(crate) level: LevelTable,
    /// What is wrong: plain, lower case, no full stop.
    pub(crate) message: String,
    /// Why it matters.
    pub(crate) why: String,
    /// What to do instead.
    #[serde(rename = "do")]
    pub(crate) advice: String,
    /// The sources of every legal or factual claim.
    #[serde(default)]
    pub(crate) cite: Vec<String>,
    /// Who says what, where experts disagree.
    pub(crate) disputed: Option<Sources>,
    /// What a brand's guide says of it.
    pub(crate) guide: Option<Guide>,
    /// What it looks for.
    #[serde(rename = "match")]
    pub(crate) spec: Spec,
    /// It stays silent where this holds.
    #[serde(default)]
    pub(crate) unless: GuardTable,
    /// It speaks only where this holds.
    #[serde(default)]
    pub(crate) only_if: GuardTable,
    /// Who must approve a draft in which it fires.
    pub(crate) approver: Option<Role>,
    /// What to put in the place of a finding.
    pub(crate) fix: Option<FixTable>,
    /// Drafts in which it must fire.
    #[serde(default)]
    pub(crate) hits: Vec<Example>,
    /// Drafts in which it must not.
    #[serde(default)]
    pub(crate) passes: Vec<Example>,
    /// Drafts in which it should fire and does not yet.
    #[serde(default)]
    pub(crate) gaps: Vec<Example>,
}

/// A change that settles a finding.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct FixTable {
    /// What it does, in a few words.
    pub(crate) title: String,
    /// What stands in the finding's place afterwards.
    pub(crate) replace: String,
    /// It may be applied without asking.
    #[serde(default)]
    pub(crate) safe: bool,
}

/// A route to a person who must approve.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct EscalationTable {
    /// What it is about.
    pub(crate) topic: String,
    /// Who must approve.
    pub(crate) role: Role,
    /// Why.
    pub(crate) why: String,
    /// What to do now, where it cannot wait for the approval: a number to call, a place to report to.
    pub(crate) advice: Option<String>,
    /// The sources of every legal or factual claim.
    #[serde(default)]
    pub(crate) cite: Vec<String>,
    /// Patterns of which any may match, in the inbound or the draft.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) any: Vec<Spanned<String>>,
    /// Patterns that silence it where one stands in the same sentence.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) unless: Vec<Spanned<String>>,
    /// Everyday senses: a match that overlaps one of these does not count, whatever else the sentence says.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) not: Vec<Spanned<String>>,
    /// Where the draft's own words do not raise it, only the inbound's: what a clinician writes to somebody who is
    /// logged in is their work, and no event.
    #[serde(default)]
    pub(crate) quiet: Vec<Exposure>,
    /// The draft's own words raise it only where the inbound is not known.
    #[serde(default)]
    pub(crate) inbound_first: bool,
    /// Texts that must be routed; `draft` stands for either message.
    #[serde(default)]
    pub(crate) hits: Vec<Example>,
    /// Texts that must not.
    #[serde(default)]
    pub(crate) passes: Vec<Example>,
}

/// What to do about the findings of a category in a reply that is posted already: changing the draft comes too late.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct PostedTable {
    /// The findings that it is about.
    pub(crate) category: Category,
    /// What to do now; it is added to the rule's own advice.
    #[serde(rename = "do")]
    pub(crate) advice: String,
    /// The sources of every legal or factual claim; they are added to the rule's own.
    #[serde(default)]
    pub(crate) cite: Vec<String>,
}

/// A change to a rule of another pack.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct OverrideTable {
    /// The new level.
    pub(crate) level: LevelTable,
    /// Why; required where the rule is weakened.
    pub(crate) reason: Option<String>,
    /// Who decided.
    pub(crate) by: Option<String>,
    /// When.
    pub(crate) at: Option<String>,
}

/// A change to a rule of another pack, where it holds on some channels or for some locations alone.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeTable {
    /// The rule's id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(crate) rule: Spanned<String>,
    /// The new level.
    pub(crate) level: LevelTable,
    /// Why; required where the rule is weakened.
    pub(crate) reason: Option<String>,
    /// Who decided.
    pub(crate) by: Option<String>,
    /// When.
    pub(crate) at: Option<String>,
    /// The channels on which it holds; none means all.
    #[serde(default)]
    pub(crate) channel: Vec<Channel>,
    /// The locations for which it holds; none means all.
    #[serde(default)]
    pub(crate) location: Vec<String>,
    /// What a guide says of it.
    pub(crate) guide: Option<Guide>,
    /// Drafts in which the rule, or another that the same entry changes, must fire.
    #[serde(default)]
    pub(crate) hits: Vec<Example>,
    /// Drafts in which it must not.
    #[serde(default)]
    pub(crate) passes: Vec<Example>,
    /// Drafts in which it should fire and does not yet.
    #[serde(default)]
    pub(crate) gaps: Vec<Example>,
}

/// A condition that every kind of rule shares. Empty means that it does not matter.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct GuardTable {
    /// A pattern stands in the same sentence.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) sentence_has: Vec<Spanned<String>>,
    /// A pattern stands in the same clause.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) clause_has: Vec<Spanned<String>>,
    /// A pattern stands anywhere in the draft.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) draft_has: Vec<Spanned<String>>,
    /// A pattern stands in the inbound.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) inbound_has: Vec<Spanned<String>>,
    /// The reply goes to one of these channels.
    pub(crate) channel: Vec<Channel>,
    /// The sender is bound by one of these.
    pub(crate) regime: Vec<Regime>,
    /// The draft is written so.
    pub(crate) format: Vec<Format>,
    /// The draft is in one of these languages, as two letters.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) language: Vec<Spanned<String>>,
    /// One of these locations answers, by the name that the record gives.
    pub(crate) location: Vec<String>,
    /// The stars that came with the inbound lie in this range; without stars they do not.
    pub(crate) rating: Option<RatingTable>,
    /// The inbound or the draft raises one of these topics of escalation, approved or not.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) topic: Vec<Spanned<String>>,
}

/// A range of stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RatingTable {
    /// The fewest; 1 unless said otherwise.
    pub(crate) min: u8,
    /// The most; 5 unless said otherwise.
    pub(crate) max: u8,
}

impl Default for RatingTable {
    fn default() -> Self {
        Self { min: 1, max: 5 }
    }
}

/// A draft that proves a rule: a text, or a table of it and what else is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Example(pub(crate) ExampleTable);

impl std::ops::Deref for Example {
    type Target = ExampleTable;

    fn deref(&self) -> &ExampleTable {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Example {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrTable;
        impl<'de> de::Visitor<'de> for TextOrTable {
            type Value = Example;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a draft, or a table with `draft`")
            }

            fn visit_str<E: de::Error>(self, draft: &str) -> Result<Example, E> {
                Ok(Example(ExampleTable { draft: draft.to_owned(), ..ExampleTable::default() }))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Example, A::Error> {
                ExampleTable::deserialize(MapAccessDeserializer::new(map)).map(Example)
            }
        }
        deserializer.deserialize_any(TextOrTable)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Example {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Example".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let table = generator.subschema_for::<ExampleTable>();
        schemars::json_schema!({ "anyOf": [{ "type": "string" }, table] })
    }
}

/// A draft that proves a rule, and what else is known.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ExampleTable {
    /// The draft.
    pub(crate) draft: String,
    /// The exact text of the finding's span.
    pub(crate) flags: Option<String>,
    /// Why it is, or is not, a fault.
    pub(crate) because: Option<String>,
    /// No rule of any pack may object, but for notes on wording that is generic.
    #[serde(default)]
    pub(crate) clean: bool,
    /// Replies that were sent before, for rules that compare with a history.
    #[serde(default)]
    pub(crate) earlier: Vec<String>,
    /// The message that the draft answers.
    pub(crate) inbound: Option<String>,
    /// Who wrote it.
    pub(crate) author: Option<String>,
    /// Which brand answers.
    pub(crate) brand: Option<String>,
    /// Which location answers.
    pub(crate) location: Option<String>,
    /// The stars that came with it.
    pub(crate) rating: Option<u8>,
    /// Where the reply goes.
    pub(crate) channel: Option<Channel>,
    /// Which law binds the sender.
    pub(crate) regime: Option<Regime>,
    /// What kind of practice the sender is.
    pub(crate) practice: Option<Practice>,
    /// How the draft is written.
    pub(crate) format: Option<Format>,
    /// What the recipient agreed to.
    pub(crate) consent: Option<Consent>,
    /// Whether the recipient is logged in.
    #[serde(default)]
    pub(crate) authenticated: bool,
}

/// How grave a finding is, by exposure; an entry may depend on consent, regime or practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LevelTable {
    /// By exposure, secured first.
    entries: [Entry; 3],
}

/// A level, or none.
pub(crate) type MaybeLevel = Option<Level>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Entry {
    otherwise: MaybeLevel,
    consent: [Option<MaybeLevel>; 3],
    regime: [Option<MaybeLevel>; 3],
    practice: [Option<MaybeLevel>; 3],
}

impl LevelTable {
    /// One level under all circumstances.
    #[cfg(feature = "vale")]
    pub(crate) fn everywhere(level: Level) -> Self {
        Self { entries: [Entry { otherwise: Some(level), ..Entry::default() }; 3] }
    }

    /// The level under the given circumstances. Where an entry names several, practice decides before regime, and
    /// regime before consent.
    pub(crate) fn level(&self, exposure: Exposure, consent: Consent, regime: Regime, practice: Practice) -> MaybeLevel {
        let entry = &self.entries[exposure as usize];
        entry.practice[practice as usize]
            .or(entry.regime[regime as usize])
            .or(entry.consent[consent as usize])
            .unwrap_or(entry.otherwise)
    }

    /// The gravest level under any circumstances.
    pub(crate) fn gravest(&self) -> MaybeLevel {
        self.circumstances()
            .map(|(exposure, consent, regime, practice)| self.level(exposure, consent, regime, practice))
            .max()?
    }

    /// Whether `self` is milder than `other` under some circumstances.
    pub(crate) fn weakens(&self, other: &Self) -> bool {
        self.circumstances().any(|(exposure, consent, regime, practice)| {
            self.level(exposure, consent, regime, practice) < other.level(exposure, consent, regime, practice)
        })
    }

    fn circumstances(&self) -> impl Iterator<Item = (Exposure, Consent, Regime, Practice)> + use<> {
        Exposure::ALL.iter().flat_map(|&exposure| {
            Consent::ALL.iter().flat_map(move |&consent| {
                Regime::ALL.iter().flat_map(move |&regime| {
                    Practice::ALL.iter().map(move |&practice| (exposure, consent, regime, practice))
                })
            })
        })
    }
}

/// Either a word or a table, told apart without buffering, so that errors keep their place.
struct WordOr<T>(PhantomData<T>);

/// What a level table or one of its entries is read from.
enum Written<T> {
    Word(MaybeLevel),
    Table(T),
}

impl<'de, T: Deserialize<'de>> de::Visitor<'de> for WordOr<T> {
    type Value = Written<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`off`, `note`, `revise`, `block`, or a table of these")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<Self::Value, E> {
        level_word(word).map(Written::Word).map_err(E::custom)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Written::Table)
    }
}

fn level_word(word: &str) -> Result<MaybeLevel, String> {
    match word {
        "off" => Ok(None),
        word => word.parse().map(Some).map_err(|message: String| message.replace("one of ", "one of off, ")),
    }
}

/// A level word where nothing else may stand.
struct Word(MaybeLevel);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        level_word(&word).map(Word).map_err(de::Error::custom)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exposures {
    secured: Entry,
    unsecured: Entry,
    public: Entry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conditions {
    #[serde(rename = "else")]
    otherwise: Word,
    #[serde(default)]
    consent: BTreeMap<Consent, Word>,
    #[serde(default)]
    regime: BTreeMap<Regime, Word>,
    #[serde(default)]
    practice: BTreeMap<Practice, Word>,
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match deserializer.deserialize_any(WordOr::<Conditions>(PhantomData))? {
            Written::Word(level) => Entry { otherwise: level, ..Entry::default() },
            Written::Table(written) => {
                let mut entry = Entry { otherwise: written.otherwise.0, ..Entry::default() };
                written.consent.into_iter().for_each(|(consent, word)| entry.consent[consent as usize] = Some(word.0));
                written.regime.into_iter().for_each(|(regime, word)| entry.regime[regime as usize] = Some(word.0));
                written
                    .practice
                    .into_iter()
                    .for_each(|(practice, word)| entry.practice[practice as usize] = Some(word.0));
                entry
            }
        })
    }
}

impl<'de> Deserialize<'de> for LevelTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match deserializer.deserialize_any(WordOr::<Exposures>(PhantomData))? {
            Written::Word(level) => LevelTable { entries: [Entry { otherwise: level, ..Entry::default() }; 3] },
            // All three are asked for: an exposure left out would be a silent `off`.
            Written::Table(written) => LevelTable { entries: [written.secured, written.unsecured, written.public] },
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for LevelTable {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Level".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let word = serde_json::json!({ "enum": ["off", "note", "revise", "block"] });
        let words = |names: &[&str]| {
            let properties: serde_json::Map<_, _> =
                names.iter().map(|name| ((*name).to_owned(), word.clone())).collect();
            serde_json::json!({ "type": "object", "properties": properties, "additionalProperties": false })
        };
        let entry = serde_json::json!({ "anyOf": [word, {
            "type": "object", "required": ["else"], "additionalProperties": false,
            "properties": {
                "else": word,
                "consent": words(&Consent::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>()),
                "regime": words(&Regime::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>()),
                "practice": words(&Practice::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>()),
            },
        }] });
        let exposures: serde_json::Map<_, _> =
            Exposure::ALL.iter().map(|exposure| (exposure.as_str().to_owned(), entry.clone())).collect();
        schemars::json_schema!({ "anyOf": [
            word,
            {
                "type": "object", "properties": exposures, "additionalProperties": false,
                "required": Exposure::ALL.iter().map(|exposure| exposure.as_str()).collect::<Vec<_>>(),
            },
        ] })
    }
}
