//! Callback slots from the plan: what forecast and roster can keep at the first try, by callback group. Worked out anew whenever a
//! forecast or a roster changes, and kept, so that the customer's page only looks them up.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use ::plan::callbacks;
use ::plan::history::{minute_of_day, plus};
use ::plan::staff::{self, Required};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::{Connection, Transaction};

use super::rosters::Kept;
use super::types::PlanSettings;
use super::{clock, forecasts, problem, rosters, settings};
use crate::error::Result;
use crate::setup::catalogue::Catalogue;
use crate::setup::document::GroupEntry;
use crate::state::App;
use crate::wire::Ms;

/// Days ahead that are worked out.
const DAYS: i64 = 8;
/// The same in ms.
pub const AHEAD_MS: i64 = DAYS * 86_400_000;

/// The plan changed: works all places out anew, and nobody is shown an answer of before. A plan that cannot be computed leaves the policy's own.
pub async fn refresh(app: &App, centre: u32) -> Result<()> {
    app.shared().changed(centre);
    let (now, catalogue) = (app.now().0, app.catalogue(centre).await?);
    // One after the other: whoever is last has read all that was changed, so that no older answer is written over a newer one.
    let _turn = TURN.lock().await;
    let places = app.read(move |view| all(view, centre, &catalogue, now)).await?;
    app.write(move |tx| keep(tx, centre, &places)).await
}

static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A group's slot, and how many calls it can take.
struct Places {
    group: u32,
    start: Ms,
    places: u32,
}

fn keep(tx: &Transaction<'_>, centre: u32, all: &[Places]) -> Result<()> {
    tx.execute("DELETE FROM callback_places WHERE centre = ?1", [centre])?;
    // A slot over midnight is worked out for both its days.
    let mut insert = tx.prepare_cached(
        "INSERT INTO callback_places (centre, callback_group, starts_at, places) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (centre, callback_group, starts_at) DO UPDATE SET places = min(places, excluded.places)",
    )?;
    for Places { group, start, places } in all {
        insert.execute((centre, group, start, places))?;
    }
    Ok(())
}

