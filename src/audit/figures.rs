//! From rows to figures, top to bottom: which rows count, when and where they were, what they repeat, and then one walk
//! over all of them that fills every table.

use super::copies::{self, Copy, REUSED, Reply, pair};
use super::metrics::Measures;
use super::metrics::{
    Disclosure, Disclosures, Flow, Group, Ignored, IgnoredInbound, LocationUse, Metrics, Period, PolicyUse, Rank,
    Ranks, ReplyRef, Reuse, Rows, SCHEMA, ScheduleUse, Sentence, Share, Targets, Template,
};
use super::names::Spot;
use super::options::MetricsOptions;
use super::row::{NameId, Row};
use super::schedule::{self, Schedule, Timeline};
use super::tally::{End, Known, Tally, Told, WeekTally};
use super::themes::Themes;
use super::time::{DAY, Moment, day_of, monday_of, show_day};
use super::voice::Voices;
use super::{Audit, AuditError};
use crate::report::{Category, Level};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What the figures are not.
const NOTICE: &str = "These figures come from a screening aid: a finding is a reason to look, and no finding does not \
     mean that a reply complies with the law. Only rows that were read count.";
/// How many words a reply needs to be compared with others.
const TELLING_WORDS: u32 = 8;
/// From how many uses on a template or a sentence is listed.
const LISTED_USES: u32 = 3;
const MOST_TEMPLATES: usize = 50;
const MOST_SENTENCES: usize = 50;
const MOST_LISTED: usize = 1_000;
const MOST_AGENTS: usize = 500;
const EXAMPLES: usize = 3;
/// The most weeks that are listed, the last ones.
const MOST_WEEKS: i32 = 520;

/// What to do about disclosures that were posted. Taking a reply down undoes no disclosure.
const STEPS: &[&str] = &[
    "Keep a copy of each reply with its address and time, then take it down; deleting it undoes nothing.",
    "Tell the privacy officer, today, before anyone answers or edits anything.",
    "The privacy officer assesses each one: a disclosure that is not permitted counts as a breach unless the assessment \
     shows a low probability that the information was compromised (45 CFR 164.402).",
    "Have notices and records decided there, not at the desk; do not write to the reviewer about it in public.",
    "Find out how it was written, from a template or by a person, and change that.",
];

/// No time.
const NEVER: i64 = i64::MIN;
/// No day.
const NO_DAY: i32 = i32::MIN;

/// A row that counts.
#[derive(Debug, Clone, Copy)]
struct Line {
    /// Its number in the store.
    row: u32,
    place: u32,
    agent: u32,
    /// Its number among the replies; its own row is none where nobody answered.
    reply: Option<u32>,
    /// Instants, where they are known to the second.
    posted: i64,
    received: i64,
    posted_day: i32,
    received_day: i32,
}

/// A brand's location and its clock.
struct Local {
    spot: Spot,
    zone: Option<TimeZone>,
    schedule: Option<Schedule>,
    timeline: Option<Timeline>,
    given: ScheduleUse,
}

impl Local {
    fn new(spot: Spot, options: &MetricsOptions) -> Self {
        let location = spot.location.clone().unwrap_or_default();
        let known = options.schedules.get(&(spot.brand.clone(), location.clone()));
        let known = known.or_else(|| options.schedules.get(&(None, location)));
        let zone_name = known.and_then(|info| info.time_zone.clone()).or_else(|| options.time_zone.clone());
        let hours = known.map(|info| info.hours.clone()).unwrap_or_default();
        let holidays = known.map(|info| info.holidays.clone()).unwrap_or_default();
        let (mut zone, mut schedule, mut problem) = (None, None, None);
        match &zone_name {
            None => problem = Some("no time zone is known".to_owned()),
            Some(name) => match schedule::zone(name) {
                Err(error) => problem = Some(error),
                Ok(found) => {
                    zone = Some(found);
                    match Schedule::new(name, &hours, &holidays) {
                        Ok(found) => schedule = Some(found),
                        Err(error) => problem = Some(error),
                    }
                }
            },
        }
        let given = ScheduleUse {
            brand: spot.brand.clone(),
            location: spot.location.clone(),
            time_zone: zone_name,
            hours,
            holidays: holidays.len() as u32,
            problem,
        };
        Self { spot, zone, schedule, timeline: None, given }
    }

    /// The instant of a moment, and the day of the calendar there. Of a day alone the instant is not known.
    fn place(&self, moment: Option<Moment>) -> (i64, i32) {
        let Some(moment) = moment else { return (NEVER, NO_DAY) };
        if moment.is_day {
            return (NEVER, moment.written_day());
        }
        match (&self.zone, moment.offset) {
            // The wall clock of the place was meant.
            (Some(zone), None) => (schedule::instant(zone, moment.seconds), moment.written_day()),
            (Some(zone), Some(_)) => (moment.seconds, schedule::local_day(zone, moment.seconds)),
            (None, _) => (moment.seconds, moment.written_day()),
        }
    }
}

