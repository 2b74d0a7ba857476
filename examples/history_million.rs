//! How a history of a million replies builds, lies in memory, merges and answers. `cargo run --release --example
//! history_million [REPLIES]` prints a table; one thread. Where the system tells it, times of work are those on the processor, so that
//! neighbours count less; of every query the best of three passes counts, far enough apart to find no warm cache.

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

/// Time that this thread has spent on the processor, or since the clock began.
fn spent() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let own = told.and_then(|text| text.split(' ').next()?.parse().ok()).map(Duration::from_nanos);
    own.unwrap_or_else(|| START.get_or_init(Instant::now).elapsed())
}

static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();

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

    let begin = spent();
    let mut builder = HistoryBuilder::new(key.clone());
    all.iter().for_each(|reply| builder.add(&draft(reply)).expect("room"));
    let added = spent() - begin;
    let mut bytes = Vec::new();
    builder.write(&mut bytes).expect("memory");
    let built = spent() - begin;
    println!(
        "build: {:.2} s ({:.2} s of it reading), {:.0} replies/s",
        built.as_secs_f64(),
        added.as_secs_f64(),
        number as f64 / built.as_secs_f64()
    );
    let size = bytes.len();
    println!("size: {:.1} MB, {:.0} bytes a reply", size as f64 / 1e6, size as f64 / number as f64);

    let begin = spent();
    let history = History::open(bytes, &key).expect("just written");
    println!("open, all checksums: {:.0} ms", (spent() - begin).as_secs_f64() * 1e3);
    let stats = history.stats();
    println!("templates: {} with {} replies; grams: {}", stats.templates, stats.templated, stats.grams);

    let queries: Vec<Reply> = (0..20_000).map(|at| world.reply(number + at, &mut numbers)).collect();
    let mut times = vec![Duration::MAX; queries.len()];
    for _ in 0..3 {
        for (reply, time) in queries.iter().zip(&mut times) {
            let draft = draft(reply);
            let begin = Instant::now();
            std::hint::black_box(history.query(&draft));
            *time = begin.elapsed().min(*time);
        }
    }
    let (mut found, mut of, mut alarms) = (0, 0, 0);
    for reply in &queries {
        let flagged = history.query(&draft(reply)).share >= 600;
        of += usize::from(reply.template.is_some());
        found += usize::from(flagged && reply.template.is_some());
        alarms += usize::from(flagged && reply.template.is_none());
    }
    times.sort_unstable();
    let [p50, p90, p99, p999] = [0.5, 0.9, 0.99, 0.999].map(|share| percentile(&times, share));
    println!("query: p50 {p50:.1} us, p90 {p90:.1} us, p99 {p99:.1} us, p99.9 {p999:.1} us");
    println!("share of 600 or more: {found} of {of} made from a template, {alarms} of {} others", queries.len() - of);

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
        let begin = spent();
        let mut builder = HistoryBuilder::new(key.clone());
        parts[..share].iter().for_each(|part| builder.merge(part).expect("one key"));
        let replies = builder.len();
        let mut bytes = Vec::new();
        builder.write(&mut bytes).expect("memory");
        let time = (spent() - begin).as_secs_f64();
        println!("merge of {share}: {replies} replies in {time:.2} s, {:.2} us a reply", time * 1e6 / replies as f64);
        if share == LOCATIONS {
            let merged = History::open(bytes, &key).expect("just written");
            println!("the merged history is the one built at once: {}", merged.digest() == history.digest());
        }
    }
}
