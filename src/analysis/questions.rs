//! The questions of an inbound, and whether a draft answers them.
//!
//! A sentence of the inbound that weighs enough as [`Move::Question`] asks something. Whether a draft answers is weighed
//! from few things: how much of its own it says, and where it speaks of what was asked; how its sentences begin; whether
//! it gives numbers where numbers were asked for. The weights are part of the data on [moves](super::moves).

use super::moves::{BITS, Move, Moves, Scratch, Sentence, mix, taken_by};
use crate::text::Text;

/// What a feature is of, numbered on from the features of moves.
#[derive(Clone, Copy)]
enum Kind {
    BestOwn = 32,
    Overlap,
    BestOwnThere,
    Surplus,
    Begins,
    AskedBegins,
    AskedNumbers,
    AskedOwn,
    Numbers,
    Deflects,
    Questions,
}

/// A question, as bytes of the folded inbound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// How sure it is that the draft answers it; below 0 that it does not. In 24ths of a log-odds.
    pub(crate) answered: i32,
}

/// At most so many questions of one inbound are judged; the rest are left.
const MOST: usize = 8;

/// The questions of an inbound and whether a draft answers them. `asked` and `said` hold what was read of either.
/// Linear in both for each question, of which few are judged.
pub(crate) fn find(
    moves: &Moves,
    (inbound, asked): (&Text, &Scratch),
    (draft, said): (&Text, &Scratch),
    stems: &mut Vec<u32>,
    out: &mut Vec<Question>,
) {
    out.clear();
    let questions = || asked.sentences.iter().filter(|sentence| sentence.weight(Move::Question) > 0);
    let count = questions().take(MOST).count();
    for sentence in questions().take(MOST) {
        let mut answered = moves.answer_bias();
        let give = |feature| answered += moves.answer_weight(feature);
        features((inbound, asked), (sentence, count), (draft, said), stems, give);
        let tokens = inbound.tokens();
        let (start, end) = (tokens[sentence.from as usize].start, tokens[sentence.to as usize - 1].end);
        out.push(Question { start, end, answered });
    }
}

/// What tells whether a question is answered.
pub(super) fn features(
    (inbound, asked): (&Text, &Scratch),
    (question, questions): (&Sentence, usize),
    (draft, said): (&Text, &Scratch),
    stems: &mut Vec<u32>,
    mut give: impl FnMut(u32),
) {
    let mut whole = |kind: Kind, a: u32, b: u32| give(mix(kind as u32, a, b) >> (32 - BITS));
    asked.collect_stems(inbound, question.from as usize, question.to as usize, stems);
    let own = |sentence: &Sentence| (sentence.weight(Move::Own).clamp(-72, 120) / 24 + 3) as u32;
    let (mut best, mut there, mut overlap, mut numbers, mut deflects) = (0, 0, 0, 0, false);
    for sentence in &said.sentences {
        let taken = taken_by(draft, sentence, stems);
        overlap = overlap.max(taken.min(3));
        best = best.max(own(sentence));
        if taken > 0 {
            there = there.max(own(sentence) + 1);
        }
        numbers += said.numbers_in(sentence);
        deflects |= sentence.weight(Move::Deflect) > 0;
    }
    whole(Kind::BestOwn, best, 0);
    whole(Kind::Overlap, overlap, 0);
    whole(Kind::BestOwnThere, there, 0);
    let surplus = super::specificity::surplus(said).clamp(-48, 240) / 24 + 2;
    whole(Kind::Surplus, surplus as u32, 0);
    whole(Kind::Numbers, numbers.min(2), 0);
    whole(Kind::Deflects, u32::from(deflects), 0);
    whole(Kind::Questions, questions.min(3) as u32, 0);
    let first = asked.word(question.from);
    for sentence in &said.sentences {
        let begins = said.word(sentence.from);
        whole(Kind::Begins, begins, 0);
        whole(Kind::AskedBegins, first, begins);
    }
    for at in question.from..question.to {
        if asked.is_frequent(at) {
            let word = asked.word(at);
            whole(Kind::AskedNumbers, word, numbers.min(1));
            whole(Kind::AskedOwn, word, best / 3);
        }
    }
}
