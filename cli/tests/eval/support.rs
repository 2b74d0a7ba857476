//! A linter of a few phrases, corpora in a directory that goes away, and figures picked from results.

use replylint::{Linter, LinterBuilder, Pack};
use replylint_cli::eval::result::{Corpus, Measure, Rate, Results};
use replylint_cli::eval::{EvalError, Options, OutputFormat, Reuse, Subject, rules, run};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A directory that goes away with the test.
pub(crate) struct Dir(PathBuf);

impl Dir {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("replylint-eval-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a directory for the test");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        std::fs::write(&path, text).expect("a file");
        path
    }

    pub(crate) fn lines(&self, name: &str, lines: &[Value]) -> PathBuf {
        self.write(name, lines.iter().map(|line| format!("{line}\n")).collect::<String>())
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A rule that looks for phrases.
pub(crate) fn rule(id: &str, level: &str, phrases: &[&str], more: &str) -> String {
    format!(
        "\n[[rule]]\nid = \"{id}\"\nlevel = \"{level}\"\nmessage = \"m\"\nwhy = \"w\"\ndo = \"d\"\n\
         match.phrase.any = {phrases:?}\n{more}\n"
    )
}

/// The pack that the tests lint with.
pub(crate) fn pack() -> Pack {
    let disputed = "disputed = { for = [\"one\"], against = [\"other\"] }";
    let text = [
        "schema = 1\npack = \"test\"\nversion = \"1.2.3\"\n".to_owned(),
        rule("phi/visit", "block", &["your visit"], ""),
        rule("phi/treatment", "revise", &["your filling", "the crème"], ""),
        rule("phi/billing", "note", &["your bill"], ""),
        rule("phi/patient-status", "block", &["loyal patient"], disputed),
        rule("generic/interchangeable", "revise", &["could be anyone"], ""),
        rule("generic/stock-phrase", "note", &["we strive daily", "do reach out"], ""),
        rule("brand/emoji", "revise", &["smiley"], ""),
    ];
    Pack::parse(&text.concat(), "test.toml").expect("the test pack")
}

pub(crate) fn builder() -> LinterBuilder {
    Linter::builder().without_builtin().pack(pack())
}

pub(crate) fn subject<'a>() -> Subject<'a> {
    Subject { builder: builder(), rules: rules::of_packs(&[pack()]), reuse: None }
}

/// Runs an evaluation and gives what it wrote to both streams.
pub(crate) fn text(files: &[PathBuf], options: &Options) -> Result<(String, String), EvalError> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    assert_eq!(run(files, options, subject(), &mut out, &mut err)?, 0);
    Ok((String::from_utf8(out).expect("UTF-8"), String::from_utf8(err).expect("UTF-8")))
}

/// Runs an evaluation and reads its results.
pub(crate) fn results(files: &[PathBuf], options: &Options, reuse: Option<&mut dyn Reuse>) -> Results {
    let options = Options { format: OutputFormat::Json, ..options.clone() };
    let mut out = Vec::new();
    run(files, &options, Subject { reuse, ..subject() }, &mut out, &mut Vec::new()).expect("the evaluation runs");
    serde_json::from_slice(&out).expect("results")
}

/// The results on one corpus of the given lines.
pub(crate) fn corpus(lines: &[Value], options: &Options) -> Corpus {
    let dir = Dir::new();
    results(&[dir.lines("corpus.jsonl", lines)], options, None).corpora.remove(0)
}

pub(crate) fn measure<'a>(corpus: &'a Corpus, id: &str) -> &'a Measure {
    corpus.measures.iter().find(|measure| measure.id == id).expect("a measure of this name")
}

/// Hits and cases of a group, in all parts together; nothing where there is no such group.
pub(crate) fn count(corpus: &Corpus, id: &str, by: &str, value: &str) -> (u64, u64) {
    let group = measure(corpus, id).groups.iter().find(|group| group.by == by && group.value == value);
    group.and_then(|group| group.parts.get("all")).map_or((0, 0), |rate: &Rate| (rate.hits, rate.of))
}

pub(crate) fn all(corpus: &Corpus, id: &str) -> (u64, u64) {
    count(corpus, id, "all", "")
}

/// A phi case; `more` overrides fields.
pub(crate) fn phi(id: &str, draft: &str, label: &str, spans: &[&str], more: Value) -> Value {
    let mut case = json!({"id": id, "draft": draft, "label": label, "kinds": [], "spans": spans, "why": "test"});
    case.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    case
}
