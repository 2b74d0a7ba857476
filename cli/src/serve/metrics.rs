//! What is counted, and the text that Prometheus reads. Nothing here knows a word of a draft.

use replylint::{Category, Level, Report, Verdict};
use std::fmt::Write;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// The paths that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    Check,
    Guardrail,
    Rules,
    Rule,
    Healthz,
    Readyz,
    Metrics,
    OpenApi,
    /// Any path that there is not.
    Other,
}

impl Route {
    pub(super) const ALL: [Self; 9] = [
        Self::Check,
        Self::Guardrail,
        Self::Rules,
        Self::Rule,
        Self::Healthz,
        Self::Readyz,
        Self::Metrics,
        Self::OpenApi,
        Self::Other,
    ];

    /// The path as the router writes it.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Check => "/v1/check",
            Self::Guardrail => "/beta/litellm_basic_guardrail_api",
            Self::Rules => "/v1/rules",
            Self::Rule => "/v1/rules/{*id}",
            Self::Healthz => "/healthz",
            Self::Readyz => "/readyz",
            Self::Metrics => "/metrics",
            Self::OpenApi => "/openapi.json",
            Self::Other => "other",
        }
    }

    /// The route of a path that matched.
    pub(super) fn of(matched: Option<&str>) -> Self {
        let found = Self::ALL.iter().find(|route| Some(route.path()) == matched);
        found.copied().unwrap_or(Self::Other)
    }
}

/// The statuses that the server gives; any other is counted last.
const STATUSES: [u16; 15] = [200, 204, 400, 401, 403, 404, 405, 408, 413, 415, 422, 500, 503, 421, 0];

/// Upper bounds of the histogram, in microseconds.
const BOUNDS: [u64; 14] =
    [50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 10_000_000];

#[derive(Default)]
struct Timings {
    statuses: [AtomicU64; STATUSES.len()],
    buckets: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

/// Every counter of a server.
#[derive(Default)]
pub(super) struct Metrics {
    routes: [Timings; Route::ALL.len()],
    pub(super) in_flight: AtomicI64,
    pub(super) connections: AtomicI64,
    pub(super) connections_refused: AtomicU64,
    pub(super) received_bytes: AtomicU64,
    pub(super) sent_bytes: AtomicU64,
    verdicts: [AtomicU64; Verdict::ALL.len()],
    findings: [[AtomicU64; Level::ALL.len()]; Category::ALL.len()],
    pub(super) failed_records: AtomicU64,
    pub(super) guardrail_blocked: AtomicU64,
    pub(super) guardrail_passed: AtomicU64,
}

impl Metrics {
    /// Counts a request that was answered to the end, or given up by its client.
    pub(super) fn request(&self, route: Route, status: u16, took: Duration) {
        let timings = &self.routes[route as usize];
        let at = STATUSES.iter().position(|known| *known == status).unwrap_or(STATUSES.len() - 1);
        timings.statuses[at].fetch_add(1, Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        timings.buckets[BOUNDS.partition_point(|bound| *bound < micros)].fetch_add(1, Relaxed);
        timings.micros.fetch_add(micros, Relaxed);
    }

    /// Counts a draft that was linted.
    pub(super) fn report(&self, report: &Report) {
        self.verdicts[report.verdict as usize].fetch_add(1, Relaxed);
        for finding in &report.findings {
            self.findings[finding.category as usize][finding.level as usize].fetch_add(1, Relaxed);
        }
    }

    /// All of it in Prometheus's text format.
    pub(super) fn text(&self) -> String {
        let mut out = String::with_capacity(16 << 10);
        let mut family = |name: &str, kind: &str, help: &str, samples: &[(String, String)]| {
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for (labels, value) in samples {
                let _ = writeln!(out, "{name}{labels} {value}");
            }
        };
        let one = |value: u64| vec![(String::new(), value.to_string())];
        let level = |value: i64| vec![(String::new(), value.max(0).to_string())];
        let version = format!("{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"));
        family("replylint_build_info", "gauge", "The version that runs.", &[(version, "1".to_owned())]);
        let statuses = Route::ALL.iter().flat_map(|route| {
            let counts = STATUSES.iter().zip(&self.routes[*route as usize].statuses);
            let seen = counts.map(|(status, count)| (*status, count.load(Relaxed))).filter(|(_, count)| *count > 0);
            seen.map(|(status, count)| {
                (format!("{{route=\"{}\",status=\"{status}\"}}", route.path()), count.to_string())
            })
        });
        let statuses: Vec<_> = statuses.collect();
        let name = "replylint_http_requests_total";
        family(name, "counter", "Requests by route and status; status 0 stands for any other.", &statuses);
        let gauge = "Requests whose answer is not written yet.";
        family("replylint_http_requests_in_flight", "gauge", gauge, &level(self.in_flight.load(Relaxed)));
        let help = "Open connections.";
        family("replylint_http_connections", "gauge", help, &level(self.connections.load(Relaxed)));
        let help = "Connections over --max-connections.";
        let refused = one(self.connections_refused.load(Relaxed));
        family("replylint_http_connections_refused_total", "counter", help, &refused);
        let received = one(self.received_bytes.load(Relaxed));
        family("replylint_http_request_bytes_total", "counter", "Bytes of request bodies.", &received);
        let sent = one(self.sent_bytes.load(Relaxed));
        family("replylint_http_response_bytes_total", "counter", "Bytes of response bodies.", &sent);
        let verdicts: Vec<_> = Verdict::ALL
            .iter()
            .map(|verdict| {
                let count = self.verdicts[*verdict as usize].load(Relaxed);
                (format!("{{verdict=\"{verdict}\"}}"), count.to_string())
            })
            .collect();
        family("replylint_drafts_total", "counter", "Drafts that were checked, by verdict.", &verdicts);
        let findings: Vec<_> = Category::ALL
            .iter()
            .flat_map(|category| Level::ALL.iter().map(move |level| (category, level)))
            .map(|(category, level)| {
                let count = self.findings[*category as usize][*level as usize].load(Relaxed);
                (format!("{{category=\"{category}\",level=\"{level}\"}}"), count.to_string())
            })
            .collect();
        family("replylint_findings_total", "counter", "Findings by category and level.", &findings);
        let failed = one(self.failed_records.load(Relaxed));
        family("replylint_records_failed_total", "counter", "Records of lists that could not be read.", &failed);
        let actions = [("BLOCKED", &self.guardrail_blocked), ("NONE", &self.guardrail_passed)];
        let actions =
            actions.map(|(action, count)| (format!("{{action=\"{action}\"}}"), count.load(Relaxed).to_string()));
        family("replylint_guardrail_total", "counter", "Answers to LiteLLM, by action.", &actions);
        self.histograms(&mut out);
        out
    }

