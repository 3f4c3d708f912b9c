//! One agent, as a supervisor sees her.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use routing::explain::Against;
use routing::{AgentId, Presence, Time};

use super::types::{AgentDetail, AgentRow, IdleWhy};
use crate::contacts::rows;
use crate::error::{Error, Result};
use crate::extract::Staff;
use crate::me::day::segments;
use crate::rows::Names;
use crate::setup::people::read as person;
use crate::state::App;

/// The row of an agent on the board.
pub fn row(app: &App, centre: u32, agent: u32) -> Result<AgentRow> {
    let floor = app.floor(centre)?;
    floor.people.iter().find(|row| row.agent.id == agent).cloned().ok_or(Error::NotFound)
}

/// Everything about one agent that others may see.
pub async fn detail(app: &App, staff: &Staff, agent: u32) -> Result<AgentDetail> {
    let centre = staff.centre;
    let row = row(app, centre, agent)?;
    let catalogue = app.catalogue(centre).await?;
    let idle_why = app.centre(centre)?.ask(move |engine, _| idle_why(engine, AgentId(agent))).await?;
    let now = app.now();
    let from = today(app, centre, now).await?;
    let (contacts, skills, today) = app
        .read(move |view| {
            let names = Names::load(view, centre)?;
            const HERS: &str = "c.agent = ?2 AND c.state IN ('talking', 'held', 'wrap_up') ORDER BY c.connected_at";
            let contacts = rows::find(view, centre, &catalogue, &names, HERS, &[&agent])?;
            let today = segments(view, centre, agent, from.0, now.0)?;
            Ok((contacts, person(view, centre, agent)?.skills, today))
        })
        .await?;
    Ok(AgentDetail { as_of: now.0, row, contacts, skills, today, idle_why })
}

fn idle_why(engine: &routing::Engine, agent: AgentId) -> Option<IdleWhy> {
    let found = engine.agent(agent)?;
    if !found.work.is_empty() {
        return None;
    }
    if found.presence != Presence::Ready {
        return Some(IdleWhy::NotReady);
    }
    if !found.alive {
        return Some(IdleWhy::DeviceSilent);
    }
    if engine.nobody_waits() {
        return Some(IdleWhy::NothingWaiting);
    }
    let against = engine.why_idle(agent);
    let cooling = against.iter().any(|(_, why)| matches!(why, Against::Cooldown { .. }));
    let full = against.iter().any(|(_, why)| matches!(why, Against::NoRoom | Against::AnotherOfferOpen));
    Some(match (cooling, full) {
        (true, _) => IdleWhy::Cooldown,
        (false, true) => IdleWhy::Full,
        (false, false) => IdleWhy::NothingQualified,
    })
}

/// Midnight in the centre's zone.
pub async fn today(app: &App, centre: u32, now: Time) -> Result<Time> {
    let zone: String = app
        .read(move |view| {
            let sql = "SELECT zone FROM centre WHERE centre = ?1";
            Ok(view.prepare_cached(sql)?.query_row([centre], |row| row.get(0))?)
        })
        .await?;
    midnight(&zone, now).ok_or(Error::Internal)
}

fn midnight(zone: &str, now: Time) -> Option<Time> {
    let zone = TimeZone::get(zone).ok()?;
    let at = Timestamp::from_millisecond(now.0).ok()?.to_zoned_datetime(zone);
    Some(Time(at.start_of_day().ok()?.timestamp().as_millisecond()))
}
