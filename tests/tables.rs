//! The tables of `src/text/tables.rs` and `src/text/emoji_table.rs` are made here from Unicode data and compared byte
//! for byte. `UPDATE=1 cargo test --test tables` writes them anew.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::{compose, decompose_canonical};

/// Rows of the table hold `1 << SHIFT` code points.
const SHIFT: u32 = 5;
/// Code points from here on are told by range, in `fold.rs`.
const END: u32 = 0x2_0000;

const KEEP: u16 = 0;
const SYMBOL: u16 = 1;
const MARK: u16 = 2;
const DROP: u16 = 3;
const STRINGS: u16 = 0x80;
const OTHER_SCRIPT: u16 = 0x4000;
const DISGUISE: u16 = 0x8000;

/// Characters whose folded form is a choice of ours and not in the Unicode data.
const CHOSEN: &[(&str, &str)] = &[
    (
        "'",
        "\u{2018}\u{2019}\u{201a}\u{201b}\u{2032}\u{b4}\u{2bb}\u{2bc}\u{2bd}\u{2b9}\u{2c8}\u{2039}\u{203a}\u{55a}\u{a78c}",
    ),
    (
        "\"",
        "\u{201c}\u{201d}\u{201e}\u{201f}\u{2033}\u{ab}\u{bb}\u{301d}\u{301e}\u{301f}\u{300c}\u{300d}\u{300e}\u{300f}\u{300a}\u{300b}\u{2ba}",
    ),
    ("--", "\u{2014}\u{2015}\u{2e3a}\u{2e3b}\u{fe31}\u{fe58}"),
    ("-", "\u{2212}\u{2043}\u{ad7}"),
    ("...", "\u{2026}"),
    ("\n", "\u{85}\u{2028}\u{2029}"),
    (" ", "\u{2800}\u{b0}"),
    (".", "\u{3002}\u{ff61}\u{6d4}\u{964}\u{965}"),
    ("?", "\u{61f}\u{37e}\u{bf}\u{203d}"),
    ("!", "\u{a1}"),
    (",", "\u{3001}\u{ff64}\u{60c}"),
    (";", "\u{61b}"),
    ("*", "\u{b7}\u{2022}\u{2023}\u{2027}\u{2219}\u{22c5}\u{30fb}\u{ff65}\u{25cf}\u{25e6}\u{25aa}\u{25ab}\u{2024}"),
    ("/", "\u{2044}\u{2215}"),
    ("%", "\u{2030}"),
    ("x", "\u{d7}"),
    ("ss", "\u{df}\u{1e9e}"),
    // A mark of trade belongs to the word it follows.
    ("", "\u{2122}\u{ae}\u{a9}\u{2120}"),
];

/// Small capitals, from a to z; Unicode's confusables give them no ASCII letter.
const SMALL_CAPITALS: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡ\u{1}ʏᴢ";

/// Two more letters that are Unicode's own representative of a look.
const LOOKS: &[(char, char)] = &[('ʍ', 'm'), ('ĸ', 'k')];

type Set = BTreeSet<char>;

/// The characters of a regular expression's class.
fn class(pattern: &str) -> Set {
    use regex_syntax::hir::{Class, HirKind};
    match regex_syntax::parse(pattern).unwrap().into_kind() {
        HirKind::Class(Class::Unicode(class)) => class.iter().flat_map(|r| r.start()..=r.end()).collect(),
        kind => panic!("{pattern} is no class: {kind:?}"),
    }
}

struct Data {
    assigned: Set,
    letters: Set,
    upper: Set,
    lower: Set,
    latin: Set,
    folded_scripts: Set,
    script_neutral: Set,
    marks: Set,
    stripped: Set,
    ignored: Set,
    spaces: Set,
    dashes: Set,
    money: Set,
    digits: HashMap<char, char>,
}

