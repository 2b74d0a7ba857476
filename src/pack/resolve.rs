//! What packs and a brand file mean together: concepts first, then identifiers, rules, routes and overrides.

use super::schema::{
    ChangeTable, ConceptTable, EscalationTable, GuardTable, IdentifierTable, LevelTable, OverrideTable, PlatformTable,
    PostedTable, RuleTable,
};
use super::{Brand, Pack, Suppressed, brand, evidence, languages, moves, tones};
use crate::analysis::{Analyzer, Moves, Tones};
use crate::check::{Codes, Compiler, Dictionaries, IdentifierShape, Kind, Known as Shared, Own};
use crate::draft::{Channel, Exposure, Format, Regime, Role};
use crate::error::Error;
use crate::history::Known;
use crate::matcher::identifiers::Validator;
use crate::matcher::{Program, ProgramBuilder, SignalId};
use crate::near::is_near;
use crate::report::{Category, Guide, PackId, Sources};
use crate::text::{Language, Markup, Text};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use toml::Spanned;

/// A rule, ready to run.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: Arc<str>,
    pub(crate) category: Category,
    /// The number of its guideline among the brand's; 0 in other categories.
    pub(crate) guideline: u32,
    pub(crate) level: LevelTable,
    /// The last one that holds counts.
    pub(crate) changed: Vec<Change>,
    pub(crate) message: Arc<str>,
    pub(crate) why: Arc<str>,
    pub(crate) advice: Arc<str>,
    pub(crate) cite: Arc<[Arc<str>]>,
    pub(crate) guide: Option<Arc<Guide>>,
    pub(crate) posted: Option<Posted>,
    pub(crate) disputed: Option<Arc<Sources>>,
    pub(crate) kind: Kind,
    pub(crate) unless: Guard,
    pub(crate) only_if: Guard,
    pub(crate) approver: Option<Role>,
    pub(crate) fix: Option<Arc<super::schema::FixTable>>,
}

/// A rule's advice and sources where the reply is posted already.
#[derive(Debug)]
pub(crate) struct Posted {
    pub(crate) advice: Arc<str>,
    pub(crate) cite: Arc<[Arc<str>]>,
}

/// How a policy changed a rule.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) level: LevelTable,
    pub(crate) reason: Option<Arc<str>>,
    pub(crate) by: Option<Arc<str>>,
    pub(crate) at: Option<Arc<str>>,
    /// Where it holds; none means everywhere.
    pub(crate) channel: Vec<Channel>,
    pub(crate) location: Vec<String>,
}

impl Change {
    fn of(change: &Shift<'_>) -> Self {
        let shared = |text: &Option<String>| text.as_deref().map(Arc::from);
        Self {
            level: change.level,
            reason: shared(change.reason),
            by: shared(change.by),
            at: shared(change.at),
            channel: change.of.map(|table| table.channel.clone()).unwrap_or_default(),
            location: change.of.map(|table| table.location.clone()).unwrap_or_default(),
        }
    }
}

/// A condition, ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    /// Whether it asks anything that concerns the whole draft: most guards do not.
    pub(crate) asks: bool,
    pub(crate) sentence_has: Option<SignalId>,
    pub(crate) clause_has: Option<SignalId>,
    pub(crate) draft_has: Option<SignalId>,
    pub(crate) inbound_has: Option<SignalId>,
    pub(crate) channel: Vec<Channel>,
    pub(crate) regime: Vec<Regime>,
    pub(crate) format: Vec<Format>,
    /// Two-letter codes.
    pub(crate) language: Vec<String>,
    pub(crate) location: Vec<String>,
    /// The fewest and the most stars.
    pub(crate) rating: Option<(u8, u8)>,
    /// The routes, by number.
    pub(crate) topic: Vec<u32>,
}

/// A route, ready to run.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) topic: Arc<str>,
    pub(crate) role: Role,
    pub(crate) why: Arc<str>,
    pub(crate) advice: Option<Arc<str>>,
    pub(crate) cite: Arc<[Arc<str>]>,
    pub(crate) signal: SignalId,
    pub(crate) unless: Option<SignalId>,
    pub(crate) not: Option<SignalId>,
    pub(crate) quiet: Vec<Exposure>,
    pub(crate) inbound_first: bool,
    /// The person whom the brand names.
    pub(crate) approver: Option<Arc<str>>,
    /// The brand does not route it.
    pub(crate) ignored: bool,
}

