//! What in a draft is no prose: links, addresses, phone numbers, hashtags, handles, emoji.

use super::{Text, emoji, tokens};
use std::ops::Range;

/// A sort of unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum UnitKind {
    /// A link with a scheme, `www.`, a path, or a top-level domain that is no word.
    Link,
    /// A mail address.
    Email,
    /// A phone number as it is written in North America, or with a `+` or a leading 0.
    Phone,
    /// A hashtag with a letter in it.
    Hashtag,
    /// A handle behind an `@`.
    Mention,
    /// One emoji.
    Emoji,
    /// A face made of punctuation, or `<3`.
    Emoticon,
}

/// One unit, by its folded bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) kind: UnitKind,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Unit {
    /// The folded bytes.
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Finds the units of a text, by place. `source` must be what was read. Linear, but for a sort of what is found.
pub(crate) fn find(text: &Text, source: &str, out: &mut Vec<Unit>) {
    out.clear();
    let mut finder = Finder { folded: text.folded(), out };
    finder.addresses();
    finder.phones();
    let plain = text.plain(source);
    let left_out = text.left_out();
    let is_read = |place: &Range<usize>| {
        let after = left_out.partition_point(|part| part.span.end <= place.start);
        left_out.get(after).is_none_or(|part| part.span.start >= place.end)
    };
    if !plain.is_ascii() {
        for place in emoji::emoji(plain).filter(is_read) {
            let folded = text.folded_range(place);
            finder.push(UnitKind::Emoji, folded.start, folded.end);
        }
    }
    finder.emoticons();
    out.sort_unstable_by_key(|unit| (unit.start, unit.end));
}

struct Finder<'a> {
    folded: &'a str,
    out: &'a mut Vec<Unit>,
}

