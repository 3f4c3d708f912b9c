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
    let well = found.wrong.is_none() && found.blind_to.is_empty();
    println!(
        "{}",
        serde_json::json!({
            "bench": "crashes", "seed": found.seed, "crashes": found.crashes(), "rows": found.told.rows,
            "answered": found.told.answered, "wrong": found.wrong.map(|(seed, wrong)| format!("{seed}: {wrong:?}")),
            "planted_found": found.planted.len(), "planted_missed": found.blind_to.len(),
        })
    );
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn argument(name: &str, usual: u64) -> u64 {
    let value = std::env::args().skip_while(|arg| arg != name).nth(1);
    value.and_then(|value| value.parse().ok()).unwrap_or(usual)
}
