//! Hunspell dictionaries from the disk, for all rules that check spelling.

use crate::failure::Failure;
use clap::Args;
use replylint::LinterBuilder;
use replylint::vale::{Entry, Files};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

/// A dictionary: what its files are called, and what they hold.
#[derive(Debug, Clone)]
pub struct Dictionary {
    /// Without `.aff` and `.dic`.
    stem: String,
    affixes: String,
    words: String,
}

/// The name by which rules of Vale styles ask for a dictionary where they name none.
const UNNAMED: &str = "en_US-web";

impl Dictionary {
    /// Reads both files; either may be named, or neither with its extension.
    ///
    /// # Errors
    ///
    /// A name that does not begin with a language (`InvalidInput`), a file that cannot be read or is not UTF-8.
    pub fn read(path: &Path) -> Result<Self> {
        let known = path.extension().is_some_and(|extension| extension == "aff" || extension == "dic");
        let bare = if known { path.with_extension("") } else { path.to_path_buf() };
        let stem = bare.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !stem.get(..2).is_some_and(|letters| letters.bytes().all(|byte| byte.is_ascii_alphabetic())) {
            let what = format!("`{}` does not begin with a language", path.display());
            return Err(Error::new(ErrorKind::InvalidInput, format!("{what}; name a dictionary as `en_US.dic`")));
        }
        let text = |extension: &str| {
            let mut file = bare.clone().into_os_string();
            file.push(extension);
            std::fs::read_to_string(&file).map_err(|error| {
                let name = Path::new(&file).display();
                let what = format!("cannot read {name}: {error}; a dictionary is a `.aff` and a `.dic` in UTF-8");
                Error::new(error.kind(), what)
            })
        };
        Ok(Self { affixes: text(".aff")?, words: text(".dic")?, stem })
    }

    /// As two letters.
    #[must_use]
    pub fn language(&self) -> String {
        self.stem.chars().take(2).collect::<String>().to_lowercase()
    }

    /// Hands it to a linter.
    #[must_use]
    pub fn give(&self, builder: LinterBuilder) -> LinterBuilder {
        builder.dictionary(&self.language(), &self.affixes, &self.words)
    }
}

/// The dictionaries of a command.
#[derive(Debug, Default, Args)]
pub(crate) struct DictionaryArgs {
    /// A Hunspell dictionary (`en_US.dic` with `en_US.aff` beside it) for rules that check spelling, those of Vale
    /// styles among them; may be given several times
    #[arg(long, value_name = "FILE")]
    dictionary: Vec<PathBuf>,
}

impl DictionaryArgs {
    /// Reads them.
    pub(crate) fn read(&self) -> std::result::Result<Vec<Dictionary>, Failure> {
        let read = |path: &PathBuf| Dictionary::read(path).map_err(|error| Failure::usage(error.to_string()));
        self.dictionary.iter().map(read).collect()
    }
}

/// Files among which dictionaries are found by name, wherever they are looked for.
pub(crate) struct Beside<'d, F> {
    pub(crate) files: F,
    pub(crate) dictionaries: &'d [Dictionary],
}

impl<F: Files> Files for Beside<'_, F> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let asked = name.rsplit_once('.').and_then(|(stem, extension)| {
            let known = self.dictionaries.iter().find(|known| known.stem == stem);
            let any = || self.dictionaries.iter().find(|known| stem == UNNAMED && known.language() == "en");
            let found = known.or_else(any)?;
            match extension {
                "aff" => Some(&found.affixes),
                "dic" => Some(&found.words),
                _ => None,
            }
        });
        asked.map(|text| text.clone().into_bytes()).or_else(|| self.files.read(path))
    }

    fn list(&self, path: &str) -> Vec<Entry> {
        self.files.list(path)
    }
}
