//! A clean draft costs no allocation once a thread has linted before.

use super::linter;
use replylint::Draft;

#[test]
fn a_clean_draft_allocates_nothing_in_the_steady_state() {
    let linter = linter(&[
        "match.prefer.instead = { \"log in*\" = \"sign in\" }",
        "match.casing.words = [\"Mend Bench\"]",
        "match.require = { any = [\"thanks\"], where = \"first_sentence\" }",
        "match.forbid = { any = [\"the mend bench team\"], except = \"last_line\" }",
        "match.limit = { of = \"words\", max = 90, min = 5, body = true }",
        "match.limit = { of = \"characters\", max = 900 }",
        "match.limit = { of = \"emoji\", max = 1 }",
        "match.limit = { of = \"sentence_words\", max = 30 }",
        "match.emoji = { max = 1, only = [\"🔥\"] }",
        "match.links = { only = [\"stalder.example\"], shorteners = false }",
        "match.consistency.either = [[\"color\", \"colour\"]]",
        "match.repetition = {}",
        "match.capitalization = { of = \"sentences\", style = \"sentence\" }",
    ]);
    let texts = [
        "Thanks for the photo 🔥. Sign in at stalder.example/a to see the color of the coat.\nThe Mend Bench team",
        "Thanks, the Mend Bench is open until five, and a@b.example or 412-555-0107 reach us.",
    ];
    let drafts = texts.map(Draft::new);
    let lint_all = || drafts.iter().map(|draft| linter.lint(draft).findings.len()).sum::<usize>();
    assert_eq!(lint_all(), 0, "the drafts are clean");
    let allocations = allocation_counter::measure(|| assert_eq!(lint_all(), 0));
    assert_eq!(allocations.count_total, 0);
}
