//! For people, on a terminal.

use super::place::Lines;
use super::{Item, Options, count, limit_words, plural, unchecked_groups, unchecked_reason};
use crate::draft::Regime;
use crate::report::{Escalation, Finding, Level, Offsets, Place, Report, SkippedReason, Verdict};
use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

pub(super) fn render(items: &[Item<'_>], options: &Options) -> String {
    let mut out = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        Page { out: &mut out, item, options }.report();
    }
    let assumed = |item: &&Item<'_>| !item.report.policy.regime_given && item.report.checked.phi == Some(true);
    if let Some(item) = items.iter().find(assumed).filter(|_| options.regime_hint) {
        let law = match item.report.policy.regime {
            Regime::Hipaa => "a sender bound by HIPAA",
            Regime::Part2 => "a programme under 42 CFR Part 2",
            Regime::None => "a sender that no health-privacy law binds",
        };
        let _ = writeln!(out, "assumed {law}, since nobody said otherwise; `--regime none` if that is wrong");
    }
    out
}

/// The verdict and the counts behind it, in one line.
pub(super) fn summary(report: &Report) -> String {
    let mut parts = Vec::new();
    for level in Level::ALL.iter().rev() {
        match count(report, *level) {
            0 => {}
            number => parts.push(format!("{number} {level}")),
        }
    }
    let open = report.escalations.iter().filter(|escalation| escalation.satisfied_by.is_none()).count();
    let counts = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
    let found = plural(report.findings.len(), "finding");
    match report.verdict {
        Verdict::Pass if report.findings.is_empty() => "pass: these rules found nothing".to_owned(),
        Verdict::Pass => format!("pass: these rules found nothing that must change{counts}"),
        Verdict::Unchecked => format!("unchecked: not everything could be checked{counts}"),
        Verdict::Revise => format!("revise: {found}{counts}"),
        Verdict::Escalate => {
            format!("escalate: {} to obtain before sending; {found}{counts}", plural(open, "approval"))
        }
        Verdict::Block => format!("block: must not be sent; {found}{counts}"),
    }
}

/// Who has to approve, or who did.
pub(super) fn escalation_head(escalation: &Escalation) -> String {
    match &escalation.satisfied_by {
        Some(by) => format!("approved by {by} ({})", escalation.role),
        None => format!("needs approval ({})", escalation.role),
    }
}

pub(super) fn unit(offsets: Offsets) -> &'static str {
    match offsets {
        Offsets::Utf8 => "bytes",
        Offsets::Utf16 => "UTF-16 units",
        Offsets::Chars => "characters",
    }
}

const BOLD: &str = "\x1b[1m";
const BLUE: &str = "\x1b[1;94m";

fn tint(level: Level) -> &'static str {
    match level {
        Level::Note => "\x1b[1;92m",
        Level::Revise => "\x1b[1;33m",
        Level::Block => "\x1b[1;91m",
    }
}

struct Page<'a> {
    out: &'a mut String,
    item: &'a Item<'a>,
    options: &'a Options,
}

