//! Vale findings in reports: levels, changes, fixes, HTML, what is not the draft, and no text of it.

use replylint::vale::Styles;
use replylint::{Brand, Draft, Format, Level, Linter, LinterBuilder, Pack, Verdict};
use std::collections::BTreeMap;

fn styles(rules: &[(&str, &str)]) -> Styles {
    let files: BTreeMap<String, String> =
        rules.iter().map(|(name, text)| (format!("styles/S/{name}.yml"), (*text).to_owned())).collect();
    let styles = Styles::load(&files, "styles").unwrap();
    assert_eq!(styles.skipped(), []);
    styles
}

fn house() -> Styles {
    styles(&[
        (
            "Hype",
            "extends: existence\nmessage: \"Avoid '%s'.\"\nlevel: error\nlink: https://example.com/hype\ntokens: [epic]\n",
        ),
        (
            "Terms",
            "extends: substitution\nmessage: \"Use '%s' instead of '%s'.\"\ndescription: Plain words.\nswap: {utilize: use}\n",
        ),
        ("Note", "extends: existence\nmessage: \"'%s' is long\"\nlevel: suggestion\ntokens: ['\\w{12,}']\n"),
    ])
}

fn builder() -> LinterBuilder {
    Linter::builder().without_builtin().vale(house())
}

#[test]
fn findings_have_levels_fixes_and_places() {
    let draft = "An epic way to utilize it.";
    let report = builder().build().unwrap().lint(&Draft::new(draft));
    assert_eq!(report.verdict, Verdict::Block);
    assert_eq!(report.checked.vale, Some(true));
    let [hype, terms] = &report.findings[..] else { panic!("{report:?}") };
    assert_eq!((&*hype.rule, hype.level, &draft[hype.span.range()]), ("vale/S.Hype", Level::Block, "epic"));
    assert_eq!((&*hype.message, &*hype.cite[0]), ("Avoid '\u{2026}'.", "https://example.com/hype"));
    assert_eq!((&*terms.rule, terms.level, &draft[terms.span.range()]), ("vale/S.Terms", Level::Revise, "utilize"));
    assert_eq!((&*terms.message, &*terms.why), ("Use 'use' instead of '\u{2026}'.", "Plain words."));
    assert_eq!((&*terms.fixes[0].title, &*terms.fixes[0].edits[0].text), ("write `use`", "use"));
}

#[test]
fn a_report_holds_no_text_of_the_draft() {
    let report = builder().build().unwrap().lint(&Draft::new("An epic internationalization"));
    assert_eq!(report.findings.len(), 2);
    let shown = serde_json::to_string(&report).unwrap() + &format!("{report:?}");
    assert!(!shown.contains("epic") && !shown.contains("internationalization"), "{shown}");
}

#[test]
fn html_is_read_as_it_shows_and_spans_are_of_the_source() {
    let source = "<p>An &eacute;p <b>e</b>pic way, don&rsquo;t <i>utilize</i></p>";
    let mut draft = Draft::new(source);
    draft.format = Some(Format::Html);
    let report = builder().build().unwrap().lint(&draft);
    let found: Vec<&str> = report.findings.iter().map(|finding| &source[finding.span.range()]).collect();
    assert_eq!(found, ["<b>e</b>pic", "utilize"]);
}

#[test]
fn quoted_history_is_not_the_draft() {
    let source = "No hype here.\n\nOn Mon, 2 Mar 2026 at 10:00, Sam wrote:\n> An epic way\n";
    assert_eq!(builder().build().unwrap().lint(&Draft::new(source)).findings, []);
}

