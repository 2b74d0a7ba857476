//! Rules on a text: its blocks, and what each extension point finds in one.
//!
//! A `text` rule runs once, on the whole text; Vale runs it again on paragraphs and sentences where another rule asks for
//! those. That shows as alerts of `occurrence` that nobody meant, and as one more place a paragraph and a sentence where a
//! `consistency` rule has seen both members of a pair: the latter is done here as well.

use super::action::split_options;
use super::case;
use super::message::{any_of, fill};
use super::pattern::{Awake, Gate, Haystack, Match, Pattern, TooLong};
use super::rule::{Check, Rule, Spelling, Swap};
use crate::report::Level;
use crate::text::readability::Counts;
use crate::text::sentences::sentences;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

/// The most alerts of one rule in one text: twice what a report holds, so that it can tell that there are more.
const MAX_ALERTS: usize = 2_000;

/// What a rule objects to. Offsets are bytes of the text that was read.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Index of the rule.
    pub(super) rule: usize,
    pub(super) range: Range<usize>,
    /// What the message says besides its own words.
    pub(super) arguments: Vec<Argument>,
    /// What could stand there instead.
    pub(super) options: Vec<String>,
    /// The options were made from the text itself.
    pub(super) derived: bool,
}

/// A part of a message.
#[derive(Debug, Clone)]
pub(super) enum Argument {
    /// Of the rule's own.
    Own(String),
    /// Of the text.
    Quoted(String),
    /// Stands for a list that has its quotation marks already.
    Listed(String),
}

impl Argument {
    fn text(&self, quote: bool) -> Cow<'_, str> {
        match self {
            Self::Own(text) | Self::Listed(text) => text.into(),
            Self::Quoted(text) if quote => text.into(),
            Self::Quoted(_) => "\u{2026}".into(),
        }
    }
}

/// Rules and what wakes them.
#[derive(Debug)]
pub(super) struct Engine {
    pub(super) rules: Vec<Rule>,
    levels: Vec<Level>,
    gate: Gate,
    /// For each rule, the number of its first pattern at the gate.
    gates: Vec<usize>,
    /// Terms of several words: a match within one is no fault.
    phrases: Option<Pattern>,
    ignores: Vec<Ignore>,
    /// What stands for the file's type among a block's sections.
    extension: String,
    paragraphs: bool,
    sentences: bool,
    summary: bool,
}

/// What a configuration keeps from rules, unless they read the raw text.
#[derive(Debug)]
pub(super) struct Ignore {
    pub(super) pattern: Pattern,
    /// It vanishes; otherwise it counts as code.
    pub(super) block: bool,
}

/// The parts of a text that rules ask for.
#[derive(Default)]
struct Blocks {
    paragraphs: Vec<Range<usize>>,
    sentences: Vec<Range<usize>>,
    counts: Option<Counts>,
}

/// What consistency and conditional rules remember.
#[derive(Default)]
struct Memory {
    /// For each pair of a consistency rule, which of both was seen.
    pairs: Vec<[bool; 2]>,
    /// What a conditional rule's second part captured.
    captured: std::collections::HashSet<String>,
}

