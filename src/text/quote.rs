//! Earlier messages and signatures in plain text, told line by line.

use std::ops::Range;

use super::{SkipReason, Skipped};

/// How many lines a line `On …` may take to say `wrote:`.
const ATTRIBUTION: usize = 3;
/// How many lines below `From:` the rest of a header may be.
const HEADER: usize = 6;

/// Finds the parts of `text` that are not the draft: in order, apart from one another, whole lines each. Linear.
pub(super) fn find(text: &str, found: &mut Vec<Skipped>) {
    found.clear();
    if text.is_empty() {
        return;
    }
    let mut at = 0;
    let mut signature = None;
    while at < text.len() {
        let (span, reason) = match line_kind(text, at, signature.is_some()) {
            Kind::Plain => {
                at = line_end(text, at);
                continue;
            }
            Kind::SignatureStart => {
                signature = Some(at);
                at = line_end(text, at);
                continue;
            }
            Kind::Signature(end) => (at..end, SkipReason::Signature),
            Kind::Quote(end) => (at..end, SkipReason::QuotedHistory),
        };
        at = span.end;
        if let Some(start) = signature.take_if(|_| reason == SkipReason::QuotedHistory) {
            push(found, start..span.start, SkipReason::Signature);
        }
        if signature.is_none() {
            push(found, span, reason);
        }
    }
    if let Some(start) = signature {
        push(found, start..text.len(), SkipReason::Signature);
    }
}

/// Adds a part, or lengthens the last one when only blank lines would stand between.
fn push(found: &mut Vec<Skipped>, span: Range<usize>, reason: SkipReason) {
    match found.last_mut() {
        Some(last) if last.reason == reason && last.span.end == span.start => last.span.end = span.end,
        _ => found.push(Skipped { span, reason }),
    }
}

enum Kind {
    Plain,
    /// A delimiter: what follows is the signature.
    SignatureStart,
    /// A signature up to here.
    Signature(usize),
    /// Earlier messages up to here.
    Quote(usize),
}

/// One past the line break of the line that begins at `at`.
fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n + 1)
}

fn lines_from(text: &str, at: usize) -> impl Iterator<Item = (usize, &str)> {
    let next = |at: &mut usize| {
        let start = *at;
        (start < text.len()).then(|| {
            *at = line_end(text, start);
            (start, &text[start..*at])
        })
    };
    let mut at = at;
    std::iter::from_fn(move || next(&mut at))
}

fn line_kind(text: &str, at: usize, in_signature: bool) -> Kind {
    let line = &text[at..line_end(text, at)];
    let trimmed = line.trim_start_matches([' ', '\t', '*']);
    let Some(first) = trimmed.bytes().next() else { return Kind::Plain };
    match first {
        b'>' if is_quoted(line) => Kind::Quote(quoted_end(text, at)),
        b'-' if !in_signature && matches!(line.trim_end_matches(['\r', '\n']), "--" | "-- ") => Kind::SignatureStart,
        b'-' if names_message(trimmed) => Kind::Quote(text.len()),
        b'_' if is_rule(trimmed) => {
            let below = lines_from(text, line_end(text, at)).take(2).find(|(_, l)| !l.trim().is_empty());
            match below {
                Some((start, _)) if is_header(text, start) => Kind::Quote(text.len()),
                _ => Kind::Plain,
            }
        }
        b'F' if is_header(text, at) => Kind::Quote(text.len()),
        b'B' if trimmed.trim_end() == "Begin forwarded message:" => Kind::Quote(text.len()),
        b'S' | b'G' if is_mobile(trimmed) => Kind::Signature(line_end(text, at)),
        b'O' | b'A' | b'L' | b'E' | b'I' => attribution(text, at).map_or(Kind::Plain, Kind::Quote),
        _ => Kind::Plain,
    }
}

fn is_quoted(line: &str) -> bool {
    line.trim_start_matches([' ', '\t']).starts_with('>')
}

/// One past the quoted lines that begin at `at`, with the blank lines between them.
fn quoted_end(text: &str, at: usize) -> usize {
    let mut end = at;
    for (start, line) in lines_from(text, at) {
        if is_quoted(line) {
            end = start + line.len();
        } else if !line.trim().is_empty() {
            break;
        }
    }
    end
}

/// `-----Original Message-----` and its like.
fn names_message(line: &str) -> bool {
    let line = line.trim_end();
    let Some(title) = line.strip_prefix("---") else { return false };
    let title = title.trim_matches(['-', ' ']);
    title.len() < 40 && line.ends_with('-') && {
        let title = title.to_ascii_lowercase();
        ["original message", "forwarded message", "original appointment", "reply message", "forwarded by"]
            .iter()
            .any(|t| title.starts_with(t))
    }
}

/// A line of nothing but `_`.
fn is_rule(line: &str) -> bool {
    let line = line.trim_end();
    line.len() >= 5 && line.bytes().all(|b| b == b'_')
}