/// A text that someone approved.
#[derive(Debug)]
pub(crate) struct Approved {
    pub(crate) name: Arc<str>,
    pub(crate) folded: String,
}

/// Everything that loaded packs and a brand file say.
#[derive(Debug)]
pub(crate) struct RuleSet {
    /// By id.
    pub(crate) rules: Vec<Rule>,
    pub(crate) routes: Vec<Route>,
    /// Finds disclosures, by language; none where no rule asks for any.
    pub(crate) analyzers: Vec<Analyzer>,
    /// Whether a rule asks what the sentences of a draft do.
    pub(crate) reads_moves: bool,
    pub(crate) own: Own,
    pub(crate) approved: Vec<Approved>,
    /// The grams of the approved texts, in their order, and of the answers.
    pub(crate) approved_grams: Known,
    pub(crate) answers: Known,
    pub(crate) suppressed: Vec<Suppressed>,
    /// By name.
    pub(crate) packs: Arc<[PackId]>,
    /// Changes to rules of Vale styles, which are not among `rules`: the id, the change, and where it stands.
    #[cfg(feature = "vale")]
    pub(crate) vale: Vec<(String, Change, Error)>,
}

impl RuleSet {
    /// What finds disclosures in drafts of a language. What is in none that is known is read as English.
    pub(crate) fn analyzer(&self, language: Language) -> Option<&Analyzer> {
        let code = language.code().unwrap_or("en");
        self.analyzers.iter().find(|analyzer| analyzer.language() == code)
    }

    /// What knows the moves of replies in a language, where a rule asks for them.
    pub(crate) fn moves(&self, language: Language) -> Option<&'static Moves> {
        let code = language.code().filter(|_| self.reads_moves)?;
        moves().iter().find(|(language, _)| *language == code).map(|(_, moves)| moves)
    }

    /// What knows how replies in a language sound, where a rule asks what they do.
    pub(crate) fn tones(&self, language: Language) -> Option<&'static Tones> {
        let code = language.code().filter(|_| self.reads_moves)?;
        tones().iter().find(|(language, _)| *language == code).map(|(_, tones)| tones)
    }
}

