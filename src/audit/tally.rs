//! Counts of replies that add up: those of a location and an agent make those of the location, the brand and all.

use super::log::ratio;
use super::metrics::{
    CategoryCount, GuidelineCount, Measures, OverrideCount, Response, ResponseRates, ReuseRates, RuleCount, Sentiment,
    TopicCount, UncheckedCount, Week,
};
use super::names::Names;
use super::response::{share, times};
use super::row::{Mood, NameId, Row};
use crate::draft::Role;
use crate::report::{Category, Level, Limit, UncheckedReason, Verdict};
use std::collections::BTreeMap;

/// Findings, and in how many replies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    findings: u64,
    replies: u64,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.findings += other.findings;
        self.replies += other.replies;
    }
}

/// What is known of a reply beyond its row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told {
    /// It says enough to be compared, repeats an earlier reply, one of another location, none of the last days; its
    /// template is used often.
    pub(super) is_measured: bool,
    pub(super) is_reused: bool,
    pub(super) is_from_elsewhere: bool,
    pub(super) is_unique: bool,
    pub(super) is_templated: bool,
    /// Seconds from the inbound to the reply, and within opening hours.
    pub(super) elapsed: Option<u64>,
    pub(super) open: Option<u64>,
    /// Whether the inbound came, and the reply was posted, while the location was open; none where that is not known.
    pub(super) came_open: Option<bool>,
    pub(super) posted_open: Option<bool>,
    pub(super) is_in_time: bool,
}

/// How an inbound ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Answered,
    /// Not answered, and young.
    Open,
    Missed,
}

/// Counts of a group in a period.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) replies: u64,
    verdicts: BTreeMap<Verdict, u64>,
    rules: BTreeMap<(NameId, Level), Counts>,
    categories: BTreeMap<(Category, Level), Counts>,
    guidelines: BTreeMap<String, Counts>,
    pub(super) disclosing: u64,
    off_brand: u64,
    generic: u64,
    interchangeable: u64,
    placeholder: u64,
    llm_leftover: u64,
    unanswered_question: u64,
    with_inbound: u64,
    sentiment_mismatch: u64,
    with_mood: u64,
    topics: BTreeMap<(NameId, Role), (u64, u64)>,
    escalated: u64,
    approved: u64,
    overridden: BTreeMap<NameId, u64>,
    unchecked: BTreeMap<(Category, UncheckedReason), u64>,
    incomplete: BTreeMap<Limit, u64>,
    measured: u64,
    reused: u64,
    from_elsewhere: u64,
    unique: u64,
    templated: u64,
    elapsed: Vec<u64>,
    open: Vec<u64>,
    knows_hours: bool,
    /// Answered in time, of: came while open, came while closed or not known.
    in_time: [(u64, u64); 2],
    off_hours: (u64, u64),
    inbounds: u64,
    /// Answered and missed, of: negative, neutral, positive, unrated.
    ends: [(u64, u64); 4],
    still_open: u64,
    stars: [u64; 5],
    /// Of inbounds with words and without stars, by what the words tell.
    moods: [u64; 4],
}

/// What rules are called that are counted on their own.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The guideline of each rule of the brand.
    guidelines: BTreeMap<NameId, String>,
    interchangeable: Option<NameId>,
    placeholder: Option<NameId>,
    llm_leftover: Option<NameId>,
    unanswered_question: Option<NameId>,
    sentiment_mismatch: Option<NameId>,
}

impl Known {
    pub(super) fn new(names: &Names) -> Self {
        let mut known = Self::default();
        for (&id, text) in &names.rules {
            let place = match text.rule.as_str() {
                "generic/interchangeable" => &mut known.interchangeable,
                "generic/placeholder" => &mut known.placeholder,
                "generic/llm-leftover" => &mut known.llm_leftover,
                "generic/unanswered-question" => &mut known.unanswered_question,
                "generic/sentiment-mismatch" => &mut known.sentiment_mismatch,
                other => {
                    if let Some(rest) = other.strip_prefix("brand/") {
                        let guideline = rest.split('.').next().unwrap_or(rest);
                        known.guidelines.insert(id, guideline.to_owned());
                    }
                    continue;
                }
            };
            *place = Some(id);
        }
        known
    }
}

/// Which of the four kinds of ratings.
fn mood(rating: u8) -> usize {
    match rating {
        1 | 2 => 0,
        3 => 1,
        4 | 5 => 2,
        _ => 3,
    }
}

