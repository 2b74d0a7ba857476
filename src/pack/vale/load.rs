//! A configuration as it lies in folders: which rule files there are, which of them run, and what each inherits.

use super::ini::{self, Ini};
use super::pattern::Pattern;
use super::rule::{self, Check, Refusal, Rule, Shared};
use super::run::{Engine, Ignore};
use super::syntax;
use super::yaml::{self, Node, Value};
use super::{Files, Skipped, SkippedKind, Styles};
use crate::error::Error;
use crate::near::is_near;
use crate::report::Level;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The names of a configuration.
const INI: &[&str] = &[".vale.ini", ".vale", "_vale.ini", "vale.ini", "_vale"];
/// How deep rules may inherit.
const MAX_PARENTS: usize = 10;
/// How deep the folders of a style may lie.
const MAX_FOLDERS: usize = 8;
/// The built-in rules that need nothing but a vocabulary.
const BUILTIN: &[(&str, &str)] = &[
    (
        "Repetition",
        "extends: repetition\nmessage: \"'%s' is repeated!\"\nlevel: error\nalpha: true\nignorecase: true\naction:\n  name: edit\n  params: [truncate, \" \"]\ntokens:\n  - '[^\\s.!?]+'\n",
    ),
    ("Spelling", "extends: spelling\nmessage: \"Did you really mean '%s'?\"\nlevel: error\n"),
];

struct Loader<'f> {
    files: &'f dyn Files,
    styles: String,
    shared: Shared,
    hash: Sha256,
    /// Rule files by `Style.Rule`.
    known: BTreeMap<String, String>,
    texts: BTreeMap<String, Result<Node, Error>>,
}

/// What runs, and at which level.
#[derive(Default)]
struct Chosen {
    /// Whole styles.
    styles: Vec<String>,
    /// Rules by themselves, and styles that are set as one: whether they run.
    rules: BTreeMap<String, bool>,
    levels: BTreeMap<String, Level>,
    /// Values of keys of rules, and the lines they stand in, by rule and key.
    keys: BTreeMap<(String, String), (String, usize)>,
    all: bool,
    least: Option<Level>,
    ignores: Vec<Ignore>,
}

impl Chosen {
    fn takes(&self, name: &str) -> bool {
        let style = name.split('.').next().unwrap_or_default();
        let set = self.rules.get(name).or_else(|| self.rules.get(style));
        set.copied().unwrap_or(self.all || self.styles.iter().any(|known| known == style))
    }
}

pub(super) fn load(files: &dyn Files, path: &str, draft: Option<&str>) -> Result<Styles, Error> {
    let path = path.trim_end_matches('/');
    let path = if path.is_empty() { "." } else { path };
    let name = path.rsplit('/').next().unwrap_or(path);
    if let Some(text) = text_of(files, path)? {
        if name.ends_with(".yml") || name.ends_with(".yaml") {
            return rule_file(files, path);
        }
        return configuration(files, path, &text, draft);
    }
    let entries = files.list(path);
    if let Some(name) = INI.iter().find(|name| entries.iter().any(|entry| !entry.is_dir && entry.name == **name)) {
        let path = join(path, name);
        let text = text_of(files, &path)?.unwrap_or_default();
        return configuration(files, &path, &text, draft);
    }
    if entries.is_empty() {
        return Err(Error::new(path, "there is no file and no folder of that name, or nothing in it")
            .remedy("name a `.vale.ini`, a folder of styles, a style or a rule file"));
    }
    if entries.iter().any(|entry| !entry.is_dir && entry.name.ends_with(".yml")) {
        // A style by itself.
        let (parent, style) = path.rsplit_once('/').unwrap_or((".", path));
        let mut loader = Loader::new(files, parent, Shared::default());
        loader.find_style(style);
        let chosen = Chosen { styles: vec![style.to_owned()], ..Chosen::default() };
        return loader.finish(chosen, None, "txt");
    }
    let mut loader = Loader::new(files, path, Shared::default());
    loader.find_styles();
    let chosen = Chosen { all: true, ..Chosen::default() };
    loader.finish(chosen, None, "txt")
}

