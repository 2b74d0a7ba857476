//! The phi shape: drafts labelled for disclosure of health information.

use super::fields::{Fields, check_gold};
use super::{Gold, Head};
use replylint::Draft;

/// What a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Violation,
    Ok,
    Disputed,
}

impl Label {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "violation" => Some(Self::Violation),
            "ok" => Some(Self::Ok),
            "disputed" => Some(Self::Disputed),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Violation => "violation",
            Self::Ok => "ok",
            Self::Disputed => "disputed",
        }
    }
}

/// One labelled draft.
pub(crate) struct Case {
    pub(crate) head: Head,
    pub(crate) label: Label,
    pub(crate) kinds: Vec<String>,
    pub(crate) spans: Vec<Gold>,
    /// The field of care.
    pub(crate) stratum: Option<String>,
    /// Cases of one pair differ in what decides the label.
    pub(crate) pair: Option<String>,
    pub(crate) hard: Option<bool>,
}

/// Reads a line.
pub(crate) fn read(mut fields: Fields) -> Result<(Case, Draft<'static>, Vec<String>), String> {
    let head = fields.head()?;
    let label = Label::parse(&fields.text("label")?).ok_or("unknown `label`; write violation, ok or disputed")?;
    let kinds = fields.texts("kinds")?;
    let gold = |text| Gold { kind: String::new(), text: Some(text), in_inbound: false };
    let spans: Vec<Gold> = fields.texts("spans")?.into_iter().map(gold).collect();
    let (stratum, pair) = (fields.maybe_text("specialty")?, fields.maybe_text("pair")?);
    let hard = fields.maybe_flag("hard")?;
    let (draft, ignored) = fields.draft(&head.id)?;
    check_gold(&spans, &draft, "spans")?;
    Ok((Case { head, label, kinds, spans, stratum, pair, hard }, draft, ignored))
}
