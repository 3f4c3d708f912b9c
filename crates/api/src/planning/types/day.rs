//! The running day, adherence, and months ahead.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::wire::{AgentName, Ms, RosterRule};

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DayQuery {
    /// One skill; without it all together.
    pub skill: Option<u32>,
}

/// A day: what was forecast, what comes, who is required and who is there, on one axis of intervals from midnight.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DayBoard {
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub as_of: Ms,
    pub interval_min: u32,
    /// The interval that runs now; none on another day.
    pub now: Option<u32>,
    /// As forecast before the day.
    pub forecast: Vec<f64>,
    /// As forecast now for what is still to come; none for intervals gone.
    pub updated: Vec<Option<f64>>,
    /// Contacts that came; none for intervals to come.
    pub actual: Vec<Option<f64>>,
    /// People required on the roster, shrinkage included.
    pub required: Vec<f64>,
    /// People planned at work.
    pub staffed: Vec<f64>,
    /// Share answered in time with those planned, by the same formulas that required them.
    pub service_level: Vec<Option<f64>>,
    /// People ready or in a contact at this moment.
    pub here: Option<u32>,
    /// People missing at this moment: required at work, without shrinkage, less those here; none without a forecast.
    pub gap: Option<f64>,
    pub proposals: Vec<DayProposal>,
    /// Whose shift ends before a short hour and who is not asked to stay, with the rules it would break.
    pub cannot_stay: Vec<CannotStay>,
}

/// Something that could be done, with its effect.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DayProposal {
    pub act: DayAct,
    /// People-hours missing in the hours to come.
    pub missing_hours_before: f64,
    pub missing_hours_after: f64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DayAct {
    MoveBreak {
        agent: AgentName,
        from_min: u32,
        to_min: u32,
    },
    Overtime {
        agents: Vec<AgentName>,
        from_min: u32,
        minutes: u32,
    },
    Callbacks {
        from_min: u32,
        to_min: u32,
        contacts: u32,
    },
    /// So many points more of what bots may serve; the contacts are those still to come that they would take of people.
    BotShare {
        points: u32,
        contacts: u32,
    },
}

/// Somebody who is not asked to stay.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CannotStay {
    pub agent: AgentName,
    /// When her shift ends, in minutes after midnight.
    pub from_min: u32,
    pub rules: Vec<RosterRule>,
}

/// Planned against actual, now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdherenceNow {
    pub as_of: Ms,
    pub people: Vec<PersonNow>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonNow {
    pub agent: AgentName,
    /// Such as `work`, `break`, `meal`; none where nothing is planned.
    pub planned: Option<String>,
    /// Such as `ready`, `contact`, `offline`.
    pub state: String,
    pub verdict: AdherenceVerdict,
    /// Off plan since so long.
    pub out_for_ms: i64,
    /// What is planned next, and when.
    pub next: Option<String>,
    pub next_at: Option<Ms>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdherenceVerdict {
    /// As planned.
    In,
    /// Off plan within the tolerance.
    Tolerated,
    Out,
    /// Protected rest.
    Rest,
    /// An approved exception.
    Exception,
    /// A contact that outlasted its time, or the pause it delayed.
    Overrun,
    Unplanned,
}

/// A day of everyone's, planned against actual.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdherenceDay {
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub as_of: Ms,
    /// When the day begins.
    pub from: Ms,
    pub people: Vec<PersonDay>,
    pub exceptions: Vec<AdherenceException>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonDay {
    pub agent: AgentName,
    /// Share of planned time spent as planned; none where nothing is to judge.
    pub adherence: Option<f64>,
    /// Time worked over time planned for work.
    pub conformance: Option<f64>,
    pub planned_ms: i64,
    pub excused_ms: i64,
    pub stretches: Vec<AdherenceStretch>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdherenceStretch {
    pub from: Ms,
    pub to: Ms,
    pub planned: Option<String>,
    pub state: String,
    pub verdict: AdherenceVerdict,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdherenceException {
    pub id: u64,
    pub agent: AgentName,
    pub from: Ms,
    pub to: Ms,
    pub because: String,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAdherenceException {
    pub agent: u32,
    pub from: Ms,
    pub to: Ms,
    pub because: String,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CapacityQuery {
    /// Share of people that leaves in a month, in percent.
    pub leave_percent: u8,
    /// Days until a new person is as good as one at work.
    pub ready_days: u16,
}

/// Months ahead.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Capacity {
    /// The forecast it is made from.
    pub forecast: u64,
    /// Paid hours of the mean person by the contracts; 0 without any, and no months then.
    pub hours_per_week: f64,
    pub contracts: Vec<ContractWeek>,
    pub months: Vec<CapacityMonth>,
}

/// Who works how long under a contract.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContractWeek {
    pub name: String,
    pub people: u32,
    /// Paid hours a week of each.
    pub hours: f64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CapacityMonth {
    #[schema(value_type = String, format = Date)]
    pub first: Date,
    pub required_hours: f64,
    /// People of the mean week.
    pub required: f64,
    pub there: f64,
    pub missing: f64,
    #[schema(value_type = Option<String>, format = Date)]
    pub decide_by: Option<Date>,
}

/// A desk for something new, as guessed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDesk {
    pub contacts_per_day: f64,
    pub aht_s: f64,
    /// Minutes after midnight.
    pub open_min: u32,
    pub close_min: u32,
    pub days_per_week: u32,
    pub seats: Option<u32>,
    #[schema(value_type = String, format = Date)]
    pub begins: Date,
    /// How many new people can begin each week.
    pub intake_per_week: u32,
    pub training_days: u32,
    /// By week after training: percent of a practised person's contacts.
    pub ramp_percent: Vec<u8>,
    pub shrinkage_percent: u8,
    pub hours_per_week: f64,
}

/// What it takes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeskAnswer {
    pub peak: u32,
    pub people: u32,
    pub seats_missing: u32,
    pub hours_per_week: f64,
    pub cost_per_week: f64,
    pub cost_until: f64,
    /// The first day on which it answers as promised; none within a year.
    #[schema(value_type = Option<String>, format = Date)]
    pub answers_from: Option<Date>,
    pub weeks: Vec<DeskWeek>,
    /// Practised people at work by half hour from the opening.
    pub required: Vec<u32>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeskWeek {
    #[schema(value_type = String, format = Date)]
    pub first: Date,
    pub begun: u32,
    pub worth: f64,
}
