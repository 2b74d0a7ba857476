//! The replylint command line as a function, so that the binary, the Python package and the tests run the same code.
//!
//! ```
//! use replylint_cli::{Io, run};
//! let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
//! let mut io = Io {
//!     stdin: &mut std::io::empty(),
//!     stdout: &mut stdout,
//!     stderr: &mut stderr,
//!     stdout_is_terminal: false,
//!     stderr_is_terminal: false,
//! };
//! assert_eq!(run(["replylint", "explain", "phi/visit"].map(Into::into).to_vec(), &mut io), 0);
//! assert!(stdout.starts_with(b"phi/visit: "));
//! ```

// Only the map of a history needs it.
#![deny(unsafe_code)]

mod args;
pub mod audit;
mod baseline;
mod commands;
pub mod dictionary;
pub mod eval;
mod failure;
mod gate;
pub mod history_file;
mod input;
mod let_stand;
mod marked;
mod records;
#[cfg(feature = "serve")]
mod serve;
pub mod vale;

use clap::Parser;
use failure::Failure;
use std::ffi::OsString;
use std::io::{BufWriter, ErrorKind, IsTerminal, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Nothing at or above `--fail-on`.
pub(crate) const CLEAN: i32 = 0;
/// Findings or a verdict at or above `--fail-on`; failed examples; warnings about a pack.
pub(crate) const FOUND: i32 = 1;
/// Wrong usage or configuration.
pub(crate) const USAGE: i32 = 2;
/// A row failed, or something could not be checked.
pub(crate) const UNCHECKED: i32 = 3;

/// What the commands read and write. Only results go to `stdout`.
pub struct Io<'a> {
    /// What `-` reads.
    pub stdin: &'a mut dyn Read,
    /// Takes the results.
    pub stdout: &'a mut dyn Write,
    /// Takes errors, notes and summaries.
    pub stderr: &'a mut dyn Write,
    /// A person reads `stdout`: colours, and the words that were found.
    pub stdout_is_terminal: bool,
    /// `stderr` is the process's own and a person reads it: progress.
    pub stderr_is_terminal: bool,
}

impl std::fmt::Debug for Io<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Io")
            .field("stdout_is_terminal", &self.stdout_is_terminal)
            .field("stderr_is_terminal", &self.stderr_is_terminal)
            .finish_non_exhaustive()
    }
}

/// Runs a command. `args` begins with the name of the program, as the process's own arguments do.
///
/// Returns the exit code: 0 clean; 1 findings or a verdict at or above `--fail-on`; 2 wrong usage or configuration;
/// 3 rows that failed or drafts that could not be checked. Whoever reads `stdout` may stop reading at any time.
pub fn run(args: Vec<OsString>, io: &mut Io<'_>) -> i32 {
    let cli = match args::Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return show_help_or_usage(&error, io),
    };
    let is_gate = cli.command.is_gate();
    let outcome = cli.command.run(io).and_then(|code| {
        io.stdout.flush()?;
        Ok(code)
    });
    // Errors about errors have nowhere to go.
    let _ = io.stderr.flush();
    outcome.unwrap_or_else(|failure| {
        let code = match failure {
            Failure::Usage(messages) => {
                for message in messages {
                    let _ = writeln!(io.stderr, "error: {message}");
                }
                USAGE
            }
            // Whoever read the results has gone, and is told nothing more; what they did not see was not checked.
            Failure::Output(error) if error.kind() == ErrorKind::BrokenPipe => {
                if is_gate {
                    UNCHECKED
                } else {
                    CLEAN
                }
            }
            Failure::Output(error) => {
                let _ = writeln!(io.stderr, "error: the results cannot be written: {error}");
                USAGE
            }
        };
        let _ = io.stderr.flush();
        code
    })
}

/// A command that runs on until it is asked to end listens for Ctrl-C itself.
static INTERRUPTS_ARE_TAKEN: AtomicBool = AtomicBool::new(false);

/// Keeps Ctrl-C from ending the process: the caller listens for it.
#[cfg(feature = "serve")]
pub(crate) fn take_interrupts() {
    INTERRUPTS_ARE_TAKEN.store(true, Ordering::Relaxed);
}

/// The OpenAPI document of `replylint serve`, which it also serves as `/openapi.json`.
#[cfg(feature = "serve")]
#[must_use]
pub fn openapi() -> String {
    serve::openapi_text()
}

/// Runs a command on the process's own stdin, stdout and stderr. Ctrl-C ends the process with code 130; a server
/// finishes first.
#[must_use]
pub fn main(args: Vec<OsString>) -> i32 {
    // Fails where another handler of this kind stands already, which does as well.
    let _ = ctrlc::set_handler(|| {
        if !INTERRUPTS_ARE_TAKEN.load(Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    let (stdout, stderr) = (std::io::stdout(), std::io::stderr());
    let (stdout_is_terminal, stderr_is_terminal) = (stdout.is_terminal(), stderr.is_terminal());
    let mut io = Io {
        stdin: &mut std::io::stdin().lock(),
        stdout: &mut BufWriter::with_capacity(1 << 16, stdout.lock()),
        stderr: &mut BufWriter::new(stderr),
        stdout_is_terminal,
        stderr_is_terminal,
    };
    run(args, &mut io)
}

fn show_help_or_usage(error: &clap::Error, io: &mut Io<'_>) -> i32 {
    let (out, colored) = match error.use_stderr() {
        true => (&mut *io.stderr, io.stderr_is_terminal),
        false => (&mut *io.stdout, io.stdout_is_terminal),
    };
    let text = error.render();
    let text = if colored { text.ansi().to_string() } else { text.to_string() };
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    error.exit_code()
}
