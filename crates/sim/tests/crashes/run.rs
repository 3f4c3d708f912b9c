//! Many histories, on every core, and the planted bugs.

use std::collections::BTreeMap;
use std::fmt;

use crate::faulty::Bug;
use crate::world::{Told, Wrong, play};

/// Histories tried for each planted bug before the checks are said to be blind to it.
const TRIES: u64 = 200;

/// What a run came to.
#[derive(Debug, Default)]
pub struct Found {
    pub seed: u64,
    pub told: Told,
    /// The first thing that must never happen and did, with the seed of its history.
    pub wrong: Option<(u64, Wrong)>,
    /// Planted bugs, the history that found each, and as what.
    pub planted: BTreeMap<String, (u64, String)>,
    pub blind_to: Vec<Bug>,
}

impl Found {
    pub fn crashes(&self) -> u64 {
        self.told.crashes.values().sum()
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Told { crashes, answered, said_again, rows } = &self.told;
        writeln!(
            f,
            "seed {}: {} crashes, {rows} rows, {answered} answers, {said_again} said again",
            self.seed,
            self.crashes()
        )?;
        for (aim, times) in crashes {
            writeln!(f, "  {aim:?}: {times}")?;
        }
        for (bug, (seed, wrong)) in &self.planted {
            writeln!(f, "  planted {bug}: found by history {seed}: {wrong}")?;
        }
        for bug in &self.blind_to {
            writeln!(f, "  planted {bug:?}: NOT FOUND in {TRIES} histories")?;
        }
        match &self.wrong {
            Some((seed, wrong)) => write!(f, "WRONG in history {seed}: {wrong:?}"),
            None => write!(f, "lost 0, two agents 0, cut 0, twice 0"),
        }
    }
}

/// Plays `histories` from `seed`, then looks for every planted bug.
pub fn run(histories: u64, seed: u64) -> Found {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let mut found = Found { seed, ..Found::default() };
    std::thread::scope(|scope| {
        let part = |first: u64| {
            move || {
                (first..histories).step_by(cores as usize).map(|n| (seed + n, play(seed + n, None))).collect::<Vec<_>>()
            }
        };
        let parts: Vec<_> = (0..cores).map(|first| scope.spawn(part(first))).collect();
        for (history, played) in parts.into_iter().flat_map(|part| part.join().unwrap_or_default()) {
            match played {
                Ok(told) => add(&mut found.told, told),
                Err(wrong) => found.wrong = found.wrong.take().or(Some((history, wrong))),
            }
        }
    });
    for bug in Bug::ALL {
        match (seed..seed + TRIES).find_map(|history| Some((history, play(history, Some(bug)).err()?))) {
            Some((history, wrong)) => {
                found.planted.insert(format!("{bug:?}"), (history, format!("{wrong:?}")));
            }
            None => found.blind_to.push(bug),
        }
    }
    found
}

fn add(sum: &mut Told, told: Told) {
    for (aim, times) in told.crashes {
        *sum.crashes.entry(aim).or_default() += times;
    }
    sum.answered += told.answered;
    sum.said_again += told.said_again;
    sum.rows += told.rows;
}
