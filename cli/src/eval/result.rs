//! What an evaluation gives, as data: written with `--format json`, read again by `--compare`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of this shape.
pub const SCHEMA: u32 = 1;

/// The outcome of each unit that a measure counts: by measure, by part of the corpus, by unit.
pub type Trials = BTreeMap<String, BTreeMap<String, BTreeMap<String, bool>>>;

/// The results of one evaluation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// The version of this shape.
    pub schema: u32,
    /// The version of replylint.
    pub engine: String,
    /// The packs that took part, `name version`.
    pub packs: Vec<String>,
    /// The profiles under which the drafts were linted.
    pub profiles: Vec<String>,
    /// The folds that were asked for; empty for all.
    pub folds: Vec<u8>,
    /// One entry for each shape of corpus.
    pub corpora: Vec<Corpus>,
}

/// The results on the corpora of one shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Corpus {
    /// `phi`, `generic`, `reuse` or `brand`.
    pub shape: String,
    /// The files, without their directories.
    pub files: Vec<String>,
    /// How many cases were counted.
    pub cases: u64,
    /// How many of each label.
    pub labels: BTreeMap<String, u64>,
    /// What to know when reading the figures.
    pub notes: Vec<String>,
    /// Shares.
    pub measures: Vec<Measure>,
    /// Figures that are no share, such as F1.
    pub numbers: Vec<Number>,
    /// For each label how often each label was read from the findings; only where labels are predicted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confusion: Option<BTreeMap<String, BTreeMap<String, u64>>>,
    /// Misses and false alarms, where asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub errors: Option<Vec<Mistake>>,
    /// The outcome of each case, where asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub trials: Option<Trials>,
}

/// Which way a figure should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// For information.
    Neither,
}

/// A share, in all and by group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// Its name, for programs.
    pub id: String,
    /// Its name, for people.
    pub title: String,
    /// Which way it should go.
    pub better: Better,
    /// Why it was not measured.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub not_measured: Option<String>,
    /// The groups; the first is `all`.
    pub groups: Vec<Group>,
}

/// A share over some of the cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// What the cases were grouped by; `all` for every case.
    pub by: String,
    /// Which group.
    pub value: String,
    /// The share by part of the corpus: `1` (held out), `2-4`, `none` (no fold), `all`. Empty parts are left out.
    pub parts: BTreeMap<String, Rate>,
}

/// A share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// How many.
    pub hits: u64,
    /// Out of how many.
    pub of: u64,
    /// The share.
    pub rate: f64,
    /// The lower end of the 95% interval; absent where the units do not stand for themselves.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

/// A figure that is no share, in all and by group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Number {
    /// Its name, for programs.
    pub id: String,
    /// Its name, for people.
    pub title: String,
    /// What the cases were grouped by; `all` for every case.
    pub by: String,
    /// Which group.
    pub value: String,
    /// The figure by part of the corpus.
    pub parts: BTreeMap<String, f64>,
}

/// A miss or a false alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistake {
    /// `miss` or `false_alarm`.
    pub error: String,
    /// The case.
    pub id: String,
    /// The part of the corpus.
    pub part: String,
    /// What the labels say.
    pub kinds: Vec<String>,
    /// The rules that flagged it.
    pub rules: Vec<String>,
    /// The rules that found something and did not flag: disputed, or too low a level.
    pub below: Vec<String>,
    /// The draft; only with `--show-text always`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
}

/// Rounds, so that results are the same bytes wherever they were worked out.
#[must_use]
pub fn rounded(figure: f64) -> f64 {
    (figure * 1e6).round() / 1e6
}
