//! Months ahead, and a desk for something new.

use std::collections::BTreeMap;

use ::plan::Refusal;
use ::plan::capacity::{self, Desk, People, Ramp};
use ::plan::erlang::{Goal, Promise as Within, ShortAbandons};
use jiff::civil::Date;
use rusqlite::Connection;

use super::types::{
    Capacity, CapacityMonth, CapacityQuery, ContractWeek, DeskAnswer, DeskWeek, NewDesk, PlanSettings, PlannedPerson,
    WorkContract,
};
use super::{forecasts, problem, settings};
use crate::error::Result;
use crate::setup::catalogue::Catalogue;

/// Days a week of a contract that says neither days nor hours.
const USUAL_DAYS: f64 = 5.0;

/// Months ahead by the forecast that reaches furthest.
///
/// # Errors
/// A sentence where no forecast reaches a month.
pub fn months(
    view: &Connection,
    centre: u32,
    catalogue: &Catalogue,
    query: &CapacityQuery,
    today: Date,
) -> Result<Capacity> {
    let furthest = forecasts::list(view, centre)?.into_iter().max_by_key(|made| (made.days, made.made_at));
    let head = furthest.ok_or(Refusal::NoForecastYet)?;
    let settings = settings::load(view, centre)?;
    let required = problem::required(&settings, catalogue, &forecasts::intervals(view, centre, head.id)?)?;
    let mut days: BTreeMap<Date, f64> = BTreeMap::new();
    for row in &required.rows {
        *days.entry(row.start.date()).or_default() += row.people * required.interval_s / 3_600.0;
    }
    let days: Vec<(Date, f64)> = days.into_iter().collect();
    let contracts = weeks(&settings, &settings::people(view, centre)?);
    let now = contracts.iter().map(|week| week.people).sum::<u32>();
    // Without contracts nobody knows how many people an hour of work is.
    let Some(hours_per_week) = mean(&contracts) else {
        return Ok(Capacity { forecast: head.id, hours_per_week: 0.0, contracts, months: Vec::new() });
    };
    let people = People {
        now: f64::from(now),
        leave_per_month: f64::from(query.leave_percent) / 100.0,
        hours_per_week,
        until_ready_days: query.ready_days,
    };
    let months = capacity::months(&days, today, &people)?;
    Ok(Capacity {
        forecast: head.id,
        hours_per_week,
        contracts,
        months: months
            .into_iter()
            .map(|month| CapacityMonth {
                first: month.first,
                required_hours: month.required_hours,
                required: month.required,
                there: month.there,
                missing: month.missing,
                decide_by: month.decide_by,
            })
            .collect(),
    })
}

/// Who works how long, contract by contract.
fn weeks(settings: &PlanSettings, people: &[PlannedPerson]) -> Vec<ContractWeek> {
    let week = |contract: &WorkContract| ContractWeek {
        name: contract.name.clone(),
        people: people.iter().filter(|person| person.contract.as_ref() == Some(&contract.name)).count() as u32,
        hours: week_hours(settings, contract),
    };
    settings.contracts.iter().map(week).collect()
}

/// Paid hours of a week under a contract: those agreed, or the days agreed times the mean counted time of its shifts; of a range the
/// middle.
fn week_hours(settings: &PlanSettings, contract: &WorkContract) -> f64 {
    if let Some((low, high)) = contract.hours {
        return (low + high) / 2.0;
    }
    let own = settings.shifts.iter().filter(|shift| contract.shifts.contains(&shift.name));
    let (minutes, shifts) = own.fold((0, 0), |(minutes, shifts), shift| {
        let unpaid: u32 = shift.breaks.iter().filter(|pause| !pause.paid).map(|pause| pause.length_min).sum();
        (minutes + shift.counted_min.unwrap_or(shift.length_min.saturating_sub(unpaid)), shifts + 1)
    });
    let days = contract.days.map_or(USUAL_DAYS, |(low, high)| f64::from(low + high) / 2.0);
    days * f64::from(minutes) / f64::from(shifts.max(1)) / 60.0
}

/// Hours a week of the mean person; of the mean contract where nobody works under one yet.
fn mean(weeks: &[ContractWeek]) -> Option<f64> {
    let nobody = weeks.iter().all(|week| week.people == 0);
    let weight = |week: &ContractWeek| if nobody { 1.0 } else { f64::from(week.people) };
    let people: f64 = weeks.iter().map(weight).sum();
    let hours: f64 = weeks.iter().map(|week| weight(week) * week.hours).sum();
    (hours > 0.0).then(|| hours / people)
}

/// Works a new desk out under the centre's own promise and hourly cost.
///
/// # Errors
/// The number that cannot be, in a sentence.
pub fn desk(settings: &PlanSettings, new: &NewDesk) -> Result<DeskAnswer> {
    let promise = &settings.promise;
    let answer = capacity::desk(&Desk {
        contacts_per_day: new.contacts_per_day,
        aht_s: new.aht_s,
        open: (new.open_min, new.close_min),
        days_per_week: new.days_per_week,
        patience_s: promise.patience_s.map(f64::from),
        goal: Goal {
            service_level: Some(Within {
                share: f64::from(promise.service_level_percent) / 100.0,
                within_s: f64::from(promise.within_s),
                short: ShortAbandons::default(),
            }),
            occupancy: promise.occupancy_percent.map(|share| f64::from(share) / 100.0),
            ..Goal::default()
        },
        shrinkage: f64::from(new.shrinkage_percent) / 100.0,
        hours_per_week: new.hours_per_week,
        hourly_cost: f64::from(settings.hourly_cost),
        seats: new.seats,
        begins: new.begins,
        intake_per_week: new.intake_per_week,
        training_days: new.training_days,
        ramp: Ramp { weeks: new.ramp_percent.iter().map(|share| f64::from(*share) / 100.0).collect() },
    });
    let answer = answer?;
    Ok(DeskAnswer {
        peak: answer.peak,
        people: answer.people,
        seats_missing: answer.seats_missing,
        hours_per_week: answer.hours_per_week,
        cost_per_week: answer.cost_per_week,
        cost_until: answer.cost_until,
        answers_from: answer.answers_from,
        weeks: answer
            .weeks
            .into_iter()
            .map(|week| DeskWeek { first: week.first, begun: week.begun, worth: week.worth })
            .collect(),
        required: answer.required,
    })
}
