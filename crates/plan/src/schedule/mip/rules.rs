//! The rules of every contract as rows: what `rules.rs` names when broken cannot be chosen here.

use std::collections::BTreeMap;

use highs::{Col, RowProblem};

use super::super::problem::{Agent, Contract, Problem, Shift};
use super::{nights, stretches};

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
        let off = problem.off.get(agent).map(Vec::as_slice).unwrap_or_default();
        Person { problem, person, contract: &person.contract, days: &days, off }.lay(lp);
    }
}

/// One person's days: the shifts she may choose from, with their columns.
pub struct Person<'a> {
    pub problem: &'a Problem,
    pub person: &'a Agent,
    pub contract: &'a Contract,
    pub days: &'a [Vec<(usize, Col)>],
    off: &'a [bool],
}

impl Person<'_> {
    fn lay(&self, lp: &mut RowProblem) {
        for day in 0..self.days.len() {
            row(lp, f64::NEG_INFINITY, 1.0, self.work(day, 1.0));
        }
        self.amounts(lp);
        self.weeks(lp);
        stretches::lay(self, lp);
        self.weekend_days(lp);
        self.rest(lp);
        nights::lay(self, lp);
    }

    /// The columns of a day: together 1 if she works.
    pub fn work(&self, day: usize, times: f64) -> Vec<(Col, f64)> {
        self.days.get(day).into_iter().flatten().map(|(_, col)| (*col, times)).collect()
    }

    /// Whether she may work a day.
    pub fn may(&self, day: usize) -> bool {
        self.days.get(day).is_some_and(|shifts| !shifts.is_empty())
    }

    fn span(&self, days: std::ops::Range<usize>) -> Vec<(Col, f64)> {
        days.flat_map(|day| self.work(day, 1.0)).collect()
    }

    pub fn shift(&self, at: usize) -> Option<&Shift> {
        self.problem.parts.shifts.get(at)
    }

    fn minutes(&self, days: std::ops::Range<usize>) -> Vec<(Col, f64)> {
        let counted = |at: usize| f64::from(self.shift(at).map_or(0, |shift| shift.counted_min));
        self.days.get(days).into_iter().flatten().flatten().map(|(at, col)| (*col, counted(*at))).collect()
    }

    fn amounts(&self, lp: &mut RowProblem) {
        let (contract, all) = (self.contract, 0..self.days.len());
        row(lp, (*contract.days.start()).into(), (*contract.days.end()).into(), self.span(all.clone()));
        row(lp, (*contract.minutes.start()).into(), (*contract.minutes.end()).into(), self.minutes(all));
        for (shift, most) in contract.shifts.iter().filter(|(_, most)| (*most as usize) < self.days.len()) {
            let own = self.days.iter().flatten().filter(|(own, _)| own == shift).map(|(_, col)| (*col, 1.0));
            row(lp, f64::NEG_INFINITY, (*most).into(), own.collect());
        }
    }

    /// Days and minutes of each week; what was worked before counts towards the most of the first.
    fn weeks(&self, lp: &mut RowProblem) {
        let (contract, before) = (self.contract, self.person.before);
        let all: Vec<usize> = (0..self.days.len()).collect();
        for (at, week) in all.chunk_by(|_, next| self.problem.weekday(*next) != 0).enumerate() {
            let (Some(first), Some(last)) = (week.first(), week.last()) else { continue };
            let days = *first..last + 1;
            let seen = days.clone().filter(|day| self.off.get(*day) != Some(&true)).count() as u64;
            let least = |agreed: u32| (u64::from(agreed) * seen / 7) as f64;
            let (had_days, had_minutes) = if at == 0 { (before.week_days, before.week_minutes) } else { (0, 0) };
            let most = |agreed: u32, had: u32| f64::from(agreed) - f64::from(had);
            let (agreed_days, agreed) = (&contract.week_days, &contract.week_minutes);
            row(lp, least(*agreed_days.start()), most(*agreed_days.end(), had_days), self.span(days.clone()));
            let law = contract.law.map_or(u32::MAX, |law| law.week_min);
            let most = most((*agreed.end()).min(law), had_minutes);
            row(lp, least(*agreed.start()), most, self.minutes(days));
        }
    }

    fn weekend_days(&self, lp: &mut RowProblem) {
        let weekend = |day: &usize| self.problem.weekend.get(*day) == Some(&true);
        let days: Vec<usize> = (0..self.days.len()).filter(weekend).collect();
        for days in days.chunk_by(|a, b| a + 1 == *b) {
            let (Some(first), Some(last)) = (days.first(), days.last()) else { continue };
            row(lp, f64::NEG_INFINITY, self.contract.weekend_days.into(), self.span(*first..last + 1));
        }
    }

    /// No two shifts with too little rest between them, nor one too soon after what came before or before what comes after.
    fn rest(&self, lp: &mut RowProblem) {
        for (one, next) in self.pairs(self.contract.rest_min) {
            self.apart(one, next, lp, |before, after| {
                let never =
                    next == one + 1 && self.contract.never_after.get(before).is_some_and(|list| list.contains(&after));
                !never && self.contract.rested(self.end(one, before), self.start(next, after))
            });
        }
        self.allow(lp, |day, at| {
            let after = self.person.before.ended.is_none_or(|ended| self.contract.rested(ended, self.start(day, at)));
            after && self.person.next_start.is_none_or(|next| self.contract.rested(self.end(day, at), next))
        });
    }

    /// Two days of which so many minutes of rest after a shift of the first may reach into the second.
    pub fn pairs(&self, rest_min: u32) -> impl Iterator<Item = (usize, usize)> {
        let (days, reach) = (self.days.len(), (rest_min / 1_440) as usize + 2);
        (0..days).flat_map(move |day| (day + 1..days.min(day + reach + 1)).map(move |next| (day, next)))
    }

    /// Of two days no pair of shifts that `fine` refuses.
    fn apart(&self, one: usize, next: usize, lp: &mut RowProblem, fine: impl Fn(usize, usize) -> bool) {
        for (before, col) in self.days.get(one).into_iter().flatten() {
            let later = self.days.get(next).into_iter().flatten();
            let banned: Vec<(Col, f64)> =
                later.filter(|(after, _)| !fine(*before, *after)).map(|(_, col)| (*col, 1.0)).collect();
            if !banned.is_empty() {
                row(lp, f64::NEG_INFINITY, 1.0, banned.into_iter().chain([(*col, 1.0)]).collect());
            }
        }
    }

    /// No shift that `fine` refuses.
    fn allow(&self, lp: &mut RowProblem, fine: impl Fn(usize, usize) -> bool) {
        for (day, shifts) in self.days.iter().enumerate() {
            for (_, col) in shifts.iter().filter(|(at, _)| !fine(day, *at)) {
                row(lp, f64::NEG_INFINITY, 0.0, vec![(*col, 1.0)]);
            }
        }
    }

    /// When a shift of a day starts and ends, in minutes from the first midnight.
    pub fn start(&self, day: usize, at: usize) -> i64 {
        day as i64 * 1_440 + self.shift(at).map_or(0, |shift| i64::from(shift.start_min))
    }

    pub fn end(&self, day: usize, at: usize) -> i64 {
        self.start(day, at) + self.shift(at).map_or(0, |shift| i64::from(shift.length_min))
    }
}

/// Adds a row unless nothing can break it.
pub fn row(lp: &mut RowProblem, low: f64, high: f64, terms: Vec<(Col, f64)>) {
    let most: f64 = terms.iter().map(|(_, times)| times.max(0.0)).sum();
    let least: f64 = terms.iter().map(|(_, times)| times.min(0.0)).sum();
    if low > least || high < most {
        lp.add_row(low..=high, terms);
    }
}
