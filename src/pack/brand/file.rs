//! A brand file as it is written: the shape of its TOML, refused where a key is unknown.

use super::claims::Claims;
use super::entry::Entry;
use super::escalate::Escalate;
use super::limits::Limits;
use super::require::{Forbid, Require};
use super::suppress::SuppressTable;
use super::terms::Terms;
use super::voice::Voice;
use crate::draft::{Channel, Practice, Profile, Regime};
#[cfg(feature = "schema")]
use crate::pack::schema::LevelTable;
use crate::pack::schema::{ConceptTable, EscalationTable, OverrideTable, RuleTable};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A brand file.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct BrandFile {
    /// The version of the format: 1.
    #[cfg_attr(feature = "schema", schemars(with = "u32"))]
    pub(crate) schema: Spanned<u32>,
    /// The brand's name.
    pub(crate) brand: String,
    /// The file's version.
    pub(crate) version: Option<String>,
    /// Another brand file, over which this one stands: what is said here counts.
    #[allow(dead_code, reason = "read before the file is")]
    pub(crate) extends: Option<String>,
    /// Built-in packs that are off unless they are named.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) packs: Vec<Spanned<String>>,
    /// Which law binds the sender.
    pub(crate) regime: Option<Regime>,
    /// What kind of practice the sender is.
    pub(crate) practice: Option<Practice>,
    /// What happens to disputed wording.
    pub(crate) profile: Option<Profile>,
    /// The helpdesk that sends the replies, as a `[[platform]]` table of a pack names it.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(crate) platform: Option<Spanned<String>>,
    /// The channels on which the brand answers; those that the file speaks of, unless said otherwise.
    #[serde(default)]
    pub(crate) channels: Vec<Channel>,
    /// The guide that this file puts into practice.
    #[serde(default)]
    pub(crate) guide: GuideTable,
    /// Who the business is; what stands here is never an identifier of a person.
    #[serde(default)]
    pub(crate) identity: Identity,
    /// How the brand speaks.
    #[serde(default)]
    pub(crate) voice: Voice,
    /// The words that the brand uses, and those that it does not.
    #[serde(default)]
    pub(crate) terms: Terms,
    /// What the brand says of promises, fault, apologies and the like: `promise = "forbid"`.
    #[serde(default)]
    pub(crate) claims: Claims,
    /// How much a reply may hold.
    #[serde(default)]
    pub(crate) limits: Limits,
    /// What must stand in a reply.
    #[serde(default)]
    pub(crate) require: Vec<Entry<Require>>,
    /// What may not stand in a reply.
    #[serde(default)]
    pub(crate) forbid: Vec<Entry<Forbid>>,
    /// Who approves what, and the only words that may stand until they have.
    #[serde(default)]
    pub(crate) escalate: Escalate,
    /// Texts that someone approved, by name; `generic` and `brand` rules do not object to them.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub(crate) approved: BTreeMap<String, Spanned<String>>,
    /// Texts that are the right answer whenever they are given, by name: repeating one is worth a note at most.
    #[serde(default)]
    pub(crate) answers: BTreeMap<String, String>,
    /// What customers write about, as groups of keywords, by name; for audits, no rule reads it. Phrases of a few words,
    /// `wait*` for all that begin so.
    #[serde(default)]
    pub(crate) themes: BTreeMap<String, Vec<String>>,
    /// Slots that the platform fills in after the check, besides those that its table lists.
    #[serde(default)]
    pub(crate) live_variables: LiveVariables,
    /// Findings that somebody looked at and let stand.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<SuppressTable>"))]
    pub(crate) suppress: Vec<Spanned<SuppressTable>>,
    /// What differs for one location, by its name: sections as above, and changed rules.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, LocationPolicy>"))]
    pub(crate) locations: BTreeMap<Spanned<String>, LocationPolicy>,
    /// Word families that patterns name in braces.
    #[serde(default)]
    pub(crate) concept: Vec<ConceptTable>,
    /// The brand's own rules, as packs write them.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<RuleTable>"))]
    pub(crate) rule: Vec<Spanned<RuleTable>>,
    /// Routes to people who must approve, as packs write them.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<EscalationTable>"))]
    pub(crate) escalation: Vec<Spanned<EscalationTable>>,
    /// Changes to rules of packs, by id.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, OverrideTable>"))]
    pub(crate) rules: BTreeMap<Spanned<String>, OverrideTable>,
}

/// The guide that the file puts into practice.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct GuideTable {
    /// What it is called.
    pub(crate) title: Option<String>,
    /// Where it stands.
    pub(crate) link: Option<String>,
}

/// What differs for one location. A key that is written here takes the place of the brand's.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LocationPolicy {
    /// How it speaks.
    pub(crate) voice: Option<Voice>,
    /// The words that it uses.
    pub(crate) terms: Option<Terms>,
    /// How much its replies may hold.
    pub(crate) limits: Option<Limits>,
    /// Changes to rules, by id.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, LocationChange>"))]
    pub(crate) rules: BTreeMap<Spanned<String>, LocationChange>,
}

/// A change to a rule for one location.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct LocationChange {
    /// The new level.
    #[cfg_attr(feature = "schema", schemars(with = "LevelTable"))]
    pub(crate) level: Spanned<toml::Value>,
    /// Why; required where the rule is weakened.
    pub(crate) reason: Option<String>,
    /// Who decided.
    pub(crate) by: Option<String>,
    /// When.
    pub(crate) at: Option<String>,
}

/// Who the business is.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Identity {
    /// Its names.
    pub(crate) names: Vec<String>,
    /// Phones and mail addresses.
    pub(crate) contacts: Vec<String>,
    /// People who answer for it.
    pub(crate) staff: Vec<String>,
    /// What it offers.
    pub(crate) services: Vec<String>,
    /// Hosts, or pages on other hosts.
    pub(crate) pages: Vec<String>,
    /// Licences, provider numbers and the like that are its own.
    pub(crate) own_identifiers: Vec<String>,
    /// Its locations.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Location>"))]
    pub(crate) locations: Vec<Spanned<Location>>,
    /// Patterns of what its replies are signed with, at their end; limits and measures that look at the body leave it
    /// out.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) sign_off: Vec<Spanned<String>>,
}

/// One location of the business.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Location {
    /// Its name.
    pub(crate) name: String,
    /// Its address.
    pub(crate) address: Option<String>,
    /// Phones and mail addresses.
    #[serde(default)]
    pub(crate) contacts: Vec<String>,
    /// Its pages.
    #[serde(default)]
    pub(crate) pages: Vec<String>,
    /// People who answer for it.
    #[serde(default)]
    pub(crate) staff: Vec<String>,
    /// When it is open, a line each: `Mon-Fri 9:00-17:00`, `Sat 10am-2pm`, `Sun closed`. A draft that names other hours
    /// is a finding, `brand/hours`; what no line names is closed. Where a line says it in other words, no rule reads the
    /// hours.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) hours: Vec<Spanned<String>>,
    /// Its time zone (`America/New_York`), for audits.
    pub(crate) time_zone: Option<String>,
    /// Days on which it is closed (`2026-12-25`). A draft that says otherwise is a finding, `brand/hours`.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) holidays: Vec<toml::Value>,
}

/// Slots that the platform fills in after the check.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LiveVariables {
    /// With or without their brackets; `*` stands for any characters.
    pub(crate) names: Vec<String>,
}
