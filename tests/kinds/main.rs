//! The rule kinds that brand guidelines are made of: what they find, what they write instead, and that no text can
//! make them fail.

mod any;
mod counts;
mod docs;
mod fixes;
mod guards;
mod packs;
mod speed;
#[cfg(feature = "spelling")]
mod spelling;

use replylint::report::Fix;
use replylint::{Draft, Finding, Linter, Pack};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// A pack of rules, each the part behind `[[rule]]` that says what to look for.
fn pack(rules: &[&str]) -> Pack {
    let mut text = "schema = 1\npack = \"test\"\nversion = \"1.0.0\"\n".to_owned();
    for (index, rule) in rules.iter().enumerate() {
        text += &format!(
            "[[rule]]\nid = \"brand/test-{index}\"\nlevel = \"revise\"\nmessage = \"m\"\nwhy = \"w\"\ndo = \"d\"\n{rule}\n"
        );
    }
    Pack::parse(&text, "test.toml").unwrap()
}

/// A linter with nothing but these rules.
fn linter(rules: &[&str]) -> Linter {
    Linter::builder().without_builtin().pack(pack(rules)).build().unwrap()
}

/// The error that a rule makes, with its place and remedy.
fn error(rule: &str) -> String {
    Linter::builder().without_builtin().pack(pack(&[rule])).build().unwrap_err().to_string()
}

/// What a rule flags in a draft.
fn flagged<'a>(rule: &str, draft: &'a str) -> Vec<&'a str> {
    findings(rule, &Draft::new(draft)).iter().map(|finding| &draft[finding.span.range()]).collect()
}

/// What a rule finds. Its linter is kept for the next draft.
fn findings(rule: &str, draft: &Draft<'_>) -> Vec<Finding> {
    static LINTERS: Mutex<BTreeMap<String, Linter>> = Mutex::new(BTreeMap::new());
    let known = LINTERS.lock().unwrap().get(rule).cloned();
    let linter = known.unwrap_or_else(|| {
        let built = linter(&[rule]);
        LINTERS.lock().unwrap().insert(rule.to_owned(), built.clone());
        built
    });
    linter.lint(draft).findings
}

/// A draft with a fix applied.
fn applied(draft: &str, fix: &Fix) -> String {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.start));
    let mut out = draft.to_owned();
    for edit in edits {
        out.replace_range(edit.start..edit.end, &edit.text);
    }
    out
}
