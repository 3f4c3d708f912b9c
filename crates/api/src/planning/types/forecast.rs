//! Forecasts: what is expected, why, and how good earlier ones were.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::wire::{Ms, ReasonName};

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewForecast {
    /// Days ahead, from today.
    pub days: u16,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct HistoryQuery {
    /// The reason of a file that names none.
    pub reason: Option<u32>,
}

/// What an import brought.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryTaken {
    #[schema(value_type = String, format = Date)]
    pub first: Date,
    #[schema(value_type = String, format = Date)]
    pub last: Date,
    pub rows: usize,
}

/// Forecasts made, the newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Forecasts {
    pub forecasts: Vec<ForecastRowView>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ForecastRowView {
    pub id: u64,
    pub made_at: Ms,
    /// None: made every night.
    pub made_by: Option<u32>,
    /// The first day forecast.
    #[schema(value_type = String, format = Date)]
    pub origin: Date,
    pub days: u16,
}

#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ForecastQuery {
    /// One reason; without it all together.
    pub reason: Option<u32>,
    /// What to lay beside it: the number of another forecast, or `last_year`.
    #[param(value_type = Option<String>)]
    pub against: Option<Against>,
}

/// What a forecast is laid beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Against {
    Forecast(u64),
    /// The same weekdays a year, 52 weeks, before.
    LastYear,
}

impl TryFrom<String> for Against {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "last_year" => Ok(Against::LastYear),
            number => number.parse().map(Against::Forecast).map_err(|_| "the number of a forecast, or last_year"),
        }
    }
}

/// A forecast with what was known before it and what came after.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ForecastView {
    pub forecast: ForecastRowView,
    pub interval_min: u16,
    /// By day: the weeks before the origin and the days forecast.
    pub days: Vec<ForecastDay>,
    /// By reason: what was chosen and why.
    pub reasons: Vec<ForecastReason>,
    /// Reasons without a forecast and what was odd in the history, in the reader's language.
    pub left_out: Vec<String>,
    /// What it was asked to be laid beside.
    pub beside: Option<ForecastBeside>,
}

/// Two forecasts side by side, or one and last year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ForecastBeside {
    /// None: last year.
    pub forecast: Option<ForecastRowView>,
    /// Contacts by day, along the days of the first; none where the second says nothing of a day.
    pub days: Vec<Option<f64>>,
    /// How many days both speak of: the differences are over these.
    pub shared_days: u32,
    /// How many of these are past and counted: the errors are over these.
    pub past_days: u32,
    /// All reasons asked for together.
    pub all: Compared,
    /// By reason, the largest difference first.
    pub reasons: Vec<ReasonCompared>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReasonCompared {
    pub reason: ReasonName,
    pub compared: Compared,
}

/// Contacts of the days that both speak of, and how far each was off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, ToSchema)]
pub struct Compared {
    pub first: f64,
    pub second: f64,
    /// Contacts that came on the days past.
    pub actual: Option<f64>,
    /// Sum of what was missed by interval over what came, of the first and of the second; none where nothing came yet.
    pub wape_first: Option<f64>,
    pub wape_second: Option<f64>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ForecastDay {
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// Contacts that came; none where it is not known yet.
    pub actual: Option<f64>,
    pub expected: Option<f64>,
    /// Between these lie eight days of ten, by the days of the backtest.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// The same weekday a year, 52 weeks, before.
    pub last_year: Option<f64>,
    /// The public holiday or events of the day.
    pub marks: Vec<String>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ForecastReason {
    pub reason: ReasonName,
    pub contacts: f64,
    /// The method chosen on the backtest.
    pub method: String,
    /// How much lower its error is than the best simple method's, as a share.
    pub margin: f64,
    /// Calendar terms kept.
    pub terms: Vec<String>,
    /// Kinds of events with their size: contacts over a usual day's.
    pub events: Vec<NamedShare>,
    /// Error of each method on the backtest, best first.
    pub scores: Vec<NamedShare>,
    /// Days held back by the guard, as share of the mean of eight weeks.
    pub held_back: Vec<NamedShare>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NamedShare {
    pub name: String,
    pub share: f64,
}

/// How good forecasts were, day by day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Accuracies {
    /// Newest day first.
    pub days: Vec<DayAccuracy>,
    /// Over all days shown, by how far ahead they were forecast.
    pub horizons: Vec<HorizonAccuracy>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DayAccuracy {
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub reason: ReasonName,
    /// Days from the origin of the forecast.
    pub ahead: u16,
    pub actual: f64,
    pub expected: f64,
    pub wape: Option<f64>,
    pub mase: Option<f64>,
    pub coverage80: Option<f64>,
    pub pinball: Option<f64>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HorizonAccuracy {
    /// At most so many days ahead.
    pub ahead: u16,
    pub days: u32,
    pub wape: f64,
    pub coverage80: f64,
}

/// What a person knows of days to come.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlanEvent {
    pub id: u64,
    /// The same word each time: its size is learned from the earlier ones.
    pub name: String,
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    pub reason: Option<ReasonName>,
    /// Contacts on such a day over a usual one, as guessed; learned once it has happened.
    pub size: Option<f64>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlanEvents {
    pub events: Vec<PlanEvent>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlanEvent {
    pub name: String,
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    pub reason: Option<u32>,
    pub size: Option<f64>,
}

/// What drives contacts, such as orders.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Driver {
    pub name: String,
    /// The first day it is known for.
    #[schema(value_type = String, format = Date)]
    pub first: Date,
    /// The last one; a forecast takes the days after it as usual ones.
    #[schema(value_type = String, format = Date)]
    pub last: Date,
    pub days: u32,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Drivers {
    pub drivers: Vec<Driver>,
}
