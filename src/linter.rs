//! The pipeline: a draft goes in, a report comes out.

use crate::analysis::{self, Inbound, MoveScratch, Question, Scratch as AnalysisScratch};
use crate::check::{Candidate, Dictionaries, Input, Kind, Measured, Names, Reused, Said};
use crate::draft::{Approval, Channel, Consent, Draft, Exposure, Format, Practice, Profile, Regime, Role};
use crate::error::Error;
use crate::history::{Common, Found, History, Scratch as ReuseScratch, common, common_checksum};
use crate::matcher::{Hit, Scanner, Scratch as ScanScratch, Signals};
use crate::overlap::{self, Family, Nature, Raw};
use crate::pack::resolve::{Change, Guard, Route, Rule, RuleSet, resolve};
#[cfg(feature = "vale")]
use crate::pack::schema::LevelTable;
use crate::pack::{Brand, Pack, evidence, languages, moves, tones};
use crate::parallel::both;
use crate::report::{
    Applicability, Category, Checked, Edit, Escalation, Finding, Fix, Level, Limit, Offsets, Overridden, Place, Policy,
    Related, Report, SCHEMA, Scores, SkippedPart, SkippedReason, Span, Unchecked, UncheckedReason, Verdict,
};
use crate::text::{Language, Markup, SkipReason, Text};
use once_cell::sync::OnceCell;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The most findings that a report holds; the gravest are kept.
const MAX_FINDINGS: usize = 1_000;
/// What satisfies an escalation where the draft says nothing but what may stand without approval.
const HOLDING: &str = "holding text";
/// How much of a sentence around a finding its fingerprint takes in, in folded bytes.
const FINGERPRINT_REACH: usize = 160;

/// Checks drafts. Immutable, `Send + Sync` and cheap to clone.
///
/// ```
/// use replylint::{Draft, Linter, Verdict};
/// let linter = Linter::new()?;
/// let report = linter.lint(&Draft::new("Thank you for your feedback."));
/// assert_eq!(report.verdict, Verdict::Pass);
/// # Ok::<(), replylint::Error>(())
/// ```
#[derive(Clone)]
pub struct Linter {
    inner: Arc<Inner>,
    history: Option<Arc<Connected>>,
}

/// The replies to compare drafts with.
pub(crate) struct Connected {
    history: History,
    digests: [OnceCell<Arc<str>>; 54],
}

impl Connected {
    pub(crate) fn new(history: History) -> Self {
        Self { history, digests: std::array::from_fn(|_| OnceCell::new()) }
    }
}

struct Inner {
    rules: Arc<RuleSet>,
    #[cfg(feature = "vale")]
    styles: Option<Styles>,
    scanner: Arc<Scanner>,
    /// For each signal, the rules that it wakes.
    wakes: Vec<Vec<u32>>,
    /// The rules that every text wakes.
    always: Vec<u32>,
    /// The rules that any disclosure wakes.
    of_disclosures: Vec<u32>,
    /// The rules whose findings somebody must approve.
    to_approve: Vec<u32>,
    /// Whether any rule of a category applies, by regime.
    applies: [[bool; Category::ALL.len()]; 3],
    /// The rules that leave a draft a few words until somebody has approved more.
    holds: Vec<u32>,
    settings: Settings,
    /// What the digest covers besides the resolved settings.
    base: Sha256,
    digests: [OnceCell<Arc<str>>; 54],
}

/// What someone decided for every draft. A draft may only be stricter.
#[derive(Debug, Clone, Default)]
struct Settings {
    regime: Option<Regime>,
    practice: Option<Practice>,
    profile: Option<Profile>,
    channel: Option<Channel>,
    platform: Option<Arc<str>>,
    offsets: Option<Offsets>,
    as_of: Option<Arc<str>>,
}

/// Sets up a [`Linter`].
#[derive(Debug, Clone, Default)]
pub struct LinterBuilder {
    packs: Vec<Pack>,
    without_builtin: bool,
    brand: Option<Brand>,
    history: Option<History>,
    dictionaries: Dictionaries,
    #[cfg(feature = "vale")]
    styles: Option<crate::pack::vale::Styles>,
    settings: Settings,
}

impl LinterBuilder {
    /// Sets the Vale styles whose rules run as well. Their findings are `vale/Style.Rule`: a `suggestion` is a note, a
    /// `warning` is to be revised, an `error` blocks, unless a pack or the brand file changes that under `[rules]`.
    #[cfg(feature = "vale")]
    #[must_use]
    pub fn vale(mut self, styles: crate::pack::vale::Styles) -> Self {
        self.styles = Some(styles);
        self
    }

    /// Adds a pack to the built-in ones.
    #[must_use]
    pub fn pack(mut self, pack: Pack) -> Self {
        self.packs.push(pack);
        self
    }

    /// Leaves the built-in packs out.
    #[must_use]
    pub fn without_builtin(mut self) -> Self {
        self.without_builtin = true;
        self
    }

    /// Adds a pack that comes with replylint and is off unless it is asked for ([`Pack::optional_names`]).
    ///
    /// # Errors
    ///
    /// A name that no such pack has.
    pub fn optional_pack(self, name: &str) -> Result<Self, Error> {
        Ok(self.pack(Pack::optional(name)?))
    }

    /// Sets the brand.
    #[must_use]
    pub fn brand(mut self, brand: Brand) -> Self {
        self.brand = Some(brand);
        self
    }

    /// Sets the earlier replies that drafts are compared with. A reply with a draft's own id is left out.
    #[must_use]
    pub fn history(mut self, history: History) -> Self {
        self.history = Some(history);
        self
    }

    /// Hands over a dictionary for rules that check spelling (`match.spelling`, with the feature `spelling`): the
    /// language as two letters, and the texts of a Hunspell dictionary's `.aff` and `.dic` files. They are read when a
    /// rule asks for them. Vale styles look for theirs among the files that they are loaded from.
    #[must_use]
    pub fn dictionary(mut self, language: &str, affixes: &str, words: &str) -> Self {
        self.dictionaries.insert(language, affixes, words);
        self
    }

    /// Says which law binds the sender. A draft that asks for a stricter one gets it; a milder one is ignored.
    #[must_use]
    pub fn regime(mut self, regime: Regime) -> Self {
        self.settings.regime = Some(regime);
        self
    }

    /// Says what kind of practice the sender is. A draft may only be stricter.
    #[must_use]
    pub fn practice(mut self, practice: Practice) -> Self {
        self.settings.practice = Some(practice);
        self
    }

