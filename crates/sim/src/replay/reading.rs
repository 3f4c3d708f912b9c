//! What people feel of a change: who waits long, who gives up, whose work gets harder. Each beside the interval it lies in, so
//! that nothing is said in words that chance may have done.

use std::collections::BTreeMap;

use measure::{By, Group, Sums};
use routing::AgentId;
use routing::policy::StrainRules;

use super::compare::{Compared, Difference, RESAMPLES, Run, middle};
use super::{Facts, Grid, Played};
use crate::random::Random;

/// A wait that customers speak of.
pub const LONG_WAIT_MS: i64 = 300_000;
const HOUR_MS: i64 = 3_600_000;
/// A smaller team says nothing of anybody but its one or two people.
const SMALLEST_TEAM: usize = 3;

/// What a change does to people, on all sides.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Reading {
    /// `long_waits` (contacts in line for more than five minutes), `gave_up` (contacts), `hours` (people at work, in hours) and
    /// `strain` (points of the published weights at the end of each piece of the stretch at work, averaged over people).
    pub figures: Vec<Compared>,
    /// Strain of those who work at about the same time of day.
    pub teams: Vec<Team>,
}

#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Team {
    pub shift: Shift,
    pub people: usize,
    pub strain: Compared,
}

/// When the middle of somebody's work lies: from 5, 12, 17 and 22 o'clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    Morning,
    Afternoon,
    Evening,
    Night,
}

/// Reads all sides. `offset_ms` is the centre's clock before UTC's.
pub fn reading(facts: &Facts, was: &Played, sides: &[Run<'_>], offset_ms: i64, seed: u64) -> Reading {
    let grid = Grid::of(facts);
    let of_all = |what: &dyn Fn(&Played) -> Vec<f64>| -> (Vec<f64>, Vec<Vec<Vec<f64>>>) {
        (what(was), sides.iter().map(|side| side.played.iter().map(what).collect()).collect())
    };
    let long = of_all(&|played| long_waits(played, &grid));
    let gave_up = of_all(&|played| by_piece(played, &grid, |sums| sums.abandoned as f64));
    let hours = of_all(&|played| by_piece(played, &grid, |sums| sums.signed_in_ms as f64 / HOUR_MS as f64));
    let weights = facts.policy().map(|policy| policy.strain.clone());
    let borne = |played: &Played| weights.as_ref().map(|weights| strain(played, &grid, weights)).unwrap_or_default();
    let people = borne(was);
    let runs: Vec<Vec<BTreeMap<AgentId, Borne>>> =
        sides.iter().map(|side| side.played.iter().map(borne).collect()).collect();
    let of_people = |who: &[AgentId]| {
        let points = |of: &BTreeMap<AgentId, Borne>| -> Vec<f64> {
            who.iter().map(|agent| of.get(agent).map_or(0.0, Borne::points)).collect()
        };
        (points(&people), runs.iter().map(|runs| runs.iter().map(points).collect()).collect())
    };
    // Of who is there on all sides: somebody taken out of the day bears nothing, and relieves nobody by it.
    let stays = |agent: &AgentId| runs.iter().flatten().all(|run| run.contains_key(agent));
    let mut teams: BTreeMap<Shift, Vec<AgentId>> = BTreeMap::new();
    for (agent, borne) in people.iter().filter(|(agent, _)| stays(agent)) {
        teams.entry(borne.shift(offset_ms)).or_default().push(*agent);
    }
    let team = |(shift, who): (&Shift, &Vec<AgentId>)| {
        let strain = compared("strain", &of_people(who), Of::Mean, seed);
        (who.len() >= SMALLEST_TEAM).then_some(Team { shift: *shift, people: who.len(), strain })
    };
    let everyone: Vec<AgentId> = people.keys().copied().filter(stays).collect();
    Reading {
        figures: vec![
            compared("long_waits", &long, Of::Sum(&grid), seed),
            compared("gave_up", &gave_up, Of::Sum(&grid), seed),
            compared("hours", &hours, Of::Sum(&grid), seed),
            compared("strain", &of_people(&everyone), Of::Mean, seed),
        ],
        teams: teams.iter().filter_map(team).collect(),
    }
}

/// What a figure is of its units: pieces of the stretch add up, people are averaged.
#[derive(Clone, Copy)]
enum Of<'a> {
    Sum(&'a Grid),
    Mean,
}

impl Of<'_> {
    fn gives_intervals(self, units: usize) -> bool {
        match self {
            Of::Sum(grid) => grid.gives_intervals(),
            Of::Mean => units >= SMALLEST_TEAM,
        }
    }
}

