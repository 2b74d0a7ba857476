//! From the patterns of all rules to one scan of a text.

// What the `internals` feature hands out is public to nobody else.
#![cfg_attr(not(feature = "internals"), allow(unreachable_pub))]

pub(crate) mod identifiers;
mod lists;
#[cfg(any(test, feature = "internals"))]
pub mod naive;
mod needle;
mod needs;
mod openings;
pub(crate) mod pattern;
mod phrases;
mod presence;
pub(crate) mod program;
mod rarity;
mod reader;
mod scanner;
mod sequences;
pub(crate) mod shape;
mod shapes;
pub(crate) mod signals;
mod trigger;
mod words;

pub(crate) use lists::{QuickSet, Vocabulary};
pub use pattern::Fault;
pub(crate) use program::SignalId;
pub use program::{Program, ProgramBuilder};
pub use scanner::{Scanner, Scratch};
pub use signals::{Hit, Signals};
pub(crate) use words::Words;