impl Finder<'_> {
    fn push(&mut self, kind: UnitKind, start: usize, end: usize) {
        self.out.push(Unit { kind, start: start as u32, end: end as u32 });
    }

    /// Links, mail addresses, handles and hashtags: runs without a blank that hold a sign of one.
    fn addresses(&mut self) {
        let bytes = self.folded.as_bytes();
        let mut at = 0;
        while let Some(found) = memchr::memchr3(b'.', b'@', b'#', &bytes[at..]).map(|found| at + found) {
            let blank = |byte: &u8| byte.is_ascii_whitespace();
            let start = bytes[at..found].iter().rposition(blank).map_or(at, |before| at + before + 1);
            let end = bytes[found..].iter().position(blank).map_or(bytes.len(), |after| found + after);
            self.run(start, end);
            at = end;
        }
    }

    /// A run without blanks.
    fn run(&mut self, start: usize, end: usize) {
        let bytes = self.folded.as_bytes();
        let mut end = end;
        if let Some(colon) = memchr::memmem::find(&bytes[start..end], b"://").map(|found| start + found) {
            let letters = bytes[start..colon].iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
            let last = trimmed(bytes, colon, end);
            if letters > 1 && last > colon + 3 {
                self.push(UnitKind::Link, colon - letters, last);
                end = colon - letters;
            }
        }
        let mut at = start;
        for separator in (start..end).filter(|at| b"()[]<>\",;|{}*`\x01".contains(&bytes[*at])).chain([end]) {
            self.piece(at, separator);
            at = separator + 1;
        }
    }

    /// A run without blanks, brackets and the like.
    fn piece(&mut self, start: usize, end: usize) {
        let bytes = self.folded.as_bytes();
        let (mut start, end) = (start, trimmed(bytes, start, end));
        while start < end {
            match bytes[start] {
                b'@' => {
                    let name = start + 1 + length(&bytes[start + 1..end], |byte| is_name(byte) || byte == b'.');
                    let name = trimmed(bytes, start, name);
                    if name > start + 1 {
                        self.push(UnitKind::Mention, start, name);
                    }
                    start = name.max(start + 1);
                }
                b'#' => {
                    let tag = start + 1 + length(&bytes[start + 1..end], tokens::is_word);
                    if bytes[start + 1..tag].iter().any(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80) {
                        self.push(UnitKind::Hashtag, start, tag);
                    }
                    start = tag;
                }
                byte if tokens::is_word(byte) => start = self.address(start, end),
                _ => start += 1,
            }
        }
    }

    /// A mail address or a bare link that may begin at a word. Returns where to go on.
    fn address(&mut self, start: usize, end: usize) -> usize {
        let bytes = self.folded.as_bytes();
        let local = start + length(&bytes[start..end], |byte| is_name(byte) || b".+%'".contains(&byte));
        if bytes.get(local) == Some(&b':') && &self.folded[start..local] == "mailto" {
            return local + 1;
        }
        if local < end && bytes[local] == b'@' {
            let host = local + 1 + length(&bytes[local + 1..end], |byte| is_name(byte) || byte == b'.');
            let host = trimmed(bytes, local + 1, host);
            if is_host(&self.folded[local + 1..host], true) {
                self.push(UnitKind::Email, start, host);
                return host;
            }
            // What stands before a lone handle is no part of it.
            return if tokens::is_word(bytes[local - 1]) { local + 1 } else { local };
        }
        let host = trimmed(bytes, start, start + length(&bytes[start..end], |byte| is_name(byte) || byte == b'.'));
        let has_path = bytes.get(host).is_some_and(|byte| *byte == b'/') && host + 1 < end;
        let name = &self.folded[start..host];
        if is_host(name, has_path || name.starts_with("www.")) {
            let is_part = bytes.get(host).is_some_and(|byte| b"/?:#".contains(byte));
            let last = if is_part { end } else { host };
            self.push(UnitKind::Link, start, last);
            return last;
        }
        local.max(host).max(start + 1)
    }

    fn phones(&mut self) {
        let bytes = self.folded.as_bytes();
        let addresses = self.out.len();
        let mut at = 0;
        while let Some(found) = bytes[at..].iter().position(u8::is_ascii_digit).map(|found| at + found) {
            // A number that goes on from another is a part of that.
            let goes_on = found > 1 && b".,-/:".contains(&bytes[found - 1]) && bytes[found - 2].is_ascii_digit();
            let alone = !goes_on && (found == 0 || !tokens::is_word(bytes[found - 1]));
            let groups = Groups::read(bytes, found);
            let Some(phone) = groups.phone(bytes).filter(|_| alone) else {
                at = found + length(&bytes[found..], tokens::is_word);
                continue;
            };
            at = phone.end;
            let before = self.out[..addresses].partition_point(|unit| unit.end as usize <= phone.start);
            if self.out[..addresses].get(before).is_none_or(|unit| unit.start as usize >= phone.end) {
                self.push(UnitKind::Phone, phone.start, phone.end);
            }
        }
    }

    /// Faces between blanks, or behind a word.
    fn emoticons(&mut self) {
        let bytes = self.folded.as_bytes();
        let mut at = 0;
        while let Some(found) = memchr::memchr3(b':', b';', b'<', &bytes[at..]).map(|found| at + found) {
            at = found + 1;
            let known = EMOTICONS.iter().find(|face| bytes[found..].starts_with(face.as_bytes()));
            let Some(end) = known.map(|face| found + face.len()) else { continue };
            let before = found.checked_sub(1).map(|before| bytes[before]);
            let begins = before.is_none_or(|byte| !byte.is_ascii_digit() && byte != b':');
            let after = bytes.get(end);
            if begins && after.is_none_or(|byte| !tokens::is_word(*byte) && *byte != b'/') {
                self.push(UnitKind::Emoticon, found, end);
                at = end;
            }
        }
    }
}

/// The longest first where one begins another.
const EMOTICONS: &[&str] = &[
    ":-)", ":)", ";-)", ";)", ":-(", ":(", ":'(", ":-d", ":d", ";d", ":-p", ":p", ";p", ":-/", ":o)", ":o", ":-o",
    ":*", "<3", ":3",
];

