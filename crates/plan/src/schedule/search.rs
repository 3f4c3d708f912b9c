//! Local search: annealing over duties, priced move by move.
//!
//! A move gives one person's stretch of days another pattern, swaps stretches of two people, moves a day or shifts a pause; only
//! what it touches is priced again. Broken rules cost more than anything they could gain, and only rosters that break none, or the
//! fewest, are kept. Kirkpatrick et al. 1983; the moves are the usual ones of nurse rostering (Burke & Curtois 2014).

use super::demand::Lack;
use super::dice::Dice;
use super::limits::{most_points, most_points_of_a_day};
use super::pauses::spread;
use super::problem::{Parts, Problem};
use super::roster::Roster;
use super::rules::{broken, price};
use super::seats::Seating;

/// Moves between two looks at the clock.
const BATCH: u32 = 512;
/// Days of the longest stretch a move touches.
const MAX_STRETCH: usize = 7;
/// The first temperature as a share of the dearest thing a day can change, and of that where a roster is given to begin with.
const HOT: f64 = 0.6;
const WARM: f64 = 0.05;
/// The last temperature as a share of the cheapest.
const COLD: f64 = 0.1;

/// One change of a move: agent, day, duty.
type Change = (usize, usize, u16);

/// The state of a search: rows and all that is kept about them.
struct State<'a> {
    problem: &'a Problem,
    rows: Vec<Vec<u16>>,
    /// By agent: broken rules and price of her row.
    own: Vec<(i64, i64)>,
    /// By agent: sets of skills she serves.
    serves: Vec<Vec<i32>>,
    lack: Lack,
    seating: Seating,
    /// By (day, shift): its cover, if any, and people there.
    cover: Vec<(Option<usize>, i64)>,
    cover_cost: i64,
    broken: i64,
    price: i64,
}

impl State<'_> {
    fn new(problem: &Problem, rows: Vec<Vec<u16>>) -> State<'_> {
        let shifts = problem.parts.shifts.len();
        let mut cover = vec![(None, 0); problem.days() * shifts];
        let mut cover_cost = 0;
        for (at, wanted) in problem.parts.cover.iter().enumerate() {
            if let Some(cell) = cover.get_mut(wanted.day * shifts + wanted.shift) {
                cell.0 = Some(at);
                cover_cost += wanted.price(0);
            }
        }
        let serves = problem.parts.agents.iter().map(|agent| problem.demand.serves(agent.skills)).collect();
        let mut state = State {
            problem,
            own: vec![(0, 0); rows.len()],
            rows: vec![vec![0; problem.days()]; rows.len()],
            serves,
            lack: problem.demand.nobody(),
            seating: Seating::nobody(problem),
            cover,
            cover_cost,
            broken: 0,
            price: 0,
        };
        for agent in 0..rows.len() {
            state.weigh(agent);
        }
        let days = rows
            .iter()
            .enumerate()
            .flat_map(|(agent, row)| row.iter().enumerate().map(move |(day, duty)| (agent, day, *duty)));
        let mut days: Vec<Change> = days.collect();
        state.place(&mut days);
        state.count(&days);
        state
    }

    /// Broken rules first, then everything that has a price.
    fn cost(&self) -> (i64, i64) {
        (self.broken + self.seating.without, self.price + self.lack.cost + self.cover_cost)
    }

    fn duty(&self, agent: usize, day: usize) -> u16 {
        self.rows.get(agent).and_then(|row| row.get(day)).copied().unwrap_or(0)
    }

    /// Puts the duties of a move into the rows and prices those; what was there before takes their place in `changes`.
    fn place(&mut self, changes: &mut [Change]) {
        for (agent, day, duty) in changes.iter_mut() {
            if let Some(cell) = self.rows.get_mut(*agent).and_then(|row| row.get_mut(*day)) {
                std::mem::swap(cell, duty);
            }
        }
        let mut last = None;
        for (agent, ..) in changes.iter() {
            if last != Some(*agent) {
                self.weigh(*agent);
                last = Some(*agent);
            }
        }
    }

    /// Counts who is there now that the duties of `changes` have left.
    fn count(&mut self, changes: &[Change]) {
        let problem = self.problem;
        let shifts = problem.parts.shifts.len();
        for (agent, day, before) in changes {
            let after = self.duty(*agent, *day);
            if !problem.parts.sites.is_empty() {
                self.seating.add(problem, *agent, *day, *before, -1);
                self.seating.add(problem, *agent, *day, after, 1);
            }
            for (duty, by) in [(*before, -1), (after, 1)] {
                let Some(duty) = problem.duties.get(usize::from(duty)) else { continue };
                if let Some(serves) = self.serves.get(*agent).filter(|serves| !serves.is_empty()) {
                    problem.demand.add(&mut self.lack, serves, day * problem.slots(), &duty.work, by);
                }
                let cell = duty.shift.and_then(|shift| self.cover.get_mut(day * shifts + shift));
                let Some((wanted, there)) = cell else { continue };
                let by = i64::from(by);
                if let Some(wanted) = wanted.and_then(|at| problem.parts.cover.get(at)) {
                    self.cover_cost += wanted.price(*there + by) - wanted.price(*there);
                }
                *there += by;
            }
        }
    }

    /// Prices a row anew.
    fn weigh(&mut self, agent: usize) {
        let (Some(row), Some(own)) = (self.rows.get(agent), self.own.get_mut(agent)) else { return };
        let mut rules = 0;
        broken(self.problem, agent, row, |rule, _, by| rules += rule.weight(by));
        let costs = price(self.problem, agent, row);
        self.broken += rules - own.0;
        self.price += costs - own.1;
        *own = (rules, costs);
    }
}