/// Resolves packs and a brand file, and gives what the matcher shall look for. The order of the packs does not matter.
/// `platform` is the helpdesk that somebody named; it counts before the brand's.
pub(crate) fn resolve(
    packs: &[Pack],
    brand: Option<&Brand>,
    platform: Option<&str>,
    dictionaries: &Dictionaries,
) -> Result<(RuleSet, Program), Error> {
    let mut parts: Vec<Part<'_>> = packs.iter().map(Part::of_pack).collect();
    parts.sort_by_key(|part| (part.name, part.text));
    if let Some(brand) = brand {
        let known = |pack: &Pack| packs.iter().any(|known| known.name() == pack.name() && known.text() == pack.text());
        let optional = brand.optional.iter().filter(|(pack, _)| !known(pack));
        parts.extend(optional.map(|(pack, only)| Part::of_pack(pack).only(only.as_deref())));
        parts.sort_by_key(|part| (part.name, part.text));
        parts.push(Part { written: Some((brand, true)), ..Part::of_pack(&brand.pack) });
        parts.push(Part::of_brand(brand));
    }
    if let Some(pair) = parts.windows(2).find(|pair| pair[0].name == pair[1].name && pair[0].text == pair[1].text) {
        return Err(
            Error::new(pair[1].origin, format!("pack `{}` is loaded twice", pair[1].name)).remedy("load it once")
        );
    }

    let mut program = ProgramBuilder::default();
    for concept in brand::concepts(brand.map(|brand| &*brand.file)) {
        let fault = |fault: crate::matcher::Fault| Error::new(brand.map_or("", Brand::origin), fault.what);
        program.concept(&concept).map_err(fault)?;
    }
    for part in &parts {
        for table in part.concepts {
            add_concept(&mut program, part, table).map_err(|error| part.moved(error))?;
        }
    }
    let topics = parts.iter().flat_map(|part| part.escalations).map(|route| route.as_ref().topic.clone());
    let doubled = languages().iter().flat_map(|language| &language.grammar.doubled);
    let mut known = Shared {
        topics: topics.collect(),
        codes: Arc::new(Codes::new(
            languages().iter().flat_map(|language| &language.grammar.number_links).map(String::as_str),
            languages().iter().flat_map(|language| &language.grammar.digit_words).map(String::as_str),
            languages().iter().flat_map(|language| language.grammar.classes.values().flatten()).map(String::as_str),
        )),
        doubled: doubled.cloned().collect(),
        dictionaries: dictionaries.clone(),
        ..Shared::default()
    };
    for part in &parts {
        for table in part.identifiers {
            add_identifier(&mut program, &mut known, part, table)?;
        }
    }
    let mut rules = BTreeMap::new();
    let mut aliases = HashMap::new();
    let mut routes = Vec::new();
    for part in &parts {
        let taken_part =
            |table: &&Spanned<RuleTable>| part.only.is_none_or(|ids| ids.contains(table.as_ref().id.as_ref()));
        for table in part.rules.iter().filter(taken_part) {
            let rule = compile(&mut program, &known, part, table.as_ref())
                .map_err(|error| part.moved(error.in_rule(table.as_ref().id.as_ref())))?;
            for alias in &table.as_ref().aliases {
                aliases.insert(alias.clone(), rule.id.to_string());
            }
            if let Some((other, _)) = rules.insert(rule.id.to_string(), (part.origin, rule)) {
                let id = &table.as_ref().id;
                let error =
                    part.error(format!("the id is already taken in {other}"), id.span().start).in_rule(id.as_ref());
                let remedy = "give the rule another id, or change the other one under `[rules]`";
                return Err(part.moved(error.remedy(remedy)));
            }
        }
        for table in part.escalations {
            let route = route(&mut program, part, table.as_ref()).map_err(|error| part.moved(error))?;
            routes.push(Route {
                approver: brand.and_then(|brand| brand.approver_of(&route.topic)).map(Into::into),
                ignored: brand.is_some_and(|brand| brand.is_ignored(&route.topic)),
                ..route
            });
        }
    }
    #[cfg(feature = "vale")]
    let mut vale = Vec::new();
    for part in &parts {
        for (id, change) in part.overrides {
            let change =
                Shift { level: change.level, reason: &change.reason, by: &change.by, at: &change.at, of: None };
            if id.as_ref().starts_with("vale/") {
                // Which rules there are, the styles say.
                #[cfg(feature = "vale")]
                vale.push((
                    id.as_ref().clone(),
                    Change::of(&change),
                    part.moved(part.error(String::new(), id.span().start)),
                ));
                continue;
            }
            override_rule(&mut rules, &aliases, part, id, &change).map_err(|error| part.moved(error))?;
        }
        for table in part.changes {
            let change =
                Shift { level: table.level, reason: &table.reason, by: &table.by, at: &table.at, of: Some(table) };
            override_rule(&mut rules, &aliases, part, &table.rule, &change).map_err(|error| part.moved(error))?;
        }
    }
    for table in parts.iter().flat_map(|part| part.posted) {
        rules.values_mut().map(|(_, rule)| rule).filter(|rule| rule.category == table.category).for_each(|rule| {
            rule.posted = Some(posted(rule, table));
        });
    }
    let asked = rules.values().any(|(_, rule)| matches!(rule.kind, Kind::Disclosure(_)));
    let asked = if asked { languages() } else { &[] };
    let analyzers = asked.iter().map(|language| Analyzer::new(language, evidence(), &mut program)).collect();
    let mut own = brand.map(|brand| brand::own(&brand.file)).unwrap_or_default();
    own.live_variables.extend(live_variables(&parts, brand, platform)?);
    own.sign_off = sign_off(&mut program, brand)?;
    let id_of = |name: &str| {
        let name = aliases.get(name).map_or(name, String::as_str);
        rules.get(name).map(|(_, rule): &(&str, Rule)| Arc::clone(&rule.id))
    };
    let suppressed = brand.map_or_else(|| Ok(Vec::new()), |brand| brand.suppressed(id_of))?;
    let rules = RuleSet {
        analyzers,
        reads_moves: rules.values().any(|(_, rule)| rule.kind.reads_moves()),
        rules: numbered(rules.into_values().map(|(_, rule)| rule).collect()),
        routes,
        own,
        approved_grams: Known::new(approved_texts(brand).map(|(_, text)| text)),
        answers: Known::new(brand.iter().flat_map(|brand| brand.file.answers.values()).map(String::as_str)),
        approved: approved(brand),
        suppressed,
        packs: pack_ids(&parts),
        #[cfg(feature = "vale")]
        vale,
    };
    Ok((rules, program.build()))
}

