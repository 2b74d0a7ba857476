//! Sequences of words, classes and gaps, each looked for only around its *anchor*: the rarest step it requires.
//!
//! From an anchor a sequence is followed backwards and forwards over a window of at most 128 tokens; a bit set holds
//! every place where the next step may begin. How a match goes on does not depend on how it came there, so the widest
//! match around an anchor covers all others around it.
//!
//! Most anchors are words that any reply may have, so a sequence is sieved before it is followed: what else it needs
//! must stand in the same stretch of text, and the words it names beside the anchor must stand there.

use super::lists::{Lists, PhraseList};
use super::phrases::Phrases;
use super::presence::{Elements, NOTHING, Presence};
use super::program::Step;
use super::reader::Reader;

/// A sequence and what it is found for: a signal, or a concept whose everyday sense it is.
pub(crate) struct Wanted<'a> {
    pub(crate) target: u32,
    /// Its words are word ids of the table.
    pub(crate) steps: &'a [Step],
}

/// What is known of a class: its phrases of several words, in word ids, and how common all its phrases are together.
#[derive(Debug, Default)]
pub(crate) struct ClassPhrases {
    pub(crate) several: PhraseList,
    pub(crate) commonness: u64,
}

/// Sequences, arranged by what makes one worth trying.
#[derive(Debug)]
pub(crate) struct Sequences {
    /// Those of words alone, and the phrases of classes that anchor a sequence; see [`Ending`].
    phrases: Phrases,
    /// By word id, the classes that anchor a sequence and of which the word alone is a phrase.
    classes: Lists,
    /// By word id and by class, the groups of sequences that it anchors.
    at_word: Lists,
    at_class: Lists,
    groups: Vec<Group>,
    /// By anchor and by what they need first.
    anchored: Vec<Anchored>,
    steps: Vec<Step>,
    /// What gives away that a stretch has an element which sequences need beside their anchors.
    elements: Elements,
}

/// Sequences of one anchor that need the same element first: most are turned away together.
#[derive(Debug, Clone, Copy)]
struct Group {
    /// The rarest element that must stand in the same stretch, beside the anchor.
    need: u32,
    /// Where in `anchored` they begin and end.
    from: u32,
    to: u32,
}

#[derive(Debug, Clone, Copy)]
struct Anchored {
    /// Further elements that must stand in the same stretch, the rarest first.
    needs: [u32; NEEDS - 1],
    /// The words that must stand right before and right after the anchor; 0 where none must.
    before: u32,
    after: u32,
    target: u32,
    /// Where in `steps` it begins and ends, and its anchor.
    first: u32,
    anchor: u32,
    end: u32,
}

/// How many elements are asked for before a sequence is followed.
const NEEDS: usize = 3;

/// An element more common than this, in parts of ten million words, stands in many stretches: asking for it is no use.
const MOST_COMMON_NEED: u64 = 200_000;

/// What the end of a phrase means.
enum Ending {
    Target(u32),
    Class(u32),
}

impl Ending {
    fn pack(&self) -> u32 {
        match self {
            Self::Target(target) => target << 1,
            Self::Class(class) => class << 1 | 1,
        }
    }

    fn unpack(packed: u32) -> Self {
        if packed & 1 == 0 { Self::Target(packed >> 1) } else { Self::Class(packed >> 1) }
    }
}

