//! `POST /v1/check`: the reports that `check --records --format jsonl` writes, for one record or a list.

use super::Policy;
use super::app::{App, json};
use super::body::{self, Read, Room};
use super::payload::{self, Failed, Payload, Record};
use super::pool::{AT_ONCE_BYTES, AT_ONCE_DRAFTS, PIECE_BYTES, PIECE_DRAFTS, at_once};
use super::problem::Problem;
use crate::records::FailedRow;
use axum::body::{Body, Bytes};
use axum::extract::{Query, Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use http_body_util::channel::Channel;
use replylint::report::SCHEMA;
use replylint::{Draft, Offsets};
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

pub(super) async fn answer(State(app): State<Arc<App>>, request: Request) -> Response {
    check(&app, request).await.unwrap_or_else(IntoResponse::into_response)
}

async fn check(app: &Arc<App>, request: Request) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    let offsets = offsets(&head.uri)?;
    let Read { bytes, room } = body::read(app, &head.headers, body).await?;
    let policy = app.policy();
    let is_short = policy.is_quick && bytes.len() <= AT_ONCE_BYTES;
    let max_records = app.limits.max_records;
    let payload = match is_short {
        true => at_once(|| payload::read(&bytes, max_records))??,
        false => app.pool.run(move || payload::read(&bytes, max_records)).await??,
    };
    let check = Check { app: Arc::clone(app), policy, offsets };
    match payload {
        Payload::One(record) => {
            let draft = record.map_err(|failed| failed.error)?;
            let lint = move || {
                let mut out = Vec::with_capacity(4 << 10);
                check.report(&draft, &mut out);
                out.push(b'\n');
                out
            };
            Ok(json(if is_short { at_once(lint)? } else { app.pool.run(lint).await? }))
        }
        Payload::Many(records) => {
            let mut list = List { check, is_begun: false, row: 0, records: records.into_iter() };
            if is_short && list.records.len() <= AT_ONCE_DRAFTS {
                return Ok(json(at_once(|| list.piece())?));
            }
            let (list, first) = app.pool.run(move || list.next_piece()).await?;
            Ok(json(if list.is_done() { first.into() } else { stream(list, first, room) }))
        }
    }
}

/// Writes a list piece by piece, as its reader takes it: only one piece is held at a time.
fn stream(mut list: List, first: Bytes, room: Room) -> Body {
    let (mut sender, body) = Channel::<Bytes, io::Error>::new(1);
    tokio::spawn(async move {
        let mut piece = first;
        // Whoever reads may go away.
        while sender.send_data(piece).await.is_ok() && !list.is_done() {
            let app = Arc::clone(&list.check.app);
            match app.pool.run(move || list.next_piece()).await {
                Ok((rest, next)) => (list, piece) = (rest, next),
                Err(_) => return sender.abort(io::Error::other("the check failed")),
            }
        }
        drop(room);
    });
    Body::new(body)
}

/// The unit that a request asks for.
fn offsets(uri: &Uri) -> Result<Option<Offsets>, Problem> {
    let bad = |message: String| Problem::new(StatusCode::BAD_REQUEST, "unknown-parameter", message);
    let Query(given) = Query::<Vec<(String, String)>>::try_from_uri(uri)
        .map_err(|_| bad("the parameters after `?` cannot be read; write `offsets=utf-16`".to_owned()))?;
    let mut offsets = None;
    for (name, value) in given {
        if name != "offsets" || offsets.is_some() {
            return Err(bad("the one parameter is `offsets`; everything else stands in the record".to_owned()));
        }
        let words = || Offsets::ALL.iter().map(|unit| unit.as_str()).collect::<Vec<_>>().join(", ");
        let unit = value.parse().map_err(|_| bad(format!("unknown offset unit; write one of {}", words())).of(name))?;
        offsets = Some(unit);
    }
    Ok(offsets)
}

/// How the drafts of a request are checked.
struct Check {
    app: Arc<App>,
    policy: Arc<Policy>,
    offsets: Option<Offsets>,
}

impl Check {
    /// Lints a draft and writes its report.
    fn report(&self, draft: &Draft<'_>, out: &mut Vec<u8>) {
        let mut report = self.policy.linter.lint(draft);
        self.app.metrics.report(&report);
        if let Some(unit) = self.offsets.filter(|unit| *unit != report.offsets) {
            report = report.with_offsets(&draft.text, draft.inbound.as_deref(), unit);
        }
        write(&report, out);
    }

    /// Writes what stands in the place of a record that could not be read.
    fn failed(&self, row: usize, failed: &Failed, out: &mut Vec<u8>) {
        self.app.metrics.failed_records.fetch_add(1, Relaxed);
        let Failed { error, id } = failed;
        write(&FailedRow { schema: SCHEMA, row, id: id.as_deref(), error, carried: None }, out);
    }
}

/// A list of records on their way to reports.
struct List {
    check: Check,
    is_begun: bool,
    /// How many records came before.
    row: usize,
    records: std::vec::IntoIter<Record>,
}

impl List {
    fn is_done(&self) -> bool {
        self.is_begun && self.records.len() == 0
    }

    fn next_piece(mut self) -> (Self, Bytes) {
        let piece = self.piece();
        (self, piece)
    }

    /// The next part of the answer; never an empty one.
    fn piece(&mut self) -> Bytes {
        let mut out = Vec::with_capacity(16 << 10);
        if !self.is_begun {
            out.push(b'[');
            self.is_begun = true;
        }
        let (mut bytes, mut drafts) = (0, 0);
        while bytes < PIECE_BYTES && drafts < PIECE_DRAFTS {
            let Some(record) = self.records.next() else { break };
            if self.row > 0 {
                out.extend_from_slice(b",\n");
            }
            self.row += 1;
            drafts += 1;
            match record {
                Ok(draft) => {
                    bytes += draft.text.len() + draft.inbound.as_ref().map_or(0, |inbound| inbound.len());
                    self.check.report(&draft, &mut out);
                }
                Err(failed) => self.check.failed(self.row, &failed, &mut out),
            }
        }
        if self.is_done() {
            out.extend_from_slice(b"]\n");
        }
        out.into()
    }
}

fn write(value: &impl serde::Serialize, out: &mut Vec<u8>) {
    // Structs, lists, words and numbers, into memory: nothing that could fail.
    serde_json::to_writer(out, value).expect("plain data");
}
