//! What a roster costs and breaks, from scratch, by the same rules the search obeys.

use serde::Serialize;

use super::demand::Lack;
use super::problem::Problem;
use super::roster::Roster;
use super::rules::{Rule, broken, unevenness, wishes};
use super::seats::Seating;
use crate::history::plus;

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Violation {
    /// The person; for seats the site.
    pub agent: String,
    /// The day it shows on.
    pub day: jiff::civil::Date,
    /// The rule.
    pub rule: Rule,
    /// By how much: `hours` and `week_hours` in minutes, others in days, times or people.
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
    /// Cost of unpleasant work that is not shared evenly.
    pub cost_fairness: i64,
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
    /// Hours of work between 22:00 and 06:00, pauses left out: each earns half as much again (근로기준법 제56조 제3항).
    pub night_hours: f64,
    /// Hours at work beyond the requirement, over the hours required that are there: what shifts cost because they are longer than
    /// the peaks (Koole, *Call Center Optimization*, shift inefficiency).
    pub shift_inefficiency: f64,
    /// Hours missing only because those at work lack the skill, over the hours required (Koole, *Call Center Optimization*,
    /// multi-skill inefficiency): 0 if any of them could do anything.
    pub multi_skill_inefficiency: f64,
    /// A cost that no roster can go below, where one is proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<i64>,
    /// Broken rules.
    pub violations: Vec<Violation>,
}

/// Prices a roster. Rows of people the problem does not have are refused when it is read, so none is here.
pub fn check(problem: &Problem, roster: &Roster) -> Report {
    let mut violations = Vec::new();
    let (mut cost_wishes, mut cost_fairness) = (0, 0);
    for (at, (agent, row)) in problem.parts.agents.iter().zip(&roster.rows).enumerate() {
        broken(problem, at, row, |rule, day, by| {
            violations.push(Violation {
                agent: agent.name.clone(),
                day: plus(problem.parts.first, day as i64),
                rule,
                by,
            });
        });
        cost_wishes += wishes(problem, at, row);
        cost_fairness += unevenness(problem, at, row);
    }
    violations.extend(Seating::of(problem, roster).violations(problem));
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
    let nights = roster.rows.iter().flatten().map(|duty| problem.night_min(*duty)).sum::<u32>();
    let hours = f64::from(problem.parts.interval_min) / 60.0;
    let sum = |people: &[i32]| people.iter().map(|people| f64::from(*people)).sum::<f64>() * hours;
    let required_hours = problem.parts.required.iter().flatten().map(|people| f64::from(*people)).sum::<f64>() * hours;
    let understaffed_hours = sum(lack.missing());
    let overstaffed_hours = sum(lack.excess());
    let cost_intervals = lack.cost;
    let covered = required_hours - understaffed_hours;
    Report {
        cost: cost_intervals + cost_shifts + cost_wishes + cost_fairness,
        cost_intervals,
        cost_shifts,
        cost_wishes,
        cost_fairness,
        feasible: violations.is_empty(),
        understaffed_hours,
        overstaffed_hours,
        required_hours,
        worked_hours: worked as f64 * hours,
        night_hours: f64::from(nights) / 60.0,
        // Where nothing of it is covered there is nothing to compare with.
        shift_inefficiency: if covered > 0.0 { overstaffed_hours / covered } else { 0.0 },
        multi_skill_inefficiency: (understaffed_hours - pooled_missing(problem, roster) * hours).max(0.0)
            / required_hours.max(1e-9),
        bound: None,
        violations,
    }
}

/// People missing by interval from the first midnight, skills counted.
pub fn missing(problem: &Problem, roster: &Roster) -> Vec<u32> {
    lack(problem, roster).0.missing().iter().map(|people| u32::try_from(*people).unwrap_or(0)).collect()
}

