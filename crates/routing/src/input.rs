//! What the world tells the engine. Everything looked up outside travels inside the input.

use alloc::boxed::Box;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use crate::agent::{AgentProfile, Presence};
use crate::id::{AgentId, CaseId, ContactId, CustomerId, HoursId, OfferId, ReasonId, Time};
use crate::policy::{Channel, Need, Policy, Treatment};

/// One thing that happened outside.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Input {
    /// Time has passed; call at or after `next_deadline`.
    Tick,

    // Configuration
    /// A policy was published. Waiting contacts move to their needs under it; ranks stay.
    Publish { policy: Box<Policy> },
    /// Opening hours opened or closed.
    Hours { hours: HoursId, open: bool },
    /// An agent was added or changed.
    Agent { profile: AgentProfile },
    /// An agent left the centre's books. Her contacts wait again, first in line.
    AgentGone { agent: AgentId },

    // Agents
    /// An agent (or a supervisor for her, `by`) chose a state. `until`: returns to ready by itself.
    Presence { agent: AgentId, presence: Presence, until: Option<Time>, by: Option<AgentId> },
    /// An agent's device is heard or silent.
    Device { agent: AgentId, alive: bool },

    // A contact's way in
    /// A contact arrived.
    Arrive { arrival: Arrival },
    /// The reason became known, or was corrected, before or after connection.
    Reason { contact: ContactId, reason: ReasonId, source: ReasonSource },
    /// The customer turned out to be someone we know (or another customer): triage again unless already past it.
    Identified { contact: ContactId, customer: CustomerId, case: CaseId, known: bool },
    /// The customer chose a treatment from those offered. `Callback` needs `slot` (its start).
    Choose { contact: ContactId, treatment: Treatment, channel: Option<Channel>, slot: Option<Time> },
    /// The customer asks for a person, from anywhere. Always granted.
    AskPerson { contact: ContactId, channel: Option<Channel> },
    /// The customer is in danger: a person at once, first in line. Who is with a person stays there.
    Danger { contact: ContactId },
    /// The customer moves to another channel and keeps the place in line.
    ChangeChannel { contact: ContactId, channel: Channel },
    /// The customer was told how long it may take, as a range.
    TellWait { contact: ContactId, low_ms: u32, high_ms: u32 },
    /// Self-service or a bot solved it, in the customer's own word.
    Solved { contact: ContactId },
    /// The customer left or cancelled a callback.
    Leave { contact: ContactId },

    // Offers
    /// The agent takes the offer.
    Accept { offer: OfferId, agent: AgentId },
    /// The agent declines it.
    Decline { offer: OfferId, agent: AgentId, cause: DeclineCause },

    // Talking
    /// The customer is put on hold.
    Hold { contact: ContactId, agent: AgentId },
    /// The hold ends.
    Resume { contact: ContactId, agent: AgentId },
    /// The contact goes on to a reason or an agent. The sender wraps up her part.
    Transfer { contact: ContactId, agent: AgentId, to: Target },
    /// A bot, or an agent in the role of one, cannot go on.
    HandOver { contact: ContactId, agent: AgentId },
    /// Another agent joins: consulted colleague, or supervisor. Takes load of the one who joins.
    Join { contact: ContactId, agent: AgentId, role: JoinRole },
    /// She leaves again.
    Part { contact: ContactId, agent: AgentId },
    /// A joined agent takes the contact over; the former wraps up her part.
    TakeOver { contact: ContactId, agent: AgentId },
    /// The conversation is over; wrap-up begins.
    End { contact: ContactId, by: Party },
    /// A wrap-up is saved. The last one closes the contact.
    Wrapped { contact: ContactId, agent: AgentId, reason: Option<ReasonId>, outcome: Outcome },
    /// The customer came back to a closed contact within the window the outside keeps.
    Reopen { contact: ContactId },
    /// How an attempt to call back went.
    Dialled { contact: ContactId, agent: AgentId, result: DialResult },
    /// Abuse: the conversation ends, evidence is kept outside, the agent rests and never meets this customer again.
    Protect { contact: ContactId, agent: AgentId },

    // The floor
    /// A supervisor moves a waiting or offered contact.
    Move { contact: ContactId, to: Target, by: AgentId },
}

/// A contact as it comes in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// New id, never used before.
    pub contact: ContactId,
    /// Who; a visitor we do not know has an id too.
    pub customer: CustomerId,
    /// The matter.
    pub case: CaseId,
    /// The way in.
    pub channel: Channel,
    /// Whether the customer is verified.
    pub known: bool,
    /// Reason, when the entry already says it.
    pub reason: Option<ReasonId>,
    /// Needs beside those of the reason, such as a language.
    pub extra: Vec<Need>,
    /// The agent who knows the case.
    pub preferred: Option<AgentId>,
    /// Agents this customer must not meet again.
    pub never: Vec<AgentId>,
    /// Effort already spent in this case, from the ledger.
    pub effort: Effort,
    /// When the customer first came for this: earlier than now when a channel was changed outside.
    pub since: Option<Time>,
}

/// Facts of the customer's effort in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// Transfers suffered, as [`LegEnd::is_transfer`](crate::event::LegEnd::is_transfer) counts them.
    pub transfers: u16,
    /// Earlier contacts about the same case.
    pub repeats: u16,
    /// Promises not kept: late or failed callbacks, waits beyond the range told.
    pub broken_promises: u16,
    /// Time waited, in ms.
    pub waited_ms: u32,
}

/// Where a reason came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonSource {
    /// The customer chose it.
    Customer,
    /// A classifier, with confidence kept outside.
    Model,
    /// The bot.
    Bot,
    /// The agent, in conversation or at wrap-up.
    Agent,
}

/// Who ended a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The customer.
    Customer,
    /// The agent.
    Agent,
    /// The system: time-out, lost line.
    System,
}

/// Where a contact goes on to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum Target {
    /// Anyone who can serve this reason.
    Reason { reason: ReasonId },
    /// This agent, held for the reason's preferred window, then anyone.
    Agent { agent: AgentId },
}

/// Why an offer was declined. Never held against the agent without a person looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineCause {
    /// Still finishing the last one.
    Busy,
    /// Cannot serve this.
    NotMine,
    /// Knows the customer or is involved.
    Conflict,
    /// Needs a pause.
    NeedPause,
    /// Device or network trouble.
    Technical,
}

/// How another agent takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinRole {
    /// Sees the conversation; the agent knows.
    Listen,
    /// Speaks to the agent only.
    Whisper,
    /// A colleague asked for advice; unseen by the customer.
    Consult,
    /// Speaks to the customer too: a conference.
    Conference,
}

/// How a contact ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The matter is solved.
    Solved,
    /// A next step is promised; the case stays open.
    FollowUp,
    /// Passed on outside the centre.
    Referred,
    /// Could not be solved.
    Unsolved,
    /// Spam, wrong number, test.
    NotAContact,
}

/// How an attempt to call back went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialResult {
    /// Talking now.
    Reached,
    /// No answer or busy.
    NotReached,
    /// The number is not theirs: no further attempt.
    WrongNumber,
}

impl JoinRole {
    /// Whether taking part in this role takes a share of attention.
    pub fn takes_load(self) -> bool {
        matches!(self, JoinRole::Consult | JoinRole::Conference)
    }
}
