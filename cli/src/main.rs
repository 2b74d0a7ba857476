//! The `replylint` command.

fn main() {
    std::process::exit(replylint_cli::main(std::env::args_os().collect()));
}
