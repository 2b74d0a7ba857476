//! `match.limit`: how much or how many a draft may hold, and must.

use super::measured::{Measured, each_range};
use super::{Candidate, Compiler, Detail, Input, rewrite};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::report::{Place, Related};
use crate::text::Join;
use crate::text::units::UnitKind;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// What is counted.
    pub(crate) of: Option<Of>,
    /// Patterns that are counted instead; a host, a link or a mail address is found as it is written.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) any: Vec<Spanned<String>>,
    /// Regexes over the folded draft that are counted with them.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) regex: Vec<Spanned<String>>,
    /// The most that there may be; of `sentence_words` and `paragraph_sentences` in each.
    pub(crate) max: Option<u32>,
    /// The least that there must be.
    pub(crate) min: Option<u32>,
    /// The sign-off at the end does not count.
    #[serde(default)]
    pub(crate) body: bool,
}

crate::draft::words! {
    /// What may be counted.
    pub(crate) Of: "count" {
        /// Runs of characters without a blank that hold a letter or a digit.
        Words = "words",
        /// Code points, a line break as one; blanks around the draft do not count. No platform's own weighting is done.
        Characters = "characters",
        /// Sentences; a greeting on a line of its own is one.
        Sentences = "sentences",
        /// Stretches between blank lines.
        Paragraphs = "paragraphs",
        /// Lines that are not blank.
        Lines = "lines",
        /// Links, with or without a scheme.
        Links = "links",
        /// Hashtags.
        Hashtags = "hashtags",
        /// Handles of people.
        Mentions = "mentions",
        /// Emoji; a sequence that is shown as one counts as one.
        Emoji = "emoji",
        /// Exclamation marks.
        Exclamations = "exclamations",
        /// Questions: question marks in a row are one.
        Questions = "questions",
        /// Phone numbers.
        Phones = "phones",
        /// Mail addresses.
        Emails = "emails",
        /// Words of two letters or more in capitals.
        Capitals = "capitals",
        /// Lines that begin with a bullet or a number.
        ListItems = "list_items",
        /// The words of each sentence.
        SentenceWords = "sentence_words",
        /// The sentences of each paragraph.
        ParagraphSentences = "paragraph_sentences",
    }
}

#[derive(Debug)]
pub(crate) struct Check {
    of: Counted,
    max: Option<u32>,
    min: Option<u32>,
    body: bool,
    /// What wakes it: the patterns, unless there may be too few of them.
    wakes: Vec<SignalId>,
}

