//! Any text as a pack and as a brand file: an error with a message, or a linter that works.
#![no_main]

use libfuzzer_sys::fuzz_target;
use replylint::{Brand, Draft, Linter, Pack};

fuzz_target!(|text: &str| {
    match Pack::parse(text, "pack.toml").and_then(|pack| Linter::builder().pack(pack).build()) {
        Ok(linter) => drop(linter.lint(&Draft::new("Thank you for your visit."))),
        Err(error) => assert!(!error.message().is_empty()),
    }
    if let Ok(brand) = Brand::parse(text, "brand.toml") {
        drop(Linter::builder().brand(brand).build());
    }
});
