//! `match.exactly`: a draft that must say one of a few texts and nothing else, or nothing but sentences of a kind. The
//! order of the sentences, the case and the spacing are free.

use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::text::{Markup, Text};
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The texts. Without any, only what may stand beside them.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) texts: Vec<Spanned<String>>,
    /// Texts that may stand beside it, or not.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) also: Vec<Spanned<String>>,
    /// Patterns: a sentence in which one stands may stand beside it, or not.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) may_add: Vec<Spanned<String>>,
    /// A sign-off may stand below.
    #[serde(default)]
    pub(crate) sign_off: bool,
}

#[derive(Debug)]
pub(crate) struct Check {
    /// The sentences of each text, as hashes of their words; sorted.
    texts: Vec<Vec<u64>>,
    /// The same of what may stand beside them.
    also: Vec<u64>,
    may_add: Option<SignalId>,
    sign_off: bool,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        if self.texts.is_empty() && self.may_add.is_empty() {
            let what = "neither `texts` nor `may_add` says what may stand";
            return Err(Error::new(compiler.origin, what).remedy("write the texts, or patterns of the sentences"));
        }
        let mut folder = Text::new();
        let mut texts = Vec::new();
        for text in &self.texts {
            folder.read(text.as_ref(), Markup::Plain);
            let mut sentences: Vec<u64> = folder.sentences().map(|sentence| hash(&folder, sentence)).collect();
            if sentences.is_empty() {
                return Err(Error::new(compiler.origin, "the text has no words")
                    .at(compiler.source, text.span().start)
                    .remedy("write the words that the draft must say"));
            }
            sentences.sort_unstable();
            texts.push(sentences);
        }
        if texts.is_empty() {
            texts.push(Vec::new());
        }
        let mut also = Vec::new();
        for text in &self.also {
            folder.read(text.as_ref(), Markup::Plain);
            also.extend(folder.sentences().map(|sentence| hash(&folder, sentence)));
        }
        // What one of the texts says itself is no addition to it.
        also.retain(|hash| !texts.iter().any(|text| text.contains(hash)));
        let may_add = if self.may_add.is_empty() { None } else { Some(compiler.phrases(&self.may_add)?) };
        Ok(Check { texts, also, may_add, sign_off: self.sign_off })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    /// Whether a sentence may stand beside the text.
    fn is_addition(&self, input: &Input<'_>, sentence: &Range<usize>) -> bool {
        let tokens = &input.text.tokens()[sentence.clone()];
        let (Some(signal), Some(first), Some(last)) = (self.may_add, tokens.first(), tokens.last()) else {
            return false;
        };
        input.signals.of(signal).iter().any(|hit| first.start <= hit.start && hit.end <= last.end)
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let text = input.text;
        let end = input.measured.borrow_mut().end(input, self.sign_off);
        let count = text.tokens().partition_point(|token| token.end as usize <= end);
        let within = |sentence: &Range<usize>| sentence.start < count;
        let said = || {
            let sentences = text.sentences().take_while(within);
            let hashed =
                sentences.map(|sentence| (sentence.clone(), hash(text, sentence.start..sentence.end.min(count))));
            hashed.filter(|(sentence, hash)| !self.also.contains(hash) && !self.is_addition(input, sentence))
        };
        let mut hashes: Vec<u64> = said().map(|(_, hash)| hash).collect();
        hashes.sort_unstable();
        if self.texts.contains(&hashes) {
            return;
        }
        let Some(whole) = Candidate::whole(text) else { return };
        // Of a draft that says one of the texts, what it says besides; of any other, all of it.
        let says = |wanted: &&Vec<u64>| wanted.iter().all(|hash| hashes.binary_search(hash).is_ok());
        let besides = self.texts.iter().find(says).and_then(|wanted| {
            let (sentence, _) = said().find(|(_, hash)| wanted.binary_search(hash).is_err())?;
            let tokens = &text.tokens()[sentence];
            Some(Candidate::at(tokens.first()?.start, tokens.last()?.end))
        });
        out.push(besides.unwrap_or(whole));
    }
}

/// A hash of the words of some tokens (FNV-1a), the same wherever they stand.
fn hash(text: &Text, tokens: Range<usize>) -> u64 {
    let folded = text.folded().as_bytes();
    let words = text.tokens()[tokens].iter().map(|token| &folded[token.start as usize..token.end as usize]);
    words
        .flat_map(|word| word.iter().chain(b" "))
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
