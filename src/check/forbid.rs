//! `match.forbid`: patterns that may not stand in a given place, or in any other.

use super::{Candidate, Compiler, Input, Where, require_some};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Patterns of which none may stand there.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) any: Vec<Spanned<String>>,
    /// Where; anywhere unless said otherwise.
    #[serde(rename = "where", default)]
    pub(crate) place: Where,
    /// The only place where they may stand.
    pub(crate) except: Option<Where>,
}

#[derive(Debug)]
pub(crate) struct Check {
    signal: [SignalId; 1],
    place: Where,
    except: Option<Where>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        require_some(&self.any, compiler)?;
        if self.except == Some(Where::Anywhere) || self.except.is_some() && self.place != Where::Anywhere {
            let what = "`where` and `except` leave no place, or name two";
            return Err(Error::new(compiler.origin, what).remedy("write one of them, with a place of the draft"));
        }
        Ok(Check { signal: [compiler.phrases(&self.any)?], place: self.place, except: self.except })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.signal
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let hits = input.signals.of(self.signal[0]);
        let place = self.place.of(input.text);
        let except = self.except.map(|except| except.of(input.text));
        let wrong = hits.iter().filter(|hit| {
            place.hold(hit.start, hit.end) && except.is_none_or(|except| !except.hold(hit.start, hit.end))
        });
        out.extend(wrong.map(|&hit| hit.into()));
    }
}
