//! Which stretches of a draft disclose, whom they are about and how they say it.

use super::features::{self, Seen};
use super::model::{Model, Rows};
use super::symbols::{Inbound, Lexicon, Symbol, Symbols};
use crate::draft::words;
use crate::lexicon::Grammar;
use crate::matcher::{ProgramBuilder, SignalId, Signals};
use crate::text::{Join, Text};
use std::cell::Cell;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

words! {
    /// Whom a stretch is about.
    pub(crate) About: "about" {
        /// The reader: you, your.
        Addressee = "addressee",
        /// Somebody else: he, she, they, a relative.
        Person = "person",
        /// A child.
        Child = "child",
        /// Nobody is named, and yet it can only be meant of one.
        Implied = "implied",
    }
}

words! {
    /// When it says that something is so.
    pub(crate) Tense: "tense" {
        /// It was so, or has been.
        Past = "past",
        /// It is so.
        Present = "present",
        /// It will be so.
        Future = "future",
        /// No verb tells.
        None = "none",
    }
}

words! {
    /// Who acts.
    pub(crate) Agent: "agent" {
        /// The business: we, our, a clinician.
        Us = "us",
        /// The reader.
        Reader = "reader",
        /// Somebody else.
        Other = "other",
        /// Nobody is named.
        None = "none",
    }
}

/// A stretch of a draft that says of someone that they are cared for, or anything about that care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Disclosure {
    /// First folded byte.
    pub(crate) start: u32,
    /// One past the last folded byte.
    pub(crate) end: u32,
    /// The family of care that names it, by its place among the grammar's.
    pub(crate) lead: Option<u8>,
    /// Every family of care in its clause, a bit each.
    pub(crate) families: u64,
    pub(crate) about: About,
    pub(crate) tense: Tense,
    pub(crate) agent: Agent,
    /// Whether the clause denies.
    pub(crate) negated: bool,
    /// Whether it speaks of another time: again, next, back.
    pub(crate) repeated: bool,
    /// The first word or phrase of care in it that the inbound says too.
    pub(crate) echo: Option<Echo>,
}

impl Disclosure {
    /// What carried it, in words: whom, when, who acts, the family of care, and what else its clause says.
    pub(crate) fn cues(&self, evidence: &[&'static str]) -> impl Iterator<Item = &'static str> + use<> {
        let family = self.lead.and_then(|lead| evidence.get(usize::from(lead)).copied());
        let agent = match self.agent {
            Agent::Us => Some("by the business"),
            Agent::Reader => Some("by the reader"),
            Agent::Other => Some("by another"),
            Agent::None => None,
        };
        let tense = (self.tense != Tense::None).then(|| self.tense.as_str());
        let negated = self.negated.then_some("negated");
        let repeated = self.repeated.then_some("repeated");
        let echo = self.echo.map(|_| "echo");
        [Some(self.about.as_str()), tense, agent, family, negated, repeated, echo].into_iter().flatten()
    }
}

/// What draft and inbound both say. Folded bytes, first and one past the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Echo {
    pub(crate) draft: (u32, u32),
    pub(crate) inbound: (u32, u32),
}

/// What the analysis knows of a language.
#[derive(Debug)]
pub(crate) struct Language {
    pub(crate) grammar: Grammar,
    /// Words of like meaning, a cluster a line.
    #[cfg(feature = "internals")]
    pub(crate) clusters: &'static str,
    lexicon: Arc<Lexicon>,
    model: Arc<Model>,
}

impl Language {
    /// Tells the model from others.
    pub(crate) fn checksum(&self) -> u64 {
        self.model.checksum()
    }

    /// Arranges grammar, clusters and the words that the model knows.
    pub(crate) fn new(grammar: Grammar, clusters: &'static str, model: Model) -> Self {
        let lexicon = Lexicon::new(&grammar, clusters, &model).into();
        Self {
            grammar,
            #[cfg(feature = "internals")]
            clusters,
            lexicon,
            model: model.into(),
        }
    }
}

/// Finds disclosures. Immutable; one serves all threads.
#[derive(Debug)]
pub(crate) struct Analyzer {
    language: String,
    symbols: Symbols,
    model: Arc<Model>,
    /// The classes that tell whom, when and who acts, a bit for each class.
    masks: Masks,
    /// By class, what its family or circumstance is numbered.
    numbers: Vec<u8>,
    /// How many of the numbers are families; circumstances come after them.
    families: u8,
}

#[derive(Debug, Default)]
struct Masks {
    reader: u128,
    person: u128,
    child: u128,
    us: u128,
    past: u128,
    future: u128,
    present: u128,
    negation: u128,
    repetition: u128,
}

/// The buffers of the analysis, reused from draft to draft.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    symbols: Vec<Symbol>,
    hits: Vec<(u32, u32, u8)>,
    seen: Seen,
    worth: Vec<i32>,
    rows: Rows,
    found: Vec<Disclosure>,
}

