//! Records as a stream: order, equality of JSONL and CSV, bounds, pipes that close.

use replylint_cli::{Io, run};
use std::cell::Cell;
use std::io::{self, ErrorKind, Read, Write};
use std::rc::Rc;

const CLEAN: &str = "We open at nine tomorrow.";
const VISIT: &str = "Thanks for your recent visit!";

struct Outcome {
    status: i32,
    stdout: String,
    stderr: String,
}

fn check_with(stdin: &mut dyn Read, stdout: &mut dyn Write, args: &[&str]) -> (i32, String) {
    let mut stderr = Vec::new();
    let mut io = Io { stdin, stdout, stderr: &mut stderr, stdout_is_terminal: false, stderr_is_terminal: false };
    let args = ["replylint", "check", "--records", "-"].iter().chain(args).map(Into::into).collect();
    (run(args, &mut io), String::from_utf8(stderr).expect("UTF-8"))
}

fn check(stdin: &str, args: &[&str]) -> Outcome {
    let mut stdout = Vec::new();
    let (status, stderr) = check_with(&mut stdin.as_bytes(), &mut stdout, args);
    Outcome { status, stdout: String::from_utf8(stdout).expect("UTF-8"), stderr }
}

fn lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn rows_keep_their_order_over_several_batches() {
    let rows: Vec<String> = (0..2_500)
        .map(|row| match row % 7 {
            3 => format!("{{\"id\":\"{row}\"}}"),
            5 => "nonsense".to_owned(),
            _ => format!("{{\"id\":\"{row}\",\"draft\":\"{CLEAN}\"}}"),
        })
        .collect();
    let outcome = check(&rows.join("\n"), &[]);
    let lines = lines(&outcome.stdout);
    assert_eq!(lines.len(), rows.len());
    for (at, line) in lines.iter().enumerate() {
        match at % 7 {
            3 => assert_eq!((&line["row"], &line["id"]), (&(at + 1).into(), &at.to_string().into())),
            5 => assert_eq!((&line["row"], &line["error"]["code"]), (&(at + 1).into(), &"not-json".into())),
            _ => assert_eq!((&line["id"], &line["verdict"]), (&at.to_string().into(), &"pass".into())),
        }
    }
    assert_eq!(outcome.status, 3);
    assert_eq!(outcome.stderr, "2500 rows: 1786 pass, 714 failed\n");
}

