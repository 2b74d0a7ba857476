//! Regular English inflection, with the irregular forms given by whoever lists the word.

use super::Form;

/// The forms of a noun. `child/children` names the plural; in a phrase the last word is inflected.
pub(crate) fn noun_forms(spec: &str) -> Vec<(String, Form)> {
    let mut parts = spec.split('/').map(str::trim);
    let singular = parts.next().unwrap_or_default();
    let plural = parts.next().map_or_else(|| on_last_word(singular, plural_of), str::to_owned);
    vec![(singular.to_owned(), Form::Singular), (plural, Form::Plural)]
}

/// The forms of a verb. `see/saw/seen/seeing` names past, participle and -ing form, as many as are irregular; in a
/// phrase the first word is inflected.
pub(crate) fn verb_forms(spec: &str) -> Vec<(String, Form)> {
    let parts: Vec<&str> = spec.split('/').map(str::trim).collect();
    let base = parts[0];
    let (head, tail) = base.split_once(' ').map_or((base, String::new()), |(head, tail)| (head, format!(" {tail}")));
    let form = |given: Option<&&str>, regular: String| format!("{}{tail}", given.map_or(regular, |s| (*s).to_owned()));
    let past = form(parts.get(1), past_of(head));
    let participle = parts.get(2).map_or_else(|| past.clone(), |given| format!("{given}{tail}"));
    vec![
        (base.to_owned(), Form::Base),
        (format!("{}{tail}", plural_of(head)), Form::Third),
        (past, Form::Past),
        (participle, Form::Participle),
        (form(parts.get(3), ing_of(head)), Form::Ing),
    ]
}

/// Every regular form that `word*` stands for, as noun and as verb.
pub(crate) fn any_form(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned(), plural_of(word), past_of(word), ing_of(word)];
    forms.sort();
    forms.dedup();
    forms
}

fn on_last_word(phrase: &str, inflect: fn(&str) -> String) -> String {
    match phrase.rfind([' ', '-']) {
        Some(at) => format!("{}{}", &phrase[..=at], inflect(&phrase[at + 1..])),
        None => inflect(phrase),
    }
}

fn is_vowel(byte: u8) -> bool {
    b"aeiou".contains(&byte)
}

fn ends_in_consonant_y(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() > 1 && bytes[bytes.len() - 1] == b'y' && !is_vowel(bytes[bytes.len() - 2])
}

fn plural_of(word: &str) -> String {
    if ends_in_consonant_y(word) {
        return format!("{}ies", &word[..word.len() - 1]);
    }
    if ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end)) {
        return format!("{word}es");
    }
    format!("{word}s")
}

fn past_of(word: &str) -> String {
    if word.ends_with('e') {
        return format!("{word}d");
    }
    if ends_in_consonant_y(word) {
        return format!("{}ied", &word[..word.len() - 1]);
    }
    format!("{}ed", doubled(word))
}

fn ing_of(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ie") {
        return format!("{stem}ying");
    }
    if word.ends_with('e') && !word.ends_with("ee") && !word.ends_with("oe") && !word.ends_with("ye") {
        return format!("{}ing", &word[..word.len() - 1]);
    }
    format!("{}ing", doubled(word))
}

/// Doubles the last consonant of a one-syllable word that ends consonant, vowel, consonant: `stop` → `stopp`.
fn doubled(word: &str) -> String {
    let bytes = word.as_bytes();
    let vowels = bytes.windows(2).filter(|w| is_vowel(w[0]) && !is_vowel(w[1])).count();
    let [.., a, b, c] = bytes else { return word.to_owned() };
    let closes = !is_vowel(*a) && is_vowel(*b) && !is_vowel(*c) && !b"wxy".contains(c);
    if closes && vowels == 1 && c.is_ascii_alphabetic() {
        return format!("{word}{}", char::from(*c));
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_inflect() {
        let forms = |spec| verb_forms(spec).into_iter().map(|(word, _)| word).collect::<Vec<_>>();
        assert_eq!(forms("treat"), ["treat", "treats", "treated", "treated", "treating"]);
        assert_eq!(forms("prescribe"), ["prescribe", "prescribes", "prescribed", "prescribed", "prescribing"]);
        assert_eq!(forms("stop by"), ["stop by", "stops by", "stopped by", "stopped by", "stopping by"]);
        assert_eq!(forms("see/saw/seen"), ["see", "sees", "saw", "seen", "seeing"]);
        assert_eq!(forms("carry"), ["carry", "carries", "carried", "carried", "carrying"]);
        assert_eq!(forms("bill")[2], "billed");
        assert_eq!(forms("visit")[2], "visited");
        assert_eq!(forms("die")[4], "dying");
    }

    #[test]
    fn nouns_inflect() {
        let forms = |spec| noun_forms(spec).into_iter().map(|(word, _)| word).collect::<Vec<_>>();
        assert_eq!(forms("visit"), ["visit", "visits"]);
        assert_eq!(forms("biopsy"), ["biopsy", "biopsies"]);
        assert_eq!(forms("root canal"), ["root canal", "root canals"]);
        assert_eq!(forms("child/children"), ["child", "children"]);
        assert_eq!(forms("check-up"), ["check-up", "check-ups"]);
    }
}
