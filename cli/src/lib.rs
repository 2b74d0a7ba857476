//! The replylint command line as a function.
#![forbid(unsafe_code)]

pub mod eval;
