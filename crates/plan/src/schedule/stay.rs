//! Who may stay after a shift: the rules of any roster, asked of the same shift made longer.

use super::change::new_of;
use super::problem::{Problem, Shift};
use super::roster::Roster;
use super::rules::Rule;
use super::seats::Seating;
use crate::refusal::Refusal;

/// By person: the rules that staying so many minutes after her shift of a day would break, none where she may; `None` where she is off. `next` says when a
/// duty after the last day of the roster begins, in minutes from the roster's first midnight.
///
/// # Errors
/// A roster so large that its shifts in a longer form do not fit beside it.
pub fn staying(
    problem: &Problem,
    roster: &Roster,
    day: usize,
    minutes: u32,
    next: impl Fn(usize) -> Option<i64>,
) -> Result<Vec<Option<Vec<Rule>>>, Refusal> {
    let longer = Longer::of(problem, roster, day, minutes)?;
    let mut seating = Seating::of(&longer.problem, roster);
    let people = roster.rows.iter().enumerate().map(|(agent, row)| {
        let duty = row.get(day).copied().filter(|duty| *duty > 0)?;
        let Some(stays) = longer.duty(problem, duty) else { return Some(vec![Rule::Rest]) };
        let mut after = row.clone();
        if let Some(cell) = after.get_mut(day) {
            *cell = stays;
        }
        let mut hindered = longer.rules(agent, row, &after, day);
        let ends = longer.end(day, stays);
        let rested =
            |starts| longer.problem.parts.agents.get(agent).is_some_and(|one| one.contract.rested(ends, starts));
        if day + 1 == row.len() && next(agent).is_some_and(|starts| !rested(starts)) {
            hindered.push(Rule::Rest);
        }
        let before = seating.without;
        seating.add(&longer.problem, agent, day, duty, -1);
        seating.add(&longer.problem, agent, day, stays, 1);
        if seating.without > before {
            hindered.push(Rule::Seats);
        }
        seating.add(&longer.problem, agent, day, stays, -1);
        seating.add(&longer.problem, agent, day, duty, 1);
        Some(hindered)
    });
    Ok(people.collect())
}

/// The problem with the shifts of a day in a longer form too; the duties it had keep their numbers.
struct Longer {
    problem: Problem,
    /// By shift: its longer form.
    form: Vec<Option<usize>>,
}

impl Longer {
    fn of(problem: &Problem, roster: &Roster, day: usize, minutes: u32) -> Result<Longer, Refusal> {
        let mut parts = problem.parts.clone();
        let mut form = vec![None; parts.shifts.len()];
        for (at, _) in roster.rows.iter().filter_map(|row| problem.shift_of(*row.get(day)?)) {
            let (Some(shift), Some(form)) = (problem.parts.shifts.get(at), form.get_mut(at)) else { continue };
            let (length_min, counted_min) = (shift.length_min + minutes, shift.counted_min + minutes);
            // Nobody works around the clock.
            if form.is_some() || length_min > 1_440 {
                continue;
            }
            *form = Some(parts.shifts.len());
            let longer = parts.shifts.len();
            parts.shifts.push(Shift { length_min, counted_min, ..shift.clone() });
            for agent in &mut parts.agents {
                let contract = &mut agent.contract;
                if contract.shifts.iter().any(|(own, _)| *own == at) {
                    contract.shifts.push((longer, u32::MAX));
                }
                // What may not follow the shift may not follow its longer form.
                if let Some(banned) = contract.never_after.get(at).cloned() {
                    contract.never_after.resize(longer, Vec::new());
                    contract.never_after.push(banned);
                }
                for banned in &mut contract.never_after {
                    if banned.contains(&at) {
                        banned.push(longer);
                    }
                }
            }
        }
        Ok(Longer { problem: Problem::new(parts)?, form })
    }

    /// The longer form of a duty, its pauses as they are.
    fn duty(&self, problem: &Problem, duty: u16) -> Option<u16> {
        let known = problem.duties.get(usize::from(duty))?;
        let longer = (*self.form.get(known.shift?)?)?;
        u16::try_from(self.problem.ways(longer).start + known.pattern).ok()
    }

    /// The end of a duty, in minutes from the first midnight.
    fn end(&self, day: usize, duty: u16) -> i64 {
        let ends = self.problem.shift_of(duty).map_or(0, |(_, shift)| shift.start_min + shift.length_min);
        day as i64 * 1_440 + i64::from(ends)
    }

