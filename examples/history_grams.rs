//! Prints the masked 4-grams of replies as the history sees them, for `tools/history/grams.py`.
//!
//! Standard input holds one JSON object a line: `{"draft": …, "author": …}`. For each a list of hashes comes back.

use replylint::Draft;
use replylint::internals::masked_grams;
use std::io::{BufRead, Write};

#[derive(serde::Deserialize)]
struct Case {
    draft: String,
    author: Option<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line?)?;
        let mut draft = Draft::new(case.draft);
        draft.author = case.author.map(Into::into);
        serde_json::to_writer(&mut out, &masked_grams(&draft))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
