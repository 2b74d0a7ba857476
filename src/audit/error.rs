//! What can be wrong with a state or with what is asked of it. Never holds text of a row.

/// Why a state was refused, or figures could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// The bytes do not begin as a state does.
    #[error("this is not the state of an audit")]
    NotAState,
    /// The state was written by a version whose layout this one does not read.
    #[error("the state has format {found}, this version reads {known}; make it again from the export")]
    Version {
        /// The state's format.
        found: u32,
        /// The format that this version reads.
        known: u32,
    },
    /// The state is cut off or was changed.
    #[error("the state is damaged; copy it again, or make it again from the export")]
    Damaged,
    /// The states were made with another key, other registered texts, or one keeps what the other does not.
    #[error("the states were made with different {what}; merge only what was made alike")]
    Different {
        /// Which: `keys`, `registered texts` or `settings of what is kept`.
        what: &'static str,
    },
    /// More rows than an audit holds.
    #[error("an audit holds at most {limit} rows; audit a shorter time")]
    TooMany {
        /// How many it holds.
        limit: u64,
    },
    /// A day, a period or a time zone that makes no sense.
    #[error("`{given}` is not {wanted}")]
    Option {
        /// What was given.
        given: String,
        /// What would have made sense.
        wanted: &'static str,
    },
}

impl AuditError {
    /// One word for programs: `not-a-state`, `version`, `damaged`, `different`, `too-many` or `option`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAState => "not-a-state",
            Self::Version { .. } => "version",
            Self::Damaged => "damaged",
            Self::Different { .. } => "different",
            Self::TooMany { .. } => "too-many",
            Self::Option { .. } => "option",
        }
    }
}
