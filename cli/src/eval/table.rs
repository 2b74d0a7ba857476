//! Results for people.

use super::result::{Better, Corpus, Measure, Mistake, Number, Rate, Results};
use super::tally::Part;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Strata with fewer cases than this are shown together.
const SMALL: u64 = 10;
/// The width of the first column.
const NAME: usize = 34;
/// The width of a figure.
const CELL: usize = 28;

/// Writes results as tables.
pub(crate) fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let profiles = if results.profiles.is_empty() { "none used".to_owned() } else { results.profiles.join(", ") };
    writeln!(out, "replylint {}, profile {profiles}; packs: {}", results.engine, results.packs.join(", "))?;
    writeln!(out, "shares as rate [95% Wilson interval] hits/of; fold 1 is held out")?;
    if !results.folds.is_empty() {
        let folds: Vec<_> = results.folds.iter().map(u8::to_string).collect();
        writeln!(out, "only fold {}", folds.join(", "))?;
    }
    results.corpora.iter().try_for_each(|corpus| write_corpus(corpus, out))
}

fn write_corpus(corpus: &Corpus, out: &mut dyn Write) -> io::Result<()> {
    let labels: Vec<_> = corpus.labels.iter().map(|(label, cases)| format!("{cases} {label}")).collect();
    let labels = if labels.is_empty() { String::new() } else { format!(" ({})", labels.join(", ")) };
    writeln!(out, "\n{}: {} cases{labels} in {}", corpus.shape, corpus.cases, plain(&corpus.files.join(", ")))?;
    corpus.notes.iter().try_for_each(|note| writeln!(out, "  {}", plain(note)))?;
    let why = corpus.measures.first().and_then(|measure| measure.not_measured.as_ref());
    if let Some(why) = why.filter(|_| corpus.measures.iter().all(|measure| measure.not_measured.is_some())) {
        return writeln!(out, "  not measured: {why}");
    }
    let parts = parts(corpus);
    for measure in &corpus.measures {
        write_measure(measure, &parts, out)?;
    }
    write_numbers(&corpus.numbers, &parts, out)?;
    if let Some(confusion) = &corpus.confusion {
        write_confusion(confusion, out)?;
    }
    if let Some(errors) = &corpus.errors {
        write_errors(errors, out)?;
    }
    Ok(())
}

/// The parts that have any figure; `all` only where there are several others.
fn parts(corpus: &Corpus) -> Vec<Part> {
    let groups = || corpus.measures.iter().flat_map(|measure| &measure.groups);
    let used = |part: &Part| groups().any(|group| group.parts.contains_key(part.as_str()));
    let mut parts: Vec<Part> = Part::ALL.into_iter().filter(|part| *part != Part::All && used(part)).collect();
    if parts.len() != 1 {
        parts.push(Part::All);
    }
    parts
}

fn heading(title: &str, parts: &[Part], out: &mut dyn Write) -> io::Result<()> {
    if title.chars().count() > NAME {
        writeln!(out, "\n{title}")?;
        write!(out, "{:NAME$}", "")?;
    } else {
        write!(out, "\n{title:NAME$}")?;
    }
    let names = parts.iter().map(|part| match part {
        Part::HeldOut => "fold 1",
        Part::Rest => "folds 2-4",
        Part::NoFold => "no fold",
        Part::All => "all",
    });
    row(names.map(str::to_owned), out)
}

/// Ends a line with cells.
fn row(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    let line: String = cells.map(|cell| format!("  {cell:CELL$}")).collect();
    writeln!(out, "{}", line.trim_end())
}

