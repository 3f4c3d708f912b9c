//! The way a contact took.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::{
    AgentName, Channel, DialResult, HoldCause, JoinRole, LegEnd, Ms, OptionCause, Outcome, Party, QueueCause,
    ReasonName, ReasonSource, Treatment,
};

/// One step of the way.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PathStep {
    pub at: Ms,
    pub step: Step,
}

/// What happened at a step.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Step {
    Arrived { channel: Channel, known: bool },
    ReasonSet { reason: ReasonName, source: ReasonSource },
    Identified { known: bool },
    Shown { options: Vec<OptionShown> },
    Chosen { treatment: Treatment, by: Party },
    Booked { start: Ms, end: Ms, attempt: u8 },
    SlotCame,
    ChannelChanged { channel: Channel },
    WaitTold { low_ms: i64, high_ms: i64 },
    Queued { cause: QueueCause, bot: Option<AgentName> },
    RingWidened { ring: u8 },
    MergedInto { contact: u64 },
    NobodyThere,
    SomebodyThere,
    KeptFor { agent: AgentName, cause: HoldCause, until: Ms },
    KeptNoMore { agent: AgentName },
    Offered { offer: u64, agent: AgentName, ring: u8 },
    OfferEnded { offer: u64, agent: AgentName, cause: OfferEnd },
    Connected { agent: AgentName },
    Held,
    Resumed,
    LegEnded { agent: AgentName, cause: LegEnd },
    Joined { agent: AgentName, role: JoinRole },
    Parted { agent: AgentName },
    Dialled { agent: AgentName, result: DialResult, attempt: u8 },
    Ended { by: Party },
    WrappedUp { agent: AgentName, outcome: Outcome },
    Closed { how: CloseKind },
    Reopened,
    Endangered,
    Protected { agent: AgentName },
}

/// How an offer ended without a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferEnd {
    Declined,
    Unanswered,
    CustomerLeft,
    AgentLost,
    Moved,
    Refiled,
}

/// How a contact was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CloseKind {
    Wrapped,
    SelfServed,
    ByBot,
    Abandoned,
    Cancelled,
    Withdrawn,
    CallbackFailed,
    Merged,
}

/// A treatment as it was shown, and why it stood there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct OptionShown {
    pub treatment: Treatment,
    pub because: OptionCause,
}
