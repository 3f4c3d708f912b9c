//! `cargo xtask crashes --histories N --seed S`: as many crashes as wanted. The last line is JSON; it ends with an error
//! when anything was lost or a planted bug was not found.
#![allow(clippy::print_stdout)]

#[path = "../tests/crashes/devices.rs"]
mod devices;
#[path = "../tests/crashes/faulty.rs"]
mod faulty;
#[path = "../tests/crashes/run.rs"]
mod run;
#[path = "../tests/crashes/world.rs"]
mod world;

use std::process::ExitCode;

fn main() -> ExitCode {
    let found = run::run(argument("--histories", 2_500), argument("--seed", 1));
    println!("{found}");
    let counts = world::Wrong::KINDS.map(|kind| (kind.to_owned(), found.wrong.get(kind).copied().unwrap_or(0).into()));
    let by_step = found.told.crashes.iter().map(|(aim, times)| (format!("{aim:?}"), *times));
    println!(
        "{}",
        serde_json::json!({
            "bench": "crashes", "seed": found.seed, "histories": found.histories, "crashes": found.crashes(),
            "by_step": by_step.collect::<std::collections::BTreeMap<_, _>>(),
            "rows": found.told.rows, "answered": found.told.answered, "said_again": found.told.said_again,
            "wrong": serde_json::Map::from_iter(counts), "first_wrong_history": found.first_wrong.as_ref().map(|(seed, _)| seed),
            "planted_found": found.planted.len(), "planted_missed": found.blind_to.len(),
        })
    );
    if found.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn argument(name: &str, usual: u64) -> u64 {
    let value = std::env::args().skip_while(|arg| arg != name).nth(1);
    value.and_then(|value| value.parse().ok()).unwrap_or(usual)
}
