//! What people work just before and after some days, by the rosters in force: rest, days in a row and hours of a week do not end
//! with a roster.

use std::collections::BTreeMap;

use ::plan::history::{at_minute, days_between, plus};
use jiff::civil::{Date, DateTime};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::rosters::{self, Kept};
use crate::error::Result;

/// Days looked back: no run and no week reaches further.
const BACK: i64 = 14;

/// Minutes between 22:00 and 06:00 from which on a shift is a night, as a problem file takes it.
const NIGHT_MIN: u32 = 180;

/// By person: what a problem file calls `before`, and `next`.
#[derive(Default)]
pub struct Around {
    pub before: BTreeMap<u32, Value>,
    pub next: BTreeMap<u32, DateTime>,
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
    let mut last: Option<Kept> = None;
    for back in 1..=BACK {
        let day = plus(first, -back);
        last = on(view, centre, day, last)?;
        let Some(kept) = &last else { continue };
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
    let next = on(view, centre, after, None)?.map(|kept| {
        let starts = kept.shifts().into_iter().filter(|shift| shift.day == after);
        starts.map(|shift| (shift.agent, moment(after, shift.start_min))).collect()
    });
    Ok(Around { before, next: next.unwrap_or_default() })
}

/// The roster in force on a day; read again only where it is another.
fn on(view: &Connection, centre: u32, day: Date, last: Option<Kept>) -> Result<Option<Kept>> {
    let Some(head) = rosters::in_force(view, centre, day)? else { return Ok(None) };
    match last.filter(|kept| kept.row.id == head.id) {
        Some(kept) => Ok(Some(kept)),
        None => rosters::read(view, centre, head.id).map(Some),
    }
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
