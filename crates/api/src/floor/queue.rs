//! One reason's line: who waits, and why still.

use routing::{ReasonId, State};

use super::types::{QueueDetail, WaitingRow, WaitingWhy};
use crate::contacts::rows;
use crate::error::{Error, Result};
use crate::extract::Staff;
use crate::rows::Names;
use crate::state::App;
use crate::wire::HoldCause;

/// Waiting contacts listed at most.
const LISTED: usize = 200;

struct Waiting {
    contact: u64,
    rank: i64,
    ring: u8,
    why: Why,
}

enum Why {
    Nobody,
    Busy { ahead: u32, staffed: u32 },
    Kept { agent: routing::AgentId, until: i64 },
    Offered { agent: routing::AgentId, deadline: i64 },
}

/// The line of a reason.
pub async fn detail(app: &App, staff: &Staff, reason: u32) -> Result<QueueDetail> {
    let centre = staff.centre;
    let floor = app.floor(centre)?;
    let row = floor.queues.iter().find(|row| row.reason.id == reason).cloned().ok_or(Error::NotFound)?;
    let waiting = app.centre(centre)?.ask(move |engine, _| line(engine, ReasonId(reason))).await?;
    let catalogue = app.catalogue(centre).await?;
    let contacts = app
        .read(move |view| {
            let names = Names::load(view, centre)?;
            let row = |waiting: Waiting| -> Result<Option<WaitingRow>> {
                const ONE: &str = "c.contact = ?2";
                let contact = rows::find(view, centre, &catalogue, &names, ONE, &[&waiting.contact])?.pop();
                let why = match waiting.why {
                    Why::Nobody => WaitingWhy::NobodyOnDuty,
                    Why::Busy { ahead, staffed } => WaitingWhy::AllBusy { ahead, staffed },
                    Why::Kept { agent, until } => {
                        WaitingWhy::Kept { agent: names.agent(agent), cause: HoldCause::Preferred, until }
                    }
                    Why::Offered { agent, deadline } => WaitingWhy::Offered { agent: names.agent(agent), deadline },
                };
                Ok(contact.map(|contact| WaitingRow { contact, rank: waiting.rank, ring: waiting.ring, why }))
            };
            waiting.into_iter().filter_map(|waiting| row(waiting).transpose()).collect::<Result<Vec<_>>>()
        })
        .await?;
    Ok(QueueDetail { as_of: floor.as_of, row, contacts, agents: floor.people.clone() })
}

fn line(engine: &routing::Engine, reason: ReasonId) -> Vec<Waiting> {
    let fallback = engine.policy().map(|policy| policy.unknown_reason);
    let mut of_reason: Vec<&routing::Contact> = engine
        .contacts()
        .filter(|contact| contact.in_line() && contact.for_bot.is_none() && contact.reason.or(fallback) == Some(reason))
        .collect();
    of_reason.sort_by_key(|contact| (contact.rank, contact.turn));
    of_reason.truncate(LISTED);
    of_reason
        .into_iter()
        .map(|contact| {
            let why = match (contact.state, contact.hold_until, contact.preferred) {
                (State::Offered { agent, deadline, .. }, _, _) => Why::Offered { agent, deadline: deadline.0 },
                (_, Some(until), Some(agent)) => Why::Kept { agent, until: until.0 },
                _ => match engine.estimate_for(contact.id) {
                    Some(range) => Why::Busy { ahead: range.ahead, staffed: range.staffed },
                    None => Why::Nobody,
                },
            };
            Waiting { contact: contact.id.0, rank: contact.rank, ring: contact.ring, why }
        })
        .collect()
}