impl Engine {
    pub(super) fn new(mut rules: Vec<Rule>, levels: Vec<Level>, phrases: Option<Pattern>, extension: String) -> Self {
        let ignores = Vec::new();
        let mut gates = Vec::with_capacity(rules.len());
        let mut count = 0;
        for rule in &rules {
            gates.push(count);
            count += gated(rule).len();
        }
        let gate = Gate::new(rules.iter().flat_map(gated));
        rules.iter_mut().for_each(|rule| gated_mut(rule).into_iter().for_each(Pattern::drop_required));
        Pattern::pair(rules.iter_mut().flat_map(gated_mut));
        let sections =
            |first: &'static str, extension: &str| vec![first.to_owned(), "text".to_owned(), extension.to_owned()];
        let asks = |first: &'static str| {
            let sections = sections(first, &extension);
            let sections: Vec<&str> = sections.iter().map(String::as_str).collect();
            let text = ["text", extension.as_str()];
            let wanted = |rule: &Rule| rule.scopes.iter().any(|scope| scope.takes(&sections) && !scope.takes(&text));
            rules.iter().any(wanted)
        };
        let (paragraphs, sentences) = (asks("paragraph"), asks("sentence"));
        let summary = rules.iter().any(|rule| matches!(rule.check, Check::Metric { .. } | Check::Readability { .. }));
        Self { rules, levels, gate, gates, phrases, ignores, extension, paragraphs, sentences, summary }
    }

    /// Makes now what the first text would wait for.
    pub(super) fn prepare(&self) {
        self.gate.engine();
    }

    pub(super) fn ignore(mut self, ignores: Vec<Ignore>) -> Self {
        self.ignores = ignores;
        self
    }

    /// A text without what is kept from rules, each byte in its place; nothing where there is none of that.
    fn masked(&self, text: &Haystack) -> Option<Haystack> {
        let whole = text.text();
        let mut masked: Option<Vec<u8>> = None;
        for ignore in &self.ignores {
            for found in ignore.pattern.find_all(text, 0..whole.len()).unwrap_or_default() {
                let bytes = masked.get_or_insert_with(|| whole.as_bytes().to_vec());
                let mask = if ignore.block { b'\n' } else { b'*' };
                bytes[found.range()].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = mask);
            }
        }
        // Matches end where characters do.
        masked.and_then(|bytes| String::from_utf8(bytes).ok()).map(Haystack::new)
    }

    pub(super) fn level(&self, rule: usize) -> Level {
        self.levels[rule]
    }

    /// Whether a rule's scope occurs in plain text at all.
    pub(super) fn speaks(rule: &Rule, extension: &str) -> bool {
        let blocks: [&[&str]; 5] = [
            &["text", extension],
            &["paragraph", "text", extension],
            &["sentence", "text", extension],
            &["raw", extension],
            &["summary", extension],
        ];
        rule.scopes.iter().any(|scope| blocks.iter().any(|sections| scope.takes(sections)))
    }

    /// What the rules find, by rule and place, and the rules that were given up. `only` runs one alone.
    pub(super) fn run(&self, source: &Haystack, only: Option<usize>) -> (Vec<Found>, Vec<usize>) {
        let masked = self.masked(source);
        let text = masked.as_ref().unwrap_or(source);
        let mut awake = self.gate.awake(source);
        if let Some(masked) = &masked {
            awake.or(&self.gate.awake(masked));
        }
        let mut blocks = Blocks::default();
        let whole = text.text();
        if self.paragraphs {
            blocks.paragraphs = paragraphs(whole);
        }
        if self.sentences {
            blocks.sentences = paragraphs(whole)
                .into_iter()
                .flat_map(|part| {
                    sentences(&whole[part.clone()]).into_iter().map(move |s| s.start + part.start..s.end + part.start)
                })
                .collect();
        }
        if self.summary {
            blocks.counts = Some(Counts::of(whole));
        }
        let phrases = self.phrases.as_ref().map_or(Ok(Vec::new()), |pattern| pattern.find_all(text, 0..whole.len()));
        let phrases = phrases.unwrap_or_default();
        let mut all = Vec::new();
        let mut failed = Vec::new();
        let known = RefCell::default();
        for (index, rule) in self.rules.iter().enumerate().filter(|(index, _)| only.is_none_or(|only| only == *index)) {
            let awake = Gated { gate: &self.gate, awake: &awake, first: self.gates[index], known: &known };
            if !may_run(rule, awake) {
                continue;
            }
            let room = all.len() + MAX_ALERTS;
            let raw = masked.is_some() && rule.scopes.iter().any(|scope| scope.takes(&["raw", &self.extension]));
            let text = if raw { source } else { text };
            let pass = Pass { text, rule, index, awake, phrases: &phrases, room };
            let before = all.len();
            if self.run_rule(&pass, &blocks, &mut all).is_err() {
                failed.push(index);
                all.truncate(before);
                continue;
            }
            let mut own = all.split_off(before);
            own.sort_by_key(|found| (found.range.start, found.range.end));
            own.dedup_by_key(|found| found.range.start);
            own.truncate(if rule.limit == 0 { usize::MAX } else { rule.limit });
            all.append(&mut own);
        }
        (all, failed)
    }

    /// Runs a rule on every block that it speaks of; where blocks lie within one another, on the outermost.
    fn run_rule(&self, pass: &Pass<'_>, blocks: &Blocks, out: &mut Vec<Found>) -> Result<(), TooLong> {
        let extension = self.extension.as_str();
        let whole = pass.text.text();
        let mut memory = Memory::default();
        let (mut text, mut paragraph, mut sentence, mut raw, mut summary) = (false, false, false, false, false);
        for scope in &pass.rule.scopes {
            if scope.takes(&["text", extension]) {
                text = true;
            } else if scope.takes(&["paragraph", "text", extension]) {
                paragraph = true;
            } else if scope.takes(&["sentence", "text", extension]) {
                sentence = true;
            }
            raw |= scope.takes(&["raw", extension]);
            summary |= scope.takes(&["summary", extension]);
        }
        if summary {
            if let Some(counts) = blocks.counts {
                pass.summary(counts, out);
            }
        }
        if text || raw {
            pass.block(0..whole.len(), &mut memory, out)?;
        }
        let again = text && matches!(pass.rule.check, Check::Consistency { .. });
        let parts = [(paragraph || again, &blocks.paragraphs), (sentence || again, &blocks.sentences)];
        for part in parts.into_iter().filter(|(asked, _)| *asked).flat_map(|(_, parts)| parts) {
            pass.block(part.clone(), &mut memory, out)?;
        }
        Ok(())
    }

    /// The message of an alert: with the words of the text, or with `…` in their place.
    pub(super) fn message(&self, found: &Found, quote: bool) -> String {
        said(&self.rules[found.rule].message, found, quote)
    }

    /// The same of a rule's description.
    pub(super) fn description(&self, found: &Found, quote: bool) -> String {
        said(&self.rules[found.rule].description, found, quote)
    }
}

