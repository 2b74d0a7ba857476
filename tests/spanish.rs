//! Spanish: its care words load beside the built-in packs.

use replylint::{Linter, Pack};

/// The care words of Spanish, which no built-in pack names yet.
const CONCEPTS: &[(&str, &str)] = &[
    ("rules/concepts/es/care.toml", include_str!("../rules/concepts/es/care.toml")),
    ("rules/concepts/es/clinical.toml", include_str!("../rules/concepts/es/clinical.toml")),
    ("rules/concepts/es/dental.toml", include_str!("../rules/concepts/es/dental.toml")),
    ("rules/concepts/es/people.toml", include_str!("../rules/concepts/es/people.toml")),
    ("rules/concepts/es/time.toml", include_str!("../rules/concepts/es/time.toml")),
];

#[test]
fn the_care_words_load_and_every_family_of_the_grammar_is_among_them() {
    let mut builder = Linter::builder();
    for (origin, text) in CONCEPTS {
        builder = builder.pack(Pack::parse(text, origin).unwrap_or_else(|error| panic!("{error}")));
    }
    builder.build().unwrap_or_else(|error| panic!("{error}"));
    let grammar: toml::Value = toml::from_str(include_str!("../rules/language/es.toml")).expect("TOML");
    for family in grammar["families"].as_array().expect("a list").iter().filter_map(toml::Value::as_str) {
        let declared = format!("name = \"{family}\"");
        assert!(CONCEPTS.iter().any(|(_, text)| text.contains(&declared)), "{family}");
    }
}
