//! Runs the examples that rules carry: each rule alone, and with everything else that is loaded.

pub mod lint;

use crate::draft::{Channel, Context, Draft};
use crate::history::{History, HistoryBuilder, HistoryKey};
use crate::linter::{Connected, Linter};
use crate::pack::schema::{ChangeTable, EscalationTable, Example, RuleTable};
use crate::pack::{Brand, Notice, Pack};
use crate::report::{Category, Finding, Level, Report};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use toml::Spanned;

/// An example that did not do what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Failure {
    /// The pack's origin.
    pub origin: String,
    /// The line of the rule, counted from 1.
    pub line: usize,
    /// The rule's id, or `escalation TOPIC`.
    pub rule: String,
    /// Which example: `hits`, `passes` or `gaps`, and its place, counted from 1.
    pub example: String,
    /// What happened and what should have. Examples are made up by whoever wrote the pack, so their text is shown.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: rule `{}`: {}: {}", self.origin, self.line, self.rule, self.example, self.what)
    }
}

/// What running a pack's examples gave.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Outcome {
    /// How many rules and routes were run.
    pub rules: usize,
    /// How many examples were run.
    pub examples: usize,
    /// Those that failed.
    pub failures: Vec<Failure>,
}

/// Runs the examples of a pack that `linter` was built with.
#[must_use]
pub fn verify(pack: &Pack, linter: &Linter) -> Outcome {
    let place = |at: usize| (pack.origin().to_owned(), pack.text[..at].matches('\n').count() + 1);
    let mut run = Run::new(&place, linter);
    run.all(&pack.file.rule, &pack.file.change, &pack.file.escalation);
    run.outcome
}

/// Runs the examples of a brand file that `linter` was built with: those of its sections and those of its own rules.
#[must_use]
pub fn verify_brand(brand: &Brand, linter: &Linter) -> Outcome {
    let owned = |(origin, line): (&str, usize)| (origin.to_owned(), line);
    let of_pack = |at: usize| owned(brand.place_of_pack(at));
    let own = |at: usize| owned(brand.place(at));
    let entry = |at: usize| brand.entry_of_pack(at);
    let mut sections = Run { entry: Some(&entry), ..Run::new(&of_pack, linter) };
    sections.all(&brand.pack.file.rule, &brand.pack.file.change, &brand.pack.file.escalation);
    let mut run = Run { outcome: sections.outcome, ..Run::new(&own, linter) };
    run.all(&brand.file.rule, &[], &brand.file.escalation);
    run.outcome
}

/// What a brand file leaves unclear: [`Brand::review`], and besides, with the code `own-text`, what of its own holding
/// texts and sign-offs its rules would not let pass. `linter` was built with the brand.
#[must_use]
pub fn review_brand(brand: &Brand, linter: &Linter, as_of: Option<&str>) -> Vec<Notice> {
    /// What is about the words themselves, and not about the draft as a whole.
    const WORDS: &[&str] = &[
        "person",
        "contractions",
        "forbidden-term",
        "preferred-term",
        "inclusive",
        "plain-language",
        "product-casing",
        "competitor",
        "claim",
        "promise",
        "safety",
        "fault",
        "apology",
        "compensation",
        "caps",
    ];
    let mut notices = brand.review(as_of);
    for (text, channel, at) in brand.own_texts() {
        let mut draft = Draft::new(text);
        draft.channel = channel;
        for finding in linter.lint(&draft).findings {
            let guideline = finding.rule.strip_prefix("brand/").and_then(|rest| rest.split('.').next());
            if guideline.is_some_and(|guideline| WORDS.contains(&guideline)) {
                let found = text.get(finding.span.range()).unwrap_or_default();
                let message =
                    format!("the text holds `{found}`, to which the brand's own rule `{}` objects", finding.rule);
                notices.push(brand.notice("own-text", at, message, "change the text, or the rule"));
            }
        }
    }
    notices.sort_by(|a, b| (&a.origin, a.line, a.column, a.code).cmp(&(&b.origin, b.line, b.column, b.code)));
    notices.dedup();
    notices
}

/// What a rule, or a change of one, says of drafts.
struct Claim<'a> {
    id: &'a Spanned<String>,
    /// Where it stands.
    at: usize,
    /// Whether the rule stands here, and not in another pack.
    is_rule: bool,
    channel: &'a [Channel],
    location: &'a [String],
    hits: &'a [Example],
    passes: &'a [Example],
    gaps: &'a [Example],
}

impl<'a> Claim<'a> {
    fn of_rule(rule: &'a Spanned<RuleTable>) -> Self {
        let RuleTable { id, only_if, hits, passes, gaps, .. } = rule.as_ref();
        let (channel, location) = (&only_if.channel, &only_if.location);
        Self { id, at: rule.span().start, is_rule: true, channel, location, hits, passes, gaps }
    }

