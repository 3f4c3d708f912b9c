//! The way a contact took, from the events that touched it.

use routing::Event;
use routing::event::{Close, OfferEnd as EngineOfferEnd};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::types::{CloseKind, OfferEnd, OptionShown, PathStep, Step};
use crate::error::Result;
use crate::rows::Names;
use crate::setup::catalogue::Catalogue;

/// Most steps shown; a longer way keeps its end.
const STEPS: u32 = 500;

/// The events that touched a contact, oldest first.
pub fn events(view: &Connection, centre: u32, contact: u64) -> Result<Vec<(i64, Event)>> {
    let mut select = view.prepare_cached(
        "SELECT at, kind, body FROM (
             SELECT at, kind, body, seq, nth FROM contact_step
             WHERE centre = ?1 AND contact = ?2 ORDER BY seq DESC, nth DESC LIMIT ?3)
         ORDER BY seq, nth",
    )?;
    let rows = select.query_map((centre, contact, STEPS), |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?, crate::rows::json::<Value>(row, 2)?))
    })?;
    let mut events = Vec::new();
    for row in rows {
        let (at, kind, body) = row?;
        match serde_json::from_value(json!({ kind.as_str(): body })) {
            Ok(event) => events.push((at, event)),
            Err(fault) => tracing::warn!(%fault, kind, "a step cannot be read"),
        }
    }
    Ok(events)
}

/// Those events as steps people read.
pub fn steps(events: &[(i64, Event)], catalogue: &Catalogue, names: &Names) -> Vec<PathStep> {
    let read = |(at, event): &(i64, Event)| Some(PathStep { at: *at, step: step(event, catalogue, names)? });
    events.iter().filter_map(read).collect()
}

fn step(event: &Event, catalogue: &Catalogue, names: &Names) -> Option<Step> {
    Some(match event {
        Event::Arrived { arrival, .. } => Step::Arrived { channel: arrival.channel.into(), known: arrival.known },
        Event::ReasonSet { reason, source, .. } => {
            Step::ReasonSet { reason: catalogue.reason_name(Some(reason.0)), source: (*source).into() }
        }
        Event::Identified { known, .. } => Step::Identified { known: *known },
        Event::Triaged { options, .. } => {
            let shown = |option: &routing::event::TriageOption| OptionShown {
                treatment: option.treatment.into(),
                because: option.because.into(),
            };
            Step::Shown { options: options.iter().map(shown).collect() }
        }
        Event::Chosen { treatment, by, .. } => Step::Chosen { treatment: (*treatment).into(), by: (*by).into() },
        Event::Booked { start, end, attempt, .. } => Step::Booked { start: start.0, end: end.0, attempt: *attempt },
        Event::SlotCame { .. } => Step::SlotCame,
        Event::ChannelChanged { channel, .. } => Step::ChannelChanged { channel: (*channel).into() },
        Event::WaitTold { low_ms, high_ms, .. } => {
            Step::WaitTold { low_ms: i64::from(*low_ms), high_ms: i64::from(*high_ms) }
        }
        Event::Queued { cause, for_bot, .. } => {
            Step::Queued { cause: (*cause).into(), bot: for_bot.map(|bot| names.agent(bot)) }
        }
        Event::RingWidened { ring, .. } => Step::RingWidened { ring: *ring },
        Event::MergedInto { existing, .. } => Step::MergedInto { contact: existing.0 },
        Event::NobodyThere { .. } => Step::NobodyThere,
        Event::SomebodyThere { .. } => Step::SomebodyThere,
        Event::HoldStarted { agent, cause, until, .. } => {
            Step::KeptFor { agent: names.agent(*agent), cause: (*cause).into(), until: until.0 }
        }
        Event::HoldEnded { agent, .. } => Step::KeptNoMore { agent: names.agent(*agent) },
        Event::Offered { offer, agent, ring, .. } => {
            Step::Offered { offer: offer.0, agent: names.agent(*agent), ring: *ring }
        }
        Event::OfferEnded { offer, agent, cause, .. } => {
            Step::OfferEnded { offer: offer.0, agent: names.agent(*agent), cause: (*cause).into() }
        }
        Event::Connected { agent, .. } => Step::Connected { agent: names.agent(*agent) },
        Event::Held { .. } => Step::Held,
        Event::Resumed { .. } => Step::Resumed,
        Event::LegEnded { agent, cause, .. } => Step::LegEnded { agent: names.agent(*agent), cause: (*cause).into() },
        Event::AgentJoined { agent, role, .. } => Step::Joined { agent: names.agent(*agent), role: (*role).into() },
        Event::AgentParted { agent, .. } => Step::Parted { agent: names.agent(*agent) },
        Event::Dialled { agent, result, attempt, .. } => {
            Step::Dialled { agent: names.agent(*agent), result: (*result).into(), attempt: *attempt }
        }
        Event::Ended { by, .. } => Step::Ended { by: (*by).into() },
        Event::WrappedUp { agent, outcome, .. } => {
            Step::WrappedUp { agent: names.agent(*agent), outcome: (*outcome).into() }
        }
        Event::Closed { how, .. } => Step::Closed { how: (*how).into() },
        Event::Reopened { .. } => Step::Reopened,
        Event::Endangered { .. } => Step::Endangered,
        Event::Protected { agent, .. } => Step::Protected { agent: names.agent(*agent) },
        Event::Published { .. }
        | Event::HoursChanged { .. }
        | Event::AgentSet { .. }
        | Event::AgentRemoved { .. }
        | Event::PresenceChanged { .. }
        | Event::DeviceChanged { .. }
        | Event::WrapUpLong { .. } => return None,
    })
}

impl From<EngineOfferEnd> for OfferEnd {
    fn from(end: EngineOfferEnd) -> Self {
        match end {
            EngineOfferEnd::Declined { .. } => Self::Declined,
            EngineOfferEnd::Unanswered => Self::Unanswered,
            EngineOfferEnd::CustomerLeft => Self::CustomerLeft,
            EngineOfferEnd::AgentLost => Self::AgentLost,
            EngineOfferEnd::Moved => Self::Moved,
            EngineOfferEnd::Refiled => Self::Refiled,
        }
    }
}

impl From<Close> for CloseKind {
    fn from(how: Close) -> Self {
        match how {
            Close::Wrapped { .. } => Self::Wrapped,
            Close::SelfServed => Self::SelfServed,
            Close::ByBot { .. } => Self::ByBot,
            Close::Abandoned => Self::Abandoned,
            Close::Cancelled => Self::Cancelled,
            Close::Withdrawn => Self::Withdrawn,
            Close::CallbackFailed => Self::CallbackFailed,
            Close::Merged { .. } => Self::Merged,
        }
    }
}
