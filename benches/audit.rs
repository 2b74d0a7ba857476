//! Adding rows to an audit, merging parts and making figures. `cargo bench --features audit --bench audit -- --quick`;
//! `AUDIT_ROWS=100000` for more rows. The figures of docs/audit.md come from `examples/audit_million.rs`.
#![allow(missing_docs, reason = "the macro that groups benches writes undocumented functions")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use replylint::audit::{Audit, AuditOptions, MetricsOptions, Schedule};
use replylint::{Linter, Report};
use std::hint::black_box;

#[path = "support/export.rs"]
mod export;
use export::{Export, Row};

fn number() -> usize {
    std::env::var("AUDIT_ROWS").map_or(10_000, |word| word.parse().expect("AUDIT_ROWS is a number"))
}

fn filled(rows: &[(Row, Report)]) -> Audit {
    let mut audit = Audit::new(AuditOptions::new());
    rows.iter().for_each(|(row, report)| audit.add(&row.draft(), report).expect("room"));
    audit
}

fn audit(c: &mut Criterion) {
    let export = Export::new(1, number(), 20);
    let linter = Linter::new().expect("built in");
    let rows: Vec<(Row, Report)> = export.rows().map(|row| (row.clone(), linter.lint(&row.draft()))).collect();
    let mut group = c.benchmark_group("audit");
    group.throughput(Throughput::Elements(rows.len() as u64)).sample_size(10);
    group.bench_function("add", |b| b.iter_with_large_drop(|| filled(&rows)));
    let all = filled(&rows);
    let options = MetricsOptions::new().period("2025-07-01", "2025-12-27").time_zone("America/New_York");
    group.bench_function("metrics", |b| b.iter(|| black_box(all.metrics(&options).expect("figures"))));
    group.bench_function("to_bytes", |b| b.iter(|| black_box(all.to_bytes())));
    let halves = rows.split_at(rows.len() / 2);
    group.bench_function("merge", |b| {
        b.iter_batched(
            || (filled(halves.0), filled(halves.1)),
            |(mut one, other)| {
                one.merge(other).expect("made alike");
                one
            },
            BatchSize::LargeInput,
        );
    });
    group.finish();
    let schedule = Schedule::new("America/New_York", &["Mon-Fri 9:00-17:00"], &[]).expect("hours");
    let timeline = schedule.timeline(1_735_689_600, 1_767_225_600).expect("a year");
    c.bench_function("audit/open_seconds", |b| {
        b.iter(|| timeline.open_seconds(black_box(1_741_000_000), black_box(1_741_400_000)));
    });
}

criterion_group!(benches, audit);
criterion_main!(benches);
