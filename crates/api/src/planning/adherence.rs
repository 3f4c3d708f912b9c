//! Planned against actual: the plan from published shifts, what was done from the router's own record of states and contacts.

use std::collections::BTreeMap;

use ::plan::adherence::{Activity, Change, Exception, Excuse, MAX_ENTRIES, Planned, Record, State, Verdict};
use ::plan::history::plus;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::{Connection, Transaction};

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
/// How far back the present is looked at: the longest shift with what led into it.
const BACK_MS: i64 = 16 * 3_600_000;
/// Longest exception.
const LONGEST_MS: i64 = 31 * 86_400_000;

/// What is known of everybody between two instants.
struct Known {
    plans: BTreeMap<u32, Vec<Planned>>,
    changes: BTreeMap<u32, Vec<Change>>,
    exceptions: BTreeMap<u32, Vec<Exception>>,
    tolerance_ms: i64,
}

impl Known {
    fn between(view: &Connection, centre: u32, from: Ms, to: Ms, now: Ms) -> Result<Known> {
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
            changes: changes(view, centre, from, to.min(now))?,
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

/// States by person: presence as the router recorded it; somebody who serves a contact is in it whatever her presence.
fn changes(view: &Connection, centre: u32, from: Ms, to: Ms) -> Result<BTreeMap<u32, Vec<Change>>> {
    let mut events: BTreeMap<u32, Vec<(Ms, Event)>> = BTreeMap::new();
    // The last presence before `from` is the one it begins with.
    let mut select = view.prepare_cached(
        "SELECT agent, at, presence FROM (
             SELECT l.agent, l.at, l.presence, l.seq, l.nth FROM agent_state_log l
             WHERE l.centre = ?1 AND l.at >= ?2 AND l.at <= ?3 AND l.presence IS NOT NULL
             UNION ALL
             SELECT a.agent, ?2, (SELECT b.presence FROM agent_state_log b
                                  WHERE b.centre = ?1 AND b.agent = a.agent AND b.at < ?2 AND b.presence IS NOT NULL
                                  ORDER BY b.seq DESC, b.nth DESC LIMIT 1), 0, 0
             FROM agent_state a WHERE a.centre = ?1 AND a.bot = 0)
         WHERE presence IS NOT NULL ORDER BY agent, seq, nth",
    )?;
    let rows = select.query_map((centre, from, to), |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)))?;
    for row in rows {
        let (agent, at, presence): (u32, Ms, String) = row?;
        events.entry(agent).or_default().push((at, Event::Presence(state(&presence))));
    }
    let mut select = view.prepare_cached(
        "SELECT agent, started_at, coalesce(wrapped_at, CASE WHEN state = 'done' THEN ended_at END) FROM leg
         WHERE centre = ?1 AND bot = 0 AND role = 'serve' AND started_at < ?3
           AND (state <> 'done' OR coalesce(wrapped_at, ended_at) > ?2)",
    )?;
    let rows = select.query_map((centre, from, to), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for row in rows {
        let (agent, started, ended): (u32, Ms, Option<Ms>) = row?;
        let of = events.entry(agent).or_default();
        of.push((started.max(from), Event::Contact(1)));
        if let Some(ended) = ended.filter(|ended| *ended < to) {
            of.push((ended, Event::Contact(-1)));
        }
    }
    Ok(events.into_iter().map(|(agent, events)| (agent, fold(events))).collect())
}

#[derive(Debug, Clone, Copy)]
enum Event {
    Presence(State),
    Contact(i32),
}

fn fold(mut events: Vec<(Ms, Event)>) -> Vec<Change> {
    events.sort_by_key(|(at, _)| *at);
    let (mut presence, mut contacts) = (State::Offline, 0);
    let mut changes: Vec<Change> = Vec::new();
    for (at_ms, event) in events {
        match event {
            Event::Presence(state) => presence = state,
            Event::Contact(by) => contacts += by,
        }
        let state = if contacts > 0 { State::Contact } else { presence };
        if changes.last().is_none_or(|last| last.state != state) {
            changes.push(Change { at_ms, state });
        }
    }
    // Far more than a month has; the newest count.
    let spare = changes.len().saturating_sub(MAX_ENTRIES);
    changes.split_off(spare)
}

fn state(presence: &str) -> State {
    match presence {
        "ready" => State::Ready,
        "break" => State::Break,
        "meal" => State::Meal,
        "training" => State::Training,
        "rest" => State::Rest,
        "away" => State::Away,
        _ => State::Offline,
    }
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

/// Everybody who is planned today or at work: off plan first, the longest first.
pub fn now(view: &Connection, centre: u32, now: Ms) -> Result<AdherenceNow> {
    let known = Known::between(view, centre, now - BACK_MS, now + BACK_MS, now)?;
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
    let known = Known::between(view, centre, from, end, now)?;
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
    fields.need(new.to > new.from && new.to - new.from <= LONGEST_MS, "to", FieldCode::OutOfRange);
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

    #[test]
    fn somebody_who_serves_a_contact_is_in_it_whatever_her_presence() {
        let events = vec![
            (10, Event::Presence(State::Ready)),
            (20, Event::Contact(1)),
            (30, Event::Presence(State::Break)),
            (25, Event::Contact(1)),
            (40, Event::Contact(-1)),
            (50, Event::Contact(-1)),
        ];
        let changes: Vec<(Ms, State)> = fold(events).iter().map(|change| (change.at_ms, change.state)).collect();
        assert_eq!(changes, [(10, State::Ready), (20, State::Contact), (50, State::Break)]);
    }
}
