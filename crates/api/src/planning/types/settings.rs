//! How a centre plans: what is promised, the shifts there are, the contracts people work under.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a centre plans. Shifts and contracts are written as in a problem file (docs/planning/schedules.md).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanSettings {
    /// Length of an interval: 15, 30 or 60 minutes.
    pub interval_min: u16,
    pub holidays: HolidayCalendar,
    /// A day forecast further than this from the mean of eight weeks is held back unless an event explains it.
    pub guard_percent: u8,
    /// Everybody is counted as one group: for small centres, where people serve several skills. Otherwise each skill is staffed
    /// for itself.
    pub pooled: bool,
    /// What holds for every skill that says nothing of its own.
    pub promise: Promise,
    /// By skill.
    pub promises: Vec<SkillPromise>,
    pub shifts: Vec<ShiftTemplate>,
    pub contracts: Vec<WorkContract>,
    #[serde(default)]
    #[schema(required)]
    pub sites: Vec<PlanSite>,
    /// Cost of a person missing for an interval.
    pub under: i64,
    /// Cost of a person too many for an interval.
    pub over: i64,
    /// Points of unpleasant work on a Saturday or Sunday.
    #[serde(default)]
    #[schema(required)]
    pub weekend_burden: u32,
    /// Cost of a person's points, squared, on top of those of the weeks before; 0: points cost nothing.
    #[serde(default)]
    #[schema(required)]
    pub fairness: i64,
    /// Minutes off plan that are forgiven.
    pub tolerance_min: u32,
    /// Share of the hours to spare that is offered as callback slots.
    pub callbacks_percent: u8,
    /// What an hour of work costs, in the centre's currency.
    pub hourly_cost: u32,
}

/// Whose public holidays hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HolidayCalendar {
    Kr,
    Us,
    None,
}

/// What is promised to customers, and what is known of them and of the people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// Share answered within `within_s`.
    pub service_level_percent: u8,
    pub within_s: u32,
    /// Mean patience; without one nobody gives up.
    pub patience_s: Option<u32>,
    /// Largest share of people's time in contacts.
    pub occupancy_percent: Option<u8>,
    /// Contacts a person has at once.
    pub concurrency: u8,
    /// Quantile of the forecast to staff for; without one the expected contacts.
    pub quantile_percent: Option<u8>,
    /// Share of paid time not spent ready for contacts, by cause; breaks and meals lie in the shifts and are left out here.
    pub shrinkage: Vec<Shrinkage>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Shrinkage {
    pub cause: String,
    pub percent: u8,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillPromise {
    pub skill: u32,
    pub promise: Promise,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftTemplate {
    pub name: String,
    /// `09:00`.
    pub start: String,
    /// From start to end, pauses included.
    pub length_min: u32,
    /// Minutes that count as working time; without it the length less the pauses that are not paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_min: Option<u32>,
    /// Without it every day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekdays: Option<Vec<Weekday>>,
    /// How unpleasant it is, in points.
    #[serde(default)]
    #[schema(required)]
    pub burden: u32,
    #[serde(default)]
    pub breaks: Vec<ShiftBreak>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftBreak {
    pub length_min: u32,
    #[serde(default)]
    pub paid: bool,
    /// Minutes from the start of the shift at which it may begin.
    pub at_min: Vec<u32>,
}

/// Terms of work. Days and hours are agreed by the week, Monday to Sunday; weekends over the days of a roster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkContract {
    pub name: String,
    /// The name it had: whoever works under it follows.
    #[serde(default, skip_serializing_if = "only_read")]
    #[schema(write_only)]
    pub was: Option<String>,
    /// Names of shifts.
    pub shifts: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<u32>>)]
    pub days: Option<(u32, u32)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<f64>>)]
    pub hours: Option<(f64, f64)>,
    /// Hours between two shifts.
    #[serde(default)]
    pub rest_h: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<u32>>)]
    pub days_in_a_row: Option<(u32, u32)>,
    #[serde(default)]
    pub off_in_a_row: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekends: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekend_days: Option<u32>,
    /// Most nights in a row; a shift is a night from three hours between 22:00 and 06:00 on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nights_in_a_row: Option<u32>,
    /// Hours between the last of them and the next shift.
    #[serde(default)]
    pub rest_after_nights_h: f64,
    /// Limits of law: `kr`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
}

/// Whom the law protects from nights and long hours; looked at under `kr`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkProtection {
    /// A woman who has not agreed to nights.
    NoConsent,
    Pregnant,
    /// Within a year of giving birth.
    AfterBirth,
    /// Younger than eighteen.
    Minor,
}

/// A place with seats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanSite {
    pub name: String,
    /// The name it had: whoever sits there follows.
    #[serde(default, skip_serializing_if = "only_read")]
    #[schema(write_only)]
    pub was: Option<String>,
    pub seats: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// A person with her terms of work.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlannedPerson {
    pub id: u32,
    pub name: String,
    pub skills: Vec<u32>,
    /// Name of her contract; without one she is not scheduled.
    pub contract: Option<String>,
    /// Minutes after midnight.
    pub preferred_start: Option<u16>,
    /// Name of the site at which she needs a seat.
    pub site: Option<String>,
    /// Weekdays on which she works from home and needs none.
    pub home: Vec<Weekday>,
    pub protected: Option<WorkProtection>,
    /// She has what the law asks for to work at night all the same: consent, or an approval.
    pub night_permit: bool,
    /// Minutes worked for others less minutes others worked for her.
    pub time_bank_min: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlannedPeople {
    pub people: Vec<PlannedPerson>,
}

#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsChange {
    /// None: she is not scheduled.
    pub contract: Option<String>,
    pub preferred_start: Option<u16>,
    pub site: Option<String>,
    #[serde(default)]
    pub home: Vec<Weekday>,
    #[serde(default)]
    pub protected: Option<WorkProtection>,
    #[serde(default)]
    pub night_permit: bool,
}

/// A field that is taken and never given; one that serde skips outright would be missing in the description.
fn only_read<T>(_: &T) -> bool {
    true
}
