//! What a supervisor sees and does.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clean::Clean;
use crate::contacts::types::{ContactRow, ContactState};
use crate::me::types::DaySegment;
use crate::wire::{AgentName, Channel, HoldCause, Ms, Presence, PresenceView, ReasonName};

/// The wallboard. The socket then sends [`FloorDiff`]s, at most twice a second.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Floor {
    pub as_of: Ms,
    pub figures: Figures,
    /// The one furthest from its promise first.
    pub queues: Vec<QueueRow>,
    pub people: Vec<AgentRow>,
    pub alerts: Vec<Alert>,
}

/// Four to six figures, each with its target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, ToSchema)]
pub struct Figures {
    pub waiting: u32,
    pub longest_wait_since: Option<Ms>,
    /// Answered within the target, of 1,000; absent while nothing was answered.
    pub service_level_permille: Option<u32>,
    pub service_level_target_permille: u32,
    pub free_agents: u32,
    pub staffed_agents: u32,
    pub talking: u32,
    pub callbacks_due_next_hour: u32,
    pub protection_open: u32,
}

/// One reason's line.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct QueueRow {
    pub reason: ReasonName,
    pub waiting: u32,
    pub longest_wait_since: Option<Ms>,
    pub target_ms: u32,
    pub service_level_permille: Option<u32>,
    /// Waits told as a range today whose end is known, and how many of them were answered within it: 600 ‰ is right.
    pub waits_settled: u32,
    pub waits_in_range_permille: Option<u32>,
    /// Qualified agents on duty, and those of them with room.
    pub staffed: u32,
    pub free: u32,
    pub offered: u32,
    pub answered: u32,
    pub abandoned: u32,
    pub callbacks_due: u32,
    /// What could be done now, if anything.
    pub proposal: Option<Proposal>,
}

/// One proposed action, with what it would bring.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Proposal {
    /// Bring these back from where they are.
    CallBack { agents: Vec<AgentName>, free_then: u32 },
    /// Offer callbacks to those who wait.
    OfferCallbacks { waiting: u32 },
}

/// A reason's line in detail.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QueueDetail {
    pub as_of: Ms,
    pub row: QueueRow,
    /// Waiting, best rank first; at most 200.
    pub contacts: Vec<WaitingRow>,
    pub agents: Vec<AgentRow>,
}

/// A contact in line, and why it still waits.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WaitingRow {
    pub contact: ContactRow,
    pub rank: i64,
    pub ring: u8,
    pub why: WaitingWhy,
}

/// Why a contact is waiting.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum WaitingWhy {
    /// Nobody who could serve it is on duty.
    NobodyOnDuty,
    /// Everyone qualified is busy; so many are ahead.
    AllBusy { ahead: u32, staffed: u32 },
    /// Kept beside a free qualified agent, until then.
    Kept { agent: AgentName, cause: HoldCause, until: Ms },
    /// Shown to an agent now.
    Offered { agent: AgentName, deadline: Ms },
}

/// An agent on the floor. Strain is her own: others see the streak and the rest due, nothing more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AgentRow {
    pub agent: AgentName,
    pub presence: PresenceView,
    /// Attention taken, of `capacity`, offers included.
    pub load: u32,
    pub capacity: u32,
    pub contacts: Vec<AgentContact>,
    pub hard_in_a_row: u32,
    /// Rest is due: since then.
    pub rest_due_since: Option<Ms>,
}

/// What an agent has in hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AgentContact {
    pub contact: u64,
    pub channel: Channel,
    pub state: ContactState,
    pub reason: ReasonName,
    pub since: Ms,
}

/// People on the floor.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgentList {
    pub as_of: Ms,
    pub agents: Vec<AgentRow>,
}

/// One agent, as a supervisor sees her.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgentDetail {
    pub as_of: Ms,
    pub row: AgentRow,
    pub contacts: Vec<ContactRow>,
    pub skills: Vec<AgentSkill>,
    pub today: Vec<DaySegment>,
    /// Why no contact reaches her, when none does.
    pub idle_why: Option<IdleWhy>,
}

/// A skill with its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentSkill {
    pub skill: u32,
    /// 1 (learning) to 5 (teaches others).
    pub level: u8,
}

/// Why an agent has nothing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdleWhy {
    NotReady,
    DeviceSilent,
    Full,
    NothingWaiting,
    NothingQualified,
    Cooldown,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAgentPresence {
    pub presence: Presence,
    pub until: Option<Ms>,
}

/// Alerts, open ones first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AlertList {
    pub as_of: Ms,
    pub alerts: Vec<Alert>,
}

/// A rule that has been broken for its hold time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Alert {
    pub id: u64,
    pub kind: AlertKind,
    pub since: Ms,
    /// Who or what it is about.
    pub agent: Option<AgentName>,
    pub contact: Option<u64>,
    pub reason: Option<ReasonName>,
    pub state: AlertState,
    /// Who saw to it.
    pub by: Option<String>,
    pub note: Option<String>,
}

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    WaitTooLong,
    NobodyThere,
    WrapUpLong,
    DeviceSilent,
    Protection,
    CallbackLate,
    CallbackFailed,
    ManyReveals,
    BotBelowFloor,
    Distress,
    WebhookDead,
    Storage,
}

/// Where an alert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    Open,
    Seen,
    Done,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertChange {
    pub alert: u64,
    /// `seen` or `done`.
    pub state: AlertState,
    pub note: Option<Clean>,
}

/// What changed on the wallboard since the last message: rows whole, by their ids.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FloorDiff {
    pub as_of: Ms,
    /// The first one after asking carries everything.
    pub whole: bool,
    pub figures: Option<Figures>,
    pub queues: Vec<QueueRow>,
    pub people: Vec<AgentRow>,
    pub people_gone: Vec<u32>,
}
