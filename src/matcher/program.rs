//! What the rules ask the matcher to find, in one plain form that every engine reads.
//!
//! A *signal* is what one list of patterns or one regex looks for. Its hits are ranges of folded bytes.

use super::lists::{PhraseList, QuickMap, Vocabulary};
use super::pattern::{Fault, Node, divided};
use super::shape::Shape;
use crate::lexicon::{Concept, Form, any_form};
use crate::near::is_near;
use crate::text::{Markup, Text};
use std::sync::Arc;

/// Names what one list of patterns, or one regex, looks for.
pub(crate) type SignalId = u32;

/// A word of the vocabulary.
pub(crate) type WordId = u32;

/// The most plain sequences that one pattern may stand for.
const MAX_SEQUENCES: usize = 512;
/// The most tokens that a sequence may span, gaps included.
pub(crate) const MAX_TOKENS: usize = 64;

/// One step of a plain sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Step {
    /// One token.
    Word(WordId),
    /// Any phrase of a class.
    Class(u32),
    /// Between `min` and `max` words, within the clause.
    Gap { min: u32, max: u32 },
}

/// A plain sequence that a signal looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sequence {
    pub(crate) signal: SignalId,
    pub(crate) steps: Vec<Step>,
}

/// A set of phrases that a pattern names in one step: a concept in one form, or the parts of a bracket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Class {
    /// Its phrases, each a list of tokens; sorted.
    pub(crate) phrases: PhraseList,
    /// The concept whose everyday senses are left out.
    pub(crate) senses_of: Option<u32>,
}

/// Everything that the loaded rules look for. Immutable once built.
#[derive(Debug, Default)]
pub struct Program {
    pub(crate) words: Vocabulary,
    pub(crate) classes: Vec<Class>,
    /// The everyday senses of each concept, as plain sequences of words and gaps.
    pub(crate) senses: Vec<Vec<Vec<Step>>>,
    pub(crate) sequences: Vec<Sequence>,
    pub(crate) shapes: Vec<(SignalId, Arc<Shape>)>,
    pub(crate) signals: u32,
}

/// Collects patterns, concepts and shapes into a [`Program`].
#[derive(Default)]
pub struct ProgramBuilder {
    program: Program,
    concepts: Vec<Known>,
    concept_ids: QuickMap<String, u32>,
    /// By concept and form.
    class_ids: QuickMap<(u32, Form), u32>,
    /// By hash; the next free number where two hashes are equal.
    classes: QuickMap<u64, u32>,
    /// By class, the most words of a phrase.
    widths: Vec<usize>,
    folder: Text,
}

/// A concept, and the tokens of its first entries: as many as were asked for.
struct Known {
    concept: Concept,
    phrases: PhraseList,
}

impl ProgramBuilder {
    /// Makes a concept known, or adds to it. Every concept must be known before a pattern names it.
    pub fn concept(&mut self, concept: &Concept) -> Result<(), Fault> {
        let next = self.program.senses.len() as u32;
        let id = *self.concept_ids.entry(concept.name.clone()).or_insert(next) as usize;
        if id == self.program.senses.len() {
            self.program.senses.push(Vec::new());
            self.concepts.push(Known { concept: Concept::new(&concept.name), phrases: PhraseList::default() });
        }
        self.concepts[id].concept.extend(concept);
        for sense in &concept.senses {
            let nodes = super::pattern::parse(sense)?;
            for steps in self.expand(&nodes)? {
                let plain = |step: &Step| match step {
                    Step::Class(class) => self.program.classes[*class as usize].senses_of.is_none(),
                    Step::Word(_) | Step::Gap { .. } => true,
                };
                if !steps.iter().all(plain) {
                    return Err(Fault::new(0, "an everyday sense names a concept", "write its words out"));
                }
                self.program.senses[id].push(steps);
            }
        }
        Ok(())
    }

    /// The names of all concepts, sorted.
    pub fn concept_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.concept_ids.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// The words and phrases of a concept, or nothing where it is unknown.
    pub(crate) fn words_of(&self, concept: &str) -> Option<impl Iterator<Item = &str>> {
        let id = *self.concept_ids.get(concept)?;
        Some(self.concepts[id as usize].concept.entries().map(|(word, _)| word))
    }

    /// A new signal that looks for nothing yet.
    pub fn signal(&mut self) -> SignalId {
        self.program.signals += 1;
        self.program.signals - 1
    }