    /// Says what happens to disputed wording. A draft may only be stricter.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.settings.profile = Some(profile);
        self
    }

    /// Says where replies go. A draft may only name a channel that is as exposed.
    #[must_use]
    pub fn channel(mut self, channel: Channel) -> Self {
        self.settings.channel = Some(channel);
        self
    }

    /// Names the helpdesk that sends the replies (`zendesk`, `freshdesk` and so on, as a pack's `[[platform]]` names
    /// it). The slots that it fills in by itself are no findings; any other slot is. It counts before the one that the
    /// brand file names.
    #[must_use]
    pub fn platform(mut self, name: &str) -> Self {
        self.settings.platform = Some(name.into());
        self
    }

    /// Says what the offsets of reports count; bytes of UTF-8 unless said otherwise.
    #[must_use]
    pub fn offsets(mut self, offsets: Offsets) -> Self {
        self.settings.offsets = Some(offsets);
        self
    }

    /// Gives the date (`2026-11-22`) under which dated parts of the policy are read; the clock is never asked.
    #[must_use]
    pub fn as_of(mut self, date: &str) -> Self {
        self.settings.as_of = Some(date.into());
        self
    }

    /// Builds the linter.
    ///
    /// # Errors
    ///
    /// A pack or brand file that makes no sense: a bad pattern, an unknown concept, an id that is taken, an override
    /// of a rule that does not exist. A platform that no pack knows.
    pub fn build(self) -> Result<Linter, Error> {
        let is_builtin = !self.without_builtin && self.packs.is_empty();
        let mut packs = if self.without_builtin { Vec::new() } else { Pack::builtin() };
        packs.extend(self.packs);
        let compile = || {
            let platform = self.settings.platform.as_deref();
            let (rules, program) = resolve(&packs, self.brand.as_ref(), platform, &self.dictionaries)?;
            Ok((Arc::new(rules), Arc::new(Scanner::new(&program))))
        };
        let is_plain =
            self.brand.is_none() && self.settings.platform.is_none() && self.dictionaries.texts().next().is_none();
        // Linters that differ in settings alone share what is dear to make.
        static BUILTIN: OnceCell<(Arc<RuleSet>, Arc<Scanner>)> = OnceCell::new();
        let compile = || if is_builtin && is_plain { BUILTIN.get_or_try_init(compile).cloned() } else { compile() };
        static DIGEST: OnceCell<Sha256> = OnceCell::new();
        let digest =
            || if is_builtin { DIGEST.get_or_init(|| digest_packs(&packs)).clone() } else { digest_packs(&packs) };
        // Done beside the rules.
        let aside = || {
            #[cfg(feature = "vale")]
            self.styles.iter().for_each(crate::pack::vale::Styles::prepare);
            digest()
        };
        #[cfg(feature = "vale")]
        let is_quick = self.styles.is_none();
        #[cfg(not(feature = "vale"))]
        let is_quick = true;
        let is_quick = is_quick && is_builtin && DIGEST.get().is_some();
        let (mut base, compiled) = if is_quick { (digest(), compile()) } else { both(aside, compile) };
        let (rules, scanner) = compiled?;
        let mut settings = self.settings;
        if let Some(brand) = &self.brand {
            settings.regime = settings.regime.or(brand.file.regime);
            settings.practice = settings.practice.or(brand.file.practice);
            settings.profile = settings.profile.or(brand.file.profile);
        }
        add_settings(&mut base, self.brand.as_ref(), &self.dictionaries, &settings);
        let mut wakes = vec![Vec::new(); scanner.signals() as usize];
        let (mut always, mut of_disclosures) = (Vec::new(), Vec::new());
        let mut applies = [[false; Category::ALL.len()]; 3];
        for (index, rule) in rules.rules.iter().enumerate() {
            match rule.kind.signals() {
                [] if matches!(rule.kind, Kind::Disclosure(_) | Kind::Echo(_)) => of_disclosures.push(index as u32),
                [] => always.push(index as u32),
                signals => signals.iter().for_each(|&signal| wakes[signal as usize].push(index as u32)),
            }
            for &regime in Regime::ALL {
                let bound = &rule.only_if.regime;
                applies[regime as usize][rule.category as usize] |= bound.is_empty() || bound.contains(&regime);
            }
        }
        let holds = rules.rules.iter().enumerate();
        let holds = holds.filter(|(_, rule)| matches!(rule.kind, Kind::Exactly(_)) && !rule.only_if.topic.is_empty());
        let holds = holds.map(|(index, _)| index as u32).collect();
        let to_approve = (0..).zip(&rules.rules).filter(|(_, rule)| rule.approver.is_some());
        let to_approve = to_approve.map(|(index, _)| index).collect();
        #[cfg(feature = "vale")]
        let styles = match self.styles {
            Some(styles) => {
                section(&mut base, styles.digest());
                applies.iter_mut().for_each(|applies| applies[Category::Vale as usize] = !styles.is_empty());
                Some(Styles::new(styles, &rules.vale)?)
            }
            None => None,
        };
        let digests = std::array::from_fn(|_| OnceCell::new());
        let history = self.history.map(|history| Arc::new(Connected::new(history)));
        Ok(Linter {
            inner: Arc::new(Inner {
                #[cfg(feature = "vale")]
                styles,
                rules,
                scanner,
                wakes,
                always,
                of_disclosures,
                to_approve,
                applies,
                holds,
                settings,
                base,
                digests,
            }),
            history,
        })
    }
}

/// What one thread needs while it lints; kept from draft to draft, so that a draft costs no allocation of its own.
#[derive(Default)]
struct Scratch {
    text: Text,
    scan: ScanScratch,
    signals: Signals,
    inbound: Text,
    inbound_signals: Signals,
    analysis: AnalysisScratch,
    said: MoveScratch,
    asked: MoveScratch,
    questions: Vec<Question>,
    stems: Vec<u32>,
    woken: Vec<u32>,
    candidates: Vec<Candidate>,
    raw: Vec<Raw>,
    overridden: Vec<u32>,
    approved: Vec<(u32, usize)>,
    names: RefCell<Names>,
    measured: RefCell<Measured>,
    reuse: Option<Box<ReuseScratch>>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// The circumstances of one draft.
struct Circumstances {
    regime: Regime,
    regime_given: bool,
    practice: Practice,
    profile: Profile,
    channel: Channel,
    exposure: Exposure,
    consent: Consent,
}

impl Linter {
    /// A linter with the built-in packs.
    ///
    /// # Errors
    ///
    /// Never with the packs that ship; the type is that of [`LinterBuilder::build`].
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Sets up a linter.
    #[must_use]
    pub fn builder() -> LinterBuilder {
        LinterBuilder::default()
    }

    /// The same linter with other earlier replies to compare with; nothing is compiled again.
    #[must_use]
    pub fn with_history(&self, history: History) -> Self {
        Self { inner: Arc::clone(&self.inner), history: Some(Arc::new(Connected::new(history))) }
    }

    /// Checks one draft. Cannot fail, and takes time linear in the lengths of draft and inbound.
    #[must_use]
    pub fn lint(&self, draft: &Draft<'_>) -> Report {
        SCRATCH.with_borrow_mut(|scratch| self.inner.lint(draft, scratch, None, self.history.as_deref()))
    }

