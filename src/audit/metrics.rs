//! What an audit says: the shape of `metrics.json`.
//!
//! Plain data without behaviour. Counts are counts; shares are per mille and always stand beside what they are a share
//! of; times are whole seconds; days are `YYYY-MM-DD`; decimals are rounded, so that every platform writes the same
//! bytes. What was not measured is null and never zero. `docs/audit.md` defines each measure and names its source.

use crate::draft::{Channel, Role};
use crate::report::{Category, Level, Limit, UncheckedReason, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of this shape.
pub const SCHEMA: u32 = 1;

/// The figures of an audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Metrics {
    /// The version of this shape.
    pub schema: u32,
    /// The version of replylint.
    pub engine: String,
    /// What the figures are, and what they are not.
    pub notice: String,
    /// The day or time that the audit was made for, as it was given.
    pub as_of: Option<String>,
    /// What was read.
    pub rows: Rows,
    /// The period that the figures are about.
    pub period: Period,
    /// The period of the same length before it; none where the period is all there is.
    pub previous: Option<Period>,
    /// The Mondays of the weeks that [`Group::weeks`] count, in order, without gaps.
    pub weeks: Vec<String>,
    /// What counts as answered in time.
    pub targets: Targets,
    /// The policies that the replies were linted under, the most used first. More than one means that figures of
    /// different rules are added up.
    pub policies: Vec<PolicyUse>,
    /// Everything.
    pub whole: Group,
    /// By brand, by name.
    pub brands: Vec<Group>,
    /// By brand and location, by name.
    pub locations: Vec<Group>,
    /// By agent, those with the most replies first.
    pub agents: Vec<Group>,
    /// How many agents there are; at most 500 are listed.
    pub agents_in_all: u64,
    /// Agents stand under a pseudonym.
    pub agents_are_pseudonyms: bool,
    /// What the rules that found anything say.
    pub rules: Vec<RuleText>,
    /// Replies that disclose, the worst first.
    pub disclosures: Disclosures,
    /// What is used again and again, and who copies from whom.
    pub reuse: Reuse,
    /// Negative inbounds that nobody answered.
    pub ignored: Ignored,
    /// What customers complain about.
    pub themes: Themes,
    /// How each location writes, and how far that is from the others. In the order of [`Metrics::locations`].
    pub voices: Vec<Voice>,
    /// Under which hours response times were measured. In the order of [`Metrics::locations`].
    pub schedules: Vec<ScheduleUse>,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rows {
    /// Rows that were added, duplicates included.
    pub added: u64,
    /// Rows that were counted already.
    pub duplicates: u64,
    /// Replies, duplicates left out.
    pub replies: u64,
    /// Inbounds without a reply, duplicates left out.
    pub unanswered: u64,
    /// Replies whose day is not known; they count in no period, save where the period is all there is.
    pub undated_replies: u64,
    /// Inbounds, answered or not, whose time is not known.
    pub undated_inbounds: u64,
    /// Replies posted before the message that they answer came: no response time is taken from them.
    pub reversed: u64,
    /// Replies with a rating.
    pub rated: u64,
    /// The first day of a reply or an inbound.
    pub first: Option<String>,
    /// The last day.
    pub last: Option<String>,
}

/// A stretch of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Period {
    /// The first day; none where no day is known.
    pub from: Option<String>,
    /// The last day, included.
    pub to: Option<String>,
    /// How many days.
    pub days: u32,
    /// Nobody asked for a period: it is all that was read.
    pub is_all: bool,
}

/// What counts as answered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Targets {
    /// Seconds of opening time for an inbound that came while the location was open.
    pub open_s: u64,
    /// Seconds of the calendar for any other, and where opening hours are not known. Unanswered inbounds younger than
    /// this are open, not missed.
    pub closed_s: u64,
}

/// A policy that replies were linted under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyUse {
    /// Its digest, as reports have it.
    pub digest: String,
    /// How many replies.
    pub replies: u64,
}

/// A share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Share {
    /// How many.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// The share, per mille, rounded half up; none of none.
    pub per_mille: Option<u32>,
}

/// The figures of a location, an agent, a brand or everything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// What to call it; an agent's pseudonym where agents have one.
    pub name: String,
    /// Its brand, where rows name one.
    pub brand: Option<String>,
    /// Its location; none for brands, agents and everything, and for rows that name none.
    pub location: Option<String>,
    /// The period.
    pub current: Measures,
    /// The period before.
    pub previous: Option<Measures>,
    /// A line a week, as [`Metrics::weeks`] says. For everything, brands and locations.
    pub weeks: Vec<Week>,
    /// How it stands among the others of its kind. None for everything.
    pub ranks: Option<Ranks>,
}

