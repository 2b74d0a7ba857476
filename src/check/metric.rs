//! `match.metric`: a formula over what can be counted in a draft.

use super::{Candidate, Compiler, Detail, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::text::readability::Counts;
use serde::Deserialize;
use toml::Spanned;

/// The most brackets within one another.
const DEPTH: u32 = 32;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Numbers and `words`, `sentences`, `characters`, `syllables`, `complex_words`, `long_words`,
    /// `polysyllabic_words` and `paragraphs`, with `+ - * /`, brackets and `sqrt(…)`. A division by nothing gives no
    /// finding.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(crate) formula: Spanned<String>,
    /// The highest value that it may have.
    pub(crate) max: Option<f64>,
    /// The lowest value that it may have.
    pub(crate) min: Option<f64>,
    /// Shorter drafts are not judged; every draft with a word is unless said otherwise.
    pub(crate) at_least_words: Option<u32>,
    /// The sign-off at the end is left out.
    #[serde(default)]
    pub(crate) body: bool,
}

#[derive(Debug)]
pub(crate) struct Check {
    formula: Formula,
    max: f64,
    min: f64,
    at_least_words: u32,
    body: bool,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let (min, max) = (self.min.unwrap_or(f64::NEG_INFINITY), self.max.unwrap_or(f64::INFINITY));
        if min.is_nan() || max.is_nan() || min > max || self.min.is_none() && self.max.is_none() {
            let what = "the metric has no limits that a value can keep";
            return Err(Error::new(compiler.origin, what).remedy("write `max`, `min` or both, the lower as `min`"));
        }
        let formula = Formula::parse(self.formula.as_ref()).map_err(|(at, what)| {
            let span = self.formula.span();
            let plain = span.len() == self.formula.as_ref().len() + 2;
            Error::new(compiler.origin, format!("formula `{}`: {what}", self.formula.as_ref()))
                .at(compiler.source, if plain { span.start + 1 + at } else { span.start })
                .remedy(format!("write numbers, {} and `+ - * / ( ) sqrt(…)`", NAMES.map(|(name, _)| name).join(", ")))
        })?;
        Ok(Check { formula, max, min, at_least_words: self.at_least_words.unwrap_or(1).max(1), body: self.body })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let counts = input.measured.borrow_mut().counts(input, self.body);
        let value = self.formula.value(&counts);
        let judged = counts.words >= self.at_least_words && value.is_finite();
        if judged && (value > self.max || value < self.min) {
            out.extend(Candidate::whole(input.text));
        }
    }

    pub(super) fn detail(&self, input: &Input<'_>) -> Detail {
        let counts = input.measured.borrow_mut().counts(input, self.body);
        let cue = format!("value {:.2}", self.formula.value(&counts));
        Detail { cues: vec![cue.into()], ..Detail::default() }
    }
}

