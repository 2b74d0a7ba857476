//! The packs that come with replylint: one line each.

use super::Pack;
use crate::analysis::{Language, Model, Moves, Tones};
use crate::lexicon::Grammar;
use crate::near::is_near;
use crate::parallel::both;
use once_cell::sync::{Lazy, OnceCell};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Names and texts of the built-in packs.
const TEXTS: &[(&str, &str)] = &[
    ("rules/concepts/addiction.toml", include_str!("../../rules/concepts/addiction.toml")),
    ("rules/concepts/aesthetics.toml", include_str!("../../rules/concepts/aesthetics.toml")),
    ("rules/concepts/behavioral.toml", include_str!("../../rules/concepts/behavioral.toml")),
    ("rules/concepts/cardiology.toml", include_str!("../../rules/concepts/cardiology.toml")),
    ("rules/concepts/care.toml", include_str!("../../rules/concepts/care.toml")),
    ("rules/concepts/clinical.toml", include_str!("../../rules/concepts/clinical.toml")),
    ("rules/concepts/courtesy.toml", include_str!("../../rules/concepts/courtesy.toml")),
    ("rules/concepts/dental.toml", include_str!("../../rules/concepts/dental.toml")),
    ("rules/concepts/dermatology.toml", include_str!("../../rules/concepts/dermatology.toml")),
    ("rules/concepts/dialysis.toml", include_str!("../../rules/concepts/dialysis.toml")),
    ("rules/concepts/digestive.toml", include_str!("../../rules/concepts/digestive.toml")),
    ("rules/concepts/emergency.toml", include_str!("../../rules/concepts/emergency.toml")),
    ("rules/concepts/endocrine.toml", include_str!("../../rules/concepts/endocrine.toml")),
    ("rules/concepts/es/care.toml", include_str!("../../rules/concepts/es/care.toml")),
    ("rules/concepts/es/clinical.toml", include_str!("../../rules/concepts/es/clinical.toml")),
    ("rules/concepts/es/dental.toml", include_str!("../../rules/concepts/es/dental.toml")),
    ("rules/concepts/es/people.toml", include_str!("../../rules/concepts/es/people.toml")),
    ("rules/concepts/es/time.toml", include_str!("../../rules/concepts/es/time.toml")),
    ("rules/concepts/eye-and-ear.toml", include_str!("../../rules/concepts/eye-and-ear.toml")),
    ("rules/concepts/feeling.toml", include_str!("../../rules/concepts/feeling.toml")),
    ("rules/concepts/fertility.toml", include_str!("../../rules/concepts/fertility.toml")),
    ("rules/concepts/hospice.toml", include_str!("../../rules/concepts/hospice.toml")),
    ("rules/concepts/hospital.toml", include_str!("../../rules/concepts/hospital.toml")),
    ("rules/concepts/lab-and-imaging.toml", include_str!("../../rules/concepts/lab-and-imaging.toml")),
    ("rules/concepts/musculoskeletal.toml", include_str!("../../rules/concepts/musculoskeletal.toml")),
    ("rules/concepts/neurology.toml", include_str!("../../rules/concepts/neurology.toml")),
    ("rules/concepts/oncology.toml", include_str!("../../rules/concepts/oncology.toml")),
    ("rules/concepts/orthodontics.toml", include_str!("../../rules/concepts/orthodontics.toml")),
    ("rules/concepts/paediatrics.toml", include_str!("../../rules/concepts/paediatrics.toml")),
    ("rules/concepts/people.toml", include_str!("../../rules/concepts/people.toml")),
    ("rules/concepts/pharmacy.toml", include_str!("../../rules/concepts/pharmacy.toml")),
    ("rules/concepts/primary-care.toml", include_str!("../../rules/concepts/primary-care.toml")),
    ("rules/concepts/sleep-and-allergy.toml", include_str!("../../rules/concepts/sleep-and-allergy.toml")),
    ("rules/concepts/surgery.toml", include_str!("../../rules/concepts/surgery.toml")),
    ("rules/concepts/telehealth.toml", include_str!("../../rules/concepts/telehealth.toml")),
    ("rules/concepts/time.toml", include_str!("../../rules/concepts/time.toml")),
    ("rules/concepts/urology.toml", include_str!("../../rules/concepts/urology.toml")),
    ("rules/concepts/womens-health.toml", include_str!("../../rules/concepts/womens-health.toml")),
    ("rules/names/cues.toml", include_str!("../../rules/names/cues.toml")),
    ("rules/names/given.toml", include_str!("../../rules/names/given.toml")),
    ("rules/names/surnames.toml", include_str!("../../rules/names/surnames.toml")),
    ("rules/shapes/identifiers.toml", include_str!("../../rules/shapes/identifiers.toml")),
    ("rules/phi/asking.toml", include_str!("../../rules/phi/asking.toml")),
    ("rules/phi/disclosures.toml", include_str!("../../rules/phi/disclosures.toml")),
    ("rules/phi/disputed.toml", include_str!("../../rules/phi/disputed.toml")),
    ("rules/phi/identifiers.toml", include_str!("../../rules/phi/identifiers.toml")),
    ("rules/phi/names.toml", include_str!("../../rules/phi/names.toml")),
    ("rules/phi/part2.toml", include_str!("../../rules/phi/part2.toml")),
    ("rules/phi/people.toml", include_str!("../../rules/phi/people.toml")),
    ("rules/phi/plain.toml", include_str!("../../rules/phi/plain.toml")),
    ("rules/phi/posted.toml", include_str!("../../rules/phi/posted.toml")),
    ("rules/phi/privacy.toml", include_str!("../../rules/phi/privacy.toml")),
    ("rules/phi/records.toml", include_str!("../../rules/phi/records.toml")),
    ("rules/phi/spanish.toml", include_str!("../../rules/phi/spanish.toml")),
    ("rules/generic/asking.toml", include_str!("../../rules/generic/asking.toml")),
    ("rules/generic/feeling.toml", include_str!("../../rules/generic/feeling.toml")),
    ("rules/generic/interchangeable.toml", include_str!("../../rules/generic/interchangeable.toml")),
    ("rules/generic/leftovers.toml", include_str!("../../rules/generic/leftovers.toml")),
    ("rules/generic/names.toml", include_str!("../../rules/generic/names.toml")),
    ("rules/generic/platforms.toml", include_str!("../../rules/generic/platforms.toml")),
    ("rules/generic/reuse.toml", include_str!("../../rules/generic/reuse.toml")),
    ("rules/generic/stock.toml", include_str!("../../rules/generic/stock.toml")),
    ("rules/brand/basics.toml", include_str!("../../rules/brand/basics.toml")),
    ("rules/escalation/clinical.toml", include_str!("../../rules/escalation/clinical.toml")),
    ("rules/escalation/legal.toml", include_str!("../../rules/escalation/legal.toml")),
    ("rules/escalation/privacy.toml", include_str!("../../rules/escalation/privacy.toml")),
    ("rules/escalation/safety.toml", include_str!("../../rules/escalation/safety.toml")),
];

