//! A server for a test.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A word that stands in drafts and must stand nowhere else.
pub(crate) const SECRET: &str = "Zanzibarovich";

/// A draft with a disclosure and the word.
pub(crate) fn secret_draft() -> String {
    format!("Thank you, {SECRET}, for coming in for your root canal on March 3.")
}

/// A process that serves at a port of the system's choice.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) folder: TempDir,
    process: Child,
}

impl Server {
    pub(crate) fn start(args: &[&str]) -> Self {
        Self::start_in(tempfile::tempdir().expect("a folder"), args)
    }

    /// Starts in a folder that holds files of the test.
    pub(crate) fn start_in(folder: TempDir, args: &[&str]) -> Self {
        let stderr = std::fs::File::create(folder.path().join("stderr")).expect("a file");
        let mut process = command(args)
            .args(["--listen", "127.0.0.1:0"])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .expect("the binary starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("listening on http://").and_then(|address| address.parse().ok());
        let stderr = || std::fs::read_to_string(folder.path().join("stderr")).unwrap_or_default();
        let address = address.unwrap_or_else(|| panic!("no address in `{line}`; {}", stderr()));
        Self { address, folder, process }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> minreq::Response {
        minreq::get(self.url(path)).with_timeout(60).send().expect("an answer")
    }

    pub(crate) fn post(&self, path: &str, body: impl Into<Vec<u8>>) -> minreq::Response {
        let request = minreq::post(self.url(path)).with_header("Content-Type", "application/json");
        request.with_body(body).with_timeout(60).send().expect("an answer")
    }

    pub(crate) fn check(&self, body: &Value) -> minreq::Response {
        self.post("/v1/check", body.to_string())
    }

    /// A connection of one's own.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        stream.set_nodelay(true).expect("no delay");
        stream
    }

    /// What is answered to bytes on a connection of their own, until the server closes it.
    pub(crate) fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(bytes).expect("the server reads");
        read_all(&mut stream)
    }

    /// What the server has said.
    pub(crate) fn stderr(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("stderr")).expect("a file")
    }

    /// The value of a line of the metrics.
    pub(crate) fn metric(&self, name: &str) -> f64 {
        let text = self.get("/metrics");
        let text = text.as_str().expect("text");
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map_or(0.0, |value| value.parse().expect("a number"))
    }

    /// Waits until a metric has a value.
    pub(crate) fn wait_for(&self, name: &str, value: f64) {
        let until = Instant::now() + Duration::from_secs(60);
        while (self.metric(name) - value).abs() > f64::EPSILON {
            assert!(Instant::now() < until, "{name} is {} and not {value}", self.metric(name));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends a signal by its name.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.process.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits for the end of the process; its exit code.
    pub(crate) fn wait(&mut self) -> Option<i32> {
        let until = Instant::now() + Duration::from_secs(30);
        while Instant::now() < until {
            if let Some(status) = self.process.try_wait().expect("a process") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the server does not end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_replylint"));
    command.arg("serve").args(args).env_remove("REPLYLINT_TOKEN");
    command
}

/// A start that fails.
pub(crate) fn refused(args: &[&str]) -> Output {
    command(args).output().expect("the binary runs")
}

pub(crate) fn read_all(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    stream.read_to_end(&mut text).expect("the server closes");
    String::from_utf8(text).expect("UTF-8")
}

/// A request as bytes.
pub(crate) fn request(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         {headers}\r\n{body}"
    )
    .into()
}

/// A header of an answer.
pub(crate) fn header<'a>(response: &'a minreq::Response, name: &str) -> Option<&'a str> {
    let mut headers = response.headers.iter();
    headers.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value.as_str()))
}

/// The JSON of a body.
pub(crate) fn json(response: &minreq::Response) -> Value {
    serde_json::from_slice(response.as_bytes()).expect("JSON")
}

/// Asserts that a request was refused with a problem, and that it repeats nothing.
#[track_caller]
pub(crate) fn assert_problem(response: &minreq::Response, status: u16, code: &str) {
    let body = response.as_str().expect("text");
    assert_eq!(response.status_code, status, "{body}");
    assert_eq!(header(response, "content-type"), Some("application/problem+json"), "{body}");
    let problem = json(response);
    assert_eq!(problem["code"], code, "{body}");
    assert!(problem["message"].as_str().is_some_and(|message| !message.is_empty()), "{body}");
    assert!(!body.contains(SECRET), "{body}");
}

/// A file of a test.
pub(crate) fn write(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("a file");
    path
}
