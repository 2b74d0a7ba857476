//! The naive engine: every sequence tried at every word, every regex over the whole text. It is the oracle that says
//! what a hit is; the real engine must agree with it on every text.

use super::program::{Program, Step};
use super::reader::widest;
use super::signals::{Hit, Signals};
use crate::text::{Join, Text};
use std::collections::BTreeSet;

/// Scans a text for everything that a program looks for.
pub fn scan(program: &Program, text: &Text, out: &mut Signals) {
    out.clear();
    let reader = Reader { program, text, everyday: everyday(program, text) };
    let tokens = text.tokens();
    for sequence in &program.sequences {
        for start in 0..tokens.len() {
            if let Some(end) = reader.longest(&sequence.steps, start) {
                out.push(Hit { signal: sequence.signal, start: tokens[start].start, end: tokens[end - 1].end });
            }
        }
    }
    for (signal, shape) in &program.shapes {
        for found in shape.regex().find_iter(text.folded().as_bytes()) {
            out.push(Hit { signal: *signal, start: found.start() as u32, end: found.end() as u32 });
        }
    }
    out.settle();
}

struct Reader<'a> {
    program: &'a Program,
    text: &'a Text,
    /// For each concept, the token ranges where it is meant in an everyday sense.
    everyday: Vec<Vec<(usize, usize)>>,
}

fn everyday(program: &Program, text: &Text) -> Vec<Vec<(usize, usize)>> {
    let plain = Reader { program, text, everyday: Vec::new() };
    let tokens = text.tokens().len();
    let ranges = |senses: &Vec<Vec<Step>>| {
        let starts = (0..tokens).flat_map(|start| senses.iter().map(move |steps| (start, steps)));
        starts.filter_map(|(start, steps)| Some((start, plain.longest(steps, start)?))).collect()
    };
    program.senses.iter().map(ranges).collect()
}

impl Reader<'_> {
    /// One past the last token of the longest match of `steps` that starts at token `start`.
    fn longest(&self, steps: &[Step], start: usize) -> Option<usize> {
        let mut ends = BTreeSet::from([start]);
        for step in steps {
            ends = ends.into_iter().flat_map(|at| self.after(*step, start, at)).collect();
        }
        ends.pop_last()
    }

    /// Where the next step may begin when `step` begins at token `at`.
    fn after(&self, step: Step, start: usize, at: usize) -> Vec<usize> {
        match step {
            Step::Word(word) => self.phrase(&[word], start, at).into_iter().collect(),
            Step::Class(class) => {
                let class = &self.program.classes[class as usize];
                let everyday = |end: usize| {
                    let concept = class.senses_of.and_then(|concept| self.everyday.get(concept as usize));
                    concept.is_some_and(|ranges| ranges.iter().any(|&(from, to)| from <= at && end <= to))
                };
                let ends = class.phrases.iter().filter_map(|phrase| self.phrase(phrase, start, at));
                ends.filter(|&end| !everyday(end)).collect()
            }
            Step::Gap { min, max } => self.gap(min, max, at),
        }
    }

    fn phrase(&self, phrase: &[u32], start: usize, at: usize) -> Option<usize> {
        let tokens = self.text.tokens();
        for (offset, word) in phrase.iter().enumerate() {
            let token = tokens.get(at + offset)?;
            let joined = at + offset == start || token.before <= Join::Clause;
            let same = self.text.folded()[token.start as usize..token.end as usize] == *self.program.words.get(*word);
            if !joined || !same {
                return None;
            }
        }
        Some(at + phrase.len())
    }

    fn gap(&self, min: u32, max: u32, at: usize) -> Vec<usize> {
        let tokens = self.text.tokens();
        let mut ends = Vec::new();
        let mut words = 0;
        for next in at..tokens.len().min(at + widest(max) + 1) {
            if words >= min && words <= max && (next == at || tokens[next].before == Join::Soft) {
                ends.push(next);
            }
            // Step over `next`.
            if tokens[next].before != Join::Soft {
                break;
            }
            words += u32::from(next == 0 || tokens[next].word != tokens[next - 1].word);
            if words > max {
                break;
            }
        }
        ends
    }
}
