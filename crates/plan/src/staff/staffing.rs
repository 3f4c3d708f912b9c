//! How many are needed and what they achieve, whatever computes it: formulas for one skill, simulation for many.

use serde::Serialize;

use crate::erlang::{Goal, Steady, System};
use crate::refusal::{Refusal, refuse};

/// One interval of a centre: the lines of contacts and the pools of agents with the same skills.
#[derive(Debug, Clone, PartialEq)]
pub struct Interval<'a> {
    /// Length, in seconds.
    pub seconds: f64,
    /// The lines.
    pub demands: &'a [Demand],
    /// The pools.
    pub pools: &'a [Pool],
}

/// One line of contacts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Its contacts.
    pub system: System,
    /// What they are promised.
    pub goal: Goal,
}

/// Agents with the same skills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Indexes of the demands they can answer, by preference.
    pub serves: Vec<usize>,
}

/// What one line experiences.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Predicted {
    /// Share answered in the time promised; where none is promised, at once.
    pub service_level: f64,
    /// Mean wait, in seconds; infinite (JSON `null`) if the line grows without end.
    pub asa_s: f64,
    /// The wait that nine of ten contacts do not exceed, in seconds; infinite likewise.
    pub wait_p90_s: f64,
    /// Share that gives up.
    pub p_abandon: f64,
    /// Share of the agents' time in contacts.
    pub occupancy: f64,
    /// Contacts by which the line is longer at the end of the interval, if it grows without end.
    pub backlog: f64,
}

/// Computes required staff.
///
/// Contract, for every implementation:
/// - **Same in, same out.** Randomness comes from a seed of the implementation's own, the same for all candidates.
/// - `require` answers agents at work (before shrinkage) per pool, in the order of the pools, and `predict` of that answer keeps every
///   goal of every demand, up to the error the implementation states.
/// - `predict` with an agent more in any pool is never worse for a demand only that pool serves, up to that error.
/// - A demand no pool serves, a pool that serves an unknown demand and a count that does not match the pools are refused in words,
///   never answered with zero.
pub trait Staffing {
    /// The fewest agents per pool that keep every goal.
    fn require(&self, interval: &Interval) -> Result<Vec<u32>, Refusal>;

    /// What each demand experiences with these agents per pool.
    fn predict(&self, interval: &Interval, agents: &[u32]) -> Result<Vec<Predicted>, Refusal>;
}

/// A pool of its own for each demand.
fn dedicated(demands: usize) -> Vec<Pool> {
    (0..demands).map(|demand| Pool { serves: vec![demand] }).collect()
}

/// The fewest agents of each demand's own.
pub(super) fn require_dedicated(
    staffing: &dyn Staffing,
    seconds: f64,
    demands: &[Demand],
) -> Result<Vec<u32>, Refusal> {
    staffing.require(&Interval { seconds, demands, pools: &dedicated(demands.len()) })
}

/// What each demand experiences with agents of its own.
pub(super) fn predict_dedicated(
    staffing: &dyn Staffing,
    seconds: f64,
    demands: &[Demand],
    agents: &[u32],
) -> Result<Vec<Predicted>, Refusal> {
    staffing.predict(&Interval { seconds, demands, pools: &dedicated(demands.len()) }, agents)
}

/// The formulas: exact in the steady state, each line with a pool of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erlang;

impl Erlang {
    /// The demand of each pool.
    fn pairs<'a>(&self, interval: &Interval<'a>) -> Result<Vec<(usize, &'a Demand)>, Refusal> {
        let mut owned = vec![false; interval.demands.len()];
        let mut pairs = Vec::with_capacity(interval.pools.len());
        for (pool, serves) in interval.pools.iter().enumerate() {
            let [demand] = serves.serves.as_slice() else {
                return refuse(format!(
                    "pool {pool} serves {} lines of contacts; the Erlang formulas know one: simulate, or plan the lines as one group",
                    serves.serves.len()
                ));
            };
            let (Some(found), Some(owned)) = (interval.demands.get(*demand), owned.get_mut(*demand)) else {
                return refuse(format!("pool {pool} serves line {demand}, which does not exist"));
            };
            if std::mem::replace(owned, true) {
                return refuse(format!("line {demand} is served by two pools; the Erlang formulas know one: simulate"));
            }
            pairs.push((*demand, found));
        }
        match owned.iter().position(|owned| !owned) {
            Some(demand) => refuse(format!("line {demand} is served by no pool")),
            None => Ok(pairs),
        }
    }
}

impl Staffing for Erlang {
    fn require(&self, interval: &Interval) -> Result<Vec<u32>, Refusal> {
        let pairs = self.pairs(interval)?;
        pairs.iter().map(|(_, demand)| Ok(demand.system.least(&demand.goal)?.agents)).collect()
    }

    fn predict(&self, interval: &Interval, agents: &[u32]) -> Result<Vec<Predicted>, Refusal> {
        let pairs = self.pairs(interval)?;
        if pairs.len() != agents.len() {
            return refuse(format!("{} counts of agents for {} pools", agents.len(), pairs.len()));
        }
        let mut by_demand: Vec<(usize, Predicted)> = pairs
            .iter()
            .zip(agents)
            .map(|((index, demand), agents)| {
                (*index, Predicted::of(&demand.system.steady(*agents), demand, interval.seconds))
            })
            .collect();
        by_demand.sort_by_key(|(index, _)| *index);
        Ok(by_demand.into_iter().map(|(_, predicted)| predicted).collect())
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
            wait_p90_s: steady.wait_percentile_s(0.9),
            p_abandon: steady.p_abandon,
            occupancy: steady.occupancy,
            backlog,
        }
    }
}
