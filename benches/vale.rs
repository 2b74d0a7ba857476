//! Vale rules on replies: 115 made-up ones of five styles. `cargo bench --features vale --bench vale`.
//!
//! Compare rows of one run. An emoji or an accent must cost next to nothing.
#![allow(missing_docs, reason = "the macro that groups benches writes undocumented functions")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use replylint::vale::Styles;
use std::collections::BTreeMap;
use std::hint::black_box;

const REPLY: &str = "Hi Sam, thank you so much for taking the time to write to us about the long wait at our desk on Friday. We are \
    really sorry that you were not seen quickly, and our team will utilize your feedback in order to improve. Please call us \
    at any time, and we will be happy to help you as soon as possible. Kind regards, the team";

/// Words that stand in replies, and words that do not.
const COMMON: [&str; 20] = [
    "really",
    "so",
    "very",
    "utilize",
    "in order to",
    "at any time",
    "happy",
    "please",
    "sorry",
    "as soon as",
    "quickly",
    "team",
    "kind",
    "feedback",
    "improve",
    "help",
    "write",
    "were seen",
    "desk",
    "time",
];

/// A word that nobody writes.
fn word(number: usize) -> String {
    let parts = ["ba", "ri", "mo", "lek", "tun", "sar", "vi", "pol", "ged", "nax", "cho", "fu"];
    (0..3).map(|digit| parts[number / 12_usize.pow(digit) % 12]).collect()
}

/// The rule files of five styles.
fn rules() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for number in 0..115 {
        let words: Vec<String> = (0..20).map(|at| word(number * 23 + at)).collect();
        let common = COMMON[number % COMMON.len()];
        let list = |words: &[String]| words.iter().map(|word| format!("  - {word}\n")).collect::<String>();
        let rule = match number % 23 {
            0..=12 => {
                let also = if number % 4 == 0 { format!("  - {common}\n") } else { String::new() };
                format!("extends: existence\nmessage: \"'%s'\"\nignorecase: true\ntokens:\n{}{also}", list(&words))
            }
            13..=17 => {
                let pairs: String = words.windows(2).map(|pair| format!("  {}: {}\n", pair[0], pair[1])).collect();
                format!(
                    "extends: substitution\nmessage: \"%s for %s\"\nignorecase: true\nswap:\n  {common}: {}\n{pairs}",
                    words[0]
                )
            }
            18 => {
                format!("extends: existence\nmessage: x\ntokens:\n  - '{}(?! of)'\n  - '(?<!not ){common}'\n", words[0])
            }
            19 => "extends: occurrence\nmessage: x\nscope: sentence\nmax: 30\ntoken: '\\b\\w+\\b'\n".to_owned(),
            20 => "extends: repetition\nmessage: x\nalpha: true\ntokens: ['[^\\s.!?]+']\n".to_owned(),
            21 => {
                "extends: existence\nmessage: x\nnonword: true\ntokens: ['\\w+ly-', '!{2,}', '\\s{2,}\\w']\n".to_owned()
            }
            _ => "extends: readability\nmessage: x\nmetrics: [Flesch-Kincaid]\ngrade: 14\n".to_owned(),
        };
        files.insert(format!("styles/Style{}/Rule{number:03}.yml", number / 23), rule);
    }
    files
}

fn load(c: &mut Criterion) {
    let files = rules();
    c.bench_function("load 115 rules", |b| b.iter(|| Styles::load(black_box(&files), "styles").expect("styles")));
}

fn replies(c: &mut Criterion) {
    let styles = Styles::load(&rules(), "styles").expect("styles");
    assert_eq!((styles.len(), styles.skipped().len()), (115, 0));
    let long = REPLY.repeat(32);
    let mut group = c.benchmark_group("alerts");
    for (name, text) in [
        ("reply", REPLY.to_owned()),
        ("reply, emoji", format!("{REPLY} \u{1f60a}")),
        ("reply, accent", REPLY.replace("Sam", "Jos\u{e9}")),
        ("10 KB", long.clone()),
        ("10 KB, emoji", format!("{long} \u{1f60a}")),
        ("10 KB, accent", long.replace("Sam", "Jos\u{e9}")),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), &text, |b, text| {
            b.iter(|| black_box(styles.alerts(black_box(text))));
        });
    }
    group.finish();
}

criterion_group!(benches, load, replies);
criterion_main!(benches);
