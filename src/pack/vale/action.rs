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
    /// One step after the other; without any, the match stays.
    Edit(Vec<Edit>),
}

/// A step of how a match is edited.
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
    /// A text by another.
    Replace(String, String),
    /// These characters wherever they stand.
    Drop(Vec<char>),
    /// A text in front and one behind.
    Wrap(String, String),
    /// Such a text taken off both ends.
    Unwrap(String),
    Lower,
    Upper,
    /// The first letter as a capital, or small.
    First(bool),
    /// Runs of white space as one space.
    Squeeze,
    Simple,
    /// The same words with this between them, in small letters.
    Joined(char),
    /// The same words without anything between them, each with a capital; the first one as well, or not.
    Camel(bool),
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
            "edit" => Self::Edit(Edit::read_all(params)?),
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
            Self::Edit(steps) => {
                let edited = steps.iter().try_fold(matched.to_owned(), |text, step| step.apply(&text));
                let edited = edited.map(|edited| edited.trim().to_owned());
                edited.filter(|edited| !steps.is_empty() && edited != matched).into_iter().collect()
            }
            Self::Suggest => Vec::new(),
            // A value that is itself a regex is nothing to write.
            Self::None => {
                due.filter(|due| !due.contains(['[', '(', '\\', '?', '*', '+'])).map(split_options).unwrap_or_default()
            }
        }
    }
}

impl Edit {
    /// Reads steps: each has a name and what it needs. From one that nobody knows on, nothing is edited at all.
    fn read_all(params: &[String]) -> Result<Vec<Self>, String> {
        let mut steps = Vec::new();
        let mut rest = params;
        while let Some((name, after)) = rest.split_first() {
            let count = match name.as_str() {
                "lower" | "upper" | "capitalize" | "uncapitalize" | "squeeze" | "simple" | "kebab" | "snake"
                | "camel" | "pascal" => 0,
                "regex" | "split" | "replace" => 2,
                "trim" | "trim_left" | "trim_right" | "truncate" | "wrap" | "unwrap" | "prefix" | "suffix"
                | "remove" => 1,
                _ => return Ok(Vec::new()),
            };
            if after.len() < count {
                return Err(format!("`{name}` takes {count} parameters"));
            }
            steps.push(Self::read(name, &after[..count])?);
            rest = &after[count..];
        }
        Ok(steps)
    }

    fn read(name: &str, given: &[String]) -> Result<Self, String> {
        let param = |index: usize| given.get(index).cloned().unwrap_or_default();
        let chars = || param(0).chars().collect();
        Ok(match name {
            "regex" => {
                let pattern = Pattern::with_captures(param(0)).map_err(|(_, fault)| fault.what)?;
                Self::Regex(Box::new(pattern), param(1))
            }
            "trim" => Self::Trim(chars()),
            "trim_left" => Self::TrimLeft(chars()),
            "trim_right" => Self::TrimRight(chars()),
            "truncate" => Self::Truncate(param(0)),
            "split" => Self::Split(param(0), param(1).parse().map_err(|_| "`split` takes a text and a number")?),
            "replace" => Self::Replace(param(0), param(1)),
            "remove" => Self::Drop(chars()),
            "kebab" => Self::Joined('-'),
            "snake" => Self::Joined('_'),
            "camel" => Self::Camel(false),
            "pascal" => Self::Camel(true),
            "wrap" => Self::Wrap(param(0), param(0)),
            "prefix" => Self::Wrap(param(0), String::new()),
            "suffix" => Self::Wrap(String::new(), param(0)),
            "unwrap" => Self::Unwrap(param(0)),
            "lower" => Self::Lower,
            "upper" => Self::Upper,
            "capitalize" => Self::First(true),
            "uncapitalize" => Self::First(false),
            "squeeze" => Self::Squeeze,
            _ => Self::Simple,
        })
    }

    fn apply(&self, text: &str) -> Option<String> {
        Some(match self {
            Self::Regex(pattern, template) => pattern.replace(text, template).ok()?,
            Self::Trim(set) => text.trim_matches(set.as_slice()).to_owned(),
            Self::TrimLeft(set) => text.trim_start_matches(set.as_slice()).to_owned(),
            Self::TrimRight(set) => text.trim_end_matches(set.as_slice()).to_owned(),
            Self::Truncate(at) => text.split(at.as_str()).next().unwrap_or_default().to_owned(),
            Self::Split(at, part) => text.split(at.as_str()).nth(*part)?.to_owned(),
            Self::Replace(from, to) if !from.is_empty() => text.replace(from.as_str(), to),
            Self::Replace(..) => text.to_owned(),
            Self::Drop(set) => text.chars().filter(|c| !set.contains(c)).collect(),
            Self::Joined(between) => {
                simple(text).split_whitespace().collect::<Vec<_>>().join(between.encode_utf8(&mut [0; 4]))
            }
            Self::Camel(first) => {
                let words = simple(text);
                let capital = |(index, word): (usize, &str)| {
                    let mut chars = word.chars();
                    let first = chars.next().filter(|_| index > 0 || *first).map(|c| c.to_uppercase().to_string());
                    first.map_or_else(|| word.to_owned(), |first| first + chars.as_str())
                };
                words.split_whitespace().enumerate().map(capital).collect()
            }
            Self::Wrap(front, behind) => format!("{front}{text}{behind}"),
            Self::Unwrap(around) => {
                let inner = text.strip_prefix(around.as_str()).and_then(|text| text.strip_suffix(around.as_str()));
                inner.unwrap_or(text).to_owned()
            }
            Self::Lower => text.to_lowercase(),
            Self::Upper => text.to_uppercase(),
            Self::First(capital) => {
                let mut chars = text.chars();
                let first = chars.next()?;
                let first = if *capital { first.to_uppercase().to_string() } else { first.to_lowercase().to_string() };
                first + chars.as_str()
            }
            Self::Squeeze => {
                let mut out = String::with_capacity(text.len());
                for c in text.chars() {
                    match c.is_whitespace() {
                        true if out.ends_with(' ') => {}
                        true => out.push(' '),
                        false => out.push(c),
                    }
                }
                out
            }
            Self::Simple => simple(text),
        })
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
        assert_eq!(options("edit", &["shout", " "], "one two", None), [""; 0]);
        assert_eq!(options("edit", &["trim_right", "!", "lower", "wrap", "'"], "Wow!", None), ["'wow'"]);
        assert_eq!(options("edit", &["squeeze", "capitalize", "suffix", "."], "a \n b", None), ["A b."]);
        assert_eq!(options("edit", &["replace", "lower", "upper"], "so lower", None), ["so upper"]);
        assert_eq!(options("edit", &["remove", ".?!"], "What's new.", None), ["What's new"]);
        assert_eq!(options("edit", &["kebab"], "OurShop", None), ["our-shop"]);
        assert_eq!(options("edit", &["snake"], "our shop", None), ["our_shop"]);
        assert_eq!(options("edit", &["camel"], "our shop", None), ["ourShop"]);
        assert_eq!(options("edit", &["pascal"], "our shop", None), ["OurShop"]);
        assert_eq!(options("edit", &["unwrap", "*", "prefix", "a "], "*b*", None), ["a b"]);
        assert!(Action::read("edit", &["lower", "wrap"].map(str::to_owned)).is_err());
        assert!(Action::read("rewrite", &[]).is_err());
        assert!(Action::read("edit", &["regex", "(", ""].map(str::to_owned)).is_err());
    }
}
