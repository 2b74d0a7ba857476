//! The rules that ship are written as rules should be.

use replylint::Pack;
use replylint::verify::lint::lint;

/// Warnings that stand, each with the reason.
const STANDING: &[(&str, &str, &str)] = &[
    ("no-cite", "privacy/", "where no health-privacy law binds the sender, the rule rests on care and not on a law"),
    ("few-hits", "generic/wrong-name.location", "its examples need a brand file and stand in tests/generic.rs"),
    ("no-cite", "phi/clinical-advice", "no source was read for it yet"),
];

#[test]
fn the_built_in_packs_are_clean() {
    let packs = Pack::builtin();
    let mut used = vec![false; STANDING.len()];
    let mut left = Vec::new();
    for warning in packs.iter().flat_map(|pack| lint(pack, &packs)) {
        let rule = warning.rule.as_deref().unwrap_or_default();
        let stands = STANDING.iter().position(|(code, id, _)| warning.code == *code && rule.starts_with(id));
        match stands {
            Some(at) => used[at] = true,
            None => left.push(warning.to_string()),
        }
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
    for (used, (code, id, _)) in used.iter().zip(STANDING) {
        assert!(used, "`{id}` no longer needs its exception from `{code}`");
    }
}

#[test]
fn a_warning_says_where_what_and_what_to_do() {
    let text =
        "schema = 1\npack = \"house\"\nversion = \"1.0.0\"\n\n[[concept]]\nname = \"gadget\"\nnouns = [\"gadget\"]\n";
    let pack = Pack::parse(text, "house.toml").expect("a pack");
    let warnings: Vec<String> = lint(&pack, &Pack::builtin()).iter().map(ToString::to_string).collect();
    assert_eq!(warnings, ["house.toml:6: no rule names the concept `gadget`; use it, or remove it [unused-concept]"]);
}
