//! `brand init` and `brand check`: a brand file to begin with, and what one means and leaves unclear.

mod init;
mod policy;

use crate::args::{DISCLAIMER, ListFormat, STDIN_TWICE, date, today, word};
use crate::dictionary::DictionaryArgs;
use crate::failure::Failure;
use crate::{CLEAN, FOUND, Io, input};
use clap::{Args, Subcommand};
use replylint::catalogue::catalogue;
use replylint::verify::{review_brand, verify_brand};
use replylint::{Channel, Linter, Pack, Regime};
use std::path::PathBuf;

/// Begin a brand file, or check one
#[derive(Debug, Args)]
#[command(after_help = format!("\
Examples:
  replylint brand init --output brand.toml
  replylint brand check brand.toml

{DISCLAIMER}"))]
pub(crate) struct BrandArgs {
    #[command(subcommand)]
    command: BrandCommand,
}

#[derive(Debug, Subcommand)]
enum BrandCommand {
    /// Write a brand file to begin with: from what is given here, or by asking
    #[command(after_help = format!("\
Examples:
  replylint brand init
  replylint brand init --name 'Elm Street Dental' --regime hipaa --channel public_review --channel email
  replylint brand init --name 'Cairn & Crook' --regime none --approver 'Ruth Cairn' --output brand.toml

Without --name it asks, and reads the answers from stdin.

{DISCLAIMER}"))]
    Init(InitArgs),
    /// Check a brand file, show the policy that follows from it, run its examples, and say what it leaves unclear
    #[command(after_help = format!("\
Examples:
  replylint brand check brand.toml
  replylint brand check brand.toml --format json
  replylint brand check brand.toml --as-of 2026-12-31

Exit codes: 0 nothing to say, 1 an example fails or something is unclear, 2 the file cannot be used.

{DISCLAIMER}"))]
    Check(CheckArgs),
}

/// What a new brand file says.
#[derive(Debug, Default, Args)]
struct InitArgs {
    /// The brand's name; without it, questions are asked
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Which law binds the sender
    #[arg(long, value_name = "REGIME", value_parser = word!(Regime))]
    regime: Option<Regime>,
    /// A channel on which the brand answers; may be given several times
    #[arg(long, value_name = "CHANNEL", value_parser = word!(Channel))]
    channel: Vec<Channel>,
    /// A phone number or mail address of the brand; may be given several times
    #[arg(long, value_name = "CONTACT")]
    contact: Vec<String>,
    /// The brand's own page; may be given several times
    #[arg(long, value_name = "PAGE")]
    page: Vec<String>,
    /// Who approves what must be approved
    #[arg(long, value_name = "PERSON")]
    approver: Option<String>,
    /// The file to write; one that exists is never written over. Without it, stdout
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// The brand file; `-` is stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A rule pack that is used with it; may be given several times
    #[arg(long, value_name = "FILE")]
    pack: Vec<PathBuf>,
    #[command(flatten)]
    dictionaries: DictionaryArgs,
    /// The day on which suppressions are looked at; today unless said otherwise
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    as_of: Option<String>,
    /// The form of the results
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    format: ListFormat,
}

pub(crate) fn run(args: &BrandArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    match &args.command {
        BrandCommand::Init(args) => init::run(args, io),
        BrandCommand::Check(args) => check(args, io),
    }
}

fn check(args: &CheckArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    if args.pack.iter().chain([&args.file]).filter(|path| path.as_os_str() == input::STDIN).count() > 1 {
        return Err(Failure::usage(STDIN_TWICE));
    }
    let packs = input::packs(&args.pack, io)?;
    let brand = input::brand(&args.file, io)?;
    let as_of = args.as_of.clone().unwrap_or_else(today);
    let builder = packs.iter().cloned().fold(Linter::builder(), replylint::LinterBuilder::pack);
    let builder = args.dictionaries.read()?.iter().fold(builder, |builder, known| known.give(builder));
    let linter = builder.brand(brand.clone()).as_of(&as_of).build()?;
    let outcome = verify_brand(&brand, &linter);
    let notices = review_brand(&brand, &linter, Some(&as_of));
    let all: Vec<Pack> = Pack::builtin().into_iter().chain(packs).collect();
    let infos = catalogue(&all, Some(&brand));
    let text = match args.format {
        ListFormat::Json => {
            let own: Vec<_> = infos.iter().filter(|info| info.pack == brand.name() || info.changed.is_some()).collect();
            let channels: Vec<&str> = brand.channels().iter().map(|channel| channel.as_str()).collect();
            let value = serde_json::json!({
                "brand": brand.name(), "origin": brand.origin(), "channels": channels, "rules": own,
                "examples": outcome.examples, "failures": outcome.failures, "notices": notices,
            });
            serde_json::to_string_pretty(&value).expect("plain data") + "\n"
        }
        ListFormat::Text => {
            let failures: String = outcome.failures.iter().map(|failure| format!("{failure}\n")).collect();
            let unclear: String = notices.iter().map(|notice| format!("{notice}\n")).collect();
            let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
            let parts = [
                count(outcome.rules, "rule"),
                count(outcome.examples, "example"),
                count(outcome.failures.len(), "failure"),
                count(notices.len(), "notice"),
            ];
            let mut text = policy::page(&brand, &infos);
            for block in [failures, unclear] {
                if !block.is_empty() {
                    text.push('\n');
                    text.push_str(&block);
                }
            }
            format!("{text}\n{}\n", parts.join(", "))
        }
    };
    io.stdout.write_all(text.as_bytes())?;
    Ok(if outcome.failures.is_empty() && notices.is_empty() { CLEAN } else { FOUND })
}
