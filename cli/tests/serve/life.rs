//! How a server ends, and how its policy changes while it runs.
#![cfg(unix)]

use crate::support::{SECRET, Server, json, read_all, refused, request, secret_draft, write};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

#[test]
fn a_request_under_way_is_finished() {
    for signal in ["TERM", "INT"] {
        let mut server = Server::start(&[]);
        let whole = request("/v1/check", "", &json!({"draft": secret_draft()}).to_string());
        let mut stream = server.connect();
        stream.write_all(&whole[..whole.len() - 10]).unwrap();
        server.wait_for("replylint_http_requests_in_flight", 2.0);
        server.signal(signal);
        // The door closes at once…
        while TcpStream::connect_timeout(&server.address, Duration::from_secs(1)).is_ok() {
            std::thread::sleep(Duration::from_millis(10));
        }
        // …and what had begun goes on.
        std::thread::sleep(Duration::from_millis(200));
        stream.write_all(&whole[whole.len() - 10..]).unwrap();
        let answer = read_all(&mut stream);
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"verdict\":\"block\""), "{answer}");
        assert_eq!(server.wait(), Some(0), "{signal}");
        assert_eq!(server.stderr(), "");
    }
}

#[test]
fn a_long_answer_is_finished() {
    let mut server = Server::start(&["--max-records", "100000"]);
    // Short records, long answers.
    let list = json!(vec![json!({"chanel": 1}); 20_000]).to_string();
    let mut stream = server.connect();
    stream.write_all(&request("/v1/check", "", &list)).unwrap();
    let mut first = [0; 1];
    stream.read_exact(&mut first).unwrap();
    server.signal("TERM");
    assert!(read_all(&mut stream).ends_with("0\r\n\r\n"), "the list was answered to its end");
    assert_eq!(server.wait(), Some(0));
}

#[test]
fn a_client_that_says_nothing_keeps_no_server_alive() {
    let mut server = Server::start(&[]);
    let idle = server.connect();
    server.wait_for("replylint_http_connections", 2.0);
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
    drop(idle);
}

#[test]
fn asked_twice_it_ends_at_once() {
    let mut server = Server::start(&["--timeout", "600"]);
    let whole = request("/v1/check", "", &json!({"draft": secret_draft()}).to_string());
    let mut stream = server.connect();
    stream.write_all(&whole[..whole.len() - 10]).unwrap();
    server.wait_for("replylint_http_requests_in_flight", 2.0);
    server.signal("TERM");
    std::thread::sleep(Duration::from_millis(300));
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
    assert_eq!(server.stderr(), "note: connections cut off before they were done: 1\n");
}

#[test]
fn the_policy_is_read_again_when_asked_and_kept_when_broken() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "pack.toml", &pack("zorble"));
    let server = Server::start_in(folder, &["--pack", "pack.toml"]);
    let finds = |word: &str| {
        let report = json(&server.check(&json!({"draft": format!("We have the {word} in our shop.")})));
        report["findings"].as_array().unwrap().iter().any(|finding| finding["rule"] == "brand/word")
    };
    assert!(finds("zorble") && !finds("gizmo"));
    write(&server.folder, "pack.toml", &pack("gizmo"));
    assert!(finds("zorble") && !finds("gizmo"), "not before it is asked");
    server.signal("HUP");
    wait_until(|| server.stderr().contains("read again"));
    assert!(!finds("zorble") && finds("gizmo"));
    write(&server.folder, "pack.toml", &format!("schema = 1\n{SECRET} ="));
    server.signal("HUP");
    wait_until(|| server.stderr().contains("stays as it was"));
    assert!(finds("gizmo"));
    assert!(server.get("/v1/rules/brand/word").as_str().unwrap().contains("gizmo"));
}

fn pack(word: &str) -> String {
    format!(
        "schema = 1\npack = \"house\"\nversion = \"1.0.0\"\n\n[[rule]]\nid = \"brand/word\"\nlevel = \"revise\"\n\
         message = \"names it\"\nwhy = \"It has another name.\"\ndo = \"Say gadget.\"\nmatch.phrase.any = [\"{word}\"]\n\
         hits = [{{ draft = \"A {word}.\", flags = \"{word}\" }}]\n\
         passes = [{{ draft = \"A gadget.\", because = \"is its name\" }}]\n"
    )
}

fn wait_until(holds: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("it does not come to pass");
}

#[test]
fn a_wrong_start_says_what_is_wrong() {
    let server = Server::start(&[]);
    let taken = server.address.to_string();
    for (args, part) in [
        (&["--listen", &*taken][..], "cannot be used: address"),
        (&["--listen", "localhost:80"], "127.0.0.1:8790"),
        (&["--listen", "127.0.0.1"], "127.0.0.1:8790"),
        (&["--max-body", "1GB"], "from 1KiB to 64MiB"),
        (&["--max-records", "0"], "from 1 to"),
        (&["--allow-origin", "*"], "https://desk.example.com"),
        (&["--brand", "missing.toml"], "missing.toml"),
        (&["--token-file", "missing"], "missing"),
        (&["--history", "h"], "--history-key"),
    ] {
        let output = refused(args);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?} {stderr}");
        assert!(stderr.contains(part), "{args:?} {stderr}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}