/// A name of a formula, and how many of it there are.
type Name = (&'static str, fn(&Counts) -> u32);

/// What a formula may name.
const NAMES: [Name; 8] = [
    ("words", |counts| counts.words),
    ("sentences", |counts| counts.sentences),
    ("characters", |counts| counts.characters),
    ("syllables", |counts| counts.syllables),
    ("complex_words", |counts| counts.complex_words),
    ("long_words", |counts| counts.long_words),
    ("polysyllabic_words", |counts| counts.polysyllabic_words),
    ("paragraphs", |counts| counts.paragraphs),
];

/// A formula that was read.
#[derive(Debug, Clone, PartialEq)]
enum Formula {
    Number(f64),
    /// One of the counts, by its number.
    Count(usize),
    Negative(Box<Formula>),
    Root(Box<Formula>),
    /// Two operands and the sign between them.
    Pair(Box<Formula>, u8, Box<Formula>),
}

impl Formula {
    fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut parser = Parser { text, at: 0, depth: 0 };
        let formula = parser.sum()?;
        if parser.next().is_some() {
            return Err(parser.wrong());
        }
        Ok(formula)
    }

    fn value(&self, counts: &Counts) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Count(index) => f64::from(NAMES[*index].1(counts)),
            Self::Negative(inner) => -inner.value(counts),
            Self::Root(inner) => inner.value(counts).sqrt(),
            Self::Pair(left, sign, right) => {
                let (left, right) = (left.value(counts), right.value(counts));
                match sign {
                    b'+' => left + right,
                    b'-' => left - right,
                    b'*' => left * right,
                    _ => left / right,
                }
            }
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

impl Parser<'_> {
    /// The next sign, blanks left out.
    fn next(&mut self) -> Option<u8> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text.as_bytes().get(self.at).copied()
    }

    fn wrong(&self) -> (usize, String) {
        let found = self.text[self.at..].chars().next();
        (self.at, found.map_or_else(|| "it ends too soon".to_owned(), |found| format!("`{found}` does not fit here")))
    }

    fn sum(&mut self) -> Result<Formula, (usize, String)> {
        self.pairs(b"+-", Self::product)
    }

    fn product(&mut self) -> Result<Formula, (usize, String)> {
        self.pairs(b"*/", Self::operand)
    }

    /// Operands with signs of one rank between them, from the left.
    fn pairs(
        &mut self,
        signs: &[u8],
        operand: fn(&mut Self) -> Result<Formula, (usize, String)>,
    ) -> Result<Formula, (usize, String)> {
        let mut left = operand(self)?;
        let mut count = 0;
        while let Some(sign) = self.next().filter(|sign| signs.contains(sign)) {
            count += 1;
            if count > 100 {
                return Err((self.at, "it has more than 100 parts".to_owned()));
            }
            self.at += 1;
            left = Formula::Pair(left.into(), sign, operand(self)?.into());
        }
        Ok(left)
    }

    fn operand(&mut self) -> Result<Formula, (usize, String)> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err((self.at, format!("brackets and signs are nested more than {DEPTH} deep")));
        }
        let operand = match self.next() {
            Some(b'(') => self.bracket(),
            Some(b'-') => {
                self.at += 1;
                self.operand().map(|inner| Formula::Negative(inner.into()))
            }
            Some(byte) if byte.is_ascii_digit() || byte == b'.' => self.number(),
            Some(byte) if byte.is_ascii_alphabetic() => self.name(),
            _ => Err(self.wrong()),
        };
        self.depth -= 1;
        operand
    }

    fn bracket(&mut self) -> Result<Formula, (usize, String)> {
        self.at += 1;
        let inner = self.sum()?;
        if self.next() != Some(b')') {
            return Err(self.wrong());
        }
        self.at += 1;
        Ok(inner)
    }

    fn number(&mut self) -> Result<Formula, (usize, String)> {
        let rest = &self.text[self.at..];
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number = rest[..length].parse().map_err(|_| (self.at, format!("`{}` is no number", &rest[..length])))?;
        self.at += length;
        Ok(Formula::Number(number))
    }

    fn name(&mut self) -> Result<Formula, (usize, String)> {
        let rest = &self.text[self.at..];
        let length = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '_').unwrap_or(rest.len());
        let name = &rest[..length];
        if let Some(index) = NAMES.iter().position(|(known, _)| *known == name) {
            self.at += length;
            return Ok(Formula::Count(index));
        }
        if name != "sqrt" {
            return Err((self.at, format!("`{name}` is nothing that is counted")));
        }
        self.at += length;
        if self.next() != Some(b'(') {
            return Err(self.wrong());
        }
        self.bracket().map(|inner| Formula::Root(inner.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(formula: &str) -> f64 {
        let counts = Counts { words: 12, sentences: 3, ..Counts::default() };
        Formula::parse(formula).unwrap().value(&counts)
    }

    #[test]
    fn formulas_are_read_as_in_school() {
        for (formula, want) in [
            ("words / sentences", 4.0),
            ("1 + 2 * 3 - 4 / 2", 5.0),
            ("(1 + 2) * -3", -9.0),
            ("sqrt(words + 4) - 1.5", 2.5),
            ("10 - 3 - 2", 5.0),
            ("--2", 2.0),
        ] {
            assert!((value(formula) - want).abs() < 1e-9, "{formula}");
        }
        assert!(!value("words / paragraphs").is_finite() && value("sqrt(-words)").is_nan());
    }

    #[test]
    fn faults_say_where() {
        for (formula, at, what) in [
            ("", 0, "too soon"),
            ("words +", 7, "too soon"),
            ("2 words", 2, "does not fit"),
            ("verbs", 0, "nothing that is counted"),
            ("sqrt words", 5, "does not fit"),
            ("(words", 6, "too soon"),
            ("1.2.3", 0, "no number"),
            ("wörds", 0, "nothing"),
            ("1 é", 2, "does not fit"),
        ] {
            let (place, fault) = Formula::parse(formula).unwrap_err();
            assert!(place == at && fault.contains(what), "{formula}: {place} {fault}");
        }
        assert!(Formula::parse(&"(".repeat(10_000)).is_err() && Formula::parse(&"1+".repeat(10_000)).is_err());
    }
}