/// The languages that drafts are analysed in, read when they are first asked for; English first, whose names for the
/// families of care are everyone's.
pub(crate) fn languages() -> &'static [Language] {
    static LANGUAGES: Lazy<Vec<Language>> = Lazy::new(|| {
        let read = |origin: &str, grammar, clusters, model: &[u8]| {
            let grammar = Grammar::parse(grammar, origin).unwrap_or_else(|error| panic!("{error}"));
            let model = Model::parse(model, origin).unwrap_or_else(|error| panic!("{error}"));
            Language::new(grammar, clusters, model)
        };
        vec![
            read(
                "rules/language/en.toml",
                include_str!("../../rules/language/en.toml"),
                include_str!("../../rules/language/en.clusters"),
                include_bytes!("../../rules/language/en.model"),
            ),
            read(
                "rules/language/es.toml",
                include_str!("../../rules/language/es.toml"),
                "",
                include_bytes!("../../rules/language/es.model"),
            ),
        ]
    });
    &LANGUAGES
}

/// What the sentences of replies do, by language, read when it is first asked for.
pub(crate) fn moves() -> &'static [(&'static str, Moves)] {
    static MOVES: Lazy<Vec<(&str, Moves)>> = Lazy::new(|| {
        let english = include_bytes!("../../rules/language/en.moves");
        vec![("en", Moves::parse(english, "rules/language/en.moves").unwrap_or_else(|error| panic!("{error}")))]
    });
    &MOVES
}

