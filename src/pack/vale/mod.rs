//! Rules written for the prose linter Vale, run on replies.
//!
//! What of the format runs, and where this differs from Vale, stands in `docs/vale.md`. In short: everything that plain
//! text can hold, with true places in the draft, and reading-grade rules on top, which Vale runs on markup only. What
//! cannot run is listed by file, with the reason; the rest loads.

mod action;
mod case;
mod ini;
mod load;
mod message;
mod pattern;
mod rule;
mod run;
mod spell;
mod syntax;
mod tests_of_rules;
mod visible;
mod yaml;

pub use tests_of_rules::{Failure, Outcome};

use crate::error::Error;
use crate::report::Level;
use pattern::Haystack;
use run::Engine;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
pub(crate) use visible::Visible;

/// Where a configuration's files are. The core opens none itself.
///
/// Paths are written with `/`, as the one given to [`Styles::load`] is.
pub trait Files {
    /// What a file holds; nothing where there is no such file.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// What a folder holds; nothing where there is no such folder.
    fn list(&self, path: &str) -> Vec<Entry>;
}

/// A member of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, without the folder's.
    pub name: String,
    /// It is a folder.
    pub is_dir: bool,
}

/// Files that are held in memory: paths and what they hold.
impl Files for std::collections::BTreeMap<String, String> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let path = path.trim_start_matches("./");
        self.get(path).map(|text| text.clone().into_bytes())
    }

    fn list(&self, path: &str) -> Vec<Entry> {
        let path = path.trim_start_matches("./").trim_end_matches('/');
        let prefix = if path.is_empty() || path == "." { String::new() } else { format!("{path}/") };
        let mut entries: Vec<Entry> = Vec::new();
        for rest in self.keys().filter_map(|key| key.strip_prefix(&prefix)) {
            let (name, is_dir) = rest.split_once('/').map_or((rest, false), |(name, _)| (name, true));
            if !entries.iter().any(|entry| entry.name == name) {
                entries.push(Entry { name: name.to_owned(), is_dir });
            }
        }
        entries
    }
}

/// Vale styles that were read, ready to run. Cheap to clone.
///
/// ```
/// use replylint::vale::Styles;
/// use std::collections::BTreeMap;
/// let rule = "extends: existence\nmessage: \"Avoid '%s'.\"\ntokens: [epic]\n";
/// let files = BTreeMap::from([("styles/House/Hype.yml".to_owned(), rule.to_owned())]);
/// let styles = Styles::load(&files, "styles")?;
/// let alerts = styles.alerts("An epic offer!");
/// assert_eq!(alerts[0].to_string(), "1:4:House.Hype:Avoid 'epic'.");
/// # Ok::<(), replylint::Error>(())
/// ```
#[derive(Clone)]
pub struct Styles {
    engine: Arc<Engine>,
    skipped: Arc<[Skipped]>,
    digest: Arc<str>,
}

/// A rule that does not run, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// `Style.Rule`.
    pub rule: String,
    /// What kind of reason it is.
    pub kind: SkippedKind,
    /// The file, the place where there is one, and the reason.
    pub error: Error,
}

/// Why a rule does not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkippedKind {
    /// The file is wrong.
    Fault,
    /// It asks for something that is not done here.
    Unsupported,
    /// It is about parts of a page that no reply has.
    Silent,
}

/// What a Vale rule says about a text, in Vale's own terms: it quotes the text.
///
/// `Display` is `line:column:Style.Rule:message`, as Vale's `line` output has it without the file's name. `Debug` shows
/// neither the message nor the match.
#[derive(Clone, PartialEq, Eq)]
pub struct Alert {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in code points, counted from 1.
    pub column: usize,
    /// Bytes of the text.
    pub span: Range<usize>,
    /// `Style.Rule`.
    pub check: Arc<str>,
    /// `suggestion` is a note, `warning` is to be revised, `error` blocks.
    pub level: Level,
    /// What the rule says.
    pub message: String,
    /// What could stand there instead.
    pub options: Vec<String>,
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}:{}", self.line, self.column, self.check, self.message)
    }
}

impl fmt::Debug for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Alert({}:{} {})", self.line, self.column, self.check)
    }
}

impl fmt::Debug for Styles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Styles")
            .field("rules", &self.len())
            .field("skipped", &self.skipped.len())
            .finish_non_exhaustive()
    }
}

impl Styles {
    /// Reads a configuration: a `.vale.ini` or the folder that holds one, a folder of styles, a style, or a rule file.
    ///
    /// With a `.vale.ini`, the sections decide that are about `reply.txt`; where none is, those about `reply.md`; where none
    /// is either, those about what the first is about.
    ///
    /// # Errors
    ///
    /// A path with nothing behind it, a `.vale.ini` or a vocabulary that makes no sense, a style that is not there. A
    /// rule file that cannot be used is no error: it stands in [`Styles::skipped`].
    pub fn load(files: &dyn Files, path: &str) -> Result<Self, Error> {
        load::load(files, path, None)
    }

    /// The same for a draft that is called `draft`: the sections of a `.vale.ini` that are about that name decide. Where
    /// none is, no rule runs.
    ///
    /// # Errors
    ///
    /// Those of [`Styles::load`].
    pub fn load_for(files: &dyn Files, path: &str, draft: &str) -> Result<Self, Error> {
        load::load(files, path, Some(draft))
    }

    /// How many rules run.
    #[must_use]
    pub fn len(&self) -> usize {
        self.engine.rules.len()
    }

