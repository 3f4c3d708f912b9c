//! What must be done outside because something was decided: imperative, idempotent, derived from events, never stored.

use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::id::{AgentId, ContactId, OfferId, Time};

/// One thing an adapter must bring about. Doing it twice is the same as doing it once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Effect {
    /// Show this offer until its deadline.
    ShowOffer { agent: AgentId, offer: OfferId, contact: ContactId, deadline: Time },
    /// Take the offer away.
    HideOffer { agent: AgentId, offer: OfferId },
    /// Join the two. For a bot: start or go on serving.
    Connect { contact: ContactId, agent: AgentId },
    /// Part the two.
    Disconnect { contact: ContactId, agent: AgentId },
    /// Show the customer what she may choose now.
    ShowChoices { contact: ContactId },
    /// Tell the customer that she is in line.
    ShowWaiting { contact: ContactId },
    /// Tell the customer that nobody is there, and what can be done instead.
    TellNobodyThere { contact: ContactId },
    /// Put on hold, or off.
    SetHold { contact: ContactId, held: bool },
    /// The conversation is over for the customer: survey, farewell, hang up.
    Finish { contact: ContactId },
}

/// The effects of one event, in order.
pub fn effects(event: &Event, out: &mut Vec<Effect>) {
    match event {
        Event::Triaged { contact, .. } => out.push(Effect::ShowChoices { contact: *contact }),
        Event::Queued { contact, .. } | Event::Booked { contact, .. } => {
            out.push(Effect::ShowWaiting { contact: *contact });
        }
        Event::NobodyThere { contact } => out.push(Effect::TellNobodyThere { contact: *contact }),
        Event::Offered { offer, contact, agent, deadline, .. } => {
            out.push(Effect::ShowOffer { agent: *agent, offer: *offer, contact: *contact, deadline: *deadline });
        }
        Event::OfferEnded { offer, agent, .. } => out.push(Effect::HideOffer { agent: *agent, offer: *offer }),
        Event::Connected { contact, agent, offer } => {
            if let Some(offer) = offer {
                out.push(Effect::HideOffer { agent: *agent, offer: *offer });
            }
            out.push(Effect::Connect { contact: *contact, agent: *agent });
        }
        Event::Held { contact, .. } => out.push(Effect::SetHold { contact: *contact, held: true }),
        Event::Resumed { contact, .. } => out.push(Effect::SetHold { contact: *contact, held: false }),
        Event::LegEnded { contact, agent, .. } => {
            out.push(Effect::Disconnect { contact: *contact, agent: *agent });
        }
        Event::Ended { contact, agent, .. } => {
            if let Some(agent) = agent {
                out.push(Effect::Disconnect { contact: *contact, agent: *agent });
            }
            out.push(Effect::Finish { contact: *contact });
        }
        Event::Closed { contact, .. } => out.push(Effect::Finish { contact: *contact }),
        _ => {}
    }
}