fn write_measure(measure: &Measure, parts: &[Part], out: &mut dyn Write) -> io::Result<()> {
    let arrow = match measure.better {
        Better::Lower => " (less is better)",
        Better::Higher | Better::Neither => "",
    };
    let title = format!("{}{arrow}", measure.title);
    if let Some(why) = &measure.not_measured {
        return writeln!(out, "\n{title}\n  not measured: {why}");
    }
    if measure.groups.is_empty() {
        return writeln!(out, "\n{title}\n  no case to measure");
    }
    heading(&title, parts, out)?;
    let mut by = "all";
    let mut small: BTreeMap<&str, Rate> = BTreeMap::new();
    let mut small_groups = 0;
    for group in measure.groups.iter().filter(|group| group.by != "fold") {
        if group.by == "stratum" && group.parts.get("all").is_none_or(|rate| rate.of < SMALL) {
            small_groups += 1;
            for (part, rate) in &group.parts {
                let sum = small.entry(part).or_insert(Rate { hits: 0, of: 0, rate: 0.0, low: None, high: None });
                sum.hits += rate.hits;
                sum.of += rate.of;
            }
            continue;
        }
        if group.by != by {
            writeln!(out, "  by {}", group.by)?;
            by = &group.by;
        }
        let name = if group.by == "all" { "  all".to_owned() } else { format!("    {}", group.value.escape_debug()) };
        line(&name, parts, |part| group.parts.get(part).map(cell), out)?;
    }
    if small_groups > 0 {
        if by != "stratum" {
            writeln!(out, "  by stratum")?;
        }
        let name = format!("    {small_groups} of under {SMALL} cases");
        line(&name, parts, |part| small.get(part).map(|sum| format!("{}/{}", sum.hits, sum.of)), out)?;
    }
    Ok(())
}

fn line(name: &str, parts: &[Part], cell: impl Fn(&str) -> Option<String>, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{name:NAME$}")?;
    row(parts.iter().map(|part| cell(part.as_str()).unwrap_or_else(|| "-".to_owned())), out)
}

fn cell(rate: &Rate) -> String {
    let bounds = rate.low.zip(rate.high).map(|(low, high)| format!(" [{:.1}, {:.1}]", 100.0 * low, 100.0 * high));
    format!("{:.1}%{} {}/{}", 100.0 * rate.rate, bounds.unwrap_or_default(), rate.hits, rate.of)
}

/// What comes from a corpus, without the characters that steer a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

fn write_numbers(numbers: &[Number], parts: &[Part], out: &mut dyn Write) -> io::Result<()> {
    let mut title = "";
    let mut by = "all";
    for number in numbers {
        if number.title != title {
            heading(&number.title, parts, out)?;
            title = &number.title;
            by = "all";
        }
        if number.by == "fold" {
            continue;
        }
        if number.by != by {
            writeln!(out, "  by {}", number.by)?;
            by = &number.by;
        }
        let name = if by == "all" { "  all".to_owned() } else { format!("    {}", number.value.escape_debug()) };
        line(&name, parts, |part| number.parts.get(part).map(|figure| format!("{figure:.3}")), out)?;
    }
    Ok(())
}

fn write_confusion(confusion: &BTreeMap<String, BTreeMap<String, u64>>, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "\n{:NAME$}", "label, and what was read")?;
    let Some(columns) = confusion.values().next() else { return writeln!(out) };
    writeln!(out, "{}", columns.keys().map(|read| format!("  {read:>10}")).collect::<String>())?;
    for (label, row) in confusion {
        let counts: String = row.values().map(|count| format!("  {count:>10}")).collect();
        writeln!(out, "{:NAME$}{counts}", format!("  {label}"))?;
    }
    Ok(())
}

fn write_errors(errors: &[Mistake], out: &mut dyn Write) -> io::Result<()> {
    for (error, title) in [("miss", "misses"), ("false_alarm", "false alarms")] {
        let listed: Vec<_> = errors.iter().filter(|one| one.error == error).collect();
        writeln!(out, "\n{title}: {}", listed.len())?;
        for one in listed {
            let mut words = vec![format!("  {}", one.id.escape_debug())];
            words.extend((!one.kinds.is_empty()).then(|| plain(&one.kinds.join(", "))));
            words.extend((!one.rules.is_empty()).then(|| format!("flagged by {}", one.rules.join(", "))));
            words.extend((!one.below.is_empty()).then(|| format!("below: {}", one.below.join(", "))));
            writeln!(out, "{}", words.join("; "))?;
            if let Some(text) = &one.text {
                writeln!(out, "    {}", text.escape_debug())?;
            }
        }
    }
    Ok(())
}
