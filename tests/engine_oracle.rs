//! The engine against the naive engine, hit by hit: on generated programs and texts whose few words make everything
//! collide, on real replies where they are at hand, and on hostile texts.

use proptest::prelude::*;
use replylint::internals::{Concept, Program, ProgramBuilder, Scanner, Scratch, Signals, naive};
use replylint::text::{Markup, Text};

/// Few words, so that patterns overlap; some hold clitics, digits, and letters beyond ASCII.
const WORDS: [&str; 12] =
    ["a", "b", "your", "visit", "we're", "care", "3", "don't", "café", "s", "x_1", "seventeenletterword"];

const SHAPES: [&str; 34] = [
    r"\b\d{3}-\d{2}-\d{4}\b",
    r"\(?\b\d{3}\)?[-. ]?\d{3}[-. ]?\d{4}\b",
    r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}",
    r"(?:\[|\{\{|<)[a-z _]{1,30}(?:\]|\}\}|>)",
    r"!{2,}",
    r"\b\d{1,2}[/-]\d{1,2}[/-](?:\d{4}|\d{2})\b",
    r"\b\d+(?:\.\d+)? ?(?:mg|ml|mcg)\b",
    r"\$ ?\d+(?:,\d{3})*(?:\.\d\d)?|\b\d+ dollars\b",
    r"\b(?:mr|mrs|dr)\.? [a-z]+",
    r"\bguarantee[ds]?\b",
    r"guarantee",
    r"https?://[^\s]+",
    r"\b(?:[a-z] ){3,}",
    r"[a-z]+ing\b",
    r"\b\w+\b",
    r"\B3",
    r"^a|b$",
    r"a+?b*",
    r"(?:a|ab)(?:c|bcd)?",
    r"\.{3,}",
    r"[^ ]{1,3}#",
    r"\b1\b.{0,200}\b2\b",
    r"\bx\w{0,3}'s\b",
    r"\d",
    r"#\d{4,}|\bmrn:? ?\d+",
    r"(?:\d[ -]?){13,16}",
    r"@@",
    r"-\b",
    r"(?m)^(?:your|a|\d+)\b ?[,.]",
    r"(?m)^[*_# ]{0,5}(?:a|care)[*_ ]{0,2}: ?",
    r"(?m)^-{3,5}$",
    r"\b(?:your|a|at) {1,3},(?: a| b)? ?(?:[.,;!?]|\n|$)",
    r"\b(?:your|a|is),?\s#?(?:visit|care)(?:[ ,.!?]|$)",
    r"(?:a|b|3)? ?[,.] ?[,.]",
];

fn pattern() -> impl Strategy<Value = String> {
    let word = prop::sample::select(&WORDS[..]).prop_map(str::to_owned);
    let concept = prop::sample::select(vec!["{one}", "{two}", "{two:past}", "{big}"]).prop_map(str::to_owned);
    let solid = prop_oneof![
        5 => word.clone(),
        2 => concept,
        1 => Just("visit*".to_owned()),
        2 => prop::collection::vec(word.clone(), 1..4).prop_map(|words| format!("({})", words.join("|"))),
        1 => (word.clone(), word.clone(), word).prop_map(|(a, b, c)| format!("({a} {b}|{c})")),
    ];
    let between = prop_oneof![
        6 => Just(String::new()),
        3 => Just("_".to_owned()),
        2 => (1..5u32).prop_map(|words| format!("..{words}")),
        1 => Just("..2 _ ..1".to_owned()),
        1 => solid.clone().prop_map(|solid| format!("[{solid}]")),
        1 => solid.clone().prop_map(|solid| format!("[..2 {solid}]")),
    ];
    (solid.clone(), prop::collection::vec((between, solid), 0..4)).prop_map(|(first, rest)| {
        let rest: String = rest.iter().map(|(between, solid)| format!(" {between} {solid}")).collect();
        first + &rest
    })
}

fn phrase() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 1..4).prop_map(|words| words.join(" "))
}

fn sense() -> impl Strategy<Value = String> {
    let word = || prop::sample::select(&WORDS[..]);
    prop_oneof![
        (word(), word()).prop_map(|(a, b)| format!("{a} {b}")),
        (word(), word()).prop_map(|(a, b)| format!("{a} ..2 {b}")),
        (word(), word(), word()).prop_map(|(a, b, c)| format!("({a}|{b}) {c}")),
    ]
}

