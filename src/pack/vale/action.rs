//! What a rule proposes to write instead.

use super::pattern::Pattern;

/// An `action` of a rule.
#[derive(Debug, Default)]
pub(super) enum Action {
    #[default]
    None,
    /// These; in a substitution without any, the value that is due.
    Replace(Vec<String>),
    Remove,
    /// Lower case, words apart.
    Convert,
    /// Spellings of a dictionary.
    Suggest,
    Edit(Edit),
}

/// How a match is edited.
#[derive(Debug)]
pub(super) enum Edit {
    /// Every match of a regex replaced.
    Regex(Box<Pattern>, String),
    Trim(Vec<char>),
    TrimLeft(Vec<char>),
    TrimRight(Vec<char>),
    /// What stands before a text.
    Truncate(String),
    /// The part of that number, between texts.
    Split(String, usize),
    /// An edit that nobody knows leaves the match as it is.
    Nothing,
}

impl Action {
    /// Reads `name` and `params`.
    pub(super) fn read(name: &str, params: &[String]) -> Result<Self, String> {
        Ok(match name {
            "" => Self::None,
            "replace" => Self::Replace(params.to_vec()),
            "remove" => Self::Remove,
            "convert" => Self::Convert,
            "suggest" => Self::Suggest,
            "edit" => Self::Edit(Edit::read(params)?),
            name => return Err(format!("unknown action `{name}`")),
        })
    }

    /// What to write for a matched text; `due` is what a rule says should stand there.
    pub(super) fn options(&self, matched: &str, due: Option<&str>) -> Vec<String> {
        match self {
            Self::Replace(options) if options.is_empty() => due.map(split_options).unwrap_or_default(),
            Self::Replace(options) => options.clone(),
            Self::Remove => vec![String::new()],
            Self::Convert => vec![simple(matched)],
            Self::Edit(edit) => edit.apply(matched).filter(|edited| edited != matched).into_iter().collect(),
            Self::Suggest => Vec::new(),
            // A value that is itself a regex is nothing to write.
            Self::None => {
                due.filter(|due| !due.contains(['[', '(', '\\', '?', '*', '+'])).map(split_options).unwrap_or_default()
            }
        }
    }
}

impl Edit {
    fn read(params: &[String]) -> Result<Self, String> {
        let param = |index: usize| params.get(index).map_or("", String::as_str);
        let chars = || param(1).chars().collect();
        Ok(match param(0) {
            "regex" if params.len() == 3 => {
                let pattern = Pattern::with_captures(param(1).to_owned()).map_err(|(_, fault)| fault.what)?;
                Self::Regex(Box::new(pattern), param(2).to_owned())
            }
            "trim" => Self::Trim(chars()),
            "trim_left" => Self::TrimLeft(chars()),
            "trim_right" => Self::TrimRight(chars()),
            "truncate" => Self::Truncate(param(1).to_owned()),
            "split" => {
                Self::Split(param(1).to_owned(), param(2).parse().map_err(|_| "`split` takes a text and a number")?)
            }
            _ => Self::Nothing,
        })
    }

    fn apply(&self, text: &str) -> Option<String> {
        let edited = match self {
            Self::Regex(pattern, template) => pattern.replace(text, template).ok()?,
            Self::Trim(set) => text.trim_matches(set.as_slice()).to_owned(),
            Self::TrimLeft(set) => text.trim_start_matches(set.as_slice()).to_owned(),
            Self::TrimRight(set) => text.trim_end_matches(set.as_slice()).to_owned(),
            Self::Truncate(at) => text.split(at.as_str()).next().unwrap_or_default().to_owned(),
            Self::Split(at, part) => text.split(at.as_str()).nth(*part)?.to_owned(),
            Self::Nothing => text.to_owned(),
        };
        Some(edited.trim().to_owned())
    }
}

/// The parts of a value between `|`; `\|` stands for itself.
pub(super) fn split_options(value: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'|') => {
                chars.next();
                all.last_mut().expect("never empty").push('|');
            }
            '|' => all.push(String::new()),
            c => all.last_mut().expect("never empty").push(c),
        }
    }
    all
}

/// `someName` and `some_name` as `some name`.
fn simple(text: &str) -> String {
    let mut out = String::new();
    let mut lower = false;
    for c in text.chars() {
        if matches!(c, '_' | '-') {
            out.push(' ');
            lower = false;
            continue;
        }
        if c.is_uppercase() && lower {
            out.push(' ');
        }
        lower = c.is_lowercase() || c.is_numeric();
        out.extend(c.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(name: &str, params: &[&str], matched: &str, due: Option<&str>) -> Vec<String> {
        let params: Vec<String> = params.iter().map(|param| (*param).to_owned()).collect();
        Action::read(name, &params).unwrap().options(matched, due)
    }

    #[test]
    fn what_actions_propose() {
        assert_eq!(options("replace", &["a", "b"], "x", None), ["a", "b"]);
        assert_eq!(options("replace", &[], "x", Some("a|b\\|c")), ["a", "b|c"]);
        assert_eq!(options("remove", &[], "x", None), [""]);
        assert_eq!(options("convert", &["simple"], "someName_here", None), ["some name here"]);
        assert_eq!(options("edit", &["regex", "(\\w+) (\\w+)", "$2 $1"], "one two", None), ["two one"]);
        assert_eq!(options("edit", &["trim_right", "?!"], "what?!", None), ["what"]);
        assert_eq!(options("edit", &["truncate", "-"], "pre-fix", None), ["pre"]);
        assert_eq!(options("edit", &["split", " ", "1"], "one two", None), ["two"]);
        assert_eq!(options("edit", &["remove", " "], "one two", None), [""; 0]);
        assert!(Action::read("rewrite", &[]).is_err());
        assert!(Action::read("edit", &["regex", "(", ""].map(str::to_owned)).is_err());
    }
}
