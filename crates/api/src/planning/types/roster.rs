//! Rosters: who works which shift, what that costs, and what changing it would do.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::MyShift;
use crate::wire::{AgentName, Ms, RosterRule};

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRoster {
    #[schema(value_type = String, format = Date)]
    pub first: Date,
    pub days: u8,
    /// How long to search.
    pub seconds: u16,
}

/// Long work under way, or how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobView {
    pub id: u64,
    /// Done, of a thousand.
    pub permille: u16,
    /// Cost of the best roster so far.
    pub cost: Option<i64>,
    pub state: JobState,
    /// The roster made, once `done`.
    pub roster: Option<u64>,
    /// Why, once `failed`, in the reader's language.
    pub why: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Running,
    Done,
    Cancelled,
    Failed,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Rosters {
    pub rosters: Vec<RosterRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RosterRow {
    pub id: u64,
    #[schema(value_type = String, format = Date)]
    pub first: Date,
    pub days: u8,
    pub made_at: Ms,
    pub made_by: Option<u32>,
    /// Grows with every change.
    pub revision: u32,
    pub published_at: Option<Ms>,
    pub published_by: Option<u32>,
    /// People work by it on at least one of its days: no other that covers the day was published later.
    pub in_force: bool,
}

/// A roster with its people, shifts, cover and costs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RosterView {
    pub roster: RosterRow,
    pub interval_min: u16,
    pub people: Vec<RosterPerson>,
    /// Names of the shifts there are.
    pub templates: Vec<RosterTemplate>,
    pub shifts: Vec<RosterShift>,
    pub cover: Vec<Cover>,
    pub report: RosterReport,
    /// By interval from the first midnight: people required, at work, missing (skills counted).
    pub required: Vec<u32>,
    pub staffed: Vec<u32>,
    pub missing: Vec<u32>,
}

/// What customers will experience with a roster: its days played by the floor's own engine. Shares are 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RosterPlayed {
    pub as_of: Ms,
    /// The revision of the roster that was played.
    pub revision: u32,
    /// When the forecast of its contacts was made.
    pub forecast_made_at: Ms,
    /// How often each day was played.
    pub times: u32,
    /// By day, then skill.
    pub lines: Vec<PlayedLine>,
}

/// One skill's day.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlayedLine {
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// None: contacts that anyone answers.
    pub skill: Option<u32>,
    /// Contacts expected.
    pub contacts: f64,
    /// Share promised to be answered in time.
    pub promised: Option<f64>,
    /// Share answered in time, over all days played.
    pub service_level: f64,
    /// Eight days of ten lie between these.
    pub service_level_low: f64,
    pub service_level_high: f64,
    /// Mean wait of those answered, in seconds.
    pub wait_s: f64,
    /// Share that gives up.
    pub abandonment: f64,
    /// When the promise is missed on most days.
    pub below: Vec<PlayedStretch>,
}

/// A stretch of a day, in minutes after midnight.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct PlayedStretch {
    pub from_min: u32,
    pub to_min: u32,
    /// The least share answered in time within it.
    pub service_level: f64,
}

