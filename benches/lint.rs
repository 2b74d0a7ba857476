//! The whole way of a draft with all built-in packs. `cargo bench --bench lint`.
//!
//! Compare rows of one run: machines differ, and so do their neighbours.
#![allow(missing_docs, reason = "the macro that groups benches writes undocumented functions")]

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use replylint::{Draft, Linter, Pack};
use std::fmt::Write as _;
use std::hint::black_box;

const CLEAN: &str = "Thank you for telling us about the parking. The lot behind the bakery is ours after four, and a new \
    sign goes up this week. If it is full, there is a ramp around the corner with two wide spots by the side door. Rosa, \
    our office manager, would like to hear more and is at her desk until five. We hope this makes mornings a little easier.";
const WITH_HITS: &str = "Hi {{first_name}}! Thank you for your visit on March 3, 2026!! We are so glad that your root canal \
    went well and that your insurance covered the crown. Your balance of $42 was waived. Call us at (412) 555-0107 or write \
    to jane.doe@mail.example. WE GUARANTEE THE BEST CARE, 100% satisfaction. See you at your next appointment in May, Dana.";
const INBOUND: &str = "The crown fell off twice and the front desk was rude about the bill. Why was I charged again?";

/// Texts of about ten kilobytes, of many different words.
fn long() -> String {
    (0..32).map(|i| format!("{i}. {CLEAN} ")).collect()
}

/// Texts that make careless matchers slow.
fn hostile() -> Vec<(&'static str, String)> {
    let repeat = |part: &str| part.repeat(100_000 / part.len());
    vec![
        ("your", repeat("your ")),
        ("visit", repeat("your visit ")),
        ("digits", repeat("1-1-1-")),
        ("at-signs", repeat("@")),
        ("braces", repeat("{{")),
        ("dots", repeat("....")),
        ("links", repeat("https://")),
        ("cyrillic", repeat("визит ")),
        ("emoji", repeat("😀")),
        ("zero-width", repeat("y\u{200b}o\u{200b}u\u{200b}r ")),
        ("one-word", repeat("a")),
        ("capitals", repeat("WE ARE SORRY ")),
    ]
}

fn start(c: &mut Criterion) {
    let packs: Vec<(String, String)> =
        Pack::builtin().iter().map(|pack| (pack.text().to_owned(), pack.origin().to_owned())).collect();
    let mut group = c.benchmark_group("start");
    group.sample_size(20);
    group.bench_function("read and build all built-in packs", |b| {
        b.iter(|| {
            let parse = |(text, origin): &(String, String)| Pack::parse(text, origin).expect("a built-in pack");
            let builder = Linter::builder().without_builtin();
            packs.iter().map(parse).fold(builder, replylint::LinterBuilder::pack).build().expect("a linter")
        });
    });
    group.bench_function("build, packs already read", |b| b.iter(|| Linter::new().expect("a linter")));
    group.finish();
}

fn drafts(c: &mut Criterion) {
    let linter = Linter::new().expect("a linter");
    let long = long();
    let mut group = c.benchmark_group("draft");
    for (name, text, inbound) in [
        ("340 bytes, clean", CLEAN, None),
        ("340 bytes, with hits", WITH_HITS, None),
        ("340 bytes, clean, with an inbound", CLEAN, Some(INBOUND)),
        ("340 bytes, with an inbound", WITH_HITS, Some(INBOUND)),
        ("10 KB", long.as_str(), None),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        let mut draft = Draft::new(text);
        draft.inbound = inbound.map(Into::into);
        group.bench_function(name, |b| b.iter(|| linter.lint(black_box(&draft))));
    }
    group.finish();

    let mut group = c.benchmark_group("hostile 100 KB");
    group.sample_size(10);
    for (name, text) in hostile() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        let draft = Draft::new(text);
        group.bench_function(name, |b| b.iter(|| linter.lint(black_box(&draft))));
    }
    group.finish();
}

fn batch(c: &mut Criterion) {
    let linter = Linter::new().expect("a linter");
    let texts: Vec<String> =
        (0..10_000).map(|i| if i % 4 == 0 { format!("{i} {WITH_HITS}") } else { format!("{i} {CLEAN}") }).collect();
    let drafts: Vec<Draft<'_>> = texts.iter().map(|text| Draft::new(text.as_str())).collect();
    let mut group = c.benchmark_group("batch of 10,000");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    for threads in [1, 2] {
        group.bench_with_input(BenchmarkId::new("threads", threads), &threads, |b, &threads| {
            b.iter_batched(|| (), |()| linter.lint_many(&drafts, threads), BatchSize::LargeInput);
        });
    }
    group.finish();
}

/// A pack of `count` rules of two phrases each, over words that the drafts hold and words that they do not.
fn rules(count: usize) -> Pack {
    let words = ["parking", "bakery", "sign", "manager", "desk", "mornings", "ramp", "corner", "visit", "balance"];
    let mut text = String::from("schema = 1\npack = \"many\"\nversion = \"1.0.0\"\n");
    for i in 0..count {
        let (a, b) = (words[i % 10], words[i / 10 % 10]);
        let _ = write!(
            text,
            "[[rule]]\nid = \"brand/many-{i}\"\nlevel = \"note\"\nmessage = \"m\"\nwhy = \"w\"\ndo = \"d\"\n\
             match.phrase.any = [\"{a} word{i} {b}\", \"other{i} ..3 {a}\"]\n"
        );
    }
    Pack::parse(&text, "many.toml").expect("a pack")
}

fn growth(c: &mut Criterion) {
    let mut group = c.benchmark_group("growth with rules");
    for count in [100, 1_000, 5_000] {
        let linter = Linter::builder().pack(rules(count)).build().expect("a linter");
        let draft = Draft::new(CLEAN);
        group.bench_with_input(BenchmarkId::new("rules", count), &count, |b, _| {
            b.iter(|| linter.lint(black_box(&draft)))
        });
    }
    group.finish();
}

criterion_group!(benches, start, drafts, batch, growth);
criterion_main!(benches);
