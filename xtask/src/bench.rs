//! Benchmarks by name. Each ends with one JSON line and prints a peer or a bound measured in the same run.

use anyhow::{Result, bail};

use crate::run::Run;

/// Name, package, kind of target, what it shows.
const BENCHES: [(&str, &str, &str); 5] = [
    ("routing", "routing", "inputs per second and the slowest calls of the engine, beside the plain scan"),
    ("node", "node", "submit to durable, beside a bare synced SQLite insert; restart with 1,000,000 entries"),
    (
        "offer",
        "maru",
        "request for a person to the offer on an agent's socket and on her screen, 200 agents, beside its answer and a synced write",
    ),
    ("sockets", "maru", "resident memory of 2,000 open sockets over none"),
    ("wallboards", "maru", "processor time per input with fifty wallboards beside one"),
];

/// Runs one benchmark, optimised.
pub fn run(args: &[&str]) -> Result<()> {
    let Some((name, package, _)) = args.first().and_then(|name| BENCHES.iter().find(|bench| bench.0 == *name)) else {
        let list: Vec<String> = BENCHES.iter().map(|(name, _, shows)| format!("  {name:<10} {shows}")).collect();
        bail!("cargo xtask bench NAME, where NAME is one of\n{}", list.join("\n"));
    };
    let rest = args.iter().skip(1).copied();
    Run::cargo("bench").args(["--package", package, "--bench", name, "--"]).args(rest).go()
}