/// Whether what a rule says is the same for all that it finds.
pub(super) fn is_fixed(message: &str) -> bool {
    !message.contains(['%', '\n'])
}

/// What a rule says, filled in.
fn said(message: &str, found: &Found, quote: bool) -> String {
    if is_fixed(message) {
        return message.to_owned();
    }
    let arguments: Vec<Cow<'_, str>> = found.arguments.iter().map(|one| one.text(quote)).collect();
    fill(&template(message, found), &arguments)
}

/// A message whose first verb gets a list: the quotation marks around it are taken off.
fn template<'m>(message: &'m str, found: &Found) -> Cow<'m, str> {
    let listed = matches!(found.arguments.first(), Some(Argument::Listed(_)));
    let verb = ["'%s'", "\"%s\""].into_iter().find(|verb| listed && message.matches(verb).count() == 2);
    verb.map_or(message.into(), |verb| message.replacen(verb, "%s", 1).into())
}

/// The patterns of a rule that must match for it to speak.
fn gated(rule: &Rule) -> Vec<&Pattern> {
    match &rule.check {
        Check::Existence { pattern, .. }
        | Check::Substitution { pattern, .. }
        | Check::Occurrence { pattern, .. }
        | Check::Repetition { pattern, .. } => vec![pattern],
        Check::Conditional { first, .. } => vec![first],
        Check::Consistency { pairs } => pairs.iter().collect(),
        _ => Vec::new(),
    }
}

fn gated_mut(rule: &mut Rule) -> Vec<&mut Pattern> {
    match &mut rule.check {
        Check::Existence { pattern, .. }
        | Check::Substitution { pattern, .. }
        | Check::Occurrence { pattern, .. }
        | Check::Repetition { pattern, .. } => vec![pattern],
        Check::Conditional { first, .. } => vec![first],
        Check::Consistency { pairs } => pairs.iter_mut().collect(),
        _ => Vec::new(),
    }
}

