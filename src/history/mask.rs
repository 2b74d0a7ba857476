//! A reply with everything taken out that changes from one use of a template to the next: numbers, links, contacts,
//! names, the sign-off.

use super::gram;
use crate::draft::Draft;
use crate::text::{Join, Markup, Text, Token};

/// The version of what this file does. A history that was built under another one finds nothing and is refused.
pub(crate) const MASKING: u32 = 1;

/// What stands in the place of what was masked: no hash of a word, since those come from letters.
const NUMBER: u64 = 0x4e75_6d62_6572_0001;
const LINK: u64 = 0x4c69_6e6b_0000_0002;
const NAME: u64 = 0x4e61_6d65_0000_0003;

/// The most words that a name of the record counts with.
const NAME_WORDS: usize = 8;
/// How many words may follow a closing phrase or a dash for it to be a sign-off.
const SIGNERS: usize = 8;

/// A word of a masked reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// Its hash, without a key.
    pub(crate) hash: u64,
    /// First folded byte.
    pub(crate) start: u32,
    /// One past the last folded byte.
    pub(crate) end: u32,
    /// A sentence begins here.
    pub(crate) opens: bool,
}

/// The names that a record gives: author and agent, also word by word; brand and location as a whole.
#[derive(Debug, Default)]
pub(crate) struct Names {
    known: Vec<Vec<u64>>,
    folder: Text,
}

/// Words that stand in names and everywhere else.
const NO_NAMES: &[&str] = &["the", "and", "for", "our", "you", "team", "guest", "customer", "patient", "manager"];

impl Names {
    /// Reads the names of a record in the place of those before.
    pub(crate) fn read(&mut self, draft: &Draft<'_>) {
        self.known.clear();
        for (name, by_word) in
            [(&draft.author, true), (&draft.agent, true), (&draft.brand, false), (&draft.location, false)]
        {
            let Some(name) = name else { continue };
            if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ') {
                self.read_plain(name, by_word);
                continue;
            }
            self.folder.read(name, Markup::Plain);
            let folded = self.folder.folded();
            let words = || {
                let tokens = self.folder.tokens().chunk_by(|a, b| a.word == b.word).take(NAME_WORDS);
                tokens.map(|tokens| &folded[span(tokens)])
            };
            if by_word {
                let own = words().filter(|word| word.len() > 2 && !NO_NAMES.contains(word));
                self.known.extend(own.map(|word| vec![gram::word(word.as_bytes())]));
            }
            self.known.push(words().map(|word| gram::word(word.as_bytes())).collect());
        }
        self.known.retain(|name| !name.is_empty());
        // The longest first: a whole name is one slot.
        self.known.sort_unstable_by(|a, b| (b.len(), a).cmp(&(a.len(), b)));
        self.known.dedup();
    }

    /// Reads a name that folding does no more to than to take away its capitals, as most names are.
    fn read_plain(&mut self, name: &str, by_word: bool) {
        let lower = name.to_ascii_lowercase();
        let words = || lower.split_ascii_whitespace().take(NAME_WORDS);
        if by_word {
            let own = words().filter(|word| word.len() > 2 && !NO_NAMES.contains(word));
            self.known.extend(own.map(|word| vec![gram::word(word.as_bytes())]));
        }
        self.known.push(words().map(|word| gram::word(word.as_bytes())).collect());
    }

    /// How many words from `at` on are a name.
    fn at(&self, words: &[Word], at: usize) -> usize {
        let stands = |name: &&Vec<u64>| {
            words.len() - at >= name.len() && name.iter().zip(&words[at..]).all(|(name, word)| *name == word.hash)
        };
        self.known.iter().find(stands).map_or(0, Vec::len)
    }
}

fn span(tokens: &[Token]) -> std::ops::Range<usize> {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return 0..0 };
    first.start as usize..last.end as usize
}

/// Masks a text. `source` is what was read into it: capitals inside a sentence tell names. Linear, up to names.
pub(crate) fn mask(text: &Text, source: &str, names: &Names, out: &mut Vec<Word>) {
    out.clear();
    let folded = text.folded();
    let bytes = folded.as_bytes();
    let tokens = text.tokens();
    // Folding ASCII can only leave bytes out: where none is missing, every byte stands where it stood.
    let in_step = (source.len() == folded.len() && source.is_ascii()).then_some(source.as_bytes());
    let mut at = 0;
    // Whether a sentence began among what was swallowed.
    let mut opens = true;
    while at < tokens.len() {
        let first = tokens[at];
        let mut next = at + 1;
        while next < tokens.len() && tokens[next].word == first.word {
            next += 1;
        }
        let range = span(&tokens[at..next]);
        let word = &bytes[range.clone()];
        let gap = &bytes[at.checked_sub(1).map_or(0, |last| tokens[last].end as usize)..range.start];
        opens |= first.before == Join::Sentence || gap.contains(&b'\n');
        let mut hash = gram::word(word);
        let mut end = range.end;
        if let Some(last) = link_end(bytes, tokens, at, next) {
            next = last;
            end = tokens[next - 1].end as usize;
            hash = LINK;
        } else if gap.last() == Some(&b'@') {
            hash = NAME;
        } else if word[0].is_ascii_digit() && word.iter().all(u8::is_ascii_digit) {
            while next < tokens.len() && continues_number(bytes, end, &tokens[next]) {
                end = tokens[next].end as usize;
                next += 1;
            }
            hash = NUMBER;
        } else if !opens && word.len() > 1 && is_capital(text, source, in_step, at, word) {
            hash = NAME;
        }
        let previous = out.last().map(|word: &Word| word.hash);
        // Names of one word or three, and lists of numbers, are one slot.
        let repeats = !opens && (hash == NAME || hash == NUMBER) && previous == Some(hash);
        match out.last_mut().filter(|_| repeats) {
            Some(word) => word.end = end as u32,
            None => out.push(Word { hash, start: range.start as u32, end: end as u32, opens }),
        }
        opens = false;
        at = next;
    }
    cut_sign_off(bytes, out);
    mask_names(names, out);
}

