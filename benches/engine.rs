//! The engine on the workload of a full set of packs, beside what else could do the work, on the same texts.
//!
//! `cargo bench --bench engine`; with `-- --test`, every benchmark runs once. Figures at a glance are printed first.
#![allow(missing_docs, reason = "what the macros of the benchmarks make has none")]

mod support;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use regex_automata::meta::Regex;
use regex_automata::util::syntax;
use regex_automata::{Input, MatchKind, PatternSet};
use replylint::internals::{Program, Scanner, Scratch, Signals, naive};
use replylint::text::{Markup, Text};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};
use support::{HOSTILE, Rng, Rules};

/// Enough texts that none is still in a cache, of the processor or of a lazily built automaton, when it returns.
const POOL: usize = 20_000;

fn read(source: &str) -> Text {
    let mut text = Text::new();
    text.read(source, Markup::Plain);
    text
}

/// Goes round a pool for ever.
struct Pool<'a, T> {
    items: &'a [T],
    next: usize,
}

impl<'a, T> Pool<'a, T> {
    fn new(items: &'a [T]) -> Self {
        Self { items, next: 0 }
    }

    fn next(&mut self) -> &'a T {
        self.next = (self.next + 1) % self.items.len();
        &self.items[self.next]
    }
}

/// Rules as one set of regexes over folded ASCII, each rerun alone where the set says that it matches.
struct RegexSet {
    all: Regex,
    each: Vec<Regex>,
    found: PatternSet,
}

impl RegexSet {
    fn new<'a>(patterns: impl Iterator<Item = &'a String>, shapes: &[&str]) -> Self {
        let patterns: Vec<String> = patterns.map(|pattern| translate(pattern)).collect();
        // A bound that counts makes a state of the automaton for every count; the engine adds such bounds by itself.
        let unbounded = |shape: &&str| {
            let bounds = [
                ("{1,200}", "+"),
                ("{1,80}", "+"),
                ("{1,64}", "+"),
                ("{1,63}", "+"),
                ("{1,40}", "+"),
                (",20}", ",}"),
                (",24}", ",}"),
                (",30}", ",}"),
            ];
            bounds.iter().fold((*shape).to_owned(), |shape, (bound, open)| shape.replace(bound, open))
        };
        let patterns: Vec<String> = patterns.into_iter().chain(shapes.iter().map(unbounded)).collect();
        let mut builder = Regex::builder();
        let ascii = syntax::Config::new().unicode(false).utf8(false);
        // Roomy, so that the lazily built automaton is not thrown away all the time.
        let config = Regex::config().utf8_empty(false).nfa_size_limit(None).hybrid_cache_capacity(64 << 20);
        let builder = builder.syntax(ascii).configure(config.clone());
        Self {
            each: patterns.iter().map(|pattern| builder.build(pattern).expect("a good regex")).collect(),
            all: builder.configure(config.match_kind(MatchKind::All)).build_many(&patterns).expect("good regexes"),
            found: PatternSet::new(patterns.len()),
        }
    }

    fn scan(&mut self, text: &str, mut hit: impl FnMut(usize, usize, usize)) {
        self.found.clear();
        self.all.which_overlapping_matches(&Input::new(text), &mut self.found);
        for pattern in self.found.iter() {
            for found in self.each[pattern.as_usize()].find_iter(text) {
                hit(pattern.as_usize(), found.start(), found.end());
            }
        }
    }
}

/// A pattern as a regex over folded text.
fn translate(pattern: &str) -> String {
    let mut regex = String::from(r"\b");
    let mut starts = true;
    for word in pattern.split_whitespace() {
        if let Some(words) = word.strip_prefix("..") {
            regex += &format!(r"(?:[ ,'-]+\w+){{0,{words}}}");
            continue;
        }
        if !starts {
            regex += "[ ,'-]+";
        }
        starts = false;
        regex += &word.replace('(', "(?:");
    }
    regex + r"\b"
}

/// How many pairs of text and rule the engine and the regexes find, and how many of them both do, on ASCII texts.
fn agreement(rules: &Rules, scanner: &Scanner, texts: &[Text]) -> (usize, usize, usize) {
    let mut regexes = RegexSet::new(rules.phrases.iter().chain(&rules.gaps), &rules.shapes);
    let mut scratch = Scratch::new();
    let mut signals = Signals::default();
    let rule_count = rules.phrases.len() + rules.gaps.len() + rules.shapes.len();
    let (mut ours, mut theirs, mut both) = (0, 0, 0);
    for text in texts.iter().filter(|text| text.folded().is_ascii()) {
        scanner.scan(text, &mut scratch, &mut signals);
        let of_rules = signals.all().iter().map(|hit| hit.signal as usize).filter(|&signal| signal < rule_count);
        let engine: BTreeSet<usize> = of_rules.collect();
        let mut regex = BTreeSet::new();
        regexes.scan(text.folded(), |pattern, _, _| {
            regex.insert(pattern);
        });
        ours += engine.len();
        theirs += regex.len();
        both += engine.intersection(&regex).count();
    }
    (ours, theirs, both)
}

