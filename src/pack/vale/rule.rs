//! A rule file, read and checked: the keys that every rule has, and those of its extension point.

use super::action::Action;
use super::case::Case;
use super::pattern::Pattern;
use super::syntax;
use super::yaml::{Mark, Node, Value};
use crate::error::Error;
use crate::near::is_near;
use crate::report::Level;
use crate::text::formula::{Formula, Name};
use crate::text::readability::Measure;
use once_cell::sync::OnceCell;
use std::sync::Arc;

/// A rule, ready to run.
#[derive(Debug)]
pub(super) struct Rule {
    /// `Style.Rule`.
    pub(super) name: Arc<str>,
    pub(super) origin: Arc<str>,
    pub(super) message: String,
    pub(super) description: String,
    pub(super) link: String,
    pub(super) level: Level,
    /// At most so many alerts in a draft; 0: any number.
    pub(super) limit: usize,
    pub(super) scopes: Vec<Selector>,
    pub(super) action: Action,
    /// What is proposed takes on the case of what was found.
    pub(super) match_case: bool,
    /// The vocabulary's terms are no faults.
    pub(super) vocab: bool,
    pub(super) check: Check,
    pub(super) tests: Vec<Test>,
}

/// What a rule looks for.
#[derive(Debug)]
pub(super) enum Check {
    Existence {
        pattern: Pattern,
        except: Option<Pattern>,
    },
    Substitution {
        pattern: Pattern,
        swaps: Vec<Swap>,
        except: Option<Pattern>,
        capitalize: bool,
    },
    Occurrence {
        pattern: Pattern,
        max: usize,
        min: usize,
    },
    Repetition {
        pattern: Pattern,
        max: usize,
        fold: bool,
        alpha: bool,
        except: Option<Pattern>,
    },
    /// Pairs of which a document should hold one.
    Consistency {
        pairs: Vec<Pattern>,
    },
    Conditional {
        first: Pattern,
        second: Pattern,
        groups: bool,
        except: Option<Pattern>,
    },
    Capitalization {
        case: Case,
        prefix: Option<Pattern>,
        threshold: f64,
        except: Option<Pattern>,
    },
    Metric {
        formula: Formula,
        /// About the formula's value, as [`VALUE`].
        condition: Formula,
    },
    Readability {
        measures: Vec<Measure>,
        grade: f64,
    },
    Spelling(Spelling),
}

impl Check {
    /// The extension point, as rule files name it.
    pub(super) fn point(&self) -> &'static str {
        match self {
            Self::Existence { .. } => "existence",
            Self::Substitution { .. } => "substitution",
            Self::Occurrence { .. } => "occurrence",
            Self::Repetition { .. } => "repetition",
            Self::Consistency { .. } => "consistency",
            Self::Conditional { .. } => "conditional",
            Self::Capitalization { .. } => "capitalization",
            Self::Metric { .. } => "metric",
            Self::Readability { .. } => "readability",
            Self::Spelling(_) => "spelling",
        }
    }
}

/// A key of a substitution, what is due there, and both as regexes when they are needed.
#[derive(Debug)]
pub(super) struct Swap {
    /// As it was written.
    pub(super) key: String,
    pub(super) value: String,
    pub(super) captured: OnceCell<Option<Pattern>>,
    pub(super) expected: OnceCell<Option<Pattern>>,
}

/// What a spelling rule asks for.
#[derive(Debug)]
#[cfg_attr(not(feature = "spelling"), expect(dead_code, reason = "such a rule is refused"))]
pub(super) struct Spelling {
    /// Names of dictionaries, or the built-in one where there are none.
    pub(super) dictionaries: Vec<String>,
    pub(super) dicpath: Option<String>,
    pub(super) aff: Option<String>,
    pub(super) dic: Option<String>,
    pub(super) filters: Vec<Pattern>,
    /// Files of words to skip.
    pub(super) ignore: Vec<String>,
    pub(super) custom: bool,
    /// Words to skip, and the dictionary, once they were loaded.
    pub(super) except: Option<Pattern>,
    pub(super) words: Option<Arc<super::spell::Words>>,
}

/// A case of `tests`.
#[derive(Debug, Clone)]
pub(super) struct Test {
    pub(super) name: String,
    pub(super) input: String,
    pub(super) want: Option<Vec<String>>,
    pub(super) contains: Vec<String>,
    pub(super) absent: Vec<String>,
}

