//! The rule kinds: one file each, registered in the table below. A check turns signals into candidates for findings;
//! it never scans the text again.

mod addressee;
mod asked;
mod capitalization;
mod capitals;
mod casing;
mod code;
mod consistency;
mod deflection;
mod disclosure;
mod echo;
mod emoji;
mod exactly;
mod forbid;
mod hours;
mod identifier;
mod interchangeable;
mod limit;
mod links;
mod measured;
mod metric;
mod moves;
mod name;
mod phrase;
mod place;
mod position;
mod prefer;
mod question;
mod readability;
mod regex;
mod repetition;
mod require;
mod reuse;
mod rewrite;
mod sentiment;
mod sign_off;
mod signature;
mod slot;
mod spelling;
mod thing;
mod tone;
mod unnoticed;
mod wrapped;

pub(crate) use code::Codes;
pub(crate) use identifier::page_of;
pub(crate) use measured::Measured;
pub(crate) use name::{Cues, Names};
pub(crate) use position::Where;
pub(crate) use signature::Signature;
pub(crate) use spelling::Dictionaries;

use crate::analysis::{Disclosure, MoveScratch, Moves, Question, Sound, Tones};
use crate::draft::{Draft, Profile};
use crate::error::Error;
use crate::history::Found;
use crate::matcher::identifiers::Validator;
use crate::matcher::{Fault, Hit, ProgramBuilder, SignalId, Signals};
use crate::near::is_near;
use crate::report::{Fix, Level, Related};
use crate::text::{Language, Text};
use once_cell::sync::OnceCell;
use serde::Deserialize;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;

/// The table of kinds: the word that stands under `match`, and the file that holds it.
macro_rules! kinds {
    ($($(#[$meta:meta])* $word:literal => $variant:ident in $file:ident),+ $(,)?) => {
        /// What a rule looks for, as a pack writes it under `match`.
        #[derive(Debug, Clone, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub(crate) enum Spec { $($(#[$meta])* #[serde(rename = $word)] $variant($file::Spec)),+ }

        /// A compiled rule kind.
        #[derive(Debug)]
        pub(crate) enum Kind { $($variant($file::Check)),+ }

        impl Spec {
            pub(crate) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Kind, Error> {
                Ok(match self { $(Self::$variant(spec) => Kind::$variant(spec.compile(compiler)?)),+ })
            }
        }

        impl Kind {
            /// The signals that wake the check; none means that every text does.
            pub(crate) fn signals(&self) -> &[SignalId] {
                match self { $(Self::$variant(check) => check.signals()),+ }
            }

            pub(crate) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
                match self { $(Self::$variant(check) => check.run(input, out)),+ }
            }
        }
    };
}

kinds! {
    /// Phrase patterns.
    "phrase" => Phrase in phrase,
    /// Regexes over the folded text.
    "regex" => Regex in regex,
    /// Identifiers of a person that are not the business's own.
    "identifier" => Identifier in identifier,
    /// Names of people who do not belong to the business.
    "name" => Name in name,
    /// A reader who is called by a name that is not theirs.
    "addressee" => Addressee in addressee,
    /// A place or a business that is not the one that answers.
    "place" => Place in place,
    /// The tone of the draft against that of the inbound.
    "sentiment" => Sentiment in sentiment,
    /// A thing or a person that is not the reader's.
    "thing" => Thing in thing,
    /// A draft that sounds as if it answered another message.
    "tone" => Tone in tone,
    /// A complaint of which the draft takes no notice.
    "unnoticed" => Unnoticed in unnoticed,
    /// Asking for what the inbound states.
    "asked" => Asked in asked,
    /// Sending the reader elsewhere without an answer.
    "deflection" => Deflection in deflection,
    /// Slots that were never filled.
    "slot" => Slot in slot,
    /// A draft between quotation marks.
    "wrapped" => Wrapped in wrapped,
    /// Runs of capitals.
    "capitals" => Capitals in capitals,
    /// What is said of a person's care.
    "disclosure" => Disclosure in disclosure,
    /// What the inbound said of care and the draft says again.
    "echo" => Echo in echo,
    /// A draft that would fit most messages.
    "interchangeable" => Interchangeable in interchangeable,
    /// Questions of the inbound that the draft leaves open.
    "question" => Question in question,
    /// Sentences by what they do.
    "move" => Move in moves,
    /// What earlier replies say already.
    "reuse" => Reuse in reuse,
    /// Words to write otherwise.
    "prefer" => Prefer in prefer,
    /// Names that are written in one way only.
    "casing" => Casing in casing,
    /// What must stand in a draft.
    "require" => Require in require,
    /// What may not stand in a place.
    "forbid" => Forbid in forbid,
    /// How much a draft may hold.
    "limit" => Limit in limit,
    /// How many emoji, and which.
    "emoji" => Emoji in emoji,
    /// Where links may lead.
    "links" => Links in links,
    /// Ways to write one thing, of which a draft keeps to one.
    "consistency" => Consistency in consistency,
    /// A word twice in a row.
    "repetition" => Repetition in repetition,
    /// Where capitals stand.
    "capitalization" => Capitalization in capitalization,
    /// How hard a draft is to read.
    "readability" => Readability in readability,
    /// A formula over what can be counted.
    "metric" => Metric in metric,
    /// Words that no dictionary knows.
    "spelling" => Spelling in spelling,
    /// How a draft ends.
    "sign_off" => SignOff in sign_off,
    /// One of a few texts and nothing else.
    "exactly" => Exactly in exactly,
    /// Opening hours that are not those of the business.
    "hours" => Hours in hours,
}

/// What a check may look at.
pub(crate) struct Input<'a> {
    pub(crate) draft: &'a Draft<'a>,
    pub(crate) text: &'a Text,
    pub(crate) signals: &'a Signals,
    /// The folded inbound, where there is one and a rule asks for it.
    pub(crate) inbound: Option<&'a Text>,
    pub(crate) inbound_signals: &'a Signals,
    pub(crate) own: &'a Own,
    /// What the draft discloses, by place.
    pub(crate) disclosures: &'a [Disclosure],
    /// The names in the draft, found when the first rule asks.
    pub(crate) names: &'a RefCell<Names>,
    /// What the sentences of the draft do, where its language is known.
    pub(crate) moves: Option<&'a Said<'a>>,
    pub(crate) profile: Profile,
    /// What of the draft stands in earlier replies, where a history is connected.
    pub(crate) reuse: Option<&'a Found>,
    pub(crate) language: Language,
    /// What is counted in the draft, once a rule asks.
    pub(crate) measured: &'a RefCell<Measured>,
}