/// Days from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Days {
    from: i32,
    to: i32,
}

impl Days {
    fn has(self, day: i32) -> bool {
        (self.from..=self.to).contains(&day)
    }

    fn period(self, is_all: bool) -> Period {
        let days = (self.to - self.from + 1).max(0) as u32;
        let show = |day| (days > 0).then(|| show_day(day));
        Period { from: show(self.from), to: show(self.to), days, is_all }
    }
}

/// Which period a day lies in: 0 the one that the figures are about, 1 the one before.
#[derive(Debug, Clone, Copy)]
struct Periods {
    current: Days,
    previous: Option<Days>,
    is_all: bool,
}

impl Periods {
    fn of(self, day: i32) -> Option<usize> {
        if self.is_all || self.current.has(day) {
            return Some(0);
        }
        self.previous.filter(|days| days.has(day)).map(|_| 1)
    }
}

/// Makes the figures of an audit.
pub(super) fn make(audit: &Audit, options: &MetricsOptions) -> Result<Metrics, AuditError> {
    let kept = distinct(audit);
    let mut base = Base::new(audit, options, &kept)?;
    drop(kept);
    let copies = base.copies();
    base.open();
    let walk = base.walk(&copies);
    Ok(base.metrics(walk, &copies))
}

/// The rows that count, each reply once, in the order of time. Of rows with one identity an answered one counts before
/// one that is not, then the latest.
fn distinct(audit: &Audit) -> Vec<u32> {
    let order = audit.store.sorted();
    let heads: Vec<_> = order.iter().map(|&row| Row::head(audit.store.get(row as usize))).collect();
    let mut is_kept = vec![true; order.len()];
    for key in [|head: &super::row::Head| head.identity, |head: &super::row::Head| head.content] {
        let mut best: HashMap<u64, u32> = HashMap::new();
        for (at, head) in heads.iter().enumerate() {
            let key = key(head);
            if key == 0 || !is_kept[at] {
                continue;
            }
            let Some(known) = best.insert(key, at as u32) else { continue };
            // What was answered stays, else the later one.
            let keeps_old = head.is_unanswered && !heads[known as usize].is_unanswered;
            let (stays, goes) = if keeps_old { (known, at as u32) } else { (at as u32, known) };
            best.insert(key, stays);
            is_kept[goes as usize] = false;
        }
    }
    order.into_iter().zip(is_kept).filter(|(_, is_kept)| *is_kept).map(|(row, _)| row).collect()
}

/// What is known before the walk.
struct Base<'a> {
    audit: &'a Audit,
    options: &'a MetricsOptions,
    lines: Vec<Line>,
    locals: Vec<Local>,
    /// The names of the agents, none first.
    agents: Vec<Option<String>>,
    replies: u32,
    grams: usize,
    periods: Periods,
    /// The Monday of the first week, and how many weeks.
    weeks: (i32, usize),
    as_of: i64,
    duplicates: u64,
}

impl<'a> Base<'a> {
    fn new(audit: &'a Audit, options: &'a MetricsOptions, kept: &[u32]) -> Result<Self, AuditError> {
        let briefs = || kept.iter().map(|&row| (row, Row::brief(audit.store.get(row as usize))));
        if let Some(name) = &options.time_zone {
            schedule::zone(name).map_err(|_| wrong(name, "a time zone of the IANA database"))?;
        }
        let (mut places, mut agents) = (BTreeSet::new(), BTreeSet::new());
        for (_, brief) in briefs() {
            places.insert(brief.place);
            agents.insert(brief.agent);
        }
        let mut places: Vec<(Spot, NameId)> =
            places.into_iter().map(|id| (audit.names.places.get(&id).cloned().unwrap_or_default(), id)).collect();
        places.sort_unstable();
        let place_of: HashMap<NameId, u32> = places.iter().zip(0..).map(|((_, id), number)| (*id, number)).collect();
        let locals: Vec<Local> = places.into_iter().map(|(spot, _)| Local::new(spot, options)).collect();
        agents.remove(&0);
        let mut agents: Vec<(Option<String>, NameId)> =
            agents.into_iter().map(|id| (audit.names.texts.get(&id).cloned(), id)).collect();
        agents.sort_unstable();
        agents.insert(0, (None, 0));
        let agent_of: HashMap<NameId, u32> = agents.iter().zip(0..).map(|((_, id), number)| (*id, number)).collect();

        let mut lines = Vec::with_capacity(kept.len());
        let (mut replies, mut grams) = (0, 0);
        for (row, brief) in briefs() {
            let place = place_of[&brief.place];
            let local = &locals[place as usize];
            let (posted, posted_day) = local.place(brief.posted);
            let (received, received_day) = local.place(brief.received);
            let reply = (!brief.is_unanswered).then_some(replies);
            replies += u32::from(reply.is_some());
            grams += brief.grams as usize;
            lines.push(Line {
                row,
                place,
                agent: agent_of[&brief.agent],
                reply,
                posted,
                received,
                posted_day,
                received_day,
            });
        }
        let days = || lines.iter().flat_map(|line| [line.posted_day, line.received_day]).filter(|day| *day != NO_DAY);
        let all = Days { from: days().min().unwrap_or(0), to: days().max().unwrap_or(-1) };
        let periods = periods(options, all)?;
        let first = periods.previous.unwrap_or(periods.current).from;
        let (first, last) = (monday_of(first), monday_of(periods.current.to));
        let weeks = if periods.current.to < periods.current.from { 0 } else { (last - first) / 7 + 1 };
        let weeks = (last - (weeks.min(MOST_WEEKS) - 1) * 7, weeks.min(MOST_WEEKS) as usize);
        let latest = lines.iter().map(|line| line.posted.max(line.received)).max().unwrap_or(NEVER);
        let latest = latest.max(i64::from(all.to) * DAY);
        let as_of = options.as_of.as_ref().map(|text| as_of(text)).transpose()?.unwrap_or(latest);
        let duplicates = audit.len() - lines.len() as u64;
        let agents = agents.into_iter().map(|(name, _)| name).collect();
        Ok(Self { audit, options, lines, locals, agents, replies, grams, periods, weeks, as_of, duplicates })
    }

