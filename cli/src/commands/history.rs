//! `history`: builds, merges and asks the index of replies that were sent.

use super::check_records::{plural, progress};
use crate::args::{DISCLAIMER, ListFormat};
use crate::failure::Failure;
use crate::records::{self, RecordsFormat, Row, cannot_be_read};
use crate::{CLEAN, Io, UNCHECKED, history_file, input};
use clap::{Args, Subcommand};
use replylint::history::{HistoryStats, Reuse, TemplateUse};
use replylint::record::{self, RecordError};
use replylint::{Draft, History, HistoryBuilder, HistoryKey};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// From so many segments on, adding replies makes one of them: each costs every query a little.
const MOST_SEGMENTS: usize = 16;
/// How many rows that cannot be read are named.
const FAULTS_SHOWN: usize = 20;

/// Build, merge and ask a history of replies that were sent
///
/// A history holds keyed hashes and no text. `check --history` reports drafts that repeat it.
#[derive(Debug, Args)]
#[command(after_help = format!("\
Examples:
  head -c 32 /dev/urandom > tenant.key
  replylint history build replies.jsonl --key-file tenant.key --out replies.history
  replylint history append replies.history today.csv --key-file tenant.key
  replylint check reply.txt --history replies.history --history-key tenant.key

{DISCLAIMER}"))]
pub(crate) struct HistoryArgs {
    #[command(subcommand)]
    command: HistoryCommand,
}

