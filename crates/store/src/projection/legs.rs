//! `leg`: one agent's part in one contact, from connection to the end of her wrap-up.

use rusqlite::ToSql;

use routing::{AgentId, ContactId, Event};

use super::{Step, word};
use crate::Result;

pub(super) fn apply(step: &Step<'_>, event: &Event) -> Result<()> {
    match event {
        Event::Connected { contact, agent, offer, .. } => {
            // A supervisor who listened and now takes over serves from here on.
            end(step, *contact, JOINED_BY, agent, "parted", "done")?;
            begin(step, *contact, *agent, "serve", offer.map(|offer| offer.0))
        }
        Event::AgentJoined { contact, agent, role, .. } => {
            end(step, *contact, JOINED_BY, agent, "parted", "done")?;
            begin(step, *contact, *agent, &word(role)?, None)
        }
        Event::AgentParted { contact, agent, .. } => end(step, *contact, JOINED_BY, agent, "parted", "done"),
        Event::Held { contact, agent, .. } => step.execute(
            "UPDATE leg SET state = 'held', held_since = ?4
             WHERE centre = ?1 AND contact = ?2 AND agent = ?3 AND role = 'serve' AND state = 'talking'",
            (step.centre, contact.0, agent.0, step.at),
        ),
        Event::Resumed { contact, agent, .. } => step.execute(
            "UPDATE leg SET state = 'talking', held_ms = held_ms + max(0, ?4 - held_since), held_since = NULL
             WHERE centre = ?1 AND contact = ?2 AND agent = ?3 AND role = 'serve' AND state = 'held'",
            (step.centre, contact.0, agent.0, step.at),
        ),
        Event::LegEnded { contact, agent, cause, wrap_up, .. } => {
            let then = if *wrap_up { "wrap_up" } else { "done" };
            end(step, *contact, SERVED_BY, agent, &word(cause)?, then)
        }
        Event::Ended { contact, agent, by, .. } => {
            if let Some(agent) = agent {
                let then = if step.is_bot(*agent)? { "done" } else { "wrap_up" };
                end(step, *contact, SERVED_BY, agent, &word(by)?, then)?;
            }
            end(step, *contact, "?4 = ?4", &AgentId(0), "parted", "done")
        }
        Event::WrappedUp { contact, agent, outcome, .. } => step.execute(
            "UPDATE leg SET state = 'done', wrapped_at = ?4, outcome = ?5
             WHERE centre = ?1 AND contact = ?2 AND agent = ?3 AND state = 'wrap_up'",
            (step.centre, contact.0, agent.0, step.at, word(outcome)?),
        ),
        Event::Closed { contact, .. } => {
            end(step, *contact, "?4 = ?4", &AgentId(0), "closed", "done")?;
            step.execute(
                "UPDATE leg SET state = 'done', wrapped_at = ?3 WHERE centre = ?1 AND contact = ?2 AND state = 'wrap_up'",
                (step.centre, contact.0, step.at),
            )
        }
        _ => Ok(()),
    }
}

const SERVED_BY: &str = "agent = ?4 AND role = 'serve'";
const JOINED_BY: &str = "agent = ?4 AND role <> 'serve'";

fn begin(step: &Step<'_>, contact: ContactId, agent: AgentId, role: &str, offer: Option<u64>) -> Result<()> {
    step.execute(
        "INSERT INTO leg (centre, contact, seq, nth, agent, bot, role, state, channel, offer, started_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, 'talking', channel, ?8, ?9
         FROM contact WHERE centre = ?1 AND contact = ?2",
        (step.centre, contact.0, step.seq, step.nth, agent.0, step.is_bot(agent)?, role, offer, step.at),
    )
}

/// Ends the legs of a contact that still run and that `which` picks (by ?4, the agent).
fn end(step: &Step<'_>, contact: ContactId, which: &str, agent: &AgentId, cause: &str, then: &str) -> Result<()> {
    let sql = format!(
        "UPDATE leg SET ended_at = ?3, end_cause = ?5, state = ?6, held_since = NULL,
                held_ms = held_ms + iif(held_since IS NULL, 0, max(0, ?3 - held_since))
         WHERE centre = ?1 AND contact = ?2 AND ended_at IS NULL AND {which}"
    );
    let values: [&dyn ToSql; 6] = [&step.centre, &contact.0, &step.at, &agent.0, &cause, &then];
    step.execute(&sql, values)
}
