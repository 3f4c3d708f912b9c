#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, reason = "a measurement")]
//! From a customer's request for a person to the offer on an agent's socket: two hundred agents at open sockets, twenty
//! customers a second through the whole program, beside the answer to the same request and one synced write on the same
//! disk. `--seconds N`.

mod floor;

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use floor::{AGENTS, Floor, argument, quantile, round};
use serde_json::json;

const CONTACTS_PER_S: u32 = 20;
const BOUND_P99_MS: f64 = 50.0;

fn main() {
    let seconds = argument("--seconds", 30);
    let floor = Floor::open();
    let mut synced = synced_writes(&floor.home.path("synced"), 200);
    let work = floor.work(CONTACTS_PER_S);
    let pause = |seconds| std::thread::sleep(Duration::from_secs(seconds));
    pause(3);
    work.take();
    let (rows, began) = (floor.rows(), Instant::now());
    pause(seconds);
    let mut seen = work.take();
    let rows_per_s = (floor.rows() - rows) as f64 / began.elapsed().as_secs_f64();
    let late = work.late();
    work.end();

    let (offers, answers) = (&mut seen.offers, &mut seen.answers);
    let p99 = quantile(offers, 0.99);
    println!("offer on the socket   p50 {} ms, p99 {p99} ms", quantile(offers, 0.5));
    println!("answer to the request p50 {} ms, p99 {} ms", quantile(answers, 0.5), quantile(answers, 0.99));
    println!(
        "{}",
        json!({
            "bench": "offer", "agents": AGENTS, "contacts_per_s": CONTACTS_PER_S, "inputs_per_s": round(rows_per_s),
            "offers": offers.len(), "latest_customer_ms": round(late.as_secs_f64() * 1_000.0),
            "offer_p50_ms": quantile(offers, 0.5), "offer_p99_ms": p99, "offer_max_ms": quantile(offers, 1.0),
            "answer_p50_ms": quantile(answers, 0.5), "answer_p99_ms": quantile(answers, 0.99),
            "synced_write_p50_ms": quantile(&mut synced, 0.5), "synced_write_p99_ms": quantile(&mut synced, 0.99),
            "bound_p99_ms": BOUND_P99_MS, "holds": p99 <= BOUND_P99_MS,
        })
    );
}

/// What the disk alone takes.
fn synced_writes(path: &Path, many: usize) -> Vec<Duration> {
    let mut file = File::create(path).unwrap();
    let write = |_| {
        let began = Instant::now();
        file.write_all(&[7; 4_096]).unwrap();
        file.sync_data().unwrap();
        began.elapsed()
    };
    (0..many).map(write).collect()
}