    /// Whether none does.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rules that do not run, by name, and why.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// The names (`Style.Rule`) and levels of the rules that run.
    pub fn rules(&self) -> impl Iterator<Item = (&str, Level)> {
        let engine = &self.engine;
        engine.rules.iter().enumerate().map(|(index, rule)| (&*rule.name, engine.level(index)))
    }

    /// The rules that run, for a catalogue.
    pub(crate) fn about(&self) -> impl Iterator<Item = About<'_>> {
        let engine = &self.engine;
        engine.rules.iter().enumerate().map(|(index, rule)| About {
            name: &rule.name,
            origin: &rule.origin,
            level: engine.level(index),
            message: message::template(&rule.message),
            description: message::template(&rule.description),
            link: &rule.link,
            point: rule.check.point(),
            fixes: !matches!(rule.action, action::Action::None | action::Action::Suggest),
        })
    }

    /// What the rules say about a plain text, by line, column and rule, as Vale would say it. Linear in the text, but for
    /// rules with look-around, which are given up after a fixed number of steps.
    #[must_use]
    pub fn alerts(&self, text: &str) -> Vec<Alert> {
        let visible = Visible::of_plain(text);
        let (found, _) = self.engine.run(&visible.text, None);
        self.as_alerts(text, &visible, &found)
    }

    /// Runs the cases that rule files carry under `tests`.
    #[must_use]
    pub fn verify(&self) -> Outcome {
        tests_of_rules::verify(self)
    }

    /// Alerts by place and rule. The text is walked through once for lines and columns.
    fn as_alerts(&self, text: &str, visible: &Visible, found: &[run::Found]) -> Vec<Alert> {
        let mut placed: Vec<(Range<usize>, &run::Found)> =
            found.iter().map(|found| (visible.source(found.range.clone()), found)).collect();
        let name = |found: &run::Found| &self.engine.rules[found.rule].name;
        placed.sort_by(|(a, one), (b, other)| (a.start, name(one)).cmp(&(b.start, name(other))));
        let (mut at, mut line, mut column) = (0, 1, 1);
        let alert = |(span, found): (Range<usize>, &run::Found)| {
            for (index, c) in text.get(at..span.start).unwrap_or_default().char_indices() {
                let alone = c == '\r' && text.as_bytes().get(at + index + 1) != Some(&b'\n');
                (line, column) = if c == '\n' || alone { (line + 1, 1) } else { (line, column + 1) };
            }
            at = span.start;
            Alert {
                line,
                column,
                span,
                check: Arc::clone(name(found)),
                level: self.engine.level(found.rule),
                message: self.engine.message(found, true),
                options: found.options.clone(),
            }
        };
        placed.into_iter().map(alert).collect()
    }

    /// Tells configurations apart.
    pub(crate) fn digest(&self) -> &str {
        &self.digest
    }

    /// What the rules find in the visible text of a draft, for its report, and whether any was given up.
    pub(crate) fn find(&self, visible: &Visible) -> (Vec<Place>, bool) {
        let (found, failed) = self.engine.run(&visible.text, None);
        let place = |found: run::Found| {
            let rule = &self.engine.rules[found.rule];
            let filled = |text: &str| !run::is_fixed(text);
            Place {
                span: visible.source(found.range.clone()),
                around: visible.around(found.range.clone()),
                rule: found.rule,
                message: filled(&rule.message).then(|| self.engine.message(&found, false)),
                description: filled(&rule.description).then(|| self.engine.description(&found, false)),
                options: found.options,
                derived: found.derived,
            }
        };
        (found.into_iter().map(place).collect(), !failed.is_empty())
    }

    /// Makes now what the first text would wait for: half of what it takes to load styles.
    pub(crate) fn prepare(&self) {
        self.engine.prepare();
    }

    /// What each rule says of all that it finds, by number.
    pub(crate) fn said(&self) -> impl Iterator<Item = Said<'_>> {
        let engine = &self.engine;
        engine.rules.iter().enumerate().map(|(index, rule)| Said {
            name: &rule.name,
            level: engine.level(index),
            message: &rule.message,
            description: &rule.description,
            link: &rule.link,
        })
    }
}

/// What a rule says about itself.
pub(crate) struct About<'s> {
    pub(crate) name: &'s str,
    /// The file, or the rule's own name where it comes with the format.
    pub(crate) origin: &'s str,
    pub(crate) level: Level,
    /// With `…` for what the text adds.
    pub(crate) message: String,
    pub(crate) description: String,
    pub(crate) link: &'s str,
    /// The extension point.
    pub(crate) point: &'static str,
    /// It proposes what to write instead.
    pub(crate) fixes: bool,
}

/// What a rule says of all that it finds. Where a text adds to message or description, the finding has them.
pub(crate) struct Said<'s> {
    pub(crate) name: &'s str,
    pub(crate) level: Level,
    pub(crate) message: &'s str,
    pub(crate) description: &'s str,
    pub(crate) link: &'s str,
}

/// A finding before it is one of a report.
pub(crate) struct Place {
    pub(crate) span: Range<usize>,
    /// The words around, digits masked, without the match.
    pub(crate) around: String,
    /// The rule's number.
    pub(crate) rule: usize,
    /// The message, where it is not the same for all findings of the rule.
    pub(crate) message: Option<String>,
    /// The description, where it is not.
    pub(crate) description: Option<String>,
    pub(crate) options: Vec<String>,
    /// The options were made from the draft's own words.
    pub(crate) derived: bool,
}
