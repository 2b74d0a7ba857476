//! Reads a request's body: JSON, of a bounded length, within a bounded time, in a bounded memory.

use super::app::App;
use super::problem::Problem;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Bodies of more bytes ask for room first; as many connections as there may be hold as many smaller ones.
const SMALL: usize = 16 << 10;
/// The room for all longer bodies together, in KiB, or four of the longest.
const ROOM_KIB: usize = 64 << 10;

/// The room that longer bodies share. Whoever has waited longest is next.
pub(super) fn room(max_body: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(ROOM_KIB.max(4 * max_body.div_ceil(1 << 10))))
}

/// The room that a body takes, where it asked for any.
pub(super) type Room = Option<OwnedSemaphorePermit>;

/// A body and the room that it takes; to be kept for as long as what was read from it.
pub(super) struct Read {
    pub(super) bytes: Bytes,
    pub(super) room: Room,
}

/// Reads a body of JSON.
pub(super) async fn read(app: &App, headers: &HeaderMap, body: Body) -> Result<Read, Problem> {
    refuse_other_types(headers)?;
    let limit = app.limits.max_body;
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(Problem::too_large(limit));
    }
    let most = announced.unwrap_or(limit);
    let room = if most <= SMALL { None } else { Some(wait_for_room(app, most).await?) };
    let bytes = timeout(app.limits.patience, collect(body, limit)).await.map_err(|_| too_slow())??;
    app.metrics.received_bytes.fetch_add(bytes.len() as u64, Relaxed);
    Ok(Read { bytes, room })
}

async fn wait_for_room(app: &App, bytes: usize) -> Result<OwnedSemaphorePermit, Problem> {
    let kib = u32::try_from(bytes.div_ceil(1 << 10)).map_err(|_| Problem::full())?;
    match timeout(app.limits.patience, Arc::clone(&app.room).acquire_many_owned(kib)).await {
        Ok(Ok(room)) => Ok(room),
        _ => Err(Problem::full()),
    }
}

async fn collect(mut body: Body, limit: usize) -> Result<Bytes, Problem> {
    let mut first = Bytes::new();
    let mut all = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| {
            let message = "the body ended early or is not in the form that its headers announce";
            Problem::new(StatusCode::BAD_REQUEST, "body-incomplete", message)
        })?;
        let Ok(data) = frame.into_data() else { continue };
        if first.len() + all.len() + data.len() > limit {
            return Err(Problem::too_large(limit));
        }
        if first.is_empty() && all.is_empty() {
            first = data;
        } else {
            all.extend_from_slice(&std::mem::take(&mut first));
            all.extend_from_slice(&data);
        }
    }
    // Most bodies come in one piece and are not copied.
    Ok(if all.is_empty() { first } else { all.into() })
}

fn refuse_other_types(headers: &HeaderMap) -> Result<(), Problem> {
    let unsupported =
        |message: &str| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", message);
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json")) {
        return Err(unsupported("the body is to be JSON; send `Content-Type: application/json`"));
    }
    match headers.get(CONTENT_ENCODING) {
        Some(encoding) if !encoding.as_bytes().eq_ignore_ascii_case(b"identity") => {
            Err(unsupported("the body is to be sent as it is, without `Content-Encoding`"))
        }
        _ => Ok(()),
    }
}

fn too_slow() -> Problem {
    Problem::new(StatusCode::REQUEST_TIMEOUT, "timeout", "the body did not come in time; see --timeout")
}
