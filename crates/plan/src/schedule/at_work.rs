//! Who of a roster is at work when, by skills, as staffing asks.

use std::collections::BTreeMap;

use super::problem::Problem;
use super::roster::Roster;
use crate::staff::{Rostered, RosteredSet};

/// People at work by skills and interval, pauses taken out; a night of the last day reaches into the day after.
pub fn at_work(problem: &Problem, roster: &Roster) -> Rostered {
    let slots = problem.slots();
    let mut sets: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (agent, row) in problem.parts.agents.iter().zip(&roster.rows) {
        let people = sets.entry(agent.skills).or_insert_with(|| vec![0; (problem.days() + 1) * slots]);
        for (day, duty) in row.iter().enumerate() {
            let work = problem.duties.get(usize::from(*duty)).map(|duty| duty.work.as_slice()).unwrap_or_default();
            for slot in work {
                if let Some(count) = people.get_mut(day * slots + slot) {
                    *count += 1;
                }
            }
        }
    }
    let named = |skills: u32| {
        let own = problem.parts.skills.iter().enumerate().filter(|(at, _)| skills >> at & 1 == 1);
        own.map(|(_, name)| name.clone()).collect()
    };
    Rostered {
        first: problem.parts.first,
        days: problem.days(),
        interval_min: problem.parts.interval_min,
        sets: sets.into_iter().map(|(skills, people)| RosteredSet { skills: named(skills), people }).collect(),
    }
}
