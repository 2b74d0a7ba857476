//! `match.hours`: opening hours that a draft names and that are not those of the business. Only what is said plainly
//! counts: days with a time, days on which it is closed, or days of every week on which it is open.

use super::{Candidate, Compiler, Detail, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::text::hours::{Week, read_line};
use crate::text::{Markup, Text};
use once_cell::sync::Lazy;
use serde::Deserialize;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;

/// Seconds of a day.
const DAY: i64 = 86_400;
/// Seconds of half a day.
const HALF: i64 = DAY / 2;
/// All seven days.
const ALL: u8 = 0x7f;
/// How many words may stand between a time and its day that say nothing of either.
const APART: usize = 3;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The places of the business, and when they are open.
    open: Vec<Place>,
}

/// A place of the business.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    /// What it is called; a record and a draft may name it.
    name: String,
    /// When it is open, a line each: `Mon-Fri 9:00-17:00`, `Sat 10am-2pm`, `Sun closed`. What no line names is closed.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    hours: Vec<Spanned<String>>,
    /// Days on which it is closed: `2026-12-25`.
    #[serde(default)]
    holidays: Vec<String>,
}

/// How a language tells hours. English alone so far.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    /// The days, Monday first: one day, the day of every week, then short forms, with spaces between.
    days: Vec<String>,
    /// The months, with short forms.
    months: Vec<String>,
    /// Monday to Friday.
    weekdays: Vec<String>,
    /// Saturday and Sunday.
    weekends: Vec<String>,
    /// Every day.
    daily: Vec<String>,
    /// Before a day, it is meant of every week.
    each: Vec<String>,
    /// Opens.
    opens: Vec<String>,
    /// Closes.
    closes: Vec<String>,
    /// Is not open.
    closed: Vec<String>,
    /// Between two times or days.
    to: Vec<String>,
    /// Before a time, it closes then.
    until: Vec<String>,
    /// Before two times that `and` joins.
    between: Vec<String>,
    /// Between days.
    and: Vec<String>,
    /// Before a time or a day.
    at: Vec<String>,
    /// Behind a time before noon.
    am: Vec<String>,
    /// Behind a time after noon.
    pm: Vec<String>,
    /// Twelve at noon.
    noon: Vec<String>,
    /// Twelve at night.
    midnight: Vec<String>,
    /// What may stand anywhere and says nothing.
    filler: Vec<String>,
    /// Patterns that tell that a sentence is about the business itself.
    ours: Vec<Spanned<String>>,
    /// Patterns of sentences that tell nothing certain of its own hours.
    unless: Vec<Spanned<String>>,
}

/// Read when a rule first asks.
static ENGLISH: Lazy<Words> = Lazy::new(|| {
    let text = include_str!("../../rules/language/en.hours.toml");
    toml::from_str(text).unwrap_or_else(|error| panic!("rules/language/en.hours.toml: {error}"))
});

/// What a word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    /// Days, a bit each, Monday the lowest, and whether those of every week are meant.
    Days(u8, bool),
    Month(u32),
    /// A day of the month.
    Date(u32, u32),
    /// A time: seconds after midnight, and whether it said which half of the day.
    Time(i64, bool),
    Each,
    Opens,
    Closes,
    Closed,
    To,
    Until,
    Between,
    And,
    At,
    Half(i64),
    Filler,
    Break,
    Other,
}

#[derive(Debug)]
struct Open {
    /// Folded.
    name: String,
    week: Week,
    /// Year, month, day.
    holidays: Vec<(u32, u32, u32)>,
    lines: Arc<str>,
}