impl Sequences {
    /// Arranges sequences. `commonness` is by word id, and `members` are the classes of each id.
    pub(crate) fn new(
        ids: usize,
        wanted: &[Wanted<'_>],
        classes: &[ClassPhrases],
        members: &Lists,
        commonness: &[u64],
    ) -> Self {
        let (mut found, mut steps, mut plain) = (Vec::new(), Vec::new(), Vec::new());
        let mut elements = Elements::collect();
        let commonness_of = |step: Step| match step {
            Step::Word(word) => commonness[word as usize],
            Step::Class(class) => classes[class as usize].commonness,
            Step::Gap { .. } => u64::MAX,
        };
        for Wanted { target, steps: own } in wanted {
            let words: Option<Vec<u32>> =
                own.iter().map(|step| if let Step::Word(word) = step { Some(*word) } else { None }).collect();
            if let Some(words) = words {
                plain.push((words, Ending::Target(*target).pack()));
                continue;
            }
            let solid = (0..own.len()).filter(|&at| !matches!(own[at], Step::Gap { .. }));
            let Some(anchor) = solid.min_by_key(|&at| commonness_of(own[at])) else { continue };
            let first = steps.len() as u32;
            steps.extend_from_slice(own);
            let mut others: Vec<(u64, Step)> = own.iter().map(|&step| (commonness_of(step), step)).collect();
            others.swap_remove(anchor);
            others.retain(|&(common, _)| common <= MOST_COMMON_NEED);
            others.sort_unstable();
            others.dedup();
            let mut needs = [NOTHING; NEEDS];
            for (need, (_, step)) in needs.iter_mut().zip(others) {
                *need = elements.number(step);
            }
            let word = |step: Option<&Step>| if let Some(Step::Word(word)) = step { *word } else { 0 };
            let [need, needs @ ..] = needs;
            let sequence = Anchored {
                needs,
                before: word(own[..anchor].last()),
                after: word(own.get(anchor + 1)),
                target: *target,
                first,
                anchor: first + anchor as u32,
                end: steps.len() as u32,
            };
            found.push((own[anchor], need, sequence));
        }
        let (elements, numbers) = elements.arrange(classes, members, commonness);
        for (_, need, sequence) in &mut found {
            *need = numbers[*need as usize];
            sequence.needs = sequence.needs.map(|need| numbers[need as usize]);
        }
        found.sort_by_key(|&(anchor, need, _)| (anchor, need));
        let (mut at_word, mut at_class, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        let mut from = 0;
        for group in found.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1)) {
            match group[0].0 {
                Step::Word(word) => at_word.push((word, groups.len() as u32)),
                Step::Class(class) => at_class.push((class, groups.len() as u32)),
                Step::Gap { .. } => {}
            }
            let to = from + group.len() as u32;
            groups.push(Group { need: group[0].1, from, to });
            from = to;
        }
        let at_class = Lists::new(classes.len(), at_class.iter().copied());
        let anchors = (0..classes.len() as u32).filter(|&class| !at_class.of(class).is_empty());
        let of_classes = anchors.flat_map(|class| {
            let several = classes[class as usize].several.iter();
            several.map(move |phrase| (phrase, Ending::Class(class).pack()))
        });
        let phrases = plain.iter().map(|(words, ending)| (words.as_slice(), *ending)).chain(of_classes);
        let anchoring = (0..ids as u32).flat_map(|id| members.of(id).iter().map(move |&class| (id, class)));
        Self {
            phrases: Phrases::new(ids, phrases),
            classes: Lists::new(ids, anchoring.filter(|&(_, class)| !at_class.of(class).is_empty())),
            at_word: Lists::new(ids, at_word.iter().copied()),
            at_class,
            groups,
            anchored: found.into_iter().map(|(_, _, sequence)| sequence).collect(),
            steps,
            elements,
        }
    }

    /// Notes which of the elements that sequences need stand in a stretch of these word ids.
    pub(crate) fn note_presence(&self, ids: impl Iterator<Item = u32>, presence: &mut Presence) {
        self.elements.note(ids, presence);
    }

    /// Whether a token of that id is worth a look, whatever stands beside it.
    pub(crate) fn is_anchor(&self, id: u32) -> bool {
        let alone = |node| !self.phrases.ends(node).is_empty();
        self.phrases.enter(id).is_some_and(alone) || !self.classes.of(id).is_empty() || !self.at_word.of(id).is_empty()
    }

    /// Whether a phrase begins with a word of that id.
    pub(crate) fn begins_phrase(&self, id: u32) -> bool {
        self.phrases.enter(id).is_some()
    }

    /// Whether a phrase may begin with words of these ids.
    #[inline]
    pub(crate) fn may_begin(&self, id: u32, next: u32) -> bool {
        self.phrases.may_begin(id, next)
    }

    /// Finds the phrases that begin at a token, and the sequences that it anchors. Calls `found` with the target, the
    /// first token and one past the last.
    pub(crate) fn find(&self, reader: &Reader<'_>, at: usize, found: &mut impl FnMut(u32, usize, usize)) {
        reader.count(1);
        if !reader.confirm(at) {
            return;
        }
        let id = reader.id(at);
        if let Some(node) = self.phrases.enter(id) {
            self.walk(reader, node, at, found);
        }
        for &class in self.classes.of(id) {
            self.around_class(reader, class, at, at + 1, found);
        }
        self.around(reader, self.at_word.of(id), at, at + 1, found);
    }

    fn walk(&self, reader: &Reader<'_>, mut node: u32, at: usize, found: &mut impl FnMut(u32, usize, usize)) {
        let mut end = at + 1;
        loop {
            for &ending in self.phrases.ends(node) {
                match Ending::unpack(ending) {
                    Ending::Target(target) => found(target, at, end),
                    Ending::Class(class) => self.around_class(reader, class, at, end, found),
                }
            }
            if end == reader.tokens.len() || !reader.is_joined(end) {
                return;
            }
            reader.count(1);
            let Some(next) = self.phrases.follow(node, reader.id(end)).filter(|_| reader.confirm(end)) else { return };
            node = next;
            end += 1;
        }
    }

    fn around_class(
        &self,
        reader: &Reader<'_>,
        class: u32,
        at: usize,
        end: usize,
        found: &mut impl FnMut(u32, usize, usize),
    ) {
        if !reader.is_everyday(class, at, end) {
            self.around(reader, self.at_class.of(class), at, end, found);
        }
    }