/// Nanoseconds a call. The pool is timed in parts and the best of the rounds taken for each, since the machine has
/// other work as well.
fn nanoseconds<T>(pool: &[T], rounds: usize, mut call: impl FnMut(&T)) -> f64 {
    let part = pool.len().div_ceil(20);
    let mut best = vec![Duration::MAX; pool.len().div_ceil(part)];
    for _ in 0..rounds {
        for (part, best) in pool.chunks(part).zip(&mut best) {
            let start = Instant::now();
            part.iter().for_each(&mut call);
            *best = start.elapsed().min(*best);
        }
    }
    best.iter().sum::<Duration>().as_nanos() as f64 / pool.len() as f64
}

fn program_and_scanner(rules: &Rules) -> (Program, Scanner, Duration) {
    let program = rules.program();
    let start = Instant::now();
    let scanner = Scanner::new(&program);
    let built = start.elapsed();
    (program, scanner, built)
}

#[expect(clippy::print_stdout, reason = "the figures are for whoever runs the benchmark")]
fn at_a_glance(_: &mut Criterion) {
    let rules = Rules::full();
    let (program, scanner, _) = program_and_scanner(&rules);
    let built = (0..9).map(|_| program_and_scanner(&rules).2).min().unwrap_or_default();
    let sources = rules.replies(POOL, 1);
    let texts: Vec<Text> = sources.iter().map(|source| read(source)).collect();
    let (mut scratch, mut signals) = (Scratch::new(), Signals::default());
    let bytes = sources.iter().map(String::len).sum::<usize>() / POOL;
    let tokens = texts.iter().map(|text| text.tokens().len()).sum::<usize>() / POOL;
    let (mut hits, mut work) = (0, 0);
    for text in &texts {
        scanner.scan(text, &mut scratch, &mut signals);
        hits += signals.all().len();
        work += scratch.work();
    }
    let hits = hits as f64 / POOL as f64;
    println!(
        "replies: {bytes} bytes, {tokens} words, {hits:.2} hits, {:.1} steps of work; ready in {built:?}",
        work as f64 / POOL as f64
    );
    println!("untriggered shapes: {}", scanner.untriggered().count());

    let scan = nanoseconds(&texts, 9, |text| scanner.scan(text, &mut scratch, &mut signals));
    let warm = nanoseconds(&texts[..1000], 30, |text| scanner.scan(text, &mut scratch, &mut signals));
    let mut buffer = Text::new();
    let reading = nanoseconds(&sources, 9, |source| buffer.read(source, Markup::Plain));
    let whole = nanoseconds(&sources, 9, |source| {
        buffer.read(source, Markup::Plain);
        scanner.scan(&buffer, &mut scratch, &mut signals);
    });
    println!("scan {scan:.0} ns ({warm:.0} ns over 1,000 texts), read {reading:.0} ns, both {whole:.0} ns");

    let oracle = nanoseconds(&texts[..12], 1, |text| naive::scan(&program, text, &mut signals));
    let mut regexes = RegexSet::new(rules.gaps.iter(), &rules.shapes);
    let mut count = 0;
    let unseen = nanoseconds(&texts[..5000], 1, |text| regexes.scan(text.folded(), |_, _, _| count += 1));
    let seen = nanoseconds(&texts[..5000], 3, |text| regexes.scan(text.folded(), |_, _, _| count += 1));
    println!("naive engine {oracle:.0} ns: {:.0} times the scan", oracle / scan);
    println!(
        "set of the 281 regexes alone, texts not seen before {unseen:.0} ns: {:.1} times; seen {seen:.0} ns: {:.1} times",
        unseen / scan,
        seen / scan
    );
    let (ours, theirs, both) = agreement(&rules, &scanner, &texts[..300]);
    println!("pairs of ASCII text and rule: engine {ours}, regexes {theirs}, both {both}");
    assert!(both * 100 >= ours.max(theirs) * 95, "the regexes translate the rules");

    let mut rng = Rng::new(3);
    for (phrases, gaps, lexicon) in [(85, 15, 60_000), (850, 150, 60_000), (4250, 750, 60_000), (15_000, 2200, 100_000)]
    {
        let rules = Rules::new(phrases, gaps, lexicon);
        let (_, scanner, built) = program_and_scanner(&rules);
        let texts: Vec<Text> =
            rules.replies(5000, rng.below(1 << 20) as u64).iter().map(|source| read(source)).collect();
        let time = nanoseconds(&texts, 9, |text| scanner.scan(text, &mut scratch, &mut signals));
        println!("{} rules: {time:.0} ns, {:.2} times the scan; ready in {built:?}", phrases + gaps, time / scan);
    }
    for piece in HOSTILE {
        let per_byte = |bytes: usize, scratch: &mut Scratch, signals: &mut Signals| {
            let text = [read(&piece.repeat(bytes / piece.len()))];
            nanoseconds(&text, 5, |text| scanner.scan(text, scratch, signals)) / bytes as f64
        };
        let (small, large) =
            (per_byte(10_000, &mut scratch, &mut signals), per_byte(100_000, &mut scratch, &mut signals));
        println!("hostile {piece:?}: {small:.1} ns a byte of 10 KB, {large:.1} of 100 KB");
    }
}

