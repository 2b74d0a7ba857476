//! `match.thing`: the draft speaks of a thing that the reader got, or of a person who served them, and the message speaks
//! of others. A thing of the message is the same word, a form of it, or a word of the same cluster of like ones.

use super::addressee::SHORT;
use super::name::Cues;
use super::{Candidate, Compiler, Input, require_some};
use crate::analysis::Tones;
use crate::error::Error;
use crate::matcher::SignalId;
use crate::text::{Join, Text};
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::Arc;
use toml::Spanned;

/// How many words of what a thing is called are read.
const LONGEST: usize = 4;
/// So many letters two forms of a word share.
const STEM: usize = 5;
/// A message with fewer words that say something tells too little of what it is about.
const LEAST_CONTENT: u32 = 3;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub(crate) enum Spec {
    /// What the reader got.
    Got {
        /// Patterns that end where the thing is named.
        #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
        behind: Vec<Spanned<String>>,
        /// Patterns behind which a name with a capital counts as a thing.
        #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
        behind_name: Vec<Spanned<String>>,
        /// Words with which what it is called ends.
        ends: Vec<String>,
        /// Words that any reader's thing may be called.
        general: Vec<String>,
    },
    /// Who served them.
    Served {
        /// Patterns that end where the person is named.
        #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
        behind: Vec<Spanned<String>>,
        /// Patterns that begin behind the person's name.
        #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
        before: Vec<Spanned<String>>,
    },
}

#[derive(Debug)]
enum Look {
    Got { ends: HashSet<Box<str>>, general: HashSet<Box<str>> },
    Served { cues: Arc<Cues>, short: HashSet<Box<str>> },
}

#[derive(Debug)]
pub(crate) struct Check {
    signals: Vec<SignalId>,
    look: Look,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let set = |words: &[String]| words.iter().map(|word| word.to_lowercase().into()).collect();
        let (lists, look) = match self {
            Self::Got { behind, behind_name, ends, general } => {
                (vec![behind, behind_name], Look::Got { ends: set(ends), general: set(general) })
            }
            Self::Served { behind, before } => {
                let groups = compiler.program.words_of(SHORT).into_iter().flatten();
                let short = groups.flat_map(|names| names.split_whitespace()).map(Into::into).collect();
                (vec![behind, before], Look::Served { cues: Cues::shared(compiler)?, short })
            }
        };
        require_some(lists[0], compiler)?;
        let signals = lists.into_iter().map(|patterns| compiler.phrases(patterns)).collect::<Result<_, _>>()?;
        Ok(Check { signals, look })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.signals
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let (Some(inbound), Some(moves)) = (input.inbound, input.moves) else { return };
        match &self.look {
            Look::Got { ends, general } => {
                let Some(tones) = moves.tones else { return };
                if moves.content.is_none_or(|content| content < LEAST_CONTENT) {
                    return;
                }
                let mut known = None;
                for (number, &signal) in self.signals.iter().enumerate() {
                    for hit in input.signals.of(signal) {
                        let first = input.text.tokens().partition_point(|token| token.start < hit.end);
                        let end = end_of_thing(input, first, number == 1, ends);
                        let known = known.get_or_insert_with(|| Known::new(inbound, tones));
                        if first < end && known.lacks(input, first..end, general) {
                            out.push(Candidate::at(start(input.text, first), input.text.tokens()[end - 1].end));
                        }
                    }
                }
            }
            Look::Served { cues, short } => self.persons(input, inbound, (cues, short), out),
        }
    }

    fn persons(
        &self,
        input: &Input<'_>,
        inbound: &Text,
        (cues, short): (&Cues, &HashSet<Box<str>>),
        out: &mut Vec<Candidate>,
    ) {
        let place = |at: u32| input.text.tokens().partition_point(|token| token.start < at);
        let behind = input.signals.of(self.signals[0]).iter().map(|hit| place(hit.end));
        let before = input.signals.of(self.signals[1]).iter().filter_map(|hit| place(hit.start).checked_sub(1));
        let mut spots = behind.chain(before).peekable();
        if spots.peek().is_none() {
            return;
        }
        let is_name = |word: &str| cues.is_given(word) || short.contains(word);
        let author = input.draft.author.as_deref().unwrap_or_default().to_lowercase();
        let source = input.draft.inbound.as_deref().unwrap_or_default();
        let people: HashSet<&str> = (0..inbound.tokens().len())
            .filter(|&at| is_capital(inbound, source, at))
            .filter(|&at| is_name(word(inbound, at)) || at > 0 && is_title(word(inbound, at - 1)))
            .map(|at| word(inbound, at))
            .filter(|name| !author.contains(name))
            .collect();
        let tokens = input.text.tokens().len();
        if people.is_empty() || (0..tokens).any(|at| people.contains(word(input.text, at))) {
            return;
        }
        for mut at in spots {
            at += usize::from(is_title(word(input.text, at)));
            let titled = at > 0 && is_title(word(input.text, at - 1));
            let name = word(input.text, at);
            let named = is_capital(input.text, &input.draft.text, at) && (titled || is_name(name));
            let known = author.contains(name) || input.own.people.iter().any(|own| own.contains(name));
            let signed = (at + 1..tokens).any(|other| word(input.text, other) == name);
            let in_inbound = (0..inbound.tokens().len()).any(|at| word(inbound, at) == name);
            if named && !known && !signed && !in_inbound {
                out.push(Candidate::at(start(input.text, at), input.text.tokens()[at].end));
            }
        }
    }
}

