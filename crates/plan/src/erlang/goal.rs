//! The fewest agents that keep what was promised.

use serde::{Deserialize, Serialize};

use super::{MAX_AGENTS, Patience, Share, Steady, System};
use crate::refusal::{Refusal, refuse};

/// What a centre promises. At least one must be set.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Goal {
    /// Service level.
    pub service_level: Option<Promise>,
    /// Mean wait of all contacts, in seconds.
    pub asa_s: Option<f64>,
    /// Largest share that gives up.
    pub abandon: Option<f64>,
    /// Largest share turned away.
    pub block: Option<f64>,
    /// Largest share of the agents' time in contacts.
    pub occupancy: Option<f64>,
}

/// A share of contacts answered within a time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Promise {
    /// The share, below 1.
    pub share: f64,
    /// The time, in seconds.
    pub within_s: f64,
    /// How those count who gave up earlier.
    pub short: ShortAbandons,
}

/// How contacts count in a service level that were given up before its time was over; `measure` has the first three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShortAbandons {
    /// Left out: they are in neither part of the ratio.
    #[default]
    Out,
    /// Counted in: as contacts that were not answered in time.
    In,
    /// As if answered in time.
    AsAnswered,
    /// Left out with all others given up, however late: the share of answered contacts that was answered in time.
    AllOut,
}

/// A service level promised to everybody needs infinitely many agents.
pub const MAX_SERVICE_LEVEL: f64 = 0.9999;

/// Standard normal staffing above the load for a usual promise, before its time is known (Halfin & Whitt 1981).
const USUAL_BETA: f64 = 1.06;
/// About how much a margin changes when staffing moves by the square root of the load.
const MARGIN_PER_ROOT: f64 = 2.5;

impl Goal {
    /// Refuses what cannot be kept or is not a share.
    pub fn check(&self) -> Result<(), Refusal> {
        if let Some(promise) = self.service_level {
            if !(promise.share > 0.0 && promise.share <= MAX_SERVICE_LEVEL) {
                return refuse(Refusal::ServiceLevel { share: Share(promise.share).to_string() });
            }
            if !(promise.within_s >= 0.0 && promise.within_s.is_finite()) {
                return refuse(Refusal::ServiceTime);
            }
        }
        for (name, share) in [("abandonment", self.abandon), ("blocking", self.block)] {
            if share.is_some_and(|share| !(share > 0.0 && share < 1.0)) {
                return refuse(format!("the {name} allowed must be between 0 % and 100 %, both excluded"));
            }
        }
        if self.asa_s.is_some_and(|asa_s| !(asa_s > 0.0 && asa_s.is_finite())) {
            return refuse("the mean wait allowed must be above 0 s");
        }
        if self.occupancy.is_some_and(|cap| !(cap > 0.0 && cap <= 1.0)) {
            return refuse(Refusal::Occupancy);
        }
        if *self == Goal::default() {
            return refuse("nothing is promised: set a service level, a mean wait, an abandonment or an occupancy");
        }
        Ok(())
    }

    /// Whether it is kept.
    pub fn kept(&self, steady: &Steady) -> bool {
        self.margin(steady) >= 0.0
    }

    /// How far the worst promise is kept (0 or more) or missed, on a scale nearly straight in the number of agents.
    fn margin(&self, steady: &Steady) -> f64 {
        let mut margin = f64::INFINITY;
        if let Some(Promise { share, within_s, short }) = self.service_level {
            margin = margin.min(logit(steady.service_level(within_s, short)) - logit(share));
        }
        for (most, found) in [(self.abandon, steady.p_abandon), (self.block, steady.p_block)] {
            if let Some(most) = most {
                margin = margin.min(logit(most) - logit(found));
            }
        }
        for (most, found) in [(self.asa_s, steady.asa_s), (self.occupancy, steady.occupancy)] {
            if let Some(most) = most {
                margin = margin.min((most / found).ln());
            }
        }
        margin
    }
}

fn logit(share: f64) -> f64 {
    (share / (1.0 - share)).ln()
}

impl System {
    /// The fewest agents that keep the goal, and what they achieve. Every measure improves with each agent, so the search
    /// closes in from square-root staffing.
    pub fn least(&self, goal: &Goal) -> Result<Steady, Refusal> {
        goal.check()?;
        self.suits(goal)?;
        let fewest = if self.rate_per_s == 0.0 { 0 } else { 1 };
        let root = self.erlangs().sqrt();
        let mut agents = self.guess(goal).max(fewest);
        let mut low: Option<(u32, f64)> = None;
        let mut high: Option<(f64, Steady)> = None;
        for round in 0_u32.. {
            let steady = self.steady(agents);
            let margin = goal.margin(&steady);
            if margin >= 0.0 {
                high = Some((margin, steady));
                if agents == fewest {
                    return Ok(steady);
                }
            } else {
                low = Some((agents, margin));
                if agents == MAX_AGENTS {
                    break;
                }
            }
            let stride = (root * margin.abs().min(8.0) / MARGIN_PER_ROOT).ceil().max(1.0) as u32;
            let stride = stride.saturating_mul(1 << (round / 4).min(20));
            agents = match (low, high) {
                (Some((few, missed)), Some((kept, enough))) => {
                    let between = enough.agents - few;
                    if between == 1 {
                        return Ok(enough);
                    }
                    let straight = f64::from(between) * missed / (missed - kept);
                    let step = if straight.is_finite() && round < 12 { straight.ceil() as u32 } else { between / 2 };
                    few + step.clamp(1, between - 1)
                }
                (Some((few, _)), None) => few.saturating_add(stride).min(MAX_AGENTS),
                (None, _) => agents.saturating_sub(stride).max(fewest),
            };
        }
        refuse(Refusal::NotEvenWith { most: MAX_AGENTS })
    }

    /// A promise about something that cannot happen in this system would be kept by nobody at work.
    fn suits(&self, goal: &Goal) -> Result<(), Refusal> {
        let senseless = match self.patience {
            Patience::None if goal.asa_s.or(goal.abandon).is_some() => {
                "nobody waits where contacts are turned away (Erlang B): promise a blocking"
            }
            Patience::Endless if goal.abandon.or(goal.block).is_some() => {
                "nobody gives up or is turned away in Erlang C: promise a service level or a mean wait, or give a patience"
            }
            Patience::MeanS(_) if goal.block.is_some() => {
                "nobody is turned away in Erlang A: promise a service level, a mean wait or an abandonment"
            }
            Patience::MeanS(patience_s) if goal.asa_s.is_some_and(|asa_s| asa_s >= patience_s) => {
                "no mean wait reaches the patience, however few answer: promise a shorter wait or an abandonment"
            }
            _ => return Ok(()),
        };
        refuse(senseless)
    }

    /// Square-root staffing, less for a longer time and for contacts that give up.
    fn guess(&self, goal: &Goal) -> u32 {
        let load = self.erlangs();
        let root = load.sqrt();
        let time = goal.service_level.map_or(0.0, |promise| promise.within_s).max(goal.asa_s.unwrap_or(0.0));
        let mut beta = USUAL_BETA / (1.0 + time / self.aht_s * root);
        if let Patience::MeanS(_) = self.patience {
            beta -= 0.5;
        }
        let each = self.ending(self.concurrency, 1);
        let agents = ((load + beta * root) / each).ceil().max(0.0) as u32;
        let busy = goal.occupancy.map_or(0, |cap| (load / each / cap) as u32);
        agents.max(busy).min(MAX_AGENTS)
    }
}
