//! Stretches of days worked and off as a path: from a day on which she may begin, along a whole stretch and the least days off after
//! it, to the next such day. One unit flows from the first day to the last, so that a fraction of a roster is a mixture of rows
//! that each keep the rule: the bound is far tighter than from rows that forbid each wrong stretch (Dantzig's set covering of
//! shifts, and the networks of Balakrishnan & Wong 1990, in which a roster is a path).

use highs::{Col, RowProblem};

use super::rules::{Person, row};

/// The longest stretch that has an arc of its own; a longer one goes on day by day.
const MAX_ARC: usize = 14;

/// What an arc stands for: the days worked, and the weekends that it is the first to touch.
struct Arc {
    col: Col,
    days: std::ops::Range<usize>,
    weekends: u32,
}

/// The path of one person: by node, what leaves it (1) and enters it (-1). On a node of `free` she may begin or stay off, on one of
/// `going` she has worked enough to stop and may go on.
struct Path<'a> {
    person: &'a Person<'a>,
    free: Vec<Vec<(Col, f64)>>,
    going: Vec<Vec<(Col, f64)>>,
    arcs: Vec<Arc>,
}

/// Lays the rows of one person: days in a row, days off in a row, weekends.
pub fn lay(person: &Person, lp: &mut RowProblem) {
    let (days, before) = (person.problem.days(), person.person.before.in_a_row as usize);
    let (terms, longest) = (person.contract, *person.contract.in_a_row.end() as usize);
    let any_length = *terms.in_a_row.start() <= 1 && terms.off_in_a_row <= 1 && longest >= days + before;
    // Where nothing is said of stretches, a path only weighs the model down.
    if any_length && terms.weekends as usize > days.div_ceil(7) {
        return;
    }
    let mut path =
        Path { person, free: vec![Vec::new(); days + 1], going: vec![Vec::new(); days + 1], arcs: Vec::new() };
    for day in 0..days {
        path.rests(day, lp);
        // A stretch that goes on from the days before, or may, is never too short where those are not known.
        let (shortest, longest) = match (day, before) {
            (0, 0) => (1, longest),
            (0, had) => (path.shortest().saturating_sub(had).max(1), longest.saturating_sub(had)),
            _ => (path.shortest(), longest),
        };
        path.works(day, shortest, longest, lp);
    }
    path.rows(lp);
}

impl Path<'_> {
    fn shortest(&self) -> usize {
        (*self.person.contract.in_a_row.start() as usize).max(1)
    }

    /// The day on which she may work again after a stretch that ends before a day.
    fn after(&self, end: usize) -> usize {
        (end + (self.person.contract.off_in_a_row as usize).max(1)).min(self.person.problem.days())
    }

    fn rests(&mut self, day: usize, lp: &mut RowProblem) {
        let col = self.arc(day..day, 0, lp);
        enter(&mut self.free, day, 1.0, col);
        enter(&mut self.free, day + 1, -1.0, col);
    }

    /// Stretches that begin on a day.
    fn works(&mut self, first: usize, shortest: usize, longest: usize, lp: &mut RowProblem) {
        let left = (first..self.person.problem.days()).take_while(|day| self.person.may(*day)).count();
        let all = self.person.problem.days();
        let arcs = if longest > MAX_ARC { shortest } else { longest };
        for length in 1..=arcs.min(left) {
            let end = first + length;
            // One that touches the end of the horizon may be longer there.
            if length < shortest && end < all {
                continue;
            }
            let (col, after) = (self.arc(first..end, self.weekends(first..end), lp), self.after(end));
            enter(&mut self.free, first, 1.0, col);
            match longest > MAX_ARC && length == shortest {
                true => enter(&mut self.going, end, -1.0, col),
                false => enter(&mut self.free, after, -1.0, col),
            }
        }
    }

    /// Balances every node, ties the arcs to the shifts, and counts weekends. Very long stretches are limited as rows.
    fn rows(mut self, lp: &mut RowProblem) {
        let (days, longest) = (self.person.problem.days(), *self.person.contract.in_a_row.end() as usize);
        if longest > MAX_ARC {
            self.go_on(lp);
            self.limit(longest, lp);
        }
        for (day, node) in self.free.iter().enumerate().take(days) {
            let source = if day == 0 { 1.0 } else { 0.0 };
            lp.add_row(source..=source, node.clone());
        }
        for node in self.going.iter().filter(|node| !node.is_empty()) {
            lp.add_row(0.0..=0.0, node.clone());
        }
        for day in 0..days {
            let mut terms = self.person.work(day, 1.0);
            terms.extend(self.arcs.iter().filter(|arc| arc.days.contains(&day)).map(|arc| (arc.col, -1.0)));
            if !terms.is_empty() {
                lp.add_row(0.0..=0.0, terms);
            }
        }
        let touched = self.arcs.iter().filter(|arc| arc.weekends > 0).map(|arc| (arc.col, f64::from(arc.weekends)));
        row(lp, f64::NEG_INFINITY, self.person.contract.weekends.into(), touched.collect());
    }

    /// Whoever has worked enough goes on for a day, or stops.
    fn go_on(&mut self, lp: &mut RowProblem) {
        let days = self.person.problem.days();
        for day in 0..=days {
            let (stops, after) = (self.arc(day..day, 0, lp), self.after(day));
            enter(&mut self.going, day, 1.0, stops);
            enter(&mut self.free, after, -1.0, stops);
            if day < days && self.person.may(day) {
                let known = day > 0 && self.weekend(day - 1);
                let col = self.arc(day..day + 1, u32::from(self.weekend(day) && !known), lp);
                enter(&mut self.going, day, 1.0, col);
                enter(&mut self.going, day + 1, -1.0, col);
            }
        }
    }

    fn limit(&self, longest: usize, lp: &mut RowProblem) {
        let (days, before) = (self.person.problem.days(), self.person.person.before.in_a_row as usize);
        let mut most = |first: usize, length: usize| {
            let terms = (first..first + length + 1).flat_map(|day| self.person.work(day, 1.0)).collect();
            row(lp, f64::NEG_INFINITY, length as f64, terms);
        };
        (0..days.saturating_sub(longest)).for_each(|first| most(first, longest));
        if before > 0 && longest < days + before {
            most(0, longest.saturating_sub(before));
        }
    }

    fn arc(&mut self, days: std::ops::Range<usize>, weekends: u32, lp: &mut RowProblem) -> Col {
        let col = lp.add_column(0.0, 0..=1);
        self.arcs.push(Arc { col, days, weekends });
        col
    }

    fn weekend(&self, day: usize) -> bool {
        self.person.problem.weekend.get(day) == Some(&true)
    }

    /// Weekends that days touch.
    fn weekends(&self, days: std::ops::Range<usize>) -> u32 {
        let firsts = days.clone().filter(|day| self.weekend(*day) && (*day == days.start || !self.weekend(day - 1)));
        firsts.count() as u32
    }
}

fn enter(nodes: &mut [Vec<(Col, f64)>], at: usize, times: f64, col: Col) {
    nodes.get_mut(at).into_iter().for_each(|node| node.push((col, times)));
}
