//! Runs every `tests/cmd/*.toml`: arguments and files in, status, stdout and stderr out.
//!
//! `UPDATE=1 cargo test` writes what came out into the file, below the line `# What comes out`.

use replylint_cli::{Io, run};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const OUT: &str = "# What comes out\n";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    args: Vec<String>,
    #[serde(default)]
    stdin: String,
    /// Files of the folder in which the command runs.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Files that are not UTF-8, as hexadecimal digits.
    #[serde(default)]
    bytes: BTreeMap<String, String>,
    /// Lines of stdout that hold none of these are left out: what other rules say is no matter of the test.
    #[serde(default)]
    only: Vec<String>,
    /// Files whose text afterwards is a part of what comes out.
    #[serde(default)]
    writes: Vec<String>,
}

// One test, since the cases share the process's working directory.
#[test]
fn commands_do_what_their_files_say() {
    let update = std::env::var_os("UPDATE").is_some();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(&folder).expect("the folder of cases").map(|entry| entry.expect("a case").path()).collect();
    paths.sort();
    let mut failures = Vec::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).expect("a case");
        let (given, _) = text.split_once(OUT).unwrap_or((&text, ""));
        let case: Case = toml::from_str(given).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let out = format!("{given}{OUT}{}", outcome(&case));
        if out == text {
            continue;
        }
        if update {
            std::fs::write(path, out).expect("the case can be written");
        } else {
            failures.push(format!("{}\n--- wanted\n{text}\n--- got\n{out}", path.display()));
        }
    }
    assert!(paths.len() > 20, "the cases were found");
    assert!(failures.is_empty(), "{}\n(UPDATE=1 accepts)", failures.join("\n"));
}

/// What came out, as the file says it.
fn outcome(case: &Case) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in &case.files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("the folder of the case")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    for (name, digits) in &case.bytes {
        let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal digits");
        let bytes: Vec<u8> = (0..digits.len()).step_by(2).map(byte).collect();
        std::fs::write(folder.path().join(name), bytes).expect("a file");
    }
    std::fs::create_dir(folder.path().join("folder")).expect("a folder");
    std::env::set_current_dir(folder.path()).expect("the folder");
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut io = Io {
        stdin: &mut case.stdin.as_bytes(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        stdout_is_terminal: false,
        stderr_is_terminal: false,
    };
    let args = std::iter::once("replylint").chain(case.args.iter().map(String::as_str));
    let status = run(args.map(Into::into).collect(), &mut io);
    let stdout = String::from_utf8(stdout).expect("UTF-8");
    let kept = stdout.lines().filter(|line| case.only.is_empty() || case.only.iter().any(|part| line.contains(part)));
    let stdout: String = kept.map(|line| format!("{line}\n")).collect();
    let stderr = String::from_utf8(stderr).expect("UTF-8");
    let mut out = format!("status = {status}\nstdout = {}\nstderr = {}\n", literal(&stdout), literal(&stderr));
    for name in &case.writes {
        let text = std::fs::read_to_string(folder.path().join(name)).unwrap_or_default();
        out.push_str(&format!("written.\"{name}\" = {}\n", literal(&text)));
    }
    // On some systems a folder in use cannot be removed.
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR")).expect("the package");
    without_digest(&out)
}

fn literal(text: &str) -> String {
    assert!(!text.contains("'''"), "the output cannot be written as a literal");
    if text.is_empty() { "''".to_owned() } else { format!("'''\n{text}'''") }
}

/// The digest of the policy changes with every word of every pack.
fn without_digest(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\"digest\":\"") {
        let (before, after) = rest.split_at(at + "\"digest\":\"".len());
        out.push_str(before);
        out.push('…');
        rest = after.trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    out + rest
}