#[derive(Debug, Clone, Copy)]
enum Counted {
    Of(Of),
    Signal(SignalId),
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let wrong = |what: &str, remedy: &str| Err(Error::new(compiler.origin, what).remedy(remedy));
        let none = self.any.is_empty() && self.regex.is_empty();
        if self.of.is_some() != none {
            return wrong("the limit names nothing to count, or two things", "write `of` or `any`");
        }
        match (self.min, self.max) {
            (None, None) => return wrong("the limit has no number", "write `max`, `min` or both"),
            (Some(min), Some(max)) if min > max => {
                return wrong("`min` is more than `max`, so that no draft can hold", "write the lower number as `min`");
            }
            _ => {}
        }
        let signal = if none { None } else { Some(compiler.said(&self.any, &self.regex)?) };
        let of = match (self.of, signal) {
            (Some(of), _) => Counted::Of(of),
            (None, Some(signal)) => Counted::Signal(signal),
            (None, None) => return wrong("the limit names nothing to count", "write `of` or `any`"),
        };
        let wakes = if self.min.is_some() { None } else { signal };
        Ok(Check { of, max: self.max, min: self.min, body: self.body, wakes: wakes.into_iter().collect() })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.wakes
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let mut measured = input.measured.borrow_mut();
        if let Counted::Of(of @ (Of::SentenceWords | Of::ParagraphSentences)) = self.of {
            let end = measured.end(input, self.body);
            return each_with_count(of, input, end, |place, count| {
                if self.max.is_some_and(|max| count > max) || self.min.is_some_and(|min| count < min) {
                    out.push(Candidate { note: count, ..Candidate::at(place.start as u32, place.end as u32) });
                }
            });
        }
        if let Counted::Of(of) = self.of {
            let total = self.total(of, input, &mut measured);
            if self.max.is_none_or(|max| total <= max) && self.min.is_none_or(|min| total >= min) {
                return;
            }
        }
        if let Counted::Of(Of::Characters) = self.of {
            let end = measured.end(input, self.body);
            let (count, over) = characters(input, end, self.max.unwrap_or(u32::MAX));
            let place = over.map(|plain| input.text.folded_range(plain));
            let over = place.map(|place| Candidate::at(place.start as u32, place.end as u32));
            let too_short = self.min.is_some_and(|min| count < min);
            let short = if too_short { Candidate::whole(input.text) } else { None };
            out.extend(over.or(short).map(|place| Candidate { note: count, ..place }));
            return;
        }
        let (mut count, mut over, mut last) = (0, None, 0);
        self.each(input, &mut measured, |place| {
            if Some(count) == self.max {
                over = Some(place.clone());
            }
            count += 1;
            last = place.end;
        });
        if let Some(place) = over {
            let end = if self.is_stretch() { last } else { place.end };
            out.push(Candidate { note: count, ..Candidate::at(place.start as u32, end as u32) });
        } else if self.min.is_some_and(|min| count < min) {
            out.extend(Candidate::whole(input.text).map(|whole| Candidate { note: count, ..whole }));
        }
    }

    /// How many there are, and where the others stand that are too many.
    pub(super) fn detail(&self, input: &Input<'_>, note: u32) -> Detail {
        let mut detail = Detail::default();
        let name = match self.of {
            Counted::Of(Of::SentenceWords) => "words in the sentence",
            Counted::Of(Of::ParagraphSentences) => "sentences in the paragraph",
            Counted::Of(Of::ListItems) => "list items",
            Counted::Of(of) => of.as_str(),
            Counted::Signal(_) => "hits",
        };
        let name = if note == 1 { name.strip_suffix('s').unwrap_or(name) } else { name };
        detail.cues.push(format!("{note} {name}").into());
        let each = matches!(self.of, Counted::Of(Of::SentenceWords | Of::ParagraphSentences));
        if let Some(max) = self.max.filter(|max| note > *max && !self.is_stretch() && !each) {
            let mut count = 0;
            self.each(input, &mut input.measured.borrow_mut(), |place| {
                if count > max {
                    let span = input.text.source_span(place);
                    let message = "one more".into();
                    detail.related.push(Related { place: Place::Draft, start: span.start, end: span.end, message });
                }
                count += 1;
            });
        }
        detail
    }

    /// How many there are, counted once for all rules that ask.
    fn total(&self, of: Of, input: &Input<'_>, measured: &mut Measured) -> u32 {
        let place = of as usize * 2 + usize::from(self.body);
        if let Some(total) = measured.totals[place] {
            return total;
        }
        let mut total = 0;
        if of == Of::Characters {
            let end = measured.end(input, self.body);
            total = characters(input, end, u32::MAX).0;
        } else {
            self.each(input, measured, |_| total += 1);
        }
        measured.totals[place] = Some(total);
        total
    }

    /// Whether what is too much is shown as one stretch to the end.
    fn is_stretch(&self) -> bool {
        use Of::{Characters, Lines, Paragraphs, Sentences, Words};
        matches!(self.of, Counted::Of(Words | Characters | Sentences | Paragraphs | Lines))
    }

    /// Gives each of what is counted, in order, by its folded bytes.
    fn each(&self, input: &Input<'_>, measured: &mut Measured, mut give: impl FnMut(Range<usize>)) {
        let end = measured.end(input, self.body);
        let of = match self.of {
            Counted::Signal(signal) => {
                let hits = input.signals.of(signal).iter().map(crate::matcher::Hit::range);
                return hits.take_while(|hit| hit.end <= end).for_each(give);
            }
            Counted::Of(of) => of,
        };
        let kind = match of {
            Of::Links => UnitKind::Link,
            Of::Hashtags => UnitKind::Hashtag,
            Of::Mentions => UnitKind::Mention,
            Of::Emoji => UnitKind::Emoji,
            Of::Phones => UnitKind::Phone,
            Of::Emails => UnitKind::Email,
            of => return each_part(of, input, end, &mut give),
        };
        let units = measured.units(input).iter().filter(|unit| unit.kind == kind && unit.end as usize <= end);
        units.for_each(|unit| give(unit.range()));
    }
}

