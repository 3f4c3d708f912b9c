#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, reason = "a measurement")]
//! From submit to durable at 200 agents, paced and as fast as it goes, beside a bare synced SQLite insert on the same
//! disk; and a restart after a kill with a million rows. `--seconds N` per phase, `--rows N` for the restart.

#[path = "../tests/common/mod.rs"]
mod common;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::{agent, arrive, ask_person, policy, ready};
use journal::sqlite::{SqliteJournal, SqliteReader};
use journal::{AlsoError, Row};
use node::{Centre, CentreSettings, Check, Driver, DriverSettings, Projector, Submission, clock};
use routing::input::{Outcome, Party};
use routing::{AgentId, Event, Input, OfferId};
use rusqlite::{Connection, Transaction};
use serde_json::json;
use store::Store;

const CENTRE: u32 = 1;
const AGENTS: u32 = 200;
const INPUTS_PER_S: u32 = 20;
/// Submitters that wait for their answer, in the phase without pace.
const SUBMITTERS: usize = 64;
const SETTINGS: DriverSettings = DriverSettings { snapshot_every: 20_000, check: Check::Quick };

fn main() {
    let (seconds, rows) = (argument("--seconds", 30), argument("--rows", 1_000_000));
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();

    let bare = Spread::of(bare_inserts(&folder.path().join("bare.db"), seconds.min(10)));
    println!("one synced insert    {bare}");
    let (paced, quick, per_s) = runtime.block_on(live(&folder.path().join("live"), seconds));
    println!("{INPUTS_PER_S} inputs/s          {paced}");
    println!("{SUBMITTERS} at once           {quick}, {per_s:.0} inputs/s");
    let restart = restart(&folder.path().join("restart.db"), rows);
    println!("restart, {rows} rows: {:.3} s, without a snapshot {:.3} s", restart.killed_s, restart.bare_s);
    println!("why, of an early offer: {:.3} s", restart.explain_s);

    println!(
        "{}",
        json!({
            "bench": "node", "agents": AGENTS, "paced_per_s": INPUTS_PER_S,
            "paced_p50_ms": paced.p50_ms, "paced_p99_ms": paced.p99_ms,
            "insert_p50_ms": bare.p50_ms, "insert_p99_ms": bare.p99_ms,
            "full_speed_per_s": per_s.round(), "full_speed_p50_ms": quick.p50_ms, "full_speed_p99_ms": quick.p99_ms,
            "restart_rows": rows, "restart_s": restart.killed_s, "restart_without_snapshot_s": restart.bare_s,
            "explain_s": restart.explain_s,
        })
    );
}

fn argument(name: &str, usual: u64) -> u64 {
    let mut args = std::env::args().skip_while(|arg| arg != name).skip(1);
    args.next().map_or(usual, |value| value.parse().unwrap())
}

struct Spread {
    p50_ms: f64,
    p99_ms: f64,
}

impl Spread {
    fn of(mut times: Vec<Duration>) -> Spread {
        times.sort_unstable();
        let at = |share: f64| {
            times.get(((times.len() - 1) as f64 * share) as usize).map_or(0, |time| time.as_micros()) as f64 / 1_000.0
        };
        Spread { p50_ms: at(0.5), p99_ms: at(0.99) }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "p50 {:.2} ms, p99 {:.2} ms", self.p50_ms, self.p99_ms)
    }
}

/// The bound: nothing that is durable can be faster.
fn bare_inserts(path: &Path, seconds: u64) -> Vec<Duration> {
    let connection = durable(path);
    connection.execute_batch("CREATE TABLE t (body TEXT)").unwrap();
    let body = "x".repeat(600);
    let (began, mut times) = (Instant::now(), Vec::new());
    while began.elapsed() < Duration::from_secs(seconds) {
        let one = Instant::now();
        connection.execute("INSERT INTO t VALUES (?1)", [&body]).unwrap();
        times.push(one.elapsed());
        std::thread::sleep(Duration::from_millis(10));
    }
    times
}

fn durable(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).unwrap();
    connection.pragma_update(None, "synchronous", "FULL").unwrap();
    connection
}

/// A floor that is never done: contacts arrive, are offered, accepted, ended and written up.
#[derive(Default)]
struct Life {
    next: VecDeque<Input>,
    arrived: u64,
}

impl Life {
    fn input(&mut self) -> Input {
        self.next.pop_front().unwrap_or_else(|| {
            self.arrived += 1;
            arrive(self.arrived)
        })
    }

    fn hear(&mut self, events: &[Event]) {
        self.next.extend(events.iter().filter_map(|event| match *event {
            Event::Triaged { contact, .. } => Some(ask_person(contact.0)),
            Event::Offered { offer, agent, .. } => Some(Input::Accept { offer, agent }),
            Event::Connected { contact, .. } => Some(Input::End { contact, by: Party::Customer }),
            Event::Ended { contact, agent: Some(agent), .. } => {
                Some(Input::Wrapped { contact, agent, reason: None, outcome: Outcome::Solved })
            }
            _ => None,
        }));
    }
}

