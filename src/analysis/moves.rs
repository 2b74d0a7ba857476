//! The *moves* of a reply: what each of its sentences does. It gives something of its own, or says what would fit any
//! message, sends the reader elsewhere, repeats what the reader said, asks for what the reader gave.
//!
//! A word counts as itself where replies often use it, and otherwise by how rare it is there: what a reply is about
//! matters little to this, how it speaks of it much. A linear model in whole numbers weighs the words of a sentence,
//! their pairs, and a few counts, such as how many of its rarer words the inbound says too. How much of a draft stands in
//! common sequences of replies is counted beside it and reported; the model does without, since it adds nothing there.
//! The weights, the words and the sequences are a data file of the language, learned by `tools/genericness`:
//!
//! ```text
//! replylint moves 1
//! moves own stock …       the moves, in the order of the weights
//! biases -20 …            one a move
//! words 2                 the words that are known by themselves, the most frequent first, one a line
//! the
//! you
//! sequences 900           32-bit hashes of sequences of four words, ascending, little-endian
//! rows 8192               signed bytes, one a move for each feature
//! answers 8192 -12        signed bytes, what each feature says of a question's being answered, and their bias
//! ```

#[cfg(any(test, feature = "internals"))]
mod lessons;

#[cfg(feature = "internals")]
pub use lessons::{MoveLearner, MoveLesson};

use super::file::{Reader, checksum};
use crate::draft::words;
use crate::error::Error;
use crate::matcher::Words;
use crate::text::{Join, Text, Token};
use std::collections::HashSet;
use std::num::NonZeroU32;

words! {
    /// What a sentence may do.
    pub(crate) Move: "move" {
        /// It says what only this reply can say.
        Own = "own",
        /// It says what would fit any message.
        Stock = "stock",
        /// It sends the reader elsewhere without a reason.
        Deflect = "deflect",
        /// It repeats the message and adds nothing.
        Echo = "echo",
        /// It asks for what the message gave.
        Again = "again",
        /// It asks something.
        Question = "question",
    }
}

/// How many moves there are.
const MOVES: usize = Move::ALL.len();
/// A feature's weights, one for each move; the last two are not used.
type Row = [i16; 8];
/// How many bits of a feature's hash choose its row.
pub(super) const BITS: u32 = 13;
/// How many rows there are.
const ROWS: usize = 1 << BITS;
/// By so many bits of their hashes common sequences are found.
const UPPER: u32 = 12;
/// How many words stand in a common sequence.
const SEQUENCE: usize = 4;
/// A sentence of more words is read in parts.
const LONGEST: usize = 64;
/// The ranks at which words stop being the commonest, common, and usual ones of replies.
const RANKS: [usize; 3] = [150, 600, 2000];

/// What a language says of the moves of replies. Immutable; one serves all threads.
pub(crate) struct Moves {
    words: Words,
    /// By word id, less one.
    known: Vec<Sign>,
    /// By class, what stands for a word of which nothing else is known.
    others: Vec<Sign>,
    /// By class, the row of the feature that a word is of it.
    classes: [u16; CLASSES],
    sequences: Box<[u32]>,
    /// For the upper bits of a hash, where in `sequences` those with them begin.
    starts: Box<[u32]>,
    rows: Box<[Row; ROWS]>,
    biases: [i32; MOVES],
    answers: Box<[i8]>,
    answer_bias: i32,
    checksum: u64,
}

impl std::fmt::Debug for Moves {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Moves").field("words", &self.known.len()).finish_non_exhaustive()
    }
}

/// A sentence and how much it weighs as each move; above 0 is more likely than not. In 24ths of a log-odds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// Its first token.
    pub(crate) from: u32,
    /// One past its last token.
    pub(crate) to: u32,
    pub(crate) weights: [i32; MOVES],
}

impl Sentence {
    pub(crate) fn weight(&self, of: Move) -> i32 {
        self.weights[of as usize]
    }
}

/// What was read of a text, and the buffers for it, reused from text to text.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) sentences: Vec<Sentence>,
    signs: Vec<Sign>,
    /// Stems of the inbound's rarer words, ascending.
    stems: Vec<u32>,
    /// The stems that the draft takes up.
    taken: Vec<u32>,
    /// Tokens of the draft inside common sequences.
    covered: u32,
    /// Rarer words of the inbound that the draft takes up, each once.
    pub(crate) anchors: u32,
    /// Numbers, and names within sentences.
    pub(crate) facts: u32,
}

