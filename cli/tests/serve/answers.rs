//! What is answered: the same bytes as through every other door.

use crate::support::{Server, assert_problem, header, json, secret_draft, write};
use proptest::prelude::*;
use replylint_cli::{Io, run};
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn the_shared_cases_give_the_same_bytes() {
    let doors = root().join("tests/golden/doors");
    let cases = std::fs::read_to_string(doors.join("cases.jsonl")).unwrap();
    let reports = std::fs::read_to_string(doors.join("reports.jsonl")).unwrap();
    let mut by_policy: BTreeMap<String, Vec<(Value, &str)>> = BTreeMap::new();
    for (case, report) in cases.lines().zip(reports.lines()) {
        let case: Value = serde_json::from_str(case).unwrap();
        let policy = json!([case["settings"], case["brand"], case["packs"]]).to_string();
        by_policy.entry(policy).or_default().push((case, report));
    }
    for cases in by_policy.values() {
        let folder = tempfile::tempdir().unwrap();
        let mut args: Vec<String> = Vec::new();
        let mut path = "/v1/check".to_owned();
        let policy = &cases[0].0;
        for (name, value) in policy["settings"].as_object().unwrap() {
            let value = value.as_str().unwrap();
            match name.as_str() {
                "offsets" => path += &format!("?offsets={value}"),
                name => args.extend([format!("--{}", name.replace('_', "-")), value.to_owned()]),
            }
        }
        if let Some(brand) = policy["brand"].as_str() {
            write(&folder, "brand.toml", brand);
            args.extend(["--brand".to_owned(), "brand.toml".to_owned()]);
        }
        for (index, pack) in policy["packs"].as_array().unwrap().iter().enumerate() {
            let name = format!("pack-{index}.toml");
            write(&folder, &name, pack.as_str().unwrap());
            args.extend(["--pack".to_owned(), name]);
        }
        let server = Server::start_in(folder, &args.iter().map(String::as_str).collect::<Vec<_>>());
        for (case, report) in cases {
            let response = server.post(&path, case["record"].to_string());
            assert_eq!(response.as_str().unwrap(), format!("{report}\n"), "{}", case["name"]);
        }
        let records: Vec<&Value> = cases.iter().map(|(case, _)| &case["record"]).collect();
        let expected: Vec<&str> = cases.iter().map(|(_, report)| *report).collect();
        let response = server.post(&path, json!(records).to_string());
        assert_eq!(response.as_str().unwrap(), format!("[{}]\n", expected.join(",\n")), "{policy}");
    }
}