static NONE: BTreeMap<Spanned<String>, OverrideTable> = BTreeMap::new();

/// Rules by id, the brand's numbered by guideline: `brand/promise` and `brand/promise.wait` are of one.
fn numbered(mut rules: Vec<Rule>) -> Vec<Rule> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    for rule in rules.iter_mut().filter(|rule| rule.category == Category::Brand) {
        let guideline = rule.id.split('.').next().unwrap_or_default();
        let next = numbers.len() as u32 + 1;
        rule.guideline = *numbers.entry(guideline.to_owned()).or_insert(next);
    }
    rules
}

/// One file that takes part.
struct Part<'a> {
    name: &'a str,
    version: &'a str,
    origin: &'a str,
    text: &'a str,
    is_trusted: bool,
    concepts: &'a [ConceptTable],
    identifiers: &'a [IdentifierTable],
    rules: &'a [Spanned<RuleTable>],
    escalations: &'a [Spanned<EscalationTable>],
    posted: &'a [PostedTable],
    platforms: &'a [PlatformTable],
    overrides: &'a BTreeMap<Spanned<String>, OverrideTable>,
    changes: &'a [ChangeTable],
    /// The only rules that take part, where not all do.
    only: Option<&'a BTreeSet<String>>,
    /// The brand whose text this is, and whether it was written out from its sections.
    written: Option<(&'a Brand, bool)>,
}

impl<'a> Part<'a> {
    fn of_pack(pack: &'a Pack) -> Self {
        Self {
            name: &pack.file.pack,
            version: &pack.file.version,
            origin: &pack.origin,
            text: &pack.text,
            is_trusted: pack.is_trusted,
            concepts: &pack.file.concept,
            identifiers: &pack.file.identifier,
            rules: &pack.file.rule,
            escalations: &pack.file.escalation,
            posted: &pack.file.posted,
            platforms: &pack.file.platform,
            overrides: &pack.file.rules,
            changes: &pack.file.change,
            only: None,
            written: None,
        }
    }

    fn of_brand(brand: &'a Brand) -> Self {
        Self {
            name: &brand.file.brand,
            version: brand.file.version.as_deref().unwrap_or("0"),
            origin: brand.origin(),
            text: brand.joined(),
            is_trusted: false,
            concepts: &brand.file.concept,
            identifiers: &[],
            rules: &brand.file.rule,
            escalations: &brand.file.escalation,
            posted: &[],
            platforms: &[],
            overrides: &brand.file.rules,
            changes: &[],
            only: None,
            written: Some((brand, false)),
        }
    }

    fn error(&self, what: String, at: usize) -> Error {
        Error::new(self.origin, what).at(self.text, at)
    }

    /// The part with some of its rules alone. What a pack changes of others' rules goes with all of its own.
    fn only(self, ids: Option<&'a BTreeSet<String>>) -> Self {
        match ids {
            Some(_) => Self { only: ids, overrides: &NONE, changes: &[], ..self },
            None => self,
        }
    }

    /// The error at the place that a person wrote.
    fn moved(&self, error: Error) -> Error {
        match self.written {
            Some((brand, true)) => brand.moved_from_pack(error),
            Some((brand, false)) => brand.moved(error),
            None => error,
        }
    }

    fn compiler<'p>(&'p self, program: &'p mut ProgramBuilder, known: &'p Shared) -> Compiler<'p> {
        Compiler {
            program,
            known,
            evidence: evidence(),
            origin: self.origin,
            source: self.text,
            is_trusted: self.is_trusted,
        }
    }
}

