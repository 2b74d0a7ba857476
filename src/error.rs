//! The one error of the crate: what was wrong with a pack or a brand file, where, and what to write instead.

use std::fmt;

/// Why a pack or a brand file was refused.
///
/// `Display` gives one line: `origin:line:column: rule \`id\`: what is wrong; what to do`. It never holds draft text,
/// since drafts cannot fail.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Rendered(self))]
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    origin: String,
    at: Option<(usize, usize)>,
    byte: usize,
    rule: Option<String>,
    what: String,
    remedy: Option<String>,
}

struct Rendered<'a>(&'a Error);

impl Error {
    pub(crate) fn new(origin: &str, what: impl Into<String>) -> Self {
        let inner = Inner { origin: origin.to_owned(), at: None, byte: 0, rule: None, what: what.into(), remedy: None };
        Self { inner: Box::new(inner) }
    }

    /// Places the error at a byte of the file's text.
    pub(crate) fn at(mut self, text: &str, byte: usize) -> Self {
        let before = &text.as_bytes()[..byte.min(text.len())];
        let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
        let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
        let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
        self.inner.at = Some((line, column));
        self.inner.byte = byte;
        self
    }

    /// Moves the error to where its text was written out from.
    pub(crate) fn moved(mut self, origin: &str, text: &str, byte: usize) -> Self {
        origin.clone_into(&mut self.inner.origin);
        self.at(text, byte)
    }

    /// The byte at which it was placed.
    pub(crate) fn byte(&self) -> Option<usize> {
        self.inner.at.map(|_| self.inner.byte)
    }

    /// Places the error at a line and column that are known already.
    #[cfg(feature = "vale")]
    pub(crate) fn at_place(mut self, line: usize, column: usize) -> Self {
        self.inner.at = Some((line, column));
        self
    }

    /// The same place with something else to say.
    #[cfg(feature = "vale")]
    pub(crate) fn saying(mut self, what: String) -> Self {
        self.inner.what = what;
        self
    }

    pub(crate) fn in_rule(mut self, id: &str) -> Self {
        self.inner.rule = Some(id.to_owned());
        self
    }

    pub(crate) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.inner.remedy = Some(remedy.into());
        self
    }

    /// The file, or whatever name the text was given.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.inner.origin
    }

    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.inner.at.map(|at| at.0)
    }

    /// The column in characters, counted from 1.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.inner.at.map(|at| at.1)
    }

    /// The id of the rule, where the fault lies inside one.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        self.inner.rule.as_deref()
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.inner.what
    }

    /// What to write instead, where it is known.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.inner.remedy.as_deref()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl fmt::Display for Rendered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0.inner;
        write!(f, "{}", inner.origin)?;
        if let Some((line, column)) = inner.at {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": ")?;
        if let Some(rule) = &inner.rule {
            write!(f, "rule `{rule}`: ")?;
        }
        write!(f, "{}", inner.what)?;
        match &inner.remedy {
            Some(remedy) => write!(f, "; {remedy}"),
            None => Ok(()),
        }
    }
}