fn rule_file(files: &dyn Files, path: &str) -> Result<Styles, Error> {
    let (folder, file) = path.rsplit_once('/').unwrap_or((".", path));
    let (parent, style) = folder.rsplit_once('/').unwrap_or((".", folder));
    let name = rule_name(style, file);
    let mut loader = Loader::new(files, parent, Shared::default());
    loader.find_styles();
    loader.known.insert(name.clone(), path.to_owned());
    let chosen = Chosen { rules: BTreeMap::from([(name, true)]), ..Chosen::default() };
    loader.finish(chosen, None, "txt")
}

fn configuration(files: &dyn Files, path: &str, text: &str, draft: Option<&str>) -> Result<Styles, Error> {
    let own = ini::parse(text, path)?;
    let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
    let styles = match &own.styles_path {
        Some(styles) if styles.starts_with('/') => styles.clone(),
        Some(styles) => join(folder, styles.trim_start_matches("./").trim_end_matches('/')),
        None => join(folder, "styles"),
    };
    // What packages bring stands before what the project says.
    let mut all = Ini::default();
    let packages = join(&styles, ".vale-config");
    let mut queued: Vec<String> = files.list(&packages).into_iter().map(|entry| entry.name).collect();
    queued.sort();
    for name in queued.iter().filter(|name| name.ends_with(".ini")) {
        let path = join(&packages, name);
        let package = ini::parse(&text_of(files, &path)?.unwrap_or_default(), &path)?;
        all.sections.extend(package.sections);
        all.vocab.extend(package.vocab);
        all.word_template = package.word_template.or(all.word_template);
        all.min_level = package.min_level.or(all.min_level);
    }
    all.sections.extend(own.sections);
    all.vocab.extend(own.vocab);
    all.word_template = own.word_template.or(all.word_template);
    all.min_level = own.min_level.or(all.min_level);

    let draft = match draft {
        Some(draft) => draft.to_owned(),
        None => all.stand_in().ok_or_else(|| {
            Error::new(path, "has no section, so no rule would run")
                .remedy("add a section `[*]` with `BasedOnStyles = …`")
        })?,
    };
    let draft = draft.as_str();
    if let Some(template) = all.word_template.as_deref().filter(|template| !template.contains("%s")) {
        return Err(
            Error::new(path, format!("`WordTemplate` is `{template}`")).remedy("write `%s` where the word stands")
        );
    }
    let mut vocabulary = Vocabulary::default();
    for name in &all.vocab {
        vocabulary.add(files, &styles, name)?;
    }
    let shared = Shared {
        accepted: vocabulary.accepted.iter().map(|(term, ..)| term.clone()).collect(),
        word: all.word_template.clone(),
    };
    let mut loader = Loader::new(files, &styles, shared);
    loader.hash.update(text);
    loader.find_styles();
    let chosen = choose(&all, draft, path)?;
    for style in &chosen.styles {
        if style != "Vale" && !loader.known.keys().any(|name| name.split('.').next() == Some(style)) {
            let near =
                loader.known.keys().filter_map(|name| name.split('.').next()).find(|known| is_near(style, known));
            let error = Error::new(path, format!("there is no style `{style}` in `{styles}`"));
            return Err(match near {
                Some(near) => error.remedy(format!("did you mean `{near}`?")),
                None if !all.packages.is_empty() || !own.packages.is_empty() => {
                    error.remedy("packages are not fetched here: run `vale sync`, or copy the style there")
                }
                None => error,
            });
        }
    }
    let extension = draft.rsplit_once('.').map_or("txt", |(_, extension)| extension);
    loader.finish(chosen, Some(vocabulary), extension)
}

