//! `brand init`: a brand file to begin with.

use super::InitArgs;
use crate::failure::Failure;
use crate::input::reason;
use crate::{CLEAN, Io};
use replylint::{Channel, Regime};
use std::fmt::Write as _;
use std::io::{ErrorKind, Write};

/// What is asked or given.
#[derive(Debug, Default)]
struct Answers {
    name: String,
    regime: Option<Regime>,
    channels: Vec<Channel>,
    contacts: Vec<String>,
    pages: Vec<String>,
    approver: Option<String>,
}

pub(super) fn run(args: &InitArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    let mut answers = Answers {
        name: args.name.clone().unwrap_or_default(),
        regime: args.regime,
        channels: args.channel.clone(),
        contacts: args.contact.clone(),
        pages: args.page.clone(),
        approver: args.approver.clone(),
    };
    if args.name.is_none() {
        ask(&mut answers, io)?;
    }
    if answers.name.trim().is_empty() {
        return Err(Failure::usage(
            "the brand has no name; write `--name 'Elm Street Dental'`, or answer the question",
        ));
    }
    if answers.channels.is_empty() {
        answers.channels.push(Channel::PublicReview);
    }
    let text = starter(&answers);
    match &args.output {
        None => io.stdout.write_all(text.as_bytes())?,
        Some(path) => {
            let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
            let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
            written.map_err(|error| match error.kind() {
                ErrorKind::AlreadyExists => {
                    Failure::usage(format!("{}: exists already; name another file", path.display()))
                }
                _ => Failure::usage(format!("{}: cannot be written: {}", path.display(), reason(&error))),
            })?;
            let path = path.display();
            writeln!(io.stderr, "{path} is written; `replylint brand check {path}` shows what it means")?;
        }
    }
    Ok(CLEAN)
}

/// Asks on stderr, reads from stdin; an empty answer leaves a question open.
fn ask(answers: &mut Answers, io: &mut Io<'_>) -> Result<(), Failure> {
    answers.name = question(io, "What is the brand called?")?;
    if answers.name.is_empty() {
        return Ok(());
    }
    if answers.regime.is_none() {
        let regimes: Vec<&str> = Regime::ALL.iter().map(|regime| regime.as_str()).collect();
        let text = format!("Which health-privacy law binds it: {}? (hipaa)", regimes.join(", "));
        answers.regime = one(io, &text)?;
    }
    if answers.channels.is_empty() {
        let channels: Vec<&str> = Channel::ALL.iter().map(|channel| channel.as_str()).collect();
        let text = format!("Where does it answer: {}? Several with commas. (public_review)", channels.join(", "));
        answers.channels = several(io, &text)?;
    }
    for (list, text) in [
        (&mut answers.contacts, "Which phone numbers and mail addresses are its own? Several with commas."),
        (&mut answers.pages, "Which pages are its own? Several with commas."),
    ] {
        if list.is_empty() {
            *list = parts(&question(io, text)?).map(str::to_owned).collect();
        }
    }
    if answers.approver.is_none() {
        let person = question(io, "Who approves what must be approved, such as a legal threat?")?;
        answers.approver = Some(person).filter(|person| !person.is_empty());
    }
    Ok(())
}

fn parts(answer: &str) -> impl Iterator<Item = &str> {
    answer.split(',').map(str::trim).filter(|part| !part.is_empty())
}

fn one<T: std::str::FromStr<Err = String>>(io: &mut Io<'_>, text: &str) -> Result<Option<T>, Failure> {
    let answer = question(io, text)?;
    if answer.is_empty() { Ok(None) } else { answer.parse().map(Some).map_err(Failure::usage) }
}

fn several<T: std::str::FromStr<Err = String>>(io: &mut Io<'_>, text: &str) -> Result<Vec<T>, Failure> {
    let answer = question(io, text)?;
    parts(&answer).map(|part| part.parse().map_err(Failure::usage)).collect()
}

/// The answer to one question; empty at the end of stdin.
fn question(io: &mut Io<'_>, text: &str) -> Result<String, Failure> {
    write!(io.stderr, "{text} ")?;
    io.stderr.flush()?;
    let mut line = Vec::new();
    let mut byte = [0];
    // By the byte, so that nothing behind the line is taken.
    while line.len() < 4_096 {
        match io.stdin.read(&mut byte) {
            Ok(1) if byte[0] != b'\n' => line.push(byte[0]),
            Ok(_) => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Failure::usage(format!("stdin: cannot be read: {}", reason(&error)))),
        }
    }
    Ok(String::from_utf8_lossy(&line).trim().to_owned())
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// How long replies may be, to begin with: in words.
fn words(channel: Channel) -> u32 {
    match channel {
        Channel::PublicReview => 100,
        Channel::PublicComment | Channel::PublicPost => 50,
        Channel::Dm => 60,
        Channel::Sms => 25,
        Channel::Email | Channel::Ticket | Channel::Portal => 200,
    }
}