fn program() -> impl Strategy<Value = Program> {
    let concept = || (prop::collection::vec(phrase(), 1..4), prop::collection::vec(sense(), 0..3));
    let signals = prop::collection::vec(prop::collection::vec(pattern(), 1..4), 1..8);
    let shapes = prop::sample::subsequence(&SHAPES[..], 0..6);
    (concept(), concept(), signals, shapes).prop_map(|(one, two, signals, shapes)| {
        let mut builder = ProgramBuilder::default();
        for (name, (phrases, senses)) in [("one", one), ("two", two)] {
            let mut concept = Concept::new(name);
            phrases.iter().for_each(|phrase| concept.word(phrase));
            concept.verb("visit");
            concept.senses = senses;
            // A sense that the builder refuses is none of the engine's business.
            builder.concept(&concept).expect("plain senses");
        }
        let mut big = Concept::new("big");
        (0..200).for_each(|n| big.word(&format!("name{n}")));
        big.word("a b");
        big.word("x_1");
        builder.concept(&big).expect("no senses");
        for patterns in signals {
            let signal = builder.signal();
            for pattern in patterns {
                // Some generated patterns are refused, as those that may have no word at an end.
                let _ = builder.pattern(signal, &pattern);
            }
        }
        for shape in shapes {
            let signal = builder.signal();
            builder.shape(signal, shape).expect("a good shape");
        }
        builder.build()
    })
}

fn text() -> impl Strategy<Value = String> {
    let extra = [
        "name7",
        "Your",
        "visited",
        "visits",
        "123-45-6789",
        "(555) 123 4567",
        "a.b@c.de",
        "{{name}}",
        "!!!",
        "1/2/2024",
        "20 mg",
        "$5,000.00",
        "Dr. Who",
        "guaranteed",
        "https://x.y",
        "é",
        "être",
        "bing",
        "...",
        "#1234",
        "1",
        "2",
        "@",
        "4111 1111 1111 1111",
        "x's",
        "…",
        "😀",
        "mrn: 7",
        "\u{200b}",
    ];
    let piece = prop_oneof![
        4 => prop::sample::select(&WORDS[..]),
        1 => prop::sample::select(extra.to_vec()),
        1 => prop::sample::select(vec!["a's", "b's", "your's", "we're", "a'll've"]),
    ];
    let between = prop_oneof![
        8 => Just(" "),
        4 => prop::sample::select(vec![", ", ". ", "; ", "\n", "'", "-", "", " - ", "! ", "  ", ": ", " (", ") ", "/", "\n\n"]),
    ];
    prop::collection::vec((piece, between), 0..40)
        .prop_map(|parts| parts.into_iter().flat_map(|(piece, between)| [piece, between]).collect())
}

/// Reads one text and compares the engines; returns how many hits there were.
fn compare(program: &Program, scanner: &Scanner, scratch: &mut Scratch, source: &str) -> usize {
    let mut text = Text::new();
    text.read(source, Markup::Plain);
    let (mut expected, mut found) = (Signals::default(), Signals::default());
    naive::scan(program, &text, &mut expected);
    scanner.scan(&text, scratch, &mut found);
    assert_eq!(expected.all(), found.all(), "{source:?}");
    assert_eq!(expected.limited(), found.limited());
    found.all().len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engines_agree(program in program(), texts in prop::collection::vec(text(), 12)) {
        let scanner = Scanner::new(&program);
        let mut scratch = Scratch::new();
        for text in &texts {
            compare(&program, &scanner, &mut scratch, text);
        }
    }

    #[test]
    fn the_engines_agree_on_shapes(text in "[a-c1-3@.!{}\\[\\]#$/' é-]{0,60}|[0-9 -]{0,80}|[a.@ -]{0,120}") {
        thread_local! {
            static ALL: (Program, Scanner) = {
                let mut builder = ProgramBuilder::default();
                // Three times, since shapes are tried in groups of 64.
                for shape in [SHAPES; 3].concat() {
                    let signal = builder.signal();
                    builder.shape(signal, shape).expect("a good shape");
                }
                let program = builder.build();
                let scanner = Scanner::new(&program);
                (program, scanner)
            };
        }
        ALL.with(|(program, scanner)| compare(program, scanner, &mut Scratch::new(), &text));
    }
}

