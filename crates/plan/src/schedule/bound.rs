//! A cost that no roster can go below, by counting hours alone: cheap, and far from tight except where people are too few or too
//! many. The engine `mip` proves a better one.

use super::problem::Problem;

/// The bound: what must be missing when everybody works as much as agreed at most, or be too many when as little as agreed.
pub fn bound(problem: &Problem) -> i64 {
    let required: i64 = problem.parts.required.iter().flatten().map(|people| i64::from(*people)).sum();
    let (mut most, mut least) = (0, 0);
    for (at, agent) in problem.parts.agents.iter().enumerate() {
        let duties = || {
            let shifts = problem.allowed.get(at).into_iter().flatten();
            shifts.flat_map(|shift| problem.ways(*shift)).filter_map(|duty| problem.duties.get(duty))
        };
        let work = || duties().map(|duty| duty.work.len() as i64);
        let counted = || {
            let shifts = duties().filter_map(|duty| problem.parts.shifts.get(duty.shift?));
            shifts.map(|shift| i64::from(shift.counted_min))
        };
        let (Some(longest), Some(shortest)) = (work().max(), work().min()) else { continue };
        let off = problem.off.get(at).map_or(0, |days| days.iter().filter(|off| **off).count() as i64);
        let contract = &agent.contract;
        let by_hours = match counted().min() {
            Some(least) if least > 0 => i64::from(*contract.minutes.end()) / least,
            _ => i64::MAX,
        };
        let days = i64::from(*contract.days.end()).min(problem.days() as i64 - off).min(by_hours);
        let by_hours = match counted().max() {
            Some(most) if most > 0 => (i64::from(*contract.minutes.start()) + most - 1) / most,
            _ => 0,
        };
        most += days.max(0) * longest;
        least += i64::from(*contract.days.start()).max(by_hours) * shortest;
    }
    let missing = (required - most).max(0) * problem.parts.under;
    let idle = (least - required).max(0) * problem.parts.over;
    missing.max(idle)
}

#[cfg(test)]
mod tests {
    use super::super::{check, read, search};
    use super::*;

    fn problem(people: u32, days: &str) -> Problem {
        let text = format!(
            r#"{{ "start": "2026-11-23", "days": 2, "interval_min": 60, "skills": ["a"], "under": 100, "over": 3,
              "shifts": [{{ "name": "day", "start": "09:00", "length_min": 240 }}],
              "contracts": [{{ "name": "c", "shifts": ["day"], "days": {days} }}],
              "agents": [{{ "name": "kim", "contract": "c", "skills": ["a"] }}],
              "required": [{{ "skill": "a", "day": "2026-11-23", "people": [0,0,0,0,0,0,0,0,0,{people},{people},{people},{people}] }}] }}"#
        );
        read(text.as_bytes()).unwrap()
    }

    #[test]
    fn too_few_people_and_too_many_hours_are_bounds_that_a_roster_meets() {
        // Three are needed for four hours; one person works four hours a day on at most one day.
        let few = problem(3, "[0, 1]");
        // Both days are agreed, and one would do: four hours are idle.
        let many = problem(1, "[2, 2]");
        for (problem, expected) in [(few, 800), (many, 12)] {
            let mut asked = 0;
            let best = search(
                &problem,
                1,
                None,
                |_, _| false,
                |_| {
                    asked += 1;
                    f64::from(asked) / 50.0
                },
            );
            assert_eq!((bound(&problem), check(&problem, &best).cost), (expected, expected));
        }
    }
}