/// The figures of a group in a period.
///
/// Replies count by the day on which they were posted, inbounds by the day on which they came, both in the location's
/// own time zone where it is known, else as the row writes the day.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Measures {
    /// Replies: the n of everything below that names no other.
    pub replies: u64,
    /// Verdicts.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// Findings by level.
    pub levels: BTreeMap<Level, u64>,
    /// Findings by category and level.
    pub categories: Vec<CategoryCount>,
    /// Findings by rule, the most frequent first.
    pub rules: Vec<RuleCount>,
    /// Findings of the brand's rules by guideline, the most frequent first.
    pub guidelines: Vec<GuidelineCount>,
    /// Replies with a finding of category `phi` or `privacy` that must be changed (`revise` or `block`).
    pub disclosing: Share,
    /// Replies with a finding of category `brand` that must be changed.
    pub off_brand: Share,
    /// Replies with a finding of category `generic` that must be changed.
    pub generic: Share,
    /// Replies that could stand under any review (`generic/interchangeable`).
    pub interchangeable: Share,
    /// Replies with an unfilled slot (`generic/placeholder`).
    pub placeholder: Share,
    /// Replies with leftovers of a language model (`generic/llm-leftover`).
    pub llm_leftover: Share,
    /// Replies that leave a question open (`generic/unanswered-question`), of those whose inbound is known.
    pub unanswered_question: Share,
    /// Replies in the wrong key (`generic/sentiment-mismatch`), of those whose inbound or rating is known.
    pub sentiment_mismatch: Share,
    /// What had to be approved.
    pub escalations: Vec<TopicCount>,
    /// Replies that had to be approved, of all; and of these, those that were.
    pub escalated: Share,
    /// Of the replies that had to be approved, those whose every topic was.
    pub approved: Share,
    /// Rules that the policy did not apply, the most frequent first.
    pub overridden: Vec<OverrideCount>,
    /// What could not be checked.
    pub unchecked: Vec<UncheckedCount>,
    /// Replies on which a limit was hit.
    pub incomplete: BTreeMap<Limit, u64>,
    /// How much is copied.
    pub reuse: ReuseRates,
    /// How fast.
    pub response: Response,
    /// How much is answered.
    pub answered: ResponseRates,
    /// What customers think.
    pub sentiment: Sentiment,
}

/// Findings of a category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CategoryCount {
    /// The category.
    pub category: Category,
    /// The level.
    pub level: Level,
    /// How many findings.
    pub findings: u64,
    /// In how many replies.
    pub replies: u64,
    /// Findings per 100 replies, two decimals.
    pub per_100: f64,
}

/// Findings of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleCount {
    /// The rule's id.
    pub rule: String,
    /// The level of these findings; a rule with several has an entry for each.
    pub level: Level,
    /// How many findings.
    pub findings: u64,
    /// In how many replies.
    pub replies: u64,
    /// Findings per 100 replies, two decimals.
    pub per_100: f64,
}

/// Findings of a guideline: of all rules whose id begins with it behind `brand/`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GuidelineCount {
    /// The guideline.
    pub guideline: String,
    /// How many findings.
    pub findings: u64,
    /// In how many replies.
    pub replies: u64,
    /// Findings per 100 replies, two decimals.
    pub per_100: f64,
}

/// A topic that had to be approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TopicCount {
    /// The topic.
    pub topic: String,
    /// Who approves.
    pub role: Role,
    /// In how many replies it was raised.
    pub raised: u64,
    /// In how many of them an approval, or a holding text, satisfied it.
    pub satisfied: u64,
}

/// A rule that the policy switched off, weakened or did not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OverrideCount {
    /// The rule.
    pub rule: String,
    /// The reason that the policy gives.
    pub reason: String,
    /// Who decided.
    pub by: Option<String>,
    /// In how many replies.
    pub replies: u64,
}

/// What could not be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UncheckedCount {
    /// The category.
    pub category: Category,
    /// Why.
    pub reason: UncheckedReason,
    /// In how many replies.
    pub replies: u64,
}

/// How much is copied. Earlier means: in all that was read, not in the period alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReuseRates {
    /// Replies of eight words or more that take 300 per mille of their text from one earlier reply; approved texts and
    /// what everyone says are left out.
    pub reused: Share,
    /// The same from an earlier reply of another location.
    pub from_elsewhere: Share,
    /// Replies that take 600 per mille from no single reply of the 90 days before.
    pub unique: Share,
    /// Replies made from a template that three replies share.
    pub templated: Share,
}

