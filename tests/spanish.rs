//! Spanish: care words, identifiers, facts asked for, and what counts as checked.

use replylint::report::UncheckedReason;
use replylint::{Category, Draft, Linter, Pack, Report, Verdict};
use std::sync::LazyLock;

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

fn lint(draft: &str) -> Report {
    static LINTER: LazyLock<Linter> = LazyLock::new(|| Linter::new().expect("the built-in packs"));
    LINTER.lint(&Draft::new(draft))
}

fn rules(draft: &str) -> Vec<String> {
    let report = lint(draft);
    report.findings.iter().map(|finding| finding.rule.to_string()).collect()
}

#[test]
fn identifiers_are_told_in_spanish_sentences() {
    for (draft, rule) in [
        ("Su seguro social es 457-55-5462, ¿verdad?", "phi/identifier-ssn"),
        ("lo buscamos por su seguro social 457555462", "phi/identifier-ssn"),
        ("Los últimos cuatro de su seguro social son 9037.", "phi/identifier-ssn"),
        ("Su fecha de nacimiento es 04/12/1987.", "phi/identifier-birth-date"),
        ("La niña nació el 3 de marzo de 2019.", "phi/identifier-birth-date"),
        ("fecha de nacimiento: 12-4-87", "phi/identifier-birth-date"),
        ("Su teléfono es 412-555-0188.", "phi/identifier-phone"),
        ("Le llamamos dos veces al (206) 555-0143.", "phi/identifier-phone"),
        ("te marcamos al celular que termina en 0126", "phi/identifier-phone"),
        ("Su correo lee@mail.example rebotó.", "phi/identifier-email"),
        ("Sabemos que usted vive en la Calle Fresno 118.", "phi/identifier-geography"),
        ("Fuimos a su casa, 2217 Mesquite Lane.", "phi/identifier-geography"),
        ("Usted vino el 14 de marzo y firmó.", "phi/identifier-date"),
        ("Lo operamos el viernes pasado.", "phi/identifier-date"),
        ("Revisamos el expediente número 7730461.", "phi/identifier-mrn"),
        ("Su número de miembro es QRT550913268.", "phi/identifier-plan-number"),
        ("La factura 778120 sigue pendiente.", "phi/identifier-account"),
        ("Su abuelita tiene 94 años.", "phi/identifier-age-over-89"),
    ] {
        let rules = rules(draft);
        assert!(rules.iter().any(|found| found == rule), "{draft}: {rules:?}");
    }
}

#[test]
fn what_belongs_to_the_business_is_no_identifier_in_spanish_either() {
    for draft in [
        "Llámenos al 412-555-0107 y pregunte por Ana.",
        "Nuestra oficina está en la Calle Ocho 410.",
        "Escríbanos a hola@oak.example.",
        "Abrimos el 2 de enero a las ocho.",
        "Nunca ponga su seguro social ni su fecha de nacimiento en un comentario.",
        "Este edificio tiene 95 años y todavía aguanta.",
        "Nuestro teléfono es 503-555-0164.",
    ] {
        let rules = rules(draft);
        assert!(!rules.iter().any(|found| found.starts_with("phi/")), "{draft}: {rules:?}");
    }
}

#[test]
fn facts_are_asked_for_in_spanish() {
    for draft in ["¿Cuál es su fecha de nacimiento?", "ponga aqui su nombre completo", "¿Qué muela le duele?"] {
        assert!(rules(draft).iter().any(|rule| rule == "phi/ask-publicly.es"), "{draft}: {:?}", rules(draft));
    }
    for draft in ["¿En qué podemos mejorar?", "Llame y con gusto le atendemos.", "¿Cuál es su plato favorito?"] {
        assert!(rules(draft).iter().all(|rule| rule != "phi/ask-publicly.es"), "{draft}");
    }
}

#[test]
fn of_spanish_only_what_is_said_of_health_counts_as_checked() {
    let report = lint("Muchas gracias por sus palabras, Dios la bendiga.");
    assert!(!report.unchecked.iter().any(|part| part.category == Category::Phi));
    for category in [Category::Generic, Category::Brand] {
        let unchecked = report.unchecked.iter().find(|part| part.category == category).expect("unchecked");
        assert_eq!(unchecked.reason, UncheckedReason::Language);
    }
    assert_eq!(report.verdict, Verdict::Unchecked);
}
