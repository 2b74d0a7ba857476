//! Sentences and clauses: what stands between two words.
//!
//! There is no parser. A full stop ends a sentence unless it belongs to an abbreviation, an initial, a number, an
//! address or a list number; a line break does when the line was too short to be wrapped and the next word has a
//! capital. A clause begins at a semicolon, colon or dash, and before a conjunction that by the word after it opens a
//! finite clause. `the staff and the doctor were kind` therefore stays whole; so does `we called, and the clinic
//! answered`, which a parser would split.

use super::words::Words;
use super::{Join, Token};

const TITLE: u16 = 1;
const MAY_END: u16 = 1 << 1;
const BEFORE_NUMBER: u16 = 1 << 2;
const STARTER: u16 = 1 << 3;
const SUBJECT: u16 = 1 << 4;
const OWNER: u16 = 1 << 5;
const AND: u16 = 1 << 6;
const BUT: u16 = 1 << 7;
const OPENS: u16 = 1 << 8;
const OPENS_BEFORE_SUBJECT: u16 = 1 << 9;
const DOMAIN: u16 = 1 << 10;
const CLITIC: u16 = 1 << 11;

static WORDS: Words<1024> = Words::new(&[
    // Abbreviations whose full stop never ends a sentence.
    (
        TITLE,
        &[
            "dr", "drs", "mr", "mrs", "ms", "mx", "prof", "rev", "hon", "gen", "col", "capt", "sgt", "lt", "gov",
            "sen", "rep", "fr", "messrs", "mme", "vs", "cf", "approx", "eg", "ie", "incl", "viz", "attn", "asst",
            "assoc",
        ],
    ),
    // Abbreviations that may stand at the end of a sentence: the next word decides.
    (
        MAY_END,
        &[
            "inc", "ltd", "co", "corp", "llc", "jr", "sr", "st", "ave", "blvd", "rd", "ln", "hwy", "etc", "est",
            "dept", "hr", "hrs", "min", "mins", "sec", "secs", "lb", "lbs", "oz", "ft", "mg", "ml", "wk", "wks", "yr",
            "yrs", "mo", "mos", "tel", "al", "esq", "ph", "am", "pm", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
            "sep", "sept", "oct", "nov", "dec", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "bros",
            "univ", "govt", "max", "misc", "dept", "appt", "appts",
        ],
    ),
    // Abbreviations when a number follows, words otherwise.
    (
        BEFORE_NUMBER,
        &[
            "no", "nos", "nr", "fig", "p", "pp", "vol", "ch", "sec", "art", "ver", "v", "ext", "rm", "apt", "ste",
            "suite", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "tel",
            "opt", "pt", "bldg",
        ],
    ),
    // Words that begin sentences and hardly follow an abbreviation within one.
    (
        STARTER,
        &[
            "the",
            "we",
            "i",
            "you",
            "he",
            "she",
            "it",
            "they",
            "our",
            "your",
            "my",
            "his",
            "her",
            "their",
            "this",
            "that",
            "these",
            "those",
            "there",
            "please",
            "thank",
            "thanks",
            "if",
            "when",
            "as",
            "for",
            "to",
            "in",
            "at",
            "on",
            "but",
            "so",
            "however",
            "also",
            "while",
            "since",
            "after",
            "before",
            "because",
            "what",
            "how",
            "who",
            "where",
            "why",
            "is",
            "are",
            "do",
            "does",
            "did",
            "can",
            "could",
            "would",
            "will",
            "should",
            "has",
            "have",
            "had",
            "let",
            "no",
            "not",
            "yes",
            "sorry",
            "hi",
            "hello",
            "dear",
            "all",
            "any",
            "every",
            "each",
            "with",
            "by",
            "from",
            "was",
            "were",
            "and",
            "or",
            "an",
            "be",
            "been",
            "may",
            "might",
            "must",
            "here",
            "now",
            "then",
            "once",
            "until",
            "although",
            "though",
            "unless",
            "unfortunately",
            "feel",
            "call",
            "contact",
            "best",
            "sincerely",
            "regards",
        ],
    ),
    (SUBJECT, &["i", "we", "you", "he", "she", "they", "it", "this", "that", "there", "please", "thank", "thanks"]),
    (OWNER, &["our", "your", "my"]),
    (AND, &["and", "or", "nor"]),
    (BUT, &["but", "yet", "so"]),
    (
        OPENS,
        &[
            "because", "although", "though", "whereas", "unless", "while", "if", "when", "whenever", "until", "which",
            "who", "whom", "whose", "where", "wherever",
        ],
    ),
    (OPENS_BEFORE_SUBJECT, &["since", "before", "after", "as", "once", "till", "however", "therefore"]),
    // What follows a dot in addresses and names of files.
    (
        DOMAIN,
        &[
            "com", "net", "org", "edu", "gov", "mil", "int", "io", "co", "uk", "us", "ca", "au", "nz", "ie", "eu",
            "de", "fr", "es", "it", "nl", "be", "ch", "in", "me", "tv", "info", "biz", "app", "dev", "ai", "ly", "gg",
            "health", "care", "clinic", "dental", "doctor", "hospital", "shop", "store", "online", "site", "page",
            "link", "help", "support", "pdf", "doc", "docx", "xls", "xlsx", "csv", "txt", "html", "htm", "php", "asp",
            "jpg", "jpeg", "png", "gif", "zip", "js", "py",
        ],
    ),
    (CLITIC, &["s", "t", "ve", "ll", "re", "d", "m"]),
]);

