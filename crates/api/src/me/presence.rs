//! An agent's state, as the projections have it, and how it is changed.

use routing::{AgentId, Input, Time};
use rusqlite::{Connection, OptionalExtension};

use crate::centre::submit;
use crate::error::{Error, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::rows::{maybe_word, word};
use crate::state::App;
use crate::wire::{Ms, Presence, PresenceCause, PresenceView};

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

/// Changes an agent's state; `by` when somebody else does it for her. An agent of another centre is not there.
pub async fn set(
    app: &App,
    staff: &Staff,
    agent: u32,
    presence: Presence,
    until: Option<Ms>,
    by: Option<u32>,
) -> Result<PresenceView> {
    let centre = staff.centre;
    app.read(move |view| of(view, centre, agent)).await?.ok_or(Error::NotFound)?;
    if let Some(until) = until {
        let mut fields = Fields::default();
        fields.ahead(until, app.now().0, "until");
        fields.check()?;
    }
    let input = Input::Presence {
        agent: AgentId(agent),
        presence: presence.into(),
        until: until.map(Time),
        by: by.map(AgentId),
    };
    // Whoever is at her desk has a device; the socket's beats keep it alive from here on.
    if by.is_none() {
        app.centre(centre)?.device_heard(AgentId(agent));
    }
    submit(&app.centre(centre)?, input, None, None).await?;
    app.read(move |view| of(view, centre, agent)).await?.ok_or(Error::NotFound)
}
