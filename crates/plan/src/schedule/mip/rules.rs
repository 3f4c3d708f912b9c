//! The rules of every contract as rows: what `rules.rs` names when broken cannot be chosen here.

use std::collections::BTreeMap;

use highs::{Col, RowProblem};

use super::super::problem::{Contract, Problem};

type Works = BTreeMap<(usize, usize, usize), Col>;

/// Lays the rules of everybody.
pub fn lay(problem: &Problem, works: &Works, lp: &mut RowProblem) {
    for (agent, person) in problem.parts.agents.iter().enumerate() {
        let days: Vec<Vec<(usize, Col)>> = (0..problem.days())
            .map(|day| {
                let own = works.range((agent, day, 0)..(agent, day + 1, 0));
                own.map(|((_, _, shift), col)| (*shift, *col)).collect()
            })
            .collect();
        Person { problem, contract: &person.contract, days: &days }.lay(lp);
    }
}

/// One person's days: the shifts she may choose from, with their columns.
struct Person<'a> {
    problem: &'a Problem,
    contract: &'a Contract,
    days: &'a [Vec<(usize, Col)>],
}

impl Person<'_> {
    fn lay(&self, lp: &mut RowProblem) {
        for day in 0..self.days.len() {
            row(lp, f64::NEG_INFINITY, 1.0, self.work(day, 1.0));
        }
        self.amounts(lp);
        self.stretches(lp);
        self.weekends(lp);
        self.rest(lp);
    }

    /// The columns of a day: together 1 if she works.
    fn work(&self, day: usize, times: f64) -> Vec<(Col, f64)> {
        self.days.get(day).into_iter().flatten().map(|(_, col)| (*col, times)).collect()
    }

    fn span(&self, days: std::ops::Range<usize>) -> Vec<(Col, f64)> {
        days.flat_map(|day| self.work(day, 1.0)).collect()
    }

    fn amounts(&self, lp: &mut RowProblem) {
        let (contract, all) = (self.contract, 0..self.days.len());
        row(lp, (*contract.days.start()).into(), (*contract.days.end()).into(), self.span(all));
        let counted = |shift: usize| self.problem.parts.shifts.get(shift).map_or(0, |shift| shift.counted_min);
        let minutes = self.days.iter().flatten().map(|(shift, col)| (*col, f64::from(counted(*shift))));
        row(lp, (*contract.minutes.start()).into(), (*contract.minutes.end()).into(), minutes.collect());
        for (shift, most) in contract.shifts.iter().filter(|(_, most)| (*most as usize) < self.days.len()) {
            let own = self.days.iter().flatten().filter(|(own, _)| own == shift).map(|(_, col)| (*col, 1.0));
            row(lp, f64::NEG_INFINITY, (*most).into(), own.collect());
        }
    }

    /// Rows of days worked and off. One that touches an end of the horizon is never too short.
    fn stretches(&self, lp: &mut RowProblem) {
        let days = self.days.len();
        let (shortest, longest) = (*self.contract.in_a_row.start() as usize, *self.contract.in_a_row.end() as usize);
        if longest < days {
            for first in 0..days - longest {
                row(lp, f64::NEG_INFINITY, longest as f64, self.span(first..first + longest + 1));
            }
        }
        for length in 1..shortest.min(days) {
            for first in 1..days.saturating_sub(length) {
                let mut terms = self.span(first..first + length);
                terms.extend(self.work(first - 1, -1.0));
                terms.extend(self.work(first + length, -1.0));
                row(lp, f64::NEG_INFINITY, length as f64 - 1.0, terms);
            }
        }
        for length in 1..(self.contract.off_in_a_row as usize).min(days) {
            for first in 1..days.saturating_sub(length) {
                let mut terms: Vec<(Col, f64)> = (first..first + length).flat_map(|day| self.work(day, -1.0)).collect();
                terms.extend(self.work(first - 1, 1.0));
                terms.extend(self.work(first + length, 1.0));
                row(lp, f64::NEG_INFINITY, 1.0, terms);
            }
        }
    }

    fn weekends(&self, lp: &mut RowProblem) {
        let mut worked = Vec::new();
        let weekend = |day: &usize| self.problem.weekend.get(*day) == Some(&true);
        let days: Vec<usize> = (0..self.days.len()).filter(weekend).collect();
        for days in days.chunk_by(|a, b| a + 1 == *b) {
            let (Some(first), Some(last)) = (days.first(), days.last()) else { continue };
            row(lp, f64::NEG_INFINITY, self.contract.weekend_days.into(), self.span(*first..last + 1));
            let any = lp.add_column(0.0, 0..=1);
            for day in days {
                let mut terms = self.work(*day, 1.0);
                terms.push((any, -1.0));
                row(lp, f64::NEG_INFINITY, 0.0, terms);
            }
            worked.push((any, 1.0));
        }
        row(lp, f64::NEG_INFINITY, self.contract.weekends.into(), worked);
    }

    fn rest(&self, lp: &mut RowProblem) {
        let shift = |at: usize| self.problem.parts.shifts.get(at);
        for (day, (today, tomorrow)) in self.days.iter().zip(self.days.iter().skip(1)).enumerate() {
            for (before, col) in today {
                let banned = |after: &usize| {
                    let (Some(first), Some(second)) = (shift(*before), shift(*after)) else { return false };
                    let rest = i64::from(second.start_min) + 1_440 - i64::from(first.start_min + first.length_min);
                    let never = self.contract.never_after.get(*before).is_some_and(|list| list.contains(after));
                    never || rest < i64::from(self.contract.rest_min)
                };
                let after: Vec<(Col, f64)> =
                    tomorrow.iter().filter(|(after, _)| banned(after)).map(|(_, col)| (*col, 1.0)).collect();
                if !after.is_empty() {
                    row(lp, f64::NEG_INFINITY, 1.0, after.into_iter().chain([(*col, 1.0)]).collect());
                }
                // Rest longer than a day off reaches the day after that.
                let later = self.days.get(day + 2).into_iter().flatten();
                let short = later.filter(|(after, _)| {
                    let (Some(first), Some(second)) = (shift(*before), shift(*after)) else { return false };
                    let rest = i64::from(second.start_min) + 2_880 - i64::from(first.start_min + first.length_min);
                    rest < i64::from(self.contract.rest_min)
                });
                let after: Vec<(Col, f64)> = short.map(|(_, col)| (*col, 1.0)).collect();
                if !after.is_empty() {
                    row(lp, f64::NEG_INFINITY, 1.0, after.into_iter().chain([(*col, 1.0)]).collect());
                }
            }
        }
    }
}

/// Adds a row unless nothing can break it.
fn row(lp: &mut RowProblem, low: f64, high: f64, terms: Vec<(Col, f64)>) {
    let most: f64 = terms.iter().map(|(_, times)| times.max(0.0)).sum();
    let least: f64 = terms.iter().map(|(_, times)| times.min(0.0)).sum();
    if low > least || high < most {
        lp.add_row(low..=high, terms);
    }
}
