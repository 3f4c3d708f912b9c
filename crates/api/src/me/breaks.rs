//! The next pause: always visible, from the plan, or rest that is running.

use rusqlite::{Connection, OptionalExtension};

use super::types::{BreakCause, NextBreak};
use crate::error::Result;
use crate::wire::Ms;

/// How far ahead a planned break is shown, in ms: the rest of a shift.
const AHEAD_MS: i64 = 12 * 3_600_000;

/// The next pause of an agent, or the one she is in.
pub fn next(view: &Connection, centre: u32, agent: u32, now: Ms) -> Result<Option<NextBreak>> {
    let mut planned = view.prepare_cached(
        "SELECT starts_at, ends_at, kind FROM planned_activity
         WHERE centre = ?1 AND agent = ?2 AND kind IN ('break', 'meal') AND ends_at > ?3 AND starts_at < ?4
         ORDER BY starts_at LIMIT 1",
    )?;
    let planned = planned.query_row((centre, agent, now, now.saturating_add(AHEAD_MS)), |row| {
        let because = if row.get_ref(2)?.as_str()? == "meal" { BreakCause::Meal } else { BreakCause::Break };
        Ok(NextBreak { at: row.get(0)?, until: row.get(1)?, because })
    });
    let planned = planned.optional()?;
    let mut resting = view.prepare_cached(
        "SELECT since_at, until_at FROM agent_state
         WHERE centre = ?1 AND agent = ?2 AND presence = 'rest' AND until_at > ?3",
    )?;
    let rest = resting.query_row((centre, agent, now), |row| {
        Ok(NextBreak { at: row.get(0)?, until: row.get(1)?, because: BreakCause::Rest })
    });
    Ok(rest.optional()?.or(planned))
}