    /// What each reply repeats.
    fn copies(&self) -> Vec<Copy> {
        let mut pairs = Vec::with_capacity(self.grams);
        let (mut lengths, mut replies) = (Vec::new(), Vec::new());
        lengths.reserve_exact(self.replies as usize);
        replies.reserve_exact(self.replies as usize);
        for line in &self.lines {
            let Some(reply) = line.reply else { continue };
            let before = pairs.len();
            pairs.extend(Row::grams_of(self.audit.store.get(line.row as usize)).iter().map(|gram| pair(gram, reply)));
            lengths.push((pairs.len() - before).min(usize::from(u16::MAX)) as u16);
            let day = if line.posted_day == NO_DAY { line.received_day } else { line.posted_day };
            replies.push(Reply { day: (day != NO_DAY).then_some(day) });
        }
        copies::find(pairs, &lengths, &replies)
    }

    /// Finds out when each location was open, over the time of its own rows.
    fn open(&mut self) {
        let mut spans = vec![(i64::MAX, NEVER); self.locals.len()];
        for line in &self.lines {
            let span = &mut spans[line.place as usize];
            for time in [line.posted, line.received].into_iter().filter(|time| *time != NEVER) {
                *span = (span.0.min(time), span.1.max(time));
            }
        }
        for (local, (from, to)) in self.locals.iter_mut().zip(spans) {
            if let Some(schedule) = local.schedule.as_ref().filter(|_| from <= to) {
                local.timeline = schedule.timeline(from, to);
                if local.timeline.is_none() {
                    local.given.problem = Some("its rows lie more than twenty years apart".to_owned());
                }
            }
        }
    }

    fn targets(&self) -> Targets {
        Targets {
            open_s: self.options.open_target_s.unwrap_or(2 * 3_600),
            closed_s: self.options.closed_target_s.unwrap_or(24 * 3_600),
        }
    }

    /// What is known of a reply's times.
    fn timing(&self, line: &Line, told: &mut Told) {
        let timeline = self.locals[line.place as usize].timeline.as_ref();
        let is_open = |time: i64| timeline.filter(|_| time != NEVER).map(|timeline| timeline.is_open(time));
        told.posted_open = is_open(line.posted);
        if line.posted == NEVER || line.received == NEVER || line.posted < line.received {
            return;
        }
        let elapsed = (line.posted - line.received) as u64;
        told.elapsed = Some(elapsed);
        told.open = timeline.map(|timeline| timeline.open_seconds(line.received, line.posted));
        told.came_open = is_open(line.received);
        let Targets { open_s, closed_s } = self.targets();
        told.is_in_time = match (told.came_open, told.open) {
            (Some(true), Some(open)) => open <= open_s,
            _ => elapsed <= closed_s,
        };
    }

    /// How an inbound ended.
    fn end(&self, line: &Line) -> End {
        if line.reply.is_some() {
            return End::Answered;
        }
        // Of a day alone it may have come at its end.
        let came = match (line.received, line.received_day) {
            (NEVER, NO_DAY) => return End::Missed,
            (NEVER, day) => (i64::from(day) + 1) * DAY,
            (time, _) => time,
        };
        if self.as_of - came < self.targets().closed_s as i64 { End::Open } else { End::Missed }
    }

    fn week(&self, day: i32) -> Option<usize> {
        let (first, number) = self.weeks;
        let week = (day != NO_DAY).then(|| (monday_of(day) - first).div_euclid(7))?;
        usize::try_from(week).ok().filter(|week| *week < number)
    }

    fn row(&self, line: &Line) -> Row {
        // Rows were written by this audit, or looked at when it was read.
        Row::read(self.audit.store.get(line.row as usize)).unwrap_or_else(|| unreachable!("a row is one"))
    }

