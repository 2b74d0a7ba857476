//! Whether a draft could go under most other messages of its kind.
//!
//! Each sentence of it weighs something as the move [`Move::Own`]. What weighs more than [`FLOOR`] adds up; a draft
//! whose sum stays below what its length asks for is interchangeable. A sentence just above the floor is in doubt, and
//! several of them are still an answer.

use super::moves::{Move, Scratch};

/// From what weight on a sentence may be the draft's own: 1.5 in log-odds below even.
const FLOOR: i32 = -36;
/// So many sentences a draft may have before more are asked of it.
const SHORT: usize = 3;
/// A sentence of fewer words is none: a name, a number, a slot.
const WORDS: u32 = 3;
/// What each further sentence asks for.
const FURTHER: i32 = 14;

/// How much more of its own a draft says than its length asks for, in 24ths of a log-odds; less than 0 if so much is
/// wanting.
pub(crate) fn surplus(moves: &Scratch) -> i32 {
    let own = moves.sentences.iter().map(|sentence| (sentence.weight(Move::Own) - FLOOR).max(0));
    let whole = moves.sentences.iter().filter(|sentence| sentence.to - sentence.from >= WORDS).count();
    let further = whole.saturating_sub(SHORT);
    own.fold(0, i32::saturating_add) - i32::try_from(further).unwrap_or(i32::MAX).saturating_mul(FURTHER)
}
