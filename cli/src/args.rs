//! The arguments that commands share, and the words that they take.

use crate::Io;
use crate::commands::Command;
use crate::dictionary::{Dictionary, DictionaryArgs};
use crate::failure::Failure;
use crate::input;
use clap::{Args, Parser, ValueEnum};
use replylint::catalogue::{RuleInfo, catalogue, catalogue_with_vale};
use replylint::{Brand, Channel, Linter, LinterBuilder, Offsets, Pack, Practice, Profile, Regime};
use std::path::PathBuf;

/// What `pass` means and does not mean; stands in the help of every command.
pub(crate) const DISCLAIMER: &str = "\
`pass` means that these rules found nothing. It never means that a reply complies with HIPAA or any other law.";

/// Checks the draft of a reply before it is sent: health information and identifiers that must not get out, brand
/// guidelines, stock phrases and unfilled templates. Everything happens on this machine.
#[derive(Debug, Parser)]
#[command(name = "replylint", bin_name = "replylint", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = format!("\
Examples:
  echo 'Thank you for your visit!' | replylint check -
  replylint check reply.txt --inbound review.txt --channel public_review
  replylint check --records replies.csv --format jsonl > reports.jsonl
  replylint explain phi/visit

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage or configuration, 3 rows failed or drafts unchecked.

{DISCLAIMER}"))]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// A parser for the words of one of replylint's enums, which stand in help and errors.
macro_rules! word {
    ($words:ty) => {
        clap::builder::TypedValueParser::map(
            clap::builder::PossibleValuesParser::new(<$words>::ALL.iter().map(|word| word.as_str())),
            |word| word.parse::<$words>().expect("one of the possible values"),
        )
    };
}
pub(crate) use word;

/// Under what policy drafts are checked.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Policy")]
pub(crate) struct PolicyArgs {
    /// Where the reply will be posted; a public review unless said otherwise
    #[arg(long, value_name = "CHANNEL", value_parser = word!(Channel))]
    pub(crate) channel: Option<Channel>,
    /// Which law binds the sender; HIPAA unless said otherwise
    #[arg(long, value_name = "REGIME", value_parser = word!(Regime))]
    pub(crate) regime: Option<Regime>,
    /// What kind of practice the sender is
    #[arg(long, value_name = "PRACTICE", value_parser = word!(Practice))]
    pub(crate) practice: Option<Practice>,
    /// The helpdesk that sends the replies (zendesk, freshdesk, …), whose own slots are no findings
    #[arg(long, value_name = "NAME")]
    pub(crate) platform: Option<String>,
    /// What happens to wording that experts dispute
    #[arg(long, value_name = "PROFILE", value_parser = word!(Profile))]
    pub(crate) profile: Option<Profile>,
    #[command(flatten)]
    pub(crate) ruleset: RulesetArgs,
    /// Replies that were sent, as `history build` wrote them: drafts that repeat them are reported
    #[arg(long, value_name = "FILE", requires = "history_key")]
    pub(crate) history: Option<PathBuf>,
    /// The file of the key that the history was built with
    #[arg(long, value_name = "FILE", requires = "history")]
    pub(crate) history_key: Option<PathBuf>,
    /// The date under which dated parts of the policy are read; today where the brand file dates something
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) as_of: Option<String>,
}

impl PolicyArgs {
    /// Sets up the linter for these rules.
    pub(crate) fn linter(&self, ruleset: &Ruleset, offsets: Option<Offsets>) -> Result<Linter, Failure> {
        let mut builder = ruleset.builder();
        if let Some(channel) = self.channel {
            builder = builder.channel(channel);
        }
        if let Some(regime) = self.regime {
            builder = builder.regime(regime);
        }
        if let Some(practice) = self.practice {
            builder = builder.practice(practice);
        }
        if let Some(profile) = self.profile {
            builder = builder.profile(profile);
        }
        if let Some(platform) = &self.platform {
            builder = builder.platform(platform);
        }
        if let Some(offsets) = offsets {
            builder = builder.offsets(offsets);
        }
        if let Some(date) = self.as_of.clone().or_else(|| self.follows_clock(ruleset).then(today)) {
            builder = builder.as_of(&date);
        }
        if let (Some(history), Some(key)) = (&self.history, &self.history_key) {
            builder = builder.history(crate::commands::open_history(history, key)?);
        }
        Ok(builder.build()?)
    }

    /// Whether the policy changes with the date: the clock is asked only where something ends on a day.
    pub(crate) fn follows_clock(&self, ruleset: &Ruleset) -> bool {
        let ends = |brand: &Brand| brand.suppressions().iter().any(|known| known.expires.is_some());
        self.as_of.is_none() && ruleset.brand().is_some_and(ends)
    }
}

/// Which rules there are.
#[derive(Debug, Default, Args)]
pub(crate) struct RulesetArgs {
    /// The brand file: names, contacts, approved texts, own rules, changed levels
    #[arg(long, value_name = "FILE")]
    pub(crate) brand: Option<PathBuf>,
    /// A rule pack besides the built-in ones; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) pack: Vec<PathBuf>,
    /// A built-in pack that is off unless it is named; may be given several times
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(Pack::optional_names()))]
    pub(crate) pack_builtin: Vec<String>,
    /// Rules written for the prose linter Vale: a `.vale.ini`, a folder of styles, a style or a rule file
    #[arg(long, value_name = "PATH")]
    pub(crate) vale: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) dictionaries: DictionaryArgs,
}