/// How fast inbounds are answered: replies posted in the period whose inbound's time is known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Response {
    /// From the inbound to the reply, by the calendar.
    pub calendar: Times,
    /// The same within the location's opening hours; none where no hours are known.
    pub open_hours: Option<Times>,
    /// Answered within the target, of those whose times are known to the minute.
    pub in_time: Share,
    /// Inbounds that came while the location was open, answered within [`Targets::open_s`].
    pub in_time_open: Share,
    /// Inbounds that came while it was closed or whose hours are not known, answered within [`Targets::closed_s`].
    pub in_time_closed: Share,
    /// Replies posted while the location was closed, of those whose hours are known.
    pub off_hours: Share,
}

/// Times of which at least one is known, or none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Times {
    /// How many.
    pub n: u64,
    /// The mean, rounded down.
    pub average_s: Option<u64>,
    /// The smallest time that half of them do not exceed.
    pub median_s: Option<u64>,
    /// The smallest time that nine of ten do not exceed (nearest rank); none of fewer than ten.
    pub p90_s: Option<u64>,
    /// The longest.
    pub longest_s: Option<u64>,
    /// How they are spread, for a plot: bounds are the same for everyone, empty ones at the end are left out.
    pub histogram: Vec<TimeBin>,
}

/// Times between two bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TimeBin {
    /// At least this.
    pub from_s: u64,
    /// Less than this; none for the last.
    pub to_s: Option<u64>,
    /// How many.
    pub n: u64,
}

/// How much is answered, of the inbounds that came in the period; those that are younger than
/// [`Targets::closed_s`] and unanswered are open and left out. Counts `answered of answered + missed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResponseRates {
    /// One and two stars.
    pub negative: Share,
    /// Three.
    pub neutral: Share,
    /// Four and five.
    pub positive: Share,
    /// Without a rating.
    pub unrated: Share,
    /// All.
    pub all: Share,
    /// Not answered yet, and not old enough to be missed.
    pub open: u64,
    /// What was read holds no unanswered inbound at all: most likely they were not exported, and the rates say nothing.
    pub only_answered: bool,
}

/// What customers think: the ratings of the inbounds that came in the period. Those without one are judged by a lexicon of
/// English, apart from the others.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sentiment {
    /// Inbounds with a rating, of all.
    pub rated: Share,
    /// The mean rating, two decimals; none where nothing was rated: then it is not measured.
    pub mean: Option<f64>,
    /// One to five stars.
    pub stars: [u64; 5],
    /// One and two stars, of the rated.
    pub negative: Share,
    /// Inbounds that praise or complain by their words, of those without a rating that have words.
    pub by_words: Share,
    /// Of those told by their words: that only or mostly complain.
    pub complaining: Share,
    /// Of those told by their words: that only or mostly praise.
    pub praising: Share,
}

/// The figures of a week.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Week {
    /// Replies posted.
    pub replies: u64,
    /// Findings that block.
    pub block: u64,
    /// Findings to be revised.
    pub revise: u64,
    /// Replies that disclose, as [`Measures::disclosing`] counts them.
    pub disclosing: u64,
    /// Replies with a finding of category `generic` that must be changed.
    pub generic: u64,
    /// Replies that are reused, as [`ReuseRates::reused`] counts them.
    pub reused: u64,
    /// The median of the response time by the calendar.
    pub median_s: Option<u64>,
    /// Inbounds that came.
    pub inbounds: u64,
    /// Of them, with one or two stars.
    pub negative: u64,
    /// Of the negative ones, answered by now.
    pub negative_answered: u64,
    /// The mean rating, two decimals.
    pub rating: Option<f64>,
    /// Inbounds without a rating that praise or complain by their words.
    pub by_words: u64,
    /// Of these, those that only or mostly complain.
    pub complaining: u64,
}