impl Scratch {
    /// What the last run found, by place.
    pub(crate) fn found(&self) -> &[Disclosure] {
        &self.found
    }

    pub(crate) fn clear(&mut self) {
        self.found.clear();
    }
}

/// A sentence of more symbols is read in parts: nobody relates words that far apart.
const LONGEST: usize = 48;
/// How many symbols of the inbound are heard.
const LONGEST_HEARD: usize = 80;
/// What a symbol costs a stretch, so that it ends where nothing more speaks for it. In halves of a weight.
const PRICE: i32 = 6;
/// The families before this one name a stretch wherever they stand in it: the first two of every language.
const GRAVEST: u8 = 2;
/// How little a second stretch of a sentence may weigh, in parts of the heaviest.
const SECOND: i32 = 2;

impl Analyzer {
    /// `program` must know the concepts that the language names; those it does not know are left out. `evidence` lists
    /// what families and circumstances are called: disclosures number them by their place in it.
    pub(crate) fn new(language: &Language, evidence: &[&str], program: &mut ProgramBuilder) -> Self {
        let grammar = &language.grammar;
        let known: Vec<String> = program.concept_names().into_iter().map(str::to_owned).collect();
        let mut families: Vec<(&str, SignalId)> = Vec::new();
        let mut numbers = Vec::new();
        for (concept, name) in grammar.evidence().filter(|(concept, _)| known.iter().any(|known| known == concept)) {
            let signal = program.signal();
            let number = evidence.iter().position(|other| *other == name);
            if let (Some(number), Ok(())) = (number, program.pattern(signal, &format!("{{{concept}}}"))) {
                families.push((name, signal));
                numbers.push(number as u8);
            }
        }
        let symbols = Symbols::new(grammar, Arc::clone(&language.lexicon), &families, &language.model);
        let mask = |names: &[String]| {
            let bits = symbols.classes().iter().enumerate().filter(|(_, class)| names.contains(&class.name));
            bits.fold(0, |mask, (bit, _)| mask | 1u128 << bit)
        };
        let roles = &grammar.roles;
        let masks = Masks {
            reader: mask(&roles.reader),
            person: mask(&roles.person),
            child: mask(&roles.child),
            us: mask(&roles.us),
            past: mask(&roles.past),
            future: mask(&roles.future),
            present: mask(&roles.present),
            negation: mask(&roles.negation),
            repetition: mask(&roles.repetition),
        };
        let model = Arc::clone(&language.model);
        let families = grammar.families.len() as u8;
        Self { language: grammar.language.clone(), symbols, model, masks, numbers, families }
    }

    /// The two-letter code of its language.
    pub(crate) fn language(&self) -> &str {
        &self.language
    }

    /// Finds the disclosures of a text. `profile` is 0 for a lenient reading, 1 for standard, 2 for strict. Linear.
    pub(crate) fn run(
        &self,
        text: &Text,
        signals: &Signals,
        inbound: &Inbound<'_>,
        profile: usize,
        scratch: &mut Scratch,
    ) {
        let Scratch { symbols, hits, seen, worth, rows, found } = scratch;
        found.clear();
        let heard = self.hear(inbound, hits, symbols);
        self.arrange(&symbols[..heard], rows);
        let counts = self.model.counts((heard > 0).then_some(rows));
        self.symbols.read(text, signals, inbound, hits, symbols);
        for sentence in Sentences(symbols) {
            let mut sum = 0;
            self.weigh(text, sentence, seen, |_, _, weight| sum += weight);
            self.arrange(sentence, rows);
            sum += self.model.convolve(rows, &counts);
            if sum < self.model.threshold(profile) {
                continue;
            }
            // Few sentences disclose; only of those it is asked where.
            worth.clear();
            worth.resize(sentence.len(), 0);
            let cells = Cell::from_mut(worth.as_mut_slice()).as_slice_of_cells();
            let add = |worth: &Cell<i32>, weight: i32| worth.set(worth.get() + weight);
            let of_feature = |from: usize, to: usize, weight: i32| {
                // What rests on the whole sentence speaks for no place in it.
                if to - from < sentence.len().max(4) - 1 {
                    add(&cells[from], weight);
                    add(&cells[to], weight);
                }
            };
            let of_filter = |from: usize, to: usize, weight: i32| {
                let share = 2 * weight / (to - from + 1) as i32;
                cells[from..=to].iter().for_each(|worth| add(worth, share));
            };
            self.weigh(text, sentence, seen, of_feature);
            self.model.windows(rows, &counts, of_filter);
            self.locate(sentence, worth, found);
        }
    }