#[derive(Debug, Subcommand)]
enum HistoryCommand {
    /// Build a history from records: JSONL or CSV with a column `draft` or `reply`, and `id`, `brand`, `location`,
    /// `posted_at`, `rating`, `author`, `agent` where they are known
    #[command(after_help = format!("\
Examples:
  replylint history build replies.jsonl --key-file tenant.key --out replies.history
  replylint history build 2025.csv 2026.csv --key-file tenant.key --out replies.history

Exit codes: 0 built, 2 usage or configuration, 3 built without the rows that cannot be read.

{DISCLAIMER}"))]
    Build(BuildArgs),
    /// Add replies to a history
    #[command(after_help = format!("\
Examples:
  replylint history append replies.history today.jsonl --key-file tenant.key

One writer at a time: of two that add to the same file at once, one is lost.
Exit codes: 0 added, 2 usage or configuration, 3 added without the rows that cannot be read.

{DISCLAIMER}"))]
    Append(AppendArgs),
    /// Make one history of several, whatever their order
    #[command(after_help = format!("\
Examples:
  replylint history merge locations/*.history --key-file tenant.key --out all.history

A reply with an id that stands in several of them counts once.

{DISCLAIMER}"))]
    Merge(MergeArgs),
    /// Tell what of a draft stands in earlier replies
    #[command(after_help = format!("\
Examples:
  replylint history query replies.history reply.txt --key-file tenant.key
  echo 'Thank you for the photo of the harbour.' | replylint history query replies.history --key-file tenant.key

{DISCLAIMER}"))]
    Query(QueryArgs),
    /// Tell what a history holds
    #[command(after_help = format!("\
Examples:
  replylint history stats replies.history --key-file tenant.key
  replylint history stats replies.history --key-file tenant.key --format json

{DISCLAIMER}"))]
    Stats(StatsArgs),
}

#[derive(Debug, Args)]
struct KeyArgs {
    /// The file of the tenant's key: at least 16 bytes, the same for all histories that are merged
    #[arg(long, value_name = "FILE")]
    key_file: PathBuf,
}

#[derive(Debug, Args)]
struct RecordsArgs {
    /// The form of the records; the names of the files tell it
    #[arg(long, value_name = "FORMAT", value_enum)]
    records_format: Option<RecordsFormat>,
}

#[derive(Debug, Args)]
struct BuildArgs {
    /// Files of records; `-` is stdin
    #[arg(required = true, value_name = "RECORDS")]
    records: Vec<PathBuf>,
    /// Where to put the history
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    form: RecordsArgs,
}

#[derive(Debug, Args)]
struct AppendArgs {
    /// The history
    #[arg(value_name = "HISTORY")]
    history: PathBuf,
    /// Files of records; `-` is stdin
    #[arg(required = true, value_name = "RECORDS")]
    records: Vec<PathBuf>,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    form: RecordsArgs,
}

#[derive(Debug, Args)]
struct MergeArgs {
    /// Histories
    #[arg(required = true, value_name = "HISTORY")]
    histories: Vec<PathBuf>,
    /// Where to put the merged one
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    key: KeyArgs,
}

#[derive(Debug, Args)]
struct QueryArgs {
    /// The history
    #[arg(value_name = "HISTORY")]
    history: PathBuf,
    /// The file of the draft; `-` is stdin
    #[arg(value_name = "FILE", default_value = input::STDIN)]
    draft: PathBuf,
    /// The draft's own id: a reply that has it is left out
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// The display name of whoever wrote the message it answers
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// The day on which it is written
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = crate::args::date)]
    posted_at: Option<String>,
    #[command(flatten)]
    key: KeyArgs,
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    format: ListFormat,
}

#[derive(Debug, Args)]
struct StatsArgs {
    /// The history
    #[arg(value_name = "HISTORY")]
    history: PathBuf,
    #[command(flatten)]
    key: KeyArgs,
    /// The form of the numbers
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    format: ListFormat,
}

pub(crate) fn run(args: &HistoryArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    match &args.command {
        HistoryCommand::Build(args) => build(args, io),
        HistoryCommand::Append(args) => append(args, io),
        HistoryCommand::Merge(args) => merge(args, io),
        HistoryCommand::Query(args) => query(args, io),
        HistoryCommand::Stats(args) => stats(args, io),
    }
}

/// Opens a history that a linter compares with.
pub(crate) fn open(path: &Path, key: &Path) -> Result<History, Failure> {
    history_file::open(path, &history_file::key(key).map_err(Failure::usage)?).map_err(Failure::usage)
}

impl KeyArgs {
    fn read(&self) -> Result<HistoryKey, Failure> {
        history_file::key(&self.key_file).map_err(Failure::usage)
    }
}

fn build(args: &BuildArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    let key = args.key.read()?;
    let mut builder = HistoryBuilder::new(key.clone());
    let code = read(&args.records, args.form.records_format, &mut builder, io)?;
    history_file::write(&args.out, |out| builder.write(out)).map_err(Failure::usage)?;
    say(&args.out, &key, io)?;
    Ok(code)
}

fn append(args: &AppendArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    let key = args.key.read()?;
    let old = history_file::map(&args.history).map_err(Failure::usage)?;
    let history = history_file::open(&args.history, &key).map_err(Failure::usage)?;
    let mut builder = HistoryBuilder::new(key.clone());
    let code = read(&args.records, args.form.records_format, &mut builder, io)?;
    let written = if history.segments() >= MOST_SEGMENTS {
        builder.merge(&history).map_err(|error| Failure::usage(error.to_string()))?;
        history_file::write(&args.history, |out| builder.write(out))
    } else {
        history_file::write(&args.history, |out| {
            out.write_all(&old)?;
            builder.write(out)
        })
    };
    written.map_err(Failure::usage)?;
    say(&args.history, &key, io)?;
    Ok(code)
}

fn merge(args: &MergeArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    let key = args.key.read()?;
    let mut builder = HistoryBuilder::new(key.clone());
    for path in &args.histories {
        let history = history_file::open(path, &key).map_err(Failure::usage)?;
        builder.merge(&history).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    }
    history_file::write(&args.out, |out| builder.write(out)).map_err(Failure::usage)?;
    say(&args.out, &key, io)?;
    Ok(CLEAN)
}

fn query(args: &QueryArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    let history = open(&args.history, &args.key.key_file)?;
    let text = input::text(&args.draft, io).map_err(Failure::usage)?;
    let mut draft = Draft::new(text);
    draft.id = args.id.as_deref().map(Into::into);
    draft.author = args.author.as_deref().map(Into::into);
    draft.posted_at = args.posted_at.as_deref().map(Into::into);
    let reuse = history.query(&draft);
    let text = match args.format {
        ListFormat::Json => serde_json::to_string_pretty(&reuse).expect("plain data") + "\n",
        ListFormat::Text => told(&reuse),
    };
    io.stdout.write_all(text.as_bytes())?;
    Ok(CLEAN)
}

fn stats(args: &StatsArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    let stats = open(&args.history, &args.key.key_file)?.stats();
    let text = match args.format {
        ListFormat::Json => serde_json::to_string_pretty(&stats).expect("plain data") + "\n",
        ListFormat::Text => table(&stats),
    };
    io.stdout.write_all(text.as_bytes())?;
    Ok(CLEAN)
}

/// Adds the replies of records. A row that cannot be read is named and left out.
fn read(
    paths: &[PathBuf],
    form: Option<RecordsFormat>,
    builder: &mut HistoryBuilder,
    io: &mut Io<'_>,
) -> Result<i32, Failure> {
    if paths.iter().filter(|path| path.as_os_str() == input::STDIN).count() > 1 {
        return Err(Failure::usage(crate::args::STDIN_TWICE));
    }
    let mut faults = 0usize;
    for path in paths {
        let form = form.or_else(|| RecordsFormat::of(path)).ok_or_else(|| {
            Failure::usage(format!(
                "{}: the name does not tell the form; write `--records-format jsonl` or `--records-format csv`",
                path.display()
            ))
        })?;
        let bar = progress(io);
        let Io { stdin, stderr, .. } = io;
        let (input, name): (Box<dyn Read + '_>, String) = if path.as_os_str() == input::STDIN {
            (Box::new(bar.wrap_read(stdin)), "stdin".to_owned())
        } else {
            let file = input::open(path).map_err(Failure::usage)?;
            if let Ok(metadata) = file.metadata() {
                bar.set_length(metadata.len());
            }
            (Box::new(bar.wrap_read(file)), path.display().to_string())
        };
        for (number, row) in records::rows(form, input, &name, &["draft", "reply"]).map_err(Failure::usage)?.enumerate()
        {
            // A history of half a file would pass for that of the whole.
            let row = row.map_err(|error| Failure::usage(cannot_be_read(&name, &error)))?;
            let line = row.line;
            match reply(row) {
                Ok(reply) => builder.add(&reply).map_err(|error| Failure::usage(error.to_string()))?,
                Err(error) => {
                    faults += 1;
                    if faults <= FAULTS_SHOWN {
                        writeln!(stderr, "{name}:{line}: error[{}]: {error}", error.code)?;
                    }
                }
            }
            if number % 1_000 == 0 {
                bar.set_message(plural(number, "row"));
            }
        }
        bar.finish_and_clear();
    }
    if faults > 0 {
        writeln!(io.stderr, "{} left out", plural(faults, "row"))?;
    }
    Ok(if faults > 0 { UNCHECKED } else { CLEAN })
}

/// A row as a reply that was sent, whose text exports name `reply` as often as `draft`.
fn reply(row: Row) -> Result<Draft<'static>, RecordError> {
    let mut record = row.record?;
    if !record.contains_key("draft")
        && let Some(text) = record.remove("reply")
    {
        record.insert("draft".to_owned(), text);
    }
    Ok(record::read(record, &[])?.0)
}

/// Says what was written.
fn say(path: &Path, key: &HistoryKey, io: &mut Io<'_>) -> Result<(), Failure> {
    let stats = history_file::open(path, key).map_err(Failure::usage)?.stats();
    let HistoryStats { replies, locations, templates, segments, .. } = stats;
    let parts = [(replies, "reply"), (locations, "location"), (templates, "template"), (segments as u64, "segment")];
    let parts = parts.map(|(number, word)| plural(number as usize, word).replace("replys", "replies"));
    writeln!(io.stderr, "{}: {}, {} bytes", path.display(), parts.join(", "), stats.bytes)?;
    Ok(())
}

fn uses(of: &TemplateUse) -> String {
    let mut text = plural(of.uses as usize, "use");
    if of.locations > 0 {
        text.push_str(&format!(" at {}", plural(of.locations as usize, "location")));
    }
    if let (Some(first), Some(last)) = (&of.first, &of.last) {
        text.push_str(&format!(", {first} to {last}"));
    }
    text
}

fn told(reuse: &Reuse) -> String {
    let mut text = format!(
        "{}.{}% reused: {} of {}\n",
        reuse.share / 10,
        reuse.share % 10,
        reuse.reused,
        plural(reuse.words as usize, "word")
    );
    if let Some(source) = &reuse.source {
        let name = source.template.map_or_else(|| "one reply".to_owned(), |number| format!("template {number}"));
        text.push_str(&format!("{name}: {}\n", uses(source)));
    }
    for span in &reuse.spans {
        text.push_str(&format!("reused: bytes {}..{}\n", span.start, span.end));
    }
    for sentence in &reuse.sentences {
        text.push_str(&format!(
            "sentence: bytes {}..{}: {}, {} of the latest within 30 days, at {}\n",
            sentence.span.start,
            sentence.span.end,
            plural(sentence.uses as usize, "use"),
            sentence.recent,
            plural(sentence.locations as usize, "location")
        ));
    }
    text
}

fn table(stats: &HistoryStats) -> String {
    let days = stats.first.iter().chain(&stats.last).cloned().collect::<Vec<_>>().join(" to ");
    let ratings = stats.ratings.map(|number| number.to_string()).join(", ");
    let rows = [
        ("replies", stats.replies.to_string()),
        ("days", if days.is_empty() { "none known".to_owned() } else { days }),
        ("with 1 to 5 stars", ratings),
        ("locations", stats.locations.to_string()),
        ("templates", format!("{} with {}", stats.templates, plural(stats.templated as usize, "use"))),
        ("4-grams", stats.grams.to_string()),
        ("sentences", stats.sentences.to_string()),
        ("segments", stats.segments.to_string()),
        ("bytes", stats.bytes.to_string()),
    ];
    let mut text: String = rows.iter().map(|(name, value)| format!("{name:17}  {value}\n")).collect();
    for template in &stats.top {
        text.push_str(&format!("template {:>6}    {}\n", template.template.unwrap_or(0), uses(template)));
    }
    text
}