/// The file.
fn starter(answers: &Answers) -> String {
    let name = quoted(answers.name.trim());
    let regime = answers.regime.unwrap_or(Regime::Hipaa);
    let channels: Vec<String> = answers.channels.iter().map(|channel| format!("\"{channel}\"")).collect();
    let mut out = format!(
        "\
# How {brand} writes. `replylint brand check` shows what this file means and what it leaves unclear.
# Lines that begin with `#` are remarks; take the sign away to switch one on. Every key: docs/brand.md.
schema = 1
brand = {name}
regime = \"{regime}\"          # the law that binds the sender: hipaa, part2 or none
channels = [{channels}]   # where it answers
# packs = [\"claims\", \"reviews\"]   # built-in rules on promises, fault, offers, and on answering reviews

# The guide that this file puts into practice; findings show its words.
# [guide]
# title = \"How we write\"
# link = \"https://example.com/guide\"

# Who the business is. What stands here is never taken for somebody's private detail.
[identity]
names = [{name}]
contacts = {contacts}
pages = {pages}
staff = []

# [[identity.locations]]
# name = \"Elm Street\"
# contacts = [\"(412) 555-0107\"]

# How it speaks. `[voice.email]` and the like say what differs on a channel.
[voice]
person = \"we\"                 # we, i or both
exclamations = 1              # a number, \"none\" or \"any\"
# emoji = {{ max = 1, only = [\"😊\"] }}
# contractions = \"use\"        # use, avoid, no-negative or any
# reading_grade = 8
# sentence_words = 25
# [voice.public_review]
# sign_off = \"The {{own-name}} team, {{own-location}}\"

# The words that it uses, and those that it does not.
[terms]
# prefer = {{ \"log in*\" = \"sign in\", \"clients\" = \"customers\" }}
# banned = [\"epic\", {{ say = \"free\", unless = [\"no monthly fee\"] }}]
# casing = [\"MossLine\"]
# competitors = [\"Other & Sons\"]

# [claims]
# promise = \"forbid\"
# fault = \"never-admit\"       # own, never-admit, never-deny or neither

# What must stand in a reply, and what may not.
# [[require]]
# say = \"Member FDIC\"
# with = [\"savings account*\"]

# [[forbid]]
# say = [\"any inconvenience\"]
# guideline = \"apology\"
",
        brand = answers.name.trim().replace(['\n', '\r'], " "),
        channels = channels.join(", "),
        contacts = list(&answers.contacts),
        pages = list(&answers.pages),
    );
    out.push_str("\n# How long replies may be, and what they may hold.\n");
    for &channel in &answers.channels {
        let _ = writeln!(out, "[limits.{channel}]\nwords = {}", words(channel));
        if channel == Channel::Sms {
            out.push_str("characters = 160\nlinks = \"none\"\n");
        }
        out.push('\n');
    }
    out.push_str(
        "# Who approves what must be approved, by topic; `else` stands for every other topic.\n[escalate.approvers]\n",
    );
    match &answers.approver {
        Some(person) => {
            let _ = writeln!(out, "else = {}", quoted(person));
        }
        None => out.push_str("# else = \"Ann Lee, who answers for the desk\"\n"),
    }
    out.push_str(
        "
# The only words that may stand until somebody has approved more.
# [[escalate.hold]]
# say = \"Thank you for telling us. Ann Lee would like to hear more at (412) 555-0107.\"
",
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use replylint::verify::review_brand;
    use replylint::{Brand, Linter};

    #[test]
    fn a_new_file_leaves_nothing_unclear() {
        let all = Answers {
            name: "Cairn & \"Crook\"".to_owned(),
            regime: Some(Regime::None),
            channels: Channel::ALL.to_vec(),
            contacts: vec!["555-0107".to_owned()],
            pages: vec!["cairn.example".to_owned()],
            approver: Some("Ruth".to_owned()),
        };
        let brand = Brand::parse(&starter(&all), "brand.toml").expect("a brand file");
        let linter = Linter::builder().brand(brand.clone()).build().expect("a linter");
        assert_eq!(review_brand(&brand, &linter, Some("2026-11-22")), []);
    }

    #[test]
    fn every_remark_that_is_a_setting_can_be_switched_on() {
        let answers = Answers {
            name: "Elm".to_owned(),
            channels: vec![Channel::PublicReview],
            approver: Some("Ruth".to_owned()),
            ..Answers::default()
        };
        let text = starter(&answers);
        let setting = |line: &str| {
            let rest = line.strip_prefix("# ").unwrap_or(line);
            rest.starts_with('[') || rest.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '))
        };
        let on: Vec<&str> = text
            .lines()
            .map(|line| if setting(line) { line.strip_prefix("# ").unwrap_or(line) } else { line })
            .collect();
        let brand = Brand::parse(&on.join("\n"), "brand.toml").unwrap_or_else(|error| panic!("{error}"));
        Linter::builder().brand(brand).build().unwrap_or_else(|error| panic!("{error}"));
    }
}