#[derive(Debug)]
pub(crate) struct Check {
    /// Days and dates wake it.
    signal: [SignalId; 1],
    ours: SignalId,
    unless: SignalId,
    places: Vec<Open>,
    /// By first word: what follows it, and what both stand for; the longest first.
    words: HashMap<String, Vec<(Vec<String>, Item)>>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let mut folder = Text::new();
        let mut places = Vec::new();
        for place in &self.open {
            let mut week = Week::default();
            for line in &place.hours {
                read_line(line.as_ref(), &mut week).ok_or_else(|| {
                    Error::new(compiler.origin, format!("the hours `{}` cannot be read", line.as_ref()))
                        .at(compiler.source, line.span().start)
                        .remedy("write `Mon-Fri 9:00-17:00`")
                })?;
            }
            folder.read(&place.name, Markup::Plain);
            let lines: Vec<&str> = place.hours.iter().map(|line| line.as_ref().as_str()).collect();
            places.push(Open {
                name: folder.folded().trim().to_owned(),
                week,
                holidays: place.holidays.iter().filter_map(|day| date(day)).collect(),
                lines: lines.join("; ").into(),
            });
        }
        let mut words: HashMap<String, Vec<(Vec<String>, Item)>> = HashMap::new();
        let mut wakes: Vec<Spanned<String>> = Vec::new();
        ENGLISH.each_phrase(|phrase, item| {
            let mut parts = phrase.split_whitespace().map(str::to_owned);
            let Some(first) = parts.next() else { return };
            let has_holidays = || self.open.iter().any(|place| !place.holidays.is_empty());
            if matches!(item, Item::Days(..)) || matches!(item, Item::Month(_)) && has_holidays() {
                wakes.push(Spanned::new(0..0, phrase.to_owned()));
            }
            words.entry(first).or_default().push((parts.collect(), item));
        });
        words.values_mut().for_each(|all| all.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len())));
        super::require_some(&wakes, compiler)?;
        let signal = [compiler.phrases(&wakes)?];
        let (ours, unless) = (compiler.phrases(&ENGLISH.ours)?, compiler.phrases(&ENGLISH.unless)?);
        Ok(Check { signal, ours, unless, places, words })
    }
}

/// Year, month and day of `2026-12-25`.
fn date(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.trim().splitn(3, '-').map(|part| part.parse::<u32>().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

impl Words {
    fn each_phrase(&self, mut give: impl FnMut(&str, Item)) {
        for (at, names) in self.days.iter().enumerate() {
            for (place, name) in names.split_whitespace().enumerate() {
                give(name, Item::Days(1 << at.min(6), place == 1));
            }
        }
        for (at, names) in (1..).zip(&self.months) {
            names.split_whitespace().for_each(|name| give(name, Item::Month(at)));
        }
        for (list, item) in [
            (&self.weekdays, Item::Days(0x1f, true)),
            (&self.weekends, Item::Days(0x60, true)),
            (&self.daily, Item::Days(ALL, true)),
            (&self.each, Item::Each),
            (&self.opens, Item::Opens),
            (&self.closes, Item::Closes),
            (&self.closed, Item::Closed),
            (&self.to, Item::To),
            (&self.until, Item::Until),
            (&self.between, Item::Between),
            (&self.and, Item::And),
            (&self.at, Item::At),
            (&self.am, Item::Half(0)),
            (&self.pm, Item::Half(HALF)),
            (&self.noon, Item::Time(HALF, true)),
            (&self.midnight, Item::Time(DAY, true)),
            (&self.filler, Item::Filler),
        ] {
            list.iter().for_each(|phrase| give(phrase, item));
        }
    }
}

/// What a sentence claims of some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    Open,
    Closed,
    OpensAt((i64, bool)),
    ClosesAt((i64, bool)),
    Span((i64, bool), (i64, bool)),
}

/// Of which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Days(u8, bool),
    /// A month and a day.
    Date(u32, u32),
}