/// Which rules run on a file.
fn choose(ini: &Ini, file: &str, origin: &str) -> Result<Chosen, Error> {
    let mut chosen = Chosen::default();
    for section in ini.of(file) {
        if let Some(styles) = &section.styles {
            chosen.styles.clone_from(styles);
        }
        for (regex, block, line) in &section.ignores {
            let pattern = Pattern::one(regex.clone()).map_err(|fault| {
                Error::new(origin, format!("the regex `{regex}`: {}", fault.what)).at_place(*line, 1)
            })?;
            chosen.ignores.push(Ignore { pattern, block: *block });
        }
    }
    let enabled = |value: &str| matches!(value, "YES" | "suggestion" | "warning" | "error");
    // What a section says of its files stands before what `[*]` says of all.
    let (general, special): (Vec<_>, Vec<_>) = ini.of(file).partition(|section| section.glob == "*");
    for (name, value, line) in general.into_iter().chain(special).flat_map(|section| &section.rules) {
        if let Some((name, key)) = name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            if let Some(remedy) = unsettable(key, name) {
                return Err(Error::new(origin, format!("`{key}` of `{name}` cannot be set here"))
                    .at_place(*line, 1)
                    .remedy(remedy));
            }
            chosen.keys.insert((name.to_owned(), key.to_lowercase()), (value.clone(), *line));
            continue;
        }
        chosen.rules.insert(name.clone(), enabled(value));
        if let Some(level) = rule::level_of(value) {
            chosen.levels.insert(name.clone(), level);
        }
    }
    if let Some(word) = ini.min_level.as_deref() {
        let level = rule::level_of(word).ok_or_else(|| {
            Error::new(origin, format!("unknown `MinAlertLevel` `{word}`")).remedy("write suggestion, warning or error")
        })?;
        chosen.least = Some(level);
    }
    Ok(chosen)
}

/// Terms that are right, and terms that are wrong: each with its file and line.
#[derive(Default)]
struct Vocabulary {
    accepted: Vec<(String, String, usize)>,
    rejected: Vec<(String, String, usize)>,
}

impl Vocabulary {
    fn add(&mut self, files: &dyn Files, styles: &str, name: &str) -> Result<(), Error> {
        let folders = [join(styles, &format!("config/vocabularies/{name}")), join(styles, &format!("Vocab/{name}"))];
        for (file, terms) in [("accept.txt", &mut self.accepted), ("reject.txt", &mut self.rejected)] {
            for folder in &folders {
                let path = join(folder, file);
                let Some(text) = text_of(files, &path)? else { continue };
                for (index, line) in text.lines().enumerate() {
                    let term = line.trim();
                    if term.is_empty() || term.starts_with("# ") || term == "#" {
                        continue;
                    }
                    Pattern::one(term.to_owned()).map_err(|fault| {
                        Error::new(&path, format!("the term is no regex: {}", fault.what))
                            .at_place(index + 1, fault.at + 1)
                    })?;
                    terms.push((term.to_owned(), path.clone(), index + 1));
                }
                break;
            }
        }
        Ok(())
    }
}

impl<'f> Loader<'f> {
    fn new(files: &'f dyn Files, styles: &str, shared: Shared) -> Self {
        let known = BTreeMap::new();
        Self { files, styles: styles.to_owned(), shared, hash: Sha256::new(), known, texts: BTreeMap::new() }
    }

    fn find_styles(&mut self) {
        for entry in self.files.list(&self.styles) {
            if entry.is_dir && !matches!(entry.name.as_str(), "config" | "Vocab") && !entry.name.starts_with('.') {
                self.find_style(&entry.name);
            }
        }
    }

    fn find_style(&mut self, style: &str) {
        let folder = join(&self.styles, style);
        self.find_rules(style, &folder, 0);
    }

    /// The rule files of a folder and of those in it, whose names become parts of the rules' names.
    fn find_rules(&mut self, prefix: &str, folder: &str, depth: usize) {
        for entry in self.files.list(folder) {
            let path = join(folder, &entry.name);
            if entry.is_dir {
                if depth < MAX_FOLDERS && !entry.name.starts_with(['.', '_']) {
                    self.find_rules(&format!("{prefix}.{}", entry.name), &path, depth + 1);
                }
            } else if entry.name.ends_with(".yml") && !entry.name.ends_with(".test.yml") {
                self.known.insert(rule_name(prefix, &entry.name), path);
            }
        }
    }

