//! Prints labelled drafts as the disclosure model sees them, for `tools/disclosure/train.py`.
//!
//! Standard input holds one JSON object a line: `{"draft": …, "inbound": …}`. The arguments are a language, a file of
//! words, one a line, and any number of parts of pack names to leave out. First the names of the classes come back, then for each
//! draft the symbols of the inbound, each `[row, class, false]`, and a list of sentences, each `[start, end, [feature, …], [[row, class, echoed], …], [[start, end], …]]`: the last
//! are the words of care, and all places are bytes of the draft.

use replylint::internals::Learner;
use std::io::{BufRead, Write};

#[derive(serde::Deserialize)]
struct Case {
    draft: String,
    inbound: Option<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let language = arguments.next().ok_or("name a language: en")?;
    let words = arguments.next().ok_or("name a file of words, one a line")?;
    let words = std::fs::read_to_string(words)?.lines().map(str::to_owned).collect();
    let learner = Learner::new(&language, words, &arguments.collect::<Vec<_>>())?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer(&mut out, &learner.classes().collect::<Vec<_>>())?;
    out.write_all(b"\n")?;
    for line in std::io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line?)?;
        let lessons = learner.lessons(&case.draft, case.inbound.as_deref());
        let place = |span: std::ops::Range<usize>| (span.start, span.end);
        let list: Vec<_> = lessons
            .sentences
            .into_iter()
            .map(|l| {
                (l.span.start, l.span.end, l.features, l.symbols, l.care.into_iter().map(place).collect::<Vec<_>>())
            })
            .collect();
        serde_json::to_writer(&mut out, &(lessons.heard, list))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
