//! Named presets: what the exports of common tools call their columns. They are data, `presets.toml`.

use super::columns::Field;
use replylint::Channel;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What is known of a tool's export.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// What `--preset` calls it.
    pub name: String,
    /// What people call the tool.
    pub title: String,
    /// Which of its exports is read.
    pub reads: String,
    /// The pages of the vendor that name the columns.
    pub source: String,
    /// The key of the list, where the export is one document.
    #[serde(default)]
    pub(crate) list: Option<String>,
    /// Where replies of this tool go; a column or the command line may say otherwise.
    pub channel: Channel,
    /// The time zone of times that name none.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// The fields whose columns are not documented.
    #[serde(default)]
    pub guessed: Vec<Field>,
    /// The columns of fields, the first that exists counts.
    #[serde(default)]
    pub columns: BTreeMap<Field, Vec<String>>,
    /// The value is what stands between two words of the column.
    #[serde(default)]
    pub(crate) between: BTreeMap<Field, (String, String)>,
    /// Each row is a conversation.
    #[serde(default)]
    pub(crate) thread: Option<Thread>,
}

/// Where the messages of a conversation stand in its row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Thread {
    /// The path of the list of messages.
    pub(crate) messages: String,
    pub(crate) id: String,
    /// Plain text; the first that is not empty counts.
    pub(crate) text: Vec<String>,
    /// The text as HTML, where there is no plain one.
    pub(crate) html: Option<String>,
    pub(crate) at: String,
    pub(crate) agent: String,
    pub(crate) from_customer: Test,
    /// Whoever is no customer, unless this says otherwise.
    #[serde(default)]
    pub(crate) from_agent: Option<Test>,
    #[serde(default)]
    pub(crate) only: Option<Test>,
    /// The customer's first message, which stands outside the list.
    #[serde(default)]
    pub(crate) opening: Option<Opening>,
}

/// The first message of a conversation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Opening {
    pub(crate) text: Vec<String>,
    pub(crate) html: Option<String>,
    pub(crate) at: String,
    /// Absent where only customers open conversations.
    #[serde(default)]
    pub(crate) from_customer: Option<Test>,
}

/// A question to a field of a message.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Test {
    pub(crate) field: String,
    #[serde(default)]
    pub(crate) is: Vec<String>,
    /// The path in the conversation whose value it has.
    #[serde(default)]
    pub(crate) same_as: Option<String>,
}

impl Preset {
    /// Which fields the vendor documents, where, and which are guessed: two lines for people.
    pub(crate) fn told(&self) -> String {
        let words = |fields: Vec<&str>| if fields.is_empty() { "nothing".to_owned() } else { fields.join(", ") };
        let mut known: Vec<&str> = self.columns.keys().map(|field| field.as_str()).collect();
        if self.thread.is_some() {
            known.push("the messages of a conversation");
        }
        let guessed = self.guessed.iter().map(|field| field.as_str()).collect();
        format!("{}: documented: {} ({})\n    guessed: {}", self.name, words(known), self.source, words(guessed))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Presets {
    preset: Vec<Preset>,
}

static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    let presets: Presets = toml::from_str(include_str!("presets.toml")).expect("the built-in presets make sense");
    presets.preset
});

/// All presets, in the order of the documentation.
#[must_use]
pub fn presets() -> &'static [Preset] {
    &PRESETS
}

/// The preset of a name.
///
/// # Errors
///
/// A sentence that lists the names that would do.
pub fn preset(name: &str) -> Result<&'static Preset, String> {
    let known = || presets().iter().map(|preset| preset.name.as_str()).collect::<Vec<_>>().join(", ");
    presets()
        .iter()
        .find(|preset| preset.name == name)
        .ok_or_else(|| format!("there is no preset `{}`; write one of {}", name.escape_debug(), known()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_says_where_its_columns_are_documented_and_what_is_guessed() {
        assert_eq!(presets().len(), 7);
        for preset in presets() {
            assert!(!preset.source.is_empty() && !preset.source.contains("://"), "{}", preset.name);
            assert!(!preset.columns.is_empty(), "{}", preset.name);
            for field in &preset.guessed {
                assert!(!preset.columns.contains_key(field), "{}: {field} is documented", preset.name);
            }
            assert!(preset.between.keys().all(|field| preset.columns.contains_key(field)), "{}", preset.name);
        }
        let page = include_str!("../../../docs/audit-report.md");
        for preset in presets() {
            let row = page.lines().find(|line| line.starts_with(&format!("| `{}` |", preset.name)));
            let row = row.unwrap_or_else(|| panic!("the page about the report lists {}", preset.name));
            for (field, columns) in &preset.columns {
                assert!(columns.iter().all(|name| row.contains(&format!("{field} `{name}`"))), "{field}: {row}");
            }
            assert!(preset.guessed.iter().all(|field| row.contains(&format!("`{field}`"))), "{row}");
            assert!(row.contains(&preset.source), "{row}");
        }
        assert!(preset("zoho").unwrap_err().contains("freshdesk"));
    }
}
