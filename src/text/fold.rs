//! The folded copy: what looks alike becomes alike.
//!
//! ASCII is lower-cased and otherwise left alone. Beyond ASCII a generated table says what a character folds to: width
//! forms, quotes, dashes and spaces to ASCII; marks and invisible characters to nothing; letters that look like ASCII
//! letters to those; symbols to [`SYMBOL`]. Other letters stay, in lower case, so a byte of 0x80 or more is always
//! part of a letter.

use std::ops::Range;

use super::map::Map;
use super::tables::{INDEX, ROWS, SHIFT, STRINGS};

/// What emoji and other symbols fold to.
pub(super) const SYMBOL: u8 = 0x01;

const KEEP: u16 = 0;
const MARK: u16 = 2;
const DROP: u16 = 3;
const STRING: u16 = 0x80;
const OTHER_SCRIPT: u16 = 0x4000;
const DISGUISE: u16 = 0x8000;

/// A place where folding hid something other than case, in folded bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Disguise {
    pub(super) at: u32,
    /// Whether something invisible was dropped before `at`; otherwise the character at `at` was another one.
    pub(super) dropped: bool,
}

/// What folding writes. The buffers are reused.
#[derive(Debug, Clone, Default)]
pub(super) struct Folded {
    pub(super) text: String,
    pub(super) map: Map,
    pub(super) disguises: Vec<Disguise>,
    /// How many letters of the input were not Latin.
    pub(super) other_script: u32,
}

impl Folded {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.map.clear();
        self.disguises.clear();
        self.other_script = 0;
    }

    /// Folds a range of `input`, behind what was folded before. Linear.
    pub(super) fn push(&mut self, input: &str, range: Range<usize>) {
        let begin = self.text.len();
        let mut at = range.start;
        loop {
            let ascii = ascii_prefix(&input.as_bytes()[at..range.end]);
            self.text.push_str(&input[at..at + ascii]);
            at += ascii;
            if at == range.end {
                break;
            }
            for c in input[at..range.end].chars() {
                if c.is_ascii() {
                    break;
                }
                self.fold(c, at);
                at += c.len_utf8();
            }
        }
        if let Some(new) = self.text.get_mut(begin..) {
            new.make_ascii_lowercase();
        }
    }

    /// Leaves a range of the input out and puts a blank line in its place.
    pub(super) fn leave_out(&mut self, range: Range<usize>) {
        self.map.unit(self.text.len(), range.clone());
        self.text.push_str("\n\n");
        self.map.resume(self.text.len(), range.end);
    }

    fn fold(&mut self, c: char, at: usize) {
        let entry = entry(c);
        let after = at + c.len_utf8();
        if entry & OTHER_SCRIPT != 0 {
            self.other_script = self.other_script.saturating_add(1);
        }
        let place = self.text.len();
        let disguise = entry & DISGUISE != 0;
        match entry & !(OTHER_SCRIPT | DISGUISE) {
            KEEP => return self.text.push(c),
            DROP | MARK => {
                self.map.resume(place, after);
                return if disguise {
                    self.disguise(place, true)
                };
            }
            STRING.. => {
                let form = STRINGS[usize::from((entry & !(OTHER_SCRIPT | DISGUISE)) - STRING)];
                if form.len() != after - at || form.is_ascii() {
                    self.map.unit(place, at..after);
                }
                self.text.push_str(form);
            }
            byte => self.text.push(char::from(byte as u8)),
        }
        self.map.resume(self.text.len(), after);
        if disguise {
            self.disguise(place, false);
        }
    }

    fn disguise(&mut self, at: usize, dropped: bool) {
        let disguise = Disguise { at: at as u32, dropped };
        if self.disguises.last() != Some(&disguise) {
            self.disguises.push(disguise);
        }
    }
}

/// The length of the longest prefix in ASCII, told in blocks that compile to vector code.
fn ascii_prefix(bytes: &[u8]) -> usize {
    let mut at = 0;
    for block in bytes.chunks(32) {
        if !block.is_ascii() {
            return at + block.iter().position(|b| !b.is_ascii()).unwrap_or(0);
        }
        at += block.len();
    }
    at
}

/// The entry of a character beyond ASCII.
fn entry(c: char) -> u16 {
    let code = c as u32;
    match INDEX.get((code >> SHIFT) as usize) {
        Some(row) => ROWS[usize::from(*row)][(code & ((1 << SHIFT) - 1)) as usize],
        // Ideographs; then tags and variation selectors; then private use.
        None if code < 0x4_0000 => KEEP | OTHER_SCRIPT,
        None if (0xe_0000..0xe_1000).contains(&code) => MARK,
        None => u16::from(SYMBOL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(source: &str) -> String {
        let mut folded = Folded::default();
        folded.push(source, 0..source.len());
        folded.text
    }

    #[test]
    fn ascii_is_lower_cased_and_has_no_map() {
        let mut folded = Folded::default();
        let source = "Hello, WORLD! 1-2_3 \t\r\n It's 5% & more; see a.b@c.com";
        folded.push(source, 0..source.len());
        assert_eq!(folded.text, source.to_ascii_lowercase());
        assert!(folded.map.is_empty() && folded.disguises.is_empty());
    }

    #[test]
    fn what_looks_alike_folds_alike() {
        for (source, want) in [
            ("“Don’t” ‘stop’", "\"don't\" 'stop'"),
            ("a–b a—b a‑b a−b", "a-b a--b a-b a-b"),
            ("wait…", "wait..."),
            ("a\u{a0}b\u{2009}c\u{3000}d", "a b c d"),
            ("Ｖｉｓｉｔ！　１２３", "visit! 123"),
            ("уоur vіsіt", "your visit"),
            ("ΥΟUR VΙSΙT", "your visit"),
            ("ᴠɪꜱɪᴛ", "visit"),
            ("твнкм", "tbhkm"),
            ("𝐕𝐢𝐬𝐢𝐭 𝓿𝓲𝓼𝓲𝓽 ⓥⓘⓢⓘⓣ", "visit visit visit"),
            ("José José Zoë Łódź Ærø straße", "jose jose zoe lodz aero strasse"),
            ("vi\u{200b}s\u{ad}i\u{200d}t\u{feff}", "visit"),
            ("v\u{336}i\u{336}s\u{336}it", "visit"),
            ("€5 £5 ¥5", "$5 $5 $5"),
            ("½ ﬁne №", "1/2 fine no"),
            ("Invisalign® Botox™", "invisalign botox"),
            ("１２３ ٣٤٥ ७८", "123 345 78"),
            ("ok 👍🏽!", "ok \u{1}!"),
            ("❤️", "\u{1}"),
            ("你好 Привет", "你好 пpиbet"),
        ] {
            assert_eq!(fold(source), want, "{source}");
        }
    }

    #[test]
    fn a_byte_of_0x80_or_more_is_part_of_a_letter() {
        for code in 0x80..=0x10_ffff {
            let Some(c) = char::from_u32(code) else { continue };
            let folded = fold(c.encode_utf8(&mut [0; 4]));
            // No letter but caseless ones, marks of other scripts and letters of a later Unicode are expected here.
            let letter = |d: char| d.is_ascii() || d.is_alphanumeric() || entry(d) & 0x3fff == KEEP;
            assert!(folded.chars().all(letter), "U+{code:04X} folds to {folded:?}");
        }
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for code in 0x80..=0x10_ffff {
            let Some(c) = char::from_u32(code) else { continue };
            let once = fold(c.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&once), once, "U+{code:04X}");
        }
    }
}
