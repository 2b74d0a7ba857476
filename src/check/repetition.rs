//! `match.repetition`: a word twice in a row. What a language doubles on purpose (`that that`) stands in its language
//! file.

use super::{Candidate, Compiler, Detail, Input, rewrite};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::report::{Applicability, Fix};
use crate::text::{Join, Token};
use serde::Deserialize;
use std::ops::Range;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Words that may be doubled besides.
    #[serde(default)]
    pub(crate) except: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Check {
    /// What is doubled on purpose, in any language: a draft too short to tell its language may be in each.
    except: Vec<String>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let own = self.except.iter().map(|word| word.trim().to_lowercase());
        Ok(Check { except: compiler.known.doubled.iter().cloned().chain(own).collect() })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let tokens = input.text.tokens();
        let mut run: Option<(usize, usize)> = None;
        for index in 1..tokens.len() {
            if !is_again(input.text.folded(), tokens[index - 1], tokens[index]) {
                continue;
            }
            match &mut run {
                Some((_, last)) if *last + 1 == index => *last = index,
                _ => self.close(input, run.replace((index - 1, index)), out),
            }
        }
        self.close(input, run, out);
    }

    pub(super) fn detail(&self, input: &Input<'_>, place: Range<usize>) -> Detail {
        let tokens = input.text.tokens();
        let first = tokens.partition_point(|token| (token.start as usize) < place.start);
        let after = tokens.get(first).map_or(place.end, |token| token.end as usize);
        let edit = rewrite::edit(input, after..place.end, "");
        let fix = edit.map(|edit| Fix {
            title: "write the word once".to_owned(),
            applicability: Applicability::Safe,
            edits: vec![edit],
        });
        Detail { fixes: fix.into_iter().collect(), ..Detail::default() }
    }

    fn close(&self, input: &Input<'_>, run: Option<(usize, usize)>, out: &mut Vec<Candidate>) {
        let Some((first, last)) = run else { return };
        let tokens = input.text.tokens();
        let word = &input.text.folded()[tokens[first].start as usize..tokens[first].end as usize];
        if !self.except.iter().any(|known| known == word) && !is_name(input, first, last) {
            out.push(Candidate::at(tokens[first].start, tokens[last].end));
        }
    }
}

/// Whether a word follows itself with nothing but blanks between.
fn is_again(folded: &str, last: Token, token: Token) -> bool {
    let bytes = folded.as_bytes();
    let word = &bytes[token.start as usize..token.end as usize];
    // A word of one letter is an initial or a mark, but for these.
    let is_word = || match word {
        [byte] => matches!(byte, b'a' | b'i'),
        word => !word.iter().any(|byte| byte.is_ascii_digit() || *byte == b'_'),
    };
    token.end - token.start == last.end - last.start
        && token.before <= Join::Clause
        && token.word != last.word
        && word == &bytes[last.start as usize..last.end as usize]
        && bytes[last.end as usize..token.start as usize].iter().all(u8::is_ascii_whitespace)
        && is_word()
        // `it's it` goes on with what is tied to the second word.
        && !matches!(bytes.get(token.end as usize), Some(b'\'' | b'-' | b'.') if is_tied(bytes, token.end as usize))
}

/// Whether a letter follows the sign at a byte.
fn is_tied(bytes: &[u8], at: usize) -> bool {
    bytes.get(at + 1).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80)
}

/// Whether every word of a run has a capital, and not only capitals, where none begins a sentence: `Walla Walla`.
fn is_name(input: &Input<'_>, first: usize, last: usize) -> bool {
    let tokens = input.text.tokens();
    tokens[first].before != Join::Sentence
        && (first..=last).all(|index| {
            let mut letters = input.text.source_of(&input.draft.text, index).chars();
            letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
        })
}
