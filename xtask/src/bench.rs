//! Benchmarks by name. Each ends with one JSON line and prints a peer or a bound measured in the same run.

use anyhow::{Result, bail};

use crate::run::Run;

/// Name, package, its bench targets in order, what it shows.
const BENCHES: [(&str, &str, &[&str], &str); 8] = [
    (
        "routing",
        "routing",
        &["routing"],
        "inputs per second and the slowest calls of the engine, beside the plain scan",
    ),
    (
        "node",
        "node",
        &["node"],
        "submit to durable, beside a bare synced SQLite insert; restart with 1,000,000 entries",
    ),
    (
        "offer",
        "maru",
        &["offer"],
        "request for a person to the offer on an agent's socket and on her screen, 200 agents, beside its answer and a synced write",
    ),
    ("sockets", "maru", &["sockets"], "resident memory of 2,000 open sockets over none"),
    ("wallboards", "maru", &["wallboards"], "processor time per input with fifty wallboards beside one"),
    (
        "sim",
        "sim",
        &["floor", "waits", "shadow"],
        "M/M/50+M by the floor's own engine, beside a bare event loop and simpy; a day of 200 people; a thousand what-if days; what a told wait costs, and a row with a policy in the shadow",
    ),
    (
        "plan",
        "plan",
        &["erlang", "forecast", "schedule", "end_to_end"],
        "a staffing search and Erlang C at 100,000 erlangs beside the plain recursion; a year of fifty reasons forecast; a week of 200 people and a day planned anew; the whole way from twelve months to a roster",
    ),
    (
        "language",
        "language",
        &["language"],
        "reasons, search, redaction, tone and summaries beside their aims, on the set that ships or with --data DIR on public sets",
    ),
];

/// Runs one benchmark, optimised.
pub fn run(args: &[&str]) -> Result<()> {
    let Some((_, package, targets, _)) = args.first().and_then(|name| BENCHES.iter().find(|bench| bench.0 == *name))
    else {
        let list: Vec<String> = BENCHES.iter().map(|(name, .., shows)| format!("  {name:<10} {shows}")).collect();
        bail!("cargo xtask bench NAME, where NAME is one of\n{}", list.join("\n"));
    };
    let rest = args.iter().skip(1).copied();
    let targets = targets.iter().flat_map(|target| ["--bench", target]);
    Run::cargo("bench").args(["--package", package]).args(targets).args(["--"]).args(rest).go()
}