/// Top-level domains that no sentence goes on with where a blank was forgotten.
#[rustfmt::skip]
const DOMAINS: &[&str] = &[
    "ai", "app", "au", "biz", "br", "ca", "ch", "clinic", "cn", "co", "com", "cz", "de", "dental", "dev", "edu", "es", "eu", "example", "fi",
    "fr", "gg", "gl", "gov", "health", "hospital", "ie", "info", "int", "io", "jp", "kr", "ly", "mil", "mx", "net", "nl", "nz", "online", "org",
    "pl", "pt", "ru", "se", "tv", "uk", "za",
];

fn is_name(byte: u8) -> bool {
    tokens::is_word(byte) || byte == b'-'
}

/// How many bytes at the beginning are so.
fn length(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !is(*byte)).unwrap_or(bytes.len())
}

/// The end of a run without the punctuation at its end.
fn trimmed(bytes: &[u8], start: usize, end: usize) -> usize {
    let is_part = |byte: &u8| tokens::is_word(*byte) || *byte == b'/';
    bytes[start..end].iter().rposition(is_part).map_or(start, |last| start + last + 1)
}

/// Whether a name is that of a host: of a known domain, or of any where something else tells that it is one.
fn is_host(name: &str, told: bool) -> bool {
    let Some((before, last)) = name.rsplit_once('.') else { return false };
    let is_label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.contains('_');
    let is_domain = (2..=24).contains(&last.len()) && last.bytes().all(|b| b.is_ascii_alphabetic() || b >= 0x80);
    is_domain && before.split('.').all(is_label) && (told || DOMAINS.binary_search(&last).is_ok())
}

/// Groups of digits with a blank, a hyphen, a full stop or a bracket between.
struct Groups {
    /// First byte and one past the last of each.
    at: [(usize, usize); 7],
    count: usize,
}

impl Groups {
    fn read(bytes: &[u8], start: usize) -> Self {
        let mut groups = Self { at: [(0, 0); 7], count: 0 };
        let mut at = start;
        while groups.count < groups.at.len() {
            let end = at + length(&bytes[at..], |byte| byte.is_ascii_digit());
            groups.at[groups.count] = (at, end);
            groups.count += 1;
            let gap = length(&bytes[end..bytes.len().min(end + 3)], |byte| b" -.()".contains(&byte));
            let next = end + gap;
            let is_gap =
                matches!(&bytes[end..next], b" " | b"-" | b"." | b") " | b")" | b")-" | b" (" | b"-(" | b".(" | b"(");
            if !is_gap || !bytes.get(next).is_some_and(u8::is_ascii_digit) {
                break;
            }
            at = next;
        }
        groups
    }

    /// The longest number that begins with the first group.
    fn phone(&self, bytes: &[u8]) -> Option<Range<usize>> {
        let first = self.at[0].0;
        let plus = first > 0 && bytes[first - 1] == b'+' || first > 1 && &bytes[first - 2..first] == b"+(";
        let ends = |end: usize| bytes.get(end).is_none_or(|byte| !tokens::is_word(*byte));
        let count = (1..=self.count).rev().find(|&count| {
            let groups = &self.at[..count];
            ends(groups[count - 1].1) && is_phone(bytes, groups, plus)
        })?;
        let signs = bytes[..first].iter().rev().take_while(|byte| b"+(".contains(byte)).count();
        Some(first - signs.min(2)..self.at[count - 1].1)
    }
}

/// Whether groups of digits are a phone number.
fn is_phone(bytes: &[u8], groups: &[(usize, usize)], plus: bool) -> bool {
    let lengths = |known: &[usize]| groups.iter().map(|(start, end)| end - start).eq(known.iter().copied());
    let digits: usize = groups.iter().map(|(start, end)| end - start).sum();
    if plus {
        return (8..=15).contains(&digits);
    }
    let first = groups[0].0;
    // An area code and an exchange begin with 2 to 9.
    let area = |at: usize| bytes.get(at).is_some_and(|byte| (b'2'..=b'9').contains(byte));
    let signs = groups.windows(2).all(|pair| b"-.".contains(&bytes[pair[0].1]));
    let national = bytes[first] == b'0' && !lengths(&[2, 2, 4, 2]) && !lengths(&[2, 2, 2, 2, 2]);
    lengths(&[3, 3, 4]) && area(first)
        || lengths(&[1, 3, 3, 4]) && bytes[first] == b'1'
        || lengths(&[3, 4]) && signs && area(first)
        || lengths(&[3, 7]) && area(first)
        || lengths(&[1, 10]) && bytes[first] == b'1'
        || lengths(&[10]) && area(first) && area(first + 3)
        || lengths(&[11]) && bytes[first] == b'1' && area(first + 1) && area(first + 4)
        || national && (9..=11).contains(&digits) && (groups.len() > 1 || digits > 9)
}