    /// Checks many drafts on `threads` threads (0: one for each core). The reports stand in the order of the drafts
    /// and equal those of [`Linter::lint`].
    #[must_use]
    pub fn lint_many(&self, drafts: &[Draft<'_>], threads: usize) -> Vec<Report> {
        let mut done: Vec<(usize, Report)> = Vec::with_capacity(drafts.len());
        let parts = self.lint_each(drafts, threads, Vec::new, |part, place, report| part.push((place, report)));
        parts.into_iter().for_each(|part| done.extend(part));
        done.sort_by_key(|(place, _)| *place);
        done.into_iter().map(|(_, report)| report).collect()
    }

    /// Checks many drafts on `threads` threads (0: one for each core) and gives each report to `each`, with the place of
    /// its draft and what `start` made for the thread: that of every thread comes back. In no order; for work on
    /// reports that is worth a thread of its own, or reports that need not be kept.
    #[must_use]
    pub fn lint_each<S: Send>(
        &self,
        drafts: &[Draft<'_>],
        threads: usize,
        mut start: impl FnMut() -> S,
        each: impl Fn(&mut S, usize, Report) + Sync,
    ) -> Vec<S> {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if threads == 0 { cores() } else { threads }.min(drafts.len().div_ceil(64)).max(1);
        let chunk = drafts.len().div_ceil(threads * 8).max(1);
        let next = AtomicUsize::new(0);
        let work = |mut own: S| {
            loop {
                let first = next.fetch_add(chunk, Ordering::Relaxed);
                let Some(part) = drafts.get(first..drafts.len().min(first + chunk)) else { return own };
                if part.is_empty() {
                    return own;
                }
                for (place, draft) in (first..).zip(part) {
                    each(&mut own, place, self.lint(draft));
                }
            }
        };
        if threads == 1 {
            return vec![work(start())];
        }
        let starts: Vec<S> = (0..threads).map(|_| start()).collect();
        let work = &work;
        // Scoped threads, not a pool: a pool's threads are gone in a forked child, which would wait for ever.
        std::thread::scope(|scope| {
            let workers: Vec<_> = starts.into_iter().map(|own| scope.spawn(move || work(own))).collect();
            let finish = |worker: std::thread::ScopedJoinHandle<'_, S>| match worker.join() {
                Ok(own) => own,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            workers.into_iter().map(finish).collect()
        })
    }

    pub(crate) fn rules(&self) -> &RuleSet {
        &self.inner.rules
    }

    /// Checks a draft with one rule alone or with all, against another history than the linter's own.
    pub(crate) fn lint_with(&self, draft: &Draft<'_>, rule: Option<u32>, history: Option<&Connected>) -> Report {
        SCRATCH.with_borrow_mut(|scratch| self.inner.lint(draft, scratch, rule, history))
    }
}

impl fmt::Debug for Linter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Linter").field("rules", &self.inner.rules.rules.len()).finish_non_exhaustive()
    }
}

impl Inner {
    /// The way of a draft, top to bottom.
    fn lint(
        &self,
        draft: &Draft<'_>,
        scratch: &mut Scratch,
        only: Option<u32>,
        connected: Option<&Connected>,
    ) -> Report {
        let case = self.circumstances(draft);
        let markup = if draft.format == Some(Format::Html) { Markup::Html } else { Markup::Plain };
        scratch.text.read(&draft.text, markup);
        self.scanner.scan(&scratch.text, &mut scratch.scan, &mut scratch.signals);
        scratch.inbound.read(draft.inbound.as_deref().unwrap_or_default(), Markup::Plain);
        if draft.inbound.is_some() {
            self.scanner.scan(&scratch.inbound, &mut scratch.scan, &mut scratch.inbound_signals);
        } else {
            scratch.inbound_signals.clear();
        }

        scratch.raw.clear();
        scratch.overridden.clear();
        scratch.approved.clear();
        scratch.analysis.clear();
        let language = scratch.text.language();
        if let Some(analyzer) = self.rules.analyzer(language).filter(|_| case.regime != Regime::None) {
            let inbound = Inbound {
                text: draft.inbound.is_some().then_some(&scratch.inbound),
                signals: &scratch.inbound_signals,
            };
            analyzer.run(&scratch.text, &scratch.signals, &inbound, case.profile as usize, &mut scratch.analysis);
        }
        self.wake(&scratch.signals, !scratch.analysis.found().is_empty(), &mut scratch.woken);
        let moves = self.rules.moves(language);
        let mut surplus = 0;
        let mut content = None;
        scratch.questions.clear();
        if let Some(moves) = moves {
            if let Some(source) = &draft.inbound {
                moves.read(&scratch.inbound, source, None, &mut scratch.asked);
                content = Some(scratch.asked.content());
            }
            let asked = content.map(|_| (&scratch.inbound, &scratch.asked));
            moves.read(&scratch.text, &draft.text, asked, &mut scratch.said);
            surplus = analysis::surplus(&scratch.said);
            if let Some(asked) = asked {
                let said = (&scratch.text, &scratch.said);
                analysis::find_questions(moves, asked, said, &mut scratch.stems, &mut scratch.questions);
            }
        }
        let asked = content.map(|_| &scratch.asked);
        let said = moves.map(|of| Said {
            of,
            said: &scratch.said,
            asked,
            surplus,
            content,
            questions: &scratch.questions,
            tones: self.rules.tones(language),
            heard: OnceCell::new(),
        });
        scratch.names.get_mut().clear();
        scratch.measured.get_mut().clear();
        let reuse = connected.map(|connected| {
            let query = connected.history.ask(draft, self.settings.as_of.as_deref(), self.common());
            query.run(draft, &scratch.text, scratch.reuse.get_or_insert_default())
        });
        let input = Input {
            draft,
            text: &scratch.text,
            signals: &scratch.signals,
            inbound: draft.inbound.is_some().then_some(&scratch.inbound),
            inbound_signals: &scratch.inbound_signals,
            own: &self.rules.own,
            disclosures: scratch.analysis.found(),
            names: &scratch.names,
            moves: said.as_ref(),
            profile: case.profile,
            reuse: reuse.as_ref(),
            language,
            measured: &scratch.measured,
        };
        for &index in scratch.woken.iter().filter(|&&index| only.is_none_or(|only| only == index)) {
            self.run_rule(index, &input, &case, &mut scratch.candidates, &mut scratch.raw, &mut scratch.overridden);
            let approved = scratch.candidates.drain(..).filter_map(|place| place.approved);
            scratch.approved.extend(approved.map(|text| (index, text as usize)));
        }
        let held = self.hold(&input, &case, &mut scratch.raw);
        let mut approved = self.leave_approved(&scratch.text, &mut scratch.raw);
        approved.append(&mut scratch.approved);
        let suppressed = self.leave_suppressed(&scratch.text, &mut scratch.raw);
        overlap::resolve(&mut scratch.raw);
        let truncated = keep_gravest(&mut scratch.raw);

        let mut report = self.empty_report(draft, &case, connected);
        if truncated {
            report.incomplete.push(Limit::Findings);
        }
        self.say_what_was_checked(&mut report, &scratch.text, language, scratch.signals.limited(), case.regime);
        report.scores.reuse = reuse.as_ref().map(Found::share);
        self.fill_findings(&mut report, &input, &scratch.raw);
        #[cfg(feature = "vale")]
        if let Some(styles) = self.styles.as_ref().filter(|_| only.is_none()) {
            styles.fill(&mut report, draft, &scratch.text, &case);
        }
        self.fill_escalations(&mut report, &input, case.exposure, &held);
        self.fill_overridden(&mut report, draft, &scratch.overridden, approved);
        self.fill_suppressed(&mut report, &suppressed);
        if let Some(said) = said.as_ref().filter(|_| !scratch.text.tokens().is_empty()) {
            report.scores.coverage = Some(said.said.coverage());
            report.scores.anchors = draft.inbound.is_some().then_some(said.said.anchors);
            report.scores.own_facts = Some(said.said.facts);
        }
        report.verdict = report.judged();
        report.convert_offsets(&draft.text, draft.inbound.as_deref(), self.settings.offsets.unwrap_or(Offsets::Utf8));
        report
    }

