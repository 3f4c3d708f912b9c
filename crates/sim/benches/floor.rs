//! How fast the floor's own engine plays M/M/50+M (48 a minute, 1 minute, patience 2 minutes), beside a bare event loop that
//! routes nothing (the bound) and simpy (the peer, where python has it); then a day of a centre of 200 people and many
//! what-if days on all cores. One core's figures are processor time, user and system, so that a busy machine does not change them.
//!
//! `cargo xtask bench sim [quick]`; the last line is JSON.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::time::Instant;

use routing::{AgentId, AgentKind, AgentProfile, Need, Policy, Presence, ReasonId, SkillId, Time};
use sim::random::Random;
use sim::scenario::plain::{self, CAPACITY};
use sim::scenario::{Demand, Law, Scenario, Seat, days};
use sim::script::profile;

const MINUTE: f64 = 60_000.0;

fn policy(reasons: u32) -> Policy {
    let reason = |skill: u32| plain::reason(vec![Need { skill: SkillId(skill), level: 1 }]);
    let reasons = (1..=reasons).map(|id| (ReasonId(id), reason(id))).collect();
    plain::policy(reasons, BTreeMap::new(), |_| CAPACITY)
}

fn scenario(agents: u32, reasons: u32, per_min: f64, talk_ms: f64, patience_ms: f64, hours: i64) -> Scenario {
    let per_ms = per_min / f64::from(reasons) / MINUTE;
    let demand = |id: u32| Demand {
        patience: vec![Law::Exponential(patience_ms)],
        ..plain::calls(ReasonId(id), vec![per_ms], vec![Law::Exponential(talk_ms)])
    };
    let seat = |at: u32| {
        let skills = (0..3.min(reasons)).map(|more| (SkillId(1 + (at + more) % reasons), 3)).collect();
        let profile = AgentProfile { skills, auto_accept: true, ..profile(AgentId(at + 1), AgentKind::Person) };
        Seat { profile, group: 0, day: vec![(0, Presence::Ready)] }
    };
    Scenario {
        begins: Time(1_767_571_200_000),
        length_ms: hours * 3_600_000,
        warm_up_ms: 0,
        interval_ms: 3_600_000,
        policy: policy(reasons),
        demands: (1..=reasons).map(demand).collect(),
        seats: (0..agents).map(seat).collect(),
        busyness: None,
        lines: None,
        sends_away: false,
        dialler: None,
        absence: 0.0,
        late: None,
    }
}

/// Processor time this process has taken, in seconds, to a hundredth; the clock where the system does not say.
fn processor_s(began: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let of_times = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    let ticks: Vec<f64> = of_times.filter_map(|ticks| ticks.parse().ok()).collect();
    if ticks.len() == 2 { ticks.iter().sum::<f64>() / 100.0 } else { began.elapsed().as_secs_f64() }
}

/// Customers, those who gave up, and seconds: of the processor on one thread, of the clock on more.
fn play(scenario: &Scenario, count: u32, threads: usize) -> (u64, u64, f64) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let began = Instant::now();
    let before = processor_s(began);
    let days = pool.install(|| days(scenario, count, 7, &AtomicU32::new(0), &AtomicBool::new(false))).unwrap();
    let seconds = if threads == 1 { processor_s(began) - before } else { began.elapsed().as_secs_f64() };
    (days.iter().map(|day| day.sums.offered).sum(), days.iter().map(|day| day.sums.abandoned).sum(), seconds)
}

