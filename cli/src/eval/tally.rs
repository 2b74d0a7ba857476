//! Counting: what the scorers say of single units becomes shares by group and by part of the corpus.

use super::interval::wilson;
use super::kinds::Section;
use super::result::{Better, Corpus, Group, Measure, Mistake, Number, Rate, Trials, rounded};
use replylint::Finding;
use std::collections::{BTreeMap, BTreeSet};

/// Fold 1 is held out; it is never counted together with the others alone.
const HELD_OUT: u8 = 1;
/// The folds of a divided corpus.
const FOLDS: usize = 4;

/// A part of the corpus that is shown for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    HeldOut,
    Rest,
    NoFold,
    All,
}

impl Part {
    pub(crate) const ALL: [Self; 4] = [Self::HeldOut, Self::Rest, Self::NoFold, Self::All];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::HeldOut => "1",
            Self::Rest => "2-4",
            Self::NoFold => "none",
            Self::All => "all",
        }
    }

    /// The part that a fold belongs to, besides `all`.
    pub(crate) fn of(fold: Option<u8>) -> Self {
        match fold {
            Some(HELD_OUT) => Self::HeldOut,
            Some(_) => Self::Rest,
            None => Self::NoFold,
        }
    }

    fn holds(self, fold: usize) -> bool {
        match self {
            Self::HeldOut => fold == usize::from(HELD_OUT),
            Self::Rest => fold != 0 && fold != usize::from(HELD_OUT),
            Self::NoFold => fold == 0,
            Self::All => true,
        }
    }
}

/// One count for each fold; the first is for cases without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ByFold<T>([T; FOLDS + 1]);

impl<T> ByFold<T> {
    pub(crate) fn of(&mut self, fold: Option<u8>) -> &mut T {
        &mut self.0[usize::from(fold.unwrap_or(0)).min(FOLDS)]
    }

    /// The counts that belong to a part.
    pub(crate) fn part(&self, part: Part) -> impl Iterator<Item = &T> {
        self.0.iter().enumerate().filter(move |(fold, _)| part.holds(*fold)).map(|(_, count)| count)
    }
}

/// How many out of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Count {
    pub(crate) hits: u64,
    pub(crate) of: u64,
}

/// What groups a unit belongs to.
#[derive(Debug, Clone, Default)]
pub(crate) struct At {
    pub(crate) fold: Option<u8>,
    pub(crate) groups: Vec<(&'static str, String)>,
}

impl At {
    pub(crate) fn new(fold: Option<u8>) -> Self {
        Self { fold, groups: Vec::new() }
    }

    pub(crate) fn with(mut self, by: &'static str, value: impl Into<String>) -> Self {
        self.groups.push((by, value.into()));
        self
    }
}

/// A measure that a scorer takes.
#[derive(Debug)]
pub(crate) struct Spec {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) better: Better,
    /// The units stand for themselves, so that an interval means something.
    pub(crate) interval: bool,
}

/// What groups come in which order; others follow.
const ORDER: [&str; 13] = [
    "all",
    "label",
    "kind",
    "guideline",
    "rule",
    "brand",
    "channel",
    "regime",
    "hard",
    "variation",
    "location",
    "fold",
    "stratum",
];

