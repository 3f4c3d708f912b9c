//! Many histories, on every core, and the planted bugs.

use std::collections::BTreeMap;
use std::fmt;

use super::faulty::Bug;
use super::world::{Told, Wrong, play};

/// Histories tried for each planted bug before the checks are said to be blind to it.
const TRIES: u64 = 200;

/// What a run came to.
#[derive(Debug, Default)]
pub struct Found {
    pub histories: u64,
    pub seed: u64,
    pub told: Told,
    /// Histories in which something happened that must never happen, by [`Wrong::kind`].
    pub wrong: BTreeMap<&'static str, u64>,
    /// The first of them, with its seed.
    pub first_wrong: Option<(u64, Wrong)>,
    /// Planted bugs, the history that found each, and as what.
    pub planted: BTreeMap<String, (u64, String)>,
    pub blind_to: Vec<Bug>,
}

impl Found {
    pub fn crashes(&self) -> u64 {
        self.told.crashes.values().sum()
    }

    /// Nothing went wrong, and every planted bug was found.
    pub fn is_well(&self) -> bool {
        self.first_wrong.is_none() && self.blind_to.is_empty()
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Told { crashes, answered, said_again, rows } = &self.told;
        writeln!(
            f,
            "seed {}: {} histories, {} crashes, {rows} rows, {answered} answers, {said_again} said again",
            self.seed,
            self.histories,
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
        if let Some((seed, wrong)) = &self.first_wrong {
            writeln!(f, "  WRONG in history {seed}: {wrong:?}")?;
        }
        let counts = Wrong::KINDS.map(|kind| format!("{kind} {}", self.wrong.get(kind).unwrap_or(&0)));
        write!(f, "{}", counts.join(", "))
    }
}

/// Plays `histories` from `seed`, then looks for every planted bug.
pub fn run(histories: u64, seed: u64) -> Found {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let mut found = Found { histories, seed, ..Found::default() };
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
                Err(wrong) => {
                    *found.wrong.entry(wrong.kind()).or_default() += 1;
                    found.first_wrong.get_or_insert((history, wrong));
                }
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