/// Of which blocks a rule speaks: all sections of a part stand among the block's.
#[derive(Debug, Clone)]
pub(super) struct Selector(Vec<(bool, Vec<String>)>);

impl Selector {
    /// Whether it is about a block with these sections.
    pub(super) fn takes(&self, sections: &[&str]) -> bool {
        let whole = sections[0] == "raw" || sections[0] == "summary";
        self.0.iter().all(|(negated, wanted)| {
            let all = wanted.iter().all(|section| sections.contains(&section.as_str()));
            if *negated { !all && !whole } else { all }
        })
    }

    fn read(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        for part in text.split('&') {
            let part = part.trim();
            let (negated, name) = part.strip_prefix('~').map_or((false, part), |name| (true, name));
            if matches!(name, "code" | "link" | "strong" | "emphasis") {
                return Err(format!("the scope `{name}` no longer exists"));
            }
            if name.is_empty() || name.contains(char::is_whitespace) {
                return Err(format!("cannot read the scope `{text}`"));
            }
            parts.push((negated, name.split('.').map(str::to_lowercase).collect()));
        }
        Ok(Self(parts))
    }
}

/// What all rules of a configuration share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Terms that are right as they are, as regexes.
    pub(super) accepted: Vec<String>,
    /// What stands around a token; `%s` is the token.
    pub(super) word: Option<String>,
}

/// Why a rule is not run: a fault, or something that replies have no use for.
#[derive(Debug)]
pub(super) enum Refusal {
    Fault(Error),
    /// What it would need.
    Unsupported(String),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Fault(error)
    }
}

const COMMON: &[&str] = &[
    "extends",
    "message",
    "level",
    "scope",
    "description",
    "link",
    "limit",
    "action",
    "name",
    "code",
    "tests",
    "matchcase",
];

/// The extension points, and the keys that they take.
const POINTS: &[(&str, &[&str])] = &[
    ("existence", &["tokens", "raw", "append", "ignorecase", "nonword", "exceptions", "vocab"]),
    ("substitution", &["swap", "ignorecase", "nonword", "exceptions", "vocab", "capitalize", "pos"]),
    ("occurrence", &["token", "max", "min", "ignorecase"]),
    ("repetition", &["tokens", "max", "ignorecase", "alpha", "exceptions", "vocab"]),
    ("consistency", &["either", "ignorecase", "nonword"]),
    ("conditional", &["first", "second", "ignorecase", "exceptions", "vocab"]),
    ("capitalization", &["match", "style", "exceptions", "indicators", "threshold", "prefix", "vocab"]),
    ("metric", &["formula", "condition"]),
    ("readability", &["metrics", "grade"]),
    (
        "spelling",
        &[
            "dictionaries",
            "dicpath",
            "aff",
            "dic",
            "filters",
            "ignore",
            "ignores",
            "custom",
            "append",
            "exceptions",
            "threshold",
        ],
    ),
    ("sequence", &["tokens", "ignorecase"]),
    ("script", &["script"]),
];

/// A table and what it stands in, for errors with a place.
struct Reader<'n> {
    origin: &'n str,
    node: &'n Node,
    shared: &'n Shared,
}

impl<'n> Reader<'n> {
    fn error(&self, at: Mark, what: impl Into<String>) -> Error {
        Error::new(self.origin, what).at_place(at.line, at.column)
    }

    fn wrong(&self, node: &Node, key: &str, due: &str) -> Error {
        self.error(node.at, format!("`{key}` is {}, and should be {due}", node.kind()))
    }

    fn text(&self, key: &str) -> Result<Option<String>, Error> {
        let Some(node) = self.node.get(key) else { return Ok(None) };
        node.scalar().map(|text| Some(text.to_owned())).ok_or_else(|| self.wrong(node, key, "a text"))
    }

    fn flag(&self, key: &str) -> Result<Option<bool>, Error> {
        let Some(node) = self.node.get(key) else { return Ok(None) };
        match node.scalar() {
            Some("1" | "t" | "T" | "true" | "True" | "TRUE") => Ok(Some(true)),
            Some("0" | "f" | "F" | "false" | "False" | "FALSE" | "") => Ok(Some(false)),
            _ => Err(self.wrong(node, key, "`true` or `false`")),
        }
    }

