//! What was decided, in the past tense. Folding events gives the state; nothing else does.

use alloc::boxed::Box;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::agent::{AgentProfile, Presence};
use crate::id::{AgentId, CaseId, ContactId, CustomerId, GroupId, HoursId, OfferId, ReasonId, Time};
use crate::input::{Arrival, DeclineCause, DialResult, JoinRole, Outcome, Party, ReasonSource};
use crate::policy::{Channel, Policy, Rule, Treatment};

/// One decision. `handle` appends events in the order in which they were applied.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    // Configuration
    /// A policy took effect.
    Published { policy: Box<Policy> },
    /// Opening hours changed.
    HoursChanged { hours: HoursId, open: bool },
    /// An agent was added or changed.
    AgentSet { profile: AgentProfile },
    /// An agent was removed.
    AgentRemoved { agent: AgentId },

    // Agents
    /// An agent's state changed. `until`: it ends by itself then.
    PresenceChanged { agent: AgentId, presence: Presence, until: Option<Time>, cause: PresenceCause },
    /// An agent's device was heard again or fell silent.
    DeviceChanged { agent: AgentId, alive: bool },

    // A contact's way in
    /// A contact arrived. `credit_ms`: what the effort so far is worth in line.
    Arrived { arrival: Arrival, credit_ms: u32 },
    /// Its reason became known or was corrected.
    ReasonSet { contact: ContactId, reason: ReasonId, source: ReasonSource },
    /// The customer was identified.
    Identified { contact: ContactId, customer: CustomerId, case: CaseId, known: bool },
    /// Treatments in order, as offered to the customer, each with the rule that put it there.
    Triaged { contact: ContactId, reason: ReasonId, options: SmallVec<[TriageOption; 4]> },
    /// The customer (or triage, when nothing was left to choose) chose.
    Chosen { contact: ContactId, treatment: Treatment, by: Party },
    /// A callback was booked. `start`..`end` is the promise.
    Booked { contact: ContactId, group: GroupId, start: Time, end: Time, attempt: u8 },
    /// The slot came: an agent is now sought.
    SlotCame { contact: ContactId },
    /// The contact moved to another channel with its place kept.
    ChannelChanged { contact: ContactId, channel: Channel },
    /// The customer was told a range. `until` is the latest time promised.
    WaitTold { contact: ContactId, low_ms: u32, high_ms: u32, until: Time },

    // In line
    /// The contact joined the line. `rank` (ms) is fixed now; smallest is served first.
    /// `sent_to`: a person named this agent, who is asked first.
    Queued { contact: ContactId, rank: i64, for_bot: Option<AgentId>, cause: QueueCause, sent_to: Option<AgentId> },
    /// Its needs were relaxed to this ring.
    RingWidened { contact: ContactId, ring: u8 },
    /// The customer already has a place in line for this case: this contact is part of that one and is closed.
    MergedInto { contact: ContactId, existing: ContactId },
    /// Nobody qualified is on duty; the customer is told.
    NobodyThere { contact: ContactId },
    /// Someone is there again.
    SomebodyThere { contact: ContactId },
    /// Kept waiting beside a free qualified agent, for a stated reason, until a deadline.
    HoldStarted { contact: ContactId, agent: AgentId, cause: HoldCause, until: Time },
    /// That hold is over.
    HoldEnded { contact: ContactId, agent: AgentId, cause: HoldCause },

    // Offers
    /// Offered to an agent. The reasons can be recomputed by replay.
    Offered { offer: OfferId, contact: ContactId, agent: AgentId, ring: u8, rule: Rule, deadline: Time },
    /// The offer ended without a connection.
    OfferEnded { offer: OfferId, contact: ContactId, agent: AgentId, cause: OfferEnd },
    /// The agent and the customer are connected.
    Connected { contact: ContactId, agent: AgentId, offer: Option<OfferId> },

    // Talking
    /// Put on hold.
    Held { contact: ContactId, agent: AgentId },
    /// Off hold.
    Resumed { contact: ContactId, agent: AgentId },
    /// The agent's part ended because the contact went on. `wrap_up`: she has her part to write up.
    LegEnded { contact: ContactId, agent: AgentId, cause: LegEnd, wrap_up: bool },
    /// Another agent joined.
    AgentJoined { contact: ContactId, agent: AgentId, role: JoinRole },
    /// Another agent left.
    AgentParted { contact: ContactId, agent: AgentId },
    /// An attempt to call back was made.
    Dialled { contact: ContactId, agent: AgentId, result: DialResult, attempt: u8 },
    /// The conversation ended; `agent` (if any) wraps up. `closes`: how the contact closes then, if not by her outcome.
    Ended { contact: ContactId, agent: Option<AgentId>, by: Party, closes: Option<Close> },
    /// An agent's wrap-up was saved.
    WrappedUp { contact: ContactId, agent: AgentId, reason: Option<ReasonId>, outcome: Outcome },
    /// Wrap-up has taken longer than planned; the floor is told, nothing is cut off.
    WrapUpLong { contact: ContactId, agent: AgentId },
    /// The contact is closed.
    Closed { contact: ContactId, how: Close },
    /// The customer came back to a closed contact.
    Reopened { contact: ContactId },
    /// The customer is in danger: first in line from now on, at this rank.
    Endangered { contact: ContactId, rank: i64 },
    /// Abuse: this agent and this customer do not meet again.
    Protected { contact: ContactId, customer: CustomerId, agent: AgentId },
}