/// Searches from a roster (all off if none) until `spent` says 1: the share of time or moves spent, asked now and then. `frozen`
/// says which days of whom must stay. The best roster found comes back: fewest broken rules, then least cost; the same one for
/// the same seed and moves.
pub fn search(
    problem: &Problem,
    seed: u64,
    from: Option<&Roster>,
    frozen: impl Fn(usize, usize) -> bool,
    mut spent: impl FnMut(i64) -> f64,
) -> Roster {
    let empty = || vec![vec![0; problem.days()]; problem.parts.agents.len()];
    let mut dice = Dice::new(seed);
    let mut state = State::new(problem, from.map_or_else(empty, |roster| roster.rows.clone()));
    let mut best = (state.cost(), state.rows.clone());
    let (cheapest, dearest) = weights(problem);
    // A broken rule costs little while the search roams, and in the end more than any shift can fill: where people are too few,
    // the best roster has a gap, not a rule broken to hide it.
    let (light, full) = (4 * dearest, 2 * dearest + 2 * worth_of_a_shift(problem));
    let hot = if from.is_some() { WARM } else { HOT } * dearest as f64;
    let cold = (COLD * cheapest as f64).min(hot);
    let mut changes: Vec<Change> = Vec::new();
    loop {
        let share = spent(best.0.1);
        if share >= 1.0 {
            let mut found = Roster { rows: best.1 };
            spread(problem, &mut found, &frozen);
            return found;
        }
        let heavy = light as f64 + (full - light).max(0) as f64 * share * share;
        let temperature = hot * (cold / hot).powf(share);
        for _ in 0..BATCH {
            propose(problem, &state, &mut dice, &mut changes);
            changes.retain(|(agent, day, duty)| state.duty(*agent, *day) != *duty && !frozen(*agent, *day));
            if changes.is_empty() {
                continue;
            }
            let before = state.cost();
            let gap = |after: (i64, i64)| heavy * (after.0 - before.0) as f64 + (after.1 - before.1) as f64;
            // Metropolis: so much worse is taken this time.
            let taken = -temperature * dice.unit().max(f64::MIN_POSITIVE).ln();
            let coverage = (state.lack.cost + state.cover_cost) as f64 + heavy * state.seating.without as f64;
            state.place(&mut changes);
            // Coverage and seats cost nothing at best, so a row this much dearer cannot be worth it.
            if gap(state.cost()) > taken + coverage {
                state.place(&mut changes);
                continue;
            }
            state.count(&changes);
            let after = state.cost();
            if gap(after) > taken {
                state.place(&mut changes);
                state.count(&changes);
            } else if after < best.0 {
                best.0 = after;
                best.1.clone_from(&state.rows);
            }
        }
    }
}

