//! Conversations as pairs of what customers wrote and what was answered.

use super::columns::at;
use super::plain;
use super::preset::{Test, Thread};
use super::value::word;
use serde_json::{Map, Value, json};

/// A message of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Message {
    pub(crate) id: Option<String>,
    pub(crate) customer: bool,
    pub(crate) text: String,
    pub(crate) html: bool,
    /// As the export writes it.
    pub(crate) at: Option<Value>,
    pub(crate) agent: Option<Value>,
}

/// A reply with the messages that it answers, or messages that nobody answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pair {
    pub(crate) id: Option<String>,
    pub(crate) reply: Option<Message>,
    pub(crate) inbound: Option<String>,
    pub(crate) received_at: Option<Value>,
}

/// The pairs of a conversation, in its order. A reply answers all that customers wrote since the one before; only a
/// conversation in which nobody replied at all is unanswered, since the last word of one that was answered is often
/// thanks.
pub(crate) fn pairs(conversation: Option<&str>, messages: Vec<Message>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut open: Vec<Message> = Vec::new();
    let id = |message: &Message| match (conversation, &message.id) {
        (Some(conversation), Some(id)) => Some(format!("{conversation}/{id}")),
        (Some(conversation), None) => Some(format!("{conversation}/{}", word(message.at.as_ref()?)?)),
        (None, id) => id.clone(),
    };
    for message in messages {
        if message.customer {
            open.push(message);
            continue;
        }
        let (inbound, received_at) = asked(&mut open);
        pairs.push(Pair { id: id(&message), inbound, received_at, reply: Some(message) });
    }
    if pairs.is_empty() && !open.is_empty() {
        let id = conversation.map(str::to_owned).or_else(|| open[0].id.clone());
        let (inbound, received_at) = asked(&mut open);
        pairs.push(Pair { id, inbound, received_at, reply: None });
    }
    pairs
}

fn asked(open: &mut Vec<Message>) -> (Option<String>, Option<Value>) {
    let received_at = open.first().and_then(|message| message.at.clone());
    let texts: Vec<String> = open
        .drain(..)
        .map(|message| if message.html { plain::text(&message.text) } else { message.text })
        .filter(|text| !text.trim().is_empty())
        .collect();
    ((!texts.is_empty()).then(|| texts.join("\n\n")), received_at)
}

/// The messages of a row that is a whole conversation, those that nobody outside reads left out.
pub(crate) fn messages(thread: &Thread, row: &Map<String, Value>) -> Result<Vec<Message>, String> {
    let mut out = Vec::new();
    if let Some(opening) = &thread.opening {
        let customer = opening.from_customer.as_ref().is_none_or(|test| holds(test, row, row));
        if let (true, Some((text, html))) = (customer, text_of(row, &opening.text, opening.html.as_deref())) {
            out.push(Message { id: None, customer, text, html, at: at(row, &opening.at).cloned(), agent: None });
        }
    }
    let list = match at(row, &thread.messages) {
        Some(Value::Array(list)) => list.as_slice(),
        // Tables write lists as text.
        Some(Value::String(_)) | Some(Value::Object(_)) => return Err(format!("`{}` is no list", thread.messages)),
        _ if out.is_empty() => return Err(format!("the row has no `{}`", thread.messages)),
        _ => &[],
    };
    for message in list {
        let Some(message) = message.as_object() else { return Err(format!("`{}` holds no objects", thread.messages)) };
        if thread.only.as_ref().is_some_and(|only| !holds(only, message, row)) {
            continue;
        }
        let customer = holds(&thread.from_customer, message, row);
        // Machines take part as well.
        if !customer && thread.from_agent.as_ref().is_some_and(|agent| !holds(agent, message, row)) {
            continue;
        }
        let Some((text, html)) = text_of(message, &thread.text, thread.html.as_deref()) else { continue };
        out.push(Message {
            id: at(message, &thread.id).and_then(word),
            customer,
            text,
            html,
            at: at(message, &thread.at).cloned(),
            agent: at(message, &thread.agent).cloned(),
        });
    }
    Ok(out)
}

fn holds(test: &Test, message: &Map<String, Value>, row: &Map<String, Value>) -> bool {
    let Some(value) = at(message, &test.field).and_then(word) else { return false };
    match &test.same_as {
        Some(path) => at(row, path).and_then(word) == Some(value),
        None => test.is.iter().any(|word| word.eq_ignore_ascii_case(&value)),
    }
}

fn text_of(message: &Map<String, Value>, plain: &[String], html: Option<&str>) -> Option<(String, bool)> {
    let text = |path: &str| at(message, path).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    if let Some(text) = plain.iter().find_map(|path| text(path)) {
        return Some((text.to_owned(), false));
    }
    html.and_then(text).map(|text| (text.to_owned(), true))
}

/// The fields of a record that a pair gives; times are still as the export writes them.
pub(crate) fn fields(pair: Pair) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value.filter(|value| !value.is_null()) {
            fields.insert(name.to_owned(), value);
        }
    };
    put("id", pair.id.map(Value::String));
    put("inbound", pair.inbound.map(Value::String));
    put("received_at", pair.received_at);
    if let Some(reply) = pair.reply {
        put("draft", Some(Value::String(reply.text)));
        put("format", reply.html.then(|| json!("html")));
        put("posted_at", reply.at);
        put("agent", reply.agent.as_ref().and_then(word).map(Value::String));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(customer: bool, text: &str, at: u32) -> Message {
        Message { id: None, customer, text: text.into(), html: false, at: Some(json!(at)), agent: None }
    }

    #[test]
    fn a_reply_answers_what_came_since_the_one_before() {
        let messages = vec![
            message(true, "a", 1),
            message(true, "b", 2),
            message(false, "c", 3),
            message(false, "d", 4),
            message(true, "e", 5),
        ];
        let told: Vec<_> = pairs(Some("t"), messages)
            .into_iter()
            .map(|pair| (pair.id, pair.inbound, pair.received_at, pair.reply.map(|reply| reply.text)))
            .collect();
        assert_eq!(
            told,
            [
                (Some("t/3".into()), Some("a\n\nb".into()), Some(json!(1)), Some("c".into())),
                (Some("t/4".into()), None, None, Some("d".into())),
            ]
        );
    }

    #[test]
    fn what_nobody_answered_is_one_unanswered_inbound() {
        let told = pairs(Some("t"), vec![message(true, "a", 1), message(true, "b", 2)]);
        assert_eq!(told.len(), 1);
        assert!(told[0].reply.is_none() && told[0].inbound.as_deref() == Some("a\n\nb"));
    }
}
