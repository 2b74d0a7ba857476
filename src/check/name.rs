//! `match.name`: names of people, told by a lexicon and by the manner in which a name stands in a sentence. Who belongs
//! to the business (a credential, a role, a contact, whoever signs) is never a candidate.

mod cues;
mod find;

pub(crate) use cues::Cues;
pub(crate) use find::Names;

use super::{Candidate, Compiler, Input};
use crate::draft::words;
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;
use std::sync::Arc;

words! {
    /// How a name stands in a draft. Of several manners the first in this order counts.
    pub(crate) Manner: "manner" {
        /// After a greeting: "Hi Dana,".
        Greeting = "greeting",
        /// Under the reply: "— Dana". Whoever signs belongs to the business, as a rule.
        SignOff = "sign-off",
        /// After a title: "Mr. Okafor".
        Title = "title",
        /// After a relative: "your son Leo".
        Kin = "kin",
        /// Before something of a patient's: "Dana's appointment".
        Possessive = "possessive",
        /// Turned to somebody: "thanks again, Dana!".
        Vocative = "vocative",
        /// With a surname, or initials and a surname: "Maria Lopez", "J. Alvarez".
        Full = "full",
        /// Alone, with a word of care: "we saw Dana".
        Bare = "bare",
        /// Alone, of somebody who comes to the business: "Dana brought us tea", "Dana's umbrella", "we remember Dana".
        Told = "told",
    }
}

words! {
    /// Whose name it is, as far as author and inbound tell.
    pub(crate) Who: "who" {
        /// The author's display name shows it.
        Author = "author",
        /// The inbound shows it.
        Inbound = "inbound",
        /// It says more than the display name: a surname behind an initial.
        Fuller = "fuller",
        /// The display name is a moniker that names nobody.
        Moniker = "moniker",
        /// The display name is another.
        Other = "other",
        /// Nobody said who the author is.
        New = "new",
    }
}

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// In which manners; any unless said otherwise, but for `sign-off`.
    #[serde(default)]
    manner: Vec<Manner>,
    /// Whose names; anybody's unless said otherwise.
    #[serde(default)]
    who: Vec<Who>,
    /// Only names with a surname or a title.
    #[serde(default)]
    in_full: bool,
}

#[derive(Debug)]
pub(crate) struct Check {
    cues: Arc<Cues>,
    manner: Vec<Manner>,
    who: Vec<Who>,
    in_full: bool,
}

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let (manner, who) = (self.manner.clone(), self.who.clone());
        Ok(Check { cues: Cues::shared(compiler)?, manner, who, in_full: self.in_full })
    }
}

impl Check {
    /// Every text wakes the check: capitals and commas tell names that no list holds.
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let mut names = input.names.borrow_mut();
        let found = names.find(&self.cues, input).iter();
        out.extend(
            found
                .filter(|name| match self.manner.as_slice() {
                    [] => name.manner != Manner::SignOff,
                    manners => manners.contains(&name.manner),
                })
                .filter(|name| self.who.is_empty() || self.who.contains(&name.who))
                .filter(|name| {
                    !self.in_full || input.text.folded()[name.start as usize..name.end as usize].contains(' ')
                })
                .map(|name| Candidate::at(name.start, name.end)),
        );
    }
}