impl Data {
    fn new() -> Self {
        let marks: Set = class(r"[\p{M}\u{1F3FB}-\u{1F3FF}\u{FF9E}\u{FF9F}]");
        let stripped = class(
            r"[\p{M}&&[\p{sc=Inherited}\p{sc=Common}\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Hebrew}\p{sc=Arabic}]]",
        )
        .into_iter()
        .chain("\u{1F3FB}\u{1F3FC}\u{1F3FD}\u{1F3FE}\u{1F3FF}\u{FF9E}\u{FF9F}".chars())
        .collect();
        let mut digits = HashMap::new();
        let decimal = class(r"\p{Nd}");
        for &c in &decimal {
            // Decimal digits stand in runs of ten, from zero.
            let before = decimal.range(..c).rev().zip(1..).take_while(|(d, i)| **d as u32 + i == c as u32).count();
            digits.insert(c, char::from(b'0' + (before % 10) as u8));
        }
        Self {
            assigned: class(r"[^\p{Cn}\p{Co}]"),
            letters: class(r"[\p{L}\p{Nl}\p{M}]"),
            upper: class(r"[\p{Lu}\p{Lt}]"),
            lower: class(r"\p{Ll}"),
            folded_scripts: class(
                r"[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Armenian}\p{sc=Hiragana}\p{sc=Katakana}]",
            ),
            latin: class(r"\p{sc=Latin}"),
            script_neutral: class(r"[\p{sc=Common}\p{sc=Inherited}]"),
            marks,
            stripped,
            ignored: class(r"[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]"),
            spaces: class(r"\p{Zs}"),
            dashes: class(r"\p{Pd}"),
            money: class(r"\p{Sc}"),
            digits,
        }
    }

    /// Simple lower case, by the case orbits of regex-syntax, so that the toolchain has no say.
    fn lower(&self, c: char) -> char {
        use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};
        if !self.upper.contains(&c) {
            return c;
        }
        let mut orbit = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
        orbit.case_fold_simple();
        let found = orbit.iter().flat_map(|r| r.start()..=r.end()).find(|d| self.lower.contains(d));
        found.unwrap_or(c)
    }

    fn bare(&self, s: impl Iterator<Item = char>) -> String {
        s.filter(|c| !self.stripped.contains(c) && !self.ignored.contains(c)).collect()
    }

    /// The ASCII letters that a letter looks like.
    fn look(&self, c: char) -> Option<String> {
        let small: BTreeMap<char, char> = SMALL_CAPITALS.chars().zip('a'..='z').chain(LOOKS.iter().copied()).collect();
        let skeleton = self.bare(unicode_security::skeleton(c.encode_utf8(&mut [0; 4])));
        // The skeleton of `m` itself is `rn`.
        let skeleton = skeleton.replace("rn", "m");
        let look: String = skeleton.chars().map(|d| *small.get(&d).unwrap_or(&d)).collect();
        let ascii = !look.is_empty() && look.bytes().all(|b| b.is_ascii_alphabetic());
        ascii.then(|| look.to_ascii_lowercase())
    }

    fn fold(&self, c: char) -> Fold {
        if let Some((to, _)) = CHOSEN.iter().find(|(_, of)| of.contains(c)) {
            return if to.is_empty() { Fold::Mark } else { Fold::To((*to).into(), false) };
        }
        if self.stripped.contains(&c) {
            // A stroke through a letter hides it from a reader of bytes.
            return if ('\u{334}'..='\u{338}').contains(&c) { Fold::Drop } else { Fold::Mark };
        }
        // A variation selector asks for a glyph; the other ignored characters only hide.
        if ('\u{fe00}'..='\u{fe0f}').contains(&c) {
            return Fold::Mark;
        }
        if self.ignored.contains(&c) {
            return Fold::Drop;
        }
        if self.spaces.contains(&c) {
            return Fold::To(" ".into(), false);
        }
        if let Some(digit) = self.digits.get(&c) {
            return Fold::To(digit.to_string(), true);
        }
        if self.money.contains(&c) {
            return Fold::To("$".into(), false);
        }
        if self.dashes.contains(&c) {
            return Fold::To("-".into(), false);
        }
        if ('\u{1f150}'..='\u{1f169}').contains(&c) || ('\u{1f170}'..='\u{1f189}').contains(&c) {
            let letter = (c as u32 - 0x1f150) % 32;
            return Fold::To(char::from(b'a' + letter as u8).to_string(), true);
        }
        let wide = self.bare(c.nfkd()).to_ascii_lowercase().replace('\u{2044}', "/").replace('\u{2212}', "-");
        let precomposed = decompose(c).is_some();
        if wide.is_ascii() && !wide.trim().is_empty() {
            return Fold::To(wide, !precomposed && self.letters.contains(&c));
        }
        if !self.letters.contains(&c) {
            return Fold::Symbol;
        }
        let hangul = ('\u{ac00}'..='\u{d7a3}').contains(&c);
        if self.marks.contains(&c) || hangul {
            return Fold::Keep;
        }
        // What a capital looks like may be `l` for `I`; its small letter knows better.
        let small = self.lower(c);
        let looks = [self.look(c), self.look(small)];
        let look = match looks {
            [Some(l), Some(s)] if l == "l" => Some(s),
            [Some(l), _] => Some(l),
            [None, s] => s,
        };
        if let Some(look) = look {
            return Fold::To(look, !self.latin.contains(&c) || !precomposed);
        }
        let plain: String = wide.chars().filter(|d| self.letters.contains(d)).map(|d| self.lower(d)).collect();
        // Case and width of the many other scripts matter to no rule, and would double the table.
        if !plain.chars().all(|d| self.folded_scripts.contains(&d)) {
            return Fold::Keep;
        }
        match plain.chars().eq([c]) || plain.is_empty() {
            true => Fold::Keep,
            // What is left may itself be folded: a letter that lost its mark.
            false => Fold::To(
                plain.chars().map(|d| if d.is_ascii() { d.to_string() } else { self.again(d) }).collect(),
                false,
            ),
        }
    }

    fn again(&self, c: char) -> String {
        match self.fold(c) {
            Fold::To(to, _) => to,
            _ => c.into(),
        }
    }

    fn other_script(&self, c: char) -> bool {
        self.letters.contains(&c) && !self.latin.contains(&c) && !self.script_neutral.contains(&c)
    }
}

