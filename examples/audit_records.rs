//! Audits records from the standard input, JSON lines as `check --records` reads them, and prints `metrics.json`:
//! `cargo run --release --features audit --example audit_records -- brand.toml < export.jsonl`. A record with an empty
//! draft is an inbound that nobody answered.

use replylint::audit::{Audit, AuditOptions, MetricsOptions};
use replylint::{Brand, Linter, record};
use std::error::Error;
use std::io::Write;

fn main() -> Result<(), Box<dyn Error>> {
    let (mut linter, mut kept, mut about) = (Linter::builder(), AuditOptions::new(), MetricsOptions::new());
    if let Some(path) = std::env::args().nth(1) {
        let brand = Brand::parse(&std::fs::read_to_string(&path)?, &path)?;
        (kept, about) = (kept.brand(&brand), about.brand(&brand));
        linter = linter.brand(brand);
    }
    let linter = linter.build()?;
    let mut audit = Audit::new(kept);
    for line in std::io::stdin().lines() {
        let (draft, _) = record::read(serde_json::from_str(&line?)?, &[])?;
        audit.add(&draft, &linter.lint(&draft))?;
    }
    let metrics = audit.metrics(&about)?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&metrics)?)?;
    Ok(())
}
