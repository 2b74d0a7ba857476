//! What the moves are learned from: drafts as the model sees them.

use super::{Move, Moves, SEQUENCE, Scratch, Sentence, sequence};
use crate::analysis::questions;
use crate::error::Error;
use crate::text::{Markup, Text};
use std::ops::Range;

/// Reads drafts as the model does.
pub struct MoveLearner(Moves);

/// A sentence as the model sees it.
#[derive(Debug, Clone)]
pub struct MoveLesson {
    /// Its source bytes.
    pub span: Range<usize>,
    /// The rows of its features.
    pub features: Vec<u32>,
    /// The hash of each of its sequences of four words.
    pub sequences: Vec<u32>,
}

impl MoveLearner {
    /// Knows words, the most frequent first, and common sequences by their hashes.
    #[must_use]
    pub fn new(words: &[String], mut sequences: Vec<u32>) -> Self {
        sequences.sort_unstable();
        Self(Moves::untaught(words, sequences))
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.0.rows.len()
    }

    /// Knows a data file.
    ///
    /// # Errors
    ///
    /// A damaged file.
    pub fn taught(bytes: &[u8]) -> Result<Self, Error> {
        Moves::parse(bytes, "moves").map(Self)
    }

    /// The features of whether a draft answers a question, which is a part of the inbound in source bytes.
    #[must_use]
    pub fn answer(&self, draft: &str, inbound: &str, question: Range<usize>) -> Vec<u32> {
        let [draft_text, inbound_text] = [draft, inbound].map(read_plain);
        let (mut said, mut asked) = (Scratch::default(), Scratch::default());
        self.0.read(&inbound_text, inbound, None, &mut asked);
        self.0.read(&draft_text, draft, Some((&inbound_text, &asked)), &mut said);
        let place = |token: u32| inbound_text.tokens()[token as usize];
        let overlaps = |sentence: &&Sentence| {
            let span = place(sentence.from).start as usize..place(sentence.to - 1).end as usize;
            let span = inbound_text.source_span(span);
            span.start < question.end && question.start < span.end
        };
        let mut features = Vec::new();
        let count = asked.sentences.iter().filter(|sentence| sentence.weight(Move::Question) > 0).count();
        if let Some(sentence) = asked.sentences.iter().rfind(overlaps) {
            let give = |feature| features.push(feature);
            let (inbound, draft) = ((&inbound_text, &asked), (&draft_text, &said));
            questions::features(inbound, (sentence, count), draft, &mut Vec::new(), give);
        }
        features
    }

    /// Each sentence of a draft.
    #[must_use]
    pub fn lessons(&self, draft: &str, inbound: Option<&str>) -> Vec<MoveLesson> {
        let (text, other) = (read_plain(draft), read_plain(inbound.unwrap_or_default()));
        let (mut scratch, mut asked) = (Scratch::default(), Scratch::default());
        self.0.read(&other, inbound.unwrap_or_default(), None, &mut asked);
        self.0.read(&text, draft, inbound.is_some().then_some((&other, &asked)), &mut scratch);
        let lesson = |sentence: &Sentence| {
            let (from, to) = (sentence.from as usize, sentence.to as usize);
            let mut features = Vec::new();
            self.0.features(&text, &scratch.signs, from, to, |_, row| features.push(row as u32));
            let sequences = scratch.signs[from..to].windows(SEQUENCE).filter_map(sequence).collect();
            let span = text.tokens()[from].start as usize..text.tokens()[to - 1].end as usize;
            MoveLesson { span: text.source_span(span), features, sequences }
        };
        scratch.sentences.iter().map(lesson).collect()
    }
}

pub(super) fn read_plain(source: &str) -> Text {
    let mut text = Text::new();
    text.read(source, Markup::Plain);
    text
}
