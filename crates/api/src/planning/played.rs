//! What customers will experience with a roster: its days played by the floor's own engine, with whoever is at work.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ::plan::erlang::Share;
use ::plan::history::{minute_of_day, plus};
use ::plan::schedule::at_work;
use ::plan::staff::{Below, Forecast, ReachedDay, Rostered, SkillTargets, Staffed, experience};
use jiff::civil::DateTime;
use rusqlite::Connection;
use sim::staffing::Simulated;

use super::types::{PlayedLine, PlayedStretch, RosterPlayed};
use super::{around, forecasts, problem, rosters, settings};
use crate::error::Result;
use crate::setup::catalogue::Catalogue;
use crate::wire::Ms;

/// About so many contacts are played: some seconds of two cores.
const CONTACTS: f64 = 400_000.0;
/// Times that each day is played, within that.
const LEAST: u32 = 10;
const MOST: u32 = 100;

/// Everything a roster is played from.
pub struct Inputs {
    roster: Rostered,
    revision: u32,
    forecast: Forecast,
    forecast_made_at: Ms,
    targets: SkillTargets,
    seed: u64,
}

/// Reads them: the newest forecast of the roster's days, or the one it was made for where none has them all any more.
///
/// # Errors
/// [`crate::error::Error::NotFound`] where there is no such roster.
pub fn gather(view: &Connection, centre: u32, roster: u64, catalogue: &Catalogue) -> Result<Inputs> {
    let kept = rosters::current(view, centre, roster)?;
    let settings = settings::load(view, centre)?;
    let last = plus(kept.row.first, i64::from(kept.row.days) - 1);
    let head = match forecasts::covering(view, centre, kept.row.first, last)? {
        Some(head) => head,
        None => forecasts::head(view, centre, rosters::made_for(view, centre, roster)?)?.0,
    };
    let forecast = forecasts::intervals(view, centre, head.id)?;
    let reasons: Vec<String> = forecast.reasons().into_iter().map(str::to_owned).collect();
    let own = settings::targets(&settings, &problem::skill_of(&settings, catalogue), &reasons);
    let targets = SkillTargets {
        default: own.default,
        group: own.group,
        reason: own.reason,
        forecast_error: Some(Share(forecast.day_error())),
        ..SkillTargets::default()
    };
    let mut roster = at_work(&kept.problem, &kept.roster);
    // Who is still there from the night before answers too.
    for night in around::of(view, centre, kept.row.first, kept.row.days)?.nights {
        roster.stays_on(&night.skills, &night.minutes);
    }
    Ok(Inputs {
        roster,
        revision: kept.row.revision,
        forecast,
        forecast_made_at: head.made_at,
        targets,
        seed: kept.row.id,
    })
}

/// Stops the work when whoever asked for it has gone.
pub struct Asking(pub Arc<AtomicBool>);

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Plays it; `gone` is looked at between days.
///
/// # Errors
/// Why it cannot be played.
pub fn play(inputs: &Inputs, at: Ms, gone: &AtomicBool) -> Result<RosterPlayed> {
    let days = inputs.roster.first..plus(inputs.roster.first, inputs.roster.days as i64);
    let own = inputs.forecast.rows.iter().filter(|row| days.contains(&row.start.date()));
    let contacts: f64 = own.map(|row| row.contacts).sum();
    let times = (CONTACTS / contacts.max(1.0)).clamp(f64::from(LEAST), f64::from(MOST)) as u32;
    let staffing = Simulated::showing(times, inputs.seed);
    let mut tell = |_| if gone.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let staffed = experience(&inputs.forecast, &inputs.targets, &inputs.roster, &staffing, &mut tell)?;
    let below = staffed.below();
    Ok(RosterPlayed {
        as_of: at,
        revision: inputs.revision,
        forecast_made_at: inputs.forecast_made_at,
        times: staffing.shown(),
        lines: staffed.days.iter().map(|day| line(&staffed, &below, day)).collect(),
    })
}

fn line(staffed: &Staffed, below: &[Below], day: &ReachedDay) -> PlayedLine {
    let own = &day.predicted;
    let [low, _, high] = own.over_days.map_or([own.service_level; 3], |days| days.service_level_days);
    let promised = staffed.lines.get(&day.line).and_then(|line| line.terms.service_level);
    PlayedLine {
        day: day.day,
        skill: settings::skill_of_group(&day.line).filter(|skill| *skill != problem::ANYONE),
        contacts: day.contacts,
        promised: promised.map(|share| share.0),
        service_level: own.service_level,
        service_level_low: low,
        service_level_high: high,
        wait_s: own.asa_s,
        abandonment: own.p_abandon,
        below: below.iter().filter(|own| own.line == day.line && own.from.date() == day.day).map(stretch).collect(),
    }
}

fn stretch(below: &Below) -> PlayedStretch {
    let minute = |at: DateTime| minute_of_day(at.time());
    // It ends with its day.
    let to_min = if below.to.date() > below.from.date() { 1_440 } else { minute(below.to) };
    PlayedStretch { from_min: minute(below.from), to_min, service_level: below.service_level }
}
