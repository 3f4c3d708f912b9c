//! An agent's state, as the projections have it.

use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;
use crate::rows::{maybe_word, word};
use crate::wire::{PresenceCause, PresenceView};

/// The state of an agent; none for those who serve no contacts.
pub fn of(view: &Connection, centre: u32, agent: u32) -> Result<Option<PresenceView>> {
    let mut select = view.prepare_cached(
        "SELECT presence, since_at, until_at, cause, alive FROM agent_state WHERE centre = ?1 AND agent = ?2",
    )?;
    let found = select.query_row((centre, agent), |row| {
        Ok(PresenceView {
            presence: word(row, 0)?,
            since: row.get(1)?,
            until: row.get(2)?,
            cause: maybe_word(row, 3)?.unwrap_or(PresenceCause::Own),
            connected: row.get(4)?,
        })
    });
    Ok(found.optional()?)
}
