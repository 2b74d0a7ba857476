//! Calls of decoders that panic where they should refuse: those of tables do so at some damaged files.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What a call gives, or nothing where it panics. What it worked on must not be used any more then.
pub(super) fn guarded<T>(call: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    // A panic that is caught is no bug to be reported on the terminal; every other one still is.
    HOOK.call_once(|| {
        let other = take_hook();
        set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                other(panic);
            }
        }));
    });
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(call));
    GUARDED.set(before);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_gives_nothing() {
        assert_eq!(guarded(|| 3), Some(3));
        assert_eq!(guarded(|| Vec::<u8>::new()[3]), None);
        assert!(!GUARDED.get());
    }
}
