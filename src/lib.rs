//! replylint checks the draft of a reply before it is sent.
#![forbid(unsafe_code)]

pub mod draft;
pub mod error;
pub mod report;
pub mod text;

pub use draft::{Approval, Channel, Consent, Context, Draft, Exposure, Format, Message, Practice, Profile, Regime, Role, Speaker};
pub use error::Error;
pub use report::{Category, Finding, Fix, Level, Offsets, Report, Span, Verdict};
