//! `match.prefer`: words to write otherwise, with what to write in their place in the case and the form in which they
//! stand.

use super::rewrite::{self, Case};
use super::{Candidate, Compiler, Detail, Input};
use crate::error::Error;
use crate::lexicon::{Form, forms_of};
use crate::matcher::SignalId;
use crate::text::{Markup, Text};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// What not to write, and what to write instead, as one text or a list to choose from. A text that ends in `*`
    /// stands for the forms of a word or phrase (`log in*`: logs in, logged in), and irregular forms of a verb follow
    /// a `/` as in concepts (`buy/bought`).
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Texts>"))]
    pub(crate) instead: BTreeMap<Spanned<String>, Texts>,
}

/// One text or several.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "a text or a list of texts")]
pub(crate) enum Texts {
    /// One.
    One(String),
    /// Several, the best first.
    Many(Vec<String>),
}

impl Texts {
    /// The texts, the best first.
    pub(crate) fn all(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Check {
    /// By entry.
    signals: Vec<SignalId>,
    entries: Vec<Entry>,
}

/// A pattern, and what to write in its place.
#[derive(Debug)]
struct Entry {
    /// As it is written, without its star.
    written: String,
    /// The forms that it stands for, folded; none for a pattern whose forms nobody knows.
    forms: Vec<(String, Form)>,
    /// By text to write, its forms.
    instead: Vec<Vec<(String, Form)>>,
    /// What may stand around a match and is right: texts to write of this rule that hold it. Folded.
    wanted: Vec<String>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        if self.instead.is_empty() {
            return Err(Error::new(compiler.origin, "`instead` is empty").remedy("write `\"log in\" = \"sign in\"`"));
        }
        let mut folder = Text::new();
        let mut check = Check { signals: Vec::new(), entries: Vec::new() };
        for (key, texts) in &self.instead {
            let entry = entry(key, texts, &mut folder, compiler)?;
            let signal = compiler.program.signal();
            if entry.forms.is_empty() {
                compiler.add_phrase(signal, key)?;
            } else {
                for (form, _) in &entry.forms {
                    let form = Spanned::new(key.span(), form.clone());
                    compiler.add_phrase(signal, &form)?;
                }
            }
            check.signals.push(signal);
            check.entries.push(entry);
        }
        for (key, index) in self.instead.keys().zip(0..) {
            check.settle(index, key, compiler)?;
        }
        Ok(check)
    }
}

/// Reads one entry.
fn entry(key: &Spanned<String>, texts: &Texts, folder: &mut Text, compiler: &Compiler<'_>) -> Result<Entry, Error> {
    let wrong = |what: String, remedy: &str| {
        Error::new(compiler.origin, what).at(compiler.source, key.span().start).remedy(remedy)
    };
    let written = key.as_ref().trim();
    let bare = written.strip_suffix('*').unwrap_or(written);
    let is_plain = !bare.contains(['[', ']', '(', ')', '{', '}', '|', '*', '_']) && !bare.contains("..");
    let mut forms = match (is_plain, bare.len() < written.len()) {
        (true, true) => forms_of(bare),
        (true, false) => vec![(bare.to_owned(), Form::Base)],
        _ => Vec::new(),
    };
    forms.iter_mut().for_each(|(form, _)| *form = folded(folder, form));
    let all = texts.all();
    if all.is_empty() || all.iter().any(|text| text.trim().is_empty()) {
        return Err(wrong(format!("nothing to write instead of `{written}`"), "write a text, or use `match.phrase`"));
    }
    let instead: Vec<_> = all.iter().map(|text| forms_of(text.trim().trim_end_matches('*'))).collect();
    let base = folded(folder, bare);
    for (text, _) in instead.iter().filter_map(|forms| forms.first()) {
        if folded(folder, text) == base {
            return Err(wrong(format!("`{written}` and `{text}` differ in case alone"), "use `match.casing`"));
        }
    }
    let wanted = instead.iter().flatten().map(|(text, _)| folded(folder, text)).collect();
    Ok(Entry { written: bare.to_owned(), forms, instead, wanted })
}

/// A phrase as drafts hold it once they are folded.
fn folded(folder: &mut Text, phrase: &str) -> String {
    folder.read(phrase, Markup::Plain);
    folder.folded().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a folded phrase.
fn words(phrase: &str) -> impl Iterator<Item = &str> + Clone {
    phrase.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

impl Check {
    /// Refuses a text to write that another entry writes otherwise again, and notes what may stand around the entry's
    /// matches.
    fn settle(&mut self, index: usize, key: &Spanned<String>, compiler: &Compiler<'_>) -> Result<(), Error> {
        let others = || self.entries.iter().enumerate().filter(move |(other, _)| *other != index);
        let forms = &self.entries[index].forms;
        let mut around = Vec::new();
        for (other, entry) in others() {
            // `wanted` of an entry that was settled begins with its own.
            let own = entry.instead.iter().map(Vec::len).sum();
            for wanted in entry.wanted.iter().take(own) {
                if let Some((form, _)) = forms.iter().find(|(form, _)| words(form).eq(words(wanted))) {
                    let what = format!(
                        "`{form}` is to be written otherwise, and instead of `{}`",
                        self.entries[other].written
                    );
                    return Err(Error::new(compiler.origin, what)
                        .at(compiler.source, key.span().start)
                        .remedy("let both lead to the same text"));
                }
                if forms.is_empty() || forms.iter().any(|(form, _)| wanted.contains(form.as_str())) {
                    around.push(wanted.clone());
                }
            }
        }
        self.entries[index].wanted.append(&mut around);
        Ok(())
    }

    pub(super) fn signals(&self) -> &[SignalId] {
        &self.signals
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let folded = input.text.folded();
        for (note, (entry, &signal)) in self.entries.iter().zip(&self.signals).enumerate() {
            let hits = input.signals.of(signal).iter();
            let wrong = hits.filter(|hit| !entry.is_wanted(folded, hit.range()));
            out.extend(wrong.map(|&hit| Candidate { note: note as u32, ..hit.into() }));
        }
    }

    pub(super) fn detail(&self, input: &Input<'_>, place: Range<usize>, note: u32) -> Detail {
        let Some(entry) = self.entries.get(note as usize) else { return Detail::default() };
        let source = rewrite::source(input, place.clone());
        let begins = rewrite::begins_sentence(input, place.start);
        let case = Case::of(source, &entry.written, begins);
        let (texts, known) = entry.texts(&input.text.folded()[place.clone()]);
        let safe = known && texts.len() == 1;
        let fixes = texts.iter().filter_map(|text| rewrite::write(input, place.clone(), &case.apply(text), safe));
        Detail { fixes: fixes.collect(), ..Detail::default() }
    }
}

impl Entry {
    /// Whether a match is part of a text that is to be written.
    fn is_wanted(&self, folded: &str, hit: Range<usize>) -> bool {
        let Some(found) = folded.get(hit.clone()) else { return false };
        let is_word = |at: Option<usize>| {
            let byte = at.and_then(|at| folded.as_bytes().get(at));
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80)
        };
        self.wanted.iter().any(|wanted| {
            wanted.match_indices(found).any(|(before, _)| {
                let Some(start) = hit.start.checked_sub(before) else { return false };
                let end = start + wanted.len();
                folded.get(start..end) == Some(wanted) && !is_word(start.checked_sub(1)) && !is_word(Some(end))
            })
        })
    }

    /// What to write in the place of some folded words, each text once, and whether the form of the words is known.
    fn texts(&self, found: &str) -> (Vec<&str>, bool) {
        let of_form = |form: Form| self.forms.iter().any(|(text, own)| *own == form && words(text).eq(words(found)));
        let found: Vec<Form> = FORMS.iter().copied().filter(|form| of_form(*form)).collect();
        let mut texts: Vec<&str> = Vec::new();
        let mut known = !found.is_empty();
        for forms in &self.instead {
            let fitting = forms.iter().filter(|(_, form)| found.contains(form));
            let mut fit: Vec<&str> = fitting.map(|(text, _)| text.as_str()).collect();
            known &= !fit.is_empty();
            if fit.is_empty() {
                fit.extend(forms.first().map(|(text, _)| text.as_str()));
            }
            for text in fit {
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
        }
        (texts, known)
    }
}

/// The forms that a word is told by.
const FORMS: &[Form] = &[Form::Base, Form::Third, Form::Past, Form::Participle, Form::Ing, Form::Plural];
