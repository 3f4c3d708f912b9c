//! The targets file: what is promised to the customers of each reason or group, and what is known of them and of the people.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::staffing::{Callback, Manner};
use crate::erlang::{Goal, MAX_AGENTS, Promise, Rate, Seconds, Share, ShortAbandons, System};
use crate::refusal::{Refusal, refuse};

/// The largest total shrinkage: beyond it every agent needed takes twenty on the payroll.
pub const MAX_SHRINKAGE: f64 = 0.95;

/// A targets file. What a reason or group does not say it takes from `default`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Targets {
    /// For all that say nothing else.
    pub default: Terms,
    /// Reasons answered by the same agents, as one line.
    pub group: BTreeMap<String, Terms>,
    /// Reasons with agents of their own.
    pub reason: BTreeMap<String, Terms>,
}

/// What may be said in `[default]`, `[group.NAME]` and `[reason.NAME]`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Terms {
    /// The reasons of a group; nowhere else.
    pub reasons: Vec<String>,
    /// Share answered within `within`.
    pub service_level: Option<Share>,
    /// Time of the service level.
    pub within: Option<Seconds>,
    /// How contacts count that gave up before `within`.
    pub short_abandons: Option<ShortAbandons>,
    /// Largest mean wait.
    pub asa: Option<Seconds>,
    /// Largest share that gives up.
    pub abandon: Option<Share>,
    /// Largest share of the agents' time in contacts.
    pub occupancy: Option<Share>,
    /// Mean patience; without one nobody gives up.
    pub patience: Option<Seconds>,
    /// Share of those who gave up that tries again.
    pub redial: Option<Share>,
    /// Chats an agent has at once.
    pub concurrency: Option<u32>,
    /// By how much of its handle time each further chat slows the others.
    pub slowdown: Option<Share>,
    /// Handle time where the forecast has none.
    pub aht: Option<Seconds>,
    /// Quantile of the forecast to staff for; without one the expected contacts.
    pub quantile: Option<Share>,
    /// Fewest agents at work while contacts are expected.
    pub least_agents: Option<u32>,
    /// Simulated: share of days on which the service level of the whole day is kept too.
    pub days: Option<Share>,
    /// Simulated: standard deviation of handle times over their mean; 1 without it, as in the formulas.
    pub variation: Option<f64>,
    /// Simulated: callbacks instead of long waits.
    pub callback: Option<CallbackTerms>,
    /// Share of paid time that is not spent ready for contacts, by cause.
    pub shrinkage: Option<BTreeMap<String, Share>>,
}

/// `callback = { share = "30%", over = "5m", reached = "80%" }`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallbackTerms {
    /// Share of those told a long wait who choose it.
    pub share: Share,
    /// The wait told above which it is offered.
    pub over: Seconds,
    /// Share reached at an attempt.
    pub reached: Share,
}

/// A line of contacts and its terms, nothing left to inherit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    pub name: String,
    pub terms: Terms,
    pub goal: Goal,
    pub shrinkage: f64,
}

impl Targets {
    /// The group of each reason of a forecast, by reason. Refuses terms that contradict each other and unknown reasons.
    pub(super) fn groups<'a>(&self, reasons: &BTreeSet<&'a str>) -> Result<BTreeMap<&'a str, Group>, Refusal> {
        if !self.default.reasons.is_empty() {
            return refuse("[default] must not name reasons: make a [group.NAME] with them");
        }
        let mut owner: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, terms) in &self.group {
            if terms.reasons.is_empty() {
                return refuse(format!("[group.{name}] has no reasons: write reasons = [\"...\"]"));
            }
            if reasons.contains(name.as_str()) && !terms.reasons.contains(name) {
                return refuse(format!("[group.{name}] has the name of a reason that is not in it: rename the group"));
            }
            for reason in &terms.reasons {
                if let Some(other) = owner.insert(reason, name) {
                    return refuse(format!(
                        "the reason {reason} is in [group.{other}] and [group.{name}]: keep it in one"
                    ));
                }
                if self.reason.contains_key(reason) {
                    return refuse(format!(
                        "the reason {reason} is in [group.{name}] and has a [reason.{reason}] of its own: keep one of them"
                    ));
                }
            }
        }
        if let Some((name, _)) = self.reason.iter().find(|(_, terms)| !terms.reasons.is_empty()) {
            return refuse(format!("[reason.{name}] must not name reasons: make a [group.NAME] with them"));
        }
        if let Some(unknown) =
            owner.keys().copied().chain(self.reason.keys().map(String::as_str)).find(|name| !reasons.contains(name))
        {
            let known: Vec<&str> = reasons.iter().copied().collect();
            return refuse(format!(
                "the targets name the reason {unknown}, which the forecast does not have; it has {}",
                known.join(", ")
            ));
        }
        let mut groups = BTreeMap::new();
        for reason in reasons {
            let (name, place, own) = match (owner.get(reason), self.reason.get(*reason)) {
                (Some(name), _) => (*name, format!("[group.{name}]"), self.group.get(*name)),
                (None, own @ Some(_)) => (*reason, format!("[reason.{reason}]"), own),
                (None, None) => (*reason, format!("[default], for the reason {reason}"), None),
            };
            let terms = own.map_or_else(|| self.default.clone(), |own| own.over(&self.default));
            let refused = |why| Refusal::InTargets { place, group: name.into(), why: Box::new(why) };
            let group = Group::of(name, terms).map_err(refused)?;
            groups.insert(*reason, group);
        }
        Ok(groups)
    }
}

