//! `match.sign_off`: how a draft ends: with one of the brand's texts, with none, or without words that it does not
//! close with.

use super::signature::{Signature, body_end};
use super::{Candidate, Compiler, Input, require_some};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Texts that sign a draft. `{name}`, `{first-name}`, `{initials}`, `{title}`, `{place}`, `{own-name}`,
    /// `{own-staff}` and `{own-location}` stand for what differs from draft to draft. One must stand at the end, unless
    /// `none` or `never` says otherwise.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    any: Vec<Spanned<String>>,
    /// It must begin a line.
    #[serde(default)]
    own_line: bool,
    /// Nothing may sign the draft: neither one of the texts, nor a closing word or a name on a line of its own.
    #[serde(default)]
    none: bool,
    /// Words that may not stand before the sign-off, or close a draft without one.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    never: Vec<Spanned<String>>,
}

#[derive(Debug)]
pub(crate) struct Check {
    signatures: Vec<Signature>,
    own_line: bool,
    look: Look,
}

#[derive(Debug)]
enum Look {
    Wanted,
    None,
    /// Wakes the check.
    Never([SignalId; 1]),
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let look = match (self.none, self.never.is_empty()) {
            (true, true) => Look::None,
            (false, true) => {
                require_some(&self.any, compiler)?;
                Look::Wanted
            }
            (false, false) => Look::Never([compiler.phrases(&self.never)?]),
            (true, false) => {
                let error = Error::new(compiler.origin, "`none` and `never` do not go together");
                return Err(error.at(compiler.source, self.never[0].span().start).remedy("keep one of them"));
            }
        };
        let signature = |text: &Spanned<String>| {
            Signature::parse(text.as_ref()).map_err(|(what, remedy)| {
                Error::new(compiler.origin, what).at(compiler.source, text.span().start).remedy(remedy)
            })
        };
        let signatures = self.any.iter().map(signature).collect::<Result<_, _>>()?;
        Ok(Check { signatures, own_line: self.own_line, look })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        match &self.look {
            Look::Never(signal) => signal,
            _ => &[],
        }
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let tokens = input.text.tokens();
        let Some(last) = tokens.last() else { return };
        let found = body_end(input, &self.signatures, self.own_line);
        match &self.look {
            Look::Wanted if found.is_none() => {
                // What signs the draft instead, or its last word.
                let instead = super::signature::closing(input)
                    .and_then(|start| tokens.get(tokens.partition_point(|token| token.start < start)));
                out.push(Candidate::at(instead.unwrap_or(last).start, last.end));
            }
            Look::Wanted => {}
            Look::None => {
                let Some(start) = found.or_else(|| super::signature::closing(input)) else { return };
                let first = tokens.partition_point(|token| token.start < start);
                if let Some(first) = tokens.get(first) {
                    out.push(Candidate::at(first.start, last.end));
                }
            }
            Look::Never(signal) => {
                // What closes a draft stands behind its last full sentence, right before the sign-off.
                let end = found.unwrap_or(last.end);
                let folded = input.text.folded();
                let closes = |hit: &&crate::matcher::Hit| {
                    let rest = folded.get(hit.end as usize..end.max(hit.end) as usize).unwrap_or_default();
                    let before = folded[..hit.start as usize].trim_end_matches(' ');
                    let begins = before.is_empty() || before.ends_with(['\n', '.', '!', '?', ',']);
                    let words = rest.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
                    begins
                        && if found.is_some() {
                            words == 0
                        } else {
                            words <= 2 && rest.contains(['\n', ',']) || words == 0
                        }
                };
                out.extend(input.signals.of(signal[0]).iter().filter(closes).map(|&hit| hit.into()));
            }
        }
    }
}
