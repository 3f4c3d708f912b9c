//! Pauses of people who share a skill, kept apart.
//!
//! What is missing counts people: two who are away at once cost what they cost one after the other, and yet nobody is left who has
//! the skill. Of ways that cost the same, those are taken that leave somebody.

use super::demand::Lack;
use super::problem::Problem;
use super::roster::Roster;

/// Who is there, interval by interval.
struct Floor<'a> {
    problem: &'a Problem,
    lack: Lack,
    /// By skill and interval: people at work who have it.
    there: Vec<Vec<u32>>,
    /// Skills and intervals that ask for somebody and have nobody.
    bare: u32,
}

/// Moves pauses where that costs nothing and leaves fewer skills with nobody; days that are `frozen` stay.
pub(super) fn spread(problem: &Problem, roster: &mut Roster, frozen: &impl Fn(usize, usize) -> bool) {
    let mut floor = Floor::of(problem, roster);
    let mut moved = true;
    // Every move makes cost or bareness less, so it ends.
    while moved && floor.bare > 0 {
        moved = false;
        for (agent, row) in roster.rows.iter_mut().enumerate() {
            for (day, duty) in row.iter_mut().enumerate().filter(|(day, _)| !frozen(agent, *day)) {
                let better = floor.better(agent, day, *duty);
                moved |= better != *duty;
                *duty = better;
            }
        }
    }
}

/// Skills and intervals of a roster that ask for somebody and have nobody.
pub(super) fn bare(problem: &Problem, roster: &Roster) -> u32 {
    Floor::of(problem, roster).bare
}

impl Floor<'_> {
    fn of<'a>(problem: &'a Problem, roster: &Roster) -> Floor<'a> {
        let required = &problem.parts.required;
        let there = required.iter().map(|row| vec![0; row.len()]).collect();
        let bare = required.iter().flatten().filter(|people| **people > 0).count() as u32;
        let mut floor = Floor { problem, lack: problem.demand.nobody(), there, bare };
        for (agent, row) in roster.rows.iter().enumerate() {
            for (day, duty) in row.iter().enumerate() {
                floor.put(agent, day, *duty, true);
            }
        }
        floor
    }

    /// Somebody comes with a duty, or goes.
    fn put(&mut self, agent: usize, day: usize, duty: u16, comes: bool) {
        let problem = self.problem;
        let (Some(person), Some(duty)) = (
            problem.parts.agents.get(agent),
            problem.duties.get(usize::from(duty)).filter(|duty| duty.shift.is_some()),
        ) else {
            return;
        };
        let from = day * problem.slots();
        let serves = problem.demand.serves(person.skills);
        problem.demand.add(&mut self.lack, &serves, from, &duty.work, if comes { 1 } else { -1 });
        let rows = self.there.iter_mut().zip(&problem.parts.required).enumerate();
        for (_, (there, required)) in rows.filter(|(skill, _)| person.skills >> skill & 1 == 1) {
            for at in duty.work.iter().map(|slot| from + slot) {
                let (Some(people), Some(required)) = (there.get_mut(at), required.get(at)) else { continue };
                let before = *people;
                *people = if comes { before + 1 } else { before.saturating_sub(1) };
                let asked = u32::from(*required > 0);
                match (before, *people) {
                    (0, 1) => self.bare -= asked,
                    (1, 0) => self.bare += asked,
                    _ => {}
                }
            }
        }
    }

    /// Whether somebody of her skills is asked for and nobody there while she pauses.
    fn left(&self, agent: usize, day: usize, duty: u16) -> bool {
        let problem = self.problem;
        let (Some(person), Some((_, shift))) = (problem.parts.agents.get(agent), problem.shift_of(duty)) else {
            return false;
        };
        let work = problem.duties.get(usize::from(duty)).map(|duty| duty.work.as_slice()).unwrap_or_default();
        let interval = problem.parts.interval_min;
        let (first, last) = (shift.start_min / interval, (shift.start_min + shift.length_min).div_ceil(interval));
        let bare = |slot: usize| {
            let at = day * problem.slots() + slot;
            let mut skills = self.there.iter().zip(&problem.parts.required).enumerate();
            skills.any(|(skill, (there, required))| {
                person.skills >> skill & 1 == 1 && there.get(at) == Some(&0) && required.get(at).is_some_and(|n| *n > 0)
            })
        };
        (first..last).map(|slot| slot as usize).any(|slot| !work.contains(&slot) && bare(slot))
    }

    /// The way of her pauses that costs least, and of those leaves least bare: her own unless another is better.
    fn better(&mut self, agent: usize, day: usize, duty: u16) -> u16 {
        let Some((shift, _)) = self.problem.shift_of(duty).filter(|_| self.left(agent, day, duty)) else { return duty };
        self.put(agent, day, duty, false);
        let ways = self.problem.ways(shift).filter_map(|way| u16::try_from(way).ok());
        let mut best = (i64::MAX, u32::MAX, true, duty);
        for way in ways {
            self.put(agent, day, way, true);
            best = best.min((self.lack.cost, self.bare, way != duty, way));
            self.put(agent, day, way, false);
        }
        self.put(agent, day, best.3, true);
        best.3
    }
}

