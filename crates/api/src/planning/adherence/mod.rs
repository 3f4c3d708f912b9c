//! Planned against actual: the plan from published shifts, what was done from the router's own record of states and contacts.

mod states;

use std::collections::BTreeMap;

use ::plan::adherence::{Activity, Change, Exception, Excuse, Planned, Record, State, Verdict};
use ::plan::history::plus;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::{Connection, Transaction};

pub use states::States;

use super::types::{
    AdherenceDay, AdherenceException, AdherenceNow, AdherenceStretch, AdherenceVerdict, NewAdherenceException,
    PersonDay, PersonNow,
};
use super::{clock, settings};
use crate::error::{Error, FieldCode, Result};
use crate::fields::Fields;
use crate::limits;
use crate::rows::{Names, as_word};
use crate::wire::Ms;

const MINUTE_MS: i64 = 60_000;
/// How far around the present is looked at: the longest shift with what led into it.
const AROUND_MS: i64 = 16 * 3_600_000;
/// Longest exception.
const LONGEST_MS: i64 = 31 * 86_400_000;

/// What is known of everybody between two instants.
struct Known<'a> {
    plans: BTreeMap<u32, Vec<Planned>>,
    changes: &'a BTreeMap<u32, Vec<Change>>,
    exceptions: BTreeMap<u32, Vec<Exception>>,
    tolerance_ms: i64,
}

impl<'a> Known<'a> {
    fn between(
        view: &Connection,
        centre: u32,
        (from, to): (Ms, Ms),
        changes: &'a BTreeMap<u32, Vec<Change>>,
    ) -> Result<Known<'a>> {
        let mut exceptions: BTreeMap<u32, Vec<Exception>> = BTreeMap::new();
        let mut select = view.prepare_cached(
            "SELECT agent, starts_at, ends_at FROM adherence_exception
             WHERE centre = ?1 AND starts_at < ?3 AND ends_at > ?2",
        )?;
        for row in select.query_map((centre, from, to), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))? {
            let (agent, from_ms, to_ms): (u32, Ms, Ms) = row?;
            exceptions.entry(agent).or_default().push(Exception { from_ms, to_ms });
        }
        Ok(Known {
            plans: plans(view, centre, from, to)?,
            changes,
            exceptions,
            tolerance_ms: i64::from(settings::load(view, centre)?.tolerance_min) * MINUTE_MS,
        })
    }

    fn record(&self, agent: u32) -> Record<'_> {
        Record {
            plan: self.plans.get(&agent).map(Vec::as_slice).unwrap_or_default(),
            changes: self.changes.get(&agent).map(Vec::as_slice).unwrap_or_default(),
            exceptions: self.exceptions.get(&agent).map(Vec::as_slice).unwrap_or_default(),
            tolerance_ms: self.tolerance_ms,
        }
    }
}

/// Shifts as work with their pauses cut out, by person and in order.
fn plans(view: &Connection, centre: u32, from: Ms, to: Ms) -> Result<BTreeMap<u32, Vec<Planned>>> {
    let mut select = view.prepare_cached(
        "SELECT agent, starts_at, ends_at, kind FROM planned_activity
         WHERE centre = ?1 AND starts_at < ?3 AND ends_at > ?2 ORDER BY agent, starts_at, kind = 'shift' DESC",
    )?;
    let rows = select.query_map((centre, from, to), |row| {
        Ok((row.get::<_, u32>(0)?, row.get::<_, Ms>(1)?, row.get::<_, Ms>(2)?, row.get::<_, String>(3)?))
    })?;
    let mut entries: BTreeMap<u32, Vec<Planned>> = BTreeMap::new();
    for row in rows {
        let (agent, from_ms, to_ms, kind) = row?;
        let activity = match kind.as_str() {
            "break" => Activity::Break,
            "meal" => Activity::Meal,
            "training" => Activity::Training,
            _ => Activity::Work,
        };
        entries.entry(agent).or_default().push(Planned { from_ms, to_ms, activity });
    }
    Ok(entries.into_iter().map(|(agent, entries)| (agent, paint(&entries))).collect())
}

/// One thing at a time: what lies within a shift covers it, and what began later covers what began before.
fn paint(entries: &[Planned]) -> Vec<Planned> {
    let mut bounds: Vec<Ms> = entries.iter().flat_map(|entry| [entry.from_ms, entry.to_ms]).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let mut plan: Vec<Planned> = Vec::new();
    for pair in bounds.windows(2) {
        let [from_ms, to_ms] = pair else { continue };
        let there = entries.iter().filter(|entry| entry.from_ms <= *from_ms && *to_ms <= entry.to_ms);
        let top = there.max_by_key(|entry| (entry.activity != Activity::Work, entry.from_ms));
        let Some(activity) = top.map(|entry| entry.activity) else { continue };
        match plan.last_mut().filter(|last| last.to_ms == *from_ms && last.activity == activity) {
            Some(last) => last.to_ms = *to_ms,
            None => plan.push(Planned { from_ms: *from_ms, to_ms: *to_ms, activity }),
        }
    }
    plan
}

fn verdict(verdict: Verdict) -> AdherenceVerdict {
    match verdict {
        Verdict::In => AdherenceVerdict::In,
        Verdict::Tolerated => AdherenceVerdict::Tolerated,
        Verdict::Out => AdherenceVerdict::Out,
        Verdict::Excused(Excuse::Rest) => AdherenceVerdict::Rest,
        Verdict::Excused(Excuse::Exception) => AdherenceVerdict::Exception,
        Verdict::Excused(Excuse::Overrun) => AdherenceVerdict::Overrun,
        Verdict::Unplanned => AdherenceVerdict::Unplanned,
    }
}

