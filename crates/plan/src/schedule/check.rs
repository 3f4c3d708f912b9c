//! What a roster costs and breaks, from scratch, by the same rules the search obeys.

use serde::Serialize;

use super::demand::Lack;
use super::problem::Problem;
use super::roster::Roster;
use super::rules::{Rule, broken, price};
use crate::history::plus;

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Violation {
    /// The person.
    pub agent: String,
    /// The day it shows on.
    pub day: jiff::civil::Date,
    /// The rule.
    pub rule: Rule,
    /// By how much.
    pub by: i64,
}

/// Cost by cause, and what is wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// All costs together.
    pub cost: i64,
    /// Cost of people missing and too many, interval by interval.
    pub cost_intervals: i64,
    /// Cost of people missing and too many, by shift.
    pub cost_shifts: i64,
    /// Cost of wishes not met.
    pub cost_wishes: i64,
    /// No rule is broken.
    pub feasible: bool,
    /// Hours of people missing.
    pub understaffed_hours: f64,
    /// Hours at work beyond what is required.
    pub overstaffed_hours: f64,
    /// Hours required.
    pub required_hours: f64,
    /// Hours at work, pauses left out.
    pub worked_hours: f64,
    /// Hours at work beyond the requirement, over the hours required that are there: what shifts cost because they are longer than
    /// the peaks (Koole, *Call Center Optimization*, shift inefficiency).
    pub shift_inefficiency: f64,
    /// A cost that no roster can go below, where one is proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<i64>,
    /// Broken rules.
    pub violations: Vec<Violation>,
}

/// Prices a roster. Rows of people the problem does not have are refused when it is read, so none is here.
pub fn check(problem: &Problem, roster: &Roster) -> Report {
    let mut violations = Vec::new();
    let mut cost_wishes = 0;
    for (at, (agent, row)) in problem.parts.agents.iter().zip(&roster.rows).enumerate() {
        broken(problem, at, row, |rule, day, by| {
            violations.push(Violation {
                agent: agent.name.clone(),
                day: plus(problem.parts.first, day as i64),
                rule,
                by,
            });
        });
        cost_wishes += price(problem, at, row);
    }
    let (lack, worked) = lack(problem, roster);
    let cost_shifts = problem
        .parts
        .cover
        .iter()
        .map(|cover| {
            let there = roster
                .rows
                .iter()
                .filter_map(|row| row.get(cover.day))
                .filter(|duty| problem.ways(cover.shift).contains(&usize::from(**duty)));
            cover.price(there.count() as i64)
        })
        .sum();
    let hours = f64::from(problem.parts.interval_min) / 60.0;
    let sum = |people: &[i32]| people.iter().map(|people| f64::from(*people)).sum::<f64>() * hours;
    let required_hours = problem.parts.required.iter().flatten().map(|people| f64::from(*people)).sum::<f64>() * hours;
    let understaffed_hours = sum(lack.missing());
    let overstaffed_hours = sum(lack.excess());
    let cost_intervals = lack.cost;
    Report {
        cost: cost_intervals + cost_shifts + cost_wishes,
        cost_intervals,
        cost_shifts,
        cost_wishes,
        feasible: violations.is_empty(),
        understaffed_hours,
        overstaffed_hours,
        required_hours,
        worked_hours: worked as f64 * hours,
        shift_inefficiency: overstaffed_hours / (required_hours - understaffed_hours).max(1e-9),
        bound: None,
        violations,
    }
}

/// People missing by interval from the first midnight, skills counted.
pub fn missing(problem: &Problem, roster: &Roster) -> Vec<u32> {
    lack(problem, roster).0.missing().iter().map(|people| u32::try_from(*people).unwrap_or(0)).collect()
}

/// Who is missing with a roster, and how many intervals are worked in it.
fn lack(problem: &Problem, roster: &Roster) -> (Lack, usize) {
    let (mut lack, mut worked) = (problem.demand.nobody(), 0);
    for (agent, row) in problem.parts.agents.iter().zip(&roster.rows) {
        let serves = problem.demand.serves(agent.skills);
        for (day, duty) in row.iter().enumerate() {
            if let Some(duty) = problem.duties.get(usize::from(*duty)) {
                problem.demand.add(&mut lack, &serves, day * problem.slots(), &duty.work, 1);
                worked += duty.work.len();
            }
        }
    }
    (lack, worked)
}