    /// Reads the beginning of the message that a draft answers, and tells how many symbols that is.
    fn hear(&self, inbound: &Inbound<'_>, hits: &mut Vec<(u32, u32, u8)>, symbols: &mut Vec<Symbol>) -> usize {
        let Some(text) = inbound.text else { return 0 };
        self.symbols.read(text, inbound.signals, &Inbound { text: None, ..*inbound }, hits, symbols);
        symbols.len().min(LONGEST_HEARD)
    }

    fn arrange(&self, symbols: &[Symbol], rows: &mut Rows) {
        let known = symbols.iter().map(|symbol| (symbol.row, self.symbols.class(symbol).row, symbol.echo.is_some()));
        self.model.arrange(known, rows);
    }

    /// The linear part of what a sentence weighs: what each feature does, and on which symbols it rests.
    fn weigh(&self, text: &Text, sentence: &[Symbol], seen: &mut Seen, mut give: impl FnMut(usize, usize, i32)) {
        let is_known = |symbol: &Symbol| symbol.alone.is_some();
        for (at, symbol) in sentence.iter().enumerate() {
            symbol.alone.into_iter().for_each(|weight| give(at, at, i32::from(weight)));
        }
        features::of_sentence(&self.symbols, text, sentence, seen, is_known, |from, to, feature| {
            give(from, to, self.model.weight(feature));
        });
    }

    /// The stretches that carry the weight of a sentence: of each clause the heaviest run of symbols.
    fn locate(&self, sentence: &[Symbol], worth: &[i32], found: &mut Vec<Disclosure>) {
        let clauses = |mut from: usize| {
            std::iter::from_fn(move || {
                let start = from;
                let rest = sentence.get(start + 1..)?;
                from = start + 1 + rest.iter().position(|symbol| symbol.before >= Join::Clause).unwrap_or(rest.len());
                Some((start, from))
            })
        };
        let best = clauses(0).map(|(start, end)| heaviest(&worth[start..end]).2).max().unwrap_or(0);
        for (start, end) in clauses(0) {
            let (from, to, weight) = heaviest(&worth[start..end]);
            if weight == best || weight > best / SECOND && weight > 0 {
                // An empty run is the whole clause.
                let stretch = if from < to { from..to } else { 0..end - start };
                found.push(self.describe(&sentence[start..end], &worth[start..end], stretch));
            }
        }
    }

    fn describe(&self, clause: &[Symbol], worth: &[i32], place: Range<usize>) -> Disclosure {
        let bit = |symbol: &Symbol| 1u128 << symbol.class;
        let bits = |symbols: &[Symbol]| symbols.iter().fold(0, |mask, symbol| mask | bit(symbol));
        let stretch = &clause[place.clone()];
        let (near, around) = (bits(stretch), bits(clause));
        let masks = &self.masks;
        // What the stretch itself says goes before what its clause says.
        let first =
            |choices: &[u128]| [near, around].iter().find_map(|bits| choices.iter().position(|mask| bits & mask != 0));
        let about = match first(&[masks.person, masks.reader]) {
            // `her` and `your` in a clause with a child are the child's and the parent's.
            _ if around & masks.child != 0 => About::Child,
            Some(0) => About::Person,
            Some(_) => About::Addressee,
            None => About::Implied,
        };
        let tense = match first(&[masks.past, masks.future, masks.present]) {
            Some(0) => Tense::Past,
            Some(1) => Tense::Future,
            Some(_) => Tense::Present,
            None => Tense::None,
        };
        // Who acts stands before the verb; whoever stands behind it is acted upon.
        let verbs = masks.past | masks.present | masks.future;
        let actors = masks.us | masks.reader | masks.person | masks.child;
        let first = clause.iter().map(bit).find(|bit| bit & (verbs | actors) != 0).unwrap_or(0);
        let agent = if first & masks.us != 0 {
            Agent::Us
        } else if first & masks.reader != 0 {
            Agent::Reader
        } else if first & actors != 0 {
            Agent::Other
        } else {
            Agent::None
        };
        // The word of care that weighs most names the stretch, a circumstance only where there is no other; what harms most
        // goes before all.
        let heaviest = |places: Range<usize>| {
            let numbers = places.filter(|&at| self.symbols.is_care(&clause[at]));
            let numbers = numbers.map(|at| (self.numbers[clause[at].class as usize], worth[at]));
            let key = |&(number, worth): &(u8, i32)| (number < GRAVEST, number < self.families, worth, Reverse(number));
            numbers.max_by_key(key).map(|(number, _)| number)
        };
        let lead = heaviest(place).filter(|&number| number < self.families);
        let lead = lead.or_else(|| heaviest(0..clause.len()));
        let care = clause.iter().filter(|symbol| self.symbols.is_care(symbol));
        let families = care.fold(0, |mask, symbol| mask | 1 << self.numbers[symbol.class as usize]);
        Disclosure {
            start: stretch[0].start,
            end: stretch[stretch.len() - 1].end,
            lead,
            families,
            about,
            tense,
            agent,
            negated: around & masks.negation != 0,
            repeated: around & masks.repetition != 0,
            echo: stretch.iter().find_map(|said| Some(Echo { draft: (said.start, said.end), inbound: said.echo? })),
        }
    }

