#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, reason = "a measurement")]
//! What two thousand open sockets cost the server in resident memory, over having none: two hundred agents' and the rest
//! customers', each with an open conversation.

mod floor;

use std::time::Duration;

use floor::common::{Caller, SITE};
use floor::{AGENTS, Floor, round};
use serde_json::json;

const SOCKETS: usize = 2_000;
const BOUND_MIB: f64 = 64.0;
/// The server pings once within this, so what a living socket needs is there.
const SETTLE: Duration = Duration::from_secs(12);

fn main() {
    let floor = Floor::open();
    let customers: Vec<Caller> = (AGENTS..SOCKETS).map(|number| customer(&floor, number)).collect();
    std::thread::sleep(SETTLE);
    let before = floor.resident_kib();
    for agent in &floor.agents {
        floor.keep(floor.staff_socket(agent));
    }
    for customer in &customers {
        floor.keep(floor.customer_socket(customer));
    }
    std::thread::sleep(SETTLE);
    let open = floor.home.caller(2).get("/api/health").unwrap().1["sockets"].as_u64().unwrap();
    assert_eq!(open, SOCKETS as u64, "all of them are open");
    let after = floor.resident_kib();
    let grown = after.saturating_sub(before);
    let mib = round(grown as f64 / 1_024.0);
    println!("{SOCKETS} sockets: {mib} MiB over none");
    println!(
        "{}",
        json!({
            "bench": "sockets", "sockets": SOCKETS, "none_kib": before, "open_kib": after, "grown_mib": mib,
            "per_socket_kib": round(grown as f64 / SOCKETS as f64), "bound_mib": BOUND_MIB, "holds": mib <= BOUND_MIB,
        })
    );
}

/// Opens a conversation, which is not what is measured, and closes its connection.
fn customer(floor: &Floor, number: usize) -> Caller {
    // Everybody comes from home: an address may open only so many contacts a minute.
    let mut caller = floor.home.caller(0).from(format!("10.2.{}.{}", number / 250, number % 250));
    caller.post(&format!("{SITE}/contacts"), &json!({ "reason": null, "words": null })).unwrap();
    caller.arrive().unwrap();
    caller
}
