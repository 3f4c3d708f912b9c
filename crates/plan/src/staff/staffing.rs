//! How many are needed and what they achieve, whatever computes it: formulas for one skill, simulation for many.

use std::ops::ControlFlow;

use serde::Serialize;

use crate::erlang::{Goal, Steady, System};
use crate::refusal::{Refusal, refuse};

/// Consecutive intervals of a centre, such as a day: lines of contacts, and pools of agents with the same skills.
#[derive(Debug, Clone, PartialEq)]
pub struct Day<'a> {
    /// Length of an interval, in seconds.
    pub seconds: f64,
    /// By interval, then line; the same lines in each.
    pub intervals: &'a [Vec<Demand>],
    /// The pools.
    pub pools: &'a [Pool],
    /// Standard deviation of a day's contacts around the forecast, as a share of it and the same for all lines.
    pub forecast_error: f64,
    /// Share of the agents who are not there after all. `predict` takes them out; what `require` answers is without them.
    pub absence: f64,
}

/// One line of contacts in one interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Its contacts.
    pub system: System,
    /// What they are promised.
    pub goal: Goal,
    /// Fewest agents of all pools that answer it.
    pub least: u32,
    /// What formulas know nothing of.
    pub manner: Manner,
}

/// Of a line, what only a simulation knows what to do with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Manner {
    /// Share of days on which the service level of the whole day must be kept too; 0: the mean of days is enough.
    pub days: f64,
    /// Standard deviation of handle times over their mean; 1: exponential.
    pub variation: f64,
    /// Callbacks instead of long waits.
    pub callback: Option<Callback>,
}

/// Who is told a long wait may choose to be called back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Callback {
    /// Share that chooses so.
    pub share: f64,
    /// It is offered when the wait told is above this, in seconds.
    pub over_s: f64,
    /// Share reached at an attempt.
    pub reached: f64,
}

/// Agents with the same skills.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// Indexes of the demands they can answer.
    pub serves: Vec<usize>,
    /// What one of them costs in relation to others.
    pub cost: f64,
    /// How many there are at most.
    pub most: Option<u32>,
}

/// Hears how far a computation is, 0 to 1, and may end it.
pub type Tell<'a> = &'a mut dyn FnMut(f64) -> ControlFlow<()>;

/// What agents achieve.
#[derive(Debug, Clone, PartialEq)]
pub struct Achieved {
    /// By interval, then line.
    pub intervals: Vec<Vec<Predicted>>,
    /// Of the whole day, by line.
    pub day: Vec<Predicted>,
    /// Share of the agents' time in contacts, by interval, then pool.
    pub occupancy: Vec<Vec<f64>>,
}

/// What one line experiences.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Predicted {
    /// Share answered in the time promised; where none is promised, at once.
    pub service_level: f64,
    /// Mean wait, in seconds; infinite (JSON `null`) if the line grows without end.
    pub asa_s: f64,
    /// The wait that nine of ten contacts do not exceed, in seconds; infinite likewise. Formulas alone know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_p90_s: Option<f64>,
    /// Share that gives up.
    pub p_abandon: f64,
    /// Share of the agents' time in contacts.
    pub occupancy: f64,
    /// Contacts by which the line is longer at the end of the interval, if it grows without end.
    pub backlog: f64,
    /// How days differ, where they were simulated.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub over_days: Option<OverDays>,
}

/// What one day and another is like: the values that a tenth, half and nine tenths of days do not exceed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct OverDays {
    /// Of the service level, over days with contacts.
    pub service_level_days: [f64; 3],
    /// Of the mean wait, in seconds.
    pub asa_s_days: [f64; 3],
    /// Share of days on which the service level was as promised.
    pub days_kept: f64,
}

