//! The packs that come with replylint: one line each.

use super::Pack;
use once_cell::sync::Lazy;

/// Names and texts of the built-in packs.
const TEXTS: &[(&str, &str)] = &[
    ("rules/concepts/care.toml", include_str!("../../rules/concepts/care.toml")),
    ("rules/concepts/clinical.toml", include_str!("../../rules/concepts/clinical.toml")),
    ("rules/concepts/courtesy.toml", include_str!("../../rules/concepts/courtesy.toml")),
    ("rules/concepts/people.toml", include_str!("../../rules/concepts/people.toml")),
    ("rules/concepts/time.toml", include_str!("../../rules/concepts/time.toml")),
    ("rules/names/cues.toml", include_str!("../../rules/names/cues.toml")),
    ("rules/names/given.toml", include_str!("../../rules/names/given.toml")),
    ("rules/names/surnames.toml", include_str!("../../rules/names/surnames.toml")),
    ("rules/shapes/identifiers.toml", include_str!("../../rules/shapes/identifiers.toml")),
    ("rules/phi/asking.toml", include_str!("../../rules/phi/asking.toml")),
    ("rules/phi/care.toml", include_str!("../../rules/phi/care.toml")),
    ("rules/phi/disputed.toml", include_str!("../../rules/phi/disputed.toml")),
    ("rules/phi/encounters.toml", include_str!("../../rules/phi/encounters.toml")),
    ("rules/phi/identifiers.toml", include_str!("../../rules/phi/identifiers.toml")),
    ("rules/phi/names.toml", include_str!("../../rules/phi/names.toml")),
    ("rules/phi/people.toml", include_str!("../../rules/phi/people.toml")),
    ("rules/phi/privacy.toml", include_str!("../../rules/phi/privacy.toml")),
    ("rules/phi/records.toml", include_str!("../../rules/phi/records.toml")),
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