impl Scratch {
    /// The share of words that stands in common sequences of replies, per mille.
    pub(crate) fn coverage(&self) -> u32 {
        let words = self.signs.len().max(1) as u64;
        (1000 * u64::from(self.covered) / words) as u32
    }

    /// How many words of what was read say something: all but the commonest of replies.
    pub(crate) fn content(&self) -> u32 {
        self.signs.iter().filter(|sign| sign.class & !TAKEN > 0).count() as u32
    }

    /// What a token counts as: its word, or its class.
    pub(super) fn word(&self, at: u32) -> u32 {
        self.signs[at as usize].word
    }

    /// Whether a token is one of the more frequent words of replies.
    pub(super) fn is_frequent(&self, at: u32) -> bool {
        self.signs[at as usize].class < 2
    }

    /// The stems of the rarer words among some tokens of the text that was read, ascending.
    pub(super) fn collect_stems(&self, text: &Text, from: usize, to: usize, stems: &mut Vec<u32>) {
        stems.clear();
        stems.extend(self.stems_beyond(1, text, from, to));
        stems.sort_unstable();
        stems.dedup();
    }

    /// Whether an inbound and a draft share a word that says something, be it one that replies often use.
    pub(crate) fn shares_content(&self, inbound: &Text, draft: &Text, said: &Self) -> bool {
        let stems: HashSet<u32> = self.stems_beyond(0, inbound, 0, inbound.tokens().len()).collect();
        said.stems_beyond(0, draft, 0, draft.tokens().len()).any(|stem| stems.contains(&stem))
    }

    /// The stems of words of which replies make less use than of those of a class.
    fn stems_beyond<'s>(&'s self, class: u8, text: &'s Text, from: usize, to: usize) -> impl Iterator<Item = u32> + 's {
        let tokens = text.tokens()[from..to].iter().zip(&self.signs[from..to]);
        tokens.filter(move |(_, sign)| sign.class > class).filter_map(|(token, _)| stem_of(text, token))
    }

    /// How many tokens of a sentence hold digits.
    pub(super) fn numbers_in(&self, sentence: &Sentence) -> u32 {
        let signs = &self.signs[sentence.from as usize..sentence.to as usize];
        signs.iter().filter(|sign| sign.class & !TAKEN >= DIGITS).count() as u32
    }
}

/// A word as the model sees it.
#[derive(Debug, Clone, Copy)]
struct Sign {
    /// Its hash, or its class.
    word: u32,
    /// The hash of a sequence of which it is the first word; nothing for a word that stands in none.
    first: Option<NonZeroU32>,
    /// What it counts as in a sequence: a number as any other, a word that is known as itself.
    key: u32,
    /// The row of the feature that the word is there.
    row: u16,
    class: u8,
}

impl Sign {
    /// A word, or what stands for the words of a class.
    fn new(word: u32, class: u8) -> Self {
        let row = row(mix(Kind::Word as u32, word, 0)) as u16;
        let number = class & !TAKEN >= DIGITS;
        let known = number || word > u32::from(u8::MAX);
        let key = if number { EDGE } else { word };
        let first = if known { NonZeroU32::new(mix(Kind::Pair as u32, 0, key)) } else { None };
        Self { word, first, key, row, class }
    }
}

/// What a feature is of. Its number is part of its hash.
#[derive(Clone, Copy)]
enum Kind {
    Word = 1,
    Class,
    Pair,
    Length,
    Rare,
    RareShare,
    Anchors,
    Numbers,
    Names,
    First,
    Last,
    Mark,
}

/// The classes of words: known ones by rank (0 to 3), then these.
const UNKNOWN: u8 = 4;
const NAME: u8 = 5;
/// Of one, two, and three or more digits.
const DIGITS: u8 = 6;
/// Of digits and letters.
const MIXED: u8 = 9;
/// Added to the class of a rarer word that the inbound says too.
const TAKEN: u8 = 16;
/// All classes, with and without.
const CLASSES: usize = 2 * TAKEN as usize;
/// What stands for the ends of a sentence.
const EDGE: u32 = 0x3e3e_3e3e;

