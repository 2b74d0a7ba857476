//! Reads files, with errors that say which file and what to do, and never what stands in it.

use crate::Io;
use crate::failure::Failure;
use replylint::{Brand, Pack};
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The most that is read of a draft, an inbound, a pack or one record.
pub(crate) const MAX_BYTES: usize = 16 << 20;

/// The name for stdin.
pub(crate) const STDIN: &str = "-";

/// Reads a file, or stdin where the path is `-`.
pub(crate) fn text(path: &Path, io: &mut Io<'_>) -> Result<String, String> {
    if path == Path::new(STDIN) {
        return decode(io.stdin, "stdin");
    }
    decode(&mut open(path)?, &path.display().to_string())
}

/// Reads a short secret from a file.
#[cfg(feature = "serve")]
pub(crate) fn secret(path: &Path) -> Result<String, String> {
    decode(&mut open(path)?.take(64 << 10), &path.display().to_string())
}

/// Opens a file.
pub(crate) fn open(path: &Path) -> Result<File, String> {
    let name = shown(path);
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound if name.is_none() => {
            "there is no file of that name; a text itself is given through stdin: `replylint check -`".to_owned()
        }
        ErrorKind::NotFound => format!("{}: there is no such file", name.as_deref().unwrap_or_default()),
        _ => format!("{}: cannot be opened: {}", name.as_deref().unwrap_or("the file"), reason(&error)),
    })?;
    match file.metadata() {
        Ok(metadata) if metadata.is_dir() => Err(format!("{}: is a directory; name the files in it", path.display())),
        _ => Ok(file),
    }
}

/// Reads and parses packs.
pub(crate) fn packs(paths: &[std::path::PathBuf], io: &mut Io<'_>) -> Result<Vec<Pack>, Failure> {
    let mut packs = Vec::new();
    let mut faults = Vec::new();
    for path in paths {
        let text = match text(path, io) {
            Ok(text) => text,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        let origin = path.display().to_string();
        match Pack::parse(&text, &origin) {
            Ok(pack) => packs.push(pack),
            Err(_) if Brand::parse_with(&text, &origin, extended).is_ok() => {
                faults.push(format!("{origin}: is a brand file and no pack; give it with `--brand`"));
            }
            Err(error) => faults.push(error.to_string()),
        }
    }
    if faults.is_empty() { Ok(packs) } else { Err(Failure::Usage(faults)) }
}

/// Reads and parses a brand file, and those that it extends.
pub(crate) fn brand(path: &Path, io: &mut Io<'_>) -> Result<Brand, Failure> {
    let text = text(path, io).map_err(Failure::usage)?;
    let origin = path.display().to_string();
    Brand::parse_with(&text, &origin, extended).map_err(|error| {
        if Pack::parse(&text, &origin).is_ok() {
            return Failure::usage(format!("{origin}: is a pack and no brand file; give it with `--pack`"));
        }
        error.into()
    })
}

/// The file that another extends, by its name beside that one.
pub(crate) fn extended(origin: &str, name: &str) -> Result<(String, String), String> {
    let path = Path::new(origin).parent().unwrap_or(Path::new("")).join(name);
    let text = open(&path).and_then(|mut file| decode(&mut file, &path.display().to_string()));
    text.map(|text| (path.display().to_string(), text))
}

/// An error of the system without its number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

/// A path that looks like a text is not repeated: it may be a draft.
fn shown(path: &Path) -> Option<String> {
    let name = path.display().to_string();
    let like_text = name.contains('\n') || name.split_whitespace().count() > 4 || name.len() > 1_000;
    (!like_text).then_some(name)
}

fn decode(source: &mut dyn Read, name: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let limit = MAX_BYTES as u64 + 1;
    source
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("{name}: cannot be read: {}", reason(&error)))?;
    if bytes.len() > MAX_BYTES {
        return Err(format!("{name}: is longer than {} MiB; many drafts are given with `--records`", MAX_BYTES >> 20));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..at];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        format!("{name}:{line}: is not UTF-8 from byte {at} on; save it as UTF-8")
    })
}
