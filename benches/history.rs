//! Building, asking and merging histories. `cargo bench --bench history`; `HISTORY_REPLIES=1000000` for as many. The
//! figures of docs/history.md come from `examples/history_million.rs`.
#![allow(missing_docs, reason = "the macro that groups benches writes undocumented functions")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use replylint::{Draft, History, HistoryBuilder, HistoryKey};
use std::hint::black_box;

#[path = "support/replies.rs"]
mod replies;
use replies::{Numbers, Reply, World};

fn number() -> usize {
    std::env::var("HISTORY_REPLIES").map_or(10_000, |word| word.parse().expect("HISTORY_REPLIES is a number"))
}

fn key() -> HistoryKey {
    HistoryKey::new(b"a key of a benchmark").expect("long enough")
}

fn draft(reply: &Reply) -> Draft<'_> {
    let mut draft = Draft::new(reply.text.as_str());
    draft.id = Some(reply.id.as_str().into());
    draft.location = Some(reply.location.as_str().into());
    draft.posted_at = Some(reply.posted_at.as_str().into());
    draft
}

fn builder(replies: &[Reply]) -> HistoryBuilder {
    let mut builder = HistoryBuilder::new(key());
    replies.iter().for_each(|reply| builder.add(&draft(reply)).expect("room"));
    builder
}

fn bytes(builder: HistoryBuilder) -> Vec<u8> {
    let mut bytes = Vec::new();
    builder.write(&mut bytes).expect("memory");
    bytes
}

fn histories(criterion: &mut Criterion) {
    let number = number();
    let world = World::new(number / 1_000 + 20, 50);
    let mut numbers = Numbers::new(2);
    let replies: Vec<Reply> = (0..number).map(|at| world.reply(at, &mut numbers)).collect();
    let queries: Vec<Reply> = (0..1_000).map(|at| world.reply(number + at, &mut numbers)).collect();

    let mut group = criterion.benchmark_group("history");
    group.sample_size(10);
    group.throughput(Throughput::Elements(number as u64));
    group.bench_function("build", |bencher| bencher.iter(|| bytes(builder(black_box(&replies)))));
    let whole = bytes(builder(&replies));
    group.bench_function("open", |bencher| {
        bencher.iter_batched(|| whole.clone(), |bytes| History::open(bytes, &key()), BatchSize::LargeInput);
    });
    let parts: Vec<History> = replies
        .chunks(number.div_ceil(50))
        .map(|part| History::open(bytes(builder(part)), &key()).expect("just written"))
        .collect();
    group.bench_function("merge-50", |bencher| {
        bencher.iter(|| {
            let mut builder = HistoryBuilder::new(key());
            parts.iter().for_each(|part| builder.merge(part).expect("one key"));
            bytes(builder)
        });
    });
    let history = History::open(whole, &key()).expect("just written");
    group.throughput(Throughput::Elements(queries.len() as u64));
    group.bench_function("query", |bencher| {
        bencher.iter(|| queries.iter().map(|reply| history.query(&draft(reply)).reused).sum::<u32>());
    });
    group.finish();
}

criterion_group!(benches, histories);
criterion_main!(benches);