    fn of_change(change: &'a ChangeTable) -> Self {
        let ChangeTable { rule: id, channel, location, hits, passes, gaps, .. } = change;
        Self { id, at: id.span().start, is_rule: false, channel, location, hits, passes, gaps }
    }
}

struct Run<'a> {
    /// The file and the line of a place.
    place: &'a dyn Fn(usize) -> (String, usize),
    linter: &'a Linter,
    /// Where the entry of a brand file stands that a rule was written from. Rules of one entry prove its examples
    /// together, and an example that names no channel or location stands on the first for which its rule is.
    entry: Option<&'a dyn Fn(usize) -> Option<usize>>,
    origin: String,
    outcome: Outcome,
    rule: String,
    line: usize,
}

impl<'a> Run<'a> {
    fn new(place: &'a dyn Fn(usize) -> (String, usize), linter: &'a Linter) -> Self {
        let (outcome, origin, rule) = (Outcome::default(), String::new(), String::new());
        Self { place, linter, entry: None, origin, outcome, rule, line: 0 }
    }

    fn all(&mut self, rules: &[Spanned<RuleTable>], changes: &[ChangeTable], routes: &[Spanned<EscalationTable>]) {
        // What a change switches off proves nothing.
        let changes = changes.iter().filter(|change| change.level.gravest().is_some());
        let claims: Vec<Claim<'_>> = rules.iter().map(Claim::of_rule).chain(changes.map(Claim::of_change)).collect();
        let entry = |claim: &Claim<'_>| self.entry.and_then(|entry| entry(claim.id.span().start));
        let entries: Vec<Option<usize>> = claims.iter().map(entry).collect();
        let mut groups: BTreeMap<usize, Vec<&Claim<'_>>> = BTreeMap::new();
        for (claim, entry) in claims.iter().zip(&entries) {
            if let Some(entry) = entry {
                groups.entry(*entry).or_default().push(claim);
            }
        }
        for (claim, entry) in claims.iter().zip(&entries) {
            self.enter(claim.id.as_ref(), claim.at);
            self.outcome.rules += usize::from(claim.is_rule);
            match entry.and_then(|entry| groups.get(&entry)) {
                Some(group) => self.claim(claim, group),
                None => self.claim(claim, &[claim]),
            }
        }
        for route in routes {
            self.enter(&format!("escalation {}", route.as_ref().topic), route.span().start);
            self.outcome.rules += 1;
            self.route(route.as_ref());
        }
    }

    fn enter(&mut self, rule: &str, at: usize) {
        rule.clone_into(&mut self.rule);
        (self.origin, self.line) = (self.place)(at);
    }

    /// Whether the rule fires, or a finding that competes with it stands in its place.
    fn is_flagged(&self, report: &Report, example: &Example, id: &str) -> Result<(), String> {
        if report.findings.iter().any(|finding| *finding.rule == *id) {
            return Ok(());
        }
        let category = id.split('/').next().unwrap_or_default();
        let place = example.flags.as_deref().and_then(|flags| Some((example.draft.find(flags)?, flags.len())));
        let (start, length) = place.unwrap_or((0, example.draft.len()));
        let rules = &self.linter.rules().rules;
        let of_the_whole = |id: &str| rules.iter().any(|rule| *rule.id == *id && rule.kind.is_of_the_whole());
        let covered = report.findings.iter().any(|finding| {
            let here = finding.span.start < start + length && start < finding.span.end;
            here && finding.category.as_str() == category && !of_the_whole(&finding.rule)
        });
        if covered { Ok(()) } else { Err("neither it nor a finding of its category stands there".to_owned()) }
    }

    fn fail(&mut self, example: &str, what: String) {
        let (origin, rule) = (self.origin.clone(), self.rule.clone());
        self.outcome.failures.push(Failure { origin, line: self.line, rule, example: example.to_owned(), what });
    }

    /// The rule's place among those that the linter was built with.
    fn index_of(&self, id: &str) -> Option<u32> {
        self.linter.rules().rules.binary_search_by(|rule| (*rule.id).cmp(id)).ok().map(|index| index as u32)
    }

    /// Whether the rule fires on an example, alone and with everything else.
    fn hit(&self, claim: &Claim<'_>, example: &Example) -> Result<(), String> {
        let id: &str = claim.id.as_ref();
        let alone = self.lint(claim, example, self.index_of(id));
        fires(&alone, example, id).map_err(|what| format!("alone, {what}"))?;
        let together = self.lint(claim, example, None);
        self.is_flagged(&together, example, id).map_err(|what| format!("with all packs, {what}"))
    }

