//! What a language model needs to mend its own draft.

use super::{plural, sentence, unchecked_groups, unchecked_reason};
use crate::report::{Finding, Level, Offsets, Report, Verdict};
use crate::text::sentences::sentences;
use std::fmt::Write;
use std::ops::Range;

/// So many sentences are named one by one; of more, only the number is told.
const NAMED: usize = 6;

impl Report {
    /// A short instruction for whoever wrote the draft, a language model above all: what is wrong, why, and what to do
    /// instead, in the words of the brand's guide where it has any. It quotes nothing of the draft, so it needs the
    /// draft beside it.
    ///
    /// Findings of one rule are named once, the gravest first. Linear in the findings but for their rules, which are
    /// few.
    #[must_use]
    pub fn feedback(&self) -> String {
        feedback(self, &[])
    }

    /// As [`Report::feedback`], and says in which sentences: `(sentence 2 of 4)`. `draft` must be what was linted; it
    /// is only counted in, never quoted. A sentence ends at `.`, `?` or `!`, or at an empty line; tags count as words,
    /// so that a draft which is HTML is better served by [`Report::feedback`]. Linear in the draft.
    #[must_use]
    pub fn feedback_on(&self, draft: &str) -> String {
        feedback(&self.with_offsets(draft, None, Offsets::Utf8), &sentences(draft))
    }
}

fn feedback(report: &Report, sentences: &[Range<usize>]) -> String {
    let mut out = String::new();
    // One entry a rule and level, in order of place; the sort below keeps that order within a level.
    let mut rules: Vec<(&Finding, Vec<&Finding>)> = Vec::new();
    for finding in &report.findings {
        match rules.iter_mut().find(|(first, _)| {
            first.rule == finding.rule && first.level == finding.level && first.message == finding.message
        }) {
            Some((_, places)) => places.push(finding),
            None => rules.push((finding, vec![finding])),
        }
    }
    rules.sort_by_key(|(finding, _)| std::cmp::Reverse(finding.level));
    out.push_str(match report.worst() {
        Some(Level::Block) => "The draft must not be sent as it is. Rewrite it so that none of this is left:\n",
        Some(Level::Revise) => "The draft should be changed before it is sent:\n",
        Some(Level::Note) => "The draft may be sent as far as these rules go. Worth considering:\n",
        None if report.verdict == Verdict::Unchecked => "Not everything in the draft could be checked.\n",
        None => "These rules found nothing to change in the draft.\n",
    });
    for (number, (finding, places)) in rules.iter().enumerate() {
        let must = match finding.level {
            Level::Block => "must change",
            Level::Revise => "should change",
            Level::Note => "consider",
        };
        let _ = write!(out, "{}. [{must}] {}", number + 1, sentence(&finding.message));
        if sentences.len() > 1 {
            let _ = write!(out, " ({})", named(places, sentences));
        } else if places.len() > 1 {
            let _ = write!(out, " ({})", plural(places.len(), "place"));
        }
        let guide = finding.guide.as_ref().and_then(|guide| guide.quote.as_deref()).unwrap_or_default();
        for (label, text) in [("Why", &*finding.why), ("Instead", &finding.advice), ("The guide says", guide)] {
            if !text.is_empty() {
                let _ = write!(out, " {label}: {}", sentence(text));
            }
        }
        let _ = writeln!(out, " ({})", finding.rule);
    }
    for escalation in report.escalations.iter().filter(|escalation| escalation.satisfied_by.is_none()) {
        let advice = escalation.advice.as_deref().unwrap_or_default();
        let words = [&*escalation.topic, &*escalation.why, advice].map(sentence).join(" ");
        let _ = writeln!(
            out,
            "A person must approve this ({}): {} Do not settle it in the draft; a holding line is safe.",
            escalation.role,
            words.trim_end()
        );
    }
    for (reason, categories) in unchecked_groups(report) {
        let _ = writeln!(out, "Not checked ({categories}): {}.", unchecked_reason(reason));
    }
    if matches!(report.worst(), Some(Level::Revise | Level::Block)) {
        out.push_str("Keep what is not named here. Do not put other details of the person in its place.\n");
    }
    out
}

/// The sentences, two or more, that findings stand in: `sentence 2 of 4`, `sentences 1, 2 of 4`, `8 of 9 sentences`.
fn named(places: &[&Finding], sentences: &[Range<usize>]) -> String {
    let all = sentences.len();
    let mut numbers: Vec<usize> = Vec::new();
    for place in places {
        let first = sentences.partition_point(|sentence| sentence.end <= place.span.start).min(all - 1) + 1;
        let last = sentences.partition_point(|sentence| sentence.start < place.span.end);
        numbers.extend(first..=last.max(first));
    }
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.len() > NAMED {
        return format!("{} of {all} sentences", numbers.len());
    }
    let list: Vec<String> = numbers.iter().map(usize::to_string).collect();
    format!("sentence{} {} of {all}", if list.len() == 1 { "" } else { "s" }, list.join(", "))
}

#[cfg(test)]
mod tests {
    use crate::{Brand, Draft, Linter, Offsets};

    const BRAND: &str = r#"
schema = 1
brand = "acme"

[terms]
banned = [{ say = "epic", level = "block", message = "calls something epic", why = "It wears out", do = "say what it does", quote = "We are plain." }]
"#;

    fn linter() -> Linter {
        Linter::builder().without_builtin().brand(Brand::parse(BRAND, "acme.toml").unwrap()).build().unwrap()
    }

    #[test]
    fn says_where_and_in_the_words_of_the_guide() {
        let draft = "\u{1f44b} Thank you! Epic words. Call us. Your epic saga made epic sense.";
        let report = linter().lint(&Draft::new(draft));
        let told = report.feedback_on(draft);
        assert!(
            told.contains(
                "1. [must change] Calls something epic. (sentences 2, 4 of 4) Why: It wears out. Instead: Say what it \
                 does. The guide says: We are plain. (brand/forbidden-term"
            ),
            "{told}"
        );
        assert!(!told.contains("saga"), "{told}");
        // Offsets of another unit are converted first.
        assert_eq!(report.with_offsets(draft, None, Offsets::Utf16).feedback_on(draft), told);
        assert!(report.feedback().contains("Calls something epic. (3 places) Why"), "{}", report.feedback());
    }

    #[test]
    fn many_sentences_are_counted() {
        let draft = "It is epic. ".repeat(8);
        let report = linter().lint(&Draft::new(&draft));
        assert!(report.feedback_on(&draft).contains("(8 of 8 sentences)"), "{}", report.feedback_on(&draft));
        // Of another draft than was linted, some sentence of it is named.
        assert!(report.feedback_on("One. Two.").contains("(sentence 2 of 2)"));
    }

    #[test]
    fn a_draft_of_one_sentence_or_of_none_has_no_where() {
        for draft in ["That is epic", ""] {
            let report = linter().lint(&Draft::new(draft));
            assert_eq!(report.feedback_on(draft), report.feedback());
        }
    }
}
