//! `serve`: the same checks over HTTP.

use crate::args::{DISCLAIMER, PolicyArgs, Ruleset, STDIN_TWICE, today};
use crate::failure::Failure;
use crate::gate::FailOn;
use crate::serve::{Access, Event, Limits, Policy, Server, origin};
use crate::{CLEAN, Io, input};
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// The variable that holds the token where no file is named.
const TOKEN_VARIABLE: &str = "REPLYLINT_TOKEN";

/// Serve checks over HTTP
///
/// What is given here cannot be weakened by a record; what is not given, the record decides. On stdout stands one line
/// for each address once it is open: `listening on http://127.0.0.1:8790`. Nothing is logged about requests.
/// SIGTERM and Ctrl-C finish the requests under way; SIGHUP reads the files of the policy again.
#[derive(Debug, Args)]
#[command(after_help = format!("\
Examples:
  replylint serve
  replylint serve --brand brand.toml --regime hipaa --history replies.history --history-key key
  replylint serve --listen 0.0.0.0:8790 --token-file /run/secrets/replylint
  curl localhost:8790/v1/check -H 'Content-Type: application/json' -d '{{\"draft\":\"Thank you!\"}}'

Paths: POST /v1/check, POST /beta/litellm_basic_guardrail_api (LiteLLM's generic guardrail),
GET /v1/rules, /v1/rules/ID, /metrics, /openapi.json, /healthz, /readyz.
Exit codes: 0 closed when asked, 2 usage or configuration.

{DISCLAIMER}"))]
pub(crate) struct ServeArgs {
    /// An address and a port; may be given several times. Port 0 lets the system choose
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8790", value_parser = address)]
    listen: Vec<SocketAddr>,
    #[command(flatten)]
    policy: PolicyArgs,
    /// A file with one token a line, of which every request must bring one. Without it, the variable REPLYLINT_TOKEN
    /// holds them. Only a server that listens on loopback alone may do without
    #[arg(long, value_name = "FILE", help_heading = "Access")]
    token_file: Option<PathBuf>,
    /// An origin whose pages may ask from a browser; may be given several times
    #[arg(long, value_name = "ORIGIN", value_parser = origin, help_heading = "Access")]
    allow_origin: Vec<String>,
    /// From which verdict on a guardrail blocks what a model wrote
    #[arg(long, value_name = "VERDICT", value_enum, default_value = "revise", help_heading = "Guardrail")]
    fail_on: FailOn,
    /// The longest body of a request, in bytes, KiB or MiB
    #[arg(long, value_name = "SIZE", default_value = "1MiB", value_parser = size, help_heading = "Limits")]
    max_body: usize,
    /// The most records of a list
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = number(1, 1_000_000), help_heading = "Limits")]
    max_records: usize,
    /// The most connections at a time; others are told to come back
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = number(1, 1_000_000), help_heading = "Limits")]
    max_connections: usize,
    /// For how many seconds a client is waited for: the head of a request, its body, a pause in reading the answer
    #[arg(long, value_name = "S", default_value_t = 10, value_parser = number(1, 3_600), help_heading = "Limits")]
    timeout: usize,
    /// Threads that serve; one for each core unless said otherwise
    #[arg(long, value_name = "N", value_parser = number(1, 1_024), help_heading = "Limits")]
    threads: Option<usize>,
}

pub(crate) fn run(args: &ServeArgs, io: &mut Io<'_>) -> Result<i32, Failure> {
    if args.policy.ruleset.stdin_uses() > 1 {
        return Err(Failure::usage(STDIN_TWICE));
    }
    let access = access(args)?;
    let mut ruleset = args.policy.ruleset.load(io)?;
    let mut day = today();
    let server = Server::bind(&args.listen, policy(args, &ruleset)?, access, limits(args), args.fail_on)
        .map_err(Failure::usage)?;
    for address in server.addresses() {
        writeln!(io.stdout, "listening on http://{address}")?;
    }
    io.stdout.flush()?;
    let cut_off = server.run(&mut |event| {
        let renewed = match event {
            Event::Tick if args.policy.follows_clock(&ruleset) && day != today() => {
                day = today();
                policy(args, &ruleset)
            }
            Event::Tick | Event::Stop => return None,
            Event::Reload => args.policy.ruleset.load(io).and_then(|read| {
                let policy = policy(args, &read)?;
                ruleset = read;
                Ok(policy)
            }),
            Event::Complaint(line) => {
                tell(io, &line);
                return None;
            }
        };
        match renewed {
            Ok(policy) => {
                tell(io, "note: the policy was read again");
                Some(policy)
            }
            Err(failure) => {
                let faults = match failure {
                    Failure::Usage(faults) => faults,
                    Failure::Output(error) => vec![error.to_string()],
                };
                faults.iter().for_each(|fault| tell(io, &format!("error: {fault}")));
                tell(io, "error: the policy stays as it was");
                None
            }
        }
    });
    if cut_off > 0 {
        tell(io, &format!("note: connections cut off before they were done: {cut_off}"));
    }
    Ok(CLEAN)
}

