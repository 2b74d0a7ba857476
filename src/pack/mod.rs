//! Packs: rules as data. A pack is read here; what several packs and a brand file mean together is in `resolve`.

pub(crate) mod brand;
mod builtin;
pub(crate) mod resolve;
pub(crate) mod schema;
#[cfg(feature = "internals")]
pub(crate) mod training;
#[cfg(feature = "vale")]
pub mod vale;

pub(crate) use brand::Suppressed;
pub use brand::{Brand, LocationInfo, Notice, Suppression};
pub(crate) use builtin::{builtin, evidence, languages, moves, optional, optional_names, tones};

use crate::error::Error;
use crate::near::{distance, is_near};
use crate::trusted;
use schema::{PackFile, SCHEMA};
use serde::de::DeserializeOwned;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use toml::Spanned;

/// A rule pack that was read and whose shape is right. Cheap to clone.
///
/// ```
/// use replylint::Pack;
/// let pack = Pack::parse("schema = 1\npack = \"house\"\nversion = \"1.0.0\"\n", "house.toml")?;
/// assert_eq!(pack.name(), "house");
/// # Ok::<(), replylint::Error>(())
/// ```
#[derive(Clone)]
pub struct Pack {
    pub(crate) origin: Arc<str>,
    pub(crate) text: Source,
    pub(crate) file: Arc<PackFile>,
    /// It comes along, and tests have shown that all of it is right.
    pub(crate) is_trusted: bool,
}

/// A text that was read, or one that is part of the program.
#[derive(Clone)]
pub(crate) enum Source {
    Read(Arc<str>),
    Part(&'static str),
}

impl Deref for Source {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Read(text) => text,
            Self::Part(text) => text,
        }
    }
}

impl Pack {
    /// Reads a pack. `origin` is the name that errors give, usually the file's.
    ///
    /// # Errors
    ///
    /// Text that is no TOML, an unknown key, a value of the wrong type, or a newer format, with line and column.
    pub fn parse(text: &str, origin: &str) -> Result<Self, Error> {
        let file: PackFile =
            read(text, origin, "a pack begins with `schema = 1`, `pack = \"name\"`, `version = \"1.0.0\"`")?;
        check_schema(&file.schema, text, origin)?;
        let text = Source::Read(text.into());
        Ok(Self { origin: origin.into(), text, file: Arc::new(file), is_trusted: false })
    }

    /// Reads a pack that comes with replylint.
    fn trusted(text: &'static str, origin: &str) -> Result<Self, Error> {
        match trusted::read(text) {
            Some(file) => {
                Ok(Self { origin: origin.into(), text: Source::Part(text), file: Arc::new(file), is_trusted: true })
            }
            None => Self::parse(text, origin),
        }
    }

    /// The packs that come with replylint.
    #[must_use]
    pub fn builtin() -> Vec<Self> {
        builtin().to_vec()
    }

    /// A pack that comes with replylint and is off unless it is asked for; read when it is first asked for.
    ///
    /// # Errors
    ///
    /// A name that none of [`Pack::optional_names`] is.
    pub fn optional(name: &str) -> Result<Self, Error> {
        let what = || Error::new("optional pack", format!("there is no optional pack `{}`", name.escape_debug()));
        optional(name).map_err(|remedy| what().remedy(remedy))
    }

    /// The names of the packs that come with replylint and are off unless they are asked for.
    #[must_use]
    pub fn optional_names() -> Vec<&'static str> {
        optional_names()
    }

    /// The pack's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.file.pack
    }

    /// The pack's version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.file.version
    }

    /// The text that was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name that errors give.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

impl fmt::Debug for Pack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pack({} {} from {})", self.name(), self.version(), self.origin)
    }
}

/// Reads TOML strictly, with the place of every fault.
fn read<T: DeserializeOwned>(text: &str, origin: &str, beginning: &str) -> Result<T, Error> {
    if text.trim().is_empty() {
        return Err(Error::new(origin, "the file is empty").remedy(beginning));
    }
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        refused(&error, text, origin, at)
    })
}

/// What TOML objects to, with the key that was probably meant where one is unknown.
fn refused(error: &toml::de::Error, text: &str, origin: &str, at: usize) -> Error {
    let message = error.message().trim().replace('\n', "; ");
    let mut names = message.split('`').skip(1).step_by(2);
    let near = match names.next().filter(|_| message.starts_with("unknown field")) {
        Some(unknown) => names
            .filter(|known| is_near(unknown, known))
            .min_by_key(|known| distance(unknown, known))
            .map(str::to_owned),
        None => None,
    };
    let error = Error::new(origin, message).at(text, at);
    match near {
        Some(near) => error.remedy(format!("did you mean `{near}`?")),
        None => error,
    }
}

fn check_schema(schema: &Spanned<u32>, text: &str, origin: &str) -> Result<(), Error> {
    if *schema.as_ref() == SCHEMA {
        return Ok(());
    }
    let what = format!("the file has schema {}, this version reads {SCHEMA}", schema.as_ref());
    Err(Error::new(origin, what).at(text, schema.span().start).remedy("update replylint, or write `schema = 1`"))
}
