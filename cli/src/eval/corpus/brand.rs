//! The brand shape: drafts with the complete list of their violations of one brand's guidelines.

use super::fields::{Fields, check_gold};
use super::{Gold, Head};
use replylint::Draft;

/// One labelled draft.
pub(crate) struct Case {
    pub(crate) head: Head,
    pub(crate) brand: String,
    /// The kind is the guideline.
    pub(crate) violations: Vec<Gold>,
}

/// Reads a line.
pub(crate) fn read(mut fields: Fields) -> Result<(Case, Draft<'static>, Vec<String>), String> {
    let head = fields.head()?;
    let brand = fields.text("brand")?;
    let violations = fields.objects("violations")?.into_iter().map(violation).collect::<Result<Vec<_>, _>>()?;
    let (mut draft, ignored) = fields.draft(&head.id)?;
    draft.brand = Some(brand.clone().into());
    check_gold(&violations, &draft, "violations")?;
    Ok((Case { head, brand, violations }, draft, ignored))
}

fn violation(mut fields: Fields) -> Result<Gold, String> {
    let (kind, text) = (fields.text("guideline")?, fields.maybe_text("text")?);
    fields.none_left("`violations`")?;
    if text.as_deref() == Some("") {
        return Err("the `text` of a violation is empty; write null for an absence or a metric".to_owned());
    }
    Ok(Gold { kind, text, in_inbound: false })
}
