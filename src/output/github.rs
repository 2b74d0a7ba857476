//! Workflow commands that GitHub shows as annotations of a file. They never hold text of the draft.

use super::{Item, Options, limit_words, place::Lines, sentence, unchecked_groups, unchecked_reason};
use crate::report::Level;
use std::fmt::Write;

pub(super) fn render(items: &[Item<'_>], _: &Options) -> String {
    let mut out = String::new();
    for item in items {
        one(&mut out, item);
    }
    out
}

fn one(out: &mut String, item: &Item<'_>) {
    let report = item.in_bytes();
    let lines = item.draft.filter(|_| item.row.is_none()).map(Lines::new);
    for finding in &report.findings {
        let command = match finding.level {
            Level::Note => "notice",
            Level::Revise => "warning",
            Level::Block => "error",
        };
        let mut place = String::new();
        if let Some(lines) = &lines {
            let (line, column) = lines.at(finding.span.start);
            let (end_line, end_column) = lines.at(finding.span.end);
            let _ = write!(place, ",line={line},endLine={end_line}");
            if line == end_line {
                let _ = write!(place, ",col={column},endColumn={end_column}");
            }
        }
        let mut message = [&finding.message, &finding.why, &finding.advice]
            .into_iter()
            .map(|part| sentence(part))
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        if !finding.cite.is_empty() {
            let _ = write!(message, " ({})", finding.cite.join("; "));
        }
        command_line(out, item, command, &place, &finding.rule, &message);
    }
    for escalation in report.escalations.iter().filter(|escalation| escalation.satisfied_by.is_none()) {
        let advice = escalation.advice.as_deref().unwrap_or_default();
        let message = [&*escalation.topic, &*escalation.why, advice].map(sentence).join(" ");
        command_line(out, item, "warning", "", &format!("needs approval ({})", escalation.role), message.trim_end());
    }
    for (reason, categories) in unchecked_groups(&report) {
        let message = sentence(unchecked_reason(reason));
        command_line(out, item, "warning", "", &format!("not checked: {categories}"), &message);
    }
    for &limit in &report.incomplete {
        command_line(out, item, "warning", "", "incomplete", &sentence(limit_words(limit)));
    }
}

fn command_line(out: &mut String, item: &Item<'_>, command: &str, place: &str, title: &str, message: &str) {
    let _ = write!(out, "::{command} ");
    if let Some(file) = item.file {
        let _ = write!(out, "file={}", property(file));
        match item.row {
            Some(row) => {
                let _ = write!(out, ",line={row}");
            }
            None => out.push_str(place),
        }
        out.push(',');
    }
    let message = match (item.file, item.row, &item.report.id) {
        // What the place does not say: which record it is.
        (Some(_), Some(_), Some(id)) | (None, _, Some(id)) => format!("{id}: {message}"),
        _ => message.to_owned(),
    };
    let _ = writeln!(out, "title={}::{}", property(title), data(&message));
}

/// Escapes a command's message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_cannot_be_forged() {
        assert_eq!(data("50%\r\n::error::x"), "50%25%0D%0A::error::x");
        assert_eq!(property("a:b,c\n%0A"), "a%3Ab%2Cc%0A%250A");
    }
}