#[test]
fn csv_says_the_same_as_jsonl() {
    let rows = [
        ["r1", "Thanks for your \"recent\" visit,\nDana!", "I was, there", "ticket", "true", "", "1"],
        ["r2", CLEAN, "", "dm", "", "reminders", "5"],
        ["r3", "Grüße, thanks for your appointment 😀", "x", "", "0", "", ""],
    ];
    let header = ["id", "draft", "inbound", "channel", "context.authenticated", "context.consent", "rating"];
    let mut jsonl = String::new();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(header).expect("a header");
    for row in rows {
        let [id, draft, inbound, channel, authenticated, consent, rating] = row;
        let mut record = serde_json::json!({ "id": id, "draft": draft, "context": {} });
        let mut set = |name: &str, value: serde_json::Value| record[name] = value;
        [("inbound", inbound), ("channel", channel)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .for_each(|(name, value)| set(name, value.into()));
        if let Ok(stars) = rating.parse::<u8>() {
            set("rating", stars.into());
        }
        if !authenticated.is_empty() {
            record["context"]["authenticated"] = (authenticated == "true").into();
        }
        if !consent.is_empty() {
            record["context"]["consent"] = consent.into();
        }
        jsonl += &format!("{record}\n");
        writer.write_record(row).expect("a row");
    }
    let csv = format!("\u{feff}{}", String::from_utf8(writer.into_inner().expect("rows")).expect("UTF-8"));
    let from_jsonl = check(&jsonl, &[]);
    let from_csv = check(&csv, &["--records-format", "csv"]);
    assert_eq!(lines(&from_jsonl.stdout).len(), 3, "{}", from_jsonl.stderr);
    assert_eq!(from_jsonl.stdout, from_csv.stdout);
    assert_eq!((from_jsonl.status, from_jsonl.stderr), (from_csv.status, from_csv.stderr));
}

#[test]
fn columns_are_carried() {
    let rows = format!(
        "{{\"draft\":\"{CLEAN}\",\"ticket\":7,\"tags\":[\"a\"],\"mood\":1}}\n{{\"draft\":\"{CLEAN}\",\"channel\":\"fax\",\"ticket\":8}}"
    );
    let outcome = check(&rows, &["--carry", "ticket", "--carry", "tags"]);
    let lines = lines(&outcome.stdout);
    assert_eq!(lines[0]["carried"], serde_json::json!({ "ticket": 7, "tags": ["a"] }));
    assert_eq!(lines[1]["carried"], serde_json::json!({ "ticket": 8, "tags": null }));
    assert_eq!(lines[1]["error"]["code"], "unknown-value");
    assert!(outcome.stderr.contains("`mood` (1 row)") && !outcome.stderr.contains("ticket"), "{}", outcome.stderr);
}

#[test]
fn a_row_cannot_weaken_what_was_given() {
    let rows = format!("{{\"draft\":\"{VISIT}\",\"regime\":\"none\",\"channel\":\"portal\"}}");
    let strict = check(&rows, &["--regime", "hipaa", "--channel", "public_review"]);
    assert_eq!((strict.status, &lines(&strict.stdout)[0]["verdict"]), (1, &"block".into()));
    assert_eq!(check(&rows, &[]).status, 0);
}

#[test]
fn the_exit_code_is_that_of_the_worst_row() {
    let row = |draft: &str| format!("{{\"draft\":\"{draft}\"}}\n");
    assert_eq!(check(&row(CLEAN), &[]).status, 0);
    assert_eq!(check(&(row(CLEAN) + &row(VISIT)), &[]).status, 1);
    assert_eq!(check(&(row(CLEAN) + &row(VISIT)), &["--fail-on", "never"]).status, 0);
    assert_eq!(check(&(row(VISIT) + &row("")), &[]).status, 3);
    assert_eq!(check(&(row(VISIT) + "x"), &["--fail-on", "never"]).status, 3);
}

#[test]
fn a_baseline_over_records_goes_by_id() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("known.json");
    let path = path.to_str().expect("UTF-8");
    let rows = |ids: [&str; 2]| ids.map(|id| format!("{{\"id\":\"{id}\",\"draft\":\"{VISIT}\"}}\n")).concat();
    assert_eq!(check(&rows(["a", "b"]), &["--write-baseline", path]).status, 0);
    let again = check(&rows(["a", "b"]), &["--baseline", path]);
    assert_eq!(again.status, 0);
    let line = &lines(&again.stdout)[0];
    assert_eq!(line["findings"][0]["fingerprint"], line["baseline"][0]);
    let other = check(&rows(["a", "c"]), &["--baseline", path]);
    assert_eq!(other.status, 1);
    assert_eq!(lines(&other.stdout)[1]["baseline"], serde_json::json!([]));
}

/// Makes rows as they are asked for, and counts them.
struct Rows {
    row: String,
    left: usize,
    made: Rc<Cell<usize>>,
    rest: Vec<u8>,
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() && self.left > 0 {
            self.left -= 1;
            self.made.set(self.made.get() + 1);
            self.rest = self.row.clone().into_bytes();
        }
        let length = self.rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&self.rest[..length]);
        self.rest.drain(..length);
        Ok(length)
    }
}

/// Counts the lines that are written, and how far the rows that were read ran ahead of them.
struct Ahead {
    made: Rc<Cell<usize>>,
    written: usize,
    furthest: usize,
}

