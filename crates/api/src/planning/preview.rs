//! What is told before a roster is published or a shift is chosen.

use std::collections::BTreeSet;

use ::plan::history::plus;
use ::plan::schedule::{self, Change};
use jiff::civil::Date;
use rusqlite::Connection;

use super::published::{Published, mine};
use super::rosters::{self, Kept};
use super::types::{BrokenBy, BrokenRule, ChoicesQuery, Publishing, ShiftChoice, ShiftChoices, ShiftMoved};
use crate::error::{Error, FieldCode, Result};
use crate::rows::Names;

/// Most changes listed one by one.
const LISTED: usize = 200;

/// What publishing a roster would change from a day on.
///
/// # Errors
/// [`crate::error::Error::NotFound`].
pub fn publishing(view: &Connection, centre: u32, roster: u64, today: Date, names: &Names) -> Result<Publishing> {
    let kept = rosters::current(view, centre, roster)?;
    let report = schedule::check(&kept.problem, &kept.roster);
    let broken = report.violations.iter().filter_map(rosters::broken);
    let by = |broken: BrokenRule| BrokenBy {
        who: broken.agent.map(|agent| names.agent(routing::AgentId(agent)).name).or(broken.site).unwrap_or_default(),
        day: broken.day,
        rule: broken.rule,
    };
    let mut published = Published::new(view, centre);
    let days = (0..i64::from(kept.row.days)).map(|ahead| plus(kept.row.first, ahead)).filter(|day| *day >= today);
    let days: Vec<Date> = days.collect();
    let (mut people, mut changed) = (BTreeSet::new(), BTreeSet::new());
    let mut told = Publishing {
        revision: kept.row.revision,
        first: days.first().copied(),
        last: days.last().copied(),
        people: 0,
        shifts: 0,
        shifts_over: kept.shifts().iter().filter(|shift| shift.day < today).count() as u32,
        new_days: 0,
        changed_people: 0,
        changes: 0,
        changed: Vec::new(),
        broken: broken.filter(|broken| broken.day >= today).map(by).collect(),
        missing_hours: report.understaffed_hours,
    };
    for day in days {
        let now = published.on(day)?;
        told.new_days += u32::from(now.is_none());
        for agent in kept.agents().chain(now.map(Kept::agents).into_iter().flatten()).collect::<BTreeSet<_>>() {
            let shift = |of: &Kept| of.on(agent, day).map(mine);
            let (before, after) = (now.and_then(shift), shift(&kept));
            if after.is_some() {
                people.insert(agent);
                told.shifts += 1;
            }
            if now.is_none() || before == after {
                continue;
            }
            changed.insert(agent);
            told.changes += 1;
            if told.changed.len() < LISTED {
                told.changed.push(ShiftMoved { agent: names.agent(routing::AgentId(agent)), day, before, after });
            }
        }
    }
    told.people = people.len() as u32;
    told.changed_people = changed.len() as u32;
    Ok(told)
}

/// The shifts of a person's contract on a day, each with the rules it would break.
///
/// # Errors
/// [`crate::error::Error::NotFound`] where she or the day is not in the roster.
pub fn choices(view: &Connection, centre: u32, roster: u64, query: &ChoicesQuery) -> Result<ShiftChoices> {
    let kept = rosters::current(view, centre, roster)?;
    let person = query.agent.ok_or(Error::field("agent", FieldCode::Required))?;
    let day = query.day.ok_or(Error::field("day", FieldCode::Required))?;
    let (agent, at) = (kept.agent(person)?, kept.day(day)?);
    let (problem, standing) = (&kept.problem, kept.standing());
    let weekday = problem.weekday(at);
    let mut choices = Vec::new();
    for shift in problem.allowed.get(agent).into_iter().flatten().copied() {
        let Some(duty) = problem.ways(shift).next().and_then(|duty| u16::try_from(duty).ok()) else { continue };
        let Some(template) = problem.parts.shifts.get(shift).filter(|of| of.weekdays.get(weekday) == Some(&true))
        else {
            continue;
        };
        // What she works already is no change, whatever it breaks.
        let stays = problem.shift_of(kept.duty(agent, at)).is_some_and(|(now, _)| now == shift);
        let changes = [Change { agent, day: at, duty }];
        let broken = if stays { Vec::new() } else { standing.breaks(&changes) };
        choices.push(ShiftChoice {
            shift: template.name.clone(),
            start_min: template.start_min,
            length_min: template.length_min,
            broken: broken.iter().filter_map(rosters::broken).collect(),
        });
    }
    choices.sort_by_key(|choice| (choice.start_min, choice.length_min));
    Ok(ShiftChoices { choices })
}
