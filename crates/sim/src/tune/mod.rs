//! Small changes of a policy that were better on days of a journal, and still are on days kept aside.
//!
//! [`candidates`] lists single steps from the live policy. Each is played on the training days beside the live policy, with the
//! same customers and the same dice; those that are better with certainty, as wide as so many tries ask for, are combined one
//! by one, and taken further while that helps. Only then are the held-out days looked at: [`tune`] gives them to nothing but the last look.

mod candidates;
mod edit;
mod effect;
mod goals;
mod search;
#[cfg(test)]
mod tests;
mod units;

use routing::{Input, Policy};

use crate::replay::Facts;
use crate::world::Endless;

pub use candidates::{FEWEST_CONTACTS, candidates};
pub use edit::{Edit, Of, edited, edited_document};
pub use effect::{Effect, Effects, PLAIN};
pub use goals::{Bound, Figure, Goals, Measured};
pub use search::MOST_FINALISTS;
pub use units::{PIECE_MS, Roster};

/// How it is searched.
#[derive(Debug, Clone)]
pub struct Asked {
    pub goals: Goals,
    /// Who is there when, instead of who was; under the live policy as under every other.
    pub roster: Option<Vec<(routing::Time, routing::AgentId, routing::Presence)>>,
    /// How often what nobody knows is drawn.
    pub runs: u32,
    pub seed: u64,
}

/// Why there is no result. What was found by then is thrown away: a part of a search is no search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    #[error(transparent)]
    Endless(#[from] Endless),
    #[error("stopped: nothing is proposed")]
    Cancelled,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuned {
    /// Single changes that were tried, and combinations and further steps of them.
    pub singles: usize,
    pub combined: usize,
    /// How sure an interval of training is: wider than 95 % by the number of tries.
    pub sure: f64,
    /// Better with certainty in training, the best first; the combination, if there is one, before all.
    pub finalists: Vec<Finalist>,
    /// Certainly better in training, but something that must be kept was not.
    pub refused: Vec<(Edit, Effects)>,
    /// The single change with the best score of those that were not certain; none: none was better at all.
    pub nearest: Option<(Edit, Effect)>,
    /// The first of the finalists that holds.
    pub recommended: Option<usize>,
}

/// Changes that were better in training, and what became of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Finalist {
    pub edits: Vec<Edit>,
    pub training: Effects,
    pub held_out: Effects,
}

impl Finalist {
    /// Still better on days that nobody had looked at, and everything kept that must be.
    pub fn holds(&self) -> bool {
        self.held_out.score.is_more() && self.held_out.broken.is_empty()
    }
}

/// The policy in force at the end of a stretch.
pub fn live(facts: &Facts) -> Option<Policy> {
    let published = facts.fixed.iter().rev().find_map(|fixed| match &fixed.input {
        Input::Publish { policy } => Some(policy.as_ref()),
        _ => None,
    });
    published.or_else(|| facts.opening.policy()).cloned()
}

/// Searches on `training`, and looks at `held_out` once at the end. `go` hears how far it is, from 0 to 1, and says whether to go on.
///
/// # Errors
/// [`Stopped`].
pub fn tune(
    live: &Policy,
    training: &[Facts],
    held_out: &[Facts],
    asked: &Asked,
    go: &(dyn Fn(f64) -> bool + Sync),
) -> Result<Tuned, Stopped> {
    let trained = search::search(live, training, asked, &|share| go(search::SEARCHING * share))?;
    let last = |share: f64| go(search::SEARCHING + (1.0 - search::SEARCHING) * share);
    trained.verified(live, held_out, asked, &last)
}

/// Which stretches are held out: every other one by its number (of the day, or of the day and of the piece in it), so that a
/// weekday or an hour changes sides from week to week and from day to day. `number` of those, spread evenly; none: all of them.
pub fn held_out(numbers: &[i64], number: Option<usize>) -> Vec<bool> {
    let odd = |at: &i64| at.rem_euclid(2) == 1;
    let all = numbers.iter().filter(|at| odd(at)).count();
    let wanted = number.unwrap_or(all).min(all);
    let mut seen = 0;
    let one = |at: &i64| {
        if !odd(at) {
            return false;
        }
        seen += 1;
        seen * wanted / all.max(1) > (seen - 1) * wanted / all.max(1)
    };
    numbers.iter().map(one).collect()
}
