//! `replylint eval` on small corpora, from files to output.

mod brand;
mod compare;
mod generic;
mod golden;
mod input;
mod phi;
mod reuse;
mod support;