/// What is said of some days, and where.
#[derive(Debug)]
struct Statement {
    when: When,
    claims: Vec<Claim>,
    start: u32,
    end: u32,
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.signal
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let tokens = input.text.tokens();
        let mut done = 0;
        for hit in input.signals.of(self.signal[0]) {
            let token = tokens.partition_point(|token| token.end <= hit.start);
            if token < done || token >= tokens.len() {
                continue;
            }
            let sentence = input.text.sentence_of(token);
            done = sentence.end;
            self.sentence(input, sentence, out);
        }
    }

    /// What the brand file says, as far as one place is meant.
    pub(super) fn detail(&self, note: u32) -> Detail {
        let place = (note as usize).checked_sub(1).and_then(|place| self.places.get(place));
        Detail { cues: place.map(|place| Arc::clone(&place.lines)).into_iter().collect(), ..Detail::default() }
    }

    fn sentence(&self, input: &Input<'_>, sentence: Range<usize>, out: &mut Vec<Candidate>) {
        let text = input.text;
        let items = self.items(text, sentence.clone());
        let tokens = &text.tokens()[sentence.clone()];
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
        let opens = |item: Item| matches!(item, Item::Opens | Item::Closes | Item::Closed);
        let has = |signal| input.signals.of(signal).iter().any(|hit| first.start <= hit.start && hit.end <= last.end);
        let ours = has(self.ours);
        let begins = items.first().is_some_and(|(item, ..)| opens(*item));
        let is_about_hours = items.iter().any(|(item, ..)| opens(*item));
        let behind = text.folded().get(last.end as usize..).unwrap_or_default();
        if !(ours && is_about_hours || begins) || has(self.unless) || behind.trim_start().starts_with('?') {
            return;
        }
        let meant = self.meant(input, &text.folded()[first.start as usize..last.end as usize]);
        for statement in statements(&items) {
            if !meant.is_empty() && meant.iter().all(|&place| self.places[place].contradicts(&statement)) {
                let note = if let [place] = meant[..] { place as u32 + 1 } else { 0 };
                out.push(Candidate { note, ..Candidate::at(statement.start, statement.end) });
            }
        }
    }

    /// The places that a sentence may be about: those that it names, the record's, or any.
    fn meant(&self, input: &Input<'_>, sentence: &str) -> Vec<usize> {
        let all = || self.places.iter().enumerate();
        let named = |within: &str| -> Vec<usize> {
            all()
                .filter(|(_, place)| !place.name.is_empty() && within.contains(&place.name))
                .map(|(at, _)| at)
                .collect()
        };
        let in_sentence = named(sentence);
        if !in_sentence.is_empty() {
            return in_sentence;
        }
        // A location whose hours are not known may have any.
        match input.draft.location.as_deref() {
            Some(location) if !location.trim().is_empty() => {
                let mut folder = Text::new();
                folder.read(location, Markup::Plain);
                let location = folder.folded().trim();
                all().filter(|(_, place)| place.name == location).map(|(at, _)| at).collect()
            }
            _ if self.places.len() < input.own.locations.len() => Vec::new(),
            _ => all().map(|(at, _)| at).collect(),
        }
    }

    /// What the words of a sentence stand for, and where they are.
    fn items(&self, text: &Text, sentence: Range<usize>) -> Vec<(Item, u32, u32)> {
        let folded = text.folded();
        let tokens = text.tokens();
        let word = |at: usize| {
            let token = tokens.get(at).filter(|_| at < sentence.end);
            token.map_or("", |token| &folded[token.start as usize..token.end as usize])
        };
        let gap = |at: usize| match (at.checked_sub(1).and_then(|before| tokens.get(before)), tokens.get(at)) {
            (Some(before), Some(token)) if at > sentence.start && at < sentence.end => {
                &folded[before.end as usize..token.start as usize]
            }
            _ => "",
        };
        let known = |at: usize| {
            let entries = self.words.get(word(at))?;
            let follows = |rest: &Vec<String>| rest.iter().enumerate().all(|(n, next)| word(at + 1 + n) == next);
            entries.iter().find(|(rest, _)| follows(rest)).map(|(rest, item)| (*item, 1 + rest.len()))
        };
        let mut items: Vec<(Item, u32, u32)> = Vec::new();
        let mut at = sentence.start;
        while at < sentence.end {
            let start = tokens[at].start;
            let between = match gap(at).trim() {
                "-" | "\u{2013}" | "\u{2014}" => Some(Item::To),
                "," | "&" | "/" => Some(Item::And),
                mark if mark.contains([';', '(', ')', '\n', '%', '$']) => Some(Item::Break),
                _ => None,
            };
            items.extend(between.map(|item| (item, start, start)));
            let digits = word(at).bytes().take_while(u8::is_ascii_digit).count();
            let (item, length) = if digits > 0 {
                self.number(at, digits, &word, &gap, &known).unwrap_or((Item::Other, 1))
            } else {
                known(at).unwrap_or((Item::Other, 1))
            };
            let (item, length) = match item {
                // The letters of a half of the day mean nothing by themselves.
                Item::Half(_) => (Item::Other, 1),
                Item::Month(month) => match day_of_month(word(at + length)) {
                    Some(day) if gap(at + length).trim().is_empty() => (Item::Date(month, day), length + 1),
                    _ => (Item::Other, length),
                },
                item => (item, length),
            };
            let end = tokens[(at + length - 1).min(sentence.end - 1)].end;
            items.push((item, start, end));
            at += length;
        }
        items
    }

    /// A time or a date that begins with a number, and how many words it takes.
    fn number<'t>(
        &self,
        at: usize,
        digits: usize,
        word: &impl Fn(usize) -> &'t str,
        gap: &impl Fn(usize) -> &'t str,
        known: &impl Fn(usize) -> Option<(Item, usize)>,
    ) -> Option<(Item, usize)> {
        if let (Some(day), Some((Item::Month(month), length))) = (day_of_month(word(at)), known(at + 1)) {
            return Some((Item::Date(month, day), 1 + length));
        }
        let (number, mut letters) = word(at).split_at(digits);
        let hour: i64 = number.parse().ok().filter(|hour| *hour <= 24)?;
        let mut length = 1;
        let mut minutes = None;
        if letters.is_empty() && matches!(gap(at + 1), ":" | ".") {
            let next = word(at + 1);
            if next.len() >= 2 && next.as_bytes()[..2].iter().all(u8::is_ascii_digit) {
                minutes = next[..2].parse::<i64>().ok().filter(|minutes| *minutes < 60);
                letters = &next[2..];
                length = 2;
            }
        }
        let half_of = |letters: &str| {
            let entries = self.words.get(letters)?;
            entries.iter().find_map(|(rest, item)| match item {
                Item::Half(half) if rest.is_empty() => Some(*half),
                _ => None,
            })
        };
        let half = if letters.is_empty() {
            match known(at + length) {
                Some((Item::Half(half), more)) => {
                    length += more;
                    Some(half)
                }
                _ => None,
            }
        } else {
            Some(half_of(letters)?)
        };
        let hour = match half {
            Some(half) if (1..=12).contains(&hour) => hour % 12 * 3_600 + half,
            Some(_) => return None,
            None => hour * 3_600,
        };
        // A bare number before a word that tells nothing of hours counts something else.
        let counts = half.is_none() && minutes.is_none() && !word(at + length).is_empty();
        if counts && known(at + length).is_none() && !word(at + length).starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        // `24 hours`.
        if counts && matches!(known(at + length), Some((Item::Opens, _))) {
            return None;
        }
        let said = half.is_some() || hour >= 13 * 3_600;
        Some((Item::Time(hour + minutes.unwrap_or(0) * 60, said), length))
    }
}