/// Whether a rule can find anything.
fn may_run(rule: &Rule, awake: Gated<'_>) -> bool {
    match &rule.check {
        Check::Occurrence { min, .. } if *min > 0 => true,
        Check::Consistency { pairs } => (0..pairs.len()).any(|pair| awake.may_match(pair)),
        Check::Existence { .. }
        | Check::Substitution { .. }
        | Check::Occurrence { .. }
        | Check::Repetition { .. }
        | Check::Conditional { .. } => awake.may_match(0),
        _ => true,
    }
}

/// What the gate says of a rule's patterns.
#[derive(Clone, Copy)]
struct Gated<'a> {
    gate: &'a Gate,
    awake: &'a Awake,
    /// The number of the rule's first pattern.
    first: usize,
    /// What patterns found that several rules have.
    known: &'a RefCell<Known>,
}

/// What was found, by pattern, the text's place in memory, and the block.
type Known = HashMap<(u32, usize, Range<usize>), Vec<Match>>;

impl Gated<'_> {
    fn may_match(self, pattern: usize) -> bool {
        self.awake.may_match(self.first + pattern)
    }

    /// All matches of one of the rule's patterns, by its number among them.
    fn find_all(
        self,
        number: usize,
        pattern: &Pattern,
        text: &Haystack,
        block: Range<usize>,
    ) -> Result<Vec<Match>, TooLong> {
        let starts = self.gate.starts(self.awake, self.first + number);
        let Some(twin) = pattern.twin() else { return pattern.find_at(text, block, starts) };
        let key = (twin, text.text().as_ptr() as usize, block.clone());
        if let Some(found) = self.known.borrow().get(&key) {
            return Ok(found.clone());
        }
        let found = pattern.find_at(text, block, starts)?;
        self.known.borrow_mut().insert(key, found.clone());
        Ok(found)
    }
}

/// The parts of a text between empty lines.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut at = 0;
    for part in text.split("\n\n") {
        let trimmed = part.trim();
        if !trimmed.is_empty() {
            let start = at + (part.len() - part.trim_start().len());
            all.push(start..start + trimmed.len());
        }
        at += part.len() + 2;
    }
    all
}

/// One rule on one text.
struct Pass<'a> {
    text: &'a Haystack,
    rule: &'a Rule,
    index: usize,
    awake: Gated<'a>,
    phrases: &'a [Match],
    /// How many alerts there may be in all when the rule is done.
    room: usize,
}