    fn count(&self, key: &str) -> Result<usize, Error> {
        let Some(node) = self.node.get(key) else { return Ok(0) };
        match node.scalar() {
            Some("") => Ok(0),
            Some(text) => text
                .parse()
                .map_err(|_| self.error(node.at, format!("`{key}` is `{text}`, and should be a whole number"))),
            None => Err(self.wrong(node, key, "a whole number")),
        }
    }

    fn number(&self, key: &str) -> Result<Option<f64>, Error> {
        let Some(node) = self.node.get(key) else { return Ok(None) };
        let number = node.scalar().and_then(|text| text.parse::<f64>().ok()).filter(|number| number.is_finite());
        number.map(Some).ok_or_else(|| self.error(node.at, format!("`{key}` should be a number")))
    }

    /// A list of texts with their places; one text counts as a list of one.
    fn list(&self, key: &str) -> Result<Vec<(String, Mark)>, Error> {
        let Some(node) = self.node.get(key) else { return Ok(Vec::new()) };
        match &node.value {
            Value::Null => Ok(Vec::new()),
            Value::Scalar(text) => Ok(vec![(text.clone(), node.at)]),
            Value::List(list) => list
                .iter()
                .map(|item| match item.scalar() {
                    Some(text) => Ok((text.to_owned(), item.at)),
                    None => Err(self.wrong(item, key, "a list of texts")),
                })
                .collect(),
            Value::Map(_) => Err(self.wrong(node, key, "a list of texts")),
        }
    }

    fn words(&self, key: &str) -> Result<Vec<String>, Error> {
        Ok(self.list(key)?.into_iter().map(|(text, _)| text).collect())
    }

    /// Texts by text, with the places of both.
    fn table(&self, key: &str) -> Result<Vec<(String, Mark, String)>, Error> {
        let Some(node) = self.node.get(key) else { return Ok(Vec::new()) };
        // A list of tables counts as one table.
        let tables: Vec<&Node> = match &node.value {
            Value::Null => Vec::new(),
            Value::List(list) => list.iter().collect(),
            _ => vec![node],
        };
        let mut all = Vec::new();
        for table in tables {
            let Value::Map(entries) = &table.value else { return Err(self.wrong(table, key, "a table of texts")) };
            for (name, value) in entries {
                let text = value.scalar().ok_or_else(|| self.wrong(value, key, "a table of texts"))?;
                all.push((name.scalar().unwrap_or_default().to_owned(), name.at, text.to_owned()));
            }
        }
        Ok(all)
    }

    /// A regex that stands in the file; its fault stands there as well.
    fn checked(&self, source: &str, at: Mark) -> Result<(), Error> {
        syntax::parse(source).map(drop).map_err(|fault| self.regex_fault(source, at, &fault))
    }

    fn regex_fault(&self, source: &str, at: Mark, fault: &syntax::Fault) -> Error {
        let before = source.get(..fault.at).map_or(0, |before| before.chars().count());
        self.error(at, format!("the regex `{}`: {}, at character {}", shorten(source), fault.what, before + 1))
    }

    fn pattern(&self, source: String, at: Mark) -> Result<Pattern, Error> {
        Pattern::one(source).map_err(|fault| self.error(at, format!("the regex of the rule: {}", fault.what)))
    }

    /// A regex around a token, as a word or by itself.
    fn around(&self, token: &str, word: bool) -> String {
        let template = self.shared.word.as_deref().filter(|_| word);
        match template {
            Some(template) => template.replacen("%s", token, 1),
            None if word => format!(r"(?m)\b(?:{token})\b"),
            None => format!("(?m)(?:{token})"),
        }
    }

    /// What silences a match: the rule's exceptions and the vocabulary.
    fn except(&self, vocab: bool) -> Result<Option<Pattern>, Error> {
        let own = self.list("exceptions")?;
        for (source, at) in &own {
            self.checked(source, *at)?;
        }
        let accepted = self.shared.accepted.iter().filter(|_| vocab).map(String::as_str);
        let mut all: Vec<&str> = own.iter().map(|(source, _)| source.as_str()).chain(accepted).collect();
        all.retain(|term| !term.is_empty());
        if all.is_empty() {
            return Ok(None);
        }
        all.sort_by_key(|term| std::cmp::Reverse(term.len()));
        let term = |term: &&str| if term.starts_with("(?i)") { (*term).to_owned() } else { format!("(?-i){term}") };
        let joined = all.iter().map(term).collect::<Vec<_>>().join("|");
        self.pattern(self.around(&joined, true), self.node.at).map(Some)
    }
}

