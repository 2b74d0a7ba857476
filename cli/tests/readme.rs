//! What the README shows is what the command line prints.

use replylint_cli::{Io, run};
use std::path::Path;

#[test]
fn the_readme_shows_real_output() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    std::env::set_current_dir(root).unwrap();
    let readme = std::fs::read_to_string("README.md").unwrap();
    let mut fresh = String::new();
    let mut blocks = 0;
    let mut rest = readme.as_str();
    while let Some((before, block)) = rest.split_once("```console\n$ ") {
        let (block, after) = block.split_once("```\n").expect("a block that ends");
        let command = block.lines().next().unwrap();
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut io = Io {
            stdin: &mut std::io::empty(),
            stdout: &mut stdout,
            stderr: &mut stderr,
            stdout_is_terminal: false,
            stderr_is_terminal: false,
        };
        run(command.split_whitespace().map(Into::into).collect(), &mut io);
        fresh += &format!("{before}```console\n$ {command}\n{}```\n", String::from_utf8(stdout).unwrap());
        rest = after;
        blocks += 1;
    }
    fresh += rest;
    assert!(blocks > 0, "the README shows something");
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::write("README.md", &fresh).unwrap();
        return;
    }
    assert!(fresh == readme, "the README shows other output than the command prints; run again with UPDATE=1");
}