    /// Looks for groups of sequences around their anchor. Most sequences are turned away at once.
    #[inline]
    fn around(
        &self,
        reader: &Reader<'_>,
        groups: &[u32],
        at: usize,
        end: usize,
        found: &mut impl FnMut(u32, usize, usize),
    ) {
        for &group in groups {
            let Group { need, from, to } = self.groups[group as usize];
            if !reader.presence.has(need) {
                continue;
            }
            for anchored in &self.anchored[from as usize..to as usize] {
                let Anchored { needs: [second, third], before, after, target, .. } = *anchored;
                if reader.presence.has(second)
                    && reader.presence.has(third)
                    && (before == 0 || at > 0 && reader.id(at - 1) == before)
                    && (after == 0 || reader.id(end) == after)
                {
                    if let Some((from, to)) = self.follow(reader, anchored, at, end) {
                        found(target, from, to);
                    }
                }
            }
        }
    }

    /// The widest match around an anchor.
    fn follow(&self, reader: &Reader<'_>, anchored: &Anchored, at: usize, end: usize) -> Option<(usize, usize)> {
        let Anchored { first, anchor, end: last, .. } = *anchored;
        let before = &self.steps[first as usize..anchor as usize];
        let after = &self.steps[anchor as usize + 1..last as usize];
        // What follows tells more often than what comes before that there is no match.
        let to = forwards(reader, after, end)?;
        Some((backwards(reader, before, at)?, to))
    }
}

/// The first token from which `steps` lead to token `at`, where another step begins.
fn backwards(reader: &Reader<'_>, mut steps: &[Step], mut at: usize) -> Option<usize> {
    // While there is one way only, no set of places is needed.
    while let [rest @ .., step] = steps {
        let fits = match *step {
            Step::Word(word) => at > 0 && reader.is_joined(at) && reader.is(at - 1, word),
            Step::Class(class) if reader.has_words_only(class) => {
                at > 0 && reader.is_joined(at) && reader.is_of(at - 1, class)
            }
            Step::Class(_) | Step::Gap { .. } => break,
        };
        reader.count(1);
        if !fits {
            return None;
        }
        (steps, at) = (rest, at - 1);
    }
    if steps.is_empty() { Some(at) } else { backwards_from(reader, steps, at) }
}

/// The same, where steps lead to several places.
fn backwards_from(reader: &Reader<'_>, steps: &[Step], at: usize) -> Option<usize> {
    // Bit `n`: a step may end before token `at - n`.
    let mut places = 1u128;
    for step in steps.iter().rev() {
        let mut next = 0u128;
        for place in ones(places) {
            let end = at - place;
            let mut reach = |start: usize| next |= 1u128.checked_shl((at - start) as u32).unwrap_or(0);
            // Only the first word of a match may stand at the start of a sentence.
            match *step {
                Step::Gap { min, max } => reader.gap_starts(min, max, end, reach),
                _ if end == 0 || !reader.is_joined(end) => {}
                Step::Word(word) => {
                    reader.count(1);
                    if reader.is(end - 1, word) {
                        reach(end - 1);
                    }
                }
                Step::Class(class) => reader.class_starts(class, end, reach),
            }
        }
        places = next;
        if places == 0 {
            return None;
        }
    }
    Some(at - (127 - places.leading_zeros() as usize))
}

/// One past the last token to which `steps` lead from token `at`, before which another step ended.
fn forwards(reader: &Reader<'_>, mut steps: &[Step], mut at: usize) -> Option<usize> {
    while let [step, rest @ ..] = steps {
        let fits = match *step {
            Step::Word(word) => at < reader.tokens.len() && reader.is_joined(at) && reader.is(at, word),
            Step::Class(class) if reader.has_words_only(class) => {
                at < reader.tokens.len() && reader.is_joined(at) && reader.is_of(at, class)
            }
            Step::Class(_) | Step::Gap { .. } => break,
        };
        reader.count(1);
        if !fits {
            return None;
        }
        (steps, at) = (rest, at + 1);
    }
    if steps.is_empty() { Some(at) } else { forwards_from(reader, steps, at) }
}

/// The same, where steps lead to several places.
fn forwards_from(reader: &Reader<'_>, steps: &[Step], at: usize) -> Option<usize> {
    // Bit `n`: a step may begin at token `at + n`.
    let mut places = 1u128;
    for step in steps {
        let mut next = 0u128;
        for place in ones(places) {
            let start = at + place;
            let mut reach = |end: usize| next |= 1u128.checked_shl((end - at) as u32).unwrap_or(0);
            match *step {
                Step::Gap { min, max } => reader.gap_ends(min, max, start, reach),
                _ if start >= reader.tokens.len() || !reader.is_joined(start) => {}
                Step::Word(word) => {
                    reader.count(1);
                    if reader.is(start, word) {
                        reach(start + 1);
                    }
                }
                Step::Class(class) => reader.class_ends(class, start, reach),
            }
        }
        places = next;
        if places == 0 {
            return None;
        }
    }
    Some(at + 127 - places.leading_zeros() as usize)
}

/// The numbers of the bits that are set, ascending.
fn ones(mut bits: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros() as usize;
        bits &= bits.wrapping_sub(1);
        (at < 128).then_some(at)
    })
}
