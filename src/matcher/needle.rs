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
pub(crate) struct Needles {
    finders: Vec<Finder<'static>>,
    /// How far behind the start of a match one of them stands, at the least and at the most.
    from: u32,
    to: u32,
}

impl Needles {
    pub(crate) fn of(hir: &Hir) -> Self {
        let Some(Needed { literals, from, to }) = needed(hir) else {
            return Self { finders: Vec::new(), from: 0, to: 0 };
        };
        Self { finders: literals.iter().map(|literal| Finder::new(literal).into_owned()).collect(), from, to }
    }

    /// Whether no literals are known, so that the shape may match anywhere.
    pub(crate) fn is_empty(&self) -> bool {
        self.finders.is_empty()
    }

    /// Whether the shape may match somewhere in the text. Never wrong when it says no.
    pub(crate) fn may_match(&self, text: &[u8]) -> bool {
        self.is_empty() || self.finders.iter().any(|finder| finder.find(text).is_some())
    }

    /// Lists where in the text matches may begin, as ranges from the first place to the last, in order. Leaves no match
    /// out where there are literals.
    pub(crate) fn find(&self, text: &[u8], places: &mut Vec<(u32, u32)>) {
        places.clear();
        for finder in &self.finders {
            let mut at = 0;
            while let Some(found) = text.get(at..).and_then(|rest| finder.find(rest)) {
                // One may overlap the next.
                at += found + 1;
                let place = at as u32 - 1;
                if let Some(last) = place.checked_sub(self.from) {
                    places.push((place.saturating_sub(self.to), last));
                }
            }
        }
        // Those of one literal are in order, and a stable sort merges them.
        places.sort();
    }
}

/// Literals and how far behind the start of a match they stand.
#[derive(Debug)]
struct Needed {
    literals: Vec<Vec<u8>>,
    from: u32,
    to: u32,
}

impl Needed {
    fn rarer(self, other: Self) -> Self {
        if commonness(&other.literals) < commonness(&self.literals) { other } else { self }
    }
}

/// The rarest set of literals of which every match of `hir` has one.
fn needed(hir: &Hir) -> Option<Needed> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            Some(Needed { literals: vec![literal.0[..literal.0.len().min(LONGEST)].to_vec()], from: 0, to: 0 })
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(_) => None,
        HirKind::Capture(group) => needed(&group.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => needed(&repetition.sub),
        HirKind::Repetition(_) => None,
        HirKind::Concat(parts) => {
            let (mut from, mut to, mut best) = (0, 0, None::<Needed>);
            for (at, part) in parts.iter().enumerate() {
                let here = [needed(part), parts.get(at + 1).and_then(|next| neighbours(part, next))];
                for here in here.into_iter().flatten() {
                    let moved = Needed { from: from + here.from, to: to + here.to, ..here };
                    best = Some(match best {
                        Some(best) => best.rarer(moved),
                        None => moved,
                    });
                }
                from += part.properties().minimum_len().unwrap_or(0) as u32;
                to += part.properties().maximum_len()? as u32;
            }
            best
        }
        HirKind::Alternation(parts) => {
            let all: Vec<Needed> = parts.iter().map(needed).collect::<Option<_>>()?;
            any_of(all)
        }
    }
}

/// The literals that two parts make together, if they are literals or choices of such.
fn neighbours(part: &Hir, next: &Hir) -> Option<Needed> {
    let (first, second) = (choices(part)?, choices(next)?);
    let pair = |one: &&[u8], other: &&[u8]| {
        let mut both = [*one, *other].concat();
        both.truncate(LONGEST);
        Needed { literals: vec![both], from: 0, to: 0 }
    };
    any_of(first.iter().flat_map(|one| second.iter().map(move |other| pair(one, other))).collect())
}

/// The literals of which a part is one.
fn choices(hir: &Hir) -> Option<Vec<&[u8]>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![&literal.0]),
        HirKind::Capture(group) => choices(&group.sub),
        HirKind::Alternation(parts) => Some(parts.iter().map(choices).collect::<Option<Vec<_>>>()?.concat()),
        _ => None,
    }
}

/// What every match has of which one part or another matches.
fn any_of(parts: Vec<Needed>) -> Option<Needed> {
    let from = parts.iter().map(|part| part.from).min()?;
    // A literal may stand for one that holds it, and then stands further on.
    let length = |part: &Needed| part.literals.iter().map(Vec::len).max().unwrap_or(0) as u32;
    let to = parts.iter().map(|part| part.to + length(part)).max()?;
    let mut all: Vec<Vec<u8>> = Vec::new();
    for literal in parts.into_iter().flat_map(|part| part.literals) {
        // A literal that holds another one adds nothing.
        if !all.iter().any(|known| holds(&literal, known)) {
            all.retain(|known| !holds(known, &literal));
            all.push(literal);
        }
    }
    (all.len() <= MOST).then_some(Needed { literals: all, from, to })
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
            let found = needed(&Shape::new(regex).unwrap().hir).map_or(Vec::new(), |needed| needed.literals);
            found.iter().map(|literal| String::from_utf8_lossy(literal).into_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of(r"\w+(?:dot|\(dot\)|\[dot\])\w+"), "dot");
        assert_eq!(of(r"[a-z]+ [a-z]+ (?:st|street)"), " st");
        assert_eq!(of(r"[a-z]{3,60}\.(?:jpe?g|png)"), "jp png");
        assert_eq!(of(r"\w+(?:/\w+)*\?\w+=\w+"), "?");
        assert_eq!(of(r"\w+(?:x|[a-z]+)"), "");
        assert!(!Needles::of(&Shape::new(r"\w+@\w+").unwrap().hir).may_match(b"nothing at all"));
        assert!(Needles::of(&Shape::new(r"[a-z]+").unwrap().hir).may_match(b"anything"));
    }
}