impl Moves {
    /// Reads a data file.
    ///
    /// # Errors
    ///
    /// A file of another format or a damaged one.
    pub(crate) fn parse(bytes: &[u8], origin: &str) -> Result<Self, Error> {
        Self::read_file(bytes).ok_or_else(|| {
            Error::new(origin, "the data on moves are damaged or of another version")
                .remedy("learn them again, or update replylint")
        })
    }

    fn read_file(bytes: &[u8]) -> Option<Self> {
        let mut file = Reader { rest: bytes };
        (file.line()? == "replylint moves 1").then_some(())?;
        let moves: Vec<&str> = file.line()?.strip_prefix("moves ")?.split(' ').collect();
        (moves == Move::ALL.iter().map(|of| of.as_str()).collect::<Vec<_>>()).then_some(())?;
        let biases = file.numbers("biases ")?.try_into().ok()?;
        let words = file.list("words ")?;
        let [sequences, rows] = [file.count("sequences ")?, file.count("rows ")?];
        (rows == ROWS).then_some(())?;
        let sequences = file.bytes(sequences.checked_mul(4)?)?.chunks_exact(4);
        let sequences: Vec<u32> =
            sequences.map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect();
        sequences.is_sorted().then_some(())?;
        let rows = file.bytes(rows * MOVES)?.chunks_exact(MOVES);
        let row = |bytes: &[u8]| std::array::from_fn(|at| bytes.get(at).map_or(0, |&byte| i16::from(byte as i8)));
        let rows = rows.map(row).collect::<Box<[Row]>>().try_into().ok()?;
        let answers: [i32; 2] = file.numbers("answers ")?.try_into().ok()?;
        (answers[0] == 1 << BITS).then_some(())?;
        let weights = file.bytes(1 << BITS)?.iter().map(|&byte| byte as i8).collect();
        file.rest.is_empty().then_some(())?;
        let taught = Self {
            rows,
            biases,
            answers: weights,
            answer_bias: answers[1],
            checksum: checksum(bytes),
            ..Self::untaught(&words, sequences)
        };
        Some(taught)
    }

    /// Words and sequences without weights.
    fn untaught(words: &[String], sequences: Vec<u32>) -> Self {
        let class = |rank: usize| RANKS.iter().filter(|&&end| rank >= end).count() as u8;
        let known = |(rank, word): (usize, &String)| Sign::new(hash(word.as_bytes()), class(rank));
        // A word with digits counts as a number.
        let looked_up = words.iter().map(String::as_str).zip(1..).filter(|(word, _)| digits_in(word.as_bytes()) == 0);
        let start = |bits: u64| sequences.partition_point(|&hash| u64::from(hash) < bits << (32 - UPPER)) as u32;
        let starts = (0..=1 << UPPER).map(start);
        Self {
            words: Words::new(looked_up),
            known: words.iter().enumerate().map(known).collect(),
            others: (0..2 * TAKEN).map(|class| Sign::new(u32::from(class), class)).collect(),
            classes: std::array::from_fn(|class| row(mix(Kind::Class as u32, class as u32, 0)) as u16),
            starts: starts.collect(),
            sequences: sequences.into(),
            rows: Box::new([[0; 8]; ROWS]),
            biases: [0; MOVES],
            answers: vec![0; 1 << BITS].into(),
            answer_bias: 0,
            checksum: 0,
        }
    }

    /// Tells these data from others.
    pub(crate) fn checksum(&self) -> u64 {
        self.checksum
    }

