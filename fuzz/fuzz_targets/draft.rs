//! Any text through `lint`, as plain text and as HTML, with and without an inbound: no panic, spans in the draft.
#![no_main]

use libfuzzer_sys::fuzz_target;
use replylint::{Draft, Format, Linter, Offsets};
use std::sync::LazyLock;

static LINTER: LazyLock<Linter> = LazyLock::new(|| Linter::new().expect("the built-in packs build"));

fuzz_target!(|data: (&str, &str, bool)| {
    let (text, inbound, html) = data;
    let format = if html { Format::Html } else { Format::Text };
    let report = LINTER.lint(&Draft::new(text).inbound(inbound).format(format));
    for finding in &report.findings {
        assert!(text.get(finding.span.range()).is_some());
    }
    let _ = report.with_offsets(text, Some(inbound), Offsets::Utf16).to_json();
    let _ = (report.highlight(text), report.mask(text, '#'), report.table());
});
