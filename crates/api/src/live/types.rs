//! What goes over the sockets. Every message is one JSON text frame, told apart by `type`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::contacts::types::{ContactRow, Face, Message};
use crate::customer::types::{CustomerContact, CustomerMessage, CustomerWait};
use crate::floor::types::{Alert, FloorDiff};
use crate::offers::types::OfferView;
use crate::wire::{Ms, PresenceView};

/// What the server tells a member of staff.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum StaffLive {
    /// The first message of every connection: all that must be on screen now. What is not in it is gone.
    Hello {
        as_of: Ms,
        version: String,
        presence: Option<PresenceView>,
        contacts: Vec<ContactRow>,
        offers: Vec<OfferView>,
    },
    /// The line is alive, and what time it is here: a browser cannot see the pings of its socket.
    Beat { as_of: Ms },
    /// A contact is offered to the reader.
    Offer { offer: OfferView },
    /// An offer is no longer there.
    OfferGone { offer: u64 },
    /// A row of the reader's list is new or changed.
    Contact { contact: ContactRow },
    /// A row is no longer the reader's.
    ContactGone { contact: u64 },
    /// A line was added to a contact of the reader's, or to one she has open.
    Message { message: Message },
    /// Somebody is writing; it lasts until said or six seconds later. No agent: the customer.
    Typing { contact: u64, agent: Option<u32>, typing: bool },
    /// Who has the contact open.
    Here { contact: u64, here: Vec<Face> },
    /// The reader's own state.
    Presence { presence: PresenceView },
    /// What changed on the wallboard.
    Floor { diff: FloorDiff },
    /// For supervisors.
    Alert { alert: Alert },
    /// A supervisor's word, seen by the agent alone.
    Whisper { message: Message },
    /// The session ended; the socket closes.
    SignedOut,
}

/// What a member of staff tells the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum StaffSays {
    /// The device is alive: at least every ten seconds.
    Beat {},
    /// The contact on screen; absent: none.
    Open { contact: Option<u64> },
    /// Writing, or no longer.
    Typing { contact: u64, typing: bool },
    /// Wants the wallboard, or no longer.
    Floor { on: bool },
}

/// What the server tells a customer.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CustomerLive {
    /// The first message of every connection: all that must be on screen now.
    Hello {
        as_of: Ms,
        contact: Option<CustomerContact>,
        messages: Vec<CustomerMessage>,
    },
    /// The line is alive, as for staff.
    Beat {
        as_of: Ms,
    },
    /// The conversation's state changed.
    Contact {
        contact: CustomerContact,
    },
    Message {
        message: CustomerMessage,
    },
    /// The other side is writing; it lasts until said or six seconds later.
    Typing {
        typing: bool,
    },
    /// The wait changed.
    Wait {
        wait: CustomerWait,
    },
}

/// What a customer tells the server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum CustomerSays {
    /// The first message: who is here. `after`: the last line already on screen.
    Hello {
        visitor: String,
        after: Option<u64>,
    },
    Beat {},
    Typing {
        typing: bool,
    },
}
