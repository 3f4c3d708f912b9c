//! What is asked and told about protection.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::clean::Clean;
use crate::contacts::types::{AuthorKind, Message, MessageKind};
use crate::customers::types::{CustomerName, Restriction};
use crate::tone::types::ToneClass;
use crate::wire::{AgentName, Language, Ms, ReasonName, Words};

/// Where a contact stands on the ladder. A suggestion: ending is one press away at any time, and asks nobody.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Ladder {
    /// Warnings given in this contact, the first first.
    pub given: Vec<Given>,
    /// How many there are before ending is suggested.
    pub of: u8,
    /// What the next warning says; none after the last, and none for a person in danger.
    pub next: Option<Words>,
    pub suggested: Suggested,
}

/// What the published rules suggest now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Suggested {
    Nothing,
    Warn,
    End,
    /// Somebody is in danger: no warning, no end.
    Stay,
}

/// A warning that was given.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Given {
    /// 1 is the first.
    pub step: u8,
    pub at: Ms,
    pub by: String,
    /// Of the setup that has its words.
    pub version: u32,
    pub language: Language,
    /// What had been flagged; none: the agent's own judgement.
    pub class: Option<ToneClass>,
}

/// A warning to give.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWarning {
    /// The next one; the same again is given once.
    pub step: u8,
    /// The customer's.
    pub language: Language,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Protect {
    /// What the agent wants said or done.
    pub wish: Option<Clean>,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProtectionQuery {
    /// Closed ones too.
    #[serde(default)]
    pub all: bool,
}

/// Protection cases, the newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProtectionList {
    pub cases: Vec<ProtectionRow>,
}

/// A conversation an agent ended to protect herself.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProtectionRow {
    pub id: u64,
    pub at: Ms,
    pub contact: u64,
    pub agent: AgentName,
    pub customer: CustomerName,
    pub reason: ReasonName,
    pub state: ProtectionState,
    /// The supervisor who looks after it.
    pub owner: Option<String>,
    pub restriction: Option<Restriction>,
}

/// Where a protection case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProtectionState {
    Open,
    InReview,
    Closed,
}

/// What was done about a protection case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProtectionStepKind {
    Told,
    Talked,
    Letter,
    Restriction,
    /// The restriction in force ends now; the note says why.
    Lifted,
    /// Counselling or other work for the day was offered.
    Counselling,
    CareAccepted,
    CareDeclined,
    Note,
    /// The evidence was handed out; written by the export itself.
    Exported,
    Closed,
}

/// A protection case with its evidence.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProtectionDetail {
    pub row: ProtectionRow,
    /// What the customer was shown.
    pub notice: String,
    /// What the agent wants said or done.
    pub wish: String,
    pub rest_until: Ms,
    /// By when a supervisor looks after the agent.
    pub care_by: Ms,
    /// The end proposed for a restriction.
    pub restrict_until: Ms,
    /// Why, and how to object, as a restricted customer reads it; none: the setup gives a restriction no effect.
    pub restricted_reads: Option<Words>,
    /// Warnings given before it.
    pub warnings: Vec<Given>,
    /// The conversation as it was, kept.
    pub evidence: Vec<Message>,
    pub steps: Vec<ProtectionStep>,
}

/// Something done about it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProtectionStep {
    pub at: Ms,
    pub by: String,
    pub kind: ProtectionStepKind,
    pub note: String,
}

/// What to do about a protection case.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProtectionChange {
    /// `restriction` needs `restrict_until`; `lifted` needs a restriction in force; `closed` ends the case.
    pub kind: ProtectionStepKind,
    pub note: Clean,
    /// It always ends.
    pub restrict_until: Option<Ms>,
}

/// Who asks for the evidence, and what for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceAsked {
    /// Kept in the record of access.
    pub why: Clean,
}

/// A protection case as a file that can be shown unchanged: each entry has the hash of itself and of all before it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvidenceBundle {
    pub protection: u64,
    pub contact: u64,
    pub agent: String,
    /// A pseudonym.
    pub customer: u64,
    /// When it was kept.
    pub kept_at: Ms,
    /// How a hash is made, for whoever checks it.
    pub hashed: String,
    pub entries: Vec<EvidenceEntry>,
    /// The last entry's, worked out now.
    pub sha256: String,
    /// As written when the case began; empty for a case older than hashes.
    pub kept_sha256: String,
    /// Both are the same.
    pub unchanged: bool,
    pub exported_at: Ms,
    pub exported_by: String,
    pub why: String,
}

/// What was told or said, in order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvidenceEntry {
    /// Of the line; of a warning its step.
    pub id: u64,
    pub at: Ms,
    pub author: AuthorKind,
    /// Absent for an announcement or warning as recorded; its words are in `body`.
    pub kind: Option<MessageKind>,
    /// Of an announcement or warning; beside what is hashed.
    pub notice: Option<EvidenceNotice>,
    pub body: String,
    pub sha256: String,
}

/// Where the words of an announcement or warning come from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvidenceNotice {
    /// Of the published setup that had them.
    pub version: u32,
    pub language: Language,
    /// Who gave the warning; absent: shown by the system.
    pub by: Option<String>,
}
