//! A scan allocates nothing once its buffers have grown to the texts at hand.

use replylint::internals::{Concept, ProgramBuilder, Scanner, Scratch, Signals};
use replylint::text::{Markup, Text};

#[test]
fn a_scan_allocates_nothing_in_the_steady_state() {
    let mut builder = ProgramBuilder::default();
    let mut concept = Concept::new("encounter");
    concept.noun("visit");
    concept.verb("see/saw/seen");
    concept.word("check up");
    concept.senses.push("see ..2 review".into());
    builder.concept(&concept).unwrap();
    for pattern in ["thank you", "your ..3 {encounter}", "{encounter}", "(we|they) ..2 you"] {
        let signal = builder.signal();
        builder.pattern(signal, pattern).unwrap();
    }
    for shape in [r"\b\d{3}-\d{4}\b", r"[a-z.]+@[a-z]+\.[a-z]+", r"\bdr\.? [a-z]+", r"[a-z]+ing\b"] {
        let signal = builder.signal();
        builder.shape(signal, shape).unwrap();
    }
    let scanner = Scanner::new(&builder.build());

    let sources = [
        "Thank you for your last visit; we saw you on Monday. Call 555-1234 or write to a.b@c.de, said Dr. Who.",
        "They'll see our review. Your check up was fine, nothing missing.",
        "Ärzte — café 😀 555-1234",
        "",
    ];
    let texts = sources.map(|source| {
        let mut text = Text::new();
        text.read(source, Markup::Plain);
        text
    });
    let (mut scratch, mut found) = (Scratch::new(), Signals::default());
    let mut scan_all = || {
        texts.iter().fold(0, |hits, text| {
            scanner.scan(text, &mut scratch, &mut found);
            hits + found.all().len()
        })
    };
    assert!(scan_all() >= 10);
    let allocated = allocation_counter::measure(|| {
        for _ in 0..10 {
            scan_all();
        }
    });
    assert_eq!(allocated.count_total, 0);
}