/// The most that one shift can save by being there, or one who has borne much by not working it.
fn worth_of_a_shift(problem: &Problem) -> i64 {
    let longest = problem.duties.iter().map(|duty| duty.work.len()).max().unwrap_or(0);
    let unpleasant = fairness_of_a_day(&problem.parts, most_points(&problem.parts));
    problem.parts.under.saturating_mul(longest as i64) + unpleasant
}

/// What the points of a day cost at most whoever has so many with them.
fn fairness_of_a_day(parts: &Parts, points: i64) -> i64 {
    let own = most_points_of_a_day(parts).min(points);
    parts.fairness * (points * points - (points - own) * (points - own))
}

/// The cheapest and the dearest thing that one person's day can change.
fn weights(problem: &Problem) -> (i64, i64) {
    let parts = &problem.parts;
    let covers = parts.cover.iter().flat_map(|cover| [cover.under, cover.over]);
    let wishes = problem.prices.iter().flatten().copied();
    // The next unpleasant shift of whoever has borne most; of whoever has borne nothing, a point costs the weight.
    let borne = parts.agents.iter().map(|agent| i64::from(agent.borne)).max().unwrap_or(0);
    let fairness = match most_points_of_a_day(parts) {
        0 => [0, 0],
        own => [parts.fairness, fairness_of_a_day(parts, borne + own)],
    };
    let weights = covers.chain(wishes).chain([parts.under, parts.over]).chain(fairness).filter(|weight| *weight > 0);
    let (least, most) = weights.fold((i64::MAX, 1), |(least, most), weight| (least.min(weight), most.max(weight)));
    (least.min(most), most)
}

/// A random duty of a random shift the person may work on a day; off where there is none.
fn any(problem: &Problem, agent: usize, day: usize, dice: &mut Dice) -> u16 {
    let Some(allowed) = problem.allowed.get(agent).filter(|allowed| !allowed.is_empty()) else { return 0 };
    let weekday = problem.weekday(day);
    for _ in 0..4 {
        let Some(shift) = allowed.get(dice.below(allowed.len())) else { return 0 };
        let open = problem.parts.shifts.get(*shift).and_then(|shift| shift.weekdays.get(weekday));
        if open == Some(&true) {
            return way(problem, *shift, dice);
        }
    }
    0
}

fn way(problem: &Problem, shift: usize, dice: &mut Dice) -> u16 {
    let ways = problem.ways(shift);
    (ways.start + dice.below(ways.len())) as u16
}

fn propose(problem: &Problem, state: &State, dice: &mut Dice, changes: &mut Vec<Change>) {
    changes.clear();
    let (agents, days) = (problem.parts.agents.len(), problem.days());
    let (agent, day) = (dice.below(agents), dice.below(days));
    let stretch = 1 + dice.below(MAX_STRETCH.min(days - day)).min(dice.below(MAX_STRETCH));
    match dice.below(10) {
        // Another duty for a stretch, the same shift all along; or off.
        0..=2 => {
            let duty = if dice.below(3) == 0 { 0 } else { any(problem, agent, day, dice) };
            changes.extend((day..day + stretch).map(|day| (agent, day, duty)));
        }
        // Each day of a stretch another duty.
        3 => changes.extend((day..day + stretch.min(3)).map(|day| (agent, day, any(problem, agent, day, dice)))),
        // Two people change places for a stretch.
        4..=6 => {
            let other = dice.below(agents);
            if other != agent {
                changes.extend((day..day + stretch).map(|day| (agent, day, state.duty(other, day))));
                changes.extend((day..day + stretch).map(|day| (other, day, state.duty(agent, day))));
            }
        }
        // Two stretches of one person change places.
        7 | 8 => {
            let other = dice.below(days);
            let (first, second) = (day.min(other), day.max(other));
            let length = stretch.min(second - first).min(days - second);
            changes.extend((0..length).map(|at| (agent, first + at, state.duty(agent, second + at))));
            changes.extend((0..length).map(|at| (agent, second + at, state.duty(agent, first + at))));
        }
        // The pauses lie another way.
        _ => {
            if let Some((shift, _)) = problem.shift_of(state.duty(agent, day)) {
                changes.push((agent, day, way(problem, shift, dice)));
            }
        }
    }
}