    /// Adds a phrase pattern to a signal.
    pub fn pattern(&mut self, signal: SignalId, pattern: &str) -> Result<(), Fault> {
        let nodes = super::pattern::parse(pattern)?;
        for steps in self.expand(&nodes)? {
            self.program.sequences.push(Sequence { signal, steps });
        }
        Ok(())
    }

    /// Adds a regex over the folded text to a signal.
    pub fn shape(&mut self, signal: SignalId, regex: &str) -> Result<(), Fault> {
        self.program.shapes.push((signal, Shape::shared(regex, false)?));
        Ok(())
    }

    /// Adds a regex that is known to be right: it is parsed when the scanner is made.
    pub(crate) fn trusted_shape(&mut self, signal: SignalId, regex: &str) -> Result<(), Fault> {
        self.program.shapes.push((signal, Shape::shared(regex, true)?));
        Ok(())
    }

    /// The finished program.
    pub fn build(self) -> Program {
        self.program
    }

    /// The plain sequences that a pattern stands for.
    fn expand(&mut self, nodes: &[Node<'_>]) -> Result<Vec<Vec<Step>>, Fault> {
        let mut sequences = vec![Vec::with_capacity(nodes.len())];
        self.expand_onto(nodes, &mut sequences)?;
        for steps in &sequences {
            if !steps.iter().any(|step| !matches!(step, Step::Gap { .. })) {
                return Err(Fault::new(
                    0,
                    "the pattern can match without any word",
                    "keep at least one word outside `[…]`",
                ));
            }
            if matches!(steps.first(), Some(Step::Gap { .. })) || matches!(steps.last(), Some(Step::Gap { .. })) {
                return Err(Fault::new(
                    0,
                    "the pattern can begin or end with a gap",
                    "put a word or a concept at both ends",
                ));
            }
            let width: usize = steps.iter().map(|step| self.width(*step)).sum();
            if width > MAX_TOKENS {
                return Err(Fault::new(
                    0,
                    format!("the pattern can span {width} words"),
                    format!("keep it within {MAX_TOKENS}"),
                ));
            }
        }
        sequences.sort_unstable();
        sequences.dedup();
        Ok(sequences)
    }

    fn width(&self, step: Step) -> usize {
        match step {
            Step::Word(_) => 1,
            Step::Class(class) => self.widths[class as usize],
            Step::Gap { max, .. } => max as usize,
        }
    }

    fn expand_onto(&mut self, nodes: &[Node<'_>], sequences: &mut Vec<Vec<Step>>) -> Result<(), Fault> {
        for node in nodes {
            match node {
                Node::Word(word) => {
                    let give = |words: &mut dyn Iterator<Item = WordId>| {
                        for word in words {
                            sequences.iter_mut().for_each(|sequence| sequence.push(Step::Word(word)));
                        }
                    };
                    read_tokens(&mut self.program.words, &mut self.folder, word, give);
                }
                Node::AnyForm(stem) => {
                    let mut phrases = PhraseList::default();
                    any_form(stem).iter().for_each(|form| {
                        read_tokens(&mut self.program.words, &mut self.folder, form, |words| phrases.push(words));
                    });
                    let class = self.class(phrases, None);
                    sequences.iter_mut().for_each(|sequence| sequence.push(Step::Class(class)));
                }
                Node::Concept { name, form, at } => {
                    let class = self.concept_class(name, *form, *at)?;
                    sequences.iter_mut().for_each(|sequence| sequence.push(Step::Class(class)));
                }
                Node::Gap { min, max } => {
                    sequences.iter_mut().for_each(|sequence| push_gap(sequence, *min, *max));
                }
                Node::Optional(inner) => {
                    let mut with = sequences.clone();
                    self.expand_onto(inner, &mut with)?;
                    sequences.append(&mut with);
                }
                Node::PlainChoice(parts) => {
                    let mut phrases = PhraseList::default();
                    for part in divided(parts, b'|') {
                        for word in divided(part, b' ').filter(|word| !word.is_empty()) {
                            read_tokens(&mut self.program.words, &mut self.folder, word, |words| phrases.begin(words));
                        }
                        phrases.end();
                    }
                    let class = self.class(phrases, None);
                    sequences.iter_mut().for_each(|sequence| sequence.push(Step::Class(class)));
                }
                Node::Choice(parts) => {
                    if let Some(class) = self.choice_class(parts) {
                        sequences.iter_mut().for_each(|sequence| sequence.push(Step::Class(class)));
                        continue;
                    }
                    let before = std::mem::take(sequences);
                    for part in parts {
                        let mut with = before.clone();
                        self.expand_onto(part, &mut with)?;
                        sequences.append(&mut with);
                    }
                }
            }
            if sequences.len() > MAX_SEQUENCES {
                return Err(Fault::new(
                    0,
                    format!("the pattern stands for more than {MAX_SEQUENCES} sequences"),
                    "write fewer `[…]` and `(…|…)`, or a concept",
                ));
            }
        }
        Ok(())
    }

    /// A bracket of which every part is plain words is one class, which costs nothing to expand.
    fn choice_class(&mut self, parts: &[Vec<Node<'_>>]) -> Option<u32> {
        let mut phrases = PhraseList::default();
        for part in parts {
            for node in part {
                let Node::Word(word) = node else { return None };
                read_tokens(&mut self.program.words, &mut self.folder, word, |words| phrases.begin(words));
            }
            phrases.end();
        }
        Some(self.class(phrases, None))
    }

    fn concept_class(&mut self, name: &str, form: Form, at: usize) -> Result<u32, Fault> {
        let Some(&id) = self.concept_ids.get(name) else {
            let near = self.concept_names().into_iter().filter(|known| is_near(name, known)).collect::<Vec<_>>();
            let remedy = match near.as_slice() {
                [] => "declare it with `[[concept]]`".to_owned(),
                near => format!("did you mean `{}`?", near.join("`, `")),
            };
            return Err(Fault::new(at, format!("unknown concept `{name}`"), remedy));
        };
        if let Some(&class) = self.class_ids.get(&(id, form)) {
            return Ok(class);
        }
        // Forms and rules share the tokens of a concept.
        let Known { concept, phrases } = &mut self.concepts[id as usize];
        for (phrase, _) in concept.entries().skip(phrases.len()) {
            read_tokens(&mut self.program.words, &mut self.folder, phrase, |words| phrases.push(words));
        }
        let entries = || concept.entries().zip(phrases.iter());
        let mut of_form = PhraseList::default();
        for (_, phrase) in entries().filter(|((_, entry), _)| form.covers(*entry)) {
            of_form.push(phrase.iter().copied());
        }
        if of_form.len() == 0 && phrases.len() > 0 {
            return Err(Fault::new(
                at,
                format!("concept `{name}` has no entry in that form"),
                "name another form, or none",
            ));
        }
        let class = self.class(of_form, Some(id));
        self.class_ids.insert((id, form), class);
        Ok(class)
    }

    fn class(&mut self, phrases: PhraseList, senses_of: Option<u32>) -> u32 {
        let class = Class { phrases: phrases.sorted(), senses_of };
        let mut key = class.phrases.hash();
        loop {
            let next = self.program.classes.len() as u32;
            let known = *self.classes.entry(key).or_insert(next);
            if known == next {
                self.widths.push(class.phrases.longest().unwrap_or(0));
                self.program.classes.push(class);
                return known;
            }
            if self.program.classes[known as usize] == class {
                return known;
            }
            key = key.wrapping_add(1);
        }
    }
}

/// Gives the ids of the tokens that a word or phrase folds to.
fn read_tokens(
    words: &mut Vocabulary,
    folder: &mut Text,
    phrase: &str,
    give: impl FnOnce(&mut dyn Iterator<Item = WordId>),
) {
    if is_folded_word(phrase) {
        return give(&mut std::iter::once(words.number(phrase)));
    }
    if divided(phrase, b' ').all(is_folded_word) {
        return give(&mut divided(phrase, b' ').map(|word| words.number(word)));
    }
    folder.read(phrase, Markup::Plain);
    let spelling = |at: usize| &folder.folded()[folder.tokens()[at].start as usize..folder.tokens()[at].end as usize];
    give(&mut (0..folder.tokens().len()).map(|at| words.number(spelling(at))))
}

/// Whether a text is one word that folding leaves as it is. Most words of patterns and lexicons are.
fn is_folded_word(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Two gaps in a row are one.
fn push_gap(sequence: &mut Vec<Step>, min: u32, max: u32) {
    match sequence.last_mut() {
        Some(Step::Gap { min: m, max: x }) => {
            *m += min;
            *x += max;
        }
        _ => sequence.push(Step::Gap { min, max }),
    }
}