/// By first letter, the lengths (low bits) and last letters (from bit 16 on) of the words that may open a clause: most
/// words are told apart without a look-up.
static OPENERS: [u64; 256] = {
    let words = [
        "and",
        "or",
        "nor",
        "but",
        "yet",
        "so",
        "because",
        "although",
        "though",
        "whereas",
        "unless",
        "while",
        "if",
        "when",
        "whenever",
        "until",
        "which",
        "who",
        "whom",
        "whose",
        "where",
        "wherever",
        "since",
        "before",
        "after",
        "as",
        "once",
        "till",
        "however",
        "therefore",
    ];
    let mut lengths = [0; 256];
    let mut i = 0;
    while i < words.len() {
        let word = words[i].as_bytes();
        lengths[word[0] as usize] |= 1 << word.len() | 1 << (16 + word[word.len() - 1] - b'a');
        i += 1;
    }
    lengths
};

/// A line shorter than this was not wrapped, so its end is the writer's.
const WRAP: u32 = 60;

const NEWLINE: u8 = 1;
const WHITE: u8 = 1 << 1;
const DOT: u8 = 1 << 2;
const STOP: u8 = 1 << 3;
const HARD: u8 = 1 << 4;
const DASH: u8 = 1 << 5;
const SYMBOL: u8 = 1 << 6;
const COMMA: u8 = 1 << 7;

/// What a byte between words is. Nothing: quotes, parentheses and the like, which a phrase may cross.
static KINDS: [u8; 256] = {
    let mut kinds = [HARD; 256];
    let soft = b"'\"()*/&%$#+`";
    let mut i = 0;
    while i < soft.len() {
        kinds[soft[i] as usize] = 0;
        i += 1;
    }
    kinds[b'\n' as usize] = NEWLINE | WHITE;
    kinds[b'\r' as usize] = WHITE;
    kinds[b' ' as usize] = WHITE;
    kinds[b'\t' as usize] = WHITE;
    kinds[b'.' as usize] = DOT;
    kinds[b'!' as usize] = STOP;
    kinds[b'?' as usize] = STOP;
    kinds[b'-' as usize] = DASH;
    kinds[b',' as usize] = COMMA;
    kinds[super::fold::SYMBOL as usize] = SYMBOL;
    kinds
};