impl Tally {
    /// Counts a reply.
    pub(super) fn add_reply(&mut self, row: &Row, told: &Told, known: &Known) {
        self.replies += 1;
        *self.verdicts.entry(row.verdict).or_default() += 1;
        let must_change =
            |category: Category| row.found.iter().any(|found| found.category == category && found.level > Level::Note);
        self.disclosing += u64::from(must_change(Category::Phi) || must_change(Category::Privacy));
        self.off_brand += u64::from(must_change(Category::Brand));
        self.generic += u64::from(must_change(Category::Generic));
        let mut seen: Vec<&str> = Vec::new();
        for (at, found) in row.found.iter().enumerate() {
            let once = |is_first: bool| Counts { findings: u64::from(found.count), replies: u64::from(is_first) };
            self.rules.entry((found.rule, found.level)).or_default().add(once(true));
            let same = |other: &super::row::Found| (other.category, other.level) == (found.category, found.level);
            let is_first = !row.found[..at].iter().any(same);
            self.categories.entry((found.category, found.level)).or_default().add(once(is_first));
            if let Some(guideline) = known.guidelines.get(&found.rule) {
                let is_first = !seen.contains(&guideline.as_str());
                match self.guidelines.get_mut(guideline) {
                    Some(counts) => counts.add(once(is_first)),
                    None => _ = self.guidelines.insert(guideline.clone(), once(is_first)),
                }
                seen.push(guideline);
            }
        }
        let has =
            |rule: Option<NameId>| u64::from(rule.is_some_and(|rule| row.found.iter().any(|found| found.rule == rule)));
        self.interchangeable += has(known.interchangeable);
        self.placeholder += has(known.placeholder);
        self.llm_leftover += has(known.llm_leftover);
        self.unanswered_question += has(known.unanswered_question);
        self.with_inbound += u64::from(row.has_inbound);
        self.sentiment_mismatch += has(known.sentiment_mismatch);
        self.with_mood += u64::from(row.has_inbound || row.rating > 0);
        for raised in &row.raised {
            let (number, satisfied) = self.topics.entry((raised.topic, raised.role)).or_default();
            *number += 1;
            *satisfied += u64::from(raised.is_satisfied);
        }
        self.escalated += u64::from(!row.raised.is_empty());
        self.approved += u64::from(!row.raised.is_empty() && row.raised.iter().all(|raised| raised.is_satisfied));
        row.overridden.iter().for_each(|&reason| *self.overridden.entry(reason).or_default() += 1);
        row.unchecked.iter().for_each(|&unchecked| *self.unchecked.entry(unchecked).or_default() += 1);
        row.incomplete.iter().for_each(|&limit| *self.incomplete.entry(limit).or_default() += 1);
        self.measured += u64::from(told.is_measured);
        self.reused += u64::from(told.is_reused);
        self.from_elsewhere += u64::from(told.is_from_elsewhere);
        self.unique += u64::from(told.is_unique);
        self.templated += u64::from(told.is_templated);
        if let Some(elapsed) = told.elapsed {
            self.elapsed.push(elapsed);
            let (in_time, of) = &mut self.in_time[usize::from(told.came_open != Some(true))];
            *in_time += u64::from(told.is_in_time);
            *of += 1;
        }
        self.open.extend(told.open);
        self.knows_hours |= told.posted_open.is_some() || told.came_open.is_some();
        if let Some(is_open) = told.posted_open {
            self.off_hours.0 += u64::from(!is_open);
            self.off_hours.1 += 1;
        }
    }

    /// Counts an inbound, answered or not.
    pub(super) fn add_inbound(&mut self, row: &Row, end: End) {
        self.inbounds += 1;
        let (answered, missed) = &mut self.ends[mood(row.rating)];
        match end {
            End::Answered => *answered += 1,
            End::Missed => *missed += 1,
            End::Open => self.still_open += 1,
        }
        match usize::from(row.rating).checked_sub(1) {
            Some(stars) => self.stars[stars.min(4)] += 1,
            None if row.has_inbound => self.moods[row.mood as usize] += 1,
            None => {}
        }
    }