/// Where nobody reads what a server says, it goes on.
fn tell(io: &mut Io<'_>, line: &str) {
    let _ = writeln!(io.stderr, "{line}").and_then(|()| io.stderr.flush());
}

fn policy(args: &ServeArgs, ruleset: &Ruleset) -> Result<Policy, Failure> {
    let linter = args.policy.linter(ruleset, None)?;
    let rules = ruleset.catalogue();
    let rules_json = super::rules::json(&rules.iter().collect::<Vec<_>>()).into();
    // Rules of Vale styles may look around and take their time.
    let is_quick = args.policy.ruleset.vale.is_none();
    Ok(Policy { linter, rules, rules_json, is_quick })
}

fn access(args: &ServeArgs) -> Result<Access, Failure> {
    let access = Access::default().with_origins(&args.allow_origin);
    let access = match &args.token_file {
        Some(path) => {
            let text = input::secret(path).map_err(Failure::usage)?;
            access.with_tokens(&text).map_err(|fault| Failure::usage(format!("{}: {fault}", path.display())))?
        }
        None => match std::env::var(TOKEN_VARIABLE) {
            Ok(text) => {
                access.with_tokens(&text).map_err(|fault| Failure::usage(format!("{TOKEN_VARIABLE}: {fault}")))?
            }
            Err(std::env::VarError::NotPresent) => access,
            Err(_) => return Err(Failure::usage(format!("{TOKEN_VARIABLE}: is not UTF-8"))),
        },
    };
    match args.listen.iter().find(|address| !address.ip().is_loopback()) {
        Some(address) if !access.asks_for_token() => Err(Failure::usage(format!(
            "{address} can be reached from other machines; name a file with a token (`--token-file`), set \
             {TOKEN_VARIABLE}, or listen on 127.0.0.1 alone"
        ))),
        _ => Ok(access),
    }
}

fn limits(args: &ServeArgs) -> Limits {
    Limits {
        max_body: args.max_body,
        max_records: args.max_records,
        max_connections: args.max_connections,
        patience: Duration::from_secs(args.timeout as u64),
        threads: args.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)),
    }
}

fn address(word: &str) -> Result<SocketAddr, String> {
    word.parse().map_err(|_| "write an address and a port: 127.0.0.1:8790, [::1]:8790".to_owned())
}

fn size(word: &str) -> Result<usize, String> {
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match &word[digits.len()..] {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        _ => 0,
    };
    match digits.parse::<usize>().ok().and_then(|number| number.checked_mul(unit)) {
        Some(bytes @ 1_024..=0x0400_0000) => Ok(bytes),
        _ => Err("write a size from 1KiB to 64MiB, such as 262144, 512KiB or 4MiB".to_owned()),
    }
}

/// A number within bounds.
fn number(low: usize, high: usize) -> impl Fn(&str) -> Result<usize, String> + Clone {
    move |word| match word.parse::<usize>() {
        Ok(number) if (low..=high).contains(&number) => Ok(number),
        _ => Err(format!("write a number from {low} to {high}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units_and_bounds() {
        for (word, bytes) in [("1024", 1_024), ("2048B", 2_048), ("16KiB", 16 << 10), ("64MiB", 64 << 20)] {
            assert_eq!(size(word), Ok(bytes));
        }
        for bad in ["", "1", "MiB", "1MB", "65MiB", "-1MiB", "99999999999999999999MiB", "1 MiB"] {
            assert!(size(bad).is_err(), "{bad}");
        }
    }
}
