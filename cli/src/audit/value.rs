//! Values as exports write them, turned into what a record takes.

use replylint::record::RecordError;
use serde_json::Value;

/// Stars: 1 to 5 as a number or a word (`FIVE`, `4 stars`, `3/5`, `4,5`, `★★★★☆`); `None` where no rating was given.
pub(crate) fn rating(value: &Value) -> Result<Option<u8>, RecordError> {
    let refused = || {
        let mut error = RecordError::new("wrong-type", "the rating is no number of stars from 1 to 5");
        error.field = Some("rating".to_owned());
        error
    };
    let stars = |number: f64| (1.0..=5.0).contains(&number).then_some(number.round() as u8).ok_or_else(refused);
    let word = match value {
        // Zero stars stand for no rating.
        Value::Number(number) if number.as_f64() == Some(0.0) => return Ok(None),
        Value::Number(number) => return stars(number.as_f64().ok_or_else(refused)?).map(Some),
        Value::String(word) => word.trim().to_lowercase(),
        _ => return Err(refused()),
    };
    let filled = word.chars().filter(|&c| c == '★' || c == '⭐').count();
    if filled > 0 && word.chars().all(|c| matches!(c, '★' | '⭐' | '☆' | '\u{fe0f}' | ' ')) {
        return stars(filled as f64).map(Some);
    }
    let word = word.trim_end_matches("stars").trim_end_matches("star").trim_end_matches(['_', ' ', '-']);
    let word = word
        .strip_suffix("out of 5")
        .or_else(|| word.strip_suffix("of 5"))
        .or_else(|| word.strip_suffix("/5"))
        .unwrap_or(word)
        .trim();
    Ok(Some(match word {
        "star_rating_unspecified" | "unspecified" | "0" | "n/a" | "na" | "none" | "-" | "null" => return Ok(None),
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        _ => stars(word.replace(',', ".").parse().map_err(|_| refused())?)?,
    }))
}

/// Who wrote a message, by the words that exports have for it.
pub(crate) fn is_customer(value: &Value) -> Option<bool> {
    let word = match value {
        Value::String(word) => word.trim().to_lowercase(),
        _ => return None,
    };
    match word.as_str() {
        "customer" | "user" | "lead" | "contact" | "end-user" | "end_user" | "requester" | "inbound" | "incoming"
        | "received" | "in" | "visitor" => Some(true),
        "agent" | "admin" | "outbound" | "outgoing" | "sent" | "out" | "business" | "operator" | "staff"
        | "teammate" => Some(false),
        _ => None,
    }
}

/// A value as one word, to compare with others.
pub(crate) fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn stars_are_words_and_numbers() {
        for (value, stars) in [
            (json!("FIVE"), Some(5)),
            (json!("STAR_RATING_UNSPECIFIED"), None),
            (json!("4 stars"), Some(4)),
            (json!("1 star"), Some(1)),
            (json!("3/5"), Some(3)),
            (json!("4.5"), Some(5)),
            (json!("2,0"), Some(2)),
            (json!(2.4), Some(2)),
            (json!(0), None),
            (json!("★★★☆☆"), Some(3)),
            (json!("5 out of 5"), Some(5)),
        ] {
            assert_eq!(rating(&value).unwrap(), stars, "{value}");
        }
        for value in [json!("good"), json!(9), json!("10/10"), json!([1])] {
            assert!(rating(&value).is_err(), "{value}");
        }
    }
}