/// What `check --records` writes for the records.
fn by_command(records: &[Value], args: &[&str]) -> String {
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut io = Io {
        stdin: &mut lines.as_bytes(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        stdout_is_terminal: false,
        stderr_is_terminal: false,
    };
    let all = ["replylint", "check", "--records", "-", "--format", "jsonl"];
    run(all.iter().chain(args).map(Into::into).collect(), &mut io);
    String::from_utf8(stdout).unwrap()
}

#[test]
fn a_long_list_gives_the_lines_of_the_command_line_and_keeps_bad_records_in_place() {
    let server = Server::start(&["--profile", "strict"]);
    let mut records: Vec<Value> = (0..280)
        .map(|at| match at % 7 {
            0 => json!({"draft": secret_draft(), "id": at, "channel": "dm"}),
            1 => json!({"draft": "See you!", "chanel": "dm", "id": "wrong"}),
            2 => json!({"draft": "x".repeat(at * 9), "rating": 9}),
            3 => json!({"draft": format!("Hello {{{{first_name}}}} 😀 {at}"), "inbound": "When do you open?"}),
            4 => json!({"id": at}),
            _ => json!({"draft": "Your test results are in. ".repeat(at % 20), "regime": "none", "other": [1, 2]}),
        })
        .collect();
    for unit in ["utf-8", "utf-16", "chars"] {
        let lines = by_command(&records, &["--profile", "strict", "--offsets", unit]);
        let response = server.post(&format!("/v1/check?offsets={unit}"), json!(records).to_string());
        assert_eq!(response.status_code, 200);
        let expected = format!("[{}]\n", lines.trim_end().replace('\n', ",\n"));
        assert!(response.as_str().unwrap() == expected, "the lines differ under {unit}");
    }
    records.clear();
    assert_eq!(server.check(&json!(records)).as_str().unwrap(), "[]\n");
}

#[test]
fn what_the_server_was_started_with_cannot_be_weakened() {
    let server = Server::start(&["--regime", "hipaa", "--profile", "strict", "--channel", "public_review"]);
    let record = json!({"draft": secret_draft(), "regime": "none", "profile": "lenient", "channel": "portal"});
    let policy = json(&server.check(&record))["policy"].clone();
    assert_eq!([&policy["regime"], &policy["profile"], &policy["channel"]], ["hipaa", "strict", "public_review"]);
    let open = Server::start(&[]);
    assert_eq!(json(&open.check(&record))["policy"]["regime"], "none");
}

#[test]
fn a_bad_record_alone_is_refused_by_its_field() {
    let server = Server::start(&[]);
    for (record, code, field) in [
        (json!({"id": "a"}), "missing-draft", Some("draft")),
        (json!({"draft": 3}), "wrong-type", Some("draft")),
        (json!({"draft": secret_draft(), "chanel": "dm"}), "unknown-field", Some("chanel")),
        (json!({"draft": "x", "channel": secret_draft()}), "unknown-value", Some("channel")),
        (json!({"draft": "x", "context": {"auth": true}}), "unknown-field", Some("context.auth")),
        (json!(secret_draft()), "not-an-object", None),
        (json!(null), "not-an-object", None),
        (json!(3.5), "not-an-object", None),
    ] {
        let response = server.check(&record);
        assert_problem(&response, 422, code);
        assert_eq!(json(&response)["field"].as_str(), field, "{record}");
    }
    let twice = format!("{{\"draft\":\"{}\",\"regime\":\"hipaa\",\"regime\":\"none\"}}", secret_draft());
    assert_problem(&server.post("/v1/check", twice), 422, "duplicate-field");
    for bad in ["", "{", "{\"draft\":\"x\"}}", "[{\"draft\":\"x\"},]", "{'draft':'x'}", "\u{0}"] {
        assert_problem(&server.post("/v1/check", bad), 400, "not-json");
    }
    assert_problem(&server.post("/v1/check", b"{\"draft\":\"\xff\xfe\"}".to_vec()), 400, "not-utf-8");
    for query in ["offsets=words", "offset=chars", "offsets=chars&offsets=utf-8", "draft=x", "regime=none"] {
        assert_problem(&server.post(&format!("/v1/check?{query}"), "{\"draft\":\"x\"}"), 400, "unknown-parameter");
    }
}

#[test]
fn the_catalogue_is_that_of_the_command_line() {
    let server = Server::start(&[]);
    let command = |args: &[&str]| {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut io = Io {
            stdin: &mut std::io::empty(),
            stdout: &mut stdout,
            stderr: &mut stderr,
            stdout_is_terminal: false,
            stderr_is_terminal: false,
        };
        assert_eq!(run(args.iter().map(Into::into).collect(), &mut io), 0);
        String::from_utf8(stdout).unwrap()
    };
    let all = command(&["replylint", "rules", "--format", "json"]);
    assert!(server.get("/v1/rules").as_str().unwrap() == all, "the catalogues differ");
    let one = command(&["replylint", "explain", "phi/visit", "--format", "json"]);
    for path in ["/v1/rules/phi/visit", "/v1/rules/phi%2Fvisit"] {
        assert_eq!(server.get(path).as_str().unwrap(), one, "{path}");
    }
    let missing = server.get("/v1/rules/phi/vist");
    assert_problem(&missing, 404, "not-found");
    assert!(missing.as_str().unwrap().contains("phi/visit"));
    assert_problem(&server.get("/v1/rules/%FF"), 404, "not-found");
}

#[test]
fn every_route_answers_with_its_type_and_the_hardened_headers() {
    let server = Server::start(&[]);
    for (path, status, kind) in [
        ("/healthz", 200, "application/json"),
        ("/readyz", 200, "application/json"),
        ("/v1/rules", 200, "application/json"),
        ("/openapi.json", 200, "application/json"),
        ("/metrics", 200, "text/plain; version=0.0.4; charset=utf-8"),
        ("/", 404, "application/problem+json"),
        ("/v1/check/", 404, "application/problem+json"),
        ("/v1/check", 405, "application/problem+json"),
        ("/beta/litellm_basic_guardrail_api", 405, "application/problem+json"),
    ] {
        let response = server.get(path);
        assert_eq!(response.status_code, status, "{path}");
        let given = |name: &str| header(&response, name);
        assert_eq!(given("content-type"), Some(kind), "{path}");
        assert_eq!(given("cache-control"), Some("no-store"), "{path}");
        assert_eq!(given("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(given("access-control-allow-origin").is_none(), "{path}");
        assert_eq!(given("allow"), (status == 405).then_some("POST"), "{path}");
    }
    for path in ["/v1/rules", "/v1/rules/phi/visit", "/healthz", "/metrics", "/openapi.json"] {
        let response = server.post(path, "{}");
        assert_problem(&response, 405, "method-not-allowed");
        assert_eq!(header(&response, "allow"), Some("GET, HEAD"), "{path}");
        let head = minreq::head(server.url(path)).send().unwrap();
        assert_eq!((head.status_code, head.as_bytes().len()), (200, 0), "{path}");
    }
}

#[test]
fn the_openapi_document_is_the_one_that_ships() {
    let path = root().join("schemas/openapi.json");
    let document = replylint_cli::openapi();
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(&path, &document).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(known == document, "schemas/openapi.json is old; run again with UPDATE=1 and look at the diff");
    assert!(Server::start(&[]).get("/openapi.json").as_str().unwrap() == document);
    let report: Value =
        serde_json::from_str(&std::fs::read_to_string(root().join("schemas/report.schema.json")).unwrap()).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let properties = |value: &Value| value["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(properties(&document["components"]["schemas"]["Report"]), properties(&report));
}

#[test]
fn metrics_count_what_happened_and_know_no_text() {
    let server = Server::start(&[]);
    server.check(&json!({"draft": secret_draft()}));
    server.check(&json!([{"draft": secret_draft()}, {"draft": 3}, {"draft": "Our doors open at eight."}]));
    server.check(&json!({"chanel": secret_draft()}));
    server.post("/v1/check", "{");
    server.get(&format!("/{}", crate::support::SECRET));
    let route = |status: u16| format!("replylint_http_requests_total{{route=\"/v1/check\",status=\"{status}\"}}");
    for (name, value) in [
        (route(200), 2.0),
        (route(400), 1.0),
        (route(422), 1.0),
        ("replylint_http_requests_total{route=\"other\",status=\"404\"}".to_owned(), 1.0),
        ("replylint_drafts_total{verdict=\"block\"}".to_owned(), 2.0),
        ("replylint_drafts_total{verdict=\"pass\"}".to_owned(), 1.0),
        ("replylint_records_failed_total".to_owned(), 1.0),
        ("replylint_http_request_duration_seconds_count{route=\"/v1/check\"}".to_owned(), 4.0),
        // The request that asks.
        ("replylint_http_requests_in_flight".to_owned(), 1.0),
    ] {
        server.wait_for(&name, value);
    }
    assert!(server.metric("replylint_findings_total{category=\"phi\",level=\"block\"}") >= 2.0);
    let text = server.get("/metrics");
    assert!(!text.as_str().unwrap().contains(crate::support::SECRET));
    assert_eq!(server.stderr(), "");
}

fn any_json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        Just("draft".to_owned()),
        Just("channel".to_owned()),
        Just("context".to_owned()),
        Just("thread".to_owned()),
        Just("rating".to_owned()),
        Just("texts".to_owned()),
        Just("input_type".to_owned()),
        Just("response".to_owned()),
        Just("additional_provider_specific_params".to_owned()),
        "\\PC{0,12}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        "\\PC{0,80}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        let entries = prop::collection::vec((word.clone(), inner.clone()), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(Value::from),
            entries.prop_map(|entries| Value::from(entries.into_iter().collect::<Map<String, Value>>())),
        ]
    })
}

#[test]
fn any_json_is_answered_or_refused_and_never_fails() {
    let server = Server::start(&[]);
    let statuses = RefCell::new(BTreeMap::new());
    proptest!(ProptestConfig::with_cases(200), |(value in any_json(), cut in 0usize..200, whole in any::<bool>())| {
        let mut text = value.to_string().into_bytes();
        if !whole {
            text.truncate(cut);
        }
        for path in ["/v1/check", "/v1/check?offsets=chars", "/beta/litellm_basic_guardrail_api"] {
            let response = server.post(path, text.clone());
            let status = response.status_code;
            prop_assert!(status == 200 || (400..500).contains(&status), "{status} for {path}");
            prop_assert!(serde_json::from_slice::<Value>(response.as_bytes()).is_ok());
            *statuses.borrow_mut().entry(status).or_insert(0) += 1;
        }
    });
    let statuses = statuses.into_inner();
    assert!([200, 400, 422].iter().all(|status| statuses.contains_key(status)), "{statuses:?}");
    assert_eq!(server.stderr(), "");
}
