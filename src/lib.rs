//! replylint checks the draft of a reply before it is sent.
#![forbid(unsafe_code)]

pub mod advice;
mod analysis;
#[cfg(feature = "audit")]
pub mod audit;
pub mod catalogue;
mod check;
pub mod draft;
pub mod error;
pub mod history;
mod lexicon;
pub mod linter;
mod matcher;
mod near;
pub mod offsets;
pub mod output;
mod overlap;
mod pack;
mod parallel;
pub mod record;
pub mod report;
#[cfg(feature = "schema")]
pub mod schema;
pub mod text;
mod trusted;
pub mod verify;

pub use draft::{
    Approval, Channel, Consent, Context, Draft, Exposure, Format, Message, Practice, Profile, Regime, Role, Speaker,
};
pub use error::Error;
pub use history::{History, HistoryBuilder, HistoryError, HistoryKey};
pub use linter::{Linter, LinterBuilder};
#[cfg(feature = "vale")]
pub use pack::vale;
pub use pack::{Brand, LocationInfo, Notice, Pack, Suppression};
pub use report::{Category, Finding, Fix, Guide, Level, Offsets, Report, Span, Verdict};

/// The engines themselves, for this crate's own tests and benches. Not part of the public API.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals {
    pub use crate::analysis::{Lesson, Lessons, MoveLearner, MoveLesson};
    pub use crate::history::masked_grams;
    pub use crate::lexicon::Concept;
    pub use crate::matcher::{Fault, Hit, Program, ProgramBuilder, Scanner, Scratch, Signals, naive};
    pub use crate::pack::training::Learner;
}

/// Runs the Rust of the README as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
