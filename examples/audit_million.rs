//! Makes, lints and audits an export: `cargo run --release --features audit --example audit_million -- 1000000 50 2`
//! (rows, locations, threads). Prints how long each step took, on the clock and on the processor, and a few figures.
//! Nothing is read from a disk: rows are made by the threads that lint them.

use replylint::audit::{Audit, AuditOptions, MetricsOptions};
use replylint::{Brand, Linter};
use std::time::{Duration, Instant};

#[path = "../benches/support/export.rs"]
mod export;
use export::Export;

/// Time on the processor, of all threads, where the system tells it.
fn spent() -> Duration {
    let told = std::fs::read_to_string("/proc/self/stat").ok();
    let ticks = told.and_then(|text| {
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    });
    Duration::from_millis(ticks.unwrap_or(0) * 10)
}

/// The most memory that was held at once, in MB, where the system tells it.
fn peak() -> f64 {
    let told = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0) / 1_024.0
}

#[allow(clippy::print_stdout, reason = "an example")]
fn main() {
    let word = |at: usize, or: usize| std::env::args().nth(at).map_or(or, |word| word.parse().expect("a number"));
    let (rows, locations, threads) = (word(1, 1_000_000), word(2, 50), word(3, 2).max(1));
    let export = Export::new(1, rows, locations);
    let brand = Brand::parse(&export.brand(), "brand.toml").expect("a brand");
    let linter = Linter::builder().brand(brand.clone()).build().expect("a linter");
    let mut last = (Instant::now(), spent());
    let mut step = |name: &str| {
        let now = (Instant::now(), spent());
        let (clock, processor) = (now.0 - last.0, now.1 - last.1);
        println!(
            "{name}: {:.2} s on the clock, {:.2} s on the processor, {:.1} us a row, {:.0} MB at most so far",
            clock.as_secs_f64(),
            processor.as_secs_f64(),
            processor.as_secs_f64() * 1e6 / rows as f64,
            peak()
        );
        last = now;
    };
    let bytes: usize = export.rows().map(|row| row.reply.len() + row.inbound.len()).sum();
    println!("{rows} rows of {locations} locations, {} bytes of text a row", bytes / rows.max(1));
    step("make rows");

    let parts: Vec<Audit> = std::thread::scope(|scope| {
        let run = |thread: usize| {
            let (export, linter, brand) = (&export, &linter, &brand);
            scope.spawn(move || {
                let mut audit = Audit::new(AuditOptions::new().brand(brand));
                for number in (thread..rows).step_by(threads) {
                    let row = export.row(number);
                    let draft = row.draft();
                    if row.reply.is_empty() {
                        audit.add_unanswered(&draft).expect("room");
                    } else {
                        audit.add(&draft, &linter.lint(&draft)).expect("room");
                    }
                }
                audit
            })
        };
        let running: Vec<_> = (0..threads).map(run).collect();
        running.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    step("make, lint and add");
    let mut audit = Audit::new(AuditOptions::new().brand(&brand));
    parts.into_iter().for_each(|part| audit.merge(part).expect("made alike"));
    step("merge");
    let options = MetricsOptions::new().brand(&brand).period("2025-07-01", "2025-12-27");
    let metrics = audit.metrics(&options).expect("figures");
    step("figures");
    let whole = &metrics.whole.current;
    println!(
        "replies {}, disclosing {:?}, reused {:?}, templates {}, answered {:?}, p90 {:?} s",
        whole.replies,
        whole.disclosing.per_mille,
        whole.reuse.reused.per_mille,
        metrics.reuse.templates_in_all,
        whole.answered.all.per_mille,
        whole.response.calendar.p90_s
    );
    let json = serde_json::to_string(&metrics).expect("plain data");
    step("write metrics.json");
    println!("metrics.json: {:.1} MB", json.len() as f64 / 1e6);
    if std::env::args().any(|word| word == "--state") {
        let state = audit.to_bytes();
        step("write the state");
        println!("state: {:.0} MB, {} bytes a row", state.len() as f64 / 1e6, state.len() / rows.max(1));
    }
}
