//! The commands, one file each.

mod audit;
mod brand;
mod check;
mod check_records;
mod eval;
mod explain;
mod history;
mod pack;
mod rules;
#[cfg(feature = "serve")]
mod serve;

pub(crate) use history::open as open_history;
#[cfg(feature = "serve")]
pub(crate) use rules::json as rules_json;

use crate::Io;
use crate::failure::Failure;
use clap::Subcommand;

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(Box<check::CheckArgs>),
    Audit(Box<audit::AuditArgs>),
    History(history::HistoryArgs),
    Eval(eval::EvalArgs),
    Rules(rules::RulesArgs),
    Explain(explain::ExplainArgs),
    Pack(pack::PackArgs),
    Brand(brand::BrandArgs),
    #[cfg(feature = "serve")]
    Serve(Box<serve::ServeArgs>),
}

impl Command {
    /// Runs the command; returns its exit code.
    pub(crate) fn run(self, io: &mut Io<'_>) -> Result<i32, Failure> {
        match self {
            Self::Check(args) => check::run(&args, io),
            Self::Audit(args) => audit::run(&args, io),
            Self::History(args) => history::run(&args, io),
            Self::Eval(args) => eval::run(&args, io),
            Self::Rules(args) => rules::run(&args, io),
            Self::Explain(args) => explain::run(&args, io),
            Self::Pack(args) => pack::run(&args, io),
            Self::Brand(args) => brand::run(&args, io),
            #[cfg(feature = "serve")]
            Self::Serve(args) => serve::run(&args, io),
        }
    }

    /// Whether the command is a gate: where nobody read its results to the end, it was not passed.
    pub(crate) fn is_gate(&self) -> bool {
        matches!(self, Self::Check(_))
    }
}
