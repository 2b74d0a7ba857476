//! What all requests share, and the way of a request: through the door, to its route, and out with its headers.

use super::access::Access;
use super::metrics::{Metrics, Route};
use super::pool::Pool;
use super::problem::{Problem, method_not_allowed};
use super::{Limits, Policy, body, check, guardrail, openapi};
use crate::gate::FailOn;
use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::rejection::PathRejection;
use axum::extract::{MatchedPath, Path, Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::body::{Frame, SizeHint};
use replylint::catalogue;
use std::pin::Pin;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::time::Instant;
use tokio::sync::Semaphore;

/// What all requests share.
pub(super) struct App {
    policy: RwLock<Arc<Policy>>,
    pub(super) access: Access,
    pub(super) limits: Limits,
    /// From which verdict on a guardrail blocks.
    pub(super) fail_on: FailOn,
    pub(super) metrics: Metrics,
    pub(super) pool: Pool,
    pub(super) room: Arc<Semaphore>,
    /// The server takes no new connections.
    pub(super) closing: AtomicBool,
    openapi: Bytes,
}

impl App {
    pub(super) fn new(policy: Policy, access: Access, limits: Limits, fail_on: FailOn) -> Self {
        Self {
            policy: RwLock::new(Arc::new(policy)),
            access,
            limits,
            fail_on,
            metrics: Metrics::default(),
            pool: Pool::new(limits.threads),
            room: body::room(limits.max_body),
            closing: AtomicBool::new(false),
            openapi: openapi::text().into(),
        }
    }

    /// The policy under which a request is answered, from its beginning to its end.
    pub(super) fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.policy.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Sets the policy of the requests that are still to come.
    pub(super) fn set_policy(&self, policy: Policy) {
        *self.policy.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policy);
    }
}

/// The routes.
pub(super) fn router(app: Arc<App>) -> Router {
    let posted = || async { method_not_allowed("POST") };
    let got = || async { method_not_allowed("GET, HEAD") };
    Router::new()
        .route(Route::Check.path(), post(check::answer).fallback(posted))
        .route(Route::Guardrail.path(), post(guardrail::answer).fallback(posted))
        .route(Route::Rules.path(), get(rules).fallback(got))
        .route(Route::Rule.path(), get(rule).fallback(got))
        .route(Route::Healthz.path(), get(|| async { json("{\"status\":\"ok\"}\n") }).fallback(got))
        .route(Route::Readyz.path(), get(readyz).fallback(got))
        .route(Route::Metrics.path(), get(metrics).fallback(got))
        .route(Route::OpenApi.path(), get(openapi_document).fallback(got))
        .fallback(|| async {
            let message = "there is nothing at this path; /openapi.json lists what there is";
            Problem::new(StatusCode::NOT_FOUND, "not-found", message)
        })
        .layer(from_fn_with_state(Arc::clone(&app), door))
        .with_state(app)
}

/// A response of JSON.
pub(super) fn json(body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.into()).into_response()
}

/// Every request comes in and goes out here.
async fn door(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let route = Route::of(request.extensions().get::<MatchedPath>().map(MatchedPath::as_str));
    let mut watch = Watch::new(Arc::clone(&app), route);
    let headers = request.headers();
    let origin = app.access.origin(headers).cloned();
    let is_preflight = request.method() == Method::OPTIONS
        && origin.is_some()
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    // Whoever watches the process asks without a token, and learns nothing else.
    let is_probe = matches!(route, Route::Healthz | Route::Readyz);
    let admitted = if is_probe { Ok(()) } else { app.access.admit(headers, request.uri()) };
    let mut response = match admitted {
        _ if is_preflight => StatusCode::NO_CONTENT.into_response(),
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    harden(response.headers_mut());
    if let Some(origin) = origin {
        allow(response.headers_mut(), origin, is_preflight);
    }
    watch.status = response.status().as_u16();
    response.map(|body| Body::new(Watched { body: Box::pin(body), watch }))
}

/// An answer is about one draft and for one reader: nothing keeps it, shows it or guesses what it is.
fn harden(headers: &mut HeaderMap) {
    const ALWAYS: [(HeaderName, &str); 4] = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

fn allow(headers: &mut HeaderMap, origin: HeaderValue, is_preflight: bool) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    if is_preflight {
        let named = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, x-api-key"),
            (header::ACCESS_CONTROL_MAX_AGE, "600"),
        ];
        for (name, value) in named {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

async fn rules(State(app): State<Arc<App>>) -> Response {
    json(app.policy().rules_json.clone())
}

async fn rule(State(app): State<Arc<App>>, id: Result<Path<String>, PathRejection>) -> Response {
    let policy = app.policy();
    let id = id.map(|Path(id)| id).unwrap_or_default();
    let found = catalogue::find(&policy.rules, &id);
    if !found.is_empty() {
        return json(crate::commands::rules_json(&found));
    }
    let id: String = id.chars().take(60).collect();
    let remedy = match catalogue::near(&policy.rules, &id).as_slice() {
        [] => "/v1/rules lists the ids".to_owned(),
        near => format!("did you mean `{}`?", near.join("`, `")),
    };
    Problem::new(StatusCode::NOT_FOUND, "not-found", format!("there is no such rule; {remedy}")).into_response()
}

async fn readyz(State(app): State<Arc<App>>) -> Response {
    match app.closing.load(Relaxed) {
        false => json("{\"status\":\"ready\"}\n"),
        true => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "closing", "the server is closing").into_response(),
    }
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.metrics.text()).into_response()
}

async fn openapi_document(State(app): State<Arc<App>>) -> Response {
    json(app.openapi.clone())
}

/// Counts a request when it is over, however it ends.
struct Watch {
    app: Arc<App>,
    route: Route,
    status: u16,
    since: Instant,
}

impl Watch {
    fn new(app: Arc<App>, route: Route) -> Self {
        app.metrics.in_flight.fetch_add(1, Relaxed);
        Self { app, route, status: 0, since: Instant::now() }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.app.metrics.in_flight.fetch_sub(1, Relaxed);
        self.app.metrics.request(self.route, self.status, self.since.elapsed());
    }
}

/// A body whose bytes are counted, and whose end is the end of its request.
struct Watched {
    body: Pin<Box<Body>>,
    watch: Watch,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = self.body.as_mut().poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            let bytes = frame.data_ref().map_or(0, Bytes::len);
            self.watch.app.metrics.sent_bytes.fetch_add(bytes as u64, Relaxed);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
