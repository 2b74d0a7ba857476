//! Histories from the command line: several commands in a row on the same files, and a writer that is killed.

use replylint_cli::{Io, run};
use std::path::Path;
use std::process::{Command, Stdio};

const KEY: &str = "0123456789abcdef0123456789abcdef";

/// Runs a command; gives its code, stdout and stderr.
fn replylint(args: &[&str], stdin: &str) -> (i32, String, String) {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut io = Io {
        stdin: &mut stdin.as_bytes(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        stdout_is_terminal: false,
        stderr_is_terminal: false,
    };
    let code = run(std::iter::once("replylint").chain(args.iter().copied()).map(Into::into).collect(), &mut io);
    (code, String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn record(id: usize, name: &str, location: &str) -> String {
    format!(
        r#"{{"id":"r{id}","reply":"Hi {name}, the lift was out for nine days since the part came by ship, and the stairs are no answer for a pram.","location":"{location}","posted_at":"2026-01-{:02}T10:00:00Z"}}"#,
        id % 28 + 1
    ) + "\n"
}

/// A folder with a key and records.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("key", KEY.to_owned());
    write("a.jsonl", record(1, "Ana", "north") + &record(2, "Bo", "south"));
    write("b.jsonl", record(3, "Cleo", "north"));
    write(
        "draft.txt",
        "Hi Dov, the lift was out for nine days since the part came by ship, and the stairs are no answer for a pram."
            .to_owned(),
    );
    folder
}

fn at(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

#[test]
fn adding_merging_and_building_come_to_the_same() {
    let folder = folder();
    let at = |name: &str| at(folder.path(), name);
    let (key, a, b) = (at("key"), at("a.jsonl"), at("b.jsonl"));
    let ok = |args: &[&str]| {
        let (code, out, err) = replylint(args, "");
        assert_eq!(code, 0, "{args:?}: {err}");
        (out, err)
    };
    ok(&["history", "build", &a, &b, "--key-file", &key, "--out", &at("whole")]);
    ok(&["history", "build", &a, "--key-file", &key, "--out", &at("grown")]);
    let (_, said) = ok(&["history", "append", &at("grown"), &b, "--key-file", &key]);
    assert!(said.contains("3 replies, 2 locations, 1 template, 2 segments"), "{said}");
    let (told, _) = ok(&["history", "query", &at("grown"), &at("draft.txt"), "--key-file", &key]);
    assert!(
        told.starts_with(
            "100.0% reused: 24 of 24 words\ntemplate 1: 3 uses at 2 locations, 2026-01-02 to 2026-01-04\n"
        ),
        "{told}"
    );

    ok(&["history", "build", &b, "--key-file", &key, "--out", &at("b")]);
    ok(&["history", "build", &a, "--key-file", &key, "--out", &at("a")]);
    for (parts, out) in [(["a", "b"], "ab"), (["b", "a"], "ba"), (["grown", "b"], "again")] {
        ok(&["history", "merge", &at(parts[0]), &at(parts[1]), "--key-file", &key, "--out", &at(out)]);
        assert_eq!(std::fs::read(at(out)).unwrap(), std::fs::read(at("whole")).unwrap(), "{parts:?}");
    }
    let (stats, _) = ok(&["history", "stats", &at("whole"), "--key-file", &key]);
    assert!(stats.contains("replies            3\ndays               2026-01-02 to 2026-01-04\n"), "{stats}");
    let (stats, _) = ok(&["history", "stats", &at("whole"), "--key-file", &key, "--format", "json"]);
    let stats: serde_json::Value = serde_json::from_str(&stats).unwrap();
    assert_eq!((&stats["replies"], &stats["templated"]), (&3.into(), &3.into()));
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("tmp")), "{names:?}");
}

#[test]
fn many_segments_become_one() {
    let folder = folder();
    let at = |name: &str| at(folder.path(), name);
    replylint(&["history", "build", &at("a.jsonl"), "--key-file", &at("key"), "--out", &at("h")], "");
    for id in 0..20 {
        let (code, _, err) = replylint(
            &["history", "append", &at("h"), "-", "--key-file", &at("key")],
            &record(100 + id, "Eve", "west"),
        );
        assert_eq!(code, 0, "{err}");
    }
    let (_, stats, _) = replylint(&["history", "stats", &at("h"), "--key-file", &at("key"), "--format", "json"], "");
    let stats: serde_json::Value = serde_json::from_str(&stats).unwrap();
    assert_eq!(stats["replies"], 22);
    assert!(stats["segments"].as_u64().unwrap() <= 16, "{stats}");
}

#[test]
fn checks_compare_with_a_history() {
    let folder = folder();
    let at = |name: &str| at(folder.path(), name);
    replylint(&["history", "build", &at("a.jsonl"), "--key-file", &at("key"), "--out", &at("h")], "");
    let check = |key: &str| {
        let (history, key, draft) = (at("h"), at(key), at("draft.txt"));
        replylint(&["check", &draft, "--history", &history, "--history-key", &key, "--regime", "none"], "")
    };
    let (code, out, _) = check("key");
    assert_eq!(code, 1);
    assert!(
        out.contains("revise[generic/reused-reply]: repeats an earlier reply: template 1, 2 uses at 2 locations"),
        "{out}"
    );
    std::fs::write(at("other"), "fedcba9876543210fedcba9876543210").unwrap();
    let (code, _, err) = check("other");
    assert_eq!(code, 2);
    assert!(err.contains("the key is not the one"), "{err}");
    assert!(!err.contains("fedcba") && !err.contains(KEY));
    std::fs::write(at("h"), &std::fs::read(at("h")).unwrap()[..300]).unwrap();
    let (code, _, err) = check("key");
    assert!(code == 2 && err.contains("ends after 300 of"), "{err}");
}

/// Kills a writer again and again, at other moments, and looks at what it left.
#[test]
fn a_killed_writer_loses_nothing() {
    let folder = folder();
    let at = |name: &str| at(folder.path(), name);
    let many: String = (0..4_000).map(|id| record(id, ["Eve", "Fay", "Gus"][id % 3], "west")).collect();
    std::fs::write(at("many.jsonl"), many).unwrap();
    replylint(&["history", "build", &at("a.jsonl"), "--key-file", &at("key"), "--out", &at("h")], "");
    let before = std::fs::read(at("h")).unwrap();
    let (mut killed, mut finished, mut left) = (0, 0, 0);
    for round in 0..24 {
        std::fs::write(at("h"), &before).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_replylint"))
            .args(["history", "append", &at("h"), &at("many.jsonl"), "--key-file", &at("key")])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Every other round at some moment, from before it reads its arguments to after it is done; else as soon as it
        // has begun to write.
        let writes = || {
            let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
            names.filter(|name| name.to_string_lossy().ends_with(".tmp")).count() > left
        };
        if round % 2 == 0 {
            std::thread::sleep(std::time::Duration::from_millis(round * round));
        } else {
            while !writes() && child.try_wait().unwrap().is_none() {}
        }
        let _ = child.kill();
        let done = child.wait().unwrap().success();
        let (code, stats, err) =
            replylint(&["history", "stats", &at("h"), "--key-file", &at("key"), "--format", "json"], "");
        assert_eq!(code, 0, "round {round}: {err}");
        let replies = serde_json::from_str::<serde_json::Value>(&stats).unwrap()["replies"].as_u64().unwrap();
        // Killed after the new file had its name, all is there; before, nothing of it.
        assert!(replies == 4_002 || replies == 2 && !done, "round {round}: {replies} replies, done: {done}");
        // What a killed writer leaves beside the file is never read.
        let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        left = names.filter(|name| name.to_string_lossy().ends_with(".tmp")).count();
        if replies == 2 { killed += 1 } else { finished += 1 }
    }
    assert!(killed > 0, "no round was killed while it wrote; {finished} finished");
}
