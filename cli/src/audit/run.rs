//! From rows to an audit, portion by portion: reading is one step, linting and adding another, so that a caller may do
//! something in between.

use super::{Entry, Export};
use replylint::audit::{Audit, AuditError};
use replylint::output::audit::RowFault;
use replylint::{Draft, Linter, Report};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A portion ends with as many rows…
const ROWS: usize = 4_096;
/// …or as many bytes.
const BYTES: usize = 16 << 20;
/// How many rows a thread takes at a time.
const CHUNK: usize = 64;
/// The most rows that are listed with what is wrong with them.
const MAX_FAULTS: usize = 200;

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

/// Lints a portion on all cores and adds it; `each` sees every report, in no order.
///
/// # Errors
///
/// As [`Audit::add`].
pub fn add(
    portion: &Portion,
    linter: &Linter,
    audit: &mut Audit,
    each: impl Fn(&Report) + Sync,
) -> Result<(), AuditError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    // Reading a row for its figures costs about as much as linting it, so each thread has an audit of its own.
    let work = |mut part: Audit| {
        while let Some(drafts) = portion.replies.chunks(CHUNK).nth(next.fetch_add(1, Ordering::Relaxed)) {
            for draft in drafts {
                let report = linter.lint(draft);
                each(&report);
                part.add(draft, &report)?;
            }
        }
        Ok(part)
    };
    // Scoped threads, not a pool: a pool's threads are gone in a forked child, which would wait for ever.
    let parts: Vec<_> = std::thread::scope(|scope| {
        let parts: Vec<Audit> = (0..threads).map(|_| audit.branch()).collect();
        let workers: Vec<_> = parts.into_iter().map(|part| scope.spawn(|| work(part))).collect();
        let finish = |worker: std::thread::ScopedJoinHandle<'_, _>| match worker.join() {
            Ok(part) => part,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        workers.into_iter().map(finish).collect()
    });
    for part in parts {
        audit.merge(part?)?;
    }
    portion.unanswered.iter().try_for_each(|draft| audit.add_unanswered(draft))
}
