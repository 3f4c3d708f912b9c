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
    /// The rule that chose; it says what a candidate's figure is.
    pub rule: Rule,
    pub ring: RingView,
    /// The key that ordered the line, in ms.
    pub rank: i64,
    /// Free and qualified at that moment, best first by the rule; the first was asked.
    pub candidates: Vec<Candidate>,
    /// Everyone else who serves the channel, with what stood against each; at most 50.
    pub others: Vec<NotChosen>,
    pub change: Change,
}

/// What was asked of an agent at the time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RingView {
    /// 0 is the first.
    pub ring: u8,
    /// Waiting after which it holds.
    pub after_ms: u32,
    pub needs: Vec<NeedView>,
}

/// One skill at a least level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct NeedView {
    pub skill: u32,
    pub level: u8,
}

/// One who could have been chosen.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Candidate {
    pub agent: AgentName,
    /// The rule's own figure; the smallest wins.
    pub figure: i64,
    /// Breaks ties: the longest idle first.
    pub idle_since: Ms,
}

/// One who could not.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NotChosen {
    pub agent: AgentName,
    pub because: Against,
}

/// What stood against an agent.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Against {
    NotOnDuty,
    DeviceSilent,
    /// A level is too low at this ring; she would be asked at that one, if at any.
    NeedsNotMet {
        from_ring: Option<u8>,
    },
    NoRoom,
    AnotherOfferOpen,
    Cooldown {
        until: Ms,
    },
    NeverAgain,
    HeldForAnother {
        agent: AgentName,
        until: Ms,
    },
    LooksAfterBots,
}

/// The smallest change that would have chosen otherwise.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Change {
    /// She would have been asked had her figure been lower by this much (0: a tie, decided by idle time).
    RunnerUp { agent: AgentName, by: i64 },
    /// Nobody else was free and qualified; this stood against the nearest.
    Obstacle { agent: AgentName, because: Against },
    /// Nobody else serves this channel at all.
    Nobody,
}
