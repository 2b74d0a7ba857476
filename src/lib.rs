//! replylint checks the draft of a reply before it is sent.
#![forbid(unsafe_code)]

pub mod text;