/// What a draft says, by the moves of its sentences.
pub(crate) struct Said<'a> {
    pub(crate) of: &'a Moves,
    pub(crate) said: &'a MoveScratch,
    /// The same of the inbound, where there is one.
    pub(crate) asked: Option<&'a MoveScratch>,
    /// How much more of its own it says than its length asks for.
    pub(crate) surplus: i32,
    /// How many words of the inbound say something; none without an inbound.
    pub(crate) content: Option<u32>,
    pub(crate) questions: &'a [Question],
    /// What weighs how message and draft sound, where the language is known.
    pub(crate) tones: Option<&'a Tones>,
    /// How they sound, once a rule has asked.
    pub(crate) heard: OnceCell<Sound>,
}

impl Said<'_> {
    /// How a message and the draft sound, and what tells.
    pub(crate) fn sound(&self, inbound: &Text, draft: &Text) -> Option<(&Tones, Sound)> {
        let tones = self.tones?;
        Some((tones, *self.heard.get_or_init(|| tones.weigh(inbound, draft))))
    }
}

/// What belongs to the business itself and is never a finding.
#[derive(Debug, Default, Clone)]
pub(crate) struct Own {
    /// Digits of its phones, licences and numbers.
    pub(crate) numbers: Vec<String>,
    /// Its mail addresses, lower case.
    pub(crate) addresses: Vec<String>,
    /// Its pages: host and path without scheme and `www.`, lower case.
    pub(crate) pages: Vec<String>,
    /// Its names, staff, locations and addresses, folded.
    pub(crate) places: Vec<String>,
    /// Its own names, folded.
    pub(crate) names: Vec<String>,
    /// What it offers, folded.
    pub(crate) services: Vec<String>,
    /// The names of its locations, folded.
    pub(crate) locations: Vec<String>,
    /// Its names and its staff, folded.
    pub(crate) people: Vec<String>,
    /// Slots that the platform fills in after the check, `*` standing for any characters.
    pub(crate) live_variables: Vec<String>,
    /// What its replies are signed with, where somebody said so.
    pub(crate) sign_off: Option<SignalId>,
    /// Texts that sign a draft.
    pub(crate) signatures: Vec<Signature>,
}

