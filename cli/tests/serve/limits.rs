//! What is too much, of the wrong kind, or too slow.

use crate::support::{SECRET, Server, assert_problem, read_all, request, secret_draft};
use serde_json::json;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

#[test]
fn ten_megabytes_are_refused_and_the_answer_arrives() {
    let server = Server::start(&[]);
    let body = json!({"draft": format!("{} {}", secret_draft(), "x".repeat(10 << 20))}).to_string();
    for _ in 0..3 {
        assert_problem(&server.post("/v1/check", body.clone()), 413, "body-too-large");
        assert_problem(&server.post("/beta/litellm_basic_guardrail_api", body.clone()), 413, "body-too-large");
        // Refused before the body is looked at, and read by the client all the same.
        assert_problem(&server.post("/v1/rules", body.clone()), 405, "method-not-allowed");
    }
    assert_eq!(server.check(&json!({"draft": "x"})).status_code, 200);
    let larger = Server::start(&["--max-body", "16MiB"]);
    let body = json!({"draft": "x", "attachment": "x".repeat(10 << 20)}).to_string();
    assert_eq!(larger.post("/v1/check", body).status_code, 200);
}

#[test]
fn the_limit_is_exact_whether_or_not_the_length_is_announced() {
    let server = Server::start(&["--max-body", "4KiB"]);
    for (length, status) in [(4_096, 200), (4_097, 413)] {
        let body = format!("{{\"draft\":\"{}\"}}", "x".repeat(length - 12));
        assert_eq!(body.len(), length);
        assert_eq!(server.post("/v1/check", body.clone()).status_code, status);
        let head = "POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        let mut chunked = format!("{head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        for chunk in body.as_bytes().chunks(1_000) {
            chunked += &format!("{:x}\r\n{}\r\n", chunk.len(), std::str::from_utf8(chunk).unwrap());
        }
        let answer = server.raw((chunked + "0\r\n\r\n").as_bytes());
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
    }
}

#[test]
fn a_list_has_a_bound() {
    let server = Server::start(&["--max-records", "10"]);
    let list = |number: usize| json!(vec![json!({"draft": "x"}); number]);
    assert_eq!(server.check(&list(10)).status_code, 200);
    assert_problem(&server.check(&list(11)), 413, "too-many-records");
    let texts = json!({"texts": vec!["x"; 11], "input_type": "response"});
    let response = server.post("/beta/litellm_basic_guardrail_api", texts.to_string());
    assert_problem(&response, 413, "too-many-records");
}

#[test]
fn other_media_types_are_refused() {
    let server = Server::start(&[]);
    let post = |headers: &[(&str, &str)]| {
        let request = minreq::post(server.url("/v1/check")).with_body(json!({"draft": secret_draft()}).to_string());
        headers.iter().fold(request, |request, (name, value)| request.with_header(*name, *value)).send().unwrap()
    };
    for headers in [
        &[][..],
        &[("Content-Type", "text/plain")],
        &[("Content-Type", "application/x-www-form-urlencoded")],
        &[("Content-Type", "application/jsonp")],
        &[("Content-Type", "application/json"), ("Content-Encoding", "gzip")],
    ] {
        assert_problem(&post(headers), 415, "unsupported-media-type");
    }
    for kind in ["application/json", "application/json; charset=utf-8", "Application/JSON", "application/vnd.x+json"] {
        assert_eq!(post(&[("Content-Type", kind)]).status_code, 200, "{kind}");
    }
}

#[test]
fn deep_and_wide_json_costs_nothing() {
    let server = Server::start(&[]);
    let deep = "[".repeat(500_000);
    let deep_field = format!("{{\"draft\":\"x\",\"x\":{}", "{\"a\":".repeat(150_000));
    for body in [deep, deep_field] {
        assert_problem(&server.post("/v1/check", body), 400, "not-json");
    }
    let wide = format!("{{\"draft\":\"x\",\"extra\":[{}0]}}", "0,".repeat(500_000));
    assert_eq!(server.post("/v1/check", wide).status_code, 200);
}

#[test]
fn a_head_that_drips_is_cut_off() {
    let server = Server::start(&["--timeout", "1"]);
    let mut stream = server.connect();
    let since = Instant::now();
    stream.write_all(b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").unwrap();
    // The server closes while the client drips.
    let mut closed = false;
    for _ in 0..100 {
        std::thread::sleep(Duration::from_millis(50));
        if stream.write_all(b"x").is_err() {
            closed = true;
            break;
        }
    }
    assert!(closed && since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    server.wait_for("replylint_http_connections", 1.0);
}

#[test]
fn a_body_that_does_not_come_is_told_so() {
    let server = Server::start(&["--timeout", "1"]);
    let mut stream = server.connect();
    let since = Instant::now();
    let whole = request("/v1/check", "", &json!({"draft": secret_draft()}).to_string());
    stream.write_all(&whole[..whole.len() - 5]).unwrap();
    let answer = read_all(&mut stream);
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("\"code\":\"timeout\""), "{answer}");
    assert!(!answer.contains(SECRET));
    assert!((1..5).contains(&since.elapsed().as_secs()), "{:?}", since.elapsed());
}

#[test]
fn a_reader_who_stops_is_given_up_and_holds_nobody_up() {
    let server = Server::start(&["--timeout", "1", "--max-records", "100000"]);
    // Short records, long answers.
    let list = json!(vec![json!({"chanel": 1}); 40_000]).to_string();
    let mut streams: Vec<_> = (0..2).map(|_| server.connect()).collect();
    for stream in &mut streams {
        stream.write_all(&request("/v1/check", "", &list)).unwrap();
    }
    let since = Instant::now();
    assert_eq!(server.check(&json!({"draft": "Our doors open at eight."})).status_code, 200);
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    // Only the connection that asks is left.
    server.wait_for("replylint_http_connections", 1.0);
    server.wait_for("replylint_http_requests_in_flight", 1.0);
    for mut stream in streams {
        let mut some = Vec::new();
        let _ = stream.read_to_end(&mut some);
        assert!(!some.is_empty() && !some.ends_with(b"0\r\n\r\n"), "the answer was cut off");
    }
}

#[test]
fn what_is_no_http_is_refused() {
    let server = Server::start(&[]);
    assert!(server.raw(b"HELO example.com\r\n\r\n").starts_with("HTTP/1.1 400"));
    let long = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(300_000));
    assert!(server.raw(long.as_bytes()).starts_with("HTTP/1.1 431"));
    let wrong =
        "POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: x\r\n\r\n";
    assert!(server.raw(wrong.as_bytes()).starts_with("HTTP/1.1 400"));
    assert_eq!(server.check(&json!({"draft": "x"})).status_code, 200);
}
