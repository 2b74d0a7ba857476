//! replylint checks the draft of a reply before it is sent.
#![forbid(unsafe_code)]

pub mod draft;
pub mod error;
mod lexicon;
mod matcher;
pub mod output;
pub mod report;
pub mod text;

pub use draft::{
    Approval, Channel, Consent, Context, Draft, Exposure, Format, Message, Practice, Profile, Regime, Role, Speaker,
};
pub use error::Error;
pub use report::{Category, Finding, Fix, Level, Offsets, Report, Span, Verdict};

/// The engines themselves, for this crate's own tests and benches. Not part of the public API.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals {
    pub use crate::lexicon::Concept;
    pub use crate::matcher::{Fault, Hit, Program, ProgramBuilder, Signals, naive};
}
