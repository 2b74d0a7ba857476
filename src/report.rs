//! The report: plain data that says what was found, under which policy. It holds no text of the draft.

use crate::draft::{Channel, Practice, Profile, Regime, Role, words};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The version of the report's shape.
pub const SCHEMA: u32 = 1;

words! {
    /// How grave a finding is.
    pub Level: "level" {
        /// Worth knowing; changes no verdict.
        Note = "note",
        /// To be changed before sending.
        Revise = "revise",
        /// Must not be sent.
        Block = "block",
    }
}

words! {
    /// What should happen to the draft. Ordered from the mildest to the gravest.
    pub Verdict: "verdict" {
        /// These rules found nothing. It never means that a reply complies with the law.
        Pass = "pass",
        /// Something could not be checked; [`Report::unchecked`] says what and why.
        Unchecked = "unchecked",
        /// To be changed.
        Revise = "revise",
        /// To be approved by someone first.
        Escalate = "escalate",
        /// Must not be sent.
        Block = "block",
    }
}

words! {
    /// What a rule is about; the first part of its id.
    pub Category: "category" {
        /// Disclosure of health information.
        Phi = "phi",
        /// Identifiers of a person, where no health-privacy law binds the sender.
        Privacy = "privacy",
        /// Stock phrases, open slots, machine leftovers.
        Generic = "generic",
        /// The brand's own guidelines.
        Brand = "brand",
        /// Rules loaded from Vale styles.
        Vale = "vale",
    }
}

words! {
    /// What the offsets of a report count.
    pub Offsets: "offset unit" {
        /// Bytes of UTF-8.
        Utf8 = "utf-8",
        /// Code units of UTF-16, as browsers count.
        Utf16 = "utf-16",
        /// Code points, as Python counts.
        Chars = "chars",
    }
}

words! {
    /// Whether a fix may be applied without asking.
    pub Applicability: "applicability" {
        /// Mechanical; keeps the meaning.
        Safe = "safe",
        /// A person should look first.
        Suggested = "suggested",
    }
}

words! {
    /// Which text a span lies in.
    pub Place: "place" {
        /// The draft.
        Draft = "draft",
        /// The message it answers.
        Inbound = "inbound",
    }
}

words! {
    /// Why a category could not be checked.
    pub UncheckedReason: "reason" {
        /// The draft holds no words.
        Empty = "empty",
        /// The draft is in a language that the rules do not cover.
        Language = "language",
        /// A limit was hit; [`Report::incomplete`] says which.
        Limit = "limit",
    }
}

words! {
    /// A limit that was hit.
    pub Limit: "limit" {
        /// More findings than a report holds.
        Findings = "findings",
        /// The text is longer than the rules read.
        Length = "length",
        /// A rule took more steps than it may and was given up.
        Steps = "steps",
    }
}

words! {
    /// Why a part of the source was not linted.
    pub SkippedReason: "reason" {
        /// Earlier messages, quoted.
        QuotedHistory = "quoted_history",
        /// A signature block.
        Signature = "signature",
    }
}

/// Where something stands: `start..end` in the unit that [`Report::offsets`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// The first unit.
    pub start: usize,
    /// One past the last unit.
    pub end: usize,
}

impl Span {
    /// The span as a range.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

/// One replacement of a fix.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edit {
    /// The first unit to replace.
    pub start: usize,
    /// One past the last unit to replace.
    pub end: usize,
    /// What to put there.
    pub text: String,
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Edit({}..{}, {} bytes)", self.start, self.end, self.text.len())
    }
}

/// A change that would settle a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// Whether it may be applied without asking.
    pub applicability: Applicability,
    /// The replacements, ascending and disjoint.
    pub edits: Vec<Edit>,
}

/// Who says what about wording that experts dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// Sources that call it a fault.
    #[serde(rename = "for")]
    pub for_: Vec<String>,
    /// Sources that allow it.
    pub against: Vec<String>,
}

/// What a brand's own guide says of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Where they stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Related {
    /// Which text.
    #[serde(rename = "in")]
    pub place: Place,
    /// The first unit.
    pub start: usize,
    /// One past the last unit.
    pub end: usize,
    /// What it has to do with the finding.
    pub message: Arc<str>,
}

/// One fault of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Finding {
    /// The rule's id, `category/fault`.
    pub rule: Arc<str>,
    /// The first part of the id.
    pub category: Category,
    /// How grave it is here.
    pub level: Level,
    /// Where it stands in the draft as it was given.
    pub span: Span,
    /// Stable under edits elsewhere in the draft; for baselines. Sixteen hexadecimal digits.
    pub fingerprint: String,
    /// What is wrong: plain, lower case, no full stop.
    pub message: Arc<str>,
    /// Why it matters.
    pub why: Arc<str>,
    /// What to do instead.
    pub advice: Arc<str>,
    /// The sources of every legal or factual claim.
    pub cite: Arc<[Arc<str>]>,
    /// What the brand's own guide says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide: Option<Arc<Guide>>,
    /// Experts disagree about this wording.
    pub disputed: bool,
    /// Who says what about it.
    pub sources: Option<Arc<Sources>>,
    /// What in the text carried the finding.
    pub cues: Vec<Arc<str>>,
    /// Changes that would settle it.
    pub fixes: Vec<Fix>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
}

