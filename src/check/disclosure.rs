//! `match.disclosure`: what a draft says of a person's care, by family, referent, tense and agent.

use super::{Candidate, Compiler, Input};
use crate::analysis::{About, Agent, Disclosure, Tense};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;
use toml::Spanned;

/// As a pack writes it. A key that is left out does not matter.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Spec {
    /// The families of care of which one must name the stretch; `none` for a stretch without any.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    of: Vec<Spanned<String>>,
    /// Families of which one must stand in its clause.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    with: Vec<Spanned<String>>,
    /// Whom it is about.
    about: Vec<About>,
    /// When it is so.
    tense: Vec<Tense>,
    /// Who acts.
    agent: Vec<Agent>,
    /// Whether the clause denies.
    negated: Option<bool>,
    /// Whether it speaks of another time: again, next, back.
    repeated: Option<bool>,
}

#[derive(Debug)]
pub(crate) struct Check {
    of: u64,
    without: bool,
    with: u64,
    spec: Spec,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let mask = |names: &[Spanned<String>]| {
            names.iter().filter(|name| name.as_ref() != "none").try_fold(0u64, |mask, name| {
                let family = compiler.family(name)?;
                Ok::<_, Error>(mask | family.map_or(0, |family| 1 << family))
            })
        };
        let (of, with) = (mask(&self.of)?, mask(&self.with)?);
        let without = self.of.iter().any(|name| name.as_ref() == "none");
        Ok(Check { of, without, with, spec: self.clone() })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let found = (0..).zip(input.disclosures).filter(|(_, found)| self.concerns(found));
        out.extend(found.map(|(number, found)| Candidate {
            start: found.start,
            end: found.end,
            disclosure: Some(number),
        }));
    }

    fn concerns(&self, found: &Disclosure) -> bool {
        fn among<T: PartialEq>(list: &[T], value: T) -> bool {
            list.is_empty() || list.contains(&value)
        }
        let spec = &self.spec;
        let named = match found.lead {
            _ if spec.of.is_empty() => true,
            Some(lead) => self.of & (1 << lead) != 0,
            None => self.without,
        };
        named
            && (spec.with.is_empty() || self.with & found.families != 0)
            && among(&spec.about, found.about)
            && among(&spec.tense, found.tense)
            && among(&spec.agent, found.agent)
            && spec.negated.is_none_or(|negated| negated == found.negated)
            && spec.repeated.is_none_or(|repeated| repeated == found.repeated)
    }
}