fn replies(criterion: &mut Criterion) {
    let rules = Rules::full();
    let (_, scanner, _) = program_and_scanner(&rules);
    let sources = rules.replies(POOL, 1);
    let texts: Vec<Text> = sources.iter().map(|source| read(source)).collect();
    let bytes = sources.iter().map(String::len).sum::<usize>() / POOL;
    let (mut scratch, mut signals, mut buffer) = (Scratch::new(), Signals::default(), Text::new());
    let mut group = criterion.benchmark_group("reply");
    group.throughput(Throughput::Bytes(bytes as u64));
    let mut pool = Pool::new(&texts);
    group.bench_function("scan", |b| b.iter(|| scanner.scan(black_box(pool.next()), &mut scratch, &mut signals)));
    let mut pool = Pool::new(&sources);
    group.bench_function("read", |b| b.iter(|| buffer.read(black_box(pool.next()), Markup::Plain)));
    group.bench_function("read and scan", |b| {
        b.iter(|| {
            buffer.read(black_box(pool.next()), Markup::Plain);
            scanner.scan(&buffer, &mut scratch, &mut signals);
        });
    });
    let mut regexes = RegexSet::new(rules.gaps.iter(), &rules.shapes);
    let mut pool = Pool::new(&texts);
    group.bench_function("set of the 281 regexes alone", |b| {
        b.iter(|| {
            regexes.scan(black_box(pool.next()).folded(), |pattern, start, end| _ = black_box((pattern, start, end)))
        });
    });
    group.finish();
}

fn building(criterion: &mut Criterion) {
    let program = Rules::full().program();
    criterion.bench_function("ready", |b| b.iter(|| Scanner::new(black_box(&program))));
}

fn growth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rules");
    for count in [100, 1000, 5000] {
        let rules = Rules::new(count * 85 / 100, count * 15 / 100, 60_000);
        let (_, scanner, _) = program_and_scanner(&rules);
        let texts: Vec<Text> = rules.replies(5000, 2).iter().map(|source| read(source)).collect();
        let (mut scratch, mut signals, mut pool) = (Scratch::new(), Signals::default(), Pool::new(&texts));
        group.bench_with_input(BenchmarkId::from_parameter(count), &scanner, |b, scanner| {
            b.iter(|| scanner.scan(black_box(pool.next()), &mut scratch, &mut signals));
        });
    }
    group.finish();
}

fn hostile(criterion: &mut Criterion) {
    let (_, scanner, _) = program_and_scanner(&Rules::full());
    let (mut scratch, mut signals) = (Scratch::new(), Signals::default());
    let mut group = criterion.benchmark_group("hostile");
    for piece in HOSTILE {
        for bytes in [10_000, 100_000] {
            let text = read(&piece.repeat(bytes / piece.len()));
            group.throughput(Throughput::Bytes(bytes as u64));
            group.bench_with_input(BenchmarkId::new(format!("{piece:?}"), bytes), &text, |b, text| {
                b.iter(|| scanner.scan(black_box(text), &mut scratch, &mut signals));
            });
        }
    }
    group.finish();
}

fn quick() -> Criterion {
    Criterion::default()
        .without_plots()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(30)
}

criterion_group!(name = benches; config = quick(); targets = at_a_glance, replies, building, growth, hostile);
criterion_main!(benches);
