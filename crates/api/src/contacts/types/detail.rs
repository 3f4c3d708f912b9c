//! Everything about one contact.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Draft;
use super::PathStep;
use super::{ContactAction, ContactRow};
use crate::bot::trial::TrialView;
use crate::customers::types::{CaseView, CustomerName, OrderView, Restriction};
use crate::guide::types::GuideView;
use crate::knowledge::types::ArticleHit;
use crate::protection::types::Ladder;
use crate::reasons::types::ReasonKnown;
use crate::tone::types::{ToneClass, ToneView, Trend};
use crate::wire::{AgentName, Channel, Ms, Outcome, ReasonName, ReasonSource};

/// Everything known about a contact, most important first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContactDetail {
    pub as_of: Ms,
    pub row: ContactRow,
    pub who: Who,
    pub why: Why,
    /// The way the contact took, oldest first.
    pub path: Vec<PathStep>,
    pub before_agent: BeforeAgent,
    pub effort: EffortView,
    /// Absent until the contact has joined the line.
    pub rank: Option<RankView>,
    pub callback: Option<CallbackView>,
    /// The customer's last three contacts before this one.
    pub history: Vec<PastContact>,
    pub orders: Vec<OrderView>,
    pub cases: Vec<CaseView>,
    /// Articles for the reason, the best first.
    pub articles: Vec<ArticleHit>,
    /// The guide of the reason, where it has one; none while the customer is in danger.
    pub guide: Option<GuideView>,
    pub draft: Option<Draft>,
    /// Reason and outcome proposed for the wrap-up.
    pub wrap_up: Option<WrapUpProposal>,
    pub composer: ComposerLimits,
    /// What the customer's words do, where anything; a suggestion.
    pub tone: Option<ToneView>,
    /// How the last turns went; for supervisors alone.
    pub trend: Option<Trend>,
    /// Where it stands on the ladder of protection.
    pub protection: Ladder,
    /// There is something to run for its reason, or something was run.
    pub procedures: bool,
    /// What a bot that tries the reason would have said to the customer's last lines, the newest first.
    pub trials: Vec<TrialView>,
    /// What the caller may do with it now.
    pub may: Vec<ContactAction>,
}

/// Who the customer is, masked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Who {
    pub customer: CustomerName,
    pub verified: bool,
    pub verified_by: Option<VerifiedBy>,
    pub language: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub restrictions: Vec<Restriction>,
    /// Which site the customer came by.
    pub site: Option<String>,
}

/// How we know who the customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerifiedBy {
    /// The site signed the visitor.
    Site,
    /// A one-time link.
    Link,
    /// An agent checked.
    Agent,
}

/// Why the customer is here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Why {
    pub reason: ReasonName,
    /// Absent while the reason is not known.
    pub source: Option<ReasonSource>,
    /// What was thought it is about, oldest first: at entry, by the agent, at wrap-up.
    pub thought: Vec<ReasonKnown>,
    /// What the customer typed before anyone answered.
    pub words: Option<String>,
    /// Who knows the case and would be asked first.
    pub preferred: Option<AgentName>,
}

/// Time before a person answered, in its parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct BeforeAgent {
    /// From arrival to a known reason.
    pub entry_ms: i64,
    /// From a known reason to a choice.
    pub menu_ms: i64,
    /// With self-service or a bot.
    pub steering_ms: i64,
    /// In line.
    pub wait_ms: i64,
}

/// The customer's effort in this case, and what it was worth in line: every input of the formula and its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct EffortView {
    pub transfers: u16,
    pub repeats: u16,
    pub broken_promises: u16,
    pub waited_ms: u32,
    pub weights: EffortWeightsView,
    pub credit_ms: u32,
}

/// What each fact is worth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct EffortWeightsView {
    pub transfer_ms: u32,
    pub repeat_ms: u32,
    pub broken_promise_ms: u32,
    pub waited_minute_ms: u32,
    pub cap_ms: u32,
}

/// The one key that orders service: `arrived − priority × 60 s − credit`. The smallest is served first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct RankView {
    pub rank: i64,
    pub arrived: Ms,
    /// `urgency + importance`, as published.
    pub priority: u32,
    pub priority_ms: i64,
    pub credit_ms: u32,
    /// Came back by transfer or a lost agent: ahead by this much.
    pub return_ms: i64,
    /// How many are ahead, while waiting.
    pub ahead: Option<u32>,
}

/// A booked callback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CallbackView {
    pub start: Ms,
    pub end: Ms,
    pub attempt: u8,
    pub tries: u8,
    /// `tel:` link, for the agent who has the contact; reading it is recorded.
    pub tel: Option<String>,
    pub masked: String,
}

/// An earlier contact of the customer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PastContact {
    pub id: u64,
    pub case: u64,
    pub arrived: Ms,
    pub channel: Channel,
    pub reason: ReasonName,
    pub agent: Option<AgentName>,
    pub outcome: Option<Outcome>,
    pub summary: Option<String>,
    /// What a line of it was flagged for; danger before all else.
    pub tone: Option<ToneClass>,
}

/// What to write down at the end, proposed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WrapUpProposal {
    pub reason: ReasonName,
    pub outcome: Outcome,
    /// What the proposal rests on.
    pub because: ProposalCause,
    /// First lines of a summary, made from the record.
    pub summary: String,
    /// A model may be asked for another.
    pub asks_model: bool,
}

/// What a proposed outcome rests on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalCause {
    /// The customer left before the agent ended it.
    CustomerLeftMidway,
    NotReached,
    #[default]
    Usual,
}

/// What a channel lets the composer send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ComposerLimits {
    pub message_chars: u32,
    pub file_bytes: u64,
    pub files: bool,
}
