//! From forecast to people: what each interval needs, why, and what happens if fewer come.

mod forecast;
mod gap;
mod require;
mod rostered;
mod skills;
mod staffing;
mod table;
mod targets;

pub use forecast::{Forecast, ForecastRow, MAX_ROWS, Quantile};
pub use gap::{Gap, Scheduled, gaps, read_scheduled};
pub use require::{Inputs, Required, Requirement, require};
pub use rostered::{Rostered, RosteredSet, experience};
pub use skills::{Below, Crew, Reached, ReachedDay, SkillSet, SkillTargets, Staffed, require_by_skills};
pub use staffing::{Achieved, Callback, Day, Demand, Erlang, Manner, OverDays, Pool, Predicted, Staffing, Tell};
pub use table::{crew_table, gap_table, reached_table, requirement_table};
pub use targets::{CallbackTerms, MAX_SHRINKAGE, Targets, Terms};