impl Spec {
    /// The regexes that a pack or a brand file wrote for it.
    pub(crate) fn regexes(&self) -> Vec<&Spanned<String>> {
        match self {
            Self::Regex(spec) => spec.any.iter().collect(),
            Self::Slot(spec) => spec.any.iter().collect(),
            Self::Limit(spec) => spec.regex.iter().collect(),
            Self::Require(spec) => {
                let ways = spec.any_of.iter().flat_map(|way| &way.regex);
                spec.regex.iter().chain(&spec.when_regex).chain(ways).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The concepts that the kind reads without being told, beside those that its patterns name.
    pub(crate) fn concepts(&self) -> impl Iterator<Item = &'static str> + use<> {
        let short = matches!(self, Self::Addressee(_)).then_some([addressee::SHORT, addressee::MONIKER]);
        let served = matches!(self, Self::Thing(thing::Spec::Served { .. }));
        let short = short.into_iter().flatten().chain(served.then_some(addressee::SHORT));
        let cues = (served || matches!(self, Self::Name(_) | Self::Addressee(_))).then(Cues::concepts);
        cues.into_iter().flatten().chain(short)
    }
}

impl Kind {
    /// Whether it asks what the sentences of a draft do.
    pub(crate) fn reads_moves(&self) -> bool {
        matches!(
            self,
            Self::Interchangeable(_)
                | Self::Question(_)
                | Self::Move(_)
                | Self::Unnoticed(_)
                | Self::Tone(_)
                | Self::Thing(_)
                | Self::Sentiment(_)
        )
    }

    /// Whether a finding is about the draft as a whole.
    pub(crate) fn is_of_the_whole(&self) -> bool {
        matches!(self, Self::Interchangeable(_) | Self::Question(_))
    }

    /// What it says of a finding at a place that it gave. Asked only of what is reported.
    pub(crate) fn detail(&self, input: &Input<'_>, place: Range<usize>, note: u32) -> Detail {
        match self {
            Self::Prefer(check) => check.detail(input, place, note),
            Self::Casing(check) => check.detail(input, place),
            Self::Limit(check) => check.detail(input, note),
            Self::Emoji(check) => check.detail(input, place, note),
            Self::Links(check) => check.detail(input, place, note),
            Self::Consistency(check) => check.detail(input, note),
            Self::Repetition(check) => check.detail(input, place),
            Self::Capitalization(check) => check.detail(input, place, note),
            Self::Spelling(check) => check.detail(input, place, note),
            Self::Readability(check) => check.detail(input),
            Self::Metric(check) => check.detail(input),
            Self::Hours(check) => check.detail(note),
            _ => Detail::default(),
        }
    }

    /// Whether a finding is told by counting or by what is missing, so that it competes with nothing in its place.
    pub(crate) fn is_counted(&self) -> bool {
        matches!(
            self,
            Self::Require(_)
                | Self::Limit(_)
                | Self::Emoji(_)
                | Self::Links(_)
                | Self::Capitalization(_)
                | Self::Readability(_)
                | Self::Metric(_)
                | Self::Exactly(_)
        )
    }

    /// Whether a finding is a word to write otherwise.
    pub(crate) fn is_wording(&self) -> bool {
        matches!(
            self,
            Self::Prefer(_) | Self::Casing(_) | Self::Consistency(_) | Self::Repetition(_) | Self::Spelling(_)
        )
    }

    /// Whether a finding is an identifier, which is neither part of a disclosure around it nor of a fingerprint.
    pub(crate) fn is_identifier(&self) -> bool {
        matches!(self, Self::Identifier(_) | Self::Name(_) | Self::Addressee(_))
    }
}

/// A place that a rule objects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// First folded byte.
    pub(crate) start: u32,
    /// One past the last folded byte.
    pub(crate) end: u32,
    /// Which of the draft's disclosures it is, if any.
    pub(crate) disclosure: Option<u32>,
    /// The place in the inbound that it is about, if any: first folded byte and one past the last.
    pub(crate) inbound: Option<(u32, u32)>,
    /// What it repeats, if anything.
    pub(crate) reused: Option<Reused>,
    /// The gravest level that it may have; the rule's where there is none.
    pub(crate) most: Option<Level>,
    /// The approved text that speaks for it, by number.
    pub(crate) approved: Option<u32>,
    /// What the kind wants to know of it again, once it is a finding.
    pub(crate) note: u32,
}

/// What a finding repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reused {
    /// An earlier reply.
    Reply,
    /// A sentence, by its number among those found.
    Sentence(u32),
}