    fn circumstances(&self, draft: &Draft<'_>) -> Circumstances {
        let set = &self.settings;
        let channel = match (set.channel, draft.channel) {
            (Some(set), Some(own)) if own.exposure(&draft.context) >= set.exposure(&draft.context) => own,
            (set, own) => set.or(own).unwrap_or(Channel::PublicReview),
        };
        Circumstances {
            regime: stricter(set.regime, draft.regime).unwrap_or(Regime::Hipaa),
            regime_given: set.regime.is_some() || draft.regime.is_some(),
            practice: stricter(set.practice, draft.practice).unwrap_or(Practice::General),
            profile: stricter(set.profile, draft.profile).unwrap_or(Profile::Standard),
            channel,
            exposure: channel.exposure(&draft.context),
            consent: draft.context.consent.unwrap_or(Consent::None),
        }
    }

    /// The rules that the hits and the disclosures wake, each once.
    fn wake(&self, signals: &Signals, discloses: bool, woken: &mut Vec<u32>) {
        woken.clear();
        woken.extend(&self.always);
        if discloses {
            woken.extend(&self.of_disclosures);
        }
        for group in signals.all().chunk_by(|a, b| a.signal == b.signal) {
            woken.extend(&self.wakes[group[0].signal as usize]);
        }
        woken.sort_unstable();
        woken.dedup();
    }

    fn run_rule(
        &self,
        index: u32,
        input: &Input<'_>,
        case: &Circumstances,
        candidates: &mut Vec<Candidate>,
        raw: &mut Vec<Raw>,
        overridden: &mut Vec<u32>,
    ) {
        let rule = &self.rules.rules[index as usize];
        let routes = &self.rules.routes;
        if !rule.only_if.allows(input, case, routes) || rule.unless.forbids(input, case, routes) {
            return;
        }
        let (level, own_level) = rule.levels(case, input.draft.location.as_deref());
        if level.max(own_level).is_none() {
            return;
        }
        candidates.clear();
        rule.kind.run(input, candidates);
        candidates.retain(|place| rule.only_if.holds_at(input, place) && !rule.unless.stands_at(input, place));
        if candidates.is_empty() {
            return;
        }
        if level < own_level {
            overridden.push(index);
        }
        let Some(level) = level else { return };
        let nature = match rule.kind {
            Kind::Echo(_) => Nature::Echo,
            Kind::Unnoticed(_) => Nature::Absence,
            Kind::Reuse(_) => Nature::Reuse,
            Kind::Move(_) => Nature::Move,
            _ if rule.kind.is_identifier() => Nature::Identifier,
            _ if rule.kind.is_of_the_whole() => Nature::Whole,
            _ if rule.kind.is_counted() => Nature::Count,
            _ if rule.kind.is_wording() => Nature::Wording,
            _ => Nature::Fault,
        };
        let family = Family { category: rule.category, nature, guideline: rule.guideline };
        raw.extend(candidates.iter().filter(|place| place.approved.is_none()).map(|place| Raw {
            rule: index,
            family,
            level: place.most.map_or(level, |most| level.min(most)),
            start: place.start,
            end: place.end,
            disclosure: place.disclosure,
            inbound: place.inbound,
            reused: place.reused,
            note: place.note,
        }));
    }

    /// Texts that prove nothing where they are repeated.
    fn common(&self) -> Common<'_> {
        Common { background: common(), approved: &self.rules.approved_grams, answers: &self.rules.answers }
    }

    /// Drops what `generic` and `brand` rules say about approved texts. Returns rule and text of each.
    fn leave_approved(&self, text: &Text, raw: &mut Vec<Raw>) -> Vec<(u32, usize)> {
        let concerned = |raw: &Raw| matches!(raw.family.category, Category::Generic | Category::Brand);
        let mut left = Vec::new();
        if self.rules.approved.is_empty() || !raw.iter().any(concerned) {
            return left;
        }
        for (name, approved) in self.rules.approved.iter().enumerate() {
            for (start, found) in text.folded().match_indices(&approved.folded) {
                let place = start as u32..(start + found.len()) as u32;
                raw.retain(|raw| {
                    let inside = concerned(raw) && place.start <= raw.start && raw.end <= place.end;
                    if inside {
                        left.push((raw.rule, name));
                    }
                    !inside
                });
            }
        }
        left
    }

    /// Looks at the rules that leave a draft a few words until somebody has approved more. Where all who must approve
    /// have, they say nothing. What is waived where a topic was raised is waived, too, where a draft says the topic's
    /// words alone, whoever raised it. Returns the topics, by number, of which the draft says those words alone.
    fn hold(&self, input: &Input<'_>, case: &Circumstances, raw: &mut Vec<Raw>) -> Vec<u32> {
        let mut held = Vec::new();
        let mut places = Vec::new();
        for &index in &self.holds {
            let rule = &self.rules.rules[index as usize];
            let topics = &rule.only_if.topic;
            let waived = |raw: &Raw| {
                let waived_by = &self.rules.rules[raw.rule as usize].unless.topic;
                waived_by.iter().any(|topic| topics.contains(topic))
            };
            if raw.iter().any(waived) {
                places.clear();
                rule.kind.run(input, &mut places);
                if places.is_empty() {
                    raw.retain(|raw| !waived(raw));
                }
            }
            let routes = &self.rules.routes;
            let holds = rule.only_if.allows(input, case, routes) && !rule.unless.forbids(input, case, routes);
            if !holds
                || input.text.tokens().is_empty()
                || rule.levels(case, input.draft.location.as_deref()).0.is_none()
            {
                continue;
            }
            if !raw.iter().any(|raw| raw.rule == index) {
                held.extend(&rule.only_if.topic);
                continue;
            }
            let raised = rule.only_if.topic.iter().filter_map(|&number| routes.get(number as usize));
            let mut raised = raised.filter(|route| route.is_raised(input, case.exposure));
            if raised.all(|route| route.is_approved(&input.draft.approvals)) {
                raw.retain(|raw| raw.rule != index);
            }
        }
        held
    }

    /// Drops what somebody looked at and let stand. Returns the numbers of what was used.
    fn leave_suppressed(&self, text: &Text, raw: &mut Vec<Raw>) -> Vec<usize> {
        let mut used = Vec::new();
        if raw.is_empty() {
            return used;
        }
        let today = self.settings.as_of.as_deref();
        for (number, let_stand) in self.rules.suppressed.iter().enumerate() {
            let over = let_stand.expires.as_deref().zip(today).is_some_and(|(expires, today)| expires < today);
            if over || !raw.iter().any(|raw| *self.rules.rules[raw.rule as usize].id == *let_stand.rule) {
                continue;
            }
            for (start, found) in text.folded().match_indices(&let_stand.folded) {
                let place = start as u32..(start + found.len()) as u32;
                raw.retain(|raw| {
                    let of_rule = *self.rules.rules[raw.rule as usize].id == *let_stand.rule;
                    let inside = of_rule && place.start <= raw.start && raw.end <= place.end;
                    if inside {
                        used.push(number);
                    }
                    !inside
                });
            }
        }
        used.dedup();
        used
    }

