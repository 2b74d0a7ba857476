//! `match.sentiment`: cheer under a complaint, or an apology under praise. Stars tell what the inbound is, or its words
//! where they all point one way.

use super::unnoticed::share;
use super::{Candidate, Compiler, Input};
use crate::analysis::Voice;
use crate::draft::words;
use crate::error::Error;
use crate::matcher::SignalId;
use crate::text::Text;
use serde::Deserialize;
use toml::Spanned;

words! {
    /// What tells whether the inbound praises or complains.
    pub(crate) Told: "told" {
        /// The stars: one or two, four or five.
        Rating = "rating",
        /// Its words, where no stars are given.
        Words = "words",
        /// The stars, or the words where none are given.
        Either = "either",
    }
}

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// What tells.
    told: Told,
    /// Patterns of joy, in the draft.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    cheer: Vec<Spanned<String>>,
    /// Patterns of apology, in the draft.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    apology: Vec<Spanned<String>>,
    /// Patterns of regret beside which a draft may be glad as well.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    regret: Vec<Spanned<String>>,
    /// Patterns of complaint and grief, in the inbound.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    complaint: Vec<Spanned<String>>,
    /// Patterns of praise, in the inbound.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    praise: Vec<Spanned<String>>,
    /// Patterns of praise beyond doubt, in the inbound.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    acclaim: Vec<Spanned<String>>,
    /// Patterns of what an apology under praise may be about, in the inbound.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    misgiving: Vec<Spanned<String>>,
    /// How much the draft must weigh as glad or as sorry, at least, where the language is known; in 24ths of a log-odds.
    least: Option<i32>,
}

#[derive(Debug)]
pub(crate) struct Check {
    told: Told,
    /// Joy and apology.
    wakes: [SignalId; 2],
    complaint: SignalId,
    praise: SignalId,
    acclaim: SignalId,
    misgiving: SignalId,
    regret: SignalId,
    least: Option<i32>,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        Ok(Check {
            told: self.told,
            wakes: [compiler.phrases(&self.cheer)?, compiler.phrases(&self.apology)?],
            complaint: compiler.phrases(&self.complaint)?,
            praise: compiler.phrases(&self.praise)?,
            acclaim: compiler.phrases(&self.acclaim)?,
            misgiving: compiler.phrases(&self.misgiving)?,
            regret: compiler.phrases(&self.regret)?,
            least: self.least,
        })
    }
}

impl Check {
    pub(super) fn signals(&self) -> &[SignalId] {
        &self.wakes
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let says = |signal: SignalId| !input.inbound_signals.of(signal).is_empty();
        let rating = input.draft.rating.filter(|_| self.told != Told::Words);
        let (bad, good) = match (rating, self.told) {
            // Words that speak against the stars leave it open.
            (Some(stars), _) => (stars <= 2 && !says(self.praise), stars >= 4),
            (None, Told::Rating) => return,
            (None, _) if input.draft.rating.is_some() => return,
            (None, _) => (self.complains(input), says(self.acclaim) && !says(self.complaint)),
        };
        let [cheer, apology] = self.wakes;
        if bad && input.signals.of(self.regret).is_empty() && self.sounds(input, Voice::Cheer, cheer) {
            out.extend(input.signals.of(cheer).iter().map(|&hit| hit.into()));
        }
        let asks = input.inbound.is_some_and(|inbound| inbound.folded().contains('?'));
        if good && !says(self.misgiving) && !asks && self.sounds(input, Voice::Sorry, apology) {
            out.extend(input.signals.of(apology).iter().map(|&hit| hit.into()));
        }
    }

    /// Whether the whole of a draft sounds as some of its words do.
    fn sounds(&self, input: &Input<'_>, voice: Voice, words: SignalId) -> bool {
        let Some(least) = self.least.filter(|_| !input.signals.of(words).is_empty()) else { return true };
        let heard = || input.moves?.sound(input.inbound?, input.text);
        heard().is_none_or(|(_, sound)| sound.of(voice) >= least)
    }

    /// Whether the inbound's words complain, with hardly any praise among them.
    fn complains(&self, input: &Input<'_>) -> bool {
        let (complaints, praises) = (input.inbound_signals.of(self.complaint), input.inbound_signals.of(self.praise));
        let mostly = |inbound: &Text| 3 * share(inbound, complaints, praises) >= 2 * inbound.tokens().len();
        !complaints.is_empty() && (praises.is_empty() || input.inbound.is_some_and(mostly))
    }
}
