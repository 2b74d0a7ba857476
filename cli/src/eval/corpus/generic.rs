//! The generic shape: drafts labelled for how well they would fit under any other message.

use super::fields::{Fields, check_gold};
use super::{Gold, Head};
use replylint::Draft;

/// What a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Generic,
    Mixed,
    Specific,
}

impl Label {
    /// Every label, from the most to the least generic.
    pub(crate) const ALL: [Self; 3] = [Self::Generic, Self::Mixed, Self::Specific];

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.as_str() == word)
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Generic => "generic",
            Self::Mixed => "mixed",
            Self::Specific => "specific",
        }
    }
}

/// One labelled draft.
pub(crate) struct Case {
    pub(crate) head: Head,
    pub(crate) label: Label,
    pub(crate) kinds: Vec<String>,
    pub(crate) spans: Vec<Gold>,
}

/// Reads a line.
pub(crate) fn read(mut fields: Fields) -> Result<(Case, Draft<'static>, Vec<String>), String> {
    let head = fields.head()?;
    let label = Label::parse(&fields.text("label")?).ok_or("unknown `label`; write generic, specific or mixed")?;
    let kinds = fields.texts("kinds")?;
    let spans = fields.objects("spans")?.into_iter().map(span).collect::<Result<Vec<_>, _>>()?;
    let (draft, ignored) = fields.draft(&head.id)?;
    check_gold(&spans, &draft, "spans")?;
    Ok((Case { head, label, kinds, spans }, draft, ignored))
}

fn span(mut fields: Fields) -> Result<Gold, String> {
    let (kind, text) = (fields.text("kind")?, fields.text("text")?);
    let in_inbound = match fields.maybe_text("in")?.as_deref() {
        None | Some("draft") => false,
        Some("inbound") => true,
        Some(_) => return Err("`in` of a span is neither `draft` nor `inbound`".to_owned()),
    };
    fields.none_left("`spans`")?;
    Ok(Gold { kind, text: Some(text), in_inbound })
}
