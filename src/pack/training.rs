//! What the disclosure model learns from: labelled drafts as the model sees them.

use super::{Pack, evidence, languages};
use crate::analysis::{Analyzer, Inbound, Language, Lessons, Model};
use crate::error::Error;
use crate::matcher::{ProgramBuilder, Scanner, Scratch, Signals};
use crate::text::{Markup, Text};

/// Reads drafts as the analysis does, with a model that knows some words and weighs nothing.
pub struct Learner {
    scanner: Scanner,
    analyzer: Analyzer,
}

impl Learner {
    /// `language` is a two-letter code, `words` are those to be known by themselves; packs whose origin holds one of
    /// `without` are left out.
    ///
    /// # Errors
    ///
    /// A language that is not built in, or a concept that makes no sense.
    pub fn new(language: &str, words: Vec<String>, without: &[String]) -> Result<Self, Error> {
        let mut program = ProgramBuilder::default();
        let packs = Pack::builtin();
        for pack in packs.iter().filter(|pack| !without.iter().any(|part| pack.origin().contains(part.as_str()))) {
            for table in &pack.file.concept {
                program.concept(&table.concept()).map_err(|fault| Error::new(pack.origin(), fault.what))?;
            }
        }
        let known = languages().iter().find(|known| known.grammar.language == language);
        let known = known.ok_or_else(|| Error::new(language, "the language is not built in"))?;
        let model = Model::blank(words, known.clusters.lines().count());
        let language = Language::new(known.grammar.clone(), known.clusters, model);
        let analyzer = Analyzer::new(&language, evidence(), &mut program);
        Ok(Self { scanner: Scanner::new(&program.build()), analyzer })
    }

    /// The names of the classes, by number.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.analyzer.class_names()
    }

    /// A draft as the model sees it.
    #[must_use]
    pub fn lessons(&self, draft: &str, inbound: Option<&str>) -> Lessons {
        let read = |source: &str| {
            let mut text = Text::new();
            text.read(source, Markup::Plain);
            let mut signals = Signals::default();
            self.scanner.scan(&text, &mut Scratch::default(), &mut signals);
            (text, signals)
        };
        let (text, signals) = read(draft);
        let (other, other_signals) = read(inbound.unwrap_or_default());
        let inbound = Inbound { text: inbound.is_some().then_some(&other), signals: &other_signals };
        self.analyzer.lessons(&text, &signals, &inbound)
    }
}
