//! What changing a few cells of a roster would break, cost and do to the hours.

use std::collections::BTreeMap;

use serde::Serialize;

use super::check::{Violation, check, missing};
use super::pauses::bare;
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
    Standing::of(problem, roster).breaks(changes)
}

/// A roster as it stands, looked over once however many changes are asked about.
pub struct Standing<'a> {
    problem: &'a Problem,
    roster: &'a Roster,
    seating: Seating,
    crowded: Vec<Violation>,
}

impl<'a> Standing<'a> {
    /// Looks the whole floor over.
    pub fn of(problem: &'a Problem, roster: &'a Roster) -> Standing<'a> {
        let seating = Seating::of(problem, roster);
        Standing { problem, roster, crowded: seating.violations(problem), seating }
    }

    /// Rules that the people concerned keep now and would break; only their days are looked at again.
    pub fn breaks(&self, changes: &[Change]) -> Vec<Violation> {
        let problem = self.problem;
        let mut seating = self.seating.clone();
        let mut rows: BTreeMap<usize, Vec<u16>> = BTreeMap::new();
        for Change { agent, day, duty } in changes {
            let Some(before) = self.roster.rows.get(*agent) else { continue };
            let row = rows.entry(*agent).or_insert_with(|| before.clone());
            let Some(cell) = row.get_mut(*day) else { continue };
            seating.add(problem, *agent, *day, *cell, -1);
            seating.add(problem, *agent, *day, *duty, 1);
            *cell = *duty;
        }
        let mut new = Vec::new();
        for (at, after) in &rows {
            let (Some(agent), Some(before)) = (problem.parts.agents.get(*at), self.roster.rows.get(*at)) else {
                continue;
            };
            new_of(problem, *at, before, after, |rule, day, by| {
                let day = plus(problem.parts.first, day as i64);
                new.push(Violation { agent: agent.name.clone(), day, rule, by });
            });
        }
        let worse = |now: &Violation| {
            self.crowded.iter().all(|was| (&was.agent, was.day) != (&now.agent, now.day) || was.by < now.by)
        };
        new.extend(seating.violations(problem).into_iter().filter(worse));
        new
    }
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

/// The way of a shift's pauses that costs least for a person on a day, everybody else staying as they are; of those the one that
/// leaves fewest skills with nobody.
pub fn best_way(problem: &Problem, roster: &Roster, agent: usize, day: usize, shift: usize) -> Option<u16> {
    let ways = problem.ways(shift).filter_map(|duty| u16::try_from(duty).ok());
    ways.min_by_key(|duty| {
        let after = with(roster, &[Change { agent, day, duty: *duty }]);
        (check(problem, &after).cost, bare(problem, &after))
    })
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
    fn many_questions_of_a_roster_as_it_stands_are_answered_like_each_alone() {
        let (problem, roster) = monday_night_by_kim();
        let standing = Standing::of(&problem, &roster);
        let duties = 0..problem.duties.len() as u16;
        let all =
            duties.flat_map(|duty| (0..2).flat_map(move |agent| (0..7).map(move |day| Change { agent, day, duty })));
        let mut broken = 0;
        for change in all {
            let changes = [change, Change { agent: 0, day: 0, duty: 0 }];
            for asked in [&changes[..1], &changes[..]] {
                let (then, mut alone) = (with(&roster, asked), Vec::new());
                for at in 0..2 {
                    new_of(&problem, at, &roster.rows[at], &then.rows[at], |rule, day, _| alone.push((at, rule, day)));
                }
                assert_eq!(standing.breaks(asked).len(), alone.len(), "{asked:?}");
                broken += alone.len();
            }
        }
        assert!(broken > 0);
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
