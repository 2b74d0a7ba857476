//! Which words the built-in concepts take as words of care, and in which everyday senses they do not.

use replylint::Pack;
use replylint::internals::{Concept, ProgramBuilder, Scanner, Scratch, Signals};
use replylint::text::{Markup, Text};
use std::collections::BTreeMap;

/// A scanner for every concept of the built-in packs, and the signal of each.
fn concepts() -> (Scanner, BTreeMap<String, u32>) {
    let mut program = ProgramBuilder::default();
    let mut names = BTreeMap::new();
    for pack in Pack::builtin() {
        let file: toml::Table = pack.text().parse().expect("a built-in pack is TOML");
        for table in file.get("concept").and_then(toml::Value::as_array).into_iter().flatten() {
            let list = |key| table.get(key).and_then(toml::Value::as_array).into_iter().flatten();
            let text = |value: &toml::Value| value.as_str().expect("a string").to_owned();
            let mut concept = Concept::new(&text(&table["name"]));
            list("nouns").for_each(|noun| concept.noun(&text(noun)));
            list("verbs").for_each(|verb| concept.verb(&text(verb)));
            list("words").for_each(|word| concept.word(&text(word)));
            concept.senses.extend(list("not").map(text));
            program
                .concept(&concept)
                .unwrap_or_else(|fault| panic!("{}: {}: {}", pack.origin(), concept.name, fault.what));
            names.insert(concept.name, 0);
        }
    }
    for (name, signal) in &mut names {
        *signal = program.signal();
        program.pattern(*signal, &format!("{{{name}}}")).expect("a concept's own name is a pattern");
    }
    (Scanner::new(&program.build()), names)
}