/// A program as a rule set would make it, for texts that people wrote.
fn realistic() -> Program {
    let mut builder = ProgramBuilder::default();
    let mut encounter = Concept::new("encounter");
    ["visit", "appointment", "exam", "check-up", "stay"].iter().for_each(|noun| encounter.noun(noun));
    ["see/saw/seen", "treat", "examine", "visit"].iter().for_each(|verb| encounter.verb(verb));
    encounter.senses = vec!["visit* our (website|page|site)".into(), "see ..2 review".into(), "see how".into()];
    builder.concept(&encounter).unwrap();
    let mut kin = Concept::new("kin");
    ["mother", "son", "daughter", "wife", "husband", "little one"].iter().for_each(|noun| kin.noun(noun));
    builder.concept(&kin).unwrap();
    let patterns = [
        "{encounter}",
        "{kin}",
        "your ..3 {encounter}",
        "{encounter:past} ..2 {kin}",
        "[so|very] sorry",
        "[so] sorry [to hear] ..4 experience",
        "thank you for ..3 (feedback|review|words)",
        "thank you for",
        "we (are|were) ..1 (glad|happy|sorry|pleased)",
        "please (call|contact|reach out) ..8 (office|us)",
        "your feedback",
        "our team",
        "_ you for _",
        "you're ..1 _ ..2 patient*",
        "at your last ..2 {encounter:noun}",
    ];
    for pattern in patterns {
        let signal = builder.signal();
        let _ = builder.pattern(signal, pattern);
    }
    for shape in SHAPES {
        let signal = builder.signal();
        builder.shape(signal, shape).unwrap();
    }
    builder.build()
}

#[test]
fn the_engines_agree_on_replies() {
    let mut texts = vec![
        "Thank you for your kind review! We're so sorry to hear about your experience. Please call our office."
            .to_owned(),
        "We saw you and your mother at your last two visits; see how we treat patients. Visit our website.".to_owned(),
        "Your blood work came back, and your son's exam on 3/14/2024 (MRN: 12345) was $1,250.00!!".to_owned(),
    ];
    let corpus = std::path::Path::new("../shared/corpus");
    for entry in std::fs::read_dir(corpus).into_iter().flatten().flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "jsonl") {
            for line in std::fs::read_to_string(entry.path()).unwrap().lines() {
                let record: serde_json::Value = serde_json::from_str(line).unwrap();
                let fields = ["draft", "inbound", "reply"].iter().filter_map(|field| record[field].as_str());
                texts.extend(fields.map(str::to_owned));
            }
        }
    }
    let program = realistic();
    let scanner = Scanner::new(&program);
    let mut scratch = Scratch::new();
    let hits: usize = texts.iter().map(|text| compare(&program, &scanner, &mut scratch, text)).sum();
    assert!(hits >= 20, "{hits}");
}

#[test]
fn the_engines_agree_on_nasty_texts() {
    let program = realistic();
    let scanner = Scanner::new(&program);
    let mut scratch = Scratch::new();
    let pieces = [
        "your ",
        "your visit ",
        "visit ",
        "1-1-1-",
        "1",
        "12 ",
        "@",
        "a@",
        "a@b.",
        "{{",
        "!!",
        "....",
        "https://",
        "'s",
        "visit's",
        "a'b",
        "thank you for ",
        "thank thank you ",
        "я",
        "é",
        "😀",
        "a\u{200b}",
        "x",
        "#",
        "$1",
        "sorry, ",
        "see our review ",
        "a ",
        "\n",
        "we are ",
        "(555) ",
        "\u{301}",
        "4 ",
        "don't",
        "n't",
    ];
    for piece in pieces {
        for times in [1, 2, 3, 7, 40, 300] {
            compare(&program, &scanner, &mut scratch, &piece.repeat(times));
            compare(&program, &scanner, &mut scratch, &format!("your {} visit 2", piece.repeat(times)));
        }
    }
    compare(&program, &scanner, &mut scratch, "");
}

/// Work, not time: twice the text may cost little more than twice the work, and never much for a byte.
#[test]
fn hostile_texts_cost_work_in_proportion() {
    let scanner = Scanner::new(&realistic());
    let mut scratch = Scratch::new();
    let mut text = Text::new();
    let mut found = Signals::default();
    let pieces = [
        "your ",
        "visit ",
        "your your visit ",
        "1-1-1-",
        "1",
        "1 ",
        "@",
        "a@",
        "a",
        "a.",
        "a ",
        "{{",
        "{a",
        "!!",
        "....",
        "https://",
        "http",
        "you're ",
        "thank you for ",
        "please call ",
        "see ",
        "a'",
        "my'b'c",
        "я",
        "😀",
        "a\u{200b}",
        "1 2 ",
        "x's",
        "sorry ",
        "we are ",
    ];
    for piece in pieces {
        let mut work = |bytes: usize| {
            text.read(&piece.repeat(bytes / piece.len()), Markup::Plain);
            scanner.scan(&text, &mut scratch, &mut found);
            scratch.work()
        };
        let (small, large) = (work(10_000), work(100_000));
        assert!(large <= 11 * small + 1000, "{piece:?}: {small}, then {large}");
        assert!(large <= 100_000 * 12, "{piece:?}: {large}");
    }
}