    /// Adds the counts of another group.
    pub(super) fn merge(&mut self, other: &Self) {
        let add = |one: &mut u64, other: u64| *one += other;
        for (own, other) in [
            (&mut self.replies, other.replies),
            (&mut self.disclosing, other.disclosing),
            (&mut self.off_brand, other.off_brand),
            (&mut self.generic, other.generic),
            (&mut self.interchangeable, other.interchangeable),
            (&mut self.placeholder, other.placeholder),
            (&mut self.llm_leftover, other.llm_leftover),
            (&mut self.unanswered_question, other.unanswered_question),
            (&mut self.with_inbound, other.with_inbound),
            (&mut self.sentiment_mismatch, other.sentiment_mismatch),
            (&mut self.with_mood, other.with_mood),
            (&mut self.escalated, other.escalated),
            (&mut self.approved, other.approved),
            (&mut self.measured, other.measured),
            (&mut self.reused, other.reused),
            (&mut self.from_elsewhere, other.from_elsewhere),
            (&mut self.unique, other.unique),
            (&mut self.templated, other.templated),
            (&mut self.inbounds, other.inbounds),
            (&mut self.still_open, other.still_open),
            (&mut self.off_hours.0, other.off_hours.0),
            (&mut self.off_hours.1, other.off_hours.1),
        ] {
            add(own, other);
        }
        let pair = |one: &mut (u64, u64), other: (u64, u64)| *one = (one.0 + other.0, one.1 + other.1);
        self.in_time.iter_mut().zip(other.in_time).for_each(|(own, other)| pair(own, other));
        self.ends.iter_mut().zip(other.ends).for_each(|(own, other)| pair(own, other));
        self.stars.iter_mut().zip(other.stars).for_each(|(own, other)| add(own, other));
        self.moods.iter_mut().zip(other.moods).for_each(|(own, other)| add(own, other));
        merge(&mut self.verdicts, &other.verdicts, |own, other| *own += other);
        merge(&mut self.rules, &other.rules, |own, other| own.add(*other));
        merge(&mut self.categories, &other.categories, |own, other| own.add(*other));
        merge(&mut self.guidelines, &other.guidelines, |own, other| own.add(*other));
        merge(&mut self.topics, &other.topics, |own, other| pair(own, *other));
        merge(&mut self.overridden, &other.overridden, |own, other| *own += other);
        merge(&mut self.unchecked, &other.unchecked, |own, other| *own += other);
        merge(&mut self.incomplete, &other.incomplete, |own, other| *own += other);
        self.elapsed.extend_from_slice(&other.elapsed);
        self.open.extend_from_slice(&other.open);
        self.knows_hours |= other.knows_hours;
    }

    /// The figures. `only_answered` says that nothing unanswered was read at all.
    pub(super) fn measures(&self, names: &Names, only_answered: bool) -> Measures {
        let n = self.replies;
        let per_100 = |count: u64| ratio(count * 100, n).unwrap_or(0.0);
        let mut levels = BTreeMap::new();
        for ((_, level), counts) in &self.categories {
            *levels.entry(*level).or_default() += counts.findings;
        }
        let category = |(&(category, level), counts): (&(Category, Level), &Counts)| CategoryCount {
            category,
            level,
            findings: counts.findings,
            replies: counts.replies,
            per_100: per_100(counts.findings),
        };
        let mut rules: Vec<RuleCount> = (self.rules.iter())
            .map(|(&(rule, level), counts)| RuleCount {
                rule: names.rules.get(&rule).map_or_else(String::new, |text| text.rule.clone()),
                level,
                findings: counts.findings,
                replies: counts.replies,
                per_100: per_100(counts.findings),
            })
            .collect();
        rules.sort_by(|a, b| (b.findings, &a.rule, b.level).cmp(&(a.findings, &b.rule, a.level)));
        let mut guidelines: Vec<GuidelineCount> = (self.guidelines.iter())
            .map(|(guideline, counts)| GuidelineCount {
                guideline: guideline.clone(),
                findings: counts.findings,
                replies: counts.replies,
                per_100: per_100(counts.findings),
            })
            .collect();
        guidelines.sort_by(|a, b| (b.findings, &a.guideline).cmp(&(a.findings, &b.guideline)));
        let mut escalations: Vec<TopicCount> = (self.topics.iter())
            .map(|(&(topic, role), &(raised, satisfied))| TopicCount {
                topic: names.texts.get(&topic).cloned().unwrap_or_default(),
                role,
                raised,
                satisfied,
            })
            .collect();
        escalations.sort_by(|a, b| (b.raised, &a.topic, a.role).cmp(&(a.raised, &b.topic, b.role)));
        let reason = |(id, &replies): (&NameId, &u64)| {
            let reason = names.reasons.get(id)?.clone();
            Some(OverrideCount { rule: reason.rule, reason: reason.reason, by: reason.by, replies })
        };
        let mut overridden: Vec<OverrideCount> = self.overridden.iter().filter_map(reason).collect();
        overridden.sort_by(|a, b| (b.replies, &a.rule, &a.reason, &a.by).cmp(&(a.replies, &b.rule, &b.reason, &b.by)));
        Measures {
            replies: n,
            verdicts: self.verdicts.clone(),
            levels,
            categories: self.categories.iter().map(category).collect(),
            rules,
            guidelines,
            disclosing: share(self.disclosing, n),
            off_brand: share(self.off_brand, n),
            generic: share(self.generic, n),
            interchangeable: share(self.interchangeable, n),
            placeholder: share(self.placeholder, n),
            llm_leftover: share(self.llm_leftover, n),
            unanswered_question: share(self.unanswered_question, self.with_inbound),
            sentiment_mismatch: share(self.sentiment_mismatch, self.with_mood),
            escalations,
            escalated: share(self.escalated, n),
            approved: share(self.approved, self.escalated),
            overridden,
            unchecked: (self.unchecked.iter())
                .map(|(&(category, reason), &replies)| UncheckedCount { category, reason, replies })
                .collect(),
            incomplete: self.incomplete.clone(),
            reuse: ReuseRates {
                reused: share(self.reused, self.measured),
                from_elsewhere: share(self.from_elsewhere, self.measured),
                unique: share(self.unique, self.measured),
                templated: share(self.templated, self.measured),
            },
            response: self.response(),
            answered: self.answered(only_answered),
            sentiment: self.sentiment(),
        }
    }