/// What a message speaks of.
struct Known<'a> {
    tones: &'a Tones,
    stems: HashSet<&'a str>,
    clusters: HashSet<u32>,
}

impl<'a> Known<'a> {
    fn new(inbound: &'a Text, tones: &'a Tones) -> Self {
        let stems = (0..inbound.tokens().len()).map(|at| stem(word(inbound, at))).collect();
        let tokens = inbound.tokens().iter().enumerate().filter(|(_, token)| token.end - token.start > 2);
        Self { tones, stems, clusters: tokens.filter_map(|(at, _)| tones.cluster(inbound, at)).collect() }
    }

    /// Whether a thing of the draft has a name of its own of which nothing stands in the message: neither one of its
    /// words, nor one like the last that tells.
    fn lacks(&self, input: &Input<'_>, thing: std::ops::Range<usize>, general: &HashSet<Box<str>>) -> bool {
        let text = input.text;
        let tells = |&at: &usize| word(text, at).len() > 2 && !general.contains(word(text, at));
        let Some(head) = thing.clone().rfind(tells) else { return false };
        let ours = || input.own.services.iter().chain(&input.own.places).chain(&input.own.names);
        let is_ours = thing.clone().filter(tells).any(|at| ours().any(|name| name.contains(word(text, at))));
        let stands = thing.clone().any(|at| word(text, at).len() > 2 && self.stems.contains(stem(word(text, at))));
        let cluster = self.tones.cluster(text, head);
        !is_ours && !stands && !cluster.is_some_and(|cluster| self.clusters.contains(&cluster))
    }
}

/// One past the last word of what a thing is called.
fn end_of_thing(input: &Input<'_>, first: usize, name: bool, ends: &HashSet<Box<str>>) -> usize {
    let text = input.text;
    if name && !is_capital(text, &input.draft.text, first) {
        return first;
    }
    let last = text.tokens().len().min(first + LONGEST);
    let fits = |&at: &usize| {
        let word = word(text, at);
        joined(text, at) && word.len() > 1 && !word.bytes().any(|byte| byte.is_ascii_digit()) && !ends.contains(word)
    };
    first + (first..last).take_while(fits).count()
}

/// Whether a word stands behind the one before it with nothing but a space or a hyphen between them.
fn joined(text: &Text, at: usize) -> bool {
    let tokens = text.tokens();
    let Some(token) = tokens.get(at) else { return false };
    let from = at.checked_sub(1).map_or(0, |before| tokens[before].end);
    token.before <= Join::Soft && matches!(&text.folded()[from as usize..token.start as usize], " " | "-")
}

fn is_title(word: &str) -> bool {
    matches!(word, "mr" | "mrs" | "ms" | "mx" | "miss" | "mister" | "dr")
}

fn is_capital(text: &Text, source: &str, at: usize) -> bool {
    at < text.tokens().len() && text.source_of(source, at).chars().next().is_some_and(char::is_uppercase)
}

fn word(text: &Text, at: usize) -> &str {
    text.tokens().get(at).map_or("", |token| &text.folded()[token.start as usize..token.end as usize])
}

fn start(text: &Text, at: usize) -> u32 {
    text.tokens()[at].start
}

/// What forms of a word share.
fn stem(word: &str) -> &str {
    let word = word.strip_suffix('s').filter(|stem| stem.len() >= 3).unwrap_or(word);
    word.get(..STEM).unwrap_or(word)
}