#[cfg(test)]
mod tests {
    use super::super::{best_way, check, read, search};
    use super::*;

    /// KIM and LEE alone have refunds, PARK and CHOI orders; two of each are asked for all day, each may eat at three or at four hours.
    fn pairs() -> (Problem, Roster) {
        let text = r#"{ "start": "2026-11-23", "days": 1, "interval_min": 60, "skills": ["refund", "order"],
          "shifts": [{ "name": "day", "start": "09:00", "length_min": 540, "breaks": [{ "length_min": 60, "at_min": [180, 240] }] }],
          "contracts": [{ "name": "c", "shifts": ["day"] }],
          "agents": [{ "name": "KIM", "contract": "c", "skills": ["refund"] }, { "name": "LEE", "contract": "c", "skills": ["refund"] },
                     { "name": "PARK", "contract": "c", "skills": ["order"] }, { "name": "CHOI", "contract": "c", "skills": ["order"] }],
          "required": [{ "skill": "refund", "day": "2026-11-23", "people": [0,0,0,0,0,0,0,0,0,2,2,2,2,2,2,2,2,2] },
                       { "skill": "order", "day": "2026-11-23", "people": [0,0,0,0,0,0,0,0,0,2,2,2,2,2,2,2,2,2] }] }"#;
        let problem = read(text.as_bytes()).unwrap();
        let first = problem.ways(0).start as u16;
        (problem, Roster { rows: vec![vec![first]; 4] })
    }

    #[test]
    fn the_only_two_with_a_skill_are_not_away_at_once_where_that_costs_nothing() {
        let (problem, together) = pairs();
        assert_eq!(bare(&problem, &together), 2);
        let found = search(&problem, 1, Some(&together), |_, _| false, |_| 1.0);
        assert_eq!(check(&problem, &found).cost, check(&problem, &together).cost);
        assert_eq!(bare(&problem, &found), 0, "{found:?}");
        assert_ne!(found.rows[0], found.rows[1]);
        assert_ne!(found.rows[2], found.rows[3]);
    }

    #[test]
    fn days_that_must_stay_do_and_a_shift_set_by_hand_is_laid_apart_as_well() {
        let (problem, mut roster) = pairs();
        let found = search(&problem, 1, Some(&roster), |agent, _| agent != 1, |_| 1.0);
        let first = roster.rows[0][0];
        assert_eq!(found.rows, [[first], [first + 1], [first], [first]]);
        roster.rows[1][0] = 0;
        assert_eq!(best_way(&problem, &roster, 1, 0, 0), Some(first + 1));
    }
}
