//! What people feel of a change: who waits long, who gives up, whose work gets harder. Each beside the interval it lies in, so
//! that nothing is said in words that chance may have done.

use std::collections::BTreeMap;

use measure::{By, Group, Sums};
use routing::policy::StrainRules;
use routing::{AgentId, Time};

use super::compare::{BLOCK_MS, Compared, Difference, RESAMPLES, Run, end_of, middle, starts};
use super::{Facts, Played};
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
    /// `strain` (points of the published weights at the end of each half hour at work, averaged over people).
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
    let span = (facts.from, facts.to);
    let of_all = |what: &dyn Fn(&Played) -> Vec<f64>| -> (Vec<f64>, Vec<Vec<Vec<f64>>>) {
        (what(was), sides.iter().map(|side| side.played.iter().map(what).collect()).collect())
    };
    let long = of_all(&|played| long_waits(played, span));
    let gave_up = of_all(&|played| by_block(played, span, |sums| sums.abandoned as f64));
    let hours = of_all(&|played| by_block(played, span, |sums| sums.signed_in_ms as f64 / HOUR_MS as f64));
    let weights = facts.policy().map(|policy| policy.strain.clone());
    let borne = |played: &Played| weights.as_ref().map(|weights| strain(played, span, weights)).unwrap_or_default();
    let people = borne(was);
    let runs: Vec<Vec<BTreeMap<AgentId, Borne>>> =
        sides.iter().map(|side| side.played.iter().map(borne).collect()).collect();
    let of_people = |who: &[AgentId]| {
        let points = |of: &BTreeMap<AgentId, Borne>| -> Vec<f64> {
            who.iter().map(|agent| of.get(agent).map_or(0.0, Borne::points)).collect()
        };
        (points(&people), runs.iter().map(|runs| runs.iter().map(points).collect()).collect())
    };
    let mut teams: BTreeMap<Shift, Vec<AgentId>> = BTreeMap::new();
    for (agent, borne) in &people {
        teams.entry(borne.shift(offset_ms)).or_default().push(*agent);
    }
    let team = |(shift, who): (&Shift, &Vec<AgentId>)| {
        let strain = compared("strain", &of_people(who), Of::Mean, seed);
        (who.len() >= SMALLEST_TEAM).then_some(Team { shift: *shift, people: who.len(), strain })
    };
    let everyone: Vec<AgentId> = people.keys().copied().collect();
    Reading {
        figures: vec![
            compared("long_waits", &long, Of::Sum, seed),
            compared("gave_up", &gave_up, Of::Sum, seed),
            compared("hours", &hours, Of::Sum, seed),
            compared("strain", &of_people(&everyone), Of::Mean, seed),
        ],
        teams: teams.iter().filter_map(team).collect(),
    }
}

/// What a figure is of its units: half hours add up, people are averaged.
#[derive(Clone, Copy)]
enum Of {
    Sum,
    Mean,
}

/// A figure made of units that are the same on all sides, with the interval of its difference by resampling the units in pairs.
fn compared(metric: &'static str, (was, sides): &(Vec<f64>, Vec<Vec<Vec<f64>>>), of: Of, seed: u64) -> Compared {
    let whole = |values: &mut dyn Iterator<Item = f64>| match of {
        Of::Sum => Some(values.sum::<f64>()),
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
        let (low, high) = middle(&mut drawn).unzip();
        Difference { value, difference: value.zip(before).map(|(value, was)| value - was), low, high }
    };
    Compared { metric, was: before, sides: sides.iter().map(one).collect() }
}

/// Contacts that wait long, by the half hour in which they joined the line.
fn long_waits(played: &Played, (from, to): (Time, Time)) -> Vec<f64> {
    let mut blocks: Vec<f64> = starts(from, to).map(|_| 0.0).collect();
    let first = starts(from, to).next().unwrap_or(from);
    for wait in played.waits.values().filter(|wait| wait.ms > LONG_WAIT_MS) {
        let at = usize::try_from(wait.from.since_ms(first) / BLOCK_MS).unwrap_or(0);
        if let Some(block) = blocks.get_mut(at) {
            *block += 1.0;
        }
    }
    blocks
}

fn by_block(played: &Played, (from, to): (Time, Time), of: fn(&Sums) -> f64) -> Vec<f64> {
    starts(from, to).map(|start| of(&played.report.sums(start, end_of(start, to)))).collect()
}

/// What somebody bore: half hours at work, their points, and the middle of her work.
#[derive(Default)]
struct Borne {
    half_hours: f64,
    points: f64,
    at_work_ms: f64,
    times_ms: f64,
}

impl Borne {
    fn points(&self) -> f64 {
        self.points / self.half_hours.max(1.0)
    }

    fn shift(&self, offset_ms: i64) -> Shift {
        let middle = (self.times_ms / self.at_work_ms.max(1.0)) as i64 + BLOCK_MS / 2;
        match middle.saturating_add(offset_ms).div_euclid(HOUR_MS).rem_euclid(24) {
            5..12 => Shift::Morning,
            12..17 => Shift::Afternoon,
            17..22 => Shift::Evening,
            _ => Shift::Night,
        }
    }
}

fn strain(played: &Played, (from, to): (Time, Time), weights: &StrainRules) -> BTreeMap<AgentId, Borne> {
    let mut all: BTreeMap<AgentId, Borne> = BTreeMap::new();
    for start in starts(from, to) {
        for row in played.report.rows(start, end_of(start, to), &By::Agent) {
            let Group::Agent(agent) = row.group else { continue };
            if row.sums.signed_in_ms == 0 {
                continue;
            }
            let tens = (row.sums.stretch_ms / 600_000) as f64;
            let borne = all.entry(agent).or_default();
            borne.half_hours += 1.0;
            borne.points += tens * f64::from(weights.ten_minutes)
                + row.sums.hard_in_a_row as f64 * f64::from(weights.hard_in_a_row)
                + row.sums.abuse as f64 * f64::from(weights.abuse);
            borne.at_work_ms += row.sums.signed_in_ms as f64;
            borne.times_ms += row.sums.signed_in_ms as f64 * start.0 as f64;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_that_chance_may_have_made_is_not_certain_and_a_steady_one_is() {
        let was: Vec<f64> = (0..20).map(|n| f64::from(n % 5)).collect();
        let steady = vec![was.iter().map(|n| n + 1.0).collect::<Vec<f64>>()];
        let wavering = vec![was.iter().enumerate().map(|(at, n)| n + if at % 2 == 0 { 3.0 } else { -3.0 }).collect()];
        let found = compared("long_waits", &(was, vec![steady, wavering]), Of::Sum, 1);
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
