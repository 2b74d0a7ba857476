//! Findings of Vale rules, one a line: `file:line:column:Style.Rule:message`, as Vale's own `line` output has them. Where
//! a message quotes the draft, `…` stands for it, since reports hold none of its text.

use super::{Item, Options, place::Lines};
use crate::report::Category;
use std::fmt::Write;

pub(super) fn render(items: &[Item<'_>], _: &Options) -> String {
    let mut out = String::new();
    for item in items {
        let report = item.in_bytes();
        let lines = item.draft.map(Lines::new);
        let mut all: Vec<((usize, usize), &str, &str)> = report
            .findings
            .iter()
            .filter(|finding| finding.category == Category::Vale)
            .map(|finding| {
                let at = lines.as_ref().map_or((1, finding.span.start + 1), |lines| lines.at(finding.span.start));
                (at, finding.rule.trim_start_matches("vale/"), &*finding.message)
            })
            .collect();
        all.sort_unstable();
        for ((line, column), rule, message) in all {
            let _ = match item.file {
                Some(file) => writeln!(out, "{file}:{line}:{column}:{rule}:{message}"),
                None => writeln!(out, "{line}:{column}:{rule}:{message}"),
            };
        }
    }
    out
}
