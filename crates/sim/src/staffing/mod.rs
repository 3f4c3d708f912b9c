//! Required staff by the floor's own engine: agents of several skills, lines left over from the interval before, callbacks and
//! chats, days that differ. It implements the trait of `plan`, which knows nothing of simulation.
//!
//! A goal is kept when the mean over the days played keeps it, one standard error on the safe side. Every trial meets the same
//! customers (common random numbers), the figures shown are of days that the search has not seen.

mod bounds;
mod centre;
mod search;
mod trial;

use std::ops::ControlFlow;

use plan::Refusal;
use plan::staff::{Achieved, Day, Staffing, Tell};

pub use bounds::Bounds;
use search::Search;
use trial::Trial;

/// Days of a trial, if nothing else is asked for.
pub const DAYS: u32 = 40;
/// Trials of a search at most, likewise.
pub const TRIALS: u32 = 150;
/// Limits of both.
pub const MOST_DAYS: u32 = 10_000;
pub const MOST_TRIALS: u32 = 10_000;

/// Staffing by simulation. The error of a service level is about half its standard deviation over days ÷ √`days`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Simulated {
    /// Days of each trial.
    pub days: u32,
    /// Trials of a search at most: what it costs is `days` × `trials`.
    pub trials: u32,
    pub seed: u64,
}

impl Default for Simulated {
    fn default() -> Simulated {
        Simulated { days: DAYS, trials: TRIALS, seed: 1 }
    }
}

/// Seeds of the days on which the search is made, checked, and shown.
const SEARCHED: u64 = 1;
const CHECKED: u64 = 2;
const SHOWN: u64 = 3;
/// What is shown is over so many times the days of a trial.
const SHOWN_OVER: u32 = 2;

impl Simulated {
    /// For `predict` alone, over so many days (an even number).
    pub fn showing(days: u32, seed: u64) -> Simulated {
        Simulated { days: days.div_ceil(SHOWN_OVER), trials: 1, seed }
    }

    /// Days that the figures shown are over.
    pub fn shown(&self) -> u32 {
        self.days * SHOWN_OVER
    }

    fn seed_of(&self, which: u64) -> u64 {
        self.seed.wrapping_mul(4).wrapping_add(which)
    }

    fn check(&self, day: &Day) -> Result<(), Refusal> {
        day.check()?;
        if !(2..=MOST_DAYS).contains(&self.days) || !(1..=MOST_TRIALS).contains(&self.trials) {
            return Err(format!("between 2 and {MOST_DAYS} days and 1 to {MOST_TRIALS} trials can be played").into());
        }
        centre::check(day)
    }
}

impl Staffing for Simulated {
    fn require(&self, day: &Day, tell: Tell) -> Result<Vec<Vec<u32>>, Refusal> {
        self.check(day)?;
        let bounds = Bounds::of(day)?;
        let mut left = self.trials;
        let mut heard = |share: f64| match tell(share) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Refusal::from("cancelled: nothing was kept".to_string())),
        };
        let trials = self.trials;
        let mut play = |agents: &[Vec<u32>], which: u64, days: u32| {
            left = left.saturating_sub(1);
            heard(1.0 - f64::from(left) / f64::from(trials))?;
            Trial::play(day, agents, self.seed_of(which), days)
        };
        let mut search = Search::new(day, &bounds);
        let mut used = search.repair(trials / 3, &mut |agents| play(agents, SEARCHED, self.days))?;
        used +=
            search.reduce(trials.saturating_sub(used + trials / 6), &mut |agents| play(agents, SEARCHED, self.days))?;
        // What the days of the search happened to forgive.
        search.repair(trials.saturating_sub(used).max(3), &mut |agents| play(agents, CHECKED, self.days * 2))?;
        Ok(search.agents)
    }

    fn predict(&self, day: &Day, agents: &[Vec<u32>]) -> Result<Achieved, Refusal> {
        self.check(day)?;
        day.check_agents(agents)?;
        Ok(Trial::play(day, agents, self.seed_of(SHOWN), self.shown())?.achieved(day))
    }
}