    /// Reads the moves of a text; of a draft beside the inbound that it answers and what was read of that. `source` is
    /// what `text` was read from. Linear, but for a sort of the inbound's words.
    pub(crate) fn read(&self, text: &Text, source: &str, inbound: Option<(&Text, &Scratch)>, scratch: &mut Scratch) {
        scratch.stems.clear();
        if let Some((inbound, asked)) = inbound {
            asked.collect_stems(inbound, 0, inbound.tokens().len(), &mut scratch.stems);
        }
        self.read_signs(text, source, scratch);
        scratch.sentences.clear();
        let Scratch { sentences, signs, .. } = scratch;
        for (from, to) in parts(text.tokens()) {
            // The weights of a byte each of a few features for each of a few words do not leave 16 bits.
            let mut sums: Row = [0; 8];
            self.features(text, signs, from, to, |_, row| {
                let row = &self.rows[row % ROWS];
                sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum = sum.wrapping_add(*weight));
            });
            let weights = std::array::from_fn(|of| self.biases[of] + i32::from(sums[of]));
            sentences.push(Sentence { from: from as u32, to: to as u32, weights });
        }
    }

    /// The stretch of a sentence that carries its weight as a move, as tokens. `scratch` must hold what was read.
    pub(crate) fn stretch(&self, text: &Text, scratch: &Scratch, sentence: &Sentence, of: Move) -> (usize, usize) {
        let (from, to) = (sentence.from as usize, sentence.to as usize);
        let mut worth = [0i32; LONGEST + 1];
        self.features(text, &scratch.signs, from, to, |places, row| {
            let weight = i32::from(self.rows[row][of as usize]);
            let Some((first, last)) = places else { return };
            worth[first - from] += weight;
            worth[last - from] += weight;
        });
        let (mut best, mut run, mut start) = ((0, 0, 0), 0, 0);
        for (at, weight) in worth[..to - from].iter().enumerate() {
            run += weight;
            if run <= 0 {
                (run, start) = (0, at + 1);
            } else if run > best.2 {
                best = (start, at + 1, run);
            }
        }
        if best.2 > 0 { (from + best.0, from + best.1) } else { (from, to) }
    }

    pub(super) fn answer_bias(&self) -> i32 {
        self.answer_bias
    }

    /// What a feature says of a question's being answered.
    pub(super) fn answer_weight(&self, feature: u32) -> i32 {
        i32::from(self.answers[feature as usize])
    }

    fn read_signs(&self, text: &Text, source: &str, scratch: &mut Scratch) {
        let folded = text.folded().as_bytes();
        let Scratch { signs, stems, taken, covered, anchors, facts, .. } = scratch;
        signs.clear();
        taken.clear();
        *facts = 0;
        let mut begins = true;
        for (at, token) in text.tokens().iter().enumerate() {
            begins |= token.before >= Join::Hard;
            let mut sign = self.sign(text, at);
            let mut class = sign.class;
            if class > 1 && class <= UNKNOWN {
                let spelling = &folded[token.start as usize..token.end as usize];
                if !begins && spelling.len() > 1 && is_name(text.source_of(source, at)) {
                    class = NAME;
                    *facts += 1;
                }
                if !stems.is_empty() {
                    if let Some(stem) = stem(spelling).filter(|stem| stems.binary_search(stem).is_ok()) {
                        class += TAKEN;
                        taken.push(stem);
                    }
                }
                if sign.word < u32::from(TAKEN) {
                    sign = self.others[usize::from(class)];
                }
                sign.class = class;
            } else if class >= DIGITS {
                *facts += 1;
            }
            signs.push(sign);
            begins = false;
        }
        taken.sort_unstable();
        taken.dedup();
        *anchors = taken.len() as u32;
        *covered = 0;
        for (from, to) in parts(text.tokens()) {
            // So many words up to here are known, and up to there they are covered already.
            let (mut known, mut until) = (0, from);
            for at in from..to {
                known = if signs[at].first.is_some() { known + 1 } else { 0 };
                if known >= SEQUENCE {
                    let first = at + 1 - SEQUENCE;
                    if self.is_common(&signs[first..=at]) {
                        *covered += (at + 1 - first.max(until)) as u32;
                        until = at + 1;
                    }
                }
            }
        }
    }

    /// What a word is known as: itself, or its class.
    fn sign(&self, text: &Text, at: usize) -> Sign {
        if let Some(known) = (self.words.id_in(text, at) as usize).checked_sub(1) {
            return self.known[known];
        }
        let token = &text.tokens()[at];
        let spelling = &text.folded().as_bytes()[token.start as usize..token.end as usize];
        let class = match digits_in(spelling) {
            0 => UNKNOWN,
            digits if digits == spelling.len() => DIGITS + digits.min(3) as u8 - 1,
            _ => MIXED,
        };
        self.others[usize::from(class)]
    }

    fn is_common(&self, words: &[Sign]) -> bool {
        let Some(hash) = sequence(words) else { return false };
        let bits = (hash >> (32 - UPPER)) as usize;
        self.sequences[self.starts[bits] as usize..self.starts[bits + 1] as usize].contains(&hash)
    }

    /// The rows of the features of a part of a text, each with the first and last token that it rests on, if it rests on
    /// any.
    fn features(
        &self,
        text: &Text,
        signs: &[Sign],
        from: usize,
        to: usize,
        mut give: impl FnMut(Option<(usize, usize)>, usize),
    ) {
        let mut before = EDGE;
        let [mut rare, mut anchors, mut numbers, mut names] = [0u32; 4];
        for (at, sign) in signs[from..to].iter().enumerate() {
            let at = from + at;
            give(Some((at, at)), usize::from(sign.row));
            give(Some((at, at)), usize::from(self.classes[usize::from(sign.class) % CLASSES]));
            give(Some((at.saturating_sub(1).max(from), at)), row(mix(Kind::Pair as u32, before, sign.word)));
            before = sign.word;
            let bare = sign.class & !TAKEN;
            rare += u32::from((3..=NAME).contains(&bare));
            anchors += u32::from(bare != sign.class);
            numbers += u32::from(bare >= DIGITS);
            names += u32::from(bare == NAME);
        }
        let count = (to - from) as u32;
        give(Some((to - 1, to - 1)), row(mix(Kind::Pair as u32, before, EDGE)));
        let mut whole = |kind: Kind, number: u32| give(None, row(mix(kind as u32, number, 0)));
        whole(Kind::Length, (count / 4).min(6));
        whole(Kind::Rare, rare.min(6));
        whole(Kind::RareShare, 5 * rare / count);
        whole(Kind::Anchors, anchors.min(3));
        whole(Kind::Numbers, numbers.min(3));
        whole(Kind::Names, names.min(3));
        whole(Kind::First, u32::from(from == 0));
        whole(Kind::Last, u32::from(to == signs.len()));
        whole(Kind::Mark, mark_after(text, to));
    }
}