/// The day of a month: `25`, `25th`.
fn day_of_month(word: &str) -> Option<u32> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, letters) = word.split_at(digits);
    let day = number.parse().ok().filter(|day| (1..=31).contains(day))?;
    matches!(letters, "" | "st" | "nd" | "rd" | "th").then_some(day)
}

/// What is being read of a statement.
#[derive(Debug, Default)]
struct Draft {
    when: Option<When>,
    claims: Vec<Claim>,
    verb: Option<Item>,
    /// How many words since the last one that counts say nothing of hours.
    others: usize,
    unclear: bool,
    span: Option<(u32, u32)>,
}

impl Draft {
    fn takes(&mut self, start: u32, end: u32) {
        self.unclear |= self.others > APART;
        self.others = 0;
        self.span = Some(self.span.map_or((start, end), |(from, _)| (from, end)));
    }

    fn finish(&mut self, out: &mut Vec<Statement>) {
        let done = std::mem::take(self);
        let (Some(when), Some((start, end))) = (done.when, done.span) else { return };
        let habit = !matches!(when, When::Days(_, false));
        let mut claims = done.claims;
        if claims.is_empty() && habit {
            claims.extend(match done.verb {
                Some(Item::Opens) => Some(Claim::Open),
                Some(Item::Closed) => Some(Claim::Closed),
                _ => None,
            });
        }
        if !claims.is_empty() && !done.unclear {
            out.push(Statement { when, claims, start, end });
        }
    }
}

