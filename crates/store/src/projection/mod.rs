//! What routing decided, as rows: contacts, their path, legs, offers, callbacks, agents' states, the effort of cases.
//!
//! [`project`] runs in the transaction of the journal row it projects, so that everyone else may just use SQL.
//! It decides nothing and reads no clock; the same rows give the same tables ([`rebuild`]). These tables are written
//! nowhere else, and nothing in them names a person.

mod agents;
mod callbacks;
mod cases;
mod contacts;
pub mod effort;
mod legs;
mod notices;
mod offers;
mod steps;

use rusqlite::{Connection, OptionalExtension, Params, Transaction};
use serde::Serialize;
use serde_json::Value;

use routing::{AgentId, ContactId, Event, Time};

use crate::Result;

/// Every table written here, in no particular order.
pub const TABLES: [&str; 11] = [
    "projection_head",
    "contact",
    "contact_step",
    "leg",
    "offer",
    "callback",
    "agent_state",
    "agent_state_log",
    "effort",
    "case_state",
    "pair_block",
];

/// Projects one journal row and queues what webhooks want to hear of it. A row that was projected before changes nothing.
pub fn project(tx: &Transaction<'_>, centre: u32, seq: u64, at: Time, events: &[Event]) -> Result<()> {
    if head(tx, centre)?.is_some_and(|head| seq <= head) {
        return Ok(());
    }
    apply_all(tx, centre, seq, at, events, true)
}

/// Empties the centre's projections and fills them again from its journal, in order. Webhooks hear nothing of it.
pub fn rebuild<E: From<crate::Error>>(
    tx: &Transaction<'_>,
    centre: u32,
    rows: impl IntoIterator<Item = Result<(u64, Time, Vec<Event>), E>>,
) -> Result<(), E> {
    for table in TABLES {
        let sql = format!("DELETE FROM {table} WHERE centre = ?1");
        tx.execute(&sql, [centre]).map_err(crate::Error::from)?;
    }
    for row in rows {
        let (seq, at, events) = row?;
        apply_all(tx, centre, seq, at, &events, false)?;
    }
    Ok(())
}

/// The last journal row projected; none before the first.
pub fn head(view: &Connection, centre: u32) -> Result<Option<u64>> {
    let mut select = view.prepare_cached("SELECT seq FROM projection_head WHERE centre = ?1")?;
    Ok(select.query_row([centre], |row| row.get(0)).optional()?)
}

fn apply_all(tx: &Transaction<'_>, centre: u32, seq: u64, at: Time, events: &[Event], tell: bool) -> Result<()> {
    for (event, nth) in events.iter().zip(0u32..) {
        let step = Step { tx, centre, seq, nth, at: at.0 };
        steps::apply(&step, event)?;
        // Before `contacts`: the ledgers count what the contact's row is about to forget.
        effort::apply(&step, event)?;
        cases::apply(&step, event)?;
        callbacks::apply(&step, event)?;
        legs::apply(&step, event)?;
        contacts::apply(&step, event)?;
        offers::apply(&step, event)?;
        agents::apply(&step, event)?;
        if tell {
            notices::apply(&step, event)?;
        }
    }
    tx.prepare_cached("INSERT INTO projection_head VALUES (?1, ?2) ON CONFLICT DO UPDATE SET seq = excluded.seq")?
        .execute((centre, seq))?;
    Ok(())
}

/// Where and when an event is applied.
struct Step<'a> {
    tx: &'a Transaction<'a>,
    centre: u32,
    seq: u64,
    nth: u32,
    at: i64,
}

impl Step<'_> {
    fn execute(&self, sql: &str, params: impl Params) -> Result<()> {
        self.tx.prepare_cached(sql)?.execute(params)?;
        Ok(())
    }

    /// Whether this agent is a bot, by the profile sent last.
    fn is_bot(&self, agent: AgentId) -> Result<bool> {
        let mut select = self.tx.prepare_cached("SELECT bot FROM agent_state WHERE centre = ?1 AND agent = ?2")?;
        Ok(select.query_row((self.centre, agent.0), |row| row.get(0)).optional()?.unwrap_or(false))
    }
}

/// The word that the journal uses for a plain or tagged enum, such as `chat`, `declined` or `by_bot`.
fn word(value: impl Serialize) -> Result<String> {
    let json = serde_json::to_value(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let word = match &json {
        Value::Object(fields) => fields.get("cause").or_else(|| fields.get("how")).and_then(Value::as_str),
        other => other.as_str(),
    };
    Ok(word.unwrap_or_default().to_owned())
}

/// The contact that an event is about.
pub fn contact_of(event: &Event) -> Option<ContactId> {
    match event {
        Event::Published { .. }
        | Event::HoursChanged { .. }
        | Event::AgentSet { .. }
        | Event::AgentRemoved { .. }
        | Event::PresenceChanged { .. }
        | Event::DeviceChanged { .. } => None,
        Event::Arrived { arrival, .. } => Some(arrival.contact),
        Event::ReasonSet { contact, .. }
        | Event::Identified { contact, .. }
        | Event::Triaged { contact, .. }
        | Event::Chosen { contact, .. }
        | Event::Booked { contact, .. }
        | Event::SlotCame { contact, .. }
        | Event::ChannelChanged { contact, .. }
        | Event::WaitTold { contact, .. }
        | Event::Queued { contact, .. }
        | Event::RingWidened { contact, .. }
        | Event::MergedInto { contact, .. }
        | Event::NobodyThere { contact, .. }
        | Event::SomebodyThere { contact, .. }
        | Event::HoldStarted { contact, .. }
        | Event::HoldEnded { contact, .. }
        | Event::Offered { contact, .. }
        | Event::OfferEnded { contact, .. }
        | Event::Connected { contact, .. }
        | Event::Held { contact, .. }
        | Event::Resumed { contact, .. }
        | Event::LegEnded { contact, .. }
        | Event::AgentJoined { contact, .. }
        | Event::AgentParted { contact, .. }
        | Event::Dialled { contact, .. }
        | Event::Ended { contact, .. }
        | Event::WrappedUp { contact, .. }
        | Event::WrapUpLong { contact, .. }
        | Event::Closed { contact, .. }
        | Event::Reopened { contact, .. }
        | Event::Endangered { contact, .. }
        | Event::Protected { contact, .. } => Some(*contact),
    }
}
