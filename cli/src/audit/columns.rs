//! Which column of an export holds what: as a preset says, as the user says, or guessed from the names.

use super::preset::Preset;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::str::FromStr;

/// Something that an audit reads of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Field {
    /// The reply.
    Draft,
    /// The message that it answers.
    Inbound,
    /// The row's own name.
    Id,
    /// Who wrote the message.
    Author,
    /// Stars.
    Rating,
    /// Where the reply stands.
    Channel,
    /// Which brand answered.
    Brand,
    /// Which location answered.
    Location,
    /// Who answered.
    Agent,
    /// When the message came.
    ReceivedAt,
    /// When the reply was posted.
    PostedAt,
    /// How the reply is written: text or html.
    Format,
    /// Which conversation a message belongs to, where each row is a message.
    Conversation,
    /// Who wrote the message of a row: customer or agent.
    Role,
    /// What the message of a row says.
    Text,
    /// When the message of a row was written.
    At,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Draft,
        Self::Inbound,
        Self::Id,
        Self::Author,
        Self::Rating,
        Self::Channel,
        Self::Brand,
        Self::Location,
        Self::Agent,
        Self::ReceivedAt,
        Self::PostedAt,
        Self::Format,
        Self::Conversation,
        Self::Role,
        Self::Text,
        Self::At,
    ];

    /// The word for it in `--map`, which for what a record holds is the record's own.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Inbound => "inbound",
            Self::Id => "id",
            Self::Author => "author",
            Self::Rating => "rating",
            Self::Channel => "channel",
            Self::Brand => "brand",
            Self::Location => "location",
            Self::Agent => "agent",
            Self::ReceivedAt => "received_at",
            Self::PostedAt => "posted_at",
            Self::Format => "format",
            Self::Conversation => "conversation",
            Self::Role => "role",
            Self::Text => "text",
            Self::At => "at",
        }
    }

    /// Names of columns that mean it, in small letters and digits alone; the first that exists is taken.
    fn guesses(self) -> &'static [&'static str] {
        match self {
            Self::Draft => &[
                "draft",
                "reply",
                "replytext",
                "response",
                "responsetext",
                "ownerresponse",
                "ownerreply",
                "reviewreply",
                "reviewreplycomment",
                "reviewresponse",
                "responsefromowner",
                "businessresponse",
                "businessreply",
                "agentreply",
                "publicresponse",
                "publicreply",
                "replycomment",
                "replycontent",
                "responsecontent",
                "responsecomment",
                "replybody",
                "responsebody",
                "replymessage",
                "answer",
                "ourreply",
                "ourresponse",
            ],
            Self::Inbound => &[
                "inbound",
                "review",
                "reviewtext",
                "reviewbody",
                "reviewcontent",
                "reviewcomment",
                "reviewmessage",
                "customermessage",
                "comment",
                "comments",
                "feedback",
                "message",
                "messagetext",
                "content",
                "body",
                "text",
                "description",
            ],
            Self::Id => &["id", "reviewid", "ticketid", "messageid", "caseid", "guid", "reviewname"],
            Self::Author => &[
                "author",
                "reviewer",
                "reviewername",
                "reviewerdisplayname",
                "authorname",
                "customername",
                "customer",
                "username",
                "requester",
                "requestername",
                "contactname",
                "fromname",
            ],
            Self::Rating => {
                &["rating", "starrating", "stars", "star", "reviewrating", "inboundrating", "ratingstars", "score"]
            }
            Self::Channel => &["channel"],
            Self::Brand => &["brand", "brandname"],
            Self::Location => &[
                "location",
                "locationname",
                "locationid",
                "store",
                "storename",
                "storecode",
                "branch",
                "practice",
                "practicename",
                "office",
                "site",
                "sitename",
                "profile",
                "profilename",
                "businessname",
                "clinic",
                "pagename",
            ],
            Self::Agent => &[
                "agent",
                "agentname",
                "repliedby",
                "replyby",
                "responder",
                "respondername",
                "respondedby",
                "replyuser",
                "replyauthor",
                "assignee",
                "assignedto",
                "user",
            ],
            Self::ReceivedAt => &[
                "receivedat",
                "reviewdate",
                "reviewtime",
                "reviewcreatedat",
                "createdat",
                "createdtime",
                "createtime",
                "created",
                "datecreated",
                "createddate",
                "timecreated",
                "date",
                "reviewedat",
                "receiveddate",
                "messagedate",
                "timestamp",
            ],
            Self::PostedAt => &[
                "postedat",
                "replydate",
                "replytime",
                "repliedat",
                "replycreatedat",
                "responsedate",
                "responsetime",
                "respondedat",
                "replyupdatetime",
                "reviewreplyupdatetime",
                "replytimestamp",
                "dateofreply",
                "dateresponded",
                "datereplied",
            ],
            Self::Format => &["format"],
            Self::Conversation => &["conversation", "conversationid", "threadid"],
            Self::Role => &["role", "direction", "messagedirection", "authortype", "sendertype", "messageauthortype"],
            Self::Text => &["text", "messagetext", "messagebody", "messagecontent", "content", "body", "message"],
            Self::At => &["at", "sentat", "messagecreatedat", "createdat", "messagedate", "timestamp", "date"],
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Field {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|field| field.as_str() == word).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            format!(
                "unknown field `{}`; write one of {known}",
                word.chars().take(40).collect::<String>().escape_debug()
            )
        })
    }
}

