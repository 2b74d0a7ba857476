//! How a history of a million replies builds, lies in memory, merges and answers. `cargo run --release --example
//! history_million [REPLIES]` prints a table; one thread.

use replylint::{Draft, History, HistoryBuilder, HistoryKey};
use std::time::{Duration, Instant};

#[path = "../benches/support/replies.rs"]
mod replies;
use replies::{Numbers, Reply, World};

const LOCATIONS: usize = 50;

fn draft(reply: &Reply) -> Draft<'_> {
    let mut draft = Draft::new(reply.text.as_str());
    draft.id = Some(reply.id.as_str().into());
    draft.location = Some(reply.location.as_str().into());
    draft.posted_at = Some(reply.posted_at.as_str().into());
    draft
}

fn percentile(times: &[Duration], share: f64) -> f64 {
    times[((times.len() - 1) as f64 * share) as usize].as_nanos() as f64 / 1e3
}

#[allow(clippy::print_stdout, reason = "an example")]
fn main() {
    let number: usize = std::env::args().nth(1).map_or(1_000_000, |word| word.parse().expect("a number"));
    let key = HistoryKey::new(b"a key of an example, known to all").expect("long enough");
    let world = World::new(number / 1_000 + 20, LOCATIONS);
    let mut numbers = Numbers::new(2);
    let all: Vec<Reply> = (0..number).map(|at| world.reply(at, &mut numbers)).collect();
    let words: usize = all.iter().map(|reply| reply.text.split(' ').count()).sum();
    let mean = all.iter().map(|reply| reply.text.len()).sum::<usize>() / number;
    println!("{number} replies of {mean} bytes and {} words on average, seeded", words / number);

    let begin = Instant::now();
    let mut builder = HistoryBuilder::new(key.clone());
    all.iter().for_each(|reply| builder.add(&draft(reply)).expect("room"));
    let added = begin.elapsed();
    let mut bytes = Vec::new();
    builder.write(&mut bytes).expect("memory");
    let built = begin.elapsed();
    println!(
        "build: {:.2} s ({:.2} s of it reading), {:.0} replies/s",
        built.as_secs_f64(),
        added.as_secs_f64(),
        number as f64 / built.as_secs_f64()
    );
    let size = bytes.len();
    println!("size: {:.1} MB, {:.0} bytes a reply", size as f64 / 1e6, size as f64 / number as f64);

    let begin = Instant::now();
    let history = History::open(bytes, &key).expect("just written");
    println!("open, all checksums: {:.0} ms", begin.elapsed().as_secs_f64() * 1e3);
    let stats = history.stats();
    println!("templates: {} with {} replies; grams: {}", stats.templates, stats.templated, stats.grams);

    let queries: Vec<Reply> = (0..20_000).map(|at| world.reply(number + at, &mut numbers)).collect();
    let mut times = Vec::with_capacity(queries.len());
    let (mut found, mut of, mut alarms) = (0, 0, 0);
    for reply in &queries {
        let draft = draft(reply);
        let begin = Instant::now();
        let reuse = history.query(&draft);
        times.push(begin.elapsed());
        let flagged = reuse.share >= 300;
        of += usize::from(reply.template.is_some());
        found += usize::from(flagged && reply.template.is_some());
        alarms += usize::from(flagged && reply.template.is_none());
    }
    times.sort_unstable();
    let [p50, p90, p99, p999] = [0.5, 0.9, 0.99, 0.999].map(|share| percentile(&times, share));
    println!("query: p50 {p50:.1} us, p90 {p90:.1} us, p99 {p99:.1} us, p99.9 {p999:.1} us");
    println!("share of 300 or more: {found} of {of} made from a template, {alarms} of {} others", queries.len() - of);

    let mut parts: Vec<HistoryBuilder> = (0..LOCATIONS).map(|_| HistoryBuilder::new(key.clone())).collect();
    for reply in &all {
        let location: usize = reply.location[9..].parse().expect("a number");
        parts[location].add(&draft(reply)).expect("room");
    }
    let parts: Vec<History> = parts
        .into_iter()
        .map(|part| {
            let mut bytes = Vec::new();
            part.write(&mut bytes).expect("memory");
            History::open(bytes, &key).expect("just written")
        })
        .collect();
    for share in [LOCATIONS / 5, LOCATIONS / 2, LOCATIONS] {
        let begin = Instant::now();
        let mut builder = HistoryBuilder::new(key.clone());
        parts[..share].iter().for_each(|part| builder.merge(part).expect("one key"));
        let replies = builder.len();
        let mut bytes = Vec::new();
        builder.write(&mut bytes).expect("memory");
        let spent = begin.elapsed().as_secs_f64();
        println!("merge of {share}: {replies} replies in {spent:.2} s, {:.2} us a reply", spent * 1e6 / replies as f64);
        if share == LOCATIONS {
            let merged = History::open(bytes, &key).expect("just written");
            println!("the merged history is the one built at once: {}", merged.digest() == history.digest());
        }
    }
}
