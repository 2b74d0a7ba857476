//! Which rules a linter has, told from the packs and brand files that it is made of.

use replylint::{Brand, Pack};
use std::collections::BTreeSet;

/// The ids of the rules that packs define.
#[must_use]
pub fn of_packs<'a>(packs: impl IntoIterator<Item = &'a Pack>) -> BTreeSet<String> {
    packs.into_iter().flat_map(|pack| ids(pack.text())).collect()
}

/// The ids of the rules that a brand file adds, and of the optional packs that it names.
#[must_use]
pub fn of_brand(brand: &Brand) -> BTreeSet<String> {
    replylint::catalogue::catalogue(&[], Some(brand)).into_iter().map(|info| info.id).collect()
}

fn ids(text: &str) -> impl Iterator<Item = String> {
    let table: toml::Table = toml::from_str(text).unwrap_or_default();
    let rules = match table.get("rule") {
        Some(toml::Value::Array(rules)) => rules.clone(),
        _ => Vec::new(),
    };
    rules.into_iter().filter_map(|rule| rule.get("id")?.as_str().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rules_are_known() {
        assert!(of_packs(&Pack::builtin()).contains("phi/visit"));
    }
}
