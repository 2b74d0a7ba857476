//! A brand of a hundred rules and five styles of 115 Vale rules, made up: what a careful house brings along.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A reply of about 300 characters, in which some of the rules find something.
pub(crate) const REPLY: &str = "Hi Sam, thank you so much for taking the time to write to us about the long wait at our desk on Friday. We are \
    really sorry that you were not seen quickly, and our team will utilize your feedback in order to improve. Please call us \
    at any time, and we will be happy to help you as soon as possible. Kind regards, the team";

/// Words that stand in replies, and words that do not.
const COMMON: [&str; 20] = [
    "really",
    "so",
    "very",
    "utilize",
    "in order to",
    "at any time",
    "happy",
    "please",
    "sorry",
    "as soon as",
    "quickly",
    "team",
    "kind",
    "feedback",
    "improve",
    "help",
    "write",
    "were seen",
    "desk",
    "time",
];

/// A word that nobody writes.
fn word(number: usize) -> String {
    let parts = ["ba", "ri", "mo", "lek", "tun", "sar", "vi", "pol", "ged", "nax", "cho", "fu"];
    (0..3).map(|digit| parts[number / 12_usize.pow(digit) % 12]).collect()
}

/// The rule files of five styles.
pub(crate) fn styles() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for number in 0..115 {
        let words: Vec<String> = (0..20).map(|at| word(number * 23 + at)).collect();
        let common = COMMON[number % COMMON.len()];
        let list = |words: &[String]| words.iter().map(|word| format!("  - {word}\n")).collect::<String>();
        let rule = match number % 23 {
            0..=12 => {
                let also = if number % 4 == 0 { format!("  - {common}\n") } else { String::new() };
                format!("extends: existence\nmessage: \"'%s'\"\nignorecase: true\ntokens:\n{}{also}", list(&words))
            }
            13..=17 => {
                let pairs: String = words.windows(2).map(|pair| format!("  {}: {}\n", pair[0], pair[1])).collect();
                format!(
                    "extends: substitution\nmessage: \"%s for %s\"\nignorecase: true\nswap:\n  {common}: {}\n{pairs}",
                    words[0]
                )
            }
            18 => {
                format!("extends: existence\nmessage: x\ntokens:\n  - '{}(?! of)'\n  - '(?<!not ){common}'\n", words[0])
            }
            19 => "extends: occurrence\nmessage: x\nscope: sentence\nmax: 30\ntoken: '\\b\\w+\\b'\n".to_owned(),
            20 => "extends: repetition\nmessage: x\nalpha: true\ntokens: ['[^\\s.!?]+']\n".to_owned(),
            21 => {
                "extends: existence\nmessage: x\nnonword: true\ntokens: ['\\w+ly-', '!{2,}', '\\s{2,}\\w']\n".to_owned()
            }
            _ => "extends: readability\nmessage: x\nmetrics: [Flesch-Kincaid]\ngrade: 14\n".to_owned(),
        };
        files.insert(format!("styles/Style{}/Rule{number:03}.yml", number / 23), rule);
    }
    files
}

/// The sections that are written by hand, with the kinds of regexes that people write: some begin with a word or a
/// sign, some with anything.
const SECTIONS: &str = r#"schema = 1
brand = "Harbor & Pine"
regime = "none"
channels = ["public_review", "email", "sms"]
[identity]
names = ["Harbor & Pine"]
staff = ["Rosa Diaz", "Dana Fell"]
contacts = ["hello@harbor.example", "(412) 555-0107"]
[voice]
person = "we"
contractions = "use"
third_person = "avoid"
emoji = 1
exclamations = { max = 1, none_with = ["sorry"] }
capitals = "avoid"
sentence_words = 30
paragraph_sentences = 6
reading_grade = 12
repetition = "avoid"
[voice.public_review]
sign_off = "The {own-name} team"
[limits.public_review]
words = 120
links = "none"
phones = 1
[limits.sms]
characters = 160
[[require]]
say = ["terms apply"]
with_regex = ['[0-9]{1,2}(\.[0-9]+)? ?(%|percent)']
[[require]]
say = ["555-0107", "hello@harbor.example"]
where = "last_sentence"
with = ["refund*"]
[[forbid]]
id = "money-off"
regex = ['[0-9]+ ?% off', '[$][0-9.]+ (off|back|credit)']
[[forbid]]
id = "signed"
regex = ['[.!?]\s+(-{1,2}|–|—|~|\^)\s?[a-z][a-z.&, ]{1,40}$', '\b(regards|sincerely|warmly|cheers|yours|best|thanks|thank you),\s+(the )?[a-z&.]{2,14}( [a-z&.]{2,14}){0,4}$', '[.!?]\s+(love|from|your friends at|the team at),? [a-z&. ]{2,40}$']
[[forbid]]
id = "written-out"
regex = ['[a-z0-9]+ (at|dot|\(at\)|\(dot\)) [a-z]+ (dot|\(dot\)) [a-z]+', '\w+ingly (good|bad|long)\b', '[a-z ]{3,20}-free (of|from) charge', '(un|in|dis)[a-z]+able offer']
[[forbid]]
id = "file-names"
regex = ['\w{3,60}\.(?:jpe?g|png|docx)', '\w+(?:/\w+){2,}']
"#;

/// How many terms of each kind are rules of their own, so that the brand has a hundred rules.
const BANNED: usize = 30;
const PREFERRED: usize = 45;

/// A brand file that stands for a hundred rules.
pub(crate) fn brand() -> String {
    let mut text = SECTIONS.to_owned();
    text.push_str(
        "[terms]\ncasing = [\"HarborPay\", \"Pine Promise\"]\nconsistent = [[\"e-mail*\", \"email*\"]]\nbanned = [\n",
    );
    for at in 0..BANNED {
        let _ = writeln!(text, "  {{ say = \"{} {}\", quote = \"Nobody says so.\" }},", word(at), COMMON[at % 20]);
    }
    text.push_str("]\n");
    for at in 0..PREFERRED {
        let old = if at % 10 == 0 { COMMON[at / 10].to_owned() } else { word(100 + at) + "*" };
        let new = word(200 + at);
        let _ = writeln!(text, "[terms.prefer.\"{old}\"]\nwrite = \"{new}\"\nquote = \"We say {new}.\"");
    }
    text
}