/// Whether a character is a letter with a mark, as Unicode composes it.
fn decompose(c: char) -> Option<(char, char)> {
    let mut parts = Vec::new();
    decompose_canonical(c, |d| parts.push(d));
    let (first, last) = (*parts.first()?, *parts.last()?);
    (parts.len() > 1 && (parts.len() > 2 || compose(first, last).is_some() || first != c)).then_some((first, last))
}

enum Fold {
    Keep,
    Drop,
    Mark,
    Symbol,
    To(String, bool),
}

fn generate() -> String {
    let data = Data::new();
    let mut strings: Vec<String> = Vec::new();
    let mut place: HashMap<String, u16> = HashMap::new();
    let (mut rows, mut index): (Vec<Vec<u16>>, Vec<usize>) = Default::default();
    let mut row = Vec::new();
    let mut last = SYMBOL;
    for code in 0..END {
        let entry = match char::from_u32(code) {
            None => SYMBOL,
            // What is not assigned yet goes with its neighbours.
            Some(c) if !data.assigned.contains(&c) && !data.ignored.contains(&c) => last,
            Some(c) if c.is_ascii() => u16::from(c.to_ascii_lowercase() as u8),
            Some(c) => {
                let folded = match data.fold(c) {
                    Fold::Keep => KEEP,
                    Fold::Drop => DROP | DISGUISE,
                    Fold::Mark => MARK,
                    Fold::Symbol => SYMBOL,
                    Fold::To(to, disguise) => {
                        let entry = match to.as_bytes() {
                            [byte] => u16::from(*byte),
                            _ => *place.entry(to.clone()).or_insert_with(|| {
                                strings.push(to);
                                STRINGS + strings.len() as u16 - 1
                            }),
                        };
                        entry | if disguise { DISGUISE } else { 0 }
                    }
                };
                folded | if data.other_script(c) { OTHER_SCRIPT } else { 0 }
            }
        };
        if matches!(entry & !OTHER_SCRIPT, KEEP | SYMBOL) {
            last = entry;
        }
        row.push(entry);
        if row.len() == 1 << SHIFT {
            let row = std::mem::take(&mut row);
            let at = rows.iter().position(|r| *r == row).unwrap_or_else(|| {
                rows.push(row);
                rows.len() - 1
            });
            index.push(at);
        }
    }
    assert!(strings.len() < (OTHER_SCRIPT - STRINGS) as usize);
    let mut out = String::from(
        "//! What characters fold to. Made by `tests/tables.rs` from Unicode data; do not edit.\n\
         //!\n\
         //! An entry is 0 to keep the character, 1 for a symbol, 2 to drop a mark, 3 to drop what hides, an ASCII byte,\n\
         //! or 0x80 + the number of a string. 0x4000 marks a letter that is not Latin, 0x8000 a disguise.\n\n",
    );
    let _ = writeln!(out, "/// A row holds `1 << SHIFT` code points.\npub(super) const SHIFT: u32 = {SHIFT};\n");
    let wide = if rows.len() > 256 { "u16" } else { "u8" };
    let _ = writeln!(
        out,
        "/// The row of a block of code points.\n#[rustfmt::skip]\npub(super) static INDEX: [{wide}; {}] = [",
        index.len()
    );
    list(&mut out, "    ", index.iter().map(|i| format!("{i},")));
    let _ = writeln!(
        out,
        "];\n\n/// Entries, by row.\n#[rustfmt::skip]\npub(super) static ROWS: [[u16; {}]; {}] = [",
        1 << SHIFT,
        rows.len()
    );
    for row in &rows {
        if row.iter().all(|e| *e == row[0]) {
            let _ = writeln!(out, "    [0x{:x}; {}],", row[0], row.len());
            continue;
        }
        out.push_str("    [\n");
        list(&mut out, "        ", row.iter().map(|e| if *e < 10 { format!("{e},") } else { format!("0x{e:x},") }));
        out.push_str("    ],\n");
    }
    let _ = writeln!(
        out,
        "];\n\n/// Folded forms of more than one byte.\n#[rustfmt::skip]\npub(super) static STRINGS: [&str; {}] = [",
        strings.len()
    );
    list(&mut out, "    ", strings.iter().map(|s| format!("{s:?},")));
    out.push_str("];\n");
    out
}