    /// Rules that her days with the longer duty break, or break further.
    fn rules(&self, agent: usize, before: &[u16], after: &[u16], day: usize) -> Vec<Rule> {
        let mut rules = Vec::new();
        new_of(&self.problem, agent, before, after, |rule, _, _| rules.push(rule));
        let Some(contract) = self.problem.parts.agents.get(agent).map(|one| &one.contract) else { return rules };
        let duty = after.get(day).copied().unwrap_or(0);
        let pattern = self.problem.duties.get(usize::from(duty)).map_or(0, |duty| duty.pattern);
        let owed = self.problem.shift_of(duty).zip(contract.law).and_then(|((_, shift), law)| {
            law.pause_owed(shift.length_min, shift.patterns.get(pattern).map(Vec::as_slice).unwrap_or_default())
        });
        rules.extend(owed.map(|_| Rule::Pauses));
        rules.sort_unstable();
        rules.dedup();
        rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two weeks from a Monday; KIM under the law, LEE as agreed, CHOI with neither.
    fn problem() -> Problem {
        let text = r#"{
          "start": "2026-11-23", "days": 14, "interval_min": 60, "skills": ["a"],
          "shifts": [
            { "name": "early", "start": "07:00", "length_min": 540, "breaks": [{ "length_min": 60, "at_min": [240] }] },
            { "name": "late", "start": "12:00", "length_min": 600, "breaks": [{ "length_min": 60, "at_min": [240] }] },
            { "name": "short", "start": "09:00", "length_min": 480, "breaks": [{ "length_min": 30, "at_min": [240] }] }
          ],
          "contracts": [
            { "name": "law", "shifts": ["early", "late", "short"], "law": "kr" },
            { "name": "forty", "shifts": ["early", "late", "short"], "hours": [0, 40] },
            { "name": "free", "shifts": ["early", "late", "short"] }
          ],
          "agents": [
            { "name": "kim", "contract": "law", "skills": ["a"] },
            { "name": "lee", "contract": "forty", "skills": ["a"] },
            { "name": "choi", "contract": "free", "skills": ["a"] }
          ],
          "required": [{ "skill": "a", "day": "2026-11-24", "people": [1] }]
        }"#;
        super::super::read(text.as_bytes()).unwrap()
    }

    /// All three with the same shifts: e, l, s, or off.
    fn all(problem: &Problem, days: &str) -> Roster {
        let duty = |letter| match "els".find(letter) {
            Some(shift) => problem.ways(shift).start as u16,
            None => 0,
        };
        let mut row: Vec<u16> = days.chars().map(duty).collect();
        row.resize(14, 0);
        Roster { rows: vec![row; 3] }
    }

    fn stay(days: &str, day: usize, minutes: u32) -> Vec<Option<Vec<Rule>>> {
        let problem = problem();
        staying(&problem, &all(&problem, days), day, minutes, |_| None).unwrap()
    }

    #[test]
    fn who_begins_early_tomorrow_has_the_rest_she_is_owed() {
        // 22:00 to 07:00 is nine hours already; from 07:00 to 07:00 there are fifteen.
        assert_eq!(stay("e.e", 0, 60), [Some(vec![]), Some(vec![]), Some(vec![])]);
        assert_eq!(stay(".", 0, 60), [None, None, None]);
        // 16:00 to 03:00 for eleven hours: staying until 20:00 keeps them, until 21:00 does not.
        assert_eq!(stay("ee", 0, 240), [Some(vec![]), Some(vec![]), Some(vec![])]);
        assert_eq!(stay("ee", 0, 300), [Some(vec![Rule::Rest]), Some(vec![]), Some(vec![])]);
    }

    #[test]
    fn a_duty_of_the_next_roster_counts_on_the_last_day() {
        let problem = problem();
        let roster = all(&problem, ".............e");
        let at = |minute: i64| staying(&problem, &roster, 13, 60, |_| Some(14 * 1_440 + minute)).unwrap();
        // 17:00 to 04:00 are eleven hours.
        assert_eq!(at(240), [Some(vec![]), Some(vec![]), Some(vec![])]);
        assert_eq!(at(239)[0], Some(vec![Rule::Rest]));
    }

    #[test]
    fn the_hours_agreed_and_the_hours_of_the_law_hold_by_the_minute() {
        // Five days of eight hours: LEE has her forty.
        assert_eq!(stay("eeeee", 4, 60), [Some(vec![]), Some(vec![Rule::Hours]), Some(vec![])]);
        // And is not asked when she is over them already.
        assert_eq!(stay("eeeeel", 5, 60)[1], Some(vec![Rule::Hours]));
        // Six days: 48 + 4 are the law's 52, one hour more is not; last week's hours are last week's.
        assert_eq!(stay("eeeeee", 5, 240)[0], Some(vec![]));
        assert_eq!(stay("eeeeee", 5, 241)[0], Some(vec![Rule::WeekHours]));
        assert_eq!(stay("eeeeee.e", 7, 240)[0], Some(vec![]));
    }

    #[test]
    fn more_work_may_need_longer_pauses() {
        // 7.5 hours with half an hour; eight need a whole one.
        assert_eq!(stay("s", 0, 29), [Some(vec![]), Some(vec![]), Some(vec![])]);
        assert_eq!(stay("s", 0, 30), [Some(vec![Rule::Pauses]), Some(vec![]), Some(vec![])]);
    }

    #[test]
    fn nobody_stays_where_her_seat_is_somebody_elses() {
        let text = r#"{
          "start": "2026-11-23", "days": 1, "interval_min": 60, "skills": ["a"], "sites": [{ "name": "Seoul", "seats": 1 }],
          "shifts": [{ "name": "early", "start": "07:00", "length_min": 300 }, { "name": "late", "start": "12:00", "length_min": 300 }],
          "contracts": [{ "name": "c", "shifts": ["early", "late"] }],
          "agents": [{ "name": "kim", "contract": "c", "skills": ["a"], "site": "Seoul" },
                     { "name": "lee", "contract": "c", "skills": ["a"], "site": "Seoul" }],
          "required": [{ "skill": "a", "day": "2026-11-23", "people": [1] }]
        }"#;
        let problem = super::super::read(text.as_bytes()).unwrap();
        let [early, late] = [0, 1].map(|shift| problem.ways(shift).start as u16);
        let found = staying(&problem, &Roster { rows: vec![vec![early], vec![late]] }, 0, 60, |_| None).unwrap();
        assert_eq!(found, [Some(vec![Rule::Seats]), Some(vec![])]);
    }
}