/// Computes required staff.
///
/// Contract, for every implementation:
/// - **Same in, same out.** Randomness comes from a seed of the implementation's own, the same for all candidates.
/// - `require` answers agents at work (before shrinkage) by interval and pool, in the order of the pools, and `predict` of that
///   answer keeps every goal of every demand, up to the error the implementation states.
/// - `predict` with an agent more in any pool is never worse for a demand only that pool serves, up to that error.
/// - A demand no pool serves, a pool that serves an unknown demand and a count that does not match the pools are refused in words,
///   never answered with zero.
/// - What `tell` ends is refused; nothing of it is kept.
pub trait Staffing {
    /// The fewest agents by interval and pool that keep every goal.
    fn require(&self, day: &Day, tell: Tell) -> Result<Vec<Vec<u32>>, Refusal>;

    /// What each demand experiences with these agents by interval and pool.
    fn predict(&self, day: &Day, agents: &[Vec<u32>]) -> Result<Achieved, Refusal>;
}

impl Demand {
    /// A line with nothing special to it.
    pub fn of(system: System, goal: Goal) -> Demand {
        Demand { system, goal, least: 0, manner: Manner { days: 0.0, variation: 1.0, callback: None } }
    }
}

impl Pool {
    /// Agents of one line's own, as many as it takes.
    pub fn of(demand: usize) -> Pool {
        Pool { serves: vec![demand], cost: 1.0, most: None }
    }
}

impl Day<'_> {
    /// Refuses what no implementation can answer: lines that no pool serves, pools of unknown lines, intervals that do not match.
    pub fn check(&self) -> Result<(), Refusal> {
        let lines = self.intervals.first().map_or(0, Vec::len);
        if self.intervals.iter().any(|demands| demands.len() != lines) {
            return refuse("the intervals of a day must have the same lines of contacts");
        }
        for (at, pool) in self.pools.iter().enumerate() {
            if let Some(unknown) = pool.serves.iter().find(|line| **line >= lines) {
                return refuse(format!("pool {at} serves line {unknown}, which does not exist"));
            }
        }
        match (0..lines).find(|line| !self.pools.iter().any(|pool| pool.serves.contains(line))) {
            Some(line) => refuse(format!("line {line} is served by no pool")),
            None => Ok(()),
        }
    }

    /// Refuses counts of agents that do not match.
    pub fn check_agents(&self, agents: &[Vec<u32>]) -> Result<(), Refusal> {
        if agents.len() != self.intervals.len() {
            return refuse(format!("{} rows of agents for {} intervals", agents.len(), self.intervals.len()));
        }
        match agents.iter().find(|counts| counts.len() != self.pools.len()) {
            Some(counts) => refuse(format!("{} counts of agents for {} pools", counts.len(), self.pools.len())),
            None => Ok(()),
        }
    }
}

/// The fewest agents of each demand's own, in one interval.
pub(super) fn require_dedicated(
    staffing: &dyn Staffing,
    seconds: f64,
    demands: &[Demand],
) -> Result<Vec<u32>, Refusal> {
    let pools: Vec<Pool> = (0..demands.len()).map(Pool::of).collect();
    let day = Day { seconds, intervals: &[demands.to_vec()], pools: &pools, forecast_error: 0.0, absence: 0.0 };
    let mut agents = staffing.require(&day, &mut |_| ControlFlow::Continue(()))?;
    Ok(agents.pop().unwrap_or_default())
}

/// What each demand experiences with agents of its own, in one interval.
pub(super) fn predict_dedicated(
    staffing: &dyn Staffing,
    seconds: f64,
    demands: &[Demand],
    agents: &[u32],
) -> Result<Vec<Predicted>, Refusal> {
    let pools: Vec<Pool> = (0..demands.len()).map(Pool::of).collect();
    let day = Day { seconds, intervals: &[demands.to_vec()], pools: &pools, forecast_error: 0.0, absence: 0.0 };
    let mut achieved = staffing.predict(&day, &[agents.to_vec()])?;
    Ok(achieved.intervals.pop().unwrap_or_default())
}

/// The formulas: exact in the steady state, each line with a pool of its own, each interval for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erlang;

