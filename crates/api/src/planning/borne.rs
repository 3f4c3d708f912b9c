//! Unpleasant work that people bore in the weeks before a roster, so that the next one is dearer for who bore more.

use std::collections::BTreeMap;

use ::plan::history::plus;
use jiff::civil::{Date, Weekday};
use rusqlite::Connection;

use super::rosters::{self, Kept};
use super::types::PlanSettings;
use crate::error::Result;

/// Weeks before the first day that count.
pub const WEEKS: i64 = 4;

/// Points by person, of the published shifts of the weeks before a day. A shift counts what it is worth in the settings, one that
/// is in them no more what it was worth when its roster was made.
pub fn points(view: &Connection, centre: u32, settings: &PlanSettings, first: Date) -> Result<BTreeMap<u32, u32>> {
    let mut points: BTreeMap<u32, u32> = BTreeMap::new();
    let mut last: Option<Kept> = None;
    for back in 1..=WEEKS * 7 {
        let day = plus(first, -back);
        let Some(head) = rosters::in_force(view, centre, day)? else { continue };
        let kept = match last.take().filter(|kept| kept.row.id == head.id) {
            Some(kept) => kept,
            None => rosters::read(view, centre, head.id)?,
        };
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let weekend = if weekend { settings.weekend_burden } else { 0 };
        for shift in kept.shifts().iter().filter(|shift| shift.day == day) {
            let now = settings.shifts.iter().find(|own| own.name == shift.shift).map(|own| own.burden);
            let then = || kept.problem.parts.shifts.iter().find(|own| own.name == shift.shift).map(|own| own.burden);
            *points.entry(shift.agent).or_default() += now.or_else(then).unwrap_or(0) + weekend;
        }
        last = Some(kept);
    }
    Ok(points)
}
