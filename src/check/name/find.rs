//! The search for names: from the few words that can begin one, with a look at their neighbours.

use super::cues::{
    ACT, ADDRESS, BELONGING, CARE, CLINICIAN, CONTACT, CREDENTIAL, Cues, GIVEN, NEEDY, NOT, OPENER, PARTICLE, PASSING,
    PHRASE_END, PLACE, POSSESSION, RECALLED, ROLE, SEEN, SURNAME, Seed, TITLE, VALEDICTION, WORD_GIVEN, WORD_SURNAME,
};
use super::{Manner, Who};
use crate::check::Input;
use crate::text::{Join, Markup, Text};
use std::cell::OnceCell;
use std::ops::Range;

/// How much of a draft tells whether its capitals mean anything, in bytes.
const CASE_SAMPLE: usize = 512;
/// How many words of a name are read.
const LONGEST: usize = 6;
/// How much of a display name is read, in bytes.
const LONGEST_AUTHOR: usize = 200;
/// How far back and ahead words are looked at.
const REACH: usize = 6;

/// A name in the draft, in folded bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) manner: Manner,
    pub(crate) who: Who,
}

/// The names of one draft, found when the first rule asks; the buffers are reused.
#[derive(Default)]
pub(crate) struct Names {
    is_done: bool,
    spots: Vec<Spot>,
    found: Vec<Name>,
    author: Text,
    is_author_read: bool,
    /// The words of the inbound, sorted by spelling; read when a name is compared with them.
    inbound: Vec<(u32, u32)>,
    is_inbound_read: bool,
}

impl Names {
    /// Forgets the draft before.
    pub(crate) fn clear(&mut self) {
        self.is_done = false;
        self.is_inbound_read = false;
        self.is_author_read = false;
        self.found.clear();
    }

    /// The names of the draft, by place, none inside another.
    pub(in crate::check) fn find(&mut self, cues: &Cues, input: &Input<'_>) -> &[Name] {
        if self.is_done {
            return &self.found;
        }
        self.is_done = true;
        let look = Look { cues, input, text: input.text, is_cased: OnceCell::new() };
        let mut spots = std::mem::take(&mut self.spots);
        look.find(&mut spots);
        spots.sort_unstable_by_key(|spot| (spot.words.start, spot.manner, std::cmp::Reverse(spot.words.end)));
        // Of several readings of one place the first manner counts.
        spots.dedup_by(|spot, kept| {
            let overlaps = spot.words.start < kept.words.end;
            if overlaps && spot.manner < kept.manner {
                std::mem::swap(spot, kept);
            }
            overlaps
        });
        for spot in spots.iter().filter(|spot| !spot.is_own) {
            let who = self.who(&look, spot);
            let tokens = input.text.tokens();
            let (start, end) = (tokens[spot.words.start].start, tokens[spot.words.end - 1].end);
            self.found.push(Name { start, end, manner: spot.manner, who });
        }
        spots.clear();
        self.spots = spots;
        &self.found
    }

    fn who(&mut self, look: &Look<'_>, spot: &Spot) -> Who {
        let author = look.input.draft.author.as_deref().unwrap_or_default();
        let is_given = author.chars().any(char::is_alphanumeric);
        let names = || spot.name.clone().map(|at| look.word(at)).filter(|word| !look.is(word, TITLE | PARTICLE));
        if is_given && !self.is_author_read {
            self.is_author_read = true;
            // A display name is short; every name of the draft is compared with it.
            let end = (0..=author.len().min(LONGEST_AUTHOR)).rev().find(|&end| author.is_char_boundary(end));
            self.author.read(&author[..end.unwrap_or(0)], Markup::Plain);
        }
        let folded = self.author.folded();
        let shown =
            || self.author.tokens().iter().map(|t| &folded[t.start as usize..t.end as usize]).filter(|_| is_given);
        let (mut all, mut some, mut initial) = (true, false, false);
        for name in names() {
            let fits = shown().any(|word| shows(word, name));
            let fits_initial = !fits && shown().any(|word| word.len() == 1 && name.starts_with(word));
            some |= fits;
            initial |= fits_initial;
            all &= fits;
        }
        if all {
            return Who::Author;
        }
        let names_somebody = shown().any(|word| look.is(word, GIVEN | WORD_GIVEN | SURNAME | WORD_SURNAME));
        if self.inbound_shows(look, spot) {
            return Who::Inbound;
        }
        match is_given {
            false => Who::New,
            true if some || initial => Who::Fuller,
            true if names_somebody => Who::Other,
            true => Who::Moniker,
        }
    }

    fn inbound_shows(&mut self, look: &Look<'_>, spot: &Spot) -> bool {
        let Some(inbound) = look.input.inbound else { return false };
        let word = |&(start, end): &(u32, u32)| &inbound.folded()[start as usize..end as usize];
        if !self.is_inbound_read {
            self.is_inbound_read = true;
            self.inbound.clear();
            self.inbound.extend(inbound.tokens().iter().map(|token| (token.start, token.end)));
            self.inbound.sort_unstable_by(|a, b| word(a).cmp(word(b)));
        }
        spot.name.clone().all(|at| {
            let name = look.word(at);
            look.is(name, TITLE | PARTICLE) || self.inbound.binary_search_by(|place| word(place).cmp(name)).is_ok()
        })
    }
}

/// How many bytes are of a kind, counted by pieces that a byte can count.
#[inline]
fn count(bytes: &[u8], is: impl Fn(&u8) -> bool) -> usize {
    bytes.chunks(128).map(|piece| usize::from(piece.iter().map(|byte| u8::from(is(byte))).sum::<u8>())).sum()
}

