//! `agent_state` and its log: what each agent says she is doing, and whether her device is heard.

use rusqlite::ToSql;

use routing::event::PresenceCause;
use routing::{AgentId, AgentKind, Event, Presence};

use super::{Step, word};
use crate::Result;

pub(super) fn apply(step: &Step<'_>, event: &Event) -> Result<()> {
    match event {
        Event::AgentSet { profile, .. } => step.execute(
            "INSERT INTO agent_state (centre, agent, bot, presence, since_at, alive, alive_at)
             VALUES (?1, ?2, ?3, iif(?3, 'ready', 'offline'), ?4, 1, ?4)
             ON CONFLICT DO UPDATE SET bot = excluded.bot",
            (step.centre, profile.agent.0, profile.kind == AgentKind::Bot, step.at),
        ),
        Event::AgentRemoved { agent, .. } => {
            step.execute("DELETE FROM agent_state WHERE centre = ?1 AND agent = ?2", (step.centre, agent.0))?;
            log(step, *agent, Some(Presence::Offline), None, None, Some("removed"), None)
        }
        Event::PresenceChanged { agent, presence, until, cause, .. } => {
            let by = match cause {
                PresenceCause::Supervisor { by } => Some(by.0),
                _ => None,
            };
            let (until, cause) = (until.map(|until| until.0), word(cause)?);
            step.execute(
                "UPDATE agent_state SET presence = ?3, since_at = ?4, until_at = ?5, cause = ?6, by_agent = ?7
                 WHERE centre = ?1 AND agent = ?2",
                (step.centre, agent.0, word(presence)?, step.at, until, &cause, by),
            )?;
            log(step, *agent, Some(*presence), None, until, Some(&cause), by)
        }
        Event::DeviceChanged { agent, alive, .. } => {
            step.execute(
                "UPDATE agent_state SET alive = ?3, alive_at = ?4 WHERE centre = ?1 AND agent = ?2",
                (step.centre, agent.0, *alive, step.at),
            )?;
            log(step, *agent, None, Some(*alive), None, None, None)
        }
        _ => Ok(()),
    }
}

fn log(
    step: &Step<'_>,
    agent: AgentId,
    presence: Option<Presence>,
    alive: Option<bool>,
    until: Option<i64>,
    cause: Option<&str>,
    by: Option<u32>,
) -> Result<()> {
    let presence = presence.map(word).transpose()?;
    let values: [&dyn ToSql; 10] =
        [&step.centre, &agent.0, &step.seq, &step.nth, &step.at, &presence, &alive, &until, &cause, &by];
    step.execute(
        "INSERT INTO agent_state_log (centre, agent, seq, nth, at, presence, alive, until_at, cause, by_agent)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        values,
    )
}