/// Sets the ordinals and joins of `tokens`, and lists the tokens that begin a clause or a sentence.
///
/// `capital` says whether the character a folded byte came from is a capital. Linear, but for what `capital` costs.
pub(super) fn mark(
    folded: &str,
    tokens: &mut [Token],
    clauses: &mut Vec<u32>,
    sentences: &mut Vec<u32>,
    capital: impl Fn(u32) -> bool,
) {
    clauses.clear();
    sentences.clear();
    let mut reader = Reader { bytes: folded.as_bytes(), line: 0, link: false, capital };
    let mut word = 0;
    let mut last = Token { start: 0, end: 0, word: 0, before: Join::Sentence };
    for i in 0..tokens.len() {
        let token = tokens[i];
        if i > 0 && reader.is_plain(last, token) {
            reader.link = false;
            word += 1;
            tokens[i].word = word;
            last = token;
            continue;
        }
        let join = if i == 0 { Join::Sentence } else { reader.join(tokens, i) };
        if i > 0 && !(join == Join::Soft && reader.is_clitic(last, token)) {
            word += 1;
        }
        tokens[i].word = word;
        tokens[i].before = join;
        if join >= Join::Clause {
            clauses.push(i as u32);
        }
        if join == Join::Sentence {
            sentences.push(i as u32);
        }
        last = token;
    }
}

struct Reader<'a, F> {
    bytes: &'a [u8],
    /// Where the line begins.
    line: u32,
    /// Whether the words since the last space are an address.
    link: bool,
    capital: F,
}