    fn response(&self) -> Response {
        let [open, closed] = self.in_time;
        Response {
            calendar: times(&mut self.elapsed.clone()),
            open_hours: self.knows_hours.then(|| times(&mut self.open.clone())),
            in_time: share(open.0 + closed.0, open.1 + closed.1),
            in_time_open: share(open.0, open.1),
            in_time_closed: share(closed.0, closed.1),
            off_hours: share(self.off_hours.0, self.off_hours.1),
        }
    }

    fn answered(&self, only_answered: bool) -> ResponseRates {
        let of = |(answered, missed): (u64, u64)| share(answered, answered + missed);
        let all = self.ends.iter().fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
        let [negative, neutral, positive, unrated] = self.ends.map(of);
        ResponseRates { negative, neutral, positive, unrated, all: of(all), open: self.still_open, only_answered }
    }

    fn sentiment(&self) -> Sentiment {
        let rated: u64 = self.stars.iter().sum();
        let stars: u64 = self.stars.iter().zip(1..).map(|(count, stars)| count * stars).sum();
        let [unknown, praise, complain, both] = self.moods;
        let told = praise + complain + both;
        Sentiment {
            rated: share(rated, self.inbounds),
            mean: ratio(stars, rated),
            stars: self.stars,
            negative: share(self.stars[0] + self.stars[1], rated),
            by_words: share(told, unknown + told),
            complaining: share(complain, told),
            praising: share(praise, told),
        }
    }
}

fn merge<K: Ord + Clone, V: Clone + Default>(
    own: &mut BTreeMap<K, V>,
    other: &BTreeMap<K, V>,
    add: impl Fn(&mut V, &V),
) {
    for (key, value) in other {
        match own.get_mut(key) {
            Some(known) => add(known, value),
            None => _ = own.insert(key.clone(), value.clone()),
        }
    }
}

/// Counts of a week.
#[derive(Debug, Clone, Default)]
pub(super) struct WeekTally {
    line: Week,
    elapsed: Vec<u64>,
    stars: u64,
    rated: u64,
}

impl WeekTally {
    pub(super) fn add_reply(&mut self, row: &Row, told: &Told) {
        let line = &mut self.line;
        line.replies += 1;
        let (mut disclosing, mut generic) = (false, false);
        for found in &row.found {
            match found.level {
                Level::Block => line.block += u64::from(found.count),
                Level::Revise => line.revise += u64::from(found.count),
                Level::Note => continue,
            }
            disclosing |= matches!(found.category, Category::Phi | Category::Privacy);
            generic |= found.category == Category::Generic;
        }
        line.disclosing += u64::from(disclosing);
        line.generic += u64::from(generic);
        line.reused += u64::from(told.is_reused);
        self.elapsed.extend(told.elapsed);
    }

    pub(super) fn add_inbound(&mut self, row: &Row, end: End) {
        self.line.inbounds += 1;
        if matches!(row.rating, 1 | 2) {
            self.line.negative += 1;
            self.line.negative_answered += u64::from(end == End::Answered);
        }
        // A row with stars has no mood.
        self.line.by_words += u64::from(row.mood != Mood::Unknown);
        self.line.complaining += u64::from(row.mood == Mood::Complains);
        self.stars += u64::from(row.rating);
        self.rated += u64::from(row.rating > 0);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        let (own, line) = (&mut self.line, &other.line);
        own.replies += line.replies;
        own.block += line.block;
        own.revise += line.revise;
        own.disclosing += line.disclosing;
        own.generic += line.generic;
        own.reused += line.reused;
        own.inbounds += line.inbounds;
        own.negative += line.negative;
        own.negative_answered += line.negative_answered;
        own.by_words += line.by_words;
        own.complaining += line.complaining;
        self.elapsed.extend_from_slice(&other.elapsed);
        self.stars += other.stars;
        self.rated += other.rated;
    }

    pub(super) fn week(&self) -> Week {
        let mut elapsed = self.elapsed.clone();
        elapsed.sort_unstable();
        Week { median_s: super::response::median(&elapsed), rating: ratio(self.stars, self.rated), ..self.line }
    }
}
