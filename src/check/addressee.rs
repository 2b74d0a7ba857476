//! `match.addressee`: the reader is called by a name that is not the author's. Short forms, initials, spellings and
//! handles that hold the name are the same name; an author whose display name names nobody says nothing.

use super::name::{Cues, Manner, Who};
use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::near::distance;
use crate::text::{Markup, Text};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How much of a display name is read, in bytes.
const LONGEST_AUTHOR: usize = 200;

/// The concept that lists names that may stand for one another, a group each: "robert bob rob".
pub(super) const SHORT: &str = "name-short";

/// The concept that lists words of display names that name nobody; whom the business serves is nobody's name either.
pub(super) const MONIKER: &str = "name-moniker";

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Whether both names are beyond doubt: after a greeting, given names of the lexicon that share nothing. The rest
    /// otherwise.
    certain: bool,
}

#[derive(Debug)]
pub(crate) struct Check {
    cues: Arc<Cues>,
    certain: bool,
    /// By name, the groups that hold it.
    same: HashMap<Box<str>, Vec<u32>>,
    moniker: HashSet<Box<str>>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let mut same: HashMap<Box<str>, Vec<u32>> = HashMap::new();
        let groups = compiler.program.words_of(SHORT).into_iter().flatten();
        for (group, names) in (0..).zip(groups) {
            names.split_whitespace().for_each(|name| same.entry(name.into()).or_default().push(group));
        }
        let lists = [MONIKER, "people-served"].map(|name| compiler.program.words_of(name));
        let moniker = lists.into_iter().flatten().flatten().map(Into::into).collect();
        Ok(Check { cues: Cues::shared(compiler)?, certain: self.certain, same, moniker })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        self.cues.signals()
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let author = input.draft.author.as_deref().unwrap_or_default().trim();
        if author.is_empty() {
            return;
        }
        let spelt = self.is_spelt_like_a_name(author);
        let end = (0..=author.len().min(LONGEST_AUTHOR)).rev().find(|&end| author.is_char_boundary(end));
        let mut read = Text::new();
        read.read(&author[..end.unwrap_or(0)], Markup::Plain);
        let author = words(&read);
        let mut names = input.names.borrow_mut();
        for name in names.find(&self.cues, input) {
            let turned = matches!(name.manner, Manner::Greeting | Manner::Vocative);
            let other = name.who == Who::Other || name.who == Who::Moniker && spelt;
            if !turned || !other || is_speaker(input, name.start, name.end) {
                continue;
            }
            let called = word_at(input.text, name.start);
            if self.moniker.contains(called) {
                continue;
            }
            let parts = || input.text.folded()[name.start as usize..name.end as usize].split(|c: char| !is_letter(c));
            if parts().any(|part| author.iter().any(|own| self.is_same(part, own))) {
                continue;
            }
            let misspelt = author.iter().any(|own| is_misspelt(called, own));
            let certain = name.manner == Manner::Greeting
                && !misspelt
                && name.who == Who::Other
                && self.cues.is_given(called)
                && author.first().is_some_and(|own| self.cues.is_given(own));
            if certain == self.certain {
                out.push(Candidate::at(name.start, name.end));
            }
        }
    }

    /// Whether a display name in no lexicon is written as a name is: one to three words, each a capital and small
    /// letters, none of which is a moniker's.
    fn is_spelt_like_a_name(&self, author: &str) -> bool {
        let is_name = |word: &str| {
            let mut letters = word.chars();
            letters.next().is_some_and(char::is_uppercase)
                && (word.trim_end_matches('.').chars().count() == 1
                    || (3..=14).contains(&word.chars().count()) && letters.all(char::is_lowercase))
                && !self.moniker.contains(word.to_lowercase().as_str())
        };
        author.chars().count() > 2 && author.split_whitespace().count() <= 3 && author.split_whitespace().all(is_name)
    }

    /// Whether one name may stand for the other: an initial, a short form, a name for short.
    fn is_same(&self, called: &str, own: &str) -> bool {
        let initial = |short: &str, long: &str| short.len() == 1 && long.starts_with(short);
        let short = |short: &str, long: &str| short.len() >= 3 && long.starts_with(short);
        let group = |word: &str| self.same.get(word).map_or(&[][..], Vec::as_slice);
        !called.is_empty()
            && (called == own
                || initial(called, own)
                || initial(own, called)
                || short(called, own)
                || short(own, called)
                || (called.len() >= 4 && own.contains(called))
                || group(called).iter().any(|one| group(own).contains(one)))
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
}

/// The words of a display name, its figures and underlines taken away: "jen_k88" is "jen" and "k".
fn words(author: &Text) -> Vec<String> {
    let folded = author.folded().split(|c: char| !c.is_alphabetic());
    folded.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The first word of a name, behind a title.
fn word_at(text: &Text, start: u32) -> &str {
    let first = text.tokens().partition_point(|token| token.start < start);
    let word =
        |at: usize| text.tokens().get(at).map_or("", |token| &text.folded()[token.start as usize..token.end as usize]);
    let titled = matches!(word(first), "mr" | "mrs" | "ms" | "mx" | "miss" | "mister");
    word(first + usize::from(titled))
}

/// Two spellings of one name, as far as letters tell: "Katherine", "Kathrine".
fn is_misspelt(called: &str, own: &str) -> bool {
    let shorter = called.len().min(own.len());
    let allowed = if shorter >= 6 { 2 } else { 1 };
    shorter >= 3 && called.len().abs_diff(own.len()) <= allowed && distance(called, own) <= allowed
}

/// Whether the name is the speaker's: "Hi, Karen here", "thanks, Karen" at the draft's end.
fn is_speaker(input: &Input<'_>, start: u32, end: u32) -> bool {
    let text = input.text;
    let word =
        |at: usize| text.tokens().get(at).map_or("", |token| &text.folded()[token.start as usize..token.end as usize]);
    let first = text.tokens().partition_point(|token| token.start < start);
    let behind = text.tokens().partition_point(|token| token.start < end);
    let gap = || text.folded()[end as usize..].chars().next();
    let introduced = matches!(word(behind), "here" | "speaking" | "from" | "at" | "with") && gap() == Some(' ');
    let signed = behind >= text.tokens().len()
        && first.checked_sub(1).is_some_and(|before| matches!(word(before), "thanks" | "you" | "best" | "cheers"));
    introduced || signed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_are_near() {
        for (called, own) in [("katherine", "kathrine"), ("jon", "john"), ("sofia", "sophia"), ("steven", "stephen")] {
            assert_eq!(is_misspelt(called, own), called != "sofia", "{called} {own}");
        }
        assert!(!is_misspelt("gina", "gianni") && !is_misspelt("al", "ol"));
    }
}