    fn reference(&self, line: &Line, row: &Row) -> ReplyRef {
        let spot = &self.locals[line.place as usize].spot;
        ReplyRef {
            id: row.id.clone(),
            brand: spot.brand.clone(),
            location: spot.location.clone(),
            agent: self.agents[line.agent as usize].clone(),
            at: row.posted.or(row.received).map(Moment::show),
            text: if line.reply.is_some() { row.draft.clone() } else { row.inbound.clone() },
        }
    }
}

fn wrong(given: &str, wanted: &'static str) -> AuditError {
    AuditError::Option { given: given.chars().take(40).collect(), wanted }
}

fn as_of(text: &str) -> Result<i64, AuditError> {
    let moment = Moment::parse(text).ok_or_else(|| wrong(text, "a day or a time, such as 2026-03-31"))?;
    // A day alone is over.
    Ok(moment.seconds + if moment.is_day { DAY } else { 0 })
}

fn periods(options: &MetricsOptions, all: Days) -> Result<Periods, AuditError> {
    let Some((from, to)) = &options.period else {
        return Ok(Periods { current: all, previous: None, is_all: true });
    };
    let day = |text: &str| {
        let day = day_of(text).and_then(|day| i32::try_from(day).ok());
        day.ok_or_else(|| wrong(text, "a day, such as 2026-03-31"))
    };
    let current = Days { from: day(from)?, to: day(to)? };
    if current.from > current.to {
        return Err(wrong(&format!("{from} to {to}"), "a period: its last day comes first"));
    }
    let length = current.to - current.from + 1;
    let previous = Days { from: current.from - length, to: current.from - 1 };
    Ok(Periods { current, previous: Some(previous), is_all: false })
}

/// What the walk over all rows gathers.
struct Walk<'a> {
    /// By place and agent, the counts of both periods.
    leaves: BTreeMap<(u32, u32), [Tally; 2]>,
    /// By place.
    weeks: Vec<Vec<WeekTally>>,
    disclosures: Vec<(Level, u32, i64, u32)>,
    posted_disclosures: u64,
    ignored: Vec<(i64, u32)>,
    flows: BTreeMap<(u32, u32), u64>,
    policies: BTreeMap<NameId, u64>,
    /// Sentences and the numbers of their lines.
    sentences: Vec<u64>,
    themes: Themes<'a>,
    voices: Voices,
    rows: Rows,
    has_unanswered: bool,
}

