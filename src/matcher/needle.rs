//! Literals that a shape cannot do without, wherever in a match they stand: what is tried everywhere for want of a
//! trigger is not tried at all in a text that has none of them.

use memchr::memmem::Finder;
use regex_syntax::hir::{Hir, HirKind};

/// The most literals that are looked for on behalf of one shape.
const MOST: usize = 8;
/// The longest literal that is kept of a longer one.
const LONGEST: usize = 8;

/// Literals of which every match of a shape has one. None at all where no such set is known.
#[derive(Debug)]
pub(crate) struct Needles(Vec<Finder<'static>>);

impl Needles {
    pub(crate) fn of(hir: &Hir) -> Self {
        let needed = needed(hir).unwrap_or_default();
        Self(needed.iter().map(|literal| Finder::new(literal).into_owned()).collect())
    }

    /// Whether the shape may match somewhere in the text. Never wrong when it says no.
    pub(crate) fn may_match(&self, text: &[u8]) -> bool {
        self.0.is_empty() || self.0.iter().any(|needle| needle.find(text).is_some())
    }
}

/// The rarest set of literals of which every match of `hir` has one.
fn needed(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![literal.0[..literal.0.len().min(LONGEST)].to_vec()]),
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(_) => None,
        HirKind::Capture(group) => needed(&group.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => needed(&repetition.sub),
        HirKind::Repetition(_) => None,
        HirKind::Concat(parts) => {
            parts.iter().filter_map(needed).min_by(|a, b| commonness(a).total_cmp(&commonness(b)))
        }
        HirKind::Alternation(parts) => {
            let mut all: Vec<Vec<u8>> = Vec::new();
            for literal in parts.iter().map(needed).collect::<Option<Vec<_>>>()?.concat() {
                // A literal that holds another one adds nothing.
                if !all.iter().any(|known| holds(&literal, known)) {
                    all.retain(|known| !holds(known, &literal));
                    all.push(literal);
                }
            }
            (all.len() <= MOST).then_some(all)
        }
    }
}

fn holds(literal: &[u8], part: &[u8]) -> bool {
    literal.windows(part.len()).any(|window| window == part)
}

/// How often one of the literals stands in a text, in parts of one, as far as an order of magnitude.
fn commonness(literals: &[Vec<u8>]) -> f64 {
    let of = |literal: &Vec<u8>| {
        literal.iter().map(|&byte| f64::from(super::trigger::commonness(byte)) / 1e4).product::<f64>()
    };
    literals.iter().map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::super::shape::Shape;
    use super::*;

    #[test]
    fn a_shape_names_what_it_cannot_do_without() {
        let of = |regex: &str| {
            let found = needed(&Shape::new(regex).unwrap().hir).unwrap_or_default();
            found.iter().map(|literal| String::from_utf8_lossy(literal).into_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of(r"\w+ (?:dot|\(dot\)|\[dot\]) \w+"), "dot");
        assert_eq!(of(r"[a-z]{3,60}\.(?:jpe?g|png)"), "jp png");
        assert_eq!(of(r"\w+(?:/\w+)*\?\w+=\w+"), "?");
        assert_eq!(of(r"\w+(?:x|[a-z]+)"), "");
        assert!(!Needles::of(&Shape::new(r"\w+@\w+").unwrap().hir).may_match(b"nothing at all"));
        assert!(Needles::of(&Shape::new(r"[a-z]+").unwrap().hir).may_match(b"anything"));
    }
}