    fn fill_suppressed(&self, report: &mut Report, used: &[usize]) {
        for &number in used {
            let let_stand = &self.rules.suppressed[number];
            report.overridden.push(Overridden {
                rule: Arc::clone(&let_stand.rule),
                reason: Arc::clone(&let_stand.said),
                by: Some(Arc::clone(&let_stand.author)),
                at: None,
            });
        }
        report.overridden.sort_by(|a, b| (&a.rule, &a.reason).cmp(&(&b.rule, &b.reason)));
        report.overridden.dedup();
    }

    fn empty_report(&self, draft: &Draft<'_>, case: &Circumstances, connected: Option<&Connected>) -> Report {
        Report {
            schema: SCHEMA,
            id: draft.id.as_deref().map(str::to_owned),
            verdict: Verdict::Pass,
            checked: Checked::default(),
            unchecked: Vec::new(),
            offsets: Offsets::Utf8,
            findings: Vec::new(),
            escalations: Vec::new(),
            overridden: Vec::new(),
            scores: Scores::default(),
            incomplete: Vec::new(),
            skipped: Vec::new(),
            policy: Policy {
                digest: self.digest(case, connected),
                engine: engine_version(),
                packs: Arc::clone(&self.rules.packs),
                regime: case.regime,
                regime_given: case.regime_given,
                practice: case.practice,
                profile: case.profile,
                channel: case.channel,
                as_of: self.settings.as_of.clone(),
            },
        }
    }

    fn say_what_was_checked(
        &self,
        report: &mut Report,
        text: &Text,
        language: Language,
        limited: bool,
        regime: Regime,
    ) {
        if text.truncated() {
            report.incomplete.push(Limit::Length);
        }
        if limited && !report.incomplete.contains(&Limit::Findings) {
            report.incomplete.push(Limit::Findings);
        }
        let reason = if text.tokens().is_empty() {
            Some(UncheckedReason::Empty)
        } else if limited || text.truncated() {
            Some(UncheckedReason::Limit)
        } else if language == Language::Unknown {
            Some(UncheckedReason::Language)
        } else {
            None
        };
        for &category in Category::ALL {
            if self.applies[regime as usize][category as usize] {
                // Of Spanish, the rules read what it says of a person's health.
                let unread = language == Language::Spanish && category != Category::Phi;
                let reason = reason.or(unread.then_some(UncheckedReason::Language));
                // Whoever chose a style chose it for the language.
                let reason = reason.filter(|reason| category != Category::Vale || *reason != UncheckedReason::Language);
                *report.checked.entry(category) = Some(reason.is_none());
                report.unchecked.extend(reason.map(|reason| Unchecked { category, reason }));
            }
        }
        report.skipped.extend(text.skipped().iter().map(|skipped| SkippedPart {
            start: skipped.span.start,
            end: skipped.span.end,
            reason: match skipped.reason {
                SkipReason::QuotedHistory => SkippedReason::QuotedHistory,
                SkipReason::Signature => SkippedReason::Signature,
            },
        }));
    }

    fn fill_findings(&self, report: &mut Report, input: &Input<'_>, raw: &[Raw]) {
        let text = input.text;
        report.findings.reserve_exact(raw.len());
        // How often each fingerprint was met.
        let mut prints: BTreeMap<[u8; 8], u64> = BTreeMap::new();
        for raw in raw {
            let rule = &self.rules.rules[raw.rule as usize];
            let posted = rule.posted.as_ref().filter(|_| input.draft.posted_at.is_some());
            let (advice, cite) = posted.map_or((&rule.advice, &rule.cite), |posted| (&posted.advice, &posted.cite));
            let span = Span::from(text.source_span(raw.start as usize..raw.end as usize));
            let print = rule.fingerprint(text, raw.start as usize..raw.end as usize);
            let met = prints.entry(print).or_default();
            let earlier = *met;
            *met += 1;
            let disclosure = raw.disclosure.and_then(|number| input.disclosures.get(number as usize));
            let mut related = Vec::new();
            if let Some(((start, end), inbound)) = raw.inbound.zip(input.inbound) {
                let span = inbound.source_span(start as usize..end as usize);
                let message =
                    if raw.family.nature == Nature::Echo { "the inbound says it" } else { "the inbound asks it" };
                related.push(Related {
                    place: Place::Inbound,
                    start: span.start,
                    end: span.end,
                    message: message.into(),
                });
            }
            let whole = input.reuse.filter(|found| raw.reused == Some(Reused::Reply) && found.pieces.len() > 1);
            related.extend(whole.into_iter().flat_map(|found| &found.pieces).map(|&(start, end)| {
                let span = text.source_span(start as usize..end as usize);
                Related { place: Place::Draft, start: span.start, end: span.end, message: "stands in it".into() }
            }));
            let mut cues = Vec::new();
            if let Some(found) = disclosure {
                cues.extend(found.cues(evidence()).map(Arc::from));
            }
            let mut fixes: Vec<Fix> = rule.fix.iter().map(|fix| fix_at(fix, span)).collect();
            let mut detail = rule.kind.detail(input, raw.start as usize..raw.end as usize, raw.note);
            related.append(&mut detail.related);
            cues.append(&mut detail.cues);
            fixes.append(&mut detail.fixes);
            report.findings.push(Finding {
                rule: Arc::clone(&rule.id),
                category: rule.category,
                level: raw.level,
                span,
                fingerprint: hex(u64::from_be_bytes(print).wrapping_add(earlier)),
                message: raw.reused.zip(input.reuse).map_or_else(
                    || Arc::clone(&rule.message),
                    |(reused, found)| format!("{}: {}", rule.message, where_from(reused, found)).into(),
                ),
                why: Arc::clone(&rule.why),
                advice: Arc::clone(advice),
                cite: Arc::clone(cite),
                guide: rule.guide.clone(),
                disputed: rule.disputed.is_some(),
                sources: rule.disputed.clone(),
                cues,
                fixes,
                related,
            });
        }
        // Findings are few; by place in the source, which HTML may order as the folded text does.
        report.findings.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    }

    fn fill_escalations(&self, report: &mut Report, input: &Input<'_>, exposure: Exposure, held: &[u32]) {
        for (number, route) in self.rules.routes.iter().enumerate() {
            if route.is_raised(input, exposure) {
                let known = escalation(&route.topic, route.role, &route.why, &route.cite, &input.draft.approvals);
                let holding = || held.contains(&(number as u32)).then(|| HOLDING.to_owned());
                report.escalations.push(Escalation {
                    advice: route.advice.clone(),
                    approver: route.approver.clone(),
                    satisfied_by: known.satisfied_by.clone().or_else(holding),
                    ..known
                });
            }
        }
        for &index in &self.to_approve {
            let rule = &self.rules.rules[index as usize];
            let Some(role) = rule.approver else { continue };
            if !report.findings.iter().any(|finding| finding.rule == rule.id) {
                continue;
            }
            if !report.escalations.iter().any(|known| known.topic == rule.id) {
                report.escalations.push(escalation(&rule.id, role, &rule.why, &rule.cite, &input.draft.approvals));
            }
        }
        report.escalations.sort_by(|a, b| (&a.topic, a.role).cmp(&(&b.topic, b.role)));
        report.escalations.dedup_by(|a, b| a.topic == b.topic && a.role == b.role);
    }