/// A regex in an error, not longer than a line.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Reads a rule whose parents have been added to it already.
pub(super) fn read(node: &Node, name: &str, origin: &str, shared: &Shared) -> Result<Rule, Refusal> {
    let reader = Reader { origin, node, shared };
    let Value::Map(entries) = &node.value else {
        return Err(reader.error(node.at, format!("the file is {}, and should be a table", node.kind())).into());
    };
    let Some(point) = reader.text("extends")?.filter(|point| !point.is_empty()) else {
        return Err(reader
            .error(node.at, "`extends` is missing")
            .remedy("name an extension point, as `existence`")
            .into());
    };
    let extends_at = node.get("extends").map_or(node.at, |node| node.at);
    let Some((point, keys)) = POINTS.iter().find(|(known, _)| *known == point) else {
        let near = POINTS.iter().find(|(known, _)| is_near(&point, known));
        let error = reader.error(extends_at, format!("unknown extension point `{point}`"));
        return Err(near.map_or(error.clone(), |(near, _)| error.remedy(format!("did you mean `{near}`?"))).into());
    };
    for (key, _) in entries {
        let name = key.scalar().unwrap_or_default().to_lowercase();
        // Vale itself is lenient about these two.
        let lenient = matches!(*point, "consistency" | "spelling");
        if COMMON.contains(&name.as_str()) || keys.contains(&name.as_str()) || lenient {
            continue;
        }
        let error = reader.error(key.at, format!("unknown key `{}`", key.scalar().unwrap_or_default()));
        let near = COMMON.iter().chain(*keys).find(|known| is_near(&name, known));
        let elsewhere = POINTS.iter().find(|(_, keys)| keys.contains(&name.as_str()));
        let remedy = match (near, elsewhere) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some((other, _))) => format!("it belongs to `{other}`, not to `{point}`"),
            _ => format!("`{point}` takes {}", keys.join(", ")),
        };
        return Err(error.remedy(remedy).into());
    }
    let Some(message) = reader.text("message")?.filter(|message| !message.is_empty()) else {
        return Err(reader.error(node.at, "`message` is missing").into());
    };
    if reader.flag("code")? == Some(true) {
        let at = node.get("code").map_or(node.at, |node| node.at);
        return Err(reader.error(at, "`code: true` no longer exists").remedy("write `scope: raw`").into());
    }
    let level = match reader.text("level")?.as_deref() {
        None | Some("") => Level::Revise,
        Some(word) => level_of(word).ok_or_else(|| {
            let at = node.get("level").map_or(node.at, |node| node.at);
            reader.error(at, format!("unknown level `{word}`")).remedy("write suggestion, warning or error")
        })?,
    };
    let mut scopes = Vec::new();
    for (scope, at) in reader.list("scope")? {
        scopes.push(Selector::read(&scope).map_err(|what| reader.error(at, what))?);
    }
    if scopes.is_empty() {
        scopes.push(Selector::read("text").expect("a plain word"));
    }
    let vocab = reader.flag("vocab")?.unwrap_or(true);
    let vocab = vocab && !(*point == "existence" && reader.flag("nonword")? == Some(true));
    let action = action(&reader)?;
    let tests = tests(&reader)?;
    let check = check(&reader, point, vocab)?;
    if matches!(check, Check::Metric { .. } | Check::Readability { .. }) {
        scopes = vec![Selector::read("summary").expect("a plain word")];
    }
    Ok(Rule {
        name: name.into(),
        origin: origin.into(),
        message,
        description: reader.text("description")?.unwrap_or_default(),
        link: reader.text("link")?.unwrap_or_default(),
        level,
        limit: reader.count("limit")?,
        scopes,
        action,
        match_case: reader.flag("matchcase")?.unwrap_or(false),
        vocab,
        check,
        tests,
    })
}

/// What Vale's levels are here.
pub(super) fn level_of(word: &str) -> Option<Level> {
    match word {
        "suggestion" => Some(Level::Note),
        "warning" => Some(Level::Revise),
        "error" => Some(Level::Block),
        _ => None,
    }
}