impl Terms {
    fn over(&self, default: &Terms) -> Terms {
        Terms {
            reasons: self.reasons.clone(),
            service_level: self.service_level.or(default.service_level),
            within: self.within.or(default.within),
            short_abandons: self.short_abandons.or(default.short_abandons),
            asa: self.asa.or(default.asa),
            abandon: self.abandon.or(default.abandon),
            occupancy: self.occupancy.or(default.occupancy),
            patience: self.patience.or(default.patience),
            redial: self.redial.or(default.redial),
            concurrency: self.concurrency.or(default.concurrency),
            slowdown: self.slowdown.or(default.slowdown),
            aht: self.aht.or(default.aht),
            quantile: self.quantile.or(default.quantile),
            least_agents: self.least_agents.or(default.least_agents),
            days: self.days.or(default.days),
            variation: self.variation.or(default.variation),
            callback: self.callback.or(default.callback),
            shrinkage: self.shrinkage.clone().or_else(|| default.shrinkage.clone()),
        }
    }

    fn goal(&self) -> Result<Goal, Refusal> {
        let short = self.short_abandons.unwrap_or_default();
        let service_level = match (self.service_level, self.within) {
            (Some(share), Some(within)) => Some(Promise { share: share.0, within_s: within.0, short }),
            (None, None) => None,
            (Some(_), None) => return refuse("service_level has no time: write within = \"20s\""),
            (None, Some(_)) => return refuse("within has no share: write service_level = \"80%\""),
        };
        let goal = Goal {
            service_level,
            asa_s: self.asa.map(|time| time.0),
            abandon: self.abandon.map(|share| share.0),
            block: None,
            occupancy: self.occupancy.map(|share| share.0),
        };
        goal.check()?;
        Ok(goal)
    }

    /// What only a simulation takes into account.
    pub(super) fn manner(&self) -> Manner {
        let callback = self.callback.map(|terms| Callback {
            share: terms.share.0,
            over_s: terms.over.0,
            reached: terms.reached.0,
        });
        Manner { days: self.days.map_or(0.0, |share| share.0), variation: self.variation.unwrap_or(1.0), callback }
    }

    /// Whether they say something that the formulas know nothing of.
    pub(super) fn only_simulated(&self) -> bool {
        self.days.is_some() || self.variation.is_some() || self.callback.is_some()
    }

    /// The line of contacts that these terms describe.
    pub(super) fn system(&self, rate: Rate, aht: Seconds) -> Result<System, Refusal> {
        let system = match self.patience {
            Some(patience) => System::a(rate, aht, patience)?,
            None => System::c(rate, aht)?,
        };
        let slowdown = self.slowdown.map_or(0.0, |share| share.0);
        system.chat(self.concurrency.unwrap_or(1), slowdown)?.redial(self.redial.map_or(0.0, |share| share.0))
    }
}

impl Group {
    fn of(name: &str, terms: Terms) -> Result<Group, Refusal> {
        let goal = terms.goal()?;
        let shrinkage: f64 = terms.shrinkage.iter().flatten().map(|(_, share)| share.0).sum();
        if shrinkage > MAX_SHRINKAGE {
            return refuse(Refusal::Shrinkage {
                share: Share(shrinkage).to_string(),
                most: Share(MAX_SHRINKAGE).to_string(),
            });
        }
        if terms.quantile.is_some_and(|share| share.0 <= 0.0 || share.0 >= 1.0) {
            return refuse(
                "quantile must be between 0 and 1, both excluded; leave it out to staff for the expected contacts",
            );
        }
        if terms.least_agents.is_some_and(|agents| agents > MAX_AGENTS) {
            return refuse(format!("least_agents is above {MAX_AGENTS}"));
        }
        if terms.redial.is_some() && terms.patience.is_none() {
            return refuse("redial needs a patience: without one nobody gives up");
        }
        if terms.days.is_some_and(|share| share.0 >= 1.0) {
            return refuse("days must be below 100 %: no number of agents keeps a promise on every day there can be");
        }
        if terms.days.is_some() && goal.service_level.is_none() {
            return refuse("days is a share of days on which a service level is kept: promise one");
        }
        if terms.variation.is_some_and(|variation| !(0.0..=10.0).contains(&variation)) {
            return refuse("variation must be from 0 (handle times are all alike) to 10; 1 is exponential");
        }
        // Any load will do to hear what the formulas refuse.
        let probe = terms.system(Rate(1.0), terms.aht.unwrap_or(Seconds(1.0)))?;
        probe.least(&goal)?;
        Ok(Group { name: name.into(), terms, goal, shrinkage })
    }
}
