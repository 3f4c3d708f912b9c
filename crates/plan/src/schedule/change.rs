//! What changing a few cells of a roster would break, cost and do to the hours.

use serde::Serialize;

use super::check::{Violation, check, missing};
use super::problem::Problem;
use super::roster::Roster;
use super::rules::{Rule, broken};
use super::seats::Seating;
use crate::history::plus;

/// Another duty for a person on a day; duty 0 is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The person's place in the problem.
    pub agent: usize,
    /// The day, from 0.
    pub day: usize,
    /// The duty.
    pub duty: u16,
}

/// What changes would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    /// Rules that hold now and would not, or would be broken further.
    pub broken: Vec<Violation>,
    /// Costs after less costs before; below 0 is better.
    pub cost: i64,
    /// Hours of people missing, before and after.
    pub understaffed_hours: (f64, f64),
    /// Intervals with more or fewer people missing than before.
    pub intervals: Vec<IntervalEffect>,
}

/// People missing in an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct IntervalEffect {
    /// Intervals from the first midnight.
    pub interval: usize,
    /// Before the change.
    pub missing_before: u32,
    /// After it.
    pub missing_after: u32,
}

impl Effect {
    /// No rule is broken and no interval is shorter of people than before.
    pub fn harmless(&self) -> bool {
        self.broken.is_empty() && self.intervals.iter().all(|at| at.missing_after <= at.missing_before)
    }
}

/// The roster with the changes in it; cells that are not there stay away.
pub fn with(roster: &Roster, changes: &[Change]) -> Roster {
    let mut after = roster.clone();
    for change in changes {
        if let Some(cell) = after.rows.get_mut(change.agent).and_then(|row| row.get_mut(change.day)) {
            *cell = change.duty;
        }
    }
    after
}

/// Rules that the people concerned keep now and would break.
pub fn breaks(problem: &Problem, roster: &Roster, changes: &[Change]) -> Vec<Violation> {
    let after = with(roster, changes);
    let mut agents: Vec<usize> = changes.iter().map(|change| change.agent).collect();
    agents.sort_unstable();
    agents.dedup();
    let mut new = Vec::new();
    for at in agents {
        let (Some(agent), Some(before), Some(after)) =
            (problem.parts.agents.get(at), roster.rows.get(at), after.rows.get(at))
        else {
            continue;
        };
        new_of(problem, at, before, after, |rule, day, by| {
            let day = plus(problem.parts.first, day as i64);
            new.push(Violation { agent: agent.name.clone(), day, rule, by });
        });
    }
    let crowded = Seating::of(problem, roster).violations(problem);
    let worse =
        |now: &Violation| crowded.iter().all(|was| (&was.agent, was.day) != (&now.agent, now.day) || was.by < now.by);
    new.extend(Seating::of(problem, &after).violations(problem).into_iter().filter(worse));
    new
}

/// Tells `found` every rule that a person's days `after` break and those `before` do not, or not so far.
pub(super) fn new_of(
    problem: &Problem,
    agent: usize,
    before: &[u16],
    after: &[u16],
    mut found: impl FnMut(Rule, usize, i64),
) {
    let mut known = Vec::new();
    broken(problem, agent, before, |rule, day, by| known.push((rule, day, by)));
    broken(problem, agent, after, |rule, day, by| {
        if known.iter().all(|(of, on, was)| (*of, *on) != (rule, day) || *was < by) {
            found(rule, day, by);
        }
    });
}

/// Everything the changes would do.
pub fn effect(problem: &Problem, roster: &Roster, changes: &[Change]) -> Effect {
    let after = with(roster, changes);
    let (now, then) = (check(problem, roster), check(problem, &after));
    let (missing_now, missing_then) = (missing(problem, roster), missing(problem, &after));
    let intervals = missing_now.iter().zip(&missing_then).enumerate().filter(|(_, (before, after))| before != after);
    Effect {
        broken: breaks(problem, roster, changes),
        cost: then.cost - now.cost,
        understaffed_hours: (now.understaffed_hours, then.understaffed_hours),
        intervals: intervals
            .map(|(interval, (before, after))| IntervalEffect {
                interval,
                missing_before: *before,
                missing_after: *after,
            })
            .collect(),
    }
}

/// The way of a shift's pauses that costs least for a person on a day, everybody else staying as they are.
pub fn best_way(problem: &Problem, roster: &Roster, agent: usize, day: usize, shift: usize) -> Option<u16> {
    let ways = problem.ways(shift).filter_map(|duty| u16::try_from(duty).ok());
    ways.min_by_key(|duty| check(problem, &with(roster, &[Change { agent, day, duty: *duty }])).cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROBLEM: &str = r#"{
      "start": "2026-11-23", "days": 7, "interval_min": 60, "skills": ["a"],
      "shifts": [
        { "name": "day", "start": "09:00", "length_min": 480, "breaks": [{ "length_min": 60, "at_min": [180, 240] }] },
        { "name": "night", "start": "22:00", "length_min": 420 }
      ],
      "contracts": [{ "name": "c", "shifts": ["day", "night"], "rest_h": 11, "days": [0, 5] }],
      "agents": [
        { "name": "kim", "contract": "c", "skills": ["a"] },
        { "name": "lee", "contract": "c", "skills": ["a"] }
      ],
      "required": [
        { "skill": "a", "day": "2026-11-24", "people": [0,0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1] }
      ]
    }"#;

    fn monday_night_by_kim() -> (Problem, Roster) {
        let problem = super::super::read(PROBLEM.as_bytes()).unwrap();
        let night = problem.ways(1).start as u16;
        let mut roster = Roster { rows: vec![vec![0; 7]; 2] };
        roster.rows[0][0] = night;
        (problem, roster)
    }

    #[test]
    fn a_shift_too_soon_after_a_night_is_named_and_a_rested_colleague_is_not() {
        let (problem, roster) = monday_night_by_kim();
        let day = problem.ways(0).start as u16;
        let kim = breaks(&problem, &roster, &[Change { agent: 0, day: 1, duty: day }]);
        assert_eq!(kim.iter().map(|v| (v.agent.as_str(), v.rule)).collect::<Vec<_>>(), [("kim", Rule::Rest)]);
        assert_eq!(breaks(&problem, &roster, &[Change { agent: 1, day: 1, duty: day }]), []);
    }

    #[test]
    fn the_hours_that_a_change_fills_are_told() {
        let (problem, roster) = monday_night_by_kim();
        let way = best_way(&problem, &roster, 1, 1, 0).unwrap();
        let filled = effect(&problem, &roster, &[Change { agent: 1, day: 1, duty: way }]);
        assert_eq!(filled.understaffed_hours, (8.0, 1.0));
        assert_eq!(filled.intervals.len(), 7);
        assert!(filled.harmless() && filled.cost < 0, "{filled:?}");
        let emptied = effect(
            &problem,
            &with(&roster, &[Change { agent: 1, day: 1, duty: way }]),
            &[Change { agent: 1, day: 1, duty: 0 }],
        );
        assert!(!emptied.harmless(), "{emptied:?}");
    }
}
