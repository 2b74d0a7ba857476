//! SARIF 2.1.0. Text of the draft appears only as snippets, and only when asked for.

use super::place::{Lines, chars_before};
use super::{Item, Options, json, limit_words, sentence, unchecked_groups, unchecked_reason, worst};
use crate::report::{
    Applicability, Category, Escalation, Finding, Fix, Level, Offsets, Place, Policy, Report, Verdict,
};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

pub(super) fn render(items: &[Item<'_>], options: &Options) -> String {
    let reports: Vec<Cow<'_, Report>> = items.iter().map(Item::in_bytes).collect();
    let mut rules: BTreeMap<&str, &Finding> = BTreeMap::new();
    for finding in reports.iter().flat_map(|report| &report.findings) {
        rules.entry(&finding.rule).or_insert(finding);
    }
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, &id)| (id, at)).collect();
    let mut results = Vec::new();
    let mut notices = Vec::new();
    for (item, report) in items.iter().zip(&reports) {
        let scene = Scene::new(item, report, options);
        results.extend(report.findings.iter().map(|finding| scene.result(finding, &index)));
        scene.notices(&mut notices);
    }
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: rules.into_values().map(Rule::new).collect(),
                },
            },
            invocations: [Invocation { execution_successful: true, tool_execution_notifications: notices }],
            results,
            column_kind: "unicodeCodePoints",
            default_encoding: "utf-8",
            properties: RunProperties {
                verdict: worst(items),
                reports: items.iter().zip(&reports).map(|(item, report)| Summary::new(item, report)).collect(),
            },
        }],
    };
    let mut out = json::pretty(&log);
    out.push('\n');
    out
}

/// One report on its way into the log.
struct Scene<'a> {
    item: &'a Item<'a>,
    report: &'a Report,
    options: &'a Options,
    uri: String,
    lines: Option<Lines<'a>>,
}

impl<'a> Scene<'a> {
    fn new(item: &'a Item<'a>, report: &'a Report, options: &'a Options) -> Self {
        let uri = uri(item.file.or(report.id.as_deref()).unwrap_or("draft"));
        Self { item, report, options, uri, lines: item.draft.map(Lines::new) }
    }

    fn result(&self, finding: &'a Finding, index: &BTreeMap<&str, usize>) -> LogResult<'a> {
        let known = |known: &std::collections::BTreeSet<String>| {
            if known.contains(&finding.fingerprint) {
                vec![Suppression { kind: "external", justification: "in the baseline" }]
            } else {
                Vec::new()
            }
        };
        LogResult {
            rule_id: &finding.rule,
            rule_index: index[&*finding.rule],
            level: level(finding.level),
            message: Message::new([&finding.message, &finding.why, &finding.advice]),
            locations: [self.location(finding.span.start, finding.span.end, None)],
            related_locations: finding
                .related
                .iter()
                .map(|related| match related.place {
                    Place::Draft => self.location(related.start, related.end, Some(&related.message)),
                    Place::Inbound => Location {
                        physical_location: None,
                        logical_locations: Vec::new(),
                        message: Some(Message::new([&related.message])),
                        properties: Offset {
                            place: related.place,
                            offsets: self.report.offsets,
                            start: related.start,
                            end: related.end,
                        },
                    },
                })
                .collect(),
            partial_fingerprints: Fingerprints { v1: &finding.fingerprint },
            suppressions: self.options.baseline.as_ref().map(known),
            fixes: self.fixes(finding),
            properties: ResultProperties {
                category: finding.category,
                level: finding.level,
                disputed: finding.disputed,
                cite: &finding.cite,
            },
        }
    }

    fn location(&self, start: usize, end: usize, message: Option<&str>) -> Location<'a> {
        let region = match self.item.row {
            // The draft is a part of the file: its own offsets say nothing about the file.
            Some(row) => Region { start_line: Some(row), ..Region::default() },
            None => self.region(start, end),
        };
        let record = self.report.id.as_deref().filter(|_| self.item.row.is_some());
        Location {
            physical_location: Some(PhysicalLocation {
                artifact_location: ArtifactLocation { uri: self.uri.clone() },
                region: Some(region).filter(|region| *region != Region::default()),
            }),
            logical_locations: record.map(|name| LogicalLocation { name, kind: "record" }).into_iter().collect(),
            message: message.map(|text| Message::new([text])),
            properties: Offset { place: Place::Draft, offsets: self.report.offsets, start, end },
        }
    }

