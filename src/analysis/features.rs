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

/// The buffers of one sentence, reused from sentence to sentence.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// By class, which cues were seen with it, so that each pair counts once.
    with: Vec<u64>,
    /// The word and the class of each symbol, between what stands for the ends.
    hashes: Vec<[u32; 2]>,
}

/// Gives the features of a word that is no word of care, by itself. `class` is the hash of its class.
pub(super) fn of_word(word: u32, class: u32, spelling: &[u8], is_open: bool, mut give: impl FnMut(u32)) {
    give(mix(Kind::Word, word, 0, 0));
    give(if word == class {
        mix(Kind::Literal, hash(spelling), 0, 0)
    } else {
        mix(Kind::ClassBesideWord, class, 0, 0)
    });
    if is_open {
        give(mix(Kind::Ending, hash(&spelling[spelling.len().saturating_sub(3)..]), 0, 0));
    }
}

/// Gives the features of one sentence, each with the first and the last symbol that it rests on, but for those of
/// a word by itself where `is_known` says that they are. Linear in the symbols, with at most as many features for one
/// as there are cues.
pub(super) fn of_sentence(
    known: &Symbols,
    text: &Text,
    symbols: &[Symbol],
    seen: &mut Seen,
    is_known: impl Fn(&Symbol) -> bool,
    mut give: impl FnMut(usize, usize, u32),
) {
    let count = symbols.len();
    let last = count - 1;
    let hashes = &mut seen.hashes;
    hashes.clear();
    hashes.push([START; 2]);
    hashes.extend(symbols.iter().map(|symbol| [symbol.word, known.class(symbol).hash]));
    hashes.push([END; 2]);
    let mut care = false;
    let mut echo = false;
    for ((at, symbol), &[word, own]) in symbols.iter().enumerate().zip(&hashes[1..]) {
        let is_care = known.is_care(symbol);
        care |= is_care;
        echo |= is_care && symbol.echo.is_some();
        if is_known(symbol) {
            continue;
        }
        let folded = &text.folded().as_bytes()[symbol.start as usize..symbol.end as usize];
        if is_care {
            give(at, at, mix(Kind::Word, word, 0, 0));
            // The phrase as it stands; a word has no white space.
            give(at, at, mix(Kind::Literal, hash_phrase(folded), 0, 0));
            if symbol.echo.is_some() {
                give(at, at, mix(Kind::Echo, own, 0, 0));
            }
        } else {
            of_word(word, own, folded, known.is_open(symbol), |feature| give(at, at, feature));
        }
    }
    let pairs = |[word, class]: [u32; 2], [next, next_class]: [u32; 2]| {
        [mix(Kind::Pair, word, next, 0), mix(Kind::ClassPair, class, next_class, 0)]
    };
    for (at, sides) in hashes.windows(2).enumerate() {
        let &[left, right] = sides else { continue };
        let (from, to) = (at.saturating_sub(1), at.min(last));
        pairs(left, right).into_iter().for_each(|pair| give(from, to, pair));
    }
    for (at, sides) in hashes.windows(3).enumerate() {
        let &[[word_left, left], [_, own], [word_right, right]] = sides else { continue };
        let (from, to) = (at.saturating_sub(1), (at + 1).min(last));
        give(from, to, mix(Kind::ClassTriple, left, own, right));
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
