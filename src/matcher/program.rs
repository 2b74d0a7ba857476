//! What the rules ask the matcher to find, in one plain form that every engine reads.
//!
//! A *signal* is what one list of patterns or one regex looks for. Its hits are ranges of folded bytes.

use super::pattern::{Fault, Node};
use super::shape::Shape;
use crate::lexicon::{Concept, Form, any_form};
use crate::near::is_near;
use crate::text::{Markup, Text, Token};
use std::collections::HashMap;

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
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Class {
    /// Its phrases, each a list of tokens.
    pub(crate) phrases: Vec<Vec<WordId>>,
    /// The concept whose everyday senses are left out.
    pub(crate) senses_of: Option<u32>,
}

/// Everything that the loaded rules look for. Immutable once built.
#[derive(Debug, Default)]
pub struct Program {
    pub(crate) words: Vec<String>,
    pub(crate) classes: Vec<Class>,
    /// The everyday senses of each concept, as plain sequences of words and gaps.
    pub(crate) senses: Vec<Vec<Vec<Step>>>,
    pub(crate) sequences: Vec<Sequence>,
    pub(crate) shapes: Vec<(SignalId, Shape)>,
    pub(crate) signals: u32,
}

/// Collects patterns, concepts and shapes into a [`Program`].
#[derive(Default)]
pub struct ProgramBuilder {
    program: Program,
    word_ids: HashMap<String, WordId>,
    concepts: HashMap<String, (Concept, u32)>,
    class_ids: HashMap<(String, Form), u32>,
    classes: HashMap<Class, u32>,
    folder: Text,
}

impl ProgramBuilder {
    /// Makes a concept known, or adds to it. Every concept must be known before a pattern names it.
    pub fn concept(&mut self, concept: &Concept) -> Result<(), Fault> {
        let next = self.program.senses.len() as u32;
        let (known, id) =
            self.concepts.entry(concept.name.clone()).or_insert_with(|| (Concept::new(&concept.name), next));
        known.extend(concept);
        let id = *id as usize;
        if id == self.program.senses.len() {
            self.program.senses.push(Vec::new());
        }
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
        let mut names: Vec<&str> = self.concepts.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// The words and phrases of a concept, or nothing where it is unknown.
    pub(crate) fn words_of(&self, concept: &str) -> Option<impl Iterator<Item = &str>> {
        self.concepts.get(concept).map(|(concept, _)| concept.of_form(Form::Any))
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
        self.program.shapes.push((signal, Shape::new(regex)?));
        Ok(())
    }

    /// The finished program.
    pub fn build(self) -> Program {
        self.program
    }

    /// The plain sequences that a pattern stands for.
    fn expand(&mut self, nodes: &[Node]) -> Result<Vec<Vec<Step>>, Fault> {
        let mut sequences = vec![Vec::new()];
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
            Step::Class(class) => self.program.classes[class as usize].phrases.iter().map(Vec::len).max().unwrap_or(0),
            Step::Gap { max, .. } => max as usize,
        }
    }

    fn expand_onto(&mut self, nodes: &[Node], sequences: &mut Vec<Vec<Step>>) -> Result<(), Fault> {
        for node in nodes {
            match node {
                Node::Word(word) => {
                    let steps: Vec<Step> = self.tokens_of(word).into_iter().map(Step::Word).collect();
                    sequences.iter_mut().for_each(|sequence| sequence.extend(&steps));
                }
                Node::AnyForm(stem) => {
                    let phrases = any_form(stem).iter().map(|form| self.tokens_of(form)).collect();
                    let class = self.class(Class { phrases, senses_of: None });
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
    fn choice_class(&mut self, parts: &[Vec<Node>]) -> Option<u32> {
        let mut phrases = Vec::new();
        for part in parts {
            let mut phrase = Vec::new();
            for node in part {
                let Node::Word(word) = node else { return None };
                phrase.extend(self.tokens_of(word));
            }
            phrases.push(phrase);
        }
        Some(self.class(Class { phrases, senses_of: None }))
    }

    fn concept_class(&mut self, name: &str, form: Form, at: usize) -> Result<u32, Fault> {
        let key = (name.to_owned(), form);
        if let Some(&class) = self.class_ids.get(&key) {
            return Ok(class);
        }
        let Some((concept, id)) = self.concepts.get(name).cloned() else {
            let near = self.concept_names().into_iter().filter(|known| is_near(name, known)).collect::<Vec<_>>();
            let remedy = match near.as_slice() {
                [] => "declare it with `[[concept]]`".to_owned(),
                near => format!("did you mean `{}`?", near.join("`, `")),
            };
            return Err(Fault::new(at, format!("unknown concept `{name}`"), remedy));
        };
        let phrases: Vec<Vec<WordId>> = concept.of_form(form).map(|phrase| self.tokens_of(phrase)).collect();
        if phrases.is_empty() && concept.of_form(Form::Any).next().is_some() {
            return Err(Fault::new(
                at,
                format!("concept `{name}` has no entry in that form"),
                "name another form, or none",
            ));
        }
        let class = self.class(Class { phrases, senses_of: Some(id) });
        self.class_ids.insert(key, class);
        Ok(class)
    }

    fn class(&mut self, mut class: Class) -> u32 {
        class.phrases.retain(|phrase| !phrase.is_empty());
        class.phrases.sort();
        class.phrases.dedup();
        let next = self.program.classes.len() as u32;
        *self.classes.entry(class).or_insert_with_key(|class| {
            self.program.classes.push(class.clone());
            next
        })
    }

    /// The ids of the tokens that a word or phrase folds to.
    fn tokens_of(&mut self, phrase: &str) -> Vec<WordId> {
        let mut folder = std::mem::take(&mut self.folder);
        let ids = if phrase.split(' ').all(is_folded_word) {
            phrase.split(' ').map(|word| self.word(word)).collect()
        } else {
            folder.read(phrase, Markup::Plain);
            let word = |token: &Token| self.word(&folder.folded()[token.start as usize..token.end as usize]);
            folder.tokens().iter().map(word).collect()
        };
        self.folder = folder;
        ids
    }

    /// The id of a folded word.
    fn word(&mut self, word: &str) -> WordId {
        if let Some(&known) = self.word_ids.get(word) {
            return known;
        }
        let id = self.program.words.len() as WordId;
        self.word_ids.insert(word.to_owned(), id);
        self.program.words.push(word.to_owned());
        id
    }
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
