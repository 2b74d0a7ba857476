//! The packs that come with replylint: one line each.

use super::Pack;
use once_cell::sync::Lazy;

/// Names and texts of the built-in packs.
const TEXTS: &[(&str, &str)] = &[
    ("rules/concepts/care.toml", include_str!("../../rules/concepts/care.toml")),
    ("rules/shapes/identifiers.toml", include_str!("../../rules/shapes/identifiers.toml")),
    ("rules/phi/disclosure.toml", include_str!("../../rules/phi/disclosure.toml")),
    ("rules/phi/identifiers.toml", include_str!("../../rules/phi/identifiers.toml")),
    ("rules/phi/privacy.toml", include_str!("../../rules/phi/privacy.toml")),
    ("rules/generic/leftovers.toml", include_str!("../../rules/generic/leftovers.toml")),
    ("rules/generic/stock.toml", include_str!("../../rules/generic/stock.toml")),
    ("rules/brand/basics.toml", include_str!("../../rules/brand/basics.toml")),
    ("rules/escalation/topics.toml", include_str!("../../rules/escalation/topics.toml")),
];

/// The built-in packs, parsed when they are first asked for.
pub(crate) fn builtin() -> &'static [Pack] {
    static PACKS: Lazy<Vec<Pack>> = Lazy::new(|| {
        let parse = |(origin, text): &(&str, &str)| Pack::parse(text, origin).unwrap_or_else(|error| panic!("{error}"));
        TEXTS.iter().map(parse).collect()
    });
    &PACKS
}
