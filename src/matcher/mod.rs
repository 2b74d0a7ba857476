//! From the patterns of all rules to one scan of a text.

pub(crate) mod identifiers;
pub mod naive;
pub(crate) mod pattern;
pub mod program;
pub(crate) mod shape;
pub(crate) mod signals;

pub use pattern::Fault;
pub(crate) use program::SignalId;
pub use program::{Program, ProgramBuilder};
pub use signals::{Hit, Signals};
