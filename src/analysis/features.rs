//! What a model may weigh in a sentence: which symbols stand in it, beside one another and before one another.

use super::symbols::{Symbol, Symbols, hash, hash_phrase};
use crate::text::Text;

/// The kinds of feature. A kind's number is part of the hash of its features.
#[derive(Clone, Copy)]
enum Kind {
    Word = 1,
    Literal,
    ClassBesideWord,
    Ending,
    Pair,
    ClassPair,
    ClassTriple,
    ClassSkip,
    WordSkip,
    CueBefore,
    CueAfter,
    Echo,
    AnyEcho,
    NoCare,
    Length,
}

/// The symbols that stand for the ends of a sentence.
const START: u32 = 0x3c3c_3c3c;
const END: u32 = 0x3e3e_3e3e;

fn mix(kind: Kind, a: u32, b: u32, c: u32) -> u32 {
    let mut hash = (kind as u32).wrapping_mul(0x9e37_79b1);
    for part in [a, b, c] {
        hash = (hash.rotate_left(13) ^ part).wrapping_mul(0x85eb_ca6b);
    }
    hash ^= hash >> 13;
    hash.wrapping_mul(0xc2b2_ae35)
}

/// Which cues were seen with which class, so that each pair counts once.
#[derive(Debug, Default)]
pub(super) struct Seen {
    with: Vec<u64>,
}

/// Gives the features of one sentence, each with the first and the last symbol that it rests on. Linear in
/// the symbols, with at most as many features for one as there are cues.
pub(super) fn of_sentence(
    known: &Symbols,
    text: &Text,
    symbols: &[Symbol],
    seen: &mut Seen,
    mut give: impl FnMut(usize, usize, u32),
) {
    let count = symbols.len();
    let last = count - 1;
    let word = |at: usize| symbols[at].word;
    let class = |at: usize| known.class(&symbols[at]).hash;
    let mut care = false;
    let mut echo = false;
    for (at, symbol) in symbols.iter().enumerate() {
        let own = class(at);
        // The word or phrase as it stands.
        let literal = || hash_phrase(&text.folded().as_bytes()[symbol.start as usize..symbol.end as usize]);
        give(at, at, mix(Kind::Word, symbol.word, 0, 0));
        if known.is_care(symbol) {
            care = true;
            give(at, at, mix(Kind::Literal, literal(), 0, 0));
            if symbol.echo.is_some() {
                echo = true;
                give(at, at, mix(Kind::Echo, own, 0, 0));
            }
        } else if symbol.word == own {
            give(at, at, mix(Kind::Literal, literal(), 0, 0));
        } else {
            give(at, at, mix(Kind::ClassBesideWord, own, 0, 0));
        }
        if known.is_open(symbol) {
            let folded = &text.folded().as_bytes()[symbol.start as usize..symbol.end as usize];
            give(at, at, mix(Kind::Ending, hash(&folded[folded.len().saturating_sub(3)..]), 0, 0));
        }
    }
    give(0, 0, mix(Kind::Pair, START, word(0), 0));
    give(0, 0, mix(Kind::ClassPair, START, class(0), 0));
    give(last, last, mix(Kind::Pair, word(last), END, 0));
    give(last, last, mix(Kind::ClassPair, class(last), END, 0));
    for at in 0..last {
        give(at, at + 1, mix(Kind::Pair, word(at), word(at + 1), 0));
        give(at, at + 1, mix(Kind::ClassPair, class(at), class(at + 1), 0));
    }
    for at in 0..count {
        let (left, word_left) = if at == 0 { (START, START) } else { (class(at - 1), word(at - 1)) };
        let (right, word_right) = if at == last { (END, END) } else { (class(at + 1), word(at + 1)) };
        let (from, to) = (at.saturating_sub(1), (at + 1).min(last));
        give(from, to, mix(Kind::ClassTriple, left, class(at), right));
        give(from, to, mix(Kind::ClassSkip, left, right, 0));
        give(from, to, mix(Kind::WordSkip, word_left, word_right, 0));
    }
    cues_around(known, symbols, seen, &mut give);
    if echo {
        give(0, last, mix(Kind::AnyEcho, 0, 0, 0));
    }
    if !care {
        give(0, last, mix(Kind::NoCare, 0, 0, 0));
    }
    give(0, last, mix(Kind::Length, (count / 4).min(5) as u32, 0, 0));
}

/// The cues before each care word and each cue, and the cues after each care word.
fn cues_around(known: &Symbols, symbols: &[Symbol], seen: &mut Seen, give: &mut impl FnMut(usize, usize, u32)) {
    let classes = known.classes();
    let mut pairs = |kind: Kind, at: usize, symbol: &Symbol, bag: u64, with: &mut Vec<u64>| {
        let mut new = bag & !with[symbol.class as usize];
        with[symbol.class as usize] |= new;
        while new != 0 {
            let cue = new.trailing_zeros();
            new &= new - 1;
            give(at, at, mix(kind, cue, classes[symbol.class as usize].hash, 0));
        }
    };
    seen.with.clear();
    seen.with.resize(classes.len(), 0);
    let mut bag = 0;
    for (at, symbol) in symbols.iter().enumerate() {
        let cue = known.class(symbol).cue;
        if bag != 0 && (cue != 0 || known.is_care(symbol)) {
            pairs(Kind::CueBefore, at, symbol, bag, &mut seen.with);
        }
        bag |= cue;
    }
    seen.with.clear();
    seen.with.resize(classes.len(), 0);
    let mut bag = 0;
    for (at, symbol) in symbols.iter().enumerate().rev() {
        if bag != 0 && known.is_care(symbol) {
            pairs(Kind::CueAfter, at, symbol, bag, &mut seen.with);
        }
        bag |= known.class(symbol).cue;
    }
}