    /// Reads, compiles and puts together what was chosen.
    fn finish(mut self, mut chosen: Chosen, vocabulary: Option<Vocabulary>, extension: &str) -> Result<Styles, Error> {
        let ignores = std::mem::take(&mut chosen.ignores);
        let chosen = &chosen;
        let mut rules: Vec<Rule> = Vec::new();
        let mut levels = Vec::new();
        let mut skipped = Vec::new();
        let names: Vec<(String, String)> = self.known.iter().map(|(name, path)| (name.clone(), path.clone())).collect();
        let mut jobs: Vec<(String, String, Result<Node, Error>)> = Vec::new();
        for (name, path) in names.into_iter().filter(|(name, _)| chosen.takes(name)) {
            let mut node = self.inherited(&name, &path, 0);
            if let Ok(node) = &mut node {
                set_keys(node, chosen, &name);
            }
            jobs.push((name, path, node));
        }
        jobs.extend(self.builtin(chosen, vocabulary.as_ref()));
        for (name, path, node) in jobs {
            let skip = |kind: SkippedKind, error: Error| Skipped { rule: name.clone(), kind, error };
            let rule = match node.map_err(Refusal::from).and_then(|node| rule::read(&node, &name, &path, &self.shared))
            {
                Ok(rule) => rule,
                Err(Refusal::Fault(error)) => {
                    skipped.push(skip(SkippedKind::Fault, error));
                    continue;
                }
                Err(Refusal::Unsupported(what)) => {
                    skipped.push(skip(SkippedKind::Unsupported, Error::new(&path, what)));
                    continue;
                }
            };
            let rule = match self.spelling(rule) {
                Ok(rule) => rule,
                Err(error) => {
                    skipped.push(skip(SkippedKind::Unsupported, error));
                    continue;
                }
            };
            if !Engine::speaks(&rule, extension) {
                let error = Error::new(&path, "its scope occurs only in markup, so it would never speak");
                skipped.push(skip(SkippedKind::Silent, error));
                continue;
            }
            let style = name.split('.').next().unwrap_or_default();
            let level = chosen.levels.get(&name).or_else(|| chosen.levels.get(style)).copied().unwrap_or(rule.level);
            if chosen.least.is_none_or(|least| level >= least) {
                levels.push(level);
                rules.push(rule);
            }
        }
        for name in chosen.rules.iter().filter(|(_, runs)| **runs).map(|(name, _)| name) {
            let style = name.split('.').next().unwrap_or_default();
            let whole = style == name && self.known.keys().any(|known| known.split('.').next() == Some(name));
            if !self.known.contains_key(name) && !whole && style != "Vale" {
                let known = self.known.keys().find(|known| is_near(name, known));
                let what = if style == name { "style" } else { "rule" };
                let error = Error::new(&self.styles, format!("there is no {what} `{name}`"));
                let error = known.map_or(error.clone(), |known| error.remedy(format!("did you mean `{known}`?")));
                skipped.push(Skipped { rule: name.clone(), kind: SkippedKind::Fault, error });
            }
        }
        let spaced = |term: &&String| term.contains(' ') || term.contains('\t') || term.contains("\\s");
        let phrases: Vec<&str> = self.shared.accepted.iter().filter(spaced).map(String::as_str).collect();
        let phrases = match phrases.is_empty() {
            true => None,
            false => Pattern::one(format!(r"(?i)\b(?:{})\b", phrases.join("|"))).ok(),
        };
        for (rule, level) in rules.iter().zip(&levels) {
            self.hash.update(format!("{}={};", rule.name, level.as_str()));
        }
        self.hash.update(env!("CARGO_PKG_VERSION"));
        let digest: String = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let engine = Engine::new(rules, levels, phrases, extension.to_owned()).ignore(ignores);
        Ok(Styles { engine: Arc::new(engine), skipped: skipped.into(), digest: digest.into() })
    }

    /// The rules that come with the format.
    fn builtin(&self, chosen: &Chosen, vocabulary: Option<&Vocabulary>) -> Vec<(String, String, Result<Node, Error>)> {
        let mut jobs = Vec::new();
        for (name, text) in BUILTIN {
            jobs.push((format!("Vale.{name}"), (*text).to_owned()));
        }
        if let Some(vocabulary) = vocabulary {
            // Of terms that differ in case alone the last one counts.
            let mut terms: BTreeMap<String, String> = BTreeMap::new();
            for (term, ..) in vocabulary.accepted.iter().filter(|(term, ..)| !term.starts_with("(?i)")) {
                match syntax::parse(term).ok().and_then(|node| node.spellings()) {
                    Some(spellings) => {
                        terms.extend(spellings.into_iter().map(|one| (syntax::literal(&one.to_lowercase()), one)));
                    }
                    None => drop(terms.insert(lower_outside_escapes(term), term.clone())),
                }
            }
            if !terms.is_empty() {
                let pairs = terms.iter().map(|(key, term)| format!("  {}: {}\n", quoted(key), quoted(term)));
                let text = "extends: substitution\nmessage: \"Use '%s' instead of '%s'.\"\nlevel: error\nignorecase: true\nvocab: false\nswap:\n";
                jobs.push(("Vale.Terms".to_owned(), text.to_owned() + &pairs.collect::<String>()));
            }
            if !vocabulary.rejected.is_empty() {
                let list = vocabulary.rejected.iter().map(|(term, ..)| format!("  - {}\n", quoted(term)));
                let text = "extends: existence\nmessage: \"Avoid using '%s'.\"\nlevel: error\nvocab: false\ntokens:\n";
                jobs.push(("Vale.Avoid".to_owned(), text.to_owned() + &list.collect::<String>()));
            }
        }
        // Where no configuration chooses, they do not run.
        let wanted = |name: &String| chosen.takes(name) && (!chosen.all || chosen.rules.contains_key(name));
        let chosen = jobs.into_iter().filter(|(name, _)| wanted(name));
        chosen.map(|(name, text)| (name.clone(), name.clone(), yaml::parse(&text, &name))).collect()
    }