impl Write for Ahead {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.furthest = self.furthest.max(self.made.get() - self.written);
        self.written += bytes.iter().filter(|&&byte| byte == b'\n').count();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn rows_are_never_read_far_ahead() {
    for (length, rows, most) in [(20, 12_000, 2_200), (1 << 20, 64, 20)] {
        let made = Rc::new(Cell::new(0));
        // Long rows are long by a column that means nothing.
        let row = format!("{{\"draft\":\"{CLEAN}\",\"pad\":\"{}\"}}\n", "x".repeat(length));
        let mut input = Rows { row, left: rows, made: Rc::clone(&made), rest: Vec::new() };
        let mut output = Ahead { made, written: 0, furthest: 0 };
        let (status, _) = check_with(&mut input, &mut output, &[]);
        assert_eq!((status, output.written), (0, rows));
        assert!(output.furthest <= most, "{} rows of {length} bytes ahead", output.furthest);
    }
}

#[test]
fn a_line_of_a_gigabyte_is_one_error() {
    let before = peak_memory();
    let mut input = std::io::repeat(b'x').take(1 << 30).chain("\n{\"draft\":\"Thank you.\"}\n".as_bytes());
    let mut stdout = Vec::new();
    let (status, stderr) = check_with(&mut input, &mut stdout, &[]);
    let lines = lines(std::str::from_utf8(&stdout).expect("UTF-8"));
    assert_eq!((status, lines.len(), stderr.as_str()), (3, 2, "2 rows: 1 pass, 1 failed\n"));
    assert_eq!((&lines[0]["row"], &lines[0]["error"]["code"]), (&1.into(), &"too-long".into()));
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        assert!(after - before < 200 << 10, "{} KiB", after - before);
    }
}

#[test]
fn an_unclosed_quote_is_one_error() {
    let start = "id,draft\n1,\"";
    let mut input = start.as_bytes().chain(std::io::repeat(b'x').take(20 << 20));
    let mut stdout = Vec::new();
    let (status, _) = check_with(&mut input, &mut stdout, &["--records-format", "csv"]);
    let lines = lines(std::str::from_utf8(&stdout).expect("UTF-8"));
    assert_eq!((status, lines.len(), &lines[0]["error"]["code"]), (3, 1, &"too-long".into()));
}

/// In KiB, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// A pipe that closes after some bytes.
struct Closing {
    left: usize,
}

impl Write for Closing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(ErrorKind::BrokenPipe.into());
        }
        let length = bytes.len().min(self.left);
        self.left -= length;
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_ends_quietly_and_passes_no_gate() {
    let rows = format!("{{\"draft\":\"{CLEAN}\"}}\n").repeat(5_000);
    let (status, stderr) = check_with(&mut rows.as_bytes(), &mut Closing { left: 10_000 }, &[]);
    assert_eq!((status, stderr.as_str()), (3, ""));
}

/// A source that breaks off.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the cable fell out"))
    }
}

#[test]
fn what_was_read_before_a_fault_of_the_source_is_reported() {
    let rows = format!("{{\"draft\":\"{CLEAN}\"}}\n");
    let mut stdout = Vec::new();
    let (status, stderr) = check_with(&mut rows.as_bytes().chain(Broken), &mut stdout, &[]);
    assert_eq!((status, lines(std::str::from_utf8(&stdout).expect("UTF-8")).len()), (3, 1));
    assert_eq!(stderr, "1 row: 1 pass\nerror: stdin: cannot be read: the cable fell out\n");
}

#[test]
fn the_binary_survives_a_reader_that_goes() {
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.jsonl");
    std::fs::write(&path, format!("{{\"draft\":\"{CLEAN}\"}}\n").repeat(5_000)).expect("a file");
    let mut child = Command::new(env!("CARGO_BIN_EXE_replylint"))
        .args(["check", "--records"])
        .arg(&path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut first = [0; 100];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("a report");
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(3));
}
