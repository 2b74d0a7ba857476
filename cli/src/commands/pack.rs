//! `pack test` and `pack lint`: do rules do what their examples say, and are they written as rules should be?

use crate::args::{DISCLAIMER, ListFormat};
use crate::dictionary::DictionaryArgs;
use crate::failure::Failure;
use crate::{CLEAN, FOUND, Io, input};
use clap::{Args, Subcommand};
use replylint::vale::{SkippedKind, Styles};
use replylint::verify::{self, lint};
use replylint::{Linter, Pack};
use std::path::{Path, PathBuf};

/// Test and lint rule packs
#[derive(Debug, Args)]
#[command(after_help = format!("\
Examples:
  replylint pack test house.toml
  replylint pack lint builtin

{DISCLAIMER}"))]
pub(crate) struct PackArgs {
    #[command(subcommand)]
    command: PackCommand,
}

#[derive(Debug, Subcommand)]
enum PackCommand {
    /// Run the examples that rules carry: each rule alone, and with everything else
    #[command(after_help = format!("\
Examples:
  replylint pack test house.toml
  replylint pack test house.toml more.toml
  replylint pack test builtin

Exit codes: 0 all examples hold, 1 some do not, 2 a pack cannot be used.

{DISCLAIMER}"))]
    Test(PacksArgs),
    /// Warn of rules that are not written as rules should be
    #[command(after_help = format!("\
Examples:
  replylint pack lint house.toml
  replylint pack lint builtin --format json

Exit codes: 0 no warnings, 1 warnings, 2 a pack cannot be used.

{DISCLAIMER}"))]
    Lint(PacksArgs),
}

#[derive(Debug, Args)]
struct PacksArgs {
    /// Pack files, or `builtin`; files given together are loaded together, with the built-in packs. Or Vale styles: a
    /// folder, a rule file, a `.vale.ini`
    #[arg(required = true, value_name = "FILE|builtin")]
    packs: Vec<PathBuf>,
    #[command(flatten)]
    dictionaries: DictionaryArgs,
    /// The form of the results
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    format: ListFormat,
}

pub(crate) fn run(args: &PackArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    match &args.command {
        PackCommand::Test(args) => test(args, io),
        PackCommand::Lint(args) => lint_packs(args, io),
    }
}

fn test(args: &PacksArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    if args.packs.iter().any(|path| crate::vale::is_style(path)) {
        return test_styles(args, io);
    }
    let (packs, all) = load(args, io)?;
    let mut builder = Linter::builder().without_builtin();
    for pack in &all {
        builder = builder.pack(pack.clone());
    }
    for dictionary in args.dictionaries.read()? {
        builder = dictionary.give(builder);
    }
    let linter = builder.build()?;
    let outcomes: Vec<(&Pack, verify::Outcome)> =
        packs.iter().map(|pack| (pack, verify::verify(pack, &linter))).collect();
    let text = match args.format {
        ListFormat::Json => {
            let entry = |(pack, outcome): &(&Pack, verify::Outcome)| {
                serde_json::json!({ "pack": pack.name(), "version": pack.version(), "origin": pack.origin(),
                    "rules": outcome.rules, "examples": outcome.examples, "failures": outcome.failures })
            };
            serde_json::to_string_pretty(&outcomes.iter().map(entry).collect::<Vec<_>>()).expect("plain data") + "\n"
        }
        ListFormat::Text => table(&outcomes),
    };
    io.stdout.write_all(text.as_bytes())?;
    Ok(if outcomes.iter().all(|(_, outcome)| outcome.failures.is_empty()) { CLEAN } else { FOUND })
}

/// The failures, then how many of what.
fn table(outcomes: &[(&Pack, verify::Outcome)]) -> String {
    let failures = outcomes.iter().flat_map(|(_, outcome)| &outcome.failures).map(|failure| format!("{failure}\n"));
    let mut out: String = failures.collect();
    let mut rows = vec![["pack", "rules", "examples", "failures"].map(str::to_owned)];
    let counts = |outcome: &verify::Outcome| [outcome.rules, outcome.examples, outcome.failures.len()];
    let mut sum = [0; 3];
    for (pack, outcome) in outcomes {
        let counts = counts(outcome);
        (0..3).for_each(|at| sum[at] += counts[at]);
        let [rules, examples, failures] = counts.map(|count| count.to_string());
        rows.push([pack.origin().to_owned(), rules, examples, failures]);
    }
    if outcomes.len() > 1 {
        let [rules, examples, failures] = sum.map(|count| count.to_string());
        rows.push(["all".to_owned(), rules, examples, failures]);
    }
    let width = rows.iter().map(|row| row[0].chars().count()).max().unwrap_or(0);
    for [pack, rules, examples, failures] in rows {
        out.push_str(&format!("{pack:width$}  {rules:>5}  {examples:>8}  {failures:>8}\n"));
    }
    out
}

