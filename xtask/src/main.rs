//! `cargo xtask test` is what CI runs; `cargo xtask bench NAME` prints the figures the README names.

mod bench;
mod fuzz;
mod run;
mod tools;

use anyhow::{Result, bail};
use run::{Run, root};

const USAGE: &str = "\
cargo xtask test                             everything CI runs; installs what is missing and says so
cargo xtask check                            formatting and lints only
cargo xtask rust                             the Rust tests only
cargo xtask ui                               the interface alone: types, unit tests, budgets
cargo xtask web                              the interface alone, then in a browser on the built program
cargo xtask bench NAME                       one benchmark; its last line is JSON (NAME: see `cargo xtask bench`)
cargo xtask crashes [--histories N] [--seed S]   servers that die at every step; its last line is JSON
cargo xtask fuzz [NAME] [--seconds N] [--seed S]   what parses, on spoilt input, for as long as wanted
cargo xtask openapi                          rewrites the API document and the interface's types from the routes";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test"] => test(),
        ["check"] => check(),
        ["rust"] => rust(),
        ["ui"] => ui(),
        ["web"] => {
            ui()?;
            Run::cargo("build").args(["--package", "maru"]).go()?;
            browser()
        }
        ["bench", rest @ ..] => bench::run(rest),
        ["crashes", rest @ ..] => crashes(rest),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["openapi"] => openapi(),
        _ => bail!("{USAGE}"),
    }
}

/// Compilers wait for one another and downloads for the network: the interface alone is tested meanwhile. Whichever
/// fails, both are told whole. A browser has the machine to itself: its tests wait only so long.
fn test() -> Result<()> {
    let ui = Run::xtask("ui")?.beside()?;
    let rust = check().and_then(|()| rust());
    let ui = ui.end();
    rust?;
    ui?;
    // The tests built and used the program: the same is tried in the browser.
    browser()
}

/// Formatting and lints; the lints that keep panics out of server code are in the root Cargo.toml.
fn check() -> Result<()> {
    every_test_is_built()?;
    Run::cargo("fmt").args(["--all", "--check"]).go()?;
    // Lints look at no screen, and need not wait for one.
    let lints = ["--workspace", "--all-targets", "--", "-D", "warnings"];
    Run::cargo("clippy").args(lints).env("SKIP_UI", "1").go()
}

/// Where a crate's tests are one program, a file that it does not name would never run. Errors: there is one.
fn every_test_is_built() -> Result<()> {
    for crates in std::fs::read_dir(root().join("crates"))? {
        let tests = crates?.path().join("tests");
        let Ok(all) = std::fs::read_to_string(tests.join("all.rs")) else { continue };
        for file in std::fs::read_dir(&tests)? {
            let path = file?.path();
            let code = path.extension().is_some_and(|extension| extension == "rs") || path.join("mod.rs").exists();
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            if code && name != "all" && !all.contains(&format!("mod {name};\n")) {
                bail!("{} is not run: add `mod {name};` to all.rs beside it", path.display());
            }
        }
    }
    Ok(())
}

fn rust() -> Result<()> {
    tools::node()?;
    tools::nextest()?;
    Run::cargo("nextest").args(["run", "--workspace", "--no-fail-fast"]).go()
}

/// The interface without the program, and what its browser tests will need.
fn ui() -> Result<()> {
    tools::node()?;
    Run::npm(&["run", "check"]).go()?;
    Run::npm(&["test"]).go()?;
    Run::npm(&["run", "budgets"]).go()?;
    tools::chromium()
}

/// The interface in a real browser: its parts, and the built program.
fn browser() -> Result<()> {
    tools::node()?;
    tools::chromium()?;
    Run::npm(&["run", "browser"]).go()
}

/// Twenty crashes a history; the tests make 50,000, this as many as wanted.
fn crashes(rest: &[&str]) -> Result<()> {
    let example = ["--release", "--package", "sim", "--example", "crashes", "--"];
    Run::cargo("run").args(example).args(rest.iter().copied()).go()
}

fn openapi() -> Result<()> {
    Run::cargo("test").args(["--package", "api", "--test", "all", "openapi"]).env("UPDATE", "1").go()?;
    Run::npm(&["run", "schema"]).go()
}
