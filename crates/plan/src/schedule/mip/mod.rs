//! Rosters by mixed-integer programming (HiGHS), with a proved bound. Cargo feature `mip`.
//!
//! A person's shifts are single choices; where the pauses lie is counted by people of equal skills, because who of them pauses
//! when changes no cover. People missing in an interval are the largest lack over all sets of skills, as in `demand.rs`, so the
//! model prices a roster as the check does. Rules are those of `rules.rs`, row by row.

mod model;
mod rules;
mod stretches;

use highs::{HighsModelStatus, HighsSolutionStatus, Sense};

use super::problem::Problem;
use super::roster::Roster;
use model::Model;

/// What the engine found.
#[derive(Debug, Clone)]
pub struct Found {
    /// A roster that breaks no rule; none was found in time, or none exists.
    pub roster: Option<Roster>,
    /// A cost that no roster without a broken rule can go below; none where the rules contradict each other.
    pub bound: Option<i64>,
    /// The bound is reached: no roster is better.
    pub proved: bool,
}

/// Solves for so many seconds on one thread, from a roster that is known, if that breaks no rule.
pub fn solve(problem: &Problem, seconds: f64, from: Option<&Roster>) -> Found {
    let model = Model::new(problem);
    let start = from.map(|roster| model.columns_of(roster));
    let mut solver = model.lp.clone().optimise(Sense::Minimise);
    solver.make_quiet();
    solver.set_option("time_limit", seconds);
    solver.set_option("threads", 1);
    // Costs are whole numbers: within less than one of the bound is at it.
    solver.set_option("mip_abs_gap", 0.99);
    solver.set_option("mip_rel_gap", 0.0);
    if let Some(start) = &start {
        solver.set_solution(Some(start), None, None, None);
    }
    let solved = solver.solve();
    let whole =
        solved.double_info_value(c"mip_dual_bound").ok().filter(|bound| bound.is_finite() && bound.abs() < 1e15);
    let proved = solved.status() == HighsModelStatus::Optimal;
    let feasible = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
    let roster = feasible.then(|| model.roster_of(solved.get_solution().columns()));
    Found { roster, bound: whole.map(|bound| (bound - 1e-6).ceil() as i64), proved }
}