/// How many code points people see up to a folded byte, blanks around them left out, and from which on there are more
/// than `max`, as bytes of the plain text.
fn characters(input: &Input<'_>, end: usize, max: u32) -> (u32, Option<Range<usize>>) {
    let (mut count, mut blanks, mut over) = (0_u32, 0_u32, None);
    let mut last = '\0';
    each_range(input, end, |plain, range| {
        for (offset, c) in plain[range.clone()].char_indices() {
            let at = range.start + offset;
            if !c.is_whitespace() {
                count = count.saturating_add(blanks).saturating_add(1);
                blanks = 0;
                if count > max {
                    over.get_or_insert(at..at).end = at + c.len_utf8();
                }
            } else if count > 0 && !(c == '\n' && last == '\r') {
                blanks = blanks.saturating_add(1);
            }
            last = c;
        }
    });
    (count, over)
}

/// What is told by words, lines and marks.
fn each_part(of: Of, input: &Input<'_>, end: usize, give: &mut impl FnMut(Range<usize>)) {
    let text = input.text;
    let folded = text.folded();
    let tokens = text.tokens();
    let tokens = &tokens[..tokens.partition_point(|token| token.end as usize <= end)];
    match of {
        Of::Words => each_word(folded, 0..end, give),
        Of::Sentences => each_sentence(input, end, |range| give(span(input, range))),
        Of::Paragraphs => each_paragraph(input, tokens.len(), |range| give(span(input, range))),
        Of::Lines => each_line(folded, end, give),
        Of::ListItems => each_line(folded, end, |line| {
            if is_item(input, &line) {
                give(line);
            }
        }),
        Of::Exclamations => memchr::memchr_iter(b'!', &folded.as_bytes()[..end])
            .filter(|at| !rewrite::source(input, *at..at + 1).starts_with('\u{a1}'))
            .for_each(|at| give(at..at + 1)),
        Of::Questions => each_question(input, end, give),
        Of::Capitals => {
            tokens.iter().enumerate().filter(|(index, _)| is_shouted(input, *index)).for_each(|(_, token)| {
                give(token.start as usize..token.end as usize);
            })
        }
        _ => {}
    }
}

/// What is counted within each sentence or paragraph, with how many there are.
fn each_with_count(of: Of, input: &Input<'_>, end: usize, mut give: impl FnMut(Range<usize>, u32)) {
    let count = input.text.tokens().partition_point(|token| token.end as usize <= end);
    if of == Of::SentenceWords {
        return each_sentence(input, end, |range| {
            let place = span(input, range);
            let mut words = 0;
            each_word(input.text.folded(), place.clone(), |_| words += 1);
            give(place, words);
        });
    }
    each_paragraph(input, count, |range| {
        let tokens = &input.text.tokens()[range.clone()];
        let sentences = tokens.iter().skip(1).filter(|token| token.before == Join::Sentence).count() as u32 + 1;
        give(span(input, range), sentences);
    });
}

/// The folded bytes from the first of some tokens to the last.
fn span(input: &Input<'_>, tokens: Range<usize>) -> Range<usize> {
    let all = input.text.tokens();
    all[tokens.start].start as usize..all[tokens.end - 1].end as usize
}

