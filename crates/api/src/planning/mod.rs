//! Planning: history, forecasts, what they require, rosters, and living with them. The arithmetic is crate `plan`'s; here are its
//! tables, its routes and what ties it to the centre's people, setup and clock.

mod clock;
mod events;
mod forecasts;
pub mod jobs;
mod problem;
mod publish;
mod rosters;
mod routes;
mod settings;
mod types;
mod volume;

use jiff::civil::Date;
use rusqlite::Row;
use rusqlite::types::{FromSqlError, Type};
use utoipa_axum::router::OpenApiRouter;

use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(routes::settings::routes()).merge(routes::forecasts::routes()).merge(routes::rosters::routes())
}

/// A column that holds a date, such as 2026-11-24.
fn date(row: &Row<'_>, column: usize) -> rusqlite::Result<Date> {
    let wrong = |_| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(FromSqlError::InvalidType));
    row.get_ref(column)?.as_str()?.parse().map_err(wrong)
}
