//! LiteLLM's generic guardrail API: what a model wrote is checked as a draft; what it was asked is let through.
//!
//! `texts` and `input_type` are read; `additional_provider_specific_params` holds the fields of a record besides the
//! draft. Everything else that LiteLLM sends (images, tools, messages, keys) is ignored, as its releases add to it.

use super::app::{App, json};
use super::body::{self, Read};
use super::payload;
use super::pool::{AT_ONCE_BYTES, AT_ONCE_DRAFTS, at_once};
use super::problem::Problem;
use crate::CLEAN;
use crate::gate;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use replylint::Draft;
use replylint::record::{self, RecordError};
use serde::Serialize;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// Where the fields of a record stand.
const PARAMS: &str = "additional_provider_specific_params";

pub(super) async fn answer(State(app): State<Arc<App>>, request: Request) -> Response {
    match judge(&app, request).await {
        Ok(answer) => {
            let metrics = &app.metrics;
            let counter =
                if answer.blocked_reason.is_some() { &metrics.guardrail_blocked } else { &metrics.guardrail_passed };
            counter.fetch_add(1, Relaxed);
            json(crate::marked::json_line(&answer))
        }
        Err(problem) => problem.into_response(),
    }
}

/// What LiteLLM reads. A text is never rewritten here, so that `GUARDRAIL_INTERVENED` is never answered.
#[derive(Serialize)]
struct Answer {
    action: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked_reason: Option<String>,
}

async fn judge(app: &Arc<App>, request: Request) -> Result<Answer, Problem> {
    let (head, body) = request.into_parts();
    let Read { bytes, room } = body::read(app, &head.headers, body).await?;
    let policy = app.policy();
    let is_short = policy.is_quick && bytes.len() <= AT_ONCE_BYTES;
    let max_texts = app.limits.max_records;
    let read = move || asked(&bytes, max_texts);
    let Asked { texts, like } = if is_short { at_once(read)?? } else { app.pool.run(read).await?? };
    let number = texts.len();
    let mut reasons = Vec::new();
    let is_short = is_short && number <= AT_ONCE_DRAFTS;
    let like = Arc::new(like);
    for (at, text) in texts.into_iter().enumerate() {
        // A model that only calls a tool says nothing, and nothing is sent.
        if text.trim().is_empty() {
            continue;
        }
        let (app_too, policy, like) = (Arc::clone(app), Arc::clone(&policy), Arc::clone(&like));
        let lint = move || {
            let mut draft = (*like).clone();
            draft.text = Cow::Owned(text);
            let report = policy.linter.lint(&draft);
            app_too.metrics.report(&report);
            (gate::exit_code(&report, app_too.fail_on) != CLEAN).then(|| report.feedback())
        };
        if let Some(feedback) = if is_short { at_once(lint)? } else { app.pool.run(lint).await? } {
            reasons.push(if number == 1 { feedback } else { format!("Text {} of {number}. {feedback}", at + 1) });
        }
    }
    drop(room);
    Ok(match reasons.is_empty() {
        true => Answer { action: "NONE", blocked_reason: None },
        false => Answer { action: "BLOCKED", blocked_reason: Some(reasons.concat()) },
    })
}

/// What LiteLLM asks.
struct Asked {
    /// What a model wrote.
    texts: Vec<String>,
    /// What is known about each of them.
    like: Draft<'static>,
}

fn asked(bytes: &[u8], max_texts: usize) -> Result<Asked, Problem> {
    let mut fields = payload::read_object(bytes)?.fields()?;
    let is_response = match fields.get("input_type").and_then(Value::as_str) {
        Some("response") => true,
        Some("request") => false,
        _ => return Err(wrong("input_type", "`request` or `response`")),
    };
    let texts = match fields.remove("texts") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(list)) => list
            .into_iter()
            .map(|text| match text {
                Value::String(text) => Ok(text),
                _ => Err(wrong("texts", "a list of strings")),
            })
            .collect::<Result<_, _>>()?,
        Some(_) => return Err(wrong("texts", "a list of strings")),
    };
    if texts.len() > max_texts {
        let message = format!("`texts` holds more than {max_texts} texts");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-many-records", message).of("texts"));
    }
    let params = match fields.remove(PARAMS) {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(params)) => params,
        Some(_) => return Err(wrong(PARAMS, "an object")),
    };
    // A misspelt parameter would silently weaken the policy; it is refused here as in any record.
    let like = like(params)?;
    Ok(Asked { texts: if is_response { texts } else { Vec::new() }, like })
}

fn like(mut params: Map<String, Value>) -> Result<Draft<'static>, Problem> {
    if params.contains_key("draft") {
        return Err(wrong(&format!("{PARAMS}.draft"), "for here: the drafts are the `texts`"));
    }
    params.insert("draft".to_owned(), Value::String(String::new()));
    let (draft, _) = record::read(params, &[]).map_err(|mut error: RecordError| {
        error.field = error.field.map(|field| format!("{PARAMS}.{field}"));
        error
    })?;
    Ok(draft)
}

fn wrong(field: &str, wanted: &str) -> Problem {
    let message = format!("`{field}` is not {wanted}");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "wrong-type", message).of(field)
}
