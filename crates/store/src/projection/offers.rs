//! `offer`: who was asked, until when, and how it ended.

use routing::Event;
use routing::event::OfferEnd;

use super::{Step, word};
use crate::Result;

pub(super) fn apply(step: &Step<'_>, event: &Event) -> Result<()> {
    match event {
        Event::Offered { offer, contact, agent, ring, rule, deadline, .. } => step.execute(
            "INSERT INTO offer (centre, offer, contact, agent, ring, rule, offered_at, deadline_at, seq, nth)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            (step.centre, offer.0, contact.0, agent.0, *ring, word(rule)?, step.at, deadline.0, step.seq, step.nth),
        ),
        Event::OfferEnded { offer, cause, .. } => {
            let why = match cause {
                OfferEnd::Declined { why } => Some(word(why)?),
                _ => None,
            };
            end(step, offer.0, &word(cause)?, why)
        }
        Event::Connected { offer: Some(offer), .. } => end(step, offer.0, "accepted", None),
        _ => Ok(()),
    }
}

fn end(step: &Step<'_>, offer: u64, how: &str, why: Option<String>) -> Result<()> {
    step.execute(
        "UPDATE offer SET ended_at = ?3, ended_how = ?4, why = ?5
         WHERE centre = ?1 AND offer = ?2 AND ended_at IS NULL",
        (step.centre, offer, step.at, how, why),
    )
}
