//! What webhooks hear of routing: ids and facts, straight from the event.

use routing::{Event, Time};

use super::{Step, contact_of, steps};
use crate::Result;
use crate::outbox::{self, Notice};

pub(super) fn apply(step: &Step<'_>, event: &Event) -> Result<()> {
    let Some(kind) = kind(event) else { return Ok(()) };
    if !outbox::wanted(step.tx, step.centre, kind)? {
        return Ok(());
    }
    let (_, data) = steps::parts(event)?;
    let id = format!("{}-{}-{}", step.centre, step.seq, step.nth);
    let contact = contact_of(event).map(|contact| contact.0);
    outbox::enqueue(step.tx, step.centre, &Notice { id: &id, kind, contact, at: Time(step.at), data: &data })
}

fn kind(event: &Event) -> Option<&'static str> {
    Some(match event {
        Event::Arrived { .. } => "contact.arrived",
        Event::Identified { .. } => "contact.identified",
        Event::Queued { .. } => "contact.queued",
        Event::Connected { .. } => "contact.connected",
        Event::LegEnded { .. } => "contact.moved_on",
        Event::Ended { .. } => "contact.ended",
        Event::WrappedUp { .. } => "contact.wrapped_up",
        Event::Closed { .. } => "contact.closed",
        Event::Reopened { .. } => "contact.reopened",
        Event::Booked { .. } => "callback.booked",
        Event::Dialled { .. } => "callback.dialled",
        _ => return None,
    })
}