    fn region(&self, start: usize, end: usize) -> Region<'a> {
        let Some(lines) = &self.lines else {
            let (start, length) = (Some(start), Some(end.saturating_sub(start)));
            return match self.report.offsets {
                Offsets::Utf8 => Region { byte_offset: start, byte_length: length, ..Region::default() },
                Offsets::Chars => Region { char_offset: start, char_length: length, ..Region::default() },
                // SARIF counts UTF-16 only where the column kind says so, for the whole run.
                Offsets::Utf16 => Region::default(),
            };
        };
        let found = lines.text().get(start..end).unwrap_or_default();
        let ((start_line, start_column), (end_line, end_column)) = (lines.at(start), lines.at(end));
        Region {
            start_line: Some(start_line),
            start_column: Some(start_column),
            end_line: Some(end_line),
            end_column: Some(end_column),
            char_offset: Some(chars_before(lines.text(), start)),
            char_length: Some(found.chars().count()),
            byte_offset: Some(start),
            byte_length: Some(end - start),
            snippet: self.options.show_text.then_some(Snippet { text: found }),
        }
    }

    /// Fixes, where their places can be given as places of the file.
    fn fixes(&self, finding: &'a Finding) -> Vec<LogFix<'a>> {
        if self.item.row.is_some() || self.lines.is_none() {
            return Vec::new();
        }
        let fix = |fix: &'a Fix| LogFix {
            description: Message::new([&fix.title]),
            artifact_changes: [ArtifactChange {
                artifact_location: ArtifactLocation { uri: self.uri.clone() },
                replacements: fix
                    .edits
                    .iter()
                    .map(|edit| Replacement {
                        deleted_region: Region { snippet: None, ..self.region(edit.start, edit.end) },
                        inserted_content: Snippet { text: &edit.text },
                    })
                    .collect(),
            }],
            properties: FixProperties { applicability: fix.applicability },
        };
        finding.fixes.iter().filter(|fix| !fix.edits.is_empty()).map(fix).collect()
    }

    fn notices(&self, out: &mut Vec<Notice<'a>>) {
        let mut notice = |id: &'static str, text: String| {
            let place = PhysicalLocation {
                artifact_location: ArtifactLocation { uri: self.uri.clone() },
                region: self.item.row.map(|row| Region { start_line: Some(row), ..Region::default() }),
            };
            out.push(Notice {
                descriptor: Descriptor { id },
                level: "warning",
                message: Message { text },
                locations: [NoticeLocation { physical_location: place }],
            });
        };
        for (reason, categories) in unchecked_groups(self.report) {
            notice("unchecked", format!("Not checked ({categories}): {}.", unchecked_reason(reason)));
        }
        for &limit in &self.report.incomplete {
            notice("incomplete", sentence(limit_words(limit)));
        }
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Note => "note",
        Level::Revise => "warning",
        Level::Block => "error",
    }
}

/// A file name or an id as a URI reference.
fn uri(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let drive = matches!(name.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    if drive {
        out.push_str("file:///");
    } else if name.starts_with('/') {
        out.push_str("file://");
    }
    for (at, byte) in name.bytes().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            b':' if drive && at == 1 => out.push(':'),
            b'\\' if drive => out.push('/'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation<'a>; 1],
    results: Vec<LogResult<'a>>,
    column_kind: &'static str,
    default_encoding: &'static str,
    properties: RunProperties<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    short_description: Message,
    full_description: Message,
    help: Message,
    properties: RuleProperties<'a>,
}

impl<'a> Rule<'a> {
    fn new(finding: &'a Finding) -> Self {
        let or_message = |text: &str| Message::new([if text.is_empty() { &finding.message } else { text }]);
        Self {
            id: &finding.rule,
            short_description: Message::new([&finding.message]),
            full_description: or_message(&finding.why),
            help: or_message(&finding.advice),
            properties: RuleProperties { tags: [finding.category], category: finding.category, cite: &finding.cite },
        }
    }
}

#[derive(Serialize)]
struct RuleProperties<'a> {
    tags: [Category; 1],
    category: Category,
    cite: &'a [std::sync::Arc<str>],
}

#[derive(Serialize)]
struct Message {
    text: String,
}

impl Message {
    /// The phrases as sentences.
    fn new<'t>(phrases: impl IntoIterator<Item = &'t (impl AsRef<str> + ?Sized + 't)>) -> Self {
        let sentences = phrases.into_iter().map(|phrase| sentence(phrase.as_ref()));
        let text = sentences.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        // A single brace would begin a placeholder.
        Self { text: text.replace('{', "{{").replace('}', "}}") }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notice<'a>>,
}

#[derive(Serialize)]
struct Notice<'a> {
    descriptor: Descriptor,
    level: &'static str,
    message: Message,
    locations: [NoticeLocation<'a>; 1],
}

#[derive(Serialize)]
struct Descriptor {
    id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NoticeLocation<'a> {
    physical_location: PhysicalLocation<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogResult<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: Fingerprints<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<Suppression>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<LogFix<'a>>,
    properties: ResultProperties<'a>,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "replylint/v1")]
    v1: &'a str,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    justification: &'static str,
}

#[derive(Serialize)]
struct ResultProperties<'a> {
    category: Category,
    level: Level,
    disputed: bool,
    cite: &'a [std::sync::Arc<str>],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
    properties: Offset,
}

/// The place inside the draft or the inbound, which the region cannot say where the draft is a part of a file.
#[derive(Serialize)]
struct Offset {
    #[serde(rename = "in")]
    place: Place,
    offsets: Offsets,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct LogicalLocation<'a> {
    name: &'a str,
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region<'a>>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    start_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    char_offset: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    char_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_offset: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Snippet<'a>>,
}

#[derive(PartialEq, Serialize)]
struct Snippet<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogFix<'a> {
    description: Message,
    artifact_changes: [ArtifactChange<'a>; 1],
    properties: FixProperties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region<'a>,
    inserted_content: Snippet<'a>,
}

#[derive(Serialize)]
struct FixProperties {
    applicability: Applicability,
}

#[derive(Serialize)]
struct RunProperties<'a> {
    verdict: Verdict,
    reports: Vec<Summary<'a>>,
}

/// What SARIF has no words for.
#[derive(Serialize)]
struct Summary<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    id: Option<&'a str>,
    verdict: Verdict,
    escalations: &'a [Escalation],
    policy: &'a Policy,
}

impl<'a> Summary<'a> {
    fn new(item: &Item<'a>, report: &'a Report) -> Self {
        Self {
            file: item.file,
            line: item.row,
            id: report.id.as_deref(),
            verdict: report.verdict,
            escalations: &report.escalations,
            policy: &report.policy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_uris() {
        assert_eq!(uri("a b/é:1.txt"), "a%20b/%C3%A9%3A1.txt");
        assert_eq!(uri("/tmp/x"), "file:///tmp/x");
        assert_eq!(uri(r"C:\x\y"), "file:///C:/x/y");
        assert_eq!(uri(r"a\b"), "a%5Cb");
    }
}