impl Candidate {
    /// A place by its folded bytes.
    pub(crate) fn at(start: u32, end: u32) -> Self {
        Self { start, end, disclosure: None, inbound: None, reused: None, most: None, approved: None, note: 0 }
    }

    /// The draft from its first word to its last; nothing for one without words.
    pub(crate) fn whole(text: &Text) -> Option<Self> {
        let tokens = text.tokens();
        Some(Self::at(tokens.first()?.start, tokens.last()?.end))
    }
}

/// What a kind says of a finding, besides what its rule says of all.
#[derive(Default)]
pub(crate) struct Detail {
    /// What would settle it.
    pub(crate) fixes: Vec<Fix>,
    /// What it was told by, as reports give it.
    pub(crate) cues: Vec<Arc<str>>,
    /// Other places that it is about.
    pub(crate) related: Vec<Related>,
}

impl From<Hit> for Candidate {
    fn from(hit: Hit) -> Self {
        Self::at(hit.start, hit.end)
    }
}

/// One shape of an identifier kind, compiled.
#[derive(Debug, Clone)]
pub(crate) struct IdentifierShape {
    pub(crate) signal: SignalId,
    pub(crate) validator: Validator,
    /// The signal is a label, and a code must stand behind it.
    pub(crate) is_label: bool,
    /// The code must have letters and digits.
    pub(crate) is_mixed: bool,
    /// The fewest digits.
    pub(crate) least_digits: usize,
    /// A place must stand behind the label, and no code.
    pub(crate) is_place: bool,
    /// What may not stand inside.
    pub(crate) not: Option<SignalId>,
    /// Words of which one must stand nearby.
    pub(crate) near: Option<SignalId>,
}

/// What rules of all packs share while they are compiled.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) identifiers: HashMap<String, Vec<IdentifierShape>>,
    /// What tells a name, once a rule has asked for it.
    pub(crate) cues: OnceCell<Arc<Cues>>,
    /// The topics of the routes, in their order.
    pub(crate) topics: Vec<String>,
    /// What tells a number with its label.
    pub(crate) codes: Arc<Codes>,
    /// Words that a language doubles on purpose.
    pub(crate) doubled: Vec<String>,
    #[cfg_attr(not(feature = "spelling"), allow(dead_code, reason = "only the feature `spelling` reads them"))]
    pub(crate) dictionaries: Dictionaries,
}

/// Compiles what one rule looks for; knows where to put the blame.
pub(crate) struct Compiler<'a> {
    pub(crate) program: &'a mut ProgramBuilder,
    pub(crate) known: &'a Known,
    /// What the families and circumstances of care are called, by number.
    pub(crate) evidence: &'static [&'static str],
    pub(crate) origin: &'a str,
    pub(crate) source: &'a str,
    /// The pack comes along and its regexes are known to be right.
    pub(crate) is_trusted: bool,
}

