//! `maru simulate`: days of a scenario through the floor's own engine. docs/simulation.md has the file and examples.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Args;
use serde::Serialize;
use sim::scenario::{Figure, Figures, Outcome, days, figures};

use super::scenario_file::{self, MOST_DAYS};
use crate::plan::say_json;
use crate::terminal::{progress, say};

/// Days played if neither the file nor the command says how many.
const DAYS: u32 = 200;
const SEED: u64 = 1;
const MOST_THREADS: usize = 256;

#[derive(Debug, Args)]
pub struct Simulate {
    /// The scenario (TOML).
    scenario: PathBuf,
    /// Days to play.
    #[arg(long)]
    days: Option<u32>,
    /// The dice; the same seed is the same days.
    #[arg(long)]
    seed: Option<u64>,
    /// Threads; the result does not depend on it.
    #[arg(long)]
    threads: Option<usize>,
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    scenario: &'a str,
    seed: u64,
    #[serde(flatten)]
    outcome: &'a Outcome,
    reasons: BTreeMap<&'a str, &'a Figures>,
}

pub fn run(asked: &Simulate) -> Result<()> {
    let ready = scenario_file::read(&asked.scenario)?;
    let count = asked.days.or(ready.file.days).unwrap_or(DAYS);
    ensure!((1..=MOST_DAYS).contains(&count), "--days: 1 to the limit most_days, {MOST_DAYS}");
    let threads = asked.threads.unwrap_or(0);
    ensure!(threads <= MOST_THREADS, "--threads: at most the limit most_threads, {MOST_THREADS}");
    let seed = asked.seed.or(ready.file.seed).unwrap_or(SEED);
    let (done, cancel) = (AtomicU32::new(0), AtomicBool::new(false));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let played = std::thread::scope(|scope| {
        let work = scope.spawn(|| pool.install(|| days(&ready.scenario, count, seed, &done, &cancel)));
        while !work.is_finished() {
            progress(f64::from(done.load(Ordering::Relaxed)) / f64::from(count), "days");
            std::thread::sleep(Duration::from_millis(50));
        }
        work.join()
    });
    let played = played.map_err(|_| anyhow::anyhow!("a day of the scenario could not be played"))??;
    let outcome = figures(&played, &ready.levels);
    let named = |(id, name): (&u32, &'_ String)| outcome.by_reason.get(id).map(|own| (name.clone(), own));
    let reasons: Vec<(String, &Figures)> = ready.reasons.iter().filter_map(named).collect();
    if asked.json {
        let reasons = reasons.iter().map(|(name, own)| (name.as_str(), *own)).collect();
        return say_json(&Answer { scenario: &ready.file.name, seed, outcome: &outcome, reasons });
    }
    say(&format!("{}: {count} days, seed {seed}", ready.file.name));
    table("all", &outcome.all);
    if let Some(occupancy) = outcome.occupancy {
        line("occupancy", &share(occupancy));
    }
    for (name, figure) in [
        ("tried again a day", outcome.retrials_per_day),
        ("found the line busy", outcome.blocked_per_day),
        ("sent away", outcome.sent_away_per_day),
        ("dialled", outcome.dialled_per_day),
        ("left waiting", outcome.left_waiting_per_day),
    ] {
        if figure.mean > 0.0 {
            line(name, &count_of(figure));
        }
    }
    if reasons.len() > 1 {
        reasons.iter().for_each(|(name, own)| table(name, own));
    }
    Ok(())
}

fn table(name: &str, own: &Figures) {
    say(name);
    let rows = [
        ("service level", own.service_level.map(share)),
        ("of those served", own.service_level_served.map(share)),
        ("mean wait", own.asa_s.map(seconds)),
        ("handle time", own.aht_s.map(seconds)),
        ("offered a day", Some(count_of(own.offered_per_day))),
        ("served a day", Some(count_of(own.served_per_day))),
        ("gave up a day", Some(count_of(own.abandoned_per_day))),
        ("callbacks kept", own.callbacks_kept.map(share)),
        ("at the first try", own.callbacks_first_try.map(share)),
    ];
    for (name, value) in rows {
        if let Some(value) = value {
            line(name, &value);
        }
    }
}

fn line(name: &str, value: &str) {
    say(&format!("  {name:<20} {value}"));
}

fn share(figure: Figure) -> String {
    format!("{:.1} % ({:.1}–{:.1})", 100.0 * figure.mean, 100.0 * figure.low, 100.0 * figure.high)
}

fn seconds(figure: Figure) -> String {
    format!("{:.1} s ({:.1}–{:.1})", figure.mean, figure.low, figure.high)
}

fn count_of(figure: Figure) -> String {
    format!("{:.1} ({:.1}–{:.1})", figure.mean, figure.low, figure.high)
}