impl Page<'_> {
    fn report(&mut self) {
        let given = self.item.report;
        let report = &*self.item.in_bytes();
        let draft = self.item.draft.map(Lines::new);
        let inbound = self.item.inbound.map(Lines::new);
        for (finding, given) in report.findings.iter().zip(&given.findings) {
            self.finding(finding, given, draft.as_ref(), inbound.as_ref());
            self.out.push('\n');
        }
        for escalation in &report.escalations {
            let head = escalation_head(escalation);
            let level = if escalation.satisfied_by.is_some() { Level::Note } else { Level::Block };
            self.entry(tint(level), &head, &format!("{}: {}", escalation.topic, escalation.why));
            if let Some(advice) = &escalation.advice {
                self.note("", "advice", advice);
            }
        }
        for (reason, categories) in unchecked_groups(report) {
            let text = format!("{categories}: {}", unchecked_reason(reason));
            self.entry(tint(Level::Revise), "not checked", &text);
        }
        for (part, given) in report.skipped.iter().zip(&given.skipped) {
            let what = match part.reason {
                SkippedReason::QuotedHistory => "quoted history",
                SkippedReason::Signature => "a signature",
            };
            let place = self.place(draft.as_ref(), part.start..part.end, given.start..given.end, true);
            self.entry(BOLD, "not read", &format!("{place}: {what}"));
        }
        for &limit in &report.incomplete {
            self.entry(tint(Level::Revise), "incomplete", limit_words(limit));
        }
        for overridden in &report.overridden {
            let mut text = format!("{}: {}", overridden.rule, overridden.reason);
            let by: Vec<&str> = [&overridden.by, &overridden.at].into_iter().flatten().map(|part| &**part).collect();
            if !by.is_empty() {
                let _ = write!(text, " ({})", by.join(", "));
            }
            self.entry(BOLD, "not applied", &text);
        }
        let color = match report.verdict {
            Verdict::Pass => tint(Level::Note),
            Verdict::Unchecked | Verdict::Revise => tint(Level::Revise),
            Verdict::Escalate | Verdict::Block => tint(Level::Block),
        };
        let name = self.item.name();
        let line = summary(report);
        let (verdict, rest) = line.split_once(':').unwrap_or((&line, ""));
        let _ = writeln!(self.out, "{}: {}:{rest}", plain(&name), self.paint(color, verdict));
    }

    fn finding(&mut self, finding: &Finding, given: &Finding, draft: Option<&Lines<'_>>, inbound: Option<&Lines<'_>>) {
        let head = format!("{}[{}]", finding.level, plain(&finding.rule));
        let head = self.paint(tint(finding.level), &head);
        let message = self.paint(BOLD, &format!(": {}", plain(&finding.message)));
        let _ = writeln!(self.out, "{head}{message}");

        let pad = " ".repeat(self.gutter(draft, inbound, finding));
        let place = self.place(draft, finding.span.range(), given.span.range(), false);
        let name = match (self.item.file, self.item.row) {
            // Within a record, line and column are those of the draft, not of the file.
            (_, Some(_)) | (None, None) => format!("{} at ", self.item.name()),
            (Some(file), None) if draft.is_some() => format!("{file}:"),
            (Some(file), None) => format!("{file} at "),
        };
        let _ = writeln!(self.out, "{pad}{} {}{place}", self.paint(BLUE, "-->"), plain(&name));
        self.snippet(draft, finding.span.range(), Some(finding.level), pad.len());

        for (related, given) in finding.related.iter().zip(&given.related) {
            let (lines, text) = match related.place {
                Place::Draft => (draft, "draft"),
                Place::Inbound => (inbound, "message answered"),
            };
            let place = self.place(lines, related.start..related.end, given.start..given.end, false);
            let _ =
                writeln!(self.out, "{pad}{} {text} at {place}: {}", self.paint(BLUE, ":::"), plain(&related.message));
            self.snippet(lines, related.start..related.end, None, pad.len());
        }
        for (label, text) in [("why", &finding.why), ("advice", &finding.advice)] {
            if !text.is_empty() {
                self.note(&pad, label, text);
            }
        }
        if let Some(guide) = &finding.guide {
            let parts: Vec<String> =
                [guide.quote.as_ref().map(|quote| format!("\u{201c}{quote}\u{201d}")), guide.link.clone()]
                    .into_iter()
                    .flatten()
                    .collect();
            self.note(&pad, "guide", &parts.join(" "));
        }
        if !finding.cite.is_empty() {
            self.note(&pad, "cite", &finding.cite.join("; "));
        }
        if finding.disputed {
            let sources = finding.sources.as_deref();
            let for_ = sources.map_or_else(String::new, |sources| sources.for_.join("; "));
            let against = sources.map_or_else(String::new, |sources| sources.against.join("; "));
            self.note(&pad, "disputed", &format!("a fault for {}", or_nobody(&for_)));
            self.note(&pad, "disputed", &format!("allowed by {}", or_nobody(&against)));
        }
        for fix in &finding.fixes {
            self.note(&pad, "fix", &format!("{} ({})", fix.title, fix.applicability));
        }
    }

    /// How far the source is indented: the digits of the last line that is shown.
    fn gutter(&self, draft: Option<&Lines<'_>>, inbound: Option<&Lines<'_>>, finding: &Finding) -> usize {
        if !self.shows_text() {
            return 1;
        }
        let line = |lines: Option<&Lines<'_>>, end| lines.map_or(1, |lines| lines.at(end).0);
        let related = finding.related.iter().map(|related| match related.place {
            Place::Draft => line(draft, related.end),
            Place::Inbound => line(inbound, related.end),
        });
        let last = related.chain([line(draft, finding.span.end)]).max().unwrap_or(1);
        last.to_string().len()
    }

    fn shows_text(&self) -> bool {
        cfg!(feature = "render") && self.options.show_text
    }

    /// `line:column`, or a range of lines; with offsets where no text is shown, and nothing else without the draft.
    fn place(&self, lines: Option<&Lines<'_>>, span: Range<usize>, given: Range<usize>, range: bool) -> String {
        let offsets = format!("{} {}..{}", unit(self.item.report.offsets), given.start, given.end);
        let Some(lines) = lines else { return offsets };
        let (line, column) = lines.at(span.start);
        let mut place = if range {
            // A part that ends with a line break does not reach into the next line.
            let end = if span.end > span.start { span.end - 1 } else { span.end };
            match lines.at(end).0 {
                end if end == line => format!("line {line}"),
                end => format!("lines {line}-{end}"),
            }
        } else {
            format!("{line}:{column}")
        };
        if !self.shows_text() {
            let _ = write!(place, " ({offsets})");
        }
        place
    }

    #[cfg(not(feature = "render"))]
    fn snippet(&mut self, _: Option<&Lines<'_>>, _: Range<usize>, _: Option<Level>, _: usize) {}

    /// The lines of a span with carets under it; dashes for a related place.
    #[cfg(feature = "render")]
    fn snippet(&mut self, lines: Option<&Lines<'_>>, span: Range<usize>, level: Option<Level>, gutter: usize) {
        use annotate_snippets::{AnnotationKind, Group, Renderer, Snippet};
        let Some(lines) = lines.filter(|_| self.shows_text()) else { return };
        let width = if self.options.width == 0 { usize::from(u16::MAX) } else { self.options.width };
        // Only the lines of the span, and of very long spans and lines only what a screen holds: the rest costs time.
        let reach = width.saturating_mul(4);
        let text = lines.text();
        let span = span.start..span.end.min(floor(text, span.start.saturating_add(reach)));
        let line = lines.at(span.start).0;
        let start = lines.start(line).max(floor(text, span.start.saturating_sub(reach)));
        let rest = &text[span.end..];
        let shown = rest.find('\n').map_or(rest, |end| rest[..end].trim_end_matches('\r'));
        let end = span.end + shown.len().min(floor(rest, reach));
        let digits = lines.at(span.end).0.to_string().len();

        let (kind, title) = match level {
            Some(level) => (AnnotationKind::Primary, level_style(level)),
            None => (AnnotationKind::Context, annotate_snippets::Level::NOTE),
        };
        let snippet = Snippet::source(&text[start..end])
            .line_start(line)
            .annotation(kind.span(span.start - start..span.end - start));
        let renderer = if self.options.color { Renderer::styled() } else { Renderer::plain() };
        let drawn = renderer.term_width(width).render(&[Group::with_level(title).element(snippet)]);
        let indent = " ".repeat(gutter.saturating_sub(digits));
        for line in drawn.lines() {
            let _ = writeln!(self.out, "{indent}{}", line.trim_end());
        }
    }

    /// A line of its own below a finding.
    fn note(&mut self, pad: &str, label: &str, text: &str) {
        let head = format!("{pad} = {label}: ");
        let painted = format!("{pad} {} {}: ", self.paint(BLUE, "="), self.paint(BOLD, label));
        self.wrapped(head.chars().count(), &painted, text);
    }

    /// A line about the whole draft.
    fn entry(&mut self, color: &str, head: &str, text: &str) {
        let head = plain(head);
        let painted = format!("{}: ", self.paint(color, &head));
        self.wrapped(head.chars().count() + 2, &painted, text);
    }

    /// Breaks a text between words; the lines after the first stand under its beginning.
    fn wrapped(&mut self, indent: usize, head: &str, text: &str) {
        self.out.push_str(head);
        let room = self.options.width.saturating_sub(indent).max(20);
        let mut used = 0;
        for word in plain(text).split_whitespace() {
            let length = word.chars().count();
            if used > 0 {
                if self.options.width > 0 && used + 1 + length > room {
                    let _ = write!(self.out, "\n{:indent$}", "");
                    used = 0;
                } else {
                    self.out.push(' ');
                    used += 1;
                }
            }
            self.out.push_str(word);
            used += length;
        }
        self.out.push('\n');
    }

    fn paint(&self, color: &str, text: &str) -> String {
        if self.options.color { format!("{color}{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn or_nobody(sources: &str) -> &str {
    if sources.is_empty() { "nobody named" } else { sources }
}

#[cfg(feature = "render")]
fn level_style(level: Level) -> annotate_snippets::Level<'static> {
    match level {
        Level::Note => annotate_snippets::Level::NOTE,
        Level::Revise => annotate_snippets::Level::WARNING,
        Level::Block => annotate_snippets::Level::ERROR,
    }
}

/// The last character edge at or before a byte.
#[cfg(feature = "render")]
fn floor(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    (0..=byte).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Text that cannot drive a terminal: control characters and those that turn the direction of writing are replaced.
fn plain(text: &str) -> Cow<'_, str> {
    let drives = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(drives) {
        return Cow::Borrowed(text);
    }
    let safe = |c: char| if matches!(c, '\n' | '\t' | '\r') { ' ' } else { '\u{fffd}' };
    Cow::Owned(text.chars().map(|c| if drives(c) { safe(c) } else { c }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_cannot_be_driven() {
        assert_eq!(plain("a\x1b[31m\n\u{202e}b"), "a\u{fffd}[31m \u{fffd}b");
    }
}