    /// What the model is told of the inbound and of each sentence, to learn from.
    #[cfg(any(test, feature = "internals"))]
    pub(crate) fn lessons(&self, text: &Text, signals: &Signals, inbound: &Inbound<'_>) -> Lessons {
        let mut scratch = Scratch::default();
        let symbol = |symbol: &Symbol| (symbol.row, symbol.class, symbol.echo.is_some());
        let heard = self.hear(inbound, &mut scratch.hits, &mut scratch.symbols);
        let heard = scratch.symbols[..heard].iter().map(symbol).collect();
        self.symbols.read(text, signals, inbound, &mut scratch.hits, &mut scratch.symbols);
        let sentences = Sentences(&scratch.symbols).map(|sentence| {
            let mut features = Vec::new();
            let unknown = |_: &Symbol| false;
            features::of_sentence(&self.symbols, text, sentence, &mut scratch.seen, unknown, |_, _, feature| {
                features.push(feature >> (32 - super::model::BITS));
            });
            let span = sentence[0].start as usize..sentence[sentence.len() - 1].end as usize;
            let care = sentence.iter().filter(|symbol| symbol.class < self.families && self.symbols.is_care(symbol));
            let care = care.map(|symbol| text.source_span(symbol.start as usize..symbol.end as usize)).collect();
            Lesson { span: text.source_span(span), features, symbols: sentence.iter().map(symbol).collect(), care }
        });
        Lessons { heard, sentences: sentences.collect() }
    }

    /// The names of the classes, by number.
    #[cfg(any(test, feature = "internals"))]
    pub(crate) fn class_names(&self) -> impl Iterator<Item = &str> {
        self.symbols.classes().iter().map(|class| class.name.as_str())
    }
}

/// A draft as the model sees it.
#[cfg(any(test, feature = "internals"))]
#[derive(Debug, Clone)]
pub struct Lessons {
    /// Row, class and nothing of each symbol of the message that it answers, as far as that is heard.
    pub heard: Vec<(u16, u8, bool)>,
    /// Its sentences.
    pub sentences: Vec<Lesson>,
}

/// A sentence as the model sees it.
#[cfg(any(test, feature = "internals"))]
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Its source bytes.
    pub span: Range<usize>,
    /// Its linear features.
    pub features: Vec<u32>,
    /// Row, class and echo of each symbol.
    pub symbols: Vec<(u16, u8, bool)>,
    /// The source bytes of its words and phrases of care.
    pub care: Vec<Range<usize>>,
}

/// The run of most weight, and its weight.
fn heaviest(worth: &[i32]) -> (usize, usize, i32) {
    let (mut best, mut run, mut start) = ((0, 0, 0), 0, 0);
    for (at, weight) in worth.iter().enumerate() {
        run += weight - PRICE;
        if run <= 0 {
            (run, start) = (0, at + 1);
        } else if run > best.2 {
            best = (start, at + 1, run);
        }
    }
    best
}

/// The sentences of a text, the long ones in parts.
struct Sentences<'a>(&'a [Symbol]);

impl<'a> Iterator for Sentences<'a> {
    type Item = &'a [Symbol];

    fn next(&mut self) -> Option<&'a [Symbol]> {
        let rest = self.0.get(1..)?;
        let near = &rest[..rest.len().min(LONGEST)];
        let end = 1 + near.iter().position(|symbol| symbol.before >= Join::Hard).unwrap_or(near.len());
        let end = if end > LONGEST {
            let clause = self.0[..LONGEST].iter().rposition(|symbol| symbol.before >= Join::Clause);
            clause.filter(|&at| at > LONGEST / 2).unwrap_or(LONGEST)
        } else {
            end
        };
        let (sentence, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_run_is_found() {
        assert_eq!(heaviest(&[]), (0, 0, 0));
        assert_eq!(heaviest(&[-9, -1]), (0, 0, 0));
        assert_eq!(heaviest(&[1, 20, 30, 2, 1, -50, 17]), (1, 3, 38));
    }
}