    fn fill_overridden(&self, report: &mut Report, draft: &Draft<'_>, overridden: &[u32], approved: Vec<(u32, usize)>) {
        for &index in overridden {
            let rule = &self.rules.rules[index as usize];
            let Some(change) = rule.change(report.policy.channel, draft.location.as_deref()) else { continue };
            report.overridden.push(Overridden {
                rule: Arc::clone(&rule.id),
                reason: change.reason.clone().unwrap_or_default(),
                by: change.by.clone(),
                at: change.at.clone(),
            });
        }
        for (index, text) in approved {
            let name = &self.rules.approved[text].name;
            let reason = format!("approved text `{name}`").into();
            let rule = Arc::clone(&self.rules.rules[index as usize].id);
            report.overridden.push(Overridden { rule, reason, by: None, at: None });
        }
        report.overridden.sort_by(|a, b| (&a.rule, &a.reason).cmp(&(&b.rule, &b.reason)));
        report.overridden.dedup();
    }

    /// The digest of everything that decides, worked out once for each combination of resolved settings.
    fn digest(&self, case: &Circumstances, connected: Option<&Connected>) -> Arc<str> {
        let index = ((case.regime as usize * 3 + case.practice as usize) * 3 + case.profile as usize) * 2;
        let digests = connected.map_or(&self.digests, |connected| &connected.digests);
        let cell = &digests[index + usize::from(case.regime_given)];
        let digest = cell.get_or_init(|| {
            let mut hash = self.base.clone();
            if let Some(connected) = connected {
                section(&mut hash, connected.history.digest());
                section(&mut hash, &format!("{:016x}", common_checksum()));
            }
            let given = if case.regime_given { "given" } else { "assumed" };
            for word in [case.regime.as_str(), case.practice.as_str(), case.profile.as_str(), given] {
                section(&mut hash, word);
            }
            hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
        });
        Arc::clone(digest)
    }
}

/// Vale styles, and what a policy changed of them.
#[cfg(feature = "vale")]
struct Styles {
    styles: crate::pack::vale::Styles,
    /// By number.
    rules: Vec<StyleRule>,
    /// What to do where a rule proposes nothing.
    otherwise: Arc<str>,
}

/// What all findings of a Vale rule share.
#[cfg(feature = "vale")]
struct StyleRule {
    id: Arc<str>,
    level: Level,
    change: Option<Change>,
    message: Arc<str>,
    why: Arc<str>,
    cite: Arc<[Arc<str>]>,
}

#[cfg(feature = "vale")]
impl Styles {
    fn new(styles: crate::pack::vale::Styles, written: &[(String, Change, Error)]) -> Result<Self, Error> {
        let mut changes = BTreeMap::new();
        for (id, change, place) in written {
            let name = id.trim_start_matches("vale/");
            let loaded = styles.rules().find(|(known, _)| *known == name);
            let skipped = styles.skipped().iter().any(|skipped| skipped.rule == name);
            let Some((_, level)) = loaded else {
                if skipped {
                    continue;
                }
                let near = styles.rules().map(|(known, _)| known).find(|known| crate::near::is_near(name, known));
                let error = place.clone().saying(format!("there is no rule `{id}` to change")).in_rule(id);
                return Err(match near {
                    Some(near) => error.remedy(format!("did you mean `vale/{near}`?")),
                    None => error.remedy("`replylint pack lint` lists the rules of a style that do not run"),
                });
            };
            let weakens = change.level.weakens(&LevelTable::everywhere(level));
            if weakens && change.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
                let error = place.clone().saying("the rule is weakened without a reason".to_owned()).in_rule(id);
                return Err(error.remedy("write `reason = \"…\"`; it stands in every report that the change touches"));
            }
            changes.insert(name, change);
        }
        let rules = styles.said().map(|said| StyleRule {
            id: format!("vale/{}", said.name).into(),
            level: said.level,
            change: changes.get(said.name).map(|&change| change.clone()),
            message: said.message.into(),
            why: Self::why(said.name, said.description),
            cite: Some(said.link).filter(|link| !link.is_empty()).into_iter().map(Arc::from).collect(),
        });
        Ok(Self { rules: rules.collect(), styles, otherwise: "write it otherwise".into() })
    }

    /// Why a finding matters: what the rule's description says, where it has one.
    fn why(rule: &str, description: &str) -> Arc<str> {
        match description.is_empty() {
            true => format!("the style `{}` asks for it", rule.split('.').next().unwrap_or_default()).into(),
            false => description.into(),
        }
    }

    /// Adds what the styles find to a report.
    fn fill(&self, report: &mut Report, draft: &Draft<'_>, text: &Text, case: &Circumstances) {
        if text.tokens().is_empty() {
            return;
        }
        let visible = crate::pack::vale::Visible::of(text, &draft.text);
        let (places, gave_up) = self.styles.find(&visible);
        if gave_up {
            report.incomplete.push(Limit::Steps);
            if report.checked.vale == Some(true) {
                report.checked.vale = Some(false);
                report.unchecked.push(Unchecked { category: Category::Vale, reason: UncheckedReason::Limit });
            }
        }
        let mut prints: BTreeMap<[u8; 8], u64> = BTreeMap::new();
        let mut found = Vec::new();
        for place in places {
            let span = Span::from(text.source_of_plain(place.span.clone()));
            let StyleRule { id, level: own, change, message, why, cite } = &self.rules[place.rule];
            let level = change.as_ref().map_or(Some(*own), |change| {
                change.level.level(case.exposure, case.consent, case.regime, case.practice)
            });
            if let Some(change) = change.as_ref().filter(|_| level < Some(*own)) {
                let note = Overridden {
                    rule: Arc::clone(id),
                    reason: change.reason.clone().unwrap_or_default(),
                    by: change.by.clone(),
                    at: change.at.clone(),
                };
                if !report.overridden.contains(&note) {
                    report.overridden.push(note);
                }
            }
            let Some(level) = level.filter(|_| span.end > span.start) else { continue };
            let mut hash = Sha256::new();
            section(&mut hash, id);
            section(&mut hash, &place.around);
            let print = hash.finalize().first_chunk::<8>().copied().unwrap_or_default();
            let met = prints.entry(print).or_default();
            let earlier = std::mem::replace(met, *met + 1);
            let words = |option: &String| match (option.as_str(), place.derived) {
                ("", _) => "leave it out".to_owned(),
                (_, true) => "write it otherwise".to_owned(),
                (option, false) => format!("write `{option}`"),
            };
            let titles: Vec<String> = place.options.iter().map(words).collect();
            let advice = titles.first().map_or_else(|| Arc::clone(&self.otherwise), |title| title.as_str().into());
            let fix = |(title, text): (String, String)| Fix {
                title,
                applicability: Applicability::Suggested,
                edits: vec![Edit { start: span.start, end: span.end, text }],
            };
            found.push(Finding {
                rule: Arc::clone(id),
                category: Category::Vale,
                level,
                span,
                fingerprint: hex(u64::from_be_bytes(print).wrapping_add(earlier)),
                message: place.message.map_or_else(|| Arc::clone(message), Arc::from),
                why: place.description.map_or_else(|| Arc::clone(why), |said| Self::why(&id["vale/".len()..], &said)),
                advice,
                cite: Arc::clone(cite),
                guide: None,
                disputed: false,
                sources: None,
                cues: Vec::new(),
                fixes: titles.into_iter().zip(place.options).map(fix).collect(),
                related: Vec::new(),
            });
        }
        let room = MAX_FINDINGS.saturating_sub(report.findings.len());
        if found.len() > room {
            found.sort_by_key(|finding| std::cmp::Reverse(finding.level));
            found.truncate(room);
            if !report.incomplete.contains(&Limit::Findings) {
                report.incomplete.push(Limit::Findings);
            }
        }
        report.findings.append(&mut found);
        report.findings.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    }
}

