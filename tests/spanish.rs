//! Spanish: care words, identifiers, facts asked for, and what counts as checked.

use replylint::report::UncheckedReason;
use replylint::{Category, Draft, Linter, Pack, Report, Verdict};
use std::sync::LazyLock;

#[test]
fn every_family_of_the_grammar_is_declared() {
    let packs = Pack::builtin();
    let grammar: toml::Value = toml::from_str(include_str!("../rules/language/es.toml")).expect("TOML");
    let lists = ["families", "circumstances"].map(|list| grammar[list].as_array().expect("a list"));
    for family in lists.into_iter().flatten().filter_map(toml::Value::as_str) {
        let declared = format!("name = \"{family}\"");
        assert!(packs.iter().any(|pack| pack.text().contains(&declared)), "{family}");
    }
}

#[test]
fn disclosures_are_told_in_spanish() {
    for draft in [
        "Su cita del martes empezó tarde porque el doctor estaba en cirugía.",
        "Le hicimos la endodoncia el lunes y su seguro no la cubrió.",
        "Revisamos su expediente y usted firmó el consentimiento.",
        "Su hija se portó muy bien en su limpieza.",
    ] {
        let report = lint(draft);
        let told = report.findings.iter().any(|finding| !finding.cues.is_empty());
        assert!(told, "{draft}: {:?}", rules(draft));
    }
    for draft in [
        "Gracias por sus palabras.",
        "Nuestra clínica abre los sábados de ocho a una.",
        "Cualquier persona puede pedir copia de su expediente en recepción.",
        "Por ley no podemos decir si alguien es paciente.",
    ] {
        assert!(lint(draft).findings.iter().all(|finding| finding.cues.is_empty()), "{draft}: {:?}", rules(draft));
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
        assert!(!rules.iter().any(|found| found.starts_with("phi/identifier")), "{draft}: {rules:?}");
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