/// Where a link or a mail address that begins with a token ends, as the number of the token after it.
fn link_end(bytes: &[u8], tokens: &[Token], at: usize, next: usize) -> Option<usize> {
    let end = tokens[next - 1].end as usize;
    let rest = &bytes[end..];
    let word = &bytes[tokens[at].start as usize..end];
    let scheme = matches!(word, b"http" | b"https") && rest.starts_with(b"://");
    let www = word == b"www" && rest.starts_with(b".");
    let mail = rest.first() == Some(&b'@') && rest.get(1).is_some_and(u8::is_ascii_alphanumeric);
    // A name that goes on after a dot without a space, up to a slash or the end of a known domain.
    let host = rest.first() == Some(&b'.') && rest.get(1).is_some_and(u8::is_ascii_lowercase) && {
        let stop = rest.iter().position(|byte| byte.is_ascii_whitespace()).unwrap_or(rest.len());
        let chunk = &rest[..stop.min(80)];
        const DOMAINS: &[&[u8]] =
            &[b".com", b".org", b".net", b".example", b".io", b".co", b".us", b".health", b".care"];
        DOMAINS.iter().any(|domain| {
            chunk.windows(domain.len()).enumerate().any(|(at, part)| {
                part == *domain && chunk.get(at + domain.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric())
            })
        })
    };
    if !(scheme || www || mail || host) {
        return None;
    }
    let stop = rest.iter().position(|byte| byte.is_ascii_whitespace()).map_or(bytes.len(), |at| end + at);
    let inside = tokens[next..].iter().take_while(|token| (token.end as usize) <= stop).count();
    Some(next + inside)
}

/// Whether a token goes on with a phone number, a date, a time, a price.
fn continues_number(bytes: &[u8], end: usize, token: &Token) -> bool {
    let between = &bytes[end..token.start as usize];
    let own = &bytes[token.start as usize..token.end as usize];
    token.before != Join::Sentence
        && between.len() <= 3
        && between.iter().all(|byte| b"-./:()+ ".contains(byte))
        && own.iter().all(u8::is_ascii_digit)
}

/// Whether the source writes a word with a capital, and only the first letter so.
fn is_capital(text: &Text, source: &str, in_step: Option<&[u8]>, token: usize, folded: &[u8]) -> bool {
    if folded.starts_with(b"i'") {
        return false;
    }
    if let Some(source) = in_step {
        let at = text.tokens()[token].start as usize;
        return source[at].is_ascii_uppercase() && source[at + 1].is_ascii_lowercase();
    }
    let own = text.source_of(source, token);
    let mut letters = own.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

fn mask_names(names: &Names, words: &mut Vec<Word>) {
    if names.known.is_empty() {
        return;
    }
    let (mut at, mut kept) = (0, 0);
    while at < words.len() {
        let length = names.at(words, at);
        let mut word = words[at];
        if length > 0 {
            word.hash = NAME;
            word.end = words[at + length - 1].end;
        }
        at += length.max(1);
        if kept > 0 && word.hash == NAME && words[kept - 1].hash == NAME && !word.opens {
            words[kept - 1].end = word.end;
        } else {
            words[kept] = word;
            kept += 1;
        }
    }
    words.truncate(kept);
}

/// Phrases that close a reply, where they begin a line or a sentence and few words follow.
const CLOSINGS: &[&[&str]] = &[
    &["kind", "regards"],
    &["best", "regards"],
    &["warm", "regards"],
    &["warmest", "regards"],
    &["kindest", "regards"],
    &["with", "regards"],
    &["regards"],
    &["sincerely"],
    &["yours", "sincerely"],
    &["yours", "truly"],
    &["yours", "faithfully"],
    &["respectfully"],
    &["warmly"],
    &["cheers"],
    &["best"],
    &["best", "wishes"],
    &["all", "the", "best"],
    &["with", "gratitude"],
    &["with", "appreciation"],
    &["take", "care"],
    &["your", "friends", "at"],
];

/// Leaves out the sign-off: `^AB`, `Kind regards, …`, a last line of a few words that no full stop ends, `- Dana`.
fn cut_sign_off(bytes: &[u8], words: &mut Vec<Word>) {
    let first = words.len().saturating_sub(SIGNERS + 3).max(1);
    for at in first..words.len() {
        let gap = &bytes[words[at - 1].end as usize..words[at].start as usize];
        let left = words.len() - at;
        let new_line = gap.contains(&b'\n');
        let after_stop = new_line || gap.iter().any(|byte| b".!?".contains(byte));
        let last = gap.iter().rposition(|byte| !byte.is_ascii_whitespace()).map(|at| gap[at]);
        let marked = matches!(last, Some(b'^' | b'~')) || after_stop && last == Some(b'-');
        let closing = (after_stop || words[at].opens)
            && CLOSINGS.iter().any(|closing| {
                left >= closing.len()
                    && left - closing.len() <= SIGNERS
                    && closing.iter().zip(&words[at..]).all(|(closing, word)| {
                        bytes.get(word.start as usize..word.end as usize) == Some(closing.as_bytes())
                    })
            });
        let tail = &bytes[words[words.len() - 1].end as usize..];
        let line = new_line
            && !bytes[words[at].start as usize..].contains(&b'\n')
            && !tail.iter().any(|byte| b".!?".contains(byte));
        if closing || left <= SIGNERS && (marked || line) {
            words.truncate(at);
            return;
        }
    }
}
