//! What is read and written of a policy in the shadow.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::{AgentName, Ms, ReasonName};

/// Starts the draft in the shadow.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShadowStart {
    /// Of the draft as it was looked at.
    pub revision: u32,
}

/// The run of now, or the last one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShadowView {
    pub as_of: Ms,
    pub run: Option<ShadowRun>,
    /// By reason, those with the most differences first.
    pub lines: Vec<ShadowLine>,
    /// Decisions that differ, the latest first; at most 100.
    pub decisions: Vec<ShadowDecision>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShadowRun {
    pub id: u64,
    pub started_at: Ms,
    pub started_by: String,
    pub ended_at: Option<Ms>,
    /// Ended because it could not go on.
    pub failed: bool,
    /// Whether the draft is another by now.
    pub draft_changed: bool,
    /// Journal rows that came too fast to be compared.
    pub missed: u64,
}

/// Offers about one reason: as the live policy made them, and what the other would have done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShadowLine {
    pub reason: ReasonName,
    pub same: u64,
    pub other: u64,
    pub later: u64,
    pub sooner: u64,
}

/// What the other policy would have done with a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShadowVerdict {
    /// Offered it to somebody else.
    Other,
    /// Kept it waiting.
    Later,
    /// Offered it while the live policy kept it waiting.
    Sooner,
}

/// A decision that differs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShadowDecision {
    pub at: Ms,
    pub contact: u64,
    pub reason: ReasonName,
    pub verdict: ShadowVerdict,
    pub live: Option<AgentName>,
    pub shadow: Option<AgentName>,
}