impl<'a> Base<'a> {
    fn walk(&self, copies: &[Copy]) -> Walk<'a> {
        let known = Known::new(&self.audit.names);
        // Of each template how often it was used.
        let mut uses = vec![0u32; copies.len()];
        copies.iter().for_each(|copy| uses[copy.template as usize] += 1);
        let mut place_of = vec![0; copies.len()];
        for line in &self.lines {
            if let Some(reply) = line.reply {
                place_of[reply as usize] = line.place;
            }
        }
        let mut walk = Walk {
            leaves: BTreeMap::new(),
            weeks: vec![vec![WeekTally::default(); self.weeks.1]; self.locals.len()],
            disclosures: Vec::new(),
            posted_disclosures: 0,
            ignored: Vec::new(),
            flows: BTreeMap::new(),
            policies: BTreeMap::new(),
            sentences: Vec::new(),
            themes: Themes::new(&self.audit.key, self.options, self.weeks.1),
            voices: Voices::new(self.locals.len()),
            rows: Rows { added: self.audit.len(), duplicates: self.duplicates, ..Rows::default() },
            has_unanswered: self.lines.iter().any(|line| line.reply.is_none()),
        };
        let (mut first, mut last) = (i32::MAX, NO_DAY);
        for (number, line) in (0u32..).zip(&self.lines) {
            let row = self.row(line);
            for day in [line.posted_day, line.received_day].into_iter().filter(|day| *day != NO_DAY) {
                (first, last) = (first.min(day), last.max(day));
            }
            if let Some(reply) = line.reply {
                let copy = copies[reply as usize];
                let mut told = Told { is_measured: row.words >= TELLING_WORDS, ..Told::default() };
                let source =
                    if copies[copy.source as usize].template == copy.template { copy.template } else { copy.source };
                let from = place_of[source as usize];
                told.is_reused = told.is_measured && u32::from(copy.share) >= REUSED;
                told.is_from_elsewhere = told.is_reused && from != line.place;
                told.is_unique = told.is_measured && !copy.is_recent;
                told.is_templated = told.is_measured && uses[copy.template as usize] >= LISTED_USES;
                self.timing(line, &mut told);
                self.walk_reply(&mut walk, number, line, &row, &told, &known, from);
            }
            self.walk_inbound(&mut walk, number, line, &row);
        }
        let days = (last != NO_DAY).then(|| (show_day(first), show_day(last)));
        (walk.rows.first, walk.rows.last) = days.unzip();
        walk
    }

    #[expect(clippy::too_many_arguments, reason = "one step of the walk")]
    fn walk_reply(
        &self,
        walk: &mut Walk<'a>,
        number: u32,
        line: &Line,
        row: &Row,
        told: &Told,
        known: &Known,
        from: u32,
    ) {
        walk.rows.replies += 1;
        walk.rows.rated += u64::from(row.rating > 0);
        walk.rows.undated_replies += u64::from(line.posted_day == NO_DAY);
        let both = line.posted != NEVER && line.received != NEVER;
        walk.rows.reversed += u64::from(both && line.posted < line.received);
        walk.sentences.extend(row.sentences.iter().map(|sentence| pair(sentence.hash, number)));
        if let Some(week) = self.week(line.posted_day) {
            walk.weeks[line.place as usize][week].add_reply(row, told);
        }
        let Some(period) = self.periods.of(line.posted_day) else { return };
        let leaf = walk.leaves.entry((line.place, line.agent)).or_default();
        leaf[period].add_reply(row, told, known);
        if period > 0 {
            return;
        }
        *walk.policies.entry(row.policy).or_default() += 1;
        if told.is_reused {
            *walk.flows.entry((from, line.place)).or_default() += 1;
        }
        let disclosing = |found: &&super::row::Found| matches!(found.category, Category::Phi | Category::Privacy);
        let found = row.found.iter().filter(disclosing).filter(|found| found.level > Level::Note);
        if let Some(level) = found.clone().map(|found| found.level).max() {
            let count = found.map(|found| found.count).sum();
            walk.disclosures.push((level, count, row.posted.map_or(NEVER, |time| time.seconds), number));
            walk.posted_disclosures += u64::from(row.posted.is_some());
        }
        if let Some(style) = &row.style {
            walk.voices.add(line.place as usize, row, style, &self.audit.key);
        }
    }

    fn walk_inbound(&self, walk: &mut Walk<'a>, number: u32, line: &Line, row: &Row) {
        if !(row.is_unanswered || row.has_inbound || row.rating > 0 || row.received.is_some()) {
            return;
        }
        walk.rows.unanswered += u64::from(row.is_unanswered);
        walk.rows.undated_inbounds += u64::from(line.received_day == NO_DAY);
        // An inbound of an unknown day came no later than its reply.
        let day = if line.received_day == NO_DAY { line.posted_day } else { line.received_day };
        let end = self.end(line);
        let week = self.week(day);
        if let Some(week) = week {
            walk.weeks[line.place as usize][week].add_inbound(row, end);
        }
        let Some(period) = self.periods.of(day) else { return };
        // An agent answers for what was answered.
        walk.leaves.entry((line.place, line.agent)).or_default()[period].add_inbound(row, end);
        walk.themes.add(period, number, line.place, week, row);
        if period == 0 && end == End::Missed && matches!(row.rating, 1 | 2) {
            walk.ignored.push((row.received.map_or(i64::MAX, |time| time.seconds), number));
        }
    }

    fn metrics(&self, mut walk: Walk<'a>, copies: &[Copy]) -> Metrics {
        let names = &self.audit.names;
        let only_answered = !walk.has_unanswered;
        let has_previous = self.periods.previous.is_some();
        let group = |name: String, spot: Spot, tallies: &[Tally; 2], weeks: Option<&[WeekTally]>| Group {
            name,
            brand: spot.brand,
            location: spot.location,
            current: tallies[0].measures(names, only_answered),
            previous: has_previous.then(|| tallies[1].measures(names, only_answered)),
            weeks: weeks.map(|weeks| weeks.iter().map(WeekTally::week).collect()).unwrap_or_default(),
            ranks: None,
        };
        let add = |sum: &mut [Tally; 2], other: &[Tally; 2]| {
            sum.iter_mut().zip(other).for_each(|(sum, other)| sum.merge(other));
        };
        let mut by_place: Vec<[Tally; 2]> = vec![Default::default(); self.locals.len()];
        let mut by_agent: Vec<[Tally; 2]> = vec![Default::default(); self.agents.len()];
        for (&(place, agent), tallies) in &walk.leaves {
            add(&mut by_place[place as usize], tallies);
            if agent > 0 {
                add(&mut by_agent[agent as usize], tallies);
            }
        }
        let mut whole: [Tally; 2] = Default::default();
        let mut whole_weeks = vec![WeekTally::default(); self.weeks.1];
        let mut by_brand: BTreeMap<String, ([Tally; 2], Vec<WeekTally>)> = BTreeMap::new();
        let mut locations = Vec::new();
        for ((local, tallies), weeks) in self.locals.iter().zip(&by_place).zip(&walk.weeks) {
            add(&mut whole, tallies);
            whole_weeks.iter_mut().zip(weeks).for_each(|(sum, week)| sum.merge(week));
            if let Some(brand) = &local.spot.brand {
                let empty = || (Default::default(), vec![WeekTally::default(); self.weeks.1]);
                let (sum, sums) = by_brand.entry(brand.clone()).or_insert_with(empty);
                add(sum, tallies);
                sums.iter_mut().zip(weeks).for_each(|(sum, week)| sum.merge(week));
            }
            let unknown = || "(location not known)".to_owned();
            let name = local.spot.location.clone().unwrap_or_else(unknown);
            locations.push(group(name, local.spot.clone(), tallies, Some(weeks)));
        }
        let mut brands: Vec<Group> = by_brand
            .iter()
            .map(|(brand, (tallies, weeks))| {
                let spot = Spot { brand: Some(brand.clone()), location: None };
                group(brand.clone(), spot, tallies, Some(weeks))
            })
            .collect();
        let mut agents: Vec<Group> = self
            .agents
            .iter()
            .zip(&by_agent)
            .skip(1)
            .map(|(name, tallies)| group(name.clone().unwrap_or_default(), Spot::default(), tallies, None))
            .collect();
        rank(&mut locations);
        rank(&mut brands);
        rank(&mut agents);
        let agents_in_all = agents.len() as u64;
        agents.sort_by(|a, b| (b.current.replies, &a.name).cmp(&(a.current.replies, &b.name)));
        agents.truncate(MOST_AGENTS);
        let everything = group("Everything".to_owned(), Spot::default(), &whole, Some(&whole_weeks));

        let used: BTreeSet<&str> = [Some(&everything.current), everything.previous.as_ref()]
            .into_iter()
            .flatten()
            .flat_map(|measures| measures.rules.iter().map(|rule| rule.rule.as_str()))
            .collect();
        let mut rules: Vec<_> =
            names.rules.values().filter(|text| used.contains(text.rule.as_str())).cloned().collect();
        rules.sort_by(|a, b| a.rule.cmp(&b.rule));
        let mut policies: Vec<PolicyUse> = (walk.policies.iter())
            .map(|(id, &replies)| PolicyUse { digest: names.texts.get(id).cloned().unwrap_or_default(), replies })
            .collect();
        policies.sort_by(|a, b| (b.replies, &a.digest).cmp(&(a.replies, &b.digest)));
        let spots: Vec<&Spot> = self.locals.iter().map(|local| &local.spot).collect();
        let reference = |number: u32| {
            let line = &self.lines[number as usize];
            self.reference(line, &self.row(line))
        };
        let sentences = std::mem::take(&mut walk.sentences);
        // What customers wrote, not what was answered.
        let inbound = |number: u32| {
            let line = &self.lines[number as usize];
            let row = self.row(line);
            ReplyRef {
                at: row.received.or(row.posted).map(Moment::show),
                text: row.inbound.clone(),
                ..self.reference(line, &row)
            }
        };
        Metrics {
            schema: SCHEMA,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            notice: NOTICE.to_owned(),
            as_of: self.options.as_of.clone(),
            rows: walk.rows.clone(),
            period: self.periods.current.period(self.periods.is_all),
            previous: self.periods.previous.map(|days| days.period(false)),
            weeks: (0..self.weeks.1).map(|week| show_day(self.weeks.0 + week as i32 * 7)).collect(),
            targets: self.targets(),
            policies,
            whole: everything,
            brands,
            locations,
            agents,
            agents_in_all,
            agents_are_pseudonyms: self.audit.settings.kept & 1 == 0,
            rules,
            disclosures: self.disclosures(&walk),
            reuse: self.reuse(sentences, &walk.flows, copies, &reference),
            ignored: self.ignored(&walk, &inbound),
            themes: walk.themes.figures(&spots, &inbound),
            voices: walk.voices.figures(&spots),
            schedules: self.locals.iter().map(|local| local.given.clone()).collect(),
        }
    }

    fn disclosures(&self, walk: &Walk<'_>) -> Disclosures {
        let mut worst = walk.disclosures.clone();
        // Of equals the one that stands first among the rows.
        worst.sort_by(|a, b| (b.0, b.1, b.2, a.3).cmp(&(a.0, a.1, a.2, b.3)));
        let listed = worst.iter().take(MOST_LISTED).map(|&(level, _, _, number)| {
            let line = &self.lines[number as usize];
            let row = self.row(line);
            let rules = row.found.iter().filter(|found| matches!(found.category, Category::Phi | Category::Privacy));
            let mut rules: Vec<String> = rules
                .filter_map(|found| self.audit.names.rules.get(&found.rule))
                .map(|text| text.rule.clone())
                .collect();
            rules.sort_unstable();
            rules.dedup();
            Disclosure {
                reply: self.reference(line, &row),
                level,
                rules,
                channel: row.channel,
                posted: row.posted.is_some(),
            }
        });
        let steps = if walk.posted_disclosures > 0 { STEPS } else { &[] };
        Disclosures {
            replies: walk.disclosures.len() as u64,
            posted: walk.posted_disclosures,
            steps: steps.iter().map(|&step| step.to_owned()).collect(),
            listed: listed.collect(),
        }
    }

    fn ignored(&self, walk: &Walk<'_>, inbound: &dyn Fn(u32) -> ReplyRef) -> Ignored {
        let mut longest = walk.ignored.clone();
        longest.sort_unstable();
        let listed = longest.iter().take(MOST_LISTED).map(|&(came, number)| {
            let row = self.row(&self.lines[number as usize]);
            let days = (came != i64::MAX).then(|| ((self.as_of - came).max(0) / DAY) as u32);
            IgnoredInbound { inbound: inbound(number), rating: row.rating, days }
        });
        Ignored { inbounds: walk.ignored.len() as u64, listed: listed.collect() }
    }

    fn reuse(
        &self,
        sentences: Vec<u64>,
        flows: &BTreeMap<(u32, u32), u64>,
        copies: &[Copy],
        reference: &dyn Fn(u32) -> ReplyRef,
    ) -> Reuse {
        let (templates_in_all, templates) = self.templates(copies, reference);
        let (sentences_in_all, sentences) = self.sentences(sentences, reference);
        let mut flows: Vec<Flow> = flows.iter().map(|(&(from, to), &replies)| Flow { from, to, replies }).collect();
        flows.sort_by_key(|flow| (std::cmp::Reverse(flow.replies), flow.from, flow.to));
        Reuse { templates_in_all, templates, sentences_in_all, sentences, flows }
    }

    fn templates(&self, copies: &[Copy], reference: &dyn Fn(u32) -> ReplyRef) -> (u64, Vec<Template>) {
        // For each template its uses: in all, in the period, in the one before.
        let mut uses = vec![[0u32; 3]; copies.len()];
        let replies = || (0u32..).zip(&self.lines).filter_map(|(number, line)| Some((number, line, line.reply?)));
        for (_, line, reply) in replies() {
            let own = &mut uses[copies[reply as usize].template as usize];
            own[0] += 1;
            if let Some(period) = self.periods.of(line.posted_day) {
                own[1 + period] += 1;
            }
        }
        let mut roots: Vec<u32> =
            (0..copies.len() as u32).filter(|&root| uses[root as usize][0] >= LISTED_USES).collect();
        let in_all = roots.len() as u64;
        roots.sort_by_key(|&root| {
            let [all, current, _] = uses[root as usize];
            (std::cmp::Reverse((current, all)), root)
        });
        roots.truncate(MOST_TEMPLATES);
        let mut details: BTreeMap<u32, Detail> = roots.iter().map(|&root| (root, Detail::default())).collect();
        for (number, line, reply) in replies() {
            let copy = copies[reply as usize];
            if let Some(detail) = details.get_mut(&copy.template) {
                detail.add(number, line, (copy.source != reply).then_some(copy.share));
            }
        }
        let template = |root: &u32| {
            let [all, current, previous] = uses[*root as usize].map(u64::from);
            let detail = &details[root];
            Template {
                uses: all,
                current,
                previous,
                first: reference(detail.lines[0]),
                last: detail.last_day(),
                locations: detail.locations(&self.locals),
                agents: detail.agents.len() as u64,
                likeness: detail.likeness.0.checked_div(detail.likeness.1).map(|mean| mean as u32),
                examples: detail.lines.iter().rev().take(EXAMPLES).map(|&number| reference(number)).collect(),
            }
        };
        (in_all, roots.iter().map(template).collect())
    }

    fn sentences(&self, mut pairs: Vec<u64>, reference: &dyn Fn(u32) -> ReplyRef) -> (u64, Vec<Sentence>) {
        pairs.sort_unstable();
        let number = |pair: u64| (pair & 0xff_ffff) as u32;
        let period = |pair: u64| self.periods.of(self.lines[number(pair) as usize].posted_day);
        let mut groups: Vec<(u32, u32, &[u64])> = pairs
            .chunk_by(|a, b| a >> 24 == b >> 24)
            .filter(|group| group.len() >= LISTED_USES as usize)
            .map(|group| {
                let current = group.iter().filter(|&&pair| period(pair) == Some(0)).count();
                (current as u32, group.len() as u32, group)
            })
            .collect();
        let in_all = groups.len() as u64;
        // Of equals the one that was used first, then the first in its reply.
        groups.sort_by_key(|&(current, all, group)| {
            (std::cmp::Reverse((current, all)), number(group[0]), group[0] >> 24)
        });
        groups.truncate(MOST_SENTENCES);
        let sentence = |&(current, all, group): &(u32, u32, &[u64])| {
            let mut detail = Detail::default();
            group.iter().for_each(|&pair| detail.add(number(pair), &self.lines[number(pair) as usize], None));
            let first = number(group[0]);
            let row = self.row(&self.lines[first as usize]);
            let place = row.sentences.iter().find(|sentence| sentence.hash == group[0] >> 24);
            let (start, end, words) = place.map_or((0, 0, 0), |place| (place.start, place.end, place.words));
            let text = row.draft.as_deref().and_then(|draft| draft.get(start as usize..end as usize));
            Sentence {
                uses: u64::from(all),
                current: u64::from(current),
                previous: group.iter().filter(|&&pair| period(pair) == Some(1)).count() as u64,
                first: reference(first),
                start: u64::from(start),
                end: u64::from(end),
                text: text.map(str::to_owned),
                words: u64::from(words),
                last: detail.last_day(),
                locations: detail.locations(&self.locals),
            }
        };
        (in_all, groups.iter().map(sentence).collect())
    }
}