/// Where a group stands among those of its kind; none where it was not measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ranks {
    /// By [`Measures::disclosing`].
    pub disclosing: Option<Rank>,
    /// By [`Measures::off_brand`].
    pub off_brand: Option<Rank>,
    /// By [`Measures::generic`].
    pub generic: Option<Rank>,
    /// By [`ReuseRates::reused`].
    pub reused: Option<Rank>,
    /// By the median response time by the calendar.
    pub response: Option<Rank>,
    /// By [`Response::in_time`].
    pub in_time: Option<Rank>,
    /// By [`ResponseRates::all`].
    pub answered: Option<Rank>,
    /// By [`ResponseRates::negative`].
    pub negative_answered: Option<Rank>,
    /// By [`Measures::placeholder`].
    pub placeholder: Option<Rank>,
    /// By [`Measures::llm_leftover`].
    pub llm_leftover: Option<Rank>,
    /// By [`Measures::unanswered_question`].
    pub unanswered_question: Option<Rank>,
    /// By [`Measures::sentiment_mismatch`].
    pub sentiment_mismatch: Option<Rank>,
    /// By [`ReuseRates::from_elsewhere`].
    pub from_elsewhere: Option<Rank>,
    /// By [`ReuseRates::unique`].
    pub unique: Option<Rank>,
    /// By the median response time in opening hours.
    pub open_hours: Option<Rank>,
    /// By [`Response::off_hours`].
    pub off_hours: Option<Rank>,
    /// By [`Measures::approved`].
    pub approved: Option<Rank>,
    /// By [`Sentiment::mean`].
    pub rating: Option<Rank>,
    /// By [`Sentiment::complaining`].
    pub complaining: Option<Rank>,
}

/// A place in an order: 1 needs attention first; equals share a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rank {
    /// The place.
    pub place: u32,
    /// Among how many.
    pub of: u32,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleText {
    /// Its id.
    pub rule: String,
    /// Its category.
    pub category: Category,
    /// What is wrong, in the words of the rule's own; numbers and the like may differ between findings.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// What to do instead.
    pub advice: String,
}

/// Replies that disclose.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Disclosures {
    /// How many replies of the period, posted or not.
    pub replies: u64,
    /// How many of them were posted.
    pub posted: u64,
    /// What to do for the posted ones, step by step; empty where there is none.
    pub steps: Vec<String>,
    /// The worst, at most 1,000: first those that block, then those with more findings, then the newest.
    pub listed: Vec<Disclosure>,
}

/// A reply that discloses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Disclosure {
    /// The reply.
    pub reply: ReplyRef,
    /// The worst level among the rules.
    pub level: Level,
    /// Ids of the rules of category `phi` and `privacy`, each once.
    pub rules: Vec<String>,
    /// Where it was to be posted.
    pub channel: Channel,
    /// Whether it was posted.
    pub posted: bool,
}

/// Which reply: for whoever has the export. It never holds text, save where the audit was told to keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReplyRef {
    /// Its id, where it has one.
    pub id: Option<String>,
    /// The brand.
    pub brand: Option<String>,
    /// The location.
    pub location: Option<String>,
    /// The agent's name or pseudonym.
    pub agent: Option<String>,
    /// When it was posted, as the row says it, else when the inbound came.
    pub at: Option<String>,
    /// Its text, where the audit was told to keep texts.
    pub text: Option<String>,
}

/// What is used again and again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reuse {
    /// How many templates three replies or more were made from.
    pub templates_in_all: u64,
    /// Those with the most uses in the period, at most 50.
    pub templates: Vec<Template>,
    /// How many sentences of eight words or more stand in three replies or more.
    pub sentences_in_all: u64,
    /// Those with the most uses in the period, at most 50.
    pub sentences: Vec<Sentence>,
    /// Who copies from whom: of the reused replies of the period, by the location of the earlier one. Sorted by count.
    pub flows: Vec<Flow>,
}

/// A template: replies each of which shares half of its text with another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Template {
    /// Uses in all that was read.
    pub uses: u64,
    /// Uses in the period.
    pub current: u64,
    /// Uses in the period before.
    pub previous: u64,
    /// The first use; its location is where the template comes from.
    pub first: ReplyRef,
    /// The day of the last.
    pub last: Option<String>,
    /// By location, the most uses first.
    pub locations: Vec<LocationUse>,
    /// By how many agents.
    pub agents: u64,
    /// The mean of the share of text that a use takes from the closest earlier one, per mille.
    pub likeness: Option<u32>,
    /// A few uses, the newest first.
    pub examples: Vec<ReplyRef>,
}

/// A sentence that is used again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sentence {
    /// Uses in all that was read.
    pub uses: u64,
    /// Uses in the period.
    pub current: u64,
    /// Uses in the period before.
    pub previous: u64,
    /// The first reply that has it.
    pub first: ReplyRef,
    /// Where it stands there, in bytes of that reply.
    pub start: u64,
    /// Where it ends there.
    pub end: u64,
    /// The sentence, where the audit was told to keep texts.
    pub text: Option<String>,
    /// How many words it has.
    pub words: u64,
    /// The day of the last use.
    pub last: Option<String>,
    /// By location, the most uses first.
    pub locations: Vec<LocationUse>,
}

