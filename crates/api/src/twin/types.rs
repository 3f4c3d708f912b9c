//! The twin on the wire.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::offers::types::{Against, Candidate, Change, NotChosen};
use crate::planning::types::JobState;
use crate::wire::{AgentName, Ms, Presence, Rule};

/// What can be tried, and what was.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WhatIf {
    pub as_of: Ms,
    /// Days with contacts, the latest first; at most 30.
    pub days: Vec<TryDay>,
    /// The last finished one; today while there is no other. None: nobody has come yet.
    pub usual: Option<String>,
    /// Kept ones and the last ones, the newest first.
    pub tries: Vec<TryRow>,
    /// The draft of the setup as it is now.
    pub draft_revision: u32,
    /// Whether it differs from what is in force.
    pub draft_changed: bool,
    /// The newest try of a draft.
    pub last_of_draft: Option<TryRow>,
    /// The try under way.
    pub running: Option<TryJob>,
}

/// A day on the centre's clock.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TryDay {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Who joined the line.
    pub contacts: u64,
    /// It is over.
    pub whole: bool,
}

/// What is other than it was. Shares are of those who waited for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TryChange {
    /// Contacts, of a hundred who came: 50 to 200.
    pub volume_percent: u16,
    /// Talk and wrap-up, of a hundred: 50 to 200.
    pub handle_percent: u16,
    /// People more or fewer: -100 to 100.
    pub agents: i16,
    /// Who takes a callback instead, where the reason has one.
    pub callback_percent: u8,
    /// Who begins with the bot, where the reason has one.
    pub bot_percent: u8,
}

/// Which policy is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TriedPolicy {
    /// What was in force on that day.
    Day,
    /// The draft of the setup as it is now.
    Draft,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTry {
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub change: TryChange,
    pub policy: TriedPolicy,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TryName {
    pub name: String,
}

/// A try under way, or how it ended.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TryJob {
    pub id: u64,
    /// Done, of a thousand.
    pub permille: u16,
    pub state: JobState,
    /// The try, once `done`.
    pub result: Option<u64>,
    /// Why, once `failed`, in the reader's language.
    pub why: Option<String>,
}

/// A try, without what came of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TryRow {
    pub id: u64,
    /// Under which it is kept.
    pub name: Option<String>,
    pub day: String,
    pub change: TryChange,
    pub policy: TriedPolicy,
    /// Of the draft that was tried.
    pub revision: Option<u32>,
    pub at: Ms,
    pub by: AgentName,
}

/// A try and what came of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TryView {
    #[serde(flatten)]
    pub row: TryRow,
    #[serde(flatten)]
    pub result: TryResult,
}

/// A day as it was, drawn anew under its own policy (the calibration), and under the change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TryResult {
    pub from: Ms,
    pub to: Ms,
    /// How often each was drawn.
    pub runs: u32,
    /// Decisions of that day, and whether the unchanged day gave the very same.
    pub decisions: u64,
    pub identical: bool,
    /// Customers who gave up; patience is estimated from them.
    pub gave_up: u64,
    pub figures: Vec<TryFigure>,
    /// What the change does that chance alone hardly would, the most important first. Empty: nothing is certain.
    pub said: Vec<Said>,
    /// When nobody is there under the change while somebody was. Tries of earlier releases do not say.
    #[serde(default)]
    pub nobody: Vec<TrySpan>,
    /// Length of the pieces in which waits are told, in ms: half hours where the stretch is long enough.
    pub step_ms: i64,
    pub waits: Vec<TryWaits>,
}

/// From one moment to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrySpan {
    pub from: Ms,
    pub to: Ms,
}

/// What a figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TryMeasure {
    /// Share answered in time.
    ServiceLevel,
    /// Mean wait of those answered, in ms.
    Asa,
    /// Share who gave up.
    Abandonment,
    /// Contacts in line for more than five minutes.
    LongWaits,
    /// Contacts that gave up.
    GaveUp,
    /// Share of callbacks attempted within their slot.
    CallbacksKept,
    /// The ledger of a contact at close, in ms.
    Effort,
    /// Points of the published weights, averaged over people and their time at work.
    Strain,
    /// Share of time with a contact.
    Occupancy,
    /// Hours at work at the planning's hourly cost, in whole units of money.
    Cost,
}

/// A figure on all sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TryFigure {
    pub measure: TryMeasure,
    pub was: Option<f64>,
    /// The same policy, drawn anew: if it is far from what was, the change is not to be believed.
    pub drawn: TrySide,
    pub changed: TrySide,
}

/// A figure on one side, and its difference from what was.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TrySide {
    pub value: Option<f64>,
    pub difference: Option<f64>,
    /// 95 % interval of the difference.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// The interval does not hold zero.
    pub certain: bool,
}

/// A difference whose interval does not hold zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Said {
    pub measure: TryMeasure,
    /// Whose strain; none: everyone's.
    pub shift: Option<TeamShift>,
    pub by: f64,
    pub low: f64,
    pub high: f64,
}

/// Those whose work has its middle in this part of the day: from 5, 12, 17 and 22 o'clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TeamShift {
    Morning,
    Afternoon,
    Evening,
    Night,
}

/// Mean wait of those answered who joined the line in a piece of the stretch, in ms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TryWaits {
    pub at: Ms,
    pub was_ms: Option<f64>,
    pub drawn_ms: Option<f64>,
    pub changed_ms: Option<f64>,
}

/// A moment of the past; none: now.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AtMoment {
    pub at: Option<Ms>,
}

/// Why a contact still waits, by the code that decides.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WhyWaits {
    pub contact: u64,
    pub at: Ms,
    pub since: Ms,
    /// In line before it, among those the same people could take.
    pub ahead: u32,
    pub rule: Rule,
    /// How far its needs are relaxed; 0 is not at all.
    pub ring: u8,
    /// Free and qualified, best first: whom it would be offered to.
    pub candidates: Vec<Candidate>,
    /// Everyone else who serves the channel, the nearest first; at most 50.
    pub others: Vec<NotChosen>,
    pub change: Change,
}

/// A stretch: from `from`, or half an hour before its end, until `to`, or now.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub struct IdleSpan {
    pub from: Option<Ms>,
    pub to: Option<Ms>,
}

/// What an agent had in a stretch, and why nothing where she had nothing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IdleSpells {
    pub agent: AgentName,
    pub from: Ms,
    pub to: Ms,
    /// One after the other, without gaps.
    pub spells: Vec<IdleSpell>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IdleSpell {
    pub from: Ms,
    pub to: Ms,
    pub why: SpellWhy,
}

/// Why she had nothing, or what she had.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SpellWhy {
    /// The centre did not know her yet.
    NotThere,
    /// She had contacts, or one was offered to her.
    Busy,
    /// She was not ready.
    Away { presence: Presence },
    /// Her device was silent.
    Silent,
    /// Ready, and nobody was in line.
    NobodyWaiting,
    /// Ready, and this stood between her and most of those in line.
    Stood { waiting: u32, because: Against },
}