impl Rule {
    /// The level here, and the level that it would have without a policy's change.
    fn levels(&self, case: &Circumstances, location: Option<&str>) -> (Option<Level>, Option<Level>) {
        let of = |table: &crate::pack::schema::LevelTable| {
            table.level(case.exposure, case.consent, case.regime, case.practice)
        };
        let own = match (&self.disputed, case.profile) {
            (None, _) | (Some(_), Profile::Strict) => of(&self.level),
            (Some(_), Profile::Standard) => of(&self.level).map(|_| Level::Note),
            (Some(_), Profile::Lenient) => None,
        };
        (self.change(case.channel, location).map_or(own, |change| of(&change.level)), own)
    }

    /// The policy's change of the rule that holds here.
    fn change(&self, channel: Channel, location: Option<&str>) -> Option<&Change> {
        let here = |name: &String| location.is_some_and(|location| location.trim().eq_ignore_ascii_case(name.trim()));
        self.changed.iter().rev().find(|change| {
            (change.channel.is_empty() || change.channel.contains(&channel))
                && (change.location.is_empty() || change.location.iter().any(here))
        })
    }

    /// Hashes the sentence around a finding. Digits are masked and an identifier is left out, so that nobody can try
    /// numbers until a fingerprint fits.
    fn fingerprint(&self, text: &Text, place: Range<usize>) -> [u8; 8] {
        let sentence = sentence_at(text, place.start as u32).unwrap_or(place.clone());
        let from = sentence.start.max(place.start.saturating_sub(FINGERPRINT_REACH)).min(place.start);
        let to = sentence.end.min(place.end + FINGERPRINT_REACH).max(place.end);
        let folded = text.folded().as_bytes();
        let mask = |byte: &u8| if byte.is_ascii_digit() { b'#' } else { *byte };
        let mut hash = Sha256::new();
        section(&mut hash, &self.id);
        let around = if self.kind.is_identifier() { place.clone() } else { place.start..place.start };
        let mut masked = Vec::with_capacity(to - from + 1);
        masked.extend(folded[from..around.start].iter().map(mask));
        masked.push(b'\n');
        masked.extend(folded[around.end..to].iter().map(mask));
        hash.update(&masked);
        hash.finalize().first_chunk::<8>().copied().unwrap_or_default()
    }
}

impl Route {
    /// Whether the inbound raises the topic, or the draft where its own words count.
    fn is_raised(&self, input: &Input<'_>, exposure: Exposure) -> bool {
        !self.ignored
            && (input.inbound.is_some_and(|inbound| self.stands(inbound, input.inbound_signals))
                || !(self.inbound_first && input.inbound.is_some())
                    && (!self.quiet.contains(&exposure) && self.stands(input.text, input.signals)))
    }

    /// Whether somebody approved, in the role or by the name that the brand gives.
    fn is_approved(&self, approvals: &[Approval]) -> bool {
        let named = |approval: &Approval| approval.by.is_some() && approval.by.as_deref() == self.approver.as_deref();
        approvals.iter().any(|approval| approval.role == self.role || named(approval))
    }

    /// Whether a text speaks of the topic.
    fn stands(&self, text: &Text, signals: &Signals) -> bool {
        let everyday = |hit: &Hit| {
            let senses = self.not.map_or(&[][..], |not| signals.of(not));
            senses.iter().any(|sense| sense.start < hit.end && hit.start < sense.end)
        };
        let silenced = |hit: &Hit| self.unless.is_some_and(|unless| in_sentence(text, signals, unless, hit.start));
        signals.of(self.signal).iter().any(|hit| !everyday(hit) && !silenced(hit))
    }
}

impl Guard {
    /// Whether what concerns the whole draft allows the rule.
    fn allows(&self, input: &Input<'_>, case: &Circumstances, routes: &[Route]) -> bool {
        if !self.asks {
            return true;
        }
        let format = input.draft.format.unwrap_or(Format::Text);
        (self.channel.is_empty() || self.channel.contains(&case.channel))
            && (self.regime.is_empty() || self.regime.contains(&case.regime))
            && (self.format.is_empty() || self.format.contains(&format))
            && (self.language.is_empty() || self.names_language(input))
            && (self.location.is_empty() || self.names_location(input))
            && (self.rating.is_none() || self.holds_rating(input))
            && self.draft_has.is_none_or(|signal| !input.signals.of(signal).is_empty())
            && self.inbound_has.is_none_or(|signal| !input.inbound_signals.of(signal).is_empty())
            && (self.topic.is_empty() || self.is_raised(input, case, routes))
    }

    /// Whether anything that concerns the whole draft forbids the rule.
    fn forbids(&self, input: &Input<'_>, case: &Circumstances, routes: &[Route]) -> bool {
        if !self.asks {
            return false;
        }
        let format = input.draft.format.unwrap_or(Format::Text);
        self.channel.contains(&case.channel)
            || self.regime.contains(&case.regime)
            || self.format.contains(&format)
            || self.names_language(input)
            || self.names_location(input)
            || self.holds_rating(input)
            || self.draft_has.is_some_and(|signal| !input.signals.of(signal).is_empty())
            || self.inbound_has.is_some_and(|signal| !input.inbound_signals.of(signal).is_empty())
            || self.is_raised(input, case, routes)
    }

    fn names_language(&self, input: &Input<'_>) -> bool {
        let code = input.language.code();
        self.language.iter().any(|language| Some(language.as_str()) == code)
    }

    fn names_location(&self, input: &Input<'_>) -> bool {
        let own = input.draft.location.as_deref().map(str::trim);
        self.location.iter().any(|location| own.is_some_and(|own| own.eq_ignore_ascii_case(location.trim())))
    }

    fn holds_rating(&self, input: &Input<'_>) -> bool {
        let range = self.rating.zip(input.draft.rating);
        range.is_some_and(|((min, max), rating)| (min..=max).contains(&rating))
    }