/// Why a column is read for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The user said so.
    Given,
    /// The preset says so.
    Preset,
    /// Its name looks like it.
    Guessed,
}

/// A column and what it is read for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// What is read.
    pub field: Field,
    /// The name of the column, or the path of the value.
    pub name: String,
    /// Why.
    pub why: Why,
    between: Option<(String, String)>,
}

/// Reads `draft=Reply,inbound=Review`. A name that holds a comma or an equals sign stands in a map of its own.
///
/// # Errors
///
/// A sentence that says what is wrong and what to write.
pub fn parse_map(text: &str) -> Result<Vec<(Field, String)>, String> {
    let shape = || "write a map as `draft=Reply,inbound=Review Text`".to_owned();
    let pairs: Vec<&str> =
        if text.split(',').all(|part| part.contains('=')) { text.split(',').collect() } else { vec![text] };
    pairs
        .into_iter()
        .map(|pair| {
            let (field, column) = pair.split_once('=').ok_or_else(shape)?;
            let column = column.trim();
            if column.is_empty() { Err(shape()) } else { Ok((field.trim().parse()?, column.to_owned())) }
        })
        .collect()
}

/// What each field is read from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    columns: BTreeMap<Field, Column>,
    unused: Vec<String>,
}

impl Mapping {
    /// Decides what is read from where. `names` are the columns that there are.
    ///
    /// # Errors
    ///
    /// A column that the user names and that does not exist; nothing that could be the reply.
    pub(crate) fn decide(names: &[String], given: &[(Field, String)], preset: Option<&Preset>) -> Result<Self, String> {
        let mut mapping = Self::default();
        let exists = |column: &str| names.iter().any(|name| name == column || name.starts_with(&format!("{column}.")));
        let taken = |mapping: &Self, column: &str| mapping.columns.values().any(|other| other.name == column);
        for (field, column) in given {
            if !exists(column) {
                return Err(format!("there is no column `{}`; {}", column.escape_debug(), listed(names)));
            }
            mapping.set(*field, column, Why::Given, None);
        }
        if let Some(preset) = preset {
            for (field, columns) in &preset.columns {
                let Some(column) = columns.iter().find(|column| exists(column)) else { continue };
                if !mapping.columns.contains_key(field) && !taken(&mapping, column) {
                    mapping.set(*field, column, Why::Preset, preset.between.get(field).cloned());
                }
            }
        }
        let threaded = preset.is_some_and(|preset| preset.thread.is_some());
        let by_message = !threaded && mapping.columns.contains_key(&Field::Conversation);
        for field in Field::ALL {
            let of_messages = matches!(field, Field::Role | Field::Text | Field::At);
            let of_pairs = matches!(field, Field::Draft | Field::Inbound | Field::ReceivedAt | Field::PostedAt);
            // A conversation is never guessed: it would change what a row means.
            let applies = match field {
                Field::Conversation => false,
                _ if threaded => !of_messages && !of_pairs && field != Field::Agent,
                _ if by_message => !of_pairs,
                _ => !of_messages,
            };
            // Where a preset documents a field, nothing else is taken for it.
            let documented = preset.is_some_and(|preset| preset.columns.contains_key(&field));
            if !applies || documented || mapping.columns.contains_key(&field) {
                continue;
            }
            let guess = field
                .guesses()
                .iter()
                .find_map(|guess| names.iter().find(|name| plain(name) == *guess && !taken(&mapping, name)));
            if let Some(column) = guess {
                mapping.set(field, column, Why::Guessed, None);
            }
        }
        let needed: &[Field] = match (threaded, by_message) {
            (true, _) => &[],
            (_, true) => &[Field::Role, Field::Text],
            _ => &[Field::Draft],
        };
        for &field in needed {
            // An export in which nothing was answered may lack a column that the preset documents.
            let documented = preset.is_some_and(|preset| preset.columns.contains_key(&field));
            if !documented && !mapping.columns.contains_key(&field) {
                return Err(format!(
                    "no column looks like the {}; name it: `--map {field}=NAME`; {}",
                    match field {
                        Field::Draft => "reply",
                        Field::Role => "sender of a message (customer or agent)",
                        _ => "text of a message",
                    },
                    listed(names)
                ));
            }
        }
        let paths = mapping.paths(preset);
        let used = |name: &String| paths.iter().any(|path| under(name, path));
        mapping.unused = names.iter().filter(|name| !used(name)).cloned().collect();
        Ok(mapping)
    }