/// One treatment offered, and why it stands where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TriageOption {
    /// The treatment.
    pub treatment: Treatment,
    /// What put it there or what keeps it from being used now.
    pub because: TriageCause,
}

/// Why a treatment was offered, or moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriageCause {
    /// The published table names it.
    Table,
    /// A person is reachable on every step, whatever the table says.
    AlwaysAPerson,
    /// Outside opening hours only what works now is offered first.
    Closed,
    /// Nobody qualified is on duty.
    NobodyThere,
}

/// Why an agent's state changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum PresenceCause {
    /// She chose it.
    Own,
    /// A supervisor did.
    Supervisor { by: AgentId },
    /// Its time was over.
    TimeUp,
    /// Offers in a row went unanswered.
    Missed,
    /// Rest after abuse.
    Protection,
    /// A breath after hard contacts.
    Breath,
}

/// Why a contact joined the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueCause {
    /// The customer chose a person or a bot.
    Chosen,
    /// The customer asked for a person.
    AskedForPerson,
    /// A booked slot came.
    Slot,
    /// Transferred by an agent.
    Transfer,
    /// A bot was stuck, out of scope or past its deadline.
    HandOver,
    /// The agent's device died or she left.
    AgentLost,
    /// A supervisor moved it.
    Moved,
    /// The customer came back.
    Reopened,
    /// The policy or the reason changed while waiting.
    Refiled,
}

/// Why a contact waits beside a free qualified agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldCause {
    /// Held for the agent who knows the case.
    Preferred,
    /// She declined it or left it unanswered a moment ago.
    Cooldown,
}

/// How an offer ended without connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum OfferEnd {
    /// Declined, with a cause.
    Declined { why: DeclineCause },
    /// Not answered by its deadline.
    Unanswered,
    /// The customer left or chose otherwise.
    CustomerLeft,
    /// The agent's device fell silent or she left her seat.
    AgentLost,
    /// A supervisor moved the contact.
    Moved,
    /// The customer turned out to be one whom this agent does not meet again.
    Refiled,
}

/// Why an agent's part ended while the contact went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegEnd {
    /// She transferred it.
    Transferred,
    /// A bot handed over or went away.
    HandedOver,
    /// Somebody took it over.
    TakenOver,
    /// Her device died or she left.
    Lost,
    /// The call back was not answered; it will be tried again.
    NotReached,
    /// The customer moved to another channel or to a booked slot.
    Moved,
}

impl LegEnd {
    /// Whether the customer feels a transfer: she was with someone and has to go on with somebody else, through no wish
    /// of her own. Said here once; the engine, the ledger and the measures count by it.
    ///
    /// From a bot to the first person is none: the field counts it as the bot's containment and as time before the
    /// agent. Nor is a call that reached nobody, nor a channel the customer chose herself.
    pub fn is_transfer(self) -> bool {
        match self {
            LegEnd::Transferred | LegEnd::TakenOver | LegEnd::Lost => true,
            LegEnd::HandedOver | LegEnd::NotReached | LegEnd::Moved => false,
        }
    }
}

/// How a contact was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Close {
    /// Wrapped up by an agent.
    Wrapped { outcome: Outcome },
    /// Solved by the customer's own page.
    SelfServed,
    /// Solved by a bot, in the customer's own word.
    ByBot { bot: AgentId },
    /// Left before anyone answered.
    Abandoned,
    /// A callback cancelled by the customer.
    Cancelled,
    /// A callback withdrawn because the customer got through elsewhere about the same case.
    Withdrawn,
    /// A callback that failed: attempts used up or wrong number.
    CallbackFailed,
    /// Part of another contact already in line.
    Merged { into: ContactId },
}

impl QueueCause {
    /// Whether the contact comes back through no fault of its own and goes first in line.
    pub fn returns(self) -> bool {
        matches!(self, QueueCause::Transfer | QueueCause::AgentLost | QueueCause::Moved)
    }
}
