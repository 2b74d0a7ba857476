//! Prints what tells whether a draft answers a question, for `tools/genericness/train.py`.
//!
//! Standard input holds one JSON object a line: `{"draft": …, "inbound": …, "question": [start, end]}`, in bytes of the
//! inbound. The argument is a file of moves. For each line a list of features comes back.

use replylint::internals::MoveLearner;
use std::io::{BufRead, Write};

#[derive(serde::Deserialize)]
struct Case {
    draft: String,
    inbound: String,
    question: (usize, usize),
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a file of moves")?;
    let learner = MoveLearner::taught(&std::fs::read(file)?)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let Case { draft, inbound, question } = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut out, &learner.answer(&draft, &inbound, question.0..question.1))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