    fn node(&mut self, path: &str) -> Result<Node, Error> {
        if let Some(known) = self.texts.get(path) {
            return known.clone();
        }
        let read = text_of(self.files, path).and_then(|text| {
            let text = text.ok_or_else(|| Error::new(path, "there is no such file"))?;
            self.hash.update(path.rsplit('/').next().unwrap_or_default());
            self.hash.update((text.len() as u64).to_be_bytes());
            self.hash.update(&text);
            yaml::parse(&text, path)
        });
        self.texts.insert(path.to_owned(), read.clone());
        read
    }

    /// A rule with all that it inherits.
    fn inherited(&mut self, name: &str, path: &str, depth: usize) -> Result<Node, Error> {
        let node = self.node(path)?;
        let Some(parent) = node.get("extends").and_then(Node::scalar).filter(|parent| parent.contains('.')) else {
            return Ok(node);
        };
        let parent = parent.to_owned();
        let at = node.get("extends").map_or(node.at, |node| node.at);
        let error = |what: String| Error::new(path, what).at_place(at.line, at.column);
        if depth >= MAX_PARENTS {
            return Err(error(format!("inherits more than {MAX_PARENTS} times")));
        }
        if parent.starts_with("Vale.") {
            return Err(error(format!("`{parent}` cannot be extended")));
        }
        let Some(from) = self.known.get(&parent).cloned() else {
            let near = self.known.keys().find(|known| is_near(&parent, known));
            let remedy =
                near.map_or_else(|| format!("put it into `{}`", self.styles), |near| format!("did you mean `{near}`?"));
            return Err(error(format!("there is no rule `{parent}`")).remedy(remedy));
        };
        if parent == name {
            return Err(error("extends itself".to_owned()));
        }
        let base = self.inherited(&parent, &from, depth + 1)?;
        merge(&base, &node).map_err(|(what, mark)| Error::new(path, what).at_place(mark.line, mark.column))
    }

