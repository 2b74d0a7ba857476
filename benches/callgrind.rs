//! How many instructions a scan takes, the same on every run:
//!
//! ```text
//! cargo bench --bench callgrind --no-run
//! valgrind --tool=callgrind --toggle-collect='*Scanner::scan*' target/release/deps/callgrind-<hash>
//! ```
//!
//! Divide the instructions by the replies scanned, which the program prints. `--toggle-collect='*Text::read*'` counts
//! the reading of the texts instead. With the argument `lints` it makes a linter with all built-in packs and lints; the
//! functions below are what to count then; a linter is made on two threads, and `*parallel::aside*` is what the other one
//! does. `scripts/instructions` does all of it.

mod support;

use replylint::internals::{Scanner, Scratch, Signals};
use replylint::text::{Markup, Text};
use replylint::{Draft, Linter};
use std::hint::black_box;
use support::Rules;

const REPLIES: usize = 2000;
const LINTS: usize = 200;
const DIGITS: usize = 20_000;

const CLEAN: &str = "Thank you for telling us about the parking. The lot behind the bakery is ours after four, and a new \
    sign goes up this week. If it is full, there is a ramp around the corner with two wide spots by the side door. Rosa, \
    our office manager, would like to hear more and is at her desk until five. We hope this makes mornings a little easier.";
const WITH_HITS: &str = "Hi {{first_name}}! Thank you for your visit on March 3, 2026!! We are so glad that your root canal \
    went well and that your insurance covered the crown. Your balance of $42 was waived. Call us at (412) 555-0107 or write \
    to jane.doe@mail.example. WE GUARANTEE THE BEST CARE, 100% satisfaction. See you at your next appointment in May, Dana.";
const INBOUND: &str = "The crown fell off twice and the front desk was rude about the bill. Why was I charged again?";

#[inline(never)]
fn a_new_linter() -> Linter {
    Linter::new().expect("a linter")
}

#[inline(never)]
fn clean_drafts(linter: &Linter) {
    (0..LINTS).for_each(|_| _ = black_box(linter.lint(black_box(&Draft::new(CLEAN)))));
}

#[inline(never)]
fn clean_drafts_with_inbound(linter: &Linter) {
    let mut draft = Draft::new(CLEAN);
    draft.inbound = Some(INBOUND.into());
    (0..LINTS).for_each(|_| _ = black_box(linter.lint(black_box(&draft))));
}

#[inline(never)]
fn drafts_with_inbound(linter: &Linter) {
    let mut draft = Draft::new(WITH_HITS);
    draft.inbound = Some(INBOUND.into());
    (0..LINTS).for_each(|_| _ = black_box(linter.lint(black_box(&draft))));
}

#[inline(never)]
fn hostile_digits(linter: &Linter) {
    let digits = "1".repeat(DIGITS);
    _ = black_box(linter.lint(black_box(&Draft::new(digits.as_str()))));
}

#[expect(clippy::print_stdout, reason = "whoever divides needs to know by what")]
fn main() {
    if std::env::args().any(|argument| argument == "lints") {
        let linter = a_new_linter();
        // What the first drafts make for all others is not counted.
        for text in [CLEAN, WITH_HITS, INBOUND] {
            let _ = black_box(linter.lint(&Draft::new(text)));
        }
        clean_drafts(&linter);
        clean_drafts_with_inbound(&linter);
        drafts_with_inbound(&linter);
        hostile_digits(&linter);
        return println!("{LINTS} lints");
    }
    let rules = Rules::full();
    let scanner = Scanner::new(&rules.program());
    let sources = rules.replies(REPLIES, 1);
    let (mut text, mut scratch, mut signals) = (Text::new(), Scratch::new(), Signals::default());
    let mut hits = 0;
    for source in &sources {
        text.read(source, Markup::Plain);
        scanner.scan(&text, &mut scratch, &mut signals);
        hits += signals.all().len();
    }
    println!("{REPLIES} replies, {hits} hits");
}
