//! Cases of Vale's rule format: rule files, a text, and the lines that are due. Each stands in a `.case` file beside this
//! one: `## name`, then parts that begin with `--- path`; the last two are `--- reply.txt` and `--- want`.
#![cfg(feature = "spelling")]

mod properties;
mod reports;

use replylint::vale::Styles;
use std::collections::BTreeMap;

/// A case: its name, its files, and the lines that are due.
struct Case {
    name: String,
    files: BTreeMap<String, String>,
    draft: String,
    want: Vec<String>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut all = Vec::new();
    for part in text.split("\n## ").skip(1) {
        let (name, rest) = part.split_once('\n').unwrap();
        let mut files = BTreeMap::new();
        for file in format!("\n{rest}").split("\n--- ").skip(1) {
            let (path, text) = file.split_once('\n').unwrap_or((file, ""));
            files.insert(path.trim().to_owned(), text.to_owned());
        }
        let want = files.remove("want").unwrap_or_default();
        let drafts = ["reply.txt", "reply.md"].into_iter().find_map(|name| files.remove(name));
        let draft = drafts.unwrap_or_else(|| panic!("{name}: no text"));
        let want = want.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
        let draft = draft.replace("<CR>", "\r").replace("<NL>", "\n");
        all.push(Case { name: name.to_owned(), files, draft, want });
    }
    all
}

/// What a configuration says: alerts, then what was left out.
fn lines(case: &Case) -> Vec<String> {
    let path = if case.files.contains_key(".vale.ini") { ".vale.ini" } else { "styles" };
    match Styles::load(&case.files, path) {
        Err(error) => vec![format!("error: {error}")],
        Ok(styles) => {
            let skipped = styles.skipped().iter().map(|skipped| format!("skipped: {}", skipped.error));
            let alerts = styles.alerts(&case.draft);
            for alert in &alerts {
                assert!(case.draft.get(alert.span.clone()).is_some(), "{}: {alert:?} lies in the draft", case.name);
            }
            skipped.chain(alerts.iter().map(ToString::to_string)).collect()
        }
    }
}

#[test]
fn every_case_holds() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vale");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "case"));
    files.sort();
    let (mut count, mut wrong) = (0, Vec::new());
    for file in files {
        for case in cases(&std::fs::read_to_string(&file).unwrap()) {
            count += 1;
            let got = lines(&case);
            if got != case.want {
                let name = file.file_name().unwrap().to_string_lossy();
                wrong.push(format!("{name}: {}\n  want {:#?}\n  got  {got:#?}", case.name, case.want));
            }
        }
    }
    assert!(count >= 70, "{count} cases");
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}
