//! Rosters by mixed-integer programming (HiGHS), with a proved bound. Cargo feature `mip`.
//!
//! A person's shifts are single choices; where the pauses lie is counted by people of equal skills, because who of them pauses
//! when changes no cover. People missing in an interval are the largest lack over all sets of skills, as in `demand.rs`, so the
//! model prices a roster as the check does. Rules are those of `rules.rs`, row by row.

mod model;
mod rules;

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

#[cfg(test)]
mod tests {
    use super::super::{check, read};
    use super::*;

    /// Three people, four days, two overlapping shifts with a movable pause, two skills: small enough to try every roster.
    const SMALL: &str = r#"{
      "start": "2026-11-26", "days": 4, "interval_min": 60, "skills": ["a", "b"], "under": 10, "over": 1, "weekend_burden": 1, "fairness": 2, "sites": [{ "name": "s", "seats": 1 }],
      "shifts": [
        { "name": "early", "start": "08:00", "length_min": 360, "breaks": [{ "length_min": 60, "at_min": [120, 180] }] },
        { "name": "late", "start": "18:00", "length_min": 300, "burden": 1 }
      ],
      "contracts": [{ "name": "c", "shifts": ["early", "late"], "days": [1, 3], "rest_h": 11, "days_in_a_row": [2, 3], "off_in_a_row": 2, "weekends": 1 }],
      "agents": [
        { "name": "kim", "contract": "c", "skills": ["a"], "borne": 1, "site": "s", "wishes": [{ "day": "2026-11-27", "wish": "off", "weight": 7 }] },
        { "name": "lee", "contract": "c", "skills": ["a", "b"], "preferred_start": "18:00", "preferred_weight": 1 },
        { "name": "park", "contract": "c", "skills": ["b"], "site": "s", "home": ["fri"], "off": ["2026-11-28"] }
      ],
      "required": [
        { "skill": "a", "day": "2026-11-26", "people": [0,0,0,0,0,0,0,0,1,1,2,1,1,1,0,0,0,0,1,1,1,1,1] },
        { "skill": "b", "day": "2026-11-27", "people": [0,0,0,0,0,0,0,0,1,1,1,1,1,1,0,0,0,0,0,1,1,1,1] },
        { "skill": "a", "day": "2026-11-28", "people": [0,0,0,0,0,0,0,0,1,1,1,1,1,1,0,0,0,0,1,1,1,1,1] },
        { "skill": "b", "day": "2026-11-29", "people": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,1,1,1] }
      ]
    }"#;

    /// The least cost of all rosters without a broken rule.
    fn by_trying_all(problem: &Problem) -> i64 {
        let duties = problem.duties.len();
        let row =
            |number: usize| -> Vec<u16> { (0..4).map(|day| (number / duties.pow(day) % duties) as u16).collect() };
        let rows: Vec<Vec<Vec<u16>>> = (0..3)
            .map(|agent| {
                let keeps = |row: &Vec<u16>| {
                    let mut broken = 0;
                    super::super::rules::broken(problem, agent, row, |_, _, by| broken += by);
                    broken == 0
                };
                (0..duties.pow(4)).map(row).filter(keeps).collect()
            })
            .collect();
        let mut best = i64::MAX;
        for kim in &rows[0] {
            for lee in &rows[1] {
                for park in &rows[2] {
                    let roster = Roster { rows: vec![kim.clone(), lee.clone(), park.clone()] };
                    let report = check(problem, &roster);
                    best = if report.feasible { best.min(report.cost) } else { best };
                }
            }
        }
        best
    }

    #[test]
    fn the_proved_optimum_is_the_best_of_all_rosters() {
        let problem = read(SMALL.as_bytes()).unwrap();
        let found = solve(&problem, 60.0, None);
        let roster = found.roster.unwrap();
        let report = check(&problem, &roster);
        assert!(found.proved && report.feasible, "{report:?}");
        assert_eq!((report.cost, found.bound), (by_trying_all(&problem), Some(report.cost)));
    }

    #[test]
    fn rules_that_contradict_each_other_have_no_roster() {
        let none = SMALL.replace(r#""days": [1, 3]"#, r#""days": [4, 4]"#);
        let found = solve(&read(none.as_bytes()).unwrap(), 10.0, None);
        assert!(found.roster.is_none() && !found.proved);
    }
}
