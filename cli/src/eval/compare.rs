//! Two results over the same cases, side by side.

use super::error::EvalError;
use super::interval::Paired;
use super::result::{Better, Corpus, Results, SCHEMA, Trials, rounded};
use super::run::expand;
use super::tally::Part;
use super::{Options, OutputFormat, write_json};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

/// A measure in both results.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Difference {
    shape: String,
    measure: String,
    title: String,
    better: Better,
    /// By part of the corpus.
    parts: BTreeMap<String, Change>,
}

/// What changed from the first result to the second.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Change {
    of: u64,
    a: f64,
    b: f64,
    difference: f64,
    low: f64,
    high: f64,
    gained: u64,
    lost: u64,
    p: f64,
    /// Units that only one of the results has, such as the spans of a case that only one flags; they are not compared.
    only_a: u64,
    only_b: u64,
}

/// A figure in both results that cannot be compared case by case.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Figure {
    shape: String,
    id: String,
    title: String,
    part: String,
    a: Option<f64>,
    b: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Comparison {
    schema: u32,
    paired: Vec<Difference>,
    unpaired: Vec<Figure>,
}

/// What the results of one directory say of one shape.
#[derive(Default)]
struct Side {
    trials: Trials,
    /// Id, title and direction, in the order of the results.
    measures: Vec<(String, String, Better)>,
    /// Figures without an outcome for each case, by id, part.
    figures: BTreeMap<(String, String), (String, f64)>,
}

/// Compares the JSON results in two directories and writes the differences.
pub(crate) fn compare(a: &Path, b: &Path, options: &Options, out: &mut dyn Write) -> Result<(), EvalError> {
    let (first, second) = (read(a)?, read(b)?);
    let mut comparison = Comparison { schema: SCHEMA, paired: Vec::new(), unpaired: Vec::new() };
    for (shape, side_a) in &first {
        let Some(side_b) = second.get(shape) else { continue };
        comparison.paired.extend(differences(shape, side_a, side_b));
        let keys: BTreeSet<_> = side_a.figures.keys().chain(side_b.figures.keys()).collect();
        for key in keys {
            let (one, other) = (side_a.figures.get(key), side_b.figures.get(key));
            let title = one.or(other).map(|(title, _)| title.clone()).unwrap_or_default();
            let figure = |side: Option<&(String, f64)>| side.map(|(_, figure)| *figure);
            let (id, part) = key.clone();
            comparison.unpaired.push(Figure {
                shape: shape.clone(),
                id,
                title,
                part,
                a: figure(one),
                b: figure(other),
            });
        }
    }
    if comparison.paired.is_empty() {
        return Err(EvalError::Usage(format!("{} and {} have no case in common to compare", a.display(), b.display())));
    }
    match options.format {
        OutputFormat::Json => write_json(&comparison, out),
        OutputFormat::Table => Ok(write_table(&comparison, out)?),
    }
}

/// Reads every `.json` file of a directory, by shape.
fn read(directory: &Path) -> Result<BTreeMap<String, Side>, EvalError> {
    if !directory.is_dir() {
        return Err(EvalError::Usage(format!("{}: not a directory", directory.display())));
    }
    let mut sides: BTreeMap<String, Side> = BTreeMap::new();
    for path in expand(&[directory.to_owned()], "json")? {
        let text = std::fs::read_to_string(&path).map_err(|source| EvalError::file(&path, source))?;
        let fault = |error: serde_json::Error| {
            let message = "not a result of `replylint eval --format json`";
            EvalError::line(&path, error.line(), format!("{message}: column {}", error.column()))
        };
        let results: Results = serde_json::from_str(&text).map_err(fault)?;
        if results.schema != SCHEMA {
            let message = format!("the results have schema {}, this version reads {SCHEMA}", results.schema);
            return Err(EvalError::line(&path, 1, message));
        }
        for corpus in results.corpora {
            add(sides.entry(corpus.shape.clone()).or_default(), corpus, &path)?;
        }
    }
    Ok(sides)
}

fn add(side: &mut Side, corpus: Corpus, path: &Path) -> Result<(), EvalError> {
    let Some(trials) = corpus.trials else {
        let message = "the results hold no outcome of single cases; write them with --cases";
        return Err(EvalError::line(path, 1, message));
    };
    for measure in &corpus.measures {
        if !side.measures.iter().any(|(id, ..)| *id == measure.id) {
            side.measures.push((measure.id.clone(), measure.title.clone(), measure.better));
        }
        if trials.contains_key(&measure.id) {
            continue;
        }
        let all = measure.groups.iter().filter(|group| group.by == "all");
        for (part, rate) in all.flat_map(|group| &group.parts) {
            side.figures.insert((measure.id.clone(), part.clone()), (measure.title.clone(), rate.rate));
        }
    }
    for number in corpus.numbers.iter().filter(|number| number.by == "all") {
        for (part, figure) in &number.parts {
            side.figures.insert((number.id.clone(), part.clone()), (number.title.clone(), *figure));
        }
    }
    for (measure, parts) in trials {
        let known = side.trials.entry(measure).or_default();
        for (part, units) in parts {
            let known = known.entry(part).or_default();
            for (unit, hit) in units {
                if known.insert(unit, hit).is_some() {
                    let message = "these cases stand in another file of the directory, too";
                    return Err(EvalError::line(path, 1, message));
                }
            }
        }
    }
    Ok(())
}

