//! Prints replies as the model of moves sees them, for `tools/genericness/train.py`.
//!
//! Standard input holds one JSON object a line: `{"draft": …, "inbound": …}`. The arguments are a file of words, the most
//! frequent first, and one of common sequences, as hashes; one a line. For each draft a list of sentences comes back,
//! each `[start, end, [feature, …], [sequence, …]]`, with places in bytes of the draft.

use replylint::internals::MoveLearner;
use std::io::{BufRead, Write};

#[derive(serde::Deserialize)]
struct Case {
    draft: String,
    inbound: Option<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut lines = |what: &str| -> Result<Vec<String>, Box<dyn std::error::Error>> {
        let file = arguments.next().ok_or(format!("name a file of {what}"))?;
        Ok(std::fs::read_to_string(file)?.lines().map(str::to_owned).collect())
    };
    let words = lines("words")?;
    let sequences = lines("sequences")?.iter().map(|hash| hash.parse()).collect::<Result<_, _>>()?;
    let learner = MoveLearner::new(&words, sequences);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line?)?;
        let lessons = learner.lessons(&case.draft, case.inbound.as_deref());
        let list: Vec<_> = lessons.into_iter().map(|l| (l.span.start, l.span.end, l.features, l.sequences)).collect();
        serde_json::to_writer(&mut out, &list)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
