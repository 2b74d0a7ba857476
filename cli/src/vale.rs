//! Vale styles from the disk.

use crate::dictionary::{Beside, Dictionary};
use crate::failure::Failure;
use replylint::vale::{Entry, Files, SkippedKind, Styles};
use std::io::Write;
use std::path::Path;

/// The largest file that is read, in bytes: dictionaries are the largest.
const MAX_BYTES: u64 = 64 << 20;

/// The files of this machine.
#[derive(Debug)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let metadata = std::fs::metadata(path).ok()?;
        (metadata.is_file() && metadata.len() <= MAX_BYTES).then(|| std::fs::read(path).ok()).flatten()
    }

    fn list(&self, path: &str) -> Vec<Entry> {
        let Ok(entries) = std::fs::read_dir(path) else { return Vec::new() };
        let entry = |entry: std::fs::DirEntry| Entry {
            name: entry.file_name().to_string_lossy().into_owned(),
            is_dir: entry.path().is_dir(),
        };
        let mut all: Vec<Entry> = entries.flatten().map(entry).collect();
        all.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        all
    }
}

/// Reads a `.vale.ini`, a folder of styles, a style or a rule file.
///
/// # Errors
///
/// Those of [`Styles::load`].
pub fn load(path: &Path) -> Result<Styles, replylint::Error> {
    load_with(path, None, &[])
}

/// The same with dictionaries for rules that check spelling; and for a draft with a name of its own, which the sections
/// of a `.vale.ini` may be about.
///
/// # Errors
///
/// Those of [`Styles::load`].
pub fn load_with(path: &Path, draft: Option<&Path>, dictionaries: &[Dictionary]) -> Result<Styles, replylint::Error> {
    let files = Beside { files: Disk, dictionaries };
    let Some(draft) = draft else { return Styles::load(&files, &name(path)) };
    let draft = draft.to_string_lossy().replace('\\', "/");
    Styles::load_for(&files, &name(path), draft.trim_start_matches("./"))
}

/// A path with `/`; one that has no name of its own (`.`) gets it, since a style is called as its folder.
fn name(path: &Path) -> String {
    let full = match path.file_name() {
        Some(_) => path.to_path_buf(),
        None => path.canonicalize().unwrap_or_else(|_| path.to_path_buf()),
    };
    full.to_string_lossy().replace('\\', "/")
}

/// Whether a path is one of Vale styles, and no pack.
pub(crate) fn is_style(path: &Path) -> bool {
    let yaml = path.extension().is_some_and(|extension| extension == "yml" || extension == "ini");
    let hidden = path.file_name().is_some_and(|name| name == ".vale" || name == "_vale");
    yaml || hidden || path.is_dir()
}

/// Says how many rules were left out for a fault or for want of something, not those that speak of markup alone.
pub(crate) fn tell_skipped(styles: &Styles, path: &Path, stderr: &mut dyn Write) -> Result<(), Failure> {
    let left_out = styles.skipped().iter().filter(|skipped| skipped.kind != SkippedKind::Silent).count();
    if left_out > 0 {
        let (noun, verb) = if left_out == 1 { ("rule", "does") } else { ("rules", "do") };
        let path = path.display();
        writeln!(stderr, "note: {left_out} {noun} of {path} {verb} not run; `replylint pack lint {path}` says why")?;
    }
    Ok(())
}