struct Tables;

impl Projector<SqliteJournal> for Tables {
    fn project(&self, tx: &Transaction<'_>, row: &Row) -> Result<(), AlsoError> {
        Ok(store::projection::project(tx, CENTRE, row.seq, row.at, &row.body.events)?)
    }
}

async fn live(dir: &Path, seconds: u64) -> (Spread, Spread, f64) {
    let store = Store::open(dir).unwrap();
    let journal = SqliteJournal::open(store.writer(), CENTRE).unwrap();
    let driver = Driver::open(journal, Box::new(Tables), SETTINGS).unwrap();
    let centre =
        Centre::start(driver, CentreSettings { silence_ms: 86_400_000, adapters: vec![], wall: clock::now }).unwrap();
    for input in opening() {
        centre.submit(Submission::new(input)).await.unwrap();
    }
    (1..=AGENTS).for_each(|id| centre.device_heard(AgentId(id)));
    let life = Arc::new(Mutex::new(Life::default()));

    let mut pace = tokio::time::interval(Duration::from_secs(1) / INPUTS_PER_S);
    let mut paced = Vec::new();
    for _ in 0..seconds * u64::from(INPUTS_PER_S) {
        pace.tick().await;
        paced.push(one(&centre, &life).await);
    }

    let (began, limit) = (Instant::now(), Duration::from_secs(seconds));
    let submitters: Vec<_> = (0..SUBMITTERS)
        .map(|_| {
            let (centre, life) = (centre.clone(), Arc::clone(&life));
            tokio::spawn(async move {
                let mut times = Vec::new();
                while began.elapsed() < limit {
                    times.push(one(&centre, &life).await);
                }
                times
            })
        })
        .collect();
    let mut quick = Vec::new();
    for submitter in submitters {
        quick.extend(submitter.await.unwrap());
    }
    let per_s = quick.len() as f64 / began.elapsed().as_secs_f64();
    centre.stop().await;
    (Spread::of(paced), Spread::of(quick), per_s)
}

async fn one(centre: &Centre<SqliteJournal>, life: &Mutex<Life>) -> Duration {
    let input = life.lock().unwrap().input();
    let began = Instant::now();
    let answer = centre.submit(Submission::new(input)).await;
    let took = began.elapsed();
    if let Ok(committed) = answer {
        life.lock().unwrap().hear(&committed.events);
    }
    took
}

fn opening() -> Vec<Input> {
    let publish = Input::Publish { policy: Box::new(policy()) };
    std::iter::once(publish).chain((1..=AGENTS).flat_map(|id| [agent(id), ready(id)])).collect()
}

struct Restart {
    killed_s: f64,
    bare_s: f64,
    explain_s: f64,
}

/// Fills a journal, forgets the driver as a kill would, and starts again.
fn restart(path: &Path, rows: u64) -> Restart {
    let open = || {
        let journal = SqliteJournal::open(Arc::new(Mutex::new(durable(path))), CENTRE).unwrap();
        Driver::open(journal, Box::new(()), SETTINGS).unwrap()
    };
    let mut driver = open();
    let began = clock::now();
    driver.step(began, opening().into_iter().map(Submission::new).collect());
    let (mut life, mut early) = (Life::default(), None);
    while driver.seq() < rows {
        let batch = (0..512).map(|_| Submission::new(life.input())).collect();
        // Twenty inputs a second: a million rows are a working day of such a floor.
        let now = began.plus_ms(driver.seq() as i64 * 50);
        for row in driver.step(now, batch).rows {
            life.hear(&row.body.events);
            if early.is_none() && row.seq > rows / 20 {
                early = offer_in(&row).map(|offer| (row.seq, offer));
            }
        }
    }
    let digest = driver.engine().digest();
    drop(driver);

    let (killed_s, after) = timed(open);
    assert_eq!(after.engine().digest(), digest);
    let connection = Connection::open(path).unwrap();
    let (seq, offer) = early.unwrap();
    let (explain_s, why) = timed(|| node::explain::explain(&SqliteReader::new(&connection, CENTRE), seq, offer));
    assert!(why.unwrap().is_some());
    drop(after);
    connection.execute("DELETE FROM journal_snapshot", []).unwrap();
    let (bare_s, after) = timed(open);
    assert_eq!(after.engine().digest(), digest);
    Restart { killed_s, bare_s, explain_s }
}

fn offer_in(row: &Row) -> Option<OfferId> {
    row.body.events.iter().find_map(|event| match event {
        Event::Offered { offer, .. } => Some(*offer),
        _ => None,
    })
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let began = Instant::now();
    let answer = work();
    ((began.elapsed().as_secs_f64() * 1_000.0).round() / 1_000.0, answer)
}