/// Whether a word of a display name shows a name: the same, or a handle that holds it.
fn shows(word: &str, name: &str) -> bool {
    word == name
        || (name.len() >= 3 && word.starts_with(name))
        || (name.len() >= 4 && word.contains(name))
        // A short form: "Alex" for "Alexandra".
        || (word.len() >= 3 && name.starts_with(word))
}

/// A name, before it is known whose it is. Ranges are of tokens.
struct Spot {
    /// With a title.
    words: Range<usize>,
    /// Without.
    name: Range<usize>,
    manner: Manner,
    /// It belongs to the business.
    is_own: bool,
}

struct Look<'a> {
    cues: &'a Cues,
    input: &'a Input<'a>,
    text: &'a Text,
    is_cased: OnceCell<bool>,
}

impl Look<'_> {
    fn find(&self, out: &mut Vec<Spot>) {
        let ends = |seed: Seed| {
            let hits = self.input.signals.of(self.cues.signal(seed)).iter();
            hits.map(|hit| self.text.tokens().partition_point(|token| token.end <= hit.end.saturating_sub(1)) + 1)
        };
        let starts = |seed: Seed| {
            let hits = self.input.signals.of(self.cues.signal(seed)).iter();
            hits.map(|hit| self.text.tokens().partition_point(|token| token.start < hit.start))
        };
        ends(Seed::Hail).for_each(|at| self.after_hail(at, out));
        ends(Seed::Title).for_each(|at| out.extend(self.after_title(at - 1)));
        ends(Seed::Kin).for_each(|at| out.extend(self.after_kin(at)));
        for at in starts(Seed::Given) {
            out.extend(self.at_name(at));
        }
        for at in starts(Seed::Surname) {
            out.extend(self.at_surname(at));
        }
        for hit in self.input.signals.of(self.cues.signal(Seed::Word)) {
            let first = self.text.tokens().partition_point(|token| token.start < hit.start);
            let behind = self.text.tokens().partition_point(|token| token.start < hit.end);
            // The hit begins or ends with the word; in between it may only gape.
            for at in first..behind.min(first + REACH) {
                if self.is_at(at, WORD_GIVEN) && self.reads_as_name(at) {
                    out.extend(self.at_name(at));
                }
            }
        }
        if self.is_cased() {
            self.text.sentences().for_each(|sentence| self.turned_to(&sentence, out));
            // Each of these asks for a capital here, which is the cheapest to see.
            for at in (1..self.len()).filter(|&at| self.is_capital(at)) {
                out.extend(
                    self.behind_initial(at).or_else(|| self.before_unknown(at)).or_else(|| self.felt_unknown(at)),
                );
            }
        }
    }

    /// A name that is a word as well, before one in no list, within a sentence of small letters: "that Grace Orellano".
    fn before_unknown(&self, at: usize) -> Option<Spot> {
        let is_name = self.gap(at + 1) == " "
            && self.is_at(at, WORD_GIVEN)
            && !self.is_at(at, GIVEN | NOT)
            && self.is_capital(at)
            && self.is_unknown_name(at + 1)
            && self.gap(at) == " "
            && !self.is_capital(at - 1)
            && self.text.sentence_of(at).start < at
            && !matches!(self.word(at - 1), "the" | "at" | "by" | "in" | "on" | "near")
            && self.gap(at + 2) == " "
            && (self.word(at + 2).len() > 4 && self.word(at + 2).ends_with("ed")
                || matches!(self.word(at + 2), "was" | "had" | "did" | "left" | "came" | "wrote" | "said" | "told"));
        let name = at..at + 2;
        let is_own = || {
            self.is_business(&name)
                || self.is_contact(at, &name, CONTACT | PASSING)
                || self.is_at(at - 1, CLINICIAN | TITLE)
        };
        is_name.then(|| Spot { words: name.clone(), is_own: is_own(), name: name.clone(), manner: Manner::Full })
    }

    /// A name in no list that a feeling of the business tells: "glad that Eleni enjoyed it".
    fn felt_unknown(&self, at: usize) -> Option<Spot> {
        let name = at..at + 1;
        let is_name = self.is_felt_for(at, at + 1)
            && self.is_unknown_name(at)
            && !self.is_capital(at - 1)
            && !self.is_at(at, GIVEN)
            && !self.is_capital(at + 1)
            && !self.is_business(&name);
        is_name.then(|| Spot { words: name.clone(), is_own: false, name: name.clone(), manner: Manner::Told })
    }

    /// A name in no list behind an initial, where the word before can go before a name: "that T. Orellano".
    fn behind_initial(&self, at: usize) -> Option<Spot> {
        let tokens = self.text.tokens();
        let is_initial = tokens[at - 1].end - tokens[at - 1].start == 1 && self.gap(at) == ". ";
        let first = at - 1;
        if !is_initial || !self.is_unknown_name(at) || !self.is_capital(first) || first == 0 || self.gap(first) != " " {
            return None;
        }
        let starts = self.text.sentence_of(first).start == first;
        let name = first..self.end_of(at);
        let is_named = !starts
            && !matches!(self.word(first - 1), "hi" | "hello")
            && self.is_at(first - 1, NOT)
            && self.text.sentence_of(at).start < at;
        let is_own = || {
            self.is_business(&(at..name.end))
                || self.is_contact(first, &name, CONTACT | PASSING)
                || self.is_at(name.end, PLACE)
        };
        is_named.then(|| Spot { words: name.clone(), is_own: is_own(), name: name.clone(), manner: Manner::Full })
    }

    /// Names that a capital and a comma tell at either end of a sentence, and no list: "J. Orellano, we hear you",
    /// "A fair point, Bill."
    fn turned_to(&self, sentence: &Range<usize>, out: &mut Vec<Spot>) {
        let spot = |name: Range<usize>, is_own| {
            Some(Spot { words: name.clone(), name, manner: Manner::Vocative, is_own }).filter(|_| !is_own)
        };
        let Some(last) = sentence.end.checked_sub(1).filter(|&last| last > sentence.start) else { return };
        let first = sentence.start;
        let opens = first + usize::from(self.is_at(first, OPENER) && self.gap(first + 1) == " ");
        let initials = (opens..last)
            .take_while(|&at| self.word(at).len() == 1 && self.is_capital(at) && self.gap(at + 1).starts_with('.'))
            .count();
        let at = opens + initials;
        let is_word = |at: usize| self.is_at(at, WORD_GIVEN) && !self.is_at(at, GIVEN | NOT) && self.is_capital(at);
        if at < last
            && (initials > 0 && self.is_unknown_name(at) || initials == 0 && is_word(at))
            && self.gap(self.end_of(at)).starts_with(',')
            && self.goes_on(self.end_of(at))
        {
            let name = opens..self.end_of(at);
            out.extend(spot(name.clone(), self.is_business(&(at..name.end)) || self.is_introduced(opens, &name)));
        }
        // At the end: alone behind the only comma, where the sentence turns to the reader.
        let is_alone = self.gap(last) == ", " && !self.is_capital(last - 1) && self.closes(last + 1);
        if is_alone
            && !self.gap(last + 1).contains('\n')
            && !self.is_at(last, GIVEN)
            && (is_word(last) || self.is_unknown_name(last))
            && (first..last - 1).all(|at| !self.gap(at + 1).contains(','))
            && (self.is_at(first, OPENER) || (first..last).any(|at| self.is_at(at, ADDRESS)))
        {
            let name = last..last + 1;
            out.extend(spot(name.clone(), self.is_business(&name) || self.is_signed(&name)));
        }
    }

    // What stands where.

    fn len(&self) -> usize {
        self.text.tokens().len()
    }

    fn word(&self, at: usize) -> &str {
        self.text.tokens().get(at).map_or("", |token| &self.text.folded()[token.start as usize..token.end as usize])
    }

    fn is(&self, word: &str, lists: u32) -> bool {
        self.cues.lists(word) & lists != 0
    }

    fn is_at(&self, at: usize, lists: u32) -> bool {
        self.lists_at(at) & lists != 0
    }

    fn lists_at(&self, at: usize) -> u32 {
        if at < self.len() { self.cues.lists_of(self.text, at) } else { 0 }
    }

    /// What stands before a token, up to the one before it.
    fn gap(&self, at: usize) -> &str {
        let tokens = self.text.tokens();
        let start = at.checked_sub(1).map_or(0, |before| tokens.get(before).map_or(0, |token| token.end));
        let end = tokens.get(at).map_or(self.text.folded().len() as u32, |token| token.start);
        self.text.folded().get(start as usize..end as usize).unwrap_or_default()
    }

    /// Whether capitals mean anything in this draft: neither all nor no letters are, nor does every word begin with one.
    fn is_cased(&self) -> bool {
        *self.is_cased.get_or_init(|| {
            let bytes = self.input.draft.text.as_bytes();
            let bytes = &bytes[..bytes.len().min(CASE_SAMPLE)];
            let upper = count(bytes, u8::is_ascii_uppercase);
            let lower = count(bytes, u8::is_ascii_lowercase);
            if upper == 0 || upper * 8 < lower {
                // Few capitals are sentences' and names'.
                return upper > 0;
            }
            let (mut capital, mut small, mut inside) = (0, 0, true);
            for byte in bytes {
                capital += usize::from(!inside & byte.is_ascii_uppercase());
                small += usize::from(!inside & byte.is_ascii_lowercase());
                inside = byte.is_ascii_alphabetic();
            }
            upper <= lower && (small * 4 > capital || capital + small < 5)
        })
    }

    /// Whether a token has a capital in front and a small letter behind it, or is one letter.
    fn is_capital(&self, at: usize) -> bool {
        if at >= self.len() {
            return false;
        }
        let mut letters = self.text.source_of(&self.input.draft.text, at).chars();
        let first = letters.next().is_some_and(char::is_uppercase);
        first && letters.next().is_none_or(|second| !second.is_uppercase())
    }

    /// Whether the draft's capitals allow that a token is a name.
    fn reads_as_name(&self, at: usize) -> bool {
        !self.is_cased()
            || self.is_capital(at)
            || self.text.source_of(&self.input.draft.text, at).len() > 2 && self.is_all_capitals(at)
    }

    fn is_all_capitals(&self, at: usize) -> bool {
        self.is_at(at, GIVEN | SURNAME)
            && self.text.source_of(&self.input.draft.text, at).chars().all(char::is_uppercase)
    }

    /// Whether a word that is in no list can only be a name.
    fn is_unknown_name(&self, at: usize) -> bool {
        at < self.len()
            && self.is_cased()
            && self.is_capital(at)
            && self.word(at).len() >= 2
            && !self.word(at).bytes().any(|byte| byte.is_ascii_digit() || byte == b'_')
            && !self.is_at(at, NOT | PLACE | ROLE | CLINICIAN | TITLE)
    }

    /// Whether what stands behind the token before `at` closes an address: a comma, a line's end, the draft's end.
    fn closes(&self, at: usize) -> bool {
        at >= self.len()
            || self.gap(at).trim_start_matches(' ').starts_with([',', '!', '.', ':', ';', '-', '?', '\n', ')', '\u{1}'])
    }

    /// Whether two tokens are joined to one word: "Anne-Marie", "O'Neill".
    fn is_tied(&self, at: usize) -> bool {
        let tokens = self.text.tokens();
        at > 0
            && at < self.len()
            && (self.gap(at) == "-" || (self.gap(at) == "'" && tokens[at].word != tokens[at - 1].word))
    }

    /// One past the last word of the name that begins at a token.
    fn end_of(&self, first: usize) -> usize {
        let mut end = self.behind_particles(first).unwrap_or(first + 1);
        while end < self.len() && end < first + LONGEST {
            let at = end;
            let gap = self.gap(at);
            if self.is_tied(at) {
                end += 1;
            } else if gap != " " && (gap != ". " || self.word(at - 1).len() > 1) {
                break;
            } else if self.word(at).len() == 1 {
                // An initial; "I" is a word of its own.
                let is_initial =
                    self.word(at) != "i" && self.is_cased() && self.is_capital(at) || self.gap(at + 1).starts_with('.');
                if !is_initial || self.word(at).as_bytes()[0].is_ascii_digit() {
                    break;
                }
                end += 1;
            } else if let Some(behind) = self.behind_particles(at) {
                end = behind;
            } else if self.is_part(at) {
                end += 1;
            } else {
                break;
            }
        }
        end
    }

    /// One past the surname that follows a particle or two: "de la Cruz".
    fn behind_particles(&self, at: usize) -> Option<usize> {
        let is_particle = |at: usize| self.is_at(at, PARTICLE) && self.gap(at + 1) == " ";
        let behind = at + usize::from(is_particle(at)) + usize::from(is_particle(at) && is_particle(at + 1));
        (behind > at && self.is_part(behind)).then_some(behind + 1)
    }

    /// Whether a token can go on with a name that began before it.
    fn is_part(&self, at: usize) -> bool {
        let lists = self.lists_at(at);
        if at >= self.len() || lists & (NOT | PLACE | CREDENTIAL) != 0 && lists & SURNAME == 0 {
            return false;
        }
        if self.is_cased() {
            let is_capital = self.is_capital(at) || lists & SURNAME != 0 && !self.is_capital(at - 1);
            is_capital && self.word(at).len() > 1 && self.text.tokens()[at].before <= Join::Soft
        } else {
            lists & (SURNAME | GIVEN) != 0
        }
    }

    // The manners.

    fn after_hail(&self, at: usize, out: &mut Vec<Spot>) {
        let is_near =
            |at: usize| at < self.len() && !self.gap(at).contains(['\n', '.', '!', '?', ':', '(', '{', '[', '<', '"']);
        let mut at = at;
        if matches!(self.word(at), "again" | "there") && is_near(at) {
            at += 1;
        }
        loop {
            if !is_near(at) {
                return;
            }
            let titled = self.is_at(at, TITLE);
            let name = at + usize::from(titled);
            if name >= self.len() || !(self.is_greeted(name) || titled && self.is_titled(name)) {
                return;
            }
            let end = self.end_of(name);
            if self.is_at(end, PLACE) && self.gap(end) == " " {
                return;
            }
            let is_own = self.is_business(&(name..end));
            out.push(Spot { words: at..end, name: name..end, manner: Manner::Greeting, is_own });
            // "Hi Dana and Marcus"
            if self.word(end) != "and" {
                return;
            }
            at = end + 1;
        }
    }

    fn is_greeted(&self, at: usize) -> bool {
        let lists = self.lists_at(at);
        if lists & (NOT | CLINICIAN) != 0 && lists & (GIVEN | WORD_GIVEN) == 0 {
            return false;
        }
        if lists & GIVEN != 0 {
            return true;
        }
        let closed = self.closes(self.end_of(at)) || self.word(self.end_of(at)) == "and";
        if self.is_cased() {
            closed && (self.is_unknown_name(at) || self.is_capital(at) && lists & WORD_GIVEN != 0)
        } else {
            closed && (lists & (WORD_GIVEN | SURNAME) != 0 || self.author_shows(self.word(at)))
        }
    }

    fn author_shows(&self, word: &str) -> bool {
        let author = self.input.draft.author.as_deref().unwrap_or_default();
        word.len() >= 3 && author.split(|c: char| !c.is_alphanumeric()).any(|part| part.eq_ignore_ascii_case(word))
    }

    fn is_titled(&self, at: usize) -> bool {
        let lists = self.lists_at(at);
        if self.is_tied(at + 1) {
            return true;
        }
        if lists & (SURNAME | GIVEN) != 0 || self.behind_particles(at).is_some() {
            return true;
        }
        lists & NOT == 0 && (self.word(at).len() > 2 || self.word(at).len() > 1 && self.is_capital(at))
    }

    fn after_title(&self, title: usize) -> Option<Spot> {
        let at = title + 1;
        if at >= self.len() || !matches!(self.gap(at), " " | ". " | ".") {
            return None;
        }
        let is_strict = matches!(self.word(title), "ms" | "miss");
        let is_known = self.is_at(at, GIVEN | SURNAME) || self.is_tied(at + 1);
        let is_verb = |before: &str| {
            matches!(
                before,
                "we" | "i"
                    | "you"
                    | "to"
                    | "ll"
                    | "not"
                    | "t"
                    | "will"
                    | "they"
                    | "never"
                    | "and"
                    | "d"
                    | "a"
                    | "the"
                    | "your"
                    | "with"
                    | "of"
            )
        };
        if is_strict && !self.gap(at).starts_with('.') {
            let before = title.checked_sub(1).map_or("", |before| self.word(before));
            let is_title = self.is_cased() && self.is_capital(title) && self.is_capital(at);
            if !(is_title || is_known && !is_verb(before)) {
                return None;
            }
        }
        if !self.is_titled(at) {
            return None;
        }
        let name = at..self.end_of(at);
        let is_own = self.is_business(&name) || self.is_contact(title, &name, CONTACT);
        Some(Spot { words: title..name.end, name, manner: Manner::Title, is_own })
    }

    fn after_kin(&self, at: usize) -> Option<Spot> {
        if at >= self.len() || !matches!(self.gap(at), " " | ", ") {
            return None;
        }
        let lists = self.lists_at(at);
        let is_little = matches!(self.word(at - 1), "little" | "baby") && self.gap(at) == " ";
        if is_little && (lists & GIVEN == 0 || self.is_introduced(at, &(at..self.end_of(at)))) {
            return None;
        }
        let is_name = lists & GIVEN != 0 && self.reads_as_name(at)
            || self.is_cased() && self.is_capital(at) && lists & WORD_GIVEN != 0 && lists & NOT == 0
            || self.gap(at) == " " && self.is_unknown_name(at);
        let name = at..self.end_of(at);
        is_name.then(|| Spot { words: name.clone(), is_own: self.is_business(&name), name, manner: Manner::Kin })
    }

    /// A word that is a name, in any of the manners that need no cue before it.
    fn at_name(&self, at: usize) -> Option<Spot> {
        // A name that is no word is one in small letters as well.
        if self.is_tied(at) || !(self.reads_as_name(at) || self.is_at(at, GIVEN)) {
            return None;
        }
        let name = at..self.end_of(at);
        let before = at.checked_sub(1);
        let spot = |manner, is_own| Some(Spot { words: name.clone(), name: name.clone(), manner, is_own });
        // Part of a longer name, of a street, of a house.
        let behind_name = before.is_some_and(|before| {
            self.gap(at) == " "
                && self.is_at(before, GIVEN | CLINICIAN)
                && (self.reads_as_name(before) || self.is_at(before, CLINICIAN))
        });
        if behind_name
            || (self.gap(name.end) == " " && self.is_at(name.end, PLACE))
            || name.clone().skip(1).any(|at| self.is_at(at, PLACE) && !self.is_tied(at))
        {
            return spot(Manner::Bare, true);
        }
        if self.is_signed(&name) {
            return spot(Manner::SignOff, self.is_business(&name));
        }
        let is_own = self.is_business(&name)
            || self.is_contact(at, &name, CONTACT | PASSING) && !self.is_guest_told(at, name.end);
        if self.owns_care(name.end) {
            return spot(Manner::Possessive, self.is_business(&name) || self.is_introduced(at, &name));
        }
        if self.is_addressed(&name) {
            return spot(Manner::Vocative, is_own);
        }
        if name.len() > 1 && self.is_at(at, GIVEN | WORD_GIVEN) {
            return spot(Manner::Full, is_own || self.is_given_word(&name));
        }
        let is_patient = self.is_seen(at) || self.gets_care(name.end);
        if is_patient {
            return spot(Manner::Bare, self.is_business(&name) || self.is_introduced(at, &name));
        }
        let is_guest = self.is_guest_told(at, name.end)
            || self.is_felt_for(at, name.end)
            || self.is_recalled(at)
            || self.acts(name.end)
            || self.owns(name.end, BELONGING);
        if is_own { spot(Manner::Bare, true) } else { is_guest.then(|| spot(Manner::Told, false)).flatten() }
    }

    /// Whether whoever is to be told something is no colleague, "tell Dana that her umbrella is here", or whether a
    /// review is said to be somebody's: "the post was written by Dana".
    fn is_guest_told(&self, at: usize, end: usize) -> bool {
        let Some(before) = at.checked_sub(1).filter(|_| self.gap(at) == " ") else { return false };
        let is_told = self.word(before) == "tell" && {
            let first = end + usize::from(self.word(end) == "that");
            self.gap(end) == " "
                && matches!(self.word(first), "her" | "his" | "she" | "he" | "happy" | "we" | "hello" | "hi")
        };
        let is_review =
            |at: usize| matches!(self.word(at), "review" | "post" | "comment" | "rating" | "complaint" | "stars");
        is_told || self.word(before) == "by" && (before.saturating_sub(REACH)..before).any(is_review)
    }

    /// Whether the business is glad or sorry that somebody did or felt something: "sorry that Dana feels this way".
    fn is_felt_for(&self, at: usize, end: usize) -> bool {
        let that = usize::from(at > 0 && self.word(at - 1) == "that");
        let feeling = at.checked_sub(1 + that).map_or("", |feeling| self.word(feeling));
        let is_feeling = matches!(
            feeling,
            "glad"
                | "happy"
                | "sorry"
                | "shame"
                | "sad"
                | "delighted"
                | "pleased"
                | "thrilled"
                | "relieved"
                | "pity"
                | "hear"
        );
        if !is_feeling || self.gap(at) != " " || self.gap(end) != " " {
            return false;
        }
        let verb = self.word(end);
        let does = verb.len() > 3 && verb.ends_with(['s', 'd'])
            || matches!(verb, "had" | "felt" | "was" | "is" | "did" | "left" | "got");
        let reads = (end..end + 3)
            .any(|at| matches!(self.word(at), "reading" | "read" | "helped" | "took" | "answered" | "answers"));
        does && !reads && self.is_unhelpful(end)
    }

    /// Whether nobody is said to have done the reader a good turn, as staff do.
    fn is_unhelpful(&self, from: usize) -> bool {
        let end = if from < self.len() { self.text.clause_of(from).end } else { from };
        !(from..end).any(|at| matches!(self.word(at), "you" | "your" | "you're"))
    }

    /// Whether the business remembers or called somebody here: "we remember Dana".
    fn is_recalled(&self, at: usize) -> bool {
        let Some(verb) = at.checked_sub(1).filter(|_| self.gap(at) == " ") else { return false };
        (self.is_at(verb, RECALLED) || self.is_behind_phrase(at, RECALLED))
            && (verb.saturating_sub(5)..verb).any(|at| {
                matches!(self.word(at), "we" | "i" | "all" | "everyone" | "staff" | "team" | "us" | "our" | "nobody")
            })
    }

    /// Whether somebody does here what visitors do: "brought us tea", "and Ana walked in", "who slammed the door".
    fn acts(&self, end: usize) -> bool {
        let is_link = |at: usize| {
            matches!(self.word(at), "who" | "also" | "just" | "never" | "really" | "then" | "even" | "kindly" | "had")
        };
        let mut at = end;
        if self.gap(at) != " " {
            return false;
        }
        if self.word(at) == "and" && self.gap(at) == " " && self.is_at(at + 1, GIVEN) {
            at = self.end_of(at + 1);
        }
        let clause = if at < self.len() { self.text.clause_of(at).end } else { return false };
        at += (at..clause.min(at + 2)).take_while(|&at| is_link(at)).count();
        if at >= clause || self.gap(at) != " " {
            return false;
        }
        if self.is_at(at, ACT) {
            return true;
        }
        let word = self.word(at);
        let is_past = word.len() > 4 && word.ends_with("ed")
            || matches!(word, "brought" | "gave" | "sent" | "wrote" | "drew" | "made" | "left" | "bought");
        let to_us = (at + 1..clause.min(at + 4)).any(|at| matches!(self.word(at), "us" | "our"));
        is_past
            && to_us
            && !matches!(
                word,
                "joined" | "shared" | "informed" | "showed" | "helped" | "reminded" | "trained" | "mentioned"
            )
    }

    /// Whether a name of several words is two words of which the second is no name: "Mark Your".
    fn is_given_word(&self, name: &Range<usize>) -> bool {
        !self.is_at(name.start, GIVEN) && !self.is_at(name.end - 1, SURNAME | WORD_SURNAME)
    }

    fn at_surname(&self, at: usize) -> Option<Spot> {
        if !self.reads_as_name(at) {
            return None;
        }
        let end = self.end_of(at);
        let spot = |words: Range<usize>, manner, is_own| Some(Spot { name: words.clone(), words, manner, is_own });
        let is_initial = |at: usize| self.word(at).len() == 1 && self.word(at).as_bytes()[0].is_ascii_lowercase();
        if at > 0 && is_initial(at - 1) && self.gap(at).starts_with('.') && self.gap(at).len() <= 2 {
            let first = if at > 1 && is_initial(at - 2) && self.gap(at - 1).starts_with('.') { at - 2 } else { at - 1 };
            let is_clinician = first > 0 && self.is_at(first - 1, CLINICIAN);
            let name = at..end;
            return spot(
                first..end,
                Manner::Full,
                is_clinician || self.is_business(&name) || self.is_contact(first, &name, CONTACT | PASSING),
            );
        }
        let is_clinician = at > 0 && self.is_at(at - 1, CLINICIAN | GIVEN | TITLE);
        if !is_clinician && self.owns_care(end) {
            return spot(
                at..end,
                Manner::Possessive,
                self.is_business(&(at..end)) || self.is_introduced(at, &(at..end)),
            );
        }
        // A given name that is in no list.
        let is_behind_unknown = at > 0
            && self.gap(at) == " "
            && self.text.sentence_of(at).start < at - 1
            && !self.is_at(at - 1, GIVEN | WORD_GIVEN | SURNAME | WORD_SURNAME)
            && self.is_unknown_name(at - 1)
            && !self.is_at(end, PLACE);
        if is_behind_unknown {
            let name = at - 1..end;
            let is_own = self.is_business(&name) || self.is_contact(at - 1, &name, CONTACT | PASSING);
            return spot(name, Manner::Full, is_own || self.is_signed(&(at - 1..end)));
        }
        let is_family = self.word(end) == "family" && at > 0 && self.word(at - 1) == "the" && self.gap(end) == " ";
        if is_family { spot(at..end, Manner::Full, self.is_business(&(at..end))) } else { None }
    }

    // What decides.

    /// Whether a name's 's has something of a patient's behind it.
    fn owns_care(&self, end: usize) -> bool {
        self.owns(end, POSSESSION)
    }

    /// Whether a name's 's has something of a list behind it.
    fn owns(&self, end: usize, list: u32) -> bool {
        let tokens = self.text.tokens();
        let is_clitic = end < self.len() && self.word(end) == "s" && tokens[end].word == tokens[end - 1].word;
        let is_bare = self.word(end - 1).ends_with('s') && self.gap(end).starts_with('\'');
        let first = end + usize::from(is_clitic);
        (is_clitic || is_bare)
            && (first..self.len().min(first + 4))
                .take_while(|&at| at == first || tokens[at].before <= Join::Soft && !self.gap(at).contains(','))
                .any(|at| self.is_at(at, list))
    }

    fn is_addressed(&self, name: &Range<usize>) -> bool {
        let (at, end) = (name.start, name.end);
        let is_first = at == 0 || self.text.sentence_of(at).start == at;
        if is_first {
            // "Dana, we are sorry": at the beginning of a sentence.
            return self.gap(end).starts_with(',') && self.goes_on(end);
        }
        // "Aw Dana!", "Ha, Dana!"
        let is_behind_opener = self.text.sentence_of(at).start + 1 == at && self.is_at(at - 1, OPENER);
        if is_behind_opener && matches!(self.gap(at), " " | ", ") {
            return self.closes(end) && !self.gap(end).starts_with('-');
        }
        let gap = self.gap(at);
        if gap.contains('\n') {
            return false;
        }
        let before = self.word(at - 1);
        let closed = end >= self.len() || self.gap(end).trim_start().starts_with(['!', '.', '?', '\n', '\u{1}']);
        if gap.starts_with(',') {
            // Whoever stands at a sentence's end behind a comma, or between two behind a thank-you.
            let is_listed = self.word(at - 1) != "you" && self.word(at - 1) != "thanks" && self.is_at(at - 1, GIVEN);
            return !is_listed && (closed || self.gap(end).starts_with(',') && self.is_at(at - 1, ADDRESS));
        }
        // "Thank you Dana", "Sorry Dana"
        let thanks =
            before == "thanks" || before == "sorry" || before == "you" && at > 1 && self.word(at - 2) == "thank";
        // "don't blame us marlon"
        let turns = matches!(before, "again" | "us" | "you" | "it" | "too" | "here" | "out" | "up") && closed;
        gap == " " && (thanks && self.word(end) != "and" && self.word(end) != "s" || turns)
    }

    /// Whether a sentence goes on behind a name and a comma as one that turned to its bearer, and not with who that is.
    fn goes_on(&self, end: usize) -> bool {
        if self.is_at(end, ADDRESS) {
            return true;
        }
        let word = self.word(end);
        if end >= self.len()
            || matches!(word, "and" | "or" | "who" | "whose" | "which" | "with" | "as" | "one" | "now" | "who's")
            || self.is_at(end, GIVEN | CREDENTIAL | WORD_GIVEN)
        {
            return false;
        }
        // "Dana, the lot is full" has a verb before the next comma; "Dana, the best of cooks, left" has none.
        let mut ahead = end..self.text.sentence_of(end).end.min(end + 2 * REACH);
        let is_verb = |at: usize| {
            matches!(
                self.word(at),
                "is" | "are"
                    | "was"
                    | "were"
                    | "am"
                    | "will"
                    | "would"
                    | "can"
                    | "could"
                    | "has"
                    | "have"
                    | "had"
                    | "do"
                    | "does"
                    | "did"
                    | "s"
                    | "re"
                    | "ve"
                    | "ll"
                    | "t"
                    | "d"
                    | "m"
                    | "should"
                    | "may"
                    | "might"
                    | "must"
            )
        };
        matches!(
            word,
            "call"
                | "come"
                | "stop"
                | "give"
                | "send"
                | "keep"
                | "feel"
                | "tell"
                | "see"
                | "hope"
                | "fair"
                | "point"
                | "no"
                | "yes"
                | "not"
                | "if"
                | "what"
                | "when"
                | "how"
        ) || ahead.find(|&at| at > end && self.gap(at).contains(',') || is_verb(at)).is_some_and(is_verb)
    }

    /// Whether whoever signs stands here: alone on the last lines, behind a dash or a valediction.
    fn is_signed(&self, name: &Range<usize>) -> bool {
        let Some(before) = name.start.checked_sub(1) else { return false };
        let gap = self.gap(name.start);
        let is_apart = gap.contains('\n') || gap.trim_end().ends_with(['-', '~', '|', '/']) && gap.len() > 1;
        let is_valediction = self.is_at(before, VALEDICTION) && gap.starts_with([',', ' ', '\n']);
        if !is_apart && !is_valediction {
            return false;
        }
        let rest = self.gap(name.end).trim_start_matches([' ', '.', '!']);
        let left = self.len() - name.end;
        left == 0
            || left <= 2 * REACH
                && (rest.starts_with('\n')
                    || rest.starts_with([',', '|', '-', '(', '/']) && self.is_followed_by_role(name.end))
    }

    fn is_followed_by_role(&self, end: usize) -> bool {
        (end..self.len().min(end + REACH)).any(|at| self.is_at(at, ROLE | CREDENTIAL | PLACE))
    }

    fn is_seen(&self, at: usize) -> bool {
        if at == 0 || self.gap(at) != " " {
            return false;
        }
        self.is_at(at - 1, SEEN) || self.is_behind_phrase(at, SEEN)
    }

    fn is_behind_phrase(&self, at: usize, list: u32) -> bool {
        if !self.is_at(at - 1, PHRASE_END) {
            return false;
        }
        let from = at.saturating_sub(4);
        let mut words = [""; 4];
        for (word, at) in words.iter_mut().zip(from..at) {
            *word = self.word(at);
        }
        self.cues.ends_with_phrase(&words[..at - from], list)
    }

    fn gets_care(&self, end: usize) -> bool {
        let is_verb = matches!(
            self.word(end),
            "was"
                | "is"
                | "has"
                | "had"
                | "came"
                | "missed"
                | "did"
                | "never"
                | "cancelled"
                | "canceled"
                | "received"
                | "needs"
                | "needed"
                | "got"
                | "arrived"
        );
        let clause = || self.text.clause_of(end);
        is_verb
            && self.gap(end) == " "
            && (end + 1..clause().end.min(end + 1 + REACH)).any(|at| self.is_at(at, CARE | POSSESSION))
            && !(end..clause().end.min(end + 1 + REACH)).any(|at| self.is_at(at, ROLE))
    }

    /// Whether a name is introduced as somebody of the business: "our hygienist Ana", "Ana, RN", "Ana and her team".
    fn is_introduced(&self, at: usize, name: &Range<usize>) -> bool {
        let before = at.checked_sub(1);
        let is_behind = before.is_some_and(|before| {
            matches!(self.gap(at), " " | ", " | ". " | " (" | ": " | " - ")
                && (self.is_at(before, ROLE | CLINICIAN) || self.word(before) == "our" || self.word(before) == "my")
                // "the whole team, Dana" turns to the reader.
                && (self.gap(at) != ", " || !matches!(self.word(before), "team" | "staff" | "doctors" | "providers" | "resident"))
        });
        is_behind || self.is_before_role(name.end)
    }

    fn is_before_role(&self, end: usize) -> bool {
        if end >= self.len() || self.gap(end).contains(['\n', '.', '!', '?']) && !self.gap(end).starts_with('.') {
            return false;
        }
        let gap = self.gap(end);
        let is_apart = gap.starts_with([',', '(', '|', '-']) || gap.starts_with(" (") || gap.starts_with(" -");
        let word = self.word(end);
        if is_apart {
            // "Ana, RN", "Ana, our office manager", "Ana (front desk)"
            let is_upper = || self.text.source_of(&self.input.draft.text, end).chars().all(char::is_uppercase);
            if self.is(word, CREDENTIAL) && (word != "do" && word != "pt" && word != "od" || is_upper()) {
                return true;
            }
            let owned =
                matches!(word, "our" | "the" | "my" | "a" | "an" | "your" | "who" | "one" | "at" | "in" | "from")
                    || self.is(word, ROLE);
            let roles = (end..self.len().min(end + 5)).take_while(|&at| {
                at == end || self.text.tokens()[at].before <= Join::Clause && !self.gap(at).contains(',')
            });
            return (owned
                || gap.contains('(')
                || word == "office"
                || word == "front"
                || word == "practice"
                || word == "patient")
                && roles.into_iter().any(|at| {
                    self.is_at(at, ROLE | CREDENTIAL)
                        || matches!(self.word(at), "desk" | "office" | "manages" | "leads" | "runs")
                });
        }
        if gap != " " {
            return false;
        }
        let next = |ahead: usize| self.word(end + ahead);
        match word {
            "the" => self.is_at(end + 1, ROLE),
            "and" => {
                (1..4).any(|ahead| matches!(next(ahead), "team" | "staff" | "crew" | "colleagues"))
                    || self.is_at(end + 1, CLINICIAN)
            }
            "in" | "from" | "with" | "at" | "on" => (1..5).any(|ahead| {
                matches!(
                    next(ahead),
                    "office"
                        | "desk"
                        | "billing"
                        | "team"
                        | "department"
                        | "front"
                        | "practice"
                        | "reception"
                        | "phone"
                )
            }),
            "is" => (1..5).any(|ahead| self.is_at(end + ahead, ROLE)),
            "will" | "can" | "would" | "ll" => true,
            // "Ana has run this desk for years"
            "has" => {
                matches!(
                    next(1),
                    "run"
                        | "worked"
                        | "led"
                        | "managed"
                        | "taught"
                        | "helped"
                        | "answered"
                        | "kept"
                        | "read"
                        | "heard"
                        | "already"
                        | "also"
                ) && !self.gets_care(end)
            }
            // "Ana runs the desk": staff are spoken of in the present tense, patients in the past.
            _ if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") => {
                !self.is(word, NEEDY | POSSESSION | CARE | BELONGING | GIVEN | SURNAME | WORD_SURNAME)
            }
            _ => self.is(word, CREDENTIAL) && !matches!(word, "do" | "pt" | "od" | "pa"),
        }
    }

    /// Whether a name is introduced, or offered as somebody to ask for, or praised as one of the staff.
    fn is_contact(&self, at: usize, name: &Range<usize>, lists: u32) -> bool {
        let is_behind = at > 0 && matches!(self.gap(at), " " | ": " | ", ") && {
            let before = self.cues.lists(self.word(at - 1));
            match self.gap(at) {
                // "me, Ana"
                ", " => matches!(self.word(at - 1), "me" | "myself" | "i"),
                _ => {
                    (before & lists != 0 || self.is_behind_phrase(at, lists)) && !self.is_unmasked(at)
                        || self.is_behind_role(at)
                }
            }
        };
        is_behind || self.is_introduced(at, name)
    }

    /// Whether a sentence says that it knows who somebody is: "we know that it is Dana".
    fn is_unmasked(&self, at: usize) -> bool {
        matches!(self.word(at - 1), "is" | "s")
            && (at.saturating_sub(REACH)..at).any(|at| {
                matches!(
                    self.word(at),
                    "know" | "knew" | "known" | "bet" | "guess" | "suspect" | "realize" | "realized"
                )
            })
    }

    /// Whether a name is said to be that of somebody in a role: "our privacy officer is Ana", "the contact here is Ana".
    fn is_behind_role(&self, at: usize) -> bool {
        let Some(verb) = at.checked_sub(1) else { return false };
        let clause = self.text.clause_of(verb).start;
        matches!(self.word(verb), "is" | "s" | "remains" | "named" | "called")
            && (verb.saturating_sub(REACH).max(clause)..verb)
                .any(|at| self.is_at(at, ROLE) || matches!(self.word(at), "contact" | "our" | "my" | "name"))
    }

    /// Whether the brand file, or the record's agent, names somebody of this name.
    fn is_business(&self, name: &Range<usize>) -> bool {
        let holds = |place: &str| {
            name.clone().all(|at| {
                let word = self.word(at);
                place.split(|c: char| !c.is_alphanumeric()).any(|part| part == word)
            })
        };
        let agent = self.input.draft.agent.as_deref().unwrap_or_default();
        self.input.own.people.iter().any(|place| holds(place)) || !agent.is_empty() && holds(&agent.to_lowercase())
    }
}
