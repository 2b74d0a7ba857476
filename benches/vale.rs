//! What a brand's own rules cost: a brand file of a hundred rules, and Vale rules, 115 made-up ones of five styles.
//! `cargo bench --features vale --bench vale`.
//!
//! Compare rows of one run. What the rules add to a reply is the difference between two rows of `reply`; an emoji or an
//! accent must cost next to nothing. `cargo run --release --features vale --example brand_cost` measures your own.
#![allow(missing_docs, reason = "the macro that groups benches writes undocumented functions")]

#[path = "support/house.rs"]
mod house;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use house::REPLY;
use replylint::vale::Styles;
use replylint::{Brand, Draft, Linter};
use std::hint::black_box;

fn house() -> (Brand, Styles) {
    let brand = Brand::parse(&house::brand(), "house.toml").expect("a brand");
    let own = replylint::catalogue::catalogue(&[], Some(&brand));
    assert_eq!(own.iter().filter(|info| info.origin == "house.toml").count(), 100);
    let styles = Styles::load(&house::styles(), "styles").expect("styles");
    assert_eq!((styles.len(), styles.skipped().len()), (115, 0));
    (brand, styles)
}

/// The whole lint of a reply: with the built-in packs alone, and with what the house adds.
fn reply(c: &mut Criterion) {
    let (brand, styles) = house();
    let builder = Linter::builder;
    let linters = [
        ("built in", builder()),
        ("and a brand", builder().brand(brand.clone())),
        ("and styles", builder().vale(styles.clone())),
        ("and both", builder().brand(brand).vale(styles)),
    ];
    let mut group = c.benchmark_group("reply");
    for (name, builder) in linters {
        let linter = builder.build().expect("a linter");
        for (also, text) in [("", REPLY.to_owned()), (", emoji", format!("{REPLY} \u{1f60a}"))] {
            let draft = Draft::new(text);
            group.bench_function(format!("{name}{also}"), |b| b.iter(|| linter.lint(black_box(&draft))));
        }
    }
    group.finish();
}

fn load(c: &mut Criterion) {
    let (text, files) = (house::brand(), house::styles());
    let mut group = c.benchmark_group("load");
    group.sample_size(20);
    group.bench_function("115 rules", |b| b.iter(|| Styles::load(black_box(&files), "styles").expect("styles")));
    group.bench_function("a linter of built-in packs", |b| b.iter(|| Linter::new().expect("a linter")));
    group.bench_function("a linter with brand and styles", |b| {
        b.iter(|| {
            let brand = Brand::parse(black_box(&text), "house.toml").expect("a brand");
            let styles = Styles::load(black_box(&files), "styles").expect("styles");
            Linter::builder().brand(brand).vale(styles).build().expect("a linter")
        });
    });
    group.finish();
}

fn alerts(c: &mut Criterion) {
    let (_, styles) = house();
    let long = REPLY.repeat(32);
    let mut group = c.benchmark_group("alerts");
    for (name, text) in [
        ("reply", REPLY.to_owned()),
        ("reply, emoji", format!("{REPLY} \u{1f60a}")),
        ("reply, accent", REPLY.replace("Sam", "Jos\u{e9}")),
        ("10 KB", long.clone()),
        ("10 KB, emoji", format!("{long} \u{1f60a}")),
        ("10 KB, accent", long.replace("Sam", "Jos\u{e9}")),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), &text, |b, text| {
            b.iter(|| black_box(styles.alerts(black_box(text))));
        });
    }
    group.finish();
}

criterion_group!(benches, reply, load, alerts);
criterion_main!(benches);
