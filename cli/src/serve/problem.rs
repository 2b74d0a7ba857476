//! What a request that failed is told: a code for programs, a sentence for people, and nothing of what was sent.

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use replylint::record::RecordError;
use serde::Serialize;

/// Seconds after which a client may ask again when the server was full.
pub(super) const RETRY_SECONDS: &str = "1";

/// Why a request was refused.
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    #[serde(skip)]
    status: StatusCode,
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), field: None }
    }

    /// Names the field that is to blame.
    pub(super) fn of(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    pub(super) fn too_large(limit: usize) -> Self {
        let message = format!("the body is longer than {limit} bytes; send fewer records at once, or see --max-body");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", message)
    }

    pub(super) fn full() -> Self {
        let message = "the server is busy; try again in a second";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", message)
    }

    pub(super) fn internal() -> Self {
        let message = "the check failed inside replylint; nothing was checked";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }

    /// The problem as JSON, line break included.
    pub(super) fn json(&self) -> String {
        crate::marked::json_line(self)
    }
}

/// JSON that can be read and says something that makes no sense.
impl From<RecordError> for Problem {
    fn from(error: RecordError) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, code: error.code, message: error.message, field: error.field }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.json()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match self.status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"replylint\""));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
            }
            _ => {}
        }
        response
    }
}

/// Says which methods would do.
pub(super) fn method_not_allowed(allowed: &'static str) -> Response {
    let message = format!("the path knows another method; use {allowed}");
    let mut response = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", message).into_response();
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    response
}
