//! The reuse shape: a history of replies in the order of time, some of them made from a template.

use super::Head;
use super::fields::Fields;

/// One reply as a tool may see it: neither the template nor how it was varied.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its name in the corpus.
    pub id: String,
    /// The brand that answered.
    pub brand: String,
    /// The location that answered.
    pub location: String,
    /// When, in RFC 3339.
    pub posted_at: Option<String>,
    /// What was answered.
    pub text: String,
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply").field("id", &self.id).field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

/// One labelled reply.
pub(crate) struct Case {
    pub(crate) head: Head,
    pub(crate) reply: Reply,
    /// The template that it was made from.
    pub(crate) template: Option<String>,
    pub(crate) variation: String,
}

/// Reads a line.
pub(crate) fn read(mut fields: Fields) -> Result<Case, String> {
    let head = fields.head()?;
    let reply = Reply {
        id: head.id.clone(),
        brand: fields.text("brand")?,
        location: fields.text("location")?,
        posted_at: fields.maybe_text("posted_at")?,
        text: fields.text("reply")?,
    };
    Ok(Case { head, reply, template: fields.maybe_text("template")?, variation: fields.text("variation")? })
}
