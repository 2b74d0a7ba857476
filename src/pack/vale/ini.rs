//! `.vale.ini`: which styles and rules run on which files.

use crate::error::Error;
use crate::near::is_near;

/// Keys that stand above the sections.
const CORE: &[&str] = &[
    "StylesPath",
    "MinAlertLevel",
    "Vocab",
    "Packages",
    "WordTemplate",
    "IgnoredScopes",
    "SkippedScopes",
    "IgnoredClasses",
    "NLPEndpoint",
    "SphinxBuildPath",
    "SphinxAutoBuild",
    "Project",
    "LTPath",
    "DictionaryPath",
];
/// Keys of sections that are no rules.
const SECTION: &[&str] = &[
    "BasedOnStyles",
    "BlockIgnores",
    "TokenIgnores",
    "CommentDelimiters",
    "Transform",
    "Lang",
    "View",
    "Parser",
    "Blueprint",
];

/// What a file says.
#[derive(Debug, Clone, Default)]
pub(super) struct Ini {
    pub(super) styles_path: Option<String>,
    pub(super) min_level: Option<String>,
    pub(super) vocab: Vec<String>,
    pub(super) packages: Vec<String>,
    pub(super) word_template: Option<String>,
    pub(super) sections: Vec<Section>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub(super) glob: String,
    pub(super) styles: Option<Vec<String>>,
    /// Rule or style, value and line.
    pub(super) rules: Vec<(String, String, usize)>,
    /// Regexes of what rules do not read, whether they are of blocks, and the line.
    pub(super) ignores: Vec<(String, bool, usize)>,
}

/// Reads a file.
pub(super) fn parse(text: &str, origin: &str) -> Result<Ini, Error> {
    let mut ini = Ini::default();
    let mut formats = false;
    let fault = |line: usize, what: String| Error::new(origin, what).at_place(line, 1);
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let number = index + 1;
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            let Some(end) = name.rfind(']') else { return Err(fault(number, "a section without a `]`".to_owned())) };
            let name = name[..end].trim();
            formats = name == "formats";
            if !formats {
                ini.sections.push(Section { glob: name.to_owned(), ..Section::default() });
            }
            continue;
        }
        let Some((key, value)) = line.split_once('=').or_else(|| line.split_once(':')) else {
            return Err(fault(number, "a line that is neither `key = value` nor a section".to_owned())
                .remedy("write `key = value`"));
        };
        let key = key.trim();
        let mut value = without_comment(value.trim()).to_owned();
        while value.ends_with('\\') {
            value.pop();
            let Some((_, more)) = lines.next() else { break };
            value.push_str(without_comment(more.trim()));
        }
        if formats {
            continue;
        }
        let list = |value: &str| {
            value.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        match ini.sections.last_mut() {
            None => match key {
                "StylesPath" => ini.styles_path = Some(value),
                "MinAlertLevel" => ini.min_level = Some(value),
                "Vocab" => ini.vocab.extend(list(&value)),
                "Packages" => ini.packages.extend(list(&value)),
                "WordTemplate" => ini.word_template = Some(value),
                key if CORE.contains(&key) => {}
                key => {
                    let near = CORE.iter().find(|known| is_near(key, known));
                    let remedy = match near {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "rules and styles stand in a section, as `[*]`".to_owned(),
                    };
                    return Err(fault(number, format!("unknown key `{key}`")).remedy(remedy));
                }
            },
            Some(section) => match key {
                "BasedOnStyles" => section.styles.get_or_insert_default().extend(list(&value)),
                "BlockIgnores" | "TokenIgnores" => {
                    let block = key == "BlockIgnores";
                    section.ignores.extend(regexes(&value).into_iter().map(|regex| (regex, block, number)));
                }
                key if SECTION.contains(&key) => {}
                key if key.contains('.') || is_setting(&value) && !CORE.contains(&key) => {
                    section.rules.push((key.to_owned(), value, number))
                }
                key => {
                    let near = SECTION.iter().chain(CORE).find(|known| is_near(key, known) || *known == &key);
                    let remedy = match near {
                        Some(near) if CORE.contains(near) => format!("`{near}` stands above the sections"),
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "a rule is named `Style.Rule`".to_owned(),
                    };
                    return Err(fault(number, format!("unknown key `{key}`")).remedy(remedy));
                }
            },
        }
    }
    Ok(ini)
}

/// The regexes of a list with commas; one within brackets is part of a regex.
fn regexes(value: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let (mut depth, mut escaped) = (0_usize, false);
    for c in value.chars() {
        match c {
            _ if escaped => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                all.push(String::new());
                continue;
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        all.last_mut().expect("never empty").push(c);
    }
    all.into_iter().map(|regex| regex.trim().to_owned()).filter(|regex| !regex.is_empty()).collect()
}

/// Whether a value is one that rules have, so that its key is a whole style.
fn is_setting(value: &str) -> bool {
    matches!(value, "YES" | "NO" | "suggestion" | "warning" | "error")
}

/// A value without a comment behind it and quotes around it.
fn without_comment(value: &str) -> &str {
    let end = [" #", " ;", "\t#", "\t;"].iter().filter_map(|mark| value.find(mark)).min().unwrap_or(value.len());
    let value = value[..end].trim();
    let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    bare.or_else(|| value.strip_prefix('`').and_then(|value| value.strip_suffix('`'))).unwrap_or(value)
}

impl Ini {
    /// The name of a file that a section is about; nothing where there are no sections.
    pub(super) fn stand_in(&self) -> Option<String> {
        let first = || alternatives(&self.sections.first()?.glob, 0).first().map(|glob| glob.replace('*', "reply"));
        let names = ["reply.txt", "reply.md"].map(str::to_owned).into_iter().chain(first());
        let mut names = names.filter(|name| self.of(name).next().is_some());
        names.next().or_else(first)
    }

    /// The sections about a file, in order.
    pub(super) fn of<'i>(&'i self, file: &'i str) -> impl Iterator<Item = &'i Section> + 'i {
        self.sections.iter().filter(move |section| matches(&section.glob, file))
    }
}

