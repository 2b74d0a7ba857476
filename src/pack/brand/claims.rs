//! `[claims]`: what the brand says of promises, fault, apologies and the like, by the names that the optional packs
//! use.

use super::entry::{Entry, FromShort, Patterns, Short, entry};
use super::write::{Rule, Rules, Toml, covers, raw, slug};
use crate::near::is_near;
use crate::pack::Pack;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// Claims, by name.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub(crate) struct Claims {
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Entry<Claim>>"))]
    pub(super) by_name: BTreeMap<Spanned<String>, Entry<Claim>>,
}

entry! {
    /// What becomes of one sort of claim.
    Claim {
        /// `forbid`, `allow`, or a level; of `fault` also `own`, `never-admit`, `never-deny` and `neither`.
        is: Option<String>,
        /// Patterns of the brand's own, besides those of the packs.
        say: Patterns,
        /// Why it is allowed; it stands in every report that the change touches.
        reason: Option<String>,
    }
}

impl FromShort for Claim {
    fn from_short(short: Short) -> Result<Self, String> {
        match short {
            Short::Text(word) => Ok(Self { is: Some(word.into_inner()), ..Self::default() }),
            Short::List(texts) => Ok(Self { say: Patterns(texts), ..Self::default() }),
            _ => Err("write `\"forbid\"`, `\"allow\"`, a level, a list of patterns or a table".to_owned()),
        }
    }

    #[cfg(feature = "schema")]
    fn short_schema() -> serde_json::Value {
        serde_json::json!({ "anyOf": [
            { "enum": ["forbid", "allow", "off", "note", "revise", "block", "own", "never-admit", "never-deny", "neither"] },
            { "type": "array", "items": { "type": "string" } },
        ] })
    }
}

/// What is wrong with an entry: what, and what to write instead.
type Fault = (String, usize, String);

