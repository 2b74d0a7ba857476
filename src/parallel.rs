//! Two things at once, for what takes long and is made once.

use std::thread;

/// Works out `one` on another thread, where one is to be had, and `other` on this one.
pub(crate) fn both<A: Send, B>(one: impl Fn() -> A + Sync, other: impl FnOnce() -> B) -> (A, B) {
    // A scoped thread, not a pool's: a pool's threads are gone in a forked child, which would wait for ever.
    thread::scope(|scope| match thread::Builder::new().spawn_scoped(scope, || aside(&one)) {
        Ok(aside) => {
            let other = other();
            (aside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
        }
        Err(_) => (one(), other()),
    })
}

/// What runs on the other thread; has a name of its own so that profilers can count it.
#[inline(never)]
fn aside<A>(one: &impl Fn() -> A) -> A {
    one()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_worked_out() {
        let text = String::from("a text");
        assert_eq!(both(|| text.len(), || text.is_empty()), (6, false));
    }

    #[test]
    fn a_panic_is_passed_on() {
        let caught = std::panic::catch_unwind(|| both(|| panic!("one"), || 2).1);
        assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"one"));
    }
}