/// Required and scheduled of one day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Cover {
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub required_hours: f64,
    pub scheduled_hours: f64,
    pub missing_hours: f64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RosterPerson {
    pub id: u32,
    pub name: String,
    pub contract: String,
    pub skills: Vec<u32>,
    /// Names of the shifts her contract allows.
    pub shifts: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RosterTemplate {
    pub name: String,
    pub start_min: u32,
    pub length_min: u32,
    /// Monday first.
    pub weekdays: Vec<bool>,
    /// The ways its breaks may lie; one empty way where it has none.
    pub ways: Vec<Vec<RosterBreak>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RosterShift {
    pub agent: u32,
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub shift: String,
    /// Minutes after midnight.
    pub start_min: u32,
    pub length_min: u32,
    pub breaks: Vec<RosterBreak>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct RosterBreak {
    /// From the start of the shift.
    pub from_min: u32,
    pub length_min: u32,
}

/// Cost by cause, and what is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RosterReport {
    /// The sum of its causes.
    pub cost: i64,
    /// People missing and too many, interval by interval.
    pub cost_intervals: i64,
    /// People missing and too many, by shift.
    pub cost_shifts: i64,
    /// Wishes not met.
    pub cost_wishes: i64,
    /// Unpleasant work not shared evenly.
    pub cost_fairness: i64,
    /// A cost that no roster goes below, by counting hours alone.
    pub bound: i64,
    pub feasible: bool,
    pub required_hours: f64,
    pub worked_hours: f64,
    pub understaffed_hours: f64,
    pub overstaffed_hours: f64,
    /// Hours at work beyond the requirement over the hours required: what shifts cost because they are longer than the peaks.
    pub shift_inefficiency: f64,
    /// Hours missing only because those at work lack the skill, over the hours required.
    pub multi_skill_inefficiency: f64,
    /// What the counted hours of the shifts cost, paid breaks among them and what the law of the contract adds at night, in the centre's
    /// currency.
    pub wages: f64,
    pub broken: Vec<BrokenRule>,
}

/// A rule that a person's days break, or a site with too few seats: one of both is there.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct BrokenRule {
    pub agent: Option<u32>,
    /// Name of the site.
    pub site: Option<String>,
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub rule: RosterRule,
}

/// Another shift, or a day off, for somebody.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RosterChange {
    pub agent: u32,
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// None: off.
    pub shift: Option<String>,
    /// Where its breaks begin, in minutes from the start of the shift, in their order; without them they are laid where they are
    /// missed least.
    pub breaks: Option<Vec<u32>>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RosterChanges {
    pub changes: Vec<RosterChange>,
    /// The revision they were made on.
    pub revision: u32,
    /// Only tell what they would do.
    pub dry_run: bool,
}

/// What changes would do, or did.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RosterEffect {
    pub revision: u32,
    /// Rules kept before and broken after.
    pub broken: Vec<BrokenRule>,
    pub cost: i64,
    pub missing_hours_before: f64,
    pub missing_hours_after: f64,
    /// Intervals that would have more or fewer people missing.
    pub hours: Vec<HourEffect>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HourEffect {
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// Minutes after midnight.
    pub minute: u32,
    pub missing_before: u32,
    pub missing_after: u32,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ChoicesQuery {
    pub agent: Option<u32>,
    #[param(value_type = Option<String>, format = Date)]
    pub day: Option<Date>,
}

/// The shifts of a person's contract on a day.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ShiftChoices {
    pub choices: Vec<ShiftChoice>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ShiftChoice {
    pub shift: String,
    /// Minutes after midnight.
    pub start_min: u32,
    pub length_min: u32,
    /// Rules kept now that it would break.
    pub broken: Vec<BrokenRule>,
}

/// Publishes a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishRoster {
    /// The revision that was looked at; where it changed since, nothing is published.
    pub revision: Option<u32>,
}

/// What publishing a roster would do from today on.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Publishing {
    /// Of the roster that would be published.
    pub revision: u32,
    /// The days that would go by it; none where all are over.
    #[schema(value_type = Option<String>, format = Date)]
    pub first: Option<Date>,
    #[schema(value_type = Option<String>, format = Date)]
    pub last: Option<Date>,
    /// People with a shift on these days, and their shifts.
    pub people: u32,
    pub shifts: u32,
    /// Shifts of the roster on days that are over: they stay as they were. With `shifts` they are all that the roster shows.
    pub shifts_over: u32,
    /// Days for which nothing is published yet.
    pub new_days: u32,
    /// Against what is published: people whose days change, and how many of their days.
    pub changed_people: u32,
    pub changes: u32,
    /// The first 200 of these.
    pub changed: Vec<ShiftMoved>,
    /// Rules it breaks, by whom and when.
    pub broken: Vec<BrokenBy>,
    /// Hours for which people are missing.
    pub missing_hours: f64,
}

/// A broken rule with the name of the person, or of the site that has too few seats.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct BrokenBy {
    pub who: String,
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub rule: RosterRule,
}

/// Somebody's day before and after; none is a day off.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ShiftMoved {
    pub agent: AgentName,
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub before: Option<MyShift>,
    pub after: Option<MyShift>,
}

/// Who changed whose day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RosterHistory {
    pub changes: Vec<RosterChanged>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RosterChanged {
    pub at: Ms,
    /// None: the rules, after both agreed.
    pub by: Option<u32>,
    pub agent: u32,
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub before: Option<String>,
    pub after: Option<String>,
    pub request: Option<u64>,
}