/// Where and by whom something was used.
#[derive(Default)]
struct Detail {
    lines: Vec<u32>,
    places: BTreeMap<u32, u64>,
    agents: BTreeSet<u32>,
    last: Option<i32>,
    /// The sum of shares, and of how many.
    likeness: (u64, u64),
}

impl Detail {
    fn add(&mut self, number: u32, line: &Line, share: Option<u16>) {
        self.lines.push(number);
        *self.places.entry(line.place).or_default() += 1;
        if line.agent > 0 {
            self.agents.insert(line.agent);
        }
        if line.posted_day != NO_DAY {
            self.last = self.last.max(Some(line.posted_day));
        }
        if let Some(share) = share {
            self.likeness = (self.likeness.0 + u64::from(share), self.likeness.1 + 1);
        }
    }

    fn last_day(&self) -> Option<String> {
        self.last.map(show_day)
    }

    fn locations(&self, locals: &[Local]) -> Vec<LocationUse> {
        let spots: Vec<&Spot> = locals.iter().map(|local| &local.spot).collect();
        location_uses(&self.places, &spots)
    }
}

/// Uses by place, the most first.
pub(super) fn location_uses(places: &BTreeMap<u32, u64>, spots: &[&Spot]) -> Vec<LocationUse> {
    let mut uses: Vec<LocationUse> = places
        .iter()
        .map(|(&place, &uses)| {
            let spot = spots[place as usize];
            LocationUse { brand: spot.brand.clone(), location: spot.location.clone(), uses }
        })
        .collect();
    uses.sort_by_key(|own| std::cmp::Reverse(own.uses));
    uses
}