impl<F: Fn(u32) -> bool> Reader<'_, F> {
    fn join(&mut self, tokens: &[Token], i: usize) -> Join {
        let (last, token) = (tokens[i - 1], tokens[i]);
        let gap = &self.bytes[last.end as usize..token.start as usize];
        let join = match gap {
            b" " => {
                self.link = false;
                Join::Soft
            }
            b"'" | b"_" => Join::Soft,
            _ => self.judge(gap, last, token),
        };
        if join == Join::Soft && self.opens_clause(tokens, i, gap) { Join::Clause } else { join }
    }

    /// Whether a space and nothing else stands before a word that opens no clause: most words.
    fn is_plain(&self, last: Token, token: Token) -> bool {
        token.start == last.end + 1 && self.bytes[last.end as usize] == b' ' && !self.may_open(token)
    }

    fn may_open(&self, token: Token) -> bool {
        let length = token.end - token.start;
        let known = OPENERS[usize::from(self.bytes[token.start as usize])];
        let last = u32::from(self.bytes[token.end as usize - 1].wrapping_sub(b'a'));
        length <= 9 && last < 26 && known >> length & known >> (16 + last) & 1 != 0
    }

    fn text(&self, token: Token) -> &[u8] {
        &self.bytes[token.start as usize..token.end as usize]
    }

    fn flags(&self, token: Token) -> u16 {
        WORDS.flags(self.text(token))
    }

    fn capital(&self, token: Token) -> bool {
        (self.capital)(token.start)
    }

    fn all_capitals(&self, token: Token) -> bool {
        token.end - token.start > 1 && self.capital(token) && (self.capital)(token.start + 1)
    }

    fn is_number(&self, token: Token) -> bool {
        self.bytes[token.start as usize].is_ascii_digit()
    }

    fn is_clitic(&self, last: Token, token: Token) -> bool {
        token.start == last.end + 1
            && self.bytes[last.end as usize] == b'\''
            && token.end - token.start <= 2
            && self.flags(token) & CLITIC != 0
    }

    /// What a gap is that is neither a space nor an apostrophe.
    fn judge(&mut self, gap: &[u8], last: Token, token: Token) -> Join {
        let (mut seen, mut newlines, mut dots) = (0, 0, 0);
        for byte in gap {
            let kind = KINDS[usize::from(*byte)];
            seen |= kind;
            newlines += usize::from(kind & NEWLINE != 0);
            dots += usize::from(kind & DOT != 0);
        }
        if seen & WHITE != 0 {
            self.link = false;
        } else if gap == b"@" || gap.starts_with(b"://") || gap == b"." && self.text(last) == b"www" {
            self.link = true;
        }
        let line = self.line;
        if newlines > 0 {
            let newline = gap.iter().rposition(|b| *b == b'\n').unwrap_or(0);
            self.line = last.end + newline as u32 + 1;
            if newlines > 1 || self.is_bullet(&gap[newline + 1..], token) {
                return Join::Sentence;
            }
        }
        if seen & STOP != 0 {
            return if self.link { Join::Hard } else { Join::Sentence };
        }
        if seen & DOT != 0 {
            let join = match dots {
                1 => self.full_stop(gap, last, token, line),
                _ if newlines > 0 || self.capital(token) => Join::Sentence,
                _ => Join::Hard,
            };
            if join != Join::Soft {
                return join;
            }
        }
        if newlines > 0 && self.ends_line(last, token, line) {
            return Join::Sentence;
        }
        if seen & SYMBOL != 0 {
            let opens = self.capital(token) && self.text(token) != b"i";
            return if opens { Join::Sentence } else { Join::Hard };
        }
        if seen & HARD != 0 {
            let time = gap == b":" && self.is_number(last) && self.is_number(token);
            return if time { Join::Soft } else { Join::Hard };
        }
        if seen & DASH != 0 && is_dash(gap) {
            return Join::Hard;
        }
        Join::Soft
    }

    /// Whether a line that begins with `lead` and `token` is an item of a list.
    fn is_bullet(&self, lead: &[u8], token: Token) -> bool {
        let lead = lead.trim_ascii_start();
        if let [b'-' | b'*' | b'+' | super::fold::SYMBOL, b' ' | b'\t', ..] = lead {
            return true;
        }
        lead.is_empty() && self.is_list_number(token)
    }

    fn is_list_number(&self, token: Token) -> bool {
        let mark = self.bytes.get(token.end as usize..token.end as usize + 2);
        token.end - token.start <= 2 && self.is_number(token) && matches!(mark, Some([b'.' | b')', b' ' | b'\t']))
    }

    /// Whether the writer ended the line: it had room for the next word, and that word begins something.
    fn ends_line(&self, last: Token, token: Token, line: u32) -> bool {
        let wrapped = last.end - line.min(last.end) + 1 + (token.end - token.start) >= WRAP;
        !wrapped && self.capital(token) && !(self.all_capitals(last) && self.all_capitals(token))
    }

    /// What a gap with one full stop is.
    fn full_stop(&mut self, gap: &[u8], last: Token, token: Token, line: u32) -> Join {
        let white = gap.iter().any(u8::is_ascii_whitespace);
        if !white {
            return self.inner_stop(gap, last, token);
        }
        if gap[0] != b'.' {
            // " .5" is a number; elsewhere a closing quote or bracket stands before the stop.
            let number = gap[gap.len() - 1] == b'.' && self.is_number(token);
            return if number { Join::Soft } else { Join::Sentence };
        }
        let before = (last.start as usize).checked_sub(1).map_or(b' ', |i| self.bytes[i]);
        if last.start == line && self.is_list_number(last) {
            return Join::Sentence;
        }
        let flags = self.flags(last);
        let letter = last.end - last.start == 1 && self.bytes[last.start as usize].is_ascii_alphabetic();
        if flags & BEFORE_NUMBER != 0 && self.is_number(token) {
            return Join::Soft;
        }
        if letter && before == b'.' {
            let first = (last.start as usize).checked_sub(2).map_or(b' ', |i| self.bytes[i]);
            if matches!((first, self.bytes[last.start as usize]), (b'e', b'g') | (b'i', b'e')) {
                return Join::Soft;
            }
        } else if flags & TITLE != 0 {
            return Join::Soft;
        } else if !letter && flags & MAY_END == 0 {
            return Join::Sentence;
        }
        if self.begins(token) { Join::Sentence } else { Join::Soft }
    }

    /// Whether a word after an abbreviation begins a sentence.
    fn begins(&self, token: Token) -> bool {
        let flags = self.flags(token);
        if self.capital(token) && !self.all_capitals(token) { flags & STARTER != 0 } else { flags & SUBJECT != 0 }
    }

    /// What a full stop without a space is: of a number, an abbreviation, an address, or of a sentence after which
    /// the space was forgotten.
    fn inner_stop(&mut self, gap: &[u8], last: Token, token: Token) -> Join {
        if gap != b"." {
            return if self.capital(token) { Join::Sentence } else { Join::Hard };
        }
        if self.link {
            return Join::Hard;
        }
        if self.is_number(last) || self.is_number(token) || last.end - last.start == 1 {
            return Join::Soft;
        }
        let (flags, capital) = (self.flags(token), self.capital(token));
        if token.end - token.start == 1 {
            return if capital && matches!(self.text(token), b"i" | b"a") { Join::Sentence } else { Join::Soft };
        }
        let titled = self.flags(last) & TITLE != 0;
        if titled {
            return Join::Soft;
        }
        let shout = self.all_capitals(token) && self.all_capitals(last);
        let starter = flags & STARTER != 0;
        if flags & DOMAIN != 0 && !(capital && !shout && starter) {
            self.link = true;
            return Join::Hard;
        }
        let tail = self.bytes.get(token.end as usize..token.end as usize + 2);
        if let Some([b'.' | b'@' | b'/', next]) = tail {
            if super::tokens::is_word(*next) && !(capital && starter) {
                self.link = true;
                return Join::Hard;
            }
        }
        if capital || starter { Join::Sentence } else { Join::Hard }
    }

    /// Whether the word opens a finite clause, by the words around it.
    fn opens_clause(&self, tokens: &[Token], i: usize, gap: &[u8]) -> bool {
        let token = tokens[i];
        if !self.may_open(token) {
            return false;
        }
        let flags = self.flags(token);
        if flags & (OPENS | BUT | AND | OPENS_BEFORE_SUBJECT) == 0 {
            return false;
        }
        let last = self.text(tokens[i - 1]);
        if flags & OPENS != 0 {
            // `a while`, `as if`, `even though`, `in which`: the clause began a word earlier, or not at all.
            return !matches!(
                last,
                b"a" | b"as" | b"even" | b"in" | b"of" | b"for" | b"with" | b"to" | b"and" | b"but"
            );
        }
        let comma = gap.contains(&b',');
        if flags & BUT != 0 && comma {
            return true;
        }
        let next = tokens.get(i + 1);
        let next = next.filter(|n| self.bytes[token.end as usize..n.start as usize].trim_ascii().is_empty());
        let Some(next) = next.map(|n| self.text(*n)) else { return false };
        let begun = WORDS.flags(next);
        let subject = begun & SUBJECT != 0;
        if flags & BUT != 0 {
            return subject && next != b"this" || self.text(token) == b"but" && begun & STARTER != 0;
        }
        if flags & AND != 0 {
            let pronoun = matches!(next, b"i" | b"we" | b"he" | b"she" | b"they") && last != b"you";
            return pronoun || comma && (subject || begun & OWNER != 0);
        }
        subject && !matches!(next, b"this" | b"that" | b"please")
    }
}

