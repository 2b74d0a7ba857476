//! What the core brings along by default is pinned: a new dependency is a decision, not an accident.

mod common;

use std::process::Command;

#[test]
fn the_default_features_bring_only_what_is_listed() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "-p",
            "replylint",
            "-e",
            "normal",
            "--prefix",
            "none",
            "--no-dedupe",
            "--format",
            "{lib}",
        ])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut names: Vec<&str> =
        std::str::from_utf8(&output.stdout).unwrap().lines().map(str::trim).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    common::golden("tree.txt", &(names.join("\n") + "\n"));
}
