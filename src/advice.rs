//! Sentences that may stand in a public reply: they say nothing about whoever reads them.

use crate::draft::{Practice, Regime, words};
use once_cell::sync::Lazy;
use serde::{Deserialize, Serialize};

words! {
    /// What a sentence is for.
    pub Situation: "situation" {
        /// Thanks for the message, and for nothing else.
        Thanks = "thanks",
        /// Regret that claims no visit.
        Apology = "apology",
        /// The way to a private talk, open to anyone.
        Offline = "offline",
        /// Privacy, about everyone.
        Privacy = "privacy",
        /// Facts about the business.
        Facts = "facts",
        /// Waiting times, as a standard.
        Waits = "waits",
        /// Money, in general.
        Billing = "billing",
        /// Praise of the staff.
        Staff = "staff",
        /// Sympathy that names no loss and no person.
        Sympathy = "sympathy",
        /// One notice that is the same under every review.
        StandingNotice = "standing_notice",
    }
}

/// A sentence of which the built-in rules find nothing in public, under the strict profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SafeSentence {
    /// What it is for.
    pub situation: Situation,
    /// The sentence.
    pub text: String,
    /// The law under which it is needed, where it is written for one.
    #[serde(default)]
    pub regime: Option<Regime>,
    /// The kind of practice that it is written for, where it is; for therapists and substance-use programmes nothing
    /// else is safe.
    #[serde(default)]
    pub practice: Option<Practice>,
}

/// The sentences, by situation. They were made up for this, and they are no promise that a reply complies with a law.
///
/// ```
/// use replylint::advice::{Situation, safe_sentences};
/// let thanks = safe_sentences().iter().find(|sentence| sentence.situation == Situation::Thanks);
/// assert_eq!(thanks.map(|sentence| &*sentence.text), Some("Thank you for writing this."));
/// ```
#[must_use]
pub fn safe_sentences() -> &'static [SafeSentence] {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[allow(dead_code, reason = "one version so far")]
        schema: u32,
        sentence: Vec<SafeSentence>,
    }
    static SENTENCES: Lazy<Vec<SafeSentence>> = Lazy::new(|| {
        let file: File = toml::from_str(include_str!("../rules/advice/safe.toml"))
            .unwrap_or_else(|error| panic!("rules/advice/safe.toml: {error}"));
        file.sentence
    });
    &SENTENCES
}
