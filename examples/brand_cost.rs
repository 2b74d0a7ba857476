//! What a brand file and Vale styles cost: how long they take to load, what they add to the lint of a reply of 300
//! characters, and how much memory a process took at most that has this linter alone.
//!
//! ```text
//! cargo run --release --features vale,spelling --example brand_cost -- brand.toml styles
//! ```
//!
//! The styles may be missing. Without arguments it takes a made-up brand of a hundred rules and five made-up styles of 115. Each figure of a lint
//! is the median of 2,000; the replies differ from one another, and every other one holds an emoji.
#![allow(clippy::print_stdout, reason = "an example")]

#[path = "../benches/support/house.rs"]
mod house;

use replylint::vale::{Entry, Files, Styles};
use replylint::{Brand, Draft, Linter};
use std::path::Path;
use std::time::{Duration, Instant};

struct Disk;

impl Files for Disk {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(path).ok()
    }

    fn list(&self, path: &str) -> Vec<Entry> {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        let entry = |entry: std::fs::DirEntry| Entry {
            name: entry.file_name().to_string_lossy().into_owned(),
            is_dir: entry.path().is_dir(),
        };
        entries.map(entry).collect()
    }
}

fn brand(path: &str) -> Result<Brand, Box<dyn std::error::Error>> {
    let beside = |origin: &str, name: &str| {
        let path = Path::new(origin).parent().unwrap_or(Path::new("")).join(name);
        let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
        Ok((path.display().to_string(), text))
    };
    Ok(Brand::parse_with(&std::fs::read_to_string(path)?, path, beside)?)
}

/// Replies of the same length that differ in some words, the first half of which hold no emoji.
fn replies() -> Vec<String> {
    let reply = |at: usize, end: &str| {
        let days = ["Friday", "Monday", "Sunday"];
        let names = ["Sam", "Kim", "Lee", "Ada", "Bo"];
        let what = ["wait", "line", "queue", "noise", "delay", "music", "smell"];
        let reply = house::REPLY.replace("Sam", names[at % 5]).replace("Friday", days[at % 3]);
        format!("{}{end}", reply.replace("wait", what[at % 7]))
    };
    (0..2_000).map(|at| reply(at, "")).chain((0..2_000).map(|at| reply(at, " \u{1f60a}"))).collect()
}

/// The median of the lints of the replies without an emoji, and of those with one.
fn medians(linter: &Linter, replies: &[String]) -> [f64; 2] {
    let time = |reply: &String| {
        let draft = Draft::new(reply.as_str());
        let start = Instant::now();
        std::hint::black_box(linter.lint(&draft));
        start.elapsed()
    };
    replies.iter().for_each(|reply| _ = time(reply));
    let (plain, emoji) = replies.split_at(replies.len() / 2);
    [plain, emoji].map(|half| {
        let mut times: Vec<Duration> = half.iter().map(time).collect();
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() * 1e6
    })
}

fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok().map(|kilobytes: f64| kilobytes / 1024.0)
}

/// A linter with a brand file and styles, how many rules these have, and how long it took to load all that.
fn load(
    path: Option<&str>,
    folder: Option<&str>,
) -> Result<(Linter, [usize; 2], Duration), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let brand = match path {
        Some(path) => brand(path)?,
        None => Brand::parse(&house::brand(), "house.toml")?,
    };
    let styles = match (path, folder) {
        (_, Some(folder)) => Some(Styles::load(&Disk, folder)?),
        (Some(_), None) => None,
        (None, None) => Some(Styles::load(&house::styles(), "styles")?),
    };
    let builder = Linter::builder().brand(brand.clone());
    let linter = styles.iter().fold(builder, |builder, styles| builder.vale(styles.clone())).build()?;
    let time = start.elapsed();
    let own = replylint::catalogue::catalogue(&[], Some(&brand));
    let own = own.iter().filter(|info| info.origin == brand.origin()).count();
    Ok((linter, [own, styles.map_or(0, |styles| styles.len())], time))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths = std::env::args().skip(1);
    let (path, folder) = (paths.next(), paths.next());
    let (linter, [own, of_styles], cold) = load(path.as_deref(), folder.as_deref())?;
    let first = Instant::now();
    let findings = linter.lint(&Draft::new(house::REPLY)).findings.len();
    let first = first.elapsed();
    let most = peak();

    let replies = replies();
    let all = medians(&linter, &replies);
    let without = medians(&Linter::new()?, &replies);
    let (_, _, again) = load(path.as_deref(), folder.as_deref())?;
    println!("rules: {own} of the brand file, {of_styles} of styles; {findings} findings in the first reply");
    let [cold, first, again] = [cold, first, again].map(|time| time.as_secs_f64() * 1e3);
    println!(
        "load: {cold:.1} ms with the built-in packs, {again:.1} ms beside another linter; the first lint {first:.1} ms"
    );
    for (name, all, without) in [("a reply", all[0], without[0]), ("with an emoji", all[1], without[1])] {
        println!("{name}: {all:.1} µs, {without:.1} µs without them: {:.1} µs added", all - without);
    }
    if let Some(most) = most {
        println!("memory: {most:.1} MB at most, program and built-in packs included");
    }
    Ok(())
}
