//! What rows name by a hash: places, agents, rules, topics, policies. Tables of two audits are merged by putting them
//! together, since a hash says the same in both.

use super::AuditError;
use super::bytes::{Reader, put, put_low, put_text};
use super::metrics::RuleText;
use super::row::NameId;
use crate::history::HistoryKey;
use crate::report::{Category, Finding, Overridden};
use std::collections::BTreeMap;

/// A brand and a location; either may not be known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Spot {
    pub(super) brand: Option<String>,
    pub(super) location: Option<String>,
}

/// A rule that did not apply, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) rule: String,
    pub(super) reason: String,
    pub(super) by: Option<String>,
}

/// The tables of an audit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// Topics, digests of policies, agents or their pseudonyms.
    pub(super) texts: BTreeMap<NameId, String>,
    pub(super) places: BTreeMap<NameId, Spot>,
    pub(super) rules: BTreeMap<NameId, RuleText>,
    pub(super) reasons: BTreeMap<NameId, Reason>,
}

fn id(key: &HistoryKey, kind: u8, parts: &[&str]) -> NameId {
    let mut bytes = Vec::with_capacity(64);
    bytes.push(kind);
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    // 0 stands for none.
    (key.of_audit(&bytes) & 0xffff_ffff_ffff).max(1)
}

impl Names {
    /// The number of a text, which is kept.
    pub(super) fn text(&mut self, key: &HistoryKey, text: &str) -> NameId {
        let id = id(key, 16, &[text]);
        self.texts.entry(id).or_insert_with(|| text.to_owned());
        id
    }

    /// The number of an agent, of whom a pseudonym is kept, or the name.
    pub(super) fn agent(&mut self, key: &HistoryKey, name: &str, is_named: bool) -> NameId {
        let id = id(key, 17, &[name]);
        let shown = || if is_named { name.to_owned() } else { format!("agent-{:06x}", id >> 24) };
        self.texts.entry(id).or_insert_with(shown);
        id
    }

    /// The number of a place; 0 where neither brand nor location is known.
    pub(super) fn place(&mut self, key: &HistoryKey, brand: Option<&str>, location: Option<&str>) -> NameId {
        if brand.is_none() && location.is_none() {
            return 0;
        }
        let mark = |name: Option<&str>| name.map_or_else(String::new, |name| format!("={name}"));
        let id = id(key, 18, &[&mark(brand), &mark(location)]);
        let spot = || Spot { brand: brand.map(str::to_owned), location: location.map(str::to_owned) };
        self.places.entry(id).or_insert_with(spot);
        id
    }

    /// The number of a finding's rule. Of texts that differ from finding to finding, the first in the alphabet is kept.
    pub(super) fn rule(&mut self, key: &HistoryKey, finding: &Finding) -> NameId {
        let id = id(key, 19, &[&finding.rule]);
        let known = self.rules.get(&id);
        let texts = (&*finding.message, &*finding.why, &*finding.advice);
        if known.is_none_or(|known| texts < (&*known.message, &*known.why, &*known.advice)) {
            let text = RuleText {
                rule: finding.rule.to_string(),
                category: finding.category,
                message: texts.0.to_owned(),
                why: texts.1.to_owned(),
                advice: texts.2.to_owned(),
            };
            self.rules.insert(id, text);
        }
        id
    }

    /// The number of a rule that did not apply, with the reason.
    pub(super) fn overridden(&mut self, key: &HistoryKey, overridden: &Overridden) -> NameId {
        let by = overridden.by.as_deref();
        let id = id(key, 20, &[&overridden.rule, &overridden.reason, by.unwrap_or_default()]);
        self.reasons.entry(id).or_insert_with(|| Reason {
            rule: overridden.rule.to_string(),
            reason: overridden.reason.to_string(),
            by: by.map(str::to_owned),
        });
        id
    }

    /// Adds the tables of another audit.
    pub(super) fn merge(&mut self, other: Self) {
        self.texts.extend(other.texts);
        self.places.extend(other.places);
        self.reasons.extend(other.reasons);
        for (id, text) in other.rules {
            let order = |text: &RuleText| (text.message.clone(), text.why.clone(), text.advice.clone());
            if self.rules.get(&id).is_none_or(|known| order(&text) < order(known)) {
                self.rules.insert(id, text);
            }
        }
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        put(out, self.texts.len() as u64);
        for (id, text) in &self.texts {
            put_low(out, *id, 8);
            put_text(out, text);
        }
        put(out, self.places.len() as u64);
        for (id, spot) in &self.places {
            put_low(out, *id, 8);
            put_option(out, spot.brand.as_deref());
            put_option(out, spot.location.as_deref());
        }
        put(out, self.rules.len() as u64);
        for (id, text) in &self.rules {
            put_low(out, *id, 8);
            out.push(text.category as u8);
            [&text.rule, &text.message, &text.why, &text.advice].iter().for_each(|text| put_text(out, text));
        }
        put(out, self.reasons.len() as u64);
        for (id, reason) in &self.reasons {
            put_low(out, *id, 8);
            put_text(out, &reason.rule);
            put_text(out, &reason.reason);
            put_option(out, reason.by.as_deref());
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, AuditError> {
        let mut names = Self::default();
        for _ in 0..reader.count() {
            names.texts.insert(reader.low(8), reader.text().to_owned());
        }
        for _ in 0..reader.count() {
            let id = reader.low(8);
            names.places.insert(id, Spot { brand: option(reader), location: option(reader) });
        }
        for _ in 0..reader.count() {
            let id = reader.low(8);
            let category = *Category::ALL.get(usize::from(reader.byte())).ok_or(AuditError::Damaged)?;
            let [rule, message, why, advice] = std::array::from_fn(|_| reader.text().to_owned());
            names.rules.insert(id, RuleText { rule, category, message, why, advice });
        }
        for _ in 0..reader.count() {
            let id = reader.low(8);
            let [rule, reason] = std::array::from_fn(|_| reader.text().to_owned());
            names.reasons.insert(id, Reason { rule, reason, by: option(reader) });
        }
        Ok(names)
    }
}

fn put_option(out: &mut Vec<u8>, text: Option<&str>) {
    out.push(u8::from(text.is_some()));
    put_text(out, text.unwrap_or_default());
}

fn option(reader: &mut Reader<'_>) -> Option<String> {
    let is_some = reader.byte() != 0;
    let text = reader.text();
    is_some.then(|| text.to_owned())
}
