//! A file of the core uses only what stands above it in the order of the design.

use std::path::{Path, PathBuf};

/// The rooms of the core, from what knows nothing of the others to what knows all.
const ORDER: &[&str] = &[
    "error",
    "near",
    "parallel",
    "trusted",
    "draft",
    "report",
    "record",
    "text",
    "offsets",
    "lexicon",
    "matcher",
    "history",
    "analysis",
    "check",
    "pack",
    "overlap",
    "linter",
    "audit",
    "verify",
    "catalogue",
    "advice",
    "output",
    "schema",
    "lib",
];

fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

fn room_of(path: &Path, src: &Path) -> String {
    let first = path.strip_prefix(src).unwrap().components().next().unwrap();
    Path::new(first.as_os_str()).file_stem().unwrap().to_str().unwrap().to_owned()
}

/// The rooms that a file's code names by `crate::room` or `use crate::{room::…}`, tests inside the file left out.
fn rooms_used(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut used = Vec::new();
    for line in lines {
        for part in line.split("crate::").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            used.push(name);
        }
    }
    used.retain(|name| !name.is_empty());
    used
}

#[test]
fn rooms_use_only_what_stands_above_them() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let place = |room: &str| ORDER.iter().position(|known| *known == room);
    let mut wrong = Vec::new();
    for file in &files {
        let room = room_of(file, &src);
        let own = place(&room).unwrap_or_else(|| panic!("{} stands in no room of the order", file.display()));
        if room == "lib" {
            continue;
        }
        for used in rooms_used(&std::fs::read_to_string(file).unwrap()) {
            match place(&used) {
                Some(other) if other <= own => {}
                // `words!` is a macro of `draft`.
                _ if used == "words" => {}
                _ => wrong.push(format!("{} uses {used}", file.strip_prefix(&src).unwrap().display())),
            }
        }
    }
    assert!(files.len() > 20, "the files were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
