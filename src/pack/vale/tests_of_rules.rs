//! The cases that rule files carry, and whether they hold.

use super::Styles;
use super::visible::Visible;
use std::fmt;

/// What running the cases of rules gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// How many rules carry cases.
    pub rules: usize,
    /// How many cases there are.
    pub cases: usize,
    /// Those that do not hold.
    pub failures: Vec<Failure>,
}

/// A case that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The file.
    pub origin: String,
    /// `Style.Rule`.
    pub rule: String,
    /// The case's name.
    pub case: String,
    /// What was expected and what was found.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: rule `{}`: {}: {}", self.origin, self.rule, self.case, self.what)
    }
}

/// Runs each case with its rule alone: `want` lists every line, `contains` some, `absent` none.
pub(super) fn verify(styles: &Styles) -> Outcome {
    let mut outcome = Outcome::default();
    for (index, rule) in styles.engine.rules.iter().enumerate() {
        outcome.rules += usize::from(!rule.tests.is_empty());
        for case in &rule.tests {
            outcome.cases += 1;
            let visible = Visible::of_plain(&case.input);
            let (found, failed) = styles.engine.run(&visible.text, Some(index));
            let lines: Vec<String> =
                styles.as_alerts(&case.input, &visible, &found).iter().map(ToString::to_string).collect();
            let holds = |wanted: &String| lines.iter().any(|line| line == wanted || line.contains(wanted.as_str()));
            let missing: Vec<&String> = match &case.want {
                Some(want) => want.iter().filter(|wanted| !lines.contains(wanted)).collect(),
                None => Vec::new(),
            };
            let missing: Vec<&String> = missing.into_iter().chain(case.contains.iter().filter(|w| !holds(w))).collect();
            let surplus: Vec<&String> = match &case.want {
                Some(want) => lines.iter().filter(|line| !want.contains(line)).collect(),
                None => Vec::new(),
            };
            let unwanted: Vec<&String> = case.absent.iter().filter(|w| holds(w)).chain(surplus).collect();
            let mut parts = Vec::new();
            if !failed.is_empty() {
                parts.push("the rule takes too long and was given up".to_owned());
            }
            parts.extend(missing.iter().map(|line| format!("`{line}` is missing")));
            parts.extend(unwanted.iter().map(|line| format!("`{line}` is too many")));
            if !parts.is_empty() {
                outcome.failures.push(Failure {
                    origin: rule.origin.to_string(),
                    rule: rule.name.to_string(),
                    case: case.name.clone(),
                    what: parts.join("; "),
                });
            }
        }
    }
    outcome
}
