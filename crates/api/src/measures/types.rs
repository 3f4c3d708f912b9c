//! Every measure once, and reports made of them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::wire::{Ms, Words};

/// All measures.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Measures {
    pub measures: Vec<MeasureView>,
}

/// One measure: the definition every screen uses.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MeasureView {
    /// Such as `service_level`.
    pub id: String,
    /// Grows when the definition changes.
    pub version: u32,
    pub name: Words,
    /// The formula, in words.
    pub formula: Words,
    pub unit: Unit,
    /// More is better; absent when neither is.
    pub more_is_better: Option<bool>,
    /// Where the definition comes from.
    pub source: String,
}

/// What a measure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Count,
    Ms,
    /// Of 1,000.
    Permille,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReportQuery {
    pub from: Ms,
    /// Not included.
    pub to: Ms,
    #[serde(default)]
    pub by: ReportBy,
}

/// How to group a report. A report has at most 5,000 rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportBy {
    #[default]
    Total,
    Reason,
    Channel,
    /// For supervisors; strain is left out, since it is the agent's own.
    Agent,
    /// The client (원청사) for whom a contact was served.
    Client,
    /// As the clock on the centre's wall shows them, like hours and days.
    HalfHour,
    Hour,
    Day,
}

/// A report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Report {
    pub from: Ms,
    pub to: Ms,
    /// The centre's time zone, such as `Asia/Seoul`.
    pub zone: String,
    pub by: ReportBy,
    pub as_of: Ms,
    pub rows: Vec<ReportRow>,
}

/// One row of a report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportRow {
    /// Id of the reason, agent or client, channel, or start of the stretch in ms; rows in which nothing happened are left
    /// out.
    pub key: Option<String>,
    pub label: Option<Words>,
    /// By measure id; null where there is nothing to measure.
    pub values: std::collections::BTreeMap<String, Option<f64>>,
}