impl Pass<'_> {
    fn of(&self, range: Range<usize>) -> &str {
        &self.text.text()[range]
    }

    /// An alert about a match, whose message gets the match and what to write instead.
    fn found(&self, range: Range<usize>, due: Option<&str>) -> Found {
        let matched = self.of(range.clone());
        let mut options = self.rule.action.options(matched, due);
        if self.rule.match_case && matches!(self.rule.action, super::action::Action::Replace(_)) {
            options.iter_mut().for_each(|option| *option = cased_as(option, matched));
        }
        let acts = !matches!(self.rule.action, super::action::Action::None);
        let derived = matches!(self.rule.action, super::action::Action::Edit(_) | super::action::Action::Convert);
        let mut arguments = vec![Argument::Quoted(matched.to_owned())];
        let argument = |option: &String| match derived {
            true => Argument::Quoted(option.clone()),
            false => Argument::Own(option.clone()),
        };
        arguments.extend(options.iter().filter(|_| acts).map(argument));
        Found { rule: self.index, range, arguments, options, derived }
    }

    /// Whether an exception or a term of the vocabulary speaks for a match.
    fn excepted(&self, range: Range<usize>, except: Option<&Pattern>) -> Result<bool, TooLong> {
        if let Some(pattern) = except {
            if pattern.is_in(self.of(range.clone()).trim())? {
                return Ok(true);
            }
        }
        Ok(self.rule.vocab && self.in_phrase(&range))
    }

    /// Whether a place lies within a term of several words.
    fn in_phrase(&self, range: &Range<usize>) -> bool {
        let after = self.phrases.partition_point(|phrase| phrase.start <= range.start);
        after.checked_sub(1).is_some_and(|at| range.end <= self.phrases[at].end)
    }

    fn block(&self, block: Range<usize>, memory: &mut Memory, out: &mut Vec<Found>) -> Result<(), TooLong> {
        match &self.rule.check {
            Check::Existence { pattern, except } => {
                for found in self.awake.find_all(0, pattern, self.text, block)? {
                    if out.len() < self.room && !self.excepted(found.range(), except.as_ref())? {
                        out.push(self.found(found.range(), None));
                    }
                }
            }
            Check::Substitution { pattern, swaps, except, capitalize } => {
                for found in self.awake.find_all(0, pattern, self.text, block)? {
                    if out.len() >= self.room {
                        break;
                    }
                    self.substitution(found, &swaps[found.which], except.as_ref(), *capitalize, out)?;
                }
            }
            Check::Occurrence { pattern, max, min } => self.occurrence(pattern, *max, *min, block, out)?,
            Check::Repetition { pattern, max, fold, alpha, except } => {
                self.repetition(pattern, *max, *fold, *alpha, except.as_ref(), block, out)?;
            }
            Check::Consistency { pairs } => {
                memory.pairs.resize(pairs.len(), [false; 2]);
                for (index, pattern) in pairs.iter().enumerate().filter(|(index, _)| self.awake.may_match(*index)) {
                    let all = self.awake.find_all(index, pattern, self.text, block.clone())?;
                    all.iter().for_each(|found| memory.pairs[index][found.which] = true);
                    // The members of a pair are different regexes, tried in turn; both may stand in one block.
                    if let Some(last) = all.last().filter(|_| memory.pairs[index] == [true; 2]) {
                        out.push(self.found(last.range(), None));
                    }
                }
            }
            Check::Conditional { first, second, groups, except } => {
                let captured = second.captures_all(self.text, block.clone())?;
                if !groups && !captured.is_empty() {
                    return Ok(());
                }
                let spans = captured.into_iter().flat_map(|spans| spans.into_iter().skip(1)).flatten();
                memory.captured.extend(spans.map(|span| self.of(span).to_owned()).filter(|text| !text.is_empty()));
                for found in self.awake.find_all(0, first, self.text, block)? {
                    let text = self.of(found.range());
                    let known = memory.captured.contains(text);
                    if !known && out.len() < self.room && !self.excepted(found.range(), except.as_ref())? {
                        out.push(self.found(found.range(), None));
                    }
                }
            }
            Check::Capitalization { case, prefix, threshold, except } => {
                let text = self.of(block.clone());
                let skipped = match prefix {
                    Some(pattern) => {
                        pattern.find_all(self.text, block.clone())?.first().map_or(0, |m| m.end - block.start)
                    }
                    None => 0,
                };
                let (due, passes) = case::check(case, &text[skipped..], except.as_ref(), *threshold);
                if !passes && !text.trim().is_empty() {
                    let due = format!("{}{due}", &text[..skipped]);
                    let trimmed = block.start + (text.len() - text.trim_start().len());
                    let range = trimmed..trimmed + text.trim().len();
                    let options = vec![due.trim().to_owned()];
                    let arguments =
                        vec![Argument::Quoted(text.trim().to_owned()), Argument::Quoted(due.trim().to_owned())];
                    out.push(Found { rule: self.index, range, arguments, options, derived: true });
                }
            }
            Check::Spelling(spelling) => self.spelling(spelling, block, out)?,
            Check::Metric { .. } | Check::Readability { .. } => {}
        }
        Ok(())
    }

    fn substitution(
        &self,
        found: Match,
        swap: &Swap,
        except: Option<&Pattern>,
        capitalize: bool,
        out: &mut Vec<Found>,
    ) -> Result<(), TooLong> {
        let matched = self.of(found.range());
        let observed = matched.trim();
        let mut expected = swap.value.clone();
        let refers =
            expected.as_bytes().windows(2).any(|pair| pair[0] == b'$' && (pair[1].is_ascii_digit() || pair[1] == b'{'));
        if refers {
            let pattern = swap.captured.get_or_init(|| Pattern::with_captures(swap.key.clone()).ok());
            if let Some(pattern) = pattern {
                expected = pattern.replace(matched, &braced(&swap.value))?;
            }
        }
        if capitalize && observed.starts_with(char::is_uppercase) {
            let mut chars = expected.chars();
            expected = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
        }
        let listing = matches!(self.rule.action, super::action::Action::Replace(ref options) if options.is_empty());
        let options = split_options(&expected);
        let same = if listing {
            options.iter().any(|option| option == observed)
        } else if is_phrase(&expected) {
            expected == observed
        } else if refers {
            expected == observed
                || Pattern::one(format!("^(?:{expected})$")).is_ok_and(|p| p.is_in(observed) == Ok(true))
        } else {
            let build = || Pattern::one(format!("^(?:{})$", swap.value)).ok();
            let pattern = if capitalize { &None } else { swap.expected.get_or_init(build) };
            expected == observed || pattern.as_ref().is_some_and(|pattern| pattern.is_in(observed) == Ok(true))
        };
        if same || self.excepted(found.range(), except)? {
            return Ok(());
        }
        let mut alert = self.found(found.range(), Some(&expected));
        alert.derived |= refers;
        let spelled = if listing { None } else { spelled_as(&expected, observed) };
        let due = match (listing, refers) {
            (true, _) if self.rule.match_case => Argument::Listed(any_of(&alert.options)),
            (true, _) => Argument::Listed(any_of(&options)),
            (false, _) if spelled.is_some() => Argument::Own(spelled.unwrap_or_default()),
            (false, true) => Argument::Quoted(expected),
            (false, false) => Argument::Own(expected),
        };
        alert.arguments = vec![due, Argument::Quoted(matched.to_owned())];
        out.push(alert);
        Ok(())
    }

    fn occurrence(
        &self,
        pattern: &Pattern,
        max: usize,
        min: usize,
        block: Range<usize>,
        out: &mut Vec<Found>,
    ) -> Result<(), TooLong> {
        let awake = self.awake.may_match(0);
        let all = if awake { self.awake.find_all(0, pattern, self.text, block.clone())? } else { Vec::new() };
        let count = all.len();
        if !(max > 0 && count > max || min > 0 && count < min) {
            return Ok(());
        }
        let code = |text: &str| text.trim().is_empty() || text.chars().all(|c| matches!(c, '*' | '@'));
        let first = all.iter().find(|found| !code(self.of(found.range())));
        let range = match first {
            Some(first) => first.range(),
            // None stands there: the block lacks it.
            None if count == 0 => {
                let text = self.of(block.clone()).trim_end();
                block.start + text.len() - text.trim_start().len()..block.start + text.len()
            }
            None => return Ok(()),
        };
        let arguments = vec![Argument::Own(count.to_string())];
        out.push(Found { rule: self.index, range, arguments, options: Vec::new(), derived: false });
        Ok(())
    }

    #[allow(clippy::too_many_arguments)]
    fn repetition(
        &self,
        pattern: &Pattern,
        max: usize,
        fold: bool,
        alpha: bool,
        except: Option<&Pattern>,
        block: Range<usize>,
        out: &mut Vec<Found>,
    ) -> Result<(), TooLong> {
        let mut before: Option<Match> = None;
        let mut count = 0;
        let mut parts: Option<Vec<Range<usize>>> = None;
        for found in self.awake.find_all(0, pattern, self.text, block.clone())? {
            let now = self.of(found.range()).trim();
            let last = before.map(|last| self.of(last.range()).trim());
            let equal = last.is_some_and(|last| last == now || fold && last.to_lowercase() == now.to_lowercase());
            let hit = equal && !now.is_empty() && (!alpha || now.chars().all(char::is_alphabetic));
            count += usize::from(hit);
            if let Some(last) = before.filter(|_| hit && count > max) {
                let range = last.start..found.end;
                let parts = parts.get_or_insert_with(|| sentences(self.of(block.clone())));
                let (start, end) = (last.start - block.start, found.end - block.start);
                let after = parts.partition_point(|part| part.start <= start);
                let one = after.checked_sub(1).is_some_and(|at| end <= parts[at].end);
                if one && out.len() < self.room && !self.excepted(range.clone(), except)? {
                    let mut alert = self.found(range, None);
                    alert.arguments[0] = Argument::Quoted(now.to_owned());
                    out.push(alert);
                    count = 0;
                }
            }
            before = Some(found);
        }
        Ok(())
    }

    fn summary(&self, counts: Counts, out: &mut Vec<Found>) {
        let whole = self.text.text();
        let value = match &self.rule.check {
            Check::Metric { formula, condition } => {
                let value = formula.value(&counts, 0.0);
                // The condition is about the value with six places, as it is written out.
                let written = (value * 1e6).round() / 1e6;
                (condition.value(&counts, written) != 0.0).then_some(value)
            }
            Check::Readability { measures, grade } => {
                let sum: f64 = measures.iter().map(|measure| counts.value(*measure)).sum();
                Some(sum / measures.len() as f64).filter(|mean| mean > grade)
            }
            _ => None,
        };
        let Some(value) = value.filter(|value| value.is_finite() && counts.words > 0) else { return };
        let arguments = vec![Argument::Own(format!("{value:.2}"))];
        let range = 0..whole.trim_end().len();
        out.push(Found { rule: self.index, range, arguments, options: Vec::new(), derived: false });
    }

    fn spelling(&self, spelling: &Spelling, block: Range<usize>, out: &mut Vec<Found>) -> Result<(), TooLong> {
        let Some(words) = &spelling.words else { return Ok(()) };
        for word in super::spell::tokens(self.of(block.clone())) {
            let text = &self.of(block.clone())[word.clone()];
            let custom = !spelling.custom && super::spell::is_skipped(text);
            if custom || words.knows(text) {
                continue;
            }
            if out.len() >= self.room {
                break;
            }
            let mut excepted = spelling.except.as_ref().is_some_and(|pattern| pattern.is_in(text) == Ok(true));
            for filter in &spelling.filters {
                excepted |= filter.is_in(text)?;
            }
            let range = word.start + block.start..word.end + block.start;
            let phrase = self.in_phrase(&range);
            if !excepted && !phrase {
                let mut alert = self.found(range, None);
                alert.options = words.suggestions(text);
                out.push(alert);
            }
        }
        Ok(())
    }
}

