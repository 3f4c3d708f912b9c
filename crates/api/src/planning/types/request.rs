//! What people ask of their schedules, and what may be offered to them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{RosterBreak, RosterEffect};
use crate::clean::Clean;
use crate::wire::{AgentName, Ms, RosterRule};

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MyShiftsQuery {
    /// The first day; without it Monday of this week.
    #[param(value_type = Option<String>)]
    pub from: Option<Date>,
    /// Days; without it 14.
    pub days: Option<u8>,
}

/// My published days.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MyShifts {
    #[schema(value_type = String, format = Date)]
    pub today: Date,
    pub days: Vec<MyDay>,
    /// Mine, and those that wait for my answer.
    pub requests: Vec<ShiftRequest>,
    /// Minutes I worked for others less minutes others worked for me.
    pub time_bank_min: i64,
    /// A calendar program reads my shifts.
    pub calendar: bool,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MyDay {
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// A roster was published for it.
    pub published: bool,
    pub shift: Option<MyShift>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MyShift {
    pub name: String,
    /// Minutes after midnight.
    pub start_min: u32,
    pub length_min: u32,
    pub breaks: Vec<RosterBreak>,
}

/// Whom I may swap with, and who may take my shift: only what keeps every rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShiftOptions {
    pub swaps: Vec<SwapOption>,
    pub takers: Vec<TakerOption>,
    /// Where there is no swap, or no taker: what stands in the way, of most colleagues first. Empty: nobody is there to ask.
    pub no_swaps: Vec<Hindrance>,
    pub no_takers: Vec<Hindrance>,
}

/// What stands in the way of how many colleagues; one may be hindered by several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hindrance {
    /// A rule that somebody's days would break; none: one of the two works on that day already.
    pub rule: Option<RosterRule>,
    pub colleagues: u32,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SwapOption {
    pub with: AgentName,
    #[schema(value_type = String, format = Date)]
    pub their_day: Date,
    pub their_shift: MyShift,
    /// It is approved as soon as she agrees.
    pub at_once: bool,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TakerOption {
    pub with: AgentName,
    pub at_once: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// My shift against a colleague's.
    Swap,
    /// A colleague works my shift; the hours go to her time bank.
    Give,
    /// A day off.
    Leave,
    /// A day I would rather be off, for the next roster.
    Wish,
    /// Hours of my time bank for a colleague.
    Hours,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Waits for the colleague, or for the planner where there is none.
    Asked,
    /// The colleague agreed; waits for the planner.
    Agreed,
    Approved,
    Refused,
    Withdrawn,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShiftRequest {
    pub kind: RequestKind,
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub with: Option<u32>,
    /// For a swap: the colleague's day.
    #[schema(value_type = Option<String>, format = Date)]
    pub with_day: Option<Date>,
    /// For hours.
    pub minutes: Option<u32>,
    #[serde(default)]
    pub note: Clean,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShiftRequest {
    pub id: u64,
    pub kind: RequestKind,
    pub state: RequestState,
    pub agent: AgentName,
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub with: Option<AgentName>,
    #[schema(value_type = Option<String>, format = Date)]
    pub with_day: Option<Date>,
    pub minutes: Option<u32>,
    pub note: String,
    pub asked_at: Ms,
    pub decided_at: Option<Ms>,
    /// The shift of who asks, while it waits; once approved the one that moved, without its breaks.
    pub shift: Option<MyShift>,
    /// The colleague's shift of a swap, likewise.
    pub with_shift: Option<MyShift>,
    /// It waits for my answer.
    pub mine_to_answer: bool,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestAnswer {
    pub agree: bool,
}

/// Requests that wait for a planner, with what approving them would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OpenRequests {
    pub requests: Vec<OpenRequest>,
    /// Decided in the last two weeks, newest first.
    pub decided: Vec<ShiftRequest>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OpenRequest {
    pub request: ShiftRequest,
    /// None where no published roster holds the days.
    pub effect: Option<RosterEffect>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    pub requests: Vec<u64>,
    pub approve: bool,
}

/// What became of each, in order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Decided {
    pub approved: Vec<u64>,
    pub refused: Vec<u64>,
    /// No longer open, or no longer possible.
    pub left: Vec<u64>,
}

/// People who take contacts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Colleagues {
    pub colleagues: Vec<AgentName>,
}

/// The address for a calendar program; shown once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CalendarFeed {
    pub url: String,
}