impl Compiler<'_> {
    /// One signal for a list of patterns.
    pub(crate) fn phrases(&mut self, patterns: &[Spanned<String>]) -> Result<SignalId, Error> {
        let signal = self.program.signal();
        for pattern in patterns {
            self.add_phrase(signal, pattern)?;
        }
        Ok(signal)
    }

    /// One more pattern for a signal.
    pub(crate) fn add_phrase(&mut self, signal: SignalId, pattern: &Spanned<String>) -> Result<(), Error> {
        self.program.pattern(signal, pattern.as_ref()).map_err(|fault| self.blame("pattern", pattern, &fault))
    }

    /// One signal for texts and regexes. A text that is a host, a link or a mail address is found as it is written.
    pub(crate) fn said(&mut self, texts: &[Spanned<String>], regexes: &[Spanned<String>]) -> Result<SignalId, Error> {
        let signal = self.program.signal();
        for text in texts {
            match address(text.as_ref()) {
                Some(regex) => self.add_shape(signal, &Spanned::new(text.span(), regex))?,
                None => self.add_phrase(signal, text)?,
            }
        }
        for regex in regexes {
            self.add_shape(signal, regex)?;
        }
        Ok(signal)
    }

    /// One signal for a list of regexes.
    pub(crate) fn shapes(&mut self, regexes: &[Spanned<String>]) -> Result<SignalId, Error> {
        let signal = self.program.signal();
        for regex in regexes {
            self.add_shape(signal, regex)?;
        }
        Ok(signal)
    }

    /// One more regex for a signal.
    pub(crate) fn add_shape(&mut self, signal: SignalId, regex: &Spanned<String>) -> Result<(), Error> {
        if self.is_trusted {
            let added = self.program.trusted_shape(signal, regex.as_ref());
            return added.map_err(|fault| self.blame("regex", regex, &fault));
        }
        if crate::text::emoji::emoji(regex.as_ref()).next().is_some() {
            let error = Error::new(self.origin, "a regex finds no emoji: they are no part of the text that it reads");
            let remedy =
                "name them in a rule on emoji: in a brand file, `emoji = { never = [\"\u{1f525}\"] }` under `[voice]`";
            return Err(error.at(self.source, regex.span().start).remedy(remedy));
        }
        self.program.shape(signal, regex.as_ref()).map_err(|fault| self.blame("regex", regex, &fault))
    }

    /// The number of a family or circumstance of care.
    pub(crate) fn family(&self, name: &Spanned<String>) -> Result<u8, Error> {
        if let Some(number) = self.evidence.iter().position(|known| known == name.as_ref()) {
            return Ok(number as u8);
        }
        let near = self.evidence.iter().find(|known| is_near(name.as_ref(), known));
        let remedy = near.map_or_else(
            || format!("write one of {}", self.evidence.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        Err(Error::new(self.origin, format!("unknown family of care `{}`", name.as_ref()))
            .at(self.source, name.span().start)
            .remedy(remedy))
    }

    fn blame(&self, what: &str, written: &Spanned<String>, fault: &Fault) -> Error {
        // Inside a plain one-line string the fault's own place is known; elsewhere the string's.
        let span = written.span();
        let plain = span.len() == written.as_ref().len() + 2;
        let at = if plain { span.start + 1 + fault.at } else { span.start };
        let message = format!("{what} `{}`: {}", written.as_ref(), fault.what);
        Error::new(self.origin, message).at(self.source, at).remedy(fault.remedy.as_str())
    }
}

/// A regex for a host, a link or a mail address, of which words would tell only the parts.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let folded = text.to_ascii_lowercase();
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@%+=&".contains(c);
    let has_host = || {
        let host = text.rsplit_once("://").map_or(text, |(_, rest)| rest);
        let host = host.split(['/', '?', '#']).next().unwrap_or_default();
        let labels: Vec<&str> = host.rsplit('@').next().unwrap_or_default().split('.').collect();
        let last = labels.last().copied().unwrap_or_default();
        // `p.m.` and `3.5` are no hosts.
        labels.len() > 1
            && labels.iter().all(|label| !label.is_empty())
            && last.len() > 1
            && last.chars().all(|c| c.is_ascii_alphabetic())
    };
    let bounded = |end: Option<char>| if end.is_some_and(|c| c.is_ascii_alphanumeric()) { r"\b" } else { "" };
    (text.chars().all(is_part) && has_host()).then(|| {
        let (first, last) = (bounded(folded.chars().next()), bounded(folded.chars().next_back()));
        format!("{first}{}{last}", regex_syntax::escape(&folded))
    })
}

/// A list of at least one pattern or regex.
pub(crate) fn require_some(list: &[Spanned<String>], compiler: &Compiler<'_>) -> Result<(), Error> {
    if list.is_empty() {
        return Err(Error::new(compiler.origin, "`any` is empty").remedy("write at least one pattern"));
    }
    Ok(())
}