/// People missing, summed over intervals, if everybody had every skill.
fn pooled_missing(problem: &Problem, roster: &Roster) -> f64 {
    let cells = (problem.days() + 1) * problem.slots();
    let required = |at: usize| problem.parts.required.iter().filter_map(|skill| skill.get(at)).sum::<u32>();
    let mut lack: Vec<i64> = (0..cells).map(|at| i64::from(required(at))).collect();
    for row in &roster.rows {
        for (day, duty) in row.iter().enumerate() {
            for slot in problem.duties.get(usize::from(*duty)).map(|duty| &duty.work).into_iter().flatten() {
                if let Some(cell) = lack.get_mut(day * problem.slots() + slot) {
                    *cell -= 1;
                }
            }
        }
    }
    lack.into_iter().map(|people| people.max(0) as f64).sum()
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

#[cfg(test)]
mod tests {
    use super::super::{Roster, read, search};
    use super::check;

    /// Two people who may both work the night of either week-end day; KIM has borne some before.
    fn nights(borne: u32) -> super::Problem {
        let text = format!(
            r#"{{ "start": "2026-11-28", "days": 2, "interval_min": 60, "skills": ["a"], "under": 1000, "fairness": 1, "weekend_burden": 1,
              "shifts": [{{ "name": "night", "start": "20:00", "length_min": 180, "burden": 1 }}],
              "contracts": [{{ "name": "c", "shifts": ["night"], "days": [0, 2] }}],
              "agents": [{{ "name": "kim", "contract": "c", "skills": ["a"], "borne": {borne} }}, {{ "name": "lee", "contract": "c", "skills": ["a"] }}],
              "required": [{{ "skill": "a", "day": "2026-11-28", "people": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,1] }},
                           {{ "skill": "a", "day": "2026-11-29", "people": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,1] }}] }}"#
        );
        read(text.as_bytes()).unwrap()
    }

    fn best(problem: &super::Problem) -> (i64, [usize; 2]) {
        let mut asked = 0;
        let roster = search(
            problem,
            1,
            None,
            |_, _| false,
            |_| {
                asked += 1;
                f64::from(asked) / 50.0
            },
        );
        let report = check(problem, &roster);
        assert_eq!((report.understaffed_hours, report.cost), (0.0, report.cost_fairness));
        let nights = |row: &Vec<u16>| row.iter().filter(|duty| **duty > 0).count();
        (report.cost_fairness, [nights(&roster.rows[0]), nights(&roster.rows[1])])
    }

    #[test]
    fn nights_are_shared_and_who_bore_more_before_bears_less_now() {
        // A night at the week-end is two points: one each costs 4 + 4, both for one 16.
        assert_eq!(best(&nights(0)), (8, [1, 1]));
        // With five before, two more points cost 49 − 25, LEE's four 16.
        assert_eq!(best(&nights(5)), (16, [0, 2]));
    }

    #[test]
    fn hours_missing_for_want_of_a_skill_are_told_apart_from_hours_missing() {
        let text = r#"{ "start": "2026-11-23", "days": 1, "interval_min": 60, "skills": ["a", "b"],
          "shifts": [{ "name": "day", "start": "09:00", "length_min": 240 }],
          "contracts": [{ "name": "c", "shifts": ["day"] }],
          "agents": [{ "name": "kim", "contract": "c", "skills": ["a"] }, { "name": "lee", "contract": "c", "skills": ["a"] }],
          "required": [{ "skill": "a", "day": "2026-11-23", "people": [0,0,0,0,0,0,0,0,0,1,1,1,1] },
                       { "skill": "b", "day": "2026-11-23", "people": [0,0,0,0,0,0,0,0,0,2,1,1,1] }] }"#;
        let problem = read(text.as_bytes()).unwrap();
        let duty = problem.ways(0).start as u16;
        let report = check(&problem, &Roster { rows: vec![vec![duty], vec![duty]] });
        // Nobody has b: five hours missing; if both could do it, one hour would be.
        assert_eq!((report.understaffed_hours, report.required_hours), (5.0, 9.0));
        assert!((report.multi_skill_inefficiency - 4.0 / 9.0).abs() < 1e-9, "{report:?}");
    }
}