    /// Gives a spelling rule its dictionaries.
    #[cfg(feature = "spelling")]
    fn spelling(&mut self, mut rule: Rule) -> Result<Rule, Error> {
        let Check::Spelling(spelling) = &mut rule.check else { return Ok(rule) };
        let folders = match &spelling.dicpath {
            Some(path) => vec![join(&self.styles, path), path.clone()],
            None => vec![join(&self.styles, "config/dictionaries"), self.styles.clone()],
        };
        let mut pairs: Vec<(String, String)> = Vec::new();
        if let (Some(aff), Some(dic)) = (&spelling.aff, &spelling.dic) {
            pairs.push((join(&self.styles, aff), join(&self.styles, dic)));
            pairs.push((aff.clone(), dic.clone()));
        }
        let named = |name: &str| {
            folders
                .iter()
                .map(|folder| {
                    let stem = join(folder, name);
                    (format!("{stem}.aff"), format!("{stem}.dic"))
                })
                .collect::<Vec<_>>()
        };
        if spelling.dictionaries.is_empty() && pairs.is_empty() {
            // The one that there is, or American English.
            pairs.extend(["en_US-web", "en_US", "en_US-large", "en"].into_iter().flat_map(&named));
        }
        let mut dictionaries = Vec::new();
        for name in &spelling.dictionaries {
            let found = named(name).into_iter().find_map(|(aff, dic)| self.pair(&aff, &dic));
            dictionaries.push(found.ok_or_else(|| {
                Error::new(&rule.origin, format!("there is no dictionary `{name}`"))
                    .remedy(format!("put `{name}.aff` and `{name}.dic` into `{}`", folders[0]))
            })?);
        }
        if dictionaries.is_empty() {
            let found = pairs.iter().find_map(|(aff, dic)| self.pair(aff, dic));
            dictionaries.push(found.ok_or_else(|| {
                Error::new(&rule.origin, "there is no dictionary to look words up in")
                    .remedy(format!("put `en_US.aff` and `en_US.dic` into `{}`", folders[0]))
            })?);
        }
        let mut ignored = Vec::new();
        for name in &spelling.ignore {
            let found = [join(&self.styles, name), join(&self.styles, &format!("config/ignore/{name}"))]
                .into_iter()
                .find_map(|path| text_of(self.files, &path).ok().flatten());
            let text = found
                .ok_or_else(|| Error::new(&rule.origin, format!("there is no file `{name}` of words to ignore")))?;
            self.hash.update(&text);
            ignored.push(text);
        }
        spelling.words = Some(Arc::new(super::spell::Words::new(dictionaries, &ignored)));
        Ok(rule)
    }

    #[cfg(feature = "spelling")]
    fn pair(&mut self, aff: &str, dic: &str) -> Option<(String, String)> {
        let both = (text_of(self.files, aff).ok()??, text_of(self.files, dic).ok()??);
        self.hash.update(&both.0);
        self.hash.update(&both.1);
        Some(both)
    }

    #[cfg(not(feature = "spelling"))]
    #[allow(clippy::unnecessary_wraps, clippy::unused_self)]
    fn spelling(&mut self, rule: Rule) -> Result<Rule, Error> {
        debug_assert!(!matches!(rule.check, Check::Spelling(_)));
        Ok(rule)
    }
}

/// A rule over the one that it extends: a key replaces, `key+` adds, `key-` takes away.
fn merge(base: &Node, own: &Node) -> Result<Node, (String, yaml::Mark)> {
    let (Value::Map(base_entries), Value::Map(own_entries)) = (&base.value, &own.value) else {
        return Err(("the rule that is extended is no table".to_owned(), own.at));
    };
    let mut entries = base_entries.clone();
    // Its cases are about itself.
    entries.retain(|(key, _)| !key.scalar().is_some_and(|name| name.eq_ignore_ascii_case("tests")));
    for (key, value) in own_entries {
        let written = key.scalar().unwrap_or_default();
        let (name, sign) = match written.as_bytes().last() {
            Some(sign @ (b'+' | b'-')) => (&written[..written.len() - 1], Some(*sign)),
            _ => (written, None),
        };
        if name.eq_ignore_ascii_case("extends") {
            continue;
        }
        let bare = |key: &Node| key.scalar().is_some_and(|known| known.eq_ignore_ascii_case(name));
        if sign.is_some() && own_entries.iter().any(|(key, _)| bare(key)) {
            return Err((format!("`{name}` and `{written}`: the one replaces what the other changes"), key.at));
        }
        let at = entries.iter().position(|(key, _)| bare(key));
        let renamed = || (Node { at: key.at, value: Value::Scalar(name.to_owned()) }, value.clone());
        match (sign, at) {
            (None, Some(at)) => entries[at] = renamed(),
            (None | Some(b'+'), None) => entries.push(renamed()),
            (Some(b'+'), Some(at)) => {
                add(&mut entries[at].1, value).map_err(|what| (format!("`{written}`: {what}"), key.at))?
            }
            (_, Some(at)) => {
                let whole = take_away(&mut entries[at].1, value)
                    .map_err(|absent| (format!("`{written}`: the rule that is extended has no `{absent}`"), key.at))?;
                if whole {
                    entries.remove(at);
                }
            }
            (_, None) => return Err((format!("`{written}`: the rule that is extended has no `{name}`"), key.at)),
        }
    }
    Ok(Node { at: own.at, value: Value::Map(entries) })
}

