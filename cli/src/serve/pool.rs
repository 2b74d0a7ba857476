//! Where drafts are linted: at once where that is soon done, else on a bounded number of threads, piece by piece, so
//! that a long list takes turns with everybody else.

use super::problem::Problem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::Semaphore;
use tokio::task;

/// Work on as many bytes is done at once: a fraction of a millisecond.
pub(super) const AT_ONCE_BYTES: usize = 16 << 10;
/// …or on as many drafts.
pub(super) const AT_ONCE_DRAFTS: usize = 16;
/// A piece of longer work ends with as many bytes…
pub(super) const PIECE_BYTES: usize = 128 << 10;
/// …or as many drafts.
pub(super) const PIECE_DRAFTS: usize = 64;

/// A bounded number of threads. Whoever has waited longest is next.
pub(super) struct Pool {
    turns: Semaphore,
}

impl Pool {
    pub(super) fn new(threads: usize) -> Self {
        Self { turns: Semaphore::new(threads) }
    }

    /// Does a piece of work when its turn comes.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let turn = self.turns.acquire().await.map_err(|_| Problem::internal())?;
        let done = task::spawn_blocking(work).await.map_err(|_| Problem::internal());
        drop(turn);
        done
    }
}

/// Does a short piece of work here.
pub(super) fn at_once<T>(work: impl FnOnce() -> T) -> Result<T, Problem> {
    // What a panic leaves behind is dropped with the request.
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Problem::internal())
}
