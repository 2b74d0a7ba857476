//! `match.capitalization`: where capitals must stand, and where they may not.

use super::measured::Measured;
use super::position::line_around;
use super::rewrite::{self, with_capital};
use super::{Candidate, Compiler, Detail, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::report::{Applicability, Fix};
use serde::Deserialize;
use std::ops::Range;

/// A word of so many letters needs a capital in a title.
const LONG: usize = 4;
/// So many words with a capital besides the first make a sentence look like a title, if they are four in five.
const TITLE_WORDS: usize = 3;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// What is looked at, each one by itself.
    pub(crate) of: Of,
    /// How it must be written.
    pub(crate) style: Style,
    /// Words that are written as they are here, whatever the style.
    #[serde(default)]
    pub(crate) except: Vec<String>,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Of {
    /// Every sentence.
    Sentences,
    /// The draft as a whole.
    Draft,
    /// Every line.
    Lines,
}

/// A way to use capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Style {
    /// The first word has a capital, and not most of the others.
    Sentence,
    /// Words of four letters and more have one, and so have the first and the last.
    Title,
    /// No word has one.
    Lower,
    /// Nothing but capitals.
    Upper,
}

#[derive(Debug)]
pub(crate) struct Check {
    of: Of,
    style: Style,
    /// Lower case, one word each.
    except: Vec<String>,
}

impl Spec {
    pub(super) fn compile(&self, _: &mut Compiler<'_>) -> Result<Check, Error> {
        let words = self.except.iter().flat_map(|words| words.split(|c: char| !c.is_alphanumeric()));
        let except = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        Ok(Check { of: self.of, style: self.style, except })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let tokens = input.text.tokens();
        let measured = &mut *input.measured.borrow_mut();
        match self.of {
            Of::Draft => self.look(input, measured, 0..tokens.len(), out),
            Of::Sentences => input.text.sentences().for_each(|range| self.look(input, measured, range, out)),
            Of::Lines => {
                let mut start = 0;
                while start < tokens.len() {
                    let line = line_around(input.text.folded(), tokens[start].start as usize);
                    let count = tokens[start..].partition_point(|token| (token.start as usize) < line.end).max(1);
                    self.look(input, measured, start..start + count, out);
                    start += count;
                }
            }
        }
    }

    /// Flags the first word of a unit that is written otherwise, or the unit where that is not one word's fault. The
    /// note is the number of the unit's last token.
    fn look(&self, input: &Input<'_>, measured: &mut Measured, unit: Range<usize>, out: &mut Vec<Candidate>) {
        let tokens = input.text.tokens();
        let Some(last) = unit.end.checked_sub(1).filter(|last| *last >= unit.start) else { return };
        let wrong = unit.clone().find(|index| self.is_wrong(input, measured, &unit, *index));
        if let Some(index) = wrong {
            let token = tokens[index];
            out.push(Candidate { note: last as u32, ..Candidate::at(token.start, token.end) });
        } else if self.style == Style::Sentence && looks_like_title(input, &unit) {
            out.push(Candidate { note: u32::MAX, ..Candidate::at(tokens[unit.start].start, tokens[last].end) });
        }
    }

    /// Whether a word of a unit is written otherwise.
    fn is_wrong(&self, input: &Input<'_>, measured: &mut Measured, unit: &Range<usize>, index: usize) -> bool {
        let is_first = index == unit.start;
        if self.style == Style::Sentence && !is_first {
            return false;
        }
        let tokens = input.text.tokens();
        let is_tied = index > 0 && tokens[index].word == tokens[index - 1].word;
        let word = input.text.source_of(&input.draft.text, index);
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let (mut lower, mut upper) = (false, false);
        for c in word.chars() {
            lower |= c.is_lowercase();
            upper |= c.is_uppercase();
        }
        let begins_lower = word.chars().next().is_some_and(char::is_lowercase);
        let is_last = index + 1 == unit.end;
        let wrong = match self.style {
            Style::Sentence => begins_lower && !upper,
            Style::Title => begins_lower && !upper && !is_tied && (is_first || is_last || letters >= LONG),
            Style::Lower => upper,
            Style::Upper => lower,
        };
        wrong
            && !word.chars().any(char::is_numeric)
            && !self.is_excepted(word)
            && !measured.is_address(input, tokens[index].start as usize..tokens[index].end as usize)
    }

    fn is_excepted(&self, word: &str) -> bool {
        !self.except.is_empty() && {
            let word = word.to_lowercase();
            self.except.contains(&word)
        }
    }

    pub(super) fn detail(&self, input: &Input<'_>, place: Range<usize>, note: u32) -> Detail {
        let mut detail = Detail::default();
        let tokens = input.text.tokens();
        let first = tokens.partition_point(|token| (token.start as usize) < place.start);
        let end = (note as usize).saturating_add(1);
        if note == u32::MAX || end > tokens.len() {
            return detail;
        }
        let measured = &mut *input.measured.borrow_mut();
        // The first wrong word begins a sentence, so that the others of its unit are right.
        let unit = if self.style == Style::Sentence { first..first + 1 } else { first..end };
        let mut edits = Vec::new();
        for index in unit.clone() {
            // The first word of what is left is not always the first of its unit: a title's rule for it is the same.
            if !self.is_wrong(input, measured, &unit, index) {
                continue;
            }
            let word = input.text.source_of(&input.draft.text, index);
            let text = match self.style {
                Style::Sentence | Style::Title => with_capital(word),
                Style::Lower => word.to_lowercase(),
                Style::Upper => word.to_uppercase(),
            };
            edits.extend(rewrite::edit(input, tokens[index].start as usize..tokens[index].end as usize, &text));
        }
        let (title, applicability) = match self.style {
            Style::Sentence | Style::Title => ("begin with a capital", Applicability::Safe),
            Style::Lower => ("write it in lower case", Applicability::Suggested),
            Style::Upper => ("write it in capitals", Applicability::Suggested),
        };
        if !edits.is_empty() {
            detail.fixes.push(Fix { title: title.to_owned(), applicability, edits });
        }
        detail
    }
}

/// Whether so many words of a sentence have a capital that it reads like a title. Words in capitals say nothing.
fn looks_like_title(input: &Input<'_>, unit: &Range<usize>) -> bool {
    let (mut capital, mut all) = (0, 0);
    for index in unit.clone().skip(1) {
        let word = input.text.source_of(&input.draft.text, index);
        let mut letters = word.chars();
        let begins = letters.next().is_some_and(char::is_uppercase);
        if word.chars().count() >= LONG && (!begins || letters.any(char::is_lowercase)) {
            all += 1;
            capital += usize::from(begins);
        }
    }
    capital >= TITLE_WORDS && capital * 5 >= all * 4
}