#[cfg(test)]
mod tests {
    use super::super::Markup;
    use super::*;

    fn all(source: &str) -> Vec<(UnitKind, String)> {
        let mut text = Text::new();
        text.read(source, Markup::Plain);
        let mut units = Vec::new();
        find(&text, source, &mut units);
        units.iter().map(|unit| (unit.kind, source[text.source_span(unit.range())].to_owned())).collect()
    }

    fn of(source: &str, kind: UnitKind) -> Vec<String> {
        all(source).into_iter().filter(|(own, _)| *own == kind).map(|(_, text)| text).collect()
    }

    #[test]
    fn links_need_no_scheme() {
        use UnitKind::Link;
        let text =
            "See https://a.example/x?y=1, (www.b.test) stalder.example/a; help.example. or [here](http://c.org/d_(e)).";
        let want = ["https://a.example/x?y=1", "www.b.test", "stalder.example/a", "help.example", "http://c.org/d_(e"];
        assert_eq!(of(text, Link), want);
        assert_eq!(of("Thanks.We will. It was 3.5 or e.g. a.m./p.m. and/or v1.2, no.it is", Link), [""; 0]);
        assert_eq!(
            of("bit.ly/2x and Shop.Example.com:8080 ☎ b.co.uk?x#y", Link),
            ["bit.ly/2x", "Shop.Example.com:8080", "b.co.uk?x#y"]
        );
        assert_eq!(of("http:// x", Link), [""; 0]);
    }

    #[test]
    fn mail_handles_and_tags_are_told_apart() {
        use UnitKind::{Email, Hashtag, Mention};
        let text = "Write to Jo.Doe+x@Mail.example, @sam_b. or #Mend #Bench2 #12 mailto:a@b.co, x@y";
        assert_eq!(of(text, Email), ["Jo.Doe+x@Mail.example", "a@b.co"]);
        assert_eq!(of(text, Mention), ["@sam_b"]);
        assert_eq!(of(text, Hashtag), ["#Mend", "#Bench2"]);
        assert_eq!(of("#a#b(#c)!#d https://x.org/#e", Hashtag), ["#a", "#b", "#c", "#d"]);
    }

    #[test]
    fn phones_are_no_dates_and_no_prices() {
        use UnitKind::Phone;
        let text =
            "(412) 555-0107, 412.555.0107, 1-800-555-0107, 555-0107, +44 20 7946 0958, 020 7946 0958, 4125550107.";
        let want = [
            "(412) 555-0107",
            "412.555.0107",
            "1-800-555-0107",
            "555-0107",
            "+44 20 7946 0958",
            "020 7946 0958",
            "4125550107",
        ];
        assert_eq!(of(text, Phone), want);
        assert_eq!(
            of("2026-11-22 04.05.2026 $1,200.00 4111 1111 1111 1111 10-12 100 2000 1234567890 x123-4567", Phone),
            [""; 0]
        );
        assert_eq!(of("https://x.example/412-555-0107", Phone), [""; 0]);
    }

    #[test]
    fn faces_and_emoji() {
        use UnitKind::{Emoji, Emoticon};
        assert_eq!(of("Hi :) ok:-( <3 at 3:00, 10:3, note:do, http://x.org", Emoticon), [":)", ":-(", "<3"]);
        assert_eq!(of("👍🏽 ok 1️⃣ 🇺🇸!", Emoji), ["👍🏽", "1️⃣", "🇺🇸"]);
    }

    #[test]
    fn domains_are_sorted() {
        assert!(DOMAINS.is_sorted());
    }
}