/// The parts of a text that are weighed: its sentences, the long ones cut. First and one past the last token.
fn parts(tokens: &[Token]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = tokens.get(from + 1..)?;
        let near = &rest[..rest.len().min(LONGEST - 1)];
        let start = from;
        from += 1 + near.iter().position(|token| token.before >= Join::Hard).unwrap_or(near.len());
        Some((start, from))
    })
}

/// The hash of a sequence of words that are all known by themselves or numbers.
fn sequence(words: &[Sign]) -> Option<u32> {
    let (first, rest) = words.split_first()?;
    let known = rest.iter().all(|sign| sign.first.is_some());
    known.then_some(rest.iter().fold(first.first?.get(), |hash, sign| mix(Kind::Pair as u32, hash, sign.key)))
}

/// Which of `?` and `!` stands behind a token: 1, 2, or 0 for neither.
fn mark_after(text: &Text, to: usize) -> u32 {
    let end = text.tokens()[to - 1].end as usize;
    let next = text.tokens().get(to).map_or(text.folded().len(), |token| token.start as usize);
    let between = &text.folded().as_bytes()[end..next.min(end + 4)];
    between.iter().find_map(|byte| [b'?', b'!'].iter().position(|mark| mark == byte)).map_or(0, |mark| mark as u32 + 1)
}

/// What forms of a word share, as a hash; nothing for short ones. `burger` and `burgers` share it, `fry` and `fries`
/// do not; so do `table` and `tablet`, which is rarely met.
fn stem(word: &[u8]) -> Option<u32> {
    const LETTERS: usize = 5;
    let word = if word.len() == LETTERS { word.strip_suffix(b"s").unwrap_or(word) } else { word };
    (word.len() >= 3).then(|| hash(&word[..word.len().min(LETTERS)]))
}

/// The row of a feature, by its hash.
#[inline]
fn row(hash: u32) -> usize {
    (hash >> (32 - BITS)) as usize
}

fn digits_in(word: &[u8]) -> usize {
    word.iter().filter(|byte| byte.is_ascii_digit()).count()
}

/// Whether a word is written as a name: a capital, then a small letter.
fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

pub(super) fn mix(kind: u32, a: u32, b: u32) -> u32 {
    let mut hash = kind.wrapping_mul(0x9e37_79b1);
    for part in [a, b] {
        hash = (hash.rotate_left(13) ^ part).wrapping_mul(0x85eb_ca6b);
    }
    hash ^= hash >> 13;
    hash.wrapping_mul(0xc2b2_ae35)
}

