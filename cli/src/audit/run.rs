//! From rows to an audit, portion by portion: reading is one step, linting and adding another, so that a caller may do
//! something in between.

use super::{Entry, Export};
use replylint::audit::{Audit, AuditError};
use replylint::output::audit::RowFault;
use replylint::{Draft, Linter, Report};
use std::io;

/// A portion ends with as many rows…
const ROWS: usize = 4_096;
/// …or as many bytes.
const BYTES: usize = 16 << 20;
/// The most rows that are listed with what is wrong with them.
pub const MAX_FAULTS: usize = 200;

/// What is counted while an audit is made.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Rows that were read.
    pub rows: u64,
    /// Of them, those that make no sense.
    pub failed: u64,
    /// The first of those, at most 200.
    pub faults: Vec<RowFault>,
}

/// Rows that were read and not yet added.
#[derive(Debug, Default)]
pub struct Portion {
    replies: Vec<Draft<'static>>,
    unanswered: Vec<Draft<'static>>,
}

/// Reads the next portion of an export; nothing at its end. `name` is what faults call it.
///
/// # Errors
///
/// What was read before stands in `portion`; the export cannot be read further.
pub fn read(export: &mut Export<'_>, name: &str, tally: &mut Tally) -> (Option<Portion>, io::Result<()>) {
    let mut portion = Portion::default();
    let (mut bytes, mut last, mut taken) = (0, 0, 0_usize);
    while taken < ROWS && bytes < BYTES {
        let found = match export.next() {
            Some(Ok(found)) => found,
            Some(Err(error)) => return (Some(portion), Err(error)),
            None if taken == 0 => return (None, Ok(())),
            None => break,
        };
        taken += 1;
        bytes += found.bytes;
        // A conversation is one row with several replies.
        tally.rows += u64::from(found.row != last);
        last = found.row;
        match found.entry {
            Ok(Entry::Reply(draft)) => portion.replies.push(*draft),
            Ok(Entry::Unanswered(draft)) => portion.unanswered.push(*draft),
            Err(error) => {
                tally.failed += 1;
                if tally.faults.len() < MAX_FAULTS {
                    let (source, row) = (name.to_owned(), found.row as u64);
                    tally.faults.push(RowFault { source, row, reason: error.message });
                }
            }
        }
    }
    (Some(portion), Ok(()))
}

/// Lints a portion on `threads` threads (0: one for each core) and adds it; `each` sees every report, in no order.
///
/// # Errors
///
/// As [`Audit::add`].
pub fn add(
    portion: &Portion,
    linter: &Linter,
    audit: &mut Audit,
    threads: usize,
    each: impl Fn(&Report) + Sync,
) -> Result<(), AuditError> {
    // Reading a row for its figures costs about as much as linting it, so each thread has an audit of its own.
    let start = || (audit.branch(), Ok(()));
    let parts = linter.lint_each(&portion.replies, threads, start, |(part, added), place, report| {
        each(&report);
        if added.is_ok() {
            *added = part.add(&portion.replies[place], &report);
        }
    });
    for (part, added) in parts {
        added?;
        audit.merge(part)?;
    }
    portion.unanswered.iter().try_for_each(|draft| audit.add_unanswered(draft))
}
