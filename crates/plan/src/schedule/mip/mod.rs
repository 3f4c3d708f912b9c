//! Rosters by mixed-integer programming (HiGHS), with a proved bound. Cargo feature `mip`.
//!
//! A person's shifts are single choices, and her stretches of days a path; where the pauses lie is counted by people of equal skills,
//! because who of them pauses when changes no cover. People missing in an interval are the largest lack over all sets of skills, as
//! in `demand.rs`, so the model prices a roster as the check does. Rules are those of `rules.rs`, row by row.

mod improve;
mod model;
mod nights;
mod rules;
mod stretches;

use highs::{HighsModelStatus, HighsSolutionStatus, RowProblem, Sense};

use super::check;
use super::pauses::spread;
use super::problem::Problem;
use super::roster::Roster;
use model::Model;

/// Share of the time for the whole problem; where that is not solved, the rest improves it part by part.
const WHOLE: f64 = 0.5;
/// Share of the time at most for the days of those who break a rule in the roster given.
const REPAIR: f64 = 0.25;

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

/// Solves on one thread, from a roster that is known, until `left_s`, told the cost of the best, says that no
/// seconds are left.
pub fn solve(problem: &Problem, from: Option<&Roster>, mut left_s: impl FnMut(Option<i64>) -> f64) -> Found {
    let model = Model::new(problem);
    let from = from.and_then(|roster| improve::repaired(&model, problem, roster, left_s(None) * REPAIR));
    let cost = from.as_ref().map(|roster| check(problem, roster).cost);
    let start = from.as_ref().map(|roster| model.columns_of(roster));
    let whole = run(model.lp.clone(), left_s(cost) * WHOLE, start.as_deref());
    let bound = whole.bound.map(|bound| (bound - 1e-6).ceil() as i64);
    let apart = |mut roster: Roster| {
        spread(problem, &mut roster, &|_, _| false);
        roster
    };
    let found = whole.values.map(|values| model.roster_of(&values)).filter(|roster| check(problem, roster).feasible);
    // The check alone knows of days in a row that go on after the horizon: what it refuses is not the end.
    if whole.status == HighsModelStatus::Optimal && (found.is_some() || from.is_none()) {
        let proved = found.is_some();
        return Found { roster: found.map(apart), bound, proved };
    }
    let known = found.into_iter().chain(from).min_by_key(|roster| check(problem, roster).cost);
    let roster = known.map(|known| improve::improve(&model, problem, known, |cost| left_s(Some(cost))));
    let proved = roster.as_ref().zip(bound).is_some_and(|(roster, bound)| check(problem, roster).cost <= bound);
    Found { roster: roster.map(apart), bound, proved }
}

/// What HiGHS says of a model.
struct Solved {
    status: HighsModelStatus,
    /// The best columns found.
    values: Option<Vec<f64>>,
    /// What no solution goes below.
    bound: Option<f64>,
}

/// Solves for so many seconds on one thread, from whole-number columns that are known.
fn run(lp: RowProblem, seconds: f64, start: Option<&[f64]>) -> Solved {
    let mut solver = lp.optimise(Sense::Minimise);
    solver.make_quiet();
    solver.set_option("time_limit", seconds.max(0.1));
    solver.set_option("threads", 1);
    // Costs are whole numbers: within less than one of the bound is at it.
    solver.set_option("mip_abs_gap", 0.99);
    solver.set_option("mip_rel_gap", 0.0);
    if start.is_some() {
        solver.set_solution(start, None, None, None);
    }
    let solved = solver.solve();
    let feasible = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
    let bound = solved.double_info_value(c"mip_dual_bound").ok();
    Solved {
        status: solved.status(),
        values: feasible.then(|| solved.get_solution().columns().to_vec()),
        bound: bound.filter(|bound| bound.is_finite() && bound.abs() < 1e15),
    }
}
