//! Required staff per interval, with everything it was computed from.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde::Serialize;

use super::forecast::{Forecast, ForecastRow};
use super::staffing::{Demand, Predicted, Staffing, predict_dedicated, require_dedicated};
use super::targets::{Group, Targets, Terms};
use crate::erlang::{Rate, Seconds};
use crate::refusal::{Refusal, refuse};

/// What a forecast requires, with everything it was computed from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Required {
    /// Length of each interval, in seconds.
    pub interval_s: f64,
    /// The groups and their terms, by name.
    pub groups: BTreeMap<String, Inputs>,
    /// By start, then group.
    pub rows: Vec<Requirement>,
}

/// What the requirements of a group were computed from in every interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inputs {
    /// `erlang_c` or `erlang_a`, `chat_…` with concurrency, `…_redial` with redials.
    pub formula: String,
    /// Sum of the causes in `terms`.
    pub shrinkage: f64,
    /// The targets after inheritance.
    pub terms: Terms,
}

/// The agents one group needs in one interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Requirement {
    /// Start of the interval, local time of the centre.
    pub start: DateTime,
    /// The group, or the reason if it has agents of its own.
    pub group: String,
    /// Expected contacts.
    pub expected: f64,
    /// Contacts staffed for: the quantile of the terms, or the expected ones.
    pub contacts: f64,
    /// Handle time in seconds, weighted by contacts over the reasons of a group.
    pub aht_s: f64,
    /// `contacts / interval_s × aht_s`.
    pub erlangs: f64,
    /// Agents at work, before shrinkage.
    pub agents: u32,
    /// People to schedule: `agents / (1 − shrinkage)`, not rounded, because intervals add up to hours.
    pub people: f64,
    /// What `agents` achieve.
    pub predicted: Predicted,
    #[serde(skip)]
    pub(super) demand: Demand,
}

/// Sums over the reasons of a group in one interval.
#[derive(Default)]
pub(super) struct Sum {
    pub expected: f64,
    pub contacts: f64,
    pub handle_s: f64,
}

/// What every interval of the forecast requires, by start and group.
///
/// The quantile of a group is the sum of its reasons' quantiles: a busy day is busy for all of them (the day factor is common),
/// so this errs on the side of enough people.
pub fn require(forecast: &Forecast, targets: &Targets, staffing: &dyn Staffing) -> Result<Required, Refusal> {
    let groups = targets.groups(&forecast.reasons())?;
    let mut required = Vec::with_capacity(forecast.rows.len());
    for (start, rows) in forecast.by_start() {
        let mut sums: BTreeMap<&str, (&Group, Sum)> = BTreeMap::new();
        for row in rows {
            let Some(group) = groups.get(row.reason.as_str()) else { continue };
            sums.entry(&group.name).or_insert_with(|| (group, Sum::default())).1.add(row, group)?;
        }
        let lines: Vec<(&Group, &Sum, Demand)> = sums
            .values()
            .map(|(group, sum)| Ok((*group, sum, sum.demand(group, forecast.interval_s, start)?)))
            .collect::<Result<_, Refusal>>()?;
        let demands: Vec<Demand> = lines.iter().map(|(.., demand)| *demand).collect();
        let agents = require_dedicated(staffing, forecast.interval_s, &demands)?;
        let predicted = predict_dedicated(staffing, forecast.interval_s, &demands, &agents)?;
        for (((group, sum, demand), agents), predicted) in lines.iter().zip(agents).zip(predicted) {
            required.push(Requirement {
                start,
                group: group.name.clone(),
                expected: sum.expected,
                contacts: sum.contacts,
                aht_s: sum.aht_s(),
                erlangs: sum.handle_s / forecast.interval_s,
                agents,
                people: f64::from(agents) / (1.0 - group.shrinkage),
                predicted,
                demand: *demand,
            });
        }
    }
    let groups = groups.into_values().map(|group| (group.name.clone(), group.into())).collect();
    Ok(Required { interval_s: forecast.interval_s, groups, rows: required })
}

impl Sum {
    pub fn add(&mut self, row: &ForecastRow, group: &Group) -> Result<(), Refusal> {
        let contacts = match group.terms.quantile {
            None => row.contacts,
            Some(share) => row.quantile(share.0).ok_or_else(|| {
                let given: Vec<String> = row.quantiles.iter().map(|q| format!("q{}", q.probability * 100.0)).collect();
                let given = if given.is_empty() { "none".to_string() } else { given.join(", ") };
                Refusal::NoQuantile { line: row.line, share: share.to_string(), group: group.name.clone(), given }
            })?,
        };
        let aht_s = row.aht_s.filter(|aht_s| *aht_s > 0.0).or(group.terms.aht.map(|aht| aht.0));
        let aht_s = match aht_s {
            Some(aht_s) => aht_s,
            None if contacts == 0.0 => 0.0,
            None => {
                return refuse(Refusal::NoHandleTime { line: row.line, reason: row.reason.clone() });
            }
        };
        self.expected += row.contacts;
        self.contacts += contacts;
        self.handle_s += contacts * aht_s;
        Ok(())
    }

    pub fn aht_s(&self) -> f64 {
        if self.contacts > 0.0 { self.handle_s / self.contacts } else { 0.0 }
    }

    pub fn demand(&self, group: &Group, interval_s: f64, start: DateTime) -> Result<Demand, Refusal> {
        // Without contacts any handle time will do.
        let aht = Seconds(if self.contacts > 0.0 { self.aht_s() } else { 1.0 });
        let system = group.terms.system(Rate(self.contacts / interval_s), aht).map_err(|why| Refusal::AtInterval {
            group: group.name.clone(),
            start,
            why: Box::new(why),
        })?;
        let least = if self.contacts > 0.0 { group.terms.least_agents.unwrap_or(0) } else { 0 };
        Ok(Demand { least, manner: group.terms.manner(), ..Demand::of(system, group.goal) })
    }
}

impl From<Group> for Inputs {
    fn from(group: Group) -> Inputs {
        let terms = group.terms;
        let chat = if terms.concurrency.unwrap_or(1) > 1 { "chat_" } else { "" };
        let patience = if terms.patience.is_some() { "erlang_a" } else { "erlang_c" };
        let redial = if terms.redial.is_some_and(|share| share.0 > 0.0) { "_redial" } else { "" };
        Inputs { formula: format!("{chat}{patience}{redial}"), shrinkage: group.shrinkage, terms }
    }
}
