//! A report around its draft, for notebooks, editors and logs. Everything that was not written here is escaped.

use super::{limit_words, unchecked_groups, unchecked_reason};
use crate::report::{Category, Finding, Level, Offsets, Place, Report};
use std::fmt::Write;

impl Report {
    /// The draft as a self-contained HTML fragment in which findings are marked, the gravest level winning where they
    /// overlap; what is wrong is in the marks' titles. It holds the text of the draft. A draft that is HTML itself is
    /// shown as source.
    #[must_use]
    pub fn highlight(&self, draft: &str) -> String {
        highlight(self, draft)
    }

    /// The report as an HTML table, without any text of the draft. Places are in the unit of [`Report::offsets`].
    #[must_use]
    pub fn table(&self) -> String {
        table(self)
    }

    /// The draft with what `phi` and `privacy` findings name replaced, related places included: each character by one
    /// `with`, line breaks kept. For logs; what no rule found is not masked.
    ///
    /// ```
    /// # fn show(report: &replylint::Report) {
    /// println!("{}", report.mask("How is your knee?", '*')); // How is **** ****?
    /// # }
    /// ```
    #[must_use]
    pub fn mask(&self, draft: &str, with: char) -> String {
        self.mask_categories(draft, with, &[Category::Phi, Category::Privacy])
    }

    /// [`Report::mask`] for other categories; [`Category::ALL`] masks every finding.
    #[must_use]
    pub fn mask_categories(&self, draft: &str, with: char, categories: &[Category]) -> String {
        mask(self, draft, with, categories)
    }
}

/// How marks look; inline, so that the fragment needs no style sheet.
fn style(level: Level) -> &'static str {
    match level {
        Level::Note => "color:#111;background:#dbeafe;border-bottom:2px dotted #2563eb",
        Level::Revise => "color:#111;background:#fef3c7;border-bottom:2px dashed #b45309",
        Level::Block => "color:#111;background:#fee2e2;border-bottom:2px solid #b91c1c",
    }
}

fn highlight(report: &Report, draft: &str) -> String {
    let report = report.with_offsets(draft, None, Offsets::Utf8);
    let mut edges: Vec<usize> = report.findings.iter().flat_map(|f| [f.span.start, f.span.end]).collect();
    edges.extend([0, draft.len()]);
    edges.sort_unstable();
    edges.dedup();
    let mut ahead: Vec<&Finding> = report.findings.iter().collect();
    ahead.sort_by_key(|finding| (finding.span.start, finding.span.end));
    let mut ahead = ahead.into_iter().peekable();
    let mut open: Vec<&Finding> = Vec::new();
    let mut out =
        String::from(r#"<div class="replylint" dir="auto" style="white-space:pre-wrap;unicode-bidi:isolate">"#);
    for (at, &start) in edges.iter().enumerate() {
        open.retain(|finding| finding.span.end > start);
        while let Some(finding) = ahead.next_if(|finding| finding.span.start <= start) {
            if finding.span.end > start {
                open.push(finding);
            } else {
                mark(&mut out, &[finding], "\u{200b}");
            }
        }
        let Some(&end) = edges.get(at + 1) else { break };
        if open.is_empty() {
            escape(&mut out, &draft[start..end]);
        } else {
            mark(&mut out, &open, &draft[start..end]);
        }
    }
    out.push_str("</div>");
    out
}

fn mark(out: &mut String, findings: &[&Finding], text: &str) {
    let mut findings = findings.to_vec();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let Some(level) = findings.first().map(|finding| finding.level) else { return };
    let _ = write!(out, r#"<mark class="replylint-{level}" style="{}" title=""#, style(level));
    for (at, finding) in findings.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        escape(out, &format!("{}: {} ({})", finding.level, finding.message, finding.rule));
    }
    out.push_str("\">");
    escape(out, text);
    out.push_str("</mark>");
}

pub(super) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // A bare one would be read as a line feed, and a NUL not at all.
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

fn table(report: &Report) -> String {
    let mut out = String::from(r#"<table class="replylint"><caption>"#);
    escape(&mut out, &super::text::summary(report));
    out.push_str("</caption>");
    let unit = super::text::unit(report.offsets);
    if !report.findings.is_empty() {
        let _ = write!(
            out,
            "<thead><tr><th>level</th><th>rule</th><th>{unit}</th><th>what</th><th>why</th><th>instead</th><th>sources</th></tr></thead>"
        );
    }
    out.push_str("<tbody>");
    for finding in &report.findings {
        let mut sources = finding.cite.join("; ");
        if let Some(disputed) = finding.sources.as_deref().filter(|_| finding.disputed) {
            let _ = write!(
                sources,
                "{}disputed: a fault for {}; allowed by {}",
                if sources.is_empty() { "" } else { "; " },
                disputed.for_.join("; "),
                disputed.against.join("; ")
            );
        }
        let _ = write!(out, r#"<tr><td><span style="{}">{}</span></td>"#, style(finding.level), finding.level);
        let place = format!("{}–{}", finding.span.start, finding.span.end);
        for cell in [&finding.rule, &*place, &finding.message, &finding.why, &finding.advice, &*sources] {
            out.push_str("<td>");
            escape(&mut out, cell);
            out.push_str("</td>");
        }
        out.push_str("</tr>");
    }
    let mut row = |head: &str, text: &str| {
        out.push_str("<tr><td>");
        escape(&mut out, head);
        out.push_str(r#"</td><td colspan="6">"#);
        escape(&mut out, text);
        out.push_str("</td></tr>");
    };
    for escalation in &report.escalations {
        let advice = escalation.advice.iter().map(|advice| format!(" {advice}")).collect::<String>();
        let text = format!("{}: {}{advice}", escalation.topic, escalation.why);
        row(&super::text::escalation_head(escalation), &text);
    }
    for (reason, categories) in unchecked_groups(report) {
        row("not checked", &format!("{categories}: {}", unchecked_reason(reason)));
    }
    for &limit in &report.incomplete {
        row("incomplete", limit_words(limit));
    }
    out.push_str("</tbody></table>");
    out
}

fn mask(report: &Report, draft: &str, with: char, categories: &[Category]) -> String {
    let report = report.with_offsets(draft, None, Offsets::Utf8);
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for finding in report.findings.iter().filter(|finding| categories.contains(&finding.category)) {
        spans.push((finding.span.start, finding.span.end));
        let related = finding.related.iter().filter(|related| related.place == Place::Draft);
        spans.extend(related.map(|related| (related.start, related.end)));
    }
    spans.sort_unstable();
    let mut out = String::with_capacity(draft.len());
    let mut done = 0;
    for (start, end) in spans {
        if end <= done {
            continue;
        }
        let start = start.max(done);
        out.push_str(&draft[done..start]);
        out.extend(draft[start..end].chars().map(|c| if matches!(c, '\n' | '\r') { c } else { with }));
        done = end;
    }
    out.push_str(&draft[done..]);
    out
}
