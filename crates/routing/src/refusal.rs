//! Why an input was not accepted. A refused input changes nothing.

use serde::{Deserialize, Serialize};

/// Each cause has one sentence for people; see [`Refusal::sentence`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    UnknownContact,
    UnknownAgent,
    UnknownReason,
    DuplicateContact,
    StaleOffer,
    NotYours,
    WrongState,
    NotOffered,
    NoSuchSlot,
    SlotFull,
    SlotPast,
    NoRoom,
    AgentNotThere,
    NoPolicy,
    PolicyInvalid,
    TooMany,
    ReopenTooLate,
}

impl Refusal {
    /// What happened, in one English sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Refusal::UnknownContact => "this contact is closed or was never here",
            Refusal::UnknownAgent => "this agent is not on the books",
            Refusal::UnknownReason => "this reason is not in the published catalogue",
            Refusal::DuplicateContact => "a contact with this id is already open",
            Refusal::StaleOffer => "this offer is over: it was answered, withdrawn or ran out",
            Refusal::NotYours => "this agent is not with this contact",
            Refusal::WrongState => "the contact is not in a state in which this can be done",
            Refusal::NotOffered => "this treatment was not offered",
            Refusal::NoSuchSlot => "there is no such callback slot",
            Refusal::SlotFull => "this callback slot has just been filled",
            Refusal::SlotPast => "this callback slot has begun or passed",
            Refusal::NoRoom => "the agent has no room for this now",
            Refusal::AgentNotThere => "the agent is not taking contacts now",
            Refusal::NoPolicy => "no policy has been published yet",
            Refusal::PolicyInvalid => "this policy cannot be published",
            Refusal::TooMany => "a limit is reached",
            Refusal::ReopenTooLate => "the contact was closed too long ago to be reopened",
        }
    }
}