    fn set(&mut self, field: Field, column: &str, why: Why, between: Option<(String, String)>) {
        self.columns.insert(field, Column { field, name: column.to_owned(), why, between });
    }

    /// The names or paths of all that is read of a row.
    pub(crate) fn paths(&self, preset: Option<&Preset>) -> Vec<String> {
        let mut paths: Vec<&str> = self.columns.values().map(|column| &*column.name).collect();
        if let Some(thread) = preset.and_then(|preset| preset.thread.as_ref()) {
            paths.extend([&*thread.messages].into_iter().chain(thread.from_customer.same_as.as_deref()));
            if let Some(first) = &thread.opening {
                let asked = first.from_customer.as_ref().map(|test| &test.field);
                let parts = first.text.iter().chain(&first.html).chain([&first.at]).chain(asked);
                paths.extend(parts.map(String::as_str));
            }
        }
        paths.into_iter().map(str::to_owned).collect()
    }

    /// The columns that are read, by field.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        self.columns.values()
    }

    /// The columns that mean nothing here.
    #[must_use]
    pub fn unused(&self) -> &[String] {
        &self.unused
    }

    /// The column of a field.
    pub(crate) fn column(&self, field: Field) -> Option<&Column> {
        self.columns.get(&field)
    }

    /// The value of a field in a row; nothing where it is absent, null or empty.
    pub(crate) fn value<'a>(&self, field: Field, row: &'a Map<String, Value>) -> Option<std::borrow::Cow<'a, Value>> {
        let column = self.columns.get(&field)?;
        let value = at(row, &column.name).filter(|value| !is_empty(value))?;
        Some(match (&column.between, value) {
            (Some((before, after)), Value::String(text)) => {
                let rest = text.split_once(before.as_str())?.1;
                std::borrow::Cow::Owned(Value::String(rest.split(after.as_str()).next().unwrap_or(rest).to_owned()))
            }
            _ => std::borrow::Cow::Borrowed(value),
        })
    }

    /// One line: `draft from "Reply" (given), rating from "Stars" (guessed)`.
    #[must_use]
    pub fn describe(&self) -> String {
        let mut out = String::new();
        for column in self.columns.values() {
            let why = match column.why {
                Why::Given => "given",
                Why::Preset => "preset",
                Why::Guessed => "guessed",
            };
            let comma = if out.is_empty() { "" } else { ", " };
            let _ = write!(out, "{comma}{} from \"{}\" ({why})", column.field, short(&column.name));
        }
        out
    }
}