/// Writes items in lines of at most 120 columns.
fn list(out: &mut String, indent: &str, items: impl Iterator<Item = String>) {
    let mut line = String::new();
    for item in items {
        if indent.len() + line.chars().count() + 1 + item.chars().count() > 120 {
            let _ = writeln!(out, "{indent}{line}");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&item);
    }
    let _ = writeln!(out, "{indent}{line}");
}

/// `src/text/emoji_table.rs`.
fn generate_emoji() -> String {
    // Digits and signs are emoji only in keycaps, and regional indicators only in pairs.
    let all = class(r"[\p{Emoji}--[\x00-\x7F\u{1F1E6}-\u{1F1FF}]]");
    let presented = class(r"\p{Emoji_Presentation}");
    let alone: Set = all.iter().copied().filter(|c| *c >= '\u{2600}' || presented.contains(c)).collect();
    let mut out = String::from(
        "//! Which characters are emoji. Made by `tests/tables.rs` from Unicode data; do not edit.\n\n\
         /// First and last code points of the characters that are emoji where something marks them as one.\n",
    );
    for (name, set) in [("EMOJI", &all), ("ALONE", &alone)] {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for code in set.iter().map(|c| *c as u32) {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == code => *last = code,
                _ => ranges.push((code, code)),
            }
        }
        if name == "ALONE" {
            out.push_str("\n/// Those that are emoji unless something marks them as text.\n");
        }
        let _ = writeln!(out, "#[rustfmt::skip]\npub(super) static {name}: [(u32, u32); {}] = [", ranges.len());
        list(&mut out, "    ", ranges.iter().map(|(first, last)| format!("(0x{first:x}, 0x{last:x}),")));
        out.push_str("];\n");
    }
    out
}

#[test]
fn the_tables_are_what_unicode_says() {
    compare("tables", &generate());
    compare("emoji_table", &generate_emoji());
}

#[track_caller]
fn compare(name: &str, made: &str) {
    let path = format!("{}/src/text/{name}.rs", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, made).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        stored == made,
        "src/text/{name}.rs is not what Unicode's data gives; run UPDATE=1 cargo test --test tables"
    );
}
