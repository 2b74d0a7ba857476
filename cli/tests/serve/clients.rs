//! Many clients at a time.

use crate::support::{Server, read_all, request, secret_draft};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Reads an answer of a connection that stays open: its status and its body.
fn read_answer(stream: &mut BufReader<TcpStream>) -> (u16, Vec<u8>) {
    let mut line = String::new();
    stream.read_line(&mut line).expect("a status");
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let mut length = 0;
    loop {
        line.clear();
        stream.read_line(&mut line).expect("a header");
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("a body");
    (status, body)
}

#[test]
fn two_hundred_connections_lose_nothing() {
    const CLIENTS: usize = 200;
    const REQUESTS: usize = 5;
    let server = Server::start(&[]);
    // All are open before the first asks.
    let streams: Vec<_> = (0..CLIENTS).map(|_| server.connect()).collect();
    std::thread::scope(|scope| {
        for (client, stream) in streams.into_iter().enumerate() {
            scope.spawn(move || {
                let mut stream = BufReader::new(stream);
                for number in 0..REQUESTS {
                    let id = format!("{client}-{number}");
                    let body = json!({"draft": secret_draft(), "id": id}).to_string();
                    stream.get_mut().write_all(&request("/v1/check", "", &body)).expect("the server reads");
                    let (status, body) = read_answer(&mut stream);
                    let report: Value = serde_json::from_slice(&body).expect("JSON");
                    assert_eq!((status, &report["id"], &report["verdict"]), (200, &json!(id), &json!("block")));
                }
            });
        }
    });
    let answered = "replylint_http_requests_total{route=\"/v1/check\",status=\"200\"}";
    server.wait_for(answered, (CLIENTS * REQUESTS) as f64);
    assert_eq!(server.stderr(), "");
}

#[test]
fn requests_in_one_go_are_answered_in_order() {
    let server = Server::start(&[]);
    let mut stream = server.connect();
    let mut all = Vec::new();
    for id in 0..20 {
        all.extend(request("/v1/check", "", &json!({"draft": "x", "id": id}).to_string()));
    }
    stream.write_all(&all).unwrap();
    let mut stream = BufReader::new(stream);
    for id in 0..20 {
        let (status, body) = read_answer(&mut stream);
        let report: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((status, report["id"].as_str()), (200, Some(&*id.to_string())));
    }
}

#[test]
fn a_full_server_says_so_and_when_to_come_back() {
    let server = Server::start(&["--max-connections", "4", "--timeout", "120"]);
    let held: Vec<_> = (0..4)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            let mut stream = BufReader::new(stream);
            assert_eq!(read_answer(&mut stream).0, 200);
            stream
        })
        .collect();
    for _ in 0..10 {
        let answer = server.raw(&request("/v1/check", "", &json!({"draft": secret_draft()}).to_string()));
        assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after: 1\r\n"), "{answer}");
        assert!(
            answer.ends_with("{\"code\":\"overloaded\",\"message\":\"the server is busy; try again in a second\"}\n")
        );
    }
    drop(held);
    let until = Instant::now() + Duration::from_secs(60);
    while server.get("/healthz").status_code != 200 {
        assert!(Instant::now() < until, "there is no place again");
    }
    // Those that asked before there was a place are counted as well.
    assert!(server.metric("replylint_http_connections_refused_total") >= 10.0);
}

#[test]
fn long_lists_take_turns_with_short_requests() {
    let server = Server::start(&["--threads", "2"]);
    let list = json!(vec![json!({"draft": format!("{} ", secret_draft()).repeat(3)}); 200]).to_string();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut stream = server.connect();
                stream.write_all(&request("/v1/check", "Connection: close\r\n", &list)).unwrap();
                assert!(read_all(&mut stream).ends_with("0\r\n\r\n"), "the list was answered to its end");
            });
        }
        let slowest = (0..20).map(|_| {
            let since = Instant::now();
            assert_eq!(server.check(&json!({"draft": "Our doors open at eight."})).status_code, 200);
            since.elapsed()
        });
        let slowest = slowest.max().unwrap();
        assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    });
}
