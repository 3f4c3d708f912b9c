//! From a roster to every person's planned day: the shift, and the breaks and the meal that lie in it.

use ::plan::history::{at_minute, plus};
use rusqlite::Transaction;

use super::clock;
use super::rosters::Kept;
use crate::error::{Error, Result};
use crate::wire::Ms;

/// A pause of this length is a meal.
pub const MEAL_MIN: u32 = 40;

/// Writes the planned days of a roster anew, of everybody or of those at some places of its problem. What has begun stays as it was: nobody's past is planned.
pub fn rewrite(tx: &Transaction<'_>, centre: u32, kept: &Kept, whom: Option<&[usize]>, now: Ms) -> Result<()> {
    let zone = clock::zone(tx, centre)?;
    let from = clock::midnight(&zone, kept.row.first);
    let to = clock::midnight(&zone, plus(kept.row.first, i64::from(kept.row.days)));
    // A shift that runs has its remaining breaks rewritten with it; one that is over keeps its own.
    let mut over = tx.prepare_cached(
        "SELECT max(ends_at) FROM planned_activity
         WHERE centre = ?1 AND agent = ?2 AND kind = 'shift' AND starts_at >= ?3 AND ends_at <= ?4",
    )?;
    let mut delete = tx.prepare_cached(
        "DELETE FROM planned_activity
         WHERE centre = ?1 AND agent = ?2 AND starts_at >= ?3 AND starts_at < ?4 AND kind <> 'training'",
    )?;
    let mut insert = tx.prepare_cached(
        "INSERT OR REPLACE INTO planned_activity (centre, agent, starts_at, kind, ends_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    if whom.is_none() {
        // Who is not in it any more has no shift in its days.
        let there: Vec<&str> = kept.problem.parts.agents.iter().map(|agent| agent.name.as_str()).collect();
        tx.execute(
            "DELETE FROM planned_activity
             WHERE centre = ?1 AND starts_at >= ?2 AND starts_at < ?3 AND kind <> 'training'
               AND agent NOT IN (SELECT CAST(value AS INTEGER) FROM json_each(?4))",
            (centre, from.max(now), to, serde_json::to_string(&there).map_err(|_| Error::Internal)?),
        )?;
    }
    let shifts = kept.shifts();
    let people = kept.problem.parts.agents.iter().enumerate();
    let people = people.filter(|(at, _)| whom.is_none_or(|whom| whom.contains(at)));
    for agent in people.filter_map(|(_, agent)| agent.name.parse::<u32>().ok()) {
        let past: Option<Ms> = over.query_row((centre, agent, from, now), |row| row.get(0))?;
        let from = past.unwrap_or(from).max(from);
        delete.execute((centre, agent, from, to))?;
        for shift in shifts.iter().filter(|shift| shift.agent == agent) {
            let at = |minute: u32| clock::instant(&zone, at_minute(shift.day, minute));
            let (starts, ends) = (at(shift.start_min), at(shift.start_min + shift.length_min));
            if starts < from {
                continue;
            }
            insert.execute((centre, agent, starts, "shift", ends))?;
            for pause in &shift.breaks {
                let kind = if pause.length_min >= MEAL_MIN { "meal" } else { "break" };
                let begins = shift.start_min + pause.from_min;
                insert.execute((centre, agent, at(begins), kind, at(begins + pause.length_min)))?;
            }
        }
    }
    Ok(())
}