type Groups = BTreeMap<(usize, &'static str, String), ByFold<Count>>;

/// The counts of the corpora of one shape.
pub(crate) struct Tally {
    specs: &'static [Spec],
    groups: Vec<Groups>,
    not_measured: BTreeMap<&'static str, String>,
    labels: BTreeMap<String, u64>,
    cases: u64,
    numbers: Vec<Number>,
    confusion: Option<BTreeMap<String, BTreeMap<String, u64>>>,
    notes: BTreeSet<String>,
    errors: Option<Vec<Mistake>>,
    trials: Option<Trials>,
    show_text: bool,
}

impl Tally {
    /// Begins to count. `errors` and `trials`: whether to keep what single cases gave; `show_text`: with their text.
    pub(crate) fn new(specs: &'static [Spec], errors: bool, trials: bool, show_text: bool) -> Self {
        Self {
            specs,
            groups: specs.iter().map(|_| Groups::new()).collect(),
            not_measured: BTreeMap::new(),
            labels: BTreeMap::new(),
            cases: 0,
            numbers: Vec::new(),
            confusion: None,
            notes: BTreeSet::new(),
            errors: errors.then(Vec::new),
            trials: trials.then(Trials::new),
            show_text,
        }
    }

    /// Counts a case of a label.
    pub(crate) fn case(&mut self, label: &str) {
        self.cases += 1;
        *self.labels.entry(label.to_owned()).or_default() += 1;
    }

    /// Says whether a unit hit what a measure counts.
    pub(crate) fn trial(&mut self, measure: &'static str, unit: &str, hit: bool, at: &At) {
        self.amount(measure, Count { hits: u64::from(hit), of: 1 }, at);
        if let Some(trials) = &mut self.trials {
            let parts = trials.entry(measure.to_owned()).or_default();
            parts.entry(Part::of(at.fold).as_str().to_owned()).or_default().insert(unit.to_owned(), hit);
        }
    }

    /// Adds to a measure at once what no single unit stands for.
    pub(crate) fn amount(&mut self, measure: &'static str, count: Count, at: &At) {
        let Some(index) = self.specs.iter().position(|spec| spec.id == measure) else { return };
        let fold = at.fold.map(|fold| ("fold", fold.to_string()));
        let all = ("all", String::new());
        for (by, value) in std::iter::once(all).chain(at.groups.iter().cloned()).chain(fold) {
            let place = ORDER.iter().position(|known| *known == by).unwrap_or(ORDER.len());
            let count_here = self.groups[index].entry((place, by, value)).or_default().of(at.fold);
            count_here.hits += count.hits;
            count_here.of += count.of;
        }
    }

    /// Says why a measure has no figures.
    pub(crate) fn not_measured(&mut self, measure: &'static str, why: &str) {
        self.not_measured.insert(measure, why.to_owned());
    }

    /// Adds what to know when reading the figures. A note that is there already is not repeated.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.notes.insert(note.into());
    }

    /// Adds a figure that is no share; `figure` works it out for a part, where it can be.
    pub(crate) fn number(
        &mut self,
        (id, title): (&str, &str),
        (by, value): (&str, &str),
        figure: impl Fn(Part) -> Option<f64>,
    ) {
        let shown = |part: Part| figure(part).map(|figure| (part.as_str().to_owned(), rounded(figure)));
        let parts: BTreeMap<_, _> = Part::ALL.into_iter().filter_map(shown).collect();
        if !parts.is_empty() {
            let (id, title, by, value) = (id.to_owned(), title.to_owned(), by.to_owned(), value.to_owned());
            self.numbers.push(Number { id, title, by, value, parts });
        }
    }

    /// Adds the harmonic mean of two measures, in all and for every group that both have.
    pub(crate) fn f1(&mut self, name: (&str, &str), precision: &str, recall: &str) {
        let find = |id: &str| self.specs.iter().position(|spec| spec.id == id).map(|index| self.groups[index].clone());
        let (Some(precision), Some(recall)) = (find(precision), find(recall)) else { return };
        for (key, recalls) in &recall {
            let Some(precisions) = precision.get(key) else { continue };
            let share = |counts: &ByFold<Count>, part| {
                let sum = sum(counts, part);
                (sum.of > 0).then(|| sum.hits as f64 / sum.of as f64)
            };
            self.number(name, (key.1, &key.2), |part| {
                let (precision, recall) = (share(precisions, part)?, share(recalls, part)?);
                Some(if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 })
            });
        }
    }

    pub(crate) fn confusion(&mut self, confusion: BTreeMap<String, BTreeMap<String, u64>>) {
        self.confusion = Some(confusion);
    }

    /// Keeps a miss or a false alarm.
    pub(crate) fn mistake(
        &mut self,
        error: &str,
        (id, fold): (&str, Option<u8>),
        kinds: &[String],
        findings: (&[Finding], &Section),
        text: &str,
    ) {
        let show_text = self.show_text;
        let Some(errors) = &mut self.errors else { return };
        let (findings, section) = findings;
        let rules = |flag: bool| -> Vec<String> {
            let tested = findings.iter().filter(|finding| section.tests(finding) && section.flags(finding) == flag);
            tested.map(|finding| finding.rule.to_string()).collect::<BTreeSet<_>>().into_iter().collect()
        };
        errors.push(Mistake {
            error: error.to_owned(),
            id: id.to_owned(),
            part: Part::of(fold).as_str().to_owned(),
            kinds: kinds.to_vec(),
            rules: rules(true),
            below: rules(false),
            text: show_text.then(|| text.to_owned()),
        });
    }

    /// Closes the counting.
    pub(crate) fn corpus(self, shape: &str, files: Vec<String>) -> Corpus {
        let mut measures = Vec::new();
        for (spec, groups) in self.specs.iter().zip(self.groups) {
            let not_measured = self.not_measured.get(spec.id).cloned();
            let group = |((_, by, value), counts): ((usize, &str, String), ByFold<Count>)| {
                let shown = |part: Part| Some((part.as_str().to_owned(), rate(sum(&counts, part), spec.interval)?));
                Group { by: by.to_owned(), value, parts: Part::ALL.into_iter().filter_map(shown).collect() }
            };
            let groups = groups.into_iter().map(group).collect();
            let (id, title) = (spec.id.to_owned(), spec.title.to_owned());
            measures.push(Measure { id, title, better: spec.better, not_measured, groups });
        }
        Corpus {
            shape: shape.to_owned(),
            files,
            cases: self.cases,
            labels: self.labels,
            notes: self.notes.into_iter().collect(),
            measures,
            numbers: self.numbers,
            confusion: self.confusion,
            errors: self.errors,
            trials: self.trials,
        }
    }
}

