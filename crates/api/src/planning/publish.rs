//! From a roster to every person's planned day: the shift, and the breaks and the meal that lie in it.

use std::collections::BTreeSet;

use ::plan::history::{at_minute, plus};
use rusqlite::Transaction;

use super::clock;
use super::rosters::{self, Kept};
use crate::error::{Error, Result};
use crate::wire::Ms;

/// A pause of this length is a meal.
pub const MEAL_MIN: u32 = 40;

/// Writes the planned days of a roster anew, of everybody or of those at some places of its problem: the days on which it is the one
/// in force. What is over by `now` stays, of what runs the part that is over, and nothing is planned before it: nobody's past is planned.
pub fn rewrite(tx: &Transaction<'_>, centre: u32, kept: &Kept, whom: Option<&[usize]>, now: Ms) -> Result<()> {
    let zone = clock::zone(tx, centre)?;
    let days = rosters::days_in_force(tx, centre, kept.row.id)?;
    let people = kept.problem.parts.agents.iter().enumerate();
    let people = people.filter(|(at, _)| whom.is_none_or(|whom| whom.contains(at)));
    let people: BTreeSet<u32> = people.filter_map(|(_, agent)| agent.name.parse().ok()).collect();
    // Who is not in a published roster any more has no shift in its days.
    let cleared = if whom.is_none() { everybody(tx, centre)? } else { people.clone() };
    let cleared = serde_json::to_string(&cleared).map_err(|_| Error::Internal)?;
    for day in &days {
        let (from, to) = (clock::midnight(&zone, *day), clock::midnight(&zone, plus(*day, 1)));
        clear(tx, centre, &cleared, (from, to), now)?;
    }
    for shift in kept.shifts().iter().filter(|shift| people.contains(&shift.agent) && days.contains(&shift.day)) {
        let at = |minute: u32| clock::instant(&zone, at_minute(shift.day, minute));
        let whose = Shift { centre, agent: shift.agent, starts: at(shift.start_min) };
        whose.plan(tx, "shift", (whose.starts, at(shift.start_min + shift.length_min)), now)?;
        for pause in &shift.breaks {
            let kind = if pause.length_min >= MEAL_MIN { "meal" } else { "break" };
            let begins = shift.start_min + pause.from_min;
            whose.plan(tx, kind, (at(begins), at(begins + pause.length_min)), now)?;
        }
    }
    Ok(())
}

fn everybody(tx: &Transaction<'_>, centre: u32) -> Result<BTreeSet<u32>> {
    let mut select = tx.prepare_cached("SELECT agent FROM agent WHERE centre = ?1")?;
    let found = select.query_map([centre], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Takes away what is to come of the shifts that begin within a day; `agents` is a list in JSON.
fn clear(tx: &Transaction<'_>, centre: u32, agents: &str, (from, to): (Ms, Ms), now: Ms) -> Result<()> {
    // No shift is longer than a day, so what lies in it begins within two: the key finds it.
    const OF_DAY: &str = "centre = ?1 AND agent IN (SELECT value FROM json_each(?2))
        AND starts_at >= ?3 AND starts_at < ?4 + 86400000 AND shift_at >= ?3 AND shift_at < ?4";
    let mut delete = tx.prepare_cached(&format!("DELETE FROM planned_activity WHERE {OF_DAY} AND starts_at >= ?5"))?;
    delete.execute((centre, agents, from, to, now))?;
    let mut end =
        tx.prepare_cached(&format!("UPDATE planned_activity SET ends_at = ?5 WHERE {OF_DAY} AND ends_at > ?5"))?;
    end.execute((centre, agents, from, to, now))?;
    Ok(())
}

/// Whose shift, and when it starts.
struct Shift {
    centre: u32,
    agent: u32,
    starts: Ms,
}

impl Shift {
    /// Plans the shift or a pause in it, as far as it is still to come.
    fn plan(&self, tx: &Transaction<'_>, kind: &str, (starts, ends): (Ms, Ms), now: Ms) -> Result<()> {
        if ends <= now {
            return Ok(());
        }
        // What was ended a moment ago and runs on stays one.
        let mut run_on = tx.prepare_cached(
            "UPDATE planned_activity SET ends_at = ?6
             WHERE centre = ?1 AND agent = ?2 AND kind = ?3 AND shift_at = ?4 AND starts_at < ?5 AND ends_at = ?5",
        )?;
        let runs = starts < now && run_on.execute((self.centre, self.agent, kind, self.starts, now, ends))? > 0;
        if !runs {
            let mut insert = tx.prepare_cached(
                "INSERT OR REPLACE INTO planned_activity (centre, agent, starts_at, kind, ends_at, shift_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            insert.execute((self.centre, self.agent, starts.max(now), kind, ends, self.starts))?;
        }
        Ok(())
    }
}
