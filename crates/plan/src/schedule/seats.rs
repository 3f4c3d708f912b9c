//! Seats of a site: nobody works where no seat is free. Who works from home by rule on a weekday needs none on it.

use super::check::Violation;
use super::problem::Problem;
use super::roster::Roster;
use super::rules::Rule;
use crate::history::plus;

/// People who need a seat, by site and interval, and how many are without one.
#[derive(Debug, Clone)]
pub struct Seating {
    taken: Vec<i64>,
    /// People without a seat, summed over intervals.
    pub without: i64,
}

impl Seating {
    /// Nobody there.
    pub fn nobody(problem: &Problem) -> Seating {
        Seating { taken: vec![0; problem.parts.sites.len() * cells(problem)], without: 0 }
    }

    /// Everybody of a roster.
    pub fn of(problem: &Problem, roster: &Roster) -> Seating {
        let mut seating = Seating::nobody(problem);
        for (agent, row) in roster.rows.iter().enumerate() {
            for (day, duty) in row.iter().enumerate() {
                seating.add(problem, agent, day, *duty, 1);
            }
        }
        seating
    }

    /// A person comes (`by` 1) or goes (`by` -1) with a duty of a day; her seat is hers from start to end, pauses too.
    pub fn add(&mut self, problem: &Problem, agent: usize, day: usize, duty: u16, by: i64) {
        let Some((site, span)) = seat(problem, agent, day, duty) else { return };
        let seats = problem.parts.sites.get(site).map_or(0, |site| i64::from(site.seats));
        let first = site * cells(problem) + day * problem.slots();
        for taken in self.taken.iter_mut().take(first + span.end).skip(first + span.start) {
            let before = (*taken - seats).max(0);
            *taken += by;
            self.without += (*taken - seats).max(0) - before;
        }
    }

    /// Sites with more people than seats, by day: the most without one at once.
    pub fn violations(&self, problem: &Problem) -> Vec<Violation> {
        let mut found = Vec::new();
        for (site, taken) in problem.parts.sites.iter().zip(self.taken.chunks(cells(problem).max(1))) {
            for (day, taken) in taken.chunks(problem.slots()).enumerate() {
                let most = taken.iter().copied().max().unwrap_or(0) - i64::from(site.seats);
                if most > 0 {
                    let day = plus(problem.parts.first, day as i64);
                    found.push(Violation { agent: site.name.clone(), day, rule: Rule::Seats, by: most });
                }
            }
        }
        found
    }
}

fn cells(problem: &Problem) -> usize {
    (problem.days() + 1) * problem.slots()
}

/// The site at which a person needs a seat for a duty of a day, and for which intervals from its midnight; none at home or off.
pub fn seat(problem: &Problem, agent: usize, day: usize, duty: u16) -> Option<(usize, std::ops::Range<usize>)> {
    let (_, shift) = problem.shift_of(duty)?;
    let person = problem.parts.agents.get(agent)?;
    let site = person.site.filter(|_| person.home.get(problem.weekday(day)) != Some(&true))?;
    let interval = problem.parts.interval_min.max(1);
    Some((
        site,
        (shift.start_min / interval) as usize..(shift.start_min + shift.length_min).div_ceil(interval) as usize,
    ))
}

#[cfg(test)]
mod tests {
    use super::super::{Change, breaks, check, read, search};
    use super::*;

    /// Three people, one seat; LEE is at home on Mondays.
    const PROBLEM: &str = r#"{
      "start": "2026-11-23", "days": 2, "interval_min": 60, "skills": ["a"], "sites": [{ "name": "Seoul", "seats": 1 }],
      "shifts": [{ "name": "day", "start": "09:00", "length_min": 240 }, { "name": "late", "start": "13:00", "length_min": 240 }],
      "contracts": [{ "name": "c", "shifts": ["day", "late"] }],
      "agents": [
        { "name": "kim", "contract": "c", "skills": ["a"], "site": "Seoul" },
        { "name": "lee", "contract": "c", "skills": ["a"], "site": "Seoul", "home": ["mon"] },
        { "name": "park", "contract": "c", "skills": ["a"], "site": "Seoul" }
      ],
      "required": [
        { "skill": "a", "day": "2026-11-23", "people": [0,0,0,0,0,0,0,0,0,3,3,3,3] },
        { "skill": "a", "day": "2026-11-24", "people": [0,0,0,0,0,0,0,0,0,3,3,3,3] }
      ]
    }"#;

    #[test]
    fn no_more_are_there_than_sit_and_who_is_at_home_needs_no_seat() {
        let problem = read(PROBLEM.as_bytes()).unwrap();
        let mut asked = 0;
        let best = search(
            &problem,
            1,
            None,
            |_, _| false,
            |_| {
                asked += 1;
                f64::from(asked) / 80.0
            },
        );
        let report = check(&problem, &best);
        // On Monday one sits and one is at home, on Tuesday one sits: one and two are missing for four hours.
        assert!(report.feasible, "{report:?}");
        assert_eq!(report.understaffed_hours, 4.0 + 8.0);
    }

    #[test]
    fn a_change_that_takes_a_seat_nobody_has_left_is_named_by_site_and_day() {
        let problem = read(PROBLEM.as_bytes()).unwrap();
        let day = problem.ways(0).start as u16;
        let late = problem.ways(1).start as u16;
        let roster = Roster { rows: vec![vec![day, 0], vec![0, 0], vec![0, 0]] };
        let park = |duty| breaks(&problem, &roster, &[Change { agent: 2, day: 0, duty }]);
        let expected = Violation { agent: "Seoul".into(), day: problem.parts.first, rule: Rule::Seats, by: 1 };
        assert_eq!(park(day), [expected]);
        // She sits down when the other has left; and at home there is room.
        assert_eq!(park(late), []);
        assert_eq!(breaks(&problem, &roster, &[Change { agent: 1, day: 0, duty: day }]), []);
    }
}