fn lint_packs(args: &PacksArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    if args.packs.iter().any(|path| crate::vale::is_style(path)) {
        return lint_styles(args, io);
    }
    let (packs, all) = load(args, io)?;
    // A pack that cannot be built has graver faults than those looked for here.
    all.iter().fold(Linter::builder().without_builtin(), |builder, pack| builder.pack(pack.clone())).build()?;
    let warnings: Vec<lint::Warning> = packs.iter().flat_map(|pack| lint::lint(pack, &all)).collect();
    let text = match args.format {
        ListFormat::Json => serde_json::to_string_pretty(&warnings).expect("plain data") + "\n",
        ListFormat::Text => {
            let count = format!("{} warning{}\n", warnings.len(), if warnings.len() == 1 { "" } else { "s" });
            warnings.iter().map(|warning| format!("{warning}\n")).chain([count]).collect()
        }
    };
    io.stdout.write_all(text.as_bytes())?;
    Ok(if warnings.is_empty() { CLEAN } else { FOUND })
}

/// The Vale styles that were asked for.
fn styles(args: &PacksArgs) -> Result<Vec<(&PathBuf, Styles)>, Failure> {
    if let Some(path) = args.packs.iter().find(|path| !crate::vale::is_style(path)) {
        let name = path.display();
        return Err(Failure::usage(format!(
            "{name}: packs and Vale styles are not looked at in one run; name it alone"
        )));
    }
    let dictionaries = args.dictionaries.read()?;
    args.packs.iter().map(|path| Ok((path, crate::vale::load_with(path, None, &dictionaries)?))).collect()
}

/// Runs the cases that Vale rules carry. A rule file that cannot be used is a failure as well.
fn test_styles(args: &PacksArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    let mut failed = false;
    let mut json = Vec::new();
    for (path, styles) in styles(args)? {
        let outcome = styles.verify();
        let faults = styles.skipped().iter().filter(|skipped| skipped.kind == SkippedKind::Fault);
        let faults: Vec<String> = faults.map(|skipped| skipped.error.to_string()).collect();
        failed |= !outcome.failures.is_empty() || !faults.is_empty();
        let failures: Vec<String> = outcome.failures.iter().map(ToString::to_string).chain(faults).collect();
        match args.format {
            ListFormat::Json => json.push(serde_json::json!({ "origin": path.display().to_string(),
                "rules": styles.len(), "with_cases": outcome.rules, "cases": outcome.cases, "failures": failures })),
            ListFormat::Text => {
                for failure in &failures {
                    writeln!(io.stdout, "{failure}")?;
                }
                let count =
                    |number: usize, noun: &str| format!("{number} {noun}{}", if number == 1 { "" } else { "s" });
                let (rules, cases) = (count(styles.len(), "rule"), count(outcome.cases, "case"));
                let failures = count(failures.len(), "failure");
                writeln!(io.stdout, "{}: {rules}, {} with {cases}, {failures}", path.display(), outcome.rules)?;
            }
        }
    }
    if args.format == ListFormat::Json {
        writeln!(io.stdout, "{}", serde_json::to_string_pretty(&json).expect("plain data"))?;
    }
    Ok(if failed { FOUND } else { CLEAN })
}

/// Lists the Vale rules that do not run, with the reason.
fn lint_styles(args: &PacksArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    let mut json = Vec::new();
    let (mut rules, mut left_out) = (0, 0);
    for (_, styles) in styles(args)? {
        rules += styles.len();
        left_out += styles.skipped().len();
        for skipped in styles.skipped() {
            let (code, error) = match skipped.kind {
                SkippedKind::Fault => ("fault", &skipped.error),
                SkippedKind::Unsupported => ("unsupported", &skipped.error),
                SkippedKind::Silent => ("silent", &skipped.error),
            };
            match args.format {
                ListFormat::Json => json.push(serde_json::json!({ "origin": error.origin(), "line": error.line(),
                    "rule": skipped.rule, "code": code, "message": error.message(), "remedy": error.help() })),
                ListFormat::Text => writeln!(io.stdout, "{error} [{code}]")?,
            }
        }
    }
    match args.format {
        ListFormat::Json => writeln!(io.stdout, "{}", serde_json::to_string_pretty(&json).expect("plain data"))?,
        ListFormat::Text => {
            let noun = if rules == 1 { "rule runs" } else { "rules run" };
            writeln!(io.stdout, "{rules} {noun}, {left_out} left out")?;
        }
    }
    Ok(if left_out == 0 { CLEAN } else { FOUND })
}

/// The packs that were asked for, and all that are loaded with them.
fn load(args: &PacksArgs, io: &mut Io<'_>) -> Result<(Vec<Pack>, Vec<Pack>), Failure> {
    let is_builtin = |path: &&PathBuf| path.as_os_str() == "builtin";
    let files: Vec<PathBuf> = args.packs.iter().filter(|path| !is_builtin(path)).cloned().collect();
    let own = input::packs(&files, io)?;
    let replaced = |builtin: &Pack| own.iter().any(|own| is_source_of(own, builtin));
    let builtin: Vec<Pack> = Pack::builtin().into_iter().filter(|pack| !replaced(pack)).collect();
    let mut asked = own.clone();
    if args.packs.iter().any(|path| is_builtin(&path)) {
        asked.extend(builtin.iter().cloned());
    }
    Ok((asked, builtin.into_iter().chain(own).collect()))
}

/// Whether a file is the source of a built-in pack, perhaps edited since: it then stands in its place.
fn is_source_of(own: &Pack, builtin: &Pack) -> bool {
    own.name() == builtin.name() && Path::new(own.origin()).ends_with(builtin.origin())
}