/// What a text holds, by concept: true for a word of care, false for an everyday sense.
const SENSES: &[(&str, &str, bool)] = &[
    ("The crown on your molar is seated.", "treatment", true),
    ("Our patio is the crown jewel of the block.", "treatment", false),
    ("We are at 12 Crown Street.", "treatment", false),
    ("The bridge was cemented in May.", "treatment", true),
    ("Turn left after crossing the bridge.", "treatment", false),
    ("The filling fell out again.", "treatment", true),
    ("It was a filling lunch.", "treatment", false),
    ("Thanks for filling out the form.", "treatment", false),
    ("The impression for the tray took a minute.", "treatment", true),
    ("We hope to leave a better impression on you.", "treatment", false),
    ("A great day of bonding with the team.", "treatment", false),
    ("A laser peel in June.", "treatment", true),
    ("Peel off the sticker.", "treatment", false),
    ("The billing adjustment is done.", "treatment", false),
    ("Your neck adjustment held.", "treatment", true),
    ("The aligner cracked.", "device", true),
    ("Wear the night guard.", "device", true),
    ("Please brace yourself for the snow.", "device", false),
    ("A member of the cast signed the poster.", "device", false),
    ("The cast comes off on Friday.", "device", true),
    ("Raise your glasses to the team.", "device", false),
    ("Your glasses are ready.", "device", true),
    ("The contacts are in.", "device", true),
    ("Add us to your phone contacts.", "device", false),
    ("The gas pump is out.", "device", false),
    ("The insulin pump is new.", "device", true),
    ("The boot camp meets at six.", "device", false),
    ("A plaque in the lobby honors her: the memorial plaque.", "condition", false),
    ("Some plaque on the lower teeth.", "condition", true),
    ("The train terminal is close.", "condition", false),
    ("Warts and all.", "condition", false),
    ("A plantar wart.", "condition", true),
    ("Mass transit stops here.", "condition", false),
    ("The room was cold and the soup too.", "condition", false),
    ("You had a cold.", "condition", true),
    ("Sorry for any confusion about the date.", "symptom", false),
    ("The hold line kept ringing and the phone is ringing.", "symptom", false),
    ("A ringing in your ears.", "symptom", true),
    ("The billing headaches are ours to fix.", "symptom", false),
    ("The headache came back.", "symptom", true),
    ("A cutting edge lab.", "symptom", false),
    ("A pain point for many.", "symptom", false),
    ("The pain is gone.", "symptom", true),
    ("Panic, nausea and hives.", "symptom", true),
    ("The prep kitchen opens at five.", "medication", false),
    ("A refill of the inhaler.", "medication", true),
    ("Free coffee refills all day.", "medication", false),
    ("A hard pill to swallow.", "medication", false),
    ("The phone script is being rewritten.", "medication", false),
    ("The ozempic pen and the metformin.", "medication", true),
    ("Your perscription is ready.", "medication", true),
    ("A soccer team culture.", "test", false),
    ("The throat culture came back.", "test", true),
    ("A panel of judges.", "test", false),
    ("Take it for a test drive.", "test", false),
    ("Your labs were drawn.", "test", true),
    ("As a result, we changed the sign.", "test", false),
    ("Scan the code at the door.", "test", false),
    ("The mri scan is booked.", "test", true),
    ("It stole my heart and warmed our hearts.", "body", false),
    ("Within walking distance, at arm's length.", "body", false),
    ("Your knee bends again.", "body", true),
    ("The whole staff got back to you.", "body", false),
    ("Keep an eye on the page.", "body", false),
    ("The left eye is clear.", "body", true),
    ("A word of mouth referral.", "body", false),
    ("A session of congress.", "encounter", false),
    ("The therapy session ran long.", "encounter", true),
    ("Physical distancing was kept.", "encounter", false),
    ("Your annual physical is due.", "encounter", true),
    ("The admission fee is five dollars.", "encounter", false),
    ("She is in the icu.", "care-unit", true),
    ("The plant nursery is next door.", "care-unit", false),
    ("He sat in the infusion chair.", "care-unit", true),
    ("In the recovery room.", "care-unit", true),
    ("The cath lab was full.", "care-unit", true),
    ("The php starts on Monday.", "program", true),
    ("Two AA batteries.", "program", false),
    ("His take-homes and her cardiac rehab.", "program", true),
    ("Take home kits are by the door.", "program", false),
    ("The delivery driver was late.", "birth", false),
    ("A healthy baby, born on Sunday.", "birth", true),
    ("Baby steps.", "birth", false),
    ("Labor day hours.", "birth", false),
    ("Parts and labor are included.", "birth", false),
    ("She went into labor.", "birth", true),
    ("She passed away.", "death", true),
    ("The phone died.", "death", false),
    ("We passed on your note.", "death", false),
    ("Your coupon expired.", "death", false),
    ("Sorry for your loss.", "death", true),
    ("The end of life visit.", "death", true),
    ("You rang the bell!", "outcome", true),
    ("Ring the bell at the desk.", "outcome", false),
    ("One year clean.", "outcome", true),
    ("An alcohol-free cocktails bar.", "outcome", false),
    ("A search for lost weight.", "outcome", true),
    ("The high deductible plan.", "billing", true),
    ("Free of charge.", "billing", false),
    ("The gold sponsor of the run.", "sensitive", false),
    ("Thank your sponsor.", "sensitive", true),
    ("The therapy dog visits on Friday.", "sensitive", false),
    ("Anxiety and ptsd.", "sensitive", true),
    ("Enjoy drinking water.", "sensitive", false),
    ("Rubbing alcohol.", "sensitive", false),
    ("Catered affairs and lithium batteries.", "sensitive", false),
    ("The cash withdrawal.", "sensitive", false),
    ("Physical therapy helps.", "sensitive", false),
    ("Your hygienist and the doula.", "clinician", true),
    ("The baby sitter.", "clinician", false),
];

#[test]
fn words_of_care_count_and_everyday_senses_do_not() {
    let (scanner, names) = concepts();
    let (mut text, mut scratch, mut found) = (Text::new(), Scratch::new(), Signals::default());
    let mut wrong = Vec::new();
    for &(source, concept, expected) in SENSES {
        text.read(source, Markup::Plain);
        scanner.scan(&text, &mut scratch, &mut found);
        let hits: Vec<&str> = found.of(names[concept]).iter().map(|hit| &text.folded()[hit.range()]).collect();
        if hits.is_empty() == expected {
            wrong.push(format!("{source:?}: {concept} gives {hits:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
