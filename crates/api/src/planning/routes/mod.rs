//! Routes of planning, by what they are about.

pub mod forecasts;
pub mod rosters;
pub mod settings;
