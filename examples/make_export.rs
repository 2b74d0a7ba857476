//! Writes a seeded export of past replies as JSON lines: `cargo run --release --example make_export -- 100000 50 > export.jsonl`
//! (rows, locations, and a seed if another export is wanted). `--brand` writes the brand file that knows its locations.
//! Rows that nobody answered have an empty reply. `template` says what a reply was made from, `discloses` what was
//! planted: a reader of exports ignores both.

use std::io::{BufWriter, Write};

#[path = "../benches/support/export.rs"]
mod export;
use export::Export;

fn main() -> std::io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let is_brand = words.iter().any(|word| word == "--brand");
    let number = |at: usize, or: usize| {
        let mut numbers = words.iter().filter(|word| !word.starts_with('-'));
        numbers.nth(at).map_or(or, |word| word.parse().expect("a number"))
    };
    let export = Export::new(number(2, 1) as u64, number(0, 100_000), number(1, 50));
    let mut out = BufWriter::new(std::io::stdout().lock());
    if is_brand {
        return out.write_all(export.brand().as_bytes());
    }
    for row in export.rows() {
        let line = serde_json::json!({
            "id": row.id, "brand": row.brand, "location": row.location, "agent": row.agent, "author": row.author,
            "rating": row.rating, "inbound": row.inbound, "received_at": row.received_at, "draft": row.reply,
            "posted_at": row.posted_at, "template": row.template, "discloses": row.is_disclosing,
        });
        writeln!(out, "{line}")?;
    }
    out.flush()
}
