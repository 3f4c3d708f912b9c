//! A stretch under a policy as numbers: each figure's parts, in pieces of two hours. Pieces are what intervals are made from:
//! longer than waits hang together, so that one bad hour counts once.

use measure::By;
use measure::Group;
use routing::policy::StrainRules;
use routing::{AgentId, Policy, Presence, Time};

use super::Stopped;
use super::goals::{Figure, Measured};
use crate::replay::{Change, Facts, Grid, Manner, Played, play, points};

/// Length of a piece, in ms.
pub const PIECE_MS: i64 = 2 * 3_600_000;

/// Numerator and denominator of a figure in a piece, added up over runs.
pub(super) type Part = (f64, f64);

/// One policy's pieces, of all stretches in order; in each, every figure.
pub(super) type Pieces = Vec<Vec<Part>>;

/// Who is there when, instead of who was.
pub type Roster = [(Time, AgentId, Presence)];

/// What a stretch is played for.
pub(super) struct Play<'a> {
    pub measured: &'a [Measured],
    pub roster: Option<&'a Roster>,
    pub runs: u32,
    pub seed: u64,
}

impl Play<'_> {
    /// Plays a stretch under a policy. Every policy meets the same dice.
    pub fn pieces(&self, facts: &Facts, policy: &Policy) -> Result<Pieces, Stopped> {
        let roster = self.roster.map(|roster| within(roster, facts));
        let change = Change { policy: Some(policy.clone()), roster, ..Change::default() };
        let mut all: Pieces = Vec::new();
        for run in 0..self.runs.max(1) {
            let manner = Manner { seed: self.seed.wrapping_add(run.into()), redraw: false };
            let played = play(facts, &change, manner)?;
            for (at, piece) in self.parts(facts, &played, &policy.strain).into_iter().enumerate() {
                match all.get_mut(at) {
                    Some(sum) => sum.iter_mut().zip(piece).for_each(|(sum, own)| *sum = (sum.0 + own.0, sum.1 + own.1)),
                    None => all.push(piece),
                }
            }
        }
        Ok(all)
    }

    pub(super) fn parts(&self, facts: &Facts, played: &Played, weights: &StrainRules) -> Pieces {
        let grid = Grid::of(facts);
        let ms = grid.to.since_ms(grid.first).max(1);
        let count = ((ms + PIECE_MS / 2) / PIECE_MS).max(1);
        let bound = |at: i64| grid.first.plus_ms(ms * at / count);
        // The last one holds what happens at the very end, too.
        let ends = |at: i64| if at == count { grid.to.plus_ms(1) } else { bound(at) };
        (0..count).map(|at| self.piece(played, &grid, weights, bound(at), ends(at + 1))).collect()
    }

    fn piece(&self, played: &Played, grid: &Grid, weights: &StrainRules, from: Time, to: Time) -> Vec<Part> {
        let totals = played.report.rows(from, to, &By::Total);
        let by_reason = played.report.rows(from, to, &By::Reason);
        let part = |measured: &Measured| {
            if measured.figure == Figure::Strain {
                return strain(played, grid, weights, from, to);
            }
            let row = match measured.reason {
                None => totals.first(),
                Some(reason) => by_reason.iter().find(|row| row.group == Group::Reason(Some(reason))),
            };
            let ratio = row.and_then(|row| row.values.get(measured.figure.name()).copied().flatten());
            ratio.map_or((0.0, 0.0), |ratio| (ratio.numerator as f64, ratio.denominator as f64))
        };
        self.measured.iter().map(part).collect()
    }
}

/// Points of everyone at work, and how many such points there are, at the end of each piece of the grid.
fn strain(played: &Played, grid: &Grid, weights: &StrainRules, from: Time, to: Time) -> Part {
    let mut all = (0.0, 0.0);
    for (begins, ends) in grid.pieces().filter(|(begins, _)| (from..to).contains(begins)) {
        let rows = played.report.rows(begins, ends, &By::Agent);
        for row in rows.iter().filter(|row| row.sums.signed_in_ms > 0) {
            all = (all.0 + points(&row.sums, weights), all.1 + 1.0);
        }
    }
    all
}

/// A roster's part in a stretch: the state everyone is in when it begins, and every change in it.
fn within(roster: &Roster, facts: &Facts) -> Vec<(Time, AgentId, Presence)> {
    let mut begins: std::collections::BTreeMap<AgentId, Presence> = std::collections::BTreeMap::new();
    for (_, agent, presence) in roster.iter().filter(|(at, _, _)| *at <= facts.from) {
        begins.insert(*agent, *presence);
    }
    let first = begins.into_iter().map(|(agent, presence)| (facts.from, agent, presence));
    first.chain(roster.iter().filter(|(at, _, _)| *at > facts.from && *at <= facts.to).copied()).collect()
}
