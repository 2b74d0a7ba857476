//! Reading corpora, linting them batch by batch and handing every case to its scorer.

use super::corpus::fields::Fields;
use super::corpus::lines::Lines;
use super::corpus::{Head, Shape, reuse};
use super::error::EvalError;
use super::result::{Results, SCHEMA};
use super::rules;
use super::score::brand::BrandScorer;
use super::score::generic::GenericScorer;
use super::score::phi::PhiScorer;
use super::score::reuse::{Judgement, ReuseScorer};
use super::score::{self, Scorer};
use super::tally::{Spec, Tally};
use super::{Options, Subject};
use crate::let_stand::LetStand;
use replylint::{Brand, Draft, Linter, Offsets};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// How many drafts are linted at a time.
const BATCH: usize = 512;

/// The corpora of one shape.
struct Section<S> {
    scorer: S,
    sheet: Sheet,
}

/// What is noted about the corpora of one shape besides the scores.
struct Sheet {
    tally: Tally,
    files: Vec<String>,
    ids: HashMap<String, (usize, usize)>,
    left_out: u64,
}

impl Sheet {
    fn new(specs: &'static [Spec], options: &Options) -> Self {
        let tally = Tally::new(specs, options.errors, options.cases, options.show_text);
        Self { tally, files: Vec::new(), ids: HashMap::new(), left_out: 0 }
    }

    /// Says whether a case is counted; refuses a name that is taken.
    fn admit(&mut self, head: &Head, line: usize, options: &Options) -> Result<bool, String> {
        if let Some((file, other)) = self.ids.insert(head.id.clone(), (self.files.len() - 1, line)) {
            let place = &self.files[file];
            return Err(format!("the id of this case is taken by {place}:{other}"));
        }
        let counted = options.folds.is_empty() || head.fold.is_some_and(|fold| options.folds.contains(&fold));
        self.left_out += u64::from(!counted);
        Ok(counted)
    }

    fn close(mut self, shape: Shape) -> super::result::Corpus {
        if self.left_out > 0 {
            let cases = if self.left_out == 1 { "case" } else { "cases" };
            self.tally.note(format!("{} {cases} of other folds or of none were left out", self.left_out));
        }
        self.tally.corpus(shape.as_str(), self.files)
    }
}

/// One evaluation.
pub(crate) struct Run<'a, 's> {
    options: &'a Options,
    subject: &'a mut Subject<'s>,
    /// The common one first, which has no names; a brand's answers to the brand's name and to its file's.
    linters: Vec<(Vec<String>, Linter, LetStand)>,
    rules: BTreeSet<String>,
    without_brand: BTreeMap<String, Option<String>>,
    used: BTreeSet<usize>,
    profiles: BTreeSet<&'static str>,
    packs: BTreeSet<String>,
    phi: Option<Section<PhiScorer>>,
    generic: Option<Section<GenericScorer>>,
    brand: Option<Section<BrandScorer>>,
    reuse: Option<Section<ReuseScorer>>,
}