fn sum(counts: &ByFold<Count>, part: Part) -> Count {
    counts.part(part).fold(Count::default(), |sum, count| Count { hits: sum.hits + count.hits, of: sum.of + count.of })
}

fn rate(count: Count, interval: bool) -> Option<Rate> {
    let (low, high) = wilson(count.hits, count.of)?;
    let bound = |bound: f64| interval.then(|| rounded(bound));
    let rate = rounded(count.hits as f64 / count.of as f64);
    Some(Rate { hits: count.hits, of: count.of, rate, low: bound(low), high: bound(high) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPECS: &[Spec] = &[
        Spec { id: "precision", title: "precision", better: Better::Higher, interval: true },
        Spec { id: "recall", title: "recall", better: Better::Higher, interval: false },
    ];

    fn tally() -> Tally {
        let mut tally = Tally::new(SPECS, false, true, false);
        for (unit, hit, fold) in [("a", true, Some(1)), ("b", false, Some(2)), ("c", true, Some(4)), ("d", true, None)]
        {
            tally.trial("recall", unit, hit, &At::new(fold).with("channel", "dm"));
            tally.trial("precision", unit, true, &At::new(fold));
        }
        tally
    }

    #[test]
    fn parts_hold_their_folds() {
        let corpus = tally().corpus("phi", Vec::new());
        let recall = &corpus.measures[1];
        let part = |group: &Group, part: &str| group.parts.get(part).map(|rate| (rate.hits, rate.of));
        let all = &recall.groups[0];
        assert_eq!((all.by.as_str(), part(all, "1"), part(all, "2-4")), ("all", Some((1, 1)), Some((1, 2))));
        assert_eq!((part(all, "none"), part(all, "all")), (Some((1, 1)), Some((3, 4))));
        assert_eq!(all.parts["all"].low, None);
        assert_eq!(recall.groups[1].by, "channel");
        let folds: Vec<_> = recall.groups.iter().filter(|group| group.by == "fold").map(|group| &group.value).collect();
        assert_eq!(folds, ["1", "2", "4"], "cases without a fold are in no fold");
        assert!(!recall.groups.last().unwrap().parts.contains_key("1"), "empty parts are left out");
    }

    #[test]
    fn f1_is_the_harmonic_mean() {
        let mut tally = tally();
        tally.f1(("f1", "F1"), "precision", "recall");
        let corpus = tally.corpus("phi", Vec::new());
        let number = &corpus.numbers[0];
        assert_eq!((number.by.as_str(), number.parts["all"]), ("all", rounded(2.0 * 0.75 / 1.75)));
        assert!(!corpus.trials.unwrap()["recall"]["2-4"]["b"]);
    }
}