impl Erlang {
    /// The demand of each pool.
    fn pairs(day: &Day) -> Result<Vec<usize>, Refusal> {
        let mut owned: Vec<usize> = Vec::with_capacity(day.pools.len());
        for (at, pool) in day.pools.iter().enumerate() {
            let [demand] = pool.serves.as_slice() else {
                return refuse(format!(
                    "pool {at} serves {} lines of contacts; the Erlang formulas know one: simulate, or plan the lines as one group",
                    pool.serves.len()
                ));
            };
            if owned.contains(demand) {
                return refuse(format!("line {demand} is served by two pools; the Erlang formulas know one: simulate"));
            }
            owned.push(*demand);
        }
        day.check()?;
        Ok(owned)
    }
}

impl Staffing for Erlang {
    fn require(&self, day: &Day, _: Tell) -> Result<Vec<Vec<u32>>, Refusal> {
        let pairs = Erlang::pairs(day)?;
        let of_interval = |demands: &Vec<Demand>| {
            let own = pairs.iter().filter_map(|demand| demands.get(*demand));
            own.map(|demand| Ok(demand.system.least(&demand.goal)?.agents.max(demand.least))).collect()
        };
        day.intervals.iter().map(of_interval).collect()
    }

    fn predict(&self, day: &Day, agents: &[Vec<u32>]) -> Result<Achieved, Refusal> {
        let pairs = Erlang::pairs(day)?;
        day.check_agents(agents)?;
        let of_interval = |(demands, agents): (&Vec<Demand>, &Vec<u32>)| -> Vec<Predicted> {
            let with = |line: usize| {
                let agents = pairs.iter().position(|own| *own == line).and_then(|pool| agents.get(pool));
                (f64::from(agents.copied().unwrap_or(0)) * (1.0 - day.absence)).round() as u32
            };
            let predict = |(line, demand): (usize, &Demand)| {
                Predicted::of(&demand.system.steady(with(line)), demand, day.seconds)
            };
            demands.iter().enumerate().map(predict).collect()
        };
        let intervals: Vec<Vec<Predicted>> = day.intervals.iter().zip(agents).map(of_interval).collect();
        let occupancy = |predicted: &Vec<Predicted>| {
            pairs.iter().map(|line| predicted.get(*line).map_or(0.0, |found| found.occupancy)).collect()
        };
        let occupancy = intervals.iter().map(occupancy).collect();
        let of_day = |line: usize| Predicted::mean(day, &intervals, line);
        Ok(Achieved { day: (0..pairs.len()).map(of_day).collect(), occupancy, intervals })
    }
}

impl Predicted {
    fn of(steady: &Steady, demand: &Demand, interval_s: f64) -> Predicted {
        let promise = demand.goal.service_level;
        let (within_s, short) = promise.map_or((0.0, Default::default()), |promise| (promise.within_s, promise.short));
        let backlog = if steady.asa_s.is_infinite() {
            (steady.rate_per_s - demand.system.served_per_s(steady.agents)) * interval_s
        } else {
            0.0
        };
        Predicted {
            service_level: steady.service_level(within_s, short),
            asa_s: steady.asa_s,
            wait_p90_s: Some(steady.wait_percentile_s(0.9)),
            p_abandon: steady.p_abandon,
            occupancy: steady.occupancy,
            backlog,
            over_days: None,
        }
    }

    /// Of a whole day, each interval weighing as many contacts as it has.
    fn mean(day: &Day, intervals: &[Vec<Predicted>], line: usize) -> Predicted {
        let weigh = |of: fn(&Predicted) -> f64| {
            let pairs = day.intervals.iter().zip(intervals).filter_map(|(demands, own)| {
                Some((demands.get(line)?.system.rate_per_s(), of(own.get(line)?))).filter(|(rate, _)| *rate > 0.0)
            });
            let (sum, whole) = pairs.fold((0.0, 0.0), |(sum, all), (rate, value)| (sum + rate * value, all + rate));
            if whole > 0.0 { sum / whole } else { 0.0 }
        };
        Predicted {
            service_level: weigh(|own| own.service_level),
            asa_s: weigh(|own| own.asa_s),
            wait_p90_s: None,
            p_abandon: weigh(|own| own.p_abandon),
            occupancy: weigh(|own| own.occupancy),
            backlog: intervals.iter().filter_map(|own| own.get(line)).map(|own| own.backlog).sum(),
            over_days: None,
        }
    }
}