/// Whether dashes between words are a dash and not a hyphen: two in a row, or one with space on both sides.
fn is_dash(gap: &[u8]) -> bool {
    gap.windows(2).any(|w| w == b"--")
        || gap.windows(3).any(|w| w[1] == b'-' && w[0].is_ascii_whitespace() && w[2].is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use crate::text::{Markup, Text};

    /// The sources of the parts that `part` divides a text into.
    fn parts(source: &str, part: impl Fn(&Text, usize) -> Range<usize>) -> Vec<String> {
        let mut text = Text::new();
        text.read(source, Markup::Plain);
        let (mut all, mut i) = (Vec::new(), 0);
        while i < text.tokens().len() {
            let tokens = part(&text, i);
            let (first, last) = (text.tokens()[tokens.start], text.tokens()[tokens.end - 1]);
            all.push(source[text.source_span(first.start as usize..last.end as usize)].to_owned());
            i = tokens.end;
        }
        all
    }

    fn sentences(source: &str) -> Vec<String> {
        parts(source, Text::sentence_of)
    }

    fn clauses(source: &str) -> Vec<String> {
        parts(source, Text::clause_of)
    }

    #[test]
    fn full_stops_that_end_no_sentence() {
        for source in [
            "We asked Dr. Smith and Mrs. Jones about it",
            "Come at 9 a.m. on Monday",
            "Bring papers, e.g. your card",
            "It is No. 5 on the list",
            "See you on Jan. 3 at noon",
            "The U.S. office is open",
            "Ask J. R. Smith about it",
            "It costs 3.5 or $2.50 a day",
            "Write to joe.smith@example.com or see www.example.com/a.b?c=d now",
            "See https://example.com/path?x=1.2 for more",
            "Acme Inc. is open",
            "I waited... and waited",
            "your next\nvisit is soon",
            "YOUR NEXT\nVISIT IS SOON",
            "the report.pdf file",
            "open 10:30 to 11:30",
        ] {
            assert_eq!(sentences(source), [source]);
        }
    }

    #[test]
    fn sentences_end() {
        for (source, want) in [
            ("Thanks! We are sorry?! Call us.", &["Thanks", "We are sorry", "Call us"][..]),
            ("thanks so much.we will call.please wait", &["thanks so much", "we will call", "please wait"]),
            ("Thanks.We will call", &["Thanks", "We will call"]),
            ("Open until 5 p.m. We look forward", &["Open until 5 p.m", "We look forward"]),
            ("It was you and I. We know", &["It was you and I", "We know"]),
            ("No. We will not", &["No", "We will not"]),
            ("So great!!!We love it", &["So great", "We love it"]),
            ("I waited... Then I left", &["I waited", "Then I left"]),
            ("Hi Sam\nThank you for this\nWe hope", &["Hi Sam", "Thank you for this", "We hope"]),
            ("please bring:\n- your card\n- your form", &["please bring", "your card", "your form"]),
            ("please bring\n1. your card\n2. your form", &["please bring", "1", "your card", "2", "your form"]),
            ("one\n\ntwo", &["one", "two"]),
            ("one\r\n \r\ntwo", &["one", "two"]),
            ("Thanks 😊 We hope", &["Thanks", "We hope"]),
            ("THANKS. PLEASE CALL", &["THANKS", "PLEASE CALL"]),
            ("He said \"stop.\" We did", &["He said \"stop", "We did"]),
            ("We offer scans (all kinds). Call us", &["We offer scans (all kinds", "Call us"]),
            ("Order 12. We ship it", &["Order 12", "We ship it"]),
        ] {
            assert_eq!(sentences(source), want);
        }
    }

    #[test]
    fn clauses_begin() {
        for (source, want) in [
            ("thanks for coming, and we hope to help", &["thanks for coming", "and we hope to help"][..]),
            ("we saw it but you left", &["we saw it", "but you left"]),
            ("we care because it matters", &["we care", "because it matters"]),
            ("call us so that we can help", &["call us", "so that we can help"]),
            ("wait here while we look", &["wait here", "while we look"]),
            ("we called; you left", &["we called", "you left"]),
            ("we called - you left", &["we called", "you left"]),
            ("we called—you left", &["we called", "you left"]),
            ("the staff, the doctor, and the nurse", &["the staff, the doctor, and the nurse"]),
            ("you and I met", &["you and I met"]),
            ("after your visit we called", &["after your visit we called"]),
            ("it took a while", &["it took a while"]),
            ("a well-kept follow-up", &["a well-kept follow-up"]),
            ("pros and/or cons & 100% (really) \"good\"", &["pros and/or cons & 100% (really) \"good"]),
        ] {
            assert_eq!(clauses(source), want);
        }
    }

    #[test]
    fn clitics_share_the_word_before() {
        let mut text = Text::new();
        text.read("Don't stop, we've o'clock Sam's dogs'", Markup::Plain);
        let words: Vec<u32> = text.tokens().iter().map(|t| t.word).collect();
        assert_eq!(words, [0, 0, 1, 2, 2, 3, 4, 5, 5, 6]);
    }
}