/// The value at a path: a key of the whole name, or keys one inside the other.
pub(crate) fn at<'a>(row: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = row.get(path) {
        return Some(value);
    }
    let mut keys = path.split('.');
    let mut value = row.get(keys.next()?)?;
    for key in keys {
        value = value.as_object()?.get(key)?;
    }
    Some(value)
}

/// The names of the columns of rows, those inside objects with dots between, in the order in which they were first seen.
pub(crate) fn names<'a>(rows: impl Iterator<Item = &'a Map<String, Value>>) -> Vec<String> {
    fn add(map: &Map<String, Value>, before: &str, depth: usize, out: &mut Vec<String>) {
        for (key, value) in map {
            let name = format!("{before}{key}");
            match value {
                Value::Object(inner) if depth < 4 && !inner.is_empty() => {
                    add(inner, &format!("{name}."), depth + 1, out)
                }
                _ if out.len() < MAX_COLUMNS && !out.contains(&name) => out.push(name),
                _ => {}
            }
        }
    }
    let mut out = Vec::new();
    rows.for_each(|row| add(row, "", 0, &mut out));
    out
}

/// The most columns that are told apart.
const MAX_COLUMNS: usize = 1_000;

pub(crate) fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn under(name: &str, path: &str) -> bool {
    name == path || name.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn short(name: &str) -> String {
    let short: String = name.chars().take(40).collect();
    short.escape_debug().to_string()
}

fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(30).map(|name| format!("`{}`", short(name))).collect();
    let more = if names.len() > 30 { ", …" } else { "" };
    if shown.is_empty() { "there are no columns".to_owned() } else { format!("there are {}{more}", shown.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(names: &[&str], given: &str) -> Result<String, String> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let given = if given.is_empty() { Vec::new() } else { parse_map(given)? };
        Mapping::decide(&names, &given, None).map(|mapping| mapping.describe())
    }

    #[test]
    fn names_are_guessed_and_shown() {
        assert_eq!(
            decide(&["Review", "Star Rating", "Owner Response", "Store", "x"], "").unwrap(),
            "draft from \"Owner Response\" (guessed), inbound from \"Review\" (guessed), \
             rating from \"Star Rating\" (guessed), location from \"Store\" (guessed)"
        );
    }

    #[test]
    fn what_is_given_wins_and_is_never_taken_twice() {
        assert_eq!(
            decide(&["Reply", "Comment", "Text"], "inbound=Text").unwrap(),
            "draft from \"Reply\" (guessed), inbound from \"Text\" (given)"
        );
        assert_eq!(
            decide(&["a, b", "Reply"], "inbound=a, b").unwrap(),
            "draft from \"Reply\" (guessed), inbound from \"a, b\" (given)"
        );
    }

    #[test]
    fn faults_say_what_to_write() {
        assert!(decide(&["Notes"], "").unwrap_err().contains("`--map draft=NAME`; there are `Notes`"));
        assert!(decide(&["Reply"], "inbound=Revue").unwrap_err().contains("no column `Revue`"));
        assert!(decide(&["Reply"], "reply=Reply").unwrap_err().contains("unknown field `reply`"));
        assert!(decide(&["Reply"], "draft").unwrap_err().contains("write a map as"));
    }
}