/// Uses at a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LocationUse {
    /// The brand.
    pub brand: Option<String>,
    /// The location.
    pub location: Option<String>,
    /// How many.
    pub uses: u64,
}

/// Replies of one location that repeat earlier ones of another, or its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Flow {
    /// Where the text stood first, as an index into [`Metrics::locations`].
    pub from: u32,
    /// Where it was used again.
    pub to: u32,
    /// How many replies.
    pub replies: u64,
}

/// Negative inbounds (one and two stars) of the period that nobody answered and that are old enough to be missed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ignored {
    /// How many.
    pub inbounds: u64,
    /// The longest waiting, at most 1,000.
    pub listed: Vec<IgnoredInbound>,
}

/// A negative inbound that nobody answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IgnoredInbound {
    /// Which one. `text` is the inbound's.
    pub inbound: ReplyRef,
    /// Stars.
    pub rating: u8,
    /// For how many days, where the audit was told as of when.
    pub days: Option<u32>,
}

/// What customers complain about, from the inbounds of the period.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Themes {
    /// Inbounds with text.
    pub inbounds: u64,
    /// Of them, with one or two stars; without stars, those that mostly complain by their words.
    pub negative: u64,
    /// The brand's own groups of keywords, in the order of their names.
    pub own: Vec<Theme>,
    /// Words and pairs of words that negative inbounds have and others have not, the clearest first.
    pub negative_terms: Vec<Theme>,
    /// Words and pairs of words that negative inbounds of the period have more often than those of the period before.
    pub rising_terms: Vec<Theme>,
    /// Why nothing is listed, where it was not measured.
    pub not_measured: Option<String>,
}

/// Something that customers write about. At least five inbounds of two authors have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Theme {
    /// The group's name, or the words.
    pub name: String,
    /// In how many inbounds.
    pub inbounds: u64,
    /// In how many inbounds of the period before.
    pub previous: Option<u64>,
    /// How many of them are negative, of those whose rating or words tell.
    pub negative: Share,
    /// How clear the difference is: the log-odds over its standard deviation, two decimals. None for groups of keywords.
    pub z: Option<f64>,
    /// Inbounds a week, as [`Metrics::weeks`] says.
    pub weeks: Vec<u64>,
    /// By location, the most first.
    pub locations: Vec<LocationUse>,
    /// A few inbounds, the newest first.
    pub examples: Vec<ReplyRef>,
}

/// How a location writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Voice {
    /// The brand.
    pub brand: Option<String>,
    /// The location.
    pub location: Option<String>,
    /// Replies in English of the period.
    pub replies: u64,
    /// The profile.
    pub features: Vec<VoiceFeature>,
    /// How far it is from the others of its brand; none where there are no others, or too few replies.
    pub drift: Option<Drift>,
}

/// A feature of a voice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VoiceFeature {
    /// Its name.
    pub name: String,
    /// What it is counted in: `per mille of replies`, `per 1,000 words`, `words` or `grade`.
    pub unit: String,
    /// Here, two decimals.
    pub here: Option<f64>,
    /// At the other locations of the brand.
    pub others: Option<f64>,
}

/// How far a voice is from the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Drift {
    /// The Jensen-Shannon divergence to base 2, from 0 to 1, four decimals.
    pub divergence: f64,
    /// What as many replies of the others, drawn by chance, stay below in 95 of 100 draws.
    pub expected: f64,
    /// The share of draws that are at least as far, per mille.
    pub p_per_mille: u32,
    /// How many draws.
    pub draws: u32,
    /// It is further than 95 of 100 draws.
    pub flagged: bool,
    /// The ten features that drive it, the strongest first.
    pub drivers: Vec<Driver>,
}

/// A feature that a location uses more or less than the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Driver {
    /// A word, or a name of a feature in brackets: `[greeting: hi]`, `[exclamation mark]`.
    pub feature: String,
    /// Per 1,000 features of replies here, two decimals.
    pub here: f64,
    /// The same at the others.
    pub others: f64,
    /// Its share of the divergence, per mille.
    pub per_mille: u32,
}

/// Under which hours a location's response times were measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScheduleUse {
    /// The brand.
    pub brand: Option<String>,
    /// The location.
    pub location: Option<String>,
    /// Its time zone, where it is known.
    pub time_zone: Option<String>,
    /// Its hours, as they were given.
    pub hours: Vec<String>,
    /// How many holidays were given.
    pub holidays: u32,
    /// What is missing or cannot be read, so that only the calendar was measured.
    pub problem: Option<String>,
}
