#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, reason = "a measurement")]
//! From a customer's request for a person to the offer on an agent's socket: two hundred agents at open sockets,
//! twenty inputs a second through the whole program, beside the answer to the same request and one synced write on the same
//! disk; and to the first frame that shows it, on desks in a real browser. `--seconds N`, `--browsers N` (0 leaves them out).

mod floor;

use std::collections::HashMap;
use std::fs::File;
use std::io::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use floor::{AGENTS, FIRST, Floor, argument, quantile, round};
use serde_json::json;

/// About twenty inputs a second: each contact is five.
const CONTACTS_PER_S: u64 = 4;
const BOUND_P99_MS: f64 = 50.0;

fn main() {
    let seconds = argument("--seconds", 60);
    let contacts_per_s = argument("--contacts-per-s", CONTACTS_PER_S) as u32;
    let floor = Floor::open();
    let desks = Desks::open(&floor, argument("--browsers", 2) as usize);
    let mut synced = synced_writes(&floor.home.path("synced"), 200);
    let work = floor.work(contacts_per_s);
    let pause = |seconds| std::thread::sleep(Duration::from_secs(seconds));
    pause(3);
    work.take();
    let (rows, began) = (floor.rows(), Instant::now());
    pause(seconds);
    let mut seen = work.take();
    let rows_per_s = (floor.rows() - rows) as f64 / began.elapsed().as_secs_f64();
    let late = work.late();
    work.end();
    let mut shown = desks.shown(&seen.asked);

    let (offers, answers) = (&mut seen.offers, &mut seen.answers);
    let p99 = quantile(offers, 0.99);
    println!("offer on the socket   p50 {} ms, p99 {p99} ms", quantile(offers, 0.5));
    println!("answer to the request p50 {} ms, p99 {} ms", quantile(answers, 0.5), quantile(answers, 0.99));
    let shown_p99 = quantile(&mut shown, 0.99);
    println!("shown in a browser    p50 {} ms, p99 {shown_p99} ms", quantile(&mut shown, 0.5));
    println!(
        "{}",
        json!({
            "bench": "offer", "agents": AGENTS, "contacts_per_s": contacts_per_s, "inputs_per_s": round(rows_per_s),
            "offers": offers.len(), "latest_customer_ms": round(late.as_secs_f64() * 1_000.0),
            "offer_p50_ms": quantile(offers, 0.5), "offer_p99_ms": p99, "offer_max_ms": quantile(offers, 1.0),
            "shown": shown.len(), "shown_p50_ms": quantile(&mut shown, 0.5), "shown_p99_ms": shown_p99,
            "answer_p50_ms": quantile(answers, 0.5), "answer_p99_ms": quantile(answers, 0.99),
            "synced_write_p50_ms": quantile(&mut synced, 0.5), "synced_write_p99_ms": quantile(&mut synced, 0.99),
            "bound_p99_ms": BOUND_P99_MS, "holds": shown_p99 <= BOUND_P99_MS || (shown.is_empty() && p99 <= BOUND_P99_MS),
        })
    );
}

/// Desks of the agents who are asked first, in a real browser.
struct Desks {
    browser: Option<Child>,
    lines: Receiver<String>,
}

impl Desks {
    fn open(floor: &Floor, many: usize) -> Desks {
        let (tell, lines) = channel();
        if many == 0 {
            return Desks { browser: None, lines };
        }
        assert!(many <= FIRST, "at most {FIRST} desks are asked first");
        let ui = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui");
        let url = format!("http://127.0.0.1:{}", floor.home.port);
        let mut browser = Command::new("node")
            .args(["tests/bench/offers.mjs", &url])
            .current_dir(ui)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = browser.stdin.take().unwrap();
        for agent in &floor.agents[..many] {
            writeln!(stdin, "{}", agent.cookie.as_deref().unwrap()).unwrap();
        }
        drop(stdin);
        let said = BufReader::new(browser.stdout.take().unwrap());
        std::thread::spawn(move || said.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
        let ready = lines.recv_timeout(Duration::from_secs(60)).unwrap();
        assert_eq!(ready, format!("ready {many}"));
        Desks { browser: Some(browser), lines }
    }

    /// From sending the request to the first frame with its offer.
    fn shown(self, asked: &HashMap<u64, SystemTime>) -> Vec<Duration> {
        let lines: Vec<String> = self.lines.try_iter().collect();
        if let Some(mut browser) = self.browser {
            browser.kill().unwrap();
            browser.wait().unwrap();
        }
        let shown = |line: &String| {
            let (contact, at) = line.split_once(' ').unwrap();
            let asked = asked.get(&contact.parse().unwrap())?.duration_since(UNIX_EPOCH).unwrap();
            Some(Duration::from_secs_f64(at.parse::<f64>().unwrap() / 1_000.0).saturating_sub(asked))
        };
        lines.iter().filter_map(shown).collect()
    }
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