impl RulesetArgs {
    /// How often stdin is asked for.
    pub(crate) fn stdin_uses(&self) -> usize {
        self.brand.iter().chain(&self.pack).filter(|path| path.as_os_str() == input::STDIN).count()
    }

    /// Reads the files.
    pub(crate) fn load(&self, io: &mut Io<'_>) -> Result<Ruleset, Failure> {
        let mut packs = input::packs(&self.pack, io)?;
        for (at, name) in self.pack_builtin.iter().enumerate() {
            if !self.pack_builtin[..at].contains(name) {
                packs.push(Pack::optional(name)?);
            }
        }
        let brand = self.brand.as_deref().map(|path| input::brand(path, io)).transpose()?;
        let dictionaries = self.dictionaries.read()?;
        let load = |path| crate::vale::load_with(path, None, &dictionaries);
        let styles = self.vale.as_deref().map(load).transpose()?;
        if let (Some(styles), Some(path)) = (&styles, &self.vale) {
            crate::vale::tell_skipped(styles, path, io.stderr)?;
        }
        Ok(Ruleset { packs, brand, styles, dictionaries })
    }

    /// Reads the files, checks that they make sense together, and lists what stands in them.
    pub(crate) fn catalogue(&self, io: &mut Io<'_>) -> Result<Vec<RuleInfo>, Failure> {
        if self.stdin_uses() > 1 {
            return Err(Failure::usage(STDIN_TWICE));
        }
        let ruleset = self.load(io)?;
        ruleset.builder().build()?;
        Ok(ruleset.catalogue())
    }
}

/// Stdin can be read once.
pub(crate) const STDIN_TWICE: &str = "`-` stands for stdin in several places; stdin can be read once";

/// The rules besides the built-in ones.
pub(crate) struct Ruleset {
    packs: Vec<Pack>,
    brand: Option<Brand>,
    styles: Option<replylint::vale::Styles>,
    dictionaries: Vec<Dictionary>,
}

impl Ruleset {
    /// A linter with these rules and the built-in ones.
    pub(crate) fn builder(&self) -> LinterBuilder {
        let builder = self.packs.iter().fold(Linter::builder(), |builder, pack| builder.pack(pack.clone()));
        let builder = self.brand.iter().fold(builder, |builder, brand| builder.brand(brand.clone()));
        let builder = self.dictionaries.iter().fold(builder, |builder, known| known.give(builder));
        self.styles.iter().fold(builder, |builder, styles| builder.vale(styles.clone()))
    }

    /// The brand file, where one was given.
    pub(crate) fn brand(&self) -> Option<&Brand> {
        self.brand.as_ref()
    }

    /// What all loaded rules say about themselves.
    pub(crate) fn catalogue(&self) -> Vec<RuleInfo> {
        let packs: Vec<Pack> = Pack::builtin().into_iter().chain(self.packs.iter().cloned()).collect();
        match &self.styles {
            Some(styles) => catalogue_with_vale(&packs, self.brand.as_ref(), styles),
            None => catalogue(&packs, self.brand.as_ref()),
        }
    }
}

/// When to do what a terminal makes useful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl When {
    pub(crate) fn holds(self, auto: bool) -> bool {
        match self {
            Self::Auto => auto,
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// A form of what is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Text,
    /// One JSON document
    Json,
}

/// Whether to color, where it is left to us.
pub(crate) fn color_by_default(io: &Io<'_>) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    io.stdout_is_terminal && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

pub(crate) fn date(word: &str) -> Result<String, String> {
    let parts: Vec<&str> = word.split('-').collect();
    let number = |part: &str, digits: usize| {
        let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse::<u32>().ok()).flatten()
    };
    let known = match parts.as_slice() {
        [year, month, day] => match (number(year, 4), number(month, 2), number(day, 2)) {
            (Some(year), Some(month), Some(day)) => (1..=days_of(year, month)).contains(&day),
            _ => false,
        },
        _ => false,
    };
    if known { Ok(word.to_owned()) } else { Err("write a date as 2026-11-22".to_owned()) }
}

/// Today, by the clock in UTC, as `2026-11-22`.
pub(crate) fn today() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let mut days = since.map_or(0, |since| since.as_secs() / 86_400) as u32;
    let (mut year, mut month) = (1970, 1);
    let days_in = |year: u32| if days_of(year, 2) == 29 { 366 } else { 365 };
    while days >= days_in(year) {
        days -= days_in(year);
        year += 1;
    }
    while days >= days_of(year, month) {
        days -= days_of(year, month);
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}

fn days_of(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_examples_and_the_disclaimer() {
        fn visit(command: &clap::Command) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Examples:"), "{}", command.get_name());
            assert!(help.contains(DISCLAIMER), "{}", command.get_name());
            command.get_subcommands().filter(|command| command.get_name() != "help").for_each(visit);
        }
        visit(&Cli::command());
    }

    #[test]
    fn today_is_a_date() {
        assert!(date(&today()).is_ok() && today().as_str() > "2025-01-01");
    }

    #[test]
    fn dates_are_dates() {
        for good in ["2026-11-22", "2024-02-29"] {
            assert_eq!(date(good).as_deref(), Ok(good));
        }
        for bad in ["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "today", "2026-01-00", "+026-01-01"] {
            assert!(date(bad).is_err(), "{bad}");
        }
    }
}
