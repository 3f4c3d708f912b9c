//! Large-neighbourhood search: some people's days, or everybody's days of a stretch, are set free and solved to the best, all else
//! staying as it is; again and again (Shaw 1998). Where the whole is too large to solve, its parts are not.

use highs::{HighsModelStatus, RowProblem};

use super::super::check;
use super::super::dice::Dice;
use super::super::problem::Problem;
use super::super::roster::Roster;
use super::super::rules::broken;
use super::model::Model;
use super::run;

/// Choices set free at first; parts grow while they are solved in time, and shrink where they are not.
const FREE: f64 = 800.0;
const GROWTH: f64 = 1.2;
/// The longest a part is solved for, in seconds.
const PART_S: f64 = 4.0;
/// So many parts in a row without a gain end it.
const IDLE: u32 = 200;

/// Improves a roster that breaks no rule until `left_s`, told the cost of the best, says that no seconds are left.
pub fn improve(model: &Model, problem: &Problem, from: Roster, mut left_s: impl FnMut(i64) -> f64) -> Roster {
    let mut dice = Dice::new(1);
    let (mut cost, mut best) = (check(problem, &from).cost, from);
    let (mut free, mut idle) = (FREE, 0);
    while idle < IDLE {
        let left = left_s(cost);
        if left <= 0.0 {
            break;
        }
        idle += 1;
        let share = free / model.works.len().max(1) as f64;
        let part = Part::any(problem, share.min(1.0), &mut dice);
        let solved = run(part.of(model, problem, &best), left.min(PART_S), Some(&model.columns_of(&best)));
        free *= if solved.status == HighsModelStatus::Optimal { GROWTH } else { 1.0 / GROWTH };
        let Some(values) = solved.values else { continue };
        let found = model.roster_of(&values);
        let report = check(problem, &found);
        if report.feasible && report.cost < cost {
            (best, cost, idle) = (found, report.cost, 0);
        }
    }
    best
}

/// A roster that breaks no rule: whoever breaks one gets other days, everybody else's stay. None where that takes more than so many
/// seconds, or nobody's days alone can help.
pub fn repaired(model: &Model, problem: &Problem, roster: &Roster, seconds: f64) -> Option<Roster> {
    if check(problem, roster).feasible {
        return Some(roster.clone());
    }
    let breaks = |(agent, row): (usize, &Vec<u16>)| {
        let mut any = false;
        broken(problem, agent, row, |_, _, _| any = true);
        any
    };
    let part = Part { people: roster.rows.iter().enumerate().map(breaks).collect(), days: 0..problem.days() };
    let values = run(part.of(model, problem, roster), seconds, None).values?;
    Some(model.roster_of(&values)).filter(|found| check(problem, found).feasible)
}

/// What is free: some people on all days, or everybody on a stretch of days.
struct Part {
    people: Vec<bool>,
    days: std::ops::Range<usize>,
}

impl Part {
    fn any(problem: &Problem, share: f64, dice: &mut Dice) -> Part {
        let (agents, days) = (problem.parts.agents.len(), problem.days());
        let of = |all: usize| ((share * all as f64).ceil() as usize).clamp(1, all);
        if dice.below(2) == 0 {
            let mut order: Vec<usize> = (0..agents).collect();
            let mut people = vec![false; agents];
            for left in (agents - of(agents)..agents).rev() {
                let one = order.swap_remove(dice.below(left + 1));
                people.get_mut(one).into_iter().for_each(|free| *free = true);
            }
            return Part { people, days: 0..days };
        }
        let length = of(days);
        let first = dice.below(days - length + 1);
        Part { people: vec![true; agents], days: first..first + length }
    }

    /// The model with everything else held as it is.
    fn of(&self, model: &Model, problem: &Problem, roster: &Roster) -> RowProblem {
        let mut lp = model.lp.clone();
        for ((agent, day, shift), col) in &model.works {
            if !self.frees(*agent, *day) {
                let duty = roster.rows.get(*agent).and_then(|row| row.get(*day)).copied().unwrap_or(0);
                let there = f64::from(u8::from(problem.shift_of(duty).is_some_and(|(own, _)| own == *shift)));
                lp.change_column_bounds(*col, there..=there);
            }
        }
        lp
    }

    fn frees(&self, agent: usize, day: usize) -> bool {
        self.days.contains(&day) && self.people.get(agent) == Some(&true)
    }
}