fn action(reader: &Reader<'_>) -> Result<Action, Error> {
    let Some(node) = reader.node.get("action") else { return Ok(Action::None) };
    let inner = Reader { node, ..*reader };
    match &node.value {
        Value::Null => return Ok(Action::None),
        Value::Map(entries) => {
            let unknown = entries.iter().find(|(key, _)| {
                !key.scalar().is_some_and(|key| ["name", "params"].iter().any(|known| known.eq_ignore_ascii_case(key)))
            });
            if let Some((key, _)) = unknown {
                let what = format!("unknown key `{}` in `action`", key.scalar().unwrap_or_default());
                return Err(inner.error(key.at, what).remedy("an action has `name` and `params`"));
            }
        }
        _ => return Err(inner.wrong(node, "action", "a table")),
    }
    let name = inner.text("name")?.unwrap_or_default();
    Action::read(&name, &inner.words("params")?).map_err(|what| inner.error(node.at, what))
}

fn tests(reader: &Reader<'_>) -> Result<Vec<Test>, Error> {
    let Some(node) = reader.node.get("tests") else { return Ok(Vec::new()) };
    let list = match &node.value {
        Value::Null => return Ok(Vec::new()),
        Value::List(list) => list,
        _ => return Err(reader.wrong(node, "tests", "a list of cases")),
    };
    let mut cases = Vec::new();
    for (index, node) in list.iter().enumerate() {
        let inner = Reader { node, ..*reader };
        let Value::Map(entries) = &node.value else { return Err(inner.wrong(node, "tests", "a list of tables")) };
        for (key, _) in entries {
            let name = key.scalar().unwrap_or_default();
            if !["name", "input", "want", "contains", "absent", "ext", "format"].contains(&name) {
                return Err(inner.error(key.at, format!("unknown key `{name}` in a test")));
            }
        }
        let lines = |key: &str| -> Result<Vec<String>, Error> {
            let all = inner.words(key)?;
            Ok(all
                .iter()
                .flat_map(|text| text.lines())
                .map(|line| line.trim().to_owned())
                .filter(|line| !line.is_empty())
                .collect())
        };
        cases.push(Test {
            name: inner.text("name")?.unwrap_or_else(|| format!("case {}", index + 1)),
            input: inner.text("input")?.ok_or_else(|| inner.error(node.at, "a test without `input`"))?,
            want: if node.get("want").is_some() { Some(lines("want")?) } else { None },
            contains: lines("contains")?,
            absent: lines("absent")?,
        });
    }
    Ok(cases)
}

