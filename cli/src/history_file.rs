//! Histories as files: read through a map, written beside and renamed, so that whoever reads sees the old one or the
//! new one and never a half.

use crate::input;
use memmap2::Mmap;
use replylint::{History, HistoryError, HistoryKey};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// The longest key that is read: a file of another kind was meant.
const LONGEST_KEY: u64 = 64 << 10;

/// Reads a key; every byte of the file counts.
///
/// # Errors
///
/// One line that names the file and what is wrong.
pub fn key(path: &Path) -> Result<HistoryKey, String> {
    let name = path.display();
    let mut bytes = Vec::new();
    let file = input::open(path)?;
    file.take(LONGEST_KEY + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("{name}: cannot be read: {}", input::reason(&error)))?;
    if bytes.len() as u64 > LONGEST_KEY {
        return Err(format!("{name}: is longer than {} KiB and no key", LONGEST_KEY >> 10));
    }
    HistoryKey::new(&bytes).map_err(|error| format!("{name}: {error}"))
}

/// Opens a history where it lies.
///
/// # Errors
///
/// One line that names the file and what is wrong.
pub fn open(path: &Path, key: &HistoryKey) -> Result<History, String> {
    let map = map(path)?;
    History::open(map, key).map_err(|error| format!("{}: {error}", path.display()))
}

/// The bytes of a file, without reading them.
///
/// # Errors
///
/// One line that names the file and what is wrong.
pub fn map(path: &Path) -> Result<Mmap, String> {
    let file = input::open(path)?;
    // SAFETY: a map must not change while it is read. Histories are never changed in place: replylint writes another
    // file and renames it, which leaves this one as it is for as long as it is mapped. Should another program write
    // into it, the core reads whatever it finds with checked offsets; a file cut off meanwhile ends the process, as
    // with every map.
    #[allow(unsafe_code)]
    let map = unsafe { Mmap::map(&file) };
    map.map_err(|error| format!("{}: cannot be mapped: {}", path.display(), input::reason(&error)))
}

/// Writes a file whole or not at all: beside its place, then renamed. What stood there before stays until then.
///
/// # Errors
///
/// One line that names the file and what is wrong.
pub fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<(), HistoryError>) -> Result<(), String> {
    let fault = |error: &io::Error| format!("{}: cannot be written: {}", path.display(), input::reason(error));
    let (beside, file) = create_beside(path).map_err(|error| fault(&error))?;
    let written = fill_and_rename(path, &beside, file, fill);
    if written.is_err() {
        // It never was the file; what keeps it from being removed does not matter.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(|error| match error {
        HistoryError::Write(error) => fault(&error),
        other => format!("{}: {other}", path.display()),
    })
}

fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let name = path.file_name().ok_or(ErrorKind::IsADirectory)?;
    for attempt in 0..100 {
        let mut own = std::ffi::OsString::from(".");
        own.push(name);
        own.push(format!(".{}-{attempt}.tmp", std::process::id()));
        let beside = path.with_file_name(own);
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Ok(file) => return Ok((beside, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn fill_and_rename(
    path: &Path,
    beside: &Path,
    file: File,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), HistoryError>,
) -> Result<(), HistoryError> {
    let mut out = BufWriter::with_capacity(1 << 20, file);
    fill(&mut out)?;
    out.flush()?;
    // The bytes first, then the name: after a power cut there is no name of bytes that are not there.
    out.get_ref().sync_all()?;
    fs::rename(beside, path)?;
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history");
        write(&path, |out| Ok(out.write_all(b"old")?)).unwrap();
        let broken = write(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("no space").into())
        });
        assert!(broken.unwrap_err().contains("no space"));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        write(&path, |out| Ok(out.write_all(b"new")?)).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left over");
    }

    #[test]
    fn keys_are_checked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "short").unwrap();
        assert!(key(&path).unwrap_err().contains("has 5 bytes"));
        fs::write(&path, vec![0; 70_000]).unwrap();
        assert!(key(&path).unwrap_err().contains("no key"));
    }
}
