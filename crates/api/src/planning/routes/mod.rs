//! Routes of planning, by what they are about.

pub mod day;
pub mod forecasts;
pub mod own;
pub mod rosters;
pub mod settings;