/// A text in the case of another: in capitals, small, or with a capital in front.
fn cased_as(text: &str, model: &str) -> String {
    let mut letters = model.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    let (mut upper, mut lower, mut count) = (first, !first, 0);
    for c in letters {
        count += 1;
        upper &= c.is_uppercase();
        lower &= c.is_lowercase();
    }
    if upper && count > 0 {
        text.to_uppercase()
    } else if lower {
        text.to_lowercase()
    } else if first {
        let mut chars = text.chars();
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
    } else {
        text.to_owned()
    }
}

/// The spelling that a text of another case should have, where a value is a regex for some few spellings.
fn spelled_as(value: &str, observed: &str) -> Option<String> {
    if !value.contains(['?', '|', '(', '\\']) {
        return None;
    }
    let spellings = super::syntax::parse(value).ok()?.spellings()?;
    let folded = observed.to_lowercase();
    spellings.into_iter().find(|spelling| spelling.to_lowercase() == folded)
}

/// A template whose `$1` stand apart from what follows.
fn braced(template: &str) -> String {
    let mut out = String::with_capacity(template.len() + 4);
    let mut chars = template.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        if c == '$' && chars.peek().is_some_and(char::is_ascii_digit) {
            out.push('{');
            while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                out.push(digit);
            }
            out.push('}');
        }
    }
    out
}

/// Whether a value is words and nothing that a regex would read.
fn is_phrase(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'))
}
