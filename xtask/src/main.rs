//! `cargo xtask test` is what CI runs; `cargo xtask bench NAME` prints the figures the README names.

mod bench;
mod fuzz;
mod run;
mod tools;

use anyhow::{Result, bail};
use run::Run;

const USAGE: &str = "\
cargo xtask test                             everything CI runs; installs what is missing and says so
cargo xtask check                            formatting and lints only
cargo xtask rust                             the Rust tests only
cargo xtask web                              the interface: types, unit tests, budgets, browser
cargo xtask bench NAME                       one benchmark; its last line is JSON (NAME: see `cargo xtask bench`)
cargo xtask crashes [--histories N] [--seed S]   servers that die at every step; its last line is JSON
cargo xtask fuzz [NAME] [--seconds N] [--seed S]   what parses, on spoilt input, for as long as wanted
cargo xtask openapi                          rewrites the API document and the interface's types from the routes";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test"] => {
            check()?;
            rust()?;
            // The tests built and used the program: the same is tried in the browser.
            web()
        }
        ["check"] => check(),
        ["rust"] => rust(),
        ["web"] => {
            Run::cargo("build").args(["--package", "maru"]).go()?;
            web()
        }
        ["bench", rest @ ..] => bench::run(rest),
        ["crashes", rest @ ..] => crashes(rest),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["openapi"] => openapi(),
        _ => bail!("{USAGE}"),
    }
}

/// Formatting and lints; the lints that keep panics out of server code are in the root Cargo.toml.
fn check() -> Result<()> {
    tools::node()?;
    Run::cargo("fmt").args(["--all", "--check"]).go()?;
    Run::cargo("clippy").args(["--workspace", "--all-targets", "--", "-D", "warnings"]).go()
}

fn rust() -> Result<()> {
    tools::node()?;
    tools::nextest()?;
    Run::cargo("nextest").args(["run", "--workspace", "--no-fail-fast"]).go()
}

/// The interface, from types to a real browser against the built binary.
fn web() -> Result<()> {
    tools::node()?;
    Run::npm(&["run", "check"]).go()?;
    Run::npm(&["test"]).go()?;
    Run::npm(&["run", "budgets"]).go()?;
    tools::chromium()?;
    Run::npm(&["run", "browser"]).go()
}

/// Twenty crashes a history; the tests make 50,000, this as many as wanted.
fn crashes(rest: &[&str]) -> Result<()> {
    let example = ["--release", "--package", "sim", "--example", "crashes", "--"];
    Run::cargo("run").args(example).args(rest.iter().copied()).go()
}

fn openapi() -> Result<()> {
    Run::cargo("test").args(["--package", "api", "--test", "openapi"]).env("UPDATE", "1").go()?;
    Run::npm(&["run", "schema"]).go()
}