    /// `group` are the rules of one entry, this one among them: one of them must fire on each hit, which the first
    /// answers for; none may on what passes.
    fn claim(&mut self, claim: &Claim<'_>, group: &[&Claim<'_>]) {
        let id: &str = claim.id.as_ref();
        let Some(index) = self.index_of(id) else {
            return self.fail("rule", "the linter was built without it".to_owned());
        };
        let is_first = group.first().is_some_and(|first| first.id.as_ref() == claim.id.as_ref());
        for (name, example) in named(claim.hits, "hits").filter(|_| is_first) {
            self.outcome.examples += 1;
            let mut failed: Vec<String> = Vec::new();
            for rule in group {
                match self.hit(rule, example) {
                    Ok(()) => {
                        failed.clear();
                        break;
                    }
                    Err(what) => failed.push(what),
                }
            }
            if !failed.is_empty() {
                self.fail(&name, failed.join("; "));
            }
        }
        for (name, example) in named(claim.passes, "passes") {
            self.outcome.examples += 1;
            let together = self.lint(claim, example, None);
            // That a draft could be livelier is noted of most of them.
            let objects = |finding: &&Finding| finding.category != Category::Generic || finding.level > Level::Note;
            let wrong = |finding: &&Finding| *finding.rule == *id || example.clean && objects(finding);
            for finding in together.findings.iter().filter(wrong) {
                let text = example.draft.get(finding.span.range()).unwrap_or_default();
                self.fail(&name, format!("`{}` fires on `{text}` and must not", finding.rule));
            }
            if self.lint(claim, example, Some(index)).findings.iter().any(|f| *f.rule == *id) {
                self.fail(&name, "alone, it fires and must not".to_owned());
            }
        }
        for (name, example) in named(claim.gaps, "gaps") {
            self.outcome.examples += 1;
            if self.lint(claim, example, None).findings.iter().any(|finding| *finding.rule == *id) {
                self.fail(&name, "it fires now; move the example to `hits`".to_owned());
            }
        }
    }

    /// Lints an example, against the earlier replies that it names.
    fn lint(&self, claim: &Claim<'_>, example: &Example, rule: Option<u32>) -> Report {
        let history = if example.earlier.is_empty() { None } else { history(&example.earlier) };
        let mut draft = draft(example);
        if self.entry.is_some() {
            draft.channel = draft.channel.or_else(|| claim.channel.first().copied());
            let home = || claim.location.first().map(|name| name.as_str().into());
            draft.location = draft.location.take().or_else(home);
        }
        self.linter.lint_with(&draft, rule, history.as_ref())
    }

    fn route(&mut self, table: &EscalationTable) {
        let routed =
            |report: &Report| report.escalations.iter().any(|e| *e.topic == *table.topic && e.role == table.role);
        for (list, name, wanted) in [(&table.hits, "hits", true), (&table.passes, "passes", false)] {
            for (name, example) in named(list, name) {
                self.outcome.examples += 1;
                let as_draft = routed(&self.linter.lint(&draft(example)));
                let as_inbound = routed(&self.linter.lint(&Draft::new("Thank you.").inbound(example.draft.as_str())));
                if as_draft != wanted || as_inbound != wanted {
                    let place = if as_draft == wanted { "as inbound" } else { "as draft" };
                    let what = if wanted { "it is not routed" } else { "it is routed and must not be" };
                    self.fail(&name, format!("{place}, {what}"));
                }
            }
        }
    }
}

fn named<'a>(examples: &'a [Example], list: &'static str) -> impl Iterator<Item = (String, &'a Example)> {
    examples.iter().enumerate().map(move |(index, example)| (format!("{list}[{}]", index + 1), example))
}

/// A history of replies that nobody dated. None cannot happen: the key is long enough and the bytes were just written.
fn history(earlier: &[String]) -> Option<Connected> {
    let key = HistoryKey::new(b"examples are no secret").ok()?;
    let mut builder = HistoryBuilder::new(key.clone());
    earlier.iter().try_for_each(|reply| builder.add(&Draft::new(reply.as_str()))).ok()?;
    let mut bytes = Vec::new();
    builder.write(&mut bytes).ok()?;
    History::open(bytes, &key).ok().map(Connected::new)
}

fn draft(example: &Example) -> Draft<'_> {
    let mut draft = Draft::new(example.draft.as_str());
    draft.inbound = example.inbound.as_deref().map(Into::into);
    draft.author = example.author.as_deref().map(Into::into);
    draft.brand = example.brand.as_deref().map(Into::into);
    draft.location = example.location.as_deref().map(Into::into);
    draft.rating = example.rating;
    draft.channel = example.channel;
    draft.regime = example.regime;
    draft.practice = example.practice;
    draft.format = example.format;
    draft.context = Context { authenticated: example.authenticated, consent: example.consent, ..Context::default() };
    draft
}

/// Whether the rule fires, on the exact span where one is given.
fn fires(report: &Report, example: &Example, id: &str) -> Result<(), String> {
    let spans: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| *finding.rule == *id)
        .map(|finding| example.draft.get(finding.span.range()).unwrap_or_default())
        .collect();
    match &example.flags {
        _ if spans.is_empty() => Err(format!("it does not fire on `{}`", example.draft)),
        Some(flags) if !spans.contains(&flags.as_str()) => {
            Err(format!("it flags `{}` instead of `{flags}`", spans.join("`, `")))
        }
        _ => Ok(()),
    }
}
