//! From forecast to people: what each interval needs, why, and what happens if fewer come.

mod forecast;
mod gap;
mod require;
mod staffing;
mod table;
mod targets;

pub use forecast::{Forecast, ForecastRow, MAX_ROWS, Quantile};
pub use gap::{Gap, Scheduled, gaps, read_scheduled};
pub use require::{Inputs, Required, Requirement, require};
pub use staffing::{Demand, Erlang, Interval, Pool, Predicted, Staffing};
pub use table::{gap_table, requirement_table};
pub use targets::{MAX_SHRINKAGE, Targets, Terms};
