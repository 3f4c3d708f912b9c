//! Every measure once, and reports made of them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::wire::{Channel, Ms, ReasonName, Treatment, Words};

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
    /// This reason alone.
    pub reason: Option<u32>,
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

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OriginQuery {
    /// 30 days before `to`, if left out.
    pub from: Option<Ms>,
    /// Not included; now, if left out.
    pub to: Option<Ms>,
}

/// What is behind a reason's figures: contacts that arrived in the time and are about it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReasonOrigin {
    pub reason: ReasonName,
    pub as_of: Ms,
    /// Where they began, the most frequent first.
    pub starts: Vec<OriginStart>,
    /// What the customer chose first, and how often a person was needed all the same.
    pub tried: Vec<OriginTried>,
    /// Contacts closed without a person, solved in the customer's own word.
    pub self_solved: u32,
    /// Contacts about a matter that had one before.
    pub again: u32,
    pub contacts: u32,
    /// What would take contacts away, the largest first.
    pub removes: Vec<OriginRemoval>,
}

/// Contacts that began on a channel, at a site.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OriginStart {
    pub channel: Channel,
    /// The site whose page they came by; none: another way.
    pub site: Option<String>,
    pub contacts: u32,
}

/// A way that was chosen.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OriginTried {
    pub treatment: Treatment,
    pub contacts: u32,
    /// Of those, in the end with a person.
    pub with_person: u32,
}

/// Something that, were it mended, would leave fewer contacts for people.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OriginRemoval {
    pub cause: RemovalCause,
    /// Contacts it is about.
    pub contacts: u32,
}

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemovalCause {
    /// No published article is about it.
    NoArticle,
    /// Neither self-service nor a bot is offered.
    OnlyPeople,
    /// Self-service was chosen, and a person was needed.
    ArticleFellShort,
    /// A bot was chosen, and a person was needed.
    BotFellShort,
    /// The matter came again.
    CameAgain,
}
