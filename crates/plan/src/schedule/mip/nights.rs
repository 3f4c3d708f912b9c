//! Runs of nights that end in time, and rest after each, as rows.

use highs::{Col, RowProblem};

use super::super::problem::Nights;
use super::rules::{Person, row};

/// Lays the rows of one person; none where no limits of nights are stated.
pub fn lay(person: &Person, lp: &mut RowProblem) {
    let Some(limits) = person.contract.nights else { return };
    let before = person.person.before;
    let runs = Runs { person, limits, had: if before.in_a_row > 0 { before.nights as usize } else { 0 } };
    runs.in_a_row(lp);
    runs.rest(lp);
    runs.rest_from_before(lp);
    runs.rest_to_next(lp);
}

struct Runs<'a> {
    person: &'a Person<'a>,
    limits: Nights,
    /// Nights in a row up to the day before.
    had: usize,
}

impl Runs<'_> {
    fn is_night(&self, shift: usize) -> bool {
        self.person.shift(shift).is_some_and(|shift| self.limits.has(shift))
    }

    /// The columns of a day's nights.
    fn nights(&self, day: usize, times: f64) -> Vec<(Col, f64)> {
        let own = self.person.days.get(day).into_iter().flatten().filter(|(at, _)| self.is_night(*at));
        own.map(|(_, col)| (*col, times)).collect()
    }

    fn rested(&self, ended: i64, starts: i64) -> bool {
        starts - ended >= i64::from(self.limits.rest_min)
    }

    fn in_a_row(&self, lp: &mut RowProblem) {
        let (most, days) = (self.limits.in_a_row as usize, self.person.days.len());
        let mut within = |first: usize, most: usize| {
            let terms = (first..first + most + 1).flat_map(|day| self.nights(day, 1.0)).collect();
            row(lp, f64::NEG_INFINITY, most as f64, terms);
        };
        (0..days.saturating_sub(most)).for_each(|first| within(first, most));
        if self.had > 0 && most < days + self.had {
            within(0, most.saturating_sub(self.had));
        }
    }

    /// Rest between a night and whatever comes later. A night on the day after goes on with the run, and a later one may follow one
    /// that does.
    fn rest(&self, lp: &mut RowProblem) {
        let person = self.person;
        let of = |day: usize| person.days.get(day).into_iter().flatten();
        for (one, next) in person.pairs(self.limits.rest_min) {
            for (before, night) in of(one).filter(|(at, _)| self.is_night(*at)) {
                for (after, col) in
                    of(next).filter(|(at, _)| !self.rested(person.end(one, *before), person.start(next, *at)))
                {
                    let going_on = match self.is_night(*after) {
                        true if next == one + 1 => continue,
                        true => self.nights(next - 1, -1.0),
                        false => Vec::new(),
                    };
                    row(lp, f64::NEG_INFINITY, 1.0, [vec![(*night, 1.0), (*col, 1.0)], going_on].concat());
                }
            }
        }
    }

    /// Rest after nights before the first day, but for a night that goes on with their run.
    fn rest_from_before(&self, lp: &mut RowProblem) {
        let before = self.person.person.before;
        let Some(ended) = before.ended.filter(|_| before.nights > 0) else { return };
        for (day, shifts) in self.person.days.iter().enumerate() {
            for (at, col) in shifts.iter().filter(|(at, _)| !self.rested(ended, self.person.start(day, *at))) {
                let going_on = match (self.is_night(*at), day) {
                    (true, 0) if self.had > 0 => continue,
                    (true, day) if day > 0 => self.nights(day - 1, -1.0),
                    _ => Vec::new(),
                };
                row(lp, f64::NEG_INFINITY, 0.0, [vec![(*col, 1.0)], going_on].concat());
            }
        }
    }

    /// Rest between a night and the next roster's first shift, unless the run goes on here, or there: see `rules.rs`.
    fn rest_to_next(&self, lp: &mut RowProblem) {
        let Some(next) = self.person.person.next_start else { return };
        for (day, shifts) in self.person.days.iter().enumerate() {
            for (at, col) in shifts.iter().filter(|(at, _)| self.is_night(*at)) {
                let goes_on = next.div_euclid(1_440) == day as i64 + 1 && next - self.person.start(day, *at) >= 1_440;
                if !goes_on && !self.rested(self.person.end(day, *at), next) {
                    row(lp, f64::NEG_INFINITY, 0.0, [vec![(*col, 1.0)], self.nights(day + 1, -1.0)].concat());
                }
            }
        }
    }
}