/// A route to a person who must approve: not a fault of the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Escalation {
    /// What it is about.
    pub topic: Arc<str>,
    /// Who must approve.
    pub role: Role,
    /// The person who approves, where the brand names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<Arc<str>>,
    /// Why.
    pub why: Arc<str>,
    /// What to do now, where it cannot wait for the approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Arc<str>>,
    /// The sources of every legal or factual claim.
    pub cite: Arc<[Arc<str>]>,
    /// Who already approved, or a role's name where the approver is not named, or `holding text` where the draft says
    /// nothing but what may stand without approval.
    pub satisfied_by: Option<String>,
}

/// A rule that the policy switched off, weakened or did not apply, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Overridden {
    /// The rule's id.
    pub rule: Arc<str>,
    /// The reason that the policy gives.
    pub reason: Arc<str>,
    /// Who decided.
    pub by: Option<Arc<str>>,
    /// When, as the policy says it.
    pub at: Option<Arc<str>>,
}

/// Whether each category was checked: `true`, `false`, or absent where it does not apply under this regime
/// or no rule of it is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Checked {
    /// Disclosure of health information.
    pub phi: Option<bool>,
    /// Identifiers of a person outside health-privacy law.
    pub privacy: Option<bool>,
    /// Stock phrases, open slots, machine leftovers.
    pub generic: Option<bool>,
    /// The brand's own guidelines.
    pub brand: Option<bool>,
    /// Rules loaded from Vale styles.
    pub vale: Option<bool>,
}

impl Checked {
    /// The entry of one category.
    pub fn entry(&mut self, category: Category) -> &mut Option<bool> {
        match category {
            Category::Phi => &mut self.phi,
            Category::Privacy => &mut self.privacy,
            Category::Generic => &mut self.generic,
            Category::Brand => &mut self.brand,
            Category::Vale => &mut self.vale,
        }
    }
}

/// A category that could not be checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unchecked {
    /// Which one.
    pub category: Category,
    /// Why.
    pub reason: UncheckedReason,
}

/// A part of the source that was not linted, since it is not the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SkippedPart {
    /// The first unit.
    pub start: usize,
    /// One past the last unit.
    pub end: usize,
    /// Why.
    pub reason: SkippedReason,
}

/// How generic a draft is: integers, per mille or counts; absent where it was not measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scores {
    /// Share of the draft's words inside common word sequences, per mille.
    pub coverage: Option<u32>,
    /// Content words of the inbound that the draft takes up.
    pub anchors: Option<u32>,
    /// Numbers, times, names, links and the like that are the draft's own.
    pub own_facts: Option<u32>,
    /// Share of the draft that stands in an earlier reply, per mille.
    pub reuse: Option<u32>,
}

/// A pack that took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PackId {
    /// Its name.
    pub id: Arc<str>,
    /// Its version.
    pub version: Arc<str>,
}

/// Under what policy a report was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Policy {
    /// SHA-256 over everything that decides: same digest, same draft, same offsets give the same bytes.
    pub digest: Arc<str>,
    /// The version of replylint.
    pub engine: Arc<str>,
    /// The packs, by name.
    pub packs: Arc<[PackId]>,
    /// Which law binds the sender.
    pub regime: Regime,
    /// Whether someone said so, or it is the default.
    pub regime_given: bool,
    /// What kind of practice the sender is.
    pub practice: Practice,
    /// What happens to disputed wording.
    pub profile: Profile,
    /// Where the reply will be posted.
    pub channel: Channel,
    /// The date under which dated parts of the policy were read, if one was given.
    pub as_of: Option<Arc<str>>,
}

/// What linting a draft gave. Plain data; holds no text of the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Report {
    /// The version of this shape.
    pub schema: u32,
    /// The draft's id, if it had one.
    pub id: Option<String>,
    /// What should happen to the draft.
    pub verdict: Verdict,
    /// Which categories were checked.
    pub checked: Checked,
    /// Why some were not.
    pub unchecked: Vec<Unchecked>,
    /// What offsets count.
    pub offsets: Offsets,
    /// The faults, by place.
    pub findings: Vec<Finding>,
    /// The people to ask.
    pub escalations: Vec<Escalation>,
    /// Rules that the policy kept from applying to this draft.
    pub overridden: Vec<Overridden>,
    /// How generic the draft is.
    pub scores: Scores,
    /// Limits that were hit.
    pub incomplete: Vec<Limit>,
    /// Parts of the source that are not the draft.
    pub skipped: Vec<SkippedPart>,
    /// The policy.
    pub policy: Policy,
}

impl Report {
    /// The gravest level among the findings.
    #[must_use]
    pub fn worst(&self) -> Option<Level> {
        self.findings.iter().map(|finding| finding.level).max()
    }

    /// The verdict that follows from the findings, the escalations and what was not checked.
    #[must_use]
    pub fn judged(&self) -> Verdict {
        let open = self.escalations.iter().any(|escalation| escalation.satisfied_by.is_none());
        match self.worst() {
            Some(Level::Block) => Verdict::Block,
            _ if open => Verdict::Escalate,
            Some(Level::Revise) => Verdict::Revise,
            _ if !self.unchecked.is_empty() => Verdict::Unchecked,
            _ => Verdict::Pass,
        }
    }
}
