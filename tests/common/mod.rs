//! What the integration tests share; not every one uses all of it.
#![allow(dead_code, reason = "each test file is a crate of its own")]

use std::path::Path;

/// Compares with a golden file under `tests/golden/`, or writes it where `UPDATE=1` is set.
#[track_caller]
pub(crate) fn golden(name: &str, actual: &str) {
    compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name), actual);
}

/// Compares with any file of the repository, or writes it where `UPDATE=1` is set.
#[track_caller]
pub(crate) fn compare(path: &Path, actual: &str) {
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, actual).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    if expected == actual {
        return;
    }
    let line = expected.lines().zip(actual.lines()).take_while(|(old, new)| old == new).count();
    panic!(
        "{} differs from line {}:\n  golden: {}\n  now:    {}\nrun again with UPDATE=1 and look at the diff",
        path.display(),
        line + 1,
        expected.lines().nth(line).unwrap_or("(end)"),
        actual.lines().nth(line).unwrap_or("(end)"),
    );
}