/// Whether a glob (`*`, `**`, `?`, `[ab]`, `{a,b}`) is about a file: by its path, or by its name.
pub(super) fn matches(glob: &str, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    alternatives(glob, 0).iter().any(|glob| {
        let mut steps = 0;
        let glob: Vec<char> = glob.chars().collect();
        [path, name].iter().any(|text| wild(&glob, &text.chars().collect::<Vec<_>>(), &mut steps))
    })
}

/// A glob without braces, several times where there were any.
fn alternatives(glob: &str, depth: usize) -> Vec<String> {
    let braces = glob.find('{').and_then(|open| glob[open..].find('}').map(|close| (open, open + close)));
    let Some((open, close)) = braces.filter(|_| depth < 4) else { return vec![glob.to_owned()] };
    let parts = glob[open + 1..close].split(',').take(64);
    parts
        .flat_map(|part| alternatives(&format!("{}{}{}", &glob[..open], part.trim(), &glob[close + 1..]), depth + 1))
        .collect()
}

fn wild(glob: &[char], text: &[char], steps: &mut usize) -> bool {
    *steps += 1;
    if *steps > 10_000 {
        return false;
    }
    match (glob.first(), text.first()) {
        (None, None) => true,
        (Some('*'), _) => wild(&glob[1..], text, steps) || (!text.is_empty() && wild(glob, &text[1..], steps)),
        (Some('?'), Some(_)) => wild(&glob[1..], &text[1..], steps),
        (Some('['), Some(c)) => match glob.iter().position(|g| *g == ']').filter(|end| *end > 1) {
            Some(end) => {
                let (negated, set) = match glob[1] {
                    '!' | '^' => (true, &glob[2..end]),
                    _ => (false, &glob[1..end]),
                };
                let ranged = set.windows(3).any(|w| w[1] == '-' && (w[0]..=w[2]).contains(c));
                (ranged || set.contains(c)) != negated && wild(&glob[end + 1..], &text[1..], steps)
            }
            None => *c == '[' && wild(&glob[1..], &text[1..], steps),
        },
        (Some(g), Some(c)) if g == c => wild(&glob[1..], &text[1..], steps),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read() {
        let text = "StylesPath = styles # here\nMinAlertLevel = warning\nVocab = A, B\n; no\n[*]\nBasedOnStyles = X, Y\nX.Rule = NO\n[*.{md,txt}]\nBasedOnStyles = Z\nBasedOnStyles = W\nX.Rule = error\n";
        let ini = parse(text, ".vale.ini").unwrap();
        assert_eq!(ini.styles_path.as_deref(), Some("styles"));
        assert_eq!(ini.vocab, ["A", "B"]);
        assert_eq!(ini.of("a/b.txt").count(), 2);
        assert_eq!(ini.of("a/b.html").count(), 1);
        assert_eq!(ini.sections[1].styles.as_deref(), Some(&["Z".to_owned(), "W".to_owned()][..]));
        assert_eq!(ini.sections[1].rules, [("X.Rule".to_owned(), "error".to_owned(), 11)]);
    }

    #[test]
    fn commas_in_brackets_belong_to_a_regex() {
        assert_eq!(
            regexes(r"(\$+[^\n$]+\$+), \w{2,3}, [,;]x, \(, y"),
            [r"(\$+[^\n$]+\$+)", r"\w{2,3}", "[,;]x", r"\(", "y"]
        );
        assert!(regexes(" , ").is_empty());
    }

    #[test]
    fn globs() {
        for (glob, file, is) in [
            ("*", "reply.txt", true),
            ("*.md", "reply.txt", false),
            ("*.{md,txt}", "a/reply.txt", true),
            ("docs/**", "docs/a/b.txt", true),
            ("docs/**", "a/b.txt", false),
            ("test.md", "x/test.md", true),
            ("[a-c]?.txt", "b1.txt", true),
            ("[!a-c]?.txt", "b1.txt", false),
        ] {
            assert_eq!(matches(glob, file), is, "{glob} {file}");
        }
    }

    #[test]
    fn faults_have_a_line_and_a_remedy() {
        for (text, want) in [
            ("StylePath = x\n", ".vale.ini:1:1: unknown key `StylePath`; did you mean `StylesPath`?"),
            (
                "[*]\nMinAlertLevel = error\n",
                ".vale.ini:2:1: unknown key `MinAlertLevel`; `MinAlertLevel` stands above the sections",
            ),
            ("[*\n", ".vale.ini:1:1: a section without a `]`"),
        ] {
            assert_eq!(parse(text, ".vale.ini").unwrap_err().to_string(), want);
        }
    }
}
