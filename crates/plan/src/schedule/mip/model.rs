//! The columns of a problem, what covers cost, and the way between columns and rosters.

use std::collections::BTreeMap;

use highs::{Col, RowProblem};

use super::super::problem::Problem;
use super::super::roster::Roster;
use super::super::rules::burden;
use super::super::seats::seat;
use super::rules;

/// Points of one person that are priced one by one; who can bear more than that in one schedule is limited to them.
const MOST_POINTS: i64 = 400;

/// A problem as columns and rows.
pub struct Model<'a> {
    problem: &'a Problem,
    pub lp: RowProblem,
    /// By agent, day and shift: she works it.
    pub works: BTreeMap<(usize, usize, usize), Col>,
    /// By skills, day and duty: people of these skills on a shift whose pauses lie this way; where a shift has one way, or no
    /// interval is required, there is none.
    ways: BTreeMap<(u32, usize, usize), Col>,
}

impl<'a> Model<'a> {
    /// Lays a problem out.
    pub fn new(problem: &'a Problem) -> Model<'a> {
        let mut model = Model { problem, lp: RowProblem::default(), works: BTreeMap::new(), ways: BTreeMap::new() };
        model.people();
        model.fairness();
        model.seats();
        rules::lay(problem, &model.works, &mut model.lp);
        model.shifts();
        if problem.parts.required.iter().flatten().any(|people| *people > 0) || problem.parts.over > 0 {
            model.intervals();
        }
        model
    }

    /// A column for every shift somebody may work on a day; its cost is what it changes against a day off.
    fn people(&mut self) {
        let problem = self.problem;
        let width = problem.parts.shifts.len() + 1;
        let mut constant = 0;
        for agent in 0..problem.parts.agents.len() {
            for day in 0..problem.days() {
                let price = |choice: usize| {
                    problem.prices.get(agent).and_then(|prices| prices.get(day * width + choice)).copied().unwrap_or(0)
                };
                constant += price(0);
                if problem.off.get(agent).and_then(|off| off.get(day)) == Some(&true) {
                    continue;
                }
                for shift in problem.allowed.get(agent).into_iter().flatten() {
                    let template = problem.parts.shifts.get(*shift);
                    if template.and_then(|shift| shift.weekdays.get(problem.weekday(day))) == Some(&true) {
                        let cost = price(shift + 1) - price(0);
                        let col = self.lp.add_integer_column(cost as f64, 0..=1);
                        self.works.insert((agent, day, *shift), col);
                    }
                }
            }
        }
        self.lp.add_column(constant as f64, 1..=1);
    }

    /// No more people at a site than seats, in any interval.
    fn seats(&mut self) {
        let problem = self.problem;
        let mut there: BTreeMap<(usize, usize), Vec<(Col, f64)>> = BTreeMap::new();
        for ((agent, day, shift), col) in &self.works {
            let Some((site, span)) = seat(problem, *agent, *day, problem.ways(*shift).start as u16) else { continue };
            for slot in span {
                there.entry((site, day * problem.slots() + slot)).or_default().push((*col, 1.0));
            }
        }
        for ((site, _), terms) in there {
            let seats = problem.parts.sites.get(site).map_or(0, |site| site.seats);
            if terms.len() > seats as usize {
                self.lp.add_row(..=seats, terms);
            }
        }
    }

    /// Points of unpleasant work: each next one of a person costs more than the one before, so filling them in order is best
    /// and the square needs no more than a column a point.
    fn fairness(&mut self) {
        let (problem, fairness) = (self.problem, self.problem.parts.fairness);
        if fairness == 0 {
            return;
        }
        for (at, agent) in problem.parts.agents.iter().enumerate() {
            let mut terms: Vec<(Col, f64)> = Vec::new();
            let mut most = 0;
            for ((_, day, shift), col) in self.works.range((at, 0, 0)..(at + 1, 0, 0)) {
                let duty = problem.ways(*shift).start as u16;
                let mut row = vec![0; problem.days()];
                row.get_mut(*day).into_iter().for_each(|cell| *cell = duty);
                let points = burden(problem, &row);
                most += points;
                terms.push((*col, points as f64));
            }
            let before = i64::from(agent.borne);
            for point in 1..=most.min(MOST_POINTS) {
                let next = fairness * (2 * (before + point) - 1);
                terms.push((self.lp.add_column(next as f64, 0..=1), -1.0));
            }
            self.lp.add_row(0..=0, terms);
        }
    }

    /// Cover by shift: people missing and too many.
    fn shifts(&mut self) {
        for cover in &self.problem.parts.cover {
            let under = self.lp.add_column(cover.under as f64, 0..);
            let over = self.lp.add_column(cover.over as f64, 0..);
            let there = self.works.range(..).filter(|((_, day, shift), _)| (*day, *shift) == (cover.day, cover.shift));
            let terms: Vec<(Col, f64)> =
                there.map(|(_, col)| (*col, 1.0)).chain([(under, 1.0), (over, -1.0)]).collect();
            self.lp.add_row(cover.people..=cover.people, terms);
        }
    }

    /// Cover by interval: at least the lack of every set of skills is missing.
    fn intervals(&mut self) {
        let problem = self.problem;
        let mut by_skills: BTreeMap<(u32, usize, usize), Vec<Col>> = BTreeMap::new();
        for ((agent, day, shift), col) in &self.works {
            let skills = problem.parts.agents.get(*agent).map_or(0, |agent| agent.skills);
            by_skills.entry((skills, *day, *shift)).or_default().push(*col);
        }
        // Who is at work in an interval, by skills.
        let mut at_work: BTreeMap<usize, Vec<(u32, Col)>> = BTreeMap::new();
        for ((skills, day, shift), people) in by_skills {
            let ways = problem.ways(shift);
            let most = people.len() as u32;
            let single = ways.len() == 1;
            let columns: Vec<(usize, Vec<Col>)> = if single {
                ways.map(|duty| (duty, people.clone())).collect()
            } else {
                let counts: Vec<(usize, Col)> =
                    ways.map(|duty| (duty, self.lp.add_integer_column(0.0, 0..=most))).collect();
                let terms = counts.iter().map(|(_, col)| (*col, 1.0)).chain(people.iter().map(|col| (*col, -1.0)));
                self.lp.add_row(0..=0, terms.collect::<Vec<_>>());
                for (duty, col) in &counts {
                    self.ways.insert((skills, day, *duty), *col);
                }
                counts.into_iter().map(|(duty, col)| (duty, vec![col])).collect()
            };
            for (duty, columns) in columns {
                for slot in problem.duties.get(duty).map(|duty| &duty.work).into_iter().flatten() {
                    let there = at_work.entry(day * problem.slots() + slot).or_default();
                    there.extend(columns.iter().map(|col| (skills, *col)));
                }
            }
        }
        for interval in 0..(problem.days() + 1) * problem.slots() {
            let there = at_work.get(&interval).map(Vec::as_slice).unwrap_or_default();
            for sets in problem.demand.groups_at(interval) {
                self.group(&sets, there);
            }
        }
    }

    /// A connected group of skills in an interval: its sets with what each requires, the whole last.
    fn group(&mut self, sets: &[(u32, i32)], there: &[(u32, Col)]) {
        let Some((whole, required)) = sets.last().copied() else { return };
        let own: Vec<(u32, Col)> = there.iter().filter(|(skills, _)| skills & whole != 0).copied().collect();
        if required == 0 && (own.is_empty() || self.problem.parts.over == 0) {
            return;
        }
        let (under, over) = (self.problem.parts.under, self.problem.parts.over);
        // Too many are those at work less required plus missing: their price is part of the others' columns.
        let missing = self.lp.add_column((under + over) as f64, 0..);
        if over > 0 {
            let excess = self.lp.add_column(over as f64, f64::NEG_INFINITY..);
            let terms = own.iter().map(|(_, col)| (*col, 1.0)).chain([(excess, -1.0)]);
            self.lp.add_row(required..=required, terms.collect::<Vec<_>>());
        }
        for (set, required) in sets.iter().filter(|(_, required)| *required > 0) {
            let serving = own.iter().filter(|(skills, _)| skills & set != 0).map(|(_, col)| (*col, 1.0));
            self.lp.add_row(*required.., serving.chain([(missing, 1.0)]).collect::<Vec<_>>());
        }
    }

    /// The roster of a solution: shifts as they are, pauses handed out among people of the same skills.
    pub fn roster_of(&self, values: &[f64]) -> Roster {
        let problem = self.problem;
        let value = |col: &Col| values.get(col.index()).copied().unwrap_or(0.0).round() as usize;
        let mut left: BTreeMap<(u32, usize, usize), Vec<usize>> = BTreeMap::new();
        for ((skills, day, duty), col) in &self.ways {
            let shift = problem.duties.get(*duty).and_then(|duty| duty.shift).unwrap_or(0);
            left.entry((*skills, *day, shift)).or_default().extend(std::iter::repeat_n(*duty, value(col)));
        }
        let mut roster = Roster { rows: vec![vec![0; problem.days()]; problem.parts.agents.len()] };
        for ((agent, day, shift), col) in &self.works {
            if value(col) == 0 {
                continue;
            }
            let skills = problem.parts.agents.get(*agent).map_or(0, |agent| agent.skills);
            let way = left.get_mut(&(skills, *day, *shift)).and_then(Vec::pop);
            let duty = way.unwrap_or(problem.ways(*shift).start);
            if let Some(cell) = roster.rows.get_mut(*agent).and_then(|row| row.get_mut(*day)) {
                *cell = duty as u16;
            }
        }
        roster
    }

    /// The whole-number columns of a roster, the others 0: the solver works those out.
    pub fn columns_of(&self, roster: &Roster) -> Vec<f64> {
        let mut values = vec![0.0; self.lp.num_cols()];
        let mut add = |col: &Col, by: f64| {
            if let Some(value) = values.get_mut(col.index()) {
                *value += by;
            }
        };
        for (agent, row) in roster.rows.iter().enumerate() {
            let skills = self.problem.parts.agents.get(agent).map_or(0, |agent| agent.skills);
            for (day, duty) in row.iter().enumerate() {
                let Some((shift, _)) = self.problem.shift_of(*duty) else { continue };
                self.works.get(&(agent, day, shift)).into_iter().for_each(|col| add(col, 1.0));
                self.ways.get(&(skills, day, usize::from(*duty))).into_iter().for_each(|col| add(col, 1.0));
            }
        }
        values
    }
}