fn add(base: &mut Node, more: &Node) -> Result<(), String> {
    match (&mut base.value, &more.value) {
        (_, Value::Null) => {}
        (Value::Map(base), Value::Map(more)) => {
            for (key, value) in more {
                let known = base.iter_mut().find(|(known, _)| known.scalar() == key.scalar());
                match known {
                    Some((_, known)) => *known = value.clone(),
                    None => base.push((key.clone(), value.clone())),
                }
            }
        }
        (Value::Map(_), _) | (_, Value::Map(_)) => return Err("a list and a table cannot be added up".to_owned()),
        (base_value, more_value) => {
            let list = |value: &Value, at| match value {
                Value::List(list) => list.clone(),
                Value::Null => Vec::new(),
                value => vec![Node { at, value: value.clone() }],
            };
            let mut all = list(base_value, base.at);
            all.extend(list(more_value, more.at));
            *base_value = Value::List(all);
        }
    }
    Ok(())
}

/// Takes away the named members; tells whether the whole key goes, where none are named, or which member is not there.
fn take_away<'n>(base: &mut Node, less: &'n Node) -> Result<bool, &'n str> {
    let named: Vec<&str> = match &less.value {
        Value::Null => return Ok(true),
        Value::Scalar(text) => vec![text],
        Value::List(list) => list.iter().filter_map(Node::scalar).collect(),
        Value::Map(map) => map.iter().filter_map(|(key, _)| key.scalar()).collect(),
    };
    let known: Vec<&str> = match &base.value {
        Value::Map(entries) => entries.iter().filter_map(|(key, _)| key.scalar()).collect(),
        Value::List(list) => list.iter().filter_map(Node::scalar).collect(),
        Value::Scalar(text) => vec![text],
        Value::Null => Vec::new(),
    };
    if let Some(absent) = named.iter().find(|name| !known.contains(name)) {
        return Err(absent);
    }
    match &mut base.value {
        Value::Map(entries) => entries.retain(|(key, _)| !key.scalar().is_some_and(|name| named.contains(&name))),
        Value::List(list) => list.retain(|item| !item.scalar().is_some_and(|text| named.contains(&text))),
        Value::Scalar(_) => return Ok(true),
        Value::Null => {}
    }
    Ok(false)
}

/// Puts values that a configuration gives in the place of a rule's own.
fn set_keys(node: &mut Node, chosen: &Chosen, rule: &str) {
    let Value::Map(entries) = &mut node.value else { return };
    for ((_, name), (value, _)) in chosen.keys.iter().filter(|((of, _), _)| of == rule) {
        let known = entries.iter_mut().find(|(key, _)| key.scalar().is_some_and(|key| key.eq_ignore_ascii_case(name)));
        let scalar = |text: &str| Node { at: node.at, value: Value::Scalar(text.to_owned()) };
        match known {
            Some((_, known)) => known.value = Value::Scalar(value.clone()),
            None => entries.push((scalar(name), scalar(value))),
        }
    }
}

/// What to do where a configuration cannot give a rule's key: it makes the rule another one.
fn unsettable(key: &str, rule: &str) -> Option<String> {
    match key.to_lowercase().as_str() {
        "level" => Some(format!("write `{rule} = error`, or another level")),
        "tokens" | "raw" | "swap" | "either" | "tests" | "action" | "scope" | "extends" | "message" | "exceptions" => {
            Some(format!("write a rule that has `extends: {rule}`"))
        }
        _ => None,
    }
}

/// `Style.Rule`, the rule being the file's name up to its first dot.
fn rule_name(style: &str, file: &str) -> String {
    format!("{style}.{}", file.split('.').next().unwrap_or_default())
}

fn join(folder: &str, name: &str) -> String {
    match folder {
        "" | "." => name.to_owned(),
        folder => format!("{}/{name}", folder.trim_end_matches('/')),
    }
}

fn text_of(files: &dyn Files, path: &str) -> Result<Option<String>, Error> {
    let Some(bytes) = files.read(path) else { return Ok(None) };
    let text = String::from_utf8(bytes).map_err(|_| Error::new(path, "is not UTF-8").remedy("save it as UTF-8"))?;
    Ok(Some(text.replace("\r\n", "\n")))
}

/// A text between single quotes, as YAML has it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A regex in lower case, its escapes left alone.
fn lower_outside_escapes(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            out.push(c);
            out.extend(chars.next());
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}