fn check(reader: &Reader<'_>, point: &str, vocab: bool) -> Result<Check, Refusal> {
    let at = reader.node.at;
    let fold = reader.flag("ignorecase")?.unwrap_or(false);
    let nonword = reader.flag("nonword")?.unwrap_or(false);
    let case = if fold { "(?i)" } else { "" };
    Ok(match point {
        "existence" => {
            let tokens = reader.list("tokens")?;
            let raw = reader.list("raw")?;
            for (source, at) in &tokens {
                reader.checked(source, *at)?;
            }
            let blank = |token: &&(String, Mark)| token.0.trim().is_empty();
            let tokens: Vec<&str> =
                tokens.iter().filter(|token| !blank(token)).map(|(token, _)| token.as_str()).collect();
            let raw_at = raw.first().map_or(at, |(_, at)| *at);
            let raw: String = raw.into_iter().map(|(text, _)| text).collect();
            let token = reader.around(&tokens.join("|"), !tokens.is_empty() && !nonword);
            let parts = if reader.flag("append")? == Some(true) { [token, raw] } else { [raw, token] };
            let source = format!("{case}{}", parts.concat());
            let pattern = Pattern::one(source.clone()).map_err(|fault| reader.regex_fault(&source, raw_at, &fault))?;
            Check::Existence { pattern, except: reader.except(vocab)? }
        }
        "substitution" => {
            let mut swaps = reader.table("swap")?;
            if swaps.is_empty() {
                return Err(reader.error(at, "`swap` is missing or empty").into());
            }
            swaps.retain(|(key, ..)| !key.is_empty());
            swaps.sort_by_key(|(key, ..)| std::cmp::Reverse(key.len()));
            let mut sources = Vec::with_capacity(swaps.len());
            for (key, at, _) in &swaps {
                let node = syntax::parse(key).map_err(|fault| reader.regex_fault(key, *at, &fault))?;
                let plain = if node.captures() > 0 { without_captures(key) } else { key.clone() };
                reader.checked(&plain, *at)?;
                sources.push(format!("{case}{}", reader.around(&plain, !nonword)));
            }
            let pattern = Pattern::new(sources)
                .map_err(|(index, fault)| reader.regex_fault(&swaps[index].0, swaps[index].1, &fault))?;
            let swap = |(key, _, value): (String, Mark, String)| Swap {
                key: format!("{case}{key}"),
                value,
                captured: OnceCell::new(),
                expected: OnceCell::new(),
            };
            Check::Substitution {
                pattern,
                swaps: swaps.into_iter().map(swap).collect(),
                except: reader.except(vocab)?,
                capitalize: reader.flag("capitalize")?.unwrap_or(false),
            }
        }
        "occurrence" => {
            let (max, min) = (reader.count("max")?, reader.count("min")?);
            let token = reader.text("token")?.unwrap_or_default();
            if max == 0 && min == 0 {
                return Err(reader.error(at, "neither `max` nor `min` says how often").into());
            }
            let at = reader.node.get("token").map_or(at, |node| node.at);
            reader.checked(&token, at)?;
            Check::Occurrence { pattern: reader.pattern(format!("{case}(?:{token})"), at)?, max, min }
        }
        "repetition" => {
            let tokens = reader.list("tokens")?;
            for (source, at) in &tokens {
                reader.checked(source, *at)?;
            }
            if tokens.is_empty() {
                return Err(reader.error(at, "`tokens` is missing or empty").into());
            }
            let joined = tokens.iter().map(|(token, _)| token.as_str()).collect::<Vec<_>>().join("|");
            Check::Repetition {
                pattern: reader.pattern(format!("{case}({joined})"), at)?,
                max: reader.count("max")?,
                fold,
                alpha: reader.flag("alpha")?.unwrap_or(false),
                except: reader.except(vocab)?,
            }
        }
        "consistency" => {
            let mut pairs = Vec::new();
            for (one, at, other) in reader.table("either")? {
                let sources = [&one, &other].map(|source| format!("{case}{}", reader.around(source, !nonword)));
                let pair = Pattern::new(sources.into());
                pairs.push(pair.map_err(|(which, fault)| {
                    reader.regex_fault(if which == 0 { &one } else { &other }, at, &fault)
                })?);
            }
            if pairs.is_empty() {
                return Err(reader.error(at, "`either` is missing or empty").into());
            }
            Check::Consistency { pairs }
        }
        "conditional" => {
            let part = |key: &str| -> Result<(String, Mark), Error> {
                let node = reader.node.get(key).ok_or_else(|| reader.error(at, format!("`{key}` is missing")))?;
                let text = node.scalar().ok_or_else(|| reader.wrong(node, key, "a regex"))?;
                reader.checked(text, node.at)?;
                Ok((text.to_owned(), node.at))
            };
            let (first, first_at) = part("first")?;
            let (second, second_at) = part("second")?;
            let groups = syntax::parse(&second).is_ok_and(|node| node.captures() > 0);
            let second = Pattern::with_captures(second.clone())
                .map_err(|(_, fault)| reader.regex_fault(&second, second_at, &fault))?;
            Check::Conditional {
                first: reader.pattern(first, first_at)?,
                second,
                groups,
                except: reader.except(vocab)?,
            }
        }
        "capitalization" => {
            let wanted = reader.text("match")?.unwrap_or_default();
            let case = match wanted.as_str() {
                "$title" => Case::Title { chicago: reader.text("style")?.as_deref() == Some("Chicago") },
                "$sentence" => {
                    let indicators = reader.words("indicators")?;
                    Case::Sentence { indicators: if indicators.is_empty() { vec![":".to_owned()] } else { indicators } }
                }
                "$lower" => Case::Lower,
                "$upper" => Case::Upper,
                "" => return Err(reader.error(at, "`match` is missing").into()),
                regex => {
                    let at = reader.node.get("match").map_or(at, |node| node.at);
                    let pattern = Pattern::one(regex.to_owned());
                    Case::Regex(Box::new(pattern.map_err(|fault| reader.regex_fault(regex, at, &fault))?))
                }
            };
            let prefix = match reader.text("prefix")?.filter(|prefix| !prefix.is_empty()) {
                Some(prefix) => Some(reader.pattern(format!("^(?:{prefix})"), at)?),
                None => None,
            };
            let threshold = reader.number("threshold")?.filter(|threshold| *threshold > 0.0).unwrap_or(0.8);
            Check::Capitalization { case, prefix, threshold, except: reader.except(vocab)? }
        }
        "metric" => {
            let node = reader.node.get("formula").ok_or_else(|| reader.error(at, "`formula` is missing"))?;
            let text = node.scalar().ok_or_else(|| reader.wrong(node, "formula", "a text"))?;
            let formula = Formula::parse(text, name)
                .map_err(|(_, what)| reader.error(node.at, format!("the formula: {what}")))?;
            let condition = reader.text("condition")?.unwrap_or_default();
            let given = |word: &str| if word == VALUE { Some(Name::Given) } else { name(word) };
            let condition = Formula::parse(&format!("{VALUE} {condition}"), given)
                .map_err(|(_, what)| reader.error(node.at, format!("the condition: {what}")))?;
            Check::Metric { formula, condition }
        }
        "readability" => {
            let mut measures = Vec::new();
            for (name, at) in reader.list("metrics")? {
                measures.push(match name.as_str() {
                    "Gunning Fog" => Measure::GunningFog,
                    "Coleman-Liau" => Measure::ColemanLiau,
                    "Flesch-Kincaid" => Measure::FleschKincaid,
                    "SMOG" => Measure::Smog,
                    "Automated Readability" => Measure::Ari,
                    name => return Err(reader.error(at, format!("unknown measure `{name}`")).into()),
                });
            }
            if measures.is_empty() {
                return Err(reader.error(at, "`metrics` is missing or empty").into());
            }
            Check::Readability { measures, grade: reader.number("grade")?.unwrap_or(0.0) }
        }
        "spelling" if !cfg!(feature = "spelling") => {
            return Err(Refusal::Unsupported("spelling needs a build with the feature `spelling`".to_owned()));
        }
        "spelling" => {
            let mut filters = Vec::new();
            for (source, at) in reader.list("filters")? {
                filters.push(Pattern::one(source.clone()).map_err(|fault| reader.regex_fault(&source, at, &fault))?);
            }
            let mut ignore = reader.words("ignore")?;
            ignore.extend(reader.words("ignores")?);
            // Whole words, in capitals or not.
            let own = reader.words("exceptions")?;
            let all: Vec<&str> =
                own.iter().chain(&reader.shared.accepted).map(String::as_str).filter(|term| !term.is_empty()).collect();
            let except = match all.is_empty() {
                true => None,
                false => Some(reader.pattern(format!("(?i)^(?:{})$", all.join("|")), at)?),
            };
            Check::Spelling(Spelling {
                dictionaries: reader.words("dictionaries")?,
                dicpath: reader.text("dicpath")?,
                aff: reader.text("aff")?,
                dic: reader.text("dic")?,
                filters,
                ignore,
                custom: reader.flag("custom")?.unwrap_or(false),
                except,
                words: None,
            })
        }
        "sequence" => return Err(Refusal::Unsupported("sequences need a tagger of parts of speech".to_owned())),
        _ => return Err(Refusal::Unsupported("scripts are not run".to_owned())),
    })
}

/// What a condition calls the value that it is about; no name of a formula may begin so.
const VALUE: &str = "_value";

/// What formulas name besides the counts of prose: numbers, and counts of what only markup has, 0 in a reply.
fn name(word: &str) -> Option<Name> {
    let markup = ["list", "blockquote", "pre", "heading", "table", "link", "alt"];
    let number = match word {
        "math.pi" => std::f64::consts::PI,
        "math.e" => std::f64::consts::E,
        "true" => 1.0,
        "false" => 0.0,
        _ if markup.contains(&word.split(['.', '_']).next().unwrap_or_default()) => 0.0,
        _ => return None,
    };
    Some(Name::Constant(number))
}

/// A regex whose groups capture nothing.
fn without_captures(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut chars = source.chars().peekable();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        out.push(c);
        match c {
            '\\' => out.extend(chars.next()),
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class && chars.peek() != Some(&'?') => out.push_str("?:"),
            _ => {}
        }
    }
    out
}
