//! Messages: Go's verbs, filled in.

/// A rule's message with `%s`, `%d`, `%[2]s` and the like filled in. Arguments too many are left out; a line break
/// becomes a space.
pub(super) fn fill(message: &str, arguments: &[impl AsRef<str>]) -> String {
    let mut out = String::with_capacity(message.len());
    let mut next = 0;
    let mut rest = message;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let flags = rest.trim_start_matches(['+', '-', '#', '0', ' ']);
        let (index, after) = match flags.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            Some((number, after)) => match number.parse::<usize>() {
                Ok(number) if number > 0 => (Some(number - 1), after),
                _ => (None, flags),
            },
            None => (None, flags),
        };
        let after = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        match after.chars().next() {
            Some('%') if after.len() == rest.len() => {
                out.push('%');
                rest = &after[1..];
            }
            Some(verb @ ('s' | 'd' | 'v' | 'q')) if flags.len() == rest.len() || index.is_some() => {
                let argument = arguments.get(index.unwrap_or(next)).map_or("", AsRef::as_ref);
                next = index.unwrap_or(next) + 1;
                match verb {
                    'q' => out.extend(["\"", argument, "\""]),
                    _ => out.push_str(argument),
                }
                rest = &after[1..];
            }
            _ => out.push('%'),
        }
    }
    out.push_str(rest);
    if out.contains('\n') { out.replace('\n', " ") } else { out }
}

/// A rule's message before there is a text: `…` for all that one would add.
pub(super) fn template(message: &str) -> String {
    // No message that anybody wrote names more.
    fill(message, &["\u{2026}"; 16])
}

/// `'a'`, `'a' or 'b'`, `'a', 'b', or 'c'`.
pub(super) fn any_of(options: &[String]) -> String {
    let quoted: Vec<String> = options.iter().map(|option| format!("'{option}'")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        // Nothing should stand there.
        [_] if options[0].is_empty() => String::new(),
        [one] => one.clone(),
        [first, second] => format!("{first} or {second}"),
        [first @ .., last] => format!("{}, or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_filled() {
        let with = |message, arguments: &[&str]| {
            fill(message, &arguments.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(with("Use '%s' instead of '%s'.", &["a", "b"]), "Use 'a' instead of 'b'.");
        assert_eq!(with("%[2]s before %[1]s", &["a", "b"]), "b before a");
        assert_eq!(with("100% of %d", &["3"]), "100% of 3");
        assert_eq!(with("no verb", &["x"]), "no verb");
        assert_eq!(with("%s and %s", &["x"]), "x and ");
        assert_eq!(with("50%% of\n%s", &["it"]), "50% of it");
        assert_eq!(with("5%", &[]), "5%");
        assert_eq!(template("Use '%s', not '%s' (%d, 5%)"), "Use '\u{2026}', not '\u{2026}' (\u{2026}, 5%)");
    }

    #[test]
    fn options_are_listed() {
        let list = |words: &[&str]| any_of(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(list(&["a"]), "'a'");
        assert_eq!(list(&["a", "b"]), "'a' or 'b'");
        assert_eq!(list(&["a", "b", "c"]), "'a', 'b', or 'c'");
    }
}