impl<'a, 's> Run<'a, 's> {
    pub(crate) fn new(options: &'a Options, subject: &'a mut Subject<'s>) -> Result<Self, EvalError> {
        let builder = subject.builder.clone().offsets(Offsets::Utf8);
        let mut linters = vec![(Vec::new(), builder.clone().build()?, LetStand::default())];
        let mut rules = subject.rules.clone();
        for path in &options.brands {
            let text = std::fs::read_to_string(path).map_err(|source| EvalError::file(path, source))?;
            let brand = Brand::parse_with(&text, &path.display().to_string(), crate::input::extended)?;
            let mut names = vec![brand.name().to_owned()];
            names.extend(path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned));
            if linters.iter().any(|(known, ..): &(Vec<String>, _, _)| known.contains(&names[0])) {
                return Err(EvalError::Usage(format!(
                    "two brand files are named `{}`; give one of them",
                    brand.name()
                )));
            }
            rules.extend(rules::of_brand(&brand));
            let let_stand = LetStand::new(Some(&brand));
            linters.push((names, builder.clone().brand(brand).build()?, let_stand));
        }
        Ok(Self {
            options,
            subject,
            linters,
            rules,
            without_brand: BTreeMap::new(),
            used: BTreeSet::new(),
            profiles: BTreeSet::new(),
            packs: BTreeSet::new(),
            phi: None,
            generic: None,
            brand: None,
            reuse: None,
        })
    }

    /// Reads and counts one file.
    pub(crate) fn file(&mut self, path: &Path) -> Result<(), EvalError> {
        let mut lines = Lines::open(path)?;
        let Some(first) = lines.next()? else { return Err(lines.fault("the file holds no case")) };
        match Shape::of(&first).map_err(|message| lines.fault(message))? {
            Shape::Phi => {
                let section = self.phi.take().unwrap_or_else(|| self.section(PhiScorer::new()));
                self.phi = Some(self.drive(section, &mut lines, first)?);
            }
            Shape::Generic => {
                let section = self.generic.take().unwrap_or_else(|| self.section(GenericScorer::new()));
                self.generic = Some(self.drive(section, &mut lines, first)?);
            }
            Shape::Brand => {
                let section = self.brand.take().unwrap_or_else(|| self.section(BrandScorer::new()));
                self.brand = Some(self.drive(section, &mut lines, first)?);
            }
            Shape::Reuse => {
                let sheet = || Sheet::new(score::reuse::SPECS, self.options);
                let section = self.reuse.take();
                let section = section.unwrap_or_else(|| Section { scorer: ReuseScorer::default(), sheet: sheet() });
                self.reuse = Some(self.drive_history(section, &mut lines, first)?);
            }
        }
        Ok(())
    }

    fn section<S: Scorer>(&self, scorer: S) -> Section<S> {
        Section { scorer, sheet: Sheet::new(S::SPECS, self.options) }
    }

    fn drive<S: Scorer>(
        &mut self,
        mut section: Section<S>,
        lines: &mut Lines,
        first: Map<String, Value>,
    ) -> Result<Section<S>, EvalError> {
        section.sheet.files.push(file_name(lines.path()));
        let mut next = Some(first);
        let mut batch: (Vec<S::Case>, Vec<Draft<'static>>) = Default::default();
        let mut linter = 0;
        while let Some(line) = next {
            same_shape(&line, S::SHAPE).map_err(|message| lines.fault(message))?;
            let read = section.scorer.read(Fields::new(line));
            let (case, draft, ignored) = read.map_err(|message| lines.fault(message))?;
            let counted = section.sheet.admit(S::head(&case), lines.number, self.options);
            if counted.map_err(|message| lines.fault(message))? {
                for name in ignored.iter().filter(|name| name.len() <= 40) {
                    section.sheet.tally.note(format!("field `{}` was not read", name.escape_debug()));
                }
                let wanted = self.linter_for(S::SHAPE, &draft, lines.path());
                if wanted != linter || batch.0.len() == BATCH {
                    self.flush(&mut section, &mut batch, linter);
                    linter = wanted;
                }
                batch.0.push(case);
                batch.1.push(draft);
            }
            next = lines.next()?;
        }
        self.flush(&mut section, &mut batch, linter);
        Ok(section)
    }

    fn flush<S: Scorer>(
        &mut self,
        section: &mut Section<S>,
        (cases, drafts): &mut (Vec<S::Case>, Vec<Draft<'static>>),
        linter: usize,
    ) {
        let reports = self.linters[linter].1.lint_many(drafts, 0);
        for ((case, draft), report) in cases.iter().zip(drafts.iter()).zip(&reports) {
            self.linters[linter].2.count(report);
            self.profiles.insert(report.policy.profile.as_str());
            if self.packs.is_empty() {
                self.packs.extend(report.policy.packs.iter().map(|pack| format!("{} {}", pack.id, pack.version)));
            }
            section.scorer.score(case, draft, report, &mut section.sheet.tally);
        }
        cases.clear();
        drafts.clear();
    }

    /// The linter for a draft: a brand's own for its drafts in a brand corpus, else the common one.
    fn linter_for(&mut self, shape: Shape, draft: &Draft<'_>, path: &Path) -> usize {
        let (Shape::Brand, Some(name)) = (shape, draft.brand.as_deref()) else { return 0 };
        let own = self.linters.iter().position(|(names, ..)| names.iter().any(|known| known == name));
        if own.is_none() && !self.without_brand.contains_key(name) {
            let guideline = path.with_extension("md");
            let guideline = guideline.is_file().then(|| file_name(&guideline));
            self.without_brand.insert(name.to_owned(), guideline);
        }
        self.used.extend(own);
        own.unwrap_or(0)
    }

    fn drive_history(
        &mut self,
        mut section: Section<ReuseScorer>,
        lines: &mut Lines,
        first: Map<String, Value>,
    ) -> Result<Section<ReuseScorer>, EvalError> {
        section.sheet.files.push(file_name(lines.path()));
        let mut next = Some(first);
        while let Some(line) = next {
            same_shape(&line, Shape::Reuse).map_err(|message| lines.fault(message))?;
            let case = reuse::read(Fields::new(line)).map_err(|message| lines.fault(message))?;
            let counted = section.sheet.admit(&case.head, lines.number, self.options);
            if counted.map_err(|message| lines.fault(message))? {
                section.sheet.tally.case(ReuseScorer::label(&case));
                if let Some(detector) = &mut self.subject.reuse {
                    let judgement: Judgement = detector.judge(&case.reply);
                    section.scorer.score(&case, &judgement, &mut section.sheet.tally);
                }
            }
            next = lines.next()?;
        }
        Ok(section)
    }

    /// Closes every shape. Returns the results and what the caller should be warned of.
    pub(crate) fn finish(mut self) -> (Results, Vec<String>) {
        let mut corpora = Vec::new();
        let mut warnings = Vec::new();
        for (index, (names, _, let_stand)) in self.linters.iter().enumerate() {
            if self.used.contains(&index) {
                warnings.extend(let_stand.unused());
            }
            if let (Some(name), false) = (names.first(), self.used.contains(&index)) {
                warnings.push(format!("the brand file of `{name}` was not used: no corpus has drafts of that brand"));
            }
        }
        if let Some(section) = self.phi.take() {
            corpora.push(close(section, &self.rules));
        }
        if let Some(section) = self.generic.take() {
            corpora.push(close(section, &self.rules));
        }
        if let Some(mut section) = self.reuse.take() {
            match self.subject.reuse {
                Some(_) => ReuseScorer::finish(&mut section.sheet.tally),
                None => ReuseScorer::not_measured(&self.rules, &mut section.sheet.tally),
            }
            corpora.push(section.sheet.close(Shape::Reuse));
        }
        if let Some(mut section) = self.brand.take() {
            for (name, guideline) in &self.without_brand {
                let beside = guideline.as_ref().map(|file| format!(" (its guideline in prose is {file})"));
                section.sheet.tally.note(format!(
                    "no brand file for `{name}`{}: its drafts were checked with the common rules alone",
                    beside.unwrap_or_default()
                ));
            }
            corpora.push(close(section, &self.rules));
        }
        let results = Results {
            schema: SCHEMA,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            packs: self.packs.into_iter().collect(),
            profiles: self.profiles.into_iter().map(str::to_owned).collect(),
            folds: self.options.folds.iter().copied().collect::<BTreeSet<_>>().into_iter().collect(),
            corpora,
        };
        (results, warnings)
    }
}

fn close<S: Scorer>(mut section: Section<S>, rules: &BTreeSet<String>) -> super::result::Corpus {
    section.scorer.finish(rules, &mut section.sheet.tally);
    section.sheet.close(S::SHAPE)
}

fn same_shape(line: &Map<String, Value>, shape: Shape) -> Result<(), String> {
    match Shape::of(line)? {
        own if own == shape => Ok(()),
        own => {
            Err(format!("the file began with {shape} cases, this one is of the {own} shape; a file holds one shape"))
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// The files to read: a directory stands for its `.jsonl` files, by name.
pub(crate) fn expand(files: &[PathBuf], extension: &str) -> Result<Vec<PathBuf>, EvalError> {
    let mut expanded = Vec::new();
    for path in files {
        if !path.is_dir() {
            expanded.push(path.clone());
            continue;
        }
        let fault = |source| EvalError::file(path, source);
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).map_err(fault)? {
            let entry = entry.map_err(fault)?.path();
            if entry.is_file() && entry.extension().is_some_and(|own| own == extension) {
                inside.push(entry);
            }
        }
        if inside.is_empty() {
            return Err(EvalError::Usage(format!("{}: the directory holds no .{extension} file", path.display())));
        }
        inside.sort();
        expanded.append(&mut inside);
    }
    Ok(expanded)
}
