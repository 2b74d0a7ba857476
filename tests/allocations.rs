//! A clean draft costs no allocation once a thread has linted before.

use replylint::{Draft, Linter};

#[test]
fn a_clean_draft_allocates_nothing_in_the_steady_state() {
    let linter = Linter::new().unwrap();
    let texts = [
        "Thank you for telling us about the parking. A new sign goes up this week.",
        "The lot behind the bakery is ours after four. Our manager is at her desk until five. Café, naïve – “quoted”.",
        "Ramen night returns in May, and the patio opens with it.",
    ];
    let drafts = texts.map(|text| Draft::new(text).inbound("Great place, but nowhere to park."));
    let lint_all = || drafts.iter().map(|draft| linter.lint(draft).findings.len()).sum::<usize>();
    assert_eq!(lint_all(), 0, "the drafts are clean");
    let allocations = allocation_counter::measure(|| assert_eq!(lint_all(), 0));
    assert_eq!(allocations.count_total, 0);
}
