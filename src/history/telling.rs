//! What of a reply can tell that it was copied: its masked 4-grams and sentences, without what everyone says and without
//! texts that somebody registered.

use super::common::common;
use super::gram::{self, GRAM};
use super::key::{Domain, HistoryKey};
use super::mask::{Names, Word, mask};
use super::query::Known;
use super::table::{self, KEY_BITS};
use super::winnow::{Print, winnow};
use super::{SHORTEST, sentence_hash, sentences};
use crate::draft::Draft;
use crate::text::Text;
use std::ops::Range;

/// How many bits a hash of [`Telling`] has.
pub(crate) const TELLING_BITS: u32 = KEY_BITS;

/// What of a reply can tell that it was copied. The same value can be filled again and again.
#[derive(Default)]
pub(crate) struct Telling {
    /// How many words it has, names and numbers as one each, the sign-off left out.
    pub(crate) words: u32,
    /// Keyed hashes of the grams that winnowing keeps, sorted, each once.
    pub(crate) grams: Vec<u64>,
    /// The sentences of eight words or more.
    pub(crate) sentences: Vec<TellingSentence>,
    names: Names,
    masked: Vec<Word>,
    prints: Vec<Print>,
    plain: Vec<bool>,
    bytes: Vec<u8>,
}

/// A sentence that can tell.
#[derive(Debug, Clone)]
pub(crate) struct TellingSentence {
    /// Its keyed hash.
    pub(crate) hash: u64,
    /// Where it stands, in folded bytes.
    pub(crate) folded: Range<usize>,
    /// How many words it has.
    pub(crate) words: u32,
}

impl Telling {
    /// Reads a reply in the place of the one before. `text` is what was read of it. Linear.
    pub(crate) fn read(&mut self, draft: &Draft<'_>, text: &Text, key: &HistoryKey, registered: &Known) {
        self.grams.clear();
        self.sentences.clear();
        self.names.read(draft);
        mask(text, &draft.text, &self.names, &mut self.masked);
        let words = &self.masked;
        self.words = words.len() as u32;
        if words.len() < SHORTEST {
            return;
        }
        winnow(words, key, &mut self.prints);
        let tells = |gram: &[Word]| {
            let wide = gram::wide([0, 1, 2, 3].map(|at| gram[at].hash));
            !common().has(gram::narrow(wide)) && !registered.has(wide)
        };
        self.plain.clear();
        self.plain.extend(words.windows(GRAM).map(|gram| !tells(gram)));
        let telling = self.prints.iter().filter(|print| !self.plain[print.at as usize]);
        self.grams.extend(telling.map(|print| table::key(print.hash)));
        self.grams.sort_unstable();
        self.grams.dedup();
        sentences(words, |range| {
            let grams = range.start..range.end - GRAM + 1;
            if range.len() >= SHORTEST && self.plain[grams].iter().any(|plain| !plain) {
                let hash = table::key(sentence_hash(key, &words[range.clone()], &mut self.bytes));
                let folded = words[range.start].start as usize..words[range.end - 1].end as usize;
                self.sentences.push(TellingSentence { hash, folded, words: range.len() as u32 });
            }
        });
    }
}

impl HistoryKey {
    /// Hashes what a row of an audit says.
    pub(crate) fn of_audit(&self, bytes: &[u8]) -> u64 {
        self.hash(Domain::Audit, bytes)
    }

    /// Whether two keys are the same, and what tells them apart.
    pub(crate) fn told_apart(&self) -> [u8; 16] {
        self.check()
    }
}
