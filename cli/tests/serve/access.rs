//! Who may ask.

use crate::support::{Server, assert_problem, header, refused, request, write};

const TOKEN: &str = "correct-horse-battery-staple";

#[test]
fn a_token_opens_and_nothing_else_does() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "token", &format!("{TOKEN}\nanother-token-0123456789\n"));
    let server = Server::start_in(folder, &["--token-file", "token"]);
    let get = |path: &str, header: Option<(&str, &str)>| {
        let request = minreq::get(server.url(path));
        let request = header.into_iter().fold(request, |request, (name, value)| request.with_header(name, value));
        request.send().unwrap()
    };
    for path in ["/v1/rules", "/metrics", "/openapi.json", "/v1/rules/phi/visit", "/nowhere"] {
        let response = get(path, None);
        assert_problem(&response, 401, "unauthorized");
        assert_eq!(header(&response, "www-authenticate"), Some("Bearer realm=\"replylint\""));
        for wrong in ["Bearer wrong-token-0123456789", "Bearer correct-horse-battery-stapl", TOKEN, "Basic Og=="] {
            assert_problem(&get(path, Some(("Authorization", wrong))), 401, "unauthorized");
        }
    }
    for path in ["/healthz", "/readyz"] {
        assert_eq!(get(path, None).status_code, 200);
    }
    let bearer = format!("Bearer {TOKEN}");
    for header in
        [("Authorization", &*bearer), ("authorization", "bearer another-token-0123456789"), ("x-api-key", TOKEN)]
    {
        assert_eq!(get("/v1/rules/phi/visit", Some(header)).status_code, 200, "{header:?}");
    }
    assert_problem(&server.check(&serde_json::json!({"draft": "x"})), 401, "unauthorized");
    // With a token the name does not matter.
    let named = format!("GET /v1/rules/phi/visit HTTP/1.1\r\nHost: lint.example.com\r\nAuthorization: {bearer}\r\n");
    assert!(server.raw(format!("{named}Connection: close\r\n\r\n").as_bytes()).starts_with("HTTP/1.1 200"));
    assert!(!server.stderr().contains(TOKEN));
}

#[test]
fn without_a_token_only_loopback_is_served() {
    for args in [&["--listen", "0.0.0.0:0"][..], &["--listen", "127.0.0.1:0", "--listen", "[::]:0"]] {
        let output = refused(args);
        assert_eq!(output.status.code(), Some(2));
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains("--token-file") && stderr.contains("can be reached from other machines"), "{stderr}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn bad_tokens_are_a_fault_of_the_start() {
    let folder = tempfile::tempdir().unwrap();
    for (text, part) in [("", "no token"), ("short", "fewer than 16"), ("with blanks in the token", "without blanks")] {
        let path = write(&folder, "token", text);
        let output = refused(&["--listen", "127.0.0.1:0", "--token-file", path.to_str().unwrap()]);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr.contains(part), "{stderr}");
        assert!(text.is_empty() || !stderr.contains(text), "{stderr}");
    }
}

#[test]
fn a_page_that_points_its_name_here_is_turned_away() {
    let server = Server::start(&[]);
    let ask = |host: &str| {
        server.raw(format!("GET /v1/rules/phi/visit HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes())
    };
    assert!(ask("evil.example:8790").starts_with("HTTP/1.1 403"));
    assert!(ask("evil.example").contains("forbidden-host"));
    for host in ["localhost", "127.0.0.1:1", "[::1]:8790"] {
        assert!(ask(host).starts_with("HTTP/1.1 200"), "{host}");
    }
}

#[test]
fn pages_of_other_origins_ask_only_where_they_may() {
    let server = Server::start(&["--allow-origin", "https://desk.example.com"]);
    let preflight = |origin: &str| {
        let head = format!("OPTIONS /v1/check HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\n");
        server.raw(format!("{head}Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n").as_bytes())
    };
    let allowed = preflight("https://desk.example.com");
    assert!(allowed.starts_with("HTTP/1.1 204"), "{allowed}");
    assert!(allowed.contains("access-control-allow-origin: https://desk.example.com\r\n"), "{allowed}");
    assert!(allowed.contains("access-control-allow-headers: authorization, content-type, x-api-key\r\n"), "{allowed}");
    let other = preflight("https://evil.example");
    assert!(other.starts_with("HTTP/1.1 405") && !other.contains("access-control-allow"), "{other}");
    let headers = "Origin: https://desk.example.com\r\nConnection: close\r\n";
    let answer = server.raw(&request("/v1/check", headers, "{\"draft\":\"x\"}"));
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("vary: Origin\r\n"), "{answer}");
}