/// How messages and replies sound, by language, read when it is first asked for.
pub(crate) fn tones() -> &'static [(&'static str, Tones)] {
    static TONES: Lazy<Vec<(&str, Tones)>> = Lazy::new(|| {
        let clusters = include_str!("../../rules/language/en.clusters");
        let english = include_bytes!("../../rules/language/en.tones");
        let tones = Tones::parse(english, clusters, "rules/language/en.tones");
        vec![("en", tones.unwrap_or_else(|error| panic!("{error}")))]
    });
    &TONES
}

/// What the families and circumstances of care are called, by number.
pub(crate) fn evidence() -> &'static [&'static str] {
    static EVIDENCE: Lazy<Vec<&'static str>> =
        Lazy::new(|| languages()[0].grammar.evidence().map(|(_, name)| name).collect());
    &EVIDENCE
}

/// The built-in packs, parsed when they are first asked for.
pub(crate) fn builtin() -> &'static [Pack] {
    static PACKS: Lazy<Vec<Pack>> = Lazy::new(|| {
        let next = AtomicUsize::new(0);
        let parse_some = || {
            let mut parsed = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some((origin, text)) = TEXTS.get(number) else { return parsed };
                parsed.push((number, Pack::trusted(text, origin).unwrap_or_else(|error| panic!("{error}"))));
            }
        };
        // Whoever asks for packs asks for what is known of languages next.
        let aside = || {
            languages();
            moves();
            parse_some()
        };
        let (one, other) = both(aside, parse_some);
        let mut parsed: Vec<(usize, Pack)> = one.into_iter().chain(other).collect();
        parsed.sort_by_key(|&(number, _)| number);
        parsed.into_iter().map(|(_, pack)| pack).collect()
    });
    &PACKS
}

/// Names and texts of the packs that are off unless they are asked for.
const OPTIONAL: &[(&str, &str, &str)] = &[
    ("claims", "rules/optional/claims.toml", include_str!("../../rules/optional/claims.toml")),
    ("inclusive", "rules/optional/inclusive.toml", include_str!("../../rules/optional/inclusive.toml")),
    ("plain", "rules/optional/plain.toml", include_str!("../../rules/optional/plain.toml")),
    ("reviews", "rules/optional/reviews.toml", include_str!("../../rules/optional/reviews.toml")),
];

/// Their names.
pub(crate) fn optional_names() -> Vec<&'static str> {
    OPTIONAL.iter().map(|(name, ..)| *name).collect()
}

/// One of them, parsed when it is first asked for; for an unknown name, what to write instead.
pub(crate) fn optional(name: &str) -> Result<Pack, String> {
    static PACKS: Lazy<Vec<OnceCell<Pack>>> = Lazy::new(|| OPTIONAL.iter().map(|_| OnceCell::new()).collect());
    let Some(number) = OPTIONAL.iter().position(|(known, ..)| *known == name) else {
        let near = optional_names().into_iter().find(|known| is_near(name, known));
        return Err(near.map_or_else(
            || format!("write one of {}", optional_names().join(", ")),
            |near| format!("did you mean `{near}`?"),
        ));
    };
    let (_, origin, text) = OPTIONAL[number];
    let parse = || Pack::trusted(text, origin).unwrap_or_else(|error| panic!("{error}"));
    Ok(PACKS[number].get_or_init(parse).clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::schema::PackFile;
    use crate::trusted;

    #[test]
    fn the_packs_are_read_as_any_others() {
        for (origin, text) in TEXTS.iter().copied().chain(OPTIONAL.iter().map(|&(_, origin, text)| (origin, text))) {
            let quick = trusted::read::<PackFile>(text).map(|file| format!("{file:?}"));
            let pack = Pack::parse(text, origin).unwrap();
            assert!(quick.is_some(), "{origin} is written in a way that only the slower reader knows");
            assert!(quick == Some(format!("{:?}", pack.file)), "{origin} is read otherwise");
        }
    }

    #[test]
    fn the_grammars_are_read_as_any_others() {
        for text in [include_str!("../../rules/language/en.toml"), include_str!("../../rules/language/es.toml")] {
            let quick = trusted::read::<Grammar>(text).map(|grammar| format!("{grammar:?}"));
            assert_eq!(quick, toml::from_str::<Grammar>(text).ok().map(|grammar| format!("{grammar:?}")));
        }
    }
}
