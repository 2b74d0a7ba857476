//! Regular English inflection, with the irregular forms given by whoever lists the word.

use super::Form;

/// A form, as the pieces that are written one after the other.
pub(crate) type Pieces<'a> = [&'a str; 4];

/// Gives the forms of a noun. `child/children` names the plural; in a phrase the last word is inflected.
pub(crate) fn noun_forms(spec: &str, mut give: impl FnMut(Pieces<'_>, Form)) {
    let mut parts = spec.split('/').map(str::trim);
    let singular = parts.next().unwrap_or_default();
    give([singular, "", "", ""], Form::Singular);
    if let Some(plural) = parts.next() {
        return give([plural, "", "", ""], Form::Plural);
    }
    let (before, last) = singular.split_at(singular.rfind([' ', '-']).map_or(0, |at| at + 1));
    let (stem, end) = plural_of(last);
    give([before, stem, end, ""], Form::Plural);
}

/// Gives the forms of a verb. `see/saw/seen/seeing` names past, participle and -ing form, as many as are irregular; in a
/// phrase the first word is inflected.
pub(crate) fn verb_forms(spec: &str, mut give: impl FnMut(Pieces<'_>, Form)) {
    let mut parts = spec.split('/').map(str::trim);
    let base = parts.next().unwrap_or_default();
    let (head, tail) = base.split_at(base.find(' ').unwrap_or(base.len()));
    give([base, "", "", ""], Form::Base);
    let (stem, end) = plural_of(head);
    give([stem, end, tail, ""], Form::Third);
    let past = parts.next().map_or_else(|| past_of(head), |past| [past, "", ""]);
    let participle = parts.next().map_or(past, |participle| [participle, "", ""]);
    for ([stem, letter, end], form) in [(past, Form::Past), (participle, Form::Participle)] {
        give([stem, letter, end, tail], form);
    }
    let [stem, letter, end] = parts.next().map_or_else(|| ing_of(head), |ing| [ing, "", ""]);
    give([stem, letter, end, tail], Form::Ing);
}

/// Every regular form that `word*` stands for, as noun and as verb.
pub(crate) fn any_form(word: &str) -> Vec<String> {
    let (stem, end) = plural_of(word);
    let mut forms = vec![word.to_owned(), [stem, end].concat(), past_of(word).concat(), ing_of(word).concat()];
    forms.sort();
    forms.dedup();
    forms
}

/// The forms of a word or phrase of which nobody said whether it is a noun or a verb, the base first: as a verb its
/// first word is inflected, as a noun its last. `buy/bought` and `take/took/taken part` name irregular forms of a verb,
/// which is then no noun.
pub(crate) fn forms_of(phrase: &str) -> Vec<(String, Form)> {
    let (head, tail) = phrase.split_at(phrase.find(char::is_whitespace).unwrap_or(phrase.len()));
    let mut forms = Vec::new();
    verb_forms(head, |pieces, form| forms.push(([pieces.concat().as_str(), tail].concat(), form)));
    if !head.contains('/') {
        noun_forms(phrase, |pieces, form| {
            if form == Form::Plural {
                forms.push((pieces.concat(), form));
            }
        });
    }
    forms
}

fn is_vowel(byte: u8) -> bool {
    b"aeiou".contains(&byte)
}

fn ends_in_consonant_y(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() > 1 && bytes[bytes.len() - 1] == b'y' && !is_vowel(bytes[bytes.len() - 2])
}

fn plural_of(word: &str) -> (&str, &'static str) {
    if ends_in_consonant_y(word) {
        return (&word[..word.len() - 1], "ies");
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end));
    (word, if hisses { "es" } else { "s" })
}

fn past_of(word: &str) -> [&str; 3] {
    if word.ends_with('e') {
        return [word, "", "d"];
    }
    if ends_in_consonant_y(word) {
        return [&word[..word.len() - 1], "", "ied"];
    }
    [word, doubled(word), "ed"]
}

fn ing_of(word: &str) -> [&str; 3] {
    if let Some(stem) = word.strip_suffix("ie") {
        return [stem, "", "ying"];
    }
    if word.ends_with('e') && !word.ends_with("ee") && !word.ends_with("oe") && !word.ends_with("ye") {
        return [&word[..word.len() - 1], "", "ing"];
    }
    [word, doubled(word), "ing"]
}

/// The last consonant of a one-syllable word that ends consonant, vowel, consonant, which is doubled: `stop` → `p`.
fn doubled(word: &str) -> &str {
    let bytes = word.as_bytes();
    let vowels = bytes.windows(2).filter(|w| is_vowel(w[0]) && !is_vowel(w[1])).count();
    let [.., a, b, c] = bytes else { return "" };
    let closes = !is_vowel(*a) && is_vowel(*b) && !is_vowel(*c) && !b"wxy".contains(c);
    if closes && vowels == 1 && c.is_ascii_alphabetic() { &word[word.len() - 1..] } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_inflect() {
        let forms = |spec| {
            let mut forms = Vec::new();
            verb_forms(spec, |pieces, _| forms.push(pieces.concat()));
            forms
        };
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
    fn phrases_of_no_known_sort_inflect_both_ways() {
        let forms = |phrase| forms_of(phrase).into_iter().map(|(form, _)| form).collect::<Vec<_>>();
        assert_eq!(forms("log in"), ["log in", "logs in", "logged in", "logged in", "logging in", "log ins"]);
        assert_eq!(forms("buy/bought"), ["buy", "buys", "bought", "bought", "buying"]);
        let taken = ["take part", "takes part", "took part", "taken part", "taking part"];
        assert_eq!(forms("take/took/taken part"), taken);
        assert_eq!(forms(""), ["", "s", "ed", "ed", "ing", "s"]);
    }

    #[test]
    fn nouns_inflect() {
        let forms = |spec| {
            let mut forms = Vec::new();
            noun_forms(spec, |pieces, _| forms.push(pieces.concat()));
            forms
        };
        assert_eq!(forms("visit"), ["visit", "visits"]);
        assert_eq!(forms("biopsy"), ["biopsy", "biopsies"]);
        assert_eq!(forms("root canal"), ["root canal", "root canals"]);
        assert_eq!(forms("child/children"), ["child", "children"]);
        assert_eq!(forms("check-up"), ["check-up", "check-ups"]);
    }
}