/// Whether a header begins at `at`: `From:` and soon below two more of its names.
fn is_header(text: &str, at: usize) -> bool {
    let mut lines =
        lines_from(text, at).map(|(_, l)| l.trim_start_matches([' ', '\t', '*'])).filter(|l| !l.trim().is_empty());
    if !lines.next().is_some_and(|l| l.starts_with("From:")) {
        return false;
    }
    let names = ["Sent:", "To:", "Date:", "Subject:", "Cc:", "CC:", "Reply-To:"];
    lines.take(HEADER).filter(|l| names.iter().any(|n| l.starts_with(n))).count() >= 2
}

/// `Sent from my iPhone` and its like, alone in a line.
fn is_mobile(line: &str) -> bool {
    let line = line.trim_end();
    if line.len() > 60 {
        return false;
    }
    if line.starts_with("Get Outlook for ") {
        return true;
    }
    let Some(device) = line.strip_prefix("Sent from ") else { return false };
    let device = device.to_ascii_lowercase();
    [
        "iphone",
        "ipad",
        "android",
        "galaxy",
        "samsung",
        "blackberry",
        "mobile",
        "phone",
        "tablet",
        "pixel",
        "huawei",
        "windows",
        "outlook",
        "yahoo",
        "mail",
        "verizon",
        "proton",
    ]
    .iter()
    .any(|d| device.strip_prefix("my ").unwrap_or(&device).trim_start_matches("new ").starts_with(d))
}

/// Where the message that `On …, … wrote:` announces ends, if the line at `at` begins such an announcement.
fn attribution(text: &str, at: usize) -> Option<usize> {
    let mut digit = false;
    for (i, (start, line)) in lines_from(text, at).take(ATTRIBUTION).enumerate() {
        let line_text = line.trim();
        if i == 0 && !["On ", "Am ", "Le ", "El ", "Il ", "Em ", "Op "].iter().any(|o| line.trim_start().starts_with(o))
        {
            return None;
        }
        digit |= line_text.bytes().any(|b| b.is_ascii_digit());
        let says = ["wrote:", "a écrit :", "a écrit\u{a0}:", "a écrit:", "escribió:", "ha scritto:", "escreveu:"];
        let german = line_text.ends_with(':') && (line_text.contains("schrieb ") || line_text.contains("schreef "));
        if digit && (german || says.iter().any(|s| line_text.ends_with(s))) {
            let below = start + line.len();
            let next = lines_from(text, below).find(|(_, l)| !l.trim().is_empty());
            return Some(match next {
                Some((quoted, l)) if is_quoted(l) => quoted_end(text, quoted),
                _ => text.len(),
            });
        }
        if line_text.is_empty() {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipped(text: &str) -> Vec<(SkipReason, &str)> {
        let mut found = Vec::new();
        find(text, &mut found);
        found.iter().map(|s| (s.reason, &text[s.span.clone()])).collect()
    }

    use SkipReason::{QuotedHistory, Signature};

    #[test]
    fn quoted_lines_are_history() {
        assert_eq!(skipped("Hi\n> a\n>\n\n> b\nBye"), [(QuotedHistory, "> a\n>\n\n> b\n")]);
        assert_eq!(skipped("5 > 3\na > b\n*> c"), []);
        assert_eq!(skipped("Hi\r\n  >> a\r\n"), [(QuotedHistory, "  >> a\r\n")]);
    }

    #[test]
    fn announcements_begin_history() {
        let gmail = "On Mon, Jan 3, 2025 at 5:00 PM Sam <s@x.com> wrote:\n\n> a\n> b\n";
        assert_eq!(skipped(&format!("Hi\n{gmail}More")), [(QuotedHistory, gmail)]);
        let wrapped = "On Mon, Jan 3, 2025 at 5:00 PM Sam Smith\n<s@x.com> wrote:\nHello\n";
        assert_eq!(skipped(&format!("Hi\n\n{wrapped}")), [(QuotedHistory, wrapped)]);
        assert_eq!(skipped("On Monday you wrote: all was well\nOn 3 May we called"), []);
        for mark in ["-----Original Message-----", "---------- Forwarded message ---------", "Begin forwarded message:"]
        {
            let history = format!("{mark}\nold\n");
            assert_eq!(skipped(&format!("Hi\n{history}")), [(QuotedHistory, history.as_str())]);
        }
        let outlook = "________________________________\nFrom: Sam\nSent: Monday\nTo: Us\nSubject: x\n\nold";
        assert_eq!(skipped(&format!("Hi\n{outlook}")), [(QuotedHistory, outlook)]);
        let header = "*From:* Sam\n*Sent:* Monday\n*To:* Us\nold";
        assert_eq!(skipped(&format!("Hi\n{}", header.replace(":*", ":"))).len(), 1);
        assert_eq!(skipped("From: all of us\nThanks\n_____\nsign here"), []);
    }

    #[test]
    fn signatures_are_told() {
        assert_eq!(skipped("Hi\n-- \nSam\nClinic"), [(Signature, "-- \nSam\nClinic")]);
        assert_eq!(skipped("Hi\n--\nSam\n> old\n"), [(Signature, "--\nSam\n"), (QuotedHistory, "> old\n")]);
        assert_eq!(skipped("Hi\nSent from my iPhone\nOk"), [(Signature, "Sent from my iPhone\n")]);
        assert_eq!(skipped("Thanks\n- The Team\n-- Sam\n---\nSent from my heart\nBest,\nSam"), []);
    }
}
