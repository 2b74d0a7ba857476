//! `match.disclosure`: what a draft says of a person's care, by family, referent, tense and agent.

use super::{Candidate, Compiler, Input};
use crate::analysis::{About, Agent, Disclosure, Tense};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Descriptions of which one must fit.
    any: Vec<Description>,
}

/// What a disclosure is like. A key that is left out does not matter.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Description {
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
    any: Vec<Fit>,
}

/// A description with its families as bits.
#[derive(Debug)]
struct Fit {
    of: u64,
    without: bool,
    with: u64,
    like: Description,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        if self.any.is_empty() {
            return Err(Error::new(compiler.origin, "`any` is empty").remedy("write `{}` for every disclosure"));
        }
        let mask = |names: &[Spanned<String>]| {
            names
                .iter()
                .filter(|name| name.as_ref() != "none")
                .try_fold(0u64, |mask, name| Ok::<_, Error>(mask | 1 << compiler.family(name)?))
        };
        let fit = |like: &Description| {
            let without = like.of.iter().any(|name| name.as_ref() == "none");
            Ok(Fit { of: mask(&like.of)?, without, with: mask(&like.with)?, like: like.clone() })
        };
        Ok(Check { any: self.any.iter().map(fit).collect::<Result<_, Error>>()? })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let found = (0..).zip(input.disclosures).filter(|(_, found)| self.any.iter().any(|fit| fit.holds(found)));
        out.extend(
            found
                .map(|(number, found)| Candidate { disclosure: Some(number), ..Candidate::at(found.start, found.end) }),
        );
    }
}

impl Fit {
    fn holds(&self, found: &Disclosure) -> bool {
        fn among<T: PartialEq>(list: &[T], value: T) -> bool {
            list.is_empty() || list.contains(&value)
        }
        let like = &self.like;
        let named = match found.lead {
            _ if like.of.is_empty() => true,
            Some(lead) => self.of & (1 << lead) != 0,
            None => self.without,
        };
        named
            && (like.with.is_empty() || self.with & found.families != 0)
            && among(&like.about, found.about)
            && among(&like.tense, found.tense)
            && among(&like.agent, found.agent)
            && like.negated.is_none_or(|negated| negated == found.negated)
            && like.repeated.is_none_or(|repeated| repeated == found.repeated)
    }
}
