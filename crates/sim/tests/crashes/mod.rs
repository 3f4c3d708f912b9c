//! A server that dies at every step of its work, and starts again: lost 0, two agents 0, cut 0, twice 0; and each
//! planted durability bug found in the same run.
#![allow(clippy::unwrap_used, clippy::panic)]

mod devices;
mod faulty;
mod run;
mod world;

/// Aimed crashes in the ordinary tests; `cargo xtask crashes` makes more.
const HISTORIES: u64 = 2_560;
const SEED: u64 = 20_261_124;

#[test]
fn fifty_thousand_aimed_crashes_lose_nothing() {
    let found = run::run(HISTORIES, SEED);
    println!("{found}");
    assert!(found.crashes() >= 50_000, "only {} crashes", found.crashes());
    assert!(found.is_well(), "{found}");
}
