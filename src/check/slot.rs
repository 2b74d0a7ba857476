//! `match.slot`: template slots that nobody filled. Slots that the platform fills in after the check are silent, and
//! so is a slot that the inbound itself speaks of, or that the draft quotes as code.

use super::{Candidate, Compiler, Input, require_some};
use crate::error::Error;
use crate::matcher::{Hit, SignalId};
use serde::Deserialize;
use toml::Spanned;

/// How far backticks are looked for on either side, in folded bytes.
const LINE: usize = 200;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Regexes over the folded text, one for each syntax.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(super) any: Vec<Spanned<String>>,
}

#[derive(Debug)]
pub(crate) struct Check {
    signal: [SignalId; 1],
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        require_some(&self.any, compiler)?;
        Ok(Check { signal: [compiler.shapes(&self.any)?] })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.signal
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        for &hit in input.signals.of(self.signal[0]) {
            let slot = &input.text.folded()[hit.range()];
            let live = input.own.live_variables.iter().any(|variable| covers(variable, slot));
            let quoted = input.inbound.is_some_and(|inbound| inbound.folded().contains(slot));
            if !live && !quoted && !is_code(input, hit) && is_field(input, hit) {
                out.push(hit.into());
            }
        }
    }
}

/// Whether a slot stands between backticks, or between plain quotation marks: the draft speaks of it.
fn is_code(input: &Input<'_>, hit: Hit) -> bool {
    let bytes = input.text.folded().as_bytes();
    let (before, behind) = (hit.range().start.checked_sub(1).map(|at| bytes[at]), bytes.get(hit.range().end).copied());
    let line = |byte: &u8| *byte == b'\n';
    let from = bytes[..hit.range().start].iter().rposition(line).map_or(0, |at| at + 1);
    let ticks = |part: &[u8]| memchr::memchr_iter(b'`', part).count();
    let rest = &bytes[hit.range().end.min(bytes.len())..];
    let rest = &rest[..rest.iter().position(line).unwrap_or(rest.len()).min(LINE)];
    let fenced =
        ticks(&bytes[from.max(hit.range().start.saturating_sub(LINE))..hit.range().start]) % 2 == 1 && ticks(rest) > 0;
    fenced || matches!((before, behind), (Some(b'"'), Some(b'"')) | (Some(b'\''), Some(b'\'')))
}

/// Whether what stands between quotation marks is the field of a form letter: only between guillemets, which fold to
/// the same marks.
fn is_field(input: &Input<'_>, hit: Hit) -> bool {
    let slot = &input.text.folded()[hit.range()];
    !slot.starts_with('"') || {
        let source = input.text.source_span(hit.range());
        input.draft.text.get(source).is_some_and(|source| source.starts_with('\u{ab}'))
    }
}

/// Whether a live variable names the slot. Blanks inside do not matter; `*` stands for any characters, and a name
/// without brackets stands for itself inside any.
fn covers(variable: &str, slot: &str) -> bool {
    let slot: String = slot.chars().filter(|c| !c.is_whitespace()).collect();
    let slot = without_fallback(&slot);
    let bare = slot.trim_matches(|c: char| !c.is_alphanumeric());
    wildcard(variable, &slot) || wildcard(variable, bare)
}

/// A slot without the filter or the fallback that it names behind `|` or `fallback=`: `{{name|default:"you"}}` is
/// `{{name}}`.
fn without_fallback(slot: &str) -> String {
    let inner = slot.trim_end_matches(['}', '%', ']', ')', '>']);
    let end = [inner.find('|').filter(|&at| at > 1), inner.find(",fallback=")].into_iter().flatten().min();
    end.map_or_else(|| slot.to_owned(), |end| format!("{}{}", &inner[..end], &slot[inner.len()..]))
}

fn wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    let mut rest = rest;
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn live_variables_cover_their_slots() {
        assert!(covers("{{ticket.id}}", "{{ ticket.id }}"));
        assert!(covers("ticket.*", "{{ticket.requester.name}}"));
        assert!(covers("{{*}}", "{{anything}}"));
        assert!(!covers("{{ticket.id}}", "{{ticket.title}}"));
        assert!(!covers("ticket.*", "{{customer.name}}"));
        assert!(covers("{{contact.first_name}}", "{{ contact.first_name || 'there' }}"));
        assert!(covers("{%customer.firstname%}", "{%customer.firstname,fallback=friend%}"));
        assert!(!covers("{{contact.first_name}}", "{%contact.first_name%}"));
    }
}