/// Gives each group its places among the others.
fn rank(groups: &mut [Group]) {
    /// A value of a group, larger where it needs more attention.
    type Value = fn(&Measures) -> Option<u64>;
    type Field = fn(&mut Ranks) -> &mut Option<Rank>;
    fn much(share: Share) -> Option<u64> {
        (share.count * 1_000_000).checked_div(share.of)
    }
    fn little(share: Share) -> Option<u64> {
        much(share).map(|value| 1_000_000 - value)
    }
    let kinds: [(Value, Field); 19] = [
        (|own| much(own.disclosing), |ranks| &mut ranks.disclosing),
        (|own| much(own.off_brand), |ranks| &mut ranks.off_brand),
        (|own| much(own.generic), |ranks| &mut ranks.generic),
        (|own| much(own.reuse.reused), |ranks| &mut ranks.reused),
        (|own| own.response.calendar.median_s, |ranks| &mut ranks.response),
        (|own| little(own.response.in_time), |ranks| &mut ranks.in_time),
        (|own| little(own.answered.all), |ranks| &mut ranks.answered),
        (|own| little(own.answered.negative), |ranks| &mut ranks.negative_answered),
        (|own| much(own.placeholder), |ranks| &mut ranks.placeholder),
        (|own| much(own.llm_leftover), |ranks| &mut ranks.llm_leftover),
        (|own| much(own.unanswered_question), |ranks| &mut ranks.unanswered_question),
        (|own| much(own.sentiment_mismatch), |ranks| &mut ranks.sentiment_mismatch),
        (|own| much(own.reuse.from_elsewhere), |ranks| &mut ranks.from_elsewhere),
        (|own| little(own.reuse.unique), |ranks| &mut ranks.unique),
        (|own| own.response.open_hours.as_ref()?.median_s, |ranks| &mut ranks.open_hours),
        (|own| much(own.response.off_hours), |ranks| &mut ranks.off_hours),
        (|own| little(own.approved), |ranks| &mut ranks.approved),
        (|own| own.sentiment.mean.map(|mean| ((5.0 - mean) * 1_000.0) as u64), |ranks| &mut ranks.rating),
        (|own| much(own.sentiment.complaining), |ranks| &mut ranks.complaining),
    ];
    groups.iter_mut().for_each(|group| group.ranks = Some(Ranks::default()));
    for (value, field) in kinds {
        let values: Vec<Option<u64>> = groups.iter().map(|group| value(&group.current)).collect();
        let mut sorted: Vec<u64> = values.iter().flatten().copied().collect();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        for (group, value) in groups.iter_mut().zip(values) {
            let (Some(value), Some(ranks)) = (value, &mut group.ranks) else { continue };
            let place = sorted.partition_point(|other| *other > value) as u32 + 1;
            *field(ranks) = Some(Rank { place, of: sorted.len() as u32 });
        }
    }
}