#[test]
fn packs_and_brands_change_levels() {
    let pack = |rules: &str| {
        Pack::parse(&format!("schema = 1\npack = \"house\"\nversion = \"1.0.0\"\n[rules]\n{rules}\n"), "house.toml")
            .unwrap()
    };
    let weaker = pack(
        "\"vale/S.Hype\" = { level = \"note\", reason = \"we are loud\" }\n\"vale/S.Note\" = { level = \"block\" }",
    );
    let report = builder().pack(weaker).build().unwrap().lint(&Draft::new("An epic internationalization"));
    let levels: Vec<Level> = report.findings.iter().map(|finding| finding.level).collect();
    assert_eq!(levels, [Level::Note, Level::Block]);
    assert_eq!(report.overridden.len(), 1);
    assert_eq!(&*report.overridden[0].reason, "we are loud");

    let off = Brand::parse(
        "schema = 1\nbrand = \"b\"\n[rules]\n\"vale/S.Hype\" = { level = \"off\", reason = \"r\" }\n",
        "b.toml",
    );
    let report = builder().brand(off.unwrap()).build().unwrap().lint(&Draft::new("An epic day"));
    assert_eq!((report.findings.len(), report.overridden.len()), (0, 1));

    let error = |rules: &str| builder().pack(pack(rules)).build().unwrap_err().to_string();
    assert_eq!(
        error("\"vale/S.Hipe\" = { level = \"block\" }"),
        "house.toml:5:1: rule `vale/S.Hipe`: there is no rule `vale/S.Hipe` to change; did you mean `vale/S.Hype`?"
    );
    assert!(error("\"vale/S.Hype\" = { level = \"note\" }").contains("without a reason"));
    // Without styles there is nothing to say about them.
    assert!(Linter::builder().pack(pack("\"vale/S.Hype\" = { level = \"block\" }")).build().is_ok());
}

#[test]
fn the_digest_tells_styles_apart() {
    let of = |styles: Styles| {
        let linter = Linter::builder().without_builtin().vale(styles).build().unwrap();
        linter.lint(&Draft::new("x")).policy.digest.to_string()
    };
    let one = || styles(&[("A", "extends: existence\nmessage: x\ntokens: [a]\n")]);
    let other = styles(&[("A", "extends: existence\nmessage: x\ntokens: [b]\n")]);
    assert_eq!(of(one()), of(one()));
    assert_ne!(of(one()), of(other));
}

#[test]
fn fingerprints_are_stable_and_differ() {
    let linter = builder().build().unwrap();
    let prints = |draft: &str| -> Vec<String> {
        linter.lint(&Draft::new(draft)).findings.iter().map(|finding| finding.fingerprint.clone()).collect()
    };
    let twice = prints("An epic day.\nAn epic day.");
    assert_eq!(twice.len(), 2);
    assert_ne!(twice[0], twice[1]);
    assert_eq!(prints("Hello.\n\nAn epic day.")[0], prints("An epic day.")[0]);
}

#[test]
fn cases_of_rules_are_run() {
    let rule = "extends: existence\nmessage: \"Avoid '%s'.\"\ntokens: [epic]\ntests:\n  - name: one\n    input: An epic day\n    want: \"1:4:S.A:Avoid 'epic'.\"\n  - input: epic\n    contains: [Avoid]\n    absent: [1:2]\n  - name: bad\n    input: none\n    contains: Avoid\n  - name: surplus\n    input: epic epic\n    want: |\n      1:1:S.A:Avoid 'epic'.\n";
    let outcome = styles(&[("A", rule)]).verify();
    assert_eq!((outcome.rules, outcome.cases), (1, 4));
    let what: Vec<String> = outcome.failures.iter().map(ToString::to_string).collect();
    assert_eq!(
        what,
        [
            "styles/S/A.yml: rule `S.A`: bad: `Avoid` is missing",
            "styles/S/A.yml: rule `S.A`: surplus: `1:6:S.A:Avoid 'epic'.` is too many",
        ]
    );
}

#[test]
fn lines_of_reports_quote_nothing() {
    use replylint::output::{Format, Item, Options, render};
    let draft = "Hello.\nAn \u{e9} epic way to utilize it.";
    let report = builder().build().unwrap().lint(&Draft::new(draft));
    let item = Item::new(&report).draft(draft).file("a.txt");
    let want = "a.txt:2:6:S.Hype:Avoid '\u{2026}'.\na.txt:2:18:S.Terms:Use 'use' instead of '\u{2026}'.\n";
    assert_eq!(render(Format::Vale, &[item], &Options::default()), want);
}