impl Claims {
    /// Writes the changes. `always` are rules that are on anyhow, `named` packs that are switched on as a whole, `others`
    /// those of which only the rules that are named take part. Returns the ids that are named.
    pub(super) fn rules(
        &self,
        always: &[Pack],
        named: &[Pack],
        others: &[Pack],
        out: &mut Rules,
    ) -> Result<BTreeSet<String>, Fault> {
        let (always, alone) = (ids_of(always), ids_of(others));
        let known: BTreeSet<&str> = ids_of(named).union(&alone).chain(&always).copied().collect();
        let mut used = BTreeSet::new();
        for (name, Entry { value, at }) in &self.by_name {
            let text = name.as_ref().as_str();
            let ids: Vec<&str> = known.iter().copied().filter(|id| covers(text, id) || is_last(text, id)).collect();
            if !value.say.0.is_empty() {
                let guideline = text.split('.').next().unwrap_or(text);
                let rest = text.strip_prefix(guideline).unwrap_or_default().trim_start_matches('.');
                let variant = if rest.is_empty() { "own".to_owned() } else { format!("{}.own", slug(rest)) };
                out.rule(Rule {
                    guideline,
                    variant: Some(variant),
                    at: at.clone(),
                    message: "says what the brand does not say",
                    advice: "Say it otherwise, or leave it out.".to_owned(),
                    spec: Toml::table([(Toml::new("phrase"), super::voice::any(Toml::strings(&value.say.0)))]),
                    channels: &[],
                    common: &value.common(),
                    only_if: Vec::new(),
                    unless: Vec::new(),
                });
                if value.is.is_none() && value.level.is_none() {
                    continue;
                }
            }
            if ids.is_empty() {
                let names: BTreeSet<&str> =
                    known.iter().filter_map(|id| id.strip_prefix("brand/")?.split('.').next()).collect();
                let remedy = names.iter().find(|known| is_near(text, known)).map_or_else(
                    || format!("write one of {}", names.iter().copied().collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err((format!("no rule is about `{text}`"), name.span().start, remedy));
            }
            value.common().of_packs(at.start)?;
            let reason_for = |said: &str| format!("the brand's own decision on {text}: {said}");
            // Where an optional pack has rules of that name, they take the place of the one that is always on.
            let (basic, of_packs): (Vec<&str>, Vec<&str>) = ids.into_iter().partition(|id| always.contains(id));
            let replaced = if of_packs.is_empty() { &[][..] } else { &basic };
            for id in replaced {
                let reason = reason_for("left to the rules of the optional pack");
                out.change(id, at.start, vec![("level", off()), ("reason", Toml::string(&reason, None))]);
            }
            // A rule of the brand's own takes the place of one of its id in a pack that is not named.
            let is_own = |id: &&str| alone.contains(id) && out.has(id);
            let left: Vec<&str> =
                if of_packs.is_empty() { basic } else { of_packs }.into_iter().filter(|id| !is_own(id)).collect();
            for id in left {
                let Some(level) = value.level_of(id).map_err(|(what, remedy)| (what, at.start, remedy))? else {
                    continue;
                };
                used.insert(id.to_owned());
                let said = value.is.as_deref().unwrap_or("a level of its own");
                let reason = value.reason.clone().unwrap_or_else(|| reason_for(said));
                let mut entries = vec![("level", level), ("reason", Toml::string(&reason, None))];
                let common = value.common();
                let somewhere = !common.channel.is_empty() || !common.location.is_empty();
                if somewhere && alone.contains(id) {
                    let reason = reason_for("not asked for elsewhere");
                    out.change(id, at.start, vec![("level", off()), ("reason", Toml::string(&reason, None))]);
                }
                if !common.channel.is_empty() {
                    let channels = common.channel.iter().map(|channel| Toml::string(channel.as_str(), None));
                    entries.push(("channel", Toml::list(channels)));
                }
                if !common.location.is_empty() {
                    entries.push(("location", Toml::strings(&common.location)));
                }
                let guide = [("quote", &common.quote), ("link", &common.link)];
                let guide: Vec<_> = guide
                    .into_iter()
                    .filter_map(|(key, text)| Some((Toml::new(key), Toml::string(text.as_ref()?.trim(), None))))
                    .collect();
                if !guide.is_empty() {
                    entries.push(("guide", Toml::table(guide)));
                }
                for (key, examples) in [("hits", &common.hits), ("passes", &common.passes), ("gaps", &common.gaps)] {
                    entries.extend(examples.as_ref().map(|examples| (key, raw(examples))));
                }
                out.change(id, at.start, entries);
            }
        }
        Ok(used)
    }
}

/// The ids of the brand rules of some packs.
fn ids_of(packs: &[Pack]) -> BTreeSet<&str> {
    let ids = packs.iter().flat_map(|pack| &pack.file.rule).map(|rule| rule.as_ref().id.as_ref().as_str());
    ids.filter(|id| id.starts_with("brand/")).collect()
}

fn off() -> Toml {
    Toml::new("\"off\"")
}

/// Whether a name is the last part of an id.
fn is_last(name: &str, id: &str) -> bool {
    id.rsplit(['/', '.']).next() == Some(name)
}

impl Claim {
    /// The level of a rule, or none where the entry leaves it as it is.
    fn level_of(&self, id: &str) -> Result<Option<Toml>, (String, String)> {
        if let Some(level) = &self.level {
            return Ok(Some(raw(level)));
        }
        let word = |word: &str| Ok(Some(Toml::new(&format!("\"{word}\""))));
        let part = |name: &str| id.split(['/', '.']).any(|part| part == name);
        let is = self.is.as_deref().unwrap_or("forbid");
        match is {
            "forbid" => word("revise"),
            "allow" | "off" => word("off"),
            "note" | "revise" | "block" => word(is),
            "own" | "never-deny" | "never-admit" | "neither" if part("fault") => match is {
                _ if part("blame") => word("revise"),
                "own" | "never-deny" if part("deny") => word("revise"),
                "own" if part("admit") => word("off"),
                // A rule that is about both sides cannot tell them apart.
                "own" if id == "brand/fault" => word("off"),
                "never-admit" if part("admit") => word("revise"),
                "neither" => word("revise"),
                _ => Ok(None),
            },
            _ => Err((
                format!("`{is}` is no decision"),
                "write `forbid`, `allow`, `note`, `revise` or `block`; of `fault` also `own`, `never-admit`, `never-deny` or `neither`".to_owned(),
            )),
        }
    }
}