/// A figure made of units that are the same on all sides, with the interval of its difference by resampling the units in pairs.
fn compared(metric: &'static str, (was, sides): &(Vec<f64>, Vec<Vec<Vec<f64>>>), of: Of, seed: u64) -> Compared {
    let whole = |values: &mut dyn Iterator<Item = f64>| match of {
        Of::Sum(_) => Some(values.sum::<f64>()),
        Of::Mean => (!was.is_empty()).then(|| values.sum::<f64>() / was.len() as f64),
    };
    let before = whole(&mut was.iter().copied());
    let one = |runs: &Vec<Vec<f64>>| {
        let number = runs.len().max(1);
        let mean = |at: usize| runs.iter().filter_map(|run| run.get(at)).sum::<f64>() / number as f64;
        let value = whole(&mut (0..was.len()).map(mean));
        let again = |time: usize| {
            let mut random = Random::of(seed, 21, time as u64);
            let run = runs.get(time % number)?;
            let mut differences = was.iter().map(|_| {
                let unit = random.below(was.len() as u64) as usize;
                run.get(unit).copied().unwrap_or(0.0) - was.get(unit).copied().unwrap_or(0.0)
            });
            whole(&mut differences)
        };
        let mut drawn: Vec<f64> = (0..RESAMPLES).filter_map(again).collect();
        let (low, high) = middle(&mut drawn).filter(|_| of.gives_intervals(was.len())).unzip();
        Difference { value, difference: value.zip(before).map(|(value, was)| value - was), low, high }
    };
    Compared { metric, was: before, sides: sides.iter().map(one).collect() }
}

/// Contacts that wait long, by the piece in which they joined the line.
fn long_waits(played: &Played, grid: &Grid) -> Vec<f64> {
    let mut pieces: Vec<f64> = grid.pieces().map(|_| 0.0).collect();
    for wait in played.waits.values().filter(|wait| wait.ms > LONG_WAIT_MS) {
        if let Some(piece) = pieces.get_mut(grid.place(wait.from)) {
            *piece += 1.0;
        }
    }
    pieces
}

fn by_piece(played: &Played, grid: &Grid, of: fn(&Sums) -> f64) -> Vec<f64> {
    grid.pieces().map(|(from, to)| of(&played.report.sums(from, to))).collect()
}

/// What somebody bore: pieces at work, their points, and the middle of her work.
#[derive(Default)]
struct Borne {
    pieces: f64,
    points: f64,
    at_work_ms: f64,
    times_ms: f64,
}

impl Borne {
    fn points(&self) -> f64 {
        self.points / self.pieces.max(1.0)
    }

    fn shift(&self, offset_ms: i64) -> Shift {
        let middle = (self.times_ms / self.at_work_ms.max(1.0)) as i64;
        match middle.saturating_add(offset_ms).div_euclid(HOUR_MS).rem_euclid(24) {
            5..12 => Shift::Morning,
            12..17 => Shift::Afternoon,
            17..22 => Shift::Evening,
            _ => Shift::Night,
        }
    }
}

/// Points of somebody's strain at the end of a piece of the stretch, by the published weights.
pub fn points(sums: &Sums, weights: &StrainRules) -> f64 {
    let tens = (sums.stretch_ms / 600_000) as f64;
    tens * f64::from(weights.ten_minutes)
        + sums.hard_in_a_row as f64 * f64::from(weights.hard_in_a_row)
        + sums.abuse as f64 * f64::from(weights.abuse)
}

fn strain(played: &Played, grid: &Grid, weights: &StrainRules) -> BTreeMap<AgentId, Borne> {
    let mut all: BTreeMap<AgentId, Borne> = BTreeMap::new();
    for (from, to) in grid.pieces() {
        let middle = i64::midpoint(from.0, to.0) as f64;
        for row in played.report.rows(from, to, &By::Agent) {
            let Group::Agent(agent) = row.group else { continue };
            if row.sums.signed_in_ms == 0 {
                continue;
            }
            let borne = all.entry(agent).or_default();
            borne.pieces += 1.0;
            borne.points += points(&row.sums, weights);
            borne.at_work_ms += row.sums.signed_in_ms as f64;
            borne.times_ms += row.sums.signed_in_ms as f64 * middle;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use routing::Time;

    use super::*;

    #[test]
    fn a_difference_that_chance_may_have_made_is_not_certain_and_a_steady_one_is() {
        let was: Vec<f64> = (0..20).map(|n| f64::from(n % 5)).collect();
        let steady = vec![was.iter().map(|n| n + 1.0).collect::<Vec<f64>>()];
        let wavering = vec![was.iter().enumerate().map(|(at, n)| n + if at % 2 == 0 { 3.0 } else { -3.0 }).collect()];
        let grid = Grid { first: Time(0), to: Time(20 * HOUR_MS), step_ms: HOUR_MS };
        let found = compared("long_waits", &(was, vec![steady, wavering]), Of::Sum(&grid), 1);
        let [more, may_be] = found.sides.as_slice() else { panic!("two sides") };
        assert_eq!((more.difference, more.low, more.high), (Some(20.0), Some(20.0), Some(20.0)));
        assert!(more.is_certain() && !may_be.is_certain(), "{may_be:?}");
    }

    #[test]
    fn the_middle_of_her_work_names_the_team_on_the_centres_own_clock() {
        let at = |hour: i64| Borne { at_work_ms: 1.0, times_ms: (hour * HOUR_MS) as f64, ..Borne::default() };
        let seoul = 9 * HOUR_MS;
        let named = |hour: i64| at(hour - 9).shift(seoul);
        assert_eq!([9, 12, 18, 23].map(named), [Shift::Morning, Shift::Afternoon, Shift::Evening, Shift::Night]);
    }
}