/// The signal of what the brand's replies are signed with.
fn sign_off(program: &mut ProgramBuilder, brand: Option<&Brand>) -> Result<Option<SignalId>, Error> {
    let Some(brand) = brand.filter(|brand| !brand.file.identity.sign_off.is_empty()) else { return Ok(None) };
    let none = Shared::default();
    let signal = Part::of_brand(brand).compiler(program, &none).phrases(&brand.file.identity.sign_off);
    signal.map(Some).map_err(|error| brand.moved(error))
}

/// The slots that the chosen platform fills in by itself: lower case, without blanks.
fn live_variables(parts: &[Part<'_>], brand: Option<&Brand>, given: Option<&str>) -> Result<Vec<String>, Error> {
    let written = brand.and_then(|brand| Some((brand, brand.file.platform.as_ref()?)));
    let Some(name) = given.or(written.map(|(_, name)| name.as_ref().as_str())) else { return Ok(Vec::new()) };
    let known = || parts.iter().flat_map(|part| part.platforms);
    if !known().any(|table| table.name.as_ref() == name) {
        let mut names: Vec<&str> = known().map(|table| table.name.as_ref().as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let what = format!("unknown platform `{}`", name.escape_debug());
        let error = match written.filter(|_| given.is_none()) {
            Some((brand, name)) => brand.moved(Error::new(brand.origin(), what).at(brand.joined(), name.span().start)),
            None => Error::new("platform", what),
        };
        return Err(
            error.remedy(format!("write one of {}, or list its slots under `live_variables`", names.join(", ")))
        );
    }
    let chosen = known().filter(|table| table.name.as_ref() == name).flat_map(|table| &table.variables);
    Ok(chosen.map(|slot| slot.to_lowercase().split_whitespace().collect()).collect())
}

/// A pack that stands in several files counts once.
fn pack_ids(parts: &[Part<'_>]) -> Arc<[PackId]> {
    let mut ids: Vec<PackId> = Vec::new();
    for part in parts {
        if ids.last().is_none_or(|last| *last.id != *part.name) {
            ids.push(PackId { id: part.name.into(), version: part.version.into() });
        }
    }
    ids.into()
}

fn is_kebab(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn add_concept(program: &mut ProgramBuilder, part: &Part<'_>, table: &ConceptTable) -> Result<(), Error> {
    let name = table.name.as_ref();
    if !is_kebab(name) {
        let error = part
            .error(format!("concept name `{name}` has other characters than a-z, 0-9 and -"), table.name.span().start);
        return Err(error.remedy("write it in lower case with hyphens"));
    }
    if table.nouns.is_empty() && table.verbs.is_empty() && table.words.is_empty() && table.not.is_empty() {
        let error = part.error(format!("concept `{name}` is empty"), table.name.span().start);
        return Err(error.remedy("list its `nouns`, `verbs` or `words`"));
    }
    program.concept(&table.concept()).map_err(|fault| {
        let what = format!("concept `{name}`: {}", fault.what);
        part.error(what, table.name.span().start).remedy(fault.remedy)
    })
}

fn add_identifier(
    program: &mut ProgramBuilder,
    known: &mut Shared,
    part: &Part<'_>,
    table: &IdentifierTable,
) -> Result<(), Error> {
    let none = Shared::default();
    for shape in &table.shape {
        let mut compiler = part.compiler(program, &none);
        let is_label = shape.any.is_empty();
        if is_label == shape.label.is_empty() {
            let error = part.error(
                format!("a shape of `{}` has no pattern, or two kinds", table.kind.as_ref()),
                table.kind.span().start,
            );
            return Err(error.remedy("give it regexes under `any`, or words with a code behind them under `label`"));
        }
        let compiled = IdentifierShape {
            signal: if is_label { compiler.phrases(&shape.label)? } else { compiler.shapes(&shape.any)? },
            validator: shape.validate.unwrap_or(Validator::None),
            is_label,
            is_mixed: shape.mixed,
            least_digits: shape.digits,
            is_place: shape.place,
            not: if shape.not.is_empty() { None } else { Some(compiler.phrases(&shape.not)?) },
            near: if shape.near.is_empty() { None } else { Some(compiler.phrases(&shape.near)?) },
        };
        known.identifiers.entry(table.kind.as_ref().clone()).or_default().push(compiled);
    }
    Ok(())
}

fn compile(program: &mut ProgramBuilder, known: &Shared, part: &Part<'_>, table: &RuleTable) -> Result<Rule, Error> {
    let id = table.id.as_ref();
    let at = table.id.span().start;
    let category = match id.split_once('/') {
        Some((category, fault)) if fault.split(['.', '/']).all(|part| is_kebab(&part.to_ascii_lowercase())) => {
            category.parse::<Category>().map_err(|what| part.error(what, at))?
        }
        _ => {
            return Err(part
                .error("the id is not `category/fault`".to_owned(), at)
                .remedy("write it as `brand/no-discounts`"));
        }
    };
    let kind = table.spec.compile(&mut part.compiler(program, known)).map_err(|error| {
        // A fault without a place of its own is the rule's.
        if error.line().is_none() { error.at(part.text, at) } else { error }
    })?;
    Ok(Rule {
        id: id.as_str().into(),
        category,
        guideline: 0,
        level: table.level,
        changed: Vec::new(),
        message: table.message.as_str().into(),
        why: table.why.as_str().into(),
        advice: table.advice.as_str().into(),
        cite: table.cite.iter().map(|source| source.as_str().into()).collect(),
        guide: table.guide.clone().map(Arc::new),
        posted: None,
        disputed: table.disputed.clone().map(Arc::new),
        kind,
        unless: guard(program, known, part, &table.unless)?,
        only_if: guard(program, known, part, &table.only_if)?,
        approver: table.approver,
        fix: table.fix.clone().map(Arc::new),
    })
}

fn guard(program: &mut ProgramBuilder, known: &Shared, part: &Part<'_>, table: &GuardTable) -> Result<Guard, Error> {
    let mut signal = |patterns: &[Spanned<String>]| match patterns {
        [] => Ok(None),
        patterns => part.compiler(program, known).phrases(patterns).map(Some),
    };
    let mut topic = Vec::new();
    for name in &table.topic {
        let routes = known.topics.iter().enumerate().filter(|(_, known)| *known == name.as_ref());
        let before = topic.len();
        topic.extend(routes.map(|(number, _)| number as u32));
        if topic.len() == before {
            let topics = known.topics.iter().map(String::as_str);
            return Err(unknown(part, "topic of escalation", name, topics, "declare it with `[[escalation]]`"));
        }
    }
    let codes = || languages().iter().map(|language| language.grammar.language.as_str());
    if let Some(code) = table.language.iter().find(|code| !codes().any(|known| known == code.as_ref())) {
        return Err(unknown(part, "language", code, codes(), "leave it out"));
    }
    if let Some(range) = table.rating.filter(|range| range.min > range.max || range.min < 1 || range.max > 5) {
        let what = format!("no stars lie between {} and {}", range.min, range.max);
        return Err(Error::new(part.origin, what).remedy("write `min` and `max` from 1 to 5, the lower as `min`"));
    }
    let mut guard = Guard {
        asks: false,
        sentence_has: signal(&table.sentence_has)?,
        clause_has: signal(&table.clause_has)?,
        draft_has: signal(&table.draft_has)?,
        inbound_has: signal(&table.inbound_has)?,
        channel: table.channel.clone(),
        regime: table.regime.clone(),
        format: table.format.clone(),
        language: table.language.iter().map(|code| code.as_ref().clone()).collect(),
        location: table.location.clone(),
        rating: table.rating.map(|range| (range.min, range.max)),
        topic,
    };
    let Guard { channel, regime, format, language, location, rating, topic, .. } = &guard;
    let names = !(channel.is_empty() && regime.is_empty() && format.is_empty() && language.is_empty());
    let of_draft = guard.draft_has.is_some() || guard.inbound_has.is_some() || rating.is_some();
    guard.asks = names || of_draft || !location.is_empty() || !topic.is_empty();
    Ok(guard)
}

/// A name that stands for nothing.
fn unknown<'a>(
    part: &Part<'_>,
    what: &str,
    name: &Spanned<String>,
    known: impl Iterator<Item = &'a str>,
    otherwise: &str,
) -> Error {
    let mut names: Vec<&str> = known.collect();
    names.sort_unstable();
    names.dedup();
    let near = names.iter().find(|known| is_near(name.as_ref(), known));
    let remedy = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => otherwise.to_owned(),
        None => format!("write one of {}, or {otherwise}", names.join(", ")),
    };
    part.error(format!("unknown {what} `{}`", name.as_ref()), name.span().start).remedy(remedy)
}

fn route(program: &mut ProgramBuilder, part: &Part<'_>, table: &EscalationTable) -> Result<Route, Error> {
    let none = Shared::default();
    let mut compiler = part.compiler(program, &none);
    Ok(Route {
        topic: table.topic.as_str().into(),
        role: table.role,
        why: table.why.as_str().into(),
        advice: table.advice.as_deref().map(Arc::from),
        cite: table.cite.iter().map(|source| source.as_str().into()).collect(),
        signal: compiler.phrases(&table.any)?,
        unless: if table.unless.is_empty() { None } else { Some(compiler.phrases(&table.unless)?) },
        not: if table.not.is_empty() { None } else { Some(compiler.phrases(&table.not)?) },
        quiet: table.quiet.clone(),
        inbound_first: table.inbound_first,
        approver: None,
        ignored: false,
    })
}

/// What a table adds to a rule, or to what an earlier one made of it.
fn posted(rule: &Rule, table: &PostedTable) -> Posted {
    let (advice, cite) = rule.posted.as_ref().map_or((&rule.advice, &rule.cite), |known| (&known.advice, &known.cite));
    let more = table.cite.iter().filter(|source| !cite.iter().any(|known| **known == ***source));
    Posted {
        advice: format!("{advice} {}", table.advice).into(),
        cite: cite.iter().cloned().chain(more.map(|source| source.as_str().into())).collect(),
    }
}

/// A change of a rule's level, as either table writes it.
struct Shift<'a> {
    level: LevelTable,
    reason: &'a Option<String>,
    by: &'a Option<String>,
    at: &'a Option<String>,
    of: Option<&'a ChangeTable>,
}

fn override_rule(
    rules: &mut BTreeMap<String, (&str, Rule)>,
    aliases: &HashMap<String, String>,
    part: &Part<'_>,
    id: &Spanned<String>,
    change: &Shift<'_>,
) -> Result<(), Error> {
    let at = id.span().start;
    let name = aliases.get(id.as_ref()).unwrap_or(id.as_ref());
    if !rules.contains_key(name) {
        let near = rules.keys().find(|known| is_near(name, known));
        let error = part.error(format!("there is no rule `{name}` to change"), at).in_rule(name);
        return Err(match near {
            Some(near) => error.remedy(format!("did you mean `{near}`?")),
            None => error.remedy("`replylint rules` lists the ids"),
        });
    }
    let Some((_, rule)) = rules.get_mut(name) else { return Ok(()) };
    let weakens = change.level.weakens(&rule.level);
    if weakens && change.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
        let error = part.error("the rule is weakened without a reason".to_owned(), at).in_rule(name);
        return Err(error.remedy("write `reason = \"…\"`; it stands in every report that the change touches"));
    }
    rule.changed.push(Change::of(change));
    if let Some(guide) = change.of.and_then(|table| table.guide.as_ref()) {
        rule.guide = Some(Arc::new(guide.clone()));
    }
    Ok(())
}

/// The approved texts that hold a word, by name.
fn approved_texts(brand: Option<&Brand>) -> impl Iterator<Item = (&str, &str)> {
    let texts = brand.into_iter().flat_map(|brand| &brand.file.approved);
    texts.map(|(name, text)| (name.as_str(), text.as_ref().as_str())).filter(|(_, text)| !text.trim().is_empty())
}

fn approved(brand: Option<&Brand>) -> Vec<Approved> {
    let mut folder = Text::new();
    let fold = |(name, text): (&str, &str)| {
        folder.read(text, Markup::Plain);
        Approved { name: name.into(), folded: folder.folded().trim().to_owned() }
    };
    approved_texts(brand).map(fold).collect()
}