/// Everybody who is planned today or at work: off plan first, the longest first. `states` are of the last look, and of this one after.
pub fn now(view: &Connection, centre: u32, states: &mut States, now: Ms) -> Result<AdherenceNow> {
    states.follow(view, centre, now - AROUND_MS, now)?;
    let known = Known::between(view, centre, (now - AROUND_MS, now + AROUND_MS), states.changes())?;
    let names = Names::load(view, centre)?;
    let mut people = Vec::new();
    for person in settings::people(view, centre)? {
        let at = known.record(person.id).now(now)?;
        if at.planned.is_none() && at.state == State::Offline {
            continue;
        }
        people.push(PersonNow {
            agent: names.agent(routing::AgentId(person.id)),
            planned: at.planned.map(|planned| as_word(&planned)).transpose()?,
            state: as_word(&at.state)?,
            verdict: verdict(at.verdict),
            out_for_ms: at.out_for_ms,
            next: at.next.map(|next| as_word(&next.activity)).transpose()?,
            next_at: at.next.map(|next| next.from_ms),
        });
    }
    people.sort_by_key(|person| (person.verdict != AdherenceVerdict::Out, -person.out_for_ms, person.agent.id));
    Ok(AdherenceNow { as_of: now, people })
}

/// A day of everybody who was planned or worked on it; a running day up to now.
pub fn day(view: &Connection, centre: u32, zone: &TimeZone, day: Date, now: Ms) -> Result<AdherenceDay> {
    let (from, end) = (clock::midnight(zone, day), clock::midnight(zone, plus(day, 1)));
    let to = end.min(now).max(from);
    let changes = states::read(view, centre, from, end.min(now))?;
    let known = Known::between(view, centre, (from, end), &changes)?;
    let names = Names::load(view, centre)?;
    let mut people = Vec::new();
    for person in settings::people(view, centre)? {
        let judged = known.record(person.id).day(from, to)?;
        if judged.planned_ms + judged.excused_ms + judged.unplanned_work_ms == 0 {
            continue;
        }
        let stretches = judged.stretches.iter().map(|stretch| {
            Ok(AdherenceStretch {
                from: stretch.from_ms,
                to: stretch.to_ms,
                planned: stretch.planned.map(|planned| as_word(&planned)).transpose()?,
                state: as_word(&stretch.state)?,
                verdict: verdict(stretch.verdict),
            })
        });
        people.push(PersonDay {
            agent: names.agent(routing::AgentId(person.id)),
            adherence: judged.adherence(),
            conformance: judged.conformance(),
            planned_ms: judged.planned_ms,
            excused_ms: judged.excused_ms,
            stretches: stretches.collect::<Result<_>>()?,
        });
    }
    people.sort_by(|a, b| a.adherence.unwrap_or(2.0).total_cmp(&b.adherence.unwrap_or(2.0)));
    Ok(AdherenceDay { day, as_of: now, from, people, exceptions: exceptions(view, centre, from, end, &names)? })
}

fn exceptions(view: &Connection, centre: u32, from: Ms, to: Ms, names: &Names) -> Result<Vec<AdherenceException>> {
    let mut select = view.prepare_cached(
        "SELECT exception, agent, starts_at, ends_at, because FROM adherence_exception
         WHERE centre = ?1 AND starts_at < ?3 AND ends_at > ?2 ORDER BY starts_at, exception",
    )?;
    let rows = select.query_map((centre, from, to), |row| {
        Ok(AdherenceException {
            id: row.get(0)?,
            agent: names.agent(routing::AgentId(row.get(1)?)),
            from: row.get(2)?,
            to: row.get(3)?,
            because: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Approves time off plan and returns its number.
pub fn add_exception(tx: &Transaction<'_>, centre: u32, new: &NewAdherenceException, at: Ms, by: u32) -> Result<u64> {
    let mut fields = Fields::default();
    fields.text(&new.because, limits::NAME_CHARS, "because");
    let length_ms = new.to.checked_sub(new.from);
    fields.need(length_ms.is_some_and(|ms| (1..=LONGEST_MS).contains(&ms)), "to", FieldCode::OutOfRange);
    fields.check()?;
    if !settings::people(tx, centre)?.iter().any(|person| person.id == new.agent) {
        return Err(Error::field("agent", FieldCode::NotThere));
    }
    let exception = store::new_id(tx, centre)?;
    tx.execute(
        "INSERT INTO adherence_exception (centre, exception, agent, starts_at, ends_at, because, created_at, created_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (centre, exception, new.agent, new.from, new.to, new.because.trim(), at, by),
    )?;
    Ok(exception)
}

/// Takes an exception back.
pub fn delete_exception(tx: &Transaction<'_>, centre: u32, exception: u64) -> Result<()> {
    match tx.execute("DELETE FROM adherence_exception WHERE centre = ?1 AND exception = ?2", (centre, exception))? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_cut_shifts_and_overlapping_shifts_are_one() {
        let entry = |from_ms, to_ms, activity| Planned { from_ms, to_ms, activity };
        let (work, meal, pause) = (Activity::Work, Activity::Meal, Activity::Break);
        let plan = paint(&[
            entry(0, 100, work),
            entry(40, 50, meal),
            entry(60, 160, work),
            entry(90, 110, pause),
            entry(200, 210, work),
        ]);
        let expected = [
            entry(0, 40, work),
            entry(40, 50, meal),
            entry(50, 90, work),
            entry(90, 110, pause),
            entry(110, 160, work),
            entry(200, 210, work),
        ];
        assert_eq!(plan, expected);
    }
}