fn each_sentence(input: &Input<'_>, end: usize, give: impl FnMut(Range<usize>)) {
    let ends = |range: &Range<usize>| input.text.tokens()[range.end - 1].end as usize <= end;
    input.text.sentences().take_while(ends).for_each(give);
}

/// Ranges of tokens between which a blank line stands.
fn each_paragraph(input: &Input<'_>, count: usize, mut give: impl FnMut(Range<usize>)) {
    let (folded, tokens) = (input.text.folded(), input.text.tokens());
    let mut start = 0;
    for index in 1..count {
        let gap = &folded[tokens[index - 1].end as usize..tokens[index].start as usize];
        let between = |first: usize| gap[first + 1..].rfind('\n').map(|last| &gap[first + 1..first + 1 + last]);
        let is_blank = || {
            gap.find('\n').and_then(between).is_some_and(|lines| lines.split('\n').any(|line| line.trim().is_empty()))
        };
        if tokens[index].before >= Join::Hard && is_blank() {
            give(start..index);
            start = index;
        }
    }
    if start < count {
        give(start..count);
    }
}

/// Runs without a blank that hold a letter or a digit.
fn each_word(folded: &str, range: Range<usize>, mut give: impl FnMut(Range<usize>)) {
    let mut run: Option<usize> = None;
    let mut holds = false;
    let start = range.start;
    for (offset, byte) in folded.as_bytes()[range.clone()].iter().enumerate() {
        let at = start + offset;
        if byte.is_ascii_whitespace() {
            if let Some(first) = run.take().filter(|_| holds) {
                give(first..at);
            }
            holds = false;
        } else {
            run.get_or_insert(at);
            holds |= byte.is_ascii_alphanumeric() || *byte >= 0x80;
        }
    }
    if let Some(first) = run.filter(|_| holds) {
        give(first..range.end);
    }
}

/// Lines that are not blank, without the blanks around them.
fn each_line(folded: &str, end: usize, mut give: impl FnMut(Range<usize>)) {
    let mut at = 0;
    for line in folded[..end].split('\n') {
        let trimmed = line.trim_ascii();
        if !trimmed.is_empty() {
            let start = at + line.len() - line.trim_ascii_start().len();
            give(start..start + trimmed.len());
        }
        at += line.len() + 1;
    }
}

/// Whether a line begins with a bullet or a number.
fn is_item(input: &Input<'_>, line: &Range<usize>) -> bool {
    let item = &input.text.folded()[line.clone()];
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    let number = (1..=3).contains(&digits) && (item[digits..].starts_with(". ") || item[digits..].starts_with(") "));
    let bullet = item.starts_with('*') && !rewrite::source(input, line.start..line.start + 1).starts_with('*');
    number || bullet || ["- ", "* ", "+ ", "-- "].iter().any(|sign| item.starts_with(sign))
}

/// Question marks with others in a row as one, but for those of a link and those that open a question.
fn each_question(input: &Input<'_>, end: usize, give: &mut impl FnMut(Range<usize>)) {
    let bytes = &input.text.folded().as_bytes()[..end];
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'?', &bytes[at..]).map(|found| at + found) {
        at = start + bytes[start..].iter().take_while(|byte| b"?!".contains(byte)).count();
        let within = start > 0 && !bytes[start - 1].is_ascii_whitespace();
        let is_link = within && bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric());
        if !is_link && !rewrite::source(input, start..start + 1).starts_with('\u{bf}') {
            give(start..at);
        }
    }
}

/// Whether a token has two letters or more and nothing but capitals.
fn is_shouted(input: &Input<'_>, token: usize) -> bool {
    let word = input.text.source_of(&input.draft.text, token);
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters > 1 && word.chars().all(|c| c.is_uppercase() || !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_stands_between_blanks() {
        let mut found = Vec::new();
        let text = "- don't, e-mail 24/7 & \u{1} ok";
        each_word(text, 0..text.len(), |word| found.push(&text[word]));
        assert_eq!(found, ["don't,", "e-mail", "24/7", "ok"]);
    }
}
