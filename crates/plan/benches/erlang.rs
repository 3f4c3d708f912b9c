//! Planning, first part: a staffing search over the loads of a large centre, and one formula at 100,000 erlangs.
//!
//! `cargo xtask bench plan`; the last line is JSON. The bound beside it: the plain Erlang B recursion from one agent up.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::print_stdout)]

use std::hint::black_box;
use std::time::Instant;

use plan::erlang::{Goal, Promise, Rate, Seconds, ShortAbandons, System};
use plan::staff::{Erlang, Forecast, Targets, require};

/// Loads of fifty queues through a day, in erlangs: from a night of one call now and then to the peak of a large queue.
fn loads() -> Vec<f64> {
    let queue = |queue: u32| 2.0 * 1.08_f64.powf(f64::from(queue));
    let slot = |slot: u32| 0.15 + 0.85 * (std::f64::consts::PI * f64::from(slot) / 48.0).sin();
    (0..50).flat_map(|q| (0..48).map(move |s| queue(q) * slot(s))).collect()
}

const AHT: Seconds = Seconds(240.0);

/// Nanoseconds of the best of seven rounds over `times` calls each.
fn fastest_ns(times: usize, mut round: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..7 {
        let start = Instant::now();
        round();
        best = best.min(start.elapsed().as_nanos() as f64 / times as f64);
    }
    best
}

fn search_ns(goal: &Goal, system: impl Fn(f64) -> System) -> f64 {
    let loads = loads();
    fastest_ns(loads.len(), || {
        for load in &loads {
            black_box(system(*load).least(black_box(goal)).unwrap());
        }
    })
}

fn c(erlangs: f64) -> System {
    System::c(Rate(erlangs / AHT.0), AHT).unwrap()
}

fn a(erlangs: f64) -> System {
    System::a(Rate(erlangs / AHT.0), AHT, Seconds(120.0)).unwrap()
}

fn recursion(agents: u32, erlangs: f64) -> f64 {
    let mut block = 1.0;
    for n in 1..=agents {
        block = erlangs * block / (f64::from(n) + erlangs * block);
    }
    let n = f64::from(agents);
    n * block / (n - erlangs * (1.0 - block))
}

/// Fifty reasons, thirty days, quarter hours: 144,000 rows.
fn month() -> String {
    let mut csv = String::from("start,reason,contacts,aht_s\n");
    for (index, load) in loads().into_iter().enumerate() {
        let (reason, half_hour) = (index / 48, index % 48);
        for day in 1..=30 {
            for quarter in [0, 15] {
                let minute = half_hour % 2 * 30 + quarter;
                let contacts = load * 900.0 / AHT.0;
                csv +=
                    &format!("2026-11-{day:02}T{:02}:{minute:02},r{reason},{contacts:.2},{}\n", half_hour / 2, AHT.0);
            }
        }
    }
    csv
}

/// Milliseconds from the bytes of a month to its requirements.
fn month_ms() -> f64 {
    let csv = month();
    let targets = r#"{"default":{"service_level":"80%","within":"20s","patience":"2m","shrinkage":{"all":"30%"}}}"#;
    let targets: Targets = serde_json::from_str(targets).unwrap();
    let start = Instant::now();
    let forecast = Forecast::read(csv.as_bytes(), None).unwrap();
    black_box(require(&forecast, &targets, &Erlang).unwrap());
    start.elapsed().as_secs_f64() * 1e3
}

fn main() {
    let level = Goal {
        service_level: Some(Promise { share: 0.8, within_s: 20.0, short: ShortAbandons::Out }),
        ..Goal::default()
    };
    let answer = Goal { asa_s: Some(15.0), ..Goal::default() };
    let abandon = Goal { abandon: Some(0.03), ..Goal::default() };
    let rows = [
        ("c_service_level_search_ns", search_ns(&level, c)),
        ("a_service_level_search_ns", search_ns(&level, a)),
        ("a_asa_search_ns", search_ns(&answer, a)),
        ("a_abandon_search_ns", search_ns(&abandon, a)),
    ];
    for (name, ns) in rows {
        println!("{name:<28} {ns:>10.0}");
    }
    let large = c(100_000.0);
    let large_ns = fastest_ns(1, || {
        black_box(black_box(large).steady(100_500));
    });
    let recursion_ns = fastest_ns(1, || {
        black_box(recursion(black_box(100_500), 100_000.0));
    });
    let month_ms = month_ms();
    println!("required staff of a month, 50 reasons, quarter hours: {month_ms:.0} ms");
    let p_wait = large.steady(100_500).p_wait;
    println!("C(100500, 100000) = {p_wait:.5} in {large_ns:.0} ns; by recursion {recursion_ns:.0} ns");
    let mut fields: Vec<String> = rows.iter().map(|(name, ns)| format!("\"{name}\":{ns:.0}")).collect();
    fields.push(format!("\"c_100000_erlangs\":{p_wait:.6},\"c_100000_ns\":{large_ns:.0}"));
    fields.push(format!("\"recursion_100000_ns\":{recursion_ns:.0},\"staff_month_ms\":{month_ms:.0}"));
    println!("{{\"bench\":\"plan\",{}}}", fields.join(","));
}
