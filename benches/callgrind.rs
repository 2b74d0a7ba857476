//! How many instructions a scan takes, the same on every run:
//!
//! ```text
//! cargo bench --bench callgrind --no-run
//! valgrind --tool=callgrind --toggle-collect='*Scanner::scan*' target/release/deps/callgrind-<hash>
//! ```
//!
//! Divide the instructions by the replies scanned, which the program prints. `--toggle-collect='*Text::read*'` counts
//! the reading of the texts instead.

mod support;

use replylint::internals::{Scanner, Scratch, Signals};
use replylint::text::{Markup, Text};
use support::Rules;

const REPLIES: usize = 2000;

#[expect(clippy::print_stdout, reason = "whoever divides needs to know by what")]
fn main() {
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