/// Places of a group's slots from an instant on, by their start.
pub fn of_group(view: &Connection, centre: u32, group: u32, from: Ms) -> Result<BTreeMap<Ms, u32>> {
    let mut select = view.prepare_cached(
        "SELECT starts_at, places FROM callback_places WHERE centre = ?1 AND callback_group = ?2 AND starts_at >= ?3",
    )?;
    let rows = select.query_map((centre, group, from), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Lets a group's slots have no more places than the plan can keep.
pub async fn limit(app: &App, centre: u32, group: Option<u32>, slots: &mut [routing::SlotView]) -> Result<()> {
    let (Some(group), Some(from)) = (group, slots.iter().map(|slot| slot.start.0).min()) else { return Ok(()) };
    let planned = app.read(move |view| of_group(view, centre, group, from)).await?;
    for slot in slots {
        let kept = planned.get(&slot.start.0).copied().unwrap_or(slot.places);
        // What was promised before the plan changed stays promised.
        slot.places = slot.places.min(kept.max(slot.taken));
    }
    Ok(())
}

fn all(view: &Connection, centre: u32, catalogue: &Catalogue, now: Ms) -> Result<Vec<Places>> {
    let mut found = Vec::new();
    let (Some(document), zone) = (&catalogue.document, clock::zone(view, centre)?) else { return Ok(found) };
    let settings = settings::load(view, centre)?;
    // The days mostly share one forecast, and to unpack it costs more than all the rest.
    let mut unpacked: BTreeMap<u64, staff::Forecast> = BTreeMap::new();
    let today = clock::local(&zone, now).date();
    for day in (0..DAYS).map(|ahead| plus(today, ahead)) {
        let Some(plan) = Plan::of_day(view, centre, &settings, catalogue, day, &mut unpacked)? else { continue };
        for group in &document.groups {
            let reasons: BTreeSet<String> = document
                .reasons
                .iter()
                .filter(|reason| reason.group == Some(group.id))
                .map(|reason| reason.id.0.to_string())
                .collect();
            plan.places(&settings, &zone, group, &reasons, &mut found);
        }
    }
    Ok(found)
}

/// What is planned for a day.
struct Plan {
    day: Date,
    rows: Vec<staff::ForecastRow>,
    required: Required,
    roster: Kept,
    skill_of: BTreeMap<String, u32>,
}

impl Plan {
    /// None where no roster or no forecast holds the day, or the promises cannot be computed with.
    fn of_day(
        view: &Connection,
        centre: u32,
        settings: &PlanSettings,
        catalogue: &Catalogue,
        day: Date,
        unpacked: &mut BTreeMap<u64, staff::Forecast>,
    ) -> Result<Option<Plan>> {
        let (Some(row), Some(head)) =
            (rosters::in_force(view, centre, day)?, forecasts::covering(view, centre, day, day)?)
        else {
            return Ok(None);
        };
        let made = match unpacked.entry(head.id) {
            Entry::Occupied(made) => made.into_mut(),
            Entry::Vacant(place) => place.insert(forecasts::intervals(view, centre, head.id)?),
        };
        let rows: Vec<_> = made.rows.iter().filter(|row| row.start.date() == day).cloned().collect();
        let seconds = Some(f64::from(settings.interval_min) * 60.0);
        let Ok(of_day) = staff::Forecast::of(rows.clone(), seconds) else { return Ok(None) };
        let Ok(required) = problem::required(settings, catalogue, &of_day) else { return Ok(None) };
        let roster = rosters::read(view, centre, row.id)?;
        Ok(Some(Plan { day, rows, required, roster, skill_of: problem::skill_of(settings, catalogue) }))
    }

    fn places(
        &self,
        settings: &PlanSettings,
        zone: &TimeZone,
        group: &GroupEntry,
        reasons: &BTreeSet<String>,
        found: &mut Vec<Places>,
    ) {
        let spare = self.spare(settings, reasons);
        let aht_s = self.aht_s(reasons);
        let slot_ms = i64::from(group.slot_ms.max(1));
        let (from, to) = (clock::midnight(zone, self.day), clock::midnight(zone, plus(self.day, 1)));
        // Slots lie on the engine's grid: multiples of their length since 1970.
        let mut start = from.div_euclid(slot_ms) * slot_ms;
        while start < to {
            let end = start + slot_ms;
            let touched = intervals(zone, settings.interval_min, (start.max(from), end.min(to)));
            let fewest = spare.get(touched).into_iter().flatten().copied().fold(f64::INFINITY, f64::min);
            let fewest = if fewest.is_finite() { fewest } else { 0.0 };
            let share = f64::from(settings.callbacks_percent) / 100.0;
            let places = callbacks::places(fewest, slot_ms as f64 / 1_000.0, aht_s, share);
            found.push(Places { group: group.id.0, start, places });
            start = end;
        }
    }

    /// People to spare by interval: of those who can serve the reasons, but never more than the whole floor has to spare.
    fn spare(&self, settings: &PlanSettings, reasons: &BTreeSet<String>) -> Vec<f64> {
        let slots = 1_440 / usize::from(settings.interval_min.max(1));
        let skills: BTreeSet<u32> = reasons.iter().filter_map(|reason| self.skill_of.get(reason).copied()).collect();
        let groups: BTreeSet<String> = skills.into_iter().map(settings::group_name).collect();
        let (mut own, mut all) = (vec![0.0; slots], vec![0.0; slots]);
        for row in &self.required.rows {
            let slot = minute_of_day(row.start.time()) as usize / usize::from(settings.interval_min.max(1));
            take(&mut all, slot, row.people);
            if groups.contains(&row.group) {
                take(&mut own, slot, row.people);
            }
        }
        let parts = &self.roster.problem.parts;
        let bits = parts.skills.iter().enumerate().filter(|(_, name)| groups.contains(*name));
        let wanted: u32 = bits.map(|(bit, _)| 1 << bit).sum();
        if let Ok(day) = self.roster.day(self.day) {
            for (at, agent) in parts.agents.iter().enumerate() {
                let duty = self.roster.problem.duties.get(usize::from(self.roster.duty(at, day)));
                for slot in duty.map(|duty| &duty.work).into_iter().flatten() {
                    take(&mut all, *slot, -1.0);
                    if agent.skills & wanted != 0 {
                        take(&mut own, *slot, -1.0);
                    }
                }
            }
        }
        own.iter().zip(&all).map(|(own, all)| f64::min(-own, -all).max(0.0)).collect()
    }

    fn aht_s(&self, reasons: &BTreeSet<String>) -> f64 {
        let own = self.rows.iter().filter(|row| reasons.contains(&row.reason));
        let (handled, contacts) = own.fold((0.0, 0.0), |(handled, contacts), row| {
            (handled + row.contacts * row.aht_s.unwrap_or(problem::USUAL_AHT_S), contacts + row.contacts)
        });
        if contacts > 0.0 { handled / contacts } else { problem::USUAL_AHT_S }
    }
}

/// The intervals of a day by its own clock that a stretch within it touches, also where the clock was set.
pub fn intervals(zone: &TimeZone, interval_min: u16, (from, to): (Ms, Ms)) -> std::ops::Range<usize> {
    let of = |at: Ms| (minute_of_day(clock::local(zone, at).time()) / u32::from(interval_min.max(1))) as usize;
    let (first, last) = (of(from), of(to - 1));
    first.min(last)..first.max(last) + 1
}

fn take(cells: &mut [f64], at: usize, people: f64) {
    if let Some(cell) = cells.get_mut(at) {
        *cell += people;
    }
}