/// The same queue with nothing that a contact centre needs: who comes takes a server or waits in order.
fn bare(contacts: u64) -> (f64, f64) {
    let mut random = Random::new(3);
    let mut events: BinaryHeap<Reverse<(u64, u8, u32)>> = BinaryHeap::new();
    let mut line: VecDeque<(u32, u64)> = VecDeque::new();
    let mut waits: Vec<bool> = Vec::new();
    let (mut free, mut came, mut gave_up) = (50_u32, 0_u64, 0_u64);
    let mut handled = 0_u64;
    let draw = |random: &mut Random, mean: f64| (mean * random.exponential() * 1_000.0) as u64;
    events.push(Reverse((0, 0, 0)));
    let began = Instant::now();
    let before = processor_s(began);
    while let Some(Reverse((now, kind, who))) = events.pop() {
        handled += 1;
        match kind {
            0 => {
                came += 1;
                if came < contacts {
                    events.push(Reverse((now + draw(&mut random, 1_250.0), 0, 0)));
                }
                let talk = draw(&mut random, 60_000.0);
                if free > 0 {
                    free -= 1;
                    events.push(Reverse((now + talk, 1, 0)));
                } else {
                    let id = waits.len() as u32;
                    waits.push(true);
                    line.push_back((id, talk));
                    events.push(Reverse((now + draw(&mut random, 120_000.0), 2, id)));
                }
            }
            1 => {
                free += 1;
                while let Some((id, talk)) = line.pop_front() {
                    if std::mem::replace(&mut waits[id as usize], false) {
                        free -= 1;
                        events.push(Reverse((now + talk, 1, 0)));
                        break;
                    }
                }
            }
            _ => gave_up += u64::from(std::mem::replace(&mut waits[who as usize], false)),
        }
    }
    std::hint::black_box(gave_up);
    let seconds = processor_s(began) - before;
    (came as f64 / seconds, handled as f64 / seconds)
}

const SIMPY: &str = "
import random, time, simpy
random.seed(1)
n = 40000
def caller(env, staff):
    with staff.request() as mine:
        got = yield mine | env.timeout(random.expovariate(1/120))
        if mine in got:
            yield env.timeout(random.expovariate(1/60))
def source(env, staff):
    for _ in range(n):
        env.process(caller(env, staff))
        yield env.timeout(random.expovariate(48/60))
env = simpy.Environment()
staff = simpy.Resource(env, 50)
env.process(source(env, staff))
began = time.process_time()
env.run()
print(n / (time.process_time() - began))
";

fn simpy() -> Option<f64> {
    let out = Command::new("python3").args(["-c", SIMPY]).output().ok().filter(|out| out.status.success())?;
    String::from_utf8(out.stdout).ok()?.trim().parse().ok()
}

fn main() {
    let quick = std::env::args().any(|arg| arg == "quick");
    let factor = if quick { 1 } else { 5 };
    let (bare_contacts, bare_events) = bare(2_000_000);
    let queue = scenario(50, 1, 48.0, MINUTE, 2.0 * MINUTE, 24);
    let (contacts, abandoned, seconds) = play(&queue, 2 * factor, 1);
    let per_second = contacts as f64 / seconds;
    // A contact comes, and ends or gives up, as in the bare loop.
    let events = per_second * bare_events / bare_contacts;
    println!(
        "M/M/50+M, one thread: {per_second:.0} contacts/s, {events:.0} events/s; {:.2} % give up (exact: 3.09)",
        100.0 * abandoned as f64 / contacts as f64
    );
    println!(
        "bare loop, the bound: {bare_contacts:.0} contacts/s, {bare_events:.0} events/s; ratio 1 : {:.1}",
        bare_contacts / per_second
    );
    let simpy = simpy();
    match simpy {
        Some(peer) => println!("simpy, the peer: {peer:.0} contacts/s; {:.1} times as fast", per_second / peer),
        None => println!("simpy is not there (pip install simpy): not compared"),
    }
    let day = scenario(200, 8, 30.0, 5.5 * MINUTE, 3.0 * MINUTE, 10);
    let (contacts, _, seconds) = play(&day, 4 * factor, 1);
    let per_day = seconds / f64::from(4 * factor);
    println!("a day of 200 people, {} contacts: {per_day:.3} s of one core", contacts / u64::from(4 * factor));
    let (_, _, many) = play(&day, 40 * factor, 0);
    let thousand = many / f64::from(40 * factor) * 1_000.0;
    println!("1,000 such days on all cores: {thousand:.1} s");
    println!(
        "{{\"bench\":\"sim\",\"contacts_per_s\":{per_second:.0},\"bare_contacts_per_s\":{bare_contacts:.0},\"bare_ratio\":{:.2},\"simpy_contacts_per_s\":{},\"day_s\":{per_day:.4},\"thousand_days_s\":{thousand:.1}}}",
        bare_contacts / per_second,
        simpy.map_or_else(|| "null".into(), |peer| format!("{peer:.0}"))
    );
}