/// The statements of a sentence; none where it cannot be told which time belongs to which day.
fn statements(items: &[(Item, u32, u32)]) -> Vec<Statement> {
    let mut out = Vec::new();
    let mut draft = Draft::default();
    let item = |at: usize| items.get(at).map(|(item, ..)| *item);
    let mut at = 0;
    while let Some(&(now, start, end)) = items.get(at) {
        let mut next = at + 1;
        match now {
            Item::Days(..) | Item::Date(..) => {
                let (when, length) = days(items, at);
                next = at + length;
                let end = items[next - 1].2;
                if draft.when.is_some() {
                    // Times on either side of `on`: whose are they?
                    let on = at.checked_sub(1).and_then(item) == Some(Item::At);
                    if on && !draft.claims.is_empty() {
                        return Vec::new();
                    }
                    draft.finish(&mut out);
                }
                draft.takes(start, end);
                draft.when = Some(when);
                if !draft.claims.is_empty() {
                    draft.finish(&mut out);
                }
            }
            Item::Opens | Item::Closes | Item::Closed => {
                // It begins anew where its own days follow before any time.
                let ahead = items[next..].iter().find(|(item, ..)| {
                    matches!(item, Item::Days(..) | Item::Date(..) | Item::Time(..) | Item::Opens | Item::Closes)
                });
                let own_days = ahead.is_some_and(|(item, ..)| matches!(item, Item::Days(..) | Item::Date(..)));
                if draft.when.is_some() && !draft.claims.is_empty() && (own_days || now == Item::Closed) {
                    draft.finish(&mut out);
                }
                draft.takes(start, end);
                draft.unclear |= draft.verb.is_some();
                draft.verb = Some(now);
            }
            Item::Time(..) => {
                let single = |at: usize| match item(at) {
                    Some(Item::Time(seconds, said)) => (seconds, said),
                    _ => (0, false),
                };
                let before = at.checked_sub(1).and_then(item);
                let joins = |joint: Option<Item>| match joint {
                    Some(Item::To | Item::Until) => true,
                    Some(Item::And) => before == Some(Item::Between),
                    _ => false,
                };
                let mut last = end;
                let claim = if joins(item(next)) && matches!(item(next + 1), Some(Item::Time(..))) {
                    last = items[next + 1].2;
                    let claim = Claim::Span(single(at), single(next + 1));
                    next += 2;
                    (draft.verb != Some(Item::Closed) && draft.verb != Some(Item::Closes)).then_some(claim)
                } else if before == Some(Item::Until) {
                    (draft.verb != Some(Item::Closed)).then_some(Claim::ClosesAt(single(at)))
                } else {
                    match draft.verb {
                        Some(Item::Opens) => Some(Claim::OpensAt(single(at))),
                        Some(Item::Closes) => Some(Claim::ClosesAt(single(at))),
                        _ => None,
                    }
                };
                draft.takes(start, last);
                draft.unclear |= claim.is_none();
                draft.claims.extend(claim);
                draft.verb = None;
            }
            Item::Break => draft.finish(&mut out),
            Item::Other | Item::Month(_) => draft.others += 1,
            _ => {}
        }
        // A bare verb and its days stand side by side.
        if now == Item::Other && draft.claims.is_empty() && draft.verb.is_some() && draft.when.is_none() {
            draft.unclear |= !items[next..].iter().any(|(item, ..)| matches!(item, Item::Time(..)));
        }
        at = next;
    }
    draft.finish(&mut out);
    out
}

/// The days that begin at an item, and how many items they take: one, a list, or a range.
fn days(items: &[(Item, u32, u32)], at: usize) -> (When, usize) {
    let item = |at: usize| items.get(at).map(|(item, ..)| *item);
    let (mut mask, mut habit) = match items[at].0 {
        Item::Date(month, day) => return (When::Date(month, day), 1),
        Item::Days(mask, habit) => (mask, habit || at.checked_sub(1).and_then(item) == Some(Item::Each)),
        _ => (0, false),
    };
    let mut last = mask;
    let mut next = at + 1;
    loop {
        let joints = items[next..].iter().take_while(|(item, ..)| *item == Item::And).count();
        match (item(next), item(next + joints)) {
            (Some(Item::To | Item::Until), _) => {
                let Some(Item::Days(to, _)) = item(next + 1) else { break };
                // From the last day named to this one.
                let mut day = last;
                while day != to && day.count_ones() == 1 && to.count_ones() == 1 {
                    day = if day == 0x40 { 1 } else { day << 1 };
                    mask |= day;
                }
                (last, habit) = (to, true);
                next += 2;
            }
            (_, Some(Item::Days(more, again))) if joints > 0 => {
                mask |= more;
                (last, habit) = (more, habit || again || mask.count_ones() > 1);
                next += joints + 1;
            }
            _ => break,
        }
    }
    (When::Days(mask, habit), next - at)
}

impl Open {
    fn contradicts(&self, statement: &Statement) -> bool {
        match statement.when {
            When::Date(month, day) => {
                let is_holiday = self.holidays.iter().any(|&(_, m, d)| (m, d) == (month, day));
                is_holiday && !statement.claims.contains(&Claim::Closed)
            }
            When::Days(mask, _) => {
                let days = (0..7).filter(|day| mask >> day & 1 == 1);
                days.into_iter().any(|day| statement.claims.iter().any(|claim| !self.agrees(day, *claim)))
            }
        }
    }

    fn agrees(&self, day: usize, claim: Claim) -> bool {
        let spans = &self.week[day];
        let hull = spans.iter().map(|span| span.0).min().zip(spans.iter().map(|span| span.1).max());
        let mut all = spans.iter().copied().chain(hull);
        match claim {
            Claim::Closed => spans.is_empty(),
            Claim::Open => !spans.is_empty(),
            Claim::OpensAt(time) => all.any(|span| may_be(time, span.0)),
            Claim::ClosesAt(time) => all.any(|span| may_be(time, span.1)),
            Claim::Span(from, to) => all.any(|span| may_be(from, span.0) && may_be(to, span.1)),
        }
    }
}

/// Whether a time that was said may be one of the wall clock.
fn may_be((seconds, said): (i64, bool), wall: i64) -> bool {
    let round = if said { DAY } else { HALF };
    (seconds - wall).rem_euclid(round) == 0
}