fn differences(shape: &str, a: &Side, b: &Side) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (measure, title, better) in &a.measures {
        let (Some(parts_a), Some(parts_b)) = (a.trials.get(measure), b.trials.get(measure)) else { continue };
        let mut parts = BTreeMap::new();
        let mut all = (Paired::default(), 0, 0);
        for part in Part::ALL {
            if part == Part::All {
                parts.extend(change(all).map(|change| (part.as_str().to_owned(), change)));
                continue;
            }
            let none = BTreeMap::new();
            let units_a = parts_a.get(part.as_str()).unwrap_or(&none);
            let units_b = parts_b.get(part.as_str()).unwrap_or(&none);
            let mut paired = Paired::default();
            for (unit, hit) in units_a {
                if let Some(other) = units_b.get(unit) {
                    paired.add(*hit, *other);
                    all.0.add(*hit, *other);
                }
            }
            let (only_a, only_b) = (units_a.len() as u64 - paired.of(), units_b.len() as u64 - paired.of());
            all.1 += only_a;
            all.2 += only_b;
            parts.extend(change((paired, only_a, only_b)).map(|change| (part.as_str().to_owned(), change)));
        }
        if !parts.is_empty() {
            let (shape, measure, title) = (shape.to_owned(), measure.clone(), title.clone());
            differences.push(Difference { shape, measure, title, better: *better, parts });
        }
    }
    differences
}

fn change((paired, only_a, only_b): (Paired, u64, u64)) -> Option<Change> {
    let (low, high) = paired.interval()?;
    let share = |hits: u64| rounded(hits as f64 / paired.of() as f64);
    Some(Change {
        of: paired.of(),
        a: share(paired.both + paired.lost),
        b: share(paired.both + paired.gained),
        difference: rounded(paired.difference()?),
        low: rounded(low),
        high: rounded(high),
        gained: paired.gained,
        lost: paired.lost,
        p: rounded(paired.mcnemar()),
        only_a,
        only_b,
    })
}

fn write_table(comparison: &Comparison, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(
        out,
        "B less A in points [95% interval for pairs, Newcombe]; gained: hit in B alone, lost: hit in A alone;"
    )?;
    writeln!(out, "p: exact McNemar test, for each line alone. Only units that both results have are compared.")?;
    let mut shape = "";
    for one in &comparison.paired {
        if one.shape != shape {
            writeln!(out, "\n{}", one.shape)?;
            shape = &one.shape;
        }
        let arrow = if one.better == Better::Lower { " (less is better)" } else { "" };
        writeln!(out, "  {}{arrow}", one.title)?;
        let shown = one.parts.len() != 2;
        for part in Part::ALL.iter().filter(|part| shown || **part != Part::All) {
            let Some(change) = one.parts.get(part.as_str()) else { continue };
            let name = if *part == Part::All { "all".to_owned() } else { format!("fold {}", part.as_str()) };
            let mut line = format!(
                "    {name:10} {:5.1}% -> {:5.1}%  {:+5.1} [{:+.1}, {:+.1}]  gained {}, lost {} of {}  p {}",
                100.0 * change.a,
                100.0 * change.b,
                100.0 * change.difference,
                100.0 * change.low,
                100.0 * change.high,
                change.gained,
                change.lost,
                change.of,
                if change.p < 0.001 { "<0.001".to_owned() } else { format!("{:.3}", change.p) },
            );
            line.push_str(match (one.better, change.low > 0.0, change.high < 0.0) {
                (Better::Higher, true, _) | (Better::Lower, _, true) => "  better",
                (Better::Higher, _, true) | (Better::Lower, true, _) => "  worse",
                _ => "",
            });
            if change.only_a + change.only_b > 0 {
                line.push_str(&format!("  (only in A {}, only in B {})", change.only_a, change.only_b));
            }
            writeln!(out, "{line}")?;
        }
    }
    if !comparison.unpaired.is_empty() {
        writeln!(out, "\nfigures without an interval")?;
    }
    for figure in &comparison.unpaired {
        let show = |figure: Option<f64>| figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.3}"));
        let (a, b) = (show(figure.a), show(figure.b));
        writeln!(out, "  {}: {}, part {}: {a} -> {b}", figure.shape, figure.title, figure.part)?;
    }
    Ok(())
}