    /// Whether the inbound or the draft raises one of the topics.
    fn is_raised(&self, input: &Input<'_>, case: &Circumstances, routes: &[Route]) -> bool {
        self.topic
            .iter()
            .filter_map(|&number| routes.get(number as usize))
            .any(|route| route.is_raised(input, case.exposure))
    }

    /// Whether everything that the guard asks of a place stands there.
    fn holds_at(&self, input: &Input<'_>, place: &Candidate) -> bool {
        self.sentence_has.is_none_or(|signal| in_sentence(input.text, input.signals, signal, place.start))
            && self.clause_has.is_none_or(|signal| in_clause(input.text, input.signals, signal, place.start))
    }

    /// Whether anything that the guard names stands at a place.
    fn stands_at(&self, input: &Input<'_>, place: &Candidate) -> bool {
        self.sentence_has.is_some_and(|signal| in_sentence(input.text, input.signals, signal, place.start))
            || self.clause_has.is_some_and(|signal| in_clause(input.text, input.signals, signal, place.start))
    }
}

fn stricter<T: Ord>(set: Option<T>, own: Option<T>) -> Option<T> {
    set.max(own)
}

fn token_at(text: &Text, folded: u32) -> Option<usize> {
    let after = text.tokens().partition_point(|token| token.end <= folded);
    if text.tokens().is_empty() { None } else { Some(after.min(text.tokens().len() - 1)) }
}

/// The folded bytes of the sentence around a place.
fn sentence_at(text: &Text, folded: u32) -> Option<Range<usize>> {
    let tokens = text.sentence_of(token_at(text, folded)?);
    Some(text.tokens()[tokens.start].start as usize..text.tokens()[tokens.end - 1].end as usize)
}

fn clause_at(text: &Text, folded: u32) -> Option<Range<usize>> {
    let tokens = text.clause_of(token_at(text, folded)?);
    Some(text.tokens()[tokens.start].start as usize..text.tokens()[tokens.end - 1].end as usize)
}

fn in_sentence(text: &Text, signals: &Signals, signal: u32, folded: u32) -> bool {
    sentence_at(text, folded).is_some_and(|place| stands_in(signals, signal, &place))
}

fn in_clause(text: &Text, signals: &Signals, signal: u32, folded: u32) -> bool {
    clause_at(text, folded).is_some_and(|place| stands_in(signals, signal, &place))
}

fn stands_in(signals: &Signals, signal: u32, place: &Range<usize>) -> bool {
    let hits = signals.of(signal);
    let first = hits.partition_point(|hit| (hit.start as usize) < place.start);
    hits.get(first).is_some_and(|hit| hit.end as usize <= place.end)
}

/// Keeps the gravest findings where there are too many. Returns whether any were dropped.
fn keep_gravest(raw: &mut Vec<Raw>) -> bool {
    if raw.len() <= MAX_FINDINGS {
        return false;
    }
    raw.sort_by_key(|raw| std::cmp::Reverse(raw.level));
    raw.truncate(MAX_FINDINGS);
    raw.sort_unstable_by_key(|raw| (raw.start, raw.end, raw.rule));
    true
}

/// Where what is repeated comes from, as people read it.
fn where_from(reused: Reused, found: &Found) -> String {
    let count = |number: u32, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let place = |locations: u32| match locations {
        0 => String::new(),
        number => format!(" at {}", count(number, "location")),
    };
    match reused {
        Reused::Reply => found.source.as_ref().map_or_else(String::new, |source| {
            let template = source.template.map_or_else(String::new, |number| format!("template {number}, "));
            format!("{template}{}{}", count(source.uses, "use"), place(source.locations.len() as u32))
        }),
        Reused::Sentence(number) => found.sentences.get(number as usize).map_or_else(String::new, |sentence| {
            format!("{}{}", count(sentence.uses, "use"), place(sentence.locations))
        }),
    }
}

fn fix_at(fix: &crate::pack::schema::FixTable, span: Span) -> Fix {
    Fix {
        title: fix.title.clone(),
        applicability: if fix.safe { Applicability::Safe } else { Applicability::Suggested },
        edits: vec![Edit { start: span.start, end: span.end, text: fix.replace.clone() }],
    }
}

fn escalation(
    topic: &Arc<str>,
    role: Role,
    why: &Arc<str>,
    cite: &Arc<[Arc<str>]>,
    approvals: &[Approval],
) -> Escalation {
    let approval = approvals.iter().find(|approval| approval.role == role);
    let satisfied_by = approval.map(|approval| approval.by.clone().unwrap_or_else(|| role.to_string()));
    let (topic, why, cite) = (Arc::clone(topic), Arc::clone(why), Arc::clone(cite));
    Escalation { topic, role, approver: None, why, advice: None, cite, satisfied_by }
}

fn engine_version() -> Arc<str> {
    static VERSION: OnceCell<Arc<str>> = OnceCell::new();
    Arc::clone(VERSION.get_or_init(|| env!("CARGO_PKG_VERSION").into()))
}

/// A number as sixteen hexadecimal digits.
fn hex(number: u64) -> String {
    let digits: [u8; 16] = std::array::from_fn(|at| b"0123456789abcdef"[(number >> (60 - 4 * at) & 15) as usize]);
    std::str::from_utf8(&digits).unwrap_or_default().to_owned()
}

/// The engine, the packs and what is known of languages, which most linters of a process share.
fn digest_packs(packs: &[Pack]) -> Sha256 {
    let mut hash = Sha256::new();
    section(&mut hash, env!("CARGO_PKG_VERSION"));
    let mut texts: Vec<(&str, &str)> = packs.iter().map(|pack| (pack.name(), pack.text())).collect();
    texts.sort_unstable();
    for (name, text) in texts {
        section(&mut hash, name);
        section(&mut hash, text);
    }
    for language in languages() {
        section(&mut hash, &format!("{}:{:016x}", language.grammar.language, language.checksum()));
    }
    for (language, moves) in moves() {
        section(&mut hash, &format!("{language}:{:016x}", moves.checksum()));
    }
    for (language, tones) in tones() {
        section(&mut hash, &format!("{language}:{:016x}", tones.checksum()));
    }
    hash
}

/// What one linter was given besides its packs.
fn add_settings(hash: &mut Sha256, brand: Option<&Brand>, dictionaries: &Dictionaries, settings: &Settings) {
    section(hash, brand.map_or("", Brand::joined));
    for (pack, _) in brand.iter().flat_map(|brand| &brand.optional) {
        section(hash, pack.text());
    }
    section(hash, settings.channel.map_or("", Channel::as_str));
    section(hash, settings.platform.as_deref().unwrap_or_default());
    section(hash, settings.as_of.as_deref().unwrap_or_default());
    for (language, affixes, words) in dictionaries.texts() {
        [language, affixes, words].into_iter().for_each(|text| section(hash, text));
    }
}

/// Adds a text to a hash in a way that no other split of the same bytes gives.
fn section(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_has_sixteen_digits() {
        for number in [0, 0xf, 0x0123_4567_89ab_cdef, u64::MAX] {
            assert_eq!(hex(number), format!("{number:016x}"));
        }
    }

    #[test]
    fn a_linter_crosses_threads() {
        fn assert<T: Send + Sync + Clone>() {}
        assert::<Linter>();
    }
}
