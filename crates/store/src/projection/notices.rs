//! What webhooks hear of routing: ids and facts, straight from the event.

use routing::event::Close;
use routing::{Event, Time};

use super::{Step, contact_of, steps};
use crate::Result;
use crate::outbox::{self, Notice};

pub(super) fn apply(step: &Step<'_>, event: &Event) -> Result<()> {
    for kind in kinds(event) {
        if outbox::wanted(step.tx, step.centre, kind)? {
            let (_, data) = steps::parts(event)?;
            let id = format!("{}-{}-{}-{kind}", step.centre, step.seq, step.nth);
            let contact = contact_of(event).map(|contact| contact.0);
            let at = Time(step.at);
            outbox::enqueue(step.tx, step.centre, &Notice { id: &id, kind, contact, at, data: &data })?;
        }
    }
    Ok(())
}

fn kinds(event: &Event) -> &'static [&'static str] {
    match event {
        Event::Arrived { .. } => &["contact_arrived"],
        Event::Connected { .. } => &["contact_connected"],
        Event::Booked { .. } => &["callback_booked"],
        Event::Closed { how: Close::CallbackFailed, .. } => &["callback_failed", "contact_closed"],
        Event::Closed { .. } => &["contact_closed"],
        _ => &[],
    }
}
