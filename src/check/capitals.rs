//! `match.capitals`: runs of words in capitals.

use super::{Candidate, Compiler, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::text::Join;
use serde::Deserialize;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// How many words in a row.
    min_words: u32,
    /// Words that are written so, letter by letter.
    #[serde(default)]
    except: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Check {
    min_words: u32,
    except: Vec<String>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        if self.min_words == 0 {
            return Err(Error::new(compiler.origin, "`min_words` is 0").remedy("write 1 or more"));
        }
        Ok(Check { min_words: self.min_words, except: self.except.clone() })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    /// Whether there may be a run, told without a look at the words: each word of a run has two capitals with no
    /// other letter between them. Never wrong when it says no.
    fn may_run(&self, source: &str) -> bool {
        // Most drafts have a few capitals and end here. Counted in bytes, by pieces that a byte can count.
        let capital = |byte: &u8| u8::from(byte.is_ascii_uppercase() | !byte.is_ascii());
        let pieces = source.as_bytes().chunks(128);
        let capitals: usize = pieces.map(|piece| usize::from(piece.iter().map(capital).sum::<u8>())).sum();
        if capitals < 2 * self.min_words as usize {
            return false;
        }
        let mut pairs = 0;
        let mut last = false;
        let mut count = |capital: bool| {
            pairs += u32::from(last && capital);
            last = capital;
        };
        if source.is_ascii() {
            source.bytes().filter(u8::is_ascii_alphabetic).for_each(|letter| count(letter.is_ascii_uppercase()));
        } else {
            source.chars().filter(|c| c.is_alphabetic()).for_each(|letter| count(letter.is_uppercase()));
        }
        pairs >= self.min_words
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        if !self.may_run(&input.draft.text) {
            return;
        }
        let tokens = input.text.tokens();
        let mut run: Option<(usize, u32)> = None;
        let close = |run: &mut Option<(usize, u32)>, end: usize, out: &mut Vec<Candidate>| {
            if let Some((first, _)) = run.take().filter(|&(_, words)| words >= self.min_words) {
                out.push(Candidate::at(tokens[first].start, tokens[end - 1].end));
            }
        };
        for (index, token) in tokens.iter().enumerate() {
            let source = input.text.source_span(token.start as usize..token.end as usize);
            let Some(word) = input.draft.text.get(source) else { continue };
            let (mut letters, mut shouted, mut numeric) = (0, true, false);
            for c in word.chars() {
                let letter = c.is_alphabetic();
                letters += u32::from(letter);
                shouted &= !letter || c.is_uppercase();
                numeric |= c.is_numeric();
                if !shouted {
                    break;
                }
            }
            if !shouted || letters == 0 {
                close(&mut run, index, out);
                continue;
            }
            // One letter alone, as "I" or "A", what holds a digit, as a code, and what is written so neither makes nor
            // breaks a run.
            let excepted = self.except.iter().any(|known| known == word);
            let counts = u32::from(letters > 1 && !numeric && !excepted);
            // A list of short names ("CPU, RAM, OS") is no run: only blanks may stand between its words.
            let joined = || {
                let gap = index
                    .checked_sub(1)
                    .and_then(|last| input.text.folded().get(tokens[last].end as usize..token.start as usize));
                token.before <= Join::Clause && gap.is_none_or(|gap| gap.trim().is_empty() || gap == "'")
            };
            match &mut run {
                Some((_, words)) if joined() => *words += counts,
                _ => {
                    close(&mut run, index, out);
                    run = (counts > 0).then_some((index, 1));
                }
            }
        }
        close(&mut run, tokens.len(), out);
    }
}
