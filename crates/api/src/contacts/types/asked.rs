//! What can be asked to be done with a contact.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clean::Clean;
use crate::wire::{AgentName, DialResult, JoinRole, Ms, Outcome, Presence, ReasonName, Target};

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    pub target: Target,
    /// Kept as a note for whoever takes it.
    pub note: Option<Clean>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Consult {
    pub agent: u32,
    /// What is asked; kept as a note.
    pub question: Clean,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WrapUp {
    /// Corrected reason, if any.
    pub reason: Option<u32>,
    pub outcome: Outcome,
    pub summary: Option<Clean>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Dialled {
    pub result: DialResult,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetReason {
    pub reason: u32,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutOff {
    /// Absent: no longer put off.
    pub until: Option<Ms>,
}

/// How a supervisor takes part.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Join {
    pub role: JoinRole,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    pub target: Target,
}

/// Where a contact could go, the freest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Targets {
    pub as_of: Ms,
    /// What may be told to whoever takes it: a summary of what was said, to be checked before it is sent.
    pub note: String,
    /// A model may be asked for another.
    pub asks_model: bool,
    pub reasons: Vec<ReasonTarget>,
    pub agents: Vec<AgentTarget>,
}

/// A reason to transfer to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReasonTarget {
    pub reason: ReasonName,
    /// Qualified and free now.
    pub free: u32,
    pub waiting: u32,
}

/// A colleague to transfer to or consult.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgentTarget {
    pub agent: AgentName,
    pub presence: Presence,
    /// Has room for one more of this channel.
    pub free: bool,
    /// Has what this contact's reason needs.
    pub qualified: bool,
}
