//! What people work just before and after some days, by the rosters in force: rest, days in a row and hours of a week do not end
//! with a roster.

use std::collections::{BTreeMap, BTreeSet};

use ::plan::history::{at_minute, days_between, plus};
use jiff::civil::{Date, DateTime};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::published::Published;
use super::rosters::Kept;
use crate::error::Result;

/// Days looked back and ahead: no run and no week reaches further.
const BACK: i64 = 14;

/// Minutes between 22:00 and 06:00 from which on a shift is a night, as a problem file takes it.
const NIGHT_MIN: u32 = 180;

/// By person: what a problem file calls `before`, and `next`.
#[derive(Default)]
pub struct Around {
    pub before: BTreeMap<u32, Value>,
    pub next: BTreeMap<u32, DateTime>,
    /// Days in a row from the day after the last on.
    pub next_in_a_row: BTreeMap<u32, u32>,
    /// Whose shifts of the day before end on the first day.
    pub nights: Vec<Night>,
}

/// Somebody who is still there in the morning.
pub struct Night {
    pub skills: Vec<String>,
    /// Minutes after midnight at which an interval begins that she works.
    pub minutes: Vec<u32>,
}

/// A shift as rules count it.
struct Worked {
    day: Date,
    ended: DateTime,
    minutes: u32,
    night: bool,
}

/// What lies around `days` days from `first` on.
pub fn of(view: &Connection, centre: u32, first: Date, days: u8) -> Result<Around> {
    let mut worked: BTreeMap<u32, Vec<Worked>> = BTreeMap::new();
    let mut published = Published::new(view, centre);
    for back in 1..=BACK {
        let day = plus(first, -back);
        let Some(kept) = published.on(day)? else { continue };
        for shift in kept.shifts().into_iter().filter(|shift| shift.day == day) {
            let own = kept.problem.parts.shifts.iter().find(|own| own.name == shift.shift);
            let ended = moment(day, shift.start_min + shift.length_min);
            let minutes = own.map_or(shift.length_min, |own| own.counted_min);
            let night = own.is_some_and(|own| own.night_min() >= NIGHT_MIN);
            worked.entry(shift.agent).or_default().push(Worked { day, ended, minutes, night });
        }
    }
    let before = worked.into_iter().map(|(agent, shifts)| (agent, before(first, &shifts))).collect();
    let after = plus(first, i64::from(days));
    let next = published.on(after)?.map(|kept| {
        let starts = kept.shifts().into_iter().filter(|shift| shift.day == after);
        starts.map(|shift| (shift.agent, moment(after, shift.start_min))).collect()
    });
    let next: BTreeMap<u32, DateTime> = next.unwrap_or_default();
    let next_in_a_row = going_on(&mut published, after, next.keys().copied().collect())?;
    let eve = plus(first, -1);
    let nights = published.on(eve)?.map(|kept| nights_of(kept, eve)).transpose()?.unwrap_or_default();
    Ok(Around { before, next, next_in_a_row, nights })
}

/// How many days in a row people go on to work who work on a first day.
fn going_on(published: &mut Published<'_>, first: Date, mut going: BTreeSet<u32>) -> Result<BTreeMap<u32, u32>> {
    let mut days: BTreeMap<u32, u32> = BTreeMap::new();
    for day in (0..BACK).map(|ahead| plus(first, ahead)) {
        let Some(kept) = published.on(day)?.filter(|_| !going.is_empty()) else { break };
        let there: BTreeSet<u32> =
            kept.shifts().iter().filter(|shift| shift.day == day).map(|shift| shift.agent).collect();
        going.retain(|agent| there.contains(agent));
        going.iter().for_each(|agent| *days.entry(*agent).or_default() += 1);
    }
    Ok(days)
}

/// Whose shifts of a day go on after midnight.
fn nights_of(kept: &Kept, day: Date) -> Result<Vec<Night>> {
    let (parts, day) = (&kept.problem.parts, kept.day(day)?);
    let night = |(at, agent): (usize, &::plan::schedule::Agent)| {
        let after = kept.after_midnight(kept.duty(at, day)).into_iter();
        let minutes: Vec<u32> = after.map(|slot| slot as u32 * parts.interval_min).collect();
        let skills = parts.skills.iter().enumerate().filter(|(bit, _)| agent.skills >> bit & 1 == 1);
        (!minutes.is_empty()).then(|| Night { skills: skills.map(|(_, name)| name.clone()).collect(), minutes })
    };
    Ok(parts.agents.iter().enumerate().filter_map(night).collect())
}

/// Shifts come latest first.
fn before(first: Date, shifts: &[Worked]) -> Value {
    let monday = plus(first, -i64::from(first.weekday().to_monday_zero_offset()));
    let in_a_row = (1..).zip(shifts).take_while(|(back, shift)| days_between(shift.day, first) == *back).count();
    let week: Vec<&Worked> = shifts.iter().filter(|shift| shift.day >= monday).collect();
    json!({
        "ended": shifts.iter().map(|shift| shift.ended).max(),
        "days_in_a_row": in_a_row,
        "nights_in_a_row": nights(shifts),
        "week_days": week.len(),
        "week_minutes": week.iter().map(|shift| shift.minutes).sum::<u32>(),
    })
}

/// Nights one after another up to the last shift; a day off after them ends no rest.
fn nights(shifts: &[Worked]) -> usize {
    let Some(last) = shifts.first() else { return 0 };
    (0..).zip(shifts).take_while(|(back, shift)| shift.night && days_between(shift.day, last.day) == *back).count()
}

/// Minutes after a midnight, which may be beyond the next.
fn moment(day: Date, minute: u32) -> DateTime {
    at_minute(plus(day, i64::from(minute / 1_440)), minute % 1_440)
}
