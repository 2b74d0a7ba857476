//! What a draft says beyond its words: which stretches of it disclose, whom they are about and how they say it.
//!
//! A draft becomes [symbols](symbols): care words by family, pronouns and other closed classes by class, numbers by
//! shape. The [features](features) of a sentence are which symbols stand beside and before one another; a [model]
//! weighs them and the symbols themselves. Of a sentence that weighs enough, [disclosure] takes the stretch that carries the weight and reads off
//! whom it is about, its tense, its agent. Which words exist matters little to this, who they are said of much.

mod disclosure;
mod features;
mod file;
mod model;
mod moves;
mod questions;
mod specificity;
mod symbols;
mod tones;

pub(crate) use disclosure::{About, Agent, Analyzer, Disclosure, Language, Scratch, Tense};
#[cfg(feature = "internals")]
pub use disclosure::{Lesson, Lessons};
pub(crate) use model::Model;
pub(crate) use moves::{Move, Moves, Scratch as MoveScratch};
#[cfg(feature = "internals")]
pub use moves::{MoveLearner, MoveLesson};
pub(crate) use questions::{Question, find as find_questions};
pub(crate) use specificity::surplus;
pub(crate) use symbols::Inbound;
pub(crate) use tones::{Sound, Tones, Voice};
