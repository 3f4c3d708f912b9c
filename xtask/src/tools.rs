//! What the tests need beyond cargo: found, or installed and said aloud.

use std::fs::File;

use anyhow::{Context, Result, bail};

use crate::run::{Run, root};

/// The oldest Node.js that the interface's build runs on.
const NODE: (u32, u32) = (20, 19);

/// Node.js new enough, and the interface's packages; whoever asks while they are being installed waits for them.
pub fn node() -> Result<()> {
    let version = Run::new("node").args(["--version"]).ask().unwrap_or_default();
    let mut parts = version.trim_start_matches('v').split('.').filter_map(|part| part.parse::<u32>().ok());
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < NODE {
        bail!("Node.js {}.{} or newer is needed to build the interface; found {version:?}", NODE.0, NODE.1);
    }
    let folder = root().join("target");
    std::fs::create_dir_all(&folder)?;
    let one = File::create(folder.join("packages.lock")).context("target/packages.lock")?;
    one.lock()?;
    let age = |path: &str| std::fs::metadata(root().join(path)).and_then(|meta| meta.modified()).ok();
    if age("ui/node_modules/.package-lock.json") < age("ui/package-lock.json") {
        Run::npm(&["ci", "--no-audit", "--no-fund"]).go()?;
    }
    Ok(())
}

/// The test runner: one process a test, and a flaky test is a failed one.
pub fn nextest() -> Result<()> {
    if Run::cargo("nextest").args(["--version"]).ask().is_some() {
        return Ok(());
    }
    eprintln!("cargo-nextest is missing: installing it with cargo (once, some minutes)");
    Run::cargo("install").args(["cargo-nextest", "--locked"]).go()
}

/// A browser and fonts with Hangul; Debian's packages when there is none.
pub fn chromium() -> Result<()> {
    let present = ["chromium", "chromium-browser", "google-chrome"]
        .iter()
        .any(|name| Run::new(name).args(["--version"]).ask().is_some());
    if present || std::env::var_os("CHROMIUM").is_some() {
        return Ok(());
    }
    eprintln!("Chromium is missing: installing it with apt-get, for the browser tests");
    Run::new("apt-get").args(["update", "-qq"]).go()?;
    Run::new("apt-get")
        .args(["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk", "fonts-nanum"])
        .env("DEBIAN_FRONTEND", "noninteractive")
        .go()
}
