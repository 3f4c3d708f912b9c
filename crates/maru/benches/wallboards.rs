#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, reason = "a measurement")]
//! What fifty open wallboards cost beside one: the server's processor time per input under the same traffic, taken in
//! turns. `--seconds N` a turn, `--turns N` of each.

mod floor;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use floor::{AGENTS, Floor, Socket, argument, median, round};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

const MANY: usize = 50;
const CONTACTS_PER_S: u32 = 20;
const BOUND: f64 = 1.10;
const SOCKETS_PER_ACCOUNT: usize = 8;

fn main() {
    let (seconds, turns) = (argument("--seconds", 8), argument("--turns", 4));
    let floor = Floor::open();
    let work = floor.work(CONTACTS_PER_S);
    turn(&floor, 1, 4);
    let (mut one, mut many) = (Vec::new(), Vec::new());
    for _ in 0..turns {
        one.push(turn(&floor, 1, seconds));
        many.push(turn(&floor, MANY, seconds));
    }
    work.end();
    let per_s = |turns: &[Turn]| round(turns.iter().map(|turn| turn.diffs_per_s).sum::<f64>() / turns.len() as f64);
    let cost = |turns: &[Turn]| median(&mut turns.iter().map(|turn| turn.ms_per_input).collect::<Vec<_>>());
    let (cost_one, cost_many) = (cost(&one), cost(&many));
    let ratio = round(cost_many / cost_one);
    println!("1 wallboard {cost_one:.3} ms per input, {MANY} wallboards {cost_many:.3} ms: {ratio} times");
    println!(
        "{}",
        json!({
            "bench": "wallboards", "agents": AGENTS, "contacts_per_s": CONTACTS_PER_S, "wallboards": MANY,
            "cpu_ms_per_input_one": round(cost_one), "cpu_ms_per_input_many": round(cost_many), "ratio": ratio,
            "diffs_per_s_one": per_s(&one), "diffs_per_s_many": per_s(&many),
            "bound_ratio": BOUND, "holds": ratio <= BOUND,
        })
    );
}

struct Turn {
    ms_per_input: f64,
    /// As one wallboard gets them.
    diffs_per_s: f64,
}

/// Opens so many wallboards, lets the traffic run, and closes them.
fn turn(floor: &Floor, wallboards: usize, seconds: u64) -> Turn {
    let diffs = Arc::<AtomicU64>::default();
    let seats = floor.supervisors.iter().flat_map(|seat| std::iter::repeat_n(seat, SOCKETS_PER_ACCOUNT));
    let watch = |seat| floor.runtime.spawn(watch(floor.staff_socket(seat), Arc::clone(&diffs)));
    let boards: Vec<_> = seats.take(wallboards).map(watch).collect();
    std::thread::sleep(Duration::from_secs(1));
    diffs.store(0, Ordering::Relaxed);
    let (cpu, rows) = (floor.cpu_s(), floor.rows());
    std::thread::sleep(Duration::from_secs(seconds));
    let (cpu, rows) = (floor.cpu_s() - cpu, floor.rows() - rows);
    let seen = diffs.load(Ordering::Relaxed) as f64;
    for board in boards {
        board.abort();
    }
    Turn { ms_per_input: cpu * 1_000.0 / rows as f64, diffs_per_s: seen / wallboards as f64 / seconds as f64 }
}

async fn watch(mut socket: Socket, diffs: Arc<AtomicU64>) {
    let on = json!({ "type": "floor", "on": true });
    socket.send(Message::text(on.to_string())).await.unwrap();
    while let Some(Ok(message)) = socket.next().await {
        let is_diff = message.to_text().is_ok_and(|text| text.starts_with("{\"type\":\"floor\""));
        diffs.fetch_add(u64::from(is_diff), Ordering::Relaxed);
    }
}