    fn histograms(&self, out: &mut String) {
        let name = "replylint_http_request_duration_seconds";
        let _ =
            writeln!(out, "# HELP {name} From the request's head to the end of the answer.\n# TYPE {name} histogram");
        for route in Route::ALL {
            let timings = &self.routes[route as usize];
            let counts: Vec<u64> = timings.buckets.iter().map(|bucket| bucket.load(Relaxed)).collect();
            if counts.iter().all(|count| *count == 0) {
                continue;
            }
            let path = route.path();
            let mut sum = 0;
            for (at, count) in counts.iter().enumerate() {
                sum += count;
                let bound = BOUNDS.get(at).map_or("+Inf".to_owned(), |bound| (*bound as f64 / 1e6).to_string());
                let _ = writeln!(out, "{name}_bucket{{route=\"{path}\",le=\"{bound}\"}} {sum}");
            }
            let seconds = timings.micros.load(Relaxed) as f64 / 1e6;
            let _ = writeln!(out, "{name}_sum{{route=\"{path}\"}} {seconds}");
            let _ = writeln!(out, "{name}_count{{route=\"{path}\"}} {sum}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_stand_at_their_place() {
        for (at, route) in Route::ALL.iter().enumerate() {
            assert_eq!(*route as usize, at);
            assert_eq!(Route::of(Some(route.path())), *route);
        }
        assert_eq!(Route::of(None), Route::Other);
    }

    #[test]
    fn the_histogram_adds_up() {
        let metrics = Metrics::default();
        for micros in [1, 50, 51, 99_999_999] {
            metrics.request(Route::Check, 200, Duration::from_micros(micros));
        }
        metrics.request(Route::Check, 418, Duration::from_micros(1));
        let text = metrics.text();
        for line in [
            "replylint_http_requests_total{route=\"/v1/check\",status=\"200\"} 4",
            "replylint_http_requests_total{route=\"/v1/check\",status=\"0\"} 1",
            "replylint_http_request_duration_seconds_bucket{route=\"/v1/check\",le=\"0.00005\"} 3",
            "replylint_http_request_duration_seconds_bucket{route=\"/v1/check\",le=\"0.0001\"} 4",
            "replylint_http_request_duration_seconds_bucket{route=\"/v1/check\",le=\"10\"} 4",
            "replylint_http_request_duration_seconds_bucket{route=\"/v1/check\",le=\"+Inf\"} 5",
            "replylint_http_request_duration_seconds_count{route=\"/v1/check\"} 5",
        ] {
            assert!(text.lines().any(|known| known == line), "{line}\n{text}");
        }
    }
}
