//! What can be wrong with a history, its key, or what is put into it. Never holds text.

/// Why a history was refused, or could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// The bytes do not begin as a history does.
    #[error("this is not a history; make one with `replylint history build`")]
    NotAHistory,
    /// The file was written by a version whose layout this one does not read.
    #[error("the history has format {found}, this version reads {known}; build it again from the records")]
    Version {
        /// The file's format.
        found: u32,
        /// The format that this version reads.
        known: u32,
    },
    /// The file was written under another masking, so that equal texts would not be found equal.
    #[error("the history was built with masking {found}, this version has {known}; build it again from the records")]
    Masking {
        /// The file's masking.
        found: u32,
        /// This version's.
        known: u32,
    },
    /// The key is not the one that the history was built with.
    #[error("the key is not the one that the history was built with; every history of a tenant has the same key")]
    WrongKey,
    /// The key is too short to keep anything from being guessed.
    #[error("the key has {found} bytes and needs at least {needed}; make one with `head -c 32 /dev/urandom > key`")]
    ShortKey {
        /// How many bytes it has.
        found: usize,
        /// How many it needs.
        needed: usize,
    },
    /// The file ends before its contents do.
    #[error("the history ends after {found} of {needed} bytes; copy it again, or build it again from the records")]
    Truncated {
        /// How many bytes there are.
        found: u64,
        /// How many there should be.
        needed: u64,
    },
    /// The contents are not what was written.
    #[error("the history is damaged in its {part}; copy it again, or build it again from the records")]
    Damaged {
        /// Which part.
        part: &'static str,
    },
    /// More than the format can count.
    #[error("a history holds at most {limit} {what}; build one for a shorter time")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many it can hold.
        limit: u64,
    },
    /// It could not be written.
    #[error("the history cannot be written: {0}")]
    Write(#[from] std::io::Error),
}

impl HistoryError {
    /// One word for programs: `not-a-history`, `version`, `masking`, `wrong-key`, `short-key`, `truncated`, `damaged`,
    /// `too-many` or `write`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAHistory => "not-a-history",
            Self::Version { .. } => "version",
            Self::Masking { .. } => "masking",
            Self::WrongKey => "wrong-key",
            Self::ShortKey { .. } => "short-key",
            Self::Truncated { .. } => "truncated",
            Self::Damaged { .. } => "damaged",
            Self::TooMany { .. } => "too-many",
            Self::Write(_) => "write",
        }
    }
}