/// How many tokens of a sentence have one of the stems, which are ascending.
pub(super) fn taken_by(text: &Text, sentence: &Sentence, stems: &[u32]) -> u32 {
    let tokens = &text.tokens()[sentence.from as usize..sentence.to as usize];
    let stems_here = tokens.iter().filter_map(|token| stem_of(text, token));
    stems_here.filter(|stem| stems.binary_search(stem).is_ok()).count() as u32
}

fn stem_of(text: &Text, token: &Token) -> Option<u32> {
    stem(&text.folded().as_bytes()[token.start as usize..token.end as usize])
}

/// FNV-1a, spread. Never so small that it could be taken for a class.
pub(super) fn hash(bytes: &[u8]) -> u32 {
    let hash = bytes.iter().fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 15)) | 1 << 31
}

#[cfg(test)]
mod tests {
    use super::lessons::read_plain;
    use super::*;
    use proptest::prelude::*;

    const ENGLISH: &[u8] = include_bytes!("../../rules/language/en.moves");

    fn english() -> &'static Moves {
        static MOVES: once_cell::sync::Lazy<Moves> = once_cell::sync::Lazy::new(|| Moves::parse(ENGLISH, "m").unwrap());
        &MOVES
    }

    fn read(draft: &str, inbound: Option<&str>) -> (Text, Scratch) {
        let (text, other) = (read_plain(draft), read_plain(inbound.unwrap_or_default()));
        let (mut scratch, mut asked) = (Scratch::default(), Scratch::default());
        english().read(&other, inbound.unwrap_or_default(), None, &mut asked);
        english().read(&text, draft, inbound.is_some().then_some((&other, &asked)), &mut scratch);
        (text, scratch)
    }

    #[test]
    fn the_data_are_read_whole_or_not_at_all() {
        for length in [0, 1, 18, 90, 5_000, ENGLISH.len() / 2, ENGLISH.len() - 1] {
            let error = Moves::parse(&ENGLISH[..length], "m").unwrap_err();
            assert!(error.to_string().contains("learn them again"), "{length}");
        }
        assert!(Moves::parse(&[ENGLISH, b"x"].concat(), "m").is_err());
    }

    #[test]
    fn sentences_weigh_as_what_they_do() {
        let draft = "Thank you for your feedback. The boiler was set for the wrong season. We strive for excellence.";
        let (_, said) = read(draft, None);
        let own: Vec<bool> = said.sentences.iter().map(|sentence| sentence.weight(Move::Own) > 0).collect();
        assert_eq!(own, [false, true, false]);
        let stock: Vec<bool> = said.sentences.iter().map(|sentence| sentence.weight(Move::Stock) > 0).collect();
        assert_eq!(stock, [true, false, true]);
        let (_, asked) = read("Loved it. Do you open on Sundays?", None);
        let questions = asked.sentences.iter().map(|sentence| sentence.weight(Move::Question) > 0);
        assert_eq!(questions.collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn anchors_are_rarer_words_of_the_inbound_once_each() {
        let (_, said) =
            read("The fryers! Those fryers are new, and so is the grill.", Some("your fryer stank, and the grill"));
        assert_eq!(said.anchors, 2);
        assert_eq!(read("The fryers are new.", None).1.anchors, 0);
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (one, other) in [("burger", "burgers"), ("shower", "showered"), ("room", "rooms")] {
            assert_eq!(stem(one.as_bytes()), stem(other.as_bytes()), "{one} {other}");
        }
        assert_ne!(stem(b"tart"), stem(b"tarot"));
        assert_eq!(stem(b"at"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(draft in "(\\PC|[a-zA-Z ?!.\\n]){0,400}", inbound in "[a-z ?.]{0,80}") {
            let (text, said) = read(&draft, Some(&inbound));
            let mut next = 0;
            for sentence in &said.sentences {
                prop_assert_eq!(sentence.from, next);
                prop_assert!(sentence.from < sentence.to);
                next = sentence.to;
                for &of in Move::ALL {
                    let (from, to) = english().stretch(&text, &said, sentence, of);
                    prop_assert!(sentence.from as usize <= from && from < to && to <= sentence.to as usize);
                }
            }
            prop_assert_eq!(next as usize, text.tokens().len());
        }
    }
}
