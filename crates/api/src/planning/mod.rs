//! Planning: history, forecasts, what they require, rosters, and living with them. The arithmetic is crate `plan`'s; here are its
//! tables, its routes and what ties it to the centre's people, setup and clock.

mod adherence;
mod around;
mod borne;
mod bots;
mod calendar;
mod capacity;
pub mod changes;
pub mod clock;
mod compare;
mod day;
mod discretion;
mod drivers;
mod events;
mod fields;
pub mod forecasts;
pub mod imports;
pub mod jobs;
pub mod look;
mod names;
mod nightly;
mod own;
pub mod places;
mod played;
mod preview;
pub mod problem;
mod publish;
mod published;
mod requests;
pub mod rosters;
mod routes;
pub mod settings;
pub mod shared;
pub mod shipped;
pub mod types;
pub mod volume;

pub use nightly::nightly;

use jiff::civil::Date;
use rusqlite::Row;
use rusqlite::types::{FromSqlError, Type};
use utoipa_axum::router::OpenApiRouter;

use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(routes::settings::routes())
        .merge(routes::forecasts::routes())
        .merge(routes::rosters::routes())
        .merge(routes::day::routes())
        .merge(routes::own::routes())
}

/// A column that holds a date, such as 2026-11-24.
fn date(row: &Row<'_>, column: usize) -> rusqlite::Result<Date> {
    let wrong = |_| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(FromSqlError::InvalidType));
    row.get_ref(column)?.as_str()?.parse().map_err(wrong)
}
