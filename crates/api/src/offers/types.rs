//! Offers, and why each was made.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::contacts::types::ContactRow;
use crate::wire::{AgentName, DeclineCause, Ms, Rule};

/// A contact shown to one agent, to be accepted before a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OfferView {
    pub id: u64,
    pub contact: ContactRow,
    pub offered: Ms,
    pub deadline: Ms,
    /// The rule that chose.
    pub rule: Rule,
    /// How far the needs had been relaxed; 0 is not at all.
    pub ring: u8,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decline {
    pub cause: DeclineCause,
}

/// Why this agent, why not the others, and what would have changed it; recomputed from the journal.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OfferWhy {
    pub offer: u64,
    pub contact: u64,
    pub at: Ms,
    pub agent: AgentName,
    pub rule: Rule,
    pub ring: RingView,
    /// The chosen one first, then as the rule orders them, then those who could not take it.
    pub candidates: Vec<Candidate>,
    pub runner_up: Option<AgentName>,
    /// The smallest change that would have given it to the runner-up.
    pub change: Option<SmallestChange>,
    /// Others in line who could have had this agent, and why they come later.
    pub rank: i64,
}

/// What was asked of an agent at the time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RingView {
    pub ring: u8,
    pub after_ms: u32,
    pub needs: Vec<NeedView>,
}

/// One skill at a least level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct NeedView {
    pub skill: u32,
    pub level: u8,
}

/// An agent who was looked at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Candidate {
    pub agent: AgentName,
    pub chosen: bool,
    /// Why she could not take it; absent when she could.
    pub barred: Option<Barred>,
    /// The numbers the rules look at.
    pub idle_ms: i64,
    pub skills: u32,
    pub level: u32,
    pub strain: u32,
    pub predicted_permille: Option<u16>,
    pub knows_case: bool,
}

/// What kept an agent from being asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Barred {
    NotReady,
    DeviceSilent,
    LacksSkill,
    NoRoom,
    WrongChannel,
    Cooldown,
    Protected,
    NotThisBot,
}

/// What would have changed the choice.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SmallestChange {
    pub agent: AgentName,
    /// Which number.
    pub what: ChangeWhat,
    /// What it was for her.
    pub was: i64,
    /// What it would have had to be.
    pub needed: i64,
}

/// The number that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeWhat {
    IdleMs,
    Skills,
    Level,
    Strain,
    Predicted,
    KnowsCase,
    Id,
}
